//! The SDK's types and our model, for programs that hold either.

use aws_sdk_ecs::operation::register_task_definition::RegisterTaskDefinitionInput;
use aws_smithy_json::codec::JsonCodec;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::serde::{SerializableStruct, ShapeSerializer};
use outrigger_core::model;

use crate::error::Error;

/// The model of a task definition that the SDK described.
///
/// What the SDK does not know is lost before this is called; it takes an absent `cpu` of a container for 0.
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
/// What JSON has no form for.
pub fn from_described(definition: &aws_sdk_ecs::types::TaskDefinition) -> Result<model::TaskDefinition, Error> {
    let mut serializer = JsonCodec::default().create_serializer();
    serializer
        .write_struct(aws_sdk_ecs::types::TaskDefinition::SCHEMA, definition as &dyn SerializableStruct)
        .map_err(|error| Error::new(error.to_string()))?;
    serde_json::from_slice(&serializer.finish()).map_err(|error| Error::new(error.to_string()))
}

/// The input of the SDK's `RegisterTaskDefinition` for a model.
///
/// Members that the SDK does not know are lost: [`Client::register_task_definition`](crate::Client::register_task_definition)
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
/// A value of another type than the API says: `"cpu": 256` for a task.
pub fn to_registration(definition: &model::TaskDefinition) -> Result<RegisterTaskDefinitionInput, Error> {
    let text = serde_json::to_vec(definition).map_err(|error| Error::new(error.to_string()))?;
    let codec = JsonCodec::default();
    let mut deserializer = codec.create_deserializer(&text);
    RegisterTaskDefinitionInput::deserialize(&mut deserializer).map_err(|error| Error::new(error.to_string()))
}
