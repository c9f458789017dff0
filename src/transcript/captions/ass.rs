//! Reads subtitles of ASS and SSA, which give each line a start, an end and a name.
//!
//! ```text
//! file     = { section }
//! events   = "[Events]" format { "Dialogue:" fields | "Comment:" fields }
//! format   = "Format:" name { "," name }        (Start, End, Name or Actor, Text; the text is last)
//! time     = H:MM:SS.cc
//! text     = { words | "{" tags "}" | "\\N" | "\\n" | "\\h" }
//! ```
//!
//! Example: `Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,Good evening.` A line without a name
//! may begin with a label, as in SRT. Comments, drawings and other sections are not speech. Lines
//! stand in the order of the file.

use super::blocks::{labels, push_parts};
use super::caption_speaker::SpeakerTracker;
use super::markup::strip_markup;
use crate::time::parse_clock;
use crate::transcript::assemble::{Assembler, Times};
use crate::transcript::warning::{Place, Warning};

/// The fields of a line where a file does not name them: those of ASS.
const USUAL_FIELDS: &str =
    "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

/// Returns whether some line is dialogue with times, in a section of events or below a list of
/// fields.
pub(crate) fn is_ass(text: &str) -> bool {
    let has_head = text
        .lines()
        .any(|line| line.trim() == "[Events]" || line.starts_with("Format:"));
    has_head && events(text).next().is_some()
}

/// Reads every line of dialogue.
pub(crate) fn parse(text: &str) -> Assembler {
    let unnamed = events(text).filter(|event| event.name.is_none());
    let mut tracker = SpeakerTracker::new(labels(unnamed.map(|event| event.words)));
    tracker.know(events(text).filter_map(|event| event.name.map(str::to_owned)));
    let mut assembler = Assembler::of_text(text);
    for event in events(text) {
        let times = match (parse_clock(event.start), parse_clock(event.end)) {
            (Some(start_ms), Some(end_ms)) => Times::from((start_ms, end_ms)),
            _ => {
                let time = format!("{}, {}", event.start, event.end);
                assembler.warn(Warning::unreadable_time(event.place, &time));
                Times::default()
            }
        };
        let parts = match event.name {
            Some(name) => tracker.split_beside(name, &event.words, times.span()),
            None => tracker.split(&event.words, times.span()),
        };
        push_parts(&mut assembler, event.place, times, &parts);
    }
    assembler
}

/// One line of dialogue.
struct Event<'a> {
    place: Place,
    start: &'a str,
    end: &'a str,
    name: Option<&'a str>,
    words: String,
}

/// Returns the lines of dialogue that have words or times.
fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let mut fields = USUAL_FIELDS;
    text.lines().enumerate().filter_map(move |(index, line)| {
        if let Some(named) = line
            .strip_prefix("Format:")
            .filter(|list| list.contains("Text"))
        {
            fields = named;
        }
        let values = line.strip_prefix("Dialogue:")?;
        event(Place::Line(index + 1), fields, values)
    })
}

fn event<'a>(place: Place, fields: &str, values: &'a str) -> Option<Event<'a>> {
    let fields: Vec<&str> = fields.split(',').map(str::trim).collect();
    // The text is last and may hold commas.
    let values: Vec<&str> = values.splitn(fields.len(), ',').collect();
    let value = |name: &str| {
        let at = fields.iter().position(|field| *field == name)?;
        values.get(at).copied().map(str::trim)
    };
    let text = value("Text")?;
    let name = value("Name").or_else(|| value("Actor"));
    Some(Event {
        place,
        start: value("Start")?,
        end: value("End")?,
        name: name.filter(|name| !name.is_empty()),
        words: words(text),
    })
}

/// Returns the words of a text, without tags and drawings, on the lines that they stand on.
fn words(text: &str) -> String {
    let text = text
        .replace("\\N", "\n")
        .replace("\\n", "\n")
        .replace("\\h", " ");
    let mut words = String::with_capacity(text.len());
    let mut rest = &*text;
    let mut draws = false;
    while let Some((before, (tag, after))) = next_tags(rest) {
        if !draws {
            words.push_str(before);
        }
        draws = drawing(tag).unwrap_or(draws);
        rest = after;
    }
    if !draws {
        words.push_str(rest);
    }
    strip_markup(&words)
}

/// Returns the text before the next tags in braces, the tags, and the text after them.
fn next_tags(text: &str) -> Option<(&str, (&str, &str))> {
    let (before, rest) = text.split_once('{')?;
    Some((before, rest.split_once('}')?))
}

/// Returns whether the last `\p` of some tags begins a drawing (`\p1`) or ends one (`\p0`).
fn drawing(tags: &str) -> Option<bool> {
    let scales = tags.split("\\p").skip(1);
    let is_scale = |tag: &&str| tag.starts_with(|c: char| c.is_ascii_digit());
    scales
        .filter(is_scale)
        .last()
        .map(|tag| !tag.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    const FILE: &str = "[Script Info]\nTitle: The mill\n\n[V4+ Styles]\n\
        Format: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n\
        Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
        Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Not said\n\
        Dialogue: 0,0:00:01.00,0:00:02.50,Default,Ann,0,0,0,,{\\i1}The mill,\\Nand the weir.\n\
        Dialogue: 0,0:00:03.00,0:00:04.00,Default,Bo,0,0,0,,Yes.\n\
        Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,So.\n";

    #[test]
    fn a_line_of_dialogue_has_a_name_times_and_words() {
        assert!(is_ass(FILE));
        let (turns, warnings) = parse(FILE).finish();
        assert!(warnings.is_empty());
        let said: Vec<_> = turns
            .iter()
            .map(|turn| (turn.speaker.as_deref(), &*turn.text))
            .collect();
        let expected = [
            (Some("Ann"), "The mill, and the weir."),
            (Some("Bo"), "Yes."),
            (None, "So."),
        ];
        assert_eq!(said, expected);
        assert_eq!(turns[0].span, Some(Span::new(1000, 2500)));
    }

    #[test]
    fn a_line_without_a_name_may_have_a_label() {
        let line = |words: &str| {
            format!("Dialogue: Marked=0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{words}\n")
        };
        let text = format!("[Events]\n{}{}", line("ANN: So."), line("{\\an8}BO: No."));
        let (turns, _) = parse(&text).finish();
        assert_eq!(turns[1].speaker.as_deref(), Some("BO"));
    }

    #[test]
    fn drawings_are_no_words() {
        for (text, said) in [
            ("{\\an7\\pos(0,0)\\p1}m 0 0 l 100 0", ""),
            ("{\\p1}m 0 0{\\p0}So.", "So."),
            ("{\\pbo5}So {it", "So {it"),
        ] {
            assert_eq!(words(text), said, "{text}");
        }
    }

    #[test]
    fn a_time_that_cannot_be_read_is_a_warning() {
        let text = "[Events]\nDialogue: 0,0:00:0x,0:00:02.00,Default,Ann,0,0,0,,So.\n";
        let (turns, warnings) = parse(text).finish();
        assert_eq!(turns[0].span, None);
        assert_eq!(
            warnings,
            [Warning::unreadable_time(
                Place::Line(2),
                "0:00:0x, 0:00:02.00"
            )]
        );
    }

    #[test]
    fn prose_about_a_dialogue_is_none() {
        assert!(!is_ass("Dialogue: a play\nAnn: So.\n"));
    }
}
