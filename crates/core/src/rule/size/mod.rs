//! CPU, memory, and the quotas for a task definition.

pub(crate) mod container_memory;
pub(crate) mod exceeds_task_size;
pub(crate) mod fargate_size;
pub(crate) mod no_memory;
pub(crate) mod too_large;
pub(crate) mod too_many_containers;
