//! Reads documents in which a heading names the speaker, and the words stand below it.
//!
//! The time of a heading is the time of the words up to the next heading. Each format tells what its
//! headings look like.

use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times, TurnBreak};
use crate::transcript::warning::{Place, Warning};

/// The most characters and words of a name that is recognised only by the shape of its line.
const MOST_NAME_CHARACTERS: usize = 80;
const MOST_NAME_WORDS: usize = 8;

/// What a line of a document is.
pub(super) enum LineKind<'a> {
    /// A heading: it says who speaks from here on, or since when.
    Heading(SpeakerHeading<'a>),
    /// Words of the current speaker.
    Words,
    /// A title or a direction. Below a blank line nobody says it; elsewhere it is words.
    Aside,
    /// A line about the program that wrote the file. It is ignored.
    Ignored,
    /// A note, which is left out with a warning.
    NotSpeech,
}

/// The heading of somebody's words: when they are said, as far as it says so; the speaker label, where
/// `None` continues the speaker before; and the words on the same line.
pub(super) type SpeakerHeading<'a> = (Times, Option<&'a str>, &'a str);

/// Reads every line of the text. `kind_of` recognises the format's headings.
pub(super) fn parse<'a>(text: &'a str, kind_of: impl Fn(&'a str) -> LineKind<'a>) -> Assembler {
    let mut reader = HeadingReader::default();
    let mut after_blank = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            after_blank = true;
            continue;
        }
        let place = Place::Line(index + 1);
        match kind_of(line) {
            LineKind::Heading(heading) => reader.heading(place, heading),
            LineKind::Aside if after_blank => reader.aside(place, line),
            LineKind::Aside | LineKind::Words => reader.words(place, line),
            LineKind::Ignored => {}
            LineKind::NotSpeech => reader.assembler.warn(Warning::not_speech(place, line)),
        }
        after_blank = false;
    }
    reader.close();
    reader.assembler
}

#[derive(Default)]
struct HeadingReader<'a> {
    assembler: Assembler,
    has_heading: bool,
    speaker: Option<&'a str>,
    /// The place and the times of the last heading, while its words have not come yet.
    waiting: Option<(Place, Times)>,
}

impl<'a> HeadingReader<'a> {
    fn heading(&mut self, place: Place, (times, speaker, words): SpeakerHeading<'a>) {
        self.close();
        self.has_heading = true;
        self.speaker = speaker.or(self.speaker);
        if words.trim().is_empty() {
            self.waiting = Some((place, times));
        } else {
            self.assembler.push(place, self.speaker, times, words);
        }
    }

    fn words(&mut self, place: Place, line: &str) {
        match self.waiting.take() {
            Some((_, times)) => self.assembler.push(place, self.speaker, times, line),
            None if self.has_heading => {
                let (times, joined) = (Times::default(), TurnBreak::Never);
                self.assembler
                    .push_line(place, self.speaker, times, line, joined);
            }
            None => self.assembler.unreadable(place, line),
        }
    }

    /// Adds a line that nobody says. Directly below a heading it describes the speaker's action and
    /// counts as words, and so it does where nobody is named.
    fn aside(&mut self, place: Place, line: &str) {
        if self.waiting.is_some() || self.speaker.is_none() {
            return self.words(place, line);
        }
        self.assembler.push(place, None, Times::default(), line);
    }

    /// Warns of the waiting heading, which has no words.
    fn close(&mut self) {
        if let Some((place, times)) = self.waiting.take() {
            self.assembler.push(place, self.speaker, times, "");
        }
    }
}

/// Returns whether a text consists of such headings and words: its first line is a heading, or two
/// lines are.
pub(super) fn has_headings<'a>(
    text: &'a str,
    heading: impl Fn(&'a str) -> Option<SpeakerHeading<'a>>,
) -> bool {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut headings = lines
        .enumerate()
        .filter(|(_, line)| heading(line).is_some());
    let first = headings.next();
    first.is_some_and(|(index, _)| index == 0 || headings.next().is_some())
}

/// Splits a line at its first wide space: a tab, or two spaces. Returns the name before the space
/// and the text after it.
pub(super) fn split_at_wide_space(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let is_wide = |(at, c): &(usize, char)| {
        let next = line[at + c.len_utf8()..].chars().next();
        *c == '\t' || (c.is_whitespace() && next.is_some_and(char::is_whitespace))
    };
    let (at, _) = line.char_indices().find(is_wide)?;
    let (name, rest) = line.split_at(at);
    may_be_a_name(name).then_some((name, rest.trim_start()))
}

/// Returns whether a text is short enough for a name.
pub(super) fn may_be_a_name(text: &str) -> bool {
    let is_short = text.chars().nth(MOST_NAME_CHARACTERS).is_none()
        && text.split_whitespace().count() <= MOST_NAME_WORDS;
    is_short && text.chars().any(char::is_alphanumeric)
}

/// Returns the times of `clock` or `clock --> clock`. A dash may stand for the arrow.
pub(super) fn parse_times(text: &str) -> Option<Times> {
    let parts = ["-->", " - ", " – "]
        .iter()
        .find_map(|arrow| text.split_once(arrow));
    Some(match parts {
        Some((start, end)) => (parse_clock(start.trim())?, parse_clock(end.trim())?).into(),
        None => Times::from_start(parse_clock(text.trim())?),
    })
}
