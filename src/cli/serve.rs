//! `whosaid serve`: the engine over HTTP.
