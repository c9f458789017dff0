//! Lets one question at a time use the reader, and turns those away for whom the wait is too long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most questions that wait while another is read. Under more, questions are answered unread:
/// reading takes some ten times as long as the rest of an answer.
const MOST_WAITING: usize = 2;

/// A value that one thread uses at a time, with a short line before it.
pub(super) struct Turnstile<T> {
    value: Mutex<T>,
    inside: AtomicUsize,
}

/// A turn with the value. Dropping it lets the next one in.
pub(super) struct Turn<'a, T> {
    pub(super) value: MutexGuard<'a, T>,
    _place: Place<'a>,
}

/// A place in the line.
struct Place<'a>(&'a AtomicUsize);

impl<T> Turnstile<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            value: Mutex::new(value),
            inside: AtomicUsize::new(0),
        }
    }

    /// Waits for a turn; returns nothing where the line is full.
    pub(super) fn enter(&self) -> Option<Turn<'_, T>> {
        let before = self.inside.fetch_add(1, Ordering::Relaxed);
        let place = Place(&self.inside);
        if before > MOST_WAITING {
            return None;
        }
        // A panic in the runtime leaves no invalid state, since a session is read-only.
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Turn {
            value,
            _place: place,
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_inside_two_wait_and_a_fourth_is_turned_away() {
        let turnstile = Turnstile::new(0);
        std::thread::scope(|scope| {
            let inside = turnstile.enter().unwrap();
            let waiting: Vec<_> = (0..MOST_WAITING)
                .map(|_| scope.spawn(|| turnstile.enter().map(|mut turn| *turn.value += 1)))
                .collect();
            while turnstile.inside.load(Ordering::Relaxed) <= MOST_WAITING {
                std::thread::yield_now();
            }
            assert!(turnstile.enter().is_none());
            drop(inside);
            for waiting in waiting {
                assert_eq!(waiting.join().unwrap(), Some(()));
            }
        });
        assert_eq!(*turnstile.enter().unwrap().value, MOST_WAITING);
        assert_eq!(turnstile.inside.load(Ordering::Relaxed), 0);
    }
}
