//! Finds who says their own name.
//!
//! ```text
//! my name is NAME | my name's NAME | I'm your host, NAME     certain
//! myself, I'm NAME | I'm NAME | I am NAME | it's NAME        likely at the beginning, or before
//!                                                            "from", "with", "the …", "your …"
//! NAME here | NAME speaking | this is NAME speaking|here     certain
//! ```
//!
//! A name does not count after a verb of saying ("he said I'm Tom"), as a possessive ("I'm Tom's
//! brother"), or as part of a longer phrase ("I'm Team Jacob").

use std::ops::Range;

use crate::english::lexicon::{ARTICLES, GREETINGS, HESITATIONS, SAYING};
use crate::english::{PhraseClass, count_words, word_classes};
use crate::naming::clue::{Clue, NamingRule, Weight};
use crate::naming::scene::Scene;
use crate::naming::turn_words::{Mark, TurnWords};

const CERTAIN: Weight = 5.0;
const LIKELY: Weight = 4.0;
const POSSIBLE: Weight = 2.0;

/// How many turns of a label are searched: people name themselves when they begin.
const FIRST_TURNS: usize = 3;

static CERTAIN_FORMS: PhraseClass =
    PhraseClass::new("my name is, my name, i'm your host, i am your host, i'm called, i am called");

static LIKELY_FORMS: PhraseClass = PhraseClass::new("i'm, i am, it");

word_classes! {
    /// Words with which somebody pauses before a name.
    PAUSES = [HESITATIONS] "er eh like";

    /// Words before "NAME here".
    HELLOS = [GREETINGS] "yes yeah okay so and";

    /// Words near a form that make it somebody else's.
    QUOTING = [SAYING]
        "goes go went tell tells was if wrote writes called calls thinks thought where who not \
         pretend imagine read reads sing";

    /// Words behind the name of somebody who says what they are.
    BEFORE_ROLES = [ARTICLES] "from with your and i i'm i've i'll here";

    /// Words behind a name where no mark is.
    FOLLOWING = [BEFORE_ROLES HESITATIONS]
        "at we so one but welcome also again"
        without "i've i'll";
}

/// Returns the names that the turn's speaker says to be theirs.
pub(super) fn clues(scene: &Scene<'_>, speech: usize) -> Vec<Clue> {
    let Some(label) = scene.speeches[speech].label else {
        return Vec::new();
    };
    let words = &scene.speeches[speech].words;
    let places = 0..words.all.len();
    let found = places.filter_map(|at| {
        let (name, weight) = form_at(scene, speech, at)?;
        let own = !words.all[name.end - 1].possessive && !is_quoted(words, at);
        own.then_some(Clue {
            rule: NamingRule::SelfNamed,
            speech,
            name,
            votes: vec![(label, weight)],
        })
    });
    found.collect()
}

fn form_at(scene: &Scene<'_>, speech: usize, at: usize) -> Option<(Range<usize>, Weight)> {
    let words = &scene.speeches[speech].words;
    if let Some(form) = CERTAIN_FORMS.find(&words.all, at) {
        // "My name's Ana" has a possessive by its spelling; without it, "my name" is not a form.
        let whole = form != "my name" || words.all[at + 1].possessive;
        let name = scene.framed_name_at(speech, after_pauses(words, at + count_words(form)))?;
        return whole.then_some((name, CERTAIN));
    }
    if let Some(form) = LIKELY_FORMS.find(&words.all, at) {
        if form == "it" && !words.all[at].possessive {
            return None;
        }
        let name = scene.name_at(speech, after_pauses(words, at + count_words(form)))?;
        return Some((name.clone(), weight_of(scene, speech, form, &name)?));
    }
    let speaks = |end: usize| words.is_any(end, &["speaking", "here"]);
    let opens = match words.all[at].before {
        Mark::Stop => true,
        Mark::Comma => words.is_any(at - 1, &HELLOS),
        _ => false,
    };
    if words.has_phrase(at, "this is") {
        let name = scene.name_at(speech, after_pauses(words, at + 2))?;
        return speaks(name.end).then_some((name, CERTAIN));
    }
    let name = opens.then(|| scene.name_at(speech, at)).flatten()?;
    let ends = matches!(words.all.get(name.end)?.after, Mark::Stop | Mark::Comma);
    (speaks(name.end) && ends && scene.speeches[speech].nth < FIRST_TURNS).then_some((name, LIKELY))
}

/// Returns the weight of "I'm NAME" by what follows, or `None` where a longer phrase follows.
fn weight_of(scene: &Scene<'_>, speech: usize, form: &str, name: &Range<usize>) -> Option<Weight> {
    let words = &scene.speeches[speech].words;
    let ends = match words.all[name.end - 1].after {
        Mark::Comma | Mark::Stop => true,
        Mark::Space => words.is_any(name.end, &FOLLOWING),
        Mark::Hyphen | Mark::Break => false,
    };
    if !ends {
        return None;
    }
    let is_early = scene.speeches[speech].nth < FIRST_TURNS;
    let says_more =
        words.all[name.end - 1].after != Mark::Stop && words.is_any(name.end, &BEFORE_ROLES);
    match form {
        // "It's Tom." may be about anybody.
        "it" => (is_early && words.is_any(name.end, &["here", "again"])).then_some(LIKELY),
        _ if is_early || says_more => Some(LIKELY),
        _ => Some(POSSIBLE),
    }
}

fn after_pauses(words: &TurnWords, mut at: usize) -> usize {
    while words.is_any(at, &PAUSES) {
        at += 1;
    }
    at
}

/// Returns whether a verb of saying or a quotation mark stands shortly before.
fn is_quoted(words: &TurnWords, at: usize) -> bool {
    let sentence = words.all[at].sentence;
    let start = words.sentences[sentence].words.start;
    let from = start.max(at.saturating_sub(4));
    (from..at).any(|place| words.is_any(place, &QUOTING))
        || words.all[at].before == Mark::Break
        || words.is_any(at.wrapping_sub(1), &["like"])
}
