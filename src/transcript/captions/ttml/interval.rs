//! Computes when each element of a TTML file begins and ends (TTML2, section 12).
//!
//! A time counts from the start of the element around it, or, in a sequence, from the end of the
//! element before. Nothing lasts longer than what is around it. Apple counts all times from the start
//! of the recording instead.

use crate::time::LATEST_MS;
use crate::transcript::assemble::Times;

/// What the times of a file count from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum TimeBase {
    /// The start of the element around them.
    #[default]
    Parent,
    /// The start of the recording.
    Recording,
}

/// How the times of an element's children relate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum TimeContainer {
    /// Each begins with the element.
    #[default]
    Parallel,
    /// Each begins where the one before ends.
    Sequence,
}

/// The times that an element states, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StatedTimes {
    pub begin_ms: Option<u64>,
    pub end_ms: Option<u64>,
    pub duration_ms: Option<u64>,
}

/// When an element is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    /// Unknown after an element of a sequence that has no end.
    start_ms: Option<u64>,
    /// Unknown where the element states only a start.
    end_ms: Option<u64>,
    /// The earliest end of the elements around it and its own.
    limit_ms: Option<u64>,
    /// Whether the element or one around it states when it begins.
    is_placed: bool,
    /// Whether the element states a time.
    states_times: bool,
    container: TimeContainer,
    /// Where the next element of a sequence begins.
    next_ms: Option<u64>,
    /// The end that the element states, or the latest of those inside it.
    last_ms: Option<u64>,
}

impl Interval {
    /// Returns the interval of the recording.
    pub(super) fn recording() -> Self {
        Self {
            start_ms: Some(0),
            end_ms: None,
            limit_ms: None,
            is_placed: false,
            states_times: false,
            container: TimeContainer::Parallel,
            next_ms: Some(0),
            last_ms: None,
        }
    }

    /// Returns the interval of an element inside this one.
    pub(super) fn child(
        &self,
        stated: &StatedTimes,
        container: TimeContainer,
        base: TimeBase,
    ) -> Self {
        let zero_ms = match base {
            TimeBase::Recording => Some(0),
            TimeBase::Parent if self.container == TimeContainer::Sequence => self.next_ms,
            TimeBase::Parent => self.start_ms,
        };
        let after = |from_ms: Option<u64>, ms: Option<u64>| {
            let time_ms = from_ms?.saturating_add(ms?);
            Some(time_ms).filter(|time_ms| *time_ms <= LATEST_MS)
        };
        let start_ms = match (stated.begin_ms, base) {
            (Some(begin_ms), _) => after(zero_ms, Some(begin_ms)),
            (None, TimeBase::Recording) => self.start_ms,
            (None, TimeBase::Parent) => zero_ms,
        };
        let ends = [
            after(zero_ms, stated.end_ms),
            after(start_ms, stated.duration_ms),
        ];
        let stated_end_ms = ends.into_iter().flatten().min();
        // A file whose parts lie after the end of the whole states a wrong end of the whole.
        let is_later = |limit_ms: &u64| start_ms.is_none_or(|start_ms| *limit_ms > start_ms);
        let around_ms = self.limit_ms.filter(is_later);
        let around_ms = around_ms.filter(|_| base == TimeBase::Parent);
        let limit_ms = stated_end_ms.into_iter().chain(around_ms).min();
        Self {
            start_ms,
            end_ms: match (stated_end_ms, stated.begin_ms) {
                (Some(_), _) => limit_ms,
                (None, Some(_)) => None,
                (None, None) => self.end_ms,
            },
            limit_ms,
            is_placed: self.is_placed || stated.begin_ms.is_some(),
            states_times: stated.begin_ms.is_some() || stated_end_ms.is_some(),
            container,
            next_ms: start_ms,
            last_ms: stated_end_ms,
        }
    }

    /// Takes note of an element inside it that closes.
    pub(super) fn close_child(&mut self, child: &Interval) {
        if self.container == TimeContainer::Sequence {
            self.next_ms = child.last_ms;
        }
        self.last_ms = self.last_ms.max(child.last_ms);
    }

    /// Returns whether a time inside this element can only count from the start of the recording: as
    /// the standard counts, what begins then would never be shown.
    pub(super) fn refutes(&self, begin_ms: u64) -> bool {
        let (Some(start_ms), Some(end_ms)) = (self.start_ms, self.limit_ms) else {
            return false;
        };
        let is_inside = (start_ms..=end_ms).contains(&begin_ms);
        is_inside && start_ms > 0 && start_ms.saturating_add(begin_ms) >= end_ms
    }

    /// Returns whether the element states a time of its own.
    pub(super) fn states_times(&self) -> bool {
        self.states_times
    }

    /// Returns the times of the words in it, which are unknown where nothing says when it begins.
    pub(super) fn times(&self) -> Times {
        match self.is_placed || self.states_times {
            true => Times::new(
                self.start_ms,
                self.end_ms.filter(|_| self.start_ms.is_some()),
            ),
            false => Times::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARALLEL: TimeContainer = TimeContainer::Parallel;

    fn stated(begin_ms: u64, end_ms: u64) -> StatedTimes {
        StatedTimes {
            begin_ms: Some(begin_ms),
            end_ms: Some(end_ms),
            duration_ms: None,
        }
    }

    #[test]
    fn times_count_from_the_element_around_them_and_end_with_it() {
        let outer = Interval::recording().child(&stated(1000, 9000), PARALLEL, TimeBase::Parent);
        let inner = outer.child(&stated(2000, 3000), PARALLEL, TimeBase::Parent);
        assert_eq!(inner.times(), (3000, 4000).into());
        let long = outer.child(&stated(2000, 30_000), PARALLEL, TimeBase::Parent);
        assert_eq!(long.times(), (3000, 9000).into());
        let none = outer.child(&StatedTimes::default(), PARALLEL, TimeBase::Parent);
        assert_eq!(none.times(), (1000, 9000).into());
    }

    #[test]
    fn an_element_of_a_sequence_begins_where_the_one_before_ends() {
        let lasts = |duration_ms| StatedTimes {
            duration_ms: Some(duration_ms),
            ..StatedTimes::default()
        };
        let mut sequence = Interval::recording().child(
            &stated(1000, 60_000),
            TimeContainer::Sequence,
            TimeBase::Parent,
        );
        for (duration_ms, times) in [(2000, (1000, 3000)), (500, (3000, 3500))] {
            let child = sequence.child(&lasts(duration_ms), PARALLEL, TimeBase::Parent);
            assert_eq!(child.times(), times.into());
            sequence.close_child(&child);
        }
        let endless = sequence.child(&StatedTimes::default(), PARALLEL, TimeBase::Parent);
        sequence.close_child(&endless);
        let next = sequence.child(&lasts(500), PARALLEL, TimeBase::Parent);
        assert_eq!(next.times(), Times::default());
    }

    #[test]
    fn a_time_that_would_never_be_shown_counts_from_the_recording() {
        let outer =
            Interval::recording().child(&stated(10_000, 13_000), PARALLEL, TimeBase::Parent);
        assert!(outer.refutes(10_500));
        for begin_ms in [1000, 20_000] {
            assert!(!outer.refutes(begin_ms));
        }
    }
}
