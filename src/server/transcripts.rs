//! Transcripts to read: the list of them, a page at a time, one whole, and one around a time.
//!
//! In: filters, ids, times. Out: the shapes of [`crate::api`]. Never here: a change (see
//! [`super::uploads`]).

use axum::extract::State;
use axum::response::Json as JsonResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::extract::IdInPath;
use super::query::Parameters;
use super::{AppState, Problem, cursor};
use crate::api::{AROUND_S, MOST_AROUND_S, TranscriptDetail, TranscriptList, TranscriptSegment};
use crate::engine::{Engine, ListOrder, Listing, ListingError, Moment, SegmentError};
use crate::time::parse_time;
use crate::transcript::Date;

type Reply<T> = Result<JsonResponse<T>, Problem>;

/// Which transcripts are listed, and how many of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListParameters {
    /// Letters that the id, the title or a speaker's name has; case and accents do not matter.
    q: Option<String>,
    /// Who speaks in it: a name or a label, or whole words of one.
    speaker: Option<String>,
    /// The first day, `YYYY-MM-DD`; a recording without a date is left out.
    from: Option<Date>,
    /// The last day, `YYYY-MM-DD`; a recording without a date is left out.
    to: Option<Date>,
    /// The order; by id where it is left out.
    sort: Option<Sort>,
    /// How many at most; all of them where it is left out.
    #[schemars(range(min = 1, max = 1000))]
    limit: Option<usize>,
    /// `next_cursor` of the page before, with the same filters and order.
    cursor: Option<String>,
}

/// An order of transcripts.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Sort {
    Id,
    Newest,
    Oldest,
}

/// Which part of a transcript.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentParameters {
    /// The time: `HH:MM:SS`, or seconds from the start of the recording.
    #[schemars(regex(
        pattern = r"^(([0-9]{1,6}:)?[0-5]?[0-9]:[0-5]?[0-9]([.,][0-9]{1,3})?|[0-9]{1,6}(\.[0-9]{1,3})?)$"
    ))]
    at: String,
    /// How many seconds before and after it; 60 where it is left out.
    #[schemars(range(max = 600))]
    around_s: Option<u32>,
    /// How many seconds before it, in place of `around_s`.
    #[schemars(range(max = 600))]
    before_s: Option<u32>,
    /// How many seconds after it, in place of `around_s`.
    #[schemars(range(max = 600))]
    after_s: Option<u32>,
}

/// `GET /v1/transcripts`.
pub(super) async fn list(
    State(state): State<AppState>,
    Parameters(parameters): Parameters<ListParameters>,
) -> Reply<TranscriptList> {
    let listing = parameters.into_listing()?;
    let work = move |engine: &Engine| {
        let listed = engine.catalogue().list(&listing)?;
        let next = listed.next.as_ref();
        Ok(TranscriptList {
            next_cursor: next.map(|place| cursor::write(&listing, place)),
            ..TranscriptList::new(&listed)
        })
    };
    state.run(work).await.map(JsonResponse)
}

/// `GET /v1/transcripts/{id}`.
pub(super) async fn whole(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
) -> Reply<TranscriptDetail> {
    let work = move |engine: &Engine| {
        let catalogue = engine.catalogue();
        match catalogue.whole(&id)? {
            Some(whole) => Ok(TranscriptDetail::whole(&whole)),
            None => Err(no_transcript(&id, &catalogue.similar_ids(&id)?)),
        }
    };
    state.run(work).await.map(JsonResponse)
}

/// `GET /v1/transcripts/{id}/segment`.
pub(super) async fn segment(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
    Parameters(parameters): Parameters<SegmentParameters>,
) -> Reply<TranscriptSegment> {
    let moment = parameters.into_moment(id)?;
    let work = move |engine: &Engine| {
        let segment = engine.catalogue().segment(&moment)?;
        Ok(TranscriptSegment::new(&moment, &segment))
    };
    state.run(work).await.map(JsonResponse)
}

impl ListParameters {
    fn into_listing(self) -> Result<Listing, Problem> {
        let mut listing = Listing {
            containing: self.q,
            speaker: self.speaker,
            from: self.from,
            to: self.to,
            order: self.sort.map(ListOrder::from).unwrap_or_default(),
            after: None,
            limit: self.limit,
        };
        if let Some(cursor) = &self.cursor {
            let place = cursor::read(&listing, cursor).ok_or_else(Problem::cursor)?;
            listing.after = Some(place);
        }
        Ok(listing)
    }
}

impl From<Sort> for ListOrder {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::Id => Self::Id,
            Sort::Newest => Self::Newest,
            Sort::Oldest => Self::Oldest,
        }
    }
}

impl SegmentParameters {
    fn into_moment(self, transcript_id: String) -> Result<Moment, Problem> {
        let around_s = within("around_s", self.around_s.unwrap_or(AROUND_S))?;
        let at_ms = parse_time(&self.at).ok_or_else(|| {
            let at = &self.at;
            let detail =
                format!("`at` is {at:?}; expected a time such as 00:12:30, or seconds such as 750");
            Problem::invalid(detail, Some("at".into()))
        })?;
        Ok(Moment {
            transcript_id,
            at_ms,
            before_ms: within("before_s", self.before_s.unwrap_or(around_s))? as u64 * 1000,
            after_ms: within("after_s", self.after_s.unwrap_or(around_s))? as u64 * 1000,
        })
    }
}

fn within(name: &str, seconds: u32) -> Result<u32, Problem> {
    if seconds <= MOST_AROUND_S {
        return Ok(seconds);
    }
    let detail = format!("`{name}` is {seconds}; it must be at most {MOST_AROUND_S}");
    Err(Problem::invalid(detail, Some(name.into())))
}

/// Returns that a transcript is not there.
pub(super) fn no_transcript(id: &str, similar: &[String]) -> Problem {
    Problem::not_found(match similar {
        [] => format!("there is no transcript {id}; GET /v1/transcripts lists them"),
        ids => format!("there is no transcript {id}; there is {}", ids.join(", ")),
    })
}

impl From<ListingError> for Problem {
    fn from(error: ListingError) -> Self {
        let field = match error {
            ListingError::Read(error) => return error.into(),
            ListingError::Limit { .. } => "limit",
            _ => "from",
        };
        Self::invalid(error.to_string(), Some(field.into()))
    }
}

impl From<SegmentError> for Problem {
    fn from(error: SegmentError) -> Self {
        match error {
            SegmentError::Read(error) => error.into(),
            SegmentError::NoSuchTranscript { asked, similar } => no_transcript(&asked, &similar),
            SegmentError::AfterTheEnd { .. } => Self::not_found(error.to_string()).at("at"),
            error => Self::not_found(error.to_string()),
        }
    }
}
