//! Tests that the documents are complete, name nothing that is gone, and are not too long.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::sources::sources;
use crate::http::get;
use crate::mcp::Assistant;
use crate::support::{library, run};

/// The documents.
pub(super) const DOCUMENTS: [&str; 13] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "benches/README.md",
    "docs/backups.md",
    "docs/chatbots.md",
    "docs/formats.md",
    "docs/http.md",
    "docs/indexing.md",
    "docs/models.md",
    "docs/questions.md",
    "docs/settings.md",
    "docs/speakers.md",
];

const MOST_LINES_OF_README: usize = 150;
const MOST_WORDS_OF_ARCHITECTURE: usize = 2_000;
const MOST_LINES_OF_FIRST_RELEASE: usize = 15;

/// Words that the glossary has another one for.
const RETIRED: [(&str, &str); 10] = [
    ("acknowledgement", "backchannel"),
    ("acknowledgements", "backchannels"),
    ("arm", "retriever"),
    ("arms", "retrievers"),
    ("ingredient", "feature"),
    ("ingredients", "features"),
    ("desk", "session"),
    ("shelf", "snapshot"),
    ("lane", "permit"),
    ("lanes", "permits"),
];

/// Reads a document.
pub(super) fn read(document: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{document}: {error}"))
}

/// Returns the documents that describe the program to those who use it.
pub(super) fn for_users() -> impl Iterator<Item = &'static str> {
    let pages = DOCUMENTS.into_iter();
    pages.filter(|page| *page == "README.md" || page.starts_with("docs/"))
}

/// Returns the fenced blocks of this kind, also those that are indented.
pub(super) fn blocks(text: &str, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(opened), None) => open = Some((opened, Vec::new())),
            (Some(_), Some((opened, lines))) if opened == kind => {
                found.push(lines.join("\n") + "\n");
            }
            (None, Some((opened, mut lines))) => {
                lines.push(line);
                open = Some((opened, lines));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    found
}

/// Returns the texts in backticks in the first `columns` columns of the tables below a heading.
fn named_in_tables(document: &str, heading: &str, columns: usize) -> BTreeSet<String> {
    let text = read(document);
    let (_, section) = text.split_once(&format!("\n{heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix('|'));
    let cells = rows.flat_map(|row| row.split('|').take(columns));
    cells.flat_map(in_backticks).map(str::to_owned).collect()
}

fn in_backticks(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn help(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whosaid"));
    let ran = run(command.args(arguments).arg("--help"));
    assert_eq!(ran.code, Some(0), "{arguments:?}");
    ran.out
}

/// Returns the commands that a help lists.
fn commands_in(help: &str) -> Vec<String> {
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
    let listed = listed.split("\n\n").next().unwrap().lines();
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !["", "help"].contains(name));
    names.map(str::to_owned).collect()
}

/// Returns the long options in a text.
fn options_in(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = text.split(|c| !is_part(c));
    let options = words.filter(|word| word.len() > 3 && word.starts_with("--"));
    let options = options.filter(|word| !word.starts_with("---"));
    options.map(str::to_owned).collect()
}

/// Returns the sets as one text, without what both have.
fn differences(said: &BTreeSet<String>, there: &BTreeSet<String>) -> String {
    let gone: Vec<&str> = said.difference(there).map(String::as_str).collect();
    let unsaid: Vec<&str> = there.difference(said).map(String::as_str).collect();
    match (&gone[..], &unsaid[..]) {
        ([], []) => String::new(),
        (gone, unsaid) => format!("said and not there: {gone:?}; there and not said: {unsaid:?}"),
    }
}

fn set<'a>(items: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    items.into_iter().map(str::to_owned).collect()
}

#[test]
fn documents_are_no_longer_than_a_reader_stands() {
    assert!(read("README.md").lines().count() <= MOST_LINES_OF_README);
    let words = read("ARCHITECTURE.md").split_whitespace().count();
    assert!(words <= MOST_WORDS_OF_ARCHITECTURE, "{words} words");
    let log = read("CHANGELOG.md");
    let first = log.split("\n## ").find(|part| part.contains("0.1.0"));
    let lines = first.unwrap().lines().skip(1);
    let lines = lines.filter(|line| !line.is_empty()).count();
    assert!(lines <= MOST_LINES_OF_FIRST_RELEASE, "{lines} lines");
}

#[test]
fn retired_words_of_the_glossary_are_gone() {
    let documents = DOCUMENTS.map(|document| (document.to_owned(), read(document)));
    let comments = sources().into_iter().map(|source| {
        let comments = source.text.lines().filter_map(|line| line.split_once("//"));
        let comments: Vec<&str> = comments.map(|(_, comment)| comment).collect();
        (format!("src/{}", source.path), comments.join("\n"))
    });
    let mut found = Vec::new();
    for (path, text) in documents.into_iter().chain(comments) {
        let text = text.to_lowercase();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        let retired = RETIRED.iter().filter(|(word, _)| words.contains(word));
        found.extend(retired.map(|(word, instead)| format!("{path}: {word}; say {instead}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn json_and_toml_in_documents_can_be_read() {
    for document in DOCUMENTS {
        let text = read(document);
        for block in blocks(&text, "json") {
            let read = serde_json::from_str::<Value>(&block);
            assert!(read.is_ok(), "{document}: {read:?}\n{block}");
        }
        for block in blocks(&text, "toml") {
            let read = block.parse::<toml::Table>();
            assert!(read.is_ok(), "{document}: {read:?}\n{block}");
        }
    }
}

#[test]
fn the_readme_names_every_command() {
    let said = named_in_tables("README.md", "## Commands", 1);
    let said = said.iter().filter_map(|command| command.split(' ').next());
    let there = commands_in(&help(&[])).into_iter().collect();
    assert_eq!(differences(&set(said), &there), "");
}

#[test]
fn the_documents_name_every_option_and_no_other() {
    let mut there = options_in(&help(&[]));
    for command in commands_in(&help(&[])) {
        let own = help(&[&command]);
        for inner in commands_in(&own) {
            there.extend(options_in(&help(&[&command, &inner])));
        }
        there.extend(options_in(&own));
    }
    let pages: String = for_users().map(read).collect();
    let mut said = options_in(&pages);
    // Those of every program, and of cargo.
    for option in ["--help", "--version"] {
        there.remove(option);
    }
    for option in ["--release", "--locked", "--path"] {
        said.remove(option);
    }
    assert_eq!(differences(&said, &there), "");
}

#[test]
fn the_documents_name_every_format_that_is_read() {
    let said = named_in_tables("docs/formats.md", "## What is read", 1);
    let help = help(&["index"]);
    let listed = help.split("--format <NAME>").nth(1).unwrap();
    let listed = listed.split("possible").nth(1).unwrap();
    let (_, listed) = listed.split_once("values:").unwrap();
    let listed = listed.split(']').next().unwrap();
    let there = set(listed.split(',').map(str::trim));
    assert_eq!(differences(&said, &there), "");
}

#[test]
fn the_documents_name_every_exit_code() {
    let text = read("docs/settings.md");
    let (_, said) = text.split_once("\n## Exit codes\n").unwrap();
    let said = said.lines().filter_map(|line| line.strip_prefix("| "));
    let said = said.filter_map(|row| row.split(' ').next());
    let is_number = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    let help = help(&[]);
    let (_, there) = help.split_once("Exit codes:\n").unwrap();
    let there = there
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    assert_eq!(differences(&set(said.filter(is_number)), &set(there)), "");
}

#[tokio::test]
async fn the_documents_name_every_route_and_every_code_of_an_error() {
    let document = get("/v1/openapi.json").await.json();
    let mut routes = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            routes.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let said = named_in_tables("docs/http.md", "## Routes", 1);
    assert_eq!(differences(&said, &routes), "");
    let codes = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let codes = codes.as_array().unwrap().iter();
    let codes = set(codes.map(|code| code.as_str().unwrap()));
    let said = named_in_tables("docs/http.md", "## Errors", 1);
    assert_eq!(differences(&said, &codes), "");
}

#[test]
fn the_documents_name_every_tool() {
    let mut assistant = Assistant::greeted(&library().store);
    let answer = assistant.ask("tools/list", json!({}));
    let tools = answer["result"]["tools"].as_array().unwrap().iter();
    let there = set(tools.map(|tool| tool["name"].as_str().unwrap()));
    let said = named_in_tables("docs/chatbots.md", "## Model Context Protocol", 1);
    assert_eq!(differences(&said, &there), "");
}
