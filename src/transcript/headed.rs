//! Texts in which a head says who speaks, and the words follow it.
//!
//! In: the text, and a format's own reading of one line. Out: turns; a head's time is the time of
//! the words up to the next one. Never here: what a head looks like.

use super::Place;
use super::Warning;
use super::assemble::{Assembler, Line};
use crate::time::parse_clock;

/// No name is longer: where a whole line has the shape of a head, the name needs no other sign.
const MOST_NAME_CHARACTERS: usize = 80;
const MOST_NAME_WORDS: usize = 8;

/// What one line is.
pub(super) enum Part<'a> {
    /// It says who speaks from here on, or when.
    Head(Head<'a>),
    /// Words of whoever speaks.
    Words,
    /// After a blank line nobody's, as a heading is; else words.
    Aside,
    /// What the program that wrote the file says of itself.
    Furniture,
    /// Notes of somebody.
    NotSpeech,
}

/// The beginning of somebody's words.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Head<'a> {
    /// Who speaks; `None` is whoever spoke before.
    pub speaker: Option<&'a str>,
    /// When the words begin, where it says so.
    pub start_ms: Option<u64>,
    /// When they end, where it says so.
    pub end_ms: Option<u64>,
    /// The words on the same line.
    pub words: &'a str,
}

/// Reads every line of the text with the format's own reading of a line.
pub(super) fn parse<'a>(text: &'a str, part_of: impl Fn(&'a str) -> Part<'a>) -> Assembler {
    let mut reader = Reader::default();
    let mut after_blank = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            after_blank = true;
            continue;
        }
        let place = Place::Line(index + 1);
        match part_of(line) {
            Part::Head(head) => reader.head(place, head),
            Part::Aside if after_blank => reader.aside(place, line),
            Part::Aside | Part::Words => reader.words(place, line),
            Part::Furniture => {}
            Part::NotSpeech => reader.assembler.note(Warning::not_speech(place, line)),
        }
        after_blank = false;
    }
    reader.close();
    reader.assembler
}

#[derive(Default)]
struct Reader<'a> {
    assembler: Assembler,
    begun: bool,
    speaker: Option<&'a str>,
    /// A head whose words have not come yet.
    waiting: Option<(Place, Head<'a>)>,
}

impl<'a> Reader<'a> {
    fn head(&mut self, place: Place, head: Head<'a>) {
        self.close();
        self.begun = true;
        self.speaker = head.speaker.or(self.speaker);
        let has_words = !head.words.trim().is_empty();
        self.waiting = Some((place, head));
        if has_words {
            self.close();
        }
    }

    fn words(&mut self, place: Place, line: &str) {
        match self.waiting.take() {
            Some((_, head)) => self.push(place, &head, line),
            None if self.begun => {
                let line = self.line(place, &Head::default(), line);
                self.assembler.push_on(line);
            }
            None => self.assembler.unreadable(place, line),
        }
    }

    /// Below a head that has no words yet it is what the speaker does; where nobody is named there is
    /// no speaker whose words it could be taken for.
    fn aside(&mut self, place: Place, line: &str) {
        if self.waiting.is_some() || self.speaker.is_none() {
            return self.words(place, line);
        }
        self.assembler.push(Line {
            place,
            speaker: None,
            start_ms: None,
            end_ms: None,
            text: line,
        });
    }

    /// Ends the words of the head that waits for them; without any, that is a warning.
    fn close(&mut self) {
        if let Some((place, head)) = self.waiting.take() {
            self.push(place, &head, head.words);
        }
    }

    fn push(&mut self, place: Place, head: &Head<'_>, words: &str) {
        let line = self.line(place, head, words);
        self.assembler.push(line);
    }

    fn line<'b>(&self, place: Place, head: &Head<'_>, words: &'b str) -> Line<'b>
    where
        'a: 'b,
    {
        Line {
            place,
            speaker: self.speaker,
            start_ms: head.start_ms,
            end_ms: head.end_ms,
            text: words,
        }
    }
}

/// Returns whether a text is built of such heads: its first line is one, or two lines are.
pub(super) fn has_heads<'a>(text: &'a str, head: impl Fn(&'a str) -> Option<Head<'a>>) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut heads = lines.enumerate().filter(|(_, line)| head(line).is_some());
    let first = heads.next();
    first.is_some_and(|(index, _)| index == 0 || heads.next().is_some())
}

/// Returns the name and what stands after it, where a wide space (a tab, two spaces) parts them.
pub(super) fn split_wide(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let wide = |(at, c): &(usize, char)| {
        let next = line[at + c.len_utf8()..].chars().next();
        *c == '\t' || (c.is_whitespace() && next.is_some_and(char::is_whitespace))
    };
    let (at, _) = line.char_indices().find(wide)?;
    let (name, rest) = line.split_at(at);
    may_be_a_name(name).then_some((name, rest.trim_start()))
}

/// Returns whether something is short enough to be a name.
pub(super) fn may_be_a_name(name: &str) -> bool {
    let short = name.chars().nth(MOST_NAME_CHARACTERS).is_none()
        && name.split_whitespace().count() <= MOST_NAME_WORDS;
    short && name.chars().any(char::is_alphanumeric)
}

/// Returns the times in `clock` or `clock --> clock`; a dash may be the arrow.
pub(super) fn split_times(text: &str) -> Option<(u64, Option<u64>)> {
    let parts = ["-->", " - ", " – "]
        .iter()
        .find_map(|arrow| text.split_once(arrow));
    match parts {
        Some((start, end)) => Some((parse_clock(start.trim())?, Some(parse_clock(end.trim())?))),
        None => Some((parse_clock(text.trim())?, None)),
    }
}
