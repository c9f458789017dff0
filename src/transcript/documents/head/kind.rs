//! Tells what each line of a document is, by its layout.

use super::examination::examiner;
use super::layout::{Layout, Verdict};
use super::line::{Line, Site, may_be_a_name};
use super::marks::{heading_text, is_rule};
use super::naming::may_be_an_odd_name;
use super::placed::{Placed, placed};
use crate::transcript::assemble::Times;

/// What a line of a document is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind<'a> {
    /// It says who speaks from here on, or since when, or both.
    Head(Head<'a>),
    /// A field of a form, which nobody says.
    Field,
    /// A heading of Markdown.
    Chapter,
    /// A reference to a page or a note, which nobody says: `Slides: https://mill.example`
    Aside,
    /// A heading that says who asks from here on, or that somebody else does.
    Examination(Option<&'a str>),
    /// A line of the program that wrote the file, or a rule. It is ignored.
    Ignored,
    /// Words of the current speaker.
    Words,
}

/// The head of somebody's words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Head<'a> {
    /// `None` continues the speaker before, or the head above.
    pub label: Option<Label<'a>>,
    pub times: Option<Times>,
    /// The words on the same line.
    pub words: &'a str,
}

impl Head<'_> {
    fn is_unknown(&self) -> bool {
        self.label == Some(Label::NotUnderstood)
    }
}

/// The label of a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Label<'a> {
    Name(&'a str),
    NotUnderstood,
}

/// Returns every line with words, and what it is.
pub(super) fn kinds<'a>(
    text: &'a str,
    layout: &'a Layout,
) -> impl Iterator<Item = (Placed<'a>, Kind<'a>)> {
    let mut lines = placed(text).peekable();
    let (mut is_below_time, mut has_head) = (false, false);
    std::iter::from_fn(move || {
        let placed = lines.next()?;
        let kind = layout.kind(&placed, lines.peek(), is_below_time);
        // Above the first head stands a title.
        let kind = match kind {
            Kind::Head(head) if !has_head && placed.line.is_bare() && head.is_unknown() => {
                Kind::Words
            }
            // Below it a field may be somebody's words.
            Kind::Field if has_head => Kind::Aside,
            kind => kind,
        };
        has_head |= matches!(kind, Kind::Head(_));
        is_below_time = placed.line.is_time_alone();
        Some((placed, kind))
    })
}

impl Layout {
    fn kind<'a>(
        &self,
        placed: &Placed<'a>,
        below: Option<&Placed<'a>>,
        is_below_time: bool,
    ) -> Kind<'a> {
        let line = placed.line;
        let next = below.map(|below| below.line);
        if is_about_the_program(line.text) || is_rule(line.text) {
            return Kind::Ignored;
        }
        if let Some(examiner) = examiner(line.text).filter(|_| self.asks_by_letter()) {
            return Kind::Examination(examiner);
        }
        let times = line.time.map(|(times, _)| times);
        let head = |label, words| {
            Kind::Head(Head {
                label: Some(label),
                times,
                words,
            })
        };
        match (self.judge_heading(&line), heading_text(line.text)) {
            (Verdict::Name, Some(name)) => return head(Label::Name(name), ""),
            (Verdict::NotUnderstood, Some(name)) => return head(Label::NotUnderstood, name),
            _ => {}
        }
        if line.is_heading && !self.is_head(&line) {
            return Kind::Chapter;
        }
        if line.label.is_some() && is_address(line.words) && !self.comes_back(&line) {
            return Kind::Aside;
        }
        if let Some(weak) = line.weak {
            match self.judge_weak(&weak) {
                Verdict::Name => return head(Label::Name(weak.name), weak.words),
                Verdict::NotUnderstood => return head(Label::NotUnderstood, line.rest),
                Verdict::Field => return Kind::Field,
                Verdict::Aside => return Kind::Aside,
                Verdict::Words => {}
            }
        }
        let is_at_time = is_below_time || next.is_some_and(|next| next.is_time_alone());
        let stands_at_time = |label: Option<(&str, Site)>| {
            is_at_time && label.is_some_and(|(_, site)| site == Site::EmphasisAlone)
        };
        match (self.judge(&line, placed.after_blank), line.label) {
            (Verdict::Field, _) => Kind::Field,
            (Verdict::Aside, label) if !stands_at_time(label) => Kind::Aside,
            (Verdict::Name, Some((name, _))) => head(Label::Name(name), line.words),
            (Verdict::NotUnderstood, _) => {
                let words = if line.begins_with_time() {
                    line.rest
                } else {
                    line.text
                };
                head(Label::NotUnderstood, words)
            }
            (_, Some((name, Site::EmphasisAlone))) if is_at_time => head(Label::Name(name), ""),
            _ => match self.bare_name(placed, below, is_below_time) {
                Some(Label::Name(name)) => head(Label::Name(name), ""),
                Some(Label::NotUnderstood) if line.begins_with_time() => {
                    head(Label::NotUnderstood, line.rest)
                }
                Some(Label::NotUnderstood) => head(Label::NotUnderstood, line.text),
                None if line.is_heading => Kind::Chapter,
                None => self.time_or_words(&line, next),
            },
        }
    }

    /// Returns the name that stands without a sign, or what stands at the place of one.
    fn bare_name<'a>(
        &self,
        placed: &Placed<'a>,
        below: Option<&Placed<'a>>,
        is_below_time: bool,
    ) -> Option<Label<'a>> {
        let line = placed.line;
        let next = below.map(|below| below.line);
        let has_words_below = next.is_some_and(|next| next.is_bare());
        let alone = match line.begins_with_time() && line.label.is_none() {
            true => line.rest,
            false => line.text,
        };
        let stands_apart = placed.after_blank && line.is_bare();
        if has_words_below
            && (stands_apart || alone.len() < line.text.len())
            && self.is_known(alone)
        {
            return Some(Label::Name(alone));
        }
        let is_directly_above = has_words_below && below.is_some_and(|below| !below.after_blank);
        if self.heads_open_paragraphs
            && stands_apart
            && is_directly_above
            && !self.is_bare_name(alone)
            && may_be_an_odd_name(alone)
        {
            return Some(Label::NotUnderstood);
        }
        let site = self.bare_names?;
        let (name, is_placed) = match site {
            Site::AfterTime => (line.rest, line.begins_with_time() && has_words_below),
            Site::AboveTime => (line.text, next.is_some_and(|next| next.is_time_alone())),
            Site::BelowTime => (line.text, is_below_time && has_words_below),
            _ => (line.text, placed.after_blank && has_words_below),
        };
        let may_be = is_placed && (line.is_bare() || line.begins_with_time());
        let is_usual = match site {
            Site::AboveTime => placed.after_blank || !self.names_follow_blanks,
            Site::Alone => false,
            _ => true,
        };
        match may_be {
            true if self.is_bare_name(name) => Some(Label::Name(name)),
            true if is_usual && !line.is_time_alone() && may_be_an_odd_name(name) => {
                Some(Label::NotUnderstood)
            }
            _ => None,
        }
    }

    fn time_or_words<'a>(&self, line: &Line<'a>, next: Option<Line<'a>>) -> Kind<'a> {
        let is_above_name = line.is_time_alone() && next.is_some_and(|next| next.label.is_some());
        match line.time {
            Some((times, style))
                if line.begins_with_time() && (self.is_time(style) || is_above_name) =>
            {
                Kind::Head(Head {
                    label: None,
                    times: Some(times),
                    words: line.rest,
                })
            }
            _ => Kind::Words,
        }
    }
}

/// Returns whether a text is the address of a page and no more.
fn is_address(text: &str) -> bool {
    let text = text.trim_matches(['<', '>', '(', ')']);
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    is_web && !text.contains(char::is_whitespace)
}

/// Returns whether a line is of the program that wrote the file.
fn is_about_the_program(line: &str) -> bool {
    let name = line
        .strip_suffix(" started transcription")
        .or_else(|| line.strip_suffix(" stopped transcription"));
    name.is_some_and(may_be_a_name) || line.starts_with("Transcribed by https://otter.ai")
}
