//! Describes the API to programs and people, as an OpenAPI document made of the routes.
//!
//! A `route` says all there is to know of one: its path, its handler, what it takes and returns. The
//! router, the check of queries and the `document` all read the same list of routes. Schemas come from
//! the types by `schemars`, as those of the tools of the Model Context Protocol do. Of the libraries
//! that make such documents, `utoipa` wants a second derive on each type, and `aide` has one schema
//! for what a type reads and writes, no examples and no strict queries.

mod docs;
pub(super) mod document;
mod problems;
pub(super) mod route;
pub(super) mod schemas;
