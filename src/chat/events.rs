//! Reads the response of a language model's server: server-sent events, or one JSON object; defines
//! why there is none.
//!
//! An event that cannot be read is an error, and so is a response that is too long.

use std::io::{self, BufRead, BufReader, Read};

use serde::Deserialize;
use thiserror::Error;

/// The most that is read of one response, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// One event of a stream, or a whole answer. Other fields do not matter.
#[derive(Deserialize)]
struct ReceivedCompletion {
    choices: Vec<ReceivedChoice>,
}

#[derive(Deserialize)]
struct ReceivedChoice {
    #[serde(alias = "message", default)]
    delta: ReceivedDelta,
}

#[derive(Default, Deserialize)]
struct ReceivedDelta {
    content: Option<String>,
}

impl ReceivedCompletion {
    fn read(json: &str) -> Result<Option<String>, ModelError> {
        let completion: Self = serde_json::from_str(json).map_err(|_| ModelError::Unreadable)?;
        let first = completion.choices.into_iter().next();
        Ok(first.and_then(|choice| choice.delta.content))
    }
}

/// Reads a stream of events until its end. `take` returns whether to continue.
///
/// # Errors
/// Bytes that are not such a stream, a stream that ends early, or a connection that fails.
pub(super) fn read_events(
    body: impl Read,
    take: &mut dyn FnMut(&str) -> bool,
) -> Result<(), ModelError> {
    let mut lines = BufReader::new(body.take(MOST_BYTES));
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Err(ModelError::CutShort);
        }
        let text = str::from_utf8(&line).map_err(|_| ModelError::Unreadable)?;
        let text = text.trim_end();
        let Some(data) = text.strip_prefix("data:").map(str::trim_start) else {
            if text.is_empty() || IGNORED_PREFIXES.iter().any(|start| text.starts_with(start)) {
                continue;
            }
            return Err(ModelError::Unreadable);
        };
        if data == "[DONE]" {
            return Ok(());
        }
        if let Some(piece) = ReceivedCompletion::read(data)?
            && !take(&piece)
        {
            return Ok(());
        }
    }
}

/// The beginnings of lines without text of the answer: comments and the other fields of an event.
const IGNORED_PREFIXES: [&str; 4] = [":", "event:", "id:", "retry:"];

/// Reads a whole answer, which a server may send instead of a stream.
///
/// # Errors
/// Bytes that are not such an answer, or a connection that fails.
pub(super) fn read_whole(
    body: impl Read,
    take: &mut dyn FnMut(&str) -> bool,
) -> Result<(), ModelError> {
    let mut json = String::new();
    body.take(MOST_BYTES).read_to_string(&mut json)?;
    if let Some(text) = ReceivedCompletion::read(&json)? {
        take(&text);
    }
    Ok(())
}

/// Why a language model did not answer, in words for the chat: "the language model did not answer:
/// it took too long".
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// There is no connection.
    #[error("it could not be reached")]
    Unreachable,
    /// It did not answer in time.
    #[error("it took too long")]
    TooSlow,
    /// It answered with an error status.
    #[error("it answered with the HTTP status {0}")]
    Status(u16),
    /// Its response cannot be read.
    #[error("it sent something that is not an answer")]
    Unreadable,
    /// Its response ends early.
    #[error("it stopped before the end of its answer")]
    CutShort,
}

impl From<io::Error> for ModelError {
    /// Names the cause of a response that cannot be read on.
    fn from(error: io::Error) -> Self {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
        let timed_out = matches!(cause, Some(ureq::Error::Timeout(_)));
        match error.kind() {
            _ if timed_out => Self::TooSlow,
            io::ErrorKind::TimedOut => Self::TooSlow,
            io::ErrorKind::InvalidData => Self::Unreadable,
            _ => Self::CutShort,
        }
    }
}

impl From<ureq::Error> for ModelError {
    /// Names the cause of a request without a response.
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(_) => Self::TooSlow,
            ureq::Error::Protocol(_) | ureq::Error::Http(_) => Self::Unreadable,
            ureq::Error::Io(error) => match error.into() {
                Self::TooSlow => Self::TooSlow,
                _ => Self::Unreachable,
            },
            _ => Self::Unreachable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(stream: &str) -> Result<String, ModelError> {
        let mut text = String::new();
        read_events(stream.as_bytes(), &mut |piece| {
            text.push_str(piece);
            true
        })?;
        Ok(text)
    }

    #[test]
    fn pieces_come_in_order_until_the_end() {
        let stream = ": hello\n\
            data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\r\n\r\n\
            event: x\ndata:{\"choices\":[{\"delta\":{\"content\":\"It \"}}],\"usage\":null}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"froze.\"},\"finish_reason\":\"stop\"}]}\n\n\
            data: {\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\nrubbish";
        assert_eq!(events(stream).unwrap(), "It froze.");
    }

    #[test]
    fn malformed_stream_is_an_error() {
        for broken in [
            "<html>",
            "data: {\"choices\"\n",
            "data: {}\n",
            "data: {\"error\":1}\n",
            "\u{fffd}",
        ] {
            assert!(
                matches!(events(broken), Err(ModelError::Unreadable)),
                "{broken}"
            );
        }
        let cut = "data: {\"choices\":[{\"delta\":{\"content\":\"It\"}}]}\n\n";
        assert!(matches!(events(cut), Err(ModelError::CutShort)));
    }

    #[test]
    fn a_whole_answer_is_read_too() {
        let mut text = String::new();
        let json = r#"{"choices":[{"message":{"role":"assistant","content":"It froze."}}]}"#;
        read_whole(json.as_bytes(), &mut |piece| {
            text.push_str(piece);
            true
        })
        .unwrap();
        assert_eq!(text, "It froze.");
    }
}
