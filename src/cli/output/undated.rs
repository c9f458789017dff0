//! Explains why a search between two days found nothing.

use crate::cli::output::console::Console;
use crate::engine::Catalogue;
use crate::store::ReadError;
use crate::transcript::Date;

/// Prints a note where a filter by days left nothing because no recording has a day.
pub(crate) fn note_undated(
    (from, to): (Option<Date>, Option<Date>),
    catalogue: &Catalogue,
    console: &Console,
) -> Result<(), ReadError> {
    if from.is_none() && to.is_none() {
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
