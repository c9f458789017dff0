//! Handles requests that search all transcripts: ask, search, context, and mentions, which says who
//! spoke of a topic, how often, and in which words.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::errors::asking;
use crate::api::{
    AskRequest, AskResponse, ContextRequest, ContextResponse, MentionsResponse, SearchRequest,
    SearchResponse,
};
use crate::engine::{AskError, Engine, Filter, Question, QuestionError, ReaderUse, Understanding};
use crate::prompt::{self, ContextError};
use crate::question::QuestionKind;
use crate::server::http::{Findings, Json, Parameters, Problem};
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
        Route::new("POST /v1/ask", ask)
            .reads()
            .takes_json::<AskRequest>()
            .returns::<AskResponse>(200),
        Route::new("POST /v1/search", search)
            .reads()
            .takes_json::<SearchRequest>()
            .returns::<SearchResponse>(200),
        Route::working("POST /v1/context", context).reads(),
        Route::new("GET /v1/mentions", mentions)
            .reads()
            .takes_parameters::<MentionParameters>()
            .returns::<MentionsResponse>(200),
    ]
}

async fn ask(
    State(state): State<AppState>,
    findings: Findings,
    Json(request): Json<AskRequest>,
) -> Reply<AskResponse> {
    let question = request.into_question();
    findings.note_question(&question.text);
    let work = move |engine: &Engine| {
        let answer = engine.ask(&question);
        let answer = answer.map_err(|error| asking(error, "question"))?;
        Ok(AskResponse::new(&question, &answer))
    };
    state.reply(work).await
}

async fn search(
    State(state): State<AppState>,
    findings: Findings,
    Json(request): Json<SearchRequest>,
) -> Reply<SearchResponse> {
    let question = request.into_question();
    findings.note_question(&question.text);
    let work = move |engine: &Engine| {
        let passages = engine.search(&question);
        let passages = passages.map_err(|error| asking(error, "query"))?;
        Ok(SearchResponse::new(&question, &passages))
    };
    state.reply(work).await
}

fn context(
    engine: &Engine,
    Json(request): Json<ContextRequest>,
) -> Result<ContextResponse, Problem> {
    prompt::context(engine, request).map_err(|error| match error {
        ContextError::Ask(error) => asking(error, "question"),
        error => Problem::invalid(error.to_string()).in_field("max_tokens"),
    })
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
            understanding: Understanding::Topic,
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
