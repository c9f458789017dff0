//! Apple Podcasts' transcripts in TTML.
//!
//! ```text
//! tt       = [ head { agent } ] body { p }
//! agent    = ttm:agent xml:id { ttm:name }
//! p        = [ begin ] [ end ] [ ttm:agent ] { sentence | word | text }
//! sentence = span podcasts:unit="sentence" [ begin ] [ end ] { word | text }
//! word     = span podcasts:unit="word" [ begin ] [ end ] text
//! time     = number [ "h" | "m" | "s" | "ms" ] | [ h ":" ] m ":" s       (a bare number: seconds)
//! ```
//!
//! Example: `<p begin="0.480" end="1:08.920" ttm:agent="SPEAKER_1"><span podcasts:unit="word"
//! begin="0.480" end="0.900">Welcome</span></p>`. An agent's name, where the head gives one, stands
//! for its id. Words have spaces between them whether or not the file has; one without a time
//! belongs to the word before it. Times count from the start of the recording, as Apple writes them,
//! also inside an element that has one. Where words have none, those of the sentence or the paragraph
//! hold; where nothing has, there is none.
//!
//! Names are compared without their prefix. A document type is refused, and with it every entity a
//! file could declare; so is a file whose elements do not close.

use std::collections::HashMap;

use super::assemble::{Assembler, Joins, TimedWords, Word};
use super::xml::{Element, Piece, Pieces};
use super::{Format, ParseError, Place, Warning};
use crate::time::{milliseconds, parse_clock};

/// Returns whether the first element is `tt`.
pub(super) fn is_ttml(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(markup) = rest.strip_prefix('<') {
        let end = match markup {
            _ if markup.starts_with("!--") => "-->",
            _ if markup.starts_with('?') => "?>",
            _ if markup.starts_with('!') => {
                rest = after_document_type(markup).trim_start();
                continue;
            }
            _ => {
                let name = markup
                    .split(|c: char| c.is_whitespace() || "/>".contains(c))
                    .next();
                return name.is_some_and(|name| local(name) == "tt");
            }
        };
        rest = markup
            .split_once(end)
            .map_or("", |(_, rest)| rest)
            .trim_start();
    }
    false
}

/// Returns what follows a declaration, which may hold others between brackets, whose texts and
/// comments may hold anything.
fn after_document_type(markup: &str) -> &str {
    let mut open = 1;
    let mut rest = markup;
    while let Some(at) = rest.find(['<', '>', '"', '\'']) {
        let (sign, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        let (is_comment, is_instruction) = (after.starts_with("!--"), after.starts_with('?'));
        let end = match sign {
            b'<' if is_comment => "-->",
            b'<' if is_instruction => "?>",
            b'<' => {
                open += 1;
                rest = after;
                continue;
            }
            b'>' => {
                open -= 1;
                rest = after;
                if open == 0 {
                    return rest;
                }
                continue;
            }
            b'"' => "\"",
            _ => "'",
        };
        rest = after.split_once(end).map_or("", |(_, rest)| rest);
    }
    ""
}

/// Reads every paragraph.
///
/// # Errors
/// XML that is not well formed, or declares a document type.
pub(super) fn parse(text: &str) -> Result<Assembler, ParseError> {
    let mut reader = Reader::default();
    let mut pieces = Pieces::of(text);
    loop {
        let piece = pieces.next().map_err(|broken| ParseError::Malformed {
            format: Format::Ttml,
            line: broken.line,
            reason: broken.reason,
        })?;
        match piece {
            Piece::Open(element) => reader.open(&element, pieces.line()),
            Piece::Close => reader.close(),
            Piece::Text(text) => reader.text(&text),
            Piece::End => return Ok(reader.assembler),
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Agent,
    Name,
    Paragraph,
    /// A sentence or a word.
    Unit,
    Other,
}

#[derive(Default)]
struct Reader {
    assembler: Assembler,
    /// What is open, and who speaks in it.
    open: Vec<(Kind, Option<String>)>,
    /// Names by id.
    agents: HashMap<String, String>,
    agent: String,
    paragraph: Option<Paragraph>,
}

/// The words of a paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    line: usize,
    words: Vec<Spoken>,
    /// Times of the paragraph or the sentence, which its first words have if they have no own.
    inherited: Times,
    /// Whether the text that comes next begins new words, and whether a space parts them.
    begins: bool,
    spaced: bool,
}

/// Words as they are written, with the times that are theirs alone.
#[derive(Default)]
struct Spoken {
    text: String,
    times: Times,
    spaced: bool,
}

#[derive(Default, Clone, Copy)]
struct Times {
    start_ms: Option<u64>,
    end_ms: Option<u64>,
}

impl Reader {
    fn open(&mut self, element: &Element<'_>, line: usize) {
        let inherited = self.open.last().and_then(|(_, agent)| agent.clone());
        let speaker = element.attribute("agent").or(inherited);
        let kind = match element.name() {
            "agent" => {
                self.agent = element.attribute("id").unwrap_or_default();
                Kind::Agent
            }
            // Of several names the first is the full one.
            "name" if self.parent() == Some(Kind::Agent) && self.is_unnamed() => Kind::Name,
            "p" if self.paragraph.is_none() => {
                let times = self.times(element, line);
                self.paragraph = Some(Paragraph {
                    line,
                    inherited: times,
                    begins: true,
                    spaced: true,
                    ..Paragraph::default()
                });
                Kind::Paragraph
            }
            "span" => self.unit(element, line),
            "br" => {
                self.text(" ");
                Kind::Other
            }
            _ => Kind::Other,
        };
        self.open.push((kind, speaker));
    }

    fn unit(&mut self, element: &Element<'_>, line: usize) -> Kind {
        let unit = element.attribute("unit");
        let is_word = unit.as_deref() == Some("word");
        if self.paragraph.is_none() || !(is_word || unit.as_deref() == Some("sentence")) {
            return Kind::Other;
        }
        let times = self.times(element, line);
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.begin_unit(times, is_word);
        }
        Kind::Unit
    }

    fn close(&mut self) {
        let Some((kind, speaker)) = self.open.pop() else {
            return;
        };
        match kind {
            Kind::Unit => {
                if let Some(paragraph) = &mut self.paragraph {
                    paragraph.begins = true;
                }
            }
            Kind::Paragraph => {
                if let Some(paragraph) = self.paragraph.take() {
                    self.push(paragraph, speaker);
                }
            }
            Kind::Agent | Kind::Name | Kind::Other => {}
        }
    }

    fn text(&mut self, text: &str) {
        match (&mut self.paragraph, self.open.last()) {
            (Some(paragraph), _) => paragraph.text(text),
            (None, Some((Kind::Name, _))) if !text.trim().is_empty() => {
                self.agents
                    .entry(self.agent.clone())
                    .or_default()
                    .push_str(text);
            }
            _ => {}
        }
    }

    fn push(&mut self, paragraph: Paragraph, speaker: Option<String>) {
        let speaker = speaker.map(|id| match self.agents.get(&id) {
            Some(name) => name.trim().to_owned(),
            None => id,
        });
        let texts: Vec<String> = paragraph.words.iter().map(Spoken::written).collect();
        let words: Vec<Word<'_>> = texts
            .iter()
            .zip(&paragraph.words)
            .map(|(text, word)| Word {
                text,
                start_ms: word.times.start_ms,
                end_ms: word.times.end_ms,
                joins: if word.spaced && !is_punctuation(text) {
                    Joins::Spaced
                } else {
                    Joins::Attached
                },
            })
            .collect();
        self.assembler.push_words(TimedWords {
            place: Place::Line(paragraph.line),
            speaker: speaker.as_deref().filter(|name| !name.is_empty()),
            words: &words,
        });
    }

    fn is_unnamed(&self) -> bool {
        !self.agents.contains_key(&self.agent)
    }

    fn parent(&self) -> Option<Kind> {
        self.open.last().map(|(kind, _)| *kind)
    }

    /// Returns the times of an element; one that cannot be read is a warning.
    fn times(&mut self, element: &Element<'_>, line: usize) -> Times {
        let mut time = |name: &str| {
            let text = element.attribute(name)?;
            let time_ms = parse_time(&text);
            if time_ms.is_none() {
                self.assembler
                    .note(Warning::unreadable_time(Place::Line(line), &text));
            }
            time_ms
        };
        Times {
            start_ms: time("begin"),
            end_ms: time("end"),
        }
    }
}

impl Paragraph {
    /// Words that come now are of this sentence, or this word.
    fn begin_unit(&mut self, times: Times, is_word: bool) {
        if !is_word {
            if times.start_ms.is_some() {
                self.inherited = times;
            }
            (self.begins, self.spaced) = (true, true);
            return;
        }
        let inherited = std::mem::take(&mut self.inherited);
        // The end of a sentence is not the end of its first word.
        let start_ms = times.start_ms.or(inherited.start_ms);
        let end_ms = times.end_ms.filter(|_| times.start_ms.is_some());
        self.words.push(Spoken {
            times: Times { start_ms, end_ms },
            spaced: true,
            ..Spoken::default()
        });
        self.begins = false;
    }

    fn text(&mut self, text: &str) {
        if self.begins {
            if text.trim().is_empty() {
                self.spaced |= !text.is_empty();
                return;
            }
            self.words.push(Spoken {
                times: std::mem::take(&mut self.inherited),
                spaced: self.spaced || text.starts_with(char::is_whitespace),
                ..Spoken::default()
            });
            (self.begins, self.spaced) = (false, false);
        }
        if let Some(word) = self.words.last_mut() {
            word.text.push_str(text);
        }
    }
}

impl Spoken {
    /// Returns the words with one space between them; line ends in the file mean no more.
    fn written(&self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Marks that end words or sentences, as a word of their own.
fn is_punctuation(text: &str) -> bool {
    text.chars().all(|c| ".,;:!?…".contains(c))
}

/// Returns the milliseconds of a time.
fn parse_time(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        // A fraction may be finer than a millisecond.
        let end = text
            .find('.')
            .map_or(text.len(), |point| (point + 4).min(text.len()));
        return parse_clock(text.get(..end)?);
    }
    let digits = text
        .bytes()
        .take_while(|&byte| byte.is_ascii_digit() || byte == b'.')
        .count();
    let number: f64 = text[..digits].parse().ok()?;
    let seconds = match &text[digits..] {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    milliseconds(number * seconds)
}

#[cfg(test)]
mod tests {
    use super::super::{Turn, WarningKind};
    use super::*;
    use crate::time::Span;

    fn read(body: &str) -> (Vec<Turn>, Vec<Warning>) {
        let head = "<?xml version=\"1.0\"?>\n<tt xmlns:ttm=\"m\" xmlns:podcasts=\"p\"><head><metadata>\
            <ttm:agent type=\"person\" xml:id=\"S1\"><ttm:name type=\"full\">Ana &amp; Co</ttm:name>\
            <ttm:name type=\"family\">Co</ttm:name></ttm:agent></metadata></head>\n";
        let text = format!("{head}<body dur=\"9.0\"><div>{body}</div></body></tt>");
        assert!(is_ttml(&text));
        parse(&text).unwrap().finish()
    }

    fn word(begin: &str, text: &str) -> String {
        let begin = if begin.is_empty() {
            String::new()
        } else {
            format!(" begin='{begin}'")
        };
        format!("<span podcasts:unit='word'{begin}>{text}</span>")
    }

    #[test]
    fn words_have_their_own_times_and_agents_their_names() {
        let (turns, warnings) = read(
            "<p begin='0.480' end='2.0' ttm:agent='S1'><span podcasts:unit='sentence' begin='0.480' end='2.0'>\
             <span podcasts:unit='word' begin='0.480' end='0.9'>The</span><span podcasts:unit='word' begin='0:01.0' end='1.5'>bell</span>\
             <span podcasts:unit='word'>.</span></span></p><p ttm:agent='SPEAKER_2'>So.</p>",
        );
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(turns[0].speaker.as_deref(), Some("Ana & Co"));
        assert_eq!(turns[0].text, "The bell.");
        assert_eq!(turns[0].span, Some(Span::new(480, 1500)));
        assert_eq!(turns[0].cues.len(), 2);
        assert_eq!(
            (turns[1].speaker.as_deref(), turns[1].span),
            (Some("SPEAKER_2"), None)
        );
    }

    #[test]
    fn words_without_times_have_those_of_the_sentence_or_the_paragraph() {
        let sentence = "<span podcasts:unit='sentence' begin='3.0' end='4.0'>One two.</span>";
        let words = word("", "Three") + &word("", "four") + &word("7.0", "five");
        let (turns, _) = read(&format!(
            "<p begin='1.0'>{sentence} <span>and</span></p><p begin='5.0'>{words}</p>"
        ));
        assert_eq!(turns[0].text, "One two. and Three four five");
        let starts: Vec<_> = turns[0]
            .cues
            .iter()
            .map(|cue| (cue.text_start, cue.span))
            .collect();
        let span = Span::new;
        assert_eq!(
            starts,
            [
                (0, span(3000, 4000)),
                (13, span(5000, 7000)),
                (24, span(7000, 7000))
            ]
        );
    }

    #[test]
    fn a_paragraph_of_plain_text_is_one_cue_and_line_breaks_are_spaces() {
        let (turns, _) = read("<p begin='01:00:00.5' end='3601s'>One<br/>two\n  th<i>ree</i></p>");
        assert_eq!(turns[0].text, "One two three");
        assert_eq!(turns[0].cues.len(), 1);
        assert_eq!(turns[0].span, Some(Span::new(3_600_500, 3_601_000)));
    }

    #[test]
    fn times_are_seconds_clocks_or_have_a_unit() {
        for (text, time_ms) in [
            ("1.980", Some(1980)),
            ("1:02.5", Some(62_500)),
            ("00:00:01.98765", Some(1987)),
            ("1500ms", Some(1500)),
            ("2m", Some(120_000)),
            ("12f", None),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(parse_time(text), time_ms, "{text}");
        }
    }

    #[test]
    fn a_broken_time_is_a_warning_and_the_words_are_kept() {
        let (turns, warnings) = read("<p begin='soon'>One.</p>");
        assert_eq!((turns[0].span, &*turns[0].text), (None, "One."));
        assert_eq!(warnings[0].place, Place::Line(3));
        assert_eq!(warnings[0].kind, WarningKind::UnreadableTime("soon".into()));
    }

    #[test]
    fn a_cut_file_is_refused_with_its_line() {
        let error = parse("<tt>\n<body><p>One").err();
        let reason = "it ends before its elements do".into();
        let (format, line) = (Format::Ttml, 2);
        assert_eq!(
            error,
            Some(ParseError::Malformed {
                format,
                line,
                reason
            })
        );
    }

    #[test]
    fn a_document_type_is_refused_as_ttml_with_what_to_do() {
        for declared in [
            "<!DOCTYPE tt>",
            "<!DOCTYPE tt PUBLIC \"-//W3C//DTD\" \"tt.dtd\">",
            "<!DOCTYPE tt [<!ENTITY a 'ha>'><!ENTITY b \"&a;'&a;\">]>",
            "<!DOCTYPE tt [\n<!-- don't ]> <html> -->\n<?x > ?>\n<!ELEMENT tt ANY>\n]\n>",
        ] {
            let text =
                format!("<?xml version='1.0'?>\n{declared}\n<tt><body><p>&b;</p></body></tt>");
            assert!(is_ttml(&text), "{declared}");
            let error = parse(&text).err().unwrap().to_string();
            for part in ["cannot be read as ttml", "document type", "delete it"] {
                assert!(error.contains(part), "{error}");
            }
        }
    }

    #[test]
    fn other_xml_is_no_transcript() {
        for text in [
            "<rss><tt/></rss>",
            "<!-- <tt> --><html>",
            "<title>",
            "<!DOCTYPE html><html>",
            "<!DOCTYPE tt [<!ENTITY a '<tt>'>]",
            "<!DOCTYPE tt",
            "<!",
            "< tt>",
            "<",
            "",
        ] {
            assert!(!is_ttml(text), "{text}");
        }
        assert!(is_ttml("<?xml version='1.0'?>\n<!-- x -->\n<ns:tt\n>"));
    }
}
