//! Defines the JSON of requests to search and to ask.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};

use crate::engine::{self, Question, ReaderUse, Scope, Understanding};
use crate::index::Plan;
use crate::question::QuestionKind;
use crate::transcript::Date;

/// How many hits are returned by default.
pub const DEFAULT_HITS: usize = 5;

/// `POST /v1/search`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// The text to look up; at most 4096 bytes.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub query: String,
    /// How many hits at most; 5 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1000))]
    pub k: Option<usize>,
    /// Which passages are searched.
    pub filter: Option<RequestFilter>,
    /// What to look for; it overrides what is read in the text.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub topic: Option<String>,
    /// Take the words literally: read no topic, speaker, recording or date.
    pub literal: Option<bool>,
    /// Whether each hit explains its score.
    pub explain: Option<bool>,
    /// Whether the best passages are read and ranked anew; slower and better.
    pub rerank: Option<bool>,
}

/// `POST /v1/ask`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskRequest {
    /// The question; at most 4096 bytes.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub question: String,
    /// How many passages at most; 5 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1000))]
    pub k: Option<usize>,
    /// Which passages are searched.
    pub filter: Option<RequestFilter>,
    /// What to look for; it overrides what is read in the question.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub topic: Option<String>,
    /// What the question asks for; it overrides what is read in the question.
    pub kind: Option<KindName>,
    /// Take the words literally: read no topic, kind, speaker, recording or date.
    pub literal: Option<bool>,
    /// Whether each hit explains its score.
    pub explain: Option<bool>,
    /// Whether the best passages are read before an answer; where it is left out, they are if the
    /// program has a reader.
    pub reader: Option<bool>,
}

/// Which passages are searched. Omit a field to let the question decide; send [] for no
/// restriction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestFilter {
    /// Ids of transcripts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Vec<String>>,
    /// Names or labels of speakers; case does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<Vec<String>>,
    /// The first day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// What a question asks for, by its stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct KindName(pub QuestionKind);

impl JsonSchema for KindName {
    fn schema_name() -> Cow<'static, str> {
        "QuestionKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": QuestionKind::ALL.map(QuestionKind::name) })
    }
}

impl TryFrom<String> for KindName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        QuestionKind::from_name(&name).map(Self).ok_or_else(|| {
            let names = QuestionKind::ALL.map(QuestionKind::name).join(", ");
            format!("`{name}` is not a kind of question; use one of {names}")
        })
    }
}

impl From<RequestFilter> for engine::Filter {
    fn from(filter: RequestFilter) -> Self {
        Self {
            transcripts: filter.transcripts,
            speakers: filter.speakers,
            from: filter.from,
            to: filter.to,
        }
    }
}

impl From<&Scope> for RequestFilter {
    fn from(scope: &Scope) -> Self {
        let list = |names: &Vec<String>| (!names.is_empty()).then(|| names.clone());
        Self {
            transcripts: list(&scope.transcripts),
            speakers: list(&scope.speakers),
            from: scope.from,
            to: scope.to,
        }
    }
}

impl SearchRequest {
    /// Returns the question for the engine.
    pub fn into_question(self) -> Question {
        let request = AskRequest {
            question: self.query,
            k: self.k,
            filter: self.filter,
            topic: self.topic,
            kind: None,
            literal: self.literal,
            explain: self.explain,
            reader: Some(self.rerank.unwrap_or(false)),
        };
        request.into_question()
    }
}

impl AskRequest {
    /// Returns the question for the engine.
    pub fn into_question(self) -> Question {
        Question {
            text: self.question,
            k: self.k.unwrap_or(DEFAULT_HITS),
            filter: self.filter.unwrap_or_default().into(),
            topic: self.topic,
            kind: self.kind.map(|kind| kind.0),
            understanding: match self.literal {
                Some(true) => Understanding::Literal,
                _ => Understanding::ByRules,
            },
            detail: self.explain.unwrap_or_default().into(),
            plan: Plan::Cheaper,
            reader: match self.reader {
                Some(true) => ReaderUse::Required,
                Some(false) => ReaderUse::Off,
                None => ReaderUse::On,
            },
        }
    }
}

/// From this number on, not every whole number has a floating point number.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number that is not negative, or null. `5.0` is one, as JSON Schema has it.
pub(crate) fn whole<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<u64>,
{
    let Some(number) = Option::<f64>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let is_whole = number.fract() == 0.0 && (0.0..EXACT_BELOW).contains(&number);
    match N::try_from(number as u64) {
        Ok(whole) if is_whole => Ok(Some(whole)),
        _ => Err(D::Error::invalid_value(
            Unexpected::Float(number),
            &"a whole number",
        )),
    }
}
