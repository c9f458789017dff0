//! Names for labels that stand for somebody, from what was said.
//!
//! In: the turns of one transcript, and people who are known to be in it. Out: [`Suggestions`].
//!
//! # How
//!
//! Rules (`rules/`, each file with its grammar) find names and say for and against which label each
//! speaks (`clue.rs`); what a name is stands in `scene.rs` and `lexicon.rs`. Spellings of one name
//! become one person (`cast.rs`). The votes are added up, and labels and names are paired one to
//! one, the clearest first (`claims.rs`). Where a label has two names or a name two labels of about
//! equal weight, neither is suggested, and both are told as a doubt.
//!
//! The rules are of English, and stand on capitals: text without them has no suggestions. Better
//! none than a wrong one.

mod cast;
mod claims;
mod clue;
mod lexicon;
mod rules;
mod scene;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use self::cast::Cast;
use self::claims::Claim;
use self::clue::Clue;
pub use self::clue::Rule;
use self::scene::Scene;
use crate::transcript::{Person, Turn};

/// A suggestion shows no more evidence than this.
const MOST_EVIDENCE: usize = 5;

/// A name for a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// The label in the file.
    pub label: String,
    /// The name, as somebody spelt it.
    pub name: String,
    /// How clear it is, from 0 to 1; larger is better.
    pub score: f64,
    /// What it rests on, the strongest first; never empty.
    pub evidence: Vec<Evidence>,
}

/// Words that speak for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The turn, by its place among the turns given.
    pub turn: usize,
    /// The sentence, in bytes of the turn's text.
    pub text_range: Range<usize>,
    /// Why it speaks for the name.
    pub rule: Rule,
}

/// Suggestions that exclude each other, of about equal weight: one label and several names, or one
/// name and several labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// At least two, by label and name; their scores say little.
    pub claims: Vec<Suggestion>,
}

/// What one transcript suggests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestions {
    /// One for each label that has one, in order of the labels' appearance.
    pub certain: Vec<Suggestion>,
    /// Where more than one fits.
    pub doubts: Vec<Doubt>,
}

/// Suggests names for the labels of a transcript that are no names themselves.
pub fn suggest(turns: &[Turn], known: &[Person]) -> Suggestions {
    let scene = Scene::of(turns);
    let clues = rules::clues(&scene);
    let cast = Cast::of(turns, &scene, &clues, known);
    let verdict = claims::judge(&scene, &clues, &cast);
    let show = |claim: &Claim, score: f64| Suggestion {
        label: scene.labels[claim.label].to_owned(),
        name: cast.persons[claim.person].name.clone(),
        score,
        evidence: evidence(&scene, &clues, claim),
    };
    let mut settled = verdict.settled;
    settled.sort_by_key(|(claim, _)| claim.label);
    Suggestions {
        certain: settled
            .iter()
            .map(|(claim, score)| show(claim, *score))
            .collect(),
        doubts: verdict
            .doubts
            .iter()
            .map(|claims| Doubt {
                claims: claims.iter().map(|claim| show(claim, 0.5)).collect(),
            })
            .collect(),
    }
}

/// Returns the sentences behind a claim, each once.
fn evidence(scene: &Scene<'_>, clues: &[Clue], claim: &Claim) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for &(at, rule) in &claim.clues {
        let clue = &clues[at];
        let words = &scene.speeches[clue.speech].words;
        let sentence = words.all[clue.name.start].sentence;
        let text_range = words.sentences[sentence].span.clone();
        let is_new = |seen: &Evidence| seen.turn != clue.speech || seen.text_range != text_range;
        if found.iter().all(is_new) {
            found.push(Evidence {
                turn: clue.speech,
                text_range,
                rule,
            });
        }
    }
    // What leaves only one label is seldom the strongest, and always wanted.
    found.sort_by_key(|evidence| evidence.rule != Rule::LastLeft);
    found.truncate(MOST_EVIDENCE);
    found
}
