//! Finds the clause of saying in a question (`what did Ann say`) and its subject.
//!
//! Only the first such clause counts: what is said about saying ("who said that she thinks") is
//! content.

use std::ops::Range;

use crate::english::lexicon::{
    ARTICLES, AUXILIARIES, BE, INDEFINITE_PRONOUNS, LISTING, POSSESSIVES, QUESTION_WORDS,
    ROLES_OF_ANY, SUBJECT_PRONOUNS,
};
use crate::english::{follows_any, is_any, word_classes};
use crate::question::grammar::lead::{before_adverbs, lead_end};
use crate::question::grammar::reporting_verb::{ReportingVerb, Sense, verb_at};
use crate::question::grammar::words::QuestionWord;
use crate::question::people::named::NamedSpeaker;

/// Who speaks in a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sayer {
    /// These speakers, by their places among the named.
    Named(Range<usize>),
    /// Somebody who is not a known speaker, or is everybody.
    Anybody,
    /// The question asks for the speaker: `who said`, `which speaker mentioned`.
    Asked,
}

/// A clause in which somebody says something.
#[derive(Debug, Clone)]
pub(crate) struct SayingClause {
    pub(crate) subject: Sayer,
    pub(crate) verb: ReportingVerb,
    /// Where it begins: at its interrogative, its auxiliary or its subject, whichever is first.
    pub(crate) start: usize,
    /// The words between `what` or `which` and the auxiliary: what was said, in a word.
    pub(crate) object: Range<usize>,
}

word_classes! {
    /// Subjects that name no known speaker.
    ANYBODY = [SUBJECT_PRONOUNS INDEFINITE_PRONOUNS]
        "it people one others them group team panel members";

    /// Words that cannot stand before the subject of a clause that has no auxiliary.
    NO_SUBJECT_AFTER =
        "of to about with for from by than like at on and or nor against between not met vs";

    /// Words after which the next word is a noun.
    BEFORE_NOUNS = [ARTICLES POSSESSIVES] "this that's any some no in";

    /// What stands before `who` where the person who speaks is asked for.
    BEFORE_WHO = [LISTING]
        "the all every everyone everybody anyone person people persons speaker speakers was is \
         were it those";

    /// Openings of a request for everything that was said.
    BEFORE_PASSIVE = [LISTING] "everything anything all";

    /// Auxiliaries that open a passive question.
    PASSIVE_AUXILIARIES = [BE] "has have";

    /// Articles before a subject.
    BEFORE_SUBJECTS = "the any each every a";
}

/// Returns the clause of the first verb of saying.
pub(crate) fn first_clause(words: &[QuestionWord], named: &[NamedSpeaker]) -> Option<SayingClause> {
    let first_verb = (lead_end(words)..words.len()).find_map(|at| {
        let verb = verb_at(words, at)?;
        let is_name = |at: usize| named.iter().any(|speaker| speaker.words.contains(&at));
        // "Speaker A" ends in no article.
        let after_name = at > 0 && is_name(at - 1);
        let after_article = follows_any(words, at, &BEFORE_NOUNS) && !after_name;
        let is_noun = after_article || owner_before(words, at);
        (!is_name(at) && !is_noun).then_some(verb)
    });
    let verb = first_verb?;
    passive_clause(words, named, &verb).or_else(|| active_clause(words, named, verb))
}

/// Returns whether the word at `at` follows a possessive (`Ann's answer`).
fn owner_before(words: &[QuestionWord], at: usize) -> bool {
    at > 0 && words[at - 1].possessive && !follows_any(words, at, &QUESTION_WORDS)
}

/// Returns the clause in which it was said *by* somebody.
fn passive_clause(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
    verb: &ReportingVerb,
) -> Option<SayingClause> {
    let by = verb.words.end;
    if !verb.is_participle() || !is_any(words, by, &["by"]) || !is_main(words, verb) {
        return None;
    }
    let begins_at = |at| named.iter().position(|speaker| speaker.words.start == at);
    let first = begins_at(by + 1)
        .or_else(|| is_any(words, by + 1, &["the"]).then(|| begins_at(by + 2))?)?;
    let mut last = first;
    while let Some(next) = named.get(last + 1)
        && joined(words, &named[last], next)
    {
        last += 1;
    }
    (!named[last].possessive).then(|| SayingClause {
        subject: Sayer::Named(first..last + 1),
        verb: verb.clone(),
        start: verb.words.start,
        object: 0..0,
    })
}

/// Returns whether a passive verb is the question's own ("what was said by Ann") and describes no
/// noun in it ("who built the dam praised by Ann").
fn is_main(words: &[QuestionWord], verb: &ReportingVerb) -> bool {
    let lead = lead_end(words);
    let before = before_adverbs(words, verb.words.start);
    let is_auxiliary = |at: usize| is_any(words, at, &AUXILIARIES);
    (before > 0 && is_auxiliary(before - 1))
        || is_any(words, lead, &PASSIVE_AUXILIARIES)
        || (is_any(words, lead, &BEFORE_PASSIVE) && !(lead..before).any(is_auxiliary))
}

/// Returns the clause in which the subject stands before the verb.
fn active_clause(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
    verb: ReportingVerb,
) -> Option<SayingClause> {
    let end = before_adverbs(words, verb.words.start);
    if let Some(start) = asking_for_sayer(words, end) {
        return Some(SayingClause {
            subject: Sayer::Asked,
            verb,
            start,
            object: 0..0,
        });
    }
    let (subject, start) = subject_before(words, named, end)?;
    let before = start.checked_sub(1);
    let auxiliary = before.filter(|&at| is_any(words, at, &AUXILIARIES));
    let speaks = match auxiliary {
        Some(at) => verb.is_active_after(&words[at], &words[end..verb.words.start]),
        // "What's Ann saying"
        None if follows_any(words, start, &QUESTION_WORDS) && words[start - 1].possessive => {
            verb.is_active_after_short_be()
        }
        None if follows_any(words, start, &NO_SUBJECT_AFTER) => false,
        None => {
            let is_one = matches!(&subject, Sayer::Named(named) if named.len() == 1);
            !is_one || verb.is_active_alone()
        }
    };
    if !speaks {
        return None;
    }
    let (start, object) = opening(words, auxiliary.unwrap_or(start));
    Some(SayingClause {
        subject,
        verb,
        start,
        object,
    })
}

/// Returns the subject that ends before `end`, and where it begins.
fn subject_before(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
    end: usize,
) -> Option<(Sayer, usize)> {
    if let Some(last) = named.iter().position(|speaker| speaker.words.end == end) {
        let mut first = last;
        while first > 0 && joined(words, &named[first - 1], &named[first]) {
            first -= 1;
        }
        if named[last].possessive {
            return None;
        }
        let start = without_article(words, named[first].words.start);
        return Some((Sayer::Named(first..last + 1), start));
    }
    let last = end.checked_sub(1)?;
    let is_somebody = is_any(words, last, &ANYBODY) || is_any(words, last, &ROLES_OF_ANY);
    is_somebody.then(|| (Sayer::Anybody, without_article(words, last)))
}

/// Returns where a subject begins with its article.
fn without_article(words: &[QuestionWord], start: usize) -> usize {
    start - usize::from(follows_any(words, start, &BEFORE_SUBJECTS))
}

/// Returns whether two names are one list: `Ann and Ben`, `Ann, Ben`.
fn joined(words: &[QuestionWord], one: &NamedSpeaker, other: &NamedSpeaker) -> bool {
    let between = one.words.end..other.words.start;
    let by_word = between.len() == 1 && is_any(words, between.start, &["and", "or"]);
    let after_comma = words
        .get(other.words.start)
        .is_some_and(|word| word.follows_punctuation);
    !one.possessive && (by_word || (between.is_empty() && after_comma))
}

/// Returns where the clause with its auxiliary or subject at `at` begins, and the object between.
fn opening(words: &[QuestionWord], at: usize) -> (usize, Range<usize>) {
    const LONGEST_OBJECT: usize = 6;
    let nearest = (at.saturating_sub(LONGEST_OBJECT + 1)..at).rev();
    let mut nearest = nearest.take_while(|&before| !words[before + 1].follows_punctuation);
    match nearest.find(|&before| is_any(words, before, &QUESTION_WORDS)) {
        // "How often did they": an adverb, and no object.
        Some(start) if is_any(words, start, &["what", "which"]) => (start, start + 1..at),
        Some(start) => (start, at..at),
        None => (at, at..at),
    }
}

/// Returns where the words begin that ask who speaks and that end before `end`.
fn asking_for_sayer(words: &[QuestionWord], end: usize) -> Option<usize> {
    let mut at = end;
    at -= usize::from(follows_any(words, at, &AUXILIARIES));
    at = before_adverbs(words, at);
    let of_them = ["them", "us", "one"];
    let is_one_of = follows_any(words, at, &ROLES_OF_ANY) || follows_any(words, at, &of_them);
    if is_one_of && !words[at - 1].possessive {
        let mut before = at - 1;
        while follows_any(words, before, &["the", "of", "them", "other"]) {
            before -= 1;
        }
        if follows_any(words, before, &["which", "what"]) {
            return Some(before - 1);
        }
    }
    if !follows_any(words, at, &["who", "that", "who's"]) {
        return None;
    }
    let mut start = at - 1;
    let is_who = is_any(words, start, &["who"]);
    while follows_any(words, start, &BEFORE_WHO) {
        start -= 1;
    }
    start -= usize::from(follows_any(words, start, &["who"]));
    let after_comma = words
        .get(start)
        .is_some_and(|word| word.follows_punctuation);
    let is_first = start <= lead_end(words) || after_comma;
    let only_that = !is_who && start + 1 == at;
    (is_first && !only_that).then_some(start)
}

/// Returns whether the clause asks for those who say, rather than for somebody in the content.
pub(crate) fn asks_who_says(words: &[QuestionWord], clause: &SayingClause) -> bool {
    let among_speakers = (clause.start..clause.verb.words.start).any(|at| {
        !is_any(words, at, &["person", "people", "member", "members"])
            && is_any(words, at, &ROLES_OF_ANY)
    });
    clause.subject == Sayer::Asked && (clause.verb.sense == Sense::Saying || among_speakers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;
    use crate::question::people::named::KnownSpeakers;

    fn subject(text: &str) -> Option<(Sayer, &'static str)> {
        let people = KnownSpeakers::new(&["Ana".to_owned(), "Ben".to_owned()]);
        let words = question_words(text, &[]);
        let clause = first_clause(&words, &people.named_in(&words))?;
        Some((clause.subject, clause.verb.base))
    }

    #[test]
    fn the_first_verb_of_saying_has_the_subject() {
        for (text, expected) in [
            ("what did Ana say Ben thought", (Sayer::Named(0..1), "say")),
            (
                "what did Ana and Ben really say",
                (Sayer::Named(0..2), "say"),
            ),
            ("has Ana been talking", (Sayer::Named(0..1), "talk")),
            ("what was mentioned by Ben", (Sayer::Named(0..1), "mention")),
            ("what they say Ana thinks", (Sayer::Anybody, "say")),
            ("who said that Ana thinks so", (Sayer::Asked, "say")),
            ("which of the hosts actually said it", (Sayer::Asked, "say")),
            ("who was it that brought up Ana", (Sayer::Asked, "bring")),
            ("who has mentioned Ana", (Sayer::Asked, "mention")),
        ] {
            assert_eq!(subject(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_words_are_not_a_clause() {
        for text in [
            "what was Ana told",
            "what had Ana been asked",
            "what does Ana's brother think",
            "what did the friend of Ana say",
            "what did Ana eat",
            "what is the point of Ana",
            "what did the man who said it eat",
        ] {
            assert_eq!(subject(text), None, "{text}");
        }
    }
}
