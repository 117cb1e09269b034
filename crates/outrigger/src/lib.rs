//! Add a sidecar container to an Amazon ECS task definition, keep it up to date, and take it out again.
//!
#![cfg_attr(feature = "json", doc = "```")]
#![cfg_attr(not(feature = "json"), doc = "```ignore")]
//! use outrigger::{Policy, Sidecar};
//!
//! let definition = r#"{
//!   "family": "shop-api",
//!   "networkMode": "awsvpc",
//!   "containerDefinitions": [
//!     { "name": "api", "image": "shop-api:1.4.2" }
//!   ]
//! }"#;
//! let sidecar = Sidecar::built_in("jaeger")?;
//!
//! let injected = outrigger::json::inject(definition, &sidecar, &Policy::default())?;
//! assert!(injected.text.contains("jaegertracing/all-in-one"));
//!
//! let removed = outrigger::json::remove(&injected.text, &sidecar, &Policy::default())?;
//! assert_eq!(removed.text, definition);
//! # Ok::<(), outrigger::Error>(())
//! ```
//!
//! The decision is a pure function over plain data, and everything at the top level of this crate: read a [`View`] from a
//! [`Node`], make a [`Plan`] of it with [`plan_injection`], carry the plan out.
//! Places where task definitions live are modules, each behind a cargo feature:
//!
//! | feature | module | what it does |
//! |---|---|---|
//! | `json` (default) | `json` | JSON text and files, `serde_json::Value`, JSON Patch |
//! | `aws` | `aws` | running services: deploy a sidecar, wait for it, verify it, go back |
//! | `jq` | `jq` | filters in jq's language, in which `inject` and `remove` are filters, and injections as programs for any jq |
//! | `terraform` | `terraform` | `.tf` files, Terraform's external data source, and what a sidecar needs beside the task |
//!
//! Without features, plans are made and carried out on the typed [`model`] alone.

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
    Action, Container, Cursor, DEPTH_LIMIT, Dependency, Direction, Document, Edit, EnvironmentFile, Error, ErrorKind,
    Example, Fact, Finding, Form, HealthCheck, Hint, Kind, LABEL, LogConfiguration, Member, Node, Nulls, OnConflict,
    Op, Parameter, Plan, Pointer, Policy, PortMapping, Position, READ_ONLY_MEMBERS, Record, Reservation, Resized,
    RestartPolicy, Rule, Service, Severity, Sidecar, Skipped, Source, Splices, Standing, Tag, Template, Text, Token,
    Value, Variable, View, Volume, WhenEmpty, Wiring, apply, equivalent_definitions, facts, judge, lint, lower, model,
    plan_injection, plan_registration, plan_removal, write_string,
};
