//! Finds verbs of saying and thinking, and whether their subject speaks or is spoken to.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::lead::after_adverbs;
use super::words::QuestionWord;
use crate::english::lexicon::{
    AUXILIARIES, BE_OR_NOT, HAVE_OR_NOT, NOUNS_OF_SAYING, REGULAR_VERBS_OF_SAYING,
    REGULAR_VERBS_OF_SPEECH_ACTS, VERBS_OF_SAYING, VERBS_OF_SPEECH_ACTS,
};
use crate::english::{HasWord, follows_any, is_any, regular_forms};

/// Whether a verb belongs to the topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// It says only that somebody spoke, and is not part of the topic.
    Saying,
    /// It says what was done in speaking (`warn`, `recommend`), and is part of the topic.
    SpeechAct,
}

/// What a verb of saying needs after it to be one.
const WITH_PARTICLE: [(&str, &str); 2] = [("bring", "up"), ("point", "out")];

/// Verbs that are of saying only with a noun of saying near them: `give a reason`.
const WITH_NOUN: [&str; 3] = ["give", "make", "raise"];

/// Nouns that may follow a verb of [`WITH_NOUN`] directly, besides nouns of saying.
const TOPICS: [&str; 4] = ["issue", "concern", "topic", "concerns"];

/// A verb of saying, where it stands and how it looks.
#[derive(Debug, Clone)]
pub(crate) struct ReportingVerb {
    /// Its words, a particle included.
    pub(crate) words: Range<usize>,
    /// Its base form.
    pub(crate) base: &'static str,
    pub(crate) sense: Sense,
    /// Which of the five forms it may be.
    forms: [bool; 5],
}

// The places of the forms in a row.
const BASE: usize = 0;
const THIRD: usize = 1;
const PAST: usize = 2;
const PARTICIPLE: usize = 3;
const GERUND: usize = 4;

/// A form of a verb in the dictionary.
struct Entry {
    base: &'static str,
    sense: Sense,
    forms: [bool; 5],
}

static DICTIONARY: LazyLock<HashMap<String, Entry>> = LazyLock::new(|| {
    let mut dictionary = HashMap::new();
    let saying = (REGULAR_VERBS_OF_SAYING, VERBS_OF_SAYING);
    let speech_acts = (REGULAR_VERBS_OF_SPEECH_ACTS, VERBS_OF_SPEECH_ACTS);
    for ((regular, rows), sense) in [(saying, Sense::Saying), (speech_acts, Sense::SpeechAct)] {
        let regular = regular.split_whitespace();
        let regular = regular.map(|base| (base, regular_forms(base)));
        let irregular = rows.split(',').map(|row| {
            let mut forms = row.split_whitespace().map(str::to_owned);
            let forms: [String; 5] = std::array::from_fn(|_| forms.next().unwrap_or_default());
            (row.split_whitespace().next().unwrap_or_default(), forms)
        });
        for (base, row) in regular.chain(irregular) {
            for form in &row {
                let forms = std::array::from_fn(|place| row[place] == *form);
                let entry = Entry { base, sense, forms };
                dictionary.insert(form.clone(), entry);
            }
        }
    }
    dictionary
});

impl ReportingVerb {
    /// Returns whether it can have been done to somebody (`was asked`, `mentioned by`).
    pub(crate) fn is_participle(&self) -> bool {
        self.forms[PARTICIPLE]
    }

    /// Returns whether the subject between an auxiliary and the verb speaks, and is not spoken to.
    pub(crate) fn is_active_after(
        &self,
        auxiliary: &QuestionWord,
        between: &[QuestionWord],
    ) -> bool {
        let been = between.iter().any(|word| word.bare == "been");
        if BE_OR_NOT.has(&auxiliary.bare) || been {
            self.forms[GERUND]
        } else if HAVE_OR_NOT.has(&auxiliary.bare) {
            self.forms[PARTICIPLE]
        } else {
            // People also write "did she said".
            self.forms[BASE] || self.forms[PAST]
        }
    }

    /// Returns whether the subject behind `what's` speaks.
    pub(crate) fn is_active_after_short_be(&self) -> bool {
        self.forms[GERUND]
    }

    /// Returns whether a subject without an auxiliary speaks.
    pub(crate) fn is_active_alone(&self) -> bool {
        self.forms[THIRD] || self.forms[PAST]
    }
}

/// Returns the verb of saying at `at`.
pub(crate) fn verb_at(words: &[QuestionWord], at: usize) -> Option<ReportingVerb> {
    let &Entry { base, sense, forms } = DICTIONARY.get(&words.get(at)?.bare)?;
    let mut end = at + 1;
    if let Some((_, particle)) = WITH_PARTICLE.iter().find(|(verb, _)| *verb == base) {
        if !is_any(words, end, &[*particle]) {
            return None;
        }
        end += 1;
    }
    if WITH_NOUN.contains(&base) && !has_noun_of_saying_near(words, at) {
        return None;
    }
    Some(ReportingVerb {
        words: at..end,
        base,
        sense,
        forms,
    })
}

/// Returns whether what is given, made or raised is a word: before the verb (`what reason did she
/// give`), or right after it (`make the point`).
fn has_noun_of_saying_near(words: &[QuestionWord], at: usize) -> bool {
    let behind = at + 1..(at + 4).min(words.len());
    let mut near = (at.saturating_sub(6)..at).chain(behind.clone());
    near.any(|near| is_any(words, near, &NOUNS_OF_SAYING))
        || behind.into_iter().any(|near| is_any(words, near, &TOPICS))
}

/// Returns whether the words stand where only a subject can: between an auxiliary and a verb of
/// saying.
pub(crate) fn is_subject(words: &[QuestionWord], subject: &Range<usize>) -> bool {
    let article = usize::from(follows_any(words, subject.start, &["the"]));
    let Some(auxiliary) = subject.start.checked_sub(1 + article) else {
        return false;
    };
    let verb_start = after_adverbs(words, subject.end);
    is_any(words, auxiliary, &AUXILIARIES)
        && verb_at(words, verb_start)
            .is_some_and(|verb| verb.is_active_after(&words[auxiliary], &[]))
}
