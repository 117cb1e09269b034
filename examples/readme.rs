//! What the README shows of the library.
//!
//! `cargo run --example readme`

use outrigger::{Error, Policy, Template};

fn main() -> Result<(), Error> {
    let definition = include_str!("data/service.json");

    let sidecar = Template::built_in("jaeger")?.sidecar([("base-path", "/tracing")])?;
    let outcome = outrigger::json::inject(definition, &sidecar, &Policy::default())?;
    for finding in &outcome.plan.findings {
        eprintln!("{finding}");
    }

    println!("{}", outcome.text);
    Ok(())
}
