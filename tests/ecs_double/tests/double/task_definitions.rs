//! Task definitions: registered, and described again.

use outrigger_ecs_double::Ecs;
use serde_json::json;

use crate::client::{ask, definition, post, refused};

const ODD: &str = r#"{ "family":"odd", "futureMember" : { "b":1.50, "a": [12345678901234567890123, "\u003c"] },
  "containerDefinitions":[{"memory":64,"name":"api","image":"i","futureMember":{"x" : -0},"portMappings":[{"containerPort":80}]}],
  "tags":[{"key":"team","value":"shop"}] }"#;

#[test]
fn everything_that_is_registered_is_described_as_it_was_sent() {
    let ecs = Ecs::start();
    ecs.allow_unsigned();
    let answer = post(&ecs, "RegisterTaskDefinition", ODD);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let arn = ecs.revisions("odd").remove(0);
    assert_eq!(ecs.registered(&arn).as_deref(), Some(ODD));
    let body = post(&ecs, "DescribeTaskDefinition", r#"{"taskDefinition":"odd","include":["TAGS"]}"#).body;
    for part in
        [r#"{ "b":1.50, "a": [12345678901234567890123, "\u003c"] }"#, r#"{"x" : -0}"#, r#""tags":[{"key":"team"#]
    {
        assert!(body.contains(part), "{part}: {body}");
    }
    let described = ask(&ecs, "DescribeTaskDefinition", &json!({"taskDefinition": "odd:1"}));
    assert_eq!(described["tags"], json!([]));
    let container = &described["taskDefinition"]["containerDefinitions"][0];
    assert_eq!((&container["cpu"], &container["essential"]), (&json!(0), &json!(true)));
    assert_eq!(container["portMappings"], json!([{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}]));

    ecs.without_defaults();
    let described = ask(&ecs, "DescribeTaskDefinition", &json!({"taskDefinition": arn}));
    assert_eq!(described["taskDefinition"]["containerDefinitions"][0].get("cpu"), None);
    assert_eq!(described["taskDefinition"]["revision"], 1);
}

#[test]
fn a_family_is_its_newest_active_revision() {
    let ecs = Ecs::start();
    ecs.allow_unsigned();
    let arns: Vec<_> = (0..3).map(|_| ecs.register(&definition(None))).collect();
    ecs.deregister(&arns[2]);
    let newest = |ecs: &Ecs| ask(ecs, "DescribeTaskDefinition", &json!({"taskDefinition": "shop-api-prod"}));
    assert_eq!(newest(&ecs)["taskDefinition"]["revision"], 2);
    let inactive = ask(&ecs, "DescribeTaskDefinition", &json!({"taskDefinition": arns[2]}));
    assert_eq!(inactive["taskDefinition"]["status"], "INACTIVE");
    assert!(inactive["taskDefinition"]["deregisteredAt"].is_f64());
    let unknown = json!({"taskDefinition": "unknown"});
    assert_eq!(
        refused(&ecs, "DescribeTaskDefinition", &unknown),
        "ClientException: Unable to describe task definition."
    );
    let page = json!({"familyPrefix": "shop-api-prod", "sort": "DESC", "maxResults": 1});
    let page = ask(&ecs, "ListTaskDefinitions", &page);
    assert_eq!(page["taskDefinitionArns"], json!([arns[1]]));
    let rest = json!({"familyPrefix": "shop-api-prod", "sort": "DESC", "nextToken": page["nextToken"]});
    let rest = ask(&ecs, "ListTaskDefinitions", &rest);
    assert_eq!((&rest["taskDefinitionArns"], rest.get("nextToken")), (&json!([arns[0]]), None));
}

#[test]
fn tags_are_put_read_and_taken() {
    let ecs = Ecs::start();
    ecs.allow_unsigned();
    let arn = ecs.register(ODD);
    ask(
        &ecs,
        "TagResource",
        &json!({"resourceArn": arn, "tags": [{"key": "team", "value": "x"}, {"key": "b", "value": "y"}]}),
    );
    ask(&ecs, "UntagResource", &json!({"resourceArn": arn, "tagKeys": ["b"]}));
    let tags = ask(&ecs, "ListTagsForResource", &json!({"resourceArn": arn}));
    assert_eq!(tags, json!({"tags": [{"key": "team", "value": "x"}]}));
}
