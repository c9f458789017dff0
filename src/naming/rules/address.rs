//! Finds names with which a speaker addresses the next speaker or the one before.
//!
//! A call at the end of a turn, with a question or an invitation, is answered by whom it names
//! ("Ana, what do you make of it?"). A call at the beginning, with thanks or assent, answers whom
//! it names ("Thanks, Ana."). Whoever calls a name does not bear it.

use std::ops::Range;

use super::vocative::{Vocative, has_second_person, vocatives};
use crate::english::PhraseClass;
use crate::english::lexicon::{SALUTATIONS, THANKS};
use crate::naming::clue::{Clue, NamingRule, Weight};
use crate::naming::neighbours::Neighbour;
use crate::naming::scene::Scene;
use crate::naming::turn_words::TurnWords;

/// The vote against the label that calls the name.
const CALLER: Weight = -3.0;

/// The vote for a neighbour where the call asks at the turn's end, or thanks at its beginning.
const CLEAR: Weight = 2.5;

/// The vote where the label before is also the label after.
const BETWEEN: Weight = 2.0;

/// The votes for the next speaker by how far the call is from the turn's end.
const NEAR_THE_END: Weight = 2.0;
const FAR_FROM_THE_END: Weight = 1.25;

/// The votes of a call that neither asks nor thanks.
const PLAIN: Weight = 1.0;
const PLAIN_FAR_FROM_THE_END: Weight = 0.5;

/// The factor for a sentence that does not address anybody.
const NOT_SPOKEN_TO: Weight = 0.6;

/// The factor where somebody else is called later in the turn.
const CALLED_EARLIER: Weight = 0.3;

static ASSENT: PhraseClass = PhraseClass::new(
    "you said, you mentioned, you were saying, you brought, you made, good point, great point, \
     fair point, good question, great question, agree, agreed, exactly, you're right, that right, \
     that true, sorry to hear, congrats",
);

static INVITATION: PhraseClass = PhraseClass::new(
    "go ahead, go on, your turn, tell us, talk us, walk us, your take, your thoughts, you want to, \
     you wanted to, what do you, how about you, take it away, welcome, let me ask, over to you, \
     you've got this, you're up, you go, you first, your view, start us off, kick us off, explain",
);

static WELCOMES: PhraseClass =
    PhraseClass::new("you're welcome, no problem, my pleasure, thank you, thanks, anytime");

static GREETINGS: PhraseClass = PhraseClass::new("good morning");

/// Returns the calls of a turn as clues, with the labels that they are evidence for.
pub(super) fn clues(scene: &Scene<'_>, speech: usize) -> Vec<Clue> {
    let words = &scene.speeches[speech].words;
    let calls = vocatives(scene, speech);
    let called = |call: &Vocative| &words.all[call.name.start].bare;
    let found = calls.iter().enumerate().filter(|(_, call)| !call.alone);
    let found = found.map(|(nth, call)| {
        let next = calls[nth..]
            .iter()
            .find(|later| called(later) != called(call));
        clue(scene, speech, call, next)
    });
    found.collect()
}

/// Returns the clue of a call, where `next` is the next one of somebody else in the turn.
fn clue(scene: &Scene<'_>, speech: usize, call: &Vocative, next: Option<&Vocative>) -> Clue {
    let turn = &scene.speeches[speech];
    let sentences = turn.words.sentences.len();
    let until = next.map_or(sentences, |next| next.sentence.max(call.sentence + 1));
    let tone = Tone::read(&turn.words, call.sentence..until);
    let (back, mut forward) = (tone.back(), tone.forward());
    if next.is_some() {
        forward *= CALLED_EARLIER;
    }
    let strength = if tone.spoken_to { 1.0 } else { NOT_SPOKEN_TO };
    if tone.thanks && is_welcomed(scene, turn.after) {
        forward = CLEAR;
    }
    let mut votes: Vec<(usize, Weight)> = turn.label.map(|own| (own, CALLER)).into_iter().collect();
    let answers = tone.answers && tone.from_start <= 1;
    let rule = if answers || back > forward {
        NamingRule::Answered
    } else {
        NamingRule::Addressed
    };
    let label = |neighbour: Option<Neighbour>| neighbour.map(|neighbour| neighbour.label);
    let vote = |neighbour: Option<Neighbour>, weight: Weight| {
        neighbour.map(|neighbour| (neighbour.label, weight * strength * neighbour.certainty))
    };
    if label(turn.before) == label(turn.after) {
        let is_between = scene.labels.len() == 2 || tone.from_start == 0 || tone.from_end <= 1;
        let least = if is_between { BETWEEN } else { 0.0 };
        votes.extend(vote(turn.after, back.max(forward).max(least)));
    } else {
        votes.extend(vote(turn.before, back));
        votes.extend(vote(turn.after, forward));
    }
    votes.retain(|&(_, weight)| weight != 0.0);
    Clue {
        rule,
        speech,
        name: call.name.clone(),
        votes,
    }
}

/// Returns whether the next turn begins with an answer to thanks, such as "you're welcome".
fn is_welcomed(scene: &Scene<'_>, next: Option<Neighbour>) -> bool {
    next.is_some_and(|next| {
        let words = &scene.speeches[next.speech].words;
        !words.sentences.is_empty() && words.sentence_has(0, &WELCOMES)
    })
}

/// How a sentence addresses somebody, and where in the turn it is.
struct Tone {
    spoken_to: bool,
    thanks: bool,
    answers: bool,
    invites: bool,
    from_start: usize,
    from_end: usize,
}

impl Tone {
    /// Returns the tone of the first of these sentences; the others continue it.
    fn read(words: &TurnWords, sentences: Range<usize>) -> Self {
        let (sentence, last) = (sentences.start, words.sentences.len() - 1);
        let thanks = words.sentence_has(sentence, &THANKS);
        let answers = thanks || words.sentence_has(sentence, &ASSENT);
        let mut rest = sentences.clone();
        let invites =
            rest.any(|at| words.sentences[at].is_question || words.sentence_has(at, &INVITATION));
        let greets = words.sentence_has_word(sentence, &SALUTATIONS)
            || words.sentence_has(sentence, &GREETINGS);
        Self {
            spoken_to: answers
                || greets
                || words.sentences[sentence].is_question
                || words.sentence_has(sentence, &INVITATION)
                || has_second_person(words, sentence),
            thanks,
            answers,
            invites,
            from_start: sentence,
            from_end: last - sentence,
        }
    }

    /// Returns the weight for the previous speaker.
    fn back(&self) -> Weight {
        match (self.answers, self.from_start) {
            (true, 0..=1) => CLEAR,
            (true, _) => PLAIN,
            (false, 0) if self.invites && self.from_end <= 1 => 0.0,
            (false, 0) => PLAIN,
            _ => 0.0,
        }
    }

    /// Returns the weight for the next speaker.
    fn forward(&self) -> Weight {
        match (self.invites, self.from_end) {
            _ if self.answers && self.from_start <= 1 && !self.invites => 0.0,
            (true, 0..=1) => CLEAR,
            (true, 2..=4) => NEAR_THE_END,
            (true, _) => FAR_FROM_THE_END,
            _ if self.answers => PLAIN,
            (false, 0..=1) => PLAIN,
            (false, _) => PLAIN_FAR_FROM_THE_END,
        }
    }
}
