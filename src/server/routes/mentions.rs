//! Handles `GET /v1/mentions`, which says who spoke of a topic, how often, and in which words.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::errors::asking;
use crate::api::MentionsResponse;
use crate::engine::{AskError, Engine, Filter, Question, QuestionError, ReaderUse, Understanding};
use crate::question::QuestionKind;
use crate::server::http::problem::Problem;
use crate::server::http::query::Parameters;
use crate::server::http::request_log::Findings;
use crate::server::openapi::route::Route;
use crate::server::state::{AppState, Reply};
use crate::transcript::Date;

/// How many passages are read by default.
const LOOKED_AT: usize = 50;

/// How many quotes of each speaker are given by default.
const QUOTES: usize = 3;

/// How many quotes of each speaker may be asked for.
const MOST_QUOTES: usize = 20;

/// A topic, and where it is looked for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MentionParameters {
    /// What is looked for, in a few words.
    #[schemars(length(min = 1, max = 4096), regex(pattern = r"\S"))]
    topic: String,
    /// Only in this transcript.
    transcript: Option<String>,
    /// Only by this speaker: a name or a label; case does not matter.
    speaker: Option<String>,
    /// The first day, `YYYY-MM-DD`.
    from: Option<Date>,
    /// The last day, `YYYY-MM-DD`.
    to: Option<Date>,
    /// How many passages are looked at, the best first, and never fewer than 5; 50 where it is left out.
    #[schemars(range(min = 1, max = 1000))]
    k: Option<usize>,
    /// How many quotes of each speaker; 3 where it is left out.
    #[schemars(range(min = 1, max = 20))]
    quotes: Option<usize>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("GET /v1/mentions", "mentions", mentions)
            .described_as(
                "Who spoke of a topic",
                "Returns who spoke of a topic, how many passages about it are theirs, in which \
                 recordings, and their words. A passage is about it if it has all words of the topic, or \
                 comes about as near to it as the nearest; `complete` says whether all of them are \
                 counted.",
            )
            .reads()
            .takes_parameters::<MentionParameters>(json!({ "topic": "the frozen lock", "quotes": 2 }))
            .returns::<MentionsResponse>(200, "Who spoke of it, or why nobody is known to have"),
    ]
}

async fn mentions(
    State(state): State<AppState>,
    findings: Findings,
    Parameters(parameters): Parameters<MentionParameters>,
) -> Reply<MentionsResponse> {
    let quotes = parameters.quotes.unwrap_or(QUOTES);
    if !(1..=MOST_QUOTES).contains(&quotes) {
        let detail = format!("quotes is {quotes}; it must be between 1 and {MOST_QUOTES}");
        return Err(Problem::invalid(detail).in_field("quotes"));
    }
    let question = parameters.into_question();
    findings.note_question(&question.text);
    let work = move |engine: &Engine| {
        let found = engine.mentions(&question).map_err(problem)?;
        Ok(MentionsResponse::new(&found, quotes))
    };
    state.reply(work).await
}

impl MentionParameters {
    fn into_question(self) -> Question {
        Question {
            text: self.topic,
            k: self.k.unwrap_or(LOOKED_AT),
            filter: Filter {
                transcripts: self.transcript.map(|id| vec![id]),
                speakers: self.speaker.map(|name| vec![name]),
                from: self.from,
                to: self.to,
            },
            kind: Some(QuestionKind::WhoSaid),
            understanding: Understanding::Literal,
            reader: ReaderUse::Off,
            ..Question::default()
        }
    }
}

fn problem(error: AskError) -> Problem {
    match error {
        AskError::Question(error @ QuestionError::Dates { .. }) => {
            Problem::invalid(error.to_string()).in_field("from")
        }
        error => asking(error, "topic"),
    }
}
