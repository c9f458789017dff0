//! Reads request bodies and ids strictly: every mistake is a problem that names it.
//!
//! A problem says which field is wrong and, for an unknown one, which was probably meant.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRef, FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::problem::{self, Problem};
use crate::api::{self, InvalidInput};
use crate::server::config::ServeConfig;

/// A JSON body of the shape `T`, of at most [`ServeConfig::most_body_bytes`].
pub(crate) struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned + JsonSchema,
    S: Send + Sync,
    Arc<ServeConfig>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let config = Arc::<ServeConfig>::from_ref(state);
        read_json(request, config.most_body_bytes, config.timeouts.body)
            .await
            .map(Json)
    }
}

/// An id in a path, decoded.
pub(crate) struct IdInPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for IdInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        Path::from_request_parts(parts, state)
            .await
            .map(|Path(id)| Self(id))
            .map_err(|_| Problem::invalid("the id in the path is not UTF-8 text"))
    }
}

/// Reads a JSON body of the shape `T` that has at most so many bytes and arrives in this time.
pub(crate) async fn read_json<T: DeserializeOwned + JsonSchema>(
    request: Request,
    most_bytes: usize,
    time: Duration,
) -> Result<T, Problem> {
    if !is_json(request.headers()) {
        let detail = "send the body as JSON with the header Content-Type: application/json";
        return Err(Problem::new(&problem::MEDIA_TYPE, detail));
    }
    let body = read_body(request.into_body(), most_bytes, time).await?;
    Ok(api::read_body(&body)?)
}

/// Reads a body of at most `most_bytes` that arrives in this time. A body that declares a greater
/// length is not read at all; one without a declared length is read up to the limit.
pub(crate) async fn read_body(
    body: Body,
    most_bytes: usize,
    time: Duration,
) -> Result<Bytes, Problem> {
    if body.size_hint().lower() > most_bytes as u64 {
        return Err(too_large(most_bytes));
    }
    let bytes = axum::body::to_bytes(body, most_bytes);
    let bytes = tokio::time::timeout(time, bytes).await;
    let bytes = bytes.map_err(|_| too_slow())?;
    bytes.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(|source| source.is::<LengthLimitError>()) {
            too_large(most_bytes)
        } else {
            broken_off()
        }
    })
}

/// Returns the problem of a body of more than `most` bytes.
pub(super) fn too_large(most: usize) -> Problem {
    let most = match most {
        n if n % (1 << 20) == 0 => format!("{} MiB", n >> 20),
        n if n % (1 << 10) == 0 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    };
    let detail = format!("the body is too large; at most {most}");
    Problem::new(&problem::TOO_LARGE, detail)
}

/// Returns the problem of a body that does not arrive.
pub(super) fn too_slow() -> Problem {
    let detail = "the body did not arrive in time; send it again";
    Problem::new(&problem::TOO_SLOW, detail)
}

/// Returns the problem of a body that ends too early.
pub(super) fn broken_off() -> Problem {
    Problem::invalid("the body ended before it was whole; send it again")
}

/// Returns whether a request says that its body is JSON.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    essence.is_some_and(|essence| essence == "application/json" || essence.ends_with("+json"))
}

impl From<InvalidInput> for Problem {
    fn from(invalid: InvalidInput) -> Self {
        let problem = Self::invalid(invalid.detail);
        match invalid.field {
            Some(field) => problem.in_field(field),
            None => problem,
        }
    }
}
