//! Handles the routes that say whether the server runs, whether it can answer, and what is stored.
//!
//! These run outside the queue, so that a busy server still answers them. Readiness reads only the
//! number of the store's last commit, since anybody may ask for it as often as they like.

use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json as JsonResponse;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::StatusResponse;
use crate::embed::MODEL_ID;
use crate::server::http::Problem;
use crate::server::openapi::route::Route;
use crate::server::state::{AppState, Reply};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("GET /healthz", health).returns::<Health>(200),
        Route::new("GET /readyz", ready)
            .returns::<Readiness>(200)
            .returns::<Readiness>(503),
        Route::new("GET /v1/status", status)
            .reads()
            .returns::<StatusResponse>(200),
    ]
}

/// The response of `GET /healthz`.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

async fn health() -> JsonResponse<Health> {
    JsonResponse(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// The response of `GET /readyz`.
#[derive(Serialize, JsonSchema)]
struct Readiness {
    /// `ready` or `not_ready`.
    status: &'static str,
    /// The model, which is loaded before the server listens.
    model: &'static str,
    /// The commit that questions see; null before the index is open.
    generation: Option<u64>,
    /// How many commits the index does not show yet. It catches up while questions are answered, so a
    /// server that is behind is ready.
    behind: Option<u64>,
    /// Why it is not ready.
    reasons: Vec<&'static str>,
}

async fn ready(State(state): State<AppState>) -> (StatusCode, JsonResponse<Readiness>) {
    let work = tokio::task::spawn_blocking(move || Readiness::check(&state)).await;
    let readiness = work.unwrap_or_else(|_| Readiness::new(vec!["the check stopped unexpectedly"]));
    let status = match readiness.reasons.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, JsonResponse(readiness))
}

impl Readiness {
    fn check(state: &AppState) -> Self {
        let Ok(standing) = state.engine.standing() else {
            return Self::new(vec!["the store cannot be read; `whosaid doctor` says why"]);
        };
        let mut reasons = Vec::new();
        if standing.index.is_none() {
            reasons.push("the index is not open yet");
        }
        if standing.trouble.is_some() {
            reasons.push("the index cannot be brought up to date; the log says why");
        }
        if state.stopping.load(Ordering::Relaxed) {
            reasons.push("the server is stopping");
        }
        Self {
            generation: standing.index.map(|index| index.generation.0),
            behind: Some(standing.behind()),
            ..Self::new(reasons)
        }
    }

    fn new(reasons: Vec<&'static str>) -> Self {
        Self {
            status: match reasons.is_empty() {
                true => "ready",
                false => "not_ready",
            },
            model: MODEL_ID,
            generation: None,
            behind: None,
            reasons,
        }
    }
}

async fn status(State(state): State<AppState>) -> Reply<StatusResponse> {
    let work = tokio::task::spawn_blocking(move || state.engine.status());
    let status = work.await.map_err(|_| Problem::stopped())??;
    Ok(JsonResponse(StatusResponse::new(&status)))
}
