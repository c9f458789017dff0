//! The verbs of saying and thinking.
//!
//! In: words. Out: the verb of saying that stands somewhere, its form, and whether who is named
//! before it speaks or is spoken to. Never here: names.

use std::ops::Range;

use super::grammar::{AUXILIARIES, NOUNS_OF_SAYING, after_adverbs};
use super::words::{Word, is_any};

/// Forms of to be: with a participle, who is named was spoken to and did not speak.
const FORMS_OF_BE: [&str; 8] = [
    "is", "are", "was", "were", "isn't", "aren't", "wasn't", "weren't",
];

/// Forms of to have.
const FORMS_OF_HAVE: [&str; 6] = ["has", "have", "had", "hasn't", "haven't", "hadn't"];

/// How much a verb says besides that somebody spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Nothing: who did it is who said it, and the verb is no part of the topic.
    Plain,
    /// What was done in speaking; it belongs to the topic.
    Loaded,
}

/// Verbs of saying and thinking: base, third person, past, participle, gerund.
const PLAIN: [&str; 26] = [
    "say says said said saying",
    "mention mentions mentioned mentioned mentioning",
    "talk talks talked talked talking",
    "speak speaks spoke spoken speaking",
    "discuss discusses discussed discussed discussing",
    "think thinks thought thought thinking",
    "believe believes believed believed believing",
    "argue argues argued argued arguing",
    "claim claims claimed claimed claiming",
    "state states stated stated stating",
    "explain explains explained explained explaining",
    "describe describes described described describing",
    "comment comments commented commented commenting",
    "remark remarks remarked remarked remarking",
    "refer refers referred referred referring",
    "note notes noted noted noting",
    "assert asserts asserted asserted asserting",
    "contend contends contended contended contending",
    "maintain maintains maintained maintained maintaining",
    "reckon reckons reckoned reckoned reckoning",
    "express expresses expressed expressed expressing",
    "bring brings brought brought bringing",
    "point points pointed pointed pointing",
    "raise raises raised raised raising",
    "give gives gave given giving",
    "make makes made made making",
];

/// Verbs of which the same holds, but which are also what is asked about.
const LOADED: [&str; 28] = [
    "tell tells told told telling",
    "recommend recommends recommended recommended recommending",
    "suggest suggests suggested suggested suggesting",
    "propose proposes proposed proposed proposing",
    "ask asks asked asked asking",
    "answer answers answered answered answering",
    "respond responds responded responded responding",
    "reply replies replied replied replying",
    "define defines defined defined defining",
    "call calls called called calling",
    "admit admits admitted admitted admitting",
    "warn warns warned warned warning",
    "advise advises advised advised advising",
    "predict predicts predicted predicted predicting",
    "complain complains complained complained complaining",
    "joke jokes joked joked joking",
    "agree agrees agreed agreed agreeing",
    "disagree disagrees disagreed disagreed disagreeing",
    "deny denies denied denied denying",
    "insist insists insisted insisted insisting",
    "emphasize emphasizes emphasized emphasized emphasizing",
    "emphasise emphasises emphasised emphasised emphasising",
    "criticize criticizes criticized criticized criticizing",
    "criticise criticises criticised criticised criticising",
    "characterize characterizes characterized characterized characterizing",
    "summarize summarizes summarized summarized summarizing",
    "estimate estimates estimated estimated estimating",
    "report reports reported reported reporting",
];

/// What a verb of saying needs after it to be one.
const WITH_PARTICLE: [(&str, &str); 2] = [("bring", "up"), ("point", "out")];

/// A verb of saying, where it stands and how it looks.
#[derive(Debug, Clone)]
pub(super) struct Verb {
    /// Its words, a particle included.
    pub(super) words: Range<usize>,
    /// Its base form.
    pub(super) base: &'static str,
    pub(super) weight: Weight,
    /// Which of the five forms it may be.
    forms: [bool; 5],
}

// The places of the forms in a row.
const BASE: usize = 0;
const THIRD: usize = 1;
const PAST: usize = 2;
const PARTICIPLE: usize = 3;
const GERUND: usize = 4;

/// How a subject is tied to the verb behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// The subject speaks.
    Active,
    /// The subject is spoken to or about.
    Passive,
    /// The words do not fit: no clause.
    Neither,
}

impl Verb {
    /// Returns whether it can have been done to somebody (`was asked`, `mentioned by`).
    pub(super) fn is_participle(&self) -> bool {
        self.forms[PARTICIPLE]
    }

    /// Returns how the verb goes with the auxiliary before its subject.
    pub(super) fn voice_after(&self, auxiliary: &Word, between: &[Word]) -> Voice {
        let auxiliary = [auxiliary.bare.as_str()];
        let been = between.iter().any(|word| word.bare == "been");
        let is_one_of = |list: &[&str]| list.contains(&auxiliary[0]);
        if is_one_of(&FORMS_OF_BE) || been {
            match () {
                () if self.forms[GERUND] => Voice::Active,
                () if self.forms[PARTICIPLE] => Voice::Passive,
                () => Voice::Neither,
            }
        } else if is_one_of(&FORMS_OF_HAVE) {
            active_if(self.forms[PARTICIPLE])
        } else {
            // People also write "did she said".
            active_if(self.forms[BASE] || self.forms[PAST])
        }
    }

    /// Returns how the verb goes with a subject after `what's`.
    pub(super) fn voice_after_short_be(&self) -> Voice {
        active_if(self.forms[GERUND])
    }

    /// Returns how the verb goes with a subject that no auxiliary precedes.
    pub(super) fn voice_alone(&self) -> Voice {
        active_if(self.forms[THIRD] || self.forms[PAST])
    }
}

fn active_if(fits: bool) -> Voice {
    if fits { Voice::Active } else { Voice::Neither }
}

/// Returns the verb of saying at `at`.
pub(super) fn verb_at(words: &[Word], at: usize) -> Option<Verb> {
    let word = words.get(at)?;
    let row_in = |rows: &'static [&'static str], weight| {
        let mut rows = rows.iter().map(|row| row.split(' '));
        let row = rows.find(|forms| forms.clone().any(|form| form == word.bare))?;
        Some((row, weight))
    };
    let (mut row, weight) =
        row_in(&PLAIN, Weight::Plain).or_else(|| row_in(&LOADED, Weight::Loaded))?;
    let mut forms = [false; 5];
    for (form, is_form) in row.clone().zip(&mut forms) {
        *is_form = form == word.bare;
    }
    let base = row.next()?;
    let mut end = at + 1;
    if let Some((_, particle)) = WITH_PARTICLE.iter().find(|(verb, _)| *verb == base) {
        if !is_any(words, end, &[particle]) {
            return None;
        }
        end += 1;
    }
    if ["give", "make", "raise"].contains(&base) && !has_noun_of_saying_near(words, at) {
        return None;
    }
    Some(Verb {
        words: at..end,
        base,
        weight,
        forms,
    })
}

/// Whether what is given, made or raised is a word: before the verb (`what reason did she give`),
/// or right after it (`make the point`).
fn has_noun_of_saying_near(words: &[Word], at: usize) -> bool {
    let near = at.saturating_sub(6)..(at + 4).min(words.len());
    near.clone()
        .any(|near| near != at && is_any(words, near, &NOUNS_OF_SAYING))
        || near.clone().any(|near| {
            near > at && is_any(words, near, &["issue", "concern", "topic", "concerns"])
        })
}

/// Returns whether the words stand where only a subject can: between an auxiliary and a verb of
/// saying.
pub(super) fn is_subject(words: &[Word], subject: &Range<usize>) -> bool {
    let article = usize::from(subject.start > 0 && is_any(words, subject.start - 1, &["the"]));
    let Some(auxiliary) = subject.start.checked_sub(1 + article) else {
        return false;
    };
    let verb_start = after_adverbs(words, subject.end);
    is_any(words, auxiliary, &AUXILIARIES)
        && verb_at(words, verb_start)
            .is_some_and(|verb| verb.voice_after(&words[auxiliary], &[]) == Voice::Active)
}
