//! Phrases that give somebody the credit without a clause: `according to Ann`, `Ann's view`.
//!
//! In: words and who is named where. Out: the phrase, and whose word it is. Never here: anything
//! of somebody's that is no word, such as a dog.

use std::ops::Range;

use super::grammar::{INTERROGATIVES, NOUNS_OF_SAYING};
use super::names::Naming;
use super::words::{Word, follows_any, has_phrase, is_any};

/// A phrase that says whose word is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Credit {
    /// Its words.
    pub(super) words: Range<usize>,
    /// The namings whose word it is; empty where the person is not known.
    pub(super) namings: Range<usize>,
}

/// What one gives one's word in: `in her opinion`, `from his perspective`.
const GROUNDS: [&str; 13] = [
    "opinion",
    "view",
    "mind",
    "words",
    "eyes",
    "estimation",
    "judgement",
    "judgment",
    "perspective",
    "account",
    "telling",
    "experience",
    "point",
];

/// The words of an unknown person's description: `according to the harbour master`.
const LONGEST_STRANGER: usize = 4;

/// Returns the phrase `according to …` or `in …'s opinion`.
pub(super) fn credit_phrase(words: &[Word], namings: &[Naming]) -> Option<Credit> {
    (0..words.len())
        .find_map(|at| according_to(words, namings, at).or_else(|| grounds(words, namings, at)))
}

fn according_to(words: &[Word], namings: &[Naming], at: usize) -> Option<Credit> {
    if !has_phrase(words, at, &["according", "to"]) {
        return None;
    }
    let start = at + 2;
    if let Some(namings) = list_at(words, namings, start)
        .filter(|(_, list)| !list.last().is_some_and(|last| last.possessive))
    {
        let end = namings.1.last().map_or(start, |last| last.words.end);
        return Some(Credit {
            words: at..end,
            namings: namings.0,
        });
    }
    // Whoever it is ends with a comma or with the question.
    let longest = (start + LONGEST_STRANGER + 1).min(words.len());
    let end = (start + 1..longest).find(|&end| words[end].breaks);
    let end = end.or((words.len() <= start + LONGEST_STRANGER).then_some(words.len()))?;
    Some(Credit {
        words: at..end,
        namings: 0..0,
    })
}

fn grounds(words: &[Word], namings: &[Naming], at: usize) -> Option<Credit> {
    if !is_any(words, at, &["in", "from", "by"]) {
        return None;
    }
    let known = list_at(words, namings, at + 1);
    let owner_end = match &known {
        Some((_, list)) => list.last()?.words.end,
        // "in the host's opinion"
        None => at + 2 + usize::from(is_any(words, at + 1, &["the"])),
    };
    let owner = words.get(owner_end.checked_sub(1)?)?;
    if !owner.possessive || !is_any(words, owner_end, &GROUNDS) {
        return None;
    }
    let is_point = is_any(words, owner_end, &["point"]);
    if is_point && !has_phrase(words, owner_end, &["point", "of", "view"]) {
        return None;
    }
    Some(Credit {
        words: at..owner_end + if is_point { 3 } else { 1 },
        namings: known.map_or(0..0, |(namings, _)| namings),
    })
}

/// Returns the names that begin at `at`, or after an article there: `Ann`, `Ann and Ben`.
fn list_at<'a>(
    words: &[Word],
    namings: &'a [Naming],
    at: usize,
) -> Option<(Range<usize>, &'a [Naming])> {
    let at = at + usize::from(is_any(words, at, &["the"]));
    let starts = |naming: &Naming| naming.words.start == at || naming.words.start + 1 == at;
    let first = namings.iter().position(starts)?;
    let mut end = first + 1;
    while let Some(next) = namings.get(end) {
        let between = namings[end - 1].words.end..next.words.start;
        if between.len() != 1 || !is_any(words, between.start, &["and", "or"]) {
            break;
        }
        end += 1;
    }
    Some((first..end, &namings[first..end]))
}

/// What may stand before a person whose word is asked for.
const BEFORE_OWNERS: [&str; 34] = [
    "what",
    "how",
    "is",
    "are",
    "was",
    "were",
    "did",
    "do",
    "you",
    "know",
    "summarize",
    "summarise",
    "describe",
    "explain",
    "give",
    "tell",
    "me",
    "us",
    "about",
    "can",
    "could",
    "please",
    "list",
    "all",
    "of",
    "the",
    "and",
    "so",
    "outline",
    "which",
    "why",
    "when",
    "on",
    "state",
];

/// Of the nouns of saying, those that one can have without a word.
const NOT_ALWAYS_SAID: [&str; 4] = ["reason", "reasons", "example", "examples"];

/// Words that may stand between a person and the person's word: `Ann's main argument`.
const MOST_ADJECTIVES: usize = 2;

/// Returns the phrase `what is …'s view`, where nothing before it is about anything else.
pub(super) fn owned_word(words: &[Word], namings: &[Naming]) -> Option<Credit> {
    let first = namings.first()?;
    let before = 0..first.words.start;
    if !before
        .into_iter()
        .all(|at| is_any(words, at, &BEFORE_OWNERS))
    {
        return None;
    }
    let (list, owners) = list_at(words, namings, first.words.start)?;
    let end = owners.last().filter(|owner| owner.possessive)?.words.end;
    let is_word =
        |&at: &usize| is_any(words, at, &NOUNS_OF_SAYING) && !is_any(words, at, &NOT_ALWAYS_SAID);
    let noun = (end..=end + MOST_ADJECTIVES).find(is_word)?;
    // "Ann's house in view" is no view of Ann's.
    let adjectives = &words[end..noun];
    let is_plain = adjectives.iter().all(|word| {
        !word.breaks && !word.possessive && !INTERROGATIVES.contains(&word.bare.as_str())
    });
    let prepositions = ["in", "of", "to", "at", "on", "the"];
    let follows_preposition = noun > end && follows_any(words, noun, &prepositions);
    (is_plain && !follows_preposition).then_some(Credit {
        words: 0..noun + 1,
        namings: list,
    })
}

#[cfg(test)]
mod tests {
    use super::super::names::People;
    use super::super::words::words;
    use super::*;

    fn read(text: &str) -> (Vec<Word>, Vec<Naming>) {
        let people = People::of(&["Ana".to_owned(), "Ben".to_owned()]);
        let words = words(text, &[]);
        let namings = people.named_in(&words);
        (words, namings)
    }

    #[test]
    fn a_credit_phrase_ends_with_the_person() {
        for (text, length, people) in [
            ("according to Ana is it so", 3, 1),
            ("according to Ana and Ben, is it so", 5, 2),
            ("according to the harbour master, is it so", 5, 0),
            ("in Ana's opinion is it so", 3, 1),
            ("from Ana’s point of view it is so", 5, 1),
            ("in the host's view it is so", 4, 0),
        ] {
            let (words, namings) = read(text);
            let credit = credit_phrase(&words, &namings).unwrap();
            assert_eq!(
                (credit.words, credit.namings.len()),
                (0..length, people),
                "{text}"
            );
        }
    }

    #[test]
    fn somebody_elses_or_no_word_gives_no_credit() {
        for text in [
            "in Ana's house",
            "according to what Ana's brother told the two of us",
            "in my view",
        ] {
            let (words, namings) = read(text);
            assert_eq!(credit_phrase(&words, &namings), None, "{text}");
        }
    }

    #[test]
    fn the_word_of_a_person_is_asked_for_only_where_nothing_else_is() {
        for (text, is_owned) in [
            ("what is Ana's view on tides", true),
            ("what was Ana's first answer", true),
            ("Summarize Ana and Ben's opinion of tides", true),
            ("what is Ana's boat in view of the tide", false),
            ("who heard Ana's view", false),
            ("what is Ana's boat", false),
        ] {
            let (words, namings) = read(text);
            assert_eq!(owned_word(&words, &namings).is_some(), is_owned, "{text}");
        }
    }
}
