//! Decides what kind of answer the words of a question ask for.

use super::grammar::lead::lead_end;
use super::grammar::words::QuestionWord;
use super::kind::QuestionKind;
use super::saying::clause::{SayingClause, asks_who_says};
use super::saying::when_said::asks_when_said;
use crate::english::lexicon::{
    AUXILIARIES, BE, PERSONS, PREPOSITIONS, QUESTION_WORDS, TIME_PREPOSITIONS,
};
use crate::english::{PhraseClass, has_phrase, is_any, word_classes};

word_classes! {
    /// Nouns of time: `what year`.
    TIMES = "time date day month year week weekday season century decade years months";

    /// Nouns of place: `which town`.
    PLACES = "city country place location town village countries cities";

    /// Nouns of amount: `what percentage`.
    AMOUNTS =
        "percentage percent number share amount fraction proportion price cost sum size distance \
         temperature age";

    /// What follows `how` where a number is asked for.
    MEASURES =
        "many much long far old often tall big large high fast deep wide heavy hot cold soon \
         likely expensive frequently thick small short late early quickly loud young";

    /// What may stand before a question word.
    BEFORE_QUESTION_WORDS = [PREPOSITIONS TIME_PREPOSITIONS];
}

/// Openings of a request for everything.
static LISTS: PhraseClass = PhraseClass::new(
    "list, enumerate, name all, name every, name each, name the, everything, give me all, give me \
     every, give me a list, show me all, show me every, show all, find all, find every, which \
     things, what things, all the, every time, all",
);

/// Openings of a question for everything.
static WHAT_ALL: PhraseClass = PhraseClass::new("what are all, what were all, what all");

/// Returns the kind of the question that these words ask.
pub(crate) fn kind_of(words: &[QuestionWord], clause: Option<&SayingClause>) -> QuestionKind {
    if let Some(clause) = clause
        && asks_who_says(words, clause)
    {
        return QuestionKind::WhoSaid;
    }
    if asks_when_said(words, clause) {
        return QuestionKind::WhenSaid;
    }
    let start = lead_end(words);
    if LISTS.find(words, start).is_some() {
        return QuestionKind::List;
    }
    let opening = opening(words, start);
    let kind = opening.and_then(|at| kind_at(words, at));
    let last = words.len().saturating_sub(1);
    kind.or_else(|| match words.get(last)?.bare.as_str() {
        // "They met when?"
        "when" | "where" | "why" if opening.is_none() => kind_at(words, last),
        _ => None,
    })
    .unwrap_or_default()
}

/// Returns where the interrogative is: at the start, behind a preposition, or after a comma.
fn opening(words: &[QuestionWord], start: usize) -> Option<usize> {
    let asks_at = |at: usize| {
        let preposition = usize::from(is_any(words, at, &BEFORE_QUESTION_WORDS));
        is_any(words, at + preposition, &QUESTION_WORDS).then_some(at + preposition)
    };
    if let Some(at) = asks_at(start) {
        return Some(at);
    }
    if is_any(words, start, &AUXILIARIES) {
        return None;
    }
    let mut starts = (start..words.len()).filter(|&at| words[at].follows_punctuation);
    starts.find_map(asks_at)
}

/// Returns the kind that the interrogative at `at` asks for.
fn kind_at(words: &[QuestionWord], at: usize) -> Option<QuestionKind> {
    let follows = |phrase| has_phrase(words, at, phrase);
    let kind = match words.get(at)?.bare.as_str() {
        "when" => QuestionKind::When,
        "where" => QuestionKind::Where,
        "why" => QuestionKind::Why,
        "who" | "whom" | "whose" => QuestionKind::Who,
        "how" if follows("how come") => QuestionKind::Why,
        "how" if follows("how long ago") => QuestionKind::When,
        "how" if is_any(words, at + 1, &MEASURES) => QuestionKind::HowMany,
        "how" => QuestionKind::How,
        "what" | "which" => what(words, at),
        _ => return None,
    };
    Some(kind)
}

/// Returns what `what` or `which` asks for by the words behind it.
fn what(words: &[QuestionWord], at: usize) -> QuestionKind {
    let next = at + 1;
    let is_be = |at: usize| is_any(words, at, &BE);
    // "What is the price", "what was her reason".
    let is_short = words[at].possessive;
    let asks_what_is = is_short || is_be(at + 1);
    let noun = match (is_short, is_be(at + 1)) {
        (true, _) => at + 2,
        (false, true) => at + 3,
        (false, false) => at + 1,
    };
    let is_way = is_any(words, next, &["way", "ways", "manner"])
        && is_any(words, at.wrapping_sub(1), &["in"]);
    match () {
        () if WHAT_ALL.find(words, at).is_some() => QuestionKind::List,
        () if is_any(words, next, &TIMES) => QuestionKind::When,
        () if asks_what_is && is_any(words, noun, &["date", "year", "day"]) => QuestionKind::When,
        () if is_any(words, next, &PLACES) => QuestionKind::Where,
        () if is_any(words, noun, &AMOUNTS) => QuestionKind::HowMany,
        () if is_any(words, noun, &["reason", "reasons", "grounds", "cause"]) => QuestionKind::Why,
        () if is_any(words, next, &["made", "caused"]) => QuestionKind::Why,
        () if is_any(words, next, &PERSONS) => QuestionKind::Who,
        () if is_way => QuestionKind::How,
        () => QuestionKind::What,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;
    use crate::question::people::named::KnownSpeakers;
    use crate::question::saying::clause::first_clause;

    fn kind(text: &str) -> QuestionKind {
        let words = question_words(text, &[]);
        let people = KnownSpeakers::new(&["Ana".to_owned()]);
        let named = people.named_in(&words);
        kind_of(&words, first_clause(&words, &named).as_ref())
    }

    #[test]
    fn who_said_asks_for_speakers_and_who_for_people_in_the_content() {
        for text in [
            "Who mentioned the ferry?",
            "who talks about goats",
            "Who said that Ana left?",
            "Who was talking about goats?",
            "Which speaker brought up tides?",
            "Which of them thinks it rained?",
            "Which guest suggested a boat?",
            "Do you know who mentioned goats?",
            "Name everyone who mentioned goats",
            "Who else believes in tides?",
            "Who raised the question of tides?",
        ] {
            assert_eq!(kind(text), QuestionKind::WhoSaid, "{text}");
        }
        for text in [
            "Who invented the ferry?",
            "who is Ana",
            "Who raised the goats?",
            "Who gave Ana a goat?",
            "Who told Ana to leave?",
            "Who did Ana talk to?",
            "Whose boat sank?",
            "Which woman sank it?",
            "With whom did she sail?",
        ] {
            assert_eq!(kind(text), QuestionKind::Who, "{text}");
        }
    }

    #[test]
    fn when_said_asks_for_moments_and_when_for_times_in_the_content() {
        for text in [
            "When did they talk about goats?",
            "when do they mention the ferry",
            "When does Ana bring up the ferry?",
            "When did Ana first speak about goats?",
            "Can you tell me when they discuss tides?",
            "At what point do they discuss tides?",
            "When did anyone say anything about goats?",
            "When was the ferry mentioned?",
            "When are goats talked about?",
            "When is the ferry first brought up?",
            "When does the ferry come up?",
        ] {
            assert_eq!(kind(text), QuestionKind::WhenSaid, "{text}");
        }
        for text in [
            "When did the ferry sink?",
            "When did Ana say it sank?",
            "When does Ana think it will rain?",
            "When did Ana bring goats?",
            "When was the ferry built?",
            "When will the goats come?",
        ] {
            assert_eq!(kind(text), QuestionKind::When, "{text}");
        }
        assert_eq!(
            kind("What did they mention when it sank?"),
            QuestionKind::What
        );
    }

    #[test]
    fn question_words_decide_the_kind() {
        for (text, expected) in [
            ("When did it rain?", QuestionKind::When),
            ("In what year did it rain?", QuestionKind::When),
            ("what's the date of it", QuestionKind::When),
            ("How long ago was it?", QuestionKind::When),
            ("They sailed when?", QuestionKind::When),
            ("where is it", QuestionKind::Where),
            ("In which town is it?", QuestionKind::Where),
            ("How much is it?", QuestionKind::HowMany),
            ("For how many nights?", QuestionKind::HowMany),
            ("what percentage sank", QuestionKind::HowMany),
            ("What was the price of it?", QuestionKind::HowMany),
            ("How far is it?", QuestionKind::HowMany),
            ("Why not?", QuestionKind::Why),
            ("how come it sank", QuestionKind::Why),
            ("What was the reason?", QuestionKind::Why),
            ("How does it float?", QuestionKind::How),
            ("In what way does it float?", QuestionKind::How),
            ("list the boats", QuestionKind::List),
            ("What are all the boats?", QuestionKind::List),
            ("name every boat", QuestionKind::List),
            ("Which things float?", QuestionKind::List),
            ("everything Ana said about boats", QuestionKind::List),
            ("all the times they mentioned boats", QuestionKind::List),
            ("After the rain, where did they go?", QuestionKind::Where),
            ("Did Ana say when it sank?", QuestionKind::What),
            ("boats", QuestionKind::What),
            ("", QuestionKind::What),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
