//! What a language model's server sends: server-sent events, or one JSON object.
//!
//! In: bytes. Out: pieces of text, in order. Never here: more bytes than are allowed, or an event
//! that is passed over because it could not be read.

use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;

use super::ModelError;

/// The most that is read of one answer, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// One event of a stream, or a whole answer; what is not named here does not matter.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(alias = "message", default)]
    delta: Delta,
}

#[derive(Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
}

impl Completion {
    fn read(json: &str) -> Result<Option<String>, ModelError> {
        let completion: Self = serde_json::from_str(json).map_err(|_| ModelError::Unreadable)?;
        let first = completion.choices.into_iter().next();
        Ok(first.and_then(|choice| choice.delta.content))
    }
}

/// Reads a stream of events until its end. `take` returns whether to go on.
///
/// # Errors
/// Bytes that are no such stream, one that ends early, or a connection that fails.
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
            // A comment, a blank line between events, or a field that has no meaning here.
            if text.is_empty()
                || text.starts_with(':')
                || FIELDS.iter().any(|field| text.starts_with(field))
            {
                continue;
            }
            return Err(ModelError::Unreadable);
        };
        if data == "[DONE]" {
            return Ok(());
        }
        if let Some(piece) = Completion::read(data)?
            && !take(&piece)
        {
            return Ok(());
        }
    }
}

/// The other fields that an event may have.
const FIELDS: [&str; 3] = ["event:", "id:", "retry:"];

/// Reads a whole answer, which a server may send although it was asked for a stream.
///
/// # Errors
/// Bytes that are no such answer, or a connection that fails.
pub(super) fn read_whole(
    body: impl Read,
    take: &mut dyn FnMut(&str) -> bool,
) -> Result<(), ModelError> {
    let mut json = String::new();
    body.take(MOST_BYTES).read_to_string(&mut json)?;
    if let Some(text) = Completion::read(&json)? {
        take(&text);
    }
    Ok(())
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
    fn a_stream_that_is_none_is_an_error() {
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
