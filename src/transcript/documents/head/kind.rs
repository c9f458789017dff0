//! Tells what each line of a document is, by its layout.

use super::layout::{Layout, Verdict};
use super::line::{Line, Site, may_be_a_name};
use super::marks::{heading_text, is_rule};
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
    /// A reference to a page, which nobody says: `Slides: https://mill.example`
    Reference,
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
    let mut is_below_time = false;
    std::iter::from_fn(move || {
        let placed = lines.next()?;
        let next = lines.peek().map(|next| next.line);
        let kind = layout.kind(&placed, next, is_below_time);
        is_below_time = placed.line.is_time_alone();
        Some((placed, kind))
    })
}

impl Layout {
    fn kind<'a>(
        &self,
        placed: &Placed<'a>,
        next: Option<Line<'a>>,
        is_below_time: bool,
    ) -> Kind<'a> {
        let line = placed.line;
        if is_about_the_program(line.text) || is_rule(line.text) {
            return Kind::Ignored;
        }
        if let Some(name) = heading_text(line.text).filter(|name| self.is_known(name)) {
            return Kind::Head(Head {
                label: Some(Label::Name(name)),
                times: None,
                words: "",
            });
        }
        if line.is_heading && !self.is_head(&line) {
            return Kind::Chapter;
        }
        if line.label.is_some() && is_address(line.words) && !self.comes_back(&line) {
            return Kind::Reference;
        }
        let times = line.time.map(|(times, _)| times);
        let head = |label, words| {
            Kind::Head(Head {
                label: Some(label),
                times,
                words,
            })
        };
        match (self.judge(&line, placed.after_blank), line.label) {
            (Verdict::Field, _) => Kind::Field,
            (Verdict::Name, Some((name, _))) => head(Label::Name(name), line.words),
            (Verdict::NotUnderstood, _) => {
                let words = if line.begins_with_time() {
                    line.rest
                } else {
                    line.text
                };
                head(Label::NotUnderstood, words)
            }
            (_, Some((name, Site::EmphasisAlone)))
                if is_below_time || next.is_some_and(|next| next.is_time_alone()) =>
            {
                head(Label::Name(name), "")
            }
            _ if line.is_heading => Kind::Chapter,
            _ => match self.bare_name(placed, next, is_below_time) {
                Some(name) => head(Label::Name(name), ""),
                None => self.time_or_words(&line, next),
            },
        }
    }

    /// Returns the name that stands without a sign.
    fn bare_name<'a>(
        &self,
        placed: &Placed<'a>,
        next: Option<Line<'a>>,
        is_below_time: bool,
    ) -> Option<&'a str> {
        let line = placed.line;
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
            return Some(alone);
        }
        let (name, is_placed) = match self.bare_names? {
            Site::AfterTime => (line.rest, line.begins_with_time() && has_words_below),
            Site::AboveTime => (line.text, next.is_some_and(|next| next.is_time_alone())),
            Site::BelowTime => (line.text, is_below_time && has_words_below),
            _ => (line.text, placed.after_blank && has_words_below),
        };
        let may_be = is_placed && (line.is_bare() || line.begins_with_time());
        (may_be && self.is_bare_name(name)).then_some(name)
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
