//! Whether a sentence of a language model may be said.
//!
//! In: a sentence, and the passages that the model was given. Out: the sentence with its quotations
//! in the store's own letters, or why it is left out. What stands outside quotation marks is the
//! model's own: only that it names an existing passage can be seen. Never here: a quotation that
//! does not stand, word for word, in a passage that its sentence names.

use super::markdown::inert;
use crate::store::PassageRecord;

/// Why a sentence is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dropped {
    /// It names no passage, or one that there is not.
    NoSource,
    /// It quotes what was not said.
    NotSaid,
}

/// A sentence that may be said.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Checked {
    /// Markdown, with its citations.
    pub(super) text: String,
    /// The numbers of the passages that it names, from 1.
    pub(super) numbers: Vec<usize>,
}

/// Checks a sentence against the passages, the first of which is number 1.
pub(super) fn check(sentence: &str, passages: &[&PassageRecord]) -> Result<Checked, Dropped> {
    let sentence = decoded(sentence);
    let parts = parts(&sentence);
    let mut numbers: Vec<usize> = Vec::new();
    for part in &parts {
        if let Part::Citation(cited) = part {
            numbers.extend(cited);
        }
    }
    if numbers.is_empty() || numbers.iter().any(|&n| n == 0 || n > passages.len()) {
        return Err(Dropped::NoSource);
    }
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Plain(plain) => text.push_str(&inert(plain)),
            Part::Citation(cited) => {
                text.extend(cited.iter().map(|number| format!("[{number}]")));
            }
            Part::Quotation(words) => {
                let said = numbers
                    .iter()
                    .find_map(|&n| find(words, passages[n - 1].text()));
                let said = said.ok_or(Dropped::NotSaid)?;
                text.push_str(&format!("“{}”", inert(said)));
            }
        }
    }
    Ok(Checked { text, numbers })
}

enum Part<'a> {
    Plain(&'a str),
    Citation(Vec<usize>),
    Quotation(&'a str),
}

/// Takes a sentence apart. A quotation that nobody closed goes on to the end.
fn parts(sentence: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = sentence;
    while let Some(at) = rest.find(['[', '"', '“', '«', '„']) {
        if at > 0 {
            parts.push(Part::Plain(&rest[..at]));
        }
        rest = &rest[at..];
        let mark = rest.chars().next().unwrap_or_default();
        let inner = &rest[mark.len_utf8()..];
        if mark == '[' {
            match citation(inner) {
                Some((numbers, after)) => {
                    parts.push(Part::Citation(numbers));
                    rest = after;
                }
                None => {
                    parts.push(Part::Plain("["));
                    rest = inner;
                }
            }
            continue;
        }
        let closing: &[char] = match mark {
            '"' => &['"'],
            '«' => &['»'],
            '„' => &['“', '”'],
            _ => &['”'],
        };
        let end = inner.find(closing).unwrap_or(inner.len());
        parts.push(Part::Quotation(&inner[..end]));
        let after = inner[end..].chars().next().map_or(0, char::len_utf8);
        rest = &inner[end + after..];
    }
    if !rest.is_empty() {
        parts.push(Part::Plain(rest));
    }
    parts
}

/// Reads `1, 2]` and returns what follows.
fn citation(text: &str) -> Option<(Vec<usize>, &str)> {
    let (numbers, after) = text.split_once(']')?;
    let numbers = numbers.split(',').map(|number| number.trim().parse());
    Some((numbers.collect::<Result<_, _>>().ok()?, after))
}

/// Takes back what the passages were escaped with, where the model copied it.
fn decoded(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (escaped, plain)| {
            text.replace(escaped, plain)
        })
}

/// Returns the words as they stand in a text: letters may differ in case, apostrophes, quotation
/// marks and white space in form, and punctuation at either end is not compared.
fn find<'a>(words: &str, text: &'a str) -> Option<&'a str> {
    let is_word = |c: &char| c.is_alphanumeric();
    let wanted = words.trim_matches(|c| !is_word(&c));
    let wanted: Vec<char> = folded(wanted).map(|(_, c)| c).collect();
    if wanted.is_empty() {
        return None;
    }
    let said: Vec<(usize, char)> = folded(text).collect();
    let found = said.windows(wanted.len()).enumerate().find(|(at, window)| {
        let before = at.checked_sub(1).map(|before| said[before].1);
        let after = said.get(at + wanted.len()).map(|(_, c)| *c);
        let whole_words =
            !before.is_some_and(|c| is_word(&c)) && !after.is_some_and(|c| is_word(&c));
        whole_words && window.iter().map(|(_, c)| c).eq(&wanted)
    });
    let (at, _) = found?;
    let start = said[at].0;
    let end = said
        .get(at + wanted.len())
        .map_or(text.len(), |(end, _)| *end);
    Some(text[start..end].trim_end())
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
            }),
        }
    }

    fn checked(sentence: &str) -> Result<String, Dropped> {
        let first = passage("We were  frozen in for nine nights, and I don’t mind saying so.");
        let second = passage("The word \"start\" stood in R&D's book <1>.");
        check(sentence, &[&first, &second]).map(|checked| checked.text)
    }

    #[test]
    fn a_quotation_is_given_in_the_stores_own_letters() {
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
            assert_eq!(checked(invented), Err(Dropped::NotSaid), "{invented}");
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
            assert_eq!(checked(bare), Err(Dropped::NoSource), "{bare}");
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
    fn what_the_passages_were_escaped_with_is_taken_back() {
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
