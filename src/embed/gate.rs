//! Who is at the model, and who is next.
//!
//! In: short texts from many threads, and long work. Out: each text's row, read together with the
//! others that waited at the same time. Whoever finds the model free reads at once, alone; whoever
//! comes meanwhile waits, and the first of them reads for all who fit in one batch. So nothing
//! waits for company, and nobody is passed over: the one who has waited longest is in the next
//! batch. Long work and batches take turns where both wait. Never here: two at the model, what a
//! text or a row is.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::BATCH_SIZES;
use super::batch::with_the_first;
use crate::tally::{Tally, TallySnapshot};

/// A model that one thread uses at a time, and who waits for it.
pub(super) struct Gate<M, R> {
    model: Mutex<M>,
    line: Mutex<Line<R>>,
    sizes: Tally,
}

struct Line<R> {
    /// Somebody is at the model, or was told to go there.
    occupied: bool,
    /// Texts, in the order in which they came.
    texts: VecDeque<Waiting<R>>,
    /// Long work, in the order in which it came.
    long: VecDeque<Sender<()>>,
    /// Long work had the last turn.
    long_was_last: bool,
}

struct Waiting<R> {
    text: String,
    tokens: usize,
    since: Instant,
    tell: Sender<Turn<R>>,
}

enum Turn<R> {
    /// Read for yourself and for others.
    Lead,
    /// Somebody has read for you.
    Done(Read<R>),
}

/// What was read of a text.
pub(super) struct Read<R> {
    pub row: R,
    /// How long the text waited until it was read.
    pub waited: Duration,
}

impl<M, R> Gate<M, R> {
    pub(super) fn new(model: M) -> Self {
        Self {
            model: Mutex::new(model),
            line: Mutex::new(Line {
                occupied: false,
                texts: VecDeque::new(),
                long: VecDeque::new(),
                long_was_last: false,
            }),
            sizes: Tally::new(&BATCH_SIZES),
        }
    }

    /// Returns how many texts were read together, each time.
    pub(super) fn sizes(&self) -> TallySnapshot {
        self.sizes.snapshot()
    }

    /// Has a text of so many tokens read. `read` takes texts and returns a row for each, in their
    /// order; it is called here for others too, or not at all.
    ///
    /// Returns `None` where it panicked for whoever called it.
    pub(super) fn read(
        &self,
        text: String,
        tokens: usize,
        read: impl FnOnce(&mut M, &[String]) -> Vec<R>,
    ) -> Option<Read<R>> {
        let told = self.join(text, tokens);
        match told.recv().ok()? {
            Turn::Done(done) => return Some(done),
            Turn::Lead => {}
        }
        let leaving = Leaving(self);
        let (texts, places) = self.line().take_batch();
        self.sizes.count(texts.len() as f64);
        let begun = Instant::now();
        let rows = read(&mut self.model(), &texts);
        // The next one begins before these are told.
        drop(leaving);
        for ((since, tell), row) in places.into_iter().zip(rows) {
            let waited = begun.saturating_duration_since(since);
            // Whoever is gone needs no row.
            let _ = tell.send(Turn::Done(Read { row, waited }));
        }
        match told.try_recv().ok()? {
            Turn::Done(done) => Some(done),
            Turn::Lead => None,
        }
    }

    /// Does long work at the model when it is its turn.
    pub(super) fn work<T>(&self, work: impl FnOnce(&mut M) -> T) -> T {
        let turn = {
            let mut line = self.line();
            if line.occupied {
                let (tell, told) = channel();
                line.long.push_back(tell);
                Some(told)
            } else {
                line.occupied = true;
                line.long_was_last = true;
                None
            }
        };
        if let Some(told) = turn {
            // The sender waits in the line until it has told.
            let _ = told.recv();
        }
        let _leaving = Leaving(self);
        work(&mut self.model())
    }

    fn join(&self, text: String, tokens: usize) -> Receiver<Turn<R>> {
        let (tell, told) = channel();
        let mut line = self.line();
        if !line.occupied {
            line.occupied = true;
            line.long_was_last = false;
            // The receiver is below.
            let _ = tell.send(Turn::Lead);
        }
        line.texts.push_back(Waiting {
            text,
            tokens,
            since: Instant::now(),
            tell,
        });
        told
    }

    fn model(&self) -> MutexGuard<'_, M> {
        // A panic in the runtime leaves no half-made state behind: a session is read-only.
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self) -> MutexGuard<'_, Line<R>> {
        // Nothing in here calls what could panic.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a row goes, and since when it is waited for.
type Place<R> = (Instant, Sender<Turn<R>>);

impl<R> Line<R> {
    /// Takes the one who has waited longest, and who fits with them.
    fn take_batch(&mut self) -> (Vec<String>, Vec<Place<R>>) {
        let token_counts: Vec<usize> = self.texts.iter().map(|waiting| waiting.tokens).collect();
        let mut taken = with_the_first(&token_counts).into_iter().peekable();
        let (mut texts, mut places) = (Vec::new(), Vec::new());
        for (place, waiting) in std::mem::take(&mut self.texts).into_iter().enumerate() {
            if taken.next_if_eq(&place).is_some() {
                texts.push(waiting.text);
                places.push((waiting.since, waiting.tell));
            } else {
                self.texts.push_back(waiting);
            }
        }
        (texts, places)
    }

    /// Tells the next one to go to the model.
    fn hand_on(&mut self) {
        let texts_wait = !self.texts.is_empty();
        let long = match self.long_was_last && texts_wait {
            true => None,
            false => self.long.pop_front(),
        };
        self.long_was_last = long.is_some();
        // Whoever is in the line waits to be told, so that a turn is never lost.
        match (long, self.texts.front()) {
            (Some(long), _) => drop(long.send(())),
            (None, Some(first)) => drop(first.tell.send(Turn::Lead)),
            (None, None) => self.occupied = false,
        }
    }
}

/// Hands the model on, also where the one who had it panics.
struct Leaving<'a, M, R>(&'a Gate<M, R>);

impl<M, R> Drop for Leaving<'_, M, R> {
    fn drop(&mut self) {
        self.0.line().hand_on();
    }
}

#[cfg(test)]
mod tests;
