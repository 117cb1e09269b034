//! The invariants of the architecture, as checks.
//!
//! `ARCHITECTURE.md` has each with the same sentence.

mod dependencies;
mod foreign_names;
mod layers;
mod options;
mod sources;

pub(crate) use dependencies::tests_inside_a_host;

use crate::workspace::Workspace;

/// One invariant: its sentence, and the function that finds the places where it is broken.
struct Invariant {
    statement: &'static str,
    broken: fn(&Workspace) -> Vec<String>,
}

const INVARIANTS: [Invariant; 15] = [
    Invariant { statement: "`outrigger-core` depends only on serde and serde_json.", broken: dependencies::of_core },
    Invariant {
        statement: "`outrigger-core` uses no file, network, environment, clock, process or thread.",
        broken: sources::outer_world_in_core,
    },
    Invariant { statement: "A crate depends only on crates of lower levels.", broken: dependencies::levels },
    Invariant { statement: "A folder of `outrigger-core` uses only folders below it.", broken: layers::of_core },
    Invariant {
        statement: "The top-level modules of a crate do not use each other in a circle.",
        broken: layers::circles,
    },
    Invariant {
        statement: "A package for tests shares no code with the crates that it tests.",
        broken: dependencies::test_packages,
    },
    Invariant { statement: "Only one crate uses each of the large libraries.", broken: dependencies::owners },
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
    Invariant {
        statement: "No message of a library crate names a command-line option of the program.",
        broken: options::of_the_program,
    },
    Invariant { statement: "A source file has at most 500 lines before its tests.", broken: sources::too_long },
    Invariant {
        statement: "No file names a path of one machine, an entry of an issue tracker, or the host of a package registry.",
        broken: foreign_names::in_files,
    },
    Invariant { statement: "`ARCHITECTURE.md` lists every invariant.", broken: undocumented },
];

/// Checks every invariant, and fails where one is broken.
pub(crate) fn check(workspace: &Workspace) -> Result<(), String> {
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
    let is_listed = |statement: &str| architecture.contains(&format!("**Architecture Invariant:** {statement}\n"));
    INVARIANTS.iter().map(|each| each.statement).filter(|statement| !is_listed(statement)).map(String::from).collect()
}
