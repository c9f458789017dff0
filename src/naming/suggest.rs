//! Suggests names for labels from the turns of one transcript.

use super::cast::Cast;
use super::claims::{self, Claim};
use super::clue::Clue;
use super::rule::NamingRule;
use super::rules;
use super::scene::Scene;
use super::suggestion::{Evidence, NameConflict, Suggestion, Suggestions};
use crate::transcript::{Person, Turn};

/// The most pieces of evidence of a suggestion.
const MOST_EVIDENCE: usize = 5;

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
    Suggestions {
        certain: settled
            .iter()
            .map(|(claim, score)| show(claim, *score))
            .collect(),
        conflicts: verdict
            .conflicts
            .iter()
            .map(|claims| NameConflict {
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
    // The clue that this label is the last one left is seldom the strongest, but always shown.
    found.sort_by_key(|evidence| evidence.rule != NamingRule::LastLeft);
    found.truncate(MOST_EVIDENCE);
    found
}
