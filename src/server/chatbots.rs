//! Configures the routes for chatbots: the Model Context Protocol and OpenAI's chat.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::chat::{LanguageModel, ModelConfig};

/// How many answers a language model writes at once; further requests are refused.
const MOST_WRITTEN_AT_ONCE: usize = 16;

/// The settings of the routes for chatbots.
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

/// The state that the routes for chatbots share.
pub(super) struct Chatbots {
    pub(super) config: ChatbotConfig,
    pub(super) model: Option<Arc<LanguageModel>>,
    /// One permit for each answer that the model may write.
    pub(super) permits: Arc<Semaphore>,
}

impl Chatbots {
    pub(super) fn new(config: ChatbotConfig) -> Self {
        let model = config.model.clone().map(LanguageModel::new);
        Self {
            model: model.map(Arc::new),
            permits: Arc::new(Semaphore::new(MOST_WRITTEN_AT_ONCE)),
            config,
        }
    }
}
