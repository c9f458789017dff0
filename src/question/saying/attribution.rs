//! Finds phrases that attribute words without a clause: `according to Ann`, `Ann's view`.
//!
//! Other possessives ("Ann's dog") do not count.

use std::ops::Range;

use crate::english::lexicon::{BE, NOUNS_OF_SAYING, NOUNS_OF_VIEW, QUESTION_WORDS, SUMMARIZE};
use crate::english::{HasWord, follows_any, has_phrase, is_any, word_classes};
use crate::question::grammar::words::QuestionWord;
use crate::question::people::named::NamedSpeaker;

/// A phrase that says whose words are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribution {
    /// Its words.
    pub(crate) words: Range<usize>,
    /// The speakers among the named whose words they are; empty where the person is not known.
    pub(crate) named: Range<usize>,
}

word_classes! {
    /// Nouns of attribution: `in her opinion`, `from his perspective`.
    NOUNS_OF_ATTRIBUTION = [NOUNS_OF_VIEW]
        "mind words eyes estimation judgement judgment telling experience";
}

/// The most words of an unknown person's description: `according to the harbour master`.
const MOST_WORDS_OF_UNKNOWN_PERSON: usize = 4;

/// Returns the phrase `according to …` or `in …'s opinion`.
pub(crate) fn attribution_phrase(
    words: &[QuestionWord],
    named: &[NamedSpeaker],
) -> Option<Attribution> {
    let phrase_at = |at| according_to(words, named, at).or_else(|| in_view_of(words, named, at));
    (0..words.len()).find_map(phrase_at)
}

fn according_to(words: &[QuestionWord], named: &[NamedSpeaker], at: usize) -> Option<Attribution> {
    if !has_phrase(words, at, "according to") {
        return None;
    }
    let start = at + 2;
    if let Some((named, [.., last])) = list_at(words, named, start)
        && !last.possessive
    {
        return Some(Attribution {
            words: at..last.words.end,
            named,
        });
    }
    // The description of an unknown person ends at a comma or with the question.
    let longest = (start + MOST_WORDS_OF_UNKNOWN_PERSON + 1).min(words.len());
    let end = (start + 1..longest).find(|&end| words[end].follows_punctuation);
    let end =
        end.or((words.len() <= start + MOST_WORDS_OF_UNKNOWN_PERSON).then_some(words.len()))?;
    Some(Attribution {
        words: at..end,
        named: 0..0,
    })
}

fn in_view_of(words: &[QuestionWord], named: &[NamedSpeaker], at: usize) -> Option<Attribution> {
    if !is_any(words, at, &["in", "from", "by"]) {
        return None;
    }
    let known = list_at(words, named, at + 1);
    let owner_end = match &known {
        Some((_, list)) => list.last()?.words.end,
        // "in the host's opinion"
        None => at + 2 + usize::from(is_any(words, at + 1, &["the"])),
    };
    let owner = words.get(owner_end.checked_sub(1)?)?;
    if !owner.possessive || !is_any(words, owner_end, &NOUNS_OF_ATTRIBUTION) {
        return None;
    }
    let is_point = is_any(words, owner_end, &["point"]);
    if is_point && !has_phrase(words, owner_end, "point of view") {
        return None;
    }
    Some(Attribution {
        words: at..owner_end + if is_point { 3 } else { 1 },
        named: known.map_or(0..0, |(named, _)| named),
    })
}

/// Returns the names that begin at `at`, or after an article there: `Ann`, `Ann and Ben`.
fn list_at<'a>(
    words: &[QuestionWord],
    named: &'a [NamedSpeaker],
    at: usize,
) -> Option<(Range<usize>, &'a [NamedSpeaker])> {
    let at = at + usize::from(is_any(words, at, &["the"]));
    let starts =
        |speaker: &NamedSpeaker| speaker.words.start == at || speaker.words.start + 1 == at;
    let first = named.iter().position(starts)?;
    let mut end = first + 1;
    while let Some(next) = named.get(end) {
        let between = named[end - 1].words.end..next.words.start;
        if between.len() != 1 || !is_any(words, between.start, &["and", "or"]) {
            break;
        }
        end += 1;
    }
    Some((first..end, &named[first..end]))
}

word_classes! {
    /// What may stand before a person whose word is asked for.
    BEFORE_OWNERS = [BE SUMMARIZE]
        "what how did do you know describe explain give tell me us about can could please list \
         all of the and so outline which why when on state";
}

/// Nouns of saying that need not be spoken: "Ann's reason".
const NOT_ALWAYS_SAID: [&str; 4] = ["reason", "reasons", "example", "examples"];

/// Words that may stand between a person and the person's word: `Ann's main argument`.
const MOST_ADJECTIVES: usize = 2;

/// Returns the phrase `what is …'s view`, where nothing before it is about anything else.
pub(crate) fn owned_view(words: &[QuestionWord], named: &[NamedSpeaker]) -> Option<Attribution> {
    let first = named.first()?;
    if !(0..first.words.start).all(|at| is_any(words, at, &BEFORE_OWNERS)) {
        return None;
    }
    let (list, owners) = list_at(words, named, first.words.start)?;
    let end = owners.last().filter(|owner| owner.possessive)?.words.end;
    let is_word =
        |&at: &usize| is_any(words, at, &NOUNS_OF_SAYING) && !is_any(words, at, &NOT_ALWAYS_SAID);
    let noun = (end..=end + MOST_ADJECTIVES).find(is_word)?;
    // "Ann's house in view" is not Ann's view.
    let adjectives = &words[end..noun];
    let is_plain = adjectives.iter().all(|word| {
        !word.follows_punctuation && !word.possessive && !QUESTION_WORDS.has(&word.bare)
    });
    let prepositions = ["in", "of", "to", "at", "on", "the"];
    let follows_preposition = noun > end && follows_any(words, noun, &prepositions);
    (is_plain && !follows_preposition).then_some(Attribution {
        words: 0..noun + 1,
        named: list,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;
    use crate::question::people::named::KnownSpeakers;

    fn read(text: &str) -> (Vec<QuestionWord>, Vec<NamedSpeaker>) {
        let people = KnownSpeakers::new(&["Ana".to_owned(), "Ben".to_owned()]);
        let words = question_words(text, &[]);
        let named = people.named_in(&words);
        (words, named)
    }

    #[test]
    fn attribution_phrase_ends_with_the_person() {
        for (text, length, people) in [
            ("according to Ana is it so", 3, 1),
            ("according to Ana and Ben, is it so", 5, 2),
            ("according to the harbour master, is it so", 5, 0),
            ("in Ana's opinion is it so", 3, 1),
            ("from Ana’s point of view it is so", 5, 1),
            ("in the host's view it is so", 4, 0),
        ] {
            let (words, named) = read(text);
            let attribution = attribution_phrase(&words, &named).unwrap();
            assert_eq!(
                (attribution.words, attribution.named.len()),
                (0..length, people),
                "{text}"
            );
        }
    }

    #[test]
    fn possessive_without_a_noun_of_attribution_is_not_an_attribution() {
        for text in [
            "in Ana's house",
            "according to what Ana's brother told the two of us",
            "in my view",
        ] {
            let (words, named) = read(text);
            assert_eq!(attribution_phrase(&words, &named), None, "{text}");
        }
    }

    #[test]
    fn owned_view_stands_alone_in_its_question() {
        for (text, is_owned) in [
            ("what is Ana's view on tides", true),
            ("what was Ana's first answer", true),
            ("Summarize Ana and Ben's opinion of tides", true),
            ("what is Ana's boat in view of the tide", false),
            ("who heard Ana's view", false),
            ("what is Ana's boat", false),
        ] {
            let (words, named) = read(text);
            assert_eq!(owned_view(&words, &named).is_some(), is_owned, "{text}");
        }
    }
}
