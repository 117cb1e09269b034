//! Invariants about which modules of a crate use which others.

use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{File, Package, Workspace};

/// The folders of `outrigger-core`, from the lowest layer up.
const LAYERS: [&str; 7] = ["text", "model", "facts", "rule", "sidecar", "change", "plan"];

/// The circles that there may be: clap's parser names the commands, and the commands are parsed by it.
const CIRCLES: [(&str, &[&str]); 1] = [("outrigger-cli", &["cli", "command"])];

/// For each top-level module of a crate, the top-level modules that its files use.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Where a folder of core uses a folder that is not below it.
pub(super) fn of_core(workspace: &Workspace) -> Vec<String> {
    let Some(core) = workspace.crates().find(|package| package.name == "outrigger-core") else {
        return vec!["there is no outrigger-core".to_string()];
    };
    let layer = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let mut broken = Vec::new();
    for (module, used) in uses(workspace, core) {
        match layer(&module) {
            None => broken.push(format!("core/src/{module} is in no layer")),
            Some(own) => {
                let up = used.iter().filter(|name| layer(name).is_none_or(|other| other > own));
                broken.extend(up.map(|name| format!("core/src/{module} uses {name}, which is not below it")));
            }
        }
    }
    broken
}

/// The top-level modules that use themselves by way of others.
pub(super) fn circles(workspace: &Workspace) -> Vec<String> {
    let mut broken = Vec::new();
    for package in workspace.crates() {
        let uses = uses(workspace, package);
        let mut circle = in_circles(&uses);
        for (name, allowed) in CIRCLES {
            circle.retain(|module| package.name != name || !allowed.contains(module));
        }
        if !circle.is_empty() {
            broken.push(format!("{}: {}", package.name, circle.join(", ")));
        }
    }
    broken
}

/// The modules that use themselves by way of others.
fn in_circles(uses: &Uses) -> Vec<&str> {
    let leads_back = |module: &str| {
        let mut reached = BTreeSet::new();
        let mut next = vec![module];
        while let Some(from) = next.pop() {
            let used = uses.get(from).into_iter().flatten().map(String::as_str);
            next.extend(used.filter(|name| reached.insert(*name)));
        }
        reached.contains(module)
    };
    uses.keys().map(String::as_str).filter(|module| leads_back(module)).collect()
}

/// For each top-level module of a crate, the other ones that it uses.
fn uses(workspace: &Workspace, package: &Package) -> Uses {
    let folder = format!("{}/src/", package.folder);
    let files = || workspace.files.iter().filter(|file| file.path.starts_with(&folder) && file.path.ends_with(".rs"));
    let module = |file: &File| module_of(&file.path[folder.len()..]).map(str::to_string);
    let modules: BTreeSet<String> = files().filter_map(module).collect();
    let root = workspace.text(&format!("{folder}lib.rs"));
    let mut uses: Uses = modules.iter().map(|name| (name.clone(), BTreeSet::new())).collect();
    for file in files() {
        let Some(own) = module(file) else { continue };
        let code = file.all_code().collect::<Vec<_>>().join("\n");
        let used = names_after_crate(&code).into_iter().filter_map(|name| {
            if modules.contains(name) { Some(name.to_string()) } else { reexported_from(root, name) }
        });
        uses.entry(own.clone()).or_default().extend(used.filter(|name| *name != own));
    }
    uses
}

/// The top-level module of a file, by its path below `src/`; `None` for the root of the crate.
fn module_of(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (!["lib", "main"].contains(&name)).then_some(name)
}

/// The names that follow `crate::` in a code.
fn names_after_crate(code: &str) -> BTreeSet<&str> {
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    let after = code.match_indices("crate::").filter(|(at, _)| !code[..*at].ends_with(|c: char| !is_end(c)));
    let mut names = BTreeSet::new();
    for (at, found) in after {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            // Only the first names of a group are modules of the crate.
            Some(group) => {
                let group = group.split(';').next().unwrap_or_default();
                names.extend(group.split(',').filter_map(|part| part.trim().split(is_end).next()));
            }
            None => names.extend(rest.split(is_end).next()),
        }
    }
    names.remove("");
    names
}

/// The module from which the root of a crate re-exports a name.
fn reexported_from(root: &str, name: &str) -> Option<String> {
    let statements = root.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let is_end = |character: char| !character.is_alphanumeric() && character != '_';
    let mut holders = statements.filter(|statement| statement.split(is_end).any(|word| word == name));
    Some(holders.next()?.split("::").next()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules() {
        assert_eq!(module_of("text/value.rs"), Some("text"));
        assert_eq!(module_of("cli.rs"), Some("cli"));
        assert_eq!(module_of("lib.rs"), None);
    }

    #[test]
    fn circles() {
        let uses = |text: &str| -> Uses {
            let module = |line: &str| {
                let (name, used) = line.split_once(':')?;
                Some((name.to_string(), used.split_whitespace().map(str::to_string).collect()))
            };
            text.lines().filter_map(module).collect()
        };
        assert_eq!(in_circles(&uses("a: b\nb: c\nc:")), [""; 0]);
        assert_eq!(in_circles(&uses("a: b\nb: c\nc: b\nd: c")), ["b", "c"]);
    }

    #[test]
    fn used_names() {
        let code = "use crate::text::{Document, Value};\nuse crate::{facts::View, plan};\nlet x = my_crate::y(crate::rule::z);";
        assert_eq!(names_after_crate(code), BTreeSet::from(["facts", "plan", "rule", "text"]));
    }

    #[test]
    fn names_of_the_root() {
        let root = "pub use text::{Document,\n    Value};\npub use plan::Plan;\n";
        assert_eq!(reexported_from(root, "Value").as_deref(), Some("text"));
        assert_eq!(reexported_from(root, "Other"), None);
    }
}
