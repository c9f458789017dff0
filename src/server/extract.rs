//! Request bodies, read strictly: every mistake is a problem that names it.
//!
//! In: bytes of a request. Out: a request as the API has it, or a [`Problem`] that says which
//! field is wrong and, for an unknown one, which was probably meant. Never here: axum's own
//! plain-text rejections.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use http_body_util::LengthLimitError;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_path_to_error::Path as Place;

use super::{AppState, Problem};
use crate::api::{Mistake, Part, place_of};
use crate::transcript::check_id;

/// The longest conversation that is read, in bytes; only its last question counts.
const MOST_CHAT_BYTES: usize = 1 << 20;

/// A JSON body of the shape `T`.
pub(super) struct Json<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> FromRequest<AppState> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::media_type());
        }
        let body = within(request.into_body(), state, state.config().most_body_bytes).await?;
        read(&body).map(Json)
    }
}

/// A conversation of the shape `T`: as JSON, but long, and with fields that mean nothing here.
pub(super) struct ChatJson<T>(pub T);

impl<T: DeserializeOwned + JsonSchema> FromRequest<AppState> for ChatJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::media_type());
        }
        let body = within(request.into_body(), state, MOST_CHAT_BYTES).await?;
        read(&body).map(ChatJson)
    }
}

/// Reads a body of at most `most_bytes` that arrives in time.
pub(super) async fn within(
    body: Body,
    state: &AppState,
    most_bytes: usize,
) -> Result<Bytes, Problem> {
    arrive(body, most_bytes, state.config().patience.body).await
}

/// Reads a body of at most `most_bytes` that arrives in this time. One that says that it is longer is
/// not read at all; one that does not say how long it is, is read up to the limit and no further.
pub(super) async fn arrive(
    body: Body,
    most_bytes: usize,
    time: Duration,
) -> Result<Bytes, Problem> {
    if body.size_hint().lower() > most_bytes as u64 {
        return Err(Problem::too_large(most_bytes));
    }
    let bytes = axum::body::to_bytes(body, most_bytes);
    let bytes = tokio::time::timeout(time, bytes).await;
    bytes.map_err(|_| Problem::too_slow())?.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(|source| source.is::<LengthLimitError>()) {
            Problem::too_large(most_bytes)
        } else {
            Problem::invalid("the body ended before it was whole; send it again", None)
        }
    })
}

/// An id in a path, decoded.
pub(super) struct IdInPath(pub String);

impl FromRequestParts<AppState> for IdInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        Path::from_request_parts(parts, state)
            .await
            .map(|Path(id)| Self(id))
            .map_err(|_| Problem::invalid("the id in the path is not UTF-8 text", None))
    }
}

/// What ids that can be given are made of, as far as a pattern says it everywhere: some characters
/// that nobody sees are beyond U+FFFF.
pub(super) const SEEN: &str = r"^[^\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]*$";

/// An id in a path that a transcript may be given.
pub(super) struct NewId(pub String);

impl FromRequestParts<AppState> for NewId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let IdInPath(id) = IdInPath::from_request_parts(parts, state).await?;
        match check_id(&id) {
            Ok(()) => Ok(Self(id)),
            Err(error) => Err(Problem::invalid(error.to_string(), Some("id".into()))),
        }
    }
}

/// Returns whether a request says that its body is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let essence = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    essence.is_some_and(|essence| essence == "application/json" || essence.ends_with("+json"))
}

/// Reads a body whose shape is `T`.
pub(super) fn read<T: DeserializeOwned + JsonSchema>(body: &Bytes) -> Result<T, Problem> {
    refuse_lists(body)?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| explain::<T>(error.path(), error.inner(), body))?;
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// A derived reader also takes a list for an object, its fields in order; callers mean objects.
fn refuse_lists(body: &Bytes) -> Result<(), Problem> {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else {
        return Ok(()); // The reader that follows says where it goes wrong.
    };
    if !value.is_object() {
        return Err(Problem::invalid("the body must be a JSON object", None));
    }
    match value.get("filter") {
        Some(filter) if !filter.is_object() && !filter.is_null() => {
            let detail = "`filter`: expected a JSON object";
            Err(Problem::invalid(detail, Some("filter".into())))
        }
        _ => Ok(()),
    }
}

/// Says where the body is wrong.
fn explain<T: JsonSchema>(path: &Place, error: &serde_json::Error, body: &Bytes) -> Problem {
    if error.is_syntax() || error.is_eof() {
        return not_json(error);
    }
    // It was read once, so it is JSON.
    let sent = serde_json::from_slice(body).unwrap_or_default();
    let mistake = Mistake::of::<T>(Part::Field, path, &error.to_string(), &sent);
    Problem::invalid(mistake.detail, mistake.field)
}

fn not_json(error: &serde_json::Error) -> Problem {
    Problem::invalid(format!("the body is not JSON: {}", place_of(error)), None)
}
