//! Reads the query of an address strictly: every mistake is a problem that names it.
//!
//! A parameter that its route does not know, or that is given twice, is refused.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::api::InvalidInput;

/// The parameters of an address, of the shape `T`.
pub(crate) struct Parameters<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(parameters)| Self(parameters))
            .map_err(|error| explain(&error.body_text()))
    }
}

/// Refuses requests with other parameters than the known ones.
pub(crate) async fn refuse_unknown(
    State(known): State<Arc<[String]>>,
    request: Request,
    next: Next,
) -> Response {
    match check(request.uri().query().unwrap_or_default(), &known) {
        Err(problem) => problem.into_response(),
        Ok(()) => next.run(request).await,
    }
}

fn check(query: &str, known: &[String]) -> Result<(), Problem> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Problem::invalid("the query is not UTF-8 text"));
    }
    let mut seen = Vec::new();
    for (name, _) in url::form_urlencoded::parse(query.as_bytes()) {
        if !known.iter().any(|known| *known == name) {
            return Err(InvalidInput::unknown("parameter", &name, known).into());
        }
        if seen.contains(&name) {
            let detail = format!("the parameter `{name}` is given twice; give it once");
            return Err(Problem::invalid(detail).in_field(name));
        }
        seen.push(name);
    }
    Ok(())
}

/// Words what axum says of a query: `Failed to deserialize query string: date: …`.
fn explain(message: &str) -> Problem {
    let message = message
        .strip_prefix("Failed to deserialize query string: ")
        .unwrap_or(message);
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    if let Some(name) = missing {
        return Problem::invalid(format!("the parameter `{name}` is missing")).in_field(name);
    }
    let Some((field, reason)) = message.split_once(": ") else {
        return Problem::invalid(message);
    };
    let is_number = |word| reason.contains(word);
    let reason = match field {
        "from" | "to" | "date" => "expected a day, such as 2024-05-31",
        _ if ["digit", "number", "empty"].into_iter().any(is_number) => "expected a whole number",
        _ => reason,
    };
    Problem::invalid(format!("`{field}`: {reason}")).in_field(field)
}
