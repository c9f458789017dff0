//! `POST /v1/chat/completions` and `GET /v1/models`: any chat client gets quotations with sources.
//!
//! The last message of the user is the question. Messages before it are not looked at: a question
//! that leans on them has to name again what it means.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Json as JsonResponse, Response};

use super::super::extract::{ChatJson, IdInPath};
use super::super::{AppState, Problem};
use super::answer::Answer;
use super::openai::{Asked, ChatRequest, EXTRACTIVE, Model, ModelList, PROSE};
use super::voice::Voice;
use crate::chat::look_up;

pub(super) async fn complete(
    State(state): State<AppState>,
    ChatJson(request): ChatJson<ChatRequest>,
) -> Result<Response, Problem> {
    let Asked { text, earlier } = request.asked()?;
    let voice = Voice::of(&state, request.model.as_deref())?;
    let work = move |engine: &crate::engine::Engine| {
        look_up(engine, text, earlier).map_err(|error| Problem::asking(error, "messages"))
    };
    let found = state.run(work).await?;
    let answer = Answer::new(state, Arc::new(found), voice, &request.written());
    Ok(if request.stream == Some(true) {
        answer.streamed(request.told_usage()).into_response()
    } else {
        JsonResponse(answer.whole().await).into_response()
    })
}

pub(super) async fn models(State(state): State<AppState>) -> JsonResponse<ModelList> {
    JsonResponse(ModelList {
        object: "list",
        data: names(&state).map(Model::new).collect(),
    })
}

pub(super) async fn model(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
) -> Result<JsonResponse<Model>, Problem> {
    let known: Vec<_> = names(&state).collect();
    match known.iter().find(|name| **name == id) {
        Some(name) => Ok(JsonResponse(Model::new(name))),
        None => Err(Problem::not_found(format!(
            "there is no model {id}; there is {}",
            known.join(", ")
        ))),
    }
}

fn names(state: &AppState) -> impl Iterator<Item = &'static str> {
    let prose = state.chatbots().model.is_some().then_some(PROSE);
    prose.into_iter().chain([EXTRACTIVE])
}
