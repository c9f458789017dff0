//! Splits labels into words, and decides which of these name somebody in a question.

use std::ops::Range;

use crate::english::lexicon::{
    ACADEMIC_RANKS, COMMON_TITLES, FUNCTION_WORDS, NAME_PARTICLES, OFFICES_OF_FIRMS,
    OFFICES_OF_STATE, PERSONS, ROLES_OF_ANY, TIME_PREPOSITIONS, TOPIC_PREPOSITIONS,
    UNKNOWN_SPEAKERS,
};
use crate::english::{self, HasWord, WordClass, follows_any, word_classes};
use crate::question::grammar::reporting_verb::is_subject;
use crate::question::grammar::words::QuestionWord;
use crate::question::recording::dates;

word_classes! {
    /// Words before or after a name that are not part of it.
    pub(super) TITLES = [COMMON_TITLES] "hon right am mp phd jr sr md president";

    /// Words of grammar that no label makes names, however it is written.
    NO_NAMES = [FUNCTION_WORDS TIME_PREPOSITIONS TOPIC_PREPOSITIONS]
        "it this that these those into onto over under upon between through within without against among around behind \
         beyond near off out up down per via than as like";

    /// Parts of labels that are not names by themselves.
    NEVER_ALONE = [NO_NAMES NAME_PARTICLES UNKNOWN_SPEAKERS ACADEMIC_RANKS] "st acting";

    /// Parts of labels that are also ordinary words; they are names only with a capital.
    ALSO_WORDS =
        "will mark may rose grace hope faith joy art bill bob drew frank jack rich sue pat dawn \
         summer autumn june april august chase hunter grant miles lane dean earl guy iris ivy \
         lily olive pearl ruby violet sky star sunny chance dale glen heath clay cliff reed ray \
         rob nick gene penny peg sandy stone victor wade ward christian angel eve page bush king \
         young long white black brown green gray grey hill wood woods field rice cook baker \
         fisher bell love price rush case post best day ford moon marine north west major small";

    /// Words for somebody, after an occupation.
    SOMEBODY = [PERSONS] "guy lady";

    /// Parts of labels that are occupations.
    OFFICES = [OFFICES_OF_FIRMS OFFICES_OF_STATE] "director producer editor";
}

/// Returns whether a part of a label is only a name, and may be misspelt.
pub(super) fn is_only_a_name(part: &str) -> bool {
    let others = [&NEVER_ALONE, &ROLES_OF_ANY, &OFFICES, &ALSO_WORDS, &TITLES];
    others.iter().all(|class| !class.has(part))
}

/// Returns the words of a label, in lower case, without titles and what stands in brackets.
pub(super) fn parts_of(label: &str) -> Vec<String> {
    let outside = label.split('(').next();
    let outside = outside.filter(|outside| !outside.trim().is_empty());
    let words = english::words(outside.unwrap_or(label));
    let all = words.map(|word| word.bare().to_owned());
    let all: Vec<String> = all.filter(|part| !part.is_empty()).collect();
    let is_title = |part: &String| TITLES.has(part);
    let untitled: Vec<String> = all.iter().filter(|part| !is_title(part)).cloned().collect();
    match &untitled[..] {
        // "Professor C" needs its title to be a name; "A" is also called "Speaker A".
        [letter] if letter.chars().count() == 1 && all.len() == 1 => {
            vec!["speaker".to_owned(), letter.clone()]
        }
        [letter] if letter.chars().count() == 1 => all,
        [] => all,
        _ => untitled,
    }
}

/// Returns the words of the office that a label has in brackets.
pub(super) fn office_of(label: &str) -> Option<Vec<String>> {
    let (_, inside) = label.split_once('(')?;
    let inside = inside.split(')').next().unwrap_or(inside);
    let words = english::words(inside).map(|word| word.bare().to_owned());
    let words: Vec<String> = words.collect();
    words.iter().any(|word| OFFICES.has(word)).then_some(words)
}

/// Returns whether these words of a label are an occupation, and "the … person" stands around them.
pub(super) fn is_person_of(words: &[QuestionWord], found: &Range<usize>) -> bool {
    let is_office = words[found.clone()]
        .iter()
        .any(|it| OFFICES.has(&it.bare) || ROLES_OF_ANY.has(&it.bare));
    is_office
        && follows_any(words, found.start, &["the", "our"])
        && words
            .get(found.end)
            .is_some_and(|it| SOMEBODY.has(&it.bare))
}

/// How much of a label was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Some,
}

/// Returns whether these words of a label name somebody and are not just words.
pub(super) fn names_alone(words: &[QuestionWord], found: Range<usize>, part: Extent) -> bool {
    let Some(word) = words.get(found.start) else {
        return false;
    };
    let is_in = |class: &WordClass| class.has(&word.bare);
    if found.len() > 1 {
        let bears =
            |word: &QuestionWord| word.bare.chars().count() > 1 && !NEVER_ALONE.has(&word.bare);
        return match part {
            Extent::Whole => words[found].iter().any(|word| !NO_NAMES.has(&word.bare)),
            Extent::Some => words[found].iter().any(bears),
        };
    }
    let has_capital = word.capital && found.start > 0;
    let is_whole_subject = || part == Extent::Whole && is_subject(words, &found);
    match () {
        // "A" is a letter where it has a capital; "I" has one everywhere.
        () if word.bare.chars().count() == 1 => {
            word.capital && word.bare != "i" && is_subject(words, &found)
        }
        () if !word.bare.contains(char::is_alphabetic) || is_in(&NEVER_ALONE) => false,
        () if is_in(&ROLES_OF_ANY) => {
            let after_article = follows_any(words, found.start, &["the", "our"]);
            has_capital || after_article || is_whole_subject()
        }
        () if is_in(&OFFICES) => has_capital || is_whole_subject() || is_person_of(words, &found),
        () if is_in(&ALSO_WORDS) => {
            let is_month = dates::is_month_at(words, found.start);
            (has_capital && !is_month) || is_whole_subject()
        }
        () => true,
    }
}
