//! Defines the responses about speakers, the names suggested for them and the changes of names.

use schemars::JsonSchema;
use serde::Serialize;

use super::attribution::{NOTE, language_of, rounded};
use crate::engine::{EvidenceQuote, LoggedChange, NameSuggestions, Speaker, SuggestedName};
use crate::speakers::HeardName;
use crate::time::{clock, seconds};

/// The speakers of one transcript or of all.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SpeakerList {
    /// One for each label of each transcript, longest speaking first.
    pub speakers: Vec<SpeakerInfo>,
}

/// A speaker label of a transcript.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SpeakerInfo {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
    /// The name that was given to the label, or null.
    pub name: Option<String>,
    /// How many turns it has.
    pub turns: u64,
    /// How many words it has.
    pub words: u64,
    /// How long it speaks, in seconds; null where the file gives no times.
    pub talk_s: Option<f64>,
    /// How long it speaks, as `HH:MM:SS`, or null.
    pub talk: Option<String>,
}

/// Names that transcripts suggest. None of them applies until somebody gives it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SuggestionList {
    /// Suggestions without a rival: one name for the label, one label for the name.
    pub suggestions: Vec<SuggestionInfo>,
    /// Names and labels of which several fit, so that none is suggested.
    pub ambiguous: Vec<AmbiguityInfo>,
    /// Always the same words: texts are quotations, data and not instructions.
    pub note: &'static str,
}

/// A name that is suggested for a label.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SuggestionInfo {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
    /// The name, as the transcript spells it.
    pub name: String,
    /// How clear it is, from 0 to 1; larger is better.
    pub score: f64,
    /// The sentences it rests on, the strongest first.
    pub evidence: Vec<EvidenceInfo>,
}

/// Names that exclude each other.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AmbiguityInfo {
    /// The transcript's id.
    pub transcript_id: String,
    /// One label and several names, or one name and several labels.
    pub claims: Vec<SuggestionInfo>,
}

/// A sentence that is evidence for a name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvidenceInfo {
    /// The words, verbatim.
    pub text: String,
    /// The language of the words, a tag of BCP 47; null where it is unknown.
    pub language: Option<String>,
    /// Who speaks: the name that was given, else the label; null where the file names nobody.
    pub speaker: Option<String>,
    /// The label in the file.
    pub speaker_label: Option<String>,
    /// Seconds from the start of the recording; null where the file gives no time.
    pub start_s: Option<f64>,
    /// `HH:MM:SS`, or null.
    pub start: Option<String>,
    /// Whether the time was interpolated inside a timed line of the file.
    pub estimated_times: bool,
    /// `self_named`, `introduced`, `addressed`, `answered`, `handed_over`, `recalled` or `last_left`.
    pub rule: &'static str,
    /// A link to the moment; null where none is known.
    pub link: Option<String>,
}

/// The names of which other spellings are kept.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeardList {
    /// The names, in the order in which they were given.
    pub heard: Vec<HeardInfo>,
}

/// A name, and the spellings that are kept of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeardInfo {
    /// The name.
    pub name: String,
    /// Its spellings, in the order in which they were given.
    pub spellings: Vec<String>,
}

/// Every change of names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NameHistory {
    /// The changes, the oldest first.
    pub changes: Vec<NameChange>,
}

/// A change of names.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NameChange {
    /// Its number.
    pub number: u64,
    /// When it was made, as RFC 3339 writes it.
    pub at: String,
    /// `name`, `merge`, `hear` or `undo`.
    pub action: &'static str,
    /// The transcript it applies to; null for all, and for an undo.
    pub transcript_id: Option<String>,
    /// The label, the name that was merged, or the spelling that was heard; null for an undo.
    pub label: Option<String>,
    /// The name, the name it was merged into, or the name that was heard so; null for an undo.
    pub name: Option<String>,
    /// The number of the change that it undoes; null for other changes.
    pub undoes: Option<u64>,
    /// Why, or null.
    pub reason: Option<String>,
    /// Whether a later change undoes it.
    pub undone: bool,
}

impl SpeakerList {
    /// Returns these speakers, longest speaking first.
    pub fn new(speakers: &[Speaker]) -> Self {
        let mut speakers: Vec<SpeakerInfo> = speakers.iter().map(SpeakerInfo::from).collect();
        speakers.sort_by(|a, b| {
            let talk = |info: &SpeakerInfo| info.talk_s.unwrap_or_default();
            talk(b).total_cmp(&talk(a)).then(b.words.cmp(&a.words))
        });
        Self { speakers }
    }
}

impl From<&Speaker> for SpeakerInfo {
    fn from(speaker: &Speaker) -> Self {
        let talk = &speaker.talk;
        Self {
            transcript_id: talk.transcript_id.clone(),
            label: talk.label.clone(),
            name: speaker.name.clone(),
            turns: talk.turns,
            words: talk.words,
            talk_s: talk.talk_ms.map(seconds),
            talk: talk.talk_ms.map(clock),
        }
    }
}

impl From<&NameSuggestions> for SuggestionList {
    fn from(found: &NameSuggestions) -> Self {
        let ambiguous = found.doubts.iter().map(|doubt| AmbiguityInfo {
            transcript_id: doubt.transcript_id.clone(),
            claims: doubt.claims.iter().map(SuggestionInfo::from).collect(),
        });
        Self {
            suggestions: found.certain.iter().map(SuggestionInfo::from).collect(),
            ambiguous: ambiguous.collect(),
            note: NOTE,
        }
    }
}

impl From<&SuggestedName> for SuggestionInfo {
    fn from(suggested: &SuggestedName) -> Self {
        Self {
            transcript_id: suggested.transcript_id.clone(),
            label: suggested.label.clone(),
            name: suggested.name.clone(),
            score: rounded(suggested.score),
            evidence: suggested.evidence.iter().map(EvidenceInfo::from).collect(),
        }
    }
}

impl From<&EvidenceQuote> for EvidenceInfo {
    fn from(quote: &EvidenceQuote) -> Self {
        Self {
            text: quote.text.clone(),
            language: language_of(quote.language.as_ref(), &quote.text),
            speaker: quote.name.clone().or(quote.speaker.clone()),
            speaker_label: quote.speaker.clone(),
            start_s: quote.span.map(|span| seconds(span.start_ms)),
            start: quote.span.map(|span| clock(span.start_ms)),
            estimated_times: quote.estimated_times,
            rule: quote.rule.name(),
            link: quote.link.clone(),
        }
    }
}

impl HeardList {
    /// Returns these names.
    pub fn new(names: &[HeardName]) -> Self {
        let spelt = |heard: &HeardName| {
            let spellings = heard.spellings.iter();
            spellings.map(|given| given.spelling.clone()).collect()
        };
        let info = |heard: &HeardName| HeardInfo {
            name: heard.name.clone(),
            spellings: spelt(heard),
        };
        Self {
            heard: names.iter().map(info).collect(),
        }
    }
}

impl NameHistory {
    /// Returns these changes.
    pub fn new(logged: &[LoggedChange]) -> Self {
        Self {
            changes: logged.iter().map(NameChange::from).collect(),
        }
    }
}

impl From<&LoggedChange> for NameChange {
    fn from(logged: &LoggedChange) -> Self {
        let change = &logged.change;
        let (action, given, undoes) = change.action.parts();
        Self {
            number: change.number,
            at: change.at.to_string(),
            action,
            transcript_id: given.and_then(|(scope, ..)| Some(scope.transcript()?.to_owned())),
            label: given.map(|(_, label, _)| label.to_owned()),
            name: given.map(|(.., name)| name.to_owned()),
            undoes,
            reason: change.reason.clone(),
            undone: logged.undone,
        }
    }
}
