//! Reads the JSON of Gong.
//!
//! ```text
//! { "callTranscripts": [ { "callId": id, "transcript": [ monologue ] } ] }, a call, or its monologues
//! monologue = { "speakerId": id, "topic": text, "sentences": [ { "start": ms, "end": ms, "text": text } ] }
//! ```
//!
//! Example: `{"speakerId": "6432", "sentences": [{"start": 480, "end": 3900, "text": "Welcome."}]}`. An id
//! is read as `Speaker 6432`; the names stand in another file of Gong's.

use super::fields::{any_has, each, label, list, roots, spelled_out, text, times};
use super::timed_text::TimedText;
use super::value::Value;
use crate::transcript::assemble::Assembler;
use crate::transcript::raw_time::TimeUnit;

/// Returns whether the value has the format's shape.
pub(super) fn fits(value: Value<'_>) -> bool {
    monologues(value).any(|monologue| {
        monologue.get("speakerId").is_some() && any_has(list(monologue, "sentences"), &["text"])
    })
}

/// Reads every sentence.
pub(super) fn read(value: Value<'_>, assembler: &mut Assembler) {
    for monologue in monologues(value) {
        let speaker = spelled_out(label(monologue, "speakerId"));
        let sentences = list(monologue, "sentences");
        each(assembler, sentences, |assembler, place, sentence| {
            let said = TimedText::align(text(sentence, "text")?, []);
            let times = times(sentence, "start", "end", TimeUnit::Milliseconds);
            said.push_to(assembler, place, speaker.as_deref(), &times);
            Some(())
        });
    }
}

fn monologues(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let calls = list(value, "callTranscripts").iter().chain(roots(value));
    calls.flat_map(|call| {
        let itself = call.get("sentences").map(|_| call);
        list(call, "transcript").iter().chain(itself)
    })
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{read_turns, said};
    use crate::time::Span;
    use crate::transcript::format::Format;

    #[test]
    fn the_sentences_of_a_monologue_are_its_speakers() {
        let turns = read_turns(
            Format::Gong,
            r#"{"requestId": "x", "callTranscripts": [{"callId": "7", "transcript": [
                {"speakerId": "64", "topic": "Bells", "sentences": [{"start": 500, "end": 900, "text": "It rang."},
                 {"start": 900, "end": 2250, "text": "Twice."}]},
                {"speakerId": null, "sentences": [{"start": 2500, "end": 3000, "text": "No."}]}]}]}"#,
        );
        assert_eq!(
            said(&turns),
            [("Speaker 64", "It rang. Twice."), ("-", "No.")]
        );
        assert_eq!(turns[0].span, Some(Span::new(500, 2250)));
    }
}
