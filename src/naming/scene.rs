//! Prepares a transcript for the rules: who speaks when, and how its words are capitalised.

use std::collections::HashMap;
use std::ops::Range;

use super::clue::Clue;
use super::neighbours::{Speech, link};
use super::not_a_name::is_no_name;
use super::turn_words::{Mark, TurnWord, TurnWords};
use crate::english::lexicon::{ARTICLES, NAME_PARTICLES, OFFICES_OF_STATE, TITLES};
use crate::english::word_classes;
use crate::transcript::Turn;

/// The most words of a name, titles aside.
const MOST_PARTS: usize = 3;

word_classes! {
    /// What stands before places, firms and things, and hardly ever before a person.
    BEFORE_THINGS = [ARTICLES] "in at on using via into through inside across my your";

    /// Offices that are said before a name like a title.
    OFFICES = [OFFICES_OF_STATE]
        "governor mayor coach captain chief officer uncle aunt auntie king queen";
}

/// The largest share of words with a capital at which capitals still mark names.
const MOST_CAPITALS: f64 = 0.4;

/// How often a word is written in each way.
#[derive(Debug, Default)]
struct Uses {
    small: u32,
    /// With a capital that is not that of a sentence's beginning.
    capital: u32,
    /// With a capital, after a word of [`BEFORE_THINGS`].
    thing: u32,
}

/// A transcript, as the rules see it.
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
    /// Reads the turns of a transcript.
    pub(super) fn new(turns: &'a [Turn]) -> Self {
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
                words: TurnWords::read(&turn.text),
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
                let uses = self.uses.entry(word.bare.clone()).or_default();
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
    pub(super) fn capitals_of(&self, bare: &str) -> u32 {
        self.uses.get(bare).map_or(0, |uses| uses.capital)
    }

    /// Returns the words of a name that begins at a place, by how this transcript writes them.
    ///
    /// A name has a capital, also inside sentences, more often than not, and does not follow "in
    /// the".
    pub(super) fn name_at(&self, speech: usize, at: usize) -> Option<Range<usize>> {
        self.run_at(speech, at, &|bare| {
            self.uses
                .get(bare)
                .is_some_and(|uses| uses.capital > uses.small && uses.thing * 3 <= uses.capital)
        })
    }

    /// Returns the words of each name in a turn, in order.
    pub(super) fn names(&self, speech: usize) -> Vec<Range<usize>> {
        let mut names = Vec::new();
        let mut at = 0;
        while at < self.speeches[speech].words.all.len() {
            let name = self.name_at(speech, at);
            at = name.as_ref().map_or(at + 1, |name| name.end);
            names.extend(name);
        }
        names
    }

    /// Returns the words of a clue's name.
    pub(super) fn words_of(&self, clue: &Clue) -> &[TurnWord] {
        &self.speeches[clue.speech].words.all[clue.name.clone()]
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
            let bare = words.all.get(place).filter(|word| word.capital);
            let bare = bare.map(|word| &*word.bare);
            bare.is_some_and(|bare| !is_no_name(bare) && accepts(bare))
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
            } else if words.is_any(end, &NAME_PARTICLES) && joins(end + 1) && is_name(end + 1) {
                end += 2;
            } else {
                break;
            }
        }
        // A part of "Treasury Board" or of "Sydney Opera" is not a name.
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

/// Returns whether a word belongs to what follows it: it has a capital that neither a title nor the
/// beginning of a sentence explains.
fn is_part_of_more(words: &TurnWords, at: usize) -> bool {
    let word = &words.all[at];
    let begins = word.before == Mark::Stop && is_no_name(&word.bare);
    word.capital && !begins && !words.is_any(at, &OFFICES)
}
