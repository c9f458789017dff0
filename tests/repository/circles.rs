//! Tests that imports inside each folder of `src` form no circle.
//!
//! The children of a folder are its files, its sub-folders (one child each) and its `mod.rs`.
//! Naming an item of `mod.rs`, also one that it re-exports, is an import from `mod.rs`; `mod x;` is
//! an import from `x`. Tests do not count.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Source, expect_none, sources};

/// Imports between children of one folder, each with its places.
type Imports = BTreeMap<(String, String), Vec<String>>;

/// Returns the paths of all modules, from the room on.
fn modules(sources: &[Source]) -> BTreeSet<Vec<&str>> {
    let modules = sources.iter().map(Source::module);
    let parts = modules.flat_map(|module| (1..=module.len()).map(move |n| module[..n].to_vec()));
    parts.collect()
}

/// Returns the child of `folder` that a path in it leads to.
fn child_of(folder: &[&str], path: &[&str], modules: &BTreeSet<Vec<&str>>) -> String {
    let child = path.get(..=folder.len());
    let child = child.filter(|child| modules.contains(*child));
    child.map_or("mod.rs", |child| child[folder.len()]).into()
}

fn imports_in(folder: &[&str], sources: &[Source], modules: &BTreeSet<Vec<&str>>) -> Imports {
    let mut imports = Imports::new();
    let inside = sources.iter().filter(|source| !source.is_tests());
    for source in inside.filter(|source| source.module().starts_with(folder)) {
        let from = child_of(folder, &source.module(), modules);
        let uses = source.uses(&source.shipped).into_iter();
        for (line, path) in uses.chain(source.declares()) {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let to = child_of(folder, &path, modules);
            if path.starts_with(folder) && from != to {
                let place = format!("src/{}:{line}", source.path);
                imports.entry((from.clone(), to)).or_default().push(place);
            }
        }
    }
    imports
}

/// Returns all that a child imports from, directly or through others.
fn reached_from<'a>(start: &str, imports: &'a Imports) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(from) = waiting.pop() {
        for (other, to) in imports.keys() {
            if other == from && reached.insert(to.as_str()) {
                waiting.push(to);
            }
        }
    }
    reached
}

/// Returns the circles: sets of children that import from one another, directly or through others.
fn circles(imports: &Imports) -> BTreeSet<BTreeSet<&str>> {
    let children = imports.keys().map(|(from, _)| from.as_str());
    let reached: BTreeMap<&str, BTreeSet<&str>> = children
        .map(|child| (child, reached_from(child, imports)))
        .collect();
    let in_circles = reached.iter().filter(|(child, all)| all.contains(*child));
    in_circles
        .map(|(child, all)| {
            let back = |other: &&str| reached.get(other).is_some_and(|all| all.contains(child));
            all.iter().copied().filter(back).collect()
        })
        .collect()
}

/// Returns a line for each import of each circle in the folder.
fn offences_in(folder: &[&str], sources: &[Source], modules: &BTreeSet<Vec<&str>>) -> Vec<String> {
    let imports = imports_in(folder, sources, modules);
    let mut offences = Vec::new();
    for circle in circles(&imports) {
        let names: Vec<&str> = circle.iter().copied().collect();
        offences.push(format!("src/{}: {}", folder.join("/"), names.join(", ")));
        for ((from, to), places) in &imports {
            if circle.contains(from.as_str()) && circle.contains(to.as_str()) {
                offences.push(format!("    {from} -> {to}  {}", places.join(" ")));
            }
        }
    }
    offences
}

#[test]
fn no_import_inside_a_room_runs_back_up() {
    let sources = sources();
    let modules = modules(&sources);
    let folders = modules.iter();
    let offences = folders.flat_map(|folder| offences_in(folder, &sources, &modules));
    expect_none("imports inside a folder form no circle", offences.collect());
}

#[test]
fn a_circle_is_found_through_a_folder_and_through_mod_rs() {
    let sources = [
        ("room/mod.rs", "mod a;\nmod b;\nmod c;\npub use a::A;"),
        ("room/a.rs", "use super::b::x::X;"),
        ("room/b/mod.rs", "mod x;"),
        (
            "room/b/x.rs",
            "use crate::room::a::A;\n#[cfg(test)]\nmod tests { use crate::room::R; }",
        ),
        ("room/c.rs", "use super::R;"),
    ];
    let sources = sources.map(|(path, text)| Source::new(path, text.into()));
    let offences = offences_in(&["room"], &sources, &modules(&sources));
    let wanted = [
        "src/room: a, b",
        "    a -> b  src/room/a.rs:1",
        "    b -> a  src/room/b/x.rs:1",
        "src/room: c, mod.rs",
        "    c -> mod.rs  src/room/c.rs:1",
        "    mod.rs -> c  src/room/mod.rs:3",
    ];
    assert_eq!(offences, wanted);
}
