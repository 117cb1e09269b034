//! Outrigger inside another program: the text of a task definition in, the text out.
//!
//! `cargo run --example embed`

use std::error::Error;

use outrigger::{Policy, Position, Template};

fn main() -> Result<(), Box<dyn Error>> {
    let definition = include_str!("data/service.json");
    let sidecar =
        Template::built_in("jaeger")?.sidecar([("image", "jaegertracing/all-in-one:1.76.0"), ("memory", "512")])?;

    let outcome = outrigger::json::inject(definition, &sidecar, &Policy::default())?;
    print!("{}", outcome.text);
    for finding in &outcome.plan.findings {
        eprintln!("{finding}");
    }

    // A second time there is nothing to do, and removal gives back what was there, byte for byte.
    let again = outrigger::json::inject(&outcome.text, &sidecar, &Policy::default())?;
    assert!(again.plan.is_empty());
    let removed = outrigger::json::remove(&outcome.text, &sidecar, &Policy::default())?;
    assert_eq!(removed.text, definition);

    // What is wrong with a text is said with its place.
    let broken = definition.replace("\"family\":", "\"cpu\": ${cpu},\n  \"family\":");
    let error = outrigger::json::inject(&broken, &sidecar, &Policy::default()).err().ok_or("it should be refused")?;
    let position = Position::of(&broken, error.offset().unwrap_or_default());
    assert_eq!(
        format!("{position}: {error}"),
        "2:10: an unquoted placeholder `${…}` is used where a value is expected"
    );
    Ok(())
}
