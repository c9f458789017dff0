//! Finds names of people who are said to have said something before.
//!
//! ```text
//! (as|like) you (said|mentioned|…) ,? NAME       as you said Tom, …
//! ```
//!
//! It is evidence for each label that spoke shortly before; the more labels, the weaker.

use crate::english::lexicon::SAYING;
use crate::english::word_classes;
use crate::naming::clue::{Clue, NamingRule, Weight};
use crate::naming::scene::Scene;

/// The weight that all who spoke share.
const SPOKE_SHORTLY_BEFORE: Weight = 2.0;
const CALLER: Weight = -3.0;

/// How many turns back somebody spoke shortly before.
const TURNS: usize = 6;

word_classes! {
    VERBS = [SAYING]
        "mentioned noted described explained put suggested pointed asked"
        without "says";
}

/// Returns the names of those who said something before.
pub(super) fn clues(scene: &Scene<'_>, speech: usize) -> Vec<Clue> {
    let turn = &scene.speeches[speech];
    let words = &turn.words;
    let places = 0..words.all.len();
    let found = places.filter_map(|at| {
        let recalls = words.is_any(at, &["as", "like"])
            && words.is_any(at + 1, &["you"])
            && words.is_any(at + 2, &VERBS);
        let name = recalls.then(|| scene.name_at(speech, at + 3)).flatten()?;
        let lately = scene.lately(speech, TURNS);
        let share = SPOKE_SHORTLY_BEFORE / lately.len().max(1) as f64;
        let own = turn.label.map(|label| (label, CALLER));
        let spoke = lately.into_iter().map(|label| (label, share));
        Some(Clue {
            rule: NamingRule::Recalled,
            speech,
            name,
            votes: own.into_iter().chain(spoke).collect(),
        })
    });
    found.collect()
}
