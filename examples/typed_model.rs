//! The typed model: for programs that hold task definitions as Rust structs.
//!
//! `cargo run --example typed_model`

use std::error::Error;

use outrigger::model::{ContainerDefinition, NetworkMode, TaskDefinition};
use outrigger::{Policy, Sidecar, View, apply, plan_injection};

fn main() -> Result<(), Box<dyn Error>> {
    let definition = TaskDefinition {
        family: Some("shop-api".to_string()),
        network_mode: Some(NetworkMode::AwsVpc),
        container_definitions: Some(vec![ContainerDefinition {
            name: Some("api".to_string()),
            image: Some("shop-api:1.4.2".to_string()),
            ..ContainerDefinition::default()
        }]),
        ..TaskDefinition::default()
    };

    let sidecar = Sidecar::built_in("adot")?;
    let facts = serde_json::to_value(&definition)?;
    let view = View::read(&facts, sidecar.container_name())?;
    let plan = plan_injection(&view, &sidecar, &Policy::default());
    let injected = apply(&definition, &plan.accepted()?.ops)?;

    println!("{}", serde_json::to_string_pretty(&injected)?);
    assert_eq!(injected.container_definitions.map(|containers| containers.len()), Some(2));
    Ok(())
}
