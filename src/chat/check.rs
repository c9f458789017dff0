//! Checks a sentence of a language model against the passages that the model was given.
//!
//! A sentence passes if it names existing passages and if each of its quotations stands, word for
//! word, in one of them. Its quotations are then replaced by the words as the transcript spells
//! them. Text outside quotation marks is not checked.

use super::markdown::inert;
use crate::store::PassageRecord;

/// Why a sentence is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rejection {
    /// It names no passage, or one that does not exist.
    NoSource,
    /// A quotation stands in none of its passages.
    Misquoted,
}

/// A sentence that passes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CheckedSentence {
    /// Markdown, with its citations.
    pub(super) text: String,
    /// The numbers of the passages that it names; the first is 1.
    pub(super) numbers: Vec<usize>,
}

/// Checks a sentence against the passages, the first of which is number 1.
pub(super) fn check(
    sentence: &str,
    passages: &[&PassageRecord],
) -> Result<CheckedSentence, Rejection> {
    let sentence = decoded(sentence);
    let parts = parts(&sentence);
    let cited = parts.iter().filter_map(|part| match part {
        SentencePart::Citation(numbers) => Some(numbers),
        _ => None,
    });
    let numbers: Vec<usize> = cited.flatten().copied().collect();
    if numbers.is_empty() || numbers.iter().any(|&n| n == 0 || n > passages.len()) {
        return Err(Rejection::NoSource);
    }
    let mut text = String::new();
    for part in parts {
        match part {
            SentencePart::Plain(plain) => text.push_str(&inert(plain)),
            SentencePart::Citation(cited) => {
                text.extend(cited.iter().map(|number| format!("[{number}]")));
            }
            SentencePart::Quotation(words) => {
                let mut texts = numbers.iter().map(|&n| passages[n - 1].text());
                let verbatim = texts.find_map(|text| find(words, text));
                let verbatim = verbatim.ok_or(Rejection::Misquoted)?;
                text.push_str(&format!("“{}”", inert(verbatim)));
            }
        }
    }
    Ok(CheckedSentence { text, numbers })
}

enum SentencePart<'a> {
    Plain(&'a str),
    Citation(Vec<usize>),
    Quotation(&'a str),
}

/// Splits a sentence. A quotation without a closing mark ends with the sentence.
fn parts(sentence: &str) -> Vec<SentencePart<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(['[', '"', '“', '«', '„']) {
        if at > 0 {
            parts.push(SentencePart::Plain(&rest[..at]));
        }
        rest = &rest[at..];
        let mark = rest.chars().next().unwrap_or_default();
        let inner = &rest[mark.len_utf8()..];
        if mark == '[' {
            let cited = citation(inner);
            let cited = cited.map(|(numbers, after)| (SentencePart::Citation(numbers), after));
            let (part, after) = cited.unwrap_or((SentencePart::Plain("["), inner));
            parts.push(part);
            rest = after;
            continue;
        }
        let closing: &[char] = match mark {
            '"' => &['"'],
            '«' => &['»'],
            '„' => &['“', '”'],
            _ => &['”'],
        };
        let end = inner.find(closing).unwrap_or(inner.len());
        parts.push(SentencePart::Quotation(&inner[..end]));
        let after = inner[end..].chars().next().map_or(0, char::len_utf8);
        rest = &inner[end + after..];
    }
    if !rest.is_empty() {
        parts.push(SentencePart::Plain(rest));
    }
    parts
}

/// Reads `1, 2]` and returns what follows.
fn citation(text: &str) -> Option<(Vec<usize>, &str)> {
    let (numbers, after) = text.split_once(']')?;
    let numbers = numbers.split(',').map(|number| number.trim().parse());
    Some((numbers.collect::<Result<_, _>>().ok()?, after))
}

/// Decodes the escapes of the passages where the model copied them.
fn decoded(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

/// Finds words in a text and returns them as the text spells them. Case, the form of apostrophes,
/// quotation marks and white space, and punctuation at either end may differ.
fn find<'a>(words: &str, text: &'a str) -> Option<&'a str> {
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let words: Vec<char> = folded(words).map(|(_, c)| c).collect();
    if words.is_empty() {
        return None;
    }
    let said: Vec<(usize, char)> = folded(text).collect();
    let is_letter = |at: usize| said.get(at).is_some_and(|(_, c)| c.is_alphanumeric());
    let mut places = said.windows(words.len()).enumerate();
    let at = places.position(|(at, window)| {
        let whole_words = (at == 0 || !is_letter(at - 1)) && !is_letter(at + words.len());
        whole_words && window.iter().map(|(_, c)| c).eq(&words)
    })?;
    let after = said.get(at + words.len());
    let end = after.map_or(text.len(), |(end, _)| *end);
    Some(text[said[at].0..end].trim_end())
}

/// Returns the characters as they are compared, each with its place in the text; a run of white
/// space is one space.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut after_space = false;
    text.char_indices().flat_map(move |(at, c)| {
        let again = after_space && c.is_whitespace();
        after_space = c.is_whitespace();
        let plain = match c {
            '’' | '‘' | '`' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        let lower = plain.to_lowercase().map(move |c| (at, c));
        lower.take(if again { 0 } else { usize::MAX })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::passage::Doubts;
    use crate::store::PassageId;
    use crate::transcript::{Media, Turn};

    fn passage(text: &str) -> PassageRecord {
        PassageRecord {
            id: PassageId(0),
            transcript_id: "talk".into(),
            title: "talk".into(),
            media: Arc::new(Media::default()),
            chapters: Arc::default(),
            language: None,
            ordinal: 0,
            speaker: None,
            span: None,
            estimated_times: false,
            doubts: Doubts::default(),
            name: None,
            text_range: 0..text.len(),
            turn_ordinal: 0,
            turn: Arc::new(Turn {
                speaker: None,
                span: None,
                text: text.into(),
                cues: Vec::new(),
                ..Turn::default()
            }),
        }
    }

    fn checked(sentence: &str) -> Result<String, Rejection> {
        let first = passage("We were  frozen in for nine nights, and I don’t mind saying so.");
        let second = passage("The word \"start\" stood in R&D's book <1>.");
        check(sentence, &[&first, &second]).map(|checked| checked.text)
    }

    #[test]
    fn quotation_is_spelt_as_the_transcript_spells_it() {
        assert_eq!(
            checked("Agnes said \"Frozen in for nine nights\" [1]."),
            Ok("Agnes said “frozen in for nine nights” [1].".into())
        );
        assert_eq!(
            checked("“we were frozen in for nine nights, and I don't mind,” she said [1]"),
            Ok("“We were  frozen in for nine nights, and I don’t mind” she said [1]".into())
        );
    }

    #[test]
    fn a_quotation_that_was_not_said_is_left_out_with_its_sentence() {
        for invented in [
            "She said “ten nights” [1].",
            "She said “frozen ... nights” [1].",
            "She said “We were nine nights” [1].",
            "She said “roze in for nine” [1].",
            "She said “” [1].",
            "She said “nine nights” and „ten“ [1].",
            "She said “nine nights” [2].",
        ] {
            assert_eq!(checked(invented), Err(Rejection::Misquoted), "{invented}");
        }
    }

    #[test]
    fn a_sentence_without_a_passage_is_left_out() {
        for bare in [
            "It froze.",
            "She said “nine nights and never ends [1].",
            "It froze [0].",
            "It froze [3].",
            "It froze [1, 9].",
            "It froze [x].",
            "[]",
        ] {
            assert_eq!(checked(bare), Err(Rejection::NoSource), "{bare}");
        }
    }

    #[test]
    fn a_quotation_may_stand_in_any_passage_that_its_sentence_names() {
        assert_eq!(
            checked("It lasted «nine nights» [1, 2]."),
            Ok("It lasted “nine nights” [1][2].".into())
        );
    }

    #[test]
    fn escapes_of_the_passages_are_decoded() {
        assert_eq!(
            checked("It stood in “R&amp;D's book &lt;1” [2]."),
            Ok("It stood in “R\\&D's book \\<1” [2].".into())
        );
    }

    #[test]
    fn the_models_markup_is_shown_and_not_obeyed() {
        assert_eq!(
            checked("![x](http://evil.example) [1]"),
            Ok("!\\[x\\](http\\://evil.example) [1]".into())
        );
    }
}
