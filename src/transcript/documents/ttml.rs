//! Reads TTML as Apple Podcasts writes it.
//!
//! ```text
//! tt       = [ head { agent } ] body { p }
//! agent    = ttm:agent xml:id { ttm:name }
//! p        = [ begin ] [ end ] [ ttm:agent ] { sentence | word | text }
//! sentence = span podcasts:unit="sentence" [ begin ] [ end ] { word | text }
//! word     = span podcasts:unit="word" [ begin ] [ end ] text
//! time     = number [ "h" | "m" | "s" | "ms" | "f" | "t" ] | [ h ":" ] m ":" s [ ":" frames ]
//! ```
//!
//! Example: `<p begin="0.480" end="1:08.920" ttm:agent="SPEAKER_1"><span podcasts:unit="word"
//! begin="0.480" end="0.900">Welcome</span></p>`. An agent's name, where the head gives one, stands
//! for its id. Words have spaces between them whether or not the file has. A word without a time
//! belongs to the word before it. Times count from the start of the recording, as Apple writes
//! them, also inside an element that has a start of its own. Words without times have those of
//! their sentence or paragraph, where it has some. A bare number is seconds. Frames (`f`) and ticks
//! (`t`) last as long as `tt` says.
//!
//! Names are compared without their prefix. A document type is refused, and with it every entity that
//! a file could declare. So is a file whose elements do not close.

use std::collections::HashMap;

use super::ttml_time::Rates;
use crate::transcript::assemble::{Assembler, Times, TurnBreak, Word};
use crate::transcript::error::ParseError;
use crate::transcript::format::Format;
use crate::transcript::warning::{Place, Warning};
use crate::xml::{XmlElement, XmlEvent, XmlReader};

/// Returns whether the first element is `tt`.
pub(crate) fn is_ttml(text: &str) -> bool {
    // A document type is skipped here, so that reading can refuse it with a reason.
    let mut xml = XmlReader::lenient(text);
    loop {
        match xml.next() {
            Ok(XmlEvent::Open(element)) => return element.name() == "tt",
            Ok(XmlEvent::Text(text)) if text.trim().is_empty() => {}
            _ => return false,
        }
    }
}

/// Reads every paragraph.
///
/// # Errors
/// Fails for XML that is not well formed or declares a document type.
pub(crate) fn parse(text: &str) -> Result<Assembler, ParseError> {
    let mut reader = TtmlReader::default();
    let mut xml = XmlReader::strict(text);
    loop {
        let event = xml.next().map_err(|error| ParseError::Malformed {
            format: Format::Ttml,
            line: error.line,
            reason: error.reason,
        })?;
        match event {
            XmlEvent::Open(element) => reader.open(&element, Place::Line(xml.line())),
            XmlEvent::Close => reader.close(),
            XmlEvent::Text(text) => reader.text(&text),
            XmlEvent::End => return Ok(reader.assembler),
        }
    }
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum TtmlElement {
    Agent,
    Name,
    Paragraph,
    /// A sentence or a word.
    Unit,
    Other,
}

#[derive(Default)]
struct TtmlReader {
    assembler: Assembler,
    rates: Rates,
    /// The open elements, each with the agent that speaks in it.
    open: Vec<(TtmlElement, Option<String>)>,
    /// The names of agents by their id.
    names: HashMap<String, String>,
    /// The id of the agent whose names are read.
    agent: String,
    paragraph: Option<Paragraph>,
}

/// A paragraph while it is read.
struct Paragraph {
    place: Place,
    pieces: Vec<TimedPiece>,
    /// The times of the paragraph or the sentence, for its first words if they have none.
    inherited: Times,
    /// Whether the next text begins a piece.
    begins: bool,
    /// Whether a space stands before the next text.
    spaced: bool,
}

/// Words with the times that are theirs alone.
struct TimedPiece {
    text: String,
    times: Times,
    spaced: bool,
}

impl TtmlReader {
    fn open(&mut self, element: &XmlElement<'_>, place: Place) {
        let parent = self.open.last();
        let inherited = parent.and_then(|(_, agent)| agent.clone());
        let in_agent = matches!(parent, Some((TtmlElement::Agent, _)));
        let agent = element.attribute("agent").or(inherited);
        let kind = match element.name() {
            "tt" => {
                self.rates = Rates::of(element);
                TtmlElement::Other
            }
            "agent" => {
                self.agent = element.attribute("id").unwrap_or_default();
                TtmlElement::Agent
            }
            // Of several names the first is the full one.
            "name" if in_agent && !self.names.contains_key(&self.agent) => TtmlElement::Name,
            "p" if self.paragraph.is_none() => {
                self.paragraph = Some(Paragraph {
                    place,
                    pieces: Vec::new(),
                    inherited: self.times(element, place),
                    begins: true,
                    spaced: true,
                });
                TtmlElement::Paragraph
            }
            "span" => self.open_span(element, place),
            "br" => {
                self.text(" ");
                TtmlElement::Other
            }
            _ => TtmlElement::Other,
        };
        self.open.push((kind, agent));
    }

    fn open_span(&mut self, element: &XmlElement<'_>, place: Place) -> TtmlElement {
        let unit = element.attribute("unit");
        let is_word = unit.as_deref() == Some("word");
        if self.paragraph.is_none() || !(is_word || unit.as_deref() == Some("sentence")) {
            return TtmlElement::Other;
        }
        let times = self.times(element, place);
        if let Some(paragraph) = &mut self.paragraph {
            if is_word {
                paragraph.begin_word(times);
            } else {
                paragraph.begin_sentence(times);
            }
        }
        TtmlElement::Unit
    }

    fn close(&mut self) {
        let Some((kind, agent)) = self.open.pop() else {
            return;
        };
        if kind == TtmlElement::Unit {
            if let Some(paragraph) = &mut self.paragraph {
                paragraph.begins = true;
            }
        } else if kind == TtmlElement::Paragraph
            && let Some(paragraph) = self.paragraph.take()
        {
            self.push(&paragraph, agent);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.text(text);
        } else if matches!(self.open.last(), Some((TtmlElement::Name, _)))
            && !text.trim().is_empty()
        {
            let name = self.names.entry(self.agent.clone()).or_default();
            name.push_str(text);
        }
    }

    fn push(&mut self, paragraph: &Paragraph, agent: Option<String>) {
        let speaker = agent.map(|id| match self.names.get(&id) {
            Some(name) => name.trim().to_owned(),
            None => id,
        });
        // Line ends in the file are spaces.
        let one_line =
            |piece: &TimedPiece| piece.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let texts: Vec<String> = paragraph.pieces.iter().map(one_line).collect();
        let words: Vec<Word<'_>> = texts
            .iter()
            .zip(&paragraph.pieces)
            .map(|(text, piece)| Word {
                text,
                times: piece.times,
                spaced: piece.spaced && !is_punctuation(text),
            })
            .collect();
        let speaker = speaker.as_deref().filter(|name| !name.is_empty());
        let (place, turn_break) = (paragraph.place, TurnBreak::BetweenLines);
        self.assembler
            .push_words(place, speaker, &words, turn_break);
    }

    /// Returns the times of an element. Warns of a time that cannot be read.
    fn times(&mut self, element: &XmlElement<'_>, place: Place) -> Times {
        let mut time = |name: &str| {
            let text = element.attribute(name)?;
            let time_ms = self.rates.parse_time(&text);
            if time_ms.is_none() {
                self.assembler.warn(Warning::unreadable_time(place, &text));
            }
            time_ms
        };
        Times::new(time("begin"), time("end"))
    }
}

impl Paragraph {
    fn begin_sentence(&mut self, times: Times) {
        if times.start_ms.is_some() {
            self.inherited = times;
        }
        (self.begins, self.spaced) = (true, true);
    }

    fn begin_word(&mut self, times: Times) {
        let inherited = std::mem::take(&mut self.inherited);
        // The end of a sentence is not the end of its first word.
        let times = match (times.start_ms, inherited.start_ms) {
            (None, Some(start_ms)) => Times::from_start(start_ms),
            (None, None) => Times::default(),
            (Some(_), _) => times,
        };
        self.pieces.push(TimedPiece {
            text: String::new(),
            times,
            spaced: true,
        });
        self.begins = false;
    }

    fn text(&mut self, text: &str) {
        if self.begins {
            if text.trim().is_empty() {
                self.spaced |= !text.is_empty();
                return;
            }
            self.pieces.push(TimedPiece {
                text: String::new(),
                times: std::mem::take(&mut self.inherited),
                spaced: self.spaced || text.starts_with(char::is_whitespace),
            });
            (self.begins, self.spaced) = (false, false);
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.text.push_str(text);
        }
    }
}

/// Returns whether a word is only marks that end words or sentences.
fn is_punctuation(text: &str) -> bool {
    text.chars().all(|c| ".,;:!?…".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::WarningKind;

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
    fn frames_and_ticks_last_as_long_as_the_file_says() {
        let text = "<tt xmlns:ttp=\"p\" ttp:frameRate=\"24\" ttp:frameRateMultiplier=\"1000 1001\"><body>\
            <p begin=\"360f\" end=\"00:00:20:12\">So.</p></body></tt>";
        let (turns, warnings) = parse(text).unwrap().finish();
        assert_eq!(turns[0].span, Some(Span::new(15_015, 20_500)));
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_paragraph_of_plain_text_is_one_cue_and_line_breaks_are_spaces() {
        let (turns, _) = read("<p begin='01:00:00.5' end='3601s'>One<br/>two\n  th<i>ree</i></p>");
        assert_eq!(turns[0].text, "One two three");
        assert_eq!(turns[0].cues.len(), 1);
        assert_eq!(turns[0].span, Some(Span::new(3_600_500, 3_601_000)));
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
