//! Composes the answer to a question: verbatim quotes with speaker and time, or an honest "not
//! found".
//!
//! Every word of a quote stands in a transcript. Whether there is an answer at all is decided by
//! calibrated probabilities, not by rank.

mod choice;
mod confidence;
mod evidence;
mod mentions;
mod outcome;
mod passage;
mod quote;
#[cfg(test)]
mod tests;
mod wanted;

pub use choice::reach_far;
pub use confidence::{
    ANSWER_FROM, Calibration, Calibrations, Certainty, LEAST_CONFIDENCE, MULTILINGUAL, READ, UNREAD,
};
pub use evidence::{Evidence, ReadEvidence};
pub use mentions::{Coverage, SpeakerIdentity, WithWords, compose_mentions, quote_with_words};
pub use outcome::{Answer, Outcome, Reason};
pub use passage::{RankedPassage, WordMatch};
pub use quote::ScoresSentences;
pub use wanted::{AskedOnTape, Wanted};

/// Composes the answer to a question from the passages found for it, best first.
pub fn compose(
    passages: Vec<RankedPassage>,
    wanted: Wanted,
    scorer: &dyn ScoresSentences,
) -> Answer {
    let first = choice::first_to_quote(&passages, wanted);
    let evidence = Evidence::of(&passages, first, wanted);
    let mut words = None;
    let outcome = if evidence.suffices() && !passages.is_empty() {
        let chosen = choice::choose(&passages, wanted);
        let quotes = chosen
            .iter()
            .map(|passage| quote::quote(passage, wanted, scorer));
        let quotes: Vec<_> = quotes.collect();
        let read = chosen.first().and_then(|passage| passage.words());
        words = read.filter(|words| !words.is_empty() && quotes[0].text().contains(words));
        Outcome::Quotes(quotes)
    } else {
        Outcome::NotFound(Reason::TopicNotFound)
    };
    Answer {
        outcome,
        words: words.map(str::to_owned),
        asked: None,
        confidence: evidence.confidence(),
        evidence: Some(evidence),
        passages,
    }
}
