//! Tells a speaker's name at the start of a caption (`Sarah: hello`, `[SPEAKER_00]: hello`) from
//! words with a colon.
//!
//! In: the text of a caption, and how all captions of its file begin. Out: the label as written and
//! the words after it. Never here: a guess; where the prefix does not look like a name, the text is
//! left whole.

use std::borrow::Cow;
use std::collections::HashSet;

use super::sign::unsigned;

/// The longest label, in words, that is taken for a name.
const MOST_NAME_WORDS: usize = 6;

/// Openings with a colon that are speech, not names, in lower case.
const NOT_NAMES: [&str; 14] = [
    "note", "notes", "re", "ps", "warning", "example", "question", "answer", "so", "and", "but",
    "because", "http", "https",
];

/// Whether captions of a file begin with their speakers' names.
///
/// Anybody may say "The Godfather: what a film". It is a name only in a file that names speakers:
/// its first words do, or a name comes twice, or half of its captions have one. A label in brackets
/// is no words and always counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefixes {
    /// They do.
    Speakers,
    /// What looks like a name is words.
    Words,
    /// Speakers are marked otherwise, with WebVTT's voice tags; what looks like a name is words.
    Voices,
}

impl Prefixes {
    /// Looks at the first lines of all captions of a file.
    pub(super) fn of<'a>(captions: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut seen = HashSet::new();
        let (mut all, mut labelled) = (0_usize, 0_usize);
        for caption in captions.filter(|caption| !is_a_sound(caption)) {
            all += 1;
            let Some((label, _)) = split_speaker(unsigned(&caption)) else {
                continue;
            };
            labelled += 1;
            if all == 1 || !seen.insert(label.to_owned()) {
                return Self::Speakers;
            }
        }
        if labelled > 0 && 2 * labelled >= all {
            Self::Speakers
        } else {
            Self::Words
        }
    }

    /// Returns the label and the words of a caption of the file.
    pub(super) fn split(self, caption: &str) -> Option<(&str, &str)> {
        match self {
            Self::Speakers => split_speaker(caption),
            Self::Words => split_bracketed(caption),
            Self::Voices => None,
        }
    }
}

/// Whether a caption tells a sound, or nothing: `[music]`, `(laughs)`, `♪`; one that begins with a label in
/// brackets does not, though it may end with a sound.
fn is_a_sound(caption: &str) -> bool {
    let caption = caption.trim();
    if split_bracketed(caption).is_some() {
        return false;
    }
    let inside = |open, close| caption.starts_with(open) && caption.ends_with(close);
    inside('[', ']') || inside('(', ')') || !caption.contains(char::is_alphanumeric)
}

/// Returns the label before the first colon and the words after it, where the label has the
/// shape of a name: at most six words, the first of them capitalised, a number or in a script
/// without capitals, and not a common opening. A label in brackets needs no shape.
pub(super) fn split_speaker(text: &str) -> Option<(&str, &str)> {
    if let Some(parts) = split_bracketed(text) {
        return Some(parts);
    }
    let (label, words) = text.split_once([':', '：'])?;
    let label = label.trim();
    let spaced = words.is_empty() || words.starts_with(char::is_whitespace) || text.contains('：');
    (spaced && looks_like_a_name(label)).then_some((label, words.trim_start()))
}

/// Returns the label in `[label]: words`, as WhisperX writes it, and the words.
pub(super) fn split_bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, words) = text.strip_prefix('[')?.split_once("]:")?;
    let label = label.trim();
    let plausible = label.chars().any(char::is_alphanumeric)
        && !label.contains(['[', ']', '\n'])
        && label.split_whitespace().count() <= MOST_NAME_WORDS;
    let spaced = words.is_empty() || words.starts_with(char::is_whitespace);
    (plausible && spaced).then_some((label, words.trim_start()))
}

fn looks_like_a_name(label: &str) -> bool {
    let plausible_start = label
        .chars()
        .next()
        .is_some_and(|first| first.is_alphanumeric() && !first.is_lowercase());
    let plausible_characters = label
        .chars()
        .all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.,-'’()#&/".contains(c));
    plausible_start
        && plausible_characters
        && !holds_a_sentence_end(label)
        && label.chars().any(char::is_alphabetic)
        && label.split_whitespace().count() <= MOST_NAME_WORDS
        && label.split_whitespace().all(may_stand_in_a_name)
        && !NOT_NAMES.contains(&label.to_lowercase().as_str())
}

/// A point inside a name ends a title or an initial ("Dr. Lee", "J. Smith"), never a sentence.
fn holds_a_sentence_end(label: &str) -> bool {
    const TITLES: [&str; 6] = ["Dr", "Mr", "Mrs", "Ms", "Prof", "St"];
    label.rsplit(". ").skip(1).any(|before| {
        let word = before.split_whitespace().next_back().unwrap_or_default();
        word.chars().count() != 1 && !TITLES.contains(&word)
    })
}

/// Names are capitalised words, numbers, initials and particles such as "de la".
fn may_stand_in_a_name(word: &str) -> bool {
    const PARTICLES: [&str; 12] = [
        "de", "la", "van", "von", "der", "den", "da", "di", "del", "of", "the", "and",
    ];
    let first = word.trim_start_matches(['(', '#', '&', '-']).chars().next();
    // What stands in brackets says what the person is: "(guest)", "(she/her)".
    let bracketed = word.starts_with('(') && word.ends_with(')');
    bracketed || first.is_none_or(|first| !first.is_lowercase()) || PARTICLES.contains(&word)
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

    fn prefixes(captions: &[&str]) -> Prefixes {
        Prefixes::of(captions.iter().map(|caption| (*caption).into()))
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
            assert_eq!(prefixes(captions), Prefixes::Speakers, "{captions:?}");
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
            assert_eq!(prefixes(captions), Prefixes::Words, "{captions:?}");
        }
        let words = Prefixes::Words;
        assert_eq!(words.split("The Godfather: what a film"), None);
        assert_eq!(
            words.split("[Ann]: what a film"),
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
