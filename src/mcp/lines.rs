//! Reads and writes the messages of the Model Context Protocol, one on each line of two pipes.
//!
//! A malformed message is answered here; `rmcp` gets the others. Each answer is written whole, on a
//! line of its own. Reading and writing are separate tasks: `rmcp` stops waiting for the next
//! message whenever it has something to send, and half a response on standard output would break
//! the protocol.

use std::io;

use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::message::{MalformedMessage, parse_message};

/// The longest line that is read, in bytes; no tool needs a longer one.
const LONGEST_LINE: usize = 1 << 20;

/// How many answers wait to be written before no more requests are read.
const WAITING: usize = 16;

/// A conversation with one client.
pub(super) struct LineTransport {
    messages: Receiver<ClientJsonRpcMessage>,
    answers: Option<Sender<String>>,
    reading: JoinHandle<()>,
}

impl LineTransport {
    /// Starts to read and to write. The returned task ends when all answers are written.
    pub(super) fn begin(
        input: impl AsyncRead + Send + Unpin + 'static,
        output: impl AsyncWrite + Send + Unpin + 'static,
    ) -> (Self, JoinHandle<io::Result<()>>) {
        let (send, messages) = channel(1);
        let (answers, written) = channel(WAITING);
        let reading = tokio::spawn(read_all(BufReader::new(input), send, answers.clone()));
        let lines = Self {
            messages,
            answers: Some(answers),
            reading,
        };
        (lines, tokio::spawn(write_all(output, written)))
    }
}

impl Drop for LineTransport {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl Transport<RoleServer> for LineTransport {
    type Error = io::Error;

    fn send(
        &mut self,
        message: ServerJsonRpcMessage,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let answers = self.answers.clone();
        async move {
            let gone = || io::Error::new(io::ErrorKind::NotConnected, "the conversation is over");
            let line = serde_json::to_string(&message)?;
            let sent = answers.ok_or_else(gone)?.send(line).await;
            sent.map_err(|_| gone())
        }
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        self.messages.recv().await
    }

    async fn close(&mut self) -> io::Result<()> {
        self.answers = None;
        Ok(())
    }
}

/// Passes messages on and answers malformed ones, until the input ends or the receiver is closed.
async fn read_all(
    mut input: impl AsyncBufRead + Unpin,
    messages: Sender<ClientJsonRpcMessage>,
    answers: Sender<String>,
) {
    let mut line = Vec::new();
    // An input that cannot be read counts as ended.
    while let Ok(ending) = next_line(&mut input, &mut line).await {
        let malformed = match ending {
            Ending::TooLong => MalformedMessage::too_long(LONGEST_LINE),
            _ if line.trim_ascii().is_empty() => match ending {
                Ending::Input => return,
                _ => continue,
            },
            _ => match parse_message(&line) {
                Ok(message) => match messages.send(message).await {
                    Ok(()) => continue,
                    Err(_) => return,
                },
                Err(malformed) => malformed,
            },
        };
        if let Some(answer) = malformed.answer()
            && answers.send(answer).await.is_err()
        {
            return;
        }
        let mut rest = ending;
        while rest == Ending::TooLong {
            rest = match next_line(&mut input, &mut line).await {
                Ok(ending) => ending,
                Err(_) => return,
            };
        }
    }
}

/// Where a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// At a line end.
    Line,
    /// At the end of the input.
    Input,
    /// Nowhere yet: it is longer than the limit.
    TooLong,
}

/// Reads a line, or as much of it as may be read.
async fn next_line(
    input: &mut (impl AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
) -> io::Result<Ending> {
    line.clear();
    let mut input = input.take(LONGEST_LINE as u64 + 1);
    input.read_until(b'\n', line).await?;
    Ok(match line.last() {
        Some(b'\n') => Ending::Line,
        _ if line.len() > LONGEST_LINE => Ending::TooLong,
        _ => Ending::Input,
    })
}

/// Writes each answer whole.
async fn write_all(
    mut output: impl AsyncWrite + Unpin,
    mut answers: Receiver<String>,
) -> io::Result<()> {
    while let Some(mut line) = answers.recv().await {
        line.push('\n');
        output.write_all(line.as_bytes()).await?;
        output.flush().await?;
    }
    Ok(())
}
