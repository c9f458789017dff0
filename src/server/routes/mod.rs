//! Lists the routes, one file for each group of them.
//!
//! Each file has its routes and their handlers. A handler reads the request, calls the engine in the
//! queue and converts what it returns.

mod ask;
mod chat;
mod cursor;
mod errors;
mod mcp;
mod page;
mod service;
mod speakers;
mod transcripts;
mod uploads;

use super::openapi::route::{Group, Route};

/// Returns every route, in the order in which people read of them.
pub(super) fn all() -> Vec<Group> {
    let both = |mut one: Vec<Route>, other| {
        one.extend::<Vec<Route>>(other);
        one
    };
    vec![
        ("Asking", ask::routes()),
        (
            "Transcripts",
            both(transcripts::routes(), uploads::routes()),
        ),
        ("Speakers", speakers::routes()),
        ("Chatbots", both(chat::routes(), mcp::routes())),
        ("The server", both(service::routes(), page::routes())),
    ]
}
