//! Messages as lines of a pair of pipes.
//!
//! In: bytes, of which each line is a message. Out: messages for `rmcp`, and every answer on a line
//! of its own; what is no message is answered here. Never here: a line of any length in memory; an
//! answer inside another.
//!
//! Reading and writing are tasks of their own: `rmcp` gives up waiting for the next message as often
//! as it has something to send, and half an answer must not stand on standard output.

use std::io;

use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::message::{Misread, read};

/// The longest line that is read, in bytes; no tool takes so much.
const LONGEST_LINE: usize = 1 << 20;

/// How many answers wait to be written before no more requests are read.
const WAITING: usize = 16;

/// A conversation with one client.
pub(super) struct Lines {
    messages: Receiver<ClientJsonRpcMessage>,
    answers: Option<Sender<String>>,
    reading: JoinHandle<()>,
}

impl Lines {
    /// Begins to read and to write. The task ends when all answers are written.
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

impl Drop for Lines {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

impl Transport<RoleServer> for Lines {
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

/// Hands on messages and answers what is none, until the input ends or nobody listens.
async fn read_all(
    mut input: impl AsyncBufRead + Unpin,
    messages: Sender<ClientJsonRpcMessage>,
    answers: Sender<String>,
) {
    let mut line = Vec::new();
    // An input that cannot be read has ended.
    while let Ok(ending) = next_line(&mut input, &mut line).await {
        let misread = match ending {
            Ending::TooLong => Misread::too_long(LONGEST_LINE),
            _ if line.trim_ascii().is_empty() => match ending {
                Ending::Input => return,
                _ => continue,
            },
            _ => match read(&line) {
                Ok(message) => match messages.send(message).await {
                    Ok(()) => continue,
                    Err(_) => return,
                },
                Err(misread) => misread,
            },
        };
        if let Some(answer) = misread.answer()
            && answers.send(answer).await.is_err()
        {
            return;
        }
        if ending == Ending::TooLong && skip_line(&mut input).await.is_err() {
            return;
        }
    }
}

/// Where a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// At its end.
    Line,
    /// At the end of the input.
    Input,
    /// Nowhere yet; what was read of it is dropped.
    TooLong,
}

/// Reads a line, without its end.
async fn next_line(
    input: &mut (impl AsyncBufRead + Unpin),
    line: &mut Vec<u8>,
) -> io::Result<Ending> {
    line.clear();
    loop {
        let available = input.fill_buf().await?;
        if available.is_empty() {
            return Ok(Ending::Input);
        }
        let end = available.iter().position(|&byte| byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        if line.len() + part.len() > LONGEST_LINE {
            line.clear();
            return Ok(Ending::TooLong);
        }
        line.extend_from_slice(part);
        let taken = part.len() + usize::from(end.is_some());
        input.consume(taken);
        if end.is_some() {
            return Ok(Ending::Line);
        }
    }
}

/// Reads up to the next end of a line, and keeps nothing.
async fn skip_line(input: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    loop {
        let available = input.fill_buf().await?;
        let end = available.iter().position(|&byte| byte == b'\n');
        let taken = end.map_or(available.len(), |at| at + 1);
        input.consume(taken);
        if end.is_some() || taken == 0 {
            return Ok(());
        }
    }
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
