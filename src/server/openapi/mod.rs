//! Describes the API to programs and people, as an OpenAPI document made of the routes.
//!
//! A `route` declares its path, its handler, what it takes and returns; `frame.json` has texts and
//! examples for people, at the place in the document where each belongs. The router, the check of
//! queries and the `document` all read the same list of routes. Schemas come from
//! the types by `schemars`, as those of the tools of the Model Context Protocol do. Of the libraries
//! that make such documents, `utoipa` wants a second derive on each type, and `aide` has one schema
//! for what a type reads and writes, no examples and no strict queries.

mod docs;
pub(super) mod document;
pub(super) mod route;
pub(super) mod schemas;
