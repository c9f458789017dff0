//! Handles the routes about the server: whether it runs, whether it can answer, what is stored, its
//! metrics, and what its API is.
//!
//! These run outside the queue, so that a busy server still answers them. Readiness reads only the
//! number of the store's last commit, since anybody may ask for it as often as they like.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json as JsonResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::StatusResponse;
use crate::server::http::{CSP_WITHOUT_SCRIPTS, Problem, StaticAsset};
use crate::server::metrics::CONTENT_TYPE;
use crate::server::openapi::document::ApiDocument;
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{SchemaOf, object, text};
use crate::server::state::{AppState, Reply};

static DOCS_STYLE: LazyLock<StaticAsset> = LazyLock::new(|| {
    let style = include_str!("../openapi/docs.css");
    StaticAsset::new("text/css; charset=utf-8", style)
});

pub(super) fn routes() -> Vec<Route> {
    let file = &[("application/json", object as SchemaOf)];
    vec![
        Route::new("GET /healthz", health).returns::<Health>(200),
        Route::new("GET /readyz", ready)
            .returns::<Readiness>(200)
            .returns::<Readiness>(503),
        Route::new("GET /v1/status", status)
            .reads()
            .returns::<StatusResponse>(200),
        Route::new("GET /metrics", metrics)
            .reads()
            .returns_content(200, &[("text/plain", text)]),
        Route::new("GET /v1/openapi.json", document).returns_file(file),
        Route::new("GET /openapi.json", document).returns_file(file),
        Route::new("GET /docs", docs).returns_file(&[("text/html", text)]),
        Route::new("GET /docs/style.css", docs_style).returns_file(&[("text/css", text)]),
    ]
}

type DocumentExtension = Extension<&'static ApiDocument>;

async fn document(Extension(document): DocumentExtension, headers: HeaderMap) -> Response {
    document.file.respond(&headers, CSP_WITHOUT_SCRIPTS)
}

async fn docs(Extension(document): DocumentExtension, headers: HeaderMap) -> Response {
    document.page.respond(&headers, CSP_WITHOUT_SCRIPTS)
}

async fn docs_style(headers: HeaderMap) -> Response {
    DOCS_STYLE.respond(&headers, CSP_WITHOUT_SCRIPTS)
}

/// Runs outside the queue, so that the metrics can be read when the queue is full.
async fn metrics(State(state): State<AppState>) -> Result<impl IntoResponse, Problem> {
    let write = move || state.metrics.text();
    let text = tokio::task::spawn_blocking(write).await;
    let text = text.ok().and_then(Result::ok);
    let text = text.ok_or_else(|| Problem::internal("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
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
    model: String,
    /// The commit that questions see; null before the index is open.
    generation: Option<u64>,
    /// How many commits the index does not show yet. It catches up while questions are answered, so a
    /// server that is behind is ready.
    behind: Option<u64>,
    /// Why it is not ready.
    reasons: Vec<&'static str>,
}

async fn ready(State(state): State<AppState>) -> (StatusCode, JsonResponse<Readiness>) {
    let model = state.engine.catalogue().model().identity.name.clone();
    let work = tokio::task::spawn_blocking(move || Readiness::check(&state)).await;
    let stopped = |_| Readiness::new(&model, vec!["the check stopped unexpectedly"]);
    let readiness = work.unwrap_or_else(stopped);
    let status = match readiness.reasons.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, JsonResponse(readiness))
}

impl Readiness {
    fn check(state: &AppState) -> Self {
        let model = &state.engine.catalogue().model().identity.name;
        let Ok(standing) = state.engine.standing() else {
            let reasons = vec!["the store cannot be read; `whosaid doctor` says why"];
            return Self::new(model, reasons);
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
            ..Self::new(model, reasons)
        }
    }

    fn new(model: &str, reasons: Vec<&'static str>) -> Self {
        Self {
            status: match reasons.is_empty() {
                true => "ready",
                false => "not_ready",
            },
            model: model.to_owned(),
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
