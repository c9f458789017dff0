//! The closed classes of English that the rules stand on.
//!
//! Lists of words, and what is found by them alone. Never here: names, or verbs of saying.

use super::words::{Word, has_phrase, is_any};

/// Words that come before the subject of a question.
pub(super) const AUXILIARIES: [&str; 36] = [
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "is",
    "are",
    "was",
    "were",
    "can",
    "could",
    "will",
    "would",
    "should",
    "might",
    "may",
    "must",
    "don't",
    "doesn't",
    "didn't",
    "hasn't",
    "haven't",
    "hadn't",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "can't",
    "couldn't",
    "won't",
    "wouldn't",
    "shouldn't",
    "mustn't",
    "shall",
    "dont",
];

/// Words that open a question.
pub(super) const INTERROGATIVES: [&str; 9] = [
    "what", "which", "when", "where", "why", "how", "who", "whom", "whose",
];

/// Words between a subject and its verb, besides those in `ly`.
const ADVERBS: [&str; 20] = [
    "also", "ever", "first", "then", "once", "always", "still", "just", "not", "even", "never",
    "often", "later", "again", "both", "all", "else", "now", "earlier", "each",
];

/// Who is meant by it is in no list of speakers.
pub(super) const ANYBODY: [&str; 22] = [
    "they",
    "he",
    "she",
    "we",
    "i",
    "you",
    "it",
    "people",
    "anyone",
    "anybody",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "nobody",
    "one",
    "others",
    "them",
    "group",
    "team",
    "panel",
    "members",
];

/// What a speaker is called who is not called by name.
pub(super) const ROLES: [&str; 24] = [
    "host",
    "hosts",
    "guest",
    "guests",
    "interviewer",
    "interviewee",
    "moderator",
    "presenter",
    "presenters",
    "speaker",
    "speakers",
    "narrator",
    "caller",
    "chair",
    "panelist",
    "panelists",
    "participant",
    "participants",
    "person",
    "people",
    "member",
    "members",
    "chairman",
    "anchor",
];

/// What somebody's word is called.
pub(super) const NOUNS_OF_SAYING: [&str; 50] = [
    "opinion",
    "opinions",
    "view",
    "views",
    "viewpoint",
    "take",
    "position",
    "stance",
    "thoughts",
    "argument",
    "arguments",
    "answer",
    "answers",
    "response",
    "responses",
    "reply",
    "point",
    "points",
    "explanation",
    "description",
    "definition",
    "claim",
    "claims",
    "suggestion",
    "suggestions",
    "recommendation",
    "recommendations",
    "advice",
    "question",
    "questions",
    "comment",
    "comments",
    "remark",
    "remarks",
    "statement",
    "proposal",
    "objection",
    "objections",
    "criticism",
    "account",
    "perspective",
    "prediction",
    "predictions",
    "reasoning",
    "reasons",
    "reason",
    "example",
    "examples",
    "presentation",
    "warning",
];

/// What joins somebody's word to what it is about.
pub(super) const ABOUT: [&str; 11] = [
    "about",
    "on",
    "of",
    "regarding",
    "concerning",
    "toward",
    "towards",
    "to",
    "for",
    "that",
    "against",
];

/// Returns where the adverbs before `at` begin.
pub(super) fn before_adverbs(words: &[Word], mut at: usize) -> usize {
    while at > 0 && (is_adverb(&words[at - 1]) || is_any(words, at - 1, &["been"])) {
        at -= 1;
    }
    at
}

/// Returns where the adverbs from `at` end.
pub(super) fn after_adverbs(words: &[Word], mut at: usize) -> usize {
    while words.get(at).is_some_and(is_adverb) {
        at += 1;
    }
    at
}

/// Whether it says how or when rather than what.
pub(super) fn is_adverb(word: &Word) -> bool {
    !word.possessive
        && !word.capital
        && (ADVERBS.contains(&word.bare.as_str())
            || (word.bare.len() > 4 && word.bare.ends_with("ly")))
}

/// Phrases before the question itself; longer ones first.
const LEADS: [&[&str]; 24] = [
    &["can", "you", "tell", "me"],
    &["could", "you", "tell", "me"],
    &["can", "you", "please", "tell", "me"],
    &["i", "want", "to", "know"],
    &["i", "would", "like", "to", "know"],
    &["i'd", "like", "to", "know"],
    &["do", "you", "know"],
    &["do", "you", "remember"],
    &["do", "we", "know"],
    &["does", "anyone", "know"],
    &["let", "me", "know"],
    &["tell", "me"],
    &["remind", "me"],
    &["find", "out"],
    &["can", "you"],
    &["could", "you"],
    &["please"],
    &["hey"],
    &["hi"],
    &["ok"],
    &["okay"],
    &["so"],
    &["and"],
    &["well"],
];

/// Returns where the question itself begins.
pub(super) fn lead_end(words: &[Word]) -> usize {
    let mut at = 0;
    while let Some(lead) = LEADS.iter().find(|lead| has_phrase(words, at, lead)) {
        at += lead.len();
    }
    // A lead and nothing more was none.
    if at < words.len() { at } else { 0 }
}
