//! The rules: each finds names where its grammar has one, and says whom they speak for.
//!
//! In: a [`Scene`]. Out: clues, turn by turn. Never here: whether two names are one person, or what
//! the clues of a name amount to.

mod address;
mod handover;
mod introduction;
mod recall;
mod self_naming;
mod vocative;

use super::clue::Clue;
use super::scene::Scene;

/// Returns everything the rules find.
pub(super) fn clues(scene: &Scene<'_>) -> Vec<Clue> {
    let rules = [
        self_naming::clues,
        introduction::clues,
        address::clues,
        handover::clues,
        recall::clues,
    ];
    let speeches = 0..scene.speeches.len();
    let found = speeches.flat_map(|speech| rules.map(|rule| rule(scene, speech)));
    found.flatten().collect()
}
