//! Gives each request an id for its response, its problem and the log.

use axum::extract::Request;
use axum::http::HeaderName;

use crate::server::keys::token::is_token;

/// The header that a request may bring and every response has.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Returns the id that the caller gave, if it is a token, or a new one of 64 random bits.
pub(super) fn id_of(request: &Request) -> String {
    let given = request.headers().get(HEADER);
    let given = given.and_then(|value| value.to_str().ok());
    match given.filter(|id| is_token(id)) {
        Some(id) => id.to_owned(),
        None => format!("{:016x}", fastrand::u64(..)),
    }
}
