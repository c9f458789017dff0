//! The doors for chatbots: the Model Context Protocol, packs for prompts, OpenAI's protocol.
//!
//! In: requests in each protocol's own shape. Out: responses likewise. Never here: what a tool does
//! (see [`crate::mcp`]), what a chat is told (see [`crate::chat`]).

mod answer;
mod completions;
mod context;
mod errors;
mod mcp;
pub(super) mod openai;
mod voice;

use std::sync::Arc;

use axum::routing::{any, get, post};
use tokio::sync::Semaphore;

pub(super) use errors::{ErrorBody, in_openai_shape};

use super::AppState;
use super::table::Table;
use crate::chat::{LanguageModel, ModelConfig};

/// How many answers a language model writes at once; one more is turned away.
const WRITTEN_AT_ONCE: usize = 16;

/// What chatbots are told and who of them may ask.
#[derive(Clone)]
pub struct ChatbotConfig {
    /// The server's address as its callers know it, without a slash at the end; citations lead
    /// there.
    pub public_url: String,
    /// Names that `/mcp` may be addressed by, besides this machine's own.
    pub hosts: Vec<String>,
    /// Origins of pages that may ask `/mcp`, besides this machine's own.
    pub origins: Vec<String>,
    /// The language model that writes answers; quotations alone where there is none.
    pub model: Option<ModelConfig>,
}

impl Default for ChatbotConfig {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:7700".into(),
            hosts: Vec::new(),
            origins: Vec::new(),
            model: None,
        }
    }
}

/// What the doors for chatbots share.
pub(super) struct Chatbots {
    config: ChatbotConfig,
    model: Option<Arc<LanguageModel>>,
    written: Arc<Semaphore>,
}

impl Chatbots {
    pub(super) fn new(config: ChatbotConfig) -> Self {
        let model = config.model.clone().map(LanguageModel::new);
        Self {
            model: model.map(Arc::new),
            written: Arc::new(Semaphore::new(WRITTEN_AT_ONCE)),
            config,
        }
    }
}

/// Returns the routes.
pub(super) fn routes(state: &AppState) -> Table {
    let service = mcp::service(state);
    Table::new()
        .route(
            "/mcp",
            any(move |state, request| mcp::answer(service, state, request)),
        )
        .route("/v1/context", post(context::context))
        .route("/v1/chat/completions", post(completions::complete))
        .route("/v1/models", get(completions::models))
        .route("/v1/models/{id}", get(completions::model))
}
