//! Reads requests and writes responses for all routes, without knowing what a route does.
//!
//! Connections come in through `connections`. `request_log` and `layers` wrap every route, and
//! `access` wraps those that need a key. Handlers read bodies with `extract` and queries with
//! `query`, and refuse with a `problem`.

mod accept;
pub(super) mod access;
mod bare_error;
mod body_drain;
pub(super) mod connections;
mod extract;
pub(super) mod layers;
pub(super) mod limits;
mod lingering_close;
pub(super) mod long_body;
pub(super) mod openai_errors;
mod origin;
pub(super) mod problem;
pub(super) mod query;
pub(super) mod refusal;
mod remedy;
pub(super) mod request_log;
mod static_asset;

pub(super) use accept::accepts;
pub(super) use extract::{IdInPath, Json, is_json, read_body, read_json};
pub(super) use origin::check_listed;
pub(super) use problem::Problem;
pub(super) use query::Parameters;
pub(super) use remedy::warning_in_words;
pub(super) use request_log::Findings;
pub(super) use static_asset::{CSP_WITHOUT_SCRIPTS, StaticAsset};
