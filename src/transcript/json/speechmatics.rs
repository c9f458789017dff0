//! Reads Speechmatics' JSON, `json-v2`.
//!
//! ```text
//! { "metadata": { "language_pack_info": { "word_delimiter": " " } },
//!   "results": [ { "type": "word" | "punctuation" | "entity", "start_time": seconds, "end_time": seconds,
//!                  "attaches_to": "previous" | "next" | "both" | "none", "channel": name,
//!                  "alternatives": [ { "content": text, "speaker": label } ] } ] }
//! ```
//!
//! Example: `{"type": "word", "start_time": 0.48, "end_time": 0.9, "alternatives": [{"content":
//! "Welcome", "speaker": "S1"}]}`. The first alternative is read. `S1` stays as it is. `UU`, which the
//! service writes for an unknown speaker, names nobody. Without speakers, a channel is a speaker. A
//! mark is joined as `attaches_to` says, or to the word before it.

use super::fields::{any_has, each, field, label, list, seconds, text};
use super::listed_word::ListedWord;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::RawTimes;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    let results = list(value, "results");
    any_has(results, &["start_time"]) && any_has(results, &["alternatives"])
}

/// Reads every result.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    let delimiter = field(value, "metadata.language_pack_info.word_delimiter");
    let unspaced = delimiter.and_then(Value::as_str) == Some("");
    let mut speaker = None;
    let mut attaches_next = false;
    let results = list(value, "results");
    each(assembler, results, |assembler, place, item| {
        let is_mark = text(item, "type")? == "punctuation";
        let Some(best) = list(item, "alternatives").first() else {
            return Some(());
        };
        let content = best.get("content")?.as_str()?;
        let attaches = match text(item, "attaches_to")? {
            "" if is_mark => "previous",
            attaches => attaches,
        };
        let attached = unspaced || attaches_next || matches!(attaches, "previous" | "both");
        attaches_next = matches!(attaches, "next" | "both");
        let channel = Some(text(item, "channel")?).filter(|channel| !channel.is_empty());
        let label = label(best, "speaker").or(channel.map(str::to_owned));
        if label.is_some() || !is_mark {
            speaker = label.filter(|label| label != "UU");
        }
        let word = ListedWord {
            speaker: speaker.clone(),
            text: content,
            // A mark belongs to the word that it is joined to.
            times: if is_mark {
                RawTimes::default()
            } else {
                seconds(item, "start_time", "end_time")
            },
            spaced: !attached,
        };
        word.push_to(assembler, place);
        Some(())
    });
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, warnings_of};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn words_are_joined_and_marks_stand_close() {
        let turns = read_turns(
            Format::Speechmatics,
            r#"{"format": "2.9", "results": [
                {"type": "word", "start_time": 0.1, "end_time": 0.4, "alternatives": [{"content": "Well", "speaker": "S1"}]},
                {"type": "punctuation", "attaches_to": "previous", "start_time": 0.4, "end_time": 0.4,
                 "alternatives": [{"content": ",", "speaker": "S1"}]},
                {"type": "word", "start_time": 0.5, "end_time": 0.8, "alternatives": [{"content": "no", "speaker": "S1"}]},
                {"type": "word", "start_time": 0.9, "end_time": 1.1, "alternatives": [{"content": "Hm", "speaker": "UU"}]}]}"#,
        );
        assert_eq!(
            (turns[0].speaker.as_deref(), &*turns[0].text),
            (Some("S1"), "Well, no")
        );
        assert_eq!(turns[0].cues[1].span, Span::new(500, 800));
        assert_eq!((turns[1].speaker.as_deref(), &*turns[1].text), (None, "Hm"));
    }

    #[test]
    fn a_language_without_spaces_gets_none() {
        let turns = read_turns(
            Format::Speechmatics,
            r#"{"metadata": {"language_pack_info": {"word_delimiter": ""}}, "results": [
                {"type": "word", "start_time": 0.1, "end_time": 0.4, "alternatives": [{"content": "今日"}]},
                {"type": "word", "start_time": 0.4, "end_time": 0.6, "alternatives": [{"content": "は"}]}]}"#,
        );
        assert_eq!(turns[0].text, "今日は");
    }

    #[test]
    fn a_channel_is_a_speaker_where_nobody_is_told_apart() {
        let turns = read_turns(
            Format::Speechmatics,
            r#"{"results": [{"type": "word", "channel": "caller", "start_time": 1, "end_time": 2,
                             "alternatives": [{"content": "Yes"}]}]}"#,
        );
        assert_eq!(turns[0].speaker.as_deref(), Some("caller"));
    }

    #[test]
    fn what_cannot_be_read_is_a_warning() {
        let warnings = warnings_of(
            Format::Speechmatics,
            r#"{"results": [{"type": "word", "start_time": -1, "alternatives": [{"content": "Yes"}]},
                            {"type": "speaker_change"}, 5, {"alternatives": [{"content": 5}]}]}"#,
        );
        let told: Vec<String> = warnings
            .iter()
            .map(|w| format!("{}: {w}", w.place))
            .collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].starts_with("item 1: cannot read this time, the words are kept without it: -1"),
            "{told:?}"
        );
        assert!(told[2].starts_with("item 4: cannot read"), "{told:?}");
    }
}
