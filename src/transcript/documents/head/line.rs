//! Reads what a line begins with, by its signs alone: a name, a time, both, or neither.
//!
//! Whether a name is a name is decided by the whole file, in `layout.rs`.

use super::clock::{ReadTimes, TimeStyle, read_times};
use super::marks::{
    after_bullets, after_separators, before_separators, bracketed, emphasised, heading_text,
    is_blank, trim, trim_start,
};
use crate::transcript::assemble::Times;

/// The most characters and words of a name.
const MOST_NAME_CHARACTERS: usize = 100;
const MOST_NAME_WORDS: usize = 16;

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line<'a> {
    /// The time, and how it is written.
    pub time: Option<(Times, TimeStyle)>,
    /// What may be a name, and by which sign.
    pub label: Option<(&'a str, Site)>,
    /// The text after both.
    pub words: &'a str,
    /// The text after a time at the start of the line.
    pub rest: &'a str,
    /// The whole line.
    pub text: &'a str,
    /// Whether it is a Markdown heading.
    pub is_heading: bool,
}

/// Where a text stands that may be the name of a speaker. Only the whole file shows the last four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Site {
    /// `Ann: words`
    Colon,
    /// `**Ann:** words`, `**Ann** 0:05`
    Emphasis,
    /// `**Ann**` alone on its line
    EmphasisAlone,
    /// `[Ann]: words`, `[Ann] 0:05`
    Bracket,
    /// `(Ann) words`; after a time also `**Ann** words`
    BeforeWords,
    /// `Ann 0:05`
    BesideTime,
    /// `Ann   0:05`, with a tab or several spaces
    WideSpace,
    /// After a time, above the words: `00:05 Ann`
    AfterTime,
    /// Alone on the line above a time.
    AboveTime,
    /// Alone on the line below a time.
    BelowTime,
    /// Alone on a line above the words, in a file without times.
    Alone,
}

impl<'a> Line<'a> {
    /// Returns whether the line is a time alone.
    pub(super) fn is_time_alone(&self) -> bool {
        self.time.is_some() && self.label.is_none() && self.words.is_empty()
    }

    /// Returns whether a time stands at the start of the line.
    pub(super) fn begins_with_time(&self) -> bool {
        self.time.is_some() && self.rest.len() < self.text.len()
    }

    /// Returns whether the line has neither a time nor what may be a name.
    pub(super) fn is_bare(&self) -> bool {
        self.time.is_none() && self.label.is_none() && !self.is_heading
    }

    /// Reads a line.
    pub(super) fn read(line: &'a str) -> Self {
        let text = trim(line);
        let heading = heading_text(text);
        let mut read = Line {
            time: None,
            label: None,
            words: text,
            rest: text,
            text,
            is_heading: heading.is_some(),
        };
        let rest = after_bullets(heading.unwrap_or(text));
        let rest = match read.take_time(rest) {
            Some(rest) => {
                (read.words, read.rest) = (rest, rest);
                rest
            }
            None => rest,
        };
        // The first that finds a label ends the search.
        let _is_labelled =
            read.read_emphasised(rest) || read.read_bracketed(rest) || read.read_plain(rest);
        read
    }

    /// Takes the time at the start of a text. Returns the text after it.
    fn take_time(&mut self, text: &'a str) -> Option<&'a str> {
        let inner = |text: &'a str| {
            let (inner, after) = emphasised(text)?;
            let time = read_times(inner).filter(|time| trim(time.rest).is_empty())?;
            Some(ReadTimes {
                rest: after,
                ..time
            })
        };
        let time = read_times(text).or_else(|| inner(text))?;
        let is_spoken = time.style == TimeStyle::Spoken;
        let rest = after_separators(time.rest);
        if is_spoken && !rest.is_empty() {
            return None;
        }
        self.time = Some((time.times, time.style));
        Some(rest)
    }

    /// Takes the time after a name, which bare minutes and seconds are only at the end of a line.
    fn take_time_after(&mut self, text: &'a str) -> &'a str {
        let time = read_times(text).filter(|time| {
            self.time.is_none() && (time.style != TimeStyle::Short || ends(time.rest))
        });
        let Some(time) = time else {
            return trim_start(text);
        };
        self.time = Some((time.times, time.style));
        after_colon(time.rest)
    }

    fn read_emphasised(&mut self, text: &'a str) -> bool {
        let Some((inner, after)) = emphasised(text) else {
            return false;
        };
        let before = self.time;
        let inner = match self.time {
            None => self.take_time(inner).unwrap_or(inner),
            Some(_) => inner,
        };
        if let Some((name, words)) = split_colon(inner).filter(|_| ends(after))
            && !words.is_empty()
            && read_times(words).is_none()
        {
            if self.label(name, Site::Emphasis, words) {
                return true;
            }
            self.time = before;
            return false;
        }
        let has_colon =
            trim(inner).ends_with([':', '：']) || trim_start(after).starts_with([':', '：']);
        let name = before_separators(inner.trim_end_matches('：'));
        let (name, time) = split_time(name);
        if self.time.is_none() {
            self.time = time.map(|time| (time.times, time.style));
        }
        let rest = after_colon(after);
        let rest = match read_times(rest).filter(|_| self.time.is_none() && !has_colon) {
            Some(time) => {
                self.time = Some((time.times, time.style));
                after_colon(time.rest)
            }
            None => self.take_time_after(rest),
        };
        let site = match (has_colon || self.time.is_some(), rest.is_empty()) {
            (true, _) => Site::Emphasis,
            (false, true) => Site::EmphasisAlone,
            (false, false) => {
                self.time = before;
                return false;
            }
        };
        let is_marked = has_colon || self.time != before || rest.is_empty();
        let site = if is_marked { site } else { Site::BeforeWords };
        if self.label(name, site, rest) {
            return true;
        }
        self.time = before;
        false
    }

    fn read_bracketed(&mut self, text: &'a str) -> bool {
        let Some((name, after)) = bracketed(text) else {
            return false;
        };
        if let Some(words) = trim_start(after).strip_prefix(':') {
            let is_address = words
                .split_once("://")
                .is_some_and(|(scheme, _)| !scheme.trim().contains(' '));
            let is_spaced = words.is_empty() || words.starts_with(char::is_whitespace);
            if is_address || !is_spaced || !may_be_a_name(name) {
                return false;
            }
            let words = self.take_time_after(words);
            return self.label(name, Site::Bracket, words);
        }
        // A sound in brackets may stand before a time too: `[laughs] 0:05`.
        let may_speak = !name.starts_with(char::is_lowercase);
        if let Some(time) = read_times(after).filter(|time| self.time.is_none() && ends(time.rest))
            && may_speak
        {
            self.time = Some((time.times, time.style));
            return self.label(name, Site::BesideTime, "");
        }
        // Of `[Guest] Ann: words` the whole is a name.
        let is_part = split_colon(after).is_some_and(|(rest, _)| may_be_a_name(rest));
        let is_spaced = after.starts_with(char::is_whitespace) && (!is_part || is_voice(name));
        is_spaced && self.label(name, Site::BeforeWords, trim_start(after))
    }

    fn read_plain(&mut self, text: &'a str) -> bool {
        let colon = split_colon(text);
        if self.time.is_none()
            && let Some((name, time, is_wide)) = name_before_time(text)
            && colon.is_none_or(|(before, _)| before.len() > name.len())
        {
            let has_colon = trim_start(time.rest).starts_with(':');
            let words = after_colon(time.rest);
            let site = match (has_colon, is_wide) {
                (true, _) => Site::Colon,
                (false, true) => Site::WideSpace,
                (false, false) => Site::BesideTime,
            };
            self.time = Some((time.times, time.style));
            return self.label(name, site, words);
        }
        let Some((name, words)) = colon else {
            return false;
        };
        let (before, words) = (self.time, self.take_time_after(words));
        if self.label(name, Site::Colon, words) {
            return true;
        }
        self.time = before;
        false
    }

    fn label(&mut self, name: &'a str, site: Site, words: &'a str) -> bool {
        let name = match site {
            Site::Colon if self.begins_with_time() => sender(trim(name)),
            _ => trim(name),
        };
        if !may_be_a_name(name) {
            return false;
        }
        (self.label, self.words) = (Some((name, site)), words);
        true
    }
}

/// Returns who sent a message of a chat: `From Ann to Everyone`.
fn sender(name: &str) -> &str {
    let Some(sender) = name.strip_prefix("From ") else {
        return name;
    };
    trim(
        sender
            .split_once(" to ")
            .map_or(sender, |(sender, _)| sender),
    )
}

fn ends(text: &str) -> bool {
    trim(text).trim_start_matches(':').is_empty()
}

fn after_colon(text: &str) -> &str {
    let text = trim_start(text);
    let rest = text.trim_start_matches([':', '：']);
    trim_start(if rest.len() < text.len() {
        rest
    } else {
        text.strip_prefix("- ").unwrap_or(text)
    })
}

/// Returns whether a text is short enough for a name, and no address.
pub(super) fn may_be_a_name(text: &str) -> bool {
    let is_sign = |c: char| c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace());
    text.chars().nth(MOST_NAME_CHARACTERS).is_none()
        && text.split_whitespace().count() <= MOST_NAME_WORDS
        && text.contains(is_sign)
        && !text.contains("://")
}

/// Returns whether a text is what programs call a voice: `speaker 0`, `SPEAKER_00`.
pub(super) fn is_voice(text: &str) -> bool {
    let text = trim(text).to_lowercase();
    let number = text
        .strip_prefix("speaker")
        .map(|number| number.trim_start_matches([' ', '_', '-', '#']));
    let is_number = |c: char| c.is_ascii_digit() || c == '?';
    number.is_some_and(|number| (1..=3).contains(&number.len()) && number.chars().all(is_number))
}

/// Cuts at the first colon before a space, at the end of the line, or in a wide form.
fn split_colon(text: &str) -> Option<(&str, &str)> {
    let (at, colon) = text.char_indices().find(|&(at, c)| {
        let after = || text[at + 1..].chars().next();
        c == '：' || (c == ':' && after().is_none_or(is_blank))
    })?;
    Some((&text[..at], trim_start(&text[at + colon.len_utf8()..])))
}

/// Cuts a time off the end of a name.
fn split_time(text: &str) -> (&str, Option<ReadTimes<'_>>) {
    match name_before_time(text) {
        Some((name, time, _)) if ends(time.rest) => (name, Some(time)),
        _ => (text, None),
    }
}

/// Returns the name before the first time in a text, the time, and whether the space between them is
/// wide. Words may follow a time in brackets or with hours.
fn name_before_time(text: &str) -> Option<(&str, ReadTimes<'_>, bool)> {
    let starts = text.char_indices().take(MOST_NAME_CHARACTERS + 1);
    let mut before = ' ';
    for (at, c) in starts {
        let begins_number =
            c.is_ascii_digit() && !before.is_alphanumeric() && !":.".contains(before);
        if at > 0
            && ("[(<{\\".contains(c) || begins_number)
            && let Some(time) = read_times(&text[at..])
        {
            let name = before_separators(&text[..at]);
            let is_wide =
                text[name.len()..at].starts_with('\t') || text[name.len()..at].starts_with("  ");
            let fits = ends(time.rest)
                || (time.style == TimeStyle::Bracketed)
                || time.style == TimeStyle::Full;
            let is_closed = !name.ends_with(['?', '!', ';', ',']);
            return (fits && is_closed && may_be_a_name(name)).then_some((name, time, is_wide));
        }
        before = c;
    }
    None
}
