//! Keeps the line of those who wait for the reader, and lets one of them use it at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most questions that wait while another is read. Under more, questions are answered unread:
/// reading takes some ten times as long as the rest of an answer.
const MOST_WAITING: usize = 2;

/// A value that one thread uses at a time, with a short line before it.
pub(super) struct Turnstile<T> {
    value: Mutex<T>,
    in_line: AtomicUsize,
}

/// A place in the line. Dropping it gives it to another.
pub(super) struct Place<'a, T>(&'a Turnstile<T>);

impl<T> Turnstile<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            value: Mutex::new(value),
            in_line: AtomicUsize::new(0),
        }
    }

    /// Takes a place; returns nothing where the line is full. It does not wait.
    pub(super) fn queue(&self) -> Option<Place<'_, T>> {
        let before = self.in_line.fetch_add(1, Ordering::Relaxed);
        let place = Place(self);
        (before <= MOST_WAITING).then_some(place)
    }
}

impl<'a, T> Place<'a, T> {
    /// Waits until nobody else uses the value.
    pub(super) fn enter(&self) -> MutexGuard<'a, T> {
        // A panic in the runtime leaves no invalid state, since a session is read-only.
        let value = self.0.value.lock();
        value.unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        self.0.in_line.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fourth_is_turned_away_until_one_of_three_leaves() {
        let turnstile = Turnstile::new(());
        let mut places: Vec<_> = (0..=MOST_WAITING).map(|_| turnstile.queue()).collect();
        assert!(places.iter().all(Option::is_some));
        assert!(turnstile.queue().is_none());
        assert!(
            turnstile.queue().is_none(),
            "who is turned away takes no place"
        );
        drop(places.pop());
        assert!(turnstile.queue().is_some());
    }

    #[test]
    fn one_at_a_time_is_inside() {
        let turnstile = Turnstile::new(0);
        std::thread::scope(|scope| {
            let places: Vec<_> = (0..=MOST_WAITING).map(|_| turnstile.queue()).collect();
            for place in places.into_iter().flatten() {
                scope.spawn(move || {
                    for _ in 0..1000 {
                        let mut value = place.enter();
                        let read = *value;
                        std::thread::yield_now();
                        *value = read + 1;
                    }
                });
            }
        });
        let count = *turnstile.queue().unwrap().enter();
        assert_eq!(count, 1000 * (MOST_WAITING + 1));
    }
}
