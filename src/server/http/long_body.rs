//! Reads long bodies into memory, of which all of them together may take only so much.
//!
//! A body takes room as it arrives, so that a client that announces a long one and sends nothing takes
//! none. A body without room is refused at once: those that waited for each other would wait for ever.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::extract::{broken_off, too_large, too_slow};
use super::problem::Problem;

/// What a long body may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimits {
    /// Its length, in bytes.
    pub(crate) most_bytes: usize,
    /// The time until all of it is there.
    pub(crate) whole_within: Duration,
    /// The time until any more of it is there.
    pub(crate) more_within: Duration,
}

/// The memory for long bodies, in bytes.
#[derive(Debug, Clone)]
pub(crate) struct BodyMemory(Arc<Semaphore>);

/// A body in memory, and the room that it takes until this is dropped.
#[derive(Debug)]
pub(crate) struct LongBody {
    pub(crate) bytes: Vec<u8>,
    pub(crate) room: Option<OwnedSemaphorePermit>,
}

/// Why a long body could not be read.
#[derive(Debug)]
pub(crate) enum LongBodyError {
    /// The bodies of all callers together are too long.
    NoRoom,
    /// It is too long, too slow, or broke off.
    Body(Problem),
}

impl BodyMemory {
    /// Makes room for this many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    /// Reads a body.
    ///
    /// # Errors
    /// A body beyond its limits, one that breaks off, or no room for it.
    pub(crate) async fn read(
        &self,
        body: Body,
        limits: BodyLimits,
    ) -> Result<LongBody, LongBodyError> {
        // A body that declares a greater length is not read at all.
        if body.size_hint().lower() > limits.most_bytes as u64 {
            return Err(too_large(limits.most_bytes).into());
        }
        let read = timeout(limits.whole_within, self.collect(body, limits)).await;
        read.map_err(|_| too_slow())?
    }

    async fn collect(&self, mut body: Body, limits: BodyLimits) -> Result<LongBody, LongBodyError> {
        let mut read = LongBody {
            bytes: Vec::new(),
            room: None,
        };
        loop {
            let frame = timeout(limits.more_within, body.frame()).await;
            let Some(frame) = frame.map_err(|_| too_slow())? else {
                return Ok(read);
            };
            // Trailers say nothing that is used.
            let Ok(more) = frame.map_err(|_| broken_off())?.into_data() else {
                continue;
            };
            if read.bytes.len() + more.len() > limits.most_bytes {
                return Err(too_large(limits.most_bytes).into());
            }
            self.take_room(&mut read.room, more.len())?;
            read.bytes.extend_from_slice(&more);
        }
    }

    fn take_room(
        &self,
        room: &mut Option<OwnedSemaphorePermit>,
        bytes: usize,
    ) -> Result<(), LongBodyError> {
        let bytes = u32::try_from(bytes).map_err(|_| LongBodyError::NoRoom)?;
        let more = self.0.clone().try_acquire_many_owned(bytes);
        let more = more.map_err(|_| LongBodyError::NoRoom)?;
        match room {
            Some(room) => room.merge(more),
            None => *room = Some(more),
        }
        Ok(())
    }
}

impl From<Problem> for LongBodyError {
    fn from(problem: Problem) -> Self {
        Self::Body(problem)
    }
}
