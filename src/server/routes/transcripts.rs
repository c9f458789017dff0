//! Handles GET requests for transcripts: the list, one transcript, and an excerpt around a time.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;

use super::cursor;
use super::errors::no_transcript;
use crate::api::{AROUND_S, MOST_AROUND_S, TranscriptDetail, TranscriptExcerpt, TranscriptList};
use crate::engine::{Engine, ExcerptRequest, ListOrder, Listing};
use crate::server::http::{IdInPath, Parameters, Problem, problem};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::known_id;
use crate::server::state::{AppState, Reply};
use crate::time::parse_time;
use crate::transcript::Date;

/// Which transcripts are listed, and how many of them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ListParameters {
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
struct ExcerptParameters {
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

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("GET /v1/transcripts", list)
            .reads()
            .takes_parameters::<ListParameters>()
            .fails(&[&problem::CURSOR])
            .returns::<TranscriptList>(200),
        Route::working("GET /v1/transcripts/{id}", whole).reads(),
        Route::new("GET /v1/transcripts/{id}/segment", excerpt)
            .reads()
            .has_in_path(known_id)
            .takes_parameters::<ExcerptParameters>()
            .returns::<TranscriptExcerpt>(200),
    ]
}

async fn list(
    State(state): State<AppState>,
    Parameters(parameters): Parameters<ListParameters>,
) -> Reply<TranscriptList> {
    let listing = parameters.into_listing()?;
    let work = move |engine: &Engine| {
        let listed = engine.catalogue().library().list(&listing)?;
        let next = listed.next.as_ref();
        Ok(TranscriptList {
            next_cursor: next.map(|place| cursor::write(&listing, place)),
            ..TranscriptList::new(&listed)
        })
    };
    state.reply(work).await
}

fn whole(engine: &Engine, IdInPath(id): IdInPath) -> Result<TranscriptDetail, Problem> {
    let catalogue = engine.catalogue();
    match catalogue.library().full_transcript(&id)? {
        Some(whole) => Ok(TranscriptDetail::new(&whole)),
        None => Err(no_transcript(&id, &catalogue.library().similar_ids(&id)?)),
    }
}

async fn excerpt(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
    Parameters(parameters): Parameters<ExcerptParameters>,
) -> Reply<TranscriptExcerpt> {
    let request = parameters.into_excerpt_request(id)?;
    let work = move |engine: &Engine| {
        let excerpt = engine.catalogue().library().excerpt(&request)?;
        Ok(TranscriptExcerpt::new(&request, &excerpt))
    };
    state.reply(work).await
}

impl ListParameters {
    fn into_listing(self) -> Result<Listing, Problem> {
        let mut listing = Listing {
            containing: self.q,
            speaker: self.speaker,
            from: self.from,
            to: self.to,
            order: match self.sort {
                None | Some(Sort::Id) => ListOrder::Id,
                Some(Sort::Newest) => ListOrder::Newest,
                Some(Sort::Oldest) => ListOrder::Oldest,
            },
            after: None,
            limit: self.limit,
        };
        if let Some(cursor) = &self.cursor {
            let place = cursor::read(&listing, cursor).ok_or_else(|| {
                let detail = "the cursor does not belong to this list; send `next_cursor` unchanged, \
                              with the same filters and order, or none to start again";
                Problem::new(&problem::CURSOR, detail).in_field("cursor")
            })?;
            listing.after = Some(place);
        }
        Ok(listing)
    }
}

impl ExcerptParameters {
    fn into_excerpt_request(self, transcript_id: String) -> Result<ExcerptRequest, Problem> {
        let around_s = within("around_s", self.around_s.unwrap_or(AROUND_S))?;
        let at_ms = parse_time(&self.at).ok_or_else(|| {
            let at = &self.at;
            let detail =
                format!("`at` is {at:?}; expected a time such as 00:12:30, or seconds such as 750");
            Problem::invalid(detail).in_field("at")
        })?;
        Ok(ExcerptRequest {
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
    Err(Problem::invalid(detail).in_field(name))
}
