//! Changes: in the words of ECS, and as edits to a tree.

mod apply;
mod edit;
mod op;

pub use apply::apply;
pub use edit::{Action, Edit, lower};
pub use op::Op;
