//! `POST /v1/context`: passages for a prompt.

use axum::extract::State;
use axum::response::Json as JsonResponse;

use super::super::extract::Json;
use super::super::{AppState, Problem};
use crate::api::{ContextRequest, ContextResponse};
use crate::prompt::{ContextError, context as pack};

pub(super) async fn context(
    State(state): State<AppState>,
    Json(request): Json<ContextRequest>,
) -> Result<JsonResponse<ContextResponse>, Problem> {
    let work = move |engine: &crate::engine::Engine| {
        pack(engine, request).map_err(|error| match error {
            ContextError::Ask(error) => Problem::asking(error, "question"),
            error => Problem::invalid(error.to_string(), Some("max_tokens".into())),
        })
    };
    state.run(work).await.map(JsonResponse)
}
