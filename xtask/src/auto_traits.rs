//! Checks that every public type is `Send`, `Sync` and `Unpin`, on the pages that rustdoc writes.
//!
//! Rustdoc lists for each type which auto traits the compiler finds, those that it does not have with a `!`.

use std::fs;
use std::path::Path;

use crate::engines::target;
use crate::workspace::Workspace;

const AUTO_TRAITS: [&str; 3] = ["Send", "Sync", "Unpin"];

/// A public type without an auto trait, with its trait; `ARCHITECTURE.md` says why.
const EXCEPTIONS: [(&str, &str); 3] = [
    ("outrigger_jq::Inputs", "Sync"),
    ("outrigger_terraform::Source", "Send"),
    ("outrigger_terraform::Source", "Sync"),
];

/// Fails where a public type of these packages lacks an auto trait and is not an exception.
///
/// Their documentation must be built.
pub(crate) fn check(workspace: &Workspace, packages: &[&str]) -> Result<(), String> {
    let doc = target().join("doc");
    let mut missing = Vec::new();
    let mut count = 0;
    for package in packages {
        let name = package.replace('-', "_");
        for (path, page) in pages(&doc.join(&name))? {
            count += 1;
            let traits =
                missing_traits(&page).ok_or(format!("{name}/{path} has no auto traits: has rustdoc changed?"))?;
            missing.extend(traits.into_iter().map(|missing| (format!("{name}::{}", item(&path)), missing)));
        }
    }
    println!("{count} public types");
    let is_exception =
        |(name, of): &(String, &str)| EXCEPTIONS.iter().any(|(known, missing)| known == name && missing == of);
    let mut broken: Vec<_> = missing.iter().filter(|each| !is_exception(each)).map(describe).collect();
    for (name, of) in EXCEPTIONS {
        let is_documented = packages.iter().any(|package| name.starts_with(&package.replace('-', "_")));
        if is_documented && !missing.iter().any(|(found, missing)| found == name && *missing == of) {
            broken.push(format!("{name} is {of}: take it out of the exceptions"));
        }
        if !workspace.text("ARCHITECTURE.md").contains(&format!("`{name}` is not `{of}`")) {
            broken.push(format!("ARCHITECTURE.md does not say why `{name}` is not `{of}`"));
        }
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

fn describe((name, of): &(String, &str)) -> String {
    format!("{name} is not {of}: make it {of}, or add it to EXCEPTIONS in xtask/src/auto_traits.rs and ARCHITECTURE.md")
}

/// The pages of the types of a crate: the path below the crate's folder, and the text.
fn pages(folder: &Path) -> Result<Vec<(String, String)>, String> {
    // Pages of types that are gone stay in the folder, but not in this list.
    let list = read(&folder.join("all.html"))?;
    let paths: Vec<_> = paths(&list).collect();
    paths.into_iter().map(|path| Ok((path.to_string(), read(&folder.join(path))?))).collect()
}

/// The paths of the pages of types in a crate's list of items.
fn paths(list: &str) -> impl Iterator<Item = &str> {
    let links = list.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| {
        let name = link.rsplit('/').next().unwrap_or_default();
        ["struct.", "enum.", "union."].iter().any(|kind| name.starts_with(kind))
    })
}

/// The item of a page: `model::Volume` of `model/struct.Volume.html`.
fn item(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let name = name.split('.').nth(1).unwrap_or_default();
    folder.into_iter().flat_map(|folder| folder.split('/')).chain([name]).collect::<Vec<_>>().join("::")
}

/// The auto traits that a page says the type does not have; none where the page does not list them.
fn missing_traits(page: &str) -> Option<Vec<&'static str>> {
    let mut missing = Vec::new();
    for name in AUTO_TRAITS {
        let (_, section) = page.split_once(&format!("<section id=\"impl-{name}-for-"))?;
        let (_, header) = section.split_once("<h3 class=\"code-header\">")?;
        let (before, _) = header.split_once(&format!(">{name}</a>"))?;
        if before.contains('!') {
            missing.push(name);
        }
    }
    Some(missing)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(send: &str, sync: &str, unpin: &str) -> String {
        let section = |name: &str, header: &str| {
            format!(
                "<section id=\"impl-{name}-for-T\" class=\"impl\"><h3 class=\"code-header\">{header}\
                 <a class=\"trait\" href=\"trait.{name}.html\">{name}</a> for <a>T</a></h3></section>"
            )
        };
        section("Send", send) + &section("Sync", sync) + &section("Unpin", unpin)
    }

    #[test]
    fn what_a_page_says() {
        assert_eq!(missing_traits(&page("impl ", "impl&lt;'a&gt; ", "impl ")), Some(vec![]));
        assert_eq!(missing_traits(&page("impl ", "impl !", "impl ")), Some(vec!["Sync"]));
        assert_eq!(
            missing_traits(&page("impl&lt;'a&gt; !", "impl&lt;'a&gt; !", "impl !")),
            Some(vec!["Send", "Sync", "Unpin"])
        );
        assert_eq!(missing_traits("<h3>another format</h3>"), None);
    }

    #[test]
    fn what_a_list_names() {
        let list =
            r#"<a href="model/struct.Volume.html">x</a><a href="fn.lint.html">y</a><a href="enum.Op.html">z</a>"#;
        let items: Vec<_> = paths(list).map(item).collect();
        assert_eq!(items, ["model::Volume", "Op"]);
    }
}
