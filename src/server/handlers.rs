//! The operations: extract, call the engine in the queue, convert.

use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::Json as JsonResponse;

use super::extract::{IdInPath, Json};
use super::request_log::Findings;
use super::{AppState, Problem};
use crate::wire::{
    AskRequest, AskResponse, SearchRequest, SearchResponse, TranscriptDetail, TranscriptInfo,
    TranscriptList,
};

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

pub(super) async fn transcripts(State(state): State<AppState>) -> Reply<TranscriptList> {
    let work = |engine: &crate::engine::Engine| {
        let summaries = engine.catalogue().summaries()?;
        let names = engine.catalogue().names()?;
        let info = |summary| TranscriptInfo::new(summary, &names);
        let transcripts = summaries.iter().map(info).collect();
        Ok(TranscriptList { transcripts })
    };
    state.run(work).await.map(JsonResponse)
}

pub(super) async fn transcript(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
) -> Reply<TranscriptDetail> {
    let work = move |engine: &crate::engine::Engine| {
        let found = (
            engine.catalogue().summary(&id)?,
            engine.catalogue().transcript(&id)?,
        );
        let (Some(summary), Some(transcript)) = found else {
            return Err(Problem::not_found(format!(
                "there is no transcript {id}; GET /v1/transcripts lists them"
            )));
        };
        let names = engine.catalogue().names()?;
        Ok(TranscriptDetail::whole(&summary, &names, &transcript))
    };
    state.run(work).await.map(JsonResponse)
}

pub(super) async fn no_route(uri: Uri) -> Problem {
    Problem::not_found(format!(
        "there is no {}; the operations are POST /v1/ask, POST /v1/search, GET /v1/transcripts, GET /v1/transcripts/{{id}} and GET /healthz",
        uri.path()
    ))
}

pub(super) async fn no_method(method: Method, uri: Uri) -> Problem {
    Problem::method(format!("{} does not take {method}", uri.path()))
}
