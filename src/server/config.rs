//! Configures a server: limits and waits, each with one default.

use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::HeaderValue;

use crate::chat::ModelConfig;

/// The settings of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeConfig {
    /// How many requests may wait for the model or use it; further ones are refused.
    pub queue: usize,
    /// How many transcripts are read and embedded at a time. One more, once all of it is there, waits
    /// for its turn, at most for [`Timeouts::receive_upload`], and is then refused. Uploads take no
    /// place in the queue of questions.
    pub uploads: usize,
    /// How much all uploads may hold in memory that arrive, wait or are being stored, in bytes; one
    /// for which there is no room is refused.
    pub upload_bytes: usize,
    /// How long a refused caller is asked to wait.
    pub retry_after: Duration,
    /// The largest request body, in bytes.
    pub most_body_bytes: usize,
    /// How many connections may be open; one more is answered 503.
    pub connections: usize,
    /// How many requests one caller may make; `None` for any number.
    pub rate: Option<Rate>,
    /// Origins of pages that may call, besides the server's own: `https://host:port`.
    pub cors: Vec<HeaderValue>,
    /// How long the server waits for callers, and callers for the server.
    pub timeouts: Timeouts,
    /// What the log says of a question.
    pub logged_questions: LoggedQuestions,
}

/// How many requests a caller may make in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many requests may come at once; the allowance grows back evenly.
    pub requests: NonZeroU32,
    /// The time in which the whole allowance grows back.
    pub window: Duration,
}

/// What the log says of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoggedQuestions {
    /// Nothing, for privacy.
    #[default]
    None,
    /// Its words.
    Whole,
}

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Receiving the head of a request, from an open connection or the last response on.
    pub head: Duration,
    /// Receiving the body of a request; of an upload, any more of it.
    pub body: Duration,
    /// Handling a request, from its head to the head of its response.
    pub answer: Duration,
    /// Receiving an upload, and then waiting for its turn.
    pub receive_upload: Duration,
    /// Storing an upload that has been received.
    pub upload: Duration,
    /// Waiting until the index shows a change of the store.
    pub show: Duration,
    /// Waiting for a client that does not read its response.
    pub write: Duration,
    /// Finishing open requests once the server is told to stop.
    pub finish: Duration,
}

impl Default for ServeConfig {
    /// A question takes about 10 ms, so the last of 64 waits well under a second.
    fn default() -> Self {
        Self {
            queue: 64,
            uploads: 2,
            // Four of the longest transcripts.
            upload_bytes: 256 << 20,
            retry_after: Duration::from_secs(1),
            most_body_bytes: 64 << 10,
            connections: 1024,
            rate: None,
            cors: Vec::new(),
            timeouts: Timeouts::default(),
            logged_questions: LoggedQuestions::default(),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            receive_upload: Duration::from_secs(120),
            // A hundred hours of speech take three minutes on a quiet machine.
            upload: Duration::from_secs(1800),
            show: Duration::from_secs(10),
            write: Duration::from_secs(30),
            finish: Duration::from_secs(10),
        }
    }
}

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
