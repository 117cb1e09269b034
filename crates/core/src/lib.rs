//! Task definitions, sidecars, and the plan that brings them together: pure functions over plain data.
//!
//! This crate decides; it does no I/O, and depends on serde and `serde_json` alone.
//! The crate `outrigger` re-exports it beside the crates that read facts in and carry decisions out.
//!
//! # The flow
//!
//! **Read.** A [`Node`] is a place in a tree of JSON values, whatever holds the tree: the text of a [`Document`], a [`Value`],
//! a `serde_json::Value`. A [`View`] is the facts that a decision needs, read from one.
//!
//! ```
//! use outrigger_core::{Document, View};
//!
//! let document = Document::scan(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
//! let view = View::read(document.root(), "jaeger")?;
//! assert_eq!(view.containers().len(), 1);
//! # Ok::<(), outrigger_core::Error>(())
//! ```
//!
//! **Decide.** A [`Template`] is a sidecar as its author wrote it, a [`Sidecar`] one with every parameter decided, a
//! [`Policy`] what to do where there is a choice. [`plan_injection`], [`plan_removal`] and [`plan_registration`] make a
//! [`Plan`] of them: what must change, what will not, and what a person must know. Planning cannot fail.
//!
//! ```
//! use outrigger_core::{Op, Policy, Sidecar, Template, Value, View, plan_injection};
//!
//! let definition = Value::parse(r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#)?;
//! let view = View::read(&definition, "jaeger")?;
//! let sidecar = Template::built_in("jaeger")?.sidecar([("base-path", "/tracing")])?;
//! let plan = plan_injection(&view, &sidecar, &Policy::default());
//! assert!(matches!(plan.ops[0], Op::AddContainer { .. }));
//! assert!(plan.accepted().is_ok());
//! # Ok::<(), outrigger_core::Error>(())
//! ```
//!
//! A plan is held against the rule book, and so is any definition: [`lint`] tells what ECS would refuse, what never starts,
//! and what a person should know, each [`Finding`] with its [`Rule`], its place and what to do.
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
//! **Do.** An [`Op`] speaks ECS, an [`Edit`] speaks trees; [`lower`] makes edits of ops, for whatever holds a tree.
//! [`apply`] carries ops out on the typed [`model`].
//!
//! ```
//! use outrigger_core::{Policy, Sidecar, Value, View, apply, lower, model::TaskDefinition, plan_injection};
//!
//! let text = r#"{"networkMode": "awsvpc", "containerDefinitions": [{"name": "api", "image": "api:1"}]}"#;
//! let definition = Value::parse(text)?;
//! let view = View::read(&definition, "jaeger")?;
//! let sidecar = Sidecar::built_in("jaeger")?;
//! let plan = plan_injection(&view, &sidecar, &Policy::default());
//!
//! let edits = lower(&view, &plan.ops);
//! assert_eq!(edits[1].pointer.to_string(), "/containerDefinitions/0/environment");
//!
//! let model: TaskDefinition = serde_json::from_str(text)?;
//! let model = apply(&model, &plan.ops)?;
//! assert_eq!(model.container_definitions.unwrap().len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! Expressions that are no JSON (Terraform, CloudFormation) are facts that are not [known](Fact::Unknown).

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
    Container, Dependency, EnvironmentFile, Fact, Form, HealthCheck, LABEL, LogConfiguration, Member, PortMapping,
    READ_ONLY_MEMBERS, Record, Resized, RestartPolicy, Standing, Tag, Text, Variable, View, Volume, WhenEmpty, Wiring,
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
