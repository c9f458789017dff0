//! The operations: extract, call the engine in the queue, convert.

use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::Json as JsonResponse;

use super::extract::Json;
use super::request_log::Findings;
use super::{AppState, Problem, openapi};
use crate::api::{AskRequest, AskResponse, SearchRequest, SearchResponse};

type Reply<T> = Result<JsonResponse<T>, Problem>;

pub(super) async fn ask(
    State(state): State<AppState>,
    findings: Findings,
    Json(request): Json<AskRequest>,
) -> Reply<AskResponse> {
    let question = request.into_question();
    findings.asked(&state, &question.text);
    let work = move |engine: &crate::engine::Engine| {
        let asked = engine.ask(&question);
        let outcome = asked.map_err(|error| Problem::asking(error, "question"))?;
        Ok(AskResponse::new(&question, &outcome))
    };
    state.run(work).await.map(JsonResponse)
}

pub(super) async fn search(
    State(state): State<AppState>,
    findings: Findings,
    Json(request): Json<SearchRequest>,
) -> Reply<SearchResponse> {
    let question = request.into_question();
    findings.asked(&state, &question.text);
    let work = move |engine: &crate::engine::Engine| {
        let searched = engine.search(&question);
        let outcome = searched.map_err(|error| Problem::asking(error, "query"))?;
        Ok(SearchResponse::new(&question, &outcome))
    };
    state.run(work).await.map(JsonResponse)
}

pub(super) async fn no_route(uri: Uri) -> Problem {
    let path = uri.path();
    let detail = match openapi::nearest_path(path) {
        Some(near) => format!("there is no {path}; there is {near}"),
        None => format!("there is no {path}; GET /v1/openapi.json lists what there is"),
    };
    Problem::not_found(detail)
}

pub(super) async fn no_method(method: Method, uri: Uri) -> Problem {
    Problem::method(format!("{} does not take {method}", uri.path()))
}
