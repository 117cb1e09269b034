//! A plain HTTP client, and the services of the tests.

use std::io::{Read, Write};
use std::net::TcpStream;

use outrigger_ecs_double::{Ecs, TargetGroup};
use serde_json::{Value, json};

pub(crate) const CLUSTER: &str = "shop-cluster-prod";
pub(crate) const SERVICE: &str = "shop-api-prod";

/// What a server answers: its status, head and body; an empty answer where the connection broke.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) fn send(url: &str, request: &str) -> Answer {
    let address = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    // A connection that is reset has no end.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
    Answer { status, head: head.to_string(), body: body.to_string() }
}

pub(crate) fn get(url: &str) -> Answer {
    let path = url.splitn(4, '/').nth(3).unwrap_or_default();
    send(url, &format!("GET /{path} HTTP/1.1\r\nHost: double\r\nConnection: close\r\n\r\n"))
}

/// A call of ECS as text.
pub(crate) fn post(ecs: &Ecs, operation: &str, body: &str) -> Answer {
    let request = format!(
        "POST / HTTP/1.1\r\nHost: double\r\nConnection: close\r\nX-Amz-Target: AmazonEC2ContainerServiceV20141113.{operation}\r\n\
         Content-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    send(&ecs.url(), &request)
}

/// A call of ECS that succeeds.
#[track_caller]
pub(crate) fn ask(ecs: &Ecs, operation: &str, request: &Value) -> Value {
    let answer = post(ecs, operation, &request.to_string());
    assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// A call of ECS that is refused: the error's type and sentence.
#[track_caller]
pub(crate) fn refused(ecs: &Ecs, operation: &str, request: &Value) -> String {
    let answer = post(ecs, operation, &request.to_string());
    assert_eq!(answer.status, 400, "{operation}: {}", answer.body);
    let error: Value = serde_json::from_str(&answer.body).unwrap();
    format!("{}: {}", error["__type"].as_str().unwrap(), error["message"].as_str().unwrap())
}

/// The service, after one more poll.
pub(crate) fn poll(ecs: &Ecs) -> Value {
    ask(ecs, "DescribeServices", &json!({"cluster": CLUSTER, "services": [SERVICE]}))["services"][0].clone()
}

pub(crate) fn definition(sidecar: Option<u16>) -> String {
    let mut containers = vec![json!({
        "name": "api", "image": "shop/api:1", "memory": 256, "portMappings": [{"containerPort": 8080}],
    })];
    containers.extend(sidecar.map(|port| {
        json!({"name": "jaeger", "image": "j", "essential": false, "memory": 256, "portMappings": [{"containerPort": port}]})
    }));
    json!({"family": SERVICE, "networkMode": "awsvpc", "containerDefinitions": containers}).to_string()
}

/// A double with a service of two tasks behind a target group, and the target group of a user interface: both ARNs.
pub(crate) fn shop() -> (Ecs, String, String) {
    let ecs = Ecs::start();
    ecs.allow_unsigned();
    let first = ecs.register(&definition(None));
    let main = ecs.target_group(TargetGroup::new("api", 8080));
    let ui = ecs.target_group(TargetGroup::new("jaeger-ui", 16686).health_path("/jaeger/"));
    ecs.service(CLUSTER, SERVICE, &first).desired_count(2).load_balancer(&main, "api", 8080).create();
    (ecs, main, ui)
}
