//! Collects the spellings of the names in the clues, and which of them occur in one sentence.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::clue::Clue;
use super::scene::Scene;
use super::turn_words::TurnWord;
use crate::english::lexicon::{NAME_PARTICLES, TITLES};
use crate::english::{HasWord, fold};
use crate::transcript::Turn;

/// The most different names of a transcript that are compared; the rarest are left out.
const MOST_FORMS: usize = 400;

/// A name as it is written somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SpeltName {
    /// Its words, folded, without a title.
    pub(super) parts: Vec<String>,
    /// As written; with its title where there is but one part.
    pub(super) text: String,
    pub(super) titled: bool,
}

/// Returns the folded parts of a name without its title, and whether it has one.
pub(super) fn parts_of(words: &[TurnWord]) -> (Vec<String>, bool) {
    let titled = words.len() > 1 && TITLES.has(&words[0].bare);
    let parts = words[usize::from(titled)..]
        .iter()
        .map(|word| word.bare.clone());
    (parts.collect(), titled)
}

/// Returns the names of the clues, full ones first, then by how often they are written.
pub(super) fn spelt_names(
    turns: &[Turn],
    scene: &Scene<'_>,
    clues: &[Clue],
) -> Vec<(SpeltName, u32)> {
    let mut counts: BTreeMap<(Vec<String>, bool), (SpeltName, u32)> = BTreeMap::new();
    for clue in clues {
        let words = scene.words_of(clue);
        let (parts, titled) = parts_of(words);
        let alone = parts.len() == 1;
        let has_first_name = !alone && !NAME_PARTICLES.has(&parts[0]);
        let from = usize::from(titled && has_first_name);
        let text = &turns[clue.speech].text;
        let key = (parts.clone(), titled && alone);
        let entry = counts.entry(key).or_insert_with(|| {
            let uses = if alone {
                scene.capitals_of(&parts[0])
            } else {
                0
            };
            let text = written(
                text,
                words[from].span.start..words[words.len() - 1].span.end,
            );
            (
                SpeltName {
                    parts,
                    text,
                    titled: titled && alone,
                },
                uses,
            )
        });
        entry.1 += 1;
    }
    let mut forms: Vec<(SpeltName, u32)> = counts.into_values().collect();
    forms.sort_by(|(a, uses_a), (b, uses_b)| {
        let full = (b.parts.len() > 1).cmp(&(a.parts.len() > 1));
        full.then(uses_b.cmp(uses_a)).then_with(|| a.cmp(b))
    });
    forms.truncate(MOST_FORMS);
    forms
}

/// Returns a stretch of text without a closing `'s`, and with a space after its title's point
/// (`Mr.Odum`).
fn written(text: &str, span: Range<usize>) -> String {
    let text = &text[span];
    let text = text
        .strip_suffix("'s")
        .or_else(|| text.strip_suffix("’s"))
        .unwrap_or(text);
    match text.split_once('.') {
        Some((title, name)) if TITLES.has(&fold(title)) => {
            format!("{title}. {}", name.trim_start())
        }
        _ => text.to_owned(),
    }
}

/// Sentences of the words of names. Two spellings in one sentence are two people.
pub(super) struct SaidTogether {
    sentences: HashMap<String, BTreeSet<(usize, usize)>>,
}

impl SaidTogether {
    pub(super) fn new(scene: &Scene<'_>, forms: &[(SpeltName, u32)]) -> Self {
        let wanted = forms
            .iter()
            .flat_map(|(form, _)| form.parts.iter().cloned());
        let mut sentences: HashMap<String, BTreeSet<(usize, usize)>> =
            wanted.map(|word| (word, BTreeSet::new())).collect();
        for (at, speech) in scene.speeches.iter().enumerate() {
            for word in speech.words.all.iter().filter(|word| word.capital) {
                if let Some(places) = sentences.get_mut(&word.bare) {
                    places.insert((at, word.sentence));
                }
            }
        }
        Self { sentences }
    }

    /// Returns whether a single name is said in one sentence with another of these spellings.
    pub(super) fn are_apart(&self, spellings: &[(SpeltName, u32)], form: &SpeltName) -> bool {
        let [part] = &form.parts[..] else {
            return false;
        };
        let Some(own) = self.sentences.get(part) else {
            return false;
        };
        let spellings = spellings.iter().filter(|(form, _)| form.parts.len() == 1);
        let mut others = spellings.flat_map(|(form, _)| self.sentences.get(&form.parts[0]));
        others.any(|places| !places.is_disjoint(own))
    }
}
