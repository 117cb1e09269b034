//! Faults, and the calls that have them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use outrigger_ecs_double::{Ecs, Fault};
use serde_json::{Value, json};

use crate::client::{CLUSTER, SERVICE, definition, poll, post, shop};

fn register(ecs: &Ecs) -> crate::client::Answer {
    post(ecs, "RegisterTaskDefinition", &definition(None))
}

#[test]
fn faults_come_at_their_call_with_or_without_the_effect() {
    // The fault, the status, text of the body, and whether there is a new revision.
    let table = [
        (Fault::Throttling, 400, "ThrottlingException", false),
        (Fault::TooManyConcurrentAttempts, 400, "Too many concurrent attempts to create a new revision", false),
        (Fault::Error("LimitExceededException", "no more"), 400, "LimitExceededException", false),
        (Fault::InternalError, 500, "ServerException", false),
        (Fault::Unavailable, 503, "<html>", false),
        (Fault::ResetBefore, 0, "", false),
        (Fault::ResetAfter, 0, "", true),
        (Fault::Slow(Duration::from_millis(20)), 200, "taskDefinitionArn", true),
        (Fault::Truncated, 200, "{", true),
        (Fault::InvalidJson, 200, "{", true),
    ];
    for (fault, status, words, has_effect) in table {
        let (ecs, ..) = shop();
        ecs.fault("RegisterTaskDefinition", 2, fault.clone());
        assert_eq!(register(&ecs).status, 200, "{fault:?}");
        let answer = register(&ecs);
        assert_eq!(answer.status, status, "{fault:?}: {}", answer.body);
        assert!(answer.body.contains(words), "{fault:?}: {}", answer.body);
        let is_json = serde_json::from_str::<Value>(&answer.body).is_ok();
        assert!(!is_json || !matches!(fault, Fault::Truncated | Fault::InvalidJson), "{fault:?}: {}", answer.body);
        assert_eq!(ecs.revisions(SERVICE).len(), if has_effect { 3 } else { 2 }, "{fault:?}");
        assert_eq!(register(&ecs).status, 200, "{fault:?}");
    }
}

#[test]
fn a_list_that_goes_on() {
    let (ecs, ..) = shop();
    ecs.fault("ListServices", 1, Fault::NextToken("again"));
    let answer = post(&ecs, "ListServices", &json!({"cluster": CLUSTER}).to_string());
    assert!(answer.status == 200 && answer.body.contains(r#""nextToken":"again""#), "{}", answer.body);
}

#[test]
fn silence() {
    let (ecs, ..) = shop();
    ecs.fault("ListServices", 1, Fault::Silent);
    let mut stream = TcpStream::connect(ecs.url().strip_prefix("http://").unwrap()).unwrap();
    let target = "X-Amz-Target: AmazonEC2ContainerServiceV20141113.ListServices";
    write!(stream, "POST / HTTP/1.1\r\n{target}\r\nContent-Length: 2\r\n\r\n{{}}").unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert!(stream.read(&mut [0]).is_err(), "the connection stays open, and nothing comes");
}

#[test]
fn failures_are_no_errors() {
    let (ecs, ..) = shop();
    ecs.faults("*", 1..=2, Fault::Failures("MISSING"));
    for operation in ["DescribeServices", "DescribeTasks"] {
        let answer = post(&ecs, operation, &json!({"cluster": CLUSTER, "services": [SERVICE]}).to_string());
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains("\"reason\":\"MISSING\""), "{}", answer.body);
    }
    assert_eq!(poll(&ecs)["status"], "ACTIVE");
}

#[test]
fn a_held_call_has_its_effect_and_no_answer() {
    let (ecs, ..) = shop();
    let before = ecs.hold_before("RegisterTaskDefinition", 1);
    let after = ecs.hold("*", 1);
    let client = thread::spawn({
        let ecs = ecs.clone();
        move || register(&ecs).status
    });
    before.wait();
    assert_eq!(ecs.revisions(SERVICE).len(), 1);
    before.release();
    after.wait();
    assert_eq!(ecs.revisions(SERVICE).len(), 2);
    assert!(!client.is_finished());
    after.release();
    assert_eq!(client.join().unwrap(), 200);
}

#[test]
fn another_client_comes_between() {
    let (ecs, ..) = shop();
    let second = ecs.register(&definition(None));
    let (other, arn) = (ecs.clone(), second.clone());
    ecs.meanwhile("DescribeServices", 2, move || other.update(CLUSTER, SERVICE, &arn));
    assert_ne!(poll(&ecs)["taskDefinition"], second.as_str());
    assert_eq!(poll(&ecs)["taskDefinition"], second.as_str());
    assert_eq!(ecs.actions(), ["ecs:DescribeServices"]);
    assert_eq!(ecs.calls().len(), 2);
}

#[test]
fn requests_without_a_signature_are_refused() {
    let ecs = Ecs::start();
    let answer = post(&ecs, "ListServices", "{}");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("MissingAuthenticationTokenException"), "{}", answer.body);
}
