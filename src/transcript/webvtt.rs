//! WebVTT captions with voice tags.
//!
//! ```text
//! file  = "WEBVTT" [ text ] { blank-line block }
//! block = ( "NOTE" | "STYLE" | "REGION" ) anything | cue
//! cue   = [ identifier ] timing [ settings ] { text-line }
//! timing = [HH:]MM:SS.mmm --> [HH:]MM:SS.mmm
//! text  = { "<v" [ "." class ] " " speaker ">" words [ "</v>" ] }
//! ```
//!
//! Example: `00:00.000 --> 00:05.000⏎<v Sarah>Good evening.` A voice goes on over
//! cues without one, as Podcasting 2.0 leaves out a speaker who stays the same, until the next one,
//! the sign of another speaker or a long silence (`carried.rs`); words after `</v>` are nobody's, and
//! so are those of an empty one, `<v>`. One cue may hold several voices: they share its times. In a
//! file without voice tags a `Name:` opens a speaker's speech where SRT's would, as Zoom writes it;
//! `[SPEAKER_00]:` does, as WhisperX writes it. Other tags are taken out of the words. The
//! words of a cue whose times cannot be read are kept without a time. Lines that belong to no cue are
//! left out with a warning. Captions that roll, as YouTube's do (`rolling.rs`), are unrolled.

use super::assemble::{Assembler, Line};
use super::carried::Carried;
use super::markup::{caption_tag, plain};
use super::prefix::Prefixes;
use super::rolling;
use super::sign::split_sign;
use super::srt::{beginnings, push_parts, split_times};
use super::{Place, Warning};
use crate::time::Span;

/// Returns whether the text begins with the format's header.
pub(super) fn has_header(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Reads every block of the text.
pub(super) fn parse(text: &str) -> Assembler {
    let voiced = text.contains("<v");
    if let Some(unrolled) = rolling::parse(text).filter(|_| !voiced) {
        return unrolled;
    }
    let prefixes = if voiced {
        Prefixes::Voices
    } else {
        let lines: Vec<&str> = text.lines().collect();
        Prefixes::of(beginnings(&lines, |index| lines[index].contains("-->")))
    };
    let mut reader = Reader {
        carried: Carried::new(prefixes),
        assembler: Assembler::default(),
    };
    // Header lines up to the first blank line describe the file.
    let mut block = Vec::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            reader.block(&block);
            block.clear();
        } else {
            block.push((index, line));
        }
    }
    reader.block(&block);
    reader.assembler
}

struct Reader {
    carried: Carried,
    assembler: Assembler,
}

impl Reader {
    fn block(&mut self, block: &[(usize, &str)]) {
        let Some(&(index, first)) = block.first() else {
            return;
        };
        let is_timing = |(_, line): &(usize, &str)| line.contains("-->");
        let timing = block.iter().position(is_timing);
        let mut at = timing.unwrap_or(block.len());
        // Directly above its times a cue may have a name, on a line of its own.
        if at > 1 || timing.is_none() {
            if is_description(index, first) {
                return;
            }
            let stray: Vec<&str> = block[..at].iter().map(|(_, line)| line.trim()).collect();
            let stray = Warning::no_cue(Place::Line(index + 1), &plain(&stray.join(" ")));
            self.assembler.note(stray);
        }
        // A line with an arrow ends a cue even where the blank line before it is missing.
        while at < block.len() {
            let next = block[at + 1..].iter().position(is_timing);
            let end = next.map_or(block.len(), |offset| at + 1 + offset);
            self.cue(block[at], &block[at + 1..end]);
            at = end;
        }
    }

    fn cue(&mut self, (index, timing): (usize, &str), lines: &[(usize, &str)]) {
        let place = Place::Line(index + 1);
        let text: Vec<&str> = lines.iter().map(|(_, line)| line.trim()).collect();
        let text = text.join("\n");
        let times = split_times(timing);
        if times.is_none() {
            if plain(&text).trim().is_empty() {
                return self.assembler.unreadable(place, timing);
            }
            self.assembler.note(Warning::unreadable_time(place, timing));
        }
        let parts = voices(&text);
        let (goes_on, marked) = parts.split_at(1);
        let goes_on: String = goes_on.iter().map(|(_, words)| plain(words)).collect();
        let is_blank = |(_, words): &(_, &str)| plain(words).trim().is_empty();
        if !goes_on.trim().is_empty() || marked.iter().all(is_blank) {
            let carried = &mut self.carried;
            push_parts(&mut self.assembler, carried, place, times, &goes_on);
        }
        for (voice, words) in marked {
            self.marked(place, times, *voice, &plain(words));
        }
    }

    /// Adds what a voice of a cue says, or nobody after a voice is closed.
    fn marked(
        &mut self,
        place: Place,
        times: Option<(u64, u64)>,
        voice: Option<&str>,
        words: &str,
    ) {
        let name = voice.map(|name| plain(&name.replace('\n', " ")));
        let name = name.as_deref().filter(|name| !name.is_empty());
        let line = |text| Line {
            place,
            speaker: name,
            start_ms: times.map(|(start_ms, _)| start_ms),
            end_ms: times.map(|(_, end_ms)| end_ms),
            text,
        };
        let is_blank = |words: &str| words.trim().is_empty();
        if voice.is_some() {
            let span = times.map(|(start_ms, end_ms)| Span::new(start_ms, end_ms));
            self.carried.speaks(name, span);
            let words = words.replace('\n', " ");
            if !is_blank(&words) {
                self.assembler.push(line(&words));
            }
            return;
        }
        for words in nobodys(words).iter().filter(|words| !is_blank(words)) {
            if split_sign(words.trim()).is_some() {
                self.assembler.push_apart(line(words));
            } else {
                self.assembler.push(line(words));
            }
        }
    }
}

/// Returns words without a voice, cut before each line that begins with the sign of another speaker.
fn nobodys(words: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in words.lines().map(str::trim) {
        match parts.last_mut() {
            Some(part) if split_sign(line).is_none() => {
                part.push(' ');
                part.push_str(line);
            }
            _ => parts.push(line.to_owned()),
        }
    }
    parts
}

/// Comments, styles, regions, and the lines directly under the header are not speech.
fn is_description(index: usize, first: &str) -> bool {
    let keyword = first.split_whitespace().next().unwrap_or_default();
    index == 1 || matches!(keyword, "NOTE" | "STYLE" | "REGION")
}

/// Cuts the text of a cue at its voice tags; words before the first and after one is closed have no
/// voice.
fn voices(text: &str) -> Vec<(Option<&str>, &str)> {
    let mut parts = Vec::new();
    let mut voice = None;
    let mut begin = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        at += found;
        let Some((length, inner)) = caption_tag(&text[at..]) else {
            at += 1;
            continue;
        };
        let name = match inner.trim_end() {
            "/v" => Some(None),
            _ => voice_name(inner).map(Some),
        };
        if let Some(name) = name {
            parts.push((voice, &text[begin..at]));
            voice = name;
            begin = at + length;
        }
        at += length;
    }
    parts.push((voice, &text[begin..]));
    parts
}

/// Returns the name in `v Name` or `v.class Name`; it may be empty.
fn voice_name(inner: &str) -> Option<&str> {
    let rest = inner.strip_prefix('v')?;
    if !rest.is_empty() && !rest.starts_with(['.', ' ', '\t', '\n']) {
        return None;
    }
    Some(
        rest.split_once([' ', '\t', '\n'])
            .map_or("", |(_, name)| name.trim()),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Turn, WarningKind};
    use super::*;

    fn read(text: &str) -> (Vec<Turn>, Vec<Warning>) {
        parse(text).finish()
    }

    fn speakers(turns: &[Turn]) -> Vec<&str> {
        turns
            .iter()
            .map(|turn| turn.speaker.as_deref().unwrap_or("-"))
            .collect()
    }

    #[test]
    fn a_voice_goes_on_over_cues_and_ends_where_it_is_closed() {
        let (turns, warnings) = read(
            "WEBVTT\n\nid-1\n00:00.000 --> 00:01.000 align:start\n<v Sarah>one\n\n00:01.000 --> 00:02.000\ntwo\n\n00:02.000 --> 00:03.000\n<v.loud Ben B>three</v> four\n\n00:03.000 --> 00:04.000\n<v Sarah>five\nsix\n\n00:04.000 --> 00:05.000\n<v Sarah>seven\n",
        );
        assert!(warnings.is_empty(), "{warnings:?}");
        assert_eq!(speakers(&turns), ["Sarah", "Ben B", "-", "Sarah"]);
        assert_eq!(turns[0].text, "one two");
        assert_eq!(turns[3].text, "five six seven");
    }

    #[test]
    fn a_voice_does_not_go_on_over_a_sign_a_sound_or_a_silence() {
        let (turns, _) = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Sarah>one\n\n00:01.000 --> 00:02.000\n[door slams]\n\n00:02.000 --> 00:03.000\ntwo\n\n00:03.000 --> 00:04.000\n&gt;&gt; three\n\n00:04.000 --> 00:05.000\n<v Sarah>four\n\n01:04.000 --> 01:05.000\nfive\n",
        );
        assert_eq!(speakers(&turns), ["Sarah", "-", "Sarah", "-", "Sarah", "-"]);
        assert_eq!(turns[5].text, "five");
    }

    #[test]
    fn words_of_no_voice_with_signs_of_speakers_are_turns_of_their_own() {
        let (turns, _) = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>- one\n\n00:01.000 --> 00:02.000\n- two\n- three\n\n00:02.000 --> 00:03.000\nso\n&gt;&gt; no\n",
        );
        assert_eq!(speakers(&turns), ["A", "-", "-", "-"]);
        let texts: Vec<_> = turns.iter().map(|turn| &*turn.text).collect();
        assert_eq!(texts, ["- one", "- two", "- three so", ">> no"]);
    }

    #[test]
    fn a_name_with_a_colon_goes_on_over_cues_until_another_speaks() {
        let (turns, _) = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000\nAnn: one\n\n00:01.000 --> 00:02.000\ntwo\n\n00:02.000 --> 00:03.000\n[music]\n\n00:03.000 --> 00:04.000\n&gt;&gt; three\n",
        );
        assert_eq!(speakers(&turns), ["Ann", "-", "-"]);
        assert_eq!(turns[0].text, "one two");
    }

    #[test]
    fn a_title_with_a_colon_is_words_in_a_file_that_names_nobody() {
        let (turns, _) = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000\nWe saw\n\n00:01.000 --> 00:02.000\nThe Godfather: twice.\n\n00:02.000 --> 00:03.000\nYes.\n",
        );
        assert_eq!(speakers(&turns), ["-"]);
        assert_eq!(turns[0].text, "We saw The Godfather: twice. Yes.");
    }

    #[test]
    fn one_cue_may_hold_several_voices() {
        let (turns, _) =
            read("WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>yes</v> <v B>no &amp; <i>no</i></v>\n");
        assert_eq!(speakers(&turns), ["A", "B"]);
        assert_eq!(turns[1].text, "no & no");
    }

    #[test]
    fn comments_styles_and_header_lines_are_not_speech() {
        let (turns, warnings) = read(
            "WEBVTT - title\nKind: captions\n\nNOTE\nsecret\n\nSTYLE\n::cue {}\n\n00:00.000 --> 00:02.000\n<v A>yes\n",
        );
        assert_eq!((turns.len(), warnings.len()), (1, 0));
    }

    #[test]
    fn words_under_times_that_cannot_be_read_are_their_speakers_without_a_time() {
        for before in ["\n", "\nid\n", ""] {
            let text = format!(
                "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one\n{before}00:0x.000 --> 00:02.000\n<v B>two\n\n00:02.000 --> 00:03.000\n<v B>three\n"
            );
            let (turns, warnings) = read(&text);
            let texts: Vec<_> = turns.iter().map(|turn| &*turn.text).collect();
            assert_eq!(speakers(&turns), ["A", "B", "B"]);
            assert_eq!(texts, ["one", "two", "three"]);
            assert_eq!(turns[1].span, None);
            let place = Place::Line(5 + before.lines().count());
            let line = "00:0x.000 --> 00:02.000";
            assert_eq!(warnings, [Warning::unreadable_time(place, line)]);
        }
    }

    #[test]
    fn lines_of_no_cue_are_a_warning_with_how_many_words_are_left_out() {
        let cue = "00:01.000 --> 00:02.000\n<v A>one\n";
        for (stray, words) in [("So it\n<i>is</i>\nhere.\n", 4), ("seven\n", 1)] {
            let (turns, warnings) = read(&format!("WEBVTT\n\n{cue}\n{stray}\n{cue}"));
            assert_eq!(turns[0].text, "one one");
            let [Warning { place, kind }] = &warnings[..] else {
                panic!("{warnings:?}");
            };
            assert_eq!(*place, Place::Line(6));
            assert!(
                matches!(kind, WarningKind::NoCue { words: left_out, .. } if *left_out == words)
            );
        }
    }

    #[test]
    fn a_cue_below_lines_of_none_is_read() {
        let (turns, warnings) =
            read("WEBVTT\n\nSo it is\nhere.\nid\n00:01.000 --> 00:02.000\n<v A>one\n");
        assert_eq!((turns.len(), &*turns[0].text), (1, "one"));
        assert_eq!(
            warnings,
            [Warning::no_cue(Place::Line(3), "So it is here. id")]
        );
        let said = warnings[0].to_string();
        assert_eq!(
            said,
            "5 words that stand under no times, left out: So it is here. id"
        );
    }

    #[test]
    fn times_that_cannot_be_read_above_no_words_are_a_warning() {
        let (turns, warnings) =
            read("WEBVTT\n\n00:0x.000 --> 00:02.000\n\n00:02.000 --> 00:03.000\n<v A>yes\n");
        let line = "00:0x.000 --> 00:02.000";
        assert_eq!(turns.len(), 1);
        assert_eq!(warnings, [Warning::unreadable(Place::Line(3), line)]);
    }

    #[test]
    fn a_cue_without_a_blank_line_before_it_has_its_own_time() {
        let (turns, warnings) = read(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one\n00:30.000 --> 00:40.000\n<v B>two\n",
        );
        assert!(warnings.is_empty());
        assert_eq!(speakers(&turns), ["A", "B"]);
        assert_eq!(turns[1].span, Some(Span::new(30_000, 40_000)));
    }

    #[test]
    fn a_name_with_a_colon_is_speech_where_voices_are_marked() {
        let text = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>We had laws.\n\n00:02.000 --> 00:03.000\n<v A>Rule Number One: never sail.\n";
        let (turns, _) = read(text);
        assert_eq!(turns[0].text, "We had laws. Rule Number One: never sail.");
    }

    #[test]
    fn an_empty_voice_is_nobodys() {
        let text =
            "WEBVTT\n\n00:00.000 --> 00:02.000\n<v A>one\n\n00:02.000 --> 00:03.000\n<v>Two: two\n";
        let (turns, _) = read(text);
        assert_eq!(speakers(&turns), ["A", "-"]);
        assert_eq!(turns[1].text, "Two: two");
    }

    #[test]
    fn names_with_character_references_are_read() {
        let (turns, _) = read("WEBVTT\n\n00:00.000 --> 00:02.000\n<v A &amp; B>yes\n");
        assert_eq!(speakers(&turns), ["A & B"]);
    }
}
