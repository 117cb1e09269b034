//! Terraform inside another program: the texts of a folder in, the texts that change out.
//!
//! `cargo run --example terraform`

use std::collections::BTreeMap;
use std::error::Error;

use outrigger::terraform::{Options, Source, inject, remove};
use outrigger::{Policy, Sidecar};

fn main() -> Result<(), Box<dyn Error>> {
    let main = include_str!("data/terraform/main.tf");
    // The files beside it: who reads them is up to the program.
    let folder = BTreeMap::from([("service.tf".to_string(), include_str!("data/terraform/service.tf").to_string())]);
    let sidecar = Sidecar::built_in("jaeger-v2")?;
    let options = Options { toggle: Some("enable_jaeger".to_string()), ..Options::default() };

    let source = Source { path: "main.tf", text: main, folder: &folder };
    let outcome = inject(source, &options, &sidecar, &Policy::default())?;
    for file in &outcome.files {
        println!("# {}, for {}\n{}", file.path, outcome.address, file.text);
    }

    let [injected] = &outcome.files[..] else { return Err("one file should change".into()) };
    let source = Source { path: "main.tf", text: &injected.text, folder: &folder };
    let removed = remove(source, &options, &sidecar, &Policy::default())?;
    assert_eq!(removed.files[0].text, main);
    Ok(())
}
