//! The plan as data: what would change, what would not, and why, before anything does.
//!
//! `cargo run --example plan`

use outrigger::{Document, Error, Op, Policy, Sidecar, View, plan_injection};

fn main() -> Result<(), Error> {
    let document = Document::scan(include_str!("data/api.described.json"))?;
    let sidecar = Sidecar::built_in("jaeger")?;
    let view = View::read(document.root(), sidecar.container_name())?;
    let plan = plan_injection(&view, &sidecar, &Policy::default());

    for op in &plan.ops {
        if let Op::AddContainer { definition } = op {
            let name = definition.get("name").and_then(|name| name.as_str()).unwrap_or("?");
            println!("adds the container {name}");
        } else if let Op::AddVariable { container, name, .. } = op {
            println!("tells {container} about it: {name}");
        } else if op.is_registration() {
            println!("makes it registerable: {op:?}");
        } else {
            println!("{op:?}");
        }
    }
    for skipped in &plan.skipped {
        println!("leaves {} alone: {}", skipped.what, skipped.reason);
    }
    for finding in &plan.findings {
        println!("{finding} ({})", finding.pointer);
    }

    // The plan is accepted: none of its findings is an error.
    plan.accepted().map(|_| ())
}
