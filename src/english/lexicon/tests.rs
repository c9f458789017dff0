//! Tests that no list of words is repeated in the crate.

use std::collections::BTreeSet;
use std::path::Path;

/// The least length of a list that is compared: shorter ones may be part of others by chance.
const FEWEST_WORDS: usize = 3;

/// A list of words or phrases, where it is declared.
struct WordList {
    place: String,
    words: BTreeSet<String>,
}

/// Returns the lists of words that a file declares.
fn lists_in(path: &Path) -> Vec<WordList> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(str::trim);
    let code: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
    let code = code.join("\n").replace("\\\n", " ");
    let mut lists = Vec::new();
    for block in code.split("word_classes! {").skip(1) {
        for declared in block.split("\n}").next().unwrap().split(';') {
            // The words after `without` are not a list of a class.
            let declared = declared.split("without").next().unwrap();
            lists.extend(list_of(path, declared, ' '));
        }
    }
    for declared in code.split("static ").skip(1) {
        let declared = declared.split(");").next().unwrap();
        if declared.contains(": PhraseClass =") {
            lists.extend(list_of(path, declared, ','));
        }
    }
    lists
}

/// Returns the list of words in a class's declaration, unless it is short.
fn list_of(path: &Path, declared: &str, separator: char) -> Option<WordList> {
    let name = declared.split(['=', ':']).next()?.trim();
    let own = declared.split('"').nth(1)?.split(separator);
    let words = own.map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
    let words: BTreeSet<String> = words.filter(|words| !words.is_empty()).collect();
    (words.len() >= FEWEST_WORDS).then(|| WordList {
        place: format!("{}: {name}", path.display()),
        words,
    })
}

#[test]
fn no_list_of_words_holds_another_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    let files = files.filter(|file| file.path().extension().is_some_and(|end| end == "rs"));
    let files = files.filter(|file| file.file_name() != "tests.rs");
    let lists: Vec<WordList> = files.flat_map(|file| lists_in(file.path())).collect();
    assert!(lists.len() > 80, "only {} lists found", lists.len());
    let mut repeated = Vec::new();
    for (at, list) in lists.iter().enumerate() {
        let others = lists.iter().enumerate().filter(|(other, _)| *other != at);
        let inside = others.filter(|(_, other)| other.words.is_subset(&list.words));
        repeated.extend(inside.map(|(_, other)| format!("{} in {}", other.place, list.place)));
    }
    assert!(repeated.is_empty(), "{}", repeated.join("\n"));
}
