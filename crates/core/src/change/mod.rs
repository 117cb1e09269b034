//! Changes to a task definition: in the terms of ECS, and as edits to a tree.

mod apply;
mod edit;
mod lower;
mod op;
mod op_display;

pub use apply::apply;
pub use edit::{Action, Edit};
pub use lower::lower;
pub use op::Op;
