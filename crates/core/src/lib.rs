//! The core of Outrigger: task definitions, sidecars, and the plans that change them.
//!
//! All functions are pure: they do no I/O. The only dependencies are serde and `serde_json`.
//! Programs use the crate `outrigger`, which re-exports this crate together with those that read and write files.
//!
//! # Example
//!
//! ```
//! use outrigger_core::model::TaskDefinition;
//! use outrigger_core::{Policy, Sidecar, Value, View, apply, plan_injection};
//!
//! let text = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
//! let definition = Value::parse(text)?;
//! let sidecar = Sidecar::built_in("jaeger")?;
//!
//! // Read the facts, plan the changes, and apply them to the typed model.
//! let view = View::read(&definition, sidecar.container_name())?;
//! let plan = plan_injection(&view, &sidecar, &Policy::default());
//! assert_eq!(plan.accepted()?.ops[0].to_string(), "add the container `jaeger`");
//!
//! let model: TaskDefinition = serde_json::from_str(text)?;
//! let changed = apply(&model, &plan.ops)?;
//! assert_eq!(changed.container_definitions.map(|containers| containers.len()), Some(2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # 1. Read
//!
//! A [`Node`] is a value in a tree of JSON values: in the text of a [`Document`], in a [`Value`], or in a `serde_json::Value`.
//! [`View::read`] reads from a node the facts that a plan needs.
//!
//! # 2. Plan
//!
//! A [`Template`] is a sidecar with parameters; a [`Sidecar`] has values for all of them. A [`Policy`] has the user's choices.
//! [`plan_injection`], [`plan_removal`] and [`plan_registration`] return a [`Plan`]: the changes ([`Op`]), requested changes
//! that are not made ([`Skipped`]), and the rules that the result breaks ([`Finding`]). Planning does not fail.
//!
//! [`lint`] checks any task definition against the same rules:
//!
//! ```
//! use outrigger_core::{Rule, Service, Value, lint};
//!
//! let definition = Value::parse(r#"{"networkMode": "awsvcp", "memory": "512", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
//! let findings = lint(&definition, &Service::default())?;
//! assert_eq!(findings[0].rule, Rule::UnknownValue);
//! assert_eq!(findings[0].pointer.to_string(), "/networkMode");
//! # Ok::<(), outrigger_core::Error>(())
//! ```
//!
//! # 3. Apply
//!
//! [`apply`] applies ops to the typed [`model`]. [`lower`] turns ops into [`Edit`]s, which change a tree of JSON values:
//!
//! ```
//! use outrigger_core::{Policy, Sidecar, Value, View, lower, plan_injection};
//!
//! let definition = Value::parse(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
//! let sidecar = Sidecar::built_in("jaeger")?;
//! let view = View::read(&definition, sidecar.container_name())?;
//! let plan = plan_injection(&view, &sidecar, &Policy::default());
//! let edits = lower(&view, &plan.ops);
//! assert_eq!(edits[1].pointer.to_string(), "/containerDefinitions/0/environment");
//! # Ok::<(), outrigger_core::Error>(())
//! ```
//!
//! # Limits
//!
//! Expressions that are not JSON, such as those of Terraform and CloudFormation, become facts that are
//! [unknown](Fact::Unknown).

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod change;
pub mod facts;
pub mod model;
mod plan;
mod rule;
mod sidecar;
mod text;

pub use change::{Action, Edit, Op, apply, lower};
pub use facts::{
    ApplicationChanges, Container, Dependency, EnvironmentFile, Fact, Form, HealthCheck, LABEL, LogConfiguration,
    Member, Origin, PortMapping, READ_ONLY_MEMBERS, Record, Resized, RestartPolicy, Tag, Text, Variable, View, Volume,
    WhenEmpty,
};
pub use plan::{
    Direction, Nulls, OnConflict, Plan, Policy, Skipped, equivalent_definitions, plan_injection, plan_registration,
    plan_removal,
};
pub use rule::{Example, Finding, Rule, Service, Severity, Source, judge, lint};
pub use sidecar::{Parameter, Reservation, Sidecar, Template};
pub use text::{
    Cursor, DEPTH_LIMIT, Document, Error, ErrorKind, Hint, Kind, Node, Outline, Place, Pointer, Position, Splices,
    Token, Value, write_string,
};
