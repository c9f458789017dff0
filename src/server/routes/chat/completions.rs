//! Handles `POST /v1/chat/completions` and `GET /v1/models`.
//!
//! The last message of the user is the question. Earlier messages are not read, so a question must
//! repeat the names and the topic.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Json as JsonResponse, Response};
use schemars::SchemaGenerator;

use super::answer::{ChatAnswer, choose_writer};
use super::openai::{ChatRequest, Completion, EXTRACTIVE, Model, ModelList, PROSE};
use crate::chat::ChatFindings;
use crate::engine::Engine;
use crate::server::http::{IdInPath, Problem, read_json};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{SchemaOf, anything, known_id};
use crate::server::routes::errors::asking;
use crate::server::state::{AppState, Reply};

/// The longest conversation that is read, in bytes; only its last question counts.
const MOST_CHAT_BYTES: usize = 1 << 20;

pub(in super::super) fn routes() -> Vec<Route> {
    let completion: SchemaOf = SchemaGenerator::subschema_for::<Completion>;
    let completions = Route::new("POST /v1/chat/completions", complete)
        .takes_json::<ChatRequest>()
        .returns_content(
            200,
            &[
                ("application/json", completion),
                ("text/event-stream", anything),
            ],
        );
    let list = Route::new("GET /v1/models", models).returns::<ModelList>(200);
    let model = Route::new("GET /v1/models/{id}", model)
        .has_in_path(known_id)
        .returns::<Model>(200);
    let routes = [completions, list, model].into_iter();
    routes
        .map(|route| route.reads().takes_any_query())
        .collect()
}

async fn complete(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let time = state.config().timeouts.body;
    let request: ChatRequest = read_json(request, MOST_CHAT_BYTES, time).await?;
    let (text, earlier) = request.question()?;
    let writer = choose_writer(&state, request.model.as_deref())?;
    let work = move |engine: &Engine| {
        ChatFindings::new(engine, text, earlier).map_err(|error| asking(error, "messages"))
    };
    let found = Arc::new(state.run(work).await?);
    let engine = state.engine.clone();
    let answer = ChatAnswer::new(engine, found, writer, &request.all_text());
    Ok(if request.stream == Some(true) {
        answer.stream(request.stream_options).into_response()
    } else {
        JsonResponse(answer.whole().await).into_response()
    })
}

async fn models(State(state): State<AppState>) -> JsonResponse<ModelList> {
    JsonResponse(ModelList {
        object: "list",
        data: names(&state).map(Model::new).collect(),
    })
}

async fn model(State(state): State<AppState>, IdInPath(id): IdInPath) -> Reply<Model> {
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
    let prose = state.chatbots.model.is_some().then_some(PROSE);
    prose.into_iter().chain([EXTRACTIVE])
}
