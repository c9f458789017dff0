//! Finds passages whose speaker is doubtful, by typical errors of diarisation.
//!
//! - A **broken sentence**: one turn breaks it off and the next continues it. It ends without a
//!   stop and continues in small letters, or it ends with a word after which no sentence stops ("… in
//!   the."), since recognisers set a stop at the end of every turn.
//! - A **ghost**: a label with a handful of words in a recording where others have hundreds.
//! - A **flap**: a label that changes for a moment and back without a pause.
//! - A label that reading did not understand.
//!
//! The words are English; in other languages only full stops, capitals and times count.
//! Nothing is corrected: labels and words stay as they are.
//!
//! The thresholds were chosen on a podcast that a machine transcribed, where the 10 breaks and 6
//! flaps that are found are real (read by hand; 22 of 213 passages, and about as many breaks that
//! leave no mark), and on the six conversations of `data/transcripts`, where 4 of 624 passages are
//! doubted: sentences that one speaker began and another finished.

use std::collections::HashMap;

use super::backchannel::is_backchannel;
use super::doubt::{Doubt, Doubts};
use super::model::Passage;
use crate::english::lexicon::{
    ARTICLES, BE, BE_BEEN, CONJUNCTIONS, HAVE, HESITATIONS, INTERJECTIONS, PREPOSITIONS,
    PRONOUNS_WITH_BE, PRONOUNS_WITH_HAVE, PRONOUNS_WITH_WILL, SUBJECT_PRONOUNS, WILL_AND_CAN, YES,
};
use crate::english::{HasWord, sentences, word_classes, words};
use crate::language::Language;
use crate::time::Span;
use crate::transcript::Turn;

/// The longest pause inside a sentence. The breaks of the podcast have 6 to 38 ms.
const MOST_PAUSE_IN_SENTENCE_MS: u64 = 500;

/// The least words of a sentence that can be broken off.
const FEWEST_WORDS_BROKEN_OFF: usize = 3;

/// The least share of turns that end with a full stop for full stops to count.
const LEAST_SHARE_WITH_STOPS: f64 = 0.5;

/// The most words of a ghost's label.
const MOST_GHOST_WORDS: usize = 15;

/// The least words of another speaker beside whom a label is a ghost.
const FEWEST_WORDS_BESIDE_GHOST: usize = 300;

/// The longest flap.
const LONGEST_FLAP_MS: u64 = 2000;

/// The longest pause at a flap: between two people there is nearly always a longer one.
const MOST_PAUSE_AROUND_FLAP_MS: u64 = 100;

/// The longest pause on at least one side of a flap, as within one speaker's words.
const MOST_PAUSE_BESIDE_FLAP_MS: u64 = 50;

word_classes! {
    /// Words after which no sentence stops.
    HANGING = [ARTICLES CONJUNCTIONS PRONOUNS_WITH_BE PRONOUNS_WITH_HAVE PRONOUNS_WITH_WILL]
        "my your our their its every if as than because which whose whether";

    /// Words that leave a sentence open where a subject follows and nothing else ("but you.").
    JOINING = [CONJUNCTIONS] "if because that when while so than";

    /// Words after which a sentence seldom stops.
    SELDOM_LAST = [PREPOSITIONS BE BE_BEEN HAVE WILL_AND_CAN] "into";

    /// Words with which a sentence seldom begins, unless it asks.
    SELDOM_FIRST = [BE BE_BEEN HAVE] "to";

    /// Words with which somebody interrupts, in small letters too.
    CUTTING_IN = [YES INTERJECTIONS HESITATIONS] "so but and well no what why how";
}

/// Returns the doubts of every passage of a transcript, in order. `main` is the language of the turns
/// that have none of their own, where it is known.
pub fn doubts(turns: &[Turn], main: Option<Language>, passages: &[Passage]) -> Vec<Doubts> {
    let of_turns = doubts_of_turns(turns, main);
    let of_passage = |passage: &Passage| {
        let mut doubts = of_turns[passage.turn];
        if passage.text_range.start > 0 {
            doubts = doubts.without(Doubt::BeginsMidSentence);
        }
        if passage.text_range.end < turns[passage.turn].text.len() {
            doubts = doubts.without(Doubt::EndsMidSentence);
        }
        doubts
    };
    passages.iter().map(of_passage).collect()
}

fn doubts_of_turns(turns: &[Turn], main: Option<Language>) -> Vec<Doubts> {
    let mut doubts = vec![Doubts::default(); turns.len()];
    let stopped = turns.iter().filter(|turn| !is_open(&turn.text)).count();
    let stops_tell = stopped as f64 >= turns.len() as f64 * LEAST_SHARE_WITH_STOPS;
    for (before, pair) in turns.windows(2).enumerate() {
        if breaks_a_sentence(&pair[0], &pair[1], stops_tell) {
            doubts[before].insert(Doubt::EndsMidSentence);
            doubts[before + 1].insert(Doubt::BeginsMidSentence);
        }
    }
    for (before, three) in turns.windows(3).enumerate() {
        let language = three[1].language.or(main).unwrap_or_default();
        let listens = is_backchannel(&three[1].text, language);
        if !listens && flaps(&three[0], &three[1], &three[2]) {
            doubts[before + 1].insert(Doubt::FlappingLabel);
        }
    }
    let ghosts = ghosts(turns);
    for (doubts, turn) in doubts.iter_mut().zip(turns) {
        if turn.label_not_understood {
            doubts.insert(Doubt::UnknownLabel);
        }
        let label = turn.speaker.as_deref();
        if label.is_some_and(|label| ghosts.contains(&label)) {
            doubts.insert(Doubt::GhostSpeaker);
        }
    }
    doubts
}

/// Returns whether one turn breaks off a sentence that the next continues. `stops_tell` says
/// whether the transcript's stops end sentences.
fn breaks_a_sentence(before: &Turn, after: &Turn, stops_tell: bool) -> bool {
    let pause = before.span.zip(after.span).map(|(a, b)| pause_ms(&a, &b));
    if !change_speaker(before, after)
        || pause.is_some_and(|pause| pause > MOST_PAUSE_IN_SENTENCE_MS)
    {
        return false;
    }
    let last = last_words(&before.text);
    let first = folded_words(&after.text).next().unwrap_or_default();
    if last.len() < FEWEST_WORDS_BROKEN_OFF || is_broken_off_on_purpose(&before.text) {
        return false;
    }
    if is_open(&before.text) {
        let goes_on = after.text.chars().next().is_some_and(char::is_lowercase);
        return stops_tell && goes_on && !CUTTING_IN.has(&first);
    }
    hangs(&last) || (before.text.ends_with('.') && goes_on_without_beginning(&last, &after.text))
}

/// Returns whether a sentence with these last words cannot stop there.
fn hangs(last: &[String]) -> bool {
    let [.., before_last, last] = last else {
        return false;
    };
    HANGING.has(last) || (JOINING.has(before_last) && SUBJECT_PRONOUNS.has(last))
}

/// Returns whether a turn does not begin as a sentence does, though the one before it stopped.
fn goes_on_without_beginning(last: &[String], text: &str) -> bool {
    let mut words = folded_words(text);
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    if first == "of" {
        return second.is_some_and(|second| second != "course");
    }
    let Some(last) = last.last() else {
        return false;
    };
    let sentence = sentences(text).first().cloned().unwrap_or_default();
    let asks = text[sentence].ends_with('?');
    SELDOM_LAST.has(last) && SELDOM_FIRST.has(&first) && !asks
}

/// Returns whether a label changes for the moment of a turn and back.
fn flaps(before: &Turn, turn: &Turn, after: &Turn) -> bool {
    let (Some(a), Some(b), Some(c)) = (before.span, turn.span, after.span) else {
        return false;
    };
    let (one, other) = (pause_ms(&a, &b), pause_ms(&b, &c));
    let (shorter, longer) = (one.min(other), one.max(other));
    change_speaker(before, turn)
        && before.speaker == after.speaker
        && b.length_ms() <= LONGEST_FLAP_MS
        && longer <= MOST_PAUSE_AROUND_FLAP_MS
        && shorter <= MOST_PAUSE_BESIDE_FLAP_MS
}

/// Returns the labels of ghosts.
fn ghosts(turns: &[Turn]) -> Vec<&str> {
    let mut words: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        if let Some(label) = &turn.speaker {
            *words.entry(label).or_default() += turn.text.split_whitespace().count();
        }
    }
    let speaks_long = |&words: &usize| words >= FEWEST_WORDS_BESIDE_GHOST;
    let beside_others = words.values().any(speaks_long);
    words.retain(|_, words| beside_others && *words <= MOST_GHOST_WORDS);
    words.into_keys().collect()
}

/// Returns whether two turns are labelled as two speakers'.
fn change_speaker(before: &Turn, after: &Turn) -> bool {
    let labels = before.speaker.as_ref().zip(after.speaker.as_ref());
    labels.is_some_and(|(before, after)| before != after)
}

/// Returns the milliseconds between the end of one and the start of the next; where they overlap,
/// how far: two who speak at once are as far from one sentence as two with a pause between them.
fn pause_ms(before: &Span, after: &Span) -> u64 {
    before.end_ms.abs_diff(after.start_ms)
}

/// Returns whether text stops without a sign that ends a sentence.
fn is_open(text: &str) -> bool {
    let last = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', ' ']);
    last.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | ';' | ':'))
}

/// Returns whether text ends with a sign that the speaker, or whoever wrote it down, stopped there.
fn is_broken_off_on_purpose(text: &str) -> bool {
    text.ends_with(['?', '!', '…', '-', '–', '—']) || text.ends_with("..")
}

/// Returns the words of a text, contractions whole.
fn folded_words(text: &str) -> impl DoubleEndedIterator<Item = String> {
    words(text).map(|word| word.folded)
}

/// Returns the last words, as many as are looked at.
fn last_words(text: &str) -> Vec<String> {
    let last = folded_words(text).rev().take(FEWEST_WORDS_BROKEN_OFF);
    let mut last: Vec<String> = last.collect();
    last.reverse();
    last
}

#[cfg(test)]
mod tests;
