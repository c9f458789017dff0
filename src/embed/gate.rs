//! Shares one model among threads, and puts texts that wait at the same time into one batch.
//!
//! A thread that finds the model free reads its text at once. Threads that come meanwhile wait, and
//! the first of them reads for all whose texts fit in one batch, so no text waits for others to come.
//! The text that has waited longest is in the next batch. Long work and batches take turns where both
//! wait.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::batch::question_batch;
use crate::tally::{Tally, TallySnapshot};

/// The upper bounds of the histogram of batch sizes.
const BATCH_SIZES: [f64; 6] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];

/// A model that one thread uses at a time, with the queue of those that wait.
pub(super) struct Gate<M, T, R> {
    model: Mutex<M>,
    queue: Mutex<Queue<T, R>>,
    sizes: Tally,
}

struct Queue<T, R> {
    /// Whether a thread uses the model, or has been sent its turn.
    occupied: bool,
    /// Texts, in the order in which they came.
    texts: VecDeque<WaitingText<T, R>>,
    /// Long work, in the order in which it came.
    long: VecDeque<Sender<()>>,
    /// Whether long work had the last turn.
    long_was_last: bool,
}

struct WaitingText<T, R> {
    text: T,
    tokens: usize,
    since: Instant,
    sender: Sender<Message<R>>,
}

/// What a waiting thread is sent.
enum Message<R> {
    /// It is your turn: read a batch with your own text and others.
    Lead,
    /// Another thread has read your text.
    Done(RowRead<R>),
}

/// The model's output for a text.
pub(super) struct RowRead<R> {
    pub row: R,
    /// How long the text waited until it was read.
    pub waited: Duration,
}

impl<M, T, R> Gate<M, T, R> {
    pub(super) fn new(model: M) -> Self {
        Self {
            model: Mutex::new(model),
            queue: Mutex::new(Queue {
                occupied: false,
                texts: VecDeque::new(),
                long: VecDeque::new(),
                long_was_last: false,
            }),
            sizes: Tally::new(&BATCH_SIZES),
        }
    }

    /// Returns the histogram of batch sizes.
    pub(super) fn sizes(&self) -> TallySnapshot {
        self.sizes.snapshot()
    }

    /// Returns the model's output for a text of so many tokens. `read` takes texts and returns a
    /// row for each, in their order. A thread that reads always reads its own text among others.
    ///
    /// Returns `None` where the thread that read the text panicked.
    pub(super) fn read(
        &self,
        text: T,
        tokens: usize,
        read: impl FnOnce(&mut M, &[T]) -> Vec<R>,
    ) -> Option<RowRead<R>> {
        let receiver = self.join(text, tokens);
        if let Message::Done(done) = receiver.recv().ok()? {
            return Some(done);
        }
        let leaving = Leaving(self);
        let (texts, places) = self.queue().take_batch();
        self.sizes.count(texts.len() as f64);
        let begun = Instant::now();
        let rows = read(&mut self.model(), &texts);
        // The next thread begins before these get their rows.
        drop(leaving);
        for ((since, sender), row) in places.into_iter().zip(rows) {
            let waited = begun.saturating_duration_since(since);
            // A thread that has ended needs no row.
            let _ = sender.send(Message::Done(RowRead { row, waited }));
        }
        match receiver.try_recv().ok()? {
            Message::Done(done) => Some(done),
            Message::Lead => None,
        }
    }

    /// Runs long work with the model when its turn comes.
    pub(super) fn work<W>(&self, work: impl FnOnce(&mut M) -> W) -> W {
        let turn = {
            let mut queue = self.queue();
            if queue.occupied {
                let (sender, receiver) = channel();
                queue.long.push_back(sender);
                Some(receiver)
            } else {
                queue.occupied = true;
                queue.long_was_last = true;
                None
            }
        };
        if let Some(turn) = turn {
            // The sender stays in the queue until it has sent.
            let _ = turn.recv();
        }
        let _leaving = Leaving(self);
        work(&mut self.model())
    }

    fn join(&self, text: T, tokens: usize) -> Receiver<Message<R>> {
        let (sender, receiver) = channel();
        let mut queue = self.queue();
        if !queue.occupied {
            queue.occupied = true;
            queue.long_was_last = false;
            // The receiver is below.
            let _ = sender.send(Message::Lead);
        }
        queue.texts.push_back(WaitingText {
            text,
            tokens,
            since: Instant::now(),
            sender,
        });
        receiver
    }

    fn model(&self) -> MutexGuard<'_, M> {
        // A panic in the runtime leaves no invalid state, since a session is read-only.
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self) -> MutexGuard<'_, Queue<T, R>> {
        // Nothing that holds this lock can panic.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The receiver of a row, and since when its text has waited.
type Destination<R> = (Instant, Sender<Message<R>>);

impl<T, R> Queue<T, R> {
    /// Takes the text that has waited longest, and those that fit in a batch with it.
    fn take_batch(&mut self) -> (Vec<T>, Vec<Destination<R>>) {
        let token_counts: Vec<usize> = self.texts.iter().map(|waiting| waiting.tokens).collect();
        let mut taken = question_batch(&token_counts).into_iter().peekable();
        let (mut texts, mut places) = (Vec::new(), Vec::new());
        for (place, waiting) in std::mem::take(&mut self.texts).into_iter().enumerate() {
            if taken.next_if_eq(&place).is_some() {
                texts.push(waiting.text);
                places.push((waiting.since, waiting.sender));
            } else {
                self.texts.push_back(waiting);
            }
        }
        (texts, places)
    }

    /// Gives the model to the next thread that waits.
    fn hand_on(&mut self) {
        let texts_wait = !self.texts.is_empty();
        let long = match self.long_was_last && texts_wait {
            true => None,
            false => self.long.pop_front(),
        };
        self.long_was_last = long.is_some();
        // Every thread in the queue waits for its message, so no turn is lost.
        match (long, self.texts.front()) {
            (Some(long), _) => drop(long.send(())),
            (None, Some(first)) => drop(first.sender.send(Message::Lead)),
            (None, None) => self.occupied = false,
        }
    }
}

/// Gives the model to the next thread when dropped, also in a panic.
struct Leaving<'a, M, T, R>(&'a Gate<M, T, R>);

impl<M, T, R> Drop for Leaving<'_, M, T, R> {
    fn drop(&mut self) {
        self.0.queue().hand_on();
    }
}

#[cfg(test)]
mod tests;
