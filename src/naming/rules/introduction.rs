//! Finds the names of people who are introduced as taking part.
//!
//! ```text
//! (joining us | joined by | our guest | please welcome | with us | we've got | my co-host | …)
//!     (is | today | the | …)* (violin maker | …)? NAME (, NAME)* (and NAME)?
//! ```
//!
//! What the person does may stand before the name, in a few small words after an article ("my guest
//! is the violin maker Ana Ruiz").
//!
//! An introduction shows that somebody of that name takes part, other than the speaker. Where one
//! name is introduced and a new label speaks next, the name is likely that label's.

use std::ops::Range;

use crate::english::lexicon::{ARTICLES, QUESTION_WORDS, SAYING};
use crate::english::{PhraseClass, word_classes};
use crate::naming::clue::{Clue, NamingRule, Weight};
use crate::naming::scene::Scene;
use crate::naming::turn_words::{Mark, TurnWords};

const FIRST_HEARD_NEXT: Weight = 1.5;
const INTRODUCER: Weight = -2.0;

word_classes! {
    /// Words that may stand between a cue and the name.
    GLUE =
        "is are today tonight by our a the very special guest guests to show podcast program \
         programme back here us me with as always ever usual my good dear first next then and \
         also have got we we've i i've you you've co host hosts cohost cohosts joining joined \
         please welcome introducing of course again for this episode friend colleague week time \
         all";
}

static CUES: PhraseClass = PhraseClass::new(
    "joining us, joining me, joined by, joined today by, joined here by, joined again by, guest, \
     guests, please welcome, welcome back, welcome, introducing, with us, with me, here with, \
     we've got, you've got, i've got, we have, i have, co host, cohost",
);

word_classes! {
    /// Words before what the person does.
    BEFORE_ROLES = [ARTICLES] "our my fellow today guest";
}

/// The most words of a role, which is what a person does.
const MOST_ROLE_WORDS: usize = 4;

word_classes! {
    /// Words that no role has.
    NO_ROLE = [QUESTION_WORDS SAYING]
        "that if from of about like named called than or not knows know knew wrote made met in at"
        without "saying";
}

/// Words of another time: people who come then do not take part.
static OTHER_TIMES: PhraseClass = PhraseClass::new(
    "next week, next time, next month, next episode, last week, last time, last month, last year, \
     last episode, previous, previously, tomorrow, yesterday, recently, had, was",
);

/// Returns the names that the turn introduces.
pub(super) fn clues(scene: &Scene<'_>, speech: usize) -> Vec<Clue> {
    let words = &scene.speeches[speech].words;
    let mut names: Vec<Range<usize>> = Vec::new();
    for name in scene.names(speech) {
        let last = names.last();
        let listed = last.is_some_and(|last| follows_in_list(words, last, &name));
        let sentence = words.all[name.start].sentence;
        let takes_part = (listed || has_cue(words, name.start))
            && !words.all[name.end - 1].possessive
            && !words.sentence_has(sentence, &OTHER_TIMES);
        if takes_part {
            names.push(name);
        }
    }
    let own = scene.speeches[speech].label;
    let own = own.map(|label| (label, INTRODUCER));
    let heard_next = first_heard_next(scene, speech).filter(|_| names.len() == 1);
    let heard_next = heard_next.map(|label| (label, FIRST_HEARD_NEXT));
    let votes: Vec<(usize, Weight)> = own.into_iter().chain(heard_next).collect();
    let clue = |name| Clue {
        rule: NamingRule::Introduced,
        speech,
        name,
        votes: votes.clone(),
    };
    names.into_iter().map(clue).collect()
}

/// Returns whether only glue stands between a cue and the name, or also what the person does.
fn has_cue(words: &TurnWords, name: usize) -> bool {
    let start = words.sentences[words.all[name].sentence].words.start;
    is_glued(words, start, name)
        || role_before(words, start, name).is_some_and(|role| is_glued(words, start, role))
}

/// Returns where the words begin that say what the person does.
fn role_before(words: &TurnWords, start: usize, name: usize) -> Option<usize> {
    let mut from = name;
    while from > start && !words.is_any(from - 1, &BEFORE_ROLES) {
        let word = &words.all[from - 1];
        let is_role = !word.capital
            && matches!(words.all[from].before, Mark::Space | Mark::Hyphen)
            && !words.is_any(from - 1, &NO_ROLE);
        if !is_role || name - from == MOST_ROLE_WORDS {
            return None;
        }
        from -= 1;
    }
    (from > start).then_some(from)
}

/// Returns whether only glue stands between a cue and what begins at `name`.
fn is_glued(words: &TurnWords, start: usize, name: usize) -> bool {
    let mut from = name;
    while from > start && words.is_any(from - 1, &GLUE) {
        from -= 1;
    }
    // "Welcome to Nashville" welcomes nobody of that name.
    let is_place =
        name > start && words.is_any(name - 1, &["to"]) && words.all[name].before == Mark::Space;
    let cued = (from..name).any(|at| CUES.find(&words.all[..name], at).is_some());
    cued && !is_place
}

/// Returns whether one name follows another with nothing but a comma, "and" or both between.
fn follows_in_list(words: &TurnWords, last: &Range<usize>, name: &Range<usize>) -> bool {
    let same = words.all[last.start].sentence == words.all[name.start].sentence;
    let between = last.end..name.start;
    let joined = match between.len() {
        0 => words.all[name.start].before == Mark::Comma,
        1 => words.is_any(last.end, &["and"]),
        _ => false,
    };
    same && joined
}

/// Returns the label that speaks next, where it was not heard before.
fn first_heard_next(scene: &Scene<'_>, speech: usize) -> Option<usize> {
    let next = scene.speeches[speech].after?;
    let is_first = scene.speeches[next.speech].nth == 0;
    is_first.then_some(next.label)
}
