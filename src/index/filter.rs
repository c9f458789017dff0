//! Defines which passages a search may return, and which were removed.

use crate::store::{PassageId, Removal};

/// The passages that a caller lets through.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum PassageFilter {
    /// All passages.
    #[default]
    All,
    /// Only these, ascending.
    Only(Vec<PassageId>),
}

impl PassageFilter {
    /// Returns whether the passage may be found.
    pub fn admits(&self, id: PassageId) -> bool {
        match self {
            PassageFilter::All => true,
            PassageFilter::Only(ids) => ids.binary_search(&id).is_ok(),
        }
    }
}

/// The numbers of removed passages, as ranges from first to last, ascending.
///
/// A transcript's passages are numbered in one piece, so the ranges do not overlap.
#[derive(Debug, Clone, Default)]
pub(super) struct Removed(pub(super) Vec<(PassageId, PassageId)>);

impl Removed {
    pub(super) fn new(removals: &[Removal]) -> Self {
        let ranges = removals.iter().map(|gone| (gone.first, gone.last));
        let mut ranges: Vec<_> = ranges.collect();
        ranges.sort_unstable();
        Self(ranges)
    }

    pub(super) fn contains(&self, id: PassageId) -> bool {
        let after = self.0.partition_point(|&(first, _)| first <= id);
        after > 0 && self.0[after - 1].1 >= id
    }
}
