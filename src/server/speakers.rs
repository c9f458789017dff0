//! Speakers and their names: who there is, what they may be called, what they are called.
//!
//! In: labels, names and changes to take back. Out: the same shapes as `whosaid speakers --json`. Never here: a name that
//! nobody gave.

use axum::extract::State;
use axum::response::Json as JsonResponse;
use serde::Deserialize;

use super::extract::{Json, Parameters};
use super::{AppState, Problem};
use crate::engine::{Engine, Naming, NamingError};
use crate::names::{Change, Scope};
use crate::wire::{NameHistory, SpeakerList, SuggestionList};

type Reply<T> = Result<JsonResponse<T>, Problem>;

/// Where to look.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Where {
    /// A transcript's id; all of them where it is left out.
    transcript: Option<String>,
}

/// A name for a label, or a label that is somebody named already.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    /// The label in the file.
    label: String,
    /// What it is called from now on, or who it is.
    name: String,
    /// The transcript in which that holds; all of them where it is left out.
    #[serde(default)]
    transcript: Option<String>,
    /// Why, for the log.
    #[serde(default)]
    reason: Option<String>,
}

/// A change of names to take back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Undoing {
    /// Its number, as the history tells it; the last change that holds where it is left out.
    #[serde(default)]
    change: Option<u64>,
    /// Why, for the log.
    #[serde(default)]
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
    Json(undoing): Json<Undoing>,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let catalogue = engine.catalogue();
        catalogue.undo_naming(undoing.change, undoing.reason)?;
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
        let field = match error {
            NamingError::Read(error) => return error.into(),
            NamingError::Write(error) => return error.into(),
            NamingError::NoSuchTranscript { .. } => "transcript",
            NamingError::NoSuchSpeaker { .. } => "label",
            NamingError::NoSuchChange { .. } | NamingError::UndoneAlready { .. } => "change",
            NamingError::NothingToUndo => return Self::invalid(error.to_string(), None),
            _ => "name",
        };
        Self::invalid(error.to_string(), Some(field.into()))
    }
}
