//! Whether the server runs, whether it can answer, and what there is.
//!
//! In: the state. Out: `/healthz`, `/readyz` and `/v1/status`; none waits in the queue, so that a
//! busy server is not taken for a broken one. Never here: a file's name, which is nobody's business
//! who has no key; a readiness that reads more of the store than its last commit, since everybody may
//! ask for it as often as they like.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json as JsonResponse;
use schemars::JsonSchema;
use serde::Serialize;

use super::{AppState, Problem};
use crate::api::StatusResponse;
use crate::embed::MODEL_ID;

/// `GET /healthz`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

pub(super) async fn health() -> JsonResponse<Health> {
    JsonResponse(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// `GET /readyz`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Readiness {
    /// `ready` or `not_ready`.
    status: &'static str,
    /// The model, which is loaded before the server listens.
    model: &'static str,
    /// The commit that questions see; nothing before the index is open.
    generation: Option<u64>,
    /// How many commits the index does not show yet. It catches up beside the questions, so a server
    /// that is behind is ready.
    behind: Option<u64>,
    /// Why it is not ready.
    reasons: Vec<&'static str>,
}

pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, JsonResponse<Readiness>) {
    let looked = tokio::task::spawn_blocking(move || Readiness::of(&state)).await;
    let readiness = looked.unwrap_or_else(|_| Readiness::not("the server cannot look at itself"));
    let status = match readiness.reasons.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, JsonResponse(readiness))
}

impl Readiness {
    fn of(state: &AppState) -> Self {
        let Ok(standing) = state.engine().standing() else {
            return Self::not("the store cannot be read; `whosaid doctor` says why");
        };
        let mut reasons = Vec::new();
        if standing.index.is_none() {
            reasons.push("the index is not open yet");
        }
        if standing.trouble.is_some() {
            reasons.push("the index cannot be brought up to date; the log says why");
        }
        if state.is_stopping() {
            reasons.push("the server is stopping");
        }
        Self {
            status: if reasons.is_empty() {
                "ready"
            } else {
                "not_ready"
            },
            model: MODEL_ID,
            generation: standing.index.map(|index| index.generation.0),
            behind: Some(standing.behind()),
            reasons,
        }
    }

    fn not(reason: &'static str) -> Self {
        Self {
            status: "not_ready",
            model: MODEL_ID,
            generation: None,
            behind: None,
            reasons: vec![reason],
        }
    }
}

/// `GET /v1/status`.
pub(super) async fn status(
    State(state): State<AppState>,
) -> Result<JsonResponse<StatusResponse>, Problem> {
    let look = move || state.engine().status();
    let looked = tokio::task::spawn_blocking(look).await;
    let status = looked.map_err(|_| Problem::internal("the work stopped unexpectedly"))?;
    let status =
        status.map_err(|error| Problem::internal("the store cannot be read").because(&error))?;
    Ok(JsonResponse(StatusResponse::new(&status)))
}
