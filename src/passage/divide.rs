//! Cuts turns into passages: a short turn is one, a long turn is cut between sentences.
//!
//! A word is cut only where it alone is longer than a passage may be. No passage, and no text
//! whose tokens are counted, is longer than [`MOST_CHARACTERS`].

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::backchannel::is_backchannel;
use super::model::{Passage, PassageConfig};
use super::times::TurnTimes;
use super::window::line;
use crate::english::sentences;
use crate::language::Language;
use crate::transcript::Turn;

/// The most characters of a passage.
///
/// Speech reaches the limit of tokens first. Only endless white space and words unknown to the
/// model, each of which is one token however long, reach this one.
pub const MOST_CHARACTERS: usize = 3000;

/// Cuts every turn into passages. `main` is the language of the turns that have none of their own,
/// where it is known.
///
/// `count_tokens` returns how many tokens the model makes of a text, without its special tokens.
pub fn divide(
    turns: &[Turn],
    main: Option<Language>,
    config: &PassageConfig,
    count_tokens: &dyn Fn(&str) -> usize,
) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (turn_index, turn) in turns.iter().enumerate() {
        let label_tokens = count_tokens(&line(turn.speaker.as_deref(), ""));
        let most_tokens = config.most_passage_tokens.saturating_sub(label_tokens);
        let divider = Divider {
            text: &turn.text,
            most_words: config.most_words,
            most_tokens: most_tokens.max(1),
            count_tokens,
        };
        let times = TurnTimes::new(turn);
        let language = turn.language.or(main).unwrap_or_default();
        for text_range in divider.ranges() {
            let (span, estimated_times) = times.span_of(&text_range);
            passages.push(Passage {
                turn: turn_index,
                backchannel: is_backchannel(&turn.text[text_range.clone()], language),
                text_range,
                span,
                estimated_times,
            });
        }
    }
    passages
}

struct Divider<'a> {
    text: &'a str,
    most_words: usize,
    most_tokens: usize,
    count_tokens: &'a dyn Fn(&str) -> usize,
}

/// A stretch of text that is not cut, with its size.
struct Piece {
    range: Range<usize>,
    words: usize,
    tokens: usize,
}

impl Divider<'_> {
    fn ranges(&self) -> Vec<Range<usize>> {
        let sentences = sentences(self.text).into_iter();
        let pieces = sentences.flat_map(|range| self.pieces_of_sentence(range));
        self.group(&pieces.collect::<Vec<Piece>>())
    }

    /// Returns a sentence as one piece, or word by word where it is too long for a passage.
    fn pieces_of_sentence(&self, range: Range<usize>) -> Vec<Piece> {
        if is_short(&self.text[range.clone()]) {
            let sentence = self.piece(range.clone());
            if sentence.tokens <= self.most_tokens {
                return vec![sentence];
            }
        }
        words(&self.text[range.clone()])
            .map(|word| range.start + word.start..range.start + word.end)
            .flat_map(|word| self.stretches(word))
            .flat_map(|stretch| self.halves(stretch))
            .collect()
    }

    /// Cuts a word that is longer than a passage may be into stretches, without counting its
    /// tokens; where possible, between characters as people see them.
    fn stretches(&self, word: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut rest = word;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let stretch = rest.start..rest.start + end_of_stretch(&self.text[rest.clone()]);
            rest.start = stretch.end;
            Some(stretch)
        })
    }

    /// Cuts a word with too many tokens in halves, at characters, until each half fits.
    fn halves(&self, range: Range<usize>) -> Vec<Piece> {
        let piece = self.piece(range.clone());
        let word = &self.text[range.clone()];
        let characters = word.chars().count();
        if piece.tokens <= self.most_tokens || characters < 2 {
            return vec![piece];
        }
        let half: usize = word.chars().take(characters / 2).map(char::len_utf8).sum();
        let middle = range.start + half;
        let mut pieces = self.halves(range.start..middle);
        pieces.extend(self.halves(middle..range.end));
        pieces
    }

    fn piece(&self, range: Range<usize>) -> Piece {
        let text = &self.text[range.clone()];
        Piece {
            words: text.split_whitespace().count(),
            tokens: (self.count_tokens)(text),
            range,
        }
    }

    /// Joins pieces into passages of about equal length, as few as the limits allow.
    fn group(&self, pieces: &[Piece]) -> Vec<Range<usize>> {
        let words: usize = pieces.iter().map(|piece| piece.words).sum();
        let wanted = words.div_ceil(words.div_ceil(self.most_words).max(1));
        let mut groups: Vec<Range<usize>> = Vec::new();
        let (mut group_words, mut group_tokens) = (0, 0);
        for piece in pieces {
            let fits = group_words < wanted
                && group_words + piece.words <= self.most_words
                && group_tokens + piece.tokens <= self.most_tokens;
            match groups.last_mut() {
                Some(group) if fits && is_short(&self.text[group.start..piece.range.end]) => {
                    group.end = piece.range.end;
                    group_words += piece.words;
                    group_tokens += piece.tokens;
                }
                _ => {
                    groups.push(piece.range.clone());
                    (group_words, group_tokens) = (piece.words, piece.tokens);
                }
            }
        }
        groups
    }
}

/// Returns whether a text has no more characters than a passage may have.
fn is_short(text: &str) -> bool {
    text.len() <= MOST_CHARACTERS || text.chars().nth(MOST_CHARACTERS).is_none()
}

/// Returns where the first stretch of a text ends that is not longer than a passage may be.
fn end_of_stretch(text: &str) -> usize {
    let Some((most, next)) = text.char_indices().nth(MOST_CHARACTERS) else {
        return text.len();
    };
    // Whether a cluster ends is known only with the character behind it.
    let seen = &text[..most + next.len_utf8()];
    let ends = seen.grapheme_indices(true).map(|(end, _)| end);
    ends.take_while(|&end| end <= most)
        .last()
        .filter(|&end| end > 0)
        .unwrap_or(most)
}

/// Returns the byte ranges of the words between white space.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        start..start + word.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::Cue;

    fn turn(text: &str) -> Turn {
        let span = Span::new(0, 60_000);
        Turn {
            speaker: Some("A".into()),
            span: Some(span),
            text: text.into(),
            cues: vec![Cue {
                text_start: 0,
                span,
            }],
            ..Turn::default()
        }
    }

    fn words_as_tokens(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn texts(text: &str, most_words: usize) -> Vec<String> {
        let turns = [turn(text)];
        let config = PassageConfig {
            most_words,
            most_passage_tokens: most_words + 1,
            most_window_tokens: most_words + 1,
        };
        divide(&turns, None, &config, &words_as_tokens)
            .iter()
            .map(|passage| passage.text(&turns).to_owned())
            .collect()
    }

    #[test]
    fn backchannels_are_those_of_the_language_that_is_known() {
        let mut english = turn("Genau.");
        english.language = Some(Language::ENGLISH);
        let turns = [turn("Genau."), turn("So, no."), english];
        let config = PassageConfig::default();
        let backchannels = |main: Option<&str>| {
            let main = main.map(|code| code.parse().unwrap());
            let passages = divide(&turns, main, &config, &words_as_tokens).into_iter();
            passages.map(|it| it.backchannel).collect::<Vec<bool>>()
        };
        assert_eq!(backchannels(Some("de")), [true, false, false]);
        assert_eq!(backchannels(None), [false, true, false]);
    }

    #[test]
    fn a_short_turn_is_one_passage() {
        assert_eq!(texts("One two. Three four.", 10), ["One two. Three four."]);
    }

    #[test]
    fn long_turn_is_cut_at_sentence_ends_in_about_equal_parts() {
        assert_eq!(
            texts("One two three. Four five. Six seven. Eight nine ten.", 6),
            ["One two three. Four five.", "Six seven. Eight nine ten."]
        );
    }

    #[test]
    fn a_sentence_too_long_for_a_passage_is_cut_at_words() {
        assert_eq!(texts("a b c d e f g", 3), ["a b c", "d e f", "g"]);
    }

    /// Returns the passages of a turn as a model cuts it that has one token for every word, and how
    /// long the longest text was whose tokens were counted.
    fn counted(text: &str) -> (Vec<String>, usize) {
        let turns = [turn(text)];
        let longest = std::cell::Cell::new(0);
        let count = |text: &str| {
            longest.set(longest.get().max(text.chars().count()));
            words_as_tokens(text)
        };
        let passages = divide(&turns, None, &PassageConfig::default(), &count);
        let texts = passages
            .iter()
            .map(|passage| passage.text(&turns).to_owned());
        (texts.collect(), longest.get())
    }

    #[test]
    fn endless_word_is_cut_into_passages_of_bounded_length() {
        let long = 10 * MOST_CHARACTERS + 7;
        for word in ["x".repeat(long), "é".repeat(long), "日".repeat(long)] {
            let (texts, longest) = counted(&word);
            assert_eq!(texts.concat(), word);
            assert_eq!(texts.len(), 11);
            assert!(longest <= MOST_CHARACTERS, "{longest}");
        }
    }

    #[test]
    fn endless_word_is_cut_between_grapheme_clusters() {
        let family = "👩\u{200d}👩\u{200d}👧";
        let word = format!("a{}", family.repeat(MOST_CHARACTERS));
        let (texts, _) = counted(&word);
        assert_eq!(texts.concat(), word);
        assert!(texts.iter().skip(1).all(|text| text.starts_with(family)));
        // One that is longer by itself is cut all the same.
        let marks = format!("e{}", "\u{301}".repeat(2 * MOST_CHARACTERS));
        let (texts, longest) = counted(&marks);
        assert_eq!((texts.concat(), texts.len()), (marks, 3));
        assert!(longest <= MOST_CHARACTERS, "{longest}");
    }

    #[test]
    fn endless_white_space_separates_passages() {
        let text = format!("one{}two three", " ".repeat(2 * MOST_CHARACTERS));
        let (texts, longest) = counted(&text);
        assert_eq!(texts, ["one", "two three"]);
        assert!(longest <= MOST_CHARACTERS, "{longest}");
    }
}
