//! Adds up the votes for and against each label being each person.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::cast::Cast;
use super::clue::{Clue, Weight};
use super::rule::NamingRule;
use super::scene::Scene;
use super::turn_words::{Mark, TurnWords};

/// The vote of each mention against the label that speaks, since people seldom name themselves.
const MENTION: Weight = -1.0;
/// The largest vote of all mentions together against a label.
const ALL_MENTIONS: Weight = -3.0;

/// Returns the labels that call or introduce a person, and so are somebody else.
pub(super) fn speaking_of_another(
    scene: &Scene<'_>,
    clues: &[Clue],
    cast: &Cast,
    person: usize,
) -> BTreeSet<usize> {
    let about = counted(scene, clues, cast);
    let votes = about
        .into_iter()
        .filter(|&(_, whose)| whose == person)
        .flat_map(|(at, _)| &clues[at].votes);
    let against = votes.filter(|(_, weight)| *weight < 0.0);
    against.map(|&(label, _)| label).collect()
}

/// Keeps the strongest vote for and the first against of each turn: repeating a name in a turn adds
/// no evidence.
pub(super) fn keep_one_a_turn(votes: &mut Vec<(Weight, usize)>, clues: &[Clue]) {
    let mut seen = HashSet::new();
    votes.retain(|&(weight, at)| seen.insert((clues[at].speech, weight > 0.0)));
}

/// Returns the clues that count, each with its person: of several about one word, the strongest.
pub(super) fn counted(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> Vec<(usize, usize)> {
    let strength = |clue: &Clue| {
        clue.votes
            .iter()
            .map(|(_, weight)| *weight)
            .fold(0.0, f64::max)
    };
    let mut best: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (at, clue) in clues.iter().enumerate() {
        let place = best.entry((clue.speech, clue.name.end)).or_insert(at);
        if strength(clue) > strength(&clues[*place]) {
            *place = at;
        }
    }
    let with_person = best.into_values().filter_map(|at| {
        let clue = &clues[at];
        let words = &scene.speeches[clue.speech].words.all[clue.name.clone()];
        Some((at, cast.person_of(words)?))
    });
    with_person.collect()
}

/// Returns the persons who are introduced, each with the first clue that does.
pub(super) fn introduced(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> BTreeMap<usize, usize> {
    let mut first = BTreeMap::new();
    for (at, clue) in clues.iter().enumerate() {
        if clue.rule == NamingRule::Introduced {
            let words = &scene.speeches[clue.speech].words.all[clue.name.clone()];
            if let Some(person) = cast.person_of(words) {
                first.entry(person).or_insert(at);
            }
        }
    }
    first
}

/// How often each label talks about each person without calling, introducing or being them.
#[derive(Debug, Default)]
pub(super) struct TalkedAbout {
    counts: BTreeMap<(usize, usize), u32>,
}

impl TalkedAbout {
    pub(super) fn new(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> Self {
        let places = |clue: &Clue| {
            clue.name
                .clone()
                .map(|at| (clue.speech, at))
                .collect::<Vec<_>>()
        };
        let clued: HashSet<(usize, usize)> = clues.iter().flat_map(places).collect();
        let mut mentions = Self::default();
        for (speech, turn) in scene.speeches.iter().enumerate() {
            let Some(label) = turn.label else {
                continue;
            };
            for at in 0..turn.words.all.len() {
                let Some(person) = mentioned_at(&turn.words, at, cast) else {
                    continue;
                };
                if !clued.contains(&(speech, at)) {
                    *mentions.counts.entry((label, person)).or_insert(0) += 1;
                }
            }
        }
        mentions
    }

    /// Returns the vote of mentions against a label being a person; at most 0.
    pub(super) fn against(&self, label: usize, person: usize) -> Weight {
        let count = self.counts.get(&(label, person)).copied().unwrap_or(0);
        (MENTION * f64::from(count)).max(ALL_MENTIONS)
    }
}

/// Returns the person whose name has the word at a place.
fn mentioned_at(words: &TurnWords, at: usize, cast: &Cast) -> Option<usize> {
    let word = &words.all[at];
    let person = word
        .capital
        .then(|| cast.person_with(&word.bare))
        .flatten()?;
    // "Ana Odum" is not "Ana Ruiz".
    let is_another = words.all.get(at + 1).is_some_and(|next| {
        next.capital
            && next.before == Mark::Space
            && !word.possessive
            && cast.person_with(&next.bare) != Some(person)
    });
    (!is_another).then_some(person)
}
