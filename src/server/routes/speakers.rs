//! Handles requests about speakers: list them, suggest names, change names.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::{NameHistory, SpeakerList, SuggestionList, whole};
use crate::engine::{Engine, Naming};
use crate::server::http::{Json, Parameters, Problem, problem};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::NAME;
use crate::speakers::NameScope;

/// Whose speakers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SpeakerParameters {
    /// A transcript's id; all of them where it is left out.
    transcript: Option<String>,
}

/// A name for a label, or a label of the same person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NameRequest {
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

/// Which change to undo.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UndoRequest {
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

pub(super) fn routes() -> Vec<Route> {
    let unknown = &[&problem::NOT_FOUND];
    let conflicts = &[&problem::NOT_FOUND, &problem::CONFLICT];
    vec![
        Route::working("GET /v1/speakers", list)
            .reads()
            .fails(unknown),
        Route::working("GET /v1/speakers/suggestions", suggestions)
            .reads()
            .fails(unknown),
        Route::working("GET /v1/speakers/history", history).reads(),
        Route::working("POST /v1/speakers/name", name)
            .writes()
            .fails(conflicts),
        Route::working("POST /v1/speakers/merge", merge)
            .writes()
            .fails(conflicts),
        Route::working("POST /v1/speakers/undo", undo)
            .writes()
            .fails(conflicts),
    ]
}

fn list(
    engine: &Engine,
    Parameters(of): Parameters<SpeakerParameters>,
) -> Result<SpeakerList, Problem> {
    called_now(engine, of.transcript.as_deref())
}

fn called_now(engine: &Engine, transcript: Option<&str>) -> Result<SpeakerList, Problem> {
    let speakers = engine.catalogue().speakers().list(transcript)?;
    Ok(SpeakerList::new(&speakers))
}

fn suggestions(
    engine: &Engine,
    Parameters(of): Parameters<SpeakerParameters>,
) -> Result<SuggestionList, Problem> {
    let catalogue = engine.catalogue();
    let suggestions = catalogue.speakers().suggest(of.transcript.as_deref())?;
    Ok(SuggestionList::from(&suggestions))
}

fn history(engine: &Engine, (): ()) -> Result<NameHistory, Problem> {
    Ok(NameHistory::new(&engine.catalogue().speakers().history()?))
}

fn name(engine: &Engine, Json(request): Json<NameRequest>) -> Result<SpeakerList, Problem> {
    let transcript = request.transcript.clone();
    engine.catalogue().speakers().name(request.into())?;
    called_now(engine, transcript.as_deref())
}

fn merge(engine: &Engine, Json(request): Json<NameRequest>) -> Result<SpeakerList, Problem> {
    let transcript = request.transcript.clone();
    engine.catalogue().speakers().merge(request.into())?;
    called_now(engine, transcript.as_deref())
}

fn undo(engine: &Engine, Json(request): Json<UndoRequest>) -> Result<SpeakerList, Problem> {
    let UndoRequest { change, reason } = request;
    engine.catalogue().speakers().undo(change, reason)?;
    called_now(engine, None)
}

impl From<NameRequest> for Naming {
    fn from(request: NameRequest) -> Self {
        Self {
            scope: request
                .transcript
                .map_or(NameScope::All, NameScope::Transcript),
            label: request.label,
            name: request.name,
            reason: request.reason,
        }
    }
}
