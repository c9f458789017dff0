//! Finds the known names most similar to a name that was not found.

use super::connections::StoreConnections;
use crate::english::most_alike;
use crate::store::ReadError;

/// The most names that are suggested.
const MOST_SIMILAR: usize = 3;

/// Returns the ids of the transcripts most like one that was not found.
pub(super) fn similar_ids(store: &StoreConnections, id: &str) -> Result<Vec<String>, ReadError> {
    let summaries = store.reader().transcripts().summaries()?.into_iter();
    Ok(similar(id, summaries.map(|summary| summary.id)))
}

/// Returns the names most like `asked`, the most alike first.
pub(super) fn similar(asked: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.into_iter().collect();
    let alike = most_alike(asked, names.iter().map(String::as_str));
    let alike = alike.into_iter().take(MOST_SIMILAR);
    alike.map(str::to_owned).collect()
}
