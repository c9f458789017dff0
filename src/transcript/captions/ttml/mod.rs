//! Reads TTML: the subtitles of broadcasters, and the transcripts of Apple Podcasts.
//!
//! ```text
//! tt       = [ xml:lang ] [ head { agent } ] body
//! agent    = ttm:agent xml:id { ttm:name }
//! body     = [ times ] [ ttm:agent ] { div };  div = the same with { div | p }
//! p        = [ times ] [ ttm:agent ] { span | text | br };  span = the same
//! word     = span podcasts:unit="sentence" | "word"
//! times    = [ begin ] [ end ] [ dur ] [ timeContainer="par" | "seq" ]
//! time     = number [ "h" | "m" | "s" | "ms" | "f" | "t" ] | [ h ":" ] m ":" s [ ":" frames ]
//! ```
//!
//! Example: `<p begin="0.480" end="1:08.920" ttm:agent="SPEAKER_1"><span podcasts:unit="word"
//! begin="0.480" end="0.900">Welcome</span></p>`. An agent's name, where the head gives one, stands
//! for its id. Words of several agents in one paragraph are several turns. Words without an agent may
//! begin with a label, as in SRT. A bare number is seconds. Frames (`f`) and ticks (`t`) last as long
//! as `tt` says.
//!
//! Times nest (see `interval.rs`). They count from the start of the recording where a file has Apple's
//! units, where it has time codes with gaps, and where some times can mean nothing else. Words without
//! times have those of what is around them, where it says when it begins; a word without a time
//! belongs to the word before it. Apple's words have spaces between them whether or not the file has.
//!
//! Names are compared without their prefix. A document type is refused, and with it every entity that
//! a file could declare. So is a file whose elements do not close.

mod interval;
mod paragraph;
mod rates;
mod reader;
mod speakers;

use self::interval::TimeBase;
use self::reader::TtmlReader;
use crate::transcript::assemble::Assembler;
use crate::transcript::error::ParseError;
use crate::transcript::format::Format;
use crate::transcript::warning::Place;
use crate::xml::{XmlEvent, XmlReader};

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
    let mut reader = read(text, TimeBase::Parent)?;
    if reader.counts_from_recording() {
        drop(reader);
        reader = read(text, TimeBase::Recording)?;
    }
    Ok(reader.finish())
}

fn read(text: &str, base: TimeBase) -> Result<TtmlReader, ParseError> {
    let mut reader = TtmlReader::new(base);
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
            XmlEvent::End => return Ok(reader),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Turn;
    use crate::transcript::warning::{Warning, WarningKind};

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

    fn said(text: &str) -> Vec<(String, String, Option<Span>)> {
        let turns = parse(text).unwrap().finish().0.into_iter();
        turns
            .map(|turn| (turn.speaker.unwrap_or("-".into()), turn.text, turn.span))
            .collect()
    }

    fn expected(said: &[(&str, &str, (u64, u64))]) -> Vec<(String, String, Option<Span>)> {
        let owned = |(speaker, words, (start, end)): &(&str, &str, (u64, u64))| {
            let span = Some(Span::new(*start, *end));
            ((*speaker).to_owned(), (*words).to_owned(), span)
        };
        said.iter().map(owned).collect()
    }

    #[test]
    fn times_count_from_the_element_around_them() {
        let turns = said(
            "<tt><body begin='10s'><div begin='1s' end='30s'><p begin='2' dur='4'>It rang.</p>\
             <p begin='8s' end='12s'>So <span begin='1s' end='2s'>it</span> did.</p></div></body></tt>",
        );
        assert_eq!(
            turns,
            expected(&[("-", "It rang. So it did.", (13_000, 21_000))])
        );
    }

    #[test]
    fn times_that_could_never_be_shown_count_from_the_recording() {
        let turns = said(
            "<tt><body><div><p begin='10s' end='13s'><span begin='10s' end='11s'>It</span> \
             <span begin='11s' end='13s'>rang.</span></p></div></body></tt>",
        );
        assert_eq!(turns, expected(&[("-", "It rang.", (10_000, 13_000))]));
    }

    #[test]
    fn agents_in_one_paragraph_are_turns_that_share_its_time() {
        let turns = said(
            "<tt><body ttm:agent='bo'><div ttm:agent='ann'><p begin='0s' end='4s'>Old? \
             <span ttm:agent='bo'>Yes.</span></p><p begin='5s' end='6s'>No.</p></div></body></tt>",
        );
        let as_said = [
            ("ann", "Old?", (0, 2000)),
            ("bo", "Yes.", (2000, 4000)),
            ("ann", "No.", (5000, 6000)),
        ];
        assert_eq!(turns, expected(&as_said));
    }

    #[test]
    fn words_without_an_agent_may_begin_with_a_label() {
        let turns = said(
            "<tt><body><div><p begin='0s' end='4s'>Ann: Old?<br/>Bo: Yes.</p>\
             <p begin='4s' end='5s'><span>Ann:</span> Why?</p><p begin='5s' end='6s'>So <i>what</i>?</p>\
             <p begin='7s' end='8s'>Bo: No.</p></div></body></tt>",
        );
        let as_said = [
            ("Ann", "Old?", (0, 2000)),
            ("Bo", "Yes.", (2000, 4000)),
            ("Ann", "Why? So what?", (4000, 6000)),
            ("Bo", "No.", (7000, 8000)),
        ];
        assert_eq!(turns, expected(&as_said));
    }

    #[test]
    fn marks_that_nobody_sees_move_no_words() {
        let turns = said(
            "<tt><body><div><p begin='0s' end='4s'>Ann: so \u{200b}<br/>漢\u{202a}</p>\
             <p begin='4s' end='5s'>Bo: No.</p><p begin='5s' end='6s'>Ann: Yes.</p></div></body></tt>",
        );
        let speakers: Vec<_> = turns.iter().map(|(speaker, ..)| speaker.as_str()).collect();
        assert_eq!(speakers, ["Ann", "Bo", "Ann"]);
        assert!(turns[0].1.contains('漢'), "{turns:?}");
    }

    #[test]
    fn a_label_may_be_a_timed_word() {
        let turns = said(
            "<tt><body><div><p begin='0s' end='4s'><span podcasts:unit='word' begin='0s' end='1s'>Ann:</span>\
             <span podcasts:unit='word' begin='1s' end='2s'>It</span><span podcasts:unit='word' begin='2s' end='3s'>rang.\
             </span></p><p begin='5s' end='6s'>Ann: So.</p></div></body></tt>",
        );
        assert_eq!(turns, expected(&[("Ann", "It rang. So.", (1000, 6000))]));
    }

    #[test]
    fn descriptions_inside_a_paragraph_are_not_words_and_agents_may_speak_together() {
        let turns = said(
            "<tt><head><ttm:agent xml:id='a'><ttm:name>Ann</ttm:name></ttm:agent><ttm:agent xml:id='b'>\
             <ttm:name>Bo</ttm:name></ttm:agent></head><body><div><p begin='0s' end='1s' ttm:agent='a b'>\
             <metadata><ttm:desc>A mill.</ttm:desc></metadata>Yes.</p></div></body></tt>",
        );
        assert_eq!(turns, expected(&[("Ann and Bo", "Yes.", (0, 1000))]));
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

    #[test]
    fn the_root_states_the_language() {
        let text = "<tt xml:lang='de'><body><div><p begin='1s' end='2s'>Ja.</p></div></body></tt>";
        let language = parse(text).unwrap().language;
        assert_eq!(language.map(|tag| tag.to_string()).as_deref(), Some("de"));
    }
}
