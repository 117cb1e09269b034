//! Terraform files: injects a sidecar into `.tf` files and removes it, and changes no byte that need not change.
//!
//! [`inject`] and [`remove`] take the text of a file and give the texts that changed, as the functions of the same names in
//! `outrigger-json` do. They change the container definitions of a resource `aws_ecs_task_definition`: in `jsonencode([…])`,
//! also with `concat(…)` and local values of the same folder, in a heredoc with JSON, or in the file that `file("…")` or
//! `templatefile("…")` names. With [`Options::toggle`] the sidecar depends on a variable. This crate reads no files itself:
//! a [`Folder`] gives it the files beside the one that is changed.
//!
//! ```
//! use std::collections::BTreeMap;
//! use outrigger_core::{Policy, Sidecar};
//! use outrigger_terraform::{Options, Source, inject, remove};
//!
//! let before = r#"resource "aws_ecs_task_definition" "api" {
//!   network_mode = "awsvpc"
//!   container_definitions = jsonencode([
//!     {
//!       name  = "api"
//!       image = var.image
//!     }
//!   ])
//! }
//! "#;
//! let sidecar = Sidecar::built_in("jaeger")?;
//! let options = Options { toggle: Some("enable_jaeger".to_string()), ..Options::default() };
//! let folder = BTreeMap::new();
//!
//! let source = Source { path: "main.tf", text: before, folder: &folder };
//! let after = inject(source, &options, &sidecar, &Policy::default())?.files.remove(0).text;
//! assert!(after.contains("    ], var.enable_jaeger ? [\n    {\n      name      = \"jaeger\""));
//! assert!(after.contains("variable \"enable_jaeger\" {"));
//!
//! let source = Source { path: "main.tf", text: &after, folder: &folder };
//! let back = remove(source, &Options::default(), &sidecar, &Policy::default())?.files.remove(0).text;
//! assert_eq!(back, before);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A plan that a finding stops is an error, and no file is changed: [`Error::findings`] has those findings, and
//! [`Error::places`] their places.
//!
//! # Limits
//!
//! A value that only Terraform knows is never guessed: a finding names the value that could not be compared, and its place.
//! A container whose name is an expression is assumed not to be the sidecar. Container definitions from a module, a `for`
//! expression or a data source cannot be changed here; [`external`] can change those.

#![warn(clippy::print_stdout, clippy::print_stderr)]

mod change;
mod error;
mod external;
mod module;
mod outcome;
mod scaffold;
mod syntax;
mod task;

pub use change::{Options, inject, remove};
pub use error::{Broken, Error};
pub use external::external;
pub use module::{FILE_LIMIT, Folder, Source};
pub use outcome::{Location, Outcome, Rewritten};
pub use scaffold::Scaffold;
