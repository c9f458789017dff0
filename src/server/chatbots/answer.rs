//! An answer on its way to a chat client: whole, or in chunks.
//!
//! In: what was found, and who tells it. Out: OpenAI's completion, or its events: one that names
//! the role, one a piece, one that ends it, and `[DONE]`. Never here: what is told.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel, error::SendError};
use tokio_stream::wrappers::ReceiverStream;

use super::super::AppState;
use super::openai::{
    Choice, Chunk, ChunkChoice, Completion, Delta, Head, Spoken, ToldUsage, Usage,
};
use super::voice::Voice;
use crate::chat::Found;

type Sent = Result<Event, Infallible>;

/// An answer that is about to be told.
pub(super) struct Answer {
    state: AppState,
    found: Arc<Found>,
    head: Head,
    pieces: Receiver<String>,
    prompt_tokens: usize,
}

impl Answer {
    /// Begins to tell what was found. `prompt` is what the client sent, to be counted.
    pub(super) fn new(state: AppState, found: Arc<Found>, voice: Voice, prompt: &str) -> Self {
        Self {
            head: Head {
                id: format!("chatcmpl-{:016x}", fastrand::u64(..)),
                object: "chat.completion",
                created: Timestamp::now().as_second(),
                model: voice.name(),
            },
            pieces: voice.tell(found.clone()),
            prompt_tokens: state.count_tokens(prompt),
            found,
            state,
        }
    }

    /// Returns the answer when all of it is told.
    pub(super) async fn whole(mut self) -> Completion {
        let mut content = String::new();
        while let Some(piece) = self.pieces.recv().await {
            content.push_str(&piece);
        }
        let tokens = self.state.count_tokens(&content);
        Completion {
            head: self.head,
            choices: [Choice {
                index: 0,
                message: Spoken {
                    role: "assistant",
                    content,
                    refusal: (),
                },
                logprobs: (),
                finish_reason: "stop",
            }],
            usage: Usage::new(self.prompt_tokens, tokens),
            whosaid: self.found.response(),
        }
    }

    /// Returns the answer as events.
    pub(super) fn streamed(self, usage: ToldUsage) -> impl IntoResponse {
        let (send, receive) = channel(1);
        // It ends when nobody listens any more.
        tokio::spawn(self.send(usage, send));
        Sse::new(ReceiverStream::new(receive)).keep_alive(KeepAlive::default())
    }

    async fn send(mut self, usage: ToldUsage, to: Sender<Sent>) -> Result<(), SendError<Sent>> {
        self.head.object = "chat.completion.chunk";
        let role = Delta {
            role: Some("assistant"),
            content: Some(String::new()),
        };
        to.send(event(&self.chunk(role, None))).await?;
        let mut tokens = 0;
        while let Some(piece) = self.pieces.recv().await {
            tokens += self.state.count_tokens(&piece);
            let delta = Delta {
                role: None,
                content: Some(piece),
            };
            to.send(event(&self.chunk(delta, None))).await?;
        }
        let last = Chunk {
            whosaid: Some(self.found.response()),
            ..self.chunk(Delta::default(), Some("stop"))
        };
        to.send(event(&last)).await?;
        if usage == ToldUsage::AtTheEnd {
            let took = Chunk {
                head: self.head.clone(),
                choices: Vec::new(),
                usage: Some(Usage::new(self.prompt_tokens, tokens)),
                whosaid: None,
            };
            to.send(event(&took)).await?;
        }
        to.send(Ok(Event::default().data("[DONE]"))).await
    }

    fn chunk(&self, delta: Delta, finish_reason: Option<&'static str>) -> Chunk {
        Chunk {
            head: self.head.clone(),
            choices: vec![ChunkChoice {
                index: 0,
                delta,
                logprobs: (),
                finish_reason,
            }],
            usage: None,
            whosaid: None,
        }
    }
}

fn event(chunk: &impl Serialize) -> Sent {
    // Strings and numbers are always JSON.
    let json = serde_json::to_string(chunk).unwrap_or_default();
    Ok(Event::default().data(json))
}
