//! Suggests names for labels from the turns of one transcript.

use std::ops::Range;

use super::cast::Cast;
use super::claims::{self, Claim};
use super::clue::{Clue, NamingRule};
use super::rules;
use super::scene::Scene;
use crate::transcript::{Person, Turn};

/// The most pieces of evidence of a suggestion.
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
    /// What it rests on, the strongest first; at least one clue.
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
    pub rule: NamingRule,
}

/// What one transcript suggests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Suggestions {
    /// One for each label that has one, in order of the labels' appearance.
    pub certain: Vec<Suggestion>,
    /// Suggestions that exclude each other, of about equal weight: one label and several names, or one
    /// name and several labels. At least two each, by label and name; their scores say little.
    pub conflicts: Vec<Vec<Suggestion>>,
}

/// Suggests names for the placeholder labels of a transcript.
pub fn suggest(turns: &[Turn], known: &[Person]) -> Suggestions {
    let scene = Scene::new(turns);
    let clues = rules::clues(&scene);
    let cast = Cast::new(turns, &scene, &clues, known);
    let verdict = claims::judge(&scene, &clues, &cast);
    let show = |claim: &Claim, score: f64| Suggestion {
        label: scene.labels[claim.label].to_owned(),
        name: cast.persons[claim.person].name.clone(),
        score,
        evidence: evidence(&scene, &clues, claim),
    };
    let mut settled = verdict.settled;
    settled.sort_by_key(|(claim, _)| claim.label);
    let certain = settled.iter().map(|(claim, score)| show(claim, *score));
    let conflicts = verdict.conflicts.iter();
    let conflicts = conflicts.map(|claims| claims.iter().map(|claim| show(claim, 0.5)).collect());
    Suggestions {
        certain: certain.collect(),
        conflicts: conflicts.collect(),
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
    // The clue that this label is the last one left is seldom the strongest, but always shown.
    found.sort_by_key(|evidence| evidence.rule != NamingRule::LastLeft);
    found.truncate(MOST_EVIDENCE);
    found
}
