//! Reads what a line begins with, by its signs alone: a name, a time, both, or neither.
//!
//! Whether a name is a name is decided by the whole file, in `layout.rs`.

use super::clock::{ReadTimes, TimeStyle, read_times};
use super::marks::{
    after_bullets, after_separators, before_separators, bracketed, emphasised, heading_text, trim,
    trim_start,
};
use crate::transcript::assemble::Times;
use crate::transcript::label::split_at_colon;

/// The most characters and words of a name.
const MOST_NAME_CHARACTERS: usize = 100;
const MOST_NAME_WORDS: usize = 16;

/// What separates the columns of a line.
const COLUMN_SIGNS: [&str; 6] = ["\t", "  ", " | ", " — ", " – ", " - "];

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
    /// A label by a sign that words have too.
    pub weak: Option<WeakLabel<'a>>,
}

/// A label by a sign that words have too, so that it is one only where nearly all lines have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WeakLabel<'a> {
    pub name: &'a str,
    pub site: Site,
    pub words: &'a str,
}

/// Where a text stands that may be the name of a speaker. Only the whole file shows the last nine.
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
    /// `[Ann](https://mill.example): words`
    Link,
    /// `## Ann` above the words
    Heading,
    /// `Q.  words`
    Letter,
    /// `Ann | words`, with a tab, several spaces or a dash too
    Column,
    /// `**Ann** words`
    EmphasisBeforeWords,
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

    /// Returns the text of a heading without a name by its sign and without a time.
    pub(super) fn heading_alone(&self) -> Option<&'a str> {
        let is_alone = self.label.is_none() && self.time.is_none();
        heading_text(self.text).filter(|_| is_alone)
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
            weak: None,
        };
        let rest = after_bullets(heading.unwrap_or(table_row(text)));
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
        // A colon may stand in the words after a weak label.
        let is_weaker = |weak: &WeakLabel<'_>| {
            read.label
                .is_none_or(|(name, site)| site == Site::Colon && weak.name.len() < name.len())
        };
        read.weak = weak_label(rest).filter(is_weaker);
        read
    }

    /// Takes the time at the start of a text. Returns the text after it.
    fn take_time(&mut self, text: &'a str) -> Option<&'a str> {
        let time = marked_times(text)?;
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
        let time = marked_times(text).filter(|time| {
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
        let rest = match marked_times(rest).filter(|_| self.time.is_none() && !has_colon) {
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
        if let Some(after) = after_address(text) {
            let words = trim_start(after).strip_prefix(':').map(trim_start);
            let words = words.filter(|words| words.len() + 1 < after.len() || words.is_empty());
            let Some(words) = words else {
                return false;
            };
            let (before, words) = (self.time, self.take_time_after(words));
            let is_label = self.label(name, Site::Link, words);
            self.time = self.time.filter(|_| is_label).or(before);
            return is_label;
        }
        if self.read_inside_brackets(name, after) {
            return true;
        }
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

    /// Reads a name and a time in the same brackets: `(Ann, 0:05)`.
    fn read_inside_brackets(&mut self, inner: &'a str, after: &'a str) -> bool {
        let is_free =
            self.time.is_none() && (ends(after) || after.starts_with(char::is_whitespace));
        let (name, time) = match read_times(inner) {
            Some(time) => (after_separators(time.rest), Some(time)),
            None => split_time(inner),
        };
        let Some(time) = time.filter(|_| is_free) else {
            return false;
        };
        self.time = Some((time.times, time.style));
        if self.label(name, Site::BesideTime, trim_start(after)) {
            return true;
        }
        self.time = None;
        false
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
        let name = link_text(name).unwrap_or(name);
        if !may_be_a_name(name) {
            return false;
        }
        (self.label, self.words) = (Some((name, site)), words);
        true
    }
}

/// Reads a time that may be emphasised: `*0:05*`.
fn marked_times(text: &str) -> Option<ReadTimes<'_>> {
    read_times(text).or_else(|| {
        let (inner, after) = emphasised(trim_start(text))?;
        let time = read_times(inner).filter(|time| trim(time.rest).is_empty())?;
        Some(ReadTimes {
            rest: after,
            ..time
        })
    })
}

/// Returns the cells of a row of a Markdown table, or the text itself.
fn table_row(text: &str) -> &str {
    let inner = text.strip_prefix('|').and_then(|row| row.strip_suffix('|'));
    inner.map_or(text, trim)
}

/// Returns the text after a link at the start: `[Ann](https://mill.example)`.
fn after_address(text: &str) -> Option<&str> {
    let (_, address) = text.strip_prefix('[')?.split_once("](")?;
    Some(address.split_once(')')?.1)
}

/// Returns the shown text of a text that is a link and no more.
fn link_text(text: &str) -> Option<&str> {
    let is_link = after_address(text)?.is_empty();
    let (shown, _) = text.strip_prefix('[')?.split_once("](")?;
    is_link.then_some(shown)
}

/// Returns the label before words by a sign that words have too.
fn weak_label(text: &str) -> Option<WeakLabel<'_>> {
    let ((name, words), site) = if let Some(parts) = split_letter(text) {
        (parts, Site::Letter)
    } else if let Some(parts) = emphasised(text) {
        (parts, Site::EmphasisBeforeWords)
    } else {
        (split_column(text)?, Site::Column)
    };
    let (name, words) = (trim(name), trim_start(words));
    let is_name = may_be_a_name(name) && !name.ends_with([':', '：', '?', '!']);
    let are_words = !words.is_empty() && !words.starts_with([',', ';', ':', '.']);
    (is_name && are_words).then_some(WeakLabel { name, site, words })
}

/// Cuts a single capital letter off the words: `Q   words`, `Q. words`.
fn split_letter(text: &str) -> Option<(&str, &str)> {
    let letter = text.chars().next().filter(|c| c.is_uppercase())?;
    let (name, after) = text.split_at(letter.len_utf8());
    let words = after.strip_prefix('.').unwrap_or(after);
    let is_wide = words.starts_with('\t') || words.starts_with("  ");
    let is_marked = words.len() < after.len() && words.starts_with(char::is_whitespace);
    (is_wide || is_marked).then_some((name, words))
}

/// Cuts at the first column sign.
fn split_column(text: &str) -> Option<(&str, &str)> {
    let head_end = text.char_indices().nth(MOST_NAME_CHARACTERS);
    let head = &text[..head_end.map_or(text.len(), |(at, _)| at)];
    let places = COLUMN_SIGNS
        .iter()
        .filter_map(|sign| Some((head.find(sign)?, sign.len())));
    let (at, length) = places.min()?;
    Some((&text[..at], &text[at + length..]))
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
pub(in crate::transcript::documents) fn may_be_a_name(text: &str) -> bool {
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

fn split_colon(text: &str) -> Option<(&str, &str)> {
    let (name, words) = split_at_colon(text)?;
    Some((name, trim_start(words)))
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
            let is_cell = time.rest.starts_with('\t') || time.rest.starts_with("  ");
            let is_before_colon = time.rest.starts_with(": ");
            let fits = ends(time.rest)
                || (is_wide && is_cell)
                || (is_before_colon && !name.contains(':'))
                || (time.style == TimeStyle::Bracketed)
                || time.style == TimeStyle::Full;
            let is_closed = !name.ends_with(['?', '!', ';', ',']);
            return (fits && is_closed && may_be_a_name(name)).then_some((name, time, is_wide));
        }
        before = c;
    }
    None
}
