//! The direction of imports, who may name which crate, and the shape of every source file.
//!
//! Sources are read as text with comments and strings blanked, so a name in prose or in a
//! message is no import.

use std::path::{Path, PathBuf};

/// The top-level modules; each may use those above it and none below it.
const ORDER: [&str; 23] = [
    "time",
    "tally",
    "remedy",
    "transcript",
    "feed",
    "names",
    "question",
    "passage",
    "embed",
    "provision",
    "store",
    "index",
    "search",
    "answer",
    "engine",
    "api",
    "export",
    "eval",
    "prompt",
    "chat",
    "mcp",
    "server",
    "cli",
];

/// Crates, and the only files or folders of `src` that may name them.
const CONFINED: [(&str, &[&str]); 24] = [
    ("quick_xml", &["transcript/xml.rs", "feed/xml.rs"]),
    ("encoding_rs", &["transcript/encoding.rs", "feed/read.rs"]),
    ("fastembed", &["embed/minilm.rs"]),
    ("ort", &["embed/minilm.rs"]),
    ("hnsw_rs", &["index/build.rs"]),
    ("tantivy", &["index/"]),
    ("rusqlite", &["store/"]),
    ("toml", &["transcript/sidecar.rs", "server/keys/"]),
    ("axum", &["server/"]),
    (
        "tokio",
        &[
            "mcp/",
            "server/",
            "cli/serve.rs",
            "cli/mcp.rs",
            "cli/interrupt.rs",
        ],
    ),
    ("rmcp", &["mcp/"]),
    ("ureq", &["chat/model.rs", "feed/fetch/"]),
    ("rustls", &["chat/model.rs", "feed/fetch/"]),
    ("rustix", &["cli/mcp.rs"]),
    ("hyper", &["server/connections.rs", "server/leftover.rs"]),
    ("hyper_util", &["server/connections.rs"]),
    ("tracing", &["server/", "cli/"]),
    ("governor", &["server/limits.rs"]),
    ("prometheus_client", &["server/metrics/"]),
    ("tower_http", &["server/layers.rs"]),
    ("subtle", &["server/keys/"]),
    ("tracing_subscriber", &["cli/log.rs"]),
    ("clap", &["cli/"]),
    ("anyhow", &["cli/"]),
];

/// What only the command line may do: the library prints nothing, reads no environment and ends
/// no process.
const EDGE_ONLY: [&str; 7] = [
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
    "dbg!",
    "process::exit",
    "env::",
];

const MOST_LINES: usize = 600;

/// A source file: its path under `src`, as it is, and with comments and strings blanked.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    /// Returns the top-level module, or nothing for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<&str> {
        let first = self.path.split('/').next()?;
        let name = first.strip_suffix(".rs").unwrap_or(first);
        (name != "lib" && name != "main").then_some(name)
    }

    /// Returns how many modules enclose the code of this file: 1 for `index/mod.rs`, 2 for
    /// `index/graph.rs`.
    fn depth(&self) -> usize {
        self.path.split('/').count() - usize::from(self.path.ends_with("mod.rs"))
    }

    /// Returns the top-level modules that the code names, each with its line.
    fn uses(&self) -> Vec<(usize, &str)> {
        // From deep enough, `super::` leads to the crate as well.
        let up = "super::".repeat(self.depth());
        let mut found = Vec::new();
        for root in ["crate::", &up] {
            for (at, _) in self.code.match_indices(root) {
                let before = &self.code[..at];
                if before.ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c)) {
                    continue;
                }
                let line = before.matches('\n').count() + 1;
                let path = self.code[at + root.len()..].trim_start_matches("super::");
                let names = first_names(path);
                found.extend(names.into_iter().map(|name| (line, name)));
            }
        }
        found.retain(|(_, name)| ORDER.contains(name));
        found
    }

    /// Returns the lines whose code has this path, as a whole name and not as a part of one.
    fn lines_with(&self, wanted: &str) -> Vec<usize> {
        let starts_inside =
            |at: usize| self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let hits = self.code.match_indices(wanted);
        hits.filter(|&(at, _)| !starts_inside(at))
            .map(|(at, _)| self.code[..at].matches('\n').count() + 1)
            .collect()
    }
}

/// Returns the first name of each path in `a::b`, or in `{a::b, c::{d, e}}`.
fn first_names(rest: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let Some(list) = rest.strip_prefix('{') else {
        return vec![&rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())]];
    };
    let mut names = Vec::new();
    let (mut depth, mut expected) = (1, true);
    let mut at = 0;
    while let Some(c) = list[at..].chars().next().filter(|_| depth > 0) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => expected = true,
            c if expected && is_name(c) => {
                let end = list[at..]
                    .find(|c| !is_name(c))
                    .map_or(list.len(), |end| at + end);
                names.push(&list[at..end]);
                expected = false;
            }
            _ => {}
        }
        at += c.len_utf8();
    }
    names
}

/// Returns the source with comments, strings and characters replaced by spaces, line by line.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => string_length(rest, 1, &['\\'], "\""),
            'r' if rest.starts_with("r\"") => string_length(rest, 2, &[], "\""),
            'r' if rest.starts_with("r#\"") => string_length(rest, 3, &[], "\"#"),
            '\'' => character_length(rest),
            _ => 0,
        };
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.extend(
                rest[..skipped]
                    .chars()
                    .map(|c| if c == '\n' { c } else { ' ' }),
            );
            rest = &rest[skipped..];
        }
    }
    code
}

/// Returns how long the string at the start of `text` is, whose `opening` is so many bytes.
fn string_length(text: &str, opening: usize, escapes: &[char], closing: &str) -> usize {
    let mut at = opening;
    while !text[at..].starts_with(closing) {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        at += c.len_utf8();
        if escapes.contains(&c) {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    at + closing.len()
}

/// Returns how long the character literal at the start of `text` is; 0 for a lifetime.
fn character_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), _) => text[3..].find('\'').map_or(0, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let files = walkdir::WalkDir::new(root()).sort_by_file_name();
    let files = files.into_iter().map(Result::unwrap);
    let sources: Vec<Source> = files
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "rs")
        })
        .map(|entry| {
            let path = entry.path().strip_prefix(root()).unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            Source {
                path: path.to_str().unwrap().replace('\\', "/"),
                code: code_of(&text),
                text,
            }
        })
        .collect();
    assert!(
        sources.len() > ORDER.len(),
        "only {} files found",
        sources.len()
    );
    sources
}

/// Fails with every offence at once.
fn expect_none(rule: &str, offences: Vec<String>) {
    assert!(offences.is_empty(), "{rule}:\n  {}", offences.join("\n  "));
}

#[test]
fn no_module_uses_one_above_it() {
    let rank = |module: &str| ORDER.iter().position(|name| *name == module);
    let mut offences = Vec::new();
    for source in sources() {
        let Some(module) = source.module() else {
            continue;
        };
        let own = rank(module).unwrap_or_else(|| panic!("{module} has no place in ORDER"));
        for (line, used) in source.uses() {
            if rank(used) > Some(own) {
                offences.push(format!("src/{}:{line} uses {used}", source.path));
            }
        }
    }
    expect_none("imports go from later stages to earlier ones", offences);
}

#[test]
fn every_module_of_the_crate_has_its_place_in_the_order() {
    let sources = sources();
    let lib = sources
        .iter()
        .find(|source| source.path == "lib.rs")
        .unwrap();
    let declared = lib
        .code
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    let mut declared: Vec<&str> = declared.collect();
    declared.sort_unstable();
    let mut placed = ORDER;
    placed.sort_unstable();
    assert_eq!(declared, placed);
}

#[test]
fn each_confined_crate_is_named_where_it_belongs_and_nowhere_else() {
    let sources = sources();
    let mut offences = Vec::new();
    for (name, homes) in CONFINED {
        let (at_home, elsewhere): (Vec<&Source>, Vec<&Source>) = sources
            .iter()
            .filter(|source| !source.lines_with(&format!("{name}::")).is_empty())
            .partition(|source| homes.iter().any(|home| source.path.starts_with(home)));
        if at_home.is_empty() {
            offences.push(format!("{name} is no longer named in {}", homes.join(", ")));
        }
        for source in elsewhere {
            let line = source.lines_with(&format!("{name}::"))[0];
            offences.push(format!("src/{}:{line} names {name}", source.path));
        }
    }
    expect_none("a crate is named in its own place only", offences);
}

#[test]
fn only_the_command_line_prints_exits_and_reads_the_environment() {
    let mut offences = Vec::new();
    for mut source in sources() {
        if source.path == "main.rs" || source.path.starts_with("cli/") {
            continue;
        }
        // Which system this was compiled for is no environment.
        source.code = source.code.replace("env::consts::", "");
        for edge in EDGE_ONLY {
            let lines = source.lines_with(edge);
            offences.extend(
                lines
                    .iter()
                    .map(|line| format!("src/{}:{line} {edge}", source.path)),
            );
        }
    }
    expect_none(
        "below cli/ nothing prints, exits or reads the environment",
        offences,
    );
}

#[test]
fn every_file_says_first_what_it_is() {
    let bare = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "));
    let bare = bare.map(|source| format!("src/{}", source.path)).collect();
    expect_none("a file begins with `//!`", bare);
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let lines = |source: &Source| source.text.lines().count();
    let long = sources()
        .into_iter()
        .filter(|source| lines(source) > MOST_LINES);
    let long = long.map(|source| format!("src/{}: {} lines", source.path, lines(&source)));
    expect_none("a file has at most 600 lines", long.collect());
}

#[test]
fn names_in_comments_and_strings_are_no_imports_and_nested_ones_are() {
    let text = "// crate::cli\nlet s = \"crate::cli \\\" crate::api\"; let c = '\"';\n\
                use crate::{time::Span, store::{self, index}};\nfn f<'a>(x: &'a crate::eval::X) {}\n\
                use super::super::server;";
    let source = Source {
        path: "index/sample.rs".into(),
        code: code_of(text),
        text: text.into(),
    };
    let found = source.uses();
    assert_eq!(
        found,
        [(3, "time"), (3, "store"), (4, "eval"), (5, "server")]
    );
}
