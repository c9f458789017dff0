//! Handles the routes that describe the API, and the one for metrics.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::Response;

use crate::server::http::problem::Problem;
use crate::server::http::static_asset::{CSP_WITHOUT_SCRIPTS, StaticAsset};
use crate::server::metrics::CONTENT_TYPE;
use crate::server::openapi::document::ApiDocument;
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{object, text};
use crate::server::state::AppState;

static DOCS_STYLE: std::sync::LazyLock<StaticAsset> = std::sync::LazyLock::new(|| {
    StaticAsset::new(
        "text/css; charset=utf-8",
        include_str!("../openapi/docs.css"),
    )
});

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("GET /metrics", "metrics", metrics)
            .reads()
            .described_as("Figures in the text format of Prometheus", "")
            .returns_content(200, "The figures", &[("text/plain", text)]),
        Route::new("GET /v1/openapi.json", "openapi", document)
            .described_as("The OpenAPI document", "")
            .returns_file("application/json", object),
        Route::new("GET /openapi.json", "openapiAtTheRoot", document)
            .described_as("The OpenAPI document, where clients look for it", "")
            .returns_file("application/json", object),
        Route::new("GET /docs", "docs", docs)
            .described_as("The routes, for people", "")
            .returns_file("text/html", text),
        Route::new("GET /docs/style.css", "docsStyle", docs_style)
            .described_as("The style sheet of /docs", "")
            .returns_file("text/css", text),
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
