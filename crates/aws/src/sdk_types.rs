//! Conversions between the SDK's types and our typed model.

use aws_sdk_ecs::operation::register_task_definition::RegisterTaskDefinitionInput;
use aws_smithy_json::codec::JsonCodec;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::serde::{SerializableStruct, ShapeSerializer};
use outrigger_core::model;

use crate::error::{Error, ErrorKind};

/// Converts a task definition of the SDK to the typed model.
///
/// Members that the SDK does not know are already lost in its type. The SDK reads an absent `cpu` of a container as 0.
///
/// ```
/// use aws_sdk_ecs::types::{ContainerDefinition, TaskDefinition};
///
/// let container = ContainerDefinition::builder().name("api").image("api:1").build();
/// let described = TaskDefinition::builder().family("api").container_definitions(container).build();
/// let model = outrigger_aws::from_described(&described)?;
/// assert_eq!(model.family.as_deref(), Some("api"));
/// # Ok::<(), outrigger_aws::Error>(())
/// ```
///
/// # Errors
///
/// A value that JSON cannot express.
pub fn from_described(definition: &aws_sdk_ecs::types::TaskDefinition) -> Result<model::TaskDefinition, Error> {
    let mut serializer = JsonCodec::default().create_serializer();
    serializer
        .write_struct(aws_sdk_ecs::types::TaskDefinition::SCHEMA, definition as &dyn SerializableStruct)
        .map_err(not_convertible)?;
    serde_json::from_slice(&serializer.finish()).map_err(not_convertible)
}

/// Converts the typed model to the input of the SDK's `RegisterTaskDefinition`.
///
/// Members that the SDK does not know are lost. [`Client::register_task_definition`](crate::Client::register_task_definition)
/// sends them.
///
/// ```
/// use outrigger_core::model::TaskDefinition;
///
/// let model: TaskDefinition = serde_json::from_str(r#"{"family": "api", "containerDefinitions": [{"name": "api"}]}"#)?;
/// let input = outrigger_aws::to_registration(&model)?;
/// assert_eq!(input.container_definitions()[0].name(), Some("api"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A value whose type is not that of the API: `"cpu": 256` for a task.
pub fn to_registration(definition: &model::TaskDefinition) -> Result<RegisterTaskDefinitionInput, Error> {
    let text = serde_json::to_vec(definition).map_err(not_convertible)?;
    let codec = JsonCodec::default();
    let mut deserializer = codec.create_deserializer(&text);
    RegisterTaskDefinitionInput::deserialize(&mut deserializer).map_err(not_convertible)
}

fn not_convertible(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Document, error.to_string()).with_source(error)
}
