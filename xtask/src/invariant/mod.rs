//! The invariants of the architecture, executed.
//!
//! Each stands in `ARCHITECTURE.md` with the same sentence.

mod dependencies;
mod layers;
mod sources;
mod words;

use crate::workspace::Workspace;

/// One invariant: its sentence, and what finds the places where it is broken.
struct Invariant {
    statement: &'static str,
    broken: fn(&Workspace) -> Vec<String>,
}

const INVARIANTS: [Invariant; 15] = [
    Invariant { statement: "`outrigger-core` depends on serde and serde_json alone.", broken: dependencies::of_core },
    Invariant {
        statement: "`outrigger-core` touches no file, network, environment, clock, process or thread.",
        broken: sources::outer_world_in_core,
    },
    Invariant { statement: "A crate depends only on crates of lower floors.", broken: dependencies::floors },
    Invariant { statement: "A folder of `outrigger-core` uses only folders below it.", broken: layers::of_core },
    Invariant { statement: "The top-level modules of a crate form no circle.", broken: layers::circles },
    Invariant {
        statement: "A package for tests shares no code with what it tests.",
        broken: dependencies::test_packages,
    },
    Invariant { statement: "A foreign library is named by one crate alone.", broken: dependencies::owners },
    Invariant {
        statement: "No library crate turns on serde_json's `preserve_order` or `arbitrary_precision`.",
        broken: dependencies::serde_json_features,
    },
    Invariant { statement: "No crate has `unsafe` code.", broken: sources::unsafe_code },
    Invariant { statement: "A library crate never prints.", broken: sources::prints },
    Invariant {
        statement: "A library crate has no `unwrap`, `expect`, `panic!`, `todo!` or `unreachable!` outside of its tests.",
        broken: sources::panics,
    },
    Invariant { statement: "A source file has at most 500 lines before its tests.", broken: sources::too_long },
    Invariant { statement: "The project speaks of itself alone.", broken: words::of_elsewhere },
    Invariant { statement: "Every invariant stands in `ARCHITECTURE.md`.", broken: undocumented },
    Invariant {
        statement: "`outrigger-core` and `outrigger-json` pass their tests with serde_json's `preserve_order` and `arbitrary_precision` on.",
        broken: dependencies::tests_inside_a_host,
    },
];

/// Checks every invariant, and fails where one is broken.
pub(crate) fn hold(workspace: &Workspace) -> Result<(), String> {
    let mut broken = 0;
    for Invariant { statement, broken: find } in INVARIANTS {
        let places = find(workspace);
        println!("{} {statement}", if places.is_empty() { "holds " } else { "BROKEN" });
        places.iter().for_each(|place| println!("         {place}"));
        broken += usize::from(!places.is_empty());
    }
    sources::long(workspace).iter().for_each(|file| println!("note    {file}"));
    if broken == 0 { Ok(()) } else { Err(format!("{broken} of {} invariants are broken", INVARIANTS.len())) }
}

fn undocumented(workspace: &Workspace) -> Vec<String> {
    let architecture = workspace.text("ARCHITECTURE.md");
    let stands = |statement: &str| architecture.contains(&format!("**Architecture Invariant:** {statement}\n"));
    INVARIANTS.iter().map(|each| each.statement).filter(|statement| !stands(statement)).map(String::from).collect()
}
