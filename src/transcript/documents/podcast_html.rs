//! Reads Podcasting 2.0's HTML transcripts.
//!
//! ```text
//! file = { "<cite>" name [ ":" ] "</cite>" | "<time>" clock "</time>" | "<p>" words "</p>" }
//! ```
//!
//! Example: `<cite>Kevin:</cite><time>0:00</time><p>We have an update.</p>`. A name applies until the
//! next one. A time applies to the next paragraph, which ends where the next time begins. Both may
//! stand at the start of a paragraph too; after words, they are words. Words outside a paragraph are
//! warnings.
//!
//! Another page whose words have labels or times is read by `web_page.rs`.
//!
//! The HTML standard's tokenizer reads the markup. So the text of a script or a style is never
//! taken for words, and a missing end tag loses no words.

use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};

use super::page_elements::{INLINE, UNSPOKEN, is_in, language_of_page};
use super::web_page::{self, is_web_page};
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times, TurnBreak};
use crate::transcript::warning::{Place, Warning};
use crate::xml::LineCounter;

/// Returns whether the text is HTML whose words have labels or times.
pub(crate) fn is_podcast_html(text: &str) -> bool {
    has_cites(text) || is_web_page(text)
}

/// Returns whether the text is HTML in which a name is followed by a time or a paragraph.
fn has_cites(text: &str) -> bool {
    const CITE_END: &str = "</cite>";
    let followed = |at: usize| {
        let rest = text[at + CITE_END.len()..].trim_start();
        rest.starts_with("<time") || rest.starts_with("<p>") || rest.starts_with("<p ")
    };
    text.trim_start().starts_with('<') && text.match_indices(CITE_END).any(|(at, _)| followed(at))
}

/// Reads the whole text.
pub(crate) fn parse(text: &str) -> Assembler {
    let mut assembler = read_page(text);
    assembler.language = language_of_page(text);
    assembler
}

fn read_page(text: &str) -> Assembler {
    if !has_cites(text) && is_web_page(text) {
        return web_page::parse(text);
    }
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = HtmlReader {
        assembler: Assembler::of_text(text),
        lines: LineCounter::new(text),
        role: TextRole::Stray,
        in_paragraph: false,
        text: String::new(),
        line: 1,
        speaker: None,
        times: Times::default(),
        has_heading: false,
        unspoken: None,
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

/// The role of a text, by the element around it.
#[derive(Clone, Copy, PartialEq)]
enum TextRole {
    Stray,
    Name,
    Time,
    Words,
}

struct HtmlReader<'a> {
    assembler: Assembler,
    lines: LineCounter<'a>,
    role: TextRole,
    in_paragraph: bool,
    /// The text of the current role, and the line on which it begins.
    text: String,
    line: usize,
    speaker: Option<String>,
    /// The start of the next paragraph.
    times: Times,
    /// Whether a name or a time stands above the next paragraph. Without one, it continues the last.
    has_heading: bool,
    unspoken: Option<UnspokenElement>,
}

/// An open element whose text is not words.
struct UnspokenElement {
    name: Vec<u8>,
    /// How many of its kind are open, one inside another.
    depth: usize,
    line: usize,
}

impl HtmlReader<'_> {
    fn open(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        if let Some(unspoken) = &mut self.unspoken {
            unspoken.depth += usize::from(unspoken.name == name);
            return;
        }
        let line = self.lines.line_of(tag.span.start);
        let after_words = self.in_paragraph && !self.text.trim().is_empty();
        match name {
            b"cite" | b"time" if self.role == TextRole::Words && after_words => {}
            b"cite" => self.begin(TextRole::Name, line),
            b"time" => self.begin(TextRole::Time, line),
            b"p" => {
                self.begin(TextRole::Words, line);
                self.in_paragraph = true;
            }
            b"br" => self.text.push(' '),
            _ if is_in(UNSPOKEN, name) && !tag.self_closing => {
                self.unspoken = Some(UnspokenElement {
                    name: name.to_vec(),
                    depth: 1,
                    line,
                });
            }
            _ if is_in(INLINE, name) => {}
            _ => self.end_paragraph(line),
        }
    }

    fn close(&mut self, tag: &EndTag<usize>) {
        let name: &[u8] = &tag.name;
        if let Some(unspoken) = &mut self.unspoken {
            unspoken.depth -= usize::from(unspoken.name == name);
            if unspoken.depth == 0 {
                self.unspoken = None;
            }
            return;
        }
        let line = self.lines.line_of(tag.span.start);
        match (name, self.role) {
            (b"cite", TextRole::Name) | (b"time", TextRole::Time) if self.in_paragraph => {
                self.begin(TextRole::Words, line);
            }
            (b"cite", TextRole::Name) | (b"time", TextRole::Time) => {
                self.begin(TextRole::Stray, line);
            }
            (b"cite" | b"time", _) => {}
            _ if is_in(INLINE, name) => {}
            _ => self.end_paragraph(line),
        }
    }

    fn text(&mut self, start: usize, text: &str) {
        if self.unspoken.is_some() || (self.text.is_empty() && text.trim().is_empty()) {
            return;
        }
        if self.text.is_empty() {
            let indent = text.len() - text.trim_start().len();
            self.line = self.lines.line_of(start + indent);
        }
        self.text.push_str(text);
    }

    fn end_paragraph(&mut self, line: usize) {
        self.begin(TextRole::Stray, line);
        self.in_paragraph = false;
    }

    /// Takes the text that was read by its role, and begins a text of another role.
    fn begin(&mut self, next: TextRole, line: usize) {
        let text = std::mem::take(&mut self.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.take(&text);
        }
        (self.role, self.line) = (next, line);
    }

    fn take(&mut self, text: &str) {
        let place = Place::Line(self.line);
        match self.role {
            TextRole::Stray => self.assembler.unreadable(place, text),
            TextRole::Name => {
                self.has_heading = true;
                self.speaker = Some(text.trim_end_matches(':').trim_end().to_owned());
            }
            TextRole::Time => {
                self.has_heading = true;
                self.times = parse_clock(text).map_or_else(Times::default, Times::from_start);
                if self.times == Times::default() {
                    self.assembler.warn(Warning::unreadable_time(place, text));
                }
            }
            TextRole::Words => {
                let speaker = self.speaker.as_deref().filter(|name| !name.is_empty());
                let times = std::mem::take(&mut self.times);
                let turn_break = if std::mem::take(&mut self.has_heading) {
                    TurnBreak::BetweenLines
                } else {
                    TurnBreak::Never
                };
                self.assembler
                    .push_line(place, speaker, times, text, turn_break);
            }
        }
    }

    fn finish(mut self) -> Assembler {
        self.end_paragraph(self.line);
        if let Some(unspoken) = self.unspoken {
            let name = String::from_utf8_lossy(&unspoken.name).into_owned();
            let opened = format!("<{name}> without an end");
            self.assembler
                .unreadable(Place::Line(unspoken.line), &opened);
        }
        self.assembler
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::WarningKind;

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
