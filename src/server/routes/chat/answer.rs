//! Chooses who writes an answer to a chat client, and sends it, whole or as events.
//!
//! The events are OpenAI's: one that names the role, one for each piece of text, one that ends the
//! answer, and `[DONE]`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{Receiver, Sender, channel, error::SendError};
use tokio_stream::wrappers::ReceiverStream;

use super::openai::{
    Choice, Completion, CompletionMessage, EXTRACTIVE, Head, PROSE, StreamOptions, Usage,
};
use crate::chat::{ChatFindings, LanguageModel, write_answer};
use crate::engine::Engine;
use crate::server::http::Problem;
use crate::server::state::AppState;

/// How many pieces of text are buffered for a slow client.
const MOST_BUFFERED_PIECES: usize = 16;

type Sent = Result<Event, Infallible>;

/// The language model that writes an answer, with its permit to write; `None` for quotations alone.
pub(super) type Writer = Option<(Arc<LanguageModel>, OwnedSemaphorePermit)>;

/// Returns the writer for the model that a request names. Any name but that of the quoting model
/// gives the language model, where there is one.
///
/// # Errors
/// Fails where too many answers are being written.
pub(super) fn choose_writer(state: &AppState, model: Option<&str>) -> Result<Writer, Problem> {
    let chatbots = &state.chatbots;
    match &chatbots.model {
        Some(language_model) if model != Some(EXTRACTIVE) => {
            let permit = chatbots.permits.clone().try_acquire_owned();
            let permit = permit.map_err(|_| state.busy("too many answers are being written"))?;
            Ok(Some((language_model.clone(), permit)))
        }
        _ => Ok(None),
    }
}

/// Writes the answer off the async threads and returns its pieces as they come. Writing stops when
/// the receiver is dropped.
fn pieces(writer: Writer, found: Arc<ChatFindings>) -> Receiver<String> {
    let (send, receive) = channel(MOST_BUFFERED_PIECES);
    tokio::task::spawn_blocking(move || {
        let model = writer.as_ref().map(|(model, _permit)| &**model);
        write_answer(&found, model, &mut |piece| {
            send.blocking_send(piece.to_owned()).is_ok()
        });
    });
    receive
}

/// An answer that is about to be sent.
pub(super) struct ChatAnswer {
    engine: Arc<Engine>,
    found: Arc<ChatFindings>,
    head: Head,
    pieces: Receiver<String>,
    prompt_tokens: usize,
}

impl ChatAnswer {
    /// Begins an answer from what was found. `prompt` is what the client sent, to be counted.
    pub(super) fn new(
        engine: Arc<Engine>,
        found: Arc<ChatFindings>,
        writer: Writer,
        prompt: &str,
    ) -> Self {
        Self {
            head: Head {
                id: format!("chatcmpl-{:016x}", fastrand::u64(..)),
                object: "chat.completion",
                created: Timestamp::now().as_second(),
                model: if writer.is_some() { PROSE } else { EXTRACTIVE },
            },
            pieces: pieces(writer, found.clone()),
            prompt_tokens: engine.embedder().count_all_tokens(prompt),
            found,
            engine,
        }
    }

    /// Returns the answer when all of it is there.
    pub(super) async fn whole(mut self) -> Completion {
        let mut content = String::new();
        while let Some(piece) = self.pieces.recv().await {
            content.push_str(&piece);
        }
        let tokens = self.engine.embedder().count_all_tokens(&content);
        Completion {
            head: self.head,
            choices: [Choice {
                index: 0,
                message: CompletionMessage {
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
    pub(super) fn stream(self, options: Option<StreamOptions>) -> impl IntoResponse {
        let (send, receive) = channel(1);
        // Ends when the client no longer listens.
        let with_usage = options.and_then(|options| options.include_usage) == Some(true);
        tokio::spawn(self.send(with_usage, send));
        Sse::new(ReceiverStream::new(receive)).keep_alive(KeepAlive::default())
    }

    async fn send(mut self, with_usage: bool, to: Sender<Sent>) -> Result<(), SendError<Sent>> {
        self.head.object = "chat.completion.chunk";
        let role = json!({ "role": "assistant", "content": "" });
        to.send(self.event(role, None, json!({}))).await?;
        let mut tokens = 0;
        while let Some(piece) = self.pieces.recv().await {
            tokens += self.engine.embedder().count_all_tokens(&piece);
            let delta = json!({ "content": piece });
            to.send(self.event(delta, None, json!({}))).await?;
        }
        let answer = json!({ "whosaid": self.found.response() });
        to.send(self.event(json!({}), Some("stop"), answer)).await?;
        if with_usage {
            let usage = Usage::new(self.prompt_tokens, tokens);
            let usage = json!({ "choices": [], "usage": usage });
            to.send(self.event(json!({}), None, usage)).await?;
        }
        to.send(Ok(Event::default().data("[DONE]"))).await
    }

    /// Returns a chunk of the answer as an event; `fields` are those that not every chunk has.
    fn event(&self, delta: Value, finish_reason: Option<&str>, fields: Value) -> Sent {
        let mut chunk = json!(self.head);
        let choice = json!({
            "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish_reason,
        });
        chunk["choices"] = json!([choice]);
        for (name, value) in fields.as_object().into_iter().flatten() {
            chunk[name] = value.clone();
        }
        Ok(Event::default().data(chunk.to_string()))
    }
}
