//! Finds the speaker label at the start of a caption: `Sarah: hello`, `[SPEAKER_00]: hello`.
//!
//! Where the text before a colon does not look like a name, the caption has no label.

use std::collections::HashSet;

use super::non_speech::is_non_speech;
use super::speaker_change::without_change_sign;
use crate::english::lexicon::{CONJUNCTIONS, NAME_PARTICLES, SHORT_TITLES};
use crate::english::{HasWord, fold, word_classes};

/// The most words of a label.
const MOST_NAME_WORDS: usize = 6;

word_classes! {
    /// Openings with a colon that are speech, not names.
    NOT_NAMES = [CONJUNCTIONS]
        "note notes re ps warning example question answer so because http https";

    /// Abbreviations, whose full stop does not end a sentence.
    TITLES = [SHORT_TITLES] "st";

    /// Words in small letters inside names.
    PARTICLES = [NAME_PARTICLES] "del of the and";
}

/// How the captions of a file name their speakers.
///
/// "The Godfather: what a film" is speech. So `Name:` counts as a label only in a file that names
/// speakers: its first words have a label, or a label comes twice, or half of its captions have one.
/// A label in brackets is not speech, and counts in any file without voice tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelStyle {
    /// With `Name:` before the words.
    Prefixed,
    /// Not at all. `Name:` is speech.
    Unlabelled,
    /// With WebVTT's voice tags. `Name:` is speech.
    VoiceTags,
}

impl LabelStyle {
    /// Decides from the first lines of all captions of a file.
    pub(super) fn detect(captions: impl Iterator<Item = String>) -> Self {
        let mut seen = HashSet::new();
        let (mut n_captions, mut n_labelled) = (0_usize, 0_usize);
        for caption in captions.filter(|caption| has_speech(caption)) {
            n_captions += 1;
            let Some((label, _)) = split_speaker(without_change_sign(&caption)) else {
                continue;
            };
            n_labelled += 1;
            if n_captions == 1 || !seen.insert(label.to_owned()) {
                return Self::Prefixed;
            }
        }
        if n_labelled > 0 && 2 * n_labelled >= n_captions {
            Self::Prefixed
        } else {
            Self::Unlabelled
        }
    }

    /// Returns the label and the words of a caption of the file.
    pub(super) fn split(self, caption: &str) -> Option<(&str, &str)> {
        match self {
            Self::Prefixed => split_speaker(caption),
            Self::Unlabelled => split_bracketed(caption),
            Self::VoiceTags => None,
        }
    }
}

fn has_speech(caption: &str) -> bool {
    caption.contains(char::is_alphanumeric) && !is_non_speech(caption)
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

fn looks_like_a_name(label: &str) -> bool {
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

    fn label_style(captions: &[&str]) -> LabelStyle {
        LabelStyle::detect(captions.iter().map(|caption| (*caption).into()))
    }

    #[test]
    fn a_file_names_speakers_where_it_begins_so_or_repeats_a_name_or_half_have_one() {
        for captions in [
            &["Sarah: hello", "and", "welcome"][..],
            &["[music]", "♪", "Sarah: hello", "and", "welcome"],
            &["so", "Sarah: hello", "and", "well", "Sarah: hm"],
            &["so", "Sarah: hello", "Tobias: hm"],
            &["[A]: hello [laughs]", "and", "so", "Sarah: hm", "yes", "no"],
        ] {
            assert_eq!(label_style(captions), LabelStyle::Prefixed, "{captions:?}");
        }
    }

    #[test]
    fn a_title_with_a_colon_names_nobody_in_a_file_without_names() {
        for captions in [
            &["so", "The Godfather: what a film", "yes"][..],
            &[
                "so",
                "The Godfather: a film",
                "Chapter Two: a book",
                "a",
                "b",
            ],
            &["so", "yes"],
            &[],
        ] {
            assert_eq!(
                label_style(captions),
                LabelStyle::Unlabelled,
                "{captions:?}"
            );
        }
        let unlabelled = LabelStyle::Unlabelled;
        assert_eq!(unlabelled.split("The Godfather: what a film"), None);
        assert_eq!(
            unlabelled.split("[Ann]: what a film"),
            Some(("Ann", "what a film"))
        );
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
