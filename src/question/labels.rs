//! What a label is made of, and which parts of it are a name.
//!
//! In: labels, words of a question. Out: the parts of a label; whether some of them name somebody
//! where they stand. Never here: which label is meant.

use std::ops::Range;

use super::calendar;
use super::grammar::ROLES;
use super::verbs::is_subject;
use super::words::{Word, follows_any, words};

/// Words before or after a name that are no part of it.
pub(super) const TITLES: [&str; 22] = [
    "dr",
    "doctor",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "hon",
    "right",
    "sir",
    "dame",
    "rev",
    "lord",
    "lady",
    "am",
    "mp",
    "phd",
    "jr",
    "sr",
    "md",
    "president",
];

/// Parts of labels that name nobody by themselves.
pub(super) const NEVER_ALONE: [&str; 33] = [
    "speaker",
    "speakers",
    "person",
    "participant",
    "unknown",
    "voice",
    "grad",
    "phd",
    "postdoc",
    "professor",
    "student",
    "the",
    "of",
    "and",
    "van",
    "von",
    "de",
    "la",
    "le",
    "bin",
    "al",
    "der",
    "den",
    "el",
    "da",
    "di",
    "du",
    "st",
    "acting",
    "male",
    "female",
    "from",
    "for",
];

/// Parts of labels that are words as well; they name somebody where a capital says so.
pub(super) const ALSO_WORDS: [&str; 97] = [
    "will",
    "mark",
    "may",
    "rose",
    "grace",
    "hope",
    "faith",
    "joy",
    "art",
    "bill",
    "bob",
    "drew",
    "frank",
    "jack",
    "rich",
    "sue",
    "pat",
    "dawn",
    "summer",
    "autumn",
    "june",
    "april",
    "august",
    "chase",
    "hunter",
    "grant",
    "miles",
    "lane",
    "dean",
    "earl",
    "guy",
    "iris",
    "ivy",
    "lily",
    "olive",
    "pearl",
    "ruby",
    "violet",
    "sky",
    "star",
    "sunny",
    "chance",
    "dale",
    "glen",
    "heath",
    "clay",
    "cliff",
    "reed",
    "ray",
    "rob",
    "nick",
    "gene",
    "penny",
    "peg",
    "sandy",
    "stone",
    "victor",
    "wade",
    "ward",
    "christian",
    "angel",
    "eve",
    "page",
    "bush",
    "king",
    "young",
    "long",
    "white",
    "black",
    "brown",
    "green",
    "gray",
    "grey",
    "hill",
    "wood",
    "woods",
    "field",
    "rice",
    "cook",
    "baker",
    "fisher",
    "bell",
    "love",
    "price",
    "rush",
    "case",
    "post",
    "best",
    "day",
    "ford",
    "moon",
    "marine",
    "gray",
    "north",
    "west",
    "major",
    "small",
];

/// Parts of labels that are somebody's work.
pub(super) const OFFICES: [&str; 16] = [
    "manager",
    "designer",
    "industrial",
    "marketing",
    "user",
    "interface",
    "project",
    "president",
    "minister",
    "secretary",
    "director",
    "producer",
    "editor",
    "engineer",
    "expert",
    "teacher",
];

/// Returns the words of a label, in lower case, without titles and what stands in brackets.
pub(super) fn parts_of(label: &str) -> Vec<String> {
    let outside = label.split('(').next().unwrap_or_default();
    let outside = if outside.trim().is_empty() {
        label
    } else {
        outside
    };
    let all: Vec<String> = words(outside, &[])
        .into_iter()
        .map(|word| word.bare)
        .collect();
    let is_title = |part: &String| TITLES.contains(&part.as_str());
    let untitled: Vec<String> = all.iter().filter(|part| !is_title(part)).cloned().collect();
    match &untitled[..] {
        // "Professor C" is nobody without the title, and "A" is also called "Speaker A".
        [letter] if letter.chars().count() == 1 && all.len() == 1 => {
            vec!["speaker".to_owned(), letter.clone()]
        }
        [letter] if letter.chars().count() == 1 => all,
        [] => all,
        _ => untitled,
    }
}

/// How much of a label was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Some,
}

/// Returns whether these words of a label name somebody and are not just words.
pub(super) fn names_alone(words: &[Word], found: Range<usize>, part: Part) -> bool {
    let Some(word) = words.get(found.start) else {
        return false;
    };
    let is_in = |list: &[&str]| list.contains(&word.bare.as_str());
    if found.len() > 1 {
        let bears = |word: &Word| {
            word.bare.chars().count() > 1 && !NEVER_ALONE.contains(&word.bare.as_str())
        };
        return part == Part::Whole || words[found].iter().any(bears);
    }
    let has_capital = word.capital && found.start > 0;
    if word.bare.chars().count() == 1 {
        return word.capital && is_subject(words, &found);
    }
    if !word.bare.contains(char::is_alphabetic) || is_in(&NEVER_ALONE) {
        return false;
    }
    if is_in(&ROLES) {
        return has_capital
            || follows_any(words, found.start, &["the", "our"])
            || (part == Part::Whole && is_subject(words, &found));
    }
    if is_in(&OFFICES) {
        return has_capital || (part == Part::Whole && is_subject(words, &found));
    }
    if is_in(&ALSO_WORDS) {
        return (has_capital && !calendar::is_month_at(words, found.start))
            || (part == Part::Whole && is_subject(words, &found));
    }
    true
}
