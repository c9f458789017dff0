//! Extracts the text of a web page that shows a transcript, for the grammar of `head`.
//!
//! Each block (`<p>`, `<div>`, `<li>`, `<dd>` …) is a paragraph, `<br>` ends a line, and a row of a
//! table has its cells side by side. Bold text and terms (`<dt>`) keep the sign of emphasis, which
//! names of speakers often have. Headings are those of Markdown. The text of scripts, styles, menus
//! and forms is no words.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::head;
use super::page_elements::{INLINE, UNSPOKEN, is_in};
use crate::transcript::assemble::Assembler;
use crate::xml::LineCounter;

/// Elements around a transcript that are no part of it.
const AROUND: &str = "nav header footer aside form";

/// The text of a page.
struct PageText {
    text: String,
    /// The line of the page on which each line of the text begins.
    lines: Vec<usize>,
}

/// Returns whether a text is a web page whose words have the shape of a transcript.
pub(super) fn is_web_page(text: &str) -> bool {
    begins_like_a_page(text) && head::is_transcript(&page_text(text).text)
}

/// Reads the words of the page.
pub(super) fn parse(text: &str) -> Assembler {
    let page = page_text(text);
    head::parse_extracted(&page.text, &page.lines)
}

/// Returns whether a text begins with an element and has the blocks of a page.
fn begins_like_a_page(text: &str) -> bool {
    const BLOCKS: [&str; 7] = ["<p>", "<p ", "<dt", "<div", "<li", "<td", "<h"];
    const FEWEST_BLOCKS: usize = 3;
    let of_kind = |block: &&str| text.matches(block).take(FEWEST_BLOCKS).count();
    let blocks: usize = BLOCKS.iter().map(of_kind).sum();
    text.trim_start().starts_with('<') && blocks >= FEWEST_BLOCKS
}

/// Returns the text of a page.
fn page_text(text: &str) -> PageText {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut writer = PageWriter {
        source: LineCounter::new(text),
        text: String::with_capacity(text.len()),
        lines: Vec::new(),
        left_out: None,
        is_bold: false,
    };
    for Ok(token) in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Token::StartTag(tag) => writer.open(&tag.name, tag.self_closing, tag.span.start),
            Token::EndTag(tag) => writer.close(&tag.name),
            Token::String(string) => {
                writer.words(&String::from_utf8_lossy(&string.value), string.span.start);
            }
            _ => {}
        }
    }
    PageText {
        text: writer.text,
        lines: writer.lines,
    }
}

/// An open element whose text is left out.
struct LeftOut {
    name: Vec<u8>,
    /// How many of its kind are open, one inside another.
    depth: usize,
}

struct PageWriter<'a> {
    source: LineCounter<'a>,
    text: String,
    lines: Vec<usize>,
    left_out: Option<LeftOut>,
    /// Whether a mark of emphasis is open.
    is_bold: bool,
}

impl PageWriter<'_> {
    fn open(&mut self, name: &[u8], is_closed: bool, at: usize) {
        if let Some(left_out) = &mut self.left_out {
            left_out.depth += usize::from(left_out.name == name);
            return;
        }
        match name {
            b"br" => self.end_lines("\n"),
            b"td" | b"th" => self.end_cell(),
            b"b" | b"strong" => self.begin_bold(at),
            b"dt" => {
                self.end_lines("\n\n");
                self.begin_bold(at);
            }
            b"dd" => {
                self.end_bold();
                self.end_lines("\n");
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end_lines("\n\n");
                self.write(&"#".repeat(usize::from(name[1] - b'0')), at);
                self.text.push(' ');
            }
            _ if (is_in(UNSPOKEN, name) || is_in(AROUND, name)) && !is_closed => {
                self.left_out = Some(LeftOut {
                    name: name.to_vec(),
                    depth: 1,
                });
            }
            _ if is_in(INLINE, name) || matches!(name, b"time" | b"cite") => {}
            _ => self.end_lines("\n\n"),
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some(left_out) = &mut self.left_out {
            left_out.depth -= usize::from(left_out.name == name);
            if left_out.depth == 0 {
                self.left_out = None;
            }
            return;
        }
        match name {
            b"b" | b"strong" => self.end_bold(),
            b"dt" => {
                self.end_bold();
                self.end_lines("\n");
            }
            b"td" | b"th" => {}
            _ if is_in(INLINE, name) || matches!(name, b"time" | b"cite") => {}
            _ => self.end_lines("\n\n"),
        }
    }

    fn words(&mut self, text: &str, at: usize) {
        if self.left_out.is_some() {
            return;
        }
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        let indent = text.len() - text.trim_start().len();
        for (index, word) in text.split_whitespace().enumerate() {
            if index > 0 {
                self.space();
            }
            self.write(word, at + indent);
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    fn write(&mut self, text: &str, at: usize) {
        if self.text.is_empty() || self.text.ends_with('\n') {
            self.lines.push(self.source.line_of(at));
        }
        self.text.push_str(text);
    }

    fn space(&mut self) {
        if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() && !self.is_mark_open() {
            self.text.push(' ');
        }
    }

    fn is_mark_open(&self) -> bool {
        self.is_bold && self.text.ends_with("**")
    }

    /// Ends a line, or a paragraph with a blank line.
    fn end_lines(&mut self, ends: &str) {
        self.end_bold();
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        while !self.text.is_empty() && !self.text.ends_with(ends) {
            if self.text.ends_with('\n') {
                self.lines.push(self.lines.last().copied().unwrap_or(1));
            }
            self.text.push('\n');
        }
    }

    fn end_cell(&mut self) {
        self.end_bold();
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push_str(" | ");
        }
    }

    /// Opens a mark of emphasis at the start of a line; elsewhere bold words are words.
    fn begin_bold(&mut self, at: usize) {
        let begins = self.text.is_empty() || self.text.ends_with('\n');
        if begins && !self.is_bold {
            self.write("**", at);
            self.is_bold = true;
        }
    }

    fn end_bold(&mut self) {
        if !std::mem::take(&mut self.is_bold) {
            return;
        }
        if self.text.ends_with("**") {
            self.text.truncate(self.text.len() - "**".len());
            return;
        }
        let is_spaced = self.text.ends_with(' ');
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push_str(if is_spaced { "** " } else { "**" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::warning::Place;

    /// Returns who says what.
    fn said(page: &str) -> Vec<(Option<String>, String)> {
        assert!(is_web_page(page), "{page}");
        let (turns, _) = parse(page).finish();
        turns
            .into_iter()
            .map(|turn| (turn.speaker, turn.text))
            .collect()
    }

    fn expected() -> Vec<(Option<String>, String)> {
        [
            ("Ann Stone", "It is old."),
            ("Bob", "No roof."),
            ("Ann Stone", "So."),
            ("Bob", "No."),
        ]
        .map(|(name, words)| (Some(name.to_owned()), words.to_owned()))
        .to_vec()
    }

    /// Writes the conversation with a template for each turn.
    fn page(template: &str) -> String {
        let turns = expected().into_iter().map(|(name, words)| {
            let turn = template.replace("NAME", &name.unwrap_or_default());
            turn.replace("WORDS", &words)
        });
        let turns: String = turns.collect();
        format!("<html><title>Ann: no</title><nav><p>Home: a</p></nav><body>\n{turns}</body>")
    }

    #[test]
    fn labels_stand_in_any_element() {
        for template in [
            "<p><b>NAME:</b> WORDS</p>\n",
            "<p><strong>NAME</strong>: <i>WORDS</i></p>",
            "<p>NAME: WORDS",
            "<dl><dt>NAME<dd>WORDS</dl>",
            "<dt>NAME</dt>\n<dd>WORDS</dd>\n",
            "<div><b>NAME:</b> WORDS</div><script>Ann: no</script>",
            "<li>NAME: WORDS<br>\n",
        ] {
            assert_eq!(said(&page(template)), expected(), "{template}");
        }
    }

    #[test]
    fn a_turn_begins_on_the_line_of_the_page() {
        let text = page("<p>\n<b>NAME:</b> WORDS</p>\n");
        assert_eq!(parse(&text).places, [3, 5, 7, 9].map(Place::Line));
    }

    #[test]
    fn a_page_without_labels_is_no_transcript() {
        assert!(!is_web_page("<p>It is old.</p><p><b>No</b> roof.</p>"));
        assert!(!is_web_page(
            "<Ann> It is old.\n<Bob> No roof.\n<Ann> So.\n"
        ));
    }
}
