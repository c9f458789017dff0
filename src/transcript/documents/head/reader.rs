//! Reads the lines of a document by its layout, and hands on who says what, and when.

use super::examination::{ANSWERS, ASKS, WITNESS, examiner_in_words};
use super::kind::{Head, Kind, Label, kinds};
use super::layout::Layout;
use super::marks::{clean_name, heading_text, trim};
use super::placed::{Placed, front_matter_lines};
use super::words::{Marks, spoken_text, unused_time};
use crate::transcript::assemble::{Assembler, Times, TurnBreak};
use crate::transcript::captions::non_speech::is_non_speech;
use crate::transcript::warning::{Place, Warning, WarningKind};

/// The most lines above the first head that are a title and notes; more are somebody's words.
const MOST_TITLE_LINES: usize = 20;

/// The most words above the first head that are a title and notes.
const MOST_TITLE_WORDS: usize = 300;

/// What becomes of a heading of Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chapters {
    /// It is left out.
    LeftOut,
    /// Below a blank line it is kept, and nobody says it.
    Nobodys,
}

/// Who speaks from here on.
#[derive(Debug, Clone, PartialEq)]
enum Voice {
    Unnamed,
    Named(String),
    /// The label is not understood.
    Unknown,
}

/// A head whose words have not come yet.
struct Waiting {
    place: Place,
    times: Times,
    is_named: bool,
}

/// Lines of one paragraph.
struct Paragraph {
    place: Place,
    text: String,
    times: Times,
    turn_break: TurnBreak,
}

pub(super) struct Reader<'l> {
    layout: &'l Layout,
    chapters: Chapters,
    /// The line of the file on which each line of the text begins; empty where they are the same.
    source_lines: &'l [usize],
    marks: Marks,
    assembler: Assembler,
    voice: Voice,
    /// Who asks as `Q`.
    examiner: Option<String>,
    /// Whether some line of the text is a head, and whether one has come.
    has_heads: bool,
    has_head: bool,
    has_speaker: bool,
    waiting: Option<Waiting>,
    paragraph: Option<Paragraph>,
}

impl<'l> Reader<'l> {
    pub(super) fn new(layout: &'l Layout, chapters: Chapters) -> Self {
        Self {
            layout,
            chapters,
            source_lines: &[],
            marks: if layout.is_markdown {
                Marks::Markdown
            } else {
                Marks::Plain
            },
            assembler: Assembler::default(),
            voice: Voice::Unnamed,
            examiner: None,
            has_heads: false,
            has_head: false,
            has_speaker: false,
            waiting: None,
            paragraph: None,
        }
    }

    pub(super) fn with_source_lines(mut self, source_lines: &'l [usize]) -> Self {
        self.source_lines = source_lines;
        self
    }

    fn place(&self, placed: &Placed<'_>) -> Place {
        let number = placed.number;
        Place::Line(*self.source_lines.get(number - 1).unwrap_or(&number))
    }

    /// Reads every line of the text.
    pub(super) fn read(mut self, text: &str) -> Assembler {
        self.assembler = Assembler::of_text(text);
        if front_matter_lines(text) > 2 {
            let first = text.lines().nth(1).unwrap_or_default();
            self.assembler
                .warn(Warning::not_speech(Place::Line(2), first));
        }
        self.has_heads = self.begins_with_a_title(text);
        for (placed, kind) in kinds(text, self.layout) {
            self.line(&placed, kind);
        }
        self.finish()
    }

    /// Returns whether what stands above the first head is a title and notes.
    fn begins_with_a_title(&self, text: &str) -> bool {
        let (mut lines, mut words) = (0, 0);
        for (placed, kind) in kinds(text, self.layout) {
            match kind {
                Kind::Head(_) | Kind::Examination(_) => {
                    return lines <= MOST_TITLE_LINES && words <= MOST_TITLE_WORDS;
                }
                Kind::Words => words += placed.line.text.split_whitespace().count(),
                _ => {}
            }
            lines += 1;
        }
        false
    }

    fn finish(mut self) -> Assembler {
        self.end_head();
        if !self.has_speaker {
            let warning = Warning::new(Place::Line(1), WarningKind::NoSpeakers);
            self.assembler.warn(warning);
        }
        self.assembler
    }

    fn line(&mut self, placed: &Placed<'_>, kind: Kind<'_>) {
        let (text, place) = (placed.line.text, self.place(placed));
        match kind {
            Kind::Head(head) => self.head(place, head),
            Kind::Field => self.assembler.warn(Warning::not_speech(place, text)),
            Kind::Ignored => self.end_paragraph(),
            Kind::Chapter => match self.chapters {
                Chapters::LeftOut => {
                    self.end_paragraph();
                    self.assembler.warn(Warning::not_speech(place, text));
                }
                Chapters::Nobodys => self.aside(placed, heading_text(text).unwrap_or(text)),
            },
            Kind::Examination(examiner) => self.examination(placed, examiner),
            Kind::Aside => self.aside(placed, text),
            Kind::Words if is_non_speech(&self.spoken(text)) => self.aside(placed, text),
            Kind::Words => self.words(placed, text),
        }
    }

    /// Reads a line that nobody says, below a blank line. The speaker continues after it. Directly
    /// below a head it describes the speaker's action and counts as words, and so it does where nobody
    /// is named.
    fn aside(&mut self, placed: &Placed<'_>, text: &str) {
        // A court's page has no blank lines.
        let is_below_blank = placed.after_blank || self.layout.asks_by_letter();
        let is_apart = is_below_blank && self.waiting.is_none();
        if !is_apart || self.voice == Voice::Unnamed {
            return self.words(placed, text);
        }
        self.end_paragraph();
        let (place, text) = (self.place(placed), self.spoken(text));
        self.assembler.push(place, None, Times::default(), &text);
    }

    /// Reads a heading that says who asks. Words directly below it are that person's.
    fn examination(&mut self, placed: &Placed<'_>, examiner: Option<&str>) {
        self.end_head();
        if examiner.is_none() {
            let place = self.place(placed);
            let text = placed.line.text;
            self.assembler.push(place, None, Times::default(), text);
        }
        self.examiner = examiner.map(|name| self.name(name));
        self.has_head = true;
        self.voice = match &self.examiner {
            Some(name) => Voice::Named(name.clone()),
            None => Voice::Unnamed,
        };
    }

    /// Returns who speaks under a label, and the words. `Q` and `A` are those who ask and answer.
    fn speaker<'a>(&mut self, name: &str, words: &'a str) -> (String, &'a str) {
        let name = self.name(name);
        if !self.layout.asks_by_letter() {
            return (name, words);
        }
        match &*name {
            ASKS => {
                let (words, by) = match examiner_in_words(words) {
                    Some((by, words)) => (words, Some(by)),
                    None => (words, None),
                };
                if let Some(by) = by.map(|by| self.name(by)) {
                    let capital = by.to_uppercase();
                    let is_known = self.layout.is_label(&capital);
                    self.examiner = Some(if is_known { capital } else { by });
                }
                (self.examiner.clone().unwrap_or(name), words)
            }
            ANSWERS if self.layout.is_label(WITNESS) => (WITNESS.to_owned(), words),
            _ => (name, words),
        }
    }

    fn name(&self, name: &str) -> String {
        let name = clean_name(&self.spoken(name));
        match name.strip_suffix(" at") {
            Some(before) => before.to_owned(),
            None => name,
        }
    }

    fn spoken(&self, text: &str) -> String {
        spoken_text(text, self.marks).into_owned()
    }

    fn head(&mut self, place: Place, head: Head<'_>) {
        self.end_paragraph();
        let (voice, words) = match head.label {
            Some(Label::Name(name)) => {
                let (name, words) = self.speaker(name, head.words);
                (Some(Voice::Named(name)), words)
            }
            Some(Label::NotUnderstood) => (Some(Voice::Unknown), head.words),
            None => (None, head.words),
        };
        if voice == Some(Voice::Unknown) {
            let warning = Warning::label_not_understood(place, head.words);
            self.assembler.warn(warning);
        }
        self.has_head = true;
        self.has_speaker |= matches!(voice, Some(Voice::Named(_)));
        if !self.belongs_to_waiting(voice.as_ref(), head.times) {
            self.end_head();
        }
        let new = Waiting {
            place,
            times: Times::default(),
            is_named: false,
        };
        let mut waiting = self.waiting.take().unwrap_or(new);
        waiting.times = head.times.unwrap_or(waiting.times);
        if let Some(voice) = voice {
            (self.voice, waiting.is_named) = (voice, true);
        }
        if trim(words).is_empty() {
            self.waiting = Some(waiting);
        } else {
            self.begin_paragraph(place, words, waiting.times, self.break_at_head());
        }
    }

    /// Returns whether a head adds to the one above it, which has no words yet: a name to a time, a
    /// time to a name, or the same again.
    fn belongs_to_waiting(&self, voice: Option<&Voice>, times: Option<Times>) -> bool {
        let Some(waiting) = &self.waiting else {
            return false;
        };
        let same_voice = voice.is_none_or(|voice| !waiting.is_named || *voice == self.voice);
        let same_start = |times: Times| {
            waiting.times == Times::default() || times.start_ms == waiting.times.start_ms
        };
        let adds = !waiting.is_named && voice.is_some()
            || waiting.times == Times::default() && times.is_some();
        let repeats = times.is_some_and(|times| times.start_ms == waiting.times.start_ms);
        same_voice && times.is_none_or(same_start) && (adds || repeats)
    }

    fn break_at_head(&self) -> TurnBreak {
        match self.voice {
            Voice::Unknown => TurnBreak::Always,
            _ => TurnBreak::BetweenLines,
        }
    }

    fn words(&mut self, placed: &Placed<'_>, text: &str) {
        let place = self.place(placed);
        if placed.line.begins_with_time() {
            self.assembler.warn(Warning::time_not_used(place, text));
        }
        if let Some(waiting) = self.waiting.take() {
            return self.begin_paragraph(place, text, waiting.times, self.break_at_head());
        }
        if placed.after_blank {
            self.end_paragraph();
        }
        match &mut self.paragraph {
            Some(paragraph) => {
                paragraph.text.push('\n');
                paragraph.text.push_str(text);
            }
            None if self.has_head || !self.has_heads => {
                self.begin_paragraph(place, text, Times::default(), TurnBreak::Never);
            }
            None => self.assembler.unreadable(place, text),
        }
    }

    fn begin_paragraph(&mut self, place: Place, words: &str, times: Times, turn_break: TurnBreak) {
        self.end_paragraph();
        self.paragraph = Some(Paragraph {
            place,
            text: words.to_owned(),
            times,
            turn_break,
        });
    }

    /// Hands on the paragraph that has been read.
    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraph.take() else {
            return;
        };
        if unused_time(&paragraph.text) {
            let warning = Warning::time_not_used(paragraph.place, &paragraph.text);
            self.assembler.warn(warning);
        }
        let text = spoken_text(&paragraph.text, self.marks);
        let Paragraph {
            place,
            times,
            turn_break,
            ..
        } = paragraph;
        let assembler = &mut self.assembler;
        match &self.voice {
            Voice::Named(name) => assembler.push_line(place, Some(name), times, &text, turn_break),
            Voice::Unnamed => assembler.push_line(place, None, times, &text, turn_break),
            Voice::Unknown => assembler.push_not_understood(place, times, &text, turn_break),
        }
    }

    /// Ends a head; warns where it has no words.
    fn end_head(&mut self) {
        self.end_paragraph();
        if let Some(waiting) = self.waiting.take() {
            self.assembler.push(waiting.place, None, waiting.times, "");
        }
    }
}
