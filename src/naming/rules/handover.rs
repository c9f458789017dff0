//! Finds names to whom a turn hands over, and the label that speaks next.
//!
//! ```text
//! (over to | go to | turn to | hear from | questions from | start with | …) NAME  Let's go to Ana.
//! NAME (is next | has the floor | please)
//! NAME . at the end | NAME ?                                                         Ana?
//! ```
//!
//! Only the last sentences of a turn count. A title before the name (`Mr. Odum`) makes it a person
//! for certain; "go to Paris" could be a journey.

use std::ops::Range;

use super::vocative::{Vocative, vocatives};
use crate::english::PhraseClass;
use crate::english::lexicon::TITLES;
use crate::naming::clue::{Clue, NamingRule, Weight};
use crate::naming::scene::Scene;
use crate::naming::turn_words::TurnWords;

const GIVER: Weight = -3.0;
const CERTAIN: Weight = 2.5;
const LIKELY: Weight = 1.5;

/// The most sentences of its turn that may follow a handover.
const LAST_SENTENCES: usize = 2;

/// The factor for each sentence further from the end.
const A_SENTENCE_EARLIER: Weight = 0.7;

static BEFORE: PhraseClass = PhraseClass::new(
    "over to, go to, turn to, move to, now to, back to, come to, goes to, questions from, question \
     from, hear from, start with, begin with, continue with, call on, bring in, pass to, hand to",
);

static AFTER: PhraseClass = PhraseClass::new(
    "is next, has the floor, now has, you have the floor, the floor is yours, please",
);

/// The words of each phrase in [`BEFORE`].
const WORDS_BEFORE: usize = 2;

/// Returns the names to whom the turn gives the word.
pub(super) fn clues(scene: &Scene<'_>, speech: usize) -> Vec<Clue> {
    let turn = &scene.speeches[speech];
    let words = &turn.words;
    let last = words.sentences.len();
    let from = last.saturating_sub(1 + LAST_SENTENCES);
    let Some(first) = words.sentences.get(from) else {
        return Vec::new();
    };
    let calls = vocatives(scene, speech);
    let is_the_end = |call: &&Vocative| {
        call.alone && (call.sentence + 1 == last || words.sentences[call.sentence].is_question)
    };
    let alone = calls.iter().filter(is_the_end);
    let alone: Vec<usize> = alone.map(|call| call.name.start).collect();
    let places = first.words.start..words.all.len();
    let found = places.filter_map(|at| {
        let name = scene.name_at(speech, at)?;
        let base = weight_of(words, &name, &alone)?;
        let earlier = last - 1 - words.all[at].sentence;
        let weight = base * A_SENTENCE_EARLIER.powi(i32::try_from(earlier).unwrap_or(i32::MAX));
        let own = turn.label.map(|label| (label, GIVER));
        let next = turn.after.map(|next| (next.label, weight * next.certainty));
        Some(Clue {
            rule: NamingRule::HandedOver,
            speech,
            name,
            votes: own.into_iter().chain(next).collect(),
        })
    });
    found.collect()
}

fn weight_of(words: &TurnWords, name: &Range<usize>, alone: &[usize]) -> Option<Weight> {
    let start = words.sentences[words.all[name.start].sentence].words.start;
    let before = name.start.checked_sub(WORDS_BEFORE);
    let before = before.filter(|&before| before >= start);
    let titled = words.is_any(name.start, &TITLES);
    let possessive = words.all[name.end - 1].possessive;
    let given = before.is_some_and(|at| BEFORE.find(&words.all, at).is_some()) && !possessive;
    let called = AFTER.find(&words.all, name.end).is_some();
    match (given, called || alone.contains(&name.start)) {
        (true, _) if titled => Some(CERTAIN),
        (true, _) => Some(LIKELY),
        (false, true) if titled => Some(CERTAIN),
        (false, true) => Some(LIKELY),
        _ => None,
    }
}
