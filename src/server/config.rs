//! How a server treats its callers: numbers with one default each.

use std::time::Duration;

use axum::http::HeaderValue;

pub use super::limits::Rate;

/// How the server treats its callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeConfig {
    /// How many requests may wait for the model or be at it; one more is turned away.
    pub queue: usize,
    /// How many transcripts may be read and embedded at a time; one more waits for a place, at most
    /// for [`Patience::arrive`], and is turned away then. They have places of their own, so that none
    /// is taken from questions.
    pub uploads: usize,
    /// What a caller who is turned away is told to wait.
    pub retry_after: Duration,
    /// The largest request body, in bytes.
    pub most_body_bytes: usize,
    /// How many connections may be open; one more is answered 503.
    pub connections: usize,
    /// How often one caller may ask; `None` for as often as they like.
    pub rate: Option<Rate>,
    /// Origins of pages that may call, besides the server's own: `https://host:port`.
    pub cors: Vec<HeaderValue>,
    /// How long it waits for callers, and callers for it.
    pub patience: Patience,
    /// What the log says of a question.
    pub logged_questions: LoggedQuestions,
}

/// What the log says of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoggedQuestions {
    /// Nothing: what people ask is theirs.
    #[default]
    None,
    /// Its words.
    Whole,
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The head of a request, from the moment the connection is open or the last response is sent.
    pub head: Duration,
    /// The body of a request.
    pub body: Duration,
    /// A handler, from the head of its request to the head of its response.
    pub answer: Duration,
    /// A transcript: how long it waits for a place, and then how long it may take to arrive.
    pub arrive: Duration,
    /// A transcript, from the moment it has arrived until it is stored.
    pub upload: Duration,
    /// A caller who changed the store, until the index shows it.
    pub show: Duration,
    /// A client that takes nothing of a response.
    pub write: Duration,
    /// What was begun, once the server is told to stop.
    pub finish: Duration,
}

impl Default for ServeConfig {
    /// A question takes about 10 ms, so the last of 64 waits well under a second.
    fn default() -> Self {
        Self {
            queue: 64,
            uploads: 2,
            retry_after: Duration::from_secs(1),
            most_body_bytes: 64 << 10,
            connections: 1024,
            rate: None,
            cors: Vec::new(),
            patience: Patience::default(),
            logged_questions: LoggedQuestions::default(),
        }
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            arrive: Duration::from_secs(120),
            // A hundred hours of speech take three minutes on a quiet machine.
            upload: Duration::from_secs(1800),
            show: Duration::from_secs(10),
            write: Duration::from_secs(30),
            finish: Duration::from_secs(10),
        }
    }
}
