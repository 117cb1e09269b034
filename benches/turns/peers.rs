//! What others need: to validate alone, or to parse, append a container and print, which is less than an injection does.

use outrigger::Sidecar;
use outrigger::model::TaskDefinition;
use serde::Deserialize as _;

/// A library at its work: from text to text.
pub(crate) type Peer = (&'static str, fn(&str, &Sidecar) -> usize);

pub(crate) const PEERS: [Peer; 5] = [
    ("serde_json validates alone", validate),
    ("serde_json Value", serde_json_value),
    ("serde_json typed", serde_json_typed),
    ("simd-json", simd_json),
    ("sonic-rs", sonic_rs),
];

pub(crate) fn validate(text: &str, _: &Sidecar) -> usize {
    serde_json::from_str::<serde::de::IgnoredAny>(text).unwrap();
    text.len()
}

fn serde_json_value(text: &str, sidecar: &Sidecar) -> usize {
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    let container = serde_json::to_value(sidecar.definition()).unwrap();
    value["containerDefinitions"].as_array_mut().unwrap().push(container);
    serde_json::to_string(&value).unwrap().len()
}

fn serde_json_typed(text: &str, sidecar: &Sidecar) -> usize {
    let mut task: TaskDefinition = serde_json::from_str(text).unwrap();
    let container = serde_json::from_str(&sidecar.definition().to_string()).unwrap();
    task.container_definitions.get_or_insert_default().push(container);
    serde_json::to_string(&task).unwrap().len()
}

fn simd_json(text: &str, sidecar: &Sidecar) -> usize {
    let mut bytes = text.as_bytes().to_vec();
    let mut value =
        simd_json::OwnedValue::deserialize(&mut simd_json::Deserializer::from_slice(&mut bytes).unwrap()).unwrap();
    let container = simd_json::serde::to_owned_value(sidecar.definition()).unwrap();
    let simd_json::OwnedValue::Object(members) = &mut value else { return 0 };
    if let Some(simd_json::OwnedValue::Array(containers)) = members.get_mut("containerDefinitions") {
        containers.push(container);
    }
    simd_json::serde::to_string(&value).unwrap().len()
}

fn sonic_rs(text: &str, sidecar: &Sidecar) -> usize {
    use sonic_rs::JsonValueMutTrait as _;
    let mut value: sonic_rs::Value = sonic_rs::from_str(text).unwrap();
    let container = sonic_rs::to_value(&sidecar.definition()).unwrap();
    value["containerDefinitions"].as_array_mut().unwrap().push(container);
    sonic_rs::to_string(&value).unwrap().len()
}
