//! What is asked, as it arrives.
//!
//! In: JSON. Out: a [`Question`]. Never here: an unknown field that is passed over.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::whole;
use crate::engine::{self, Question, Scope, Understanding};
use crate::index::Plan;
use crate::question::QuestionKind;
use crate::transcript::Date;

/// How many hits are returned where the caller does not say.
pub const DEFAULT_HITS: usize = 5;

/// `POST /v1/search`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRequest {
    /// The text to look up; at most 4096 bytes.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub query: String,
    /// How many hits at most; 5 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1000))]
    pub k: Option<usize>,
    /// Which passages are looked at.
    #[serde(default)]
    pub filter: Option<Filter>,
    /// What is looked for, in place of what is read in the text.
    #[serde(default)]
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub topic: Option<String>,
    /// Whether the text is taken as it stands: nothing is read into it but what is given here.
    #[serde(default)]
    pub literal: Option<bool>,
    /// Whether each hit says what its score is made of.
    #[serde(default)]
    pub explain: Option<bool>,
}

/// `POST /v1/ask`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskRequest {
    /// The question; at most 4096 bytes.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub question: String,
    /// How many passages at most; 5 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1000))]
    pub k: Option<usize>,
    /// Which passages are looked at.
    #[serde(default)]
    pub filter: Option<Filter>,
    /// What is looked for, in place of what is read in the question.
    #[serde(default)]
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    pub topic: Option<String>,
    /// What is asked for, in place of what is read in the question.
    #[serde(default)]
    pub kind: Option<KindName>,
    /// Whether the question is taken as it stands: nothing is read into it but what is given here.
    #[serde(default)]
    pub literal: Option<bool>,
    /// Whether each hit says what its score is made of.
    #[serde(default)]
    pub explain: Option<bool>,
}

/// Which passages are looked at. What is left out is read in the question; an empty list holds
/// against that and restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Ids of transcripts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transcripts: Option<Vec<String>>,
    /// Speakers' names or labels; case does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speakers: Option<Vec<String>>,
    /// The first day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// What a question asks for, by its stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
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
            format!("`{name}` is no kind; there are {names}")
        })
    }
}

impl From<KindName> for &'static str {
    fn from(kind: KindName) -> Self {
        kind.0.name()
    }
}

impl From<Filter> for engine::Filter {
    fn from(filter: Filter) -> Self {
        Self {
            transcripts: filter.transcripts,
            speakers: filter.speakers,
            from: filter.from,
            to: filter.to,
        }
    }
}

impl From<&Scope> for Filter {
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
    /// Returns what is asked of the engine.
    pub fn into_question(self) -> Question {
        let asked = AskRequest {
            question: self.query,
            k: self.k,
            filter: self.filter,
            topic: self.topic,
            kind: None,
            literal: self.literal,
            explain: self.explain,
        };
        asked.into_question()
    }
}

impl AskRequest {
    /// Returns what is asked of the engine.
    pub fn into_question(self) -> Question {
        Question {
            text: self.question,
            k: self.k.unwrap_or(DEFAULT_HITS),
            filter: self.filter.unwrap_or_default().into(),
            topic: self.topic,
            kind: self.kind.map(|kind| kind.0),
            understanding: understanding(self.literal),
            detail: self.explain.unwrap_or_default().into(),
            plan: Plan::Cheaper,
        }
    }
}

fn understanding(literal: Option<bool>) -> Understanding {
    match literal {
        Some(true) => Understanding::Literal,
        _ => Understanding::ByRules,
    }
}
