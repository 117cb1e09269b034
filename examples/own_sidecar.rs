//! A sidecar of one's own: a JSON document with parameters.
//!
//! `cargo run --example own_sidecar`

use outrigger::{Error, Policy, Template};

fn main() -> Result<(), Error> {
    let template = Template::parse(include_str!("data/redis.sidecar.json"))?;
    for parameter in template.parameters() {
        println!("--set {}=…  {} ({:?})", parameter.name, parameter.description, parameter.default);
    }

    let sidecar = template.sidecar([("max-memory", "64mb")])?;
    let outcome = outrigger::json::inject(include_str!("data/service.json"), &sidecar, &Policy::default())?;
    println!("{}", outcome.text);

    // A parameter that is not there is an error that says which ones are.
    let error = template.sidecar([("maxmemory", "64mb")]).err();
    println!("{}", error.and_then(|error| error.help().map(String::from)).unwrap_or_default());
    Ok(())
}
