//! Suggests speaker names from what is said in transcripts, with the words that support them.
//!
//! A label that has a name gets no suggestion.

use crate::engine::connections::StoreConnections;
use crate::language::LanguageTag;
use crate::naming::{self, Evidence, NamingRule, Suggestion};
use crate::passage::span_of;
use crate::speakers::SpeakerNames;
use crate::store::{ReadError, TranscriptSummary};
use crate::time::Span;
use crate::transcript::Turn;

/// A name for a label of a transcript.
#[derive(Debug, Clone, PartialEq)]
pub struct SuggestedName {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
    /// The name, as somebody spelt it.
    pub name: String,
    /// How clear it is, from 0 to 1; larger is better.
    pub score: f64,
    /// What it rests on, the strongest first; at least one.
    pub evidence: Vec<EvidenceQuote>,
}

/// A sentence that speaks for a name.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceQuote {
    /// The words, verbatim.
    pub text: String,
    /// Their language, where it is known.
    pub language: Option<LanguageTag>,
    /// The label of whoever said them.
    pub speaker: Option<String>,
    /// The name that was given to the label.
    pub name: Option<String>,
    /// When they were said; `None` where the file gives no time.
    pub span: Option<Span>,
    /// Whether a time was interpolated inside a timed line.
    pub estimated_times: bool,
    /// Why they speak for the name.
    pub rule: NamingRule,
    /// A link to the moment; `None` where none is known.
    pub link: Option<String>,
}

/// Names of a transcript that exclude each other.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtfulNames {
    /// The transcript's id.
    pub transcript_id: String,
    /// At least two claims: one label and several names, or one name and several labels.
    pub claims: Vec<SuggestedName>,
}

/// What transcripts suggest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NameSuggestions {
    /// Each the only one that fits.
    pub certain: Vec<SuggestedName>,
    /// Where more than one fits.
    pub doubts: Vec<DoubtfulNames>,
}

/// Suggests names for the labels of a transcript or of all that have none.
pub(super) fn suggest(
    store: &StoreConnections,
    transcript_id: Option<&str>,
) -> Result<NameSuggestions, ReadError> {
    let given = SpeakerNames::from_log(&store.reader().name_changes()?);
    let summaries = match transcript_id {
        Some(id) => Vec::from_iter(store.reader().transcripts().summary(id)?),
        None => store.reader().transcripts().summaries()?,
    };
    let mut found = NameSuggestions::default();
    for summary in &summaries {
        // Rules read a transcript while others read the store.
        let transcript = store.reader().transcripts().transcript(&summary.id)?;
        if let Some(transcript) = transcript {
            suggest_in(summary, transcript.turns, &given, &mut found);
        }
    }
    Ok(found)
}

fn suggest_in(
    summary: &TranscriptSummary,
    mut turns: Vec<Turn>,
    given: &SpeakerNames,
    found: &mut NameSuggestions,
) {
    let labels: Vec<Option<String>> = turns.iter().map(|turn| turn.speaker.clone()).collect();
    // A name that was given counts as a label that is a name already.
    for turn in &mut turns {
        let label = turn.speaker.take();
        turn.speaker = label.map(|label| given.called(&summary.id, &label));
    }
    let suggested = naming::suggest(&turns, &summary.people);
    let quote = |evidence: Evidence| {
        let turn = &turns[evidence.turn];
        let (span, estimated_times) = span_of(turn, &evidence.text_range);
        let label = labels[evidence.turn].as_deref();
        EvidenceQuote {
            text: turn.text[evidence.text_range].to_owned(),
            language: summary.language_of(turn),
            name: label.and_then(|label| given.name_of(&summary.id, label)),
            speaker: label.map(str::to_owned),
            span,
            estimated_times,
            rule: evidence.rule,
            link: summary.media.link(span.map(|span| span.start_ms)),
        }
    };
    let show = |suggestion: Suggestion| SuggestedName {
        transcript_id: summary.id.clone(),
        evidence: suggestion.evidence.into_iter().map(quote).collect(),
        label: suggestion.label,
        name: suggestion.name,
        score: suggestion.score,
    };
    let certain = suggested.certain.into_iter().map(show);
    found.certain.extend(certain);
    let doubts = suggested.conflicts.into_iter().map(|claims| DoubtfulNames {
        transcript_id: summary.id.clone(),
        claims: claims.into_iter().map(show).collect(),
    });
    found.doubts.extend(doubts);
}
