//! Reads WebVTT captions.
//!
//! ```text
//! file  = "WEBVTT" [ text ] { blank-line block }
//! block = ( "NOTE" | "STYLE" | "REGION" ) anything | cue
//! cue   = [ identifier ] timing [ settings ] { text-line }
//! timing = [HH:]MM:SS.mmm --> [HH:]MM:SS.mmm
//! text  = { "<v" [ "." class ] " " speaker ">" words [ "</v>" ] }
//! ```
//!
//! Example: `00:00.000 --> 00:05.000⏎<v Sarah>Good evening.` A voice tag applies to the following
//! cues too, until something signals a new speaker, since Podcasting 2.0 leaves out a speaker who
//! stays the same (see `caption_speaker.rs`). Words after `</v>`, or after an empty `<v>`, have no
//! speaker. One cue may hold several voices, which share its times.
//!
//! In a file without voice tags a `Name:` label counts where it would in SRT, as Zoom writes it, and
//! so does WhisperX's `[SPEAKER_00]:`. All other tags are stripped. A cue whose times cannot be read
//! keeps its words without a time. Lines that belong to no cue are left out with a warning. Rolling
//! captions, as YouTube writes them, are unrolled (see `rolling.rs`).

use super::blocks::{checked_times, first_lines, push_caption};
use super::caption_speaker::SpeakerTracker;
use super::label::LabelStyle;
use super::markup::{leading_tag, strip_markup};
use super::rolling;
use super::speaker_change::split_at_change_signs;
use super::timing::split_times;
use crate::transcript::assemble::{Assembler, Times, TurnBreak};
use crate::transcript::warning::{Place, Warning};

/// Returns whether the text begins with the format's header.
pub(crate) fn has_header(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

/// Reads every block of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    let has_voices = text.contains("<v");
    if let Some(unrolled) = rolling::parse(text).filter(|_| !has_voices) {
        return unrolled;
    }
    let label_style = if has_voices {
        LabelStyle::VoiceTags
    } else {
        let lines: Vec<&str> = text.lines().collect();
        LabelStyle::detect(first_lines(&lines, |index| lines[index].contains("-->")))
    };
    let mut reader = CueReader {
        tracker: SpeakerTracker::new(label_style),
        assembler: Assembler::default(),
    };
    // Lines below the header, up to the first blank one, describe the file.
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

struct CueReader {
    tracker: SpeakerTracker,
    assembler: Assembler,
}

impl CueReader {
    /// Reads the lines between two blank ones, each with its index in the file.
    fn block(&mut self, block: &[(usize, &str)]) {
        let Some(&(index, first)) = block.first() else {
            return;
        };
        let is_timing = |(_, line): &(usize, &str)| line.contains("-->");
        let timing = block.iter().position(is_timing);
        let mut at = timing.unwrap_or(block.len());
        // One line directly above the timing line identifies the cue.
        if at > 1 || timing.is_none() {
            if is_description(index, first) {
                return;
            }
            let stray: Vec<&str> = block[..at].iter().map(|(_, line)| line.trim()).collect();
            let stray = strip_markup(&stray.join(" "));
            self.assembler
                .warn(Warning::no_cue(Place::Line(index + 1), &stray));
        }
        // A timing line begins a cue even where the blank line before it is missing.
        while at < block.len() {
            let next = block[at + 1..].iter().position(is_timing);
            let end = next.map_or(block.len(), |offset| at + 1 + offset);
            self.cue(block[at], &block[at + 1..end]);
            at = end;
        }
    }

    fn cue(&mut self, (index, timing_line): (usize, &str), lines: &[(usize, &str)]) {
        let place = Place::Line(index + 1);
        let text: Vec<&str> = lines.iter().map(|(_, line)| line.trim()).collect();
        let text = text.join("\n");
        let (assembler, times) = (&mut self.assembler, split_times(timing_line));
        let words = strip_markup(&text);
        let Some(times) = checked_times(assembler, place, timing_line, times, &words) else {
            return;
        };
        let parts = split_voices(&text);
        let before_tags: String = strip_markup(parts[0].1);
        let tagged = &parts[1..];
        let is_blank = |(_, words): &(_, &str)| strip_markup(words).trim().is_empty();
        if !before_tags.trim().is_empty() || tagged.iter().all(is_blank) {
            push_caption(assembler, &mut self.tracker, place, times, &before_tags);
        }
        for (voice, words) in tagged {
            let words = strip_markup(words);
            match voice {
                Some(voice) => self.voiced(place, times, voice, &words),
                None => self.unvoiced(place, times, &words),
            }
        }
    }

    /// Adds the words of a voice. An empty name means an unknown speaker.
    fn voiced(&mut self, place: Place, times: Times, voice: &str, words: &str) {
        let name = strip_markup(&voice.replace('\n', " "));
        let name = Some(&*name).filter(|name| !name.is_empty());
        self.tracker.set_speaker(name, times.span());
        let words = words.replace('\n', " ");
        if !words.trim().is_empty() {
            self.assembler.push(place, name, times, &words);
        }
    }

    /// Adds the words after the end of a voice.
    fn unvoiced(&mut self, place: Place, times: Times, words: &str) {
        for (sign, words) in split_at_change_signs(words, |_| true) {
            let turn_break = match sign {
                Some(_) => TurnBreak::Always,
                None => TurnBreak::BetweenLines,
            };
            self.assembler
                .push_line(place, None, times, &words, turn_break);
        }
    }
}

/// Returns whether a block is a comment, a style, a region, or directly below the header.
fn is_description(index: usize, first: &str) -> bool {
    let keyword = first.split_whitespace().next().unwrap_or_default();
    index == 1 || matches!(keyword, "NOTE" | "STYLE" | "REGION")
}

/// Cuts the text of a cue at its voice tags. Words before the first tag, and after the end of a voice,
/// have no voice.
fn split_voices(text: &str) -> Vec<(Option<&str>, &str)> {
    let mut parts = Vec::new();
    let mut voice = None;
    let mut begin = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        at += found;
        let Some((length, inner)) = leading_tag(&text[at..]) else {
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

/// Returns the name of `v Name` or `v.class Name`, which may be empty.
fn voice_name(inner: &str) -> Option<&str> {
    let rest = inner.strip_prefix('v')?;
    if !rest.is_empty() && !rest.starts_with(['.', ' ', '\t', '\n']) {
        return None;
    }
    let name = rest.split_once([' ', '\t', '\n']);
    Some(name.map_or("", |(_, name)| name.trim()))
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
