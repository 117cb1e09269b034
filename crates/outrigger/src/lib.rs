//! Add a sidecar container to an Amazon ECS task definition, keep it up to date, and remove it again.
//!
//! Most programs need four functions: [`Sidecar::built_in`], `json::inject`, `json::remove` and [`lint`].
//!
#![cfg_attr(feature = "json", doc = "```")]
#![cfg_attr(not(feature = "json"), doc = "```ignore")]
//! use outrigger::{Document, Policy, Rule, Service, Sidecar, json, lint};
//!
//! let definition = r#"{
//!   "family": "shop-api",
//!   "networkMode": "awsvpc",
//!   "memory": "1024",
//!   "containerDefinitions": [
//!     { "name": "api", "image": "shop-api:1.4.2" }
//!   ]
//! }"#;
//! let sidecar = Sidecar::built_in("jaeger")?;
//!
//! // Add the sidecar, and configure the container `api` for it.
//! let injected = json::inject(definition, &sidecar, &Policy::default())?;
//! assert!(injected.text.contains("jaegertracing/all-in-one"));
//!
//! // Check the result against the rules of ECS.
//! let findings = lint(Document::scan(&injected.text)?.root(), &Service::default())?;
//! assert!(findings.iter().any(|finding| finding.rule == Rule::Jaeger1EndOfLife));
//!
//! // Remove the sidecar. The text is as before, to the byte.
//! let removed = json::remove(&injected.text, &sidecar, &Policy::default())?;
//! assert_eq!(removed.text, definition);
//! # Ok::<(), outrigger::Error>(())
//! ```
//!
//! # The steps
//!
//! `json::inject` does three steps, which can also be called one by one:
//!
//! 1. Read: [`View::read`] reads the facts about a task definition from a [`Node`], a value in a tree of JSON values.
//! 2. Plan: [`plan_injection`] or [`plan_removal`] returns a [`Plan`], which is plain data. [`Plan::accepted`] says whether
//!    the result would break a rule.
//! 3. Apply: `json::apply` changes JSON text, [`apply`] the typed [`model`]. [`lower`] turns a plan into edits for other trees.
//!
//! [`Template`] reads your own sidecar from a JSON document, and [`Policy`] has the choices that a user can make.
//!
//! # Features
//!
//! | feature | module | content |
//! |---|---|---|
//! | `json` (default) | `json` | JSON text, `serde_json::Value`, JSON Patch |
//! | `file` | `json::file` | files, read fast and replaced atomically |
//! | `aws` | `aws` | running services: deploy a sidecar, wait for it, verify it, roll back |
//! | `jq` | `jq` | jq-compatible filters with `inject` and `remove`, and injections as programs for any jq |
//! | `terraform` | `terraform` | `.tf` files, Terraform's external data source, and resources that a sidecar needs |
//!
//! Without features, only the typed [`model`] can be changed.

#![warn(clippy::print_stdout, clippy::print_stderr)]

#[cfg(feature = "json")]
#[doc(inline)]
pub use outrigger_json as json;

#[cfg(feature = "aws")]
#[doc(inline)]
pub use outrigger_aws as aws;
#[cfg(feature = "jq")]
#[doc(inline)]
pub use outrigger_jq as jq;
#[cfg(feature = "terraform")]
#[doc(inline)]
pub use outrigger_terraform as terraform;

#[doc(inline)]
pub use outrigger_core::{
    Action, ApplicationChanges, Container, Cursor, DEPTH_LIMIT, Dependency, Direction, Document, Edit, EnvironmentFile,
    Error, ErrorKind, Example, Fact, Finding, Form, HealthCheck, Hint, Kind, LABEL, LogConfiguration, Member, Node,
    Nulls, OnConflict, Op, Origin, Parameter, Plan, Pointer, Policy, PortMapping, Position, READ_ONLY_MEMBERS, Record,
    Reservation, Resized, RestartPolicy, Rule, Service, Severity, Sidecar, Skipped, Source, Splices, Tag, Template,
    Text, Token, Value, Variable, View, Volume, WhenEmpty, apply, equivalent_definitions, facts, judge, lint, lower,
    model, plan_injection, plan_registration, plan_removal, write_string,
};

/// The examples in the README files of the crates, as tests.
#[cfg(doctest)]
mod readmes {
    #[cfg(feature = "json")]
    #[doc = include_str!("../README.md")]
    struct Outrigger;

    #[doc = include_str!("../../core/README.md")]
    struct Core;

    #[cfg(feature = "jq")]
    #[doc = include_str!("../../jq/README.md")]
    struct Jq;

    #[cfg(feature = "json")]
    #[doc = include_str!("../../json/README.md")]
    struct Json;

    #[cfg(feature = "terraform")]
    #[doc = include_str!("../../terraform/README.md")]
    struct Terraform;
}
