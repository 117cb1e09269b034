//! Tests of edits to JSON text: layouts before and after.

use outrigger_core::{Policy, Template, plan_injection, plan_removal};

use super::*;

const SIDECAR: &str = r#"{
        "name": "s",
        "container": {"image": "i", "cpu": 32, "command": ["a", "b"], "portMappings": [{"containerPort": 1, "protocol": "udp"}]},
        "application": {"environment": [{"name": "NAME", "value": "v"}]}
    }"#;

/// Injects the sidecar, and takes it out again.
#[track_caller]
fn check(before: &str, after: &str) {
    let sidecar = Template::parse(SIDECAR).unwrap().sidecar([]).unwrap();
    let policy = Policy { record: false, allow: outrigger_core::Rule::ALL.to_vec(), ..Policy::default() };
    let change =
        |text: &str, plan: for<'p> fn(&View<'p>, &'p outrigger_core::Sidecar, &Policy) -> outrigger_core::Plan<'p>| {
            let document = Document::scan(text).unwrap();
            let view = View::read(document.root(), "s").unwrap();
            apply(&document, &view, &plan(&view, &sidecar, &policy).ops).unwrap().into_owned()
        };
    let injected = change(before, plan_injection);
    assert_eq!(injected, after);
    assert_eq!(change(&injected, plan_removal), before);
}

#[test]
fn compact() {
    check(
        r#"[{"name":"api","environment":[{"name":"A","value":"1"}]}]"#,
        r#"[{"name":"api","environment":[{"name":"A","value":"1"},{"name":"NAME","value":"v"}]},{"name":"s","image":"i","cpu":32,"command":["a","b"],"portMappings":[{"containerPort":1,"protocol":"udp"}]}]"#,
    );
}

#[test]
fn on_one_line_with_blanks() {
    check(
        r#"[{"name": "api"}]"#,
        r#"[{"name": "api", "environment": [{"name": "NAME", "value": "v"}]}, {"name": "s", "image": "i", "cpu": 32, "command": ["a", "b"], "portMappings": [{"containerPort": 1, "protocol": "udp"}]}]"#,
    );
}

#[test]
fn an_entry_a_line_with_tabs_and_crlf() {
    check(
        "[\r\n\t{\r\n\t\t\"name\": \"api\"\r\n\t}\r\n]\r\n",
        "[\r\n\t{\r\n\t\t\"name\": \"api\",\r\n\t\t\"environment\": [\r\n\t\t\t{\r\n\t\t\t\t\"name\": \"NAME\",\r\n\t\t\t\t\"value\": \"v\"\r\n\
             \t\t\t}\r\n\t\t]\r\n\t},\r\n\t{\r\n\t\t\"name\": \"s\",\r\n\t\t\"image\": \"i\",\r\n\t\t\"cpu\": 32,\r\n\t\t\"command\": [\r\n\t\t\t\"a\",\r\n\
             \t\t\t\"b\"\r\n\t\t],\r\n\t\t\"portMappings\": [\r\n\t\t\t{\r\n\t\t\t\t\"containerPort\": 1,\r\n\t\t\t\t\"protocol\": \"udp\"\r\n\t\t\t}\r\n\
             \t\t]\r\n\t}\r\n]\r\n",
    );
}

#[test]
fn spaced_brackets_and_an_aligned_table() {
    check(
        r#"[
  {
    "name": "api",
    "command": [ "run" ],
    "environment": [
      { "name": "A",       "value": "1" },
      { "name": "LONGER",  "value": "2" }
    ]
  }
]"#,
        r#"[
  {
    "name": "api",
    "command": [ "run" ],
    "environment": [
      { "name": "A",       "value": "1" },
      { "name": "LONGER",  "value": "2" },
      { "name": "NAME",    "value": "v" }
    ]
  },
  {
    "name": "s",
    "image": "i",
    "cpu": 32,
    "command": [ "a", "b" ],
    "portMappings": [
      { "containerPort": 1, "protocol": "udp" }
    ]
  }
]"#,
    );
}

#[test]
fn a_document_that_is_indented_itself() {
    check(
        "    [\n      {\n        \"name\": \"api\",\n        \"user\": \"u\"\n      }\n    ]\n",
        "    [\n      {\n        \"name\": \"api\",\n        \"user\": \"u\",\n        \"environment\": [\n          {\n            \
             \"name\": \"NAME\",\n            \"value\": \"v\"\n          }\n        ]\n      },\n      {\n        \"name\": \"s\",\n        \
             \"image\": \"i\",\n        \"cpu\": 32,\n        \"command\": [\n          \"a\",\n          \"b\"\n        ],\n        \
             \"portMappings\": [\n          {\n            \"containerPort\": 1,\n            \"protocol\": \"udp\"\n          }\n        \
             ]\n      }\n    ]\n",
    );
}

#[test]
fn brackets_that_hug_and_colons_with_blanks() {
    check(
        r#"{
    "containerDefinitions" : [{
        "name" : "api"
    }]
}"#,
        r#"{
    "containerDefinitions" : [{
        "name" : "api",
        "environment" : [{
            "name" : "NAME",
            "value" : "v"
        }]
    }, {
        "name" : "s",
        "image" : "i",
        "cpu" : 32,
        "command" : [
            "a",
            "b"
        ],
        "portMappings" : [{
            "containerPort" : 1,
            "protocol" : "udp"
        }]
    }]
}"#,
    );
}

#[test]
fn commas_at_the_beginning_of_lines() {
    check(
        r#"{
  "family": "x"
  , "containerDefinitions": [
    {
      "name": "api"
      , "image": "x:1"
    }
  ]
}"#,
        r#"{
  "family": "x"
  , "containerDefinitions": [
    {
      "name": "api"
      , "image": "x:1"
      , "environment": [
        {
          "name": "NAME"
          , "value": "v"
        }
      ]
    }
    , {
      "name": "s"
      , "image": "i"
      , "cpu": 32
      , "command": [
        "a"
        , "b"
      ]
      , "portMappings": [
        {
          "containerPort": 1
          , "protocol": "udp"
        }
      ]
    }
  ]
}"#,
    );
}

#[test]
fn commas_less_deep_than_entries() {
    check(
        r#"{
    "family": "x"
  , "containerDefinitions": [
        {
            "name": "api"
          , "links": []
        }
    ]
}"#,
        r#"{
    "family": "x"
  , "containerDefinitions": [
        {
            "name": "api"
          , "links": []
          , "environment": [
                {
                    "name": "NAME"
                  , "value": "v"
                }
            ]
        }
      , {
            "name": "s"
          , "image": "i"
          , "cpu": 32
          , "command": [
                "a"
              , "b"
            ]
          , "portMappings": [
                {
                    "containerPort": 1
                  , "protocol": "udp"
                }
            ]
        }
    ]
}"#,
    );
}

#[test]
fn commas_below_brackets() {
    check(
        r#"{ "family": "x"
, "containerDefinitions":
  [ { "name": "api"
    , "image": "x:1"
    }
  ]
}"#,
        r#"{ "family": "x"
, "containerDefinitions":
  [ { "name": "api"
    , "image": "x:1"
    , "environment": [ { "name": "NAME"
                       , "value": "v"
                       }
                     ]
    }
  , { "name": "s"
    , "image": "i"
    , "cpu": 32
    , "command": [ "a"
                 , "b"
                 ]
    , "portMappings": [ { "containerPort": 1
                        , "protocol": "udp"
                        }
                      ]
    }
  ]
}"#,
    );
}

#[test]
fn commas_on_lines_of_their_own() {
    check(
        r#"{
  "family": "x"
  ,
  "containerDefinitions": [
    {
      "name": "api"
    }
  ]
}"#,
        r#"{
  "family": "x"
  ,
  "containerDefinitions": [
    {
      "name": "api"
      ,
      "environment": [
        {
          "name": "NAME"
          ,
          "value": "v"
        }
      ]
    }
    ,
    {
      "name": "s"
      ,
      "image": "i"
      ,
      "cpu": 32
      ,
      "command": [
        "a"
        ,
        "b"
      ]
      ,
      "portMappings": [
        {
          "containerPort": 1
          ,
          "protocol": "udp"
        }
      ]
    }
  ]
}"#,
    );
}

#[test]
fn commas_with_blanks_before() {
    check(
        r#"[
  {
    "name": "api" ,
    "command": ["a" , "b"] ,
    "links": []
  }
]"#,
        r#"[
  {
    "name": "api" ,
    "command": ["a" , "b"] ,
    "links": [] ,
    "environment": [
      {
        "name": "NAME" ,
        "value": "v"
      }
    ]
  } ,
  {
    "name": "s" ,
    "image": "i" ,
    "cpu": 32 ,
    "command": ["a" , "b"] ,
    "portMappings": [
      {
        "containerPort": 1 ,
        "protocol": "udp"
      }
    ]
  }
]"#,
    );
}

#[test]
fn nothing_but_the_form_changes_where_commas_are_less_deep() {
    let text = r#"{
    "taskDefinition": {
        "revision": 1
      , "containerDefinitions": [
            {
                "name": "api"
              , "image": "x:1"
            }
        ]
    }
}"#;
    let document = Document::scan(text).unwrap();
    let view = View::read(document.root(), "s").unwrap();
    let plan = outrigger_core::plan_registration(&view, &Policy::default());
    assert_eq!(
        apply(&document, &view, &plan.ops).unwrap(),
        r#"{
    "containerDefinitions": [
        {
            "name": "api"
          , "image": "x:1"
        }
    ]
}"#
    );
}

/// Edits that no plan has: laid out one by one, they would make two members of one name.
#[test]
fn a_result_that_is_not_as_planned_is_not_given() {
    let document = Document::scan(r#"[{"name": "api"}]"#).unwrap();
    let view = View::read(document.root(), "s").unwrap();
    let set = |value| Op::SetMember { container: "api".into(), member: "cpu".into(), value: Value::Bool(value) };
    let ops = [set(true), set(false)];
    let expected = "internal error: the result is not the planned change";
    assert_eq!(apply(&document, &view, &ops).unwrap_err().to_string(), expected);
    assert_eq!(splices(&document, &lower(&view, &ops)).unwrap_err().to_string(), expected);
}

#[test]
fn nothing_but_the_form_changes() {
    let text = "{\n  \"tags\": [],\n  \"taskDefinition\": {\n    \"revision\": 1,\n    \"containerDefinitions\": [\n      {\n        \
                    \"name\": \"é\"\n      }\n    ],\n\n    \"future\": {\"a\":  1.10}\n  }\n}\n";
    let document = Document::scan(text).unwrap();
    let view = View::read(document.root(), "s").unwrap();
    let plan = outrigger_core::plan_registration(&view, &Policy::default());
    assert_eq!(
        apply(&document, &view, &plan.ops).unwrap(),
        "{\n  \"containerDefinitions\": [\n    {\n      \"name\": \"é\"\n    }\n  ],\n\n  \"future\": {\"a\":  1.10}\n}\n"
    );
}
