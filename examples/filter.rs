//! Filters in jq's language inside another program; one of them from somebody who is not trusted.
//!
//! `cargo run --example filter`

use std::error::Error;

use outrigger::jq::{Direction, Filter, Indent, Limits, Style, portable_program};
use outrigger::{Policy, Sidecar};

fn main() -> Result<(), Box<dyn Error>> {
    let definition = include_str!("data/service.json");

    // Compiled once, run on many texts.
    let style = Style { indent: Indent::Spaces(2), ..Style::default() };
    let filter = Filter::compile(r#"inject("jaeger") | .cpu = "512""#)?.with_style(style);
    print!("{}", filter.run(definition)?);

    // A filter of somebody else's may take so many steps, ten seconds and 256 MiB; it sees no file and no environment.
    let limits = Limits::untrusted().with_steps(100_000);
    for stranger in ["def f: f; f", "[range(1e12)]", "\"x\" * 1e8"] {
        let error = Filter::compile(stranger)?.with_limits(limits).run("null").err();
        println!("{stranger}: {}", error.ok_or("it should be stopped")?);
    }

    // The same injection, for those who have nothing but jq.
    let program = portable_program(Direction::Inject, &Sidecar::built_in("jaeger")?, &Policy::default());
    assert_eq!(Filter::compile(&program)?.run(definition)?, Filter::compile(r#"inject("jaeger")"#)?.run(definition)?);
    Ok(())
}
