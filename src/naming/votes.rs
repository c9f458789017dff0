//! Adds up the votes for and against each label being each person.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::cast::Cast;
use super::clue::{Clue, NamingRule, Weight};
use super::scene::Scene;
use super::turn_words::{Mark, TurnWords};

/// The vote of each mention against the label that speaks, since people seldom name themselves.
const MENTION: Weight = -1.0;
/// The largest vote of all mentions together against a label.
const ALL_MENTIONS: Weight = -3.0;

/// What the clues of a transcript say of persons.
pub(super) struct Votes {
    /// The clues that count, each with its person: of several about one word, the strongest.
    pub(super) counted: Vec<(usize, usize)>,
    /// The persons who are introduced, each with the first clue that does.
    pub(super) introduced: BTreeMap<usize, usize>,
    /// How often each label talks about each person without calling, introducing or being them.
    talked_about: BTreeMap<(usize, usize), u32>,
}

impl Votes {
    pub(super) fn new(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> Self {
        let person_of = |at: usize| Some((at, cast.person_of(scene.words_of(&clues[at]))?));
        let mut introduced = BTreeMap::new();
        let introductions = 0..clues.len();
        let introductions = introductions.filter(|&at| clues[at].rule == NamingRule::Introduced);
        for (at, person) in introductions.filter_map(person_of) {
            introduced.entry(person).or_insert(at);
        }
        Self {
            counted: strongest(clues).filter_map(person_of).collect(),
            introduced,
            talked_about: talked_about(scene, clues, cast),
        }
    }

    /// Returns the vote of mentions against a label being a person; at most 0.
    pub(super) fn against(&self, label: usize, person: usize) -> Weight {
        let count = self.talked_about.get(&(label, person));
        (MENTION * f64::from(count.copied().unwrap_or(0))).max(ALL_MENTIONS)
    }

    /// Returns the labels that call or introduce a person, and so are somebody else.
    pub(super) fn speaking_of_another(&self, clues: &[Clue], person: usize) -> BTreeSet<usize> {
        let about = self.counted.iter().filter(|(_, whose)| *whose == person);
        let votes = about.flat_map(|&(at, _)| &clues[at].votes);
        let against = votes.filter(|(_, weight)| *weight < 0.0);
        against.map(|&(label, _)| label).collect()
    }
}

/// Keeps the strongest vote for and the first against of each turn: repeating a name in a turn adds
/// no evidence.
pub(super) fn keep_one_a_turn(votes: &mut Vec<(Weight, usize)>, clues: &[Clue]) {
    let mut seen = HashSet::new();
    votes.retain(|&(weight, at)| seen.insert((clues[at].speech, weight > 0.0)));
}

/// Returns the strongest clue about each word.
fn strongest(clues: &[Clue]) -> impl Iterator<Item = usize> {
    let strength = |clue: &Clue| {
        let weights = clue.votes.iter().map(|(_, weight)| *weight);
        weights.fold(0.0, f64::max)
    };
    let mut best: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, clue) in clues.iter().enumerate() {
        let place = best.entry((clue.speech, clue.name.end)).or_insert(at);
        if strength(clue) > strength(&clues[*place]) {
            *place = at;
        }
    }
    best.into_values()
}

fn talked_about(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> BTreeMap<(usize, usize), u32> {
    let places = |clue: &Clue| {
        let speech = clue.speech;
        clue.name.clone().map(move |at| (speech, at))
    };
    let clued: HashSet<(usize, usize)> = clues.iter().flat_map(places).collect();
    let mut counts = BTreeMap::new();
    for (speech, turn) in scene.speeches.iter().enumerate() {
        let Some(label) = turn.label else {
            continue;
        };
        for at in 0..turn.words.all.len() {
            if let Some(person) = mentioned_at(&turn.words, at, cast)
                && !clued.contains(&(speech, at))
            {
                *counts.entry((label, person)).or_insert(0) += 1;
            }
        }
    }
    counts
}

/// Returns the person whose name has the word at a place.
fn mentioned_at(words: &TurnWords, at: usize, cast: &Cast) -> Option<usize> {
    let word = &words.all[at];
    let bare = Some(&word.bare).filter(|_| word.capital)?;
    let person = cast.person_with(bare)?;
    // "Ana Odum" is not "Ana Ruiz".
    let is_another = words.all.get(at + 1).is_some_and(|next| {
        next.capital
            && next.before == Mark::Space
            && !word.possessive
            && cast.person_with(&next.bare) != Some(person)
    });
    (!is_another).then_some(person)
}
