//! Finds the other speakers before and after each turn.

use super::turn_words::TurnWords;

/// The other label that speaks before or after a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Neighbour {
    /// The label, by its place in the scene.
    pub(super) label: usize,
    /// Its turn, by its place in the scene.
    pub(super) speech: usize,
    /// How surely the turn is spoken with this label, from 0 to 1.
    pub(super) certainty: f64,
}

/// A turn.
#[derive(Debug)]
pub(super) struct Speech {
    /// The place of its label among the labels of the scene; `None` where nobody is named.
    pub(super) label: Option<usize>,
    /// What was said.
    pub(super) words: TurnWords,
    /// Who spoke last before it; `None` where nobody is named.
    pub(super) before: Option<Neighbour>,
    /// Who speaks next after it; `None` where nobody is named.
    pub(super) after: Option<Neighbour>,
    /// How many turns its label had before it.
    pub(super) nth: usize,
}

/// The least words of a turn that is more than an interjection.
const FEWEST_WORDS: usize = 4;

/// The certainty of a neighbour who only interjects.
const INTERJECTION: f64 = 0.5;

/// The most turns between a turn and the answer to it.
const FARTHEST: usize = 8;

/// Notes for each turn how many its label had before, and who speaks before and after it.
pub(super) fn link(speeches: &mut [Speech], labels: usize) {
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

/// Returns with whom a turn is spoken: the first who says more than a few words in the next turns,
/// before the turn's own label speaks again; else the first who says anything.
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
            INTERJECTION
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
