//! Takes what nobody says off the words of a document: references, and the marks of Markdown.

use std::borrow::Cow;

use super::clock::{TimeStyle, read_times};
use super::marks::after_bullets;
use crate::transcript::references::push_reference;

/// The most characters of a link, a tag or of code, so that a line of opening marks takes linear time.
const MOST_CHARACTERS: usize = 2000;

/// The most brackets inside those of a link.
const MOST_NESTED: usize = 3;

/// The marks that a document uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// References alone: `&amp;`
    Plain,
    /// Those of Markdown too.
    Markdown,
}

/// Returns the words of a paragraph on one line: without references and marks, each decoded once.
pub(super) fn spoken_text(paragraph: &str, marks: Marks) -> Cow<'_, str> {
    let is_markdown = marks == Marks::Markdown;
    let plain = |c: char| !(c == '&' || c == '\n' || (is_markdown && "\\*_[`~<>#-+".contains(c)));
    if paragraph.chars().all(plain) {
        return Cow::Borrowed(paragraph);
    }
    let lines = paragraph.lines().map(|line| match marks {
        Marks::Markdown => after_bullets(line).trim(),
        Marks::Plain => line.trim(),
    });
    let line = lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match marks {
        Marks::Markdown => Cow::Owned(without_marks(&line)),
        Marks::Plain => Cow::Owned(decoded(&line)),
    }
}

/// Returns whether a clock in brackets stands in the words, or a time at the start of a line of them.
pub(super) fn unused_time(paragraph: &str) -> bool {
    let brackets = paragraph.char_indices().filter(|(_, c)| "[(".contains(*c));
    let mut times = brackets.filter_map(|(at, _)| read_times(&paragraph[at..]));
    times.any(|time| time.style == TimeStyle::Bracketed)
}

/// Returns a text with its references decoded.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let taken = push_reference(&mut out, &rest[at..]);
        rest = &rest[at + taken..];
    }
    out + rest
}

/// A run of emphasis marks that may open or close.
struct Run {
    /// Where it stands in the written text, and how many marks it has.
    at: usize,
    length: usize,
    mark: char,
}

/// Returns a line of Markdown as it is read out.
fn without_marks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut open: Vec<Run> = Vec::new();
    // Places of emphasis marks in `out`, which are taken out at the end.
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut rest = line;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => escape(&mut out, rest),
            '&' => push_reference(&mut out, rest),
            '`' => code(&mut out, rest),
            '[' | '!' => link(&mut out, rest),
            '<' => tag(&mut out, rest),
            '*' | '_' | '~' => emphasis(&mut out, rest, before, &mut open, &mut taken),
            _ => {
                out.push(c);
                c.len_utf8()
            }
        };
        before = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    taken.sort_unstable();
    let mut said = String::with_capacity(out.len());
    let mut from = 0;
    for (at, length) in taken {
        said.push_str(&out[from..at]);
        from = at + length;
    }
    said + &out[from..]
}

/// Returns the first characters of a text, each with its place in bytes.
fn first_characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().take(MOST_CHARACTERS)
}

/// Writes the sign after a backslash, where Markdown has one to escape.
fn escape(out: &mut String, text: &str) -> usize {
    match text[1..].chars().next() {
        Some(sign) if sign.is_ascii_punctuation() => {
            out.push(sign);
            2
        }
        _ => {
            out.push('\\');
            1
        }
    }
}

/// Writes the text between backquotes.
fn code(out: &mut String, text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let fence = &text[..ticks];
    let rest = &text[ticks..];
    let closes = |at: &usize| rest[*at..].starts_with(fence);
    let places = first_characters(rest).filter(|(_, c)| *c == '`');
    match places.map(|(at, _)| at).find(closes) {
        Some(end) => {
            out.push_str(rest[..end].trim());
            end + 2 * ticks
        }
        None => {
            out.push_str(fence);
            ticks
        }
    }
}

/// Writes the text of `[text](address)` or of a picture, `![text](address)`.
fn link(out: &mut String, text: &str) -> usize {
    let picture = usize::from(text.starts_with('!'));
    let shown = text[picture..].strip_prefix('[').and_then(|inner| {
        let end = closing(inner, '[', ']')?;
        let address = inner[end + 1..].strip_prefix('(')?;
        Some((&inner[..end], closing(address, '(', ')')?))
    });
    match shown {
        Some((shown, address)) => {
            out.push_str(&without_marks(shown));
            picture + shown.len() + address + 4
        }
        None => {
            let sign = text.chars().next().unwrap_or(' ');
            out.push(sign);
            sign.len_utf8()
        }
    }
}

/// Returns where the bracket closes that is open at the start.
fn closing(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in first_characters(text) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == close && depth == 0 => return Some(at),
            _ if c == close => depth -= 1,
            _ if c == open && depth == MOST_NESTED => return None,
            _ if c == open => depth += 1,
            _ => {}
        }
    }
    None
}

/// Leaves out a tag of emphasis or a line break, and the angles around an address.
fn tag(out: &mut String, text: &str) -> usize {
    const TAGS: [&str; 14] = [
        "b", "/b", "i", "/i", "em", "/em", "strong", "/strong", "u", "/u", "br", "br/", "br /",
        "/br",
    ];
    let mut signs = first_characters(&text[1..]).filter(|(_, c)| "<>".contains(*c));
    let end = signs.next().filter(|(_, sign)| *sign == '>');
    let inner = end.map(|(end, _)| &text[1..=end]);
    match inner {
        Some(inner) if TAGS.contains(&inner.to_lowercase().as_str()) => inner.len() + 2,
        Some(inner) if inner.contains("://") && !inner.contains(' ') => {
            out.push_str(inner);
            inner.len() + 2
        }
        _ => {
            out.push('<');
            1
        }
    }
}

/// Writes a run of emphasis marks, and remembers it, with the run that it closes, where both are
/// marks. A mark between two letters or between two spaces is text.
fn emphasis(
    out: &mut String,
    text: &str,
    before: char,
    open: &mut Vec<Run>,
    taken: &mut Vec<(usize, usize)>,
) -> usize {
    const MOST_OPEN: usize = 8;
    let mark = text.chars().next().unwrap_or(' ');
    let length = text.len() - text.trim_start_matches(mark).len();
    let after = text[length..].chars().next().unwrap_or(' ');
    let at = out.len();
    out.push_str(&text[..length]);
    let is_inside = before.is_alphanumeric() && after.is_alphanumeric();
    let is_mark = !is_inside && length <= 3 && (mark != '~' || length == 2);
    let opener = open
        .iter()
        .rposition(|run| run.mark == mark && run.length == length);
    if let Some(opener) = opener.filter(|_| is_mark && !before.is_whitespace()) {
        taken.push((open[opener].at, length));
        taken.push((at, length));
        open.truncate(opener);
    } else if is_mark && !after.is_whitespace() && open.len() < MOST_OPEN {
        open.push(Run { at, length, mark });
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_not_said() {
        for (written, said) in [
            ("\\[laughs\\] so", "[laughs] so"),
            (
                "snake\\_case and *really* **so**",
                "snake_case and really so",
            ),
            ("***both*** and _one_ word", "both and one word"),
            (
                "2 * 3 and a*b*c and snake_case_x",
                "2 * 3 and a*b*c and snake_case_x",
            ),
            (
                "see [the *paper*](https://a.example/p_(1)?a=1&amp;b=2).",
                "see the paper.",
            ),
            ("`let x = *y*` and ``a`b``", "let x = *y* and a`b"),
            ("a<br>b <b>c</b> <3 and 1 < 2", "ab c <3 and 1 < 2"),
            ("> so\n> on", "so on"),
            ("a ~~b~~ c ~ d", "a b c ~ d"),
            ("**not closed and [open", "**not closed and [open"),
            ("(*music*)", "(music)"),
        ] {
            assert_eq!(spoken_text(written, Marks::Markdown), said, "{written}");
        }
    }

    #[test]
    fn references_are_decoded_once() {
        for (written, said) in [
            (
                "that&#39;s &amp; Zo&euml; &mdash; 5&#x27;",
                "that's & Zoë — 5'",
            ),
            ("&amp;lt; &bogus; AT&T R&D; &", "&lt; &bogus; AT&T R&D; &"),
            ("a&#10;b", "a b"),
        ] {
            assert_eq!(spoken_text(written, Marks::Plain), said, "{written}");
            assert_eq!(spoken_text(written, Marks::Markdown), said, "{written}");
        }
    }

    #[test]
    fn plain_words_keep_their_signs() {
        let text = "2 *3* [so](x) _y_ \\[z";
        assert_eq!(spoken_text(text, Marks::Plain), text);
    }
}
