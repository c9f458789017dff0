//! Lists transcripts in pages, filtered and sorted.
//!
//! A page begins after a place in the order, not after a number of transcripts, so one that is
//! added or removed meanwhile does not shift the others.

use std::cmp::Ordering;

use thiserror::Error;

use crate::engine::connections::StoreConnections;
use crate::english::fold;
use crate::named::named_enum;
use crate::remedy::Remedy;
use crate::speakers::{SpeakerNames, has_name};
use crate::store::{ReadError, TranscriptSummary};
use crate::transcript::Date;

/// The most transcripts that a page may be asked to have.
pub const MOST_LISTED: usize = 1000;

/// Which transcripts are wanted. What is `None` leaves none out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// Letters that the id, the title or a speaker's name has; case and accents do not matter.
    pub containing: Option<String>,
    /// Who speaks in it: a name or label, or whole words of one; case and accents do not matter.
    pub speaker: Option<String>,
    /// The first day; one without a date is left out.
    pub from: Option<Date>,
    /// The last day; one without a date is left out.
    pub to: Option<Date>,
    /// In which order.
    pub order: ListOrder,
    /// Where the page before ended.
    pub after: Option<ListPlace>,
    /// How many at most, from 1 to [`MOST_LISTED`]; `None` for all.
    pub limit: Option<usize>,
}

named_enum! {
    /// An order of transcripts. Within a day, and where there is no date, it is by id.
    #[derive(Default)]
    pub enum ListOrder {
        /// By id.
        #[default]
        Id = "id",
        /// The latest day first, those without a date last.
        Newest = "newest",
        /// The first day first, those without a date last.
        Oldest = "oldest",
    }
}

/// A place in an order: that of a transcript, whether or not it is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPlace {
    /// The transcript's date.
    pub date: Option<Date>,
    /// Its id.
    pub id: String,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct ListPage {
    /// The transcripts, in order.
    pub summaries: Vec<TranscriptSummary>,
    /// The names that were given.
    pub names: SpeakerNames,
    /// How many there are on all pages.
    pub total: usize,
    /// Where this page ends, where another follows.
    pub next: Option<ListPlace>,
}

/// Why transcripts were not listed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ListingError {
    /// No page, or too long a one.
    #[error("limit is {0}; it must be between 1 and {MOST_LISTED}")]
    Limit(usize),
    /// The days are the wrong way round.
    #[error("from ({from}) lies after to ({to})")]
    Dates {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl ListingError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Read(error) => error.remedy(),
            _ => None,
        }
    }
}

/// Returns a page of the transcripts that a listing asks for.
pub(super) fn list(store: &StoreConnections, listing: &Listing) -> Result<ListPage, ListingError> {
    listing.check()?;
    let (mut summaries, names) = {
        let store = store.reader();
        let names = SpeakerNames::from_log(&store.name_changes()?);
        (store.transcripts().summaries()?, names)
    };
    summaries.retain(|summary| listing.admits(summary, &names));
    let order = listing.order;
    summaries.sort_by(|a, b| order.compare(place(a), place(b)));
    let total = summaries.len();
    if let Some(after) = &listing.after {
        let after = (after.date, &*after.id);
        summaries.retain(|summary| order.compare(place(summary), after).is_gt());
    }
    let limit = listing.limit.unwrap_or(usize::MAX);
    let more = summaries.len() > limit;
    summaries.truncate(limit);
    let last = summaries.last().filter(|_| more);
    Ok(ListPage {
        next: last.map(|last| ListPlace {
            date: last.date,
            id: last.id.clone(),
        }),
        summaries,
        names,
        total,
    })
}

fn place(summary: &TranscriptSummary) -> (Option<Date>, &str) {
    (summary.date, &summary.id)
}

impl ListOrder {
    fn compare(self, a: (Option<Date>, &str), b: (Option<Date>, &str)) -> Ordering {
        let by_date = match (self, a.0, b.0) {
            (Self::Id, ..) => Ordering::Equal,
            (Self::Newest, Some(a), Some(b)) => b.cmp(&a),
            (Self::Oldest, Some(a), Some(b)) => a.cmp(&b),
            (_, a, b) => a.is_none().cmp(&b.is_none()),
        };
        by_date.then_with(|| a.1.cmp(b.1))
    }
}

impl Listing {
    fn check(&self) -> Result<(), ListingError> {
        match (self.limit, self.from, self.to) {
            (Some(limit), ..) if !(1..=MOST_LISTED).contains(&limit) => {
                Err(ListingError::Limit(limit))
            }
            (_, Some(from), Some(to)) if from > to => Err(ListingError::Dates { from, to }),
            _ => Ok(()),
        }
    }

    fn admits(&self, summary: &TranscriptSummary, names: &SpeakerNames) -> bool {
        let called = || {
            let labels = summary.speakers.iter();
            labels.flat_map(|label| names.path_of(&summary.id, label))
        };
        let has = |letters: &String| {
            let letters = fold(letters.trim());
            let texts = [&*summary.id, &*summary.title].into_iter().chain(called());
            texts.into_iter().any(|text| fold(text).contains(&letters))
        };
        let is_by = |asked: &String| called().any(|name| has_name(name, asked));
        let day = summary.date;
        self.containing.as_ref().is_none_or(has)
            && self.speaker.as_ref().is_none_or(is_by)
            // `None` is less than any day.
            && (self.from.is_none() || summary.date >= self.from)
            && self.to.is_none_or(|to| day.is_some_and(|day| day <= to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order(order: ListOrder) -> Vec<&'static str> {
        let day = |text: &str| Some(text.parse().unwrap());
        let mut places = [
            (None, "a"),
            (day("2024-05-02"), "b"),
            (day("2024-05-01"), "d"),
            (day("2024-05-02"), "c"),
            (None, "e"),
        ];
        places.sort_by(|a, b| order.compare(*a, *b));
        places.map(|(_, id)| id).to_vec()
    }

    #[test]
    fn undated_transcripts_stand_last_in_both_orders_of_time() {
        assert_eq!(in_order(ListOrder::Id), ["a", "b", "c", "d", "e"]);
        assert_eq!(in_order(ListOrder::Newest), ["b", "c", "d", "a", "e"]);
        assert_eq!(in_order(ListOrder::Oldest), ["d", "b", "c", "a", "e"]);
    }
}
