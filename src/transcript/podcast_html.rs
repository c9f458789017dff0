//! Podcasting 2.0's HTML transcripts.
//!
//! ```text
//! file = { "<cite>" name [ ":" ] "</cite>" | "<time>" clock "</time>" | "<p>" words "</p>" }
//! ```
//!
//! Example: `<cite>Kevin:</cite><time>0:00</time><p>We have an update.</p>`. A name holds until the
//! next one; a time belongs to the next paragraph and ends where the next time begins. Both may stand
//! at the beginning of a paragraph as well; after words, they are words. Words outside a paragraph
//! are warnings.
//!
//! The standard's tokenizer reads the markup, so that what is in a script, a style or another
//! element that is not shown as text is never taken for words, and no end tag can be missing.

use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};

use super::assemble::{Assembler, Line};
use super::{Place, Warning};
use crate::time::parse_clock;

/// Elements whose text is not shown, or not as words of the page.
const UNSPOKEN: [&[u8]; 14] = [
    b"script",
    b"style",
    b"title",
    b"template",
    b"noscript",
    b"iframe",
    b"object",
    b"svg",
    b"math",
    b"textarea",
    b"select",
    b"button",
    b"xmp",
    b"noembed",
];

/// Elements inside a line of text; any other ends a paragraph.
const INLINE: [&[u8]; 22] = [
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"br", b"code", b"del", b"dfn", b"em", b"i", b"img",
    b"ins", b"kbd", b"mark", b"q", b"s", b"small", b"span", b"strong", b"sub", b"u",
];

/// Returns whether the text is HTML in which a name is followed by a time or a paragraph.
pub(super) fn is_podcast_html(text: &str) -> bool {
    const CITE_END: &str = "</cite>";
    let followed = |at: usize| {
        let rest = text[at + CITE_END.len()..].trim_start();
        rest.starts_with("<time") || rest.starts_with("<p>") || rest.starts_with("<p ")
    };
    text.trim_start().starts_with('<') && text.match_indices(CITE_END).any(|(at, _)| followed(at))
}

/// Reads the whole text.
pub(super) fn parse(text: &str) -> Assembler {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        lines: Lines::of(text),
        ..Reader::default()
    };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => reader.open(&tag),
            Token::EndTag(tag) => reader.close(&tag),
            Token::String(string) => {
                reader.text(string.span.start, &String::from_utf8_lossy(&string.value));
            }
            _ => {}
        }
    }
    reader.finish()
}

/// What the text is that comes next.
#[derive(Default, Clone, Copy, PartialEq)]
enum Target {
    #[default]
    Nothing,
    Name,
    Time,
    Words,
}

/// Whose speaker and time the next paragraph has.
#[derive(Default, Clone, Copy)]
enum Begins {
    /// Those of the paragraph before it.
    #[default]
    UnderTheLast,
    /// Those that stand above it; a time may be missing or not readable.
    UnderItsHead,
}

#[derive(Default)]
struct Reader<'a> {
    assembler: Assembler,
    lines: Lines<'a>,
    target: Target,
    in_paragraph: bool,
    /// The text of the target, and the line on which it begins.
    collected: String,
    line: usize,
    speaker: Option<String>,
    start_ms: Option<u64>,
    paragraph: Begins,
    /// The unspoken element that is open, how many of its kind stand in one another, and its line.
    unspoken: Option<(Vec<u8>, usize, usize)>,
}

impl Reader<'_> {
    fn open(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        if let Some((unspoken, depth, _)) = &mut self.unspoken {
            *depth += usize::from(*unspoken == name);
            return;
        }
        let line = self.lines.at(tag.span.start);
        let words_before = self.in_paragraph && !self.collected.trim().is_empty();
        match name {
            b"cite" | b"time" if self.target == Target::Words && words_before => {}
            b"cite" => self.turn_to(Target::Name, line),
            b"time" => self.turn_to(Target::Time, line),
            b"p" => {
                self.turn_to(Target::Words, line);
                self.in_paragraph = true;
            }
            b"br" => self.collected.push(' '),
            _ if UNSPOKEN.contains(&name) && !tag.self_closing => {
                self.unspoken = Some((name.to_vec(), 1, line));
            }
            _ if INLINE.contains(&name) => {}
            _ => self.leave_paragraph(line),
        }
    }

    fn close(&mut self, tag: &EndTag<usize>) {
        let name: &[u8] = &tag.name;
        if let Some((unspoken, depth, _)) = &mut self.unspoken {
            *depth -= usize::from(*unspoken == name);
            if *depth == 0 {
                self.unspoken = None;
            }
            return;
        }
        let line = self.lines.at(tag.span.start);
        match (name, self.target) {
            (b"cite", Target::Name) | (b"time", Target::Time) => {
                let next = if self.in_paragraph {
                    Target::Words
                } else {
                    Target::Nothing
                };
                self.turn_to(next, line);
            }
            (b"cite" | b"time", _) => {}
            _ if INLINE.contains(&name) => {}
            _ => self.leave_paragraph(line),
        }
    }

    fn text(&mut self, start: usize, text: &str) {
        if self.unspoken.is_some() || (self.collected.is_empty() && text.trim().is_empty()) {
            return;
        }
        if self.collected.is_empty() {
            let before = text.len() - text.trim_start().len();
            self.line = self.lines.at(start + before);
        }
        self.collected.push_str(text);
    }

    fn leave_paragraph(&mut self, line: usize) {
        self.turn_to(Target::Nothing, line);
        self.in_paragraph = false;
    }

    /// Takes what was collected for what it is, and collects the next.
    fn turn_to(&mut self, next: Target, line: usize) {
        let collected = std::mem::take(&mut self.collected);
        let text = collected.split_whitespace().collect::<Vec<_>>().join(" ");
        let place = Place::Line(self.line);
        match self.target {
            _ if text.is_empty() => {}
            Target::Nothing => self.assembler.unreadable(place, &text),
            Target::Name => {
                self.paragraph = Begins::UnderItsHead;
                self.speaker = Some(text.trim_end_matches(':').trim_end().to_owned());
            }
            Target::Time => {
                self.paragraph = Begins::UnderItsHead;
                self.start_ms = parse_clock(&text);
                if self.start_ms.is_none() {
                    self.assembler.note(Warning::unreadable_time(place, &text));
                }
            }
            Target::Words => {
                let line = Line {
                    place,
                    speaker: self.speaker.as_deref().filter(|name| !name.is_empty()),
                    start_ms: self.start_ms.take(),
                    end_ms: None,
                    text: &text,
                };
                match std::mem::take(&mut self.paragraph) {
                    Begins::UnderItsHead => self.assembler.push(line),
                    Begins::UnderTheLast => self.assembler.push_on(line),
                }
            }
        }
        (self.target, self.line) = (next, line);
    }

    fn finish(mut self) -> Assembler {
        self.leave_paragraph(self.line);
        if let Some((name, _, line)) = self.unspoken {
            let opened = format!("<{}> without an end", String::from_utf8_lossy(&name));
            self.assembler.unreadable(Place::Line(line), &opened);
        }
        self.assembler
    }
}

/// Tells the lines of places that come in order.
#[derive(Default)]
struct Lines<'a> {
    text: &'a [u8],
    /// How many lines end before this byte.
    counted: (usize, usize),
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            counted: (0, 0),
        }
    }

    /// Returns the line of a byte, counted from 1; a byte before one that was asked for is taken to
    /// stand there.
    fn at(&mut self, byte: usize) -> usize {
        let (lines, from) = self.counted;
        let to = byte.clamp(from, self.text.len().max(from));
        let new = self.text[from..to]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        self.counted = (lines + new, to);
        lines + new + 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Turn, WarningKind};
    use super::*;
    use crate::time::Span;

    fn read(text: &str) -> (Vec<Turn>, Vec<Warning>) {
        parse(text).finish()
    }

    #[test]
    fn a_cite_names_a_time_dates_and_a_paragraph_speaks() {
        let text = "<cite>Kevin:</cite>\n<time>0:00</time>\n<p>We have\n an update&hellip;</p>\n<p>More.</p>\n\
            <cite>Bo</cite><time>1:02:03</time><p>So <b>be</b> it.<br>Yes</p>";
        assert!(is_podcast_html(text));
        let (turns, warnings) = read(text);
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(turns[0].speaker.as_deref(), Some("Kevin"));
        assert_eq!(turns[0].text, "We have an update… More.");
        assert_eq!(turns[0].span, Some(Span::new(0, 32_600)));
        assert_eq!(turns[1].text, "So be it. Yes");
    }

    #[test]
    fn names_and_times_may_stand_in_the_paragraph_and_quotations_are_words() {
        let (turns, warnings) = read(
            "<p><cite>Ana</cite> <time>0:05</time> Read <cite>Emma</cite> at <time>10:30</time>.</p>",
        );
        assert!(warnings.is_empty());
        assert_eq!(turns[0].speaker.as_deref(), Some("Ana"));
        assert_eq!(turns[0].text, "Read Emma at 10:30.");
        assert_eq!(turns[0].span, Some(Span::new(5000, 5000)));
    }

    #[test]
    fn scripts_and_what_is_not_shown_are_no_words() {
        let (turns, warnings) = read(
            "<title>T</title><style>p{}</style><cite>A</cite><p>One<script>steal('<p>x</p>')</script> two\
             <template><template>no</template>no</template><noscript><p>no</p></noscript>.</p>\
             <!-- <p>no</p> --><svg><text>no</text></svg><script><p>no</p>",
        );
        assert_eq!((turns.len(), &*turns[0].text), (1, "One two."));
        let unended = WarningKind::Unreadable("<script> without an end".into());
        assert_eq!(warnings[0].kind, unended);
    }

    #[test]
    fn missing_ends_and_missing_times_cost_nothing() {
        let (turns, _) = read("<cite>A<p>One<p>Two</p><cite>B<time>0:07<p>Three");
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        assert_eq!(said, [(Some("A"), "One Two"), (Some("B"), "Three")]);
        assert_eq!(
            (turns[0].span, turns[1].span),
            (None, Some(Span::new(7000, 7000)))
        );
    }

    #[test]
    fn stray_words_and_broken_times_are_warnings_with_their_lines() {
        let (turns, warnings) =
            read("<h1>The bell</h1>\n<cite>A:</cite>\n<time>soon</time>\n<p>One</p>\n");
        assert_eq!(turns[0].span, None);
        let found: Vec<_> = warnings
            .iter()
            .map(|warning| (warning.place, &warning.kind))
            .collect();
        let unreadable = WarningKind::Unreadable("The bell".into());
        let no_time = WarningKind::UnreadableTime("soon".into());
        assert_eq!(
            found,
            [(Place::Line(1), &unreadable), (Place::Line(3), &no_time)]
        );
    }

    #[test]
    fn a_page_with_quotations_is_no_transcript() {
        assert!(!is_podcast_html(
            "<p>See <cite>Emma</cite> and <cite>Persuasion</cite>.</p>"
        ));
    }
}
