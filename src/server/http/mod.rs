//! Reads requests and writes responses for all routes, without knowing what a route does.
//!
//! Connections come in through `connections`. `request_log` and `layers` wrap every route, and
//! `access` wraps those that need a key. Handlers read bodies with `extract` and queries with
//! `query`, and refuse with a `problem`.

pub(super) mod access;
mod body_drain;
pub(super) mod connections;
pub(super) mod extract;
pub(super) mod layers;
pub(super) mod limits;
mod lingering_close;
pub(super) mod openai_errors;
pub(super) mod origin;
pub(super) mod problem;
pub(super) mod query;
pub(super) mod remedy;
mod request_id;
pub(super) mod request_log;
pub(super) mod static_asset;
