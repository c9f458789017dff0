//! Matches the words of a question with a pattern of a lexicon.

use std::ops::Range;

use super::kind::interrogatives;
use super::speakers::{NameForm, NamedLabels, Speakers};
use crate::language::{Lexicon, LexiconWord, WordList};

/// Finds patterns in the words of a question.
#[derive(Clone, Copy)]
pub(super) struct Matcher<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) speakers: &'a Speakers<'a>,
}

/// What stands in the slots of a pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    pub(super) sayer: Option<NamedLabels>,
    pub(super) topic: Option<Range<usize>>,
}

/// One step of a pattern.
enum Slot {
    /// These words, folded.
    Words(Vec<String>),
    /// A phrase of a list.
    List(WordList),
    /// A phrase that asks.
    Asks,
    /// A known speaker, in any case.
    Speaker,
    /// The subject of the question: a known speaker, or somebody whom it does not name.
    Sayer,
    /// One word or more that say something.
    Topic,
}

struct Step {
    slot: Slot,
    optional: bool,
}

/// The steps of a pattern.
pub(super) struct Pattern(Vec<Step>);

impl Matcher<'_> {
    /// Returns what stands in the slots of a pattern that all the words are of.
    pub(super) fn find(&self, pattern: &Pattern, words: &[LexiconWord]) -> Option<Slots> {
        let is_end = |end: usize| end == words.len();
        let walk = Walk {
            matcher: self,
            words,
            is_end: &is_end,
        };
        Some(walk.from(&pattern.0, 0)?.1)
    }

    /// Returns where a pattern that stands at `at` ends, and what stands in its slots.
    pub(super) fn find_at(
        &self,
        pattern: &Pattern,
        words: &[LexiconWord],
        at: usize,
    ) -> Option<(usize, Slots)> {
        let walk = Walk {
            matcher: self,
            words,
            is_end: &|_| true,
        };
        walk.from(&pattern.0, at)
    }
}

impl Pattern {
    /// Reads a pattern as a lexicon writes it.
    pub(super) fn new(written: &str, lexicon: &Lexicon) -> Self {
        let steps = written.split_whitespace().map(|written| {
            let bare = written.strip_prefix('[');
            let bare = bare.and_then(|inside| inside.strip_suffix(']'));
            let name = bare.unwrap_or(written);
            let name = name.strip_prefix('<');
            let list = name.and_then(|name| name.strip_suffix('>'));
            Step {
                slot: match list {
                    None => Slot::Words(lexicon.folded(written)),
                    Some("asks") => Slot::Asks,
                    Some("speaker") => Slot::Speaker,
                    Some("sayer") => Slot::Sayer,
                    Some("topic") => Slot::Topic,
                    Some(name) => {
                        Slot::List(WordList::from_name(name).expect("a test reads every pattern"))
                    }
                },
                optional: bare.is_some(),
            }
        });
        Self(steps.collect())
    }
}

/// A search for the words that fit the steps of a pattern.
struct Walk<'a> {
    matcher: &'a Matcher<'a>,
    words: &'a [LexiconWord],
    /// Whether a pattern may end at a place.
    is_end: &'a dyn Fn(usize) -> bool,
}

impl Walk<'_> {
    /// Returns where the steps end that begin at `at`, and what stands in their slots.
    fn from(&self, steps: &[Step], at: usize) -> Option<(usize, Slots)> {
        let Some((step, rest)) = steps.split_first() else {
            return (self.is_end)(at).then(|| (at, Slots::default()));
        };
        let taken = self.ends(&step.slot, at).into_iter().find_map(|end| {
            let (last, mut slots) = self.from(rest, end)?;
            match step.slot {
                Slot::Topic => slots.topic = Some(at..end),
                Slot::Speaker => slots.sayer = self.named(at..end, NameForm::Inflected),
                Slot::Sayer => slots.sayer = self.named(at..end, NameForm::AsLabelled),
                _ => {}
            }
            Some((last, slots))
        });
        match step.optional {
            true => taken.or_else(|| self.from(rest, at)),
            false => taken,
        }
    }

    /// Returns where the words may end that fill a slot from `at` on, the best first.
    fn ends(&self, slot: &Slot, at: usize) -> Vec<usize> {
        let lexicon = self.matcher.lexicon;
        let of_list = |list| {
            lexicon
                .lengths(list, self.words, at)
                .map(|length| at + length)
        };
        let speaker = |form| self.matcher.speakers.ends_at(self.words, at, form);
        match slot {
            Slot::Words(words) => {
                let there = self.words.get(at..at + words.len());
                let is_here =
                    there.is_some_and(|there| there.iter().map(|word| &word.folded).eq(words));
                Vec::from_iter(is_here.then_some(at + words.len()))
            }
            Slot::List(list) => of_list(*list).collect(),
            Slot::Asks => {
                let mut ends: Vec<usize> = interrogatives().flat_map(of_list).collect();
                ends.sort_unstable_by_key(|&end| std::cmp::Reverse(end));
                ends
            }
            Slot::Speaker => speaker(NameForm::Inflected),
            Slot::Sayer => {
                let mut ends = speaker(NameForm::AsLabelled);
                ends.extend(of_list(WordList::They));
                ends
            }
            Slot::Topic => {
                let is_content = |word: &&LexiconWord| !lexicon.is_function_word(&word.folded);
                let first = self.words[at..].iter().position(|word| is_content(&word));
                let ends = first.map(|first| at + first + 1..self.words.len() + 1);
                ends.into_iter().flatten().collect()
            }
        }
    }

    fn named(&self, range: Range<usize>, form: NameForm) -> Option<NamedLabels> {
        let speakers = self.matcher.speakers;
        speakers.named_between(self.words, range, form)
    }
}
