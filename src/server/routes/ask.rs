//! Handles requests that search all transcripts: ask, search and context.

use axum::extract::State;
use serde_json::json;

use super::errors::asking;
use crate::api::{
    AskRequest, AskResponse, ContextRequest, ContextResponse, SearchRequest, SearchResponse,
};
use crate::prompt::{self, ContextError};
use crate::server::http::extract::Json;
use crate::server::http::problem::Problem;
use crate::server::http::request_log::Findings;
use crate::server::openapi::route::Route;
use crate::server::state::{AppState, Reply};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("POST /v1/ask", "ask", ask)
            .described_as(
                "Ask a question",
                "Answers in the words of whoever said it, with speaker, time and recording, or says that \
                 nobody did (`answerable` is false, `reason` says why). Speakers, recordings and days \
                 that the question names are looked for; `interpreted_as` says what was read, and every \
                 part of it can be given instead.",
            )
            .reads()
            .takes_json::<AskRequest>(vec![
                ("A question", json!({ "question": "Was Tully Sandiford the keeper at Top Lock?" })),
                ("With filters", json!({
                    "question": "What froze?",
                    "k": 3,
                    "filter": { "speakers": ["Agnes"], "from": "2024-01-01" },
                })),
                ("As it stands", json!({
                    "question": "the frozen lock", "kind": "list", "literal": true, "explain": true,
                })),
            ])
            .returns::<AskResponse>(200, "The answer, or why there is none"),
        Route::new("POST /v1/search", "search", search)
            .described_as(
                "Find passages",
                "Returns the passages nearest to a text, best first, however far they are.",
            )
            .reads()
            .takes_json::<SearchRequest>(vec![
                ("A text", json!({ "query": "the winter the lock froze", "k": 3 })),
                ("One recording", json!({
                    "query": "invoices", "filter": { "transcripts": ["billing_meeting"] },
                })),
            ])
            .returns::<SearchResponse>(200, "The passages"),
        Route::new("POST /v1/context", "context", context)
            .described_as(
                "Passages for a prompt",
                "Packs cited passages about a question into a budget of tokens, as one text for the \
                 prompt of a language model.",
            )
            .reads()
            .takes_json::<ContextRequest>(vec![
                ("A budget", json!({ "question": "What froze in 1947?", "max_tokens": 500 })),
            ])
            .returns::<ContextResponse>(200, "The text, and the same passages as data"),
    ]
}

async fn ask(
    State(state): State<AppState>,
    findings: Findings,
    Json(request): Json<AskRequest>,
) -> Reply<AskResponse> {
    let question = request.into_question();
    findings.note_question(&question.text);
    let work = move |engine: &crate::engine::Engine| {
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
    let work = move |engine: &crate::engine::Engine| {
        let passages = engine.search(&question);
        let passages = passages.map_err(|error| asking(error, "query"))?;
        Ok(SearchResponse::new(&question, &passages))
    };
    state.reply(work).await
}

async fn context(
    State(state): State<AppState>,
    Json(request): Json<ContextRequest>,
) -> Reply<ContextResponse> {
    let work = move |engine: &crate::engine::Engine| {
        prompt::context(engine, request).map_err(|error| match error {
            ContextError::Ask(error) => asking(error, "question"),
            error => Problem::invalid(error.to_string()).in_field("max_tokens"),
        })
    };
    state.reply(work).await
}
