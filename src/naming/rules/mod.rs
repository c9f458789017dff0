//! Finds names in what was said, and the labels that each is evidence for or against.

mod address;
mod handover;
mod introduction;
mod recall;
mod self_naming;
mod vocative;

use crate::naming::clue::Clue;
use crate::naming::scene::Scene;

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
