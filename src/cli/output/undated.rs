//! Explains why a search between two days found nothing.

use crate::cli::output::console::Console;
use crate::engine::{Catalogue, Filter};
use crate::store::ReadError;

/// Notes that no recording has a day, where that is why a filter by days left nothing.
pub(crate) fn note_undated(
    filter: &Filter,
    catalogue: &Catalogue,
    console: &Console,
) -> Result<(), ReadError> {
    if filter.from.is_none() && filter.to.is_none() {
        return Ok(());
    }
    let summaries = catalogue.library().summaries()?;
    if !summaries.is_empty() && summaries.iter().all(|summary| summary.date.is_none()) {
        console.note(
            "no recording has a day for --from and --to to compare; give it with `whosaid index \
             FILE --date 2024-03-02`, or in a file beside each transcript, with its name and the \
             ending .toml: date = 2024-03-02",
        );
    }
    Ok(())
}
