//! Splits streamed text into sentences with their citations.
//!
//! A sentence is complete as soon as the next one begins. Text and its following citations are one
//! sentence: `“It froze.” [1]`. A quotation is not split, unless its paragraph ends.

use std::ops::Range;

use crate::english::sentences;

/// The marks around what a model thinks aloud before it answers.
const THINKING: (&str, &str) = ("<think>", "</think>");

/// The most bytes buffered while waiting for a sentence to end.
const LONGEST: usize = 4096;

/// Collects text and takes sentences from it.
#[derive(Default)]
pub(super) struct SentenceSplitter {
    buffer: String,
    begun: bool,
}

impl SentenceSplitter {
    /// Adds a piece and returns the sentences that are complete by now, without the space around them.
    pub(super) fn push(&mut self, piece: &str) -> Vec<String> {
        self.buffer.push_str(piece);
        if !self.skip_thinking() {
            return Vec::new();
        }
        let mut whole = Vec::new();
        while let Some(end) = self.buffer.find('\n') {
            let paragraph = &self.buffer[..end];
            let ended = cut(paragraph).into_iter();
            whole.extend(ended.map(|range| trimmed(paragraph, range)));
            self.buffer.drain(..=end);
        }
        let mut cut = cut(&self.buffer);
        // The last sentence may continue; if it starts with `[` it may be the citation of the one
        // before, so keep both.
        let last = cut.pop().unwrap_or_default();
        let kept = if last.len() > LONGEST {
            cut.push(last.clone());
            last.end..last.end
        } else if self.buffer[last.clone()].trim_start().starts_with('[') {
            cut.pop().unwrap_or(last)
        } else {
            last
        };
        let ended = cut.into_iter().map(|range| trimmed(&self.buffer, range));
        whole.extend(ended);
        self.buffer.drain(..kept.start);
        whole.retain(|sentence| !sentence.is_empty());
        whole
    }

    /// Returns the sentences that are left when no more text comes.
    pub(super) fn finish(mut self) -> Vec<String> {
        if !self.begun && self.buffer.starts_with(THINKING.0) {
            return Vec::new();
        }
        self.begun = true;
        self.push("\n")
    }

    /// Removes what a model thought aloud. Returns whether its answer has begun.
    fn skip_thinking(&mut self) -> bool {
        if self.begun {
            return true;
        }
        let start = self.buffer.trim_start();
        if let Some(thinking) = start.strip_prefix(THINKING.0) {
            let Some((_, after)) = thinking.split_once(THINKING.1) else {
                return false;
            };
            self.buffer = after.trim_start().to_owned();
        } else if THINKING.0.starts_with(start) {
            return false;
        }
        self.begun = true;
        true
    }
}

fn trimmed(text: &str, range: Range<usize>) -> String {
    text[range].trim().to_owned()
}

/// Splits a paragraph into sentences, which together are all of it.
fn cut(paragraph: &str) -> Vec<Range<usize>> {
    let starts = sentences(paragraph).into_iter().map(|range| range.start);
    let mut cut: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for start in starts.skip(1).chain([paragraph.len()]) {
        // Citations that follow a full stop belong to what is before it.
        let end = (start + citations(&paragraph[start..])).max(from);
        match cut.last_mut() {
            Some(last) if is_open(&paragraph[last.clone()]) => last.end = end,
            _ => cut.push(from..end),
        }
        from = end;
    }
    cut
}

/// Returns how long the citations at the start of a text are: `[1][2].`
fn citations(text: &str) -> usize {
    let is_of_list = |c: char| c.is_ascii_digit() || ", ".contains(c);
    let mut end = 0;
    while let Some(rest) = text[end..].trim_start().strip_prefix('[')
        && let Some((numbers, after)) = rest.split_once(']')
        && numbers.chars().all(is_of_list)
    {
        end = text.len() - after.len();
    }
    if end > 0 && text[end..].starts_with(['.', ',', ';']) {
        end += 1;
    }
    end
}

/// Whether a quotation was opened and not closed.
fn is_open(text: &str) -> bool {
    let count = |mark| text.matches(mark).count();
    count('“') > count('”') || count('"') % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds a text in pieces of every length and expects the same sentences each time.
    #[track_caller]
    fn split(text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        let at_once = |length: usize| {
            let mut splitter = SentenceSplitter::default();
            let pieces = characters.chunks(length).map(String::from_iter);
            let mut found: Vec<String> = pieces.flat_map(|piece| splitter.push(&piece)).collect();
            found.extend(splitter.finish());
            found
        };
        let whole = at_once(characters.len().max(1));
        for length in 1..8 {
            assert_eq!(at_once(length), whole, "in pieces of {length}");
        }
        whole
    }

    #[test]
    fn a_citation_belongs_to_the_sentence_before_it() {
        assert_eq!(
            split("Agnes said “It froze.” [1] Walter agreed [2, 3]. So it did.[1][2]"),
            [
                "Agnes said “It froze.” [1]",
                "Walter agreed [2, 3].",
                "So it did.[1][2]"
            ]
        );
    }

    #[test]
    fn a_quotation_of_several_sentences_is_not_cut() {
        assert_eq!(
            split("She said \"It froze. Nobody came. We sang.\" [1] Then spring came [2]."),
            [
                "She said \"It froze. Nobody came. We sang.\" [1]",
                "Then spring came [2]."
            ]
        );
    }

    #[test]
    fn a_line_ends_a_sentence_and_an_open_quotation() {
        assert_eq!(
            split("- She said “It froze\n- He left [1]\n\n"),
            ["- She said “It froze", "- He left [1]"]
        );
    }

    #[test]
    fn thoughts_are_left_out() {
        assert_eq!(
            split("<think>Hm. [1]\nWell.</think>\n\nIt froze [1]."),
            ["It froze [1]."]
        );
        assert_eq!(split("<think>Hm. No end"), [] as [&str; 0]);
        assert_eq!(split("<th"), ["<th"]);
    }

    #[test]
    fn endless_sentence_is_cut_at_the_limit() {
        let mut splitter = SentenceSplitter::default();
        let endless = "and ".repeat(LONGEST);
        assert_eq!(splitter.push(&endless), [endless.trim()]);
        assert_eq!(splitter.finish(), [] as [&str; 0]);
    }

    #[test]
    fn blank_text_has_no_sentences() {
        assert_eq!(split(" \n \n"), [] as [&str; 0]);
    }
}
