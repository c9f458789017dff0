//! Defines the JSON of requests and responses, the same for `--json` and HTTP.
//!
//! Names and units of fields do not change; fields may be added. Times are given twice: as
//! `HH:MM:SS` for people and models, in seconds for players. A larger score is better. Responses
//! are built from domain types, which are not serialised themselves.

mod attribution;
mod context;
mod explain;
mod invalid_input;
mod mentions;
mod request;
mod response;
mod speakers;
mod transcripts;

pub(crate) use attribution::passage_id;
pub use attribution::{AttributedQuote, ClockTimes, NOTE};
pub use context::{ContextPassage, ContextRequest, ContextResponse};
pub use explain::{HitExplanation, MatchedWord, SearchExplanation};
pub(crate) use invalid_input::{InvalidInput, read_arguments, read_body};
pub use mentions::{DayMentions, MentionerInfo, MentionsResponse, TranscriptMentions};
pub(crate) use request::whole;
pub use request::{AskRequest, DEFAULT_HITS, KindName, RequestFilter, SearchRequest};
pub use response::{
    AlsoHeardAs, AskResponse, AttributedHit, CorrectedWord, InterpretedAs, QuoteCoverage,
    QuoteGroup, SearchResponse,
};
pub use speakers::{
    AmbiguityInfo, EvidenceInfo, HeardInfo, HeardList, NameChange, NameHistory, SpeakerInfo,
    SpeakerList, SuggestionInfo, SuggestionList,
};
pub use transcripts::{
    AROUND_S, ChapterInfo, MOST_AROUND_S, ModelHashes, PersonInfo, StatusResponse,
    TranscriptDetail, TranscriptExcerpt, TranscriptInfo, TranscriptList, TurnInfo,
};
