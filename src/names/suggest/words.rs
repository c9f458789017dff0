//! The words of a turn, as the rules see them.
//!
//! In: a turn's text. Out: its words and sentences, each with its place in the text. What stands in
//! brackets (`[laughs]`) was not said and has no words. Never here: whether a word is a name.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::super::spelling::fold;

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

/// A word and what the rules want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands in the text, in bytes.
    pub(super) span: Range<usize>,
    /// Without capitals, marks and a closing `'s`; see [`fold`].
    pub(super) folded: String,
    /// Whether it ended in `'s`, or in `s'`.
    pub(super) possessive: bool,
    /// Whether it is written as names are: one capital, then small letters (`McCoy` and `O'Hara`
    /// too, `FDIC` and `DeFi` not).
    pub(super) capital: bool,
    /// Its sentence's place in [`Words::sentences`].
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
    pub(super) asks: bool,
}

/// The words and sentences of a turn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// All words, in order.
    pub(super) all: Vec<Word>,
    /// All sentences, in order; none is empty.
    pub(super) sentences: Vec<Sentence>,
}

/// Words before a name that belong to it.
pub(super) const TITLES: [&str; 18] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mister",
    "dr",
    "doctor",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "senator",
    "judge",
    "rev",
    "father",
    "sister",
];

/// Beginnings of names after which another capital may stand.
const BEGINNINGS: [&str; 12] = [
    "Mc", "Mac", "O'", "O’", "D'", "D’", "De", "Di", "La", "Le", "Van", "Fitz",
];

/// No bracket holds more than this, in bytes; a longer one was never closed.
const LONGEST_BRACKET: usize = 400;

impl Words {
    /// Returns the words and sentences of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut unsaid = brackets(text).into_iter().peekable();
        let mut end_before = 0;
        for (start, word) in text.unicode_word_indices() {
            while unsaid.next_if(|range| range.end <= start).is_some() {}
            if unsaid.peek().is_some_and(|range| range.start <= start) {
                continue;
            }
            for span in without_title(start, word) {
                words.push(text, end_before, span.clone());
                end_before = span.end;
            }
        }
        words.close(text, text.len());
        words
    }

    fn push(&mut self, text: &str, end_before: usize, span: Range<usize>) {
        let gap = &text[end_before..span.start];
        let mark = self.mark(gap);
        if mark == Mark::Stop {
            self.close(text, span.start);
            self.sentences.push(Sentence {
                span: span.clone(),
                words: self.all.len()..self.all.len(),
                asks: false,
            });
        }
        if let Some(last) = self.all.last_mut() {
            last.after = mark;
        }
        let written = &text[span.clone()];
        let mut folded = fold(written);
        let mut possessive = folded.ends_with('s') && text[span.end..].starts_with(['\'', '’']);
        if let Some(owner) = folded.strip_suffix("'s") {
            folded = owner.to_owned();
            possessive = true;
        }
        self.all.push(Word {
            span,
            capital: is_written_as_a_name(written),
            folded,
            possessive,
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
        sentence.asks = tail.contains(['?', '？']);
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
                '.' => !self.abbreviates(last) && after.peek().is_none_or(|next| *next != ','),
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

    /// Whether a point after this word belongs to it: a title, or an initial.
    fn abbreviates(&self, word: &Word) -> bool {
        let is_initial = word.folded.chars().count() == 1 && word.folded != "i";
        is_initial || TITLES.contains(&word.folded.as_str()) || word.folded == "hon"
    }

    /// Returns the folded word at a place, or nothing.
    pub(super) fn at(&self, place: usize) -> &str {
        self.all.get(place).map_or("", |word| word.folded.as_str())
    }

    /// Returns whether the word at a place is one of these.
    pub(super) fn is_any(&self, place: usize, any: &[&str]) -> bool {
        any.contains(&self.at(place))
    }

    /// Returns whether these words stand at a place, one after the other, whatever is between.
    pub(super) fn has_at(&self, place: usize, phrase: &[&str]) -> bool {
        let places = place..;
        places.zip(phrase).all(|(at, word)| self.at(at) == *word)
    }

    /// Returns whether a sentence has one of these phrases.
    pub(super) fn sentence_has(&self, sentence: usize, phrases: &[&[&str]]) -> bool {
        let words = self.sentences[sentence].words.clone();
        words.into_iter().any(|at| {
            let fits = |phrase: &&[&str]| {
                at + phrase.len() <= self.sentences[sentence].words.end && self.has_at(at, phrase)
            };
            phrases.iter().any(fits)
        })
    }
}

/// Returns the pieces of a word: two where a title has no space after its point (`Mr.Odum`).
fn without_title(start: usize, word: &str) -> Vec<Range<usize>> {
    let whole = start..start + word.len();
    match word.split_once('.') {
        Some((title, _)) if TITLES.contains(&fold(title).as_str()) => {
            let end = start + title.len();
            vec![start..end, end + 1..whole.end]
        }
        _ => vec![whole],
    }
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
        let words = Words::of(text);
        let spans = words.sentences.iter();
        spans
            .map(|sentence| text[sentence.span.clone()].to_owned())
            .collect()
    }

    #[test]
    fn sentences_hold_their_closing_mark_and_end_at_no_title() {
        assert_eq!(
            sentences("Thanks, Mr. Odum. Is it cold? \"It is!\" he said"),
            ["Thanks, Mr. Odum.", "Is it cold?", "It is!", "he said"]
        );
    }

    #[test]
    fn marks_may_stand_apart_from_their_words() {
        let words = Words::of("Okay , Tom . So ?");
        let marks: Vec<Mark> = words.all.iter().map(|word| word.before).collect();
        assert_eq!(marks, [Mark::Stop, Mark::Comma, Mark::Stop]);
        assert!(words.sentences[1].asks && !words.sentences[0].asks);
    }

    #[test]
    fn what_stands_in_brackets_was_not_said() {
        let words = Words::of("Hi [image: a photo of Tom] Ana (laughs) dear");
        let folded: Vec<&str> = words.all.iter().map(|word| word.folded.as_str()).collect();
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
        let words = Words::of("Mr.Paul-Hus, please");
        let marks: Vec<(&str, Mark)> = words
            .all
            .iter()
            .map(|word| (word.folded.as_str(), word.before))
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
            let words = Words::of(text);
            assert!(
                words
                    .sentences
                    .iter()
                    .all(|sentence| !sentence.words.is_empty())
            );
        }
    }
}
