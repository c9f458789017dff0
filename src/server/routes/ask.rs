//! Handles requests that search all transcripts: ask, search and context.

use axum::extract::State;

use super::errors::asking;
use crate::api::{
    AskRequest, AskResponse, ContextRequest, ContextResponse, SearchRequest, SearchResponse,
};
use crate::engine::Engine;
use crate::prompt::{self, ContextError};
use crate::server::http::{Findings, Json, Problem};
use crate::server::openapi::route::Route;
use crate::server::state::{AppState, Reply};

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
