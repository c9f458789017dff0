//! A transcript, as the rules see it: who speaks when, and how words are written in it.
//!
//! In: turns. Out: the words of each turn, the turns around it, and whether a word is a name where
//! it stands. Never here: whose name it is.

use std::collections::HashMap;
use std::ops::Range;

use super::lexicon::is_no_name;
use super::words::{Mark, TITLES, Words};
use crate::transcript::Turn;

/// Words of a name at most, titles aside.
const MOST_PARTS: usize = 3;

/// Small words inside names.
pub(super) const PARTICLES: [&str; 13] = [
    "van", "von", "de", "der", "den", "la", "le", "du", "da", "di", "bin", "al", "el",
];

/// What stands before places, firms and things, and hardly ever before a person.
const BEFORE_THINGS: [&str; 14] = [
    "in", "at", "on", "the", "a", "an", "using", "via", "into", "through", "inside", "across",
    "my", "your",
];

/// Offices that are said before a name like a title.
const OFFICES: [&str; 14] = [
    "president",
    "minister",
    "secretary",
    "governor",
    "mayor",
    "coach",
    "captain",
    "chief",
    "officer",
    "uncle",
    "aunt",
    "auntie",
    "king",
    "queen",
];

/// Where more words than this share begin with a capital, capitals say nothing.
const MOST_CAPITALS: f64 = 0.4;

/// The other label that speaks before or after a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Neighbour {
    /// The label, by its place.
    pub(super) label: usize,
    /// Its turn, by its place.
    pub(super) speech: usize,
    /// How surely it is the one spoken with, from 0 to 1.
    pub(super) certainty: f64,
}

/// One turn.
#[derive(Debug)]
pub(super) struct Speech {
    /// The place of its label in [`Scene::labels`]; `None` where nobody is named.
    pub(super) label: Option<usize>,
    /// What was said.
    pub(super) words: Words,
    /// Who spoke last before it; `None` where nobody is named.
    pub(super) before: Option<Neighbour>,
    /// Who speaks next after it; likewise.
    pub(super) after: Option<Neighbour>,
    /// How many turns its label had before it.
    pub(super) nth: usize,
}

/// How often a word is written in each way.
#[derive(Debug, Default)]
struct Uses {
    small: u32,
    /// With a capital that is not that of a sentence's beginning.
    capital: u32,
    /// With a capital, after a word of [`BEFORE_THINGS`].
    thing: u32,
}

/// A transcript.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// The labels, in order of appearance.
    pub(super) labels: Vec<&'a str>,
    /// The turns, in order.
    pub(super) speeches: Vec<Speech>,
    uses: HashMap<String, Uses>,
    capitals_say: bool,
}

impl<'a> Scene<'a> {
    /// Returns the scene of these turns.
    pub(super) fn of(turns: &'a [Turn]) -> Self {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut labels = Vec::new();
        let mut speeches = Vec::with_capacity(turns.len());
        for turn in turns {
            let label = turn.speaker.as_deref().map(|label| {
                *places.entry(label).or_insert_with(|| {
                    labels.push(label);
                    labels.len() - 1
                })
            });
            speeches.push(Speech {
                label,
                words: Words::of(&turn.text),
                before: None,
                after: None,
                nth: 0,
            });
        }
        link(&mut speeches, labels.len());
        let mut scene = Self {
            labels,
            speeches,
            uses: HashMap::new(),
            capitals_say: true,
        };
        scene.count();
        scene
    }

    fn count(&mut self) {
        let (mut inside, mut capitals) = (0_u32, 0_u32);
        for words in self.speeches.iter().map(|speech| &speech.words) {
            for (at, word) in words.all.iter().enumerate() {
                let begins = word.before == Mark::Stop;
                inside += u32::from(!begins);
                capitals += u32::from(!begins && word.capital);
                let uses = self.uses.entry(word.folded.clone()).or_default();
                if !word.capital {
                    uses.small += 1;
                } else if !matches!(word.before, Mark::Stop | Mark::Break) {
                    uses.capital += 1;
                    let is_thing = word.before == Mark::Space
                        && !word.possessive
                        && words.is_any(at - 1, &BEFORE_THINGS);
                    uses.thing += u32::from(is_thing);
                }
            }
        }
        self.capitals_say = f64::from(capitals) <= MOST_CAPITALS * f64::from(inside.max(1));
    }

    /// Returns how often a word stands with a capital inside a sentence.
    pub(super) fn capitals_of(&self, folded: &str) -> u32 {
        self.uses.get(folded).map_or(0, |uses| uses.capital)
    }

    /// Returns the words of a name that begins at a place, by how this transcript writes them.
    ///
    /// A name has a capital, also inside sentences, more often than not, and does not follow "in
    /// the".
    pub(super) fn name_at(&self, speech: usize, at: usize) -> Option<Range<usize>> {
        self.run_at(speech, at, &|folded| {
            self.uses
                .get(folded)
                .is_some_and(|uses| uses.capital > uses.small && uses.thing * 3 <= uses.capital)
        })
    }

    /// Returns the words of a name that begins at a place where the words around it leave no doubt
    /// that a name stands there.
    pub(super) fn framed_name_at(&self, speech: usize, at: usize) -> Option<Range<usize>> {
        self.run_at(speech, at, &|_| true)
    }

    fn run_at(
        &self,
        speech: usize,
        at: usize,
        accepts: &dyn Fn(&str) -> bool,
    ) -> Option<Range<usize>> {
        let words = &self.speeches[speech].words;
        let is_name = |place: usize| {
            words.all.get(place).is_some_and(|word| {
                word.capital && !is_no_name(&word.folded) && accepts(&word.folded)
            })
        };
        let joins = |place: usize| {
            let mark = words.all.get(place).map(|word| word.before);
            matches!(mark, Some(Mark::Space | Mark::Hyphen)) && !words.all[place - 1].possessive
        };
        let first = at + usize::from(words.is_any(at, &TITLES) && joins(at + 1));
        if !self.capitals_say || !is_name(first) {
            return None;
        }
        let mut end = first + 1;
        while end < first + MOST_PARTS && joins(end) {
            if is_name(end) {
                end += 1;
            } else if words.is_any(end, &PARTICLES) && joins(end + 1) && is_name(end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        // A piece of "Treasury Board" or of "Sydney Opera" is no name.
        let is_piece = (at > 0 && joins(at) && is_part_of_more(words, at - 1))
            || words.all[at].before == Mark::Hyphen
            || (joins(end) && words.all[end].capital);
        (!is_piece).then_some(at..end)
    }

    /// Returns the labels that spoke in the turns before a turn, its own aside, each once.
    pub(super) fn lately(&self, speech: usize, turns: usize) -> Vec<usize> {
        let own = self.speeches[speech].label;
        let from = speech.saturating_sub(turns);
        let others = self.speeches[from..speech]
            .iter()
            .filter_map(|other| other.label);
        let mut labels: Vec<usize> = others.filter(|&label| Some(label) != own).collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// Returns how many words each label says.
    pub(super) fn words_by_label(&self) -> Vec<usize> {
        let mut counts = vec![0; self.labels.len()];
        for speech in &self.speeches {
            if let Some(label) = speech.label {
                counts[label] += speech.words.all.len();
            }
        }
        counts
    }
}

/// Whether a word belongs to what follows it: a capital that is neither a title nor only that of a
/// sentence's beginning.
fn is_part_of_more(words: &Words, at: usize) -> bool {
    let word = &words.all[at];
    let begins = word.before == Mark::Stop && is_no_name(&word.folded);
    word.capital && !begins && !words.is_any(at, &OFFICES)
}

/// A turn of fewer words is often put in by somebody who has not the word.
const FEWEST_WORDS: usize = 4;

/// Somebody who puts in a few words is likelier not the one spoken with.
const PUT_IN: f64 = 0.5;

/// So many turns away nobody answers any more.
const FARTHEST: usize = 8;

/// Notes for each turn which of its label's it is, and who speaks before and after it.
fn link(speeches: &mut [Speech], labels: usize) {
    let mut counts = vec![0; labels];
    for speech in speeches.iter_mut() {
        if let Some(label) = speech.label {
            speech.nth = counts[label];
            counts[label] += 1;
        }
    }
    let forwards: Vec<usize> = (0..speeches.len()).collect();
    let backwards: Vec<usize> = forwards.iter().rev().copied().collect();
    let after = neighbours(speeches, &forwards, labels);
    let before = neighbours(speeches, &backwards, labels);
    for (at, speech) in speeches.iter_mut().enumerate() {
        speech.after = after[at];
        speech.before = before[at];
    }
}

/// Returns for each turn the neighbour that comes next in this order of turns.
fn neighbours(speeches: &[Speech], order: &[usize], labels: usize) -> Vec<Option<Neighbour>> {
    let mut found = vec![None; speeches.len()];
    // The place in `order` of the first turn of another label.
    let mut other = order.len();
    for at in (0..order.len()).rev() {
        let own = speeches[order[at]].label;
        if at + 1 < order.len() && speeches[order[at + 1]].label != own {
            other = at + 1;
        }
        let rest = order[other.min(order.len())..].iter().take(FARTHEST);
        found[order[at]] = neighbour(speeches, own, rest, labels == 2);
    }
    found
}

/// Returns who of the next turns is spoken with: the first who says more than a few words before
/// the turn's own label goes on, else the first who says anything.
fn neighbour<'a>(
    speeches: &[Speech],
    own: Option<usize>,
    next: impl Iterator<Item = &'a usize>,
    is_dialogue: bool,
) -> Option<Neighbour> {
    let mut put_in = None;
    for &speech in next {
        let is_slight = speeches[speech].words.all.len() < FEWEST_WORDS;
        if speeches[speech].label == own {
            if is_slight {
                continue;
            }
            break;
        }
        let label = speeches[speech].label?;
        let certainty = if is_slight && !is_dialogue {
            PUT_IN
        } else {
            1.0
        };
        let neighbour = Neighbour {
            label,
            speech,
            certainty,
        };
        if certainty == 1.0 {
            return Some(neighbour);
        }
        put_in.get_or_insert(neighbour);
    }
    put_in
}
