//! Reads WebVTT captions.
//!
//! ```text
//! file  = "WEBVTT" [ text ] [ "Language:" tag ] { blank-line block }
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
//! so does WhisperX's `[SPEAKER_00]:`. Where the words name nobody, the identifiers of the cues may, or
//! the JSON that Microsoft Graph writes for words (see `cue_names.rs`). All other tags are stripped. A cue whose times cannot be read
//! keeps its words without a time. Lines that belong to no cue are left out with a warning. Rolling
//! captions, as YouTube writes them, are unrolled (see `rolling.rs`).

use super::blocks::{checked_times, push_parts, push_speech};
use super::caption_speaker::{CaptionPart, SpeakerTracker};
use super::cue_names::{in_json, names_in_ids};
use super::markup::strip_markup;
use super::rolling;
use super::speaker_change::{is_change_sign, split_at_change_signs};
use super::timing::split_times;
use super::voice_tags::{pieces, voice_in_words};
use crate::language::LanguageTag;
use crate::transcript::assemble::{Assembler, MANY_TURNS, Times};
use crate::transcript::hidden::is_invisible;
use crate::transcript::label::Labels;
use crate::transcript::texts::Texts;
use crate::transcript::warning::{Place, Warning};

/// Returns whether the text begins with the format's header.
pub(crate) fn has_header(text: &str) -> bool {
    let first = text.lines().find(|line| !is_blank(line));
    first.is_some_and(is_header)
}

/// Returns whether a line is the header, in capital letters or small ones.
fn is_header(line: &str) -> bool {
    let line = line.trim_start_matches(is_invisible).trim_start();
    let is_webvtt = |word: &str| word.eq_ignore_ascii_case("WEBVTT");
    line.split_whitespace().next().is_some_and(is_webvtt)
}

/// Returns whether a line has nothing that is seen.
fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Reads every block of the text.
pub(crate) fn parse(text: &str) -> Assembler {
    let mut assembler = read_blocks(text);
    assembler.language = header_language(text);
    assembler
}

/// Returns the language that a line below the header states: `Language: de`, as YouTube writes it.
fn header_language(text: &str) -> Option<LanguageTag> {
    let mut header = text.lines().skip_while(|line| is_blank(line)).skip(1);
    let stated = header
        .by_ref()
        .take_while(|line| !is_blank(line))
        .find_map(|line| {
            let (name, tag) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case("language").then_some(tag)
        });
    LanguageTag::stated(stated?)
}

fn read_blocks(text: &str) -> Assembler {
    let mut has_voices = false;
    for_each_cue(text, |cue| {
        has_voices = has_voices || cue.is_ok_and(|cue| pieces(&cue.text).nth(1).is_some());
    });
    if let Some(unrolled) = (!has_voices).then(|| rolling::parse(text)).flatten() {
        return unrolled;
    }
    let labels = labels(text, has_voices);
    let names = match has_voices || labels.names_speakers() {
        true => Vec::new(),
        false => names_by_ids(text),
    };
    let mut reader = CueReader {
        tracker: SpeakerTracker::new(labels),
        assembler: Assembler::of_text(text),
    };
    reader.know_names(text, &names);
    let mut names = names.into_iter();
    for_each_cue(text, |cue| match cue {
        Ok(mut cue) => {
            let name = names.next().flatten();
            cue.beside = cue.beside.or_else(|| name.map(str::to_owned));
            reader.cue(&cue);
        }
        Err(warning) => reader.assembler.warn(warning),
    });
    reader.assembler
}

/// Decides who speaks by the voices of the cues, or by how their words begin where they have none.
fn labels(text: &str, has_voices: bool) -> Labels {
    let (mut voices, mut openings) = (Vec::new(), Texts::default());
    for_each_cue(text, |cue| match cue {
        Ok(cue) if has_voices => voices.push(cue.first_voice()),
        Ok(cue) => push_speech(&mut openings, &strip_markup(&cue.text)),
        Err(_) => {}
    });
    match has_voices {
        true => Labels::of_voices(&voices),
        false => Labels::of(&openings),
    }
}

/// A timing line and the text below it.
struct Cue<'a> {
    /// Where the timing line stands, counted from 0.
    index: usize,
    timing_line: &'a str,
    text: String,
    /// The line above the timing line.
    id: Option<&'a str>,
    /// The name of the speaker, where it stands beside the words.
    beside: Option<String>,
}

/// Returns the name that each cue's identifier has; none where identifiers name nobody or names stand
/// in JSON.
fn names_by_ids(text: &str) -> Vec<Option<&str>> {
    let (mut ids, mut has_names) = (Vec::new(), false);
    for_each_cue(text, |cue| {
        if let Ok(cue) = cue {
            has_names |= cue.beside.is_some();
            ids.push(cue.id);
        }
    });
    match has_names {
        true => Vec::new(),
        false => names_in_ids(&ids).unwrap_or_default(),
    }
}

impl Cue<'_> {
    /// Takes the name and the words out of JSON, where its text is that.
    fn read_json(mut self) -> Self {
        if let Some((name, words)) = in_json(&self.text) {
            // As if the file had said them in its own mark-up.
            self.text = words.replace('&', "&amp;").replace('<', "&lt;");
            self.beside = name;
        }
        self
    }

    /// Adds a line, which a blank line may separate from those before it.
    fn push(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line.trim());
    }

    /// Returns the name of the voice with which it begins.
    fn first_voice(&self) -> Option<String> {
        let mut pieces = pieces(&self.text);
        let (_, above) = pieces.next()?;
        let is_tag_first = strip_markup(above).trim().is_empty();
        let (voice, _) = pieces.next().filter(|_| is_tag_first)?;
        voice.map(voice_in_words)
    }
}

/// Calls `each` with every cue of a file, and with a warning for lines above the first one that belong
/// to none. No cue is kept, since a file may have millions.
fn for_each_cue<'a>(text: &'a str, mut each: impl FnMut(Result<Cue<'a>, Warning>)) {
    let (mut cue, mut begin) = (None, None);
    let (mut is_header_past, mut is_below) = (false, false);
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let is_end = is_blank(line);
        // Lines below the header, up to the first blank one, describe the file.
        is_below |= is_header_past && (is_end || line.contains("-->"));
        is_header_past = is_header_past || is_header(line);
        if is_below && is_end {
            if let Some((first, from)) = begin.take() {
                read_block(first, &text[from..at], &mut cue, &mut each);
            }
        } else if is_below {
            begin.get_or_insert((index, at));
        }
        at += line.len();
    }
    if let Some((first, from)) = begin {
        read_block(first, &text[from..], &mut cue, &mut each);
    }
    cue.into_iter()
        .for_each(|cue: Cue<'_>| each(Ok(cue.read_json())));
}

/// Reads the lines between two blank ones, of which the first has this index in the file. The last cue
/// stays in `cue`, since later blocks may go on with it.
fn read_block<'a>(
    first: usize,
    block: &'a str,
    cue: &mut Option<Cue<'a>>,
    each: &mut impl FnMut(Result<Cue<'a>, Warning>),
) {
    let timing = block.lines().position(|line| line.contains("-->"));
    if timing.is_none() && block.lines().next().is_some_and(is_description) {
        return;
    }
    // One line directly above the timing line identifies the cue.
    let is_word = |line: &str| line.contains(' ') || line.ends_with(['.', '?', '!', ',']);
    let identifies = |line: &str| timing == Some(1) || !is_word(line.trim());
    let (mut stray, mut id) = (String::new(), None);
    for (index, line) in block.lines().enumerate() {
        let is_last_above = timing == Some(index + 1);
        if timing.is_some_and(|timing| index >= timing) && line.contains("-->") {
            let next = Cue {
                index: first + index,
                timing_line: line,
                text: String::new(),
                id: id.take(),
                beside: None,
            };
            cue.replace(next)
                .into_iter()
                .for_each(|cue| each(Ok(cue.read_json())));
        } else if is_last_above && identifies(line) {
            id = Some(line.trim());
        } else if let Some(cue) = cue {
            cue.push(line);
        } else {
            stray.push_str(line.trim());
            stray.push(' ');
        }
    }
    if !stray.is_empty() {
        let words = strip_markup(stray.trim_end());
        each(Err(Warning::no_cue(Place::Line(first + 1), &words)));
    }
}

struct CueReader {
    tracker: SpeakerTracker,
    assembler: Assembler,
}

impl CueReader {
    /// Remembers the names of speakers that stand beside words, in identifiers or in JSON.
    fn know_names(&mut self, text: &str, in_ids: &[Option<&str>]) {
        let in_ids = in_ids.iter().flatten();
        self.tracker.know(in_ids.map(|name| (*name).to_owned()));
        for_each_cue(text, |cue| {
            let beside = cue.ok().and_then(|cue| cue.beside);
            self.tracker.know(beside);
        });
    }

    fn cue(&mut self, cue: &Cue<'_>) {
        let place = Place::Line(cue.index + 1);
        let (assembler, times) = (&mut self.assembler, split_times(cue.timing_line));
        let words = strip_markup(&cue.text);
        let Some(times) = checked_times(assembler, place, cue.timing_line, times, &words) else {
            return;
        };
        let parts = match &cue.beside {
            Some(name) => self.tracker.split_beside(name, &words, times.span()),
            None => self.parts(&cue.text, times),
        };
        push_parts(&mut self.assembler, place, times, &parts);
    }

    /// Returns the words of each speaker of a cue.
    fn parts(&mut self, text: &str, times: Times) -> Vec<CaptionPart> {
        let mut parts = Vec::new();
        let (mut is_first, mut is_closed) = (true, false);
        let mut pieces = pieces(text).peekable();
        while let Some((voice, words)) = pieces.next() {
            if parts.len() > MANY_TURNS {
                return parts;
            }
            let words = strip_markup(words);
            let is_before_voice = matches!(pieces.peek(), Some((Some(_), _)));
            let words = if is_before_voice {
                without_last_sign(&words)
            } else {
                &words
            };
            match voice {
                None if is_first => parts.extend(self.tracker.split(words, times.span())),
                None => {
                    is_closed = pieces.peek().is_none();
                    parts.extend(unvoiced(words));
                }
                Some(voice) => {
                    // An empty name means an unknown speaker.
                    let name = Some(voice_in_words(voice)).filter(|name| !name.is_empty());
                    parts.push(self.tracker.named(name, words, times.span()));
                }
            }
            is_first = false;
        }
        if is_closed {
            // The voice is closed, and does not go on in the next cue.
            self.tracker.set_speaker(None, times.span());
        }
        parts.retain(|part| !part.words.trim().is_empty());
        parts
    }
}

/// Returns the words after the end of a voice.
fn unvoiced(words: &str) -> impl Iterator<Item = CaptionPart> {
    let parts = split_at_change_signs(words, |_| true).into_iter();
    parts.map(|(sign, words)| match sign {
        Some(_) => CaptionPart::after_sign(words),
        None => CaptionPart::new(None, words),
    })
}

/// Returns the words before a tag without the sign of a change of speaker directly before it, which
/// nobody says: `- <v Ann>`.
fn without_last_sign(words: &str) -> &str {
    let (before, last) = words.rsplit_once('\n').unwrap_or(("", words));
    if is_change_sign(last.trim()) {
        before
    } else {
        words
    }
}

/// Returns whether a block is a comment, a style or a region.
fn is_description(first: &str) -> bool {
    let keyword = first.split_whitespace().next().unwrap_or_default();
    matches!(keyword, "NOTE" | "STYLE" | "REGION")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use crate::transcript::model::Turn;

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
        assert_eq!(warnings, [Warning::time_divided(Place::Line(10))]);
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
    fn blank_lines_and_marks_above_the_header_are_nothing() {
        for header in [
            "\n\nWEBVTT",
            "\u{200b}WEBVTT",
            "webvtt - so",
            "WEBVTT\nKind: captions",
        ] {
            let text = format!("{header}\n\u{200b}\n00:01.000 --> 00:02.000\n<v A>one\n");
            assert!(has_header(&text));
            let (turns, warnings) = read(&text);
            assert_eq!(
                (speakers(&turns), warnings.len()),
                (vec!["A"], 0),
                "{header}"
            );
        }
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
    fn identifiers_that_are_names_speak_their_own_cues() {
        let (turns, _) = read(
            "WEBVTT\n\n1 \"Ann Stone\" (16778240)\n00:00.000 --> 00:01.000\none\n\n2 \"Bo\" (16778241)\n00:01.000 --> 00:02.000\ntwo\n>> three\n\n3 \"Ann Stone\" (16778240)\n00:02.000 --> 00:03.000\nfour\n",
        );
        assert_eq!(speakers(&turns), ["Ann Stone", "Bo", "-", "Ann Stone"]);
        let (turns, _) = read(
            "WEBVTT\n\nAnn-1\n00:00.000 --> 00:01.000\nBo: one\n\nAnn-2\n00:01.000 --> 00:02.000\nBo: two\n\nCy-3\n00:02.000 --> 00:03.000\nBo: three\n",
        );
        assert_eq!(speakers(&turns), ["Bo"]);
    }

    #[test]
    fn the_json_of_microsoft_graph_is_names_and_words() {
        let (turns, _) = read(
            "WEBVTT\n\n00:00.000 --> 00:01.000\n{\"speakerName\": \"Ann\", \"spokenText\": \"R&D <so>: no\"}\n\n00:01.000 --> 00:02.000\n{\"speakerName\": \"\", \"spokenText\": \"two\"}\n",
        );
        assert_eq!(speakers(&turns), ["Ann", "-"]);
        assert_eq!(turns[0].text, "R&D <so>: no");
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
    fn words_below_a_blank_line_are_of_the_cue_above() {
        let cue = |words: &str| format!("00:01.000 --> 00:02.000\n<v A>{words}\n");
        let (one, none, two) = (cue("one"), "00:01.000 --> 00:02.000\n", cue("two"));
        for (text, expected) in [
            (
                format!("{one}\nSo it\n<i>is</i>.\n\n{two}"),
                "one So it is. two",
            ),
            (format!("{one}\nSo it\nis.\n{two}"), "one So it is. two"),
            (
                format!("{one}\nSo it is.\nid-2\n{two}"),
                "one So it is. two",
            ),
            (
                format!("{one}\n{none}\nSo it is.\n\n{two}"),
                "one So it is. two",
            ),
        ] {
            let (turns, warnings) = read(&format!("WEBVTT\n\n{text}"));
            assert_eq!(turns[0].text, expected);
            assert!(warnings.is_empty(), "{warnings:?}");
        }
    }

    #[test]
    fn lines_above_the_first_cue_are_a_warning_with_how_many_words_are_left_out() {
        let (turns, warnings) =
            read("WEBVTT\n\nSo it is\nhere.\nid\n00:01.000 --> 00:02.000\n<v A>one\n");
        assert_eq!((turns.len(), &*turns[0].text), (1, "one"));
        assert_eq!(
            warnings,
            [Warning::no_cue(Place::Line(3), "So it is here.")]
        );
        let said = warnings[0].to_string();
        assert_eq!(
            said,
            "4 words that stand under no times, left out: So it is here."
        );
    }

    #[test]
    fn a_dash_before_a_voice_is_nobodys_word() {
        let (turns, _) = read(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>one</v>\n- <v B>two\n\n00:02.000 --> 00:03.000\n- <v A>three\n– <v B>four\n",
        );
        let texts: Vec<_> = turns.iter().map(|turn| &*turn.text).collect();
        assert_eq!(speakers(&turns), ["A", "B", "A", "B"]);
        assert_eq!(texts, ["one", "two", "three", "four"]);
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

    #[test]
    fn language_is_stated_below_the_header_only() {
        let stated = |text: &str| parse(text).language.map(|tag| tag.to_string());
        let cue = "00:00.000 --> 00:02.000\nLanguage: fr\n";
        let with = format!("WEBVTT\nKind: captions\nLanguage: pt-br\n\n{cue}");
        assert_eq!(stated(&with).as_deref(), Some("pt-BR"));
        assert_eq!(stated(&format!("WEBVTT\n\n{cue}")), None);
    }
}
