//! Finds where a turn calls somebody by name.
//!
//! ```text
//! opener* NAME , …        Well, Ana, I think …        opener* NAME . | ? | !
//! … , NAME . | ? | !      Welcome to the show, Ana.
//! … you … , NAME , …      You said earlier, Ana, that …
//! hi|hey|hello|thanks|thank you|sorry NAME …
//! … you … it|that|think|again|… NAME ?      What do you think of it Ana?
//! … you … NAME , NAME ?                     Did you know Bo, Ana?
//! ```
//!
//! A name does not count where it only explains a word before it ("my friend, Tom"), is explained
//! itself ("Tom, the baker, …") or is one of a list ("Tom, Ana and Bo").

use std::ops::Range;

use crate::english::lexicon::{
    ARTICLES, CONJUNCTIONS, DAYTIMES, EXACTLY, GREETINGS, HAILS, HESITATIONS, OFFICES_OF_STATE,
    PRAISE, RELATIVES, YES,
};
use crate::english::word_classes;
use crate::naming::scene::Scene;
use crate::naming::turn_words::{Mark, TurnWords};

/// A call by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vocative {
    /// The words of the name.
    pub(super) name: Range<usize>,
    /// The sentence, by its place.
    pub(super) sentence: usize,
    /// Whether the sentence has nothing but the name.
    pub(super) alone: bool,
}

word_classes! {
    /// Words that may stand between the beginning of a sentence and the name.
    OPENERS = [YES EXACTLY PRAISE GREETINGS HESITATIONS DAYTIMES CONJUNCTIONS]
        "so well no nope yup thanks thank you very much sorry oh ah alright all now look listen \
         awesome please welcome back bye congrats congratulations agreed perfect excellent anyway \
         go ahead on then also again a lot for that true point question i agree appreciate it \
         lovely fine fair enough wait actually first maybe not is haha aww";
}

const MOST_OPENERS: usize = 6;

word_classes! {
    /// Words that a name after them explains.
    EXPLAINED = [RELATIVES OFFICES_OF_STATE]
        "friend friends partner dog cat pup puppy kitten boss colleague founder cofounder cousin \
         neighbor neighbour guy host guest named called boyfriend girlfriend kid teacher coach \
         author ceo senator singer character company band name"
        without "secretary";

    /// Words after a name that explain it.
    EXPLAINING = [ARTICLES]
        "he she they he's she's they're who whose our my his her their is was which one formerly \
         also";

    /// Words that end a sentence, so that a name after them is not part of it.
    CLOSINGS =
        "it this there here now today so too then think much again ahead forward yet though well \
         saying";

    SECOND_PERSON = "you your you're you've you'd you'll yours yourself u";
}

/// Returns whether the sentence speaks to somebody.
pub(super) fn has_second_person(words: &TurnWords, sentence: usize) -> bool {
    words.sentence_has_word(sentence, &SECOND_PERSON)
}

/// Returns the calls of a turn, in order.
pub(super) fn vocatives(scene: &Scene<'_>, speech: usize) -> Vec<Vocative> {
    let words = &scene.speeches[speech].words;
    let mut names = scene.names(speech);
    names.retain(|name| is_call(scene, speech, name));
    let calls = names.into_iter().map(|name| {
        let sentence = words.all[name.start].sentence;
        Vocative {
            alone: words.sentences[sentence].words == name,
            name,
            sentence,
        }
    });
    calls.collect()
}

fn is_call(scene: &Scene<'_>, speech: usize, name: &Range<usize>) -> bool {
    let words = &scene.speeches[speech].words;
    let (first, last) = (&words.all[name.start], &words.all[name.end - 1]);
    let bounds = &words.sentences[first.sentence].words;
    if last.possessive {
        return false;
    }
    if is_listed(scene, speech, name) {
        return is_asked_about_another(scene, speech, name);
    }
    let lead = bounds.start..name.start;
    let opens = lead.len() <= MOST_OPENERS && lead.clone().all(|at| words.is_any(at, &OPENERS));
    let closes = last.after == Mark::Stop;
    let spoken_to = has_second_person(words, first.sentence);
    let explained = last.after == Mark::Comma && words.is_any(name.end, &EXPLAINING);
    let explains = !lead.is_empty() && words.is_any(name.start - 1, &EXPLAINED);
    let hailed = !lead.is_empty()
        && (words.is_any(name.start - 1, &HAILS)
            || (name.start >= 2 && words.has_phrase(name.start - 2, "thank you")));
    if opens && (hailed || closes || last.after == Mark::Comma) {
        return spoken_to || hailed || !explained;
    }
    let unmarked = closes && spoken_to && words.is_any(name.start.wrapping_sub(1), &CLOSINGS);
    if (first.before != Mark::Comma && !unmarked) || explains {
        return false;
    }
    closes || (last.after == Mark::Comma && spoken_to && !explained)
}

/// Returns whether a question ends with two names, the first of whom it is about.
///
/// Nobody ends a list with a comma alone: "Did you know Bo, Ana?" asks Ana.
fn is_asked_about_another(scene: &Scene<'_>, speech: usize, name: &Range<usize>) -> bool {
    let words = &scene.speeches[speech].words;
    let first = &words.all[name.start];
    let sentence = &words.sentences[first.sentence];
    if name.start == 0 || first.before != Mark::Comma {
        return false;
    }
    let other = name.start - 1;
    let of_two = words.all[other].capital
        && words.all[other].before == Mark::Space
        && !words.is_any(other.saturating_sub(1), &["and", "or"]);
    let ends = name.end == sentence.words.end;
    ends && of_two && sentence.is_question && has_second_person(words, first.sentence)
}

/// Returns whether the name is one of several, or the second half of a place.
fn is_listed(scene: &Scene<'_>, speech: usize, name: &Range<usize>) -> bool {
    let words = &scene.speeches[speech].words;
    let first = &words.all[name.start];
    let before = name.start.checked_sub(1).map(|at| &words.all[at]);
    let after_a_name = before.is_some_and(|before| {
        first.before == Mark::Comma
            && before.capital
            && before.before != Mark::Stop
            && scene.framed_name_at(speech, name.start - 1).is_some()
    });
    let after_and = before.is_some_and(|before| {
        before.bare == "and" && before.before != Mark::Stop && first.before == Mark::Space
    });
    let last = &words.all[name.end - 1];
    let next = name.end + usize::from(words.is_any(name.end, &["and", "or"]));
    let before_a_name = last.after != Mark::Stop && scene.name_at(speech, next).is_some();
    after_a_name || after_and || before_a_name
}
