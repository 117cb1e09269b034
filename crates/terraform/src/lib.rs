//! Terraform: a sidecar comes and goes in `.tf` files, and no byte changes that need not.
//!
//! [`inject`] and [`remove`] change the resource `aws_ecs_task_definition` where its container definitions stand:
//! in `jsonencode([…])`, also with `concat(…)` and local values of the same folder, in a heredoc with JSON, or in the file
//! that `file("…")` and `templatefile("…")` name. With [`Options::toggle`] the sidecar depends on a variable.
//! This crate reads no files itself: what stands beside a file is a [`Folder`].
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
//! What only Terraform knows is never guessed: a finding says what could not be compared, and where it stands.
//!
//! # Limits
//!
//! A name that is an expression is taken for another one than the sidecar's. What a module brings, `for` makes or a data
//! source renders cannot be changed here; for those there is [`external`].

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
