//! Finds a label by its shape at the start of a line: `Sarah: hello`, `[SPEAKER_00]: hello`.

use crate::english::lexicon::{
    BE, BE_BEEN, CONJUNCTIONS, DO, HAVE, NAME_PARTICLES, OBJECT_PRONOUNS, POSSESSIVES,
    PRONOUNS_WITH_BE, PRONOUNS_WITH_HAVE, PRONOUNS_WITH_WILL, QUESTION_WORDS, SHORT_TITLES,
    SUBJECT_PRONOUNS, WILL_AND_CAN,
};
use crate::english::{HasWord, fold, word_classes};

/// The most words of a label.
const MOST_NAME_WORDS: usize = 6;

word_classes! {
    /// Openings with a colon that are speech, not names.
    NOT_NAMES = [CONJUNCTIONS]
        "note notes re ps warning example question answer so because http https \
         chapter section scene act topic agenda summary conclusion introduction disclaimer caption \
         figure";

    /// Words that speech has before a colon and names have not.
    SPOKEN = [
        BE BE_BEEN DO HAVE OBJECT_PRONOUNS PRONOUNS_WITH_BE PRONOUNS_WITH_HAVE PRONOUNS_WITH_WILL
        POSSESSIVES QUESTION_WORDS SUBJECT_PRONOUNS WILL_AND_CAN
    ] "it this that these those there here say says said tell told like just not";

    /// Words for sounds and ways to speak that stand in brackets.
    SOUNDS =
        "laugh laughter chuckle sigh cough music applause crosstalk inaudible indistinct unclear \
         silence pause noise beep bell chatter sob gasp groan sniff whisper shout scream thunder \
         bang boom bark buzz cheer clap click clang crack crash creak cry door engine explosion \
         giggle growl gunshot honk horn hum knock phone pop rain ring roar siren slam snap snore song \
         splash squeak static thud tick wind yell \
         background foreign off end start beat";

    /// Abbreviations, whose full stop does not end a sentence.
    TITLES = [SHORT_TITLES] "st";

    /// Words in small letters inside names.
    PARTICLES = [NAME_PARTICLES] "del of the and";
}

/// Returns the label before the first colon, and the words after it.
///
/// A label has the shape of a name: at most six words, of which the first is capitalised, a number or
/// in a script without capitals; and it is no common opening such as `Note`. A label in brackets
/// needs no such shape.
pub(crate) fn split_speaker(text: &str) -> Option<(&str, &str)> {
    if let Some(parts) = split_bracketed(text) {
        return Some(parts);
    }
    let (label, words) = text.split_once([':', '：'])?;
    let label = label.trim();
    let spaced = words.is_empty() || words.starts_with(char::is_whitespace) || text.contains('：');
    (spaced && looks_like_a_name(label)).then_some((label, words.trim_start()))
}

/// Returns the label and the words of `[label]: words`, as WhisperX writes them.
pub(crate) fn split_bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, words) = text.strip_prefix('[')?.split_once("]:")?;
    let label = label.trim();
    let plausible = label.chars().any(char::is_alphanumeric)
        && !label.contains(['[', ']', '\n'])
        && label.split_whitespace().count() <= MOST_NAME_WORDS;
    let spaced = words.is_empty() || words.starts_with(char::is_whitespace);
    (plausible && spaced).then_some((label, words.trim_start()))
}

pub(super) fn looks_like_a_name(label: &str) -> bool {
    let may_begin = |c: char| c.is_alphanumeric() && !c.is_lowercase();
    let may_hold = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.,-'’()#&/".contains(c);
    label.starts_with(may_begin)
        && label.chars().all(may_hold)
        && !holds_a_sentence_end(label)
        && label.chars().any(char::is_alphabetic)
        && label.split_whitespace().count() <= MOST_NAME_WORDS
        && label.split_whitespace().all(may_stand_in_a_name)
        && !NOT_NAMES.has(&fold(label))
}

/// Returns whether a text before a colon is speech: a common opening, or words of which one stands in
/// no name.
pub(in crate::transcript) fn is_phrase(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    NOT_NAMES.has(&folded) || words.iter().any(|word| SPOKEN.has(word))
}

/// Returns whether a text in brackets before words may be a speaker: a name in capital letters, or
/// whose words all begin with one, that is no sound.
pub(in crate::transcript) fn may_be_a_bracketed_speaker(label: &str) -> bool {
    let mut words = label.split(' ');
    let is_capital = words.all(|word| word.starts_with(char::is_uppercase));
    is_capital && looks_like_a_name(label) && !is_sound(label)
}

/// Returns whether a text in brackets describes a sound or a voice: `laughs`, `MUSIC PLAYING`.
pub(super) fn is_sound(text: &str) -> bool {
    let folded = fold(text);
    let is_of = |word: &str| SOUNDS.has(word) || word.ends_with("ing") || word.ends_with("s");
    folded.split_whitespace().any(is_of)
}

/// Returns whether a text opens speech with a colon, whoever speaks: `Note`.
pub(in crate::transcript) fn is_opening(text: &str) -> bool {
    NOT_NAMES.has(&fold(text))
}

/// Returns whether a full stop in the label ends a sentence, as opposed to a title or an initial
/// ("Dr. Lee", "J. Smith").
fn holds_a_sentence_end(label: &str) -> bool {
    label.rsplit(". ").skip(1).any(|before| {
        let word = before.split_whitespace().next_back().unwrap_or_default();
        word.chars().count() != 1 && !TITLES.has(&fold(word))
    })
}

/// Returns whether a word can be part of a name: a capitalised word, a number, an initial, or a
/// particle such as "de la".
fn may_stand_in_a_name(word: &str) -> bool {
    let first = word.trim_start_matches(['(', '#', '&', '-']).chars().next();
    // Brackets describe the person: "(guest)", "(she/her)".
    let bracketed = word.starts_with('(') && word.ends_with(')');
    bracketed || first.is_none_or(|first| !first.is_lowercase()) || PARTICLES.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_shapes_are_labels() {
        for (text, label) in [
            ("Sarah: hello", "Sarah"),
            ("SPEAKER_00: hello", "SPEAKER_00"),
            ("Dr. Ana de la Cruz: hello", "Dr. Ana de la Cruz"),
            ("山田太郎：こんにちは", "山田太郎"),
            ("Jo (Guest): hello", "Jo (Guest)"),
            ("Jo (guest): hello", "Jo (guest)"),
            ("[SPEAKER_00]: hello", "SPEAKER_00"),
            ("Speaker 1:", "Speaker 1"),
        ] {
            assert_eq!(split_speaker(text).map(|parts| parts.0), Some(label));
        }
    }

    #[test]
    fn words_with_a_colon_are_not_labels() {
        for text in [
            "Note: bring water",
            "we have two: one",
            "It was like this: bad",
            "10:30 is fine",
            "https://example.org",
            "Well. I mean: no",
            "[music]",
            "[1]:x",
        ] {
            assert_eq!(split_speaker(text), None, "{text}");
        }
    }
}
