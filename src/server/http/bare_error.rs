//! Gives hyper's own answers to broken requests a body.
//!
//! To a head that is no HTTP, too long, or with too long a path hyper answers by itself, without a
//! body, and no setting of it changes that. Every response of ours has an id, so one without an id is
//! hyper's. It is taken out on its way to the client, and a problem is sent instead.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::problem::{self, Kind, Problem, REQUEST_ID};
use super::request_log::{log_broken, new_id};

/// The heads of hyper's own answers, and what they mean.
const BARE: [(&[u8], &Kind, &str); 3] = [
    (
        b"HTTP/1.1 400 ",
        &problem::INVALID,
        "the head of the request is not HTTP/1.1",
    ),
    (
        b"HTTP/1.1 414 ",
        &problem::PATH_TOO_LONG,
        "the path and query have at most 65,534 bytes",
    ),
    (
        b"HTTP/1.1 431 ",
        &problem::HEAD_TOO_LARGE,
        "the head of a request has at most 64 KiB and 100 headers",
    ),
];

/// A stream that gives hyper's own answers a body.
pub(super) struct ErrorBodies<S> {
    stream: S,
    /// What is being sent instead of what hyper wrote.
    instead: Option<Instead>,
}

/// A response that takes another's place.
struct Instead {
    response: Vec<u8>,
    sent: usize,
}

impl<S> ErrorBodies<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            instead: None,
        }
    }
}

impl<S: AsyncWrite + Unpin> ErrorBodies<S> {
    /// Sends what takes the place of an answer of hyper's, and then says that all of that is written.
    fn poll_instead(
        &mut self,
        context: &mut Context<'_>,
        written: usize,
    ) -> Poll<io::Result<usize>> {
        while let Some(Instead { response, sent }) = &mut self.instead {
            let rest = &response[*sent..];
            if rest.is_empty() {
                self.instead = None;
            } else {
                match ready!(Pin::new(&mut self.stream).poll_write(context, rest))? {
                    0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                    more => *sent += more,
                }
            }
        }
        Poll::Ready(Ok(written))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ErrorBodies<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ErrorBodies<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.instead.is_none() {
            this.instead = instead_of(bytes);
        }
        match this.instead {
            Some(_) => this.poll_instead(context, bytes.len()),
            None => Pin::new(&mut this.stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut filled = slices.iter().filter(|slice| !slice.is_empty());
        // An answer without a body is written as one slice.
        match (filled.next(), filled.next()) {
            (Some(only), None) => self.poll_write(context, only),
            _ => Pin::new(&mut self.stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Returns what to send instead of bytes that are an answer of hyper's own.
fn instead_of(bytes: &[u8]) -> Option<Instead> {
    let (_, kind, detail) = BARE.iter().find(|(start, ..)| bytes.starts_with(start))?;
    let head = std::str::from_utf8(bytes).ok()?.strip_suffix("\r\n\r\n")?;
    let mut names = head.lines().filter_map(|line| line.split_once(':'));
    let is_ours = |name: &str| name.eq_ignore_ascii_case(REQUEST_ID.as_str());
    if head.contains("\r\n\r\n") || names.any(|(name, _)| is_ours(name)) {
        return None;
    }
    let id = new_id();
    log_broken(&id, kind);
    let problem = Problem::new(kind, *detail).of_request(&id);
    Some(Instead {
        response: problem.to_last_response(),
        sent: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_without_an_id_is_replaced() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";
        let instead = instead_of(bare).unwrap();
        let response = String::from_utf8(instead.response).unwrap();
        assert!(response.starts_with("HTTP/1.1 431 "), "{response}");
        assert!(
            response.contains("\"code\":\"head_too_large\""),
            "{response}"
        );
        for ours in [
            "HTTP/1.1 400 Bad Request\r\nx-request-id: 1\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 4\r\n\r\nbody",
        ] {
            assert!(instead_of(ours.as_bytes()).is_none(), "{ours}");
        }
    }
}
