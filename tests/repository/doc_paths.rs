//! Tests that paths and links in the documents lead somewhere, and that the map names every room.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::documents::{DOCUMENTS, read};

/// Folders of the repository: a name in backticks that begins with one is a path.
const FOLDERS: [&str; 7] = [
    "src/",
    "tests/",
    "benches/",
    "data/",
    "docs/",
    "examples/",
    ".ci/",
];

/// Kinds of files that stand in the repository; a name that ends so and has no folder is one of
/// its root, and a Rust file may lie in any folder.
const KINDS: [&str; 4] = [".rs", ".md", ".toml", ".jsonl"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the text of a document without its fenced blocks: they hold commands and output.
fn prose(document: &str) -> String {
    let text = read(document);
    let outside = text.split("\n```").step_by(2);
    outside.collect::<Vec<_>>().join("\n")
}

/// Returns the texts in backticks.
fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Returns the targets of links to files.
fn link_targets(text: &str) -> impl Iterator<Item = &str> {
    let targets = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with('#'))
}

/// Returns the path that a name is, where it is one of the repository: without a line number, an
/// item or a heading behind it.
fn path_in(name: &str) -> Option<&str> {
    let ends = [name.find("::"), name.find('#'), name.find(':')];
    let path = &name[..ends.into_iter().flatten().min().unwrap_or(name.len())];
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let placeholder = path.ends_with(".jsonl") && path.starts_with(|c: char| c.is_uppercase());
    let looks_like_one = FOLDERS.iter().any(|folder| path.starts_with(folder))
        || (!path.contains('/')
            && KINDS
                .iter()
                .any(|kind| path.len() > kind.len() && path.ends_with(kind)));
    (looks_like_one && !placeholder && path.chars().all(plain)).then_some(path)
}

/// Returns the names of all Rust files.
fn rust_files() -> HashSet<String> {
    let folders = ["src", "tests", "benches"].map(|folder| root().join(folder));
    let files = folders.into_iter().flat_map(walkdir::WalkDir::new);
    files
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .collect()
}

fn exists(path: &str) -> bool {
    root().join(path).exists() || (!path.contains('/') && rust_files().contains(path))
}

#[test]
fn every_path_in_backticks_exists() {
    let mut missing = Vec::new();
    let mut checked = 0;
    for document in DOCUMENTS {
        for path in in_backticks(&prose(document)).filter_map(path_in) {
            checked += 1;
            if !exists(path) {
                missing.push(format!("{document} names {path}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no such files:\n  {}",
        missing.join("\n  ")
    );
    assert!(checked > 0, "the documents name no file at all");
}

/// Returns the name by which links know a heading.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading_in_it() {
    let mut missing = Vec::new();
    for document in DOCUMENTS {
        let folder: PathBuf = root().join(document).parent().unwrap().into();
        for target in link_targets(&prose(document)) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let text = std::fs::read(folder.join(file)).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let mut headings = text.lines().filter(|line| line.starts_with('#'));
            let found = heading.is_empty() || headings.any(|line| anchor(line) == heading);
            if text.is_empty() || !found {
                missing.push(format!("{document} links to {target}"));
            }
        }
    }
    assert!(
        missing.is_empty(),
        "no such places:\n  {}",
        missing.join("\n  ")
    );
}

#[test]
fn the_map_names_every_module() {
    let map = read("ARCHITECTURE.md");
    let lib = read("src/lib.rs");
    let modules = lib
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let modules: Vec<&str> = modules.collect();
    assert!(!modules.is_empty(), "src/lib.rs declares no module");
    let named = |module: &str| {
        [
            format!("src/{module}/"),
            format!("src/{module}.rs"),
            format!("`{module}`"),
        ]
        .iter()
        .any(|name| map.contains(name))
    };
    let missing: Vec<&str> = modules
        .into_iter()
        .filter(|module| !named(module))
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md does not name {}",
        missing.join(", ")
    );
}

#[test]
fn names_that_are_no_paths_of_the_repository_are_left_alone() {
    let cases = [
        ("src/engine/ingest.rs", Some("src/engine/ingest.rs")),
        ("src/time.rs::Span", Some("src/time.rs")),
        ("data/transcripts/", Some("data/transcripts/")),
        ("Cargo.toml", Some("Cargo.toml")),
        ("QUESTIONS.jsonl", None),
        ("src/*/mod.rs", None),
        ("cargo test", None),
        ("application/problem+json", None),
        (".md", None),
    ];
    for (name, path) in cases {
        assert_eq!(path_in(name), path, "{name}");
    }
}
