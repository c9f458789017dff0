//! whosaid.
pub mod time;
pub mod transcript;
pub mod passage;
pub mod embed;
pub mod provision;
pub mod store;
pub mod index;
pub mod search;
pub mod answer;
pub mod engine;
pub mod wire;
pub mod eval;
pub mod server;
pub mod cli;
