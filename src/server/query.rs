//! The query of an address, read strictly: every mistake is a problem that names it.
//!
//! In: a query. Out: parameters of a known shape, or a [`Problem`] that says which one is wrong and,
//! for an unknown one, which was probably meant. Routes without parameters take none; which route
//! takes which stands in the OpenAPI document, so that it and the server cannot differ. Never here:
//! one of two values of a parameter that is given twice.

use axum::extract::{FromRequestParts, MatchedPath, Query, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use super::openapi;
use super::{AppState, Problem};
use crate::api::{Mistake, Part, unknown_name};

/// The parameters of an address, of the shape `T`.
pub(super) struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Parameters<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(parameters)| Self(parameters))
            .map_err(|error| explain(&error.body_text()))
    }
}

/// Lets through requests whose parameters are those that their route takes.
pub(super) async fn strict(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let known = route.and_then(|route| openapi::parameters(request.method(), route.as_str()));
    let query = request.uri().query().unwrap_or_default();
    match known.map(|known| check(query, known)) {
        Some(Err(problem)) => problem.into_response(),
        _ => next.run(request).await,
    }
}

fn check(query: &str, known: &[String]) -> Result<(), Problem> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(Problem::invalid("the query is not UTF-8 text", None));
    }
    let mut seen = Vec::new();
    for (name, _) in url::form_urlencoded::parse(query.as_bytes()) {
        if !known.iter().any(|known| *known == name) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(unknown(&name, &known));
        }
        if seen.contains(&name) {
            let detail = format!("the parameter `{name}` is given twice; give it once");
            return Err(Problem::invalid(detail, Some(name.into_owned())));
        }
        seen.push(name);
    }
    Ok(())
}

fn unknown(name: &str, known: &[&str]) -> Problem {
    let mistake = Mistake::unknown(Part::Parameter, name, known);
    Problem::invalid(mistake.detail, mistake.field)
}

/// Takes apart what axum says of a query: `Failed to deserialize query string: date: …`.
fn explain(message: &str) -> Problem {
    let message = message
        .strip_prefix("Failed to deserialize query string: ")
        .unwrap_or(message);
    let at = message.find("unknown field `");
    if let Some((name, known)) = at.and_then(|at| unknown_name(&message[at..])) {
        return unknown(name, &known);
    }
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    if let Some(name) = missing {
        let detail = format!("the parameter `{name}` is missing");
        return Problem::invalid(detail, Some(name.to_owned()));
    }
    let Some((field, reason)) = message.split_once(": ") else {
        return Problem::invalid(message, None);
    };
    let reason = match field {
        "from" | "to" | "date" => "expected a day, such as 2024-05-31",
        _ if reason.contains("digit") || reason.contains("number") || reason.contains("empty") => {
            "expected a whole number"
        }
        _ => reason,
    };
    Problem::invalid(format!("`{field}`: {reason}"), Some(field.to_owned()))
}
