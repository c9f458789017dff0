//! As many at work as there are processors, first come, first served.
//!
//! In: threads whose question the model has read. Out: leave to go on. A batch of questions is read
//! at once, and without this all of them would search at once: each as slow as all together, and the
//! model, which has the next batch, slower still. Never here: waiting for anything but a processor.

use std::collections::VecDeque;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Places at work.
pub(super) struct Lanes(Mutex<Line>);

struct Line {
    free: usize,
    waiting: VecDeque<Sender<()>>,
}

/// A place at work; it goes to the next one when this is dropped.
pub(super) struct Lane<'a>(&'a Lanes);

impl Lanes {
    /// Makes so many places.
    pub(super) fn new(places: usize) -> Self {
        Self(Mutex::new(Line {
            free: places.max(1),
            waiting: VecDeque::new(),
        }))
    }

    /// Waits for a place and takes it.
    pub(super) fn enter(&self) -> Lane<'_> {
        let turn = {
            let mut line = self.line();
            if line.free > 0 {
                line.free -= 1;
                None
            } else {
                let (tell, told) = channel();
                line.waiting.push_back(tell);
                Some(told)
            }
        };
        if let Some(told) = turn {
            // The sender waits in the line until it has told.
            let _ = told.recv();
        }
        Lane(self)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // Nothing in here calls what could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        match line.waiting.pop_front() {
            // Whoever is in the line waits to be told.
            Some(next) => drop(next.send(())),
            None => line.free += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_are_at_work_than_there_are_places() {
        let lanes = Lanes::new(2);
        let (at_work, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let _lane = lanes.enter();
                    most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    at_work.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!(most.into_inner() <= 2);
        assert_eq!(lanes.line().free, 2);
    }

    #[test]
    fn who_comes_first_goes_first() {
        let lanes = Lanes::new(1);
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let held = lanes.enter();
            for number in 0..5 {
                let (lanes, order) = (&lanes, &order);
                scope.spawn(move || {
                    let _lane = lanes.enter();
                    order.lock().unwrap().push(number);
                });
                while lanes.line().waiting.len() <= number {
                    thread::yield_now();
                }
            }
            drop(held);
        });
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4]);
    }
}
