//! Maps items on all processors.

use std::sync::atomic::{AtomicUsize, Ordering};

/// So few items are not worth a thread.
const FEW: usize = 8;

/// What each thread keeps from one map to the next.
pub(super) struct Workers<W>(Vec<W>);

impl<W: Default + Send> Workers<W> {
    /// Returns a worker for each processor.
    pub(super) fn new() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self((0..threads).map(|_| W::default()).collect())
    }

    /// Returns what `work` makes of each item, in the order of the items. A thread takes the next
    /// item when it is done with one.
    pub(super) fn map<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        work: impl Fn(&T, &mut W) -> R + Sync,
    ) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let run = |worker: &mut W| {
            let mut made = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(place) else {
                    return made;
                };
                made.push((place, work(item, worker)));
            }
        };
        let (first, others) = self.0.split_at_mut(1);
        let others = if items.len() < FEW { &mut [] } else { others };
        let run = &run;
        let mut made = std::thread::scope(|scope| {
            let others = others.iter_mut();
            let others: Vec<_> = others.map(|worker| scope.spawn(|| run(worker))).collect();
            let mut made: Vec<(usize, R)> = first.iter_mut().flat_map(run).collect();
            for other in others {
                made.extend(other.join().expect("the work does not panic"));
            }
            made
        });
        made.sort_unstable_by_key(|&(place, _)| place);
        made.into_iter().map(|(_, result)| result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let mut workers = Workers::<usize>::new();
        for count in [0, 1, 7, 100] {
            let items: Vec<usize> = (0..count).collect();
            let doubled = workers.map(&items, |item, done| {
                *done += 1;
                item * 2
            });
            assert_eq!(
                doubled,
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert_eq!(workers.0.iter().sum::<usize>(), 108);
    }
}
