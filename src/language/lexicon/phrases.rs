//! Finds phrases of a list in a sequence of words.

use std::collections::HashMap;

/// Phrases, by their first word, the longest first.
#[derive(Debug, Default)]
pub(super) struct Phrases(HashMap<String, Vec<Vec<String>>>);

impl Phrases {
    pub(super) fn new(phrases: impl Iterator<Item = Vec<String>>) -> Self {
        let mut by_first: HashMap<String, Vec<Vec<String>>> = HashMap::new();
        for phrase in phrases {
            if let Some(first) = phrase.first() {
                by_first.entry(first.clone()).or_default().push(phrase);
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
            phrases.dedup();
        }
        Self(by_first)
    }

    /// Returns the lengths of the phrases that stand at `at`, the longest first.
    pub(super) fn lengths_at(
        &self,
        words: &[impl AsRef<str>],
        at: usize,
    ) -> impl Iterator<Item = usize> {
        let first = words.get(at).map(AsRef::as_ref);
        let phrases = first.and_then(|first| self.0.get(first));
        let phrases = phrases.into_iter().flatten();
        phrases.filter_map(move |phrase| {
            let there = words.get(at..at + phrase.len())?;
            let is_here = there.iter().map(AsRef::as_ref).eq(phrase);
            is_here.then_some(phrase.len())
        })
    }

    pub(super) fn single_words(&self) -> impl Iterator<Item = &str> {
        let all = self.0.values().flatten();
        let single = all.filter(|phrase| phrase.len() == 1);
        single.map(|phrase| phrase[0].as_str())
    }
}
