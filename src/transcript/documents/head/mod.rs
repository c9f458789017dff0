//! Reads documents by one grammar of head lines: a name, a time or both say who speaks, and when.
//!
//! ```text
//! head  = { bullet } part { part }              (on one line, or on two or three)
//! part  = time | name | time name | name time
//! time  = "[" range "]" | "(" range ")" | "<" range ">" | range        (see clock.rs)
//! name  = text ":" | "**" text "**" | "_" text "_" | "[" text "]" | "(" text ")" | text
//! ```
//!
//! Examples: `[00:12:34] Ann: Hello.`, `**Ann:** \[00:12\] Hello.`, `*Ann (0:12)*: Hello.`,
//! `0:12 - Ann`, `Ann  0:12`, `[Ann] 10:12:34`, and `Ann`, `0:12` and `Hello.` on three lines. Blank
//! lines, bullets and invisible characters are not structure. The words stand on the same line or
//! below. A time belongs to what follows it, and a time without a name continues the speaker before.
//! Words without a time stay without one.
//!
//! A name may be a link (`[Ann](https://mill.example): words`), a heading (`## Ann`), a term
//! (`Ann⏎: words`) or a column (`Ann | words`, with a tab, wide space or dash too), and it may stand in
//! the same brackets as the time. In the text of a court, `Q` and `A` ask and answer (see
//! `examination.rs`), and numbers of lines are no words.
//!
//! The whole file decides what is ambiguous, by what comes back: a name without a sign is a name
//! where nearly all texts at its place look like names or come back; `X:` is a label by the shape of
//! a name, or where nearly all paragraphs begin so and the X come back; bare minutes and seconds are
//! times where somebody can say the words until the next. A label that is not understood is
//! nobody's: so is a short line at the place of a name that has no shape of one. A note such as
//! `Question: who paid?` and a bold line below a blank line are nobody's. A field such as `Date:` that occurs once is no speaker. Below a blank line, a heading
//! (`#`) or a direction in brackets has no speaker, and the speaker continues after it.
//!
//! Words and names are read out: without the marks of Markdown, where the file has them, and with
//! references (`&amp;`) decoded.

mod clock;
mod examination;
mod kind;
mod layout;
mod line;
mod marks;
mod naming;
mod placed;
mod reader;
mod tally;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub(super) use line::may_be_a_name;
pub(crate) use reader::Chapters;

use layout::Layout;
use placed::says_transcript;
use reader::Reader;

use crate::transcript::assemble::Assembler;

/// Returns whether a text has the shape of a transcript, or its front matter says that it is one.
pub(crate) fn is_transcript(text: &str) -> bool {
    Layout::of(text).is_transcript || says_transcript(text)
}

/// Reads every line of the text. Where no line is a head, every line is words without a speaker,
/// since the user says that the text is a transcript.
pub(crate) fn parse(text: &str, chapters: Chapters) -> Assembler {
    Reader::new(&Layout::of(text), chapters).read(text)
}

/// Reads a text that was extracted from a file: `source_lines` has the line of the file on which each
/// line of the text begins.
pub(super) fn parse_extracted(text: &str, source_lines: &[usize]) -> Assembler {
    let layout = Layout::of(text);
    let reader = Reader::new(&layout, Chapters::Nobodys);
    reader.with_source_lines(source_lines).read(text)
}
