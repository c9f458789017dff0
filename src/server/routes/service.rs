//! Handles the routes that describe the API, and the one for metrics.

use std::sync::LazyLock;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;

use crate::server::http::{CSP_WITHOUT_SCRIPTS, Problem, StaticAsset};
use crate::server::metrics::CONTENT_TYPE;
use crate::server::openapi::document::ApiDocument;
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{SchemaOf, object, text};
use crate::server::state::AppState;

static DOCS_STYLE: LazyLock<StaticAsset> = LazyLock::new(|| {
    let style = include_str!("../openapi/docs.css");
    StaticAsset::new("text/css; charset=utf-8", style)
});

pub(super) fn routes() -> Vec<Route> {
    let file = &[("application/json", object as SchemaOf)];
    vec![
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
async fn metrics(
    State(state): State<AppState>,
) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    let write = move || state.metrics.text();
    let text = tokio::task::spawn_blocking(write).await;
    let text = text.ok().and_then(Result::ok);
    let text = text.ok_or_else(|| Problem::internal("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}
