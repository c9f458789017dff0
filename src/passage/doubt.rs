//! Why it may be somebody else who said a passage: the marks that a failing diariser leaves.
//!
//! In: the turns of a transcript, and its passages. Out: [`Doubts`] of each passage. Three things
//! are looked for. A sentence that one turn breaks off and the next goes on with: it ends without a
//! stop and goes on in small letters, or with a word after which no sentence stops ("… in the."),
//! since recognisers set a stop at the end of every turn. A ghost: a label with a handful of words
//! in a recording where others have hundreds. A flap: a label that changes for a moment and back
//! without a pause. The words are English; in other languages only stops, capitals and times tell.
//! Never here: another label, a changed word; what is uncertain is told and never mended.
//!
//! The thresholds were chosen on a podcast that a machine transcribed, where the 10 breaks and 6
//! flaps that are found are real (read by hand; 22 of 213 passages, and about as many breaks that
//! leave no mark), and on the six conversations of `data/transcripts`, where 4 of 624 passages are
//! doubted: sentences that one speaker began and another finished.

use std::collections::HashMap;

use super::{Passage, divide::is_backchannel, sentences};
use crate::time::Span;
use crate::transcript::Turn;

/// Inside a sentence nobody is silent for longer. The breaks of the podcast have 6 to 38 ms.
const MOST_PAUSE_IN_SENTENCE_MS: u64 = 500;

/// A turn of fewer words is no sentence that can be broken off.
const FEWEST_WORDS_BROKEN_OFF: usize = 3;

/// Where fewer turns end with a stop, stops say nothing.
const LEAST_SHARE_WITH_STOPS: f64 = 0.5;

/// A label with at most so many words may be a ghost's.
const MOST_GHOST_WORDS: usize = 15;

/// A ghost is one beside a speaker who has at least so many words.
const FEWEST_WORDS_BESIDE_GHOST: usize = 300;

/// A longer turn is no flap.
const LONGEST_FLAP_MS: u64 = 2000;

/// Between two people there is nearly always a longer pause.
const MOST_PAUSE_AROUND_FLAP_MS: u64 = 100;

/// On one side of a flap at least the words follow each other as one speaker's do.
const MOST_PAUSE_BESIDE_FLAP_MS: u64 = 50;

/// Words after which no sentence stops.
const HANGING: [&str; 39] = [
    "a", "an", "the", "my", "your", "our", "their", "every", "if", "as", "than", "because",
    "which", "whose", "and", "or", "but", "i'm", "you're", "we're", "they're", "i've", "you've",
    "we've", "they've", "i'll", "you'll", "we'll", "they'll", "he'll", "she'll", "it'll", "it's",
    "that's", "there's", "he's", "she's", "its", "whether",
];

/// Words that leave a sentence open where a subject follows and nothing else ("but you.").
const JOINING: [&str; 10] = [
    "and", "or", "but", "if", "because", "that", "when", "while", "so", "than",
];

const SUBJECTS: [&str; 6] = ["i", "you", "we", "they", "he", "she"];

/// Words after which a sentence seldom stops.
const SELDOM_LAST: [&str; 24] = [
    "is", "are", "was", "were", "be", "been", "in", "of", "to", "for", "from", "with", "at", "by",
    "on", "into", "about", "has", "have", "had", "will", "would", "can", "could",
];

/// Words with which a sentence seldom begins, unless it asks.
const SELDOM_FIRST: [&str; 10] = [
    "is", "are", "was", "were", "be", "been", "to", "have", "has", "had",
];

/// Words with which somebody cuts in, in small letters too.
const CUTTING_IN: [&str; 24] = [
    "yeah", "yep", "yes", "right", "ok", "okay", "mhm", "mm", "hm", "hmm", "uh", "um", "huh", "ah",
    "oh", "sure", "so", "but", "and", "well", "no", "what", "why", "how",
];

/// One reason why a passage may be somebody else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It begins inside a sentence that the speaker before it left open.
    BeginsMidSentence,
    /// It ends inside a sentence that the speaker after it goes on with.
    EndsMidSentence,
    /// Its label has a handful of words in the whole recording.
    GhostSpeaker,
    /// Its label stands for a moment between two turns of another, without a pause.
    FlappingLabel,
}

impl Doubt {
    const ALL: [Doubt; 4] = [
        Doubt::BeginsMidSentence,
        Doubt::EndsMidSentence,
        Doubt::GhostSpeaker,
        Doubt::FlappingLabel,
    ];

    /// Returns the stable name for machines.
    pub fn code(self) -> &'static str {
        match self {
            Doubt::BeginsMidSentence => "begins_mid_sentence",
            Doubt::EndsMidSentence => "ends_mid_sentence",
            Doubt::GhostSpeaker => "ghost_speaker",
            Doubt::FlappingLabel => "flapping_label",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Doubt::BeginsMidSentence => "its first sentence began in another speaker's turn",
            Doubt::EndsMidSentence => "its last sentence goes on in another speaker's turn",
            Doubt::GhostSpeaker => "the label has only a few words in the whole recording",
            Doubt::FlappingLabel => "the label changes for a moment only, without a pause",
        })
    }
}

/// The reasons why a passage may be somebody else's; none for most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Doubts(u8);

impl Doubts {
    /// Returns the reasons that a number of [`Doubts::bits`] stands for.
    pub fn from_bits(bits: u8) -> Self {
        let known = Doubt::ALL.iter().fold(0, |all, doubt| all | doubt.bit());
        Self(bits & known)
    }

    /// Returns the reasons as a number.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// Returns whether there is no reason.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the reasons.
    pub fn iter(self) -> impl Iterator<Item = Doubt> {
        let all = Doubt::ALL.into_iter();
        all.filter(move |doubt| self.0 & doubt.bit() != 0)
    }

    /// Returns the reasons of both.
    pub fn and(self, other: Doubts) -> Doubts {
        Self(self.0 | other.0)
    }

    /// Returns the reasons without one.
    pub fn without(self, doubt: Doubt) -> Doubts {
        Self(self.0 & !doubt.bit())
    }

    fn insert(&mut self, doubt: Doubt) {
        self.0 |= doubt.bit();
    }
}

/// Returns the doubts of every passage of a transcript, in order.
pub fn doubts(turns: &[Turn], passages: &[Passage]) -> Vec<Doubts> {
    let of_turns = doubts_of_turns(turns);
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

fn doubts_of_turns(turns: &[Turn]) -> Vec<Doubts> {
    let mut doubts = vec![Doubts::default(); turns.len()];
    let stopped = turns.iter().filter(|turn| !is_open(&turn.text)).count();
    let stops = if (stopped as f64) < turns.len() as f64 * LEAST_SHARE_WITH_STOPS {
        Stops::SayNothing
    } else {
        Stops::EndSentences
    };
    for (before, pair) in turns.windows(2).enumerate() {
        if breaks_a_sentence(&pair[0], &pair[1], stops) {
            doubts[before].insert(Doubt::EndsMidSentence);
            doubts[before + 1].insert(Doubt::BeginsMidSentence);
        }
    }
    for (before, three) in turns.windows(3).enumerate() {
        if flaps(&three[0], &three[1], &three[2]) {
            doubts[before + 1].insert(Doubt::FlappingLabel);
        }
    }
    let ghosts = ghosts(turns);
    for (doubts, turn) in doubts.iter_mut().zip(turns) {
        if turn
            .speaker
            .as_ref()
            .is_some_and(|label| ghosts.contains(&&**label))
        {
            doubts.insert(Doubt::GhostSpeaker);
        }
    }
    doubts
}

/// Whether a transcript's stops tell where sentences end.
#[derive(Clone, Copy, PartialEq)]
enum Stops {
    EndSentences,
    SayNothing,
}

fn breaks_a_sentence(before: &Turn, after: &Turn, stops: Stops) -> bool {
    let pause = before.span.zip(after.span).map(|(a, b)| pause_ms(&a, &b));
    if !change_speaker(before, after)
        || pause.is_some_and(|pause| pause > MOST_PAUSE_IN_SENTENCE_MS)
    {
        return false;
    }
    let last = last_words(&before.text);
    let first = words(&after.text).next().unwrap_or_default();
    if last.len() < FEWEST_WORDS_BROKEN_OFF || is_broken_off_on_purpose(&before.text) {
        return false;
    }
    if is_open(&before.text) {
        let goes_on = after.text.chars().next().is_some_and(char::is_lowercase);
        return stops == Stops::EndSentences && goes_on && !CUTTING_IN.contains(&&*first);
    }
    hangs(&last) || (has_point(&before.text) && goes_on_without_beginning(&last, &after.text))
}

/// Returns whether a sentence with these last words cannot stop there.
fn hangs(last: &[String]) -> bool {
    let [.., before_last, last] = last else {
        return false;
    };
    HANGING.contains(&&**last) || (JOINING.contains(&&**before_last) && SUBJECTS.contains(&&**last))
}

/// Returns whether a turn does not begin as a sentence does, though the one before it stopped.
fn goes_on_without_beginning(last: &[String], text: &str) -> bool {
    let mut words = words(text);
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    if first == "of" {
        return second.is_some_and(|second| second != "course");
    }
    let Some(last) = last.last() else {
        return false;
    };
    let sentence = sentences(text).first().cloned().unwrap_or_default();
    let asks = text[sentence].ends_with('?');
    SELDOM_LAST.contains(&&**last) && SELDOM_FIRST.contains(&&*first) && !asks
}

fn flaps(before: &Turn, turn: &Turn, after: &Turn) -> bool {
    let (Some(a), Some(b), Some(c)) = (before.span, turn.span, after.span) else {
        return false;
    };
    let pauses = [pause_ms(&a, &b), pause_ms(&b, &c)];
    change_speaker(before, turn)
        && before.speaker == after.speaker
        && b.length_ms() <= LONGEST_FLAP_MS
        && pauses
            .iter()
            .all(|&pause| pause <= MOST_PAUSE_AROUND_FLAP_MS)
        && pauses
            .iter()
            .any(|&pause| pause <= MOST_PAUSE_BESIDE_FLAP_MS)
        && !is_backchannel(&turn.text)
}

/// Returns the labels of ghosts.
fn ghosts(turns: &[Turn]) -> Vec<&str> {
    let mut words: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        if let Some(label) = &turn.speaker {
            *words.entry(label).or_default() += turn.text.split_whitespace().count();
        }
    }
    if words
        .values()
        .all(|&words| words < FEWEST_WORDS_BESIDE_GHOST)
    {
        return Vec::new();
    }
    words.retain(|_, words| *words <= MOST_GHOST_WORDS);
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

fn has_point(text: &str) -> bool {
    text.ends_with('.')
}

/// Returns whether text ends with a sign that the speaker, or whoever wrote it down, stopped there.
fn is_broken_off_on_purpose(text: &str) -> bool {
    text.ends_with(['?', '!', '…', '-', '–', '—']) || text.ends_with("..")
}

/// Returns the words in lower case, with straight apostrophes.
fn words(text: &str) -> impl DoubleEndedIterator<Item = String> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let words = text.split(move |c| !inside(c));
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(|word| word.to_lowercase().replace('’', "'"))
}

/// Returns the last words, as many as are looked at.
fn last_words(text: &str) -> Vec<String> {
    let mut last: Vec<String> = words(text).rev().take(FEWEST_WORDS_BROKEN_OFF).collect();
    last.reverse();
    last
}

#[cfg(test)]
mod tests;
