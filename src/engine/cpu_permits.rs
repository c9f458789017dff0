//! Limits the questions at work to the number of processors, first come, first served.
//!
//! The model reads a batch of questions at once. Without a limit, all of them would then search at
//! the same time and slow down each other and the model, which reads the next batch.

use std::collections::VecDeque;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A number of permits, handed out in order.
pub(super) struct CpuPermits(Mutex<PermitLine>);

struct PermitLine {
    free: usize,
    waiting: VecDeque<Sender<()>>,
}

/// Leave to use a processor. Dropping it hands it to the next in line.
pub(super) struct CpuPermit<'a>(&'a CpuPermits);

impl CpuPermits {
    /// Makes this many permits, at least one.
    pub(super) fn new(permits: usize) -> Self {
        Self(Mutex::new(PermitLine {
            free: permits.max(1),
            waiting: VecDeque::new(),
        }))
    }

    /// Waits for a permit and takes it.
    pub(super) fn acquire(&self) -> CpuPermit<'_> {
        let mut line = self.line();
        if line.free > 0 {
            line.free -= 1;
        } else {
            let (sender, receiver) = channel();
            line.waiting.push_back(sender);
            drop(line);
            // The sender stays in the line until it has sent.
            let _ = receiver.recv();
        }
        CpuPermit(self)
    }

    fn line(&self) -> MutexGuard<'_, PermitLine> {
        // No code under the lock can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CpuPermit<'_> {
    fn drop(&mut self) {
        let mut line = self.0.line();
        match line.waiting.pop_front() {
            // Whoever is in the line waits for this.
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
    fn permits_in_use_do_not_exceed_the_number() {
        let permits = CpuPermits::new(2);
        let (at_work, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    let _permit = permits.acquire();
                    most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    thread::yield_now();
                    at_work.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        assert!(most.into_inner() <= 2);
        assert_eq!(permits.line().free, 2);
    }

    #[test]
    fn permits_go_to_the_first_in_line() {
        let permits = CpuPermits::new(1);
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let held = permits.acquire();
            for number in 0..5 {
                let (permits, order) = (&permits, &order);
                scope.spawn(move || {
                    let _permit = permits.acquire();
                    order.lock().unwrap().push(number);
                });
                while permits.line().waiting.len() <= number {
                    thread::yield_now();
                }
            }
            drop(held);
        });
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4]);
    }
}
