//! Speakers and their names: who there is, what they may be called, what they are called.
//!
//! In: labels, names and changes to take back. Out: the same shapes as `whosaid speakers --json`. Never here: a name that
//! nobody gave.

use axum::extract::State;
use axum::response::Json as JsonResponse;
use schemars::JsonSchema;
use serde::Deserialize;

use super::extract::Json;
use super::query::Parameters;
use super::{AppState, Problem};
use crate::api::{NameHistory, SpeakerList, SuggestionList, whole};
use crate::engine::{Engine, Naming, NamingError};
use crate::names::{Change, Scope};

type Reply<T> = Result<JsonResponse<T>, Problem>;

/// A name shows something, and has no control characters.
pub(super) const NAME: &str = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$";

/// Where to look.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// A transcript's id; all of them where it is left out.
    transcript: Option<String>,
}

/// A name for a label, or a label that is somebody named already.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// The label in the file.
    label: String,
    /// What it is called from now on, or who it is; on one line.
    #[schemars(length(min = 1, max = 200), regex(pattern = NAME))]
    name: String,
    /// The transcript in which that holds; all of them where it is left out.
    #[serde(default)]
    transcript: Option<String>,
    /// Why, for the log.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    reason: Option<String>,
}

/// Which change is taken back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenBack {
    /// Its number, as `GET /v1/speakers/history` gives it; the last one that still holds where it is
    /// left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(max = 9_007_199_254_740_991_u64))]
    change: Option<u64>,
    /// Why, for the log.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    reason: Option<String>,
}

/// `GET /v1/speakers`.
pub(super) async fn list(
    State(state): State<AppState>,
    Parameters(place): Parameters<Where>,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let speakers = engine.catalogue().speakers(place.transcript.as_deref())?;
        Ok(SpeakerList::new(&speakers))
    };
    state.run(work).await.map(JsonResponse)
}

/// `GET /v1/speakers/suggestions`.
pub(super) async fn suggestions(
    State(state): State<AppState>,
    Parameters(place): Parameters<Where>,
) -> Reply<SuggestionList> {
    let work = move |engine: &Engine| {
        let found = engine
            .catalogue()
            .suggest_names(place.transcript.as_deref())?;
        Ok(SuggestionList::from(&found))
    };
    state.run(work).await.map(JsonResponse)
}

/// `GET /v1/speakers/history`.
pub(super) async fn history(State(state): State<AppState>) -> Reply<NameHistory> {
    let work = |engine: &Engine| Ok(NameHistory::new(&engine.catalogue().naming_history()?));
    state.run(work).await.map(JsonResponse)
}

/// `POST /v1/speakers/name`.
pub(super) async fn name(
    State(state): State<AppState>,
    Json(given): Json<Given>,
) -> Reply<SpeakerList> {
    change(state, given, |engine, naming| {
        engine.catalogue().name_speaker(naming)
    })
    .await
}

/// `POST /v1/speakers/merge`.
pub(super) async fn merge(
    State(state): State<AppState>,
    Json(given): Json<Given>,
) -> Reply<SpeakerList> {
    change(state, given, |engine, naming| {
        engine.catalogue().merge_speakers(naming)
    })
    .await
}

/// `POST /v1/speakers/undo`.
pub(super) async fn undo(
    State(state): State<AppState>,
    Json(taken): Json<TakenBack>,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let catalogue = engine.catalogue();
        catalogue.undo_naming(taken.change, taken.reason)?;
        Ok(SpeakerList::new(&catalogue.speakers(None)?))
    };
    state.run(work).await.map(JsonResponse)
}

/// Changes names and returns the speakers as they are then.
async fn change(
    state: AppState,
    given: Given,
    make: impl FnOnce(&Engine, Naming) -> Result<Change, NamingError> + Send + 'static,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let place = given.transcript.clone();
        make(engine, given.into())?;
        let speakers = engine.catalogue().speakers(place.as_deref())?;
        Ok(SpeakerList::new(&speakers))
    };
    state.run(work).await.map(JsonResponse)
}

impl From<Given> for Naming {
    fn from(given: Given) -> Self {
        Self {
            scope: given.transcript.map_or(Scope::All, Scope::Transcript),
            label: given.label,
            name: given.name,
            reason: given.reason,
        }
    }
}

impl From<NamingError> for Problem {
    fn from(error: NamingError) -> Self {
        let detail = error.to_string();
        match error {
            NamingError::Read(error) => error.into(),
            NamingError::Write(error) => error.into(),
            NamingError::NoSuchTranscript { .. } => Self::not_found(detail).at("transcript"),
            NamingError::NoSuchSpeaker { .. } => Self::not_found(detail).at("label"),
            NamingError::NoSuchChange { .. } => Self::not_found(detail).at("change"),
            NamingError::IsName { .. } => Self::conflict(detail).at("label"),
            NamingError::AsBefore { .. } => Self::conflict(detail).at("name"),
            NamingError::LongReason { .. } => Self::invalid(detail, Some("reason".into())),
            NamingError::UndoneAlready { .. } | NamingError::NothingToUndo => {
                Self::conflict(detail).at("change")
            }
            _ => Self::invalid(detail, Some("name".into())),
        }
    }
}
