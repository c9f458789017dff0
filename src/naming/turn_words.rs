//! Cuts a turn into words and sentences, with the marks between them.
//!
//! What stands in brackets (`[laughs]`) was not said and has no words.

use std::ops::Range;

use crate::english::lexicon::TITLES;
use crate::english::{self, HasWord, PhraseClass, has_phrase, is_any};

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// White space.
    Space,
    /// A hyphen without space.
    Hyphen,
    /// A comma, or a dash.
    Comma,
    /// Something else inside a sentence: a bracket, a quotation mark, a colon, a word broken off.
    Break,
    /// The end of a sentence, or an end of the text.
    Stop,
}

/// A word of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TurnWord {
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    /// Folded, without a closing `'s`.
    pub(super) bare: String,
    /// Whether it ended in `'s`, or in `s'`.
    pub(super) possessive: bool,
    /// Whether it is written as names are: one capital, then small letters (`McCoy` and `O'Hara`
    /// too, `FDIC` and `DeFi` not).
    pub(super) capital: bool,
    /// Its sentence's place in [`TurnWords::sentences`].
    pub(super) sentence: usize,
    /// What stands before it.
    pub(super) before: Mark,
    /// What stands after it.
    pub(super) after: Mark,
}

/// A sentence of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Where it stands in the text, in bytes, with its closing mark.
    pub(super) span: Range<usize>,
    /// Its words, by their places.
    pub(super) words: Range<usize>,
    /// Whether it ends in a question mark.
    pub(super) is_question: bool,
}

/// The words and sentences of a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TurnWords {
    /// All words, in order.
    pub(super) all: Vec<TurnWord>,
    /// All sentences, in order; none is empty.
    pub(super) sentences: Vec<Sentence>,
}

/// Beginnings of names after which another capital may stand.
const BEGINNINGS: [&str; 12] = [
    "Mc", "Mac", "O'", "O’", "D'", "D’", "De", "Di", "La", "Le", "Van", "Fitz",
];

/// The most bytes between two brackets; a longer stretch has lost its closing bracket.
const LONGEST_BRACKET: usize = 400;

impl AsRef<str> for TurnWord {
    fn as_ref(&self) -> &str {
        &self.bare
    }
}

impl TurnWords {
    /// Reads the words and sentences of a text.
    pub(super) fn read(text: &str) -> Self {
        let mut words = Self::default();
        let mut unsaid = brackets(text).into_iter().peekable();
        for word in english::words(text) {
            let start = word.span.start;
            while unsaid.next_if(|range| range.end <= start).is_some() {}
            if unsaid.peek().is_none_or(|range| range.start > start) {
                words.push(text, &word);
            }
        }
        words.close(text, text.len());
        words
    }

    fn push(&mut self, text: &str, word: &english::Word) {
        let span = word.span.clone();
        let end_before = self.all.last().map_or(0, |last| last.span.end);
        let mark = self.mark(&text[end_before..span.start]);
        if mark == Mark::Stop {
            self.close(text, span.start);
            self.sentences.push(Sentence {
                span: span.clone(),
                words: self.all.len()..self.all.len(),
                is_question: false,
            });
        }
        if let Some(last) = self.all.last_mut() {
            last.after = mark;
        }
        self.all.push(TurnWord {
            capital: is_written_as_a_name(&text[span.clone()]),
            span,
            bare: word.bare().to_owned(),
            possessive: word.possessive,
            sentence: self.sentences.len() - 1,
            before: mark,
            after: Mark::Stop,
        });
    }

    /// Ends the last sentence before the byte `next`.
    fn close(&mut self, text: &str, next: usize) {
        let (Some(sentence), Some(last)) = (self.sentences.last_mut(), self.all.last()) else {
            return;
        };
        let tail = &text[last.span.end..next];
        let end = tail
            .rfind(|c: char| !c.is_whitespace() && !"([{<\"“'‘".contains(c))
            .map_or(0, |at| {
                at + tail[at..].chars().next().map_or(0, char::len_utf8)
            });
        sentence.span.end = last.span.end + end;
        sentence.words.end = self.all.len();
        sentence.is_question = tail.contains(['?', '？']);
    }

    /// Returns what a gap after the last word is.
    fn mark(&self, gap: &str) -> Mark {
        let Some(last) = self.all.last() else {
            return Mark::Stop;
        };
        if gap == "-" {
            return Mark::Hyphen;
        }
        let mut after = gap.chars().peekable();
        let mut found = Mark::Space;
        while let Some(c) = after.next() {
            let ends = match c {
                '?' | '!' | '…' | '。' | '！' | '？' => true,
                '.' => !abbreviates(last) && after.peek().is_none_or(|next| *next != ','),
                _ => false,
            };
            if ends {
                return Mark::Stop;
            }
            found = match (c, found) {
                (',' | '—' | '–', Mark::Space) => Mark::Comma,
                (c, found) if c.is_whitespace() || c == '.' => found,
                _ => Mark::Break,
            };
        }
        found
    }

    /// Returns whether the word at a place is one of these.
    pub(super) fn is_any(&self, place: usize, any: &impl HasWord) -> bool {
        is_any(&self.all, place, any)
    }

    /// Returns whether a phrase stands at a place, whatever is between its words.
    pub(super) fn has_phrase(&self, place: usize, phrase: &str) -> bool {
        has_phrase(&self.all, place, phrase)
    }

    /// Returns whether a sentence has one of these words.
    pub(super) fn sentence_has_word(&self, sentence: usize, any: &impl HasWord) -> bool {
        let mut places = self.sentences[sentence].words.clone();
        places.any(|at| self.is_any(at, any))
    }

    /// Returns whether a sentence has one of these phrases.
    pub(super) fn sentence_has(&self, sentence: usize, phrases: &PhraseClass) -> bool {
        let words = &self.all[self.sentences[sentence].words.clone()];
        (0..words.len()).any(|at| phrases.find(words, at).is_some())
    }
}

/// Returns whether a point after this word belongs to it: a title, or an initial.
fn abbreviates(word: &TurnWord) -> bool {
    let is_initial = word.bare.chars().count() == 1 && word.bare != "i";
    is_initial || TITLES.has(&word.bare) || word.bare == "hon"
}

/// Returns the closed brackets of a text.
fn brackets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('[' | '(' | '{', None) => {
                let closing = match c {
                    '[' => ']',
                    '(' => ')',
                    _ => '}',
                };
                open = Some((at, closing));
            }
            (c, Some((start, closing))) if c == closing => {
                if at - start <= LONGEST_BRACKET {
                    found.push(start..at + 1);
                }
                open = None;
            }
            (_, Some((start, _))) if at - start > LONGEST_BRACKET => open = None,
            _ => {}
        }
    }
    found
}

fn is_written_as_a_name(word: &str) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = word.strip_suffix("’s").unwrap_or(word);
    let opening = BEGINNINGS.iter().find(|opening| {
        let rest = word.strip_prefix(**opening);
        rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    });
    let rest = opening.map_or(word, |opening| &word[opening.len()..]);
    let mut letters = rest.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    let mut small = letters.clone();
    begins && small.next().is_some() && letters.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        let words = TurnWords::read(text);
        let spans = words.sentences.iter();
        spans
            .map(|sentence| text[sentence.span.clone()].to_owned())
            .collect()
    }

    #[test]
    fn sentences_have_their_closing_mark_and_do_not_end_at_titles() {
        assert_eq!(
            sentences("Thanks, Mr. Odum. Is it cold? \"It is!\" he said"),
            ["Thanks, Mr. Odum.", "Is it cold?", "It is!", "he said"]
        );
    }

    #[test]
    fn marks_may_be_separated_from_their_words_by_spaces() {
        let words = TurnWords::read("Okay , Tom . So ?");
        let marks: Vec<Mark> = words.all.iter().map(|word| word.before).collect();
        assert_eq!(marks, [Mark::Stop, Mark::Comma, Mark::Stop]);
        assert!(words.sentences[1].is_question && !words.sentences[0].is_question);
    }

    #[test]
    fn what_stands_in_brackets_was_not_said() {
        let words = TurnWords::read("Hi [image: a photo of Tom] Ana (laughs) dear");
        let folded: Vec<&str> = words.all.iter().map(|word| word.bare.as_str()).collect();
        assert_eq!(folded, ["hi", "ana", "dear"]);
    }

    #[test]
    fn only_one_capital_makes_a_name() {
        for (word, is_name) in [
            ("Tom", true),
            ("Siân", true),
            ("McCoy", true),
            ("O'Hara", true),
            ("LeBron", true),
            ("Tom's", true),
            ("FDIC", false),
            ("DeFi", true),
            ("OpenAI", false),
            ("X", false),
            ("tom", false),
            ("R2", false),
        ] {
            assert_eq!(is_written_as_a_name(word), is_name, "{word}");
        }
    }

    #[test]
    fn a_title_may_touch_its_name() {
        let words = TurnWords::read("Mr.Paul-Hus, please");
        let marks: Vec<(&str, Mark)> = words
            .all
            .iter()
            .map(|word| (word.bare.as_str(), word.before))
            .collect();
        let expected = [
            ("mr", Mark::Stop),
            ("paul", Mark::Space),
            ("hus", Mark::Hyphen),
            ("please", Mark::Comma),
        ];
        assert_eq!(marks, expected);
    }

    #[test]
    fn hostile_text_is_only_words() {
        for text in [
            "",
            "[[[((",
            "…",
            "'s",
            "]]",
            "Mr.",
            &"(".repeat(5000),
            "a\u{300}'s’s",
        ] {
            let words = TurnWords::read(text);
            assert!(
                words
                    .sentences
                    .iter()
                    .all(|sentence| !sentence.words.is_empty())
            );
        }
    }
}
