//! What kind of answer a question asks for.
//!
//! In: words. Out: a [`Kind`]. Never here: a look at any transcript; a kind is what the words ask
//! for, not what there is.

use super::grammar::{AUXILIARIES, INTERROGATIVES, lead_end};
use super::saying::{Clause, asks_when_said, asks_who_says};
use super::words::{Word, has_phrase, is_any};

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Kind {
    /// A thing, a fact, yes or no: everything that is nothing else.
    #[default]
    What,
    /// A time, a date, a year in the content: "When did the dam break?"
    When,
    /// The moments at which something was talked about: "When did they mention the dam?"
    WhenSaid,
    /// A place.
    Where,
    /// A person in the content: "Who built the dam?"
    Who,
    /// The speakers who said, mentioned or argued something: "Who mentioned the dam?"
    WhoSaid,
    /// A number or an amount: how many, how long, how old, what percentage.
    HowMany,
    /// A reason.
    Why,
    /// A way or a manner.
    How,
    /// Everything that fits.
    List,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::What,
        Self::When,
        Self::WhenSaid,
        Self::Where,
        Self::Who,
        Self::WhoSaid,
        Self::HowMany,
        Self::Why,
        Self::How,
        Self::List,
    ];

    /// Returns the stable name, in lower snake case.
    pub fn name(self) -> &'static str {
        match self {
            Self::What => "what",
            Self::When => "when",
            Self::WhenSaid => "when_said",
            Self::Where => "where",
            Self::Who => "who",
            Self::WhoSaid => "who_said",
            Self::HowMany => "how_many",
            Self::Why => "why",
            Self::How => "how",
            Self::List => "list",
        }
    }

    /// Returns the kind of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

const TIMES: [&str; 12] = [
    "time", "date", "day", "month", "year", "week", "weekday", "season", "century", "decade",
    "years", "months",
];

const PLACES: [&str; 8] = [
    "city",
    "country",
    "place",
    "location",
    "town",
    "village",
    "countries",
    "cities",
];

const AMOUNTS: [&str; 14] = [
    "percentage",
    "percent",
    "number",
    "share",
    "amount",
    "fraction",
    "proportion",
    "price",
    "cost",
    "sum",
    "size",
    "distance",
    "temperature",
    "age",
];

/// What follows `how` where a number is asked for.
const MEASURES: [&str; 28] = [
    "many",
    "much",
    "long",
    "far",
    "old",
    "often",
    "tall",
    "big",
    "large",
    "high",
    "fast",
    "deep",
    "wide",
    "heavy",
    "hot",
    "cold",
    "soon",
    "likely",
    "expensive",
    "frequently",
    "thick",
    "small",
    "short",
    "late",
    "early",
    "quickly",
    "loud",
    "young",
];

const PERSONS: [&str; 6] = ["person", "people", "man", "woman", "men", "women"];

const PREPOSITIONS: [&str; 13] = [
    "in", "on", "at", "for", "by", "to", "from", "since", "until", "of", "with", "about", "during",
];

/// Openings of a wish for everything.
const LISTS: [&[&str]; 20] = [
    &["list"],
    &["enumerate"],
    &["name", "all"],
    &["name", "every"],
    &["name", "each"],
    &["name", "the"],
    &["everything"],
    &["give", "me", "all"],
    &["give", "me", "every"],
    &["give", "me", "a", "list"],
    &["show", "me", "all"],
    &["show", "me", "every"],
    &["show", "all"],
    &["find", "all"],
    &["find", "every"],
    &["which", "things"],
    &["what", "things"],
    &["all", "the"],
    &["every", "time"],
    &["all"],
];

/// Returns the kind of the question that these words ask.
pub(super) fn kind_of(words: &[Word], clause: Option<&Clause>) -> Kind {
    if let Some(clause) = clause
        && asks_who_says(words, clause)
    {
        return Kind::WhoSaid;
    }
    if asks_when_said(words, clause) {
        return Kind::WhenSaid;
    }
    let start = lead_end(words);
    if LISTS.iter().any(|list| has_phrase(words, start, list)) {
        return Kind::List;
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
fn opening(words: &[Word], start: usize) -> Option<usize> {
    let asks_at = |at: usize| {
        let preposition = usize::from(is_any(words, at, &PREPOSITIONS));
        is_any(words, at + preposition, &INTERROGATIVES).then_some(at + preposition)
    };
    if let Some(at) = asks_at(start) {
        return Some(at);
    }
    if is_any(words, start, &AUXILIARIES) {
        return None;
    }
    let mut breaks = (start..words.len()).filter(|&at| words[at].breaks);
    breaks.find_map(asks_at)
}

/// Returns the kind that the interrogative at `at` asks for.
fn kind_at(words: &[Word], at: usize) -> Option<Kind> {
    let next_is = |any: &[&str]| is_any(words, at + 1, any);
    let follows = |phrase: &[&str]| has_phrase(words, at, phrase);
    let kind = match words.get(at)?.bare.as_str() {
        "when" => Kind::When,
        "where" => Kind::Where,
        "why" => Kind::Why,
        "who" | "whom" | "whose" => Kind::Who,
        "how" if follows(&["how", "come"]) => Kind::Why,
        "how" if follows(&["how", "long", "ago"]) => Kind::When,
        "how" if next_is(&MEASURES) => Kind::HowMany,
        "how" => Kind::How,
        "what" | "which" => what(words, at),
        _ => return None,
    };
    Some(kind)
}

/// Returns what `what` or `which` asks for by the words behind it.
fn what(words: &[Word], at: usize) -> Kind {
    let next_is = |any: &[&str]| is_any(words, at + 1, any);
    let is_be = |at: usize| is_any(words, at, &["is", "are", "was", "were"]);
    // "What is the price", "what was her reason".
    let is_short = words[at].possessive;
    let asks_what_is = is_short || is_be(at + 1);
    let named = match (is_short, is_be(at + 1)) {
        (true, _) => at + 2,
        (false, true) => at + 3,
        (false, false) => at + 1,
    };
    let asks_for = |any: &[&str]| is_any(words, named, any);
    let is_way = next_is(&["way", "ways", "manner"]) && is_any(words, at.wrapping_sub(1), &["in"]);
    match () {
        () if has_phrase(words, at, &["what", "are", "all"])
            || has_phrase(words, at, &["what", "were", "all"])
            || has_phrase(words, at, &["what", "all"]) =>
        {
            Kind::List
        }
        () if next_is(&TIMES) => Kind::When,
        () if asks_what_is && asks_for(&["date", "year", "day"]) => Kind::When,
        () if next_is(&PLACES) => Kind::Where,
        () if asks_for(&AMOUNTS) => Kind::HowMany,
        () if asks_for(&["reason", "reasons", "grounds", "cause"]) => Kind::Why,
        () if next_is(&["made", "caused"]) => Kind::Why,
        () if next_is(&PERSONS) => Kind::Who,
        () if is_way => Kind::How,
        () => Kind::What,
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::People;
    use super::super::saying::first_clause;
    use super::super::words::words;
    use super::*;

    fn kind(text: &str) -> Kind {
        let words = words(text, &[]);
        let people = People::of(&["Ana".to_owned()]);
        let namings = people.named_in(&words);
        kind_of(&words, first_clause(&words, &namings).as_ref())
    }

    #[test]
    fn every_name_reads_back_as_its_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(Kind::from_name("Who"), None);
    }

    #[test]
    fn who_said_asks_for_speakers_and_who_for_somebody_in_the_content() {
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
            assert_eq!(kind(text), Kind::WhoSaid, "{text}");
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
            assert_eq!(kind(text), Kind::Who, "{text}");
        }
    }

    #[test]
    fn when_said_asks_for_moments_and_when_for_a_time_in_the_content() {
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
            assert_eq!(kind(text), Kind::WhenSaid, "{text}");
        }
        for text in [
            "When did the ferry sink?",
            "When did Ana say it sank?",
            "When does Ana think it will rain?",
            "When did Ana bring goats?",
            "When was the ferry built?",
            "When will the goats come?",
        ] {
            assert_eq!(kind(text), Kind::When, "{text}");
        }
        assert_eq!(kind("What did they mention when it sank?"), Kind::What);
    }

    #[test]
    fn the_words_of_asking_tell_the_kind() {
        for (text, expected) in [
            ("When did it rain?", Kind::When),
            ("In what year did it rain?", Kind::When),
            ("what's the date of it", Kind::When),
            ("How long ago was it?", Kind::When),
            ("They sailed when?", Kind::When),
            ("where is it", Kind::Where),
            ("In which town is it?", Kind::Where),
            ("How much is it?", Kind::HowMany),
            ("For how many nights?", Kind::HowMany),
            ("what percentage sank", Kind::HowMany),
            ("What was the price of it?", Kind::HowMany),
            ("How far is it?", Kind::HowMany),
            ("Why not?", Kind::Why),
            ("how come it sank", Kind::Why),
            ("What was the reason?", Kind::Why),
            ("How does it float?", Kind::How),
            ("In what way does it float?", Kind::How),
            ("list the boats", Kind::List),
            ("What are all the boats?", Kind::List),
            ("name every boat", Kind::List),
            ("Which things float?", Kind::List),
            ("everything Ana said about boats", Kind::List),
            ("all the times they mentioned boats", Kind::List),
            ("After the rain, where did they go?", Kind::Where),
            ("Did Ana say when it sank?", Kind::What),
            ("boats", Kind::What),
            ("", Kind::What),
        ] {
            assert_eq!(kind(text), expected, "{text}");
        }
    }
}
