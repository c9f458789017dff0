//! Closes streams so that clients can read the last answer.
//!
//! A system that closes a stream with unread bytes resets it, and the client loses the answer that it
//! has not read yet. Where the client may still be sending, what it sends is read and thrown away for
//! a while, up to a limit, before the stream is closed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// How long a client may go on sending after the last response.
const LINGER_TIME: Duration = Duration::from_secs(5);

/// How much of that is read, in bytes: a little more than the longest transcript.
const MOST_DISCARDED_BYTES: usize = 80 << 20;

/// The size of the buffer for it, in bytes.
const BUFFER_BYTES: usize = 16 << 10;

/// A stream that goes on reading for a while before it closes.
pub(super) struct LingeringStream<S> {
    stream: S,
    /// Whether bytes have arrived that belong to no answered request.
    unanswered: Arc<AtomicBool>,
    /// Set once nothing more is written.
    until: Option<Pin<Box<Sleep>>>,
    discarded: usize,
}

impl<S> LingeringStream<S> {
    pub(super) fn new(stream: S, unanswered: Arc<AtomicBool>) -> Self {
        Self {
            stream,
            unanswered,
            until: None,
            discarded: 0,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for LingeringStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.unanswered.store(true, Ordering::Relaxed);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for LingeringStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    /// Closes the writing half, so that the client knows, and then waits for the client to close.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.until.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        if !this.unanswered.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        let until = &mut this.until;
        let until = until.get_or_insert_with(|| Box::pin(sleep(LINGER_TIME)));
        while this.discarded < MOST_DISCARDED_BYTES && until.as_mut().poll(context).is_pending() {
            let mut room = [0; BUFFER_BYTES];
            let mut buffer = ReadBuf::new(&mut room);
            let read = ready!(Pin::new(&mut this.stream).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
            this.discarded += buffer.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}
