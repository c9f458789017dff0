//! Finds the known names most similar to a name that was not found.

use crate::english::most_alike;

/// The most names that are suggested.
const MOST_SIMILAR: usize = 3;

/// Returns the names most like `asked`, the most alike first.
pub(super) fn similar(asked: &str, names: impl IntoIterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.into_iter().collect();
    let alike = most_alike(asked, names.iter().map(String::as_str));
    let alike = alike.into_iter().take(MOST_SIMILAR);
    alike.map(str::to_owned).collect()
}
