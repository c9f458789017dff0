//! Reads a question in a language other than English.
//!
//! A language with a lexicon (`language/lexicon/`) has its kinds of questions, and patterns for who
//! said something and what somebody said. A pattern is of the whole question: one that it is not
//! sure of filters nothing. Of other languages only phrases in quotation marks are read.

mod kind;
mod pattern;
mod speakers;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use self::kind::kind_of;
use self::pattern::{Matcher, Pattern};
use self::speakers::{NamedLabels, Speakers};
use super::grammar::quoted::quoted_phrases;
use super::kind::QuestionKind;
use super::reading::Reading;
use super::referents::Referents;
use crate::language::{Lexicon, LexiconWord, QuestionLanguage, WordList, lexicon};

/// Reads a question.
pub(super) fn read(text: &str, known: &Referents, language: QuestionLanguage) -> Reading {
    match lexicon(language.likely) {
        Some(lexicon) => by_lexicon(text, known, lexicon, language),
        None => as_a_whole(text, language),
    }
}

/// Reads a question of which all is the topic.
fn as_a_whole(text: &str, language: QuestionLanguage) -> Reading {
    let quoted = quoted_phrases(text).into_iter();
    Reading {
        language,
        topic: text.trim().to_owned(),
        phrases: quoted.map(|phrase| text[phrase].to_owned()).collect(),
        ..Reading::default()
    }
}

/// What the patterns say of a question.
#[derive(Default)]
struct Asked {
    /// Whether any pattern is of it.
    is_of_saying: bool,
    /// The kind that the pattern is of; none where its interrogative says it.
    kind: Option<QuestionKind>,
    sayer: Option<NamedLabels>,
    /// The words of the topic, by their places; none where all are.
    topic: Option<Range<usize>>,
}

fn by_lexicon(
    text: &str,
    known: &Referents,
    lexicon: &Lexicon,
    language: QuestionLanguage,
) -> Reading {
    let words = opaque_where_quoted(lexicon.words(text), text);
    let speakers = Speakers::new(&known.speakers, lexicon);
    let matcher = Matcher {
        lexicon,
        speakers: &speakers,
    };
    let (left, attributed) = without_attribution(&matcher, &words);
    let left = &left[lead_end(&left, lexicon)..];
    let asked = asked(&matcher, left);
    let topic = asked.topic.map_or(left, |topic| &left[topic]);
    let is_of_saying = asked.is_of_saying || attributed.is_some();
    let (said, guessed) = match attributed.or(asked.sayer) {
        Some(sayer) if sayer.certain => (sayer.labels, BTreeSet::new()),
        Some(sayer) => (BTreeSet::new(), sayer.labels),
        None => Default::default(),
    };
    let named = speakers.named_in(text, topic).into_iter();
    let named: BTreeSet<usize> = named.flat_map(|named| named.labels).collect();
    let named = &named - &said;
    let labels = |places: &BTreeSet<usize>| {
        let labels = places.iter().map(|&place| known.speakers[place].clone());
        labels.collect()
    };
    Reading {
        topic: match topic.len() == words.len() {
            true => text.trim().to_owned(),
            false => text_of(text, topic),
        },
        kind: asked.kind.unwrap_or_else(|| kind_of(left, lexicon)),
        spoken_of: match is_of_saying {
            true => labels(&named),
            false => Vec::new(),
        },
        mentioned: labels(&(&named | &guessed)),
        speakers: labels(&said),
        ..as_a_whole(text, language)
    }
}

/// Empties the words in quotation marks, so that nothing that is only quoted is read.
fn opaque_where_quoted(mut words: Vec<LexiconWord>, text: &str) -> Vec<LexiconWord> {
    let quoted = quoted_phrases(text);
    for word in &mut words {
        if quoted
            .iter()
            .any(|phrase| phrase.contains(&word.span.start))
        {
            word.folded.clear();
        }
    }
    words
}

/// Returns the words without those that say who said the answer, wherever they stand, and whom
/// these name.
fn without_attribution(
    matcher: &Matcher<'_>,
    words: &[LexiconWord],
) -> (Vec<LexiconWord>, Option<NamedLabels>) {
    let patterns = &matcher.lexicon.patterns.according_to;
    let mut found = patterns.iter().filter_map(|pattern| {
        let pattern = Pattern::new(pattern, matcher.lexicon);
        let mut starts = 0..words.len();
        starts.find_map(|at| Some((at, matcher.find_at(&pattern, words, at)?)))
    });
    let attribution = found.find_map(|(start, (end, slots))| {
        let left = [&words[..start], &words[end..]].concat();
        (!left.is_empty()).then_some((left, slots.sayer))
    });
    attribution.unwrap_or_else(|| (words.to_vec(), None))
}

/// Returns where the words end that come before a question.
fn lead_end(words: &[LexiconWord], lexicon: &Lexicon) -> usize {
    let mut end = 0;
    while let Some(length) = lexicon.longest(WordList::Lead, words, end) {
        end += length;
    }
    match end < words.len() {
        true => end,
        false => 0,
    }
}

/// Returns what the first pattern says that the question is of.
fn asked(matcher: &Matcher<'_>, words: &[LexiconWord]) -> Asked {
    let patterns = &matcher.lexicon.patterns;
    let kinds = [
        (&patterns.who_said, Some(QuestionKind::WhoSaid)),
        (&patterns.when_said, Some(QuestionKind::WhenSaid)),
        (&patterns.what_said, None),
    ];
    let found = kinds.into_iter().find_map(|(patterns, kind)| {
        let mut patterns = patterns.iter();
        let slots = patterns
            .find_map(|pattern| matcher.find(&Pattern::new(pattern, matcher.lexicon), words))?;
        Some(Asked {
            is_of_saying: true,
            kind,
            sayer: slots.sayer,
            topic: slots.topic,
        })
    });
    found.unwrap_or_default()
}

/// Returns the text of words; what was cut out between them leaves a space.
fn text_of(text: &str, words: &[LexiconWord]) -> String {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for word in words {
        match pieces.last_mut() {
            Some(last) if !text[last.end..word.span.start].contains(char::is_alphanumeric) => {
                last.end = word.span.end;
            }
            _ => pieces.push(word.span.clone()),
        }
    }
    let pieces: Vec<&str> = pieces
        .into_iter()
        .map(|piece| with_units(text, piece))
        .collect();
    pieces.join(" ")
}

/// Returns a piece of text with the signs that touch it and are part of it, as in `$5` and `50%`.
fn with_units(text: &str, piece: Range<usize>) -> &str {
    let is_unit = |c: char| "$€£¥₽%‰°+#".contains(c);
    let before = text[..piece.start].trim_end_matches(is_unit).len();
    let after = &text[piece.end..];
    let units = after.len() - after.trim_start_matches(is_unit).len();
    &text[before..piece.end + units]
}
