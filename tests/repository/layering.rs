//! Tests the direction of imports between rooms, the places of crates, and the shape of files.

use super::sources::{Source, expect_none, sources};

/// The top-level modules; each may use those above it and none below it.
const ORDER: [&str; 30] = [
    "named",
    "time",
    "tally",
    "remedy",
    "http_client",
    "xml",
    "language",
    "english",
    "transcript",
    "feed",
    "speakers",
    "naming",
    "question",
    "passage",
    "embed",
    "reader",
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
const CONFINED: [(&str, &[&str]); 25] = [
    ("icu_segmenter", &["language/words.rs"]),
    ("quick_xml", &["xml/"]),
    ("encoding_rs", &["transcript/encoding.rs", "feed/read.rs"]),
    ("fastembed", &["embed/inference.rs"]),
    ("tokenizers", &["embed/tokenizer.rs", "embed/inference.rs"]),
    (
        "ort",
        &["embed/runtime.rs", "embed/inference.rs", "reader/model.rs"],
    ),
    ("tantivy", &["index/"]),
    ("rusqlite", &["store/"]),
    (
        "toml",
        &[
            "language/lexicon/",
            "question/other_language/tests.rs",
            "transcript/sidecar.rs",
            "provision/brought.rs",
            "server/keys/",
        ],
    ),
    ("axum", &["server/"]),
    (
        "tokio",
        &[
            "mcp/",
            "server/",
            "cli/commands/serve/",
            "cli/commands/mcp.rs",
            "cli/interrupt.rs",
        ],
    ),
    ("rmcp", &["mcp/"]),
    ("ureq", &["http_client.rs", "chat/", "feed/fetch/"]),
    ("rustls", &["http_client.rs", "feed/fetch/"]),
    (
        "rustix",
        &[
            "cli/commands/mcp.rs",
            "cli/commands/serve/descriptors.rs",
            "cli/interrupt.rs",
            "embed/memory.rs",
        ],
    ),
    (
        "hyper",
        &["server/http/connections.rs", "server/http/body_drain.rs"],
    ),
    ("hyper_util", &["server/http/connections.rs"]),
    ("tracing", &["server/", "cli/"]),
    ("governor", &["server/http/limits.rs"]),
    ("prometheus_client", &["server/metrics.rs"]),
    ("tower_http", &["server/http/layers.rs", "server/router.rs"]),
    ("subtle", &["server/keys/"]),
    ("tracing_subscriber", &["cli/commands/serve/log.rs"]),
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

/// Options of pip, with which the model is fetched.
const OPTIONS_OF_PIP: [&str; 14] = [
    "abi",
    "dest",
    "disable-pip-version-check",
    "hash",
    "implementation",
    "no-cache-dir",
    "no-deps",
    "no-input",
    "only-binary",
    "platform",
    "progress-bar",
    "python-version",
    "require-hashes",
    "requirement",
];

const MOST_LINES: usize = 600;

#[test]
fn no_room_uses_one_above_it() {
    let rank = |module: &str| ORDER.iter().position(|name| *name == module);
    let mut offences = Vec::new();
    for source in sources() {
        let Some(&room) = source.module().first() else {
            continue;
        };
        let own = rank(room).unwrap_or_else(|| panic!("{room} has no place in ORDER"));
        for (line, used) in source.uses(&source.code) {
            if used.first().and_then(|used| rank(used)) > Some(own) {
                let used = used.join("::");
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
fn confined_crates_are_named_only_in_their_places() {
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
fn only_doors_name_commands_and_options() {
    let is_option = |after: &str| {
        let end = after.find(|c: char| !c.is_ascii_lowercase() && c != '-');
        let name = &after[..end.unwrap_or(after.len())];
        !name.is_empty() && !OPTIONS_OF_PIP.contains(&name)
    };
    let names_one =
        |string: &str| string.contains("`whosaid ") || string.split("--").skip(1).any(is_option);
    let mut offences = Vec::new();
    for source in sources().iter().filter(|source| !source.is_tests()) {
        if matches!(source.module().first(), Some(&"cli" | &"server")) {
            continue;
        }
        let strings = source
            .shipped_strings()
            .filter(|(_, string)| names_one(string));
        offences
            .extend(strings.map(|(line, string)| format!("src/{}:{line} {string}", source.path)));
    }
    expect_none("what helps is a `Remedy`, which the doors word", offences);
}

#[test]
fn every_file_says_first_what_it_does() {
    let does_something = |source: &Source| {
        let first = source.text.strip_prefix("//! ").unwrap_or_default();
        let verb = first.split([' ', ',']).next().unwrap_or_default();
        verb.starts_with(|c: char| c.is_ascii_uppercase()) && verb.ends_with('s')
    };
    let has_clauses = |source: &Source| {
        let mut docs = source
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("//! "));
        docs.any(|doc| doc.starts_with("In: ") || doc.contains("Never here"))
    };
    let files = sources().into_iter().filter(|source| !source.is_tests());
    let riddles = files.filter(|source| !does_something(source) || has_clauses(source));
    let riddles = riddles
        .map(|source| format!("src/{}", source.path))
        .collect();
    expect_none(
        "a file begins with a sentence such as `//! Reads captions.`",
        riddles,
    );
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
