//! Who is the one who says it, in a question.
//!
//! In: words and who is named where. Out: the first clause that speaks of saying, its subject and
//! its verb. Never here: a second clause; what is said about saying ("who said that she thinks")
//! is content.

use std::ops::Range;

use super::grammar::{ANYBODY, AUXILIARIES, INTERROGATIVES, ROLES, before_adverbs, lead_end};
use super::names::Naming;
use super::verbs::{Verb, Voice, Weight, verb_at};
use super::words::{Word, follows_any, is_any};

/// Who speaks in a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// These, by their places among the namings.
    Named(Range<usize>),
    /// Somebody who is not a known speaker, or is everybody.
    Anybody,
    /// That is the question: `who said`, `which speaker mentioned`.
    Asked,
}

/// Somebody says something.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) subject: Subject,
    pub(super) verb: Verb,
    /// Where it begins: at its interrogative, its auxiliary or its subject, whichever is first.
    pub(super) start: usize,
    /// The words between `what` or `which` and the auxiliary: what was said, in a word.
    pub(super) object: Range<usize>,
}

/// What cannot stand before the subject of a clause that has no auxiliary.
const NO_SUBJECT_AFTER: [&str; 19] = [
    "of", "to", "about", "with", "for", "from", "by", "than", "like", "at", "on", "and", "or",
    "nor", "against", "between", "not", "met", "vs",
];

/// What makes a noun of the word behind it.
const BEFORE_NOUNS: [&str; 16] = [
    "the", "a", "an", "his", "her", "their", "its", "my", "our", "your", "this", "that's", "any",
    "some", "no", "in",
];

/// What stands before `who` where the person who speaks is asked for.
const ASKING_FOR_SOMEBODY: [&str; 20] = [
    "name",
    "list",
    "the",
    "all",
    "every",
    "everyone",
    "everybody",
    "anyone",
    "person",
    "people",
    "persons",
    "speaker",
    "speakers",
    "was",
    "is",
    "were",
    "it",
    "those",
    "show",
    "find",
];

/// Returns the clause of the first verb of saying.
pub(super) fn first_clause(words: &[Word], namings: &[Naming]) -> Option<Clause> {
    let first_verb = (lead_end(words)..words.len()).find_map(|at| {
        let verb = verb_at(words, at)?;
        let is_name = |at: usize| namings.iter().any(|naming| naming.words.contains(&at));
        // "Speaker A" ends in no article.
        let after_name = at > 0 && is_name(at - 1);
        let after_article = follows_any(words, at, &BEFORE_NOUNS) && !after_name;
        let is_noun = after_article || owner_before(words, at);
        (!is_name(at) && !is_noun).then_some(verb)
    });
    let verb = first_verb?;
    said_by(words, namings, &verb).or_else(|| spoken(words, namings, verb))
}

/// Whether something of somebody's is named by the word at `at`.
fn owner_before(words: &[Word], at: usize) -> bool {
    at > 0 && words[at - 1].possessive && !follows_any(words, at, &INTERROGATIVES)
}

/// Returns the clause in which it was said *by* somebody.
fn said_by(words: &[Word], namings: &[Naming], verb: &Verb) -> Option<Clause> {
    let by = verb.words.end;
    if !verb.is_participle() || !is_any(words, by, &["by"]) || !is_main(words, verb) {
        return None;
    }
    let first = namings
        .iter()
        .position(|naming| naming.words.start == by + 1);
    let first = first.or_else(|| {
        let after_article = |naming: &Naming| naming.words.start == by + 2;
        is_any(words, by + 1, &["the"]).then(|| namings.iter().position(after_article))?
    })?;
    let mut last = first;
    while namings
        .get(last + 1)
        .is_some_and(|next| joined(words, &namings[last], next))
    {
        last += 1;
    }
    (!namings[last].possessive).then(|| Clause {
        subject: Subject::Named(first..last + 1),
        verb: verb.clone(),
        start: verb.words.start,
        object: 0..0,
    })
}

/// Whether a passive verb is the question's own ("what was said by Ann") and describes no noun in
/// it ("who built the dam praised by Ann").
fn is_main(words: &[Word], verb: &Verb) -> bool {
    let lead = lead_end(words);
    let before = before_adverbs(words, verb.words.start);
    let is_auxiliary = |at: usize| is_any(words, at, &AUXILIARIES);
    let asks_for_all = [
        "list",
        "name",
        "everything",
        "anything",
        "all",
        "find",
        "show",
    ];
    (before > 0 && is_auxiliary(before - 1))
        || is_any(words, lead, &["was", "were", "is", "are", "has", "have"])
        || (is_any(words, lead, &asks_for_all) && !(lead..before).any(is_auxiliary))
}

/// Returns the clause in which the subject stands before the verb.
fn spoken(words: &[Word], namings: &[Naming], verb: Verb) -> Option<Clause> {
    let end = before_adverbs(words, verb.words.start);
    if let Some(start) = asked(words, end) {
        return Some(Clause {
            subject: Subject::Asked,
            verb,
            start,
            object: 0..0,
        });
    }
    let (subject, start) = subject_before(words, namings, end)?;
    let auxiliary = start
        .checked_sub(1)
        .filter(|&at| is_any(words, at, &AUXILIARIES));
    let voice = match auxiliary {
        Some(at) => verb.voice_after(&words[at], &words[end..verb.words.start]),
        // "What's Ann saying"
        None if follows_any(words, start, &INTERROGATIVES) && words[start - 1].possessive => {
            verb.voice_after_short_be()
        }
        None if follows_any(words, start, &NO_SUBJECT_AFTER) => Voice::Neither,
        None if is_many(&subject) => Voice::Active,
        None => verb.voice_alone(),
    };
    if voice != Voice::Active {
        return None;
    }
    let (start, object) = opening(words, auxiliary.unwrap_or(start));
    Some(Clause {
        subject,
        verb,
        start,
        object,
    })
}

fn is_many(subject: &Subject) -> bool {
    match subject {
        Subject::Named(namings) => namings.len() > 1,
        Subject::Anybody => true,
        Subject::Asked => false,
    }
}

/// Returns the subject that ends before `end`, and where it begins.
fn subject_before(words: &[Word], namings: &[Naming], end: usize) -> Option<(Subject, usize)> {
    if let Some(last) = namings.iter().position(|naming| naming.words.end == end) {
        let mut first = last;
        while first > 0 && joined(words, &namings[first - 1], &namings[first]) {
            first -= 1;
        }
        if namings[last].possessive {
            return None;
        }
        let start = without_article(words, namings[first].words.start);
        return Some((Subject::Named(first..last + 1), start));
    }
    let last = end.checked_sub(1)?;
    let is_somebody = is_any(words, last, &ANYBODY) || is_any(words, last, &ROLES);
    is_somebody.then(|| (Subject::Anybody, without_article(words, last)))
}

/// Returns where a subject begins with its article.
fn without_article(words: &[Word], start: usize) -> usize {
    let articles = ["the", "any", "each", "every", "a"];
    start - usize::from(follows_any(words, start, &articles))
}

/// Returns whether two names are one list: `Ann and Ben`, `Ann, Ben`.
fn joined(words: &[Word], one: &Naming, other: &Naming) -> bool {
    let between = one.words.end..other.words.start;
    let by_word = between.len() == 1 && is_any(words, between.start, &["and", "or"]);
    let by_comma = between.is_empty() && words.get(other.words.start).is_some_and(|w| w.breaks);
    !one.possessive && (by_word || by_comma)
}

/// Returns where the clause with its auxiliary or subject at `at` begins, and the object between.
fn opening(words: &[Word], at: usize) -> (usize, Range<usize>) {
    const LONGEST_OBJECT: usize = 6;
    let nearest = (at.saturating_sub(LONGEST_OBJECT + 1)..at).rev();
    let mut nearest = nearest.take_while(|&before| !words[before + 1].breaks);
    match nearest.find(|&before| is_any(words, before, &INTERROGATIVES)) {
        // "How often did they": an adverb, and no object.
        Some(start) if is_any(words, start, &["what", "which"]) => (start, start + 1..at),
        Some(start) => (start, at..at),
        None => (at, at..at),
    }
}

/// Returns where the words begin that ask who speaks and that end before `end`.
fn asked(words: &[Word], end: usize) -> Option<usize> {
    let mut at = end;
    at -= usize::from(follows_any(words, at, &AUXILIARIES));
    at = before_adverbs(words, at);
    let of_them = ["them", "us", "one"];
    let is_one_of = follows_any(words, at, &ROLES) || follows_any(words, at, &of_them);
    if is_one_of && !words[at - 1].possessive {
        let mut before = at - 1;
        while follows_any(words, before, &["the", "of", "them", "other"]) {
            before -= 1;
        }
        let asks = follows_any(words, before, &["which", "what"]);
        if asks {
            return Some(before - 1);
        }
    }
    if !follows_any(words, at, &["who", "that", "who's"]) {
        return None;
    }
    let mut start = at - 1;
    let is_who = is_any(words, start, &["who"]);
    while follows_any(words, start, &ASKING_FOR_SOMEBODY) {
        start -= 1;
    }
    start -= usize::from(follows_any(words, start, &["who"]));
    let is_first = start <= lead_end(words) || words.get(start).is_some_and(|word| word.breaks);
    let only_that = !is_who && start + 1 == at;
    (is_first && !only_that).then_some(start)
}

/// Returns whether the clause asks for those who say, rather than for somebody in the content.
pub(super) fn asks_who_says(words: &[Word], clause: &Clause) -> bool {
    let among_speakers = (clause.start..clause.verb.words.start).any(|at| {
        !is_any(words, at, &["person", "people", "member", "members"]) && is_any(words, at, &ROLES)
    });
    clause.subject == Subject::Asked && (clause.verb.weight == Weight::Plain || among_speakers)
}

/// Verbs whose object is what was talked about, and no report of what is so.
const TALKING: [&str; 7] = [
    "talk", "speak", "discuss", "mention", "bring", "refer", "comment",
];

/// Returns whether the words ask for the moments at which something was talked about, rather than
/// for a time that was said.
pub(super) fn asks_when_said(words: &[Word], clause: Option<&Clause>) -> bool {
    let lead = lead_end(words);
    let preposition = usize::from(is_any(words, lead, &["at"]));
    let start = lead + preposition;
    let at_what_point = preposition == 1
        && is_any(words, start, &["what", "which"])
        && is_any(words, start + 1, &["point"]);
    if !at_what_point && !is_any(words, start, &["when"]) {
        return false;
    }
    match clause {
        Some(clause) => clause.start == start && is_talking(words, &clause.verb),
        None => ends_in_talk(words, start),
    }
}

fn is_talking(words: &[Word], verb: &Verb) -> bool {
    let says_something =
        verb.base == "say" && is_any(words, verb.words.end, &["anything", "something"]);
    TALKING.contains(&verb.base) || says_something
}

/// Whether the question ends in `was mentioned`, `is talked about` or `comes up`.
fn ends_in_talk(words: &[Word], start: usize) -> bool {
    let last = words.len() - usize::from(follows_any(words, words.len(), &["about", "of"]));
    let comes_up = follows_any(words, words.len(), &["up"])
        && follows_any(words, words.len() - 1, &["come", "comes", "came"]);
    let is_mentioned = (start..last)
        .filter_map(|at| verb_at(words, at))
        .any(|verb| verb.words.end == last && verb.is_participle() && is_talking(words, &verb));
    let is_passive = is_any(words, start + 1, &["is", "are", "was", "were"])
        || (start..last).any(|at| is_any(words, at, &["been"]));
    comes_up || (is_mentioned && is_passive)
}

#[cfg(test)]
mod tests {
    use super::super::names::People;
    use super::super::words::words;
    use super::*;

    fn subject(text: &str) -> Option<(Subject, &'static str)> {
        let people = People::of(&["Ana".to_owned(), "Ben".to_owned()]);
        let words = words(text, &[]);
        let clause = first_clause(&words, &people.named_in(&words))?;
        Some((clause.subject, clause.verb.base))
    }

    #[test]
    fn the_first_verb_of_saying_has_the_subject() {
        for (text, expected) in [
            (
                "what did Ana say Ben thought",
                (Subject::Named(0..1), "say"),
            ),
            (
                "what did Ana and Ben really say",
                (Subject::Named(0..2), "say"),
            ),
            ("has Ana been talking", (Subject::Named(0..1), "talk")),
            (
                "what was mentioned by Ben",
                (Subject::Named(0..1), "mention"),
            ),
            ("what they say Ana thinks", (Subject::Anybody, "say")),
            ("who said that Ana thinks so", (Subject::Asked, "say")),
            (
                "which of the hosts actually said it",
                (Subject::Asked, "say"),
            ),
            ("who was it that brought up Ana", (Subject::Asked, "bring")),
            ("who has mentioned Ana", (Subject::Asked, "mention")),
        ] {
            assert_eq!(subject(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_that_do_not_fit_are_no_clause() {
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
