//! Jaeger and OpenTelemetry.

pub(crate) mod jaeger_1_end_of_life;
pub(crate) mod jaeger_2_variable;
pub(crate) mod jaeger_base_path;
pub(crate) mod otlp_protocol;
pub(crate) mod several_tasks;
pub(crate) mod unbounded_memory;
