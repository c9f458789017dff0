//! Days on the command line.
//!
//! In: what was typed. Out: a [`Date`], or what is expected; and a word where days are asked for of
//! recordings whose days nobody told. Never here: the machine's clock.

use super::console::Console;
use super::exit_code::Failure;
use crate::engine::Catalogue;
use crate::transcript::Date;

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2024-03-02".into())
}

/// Says, where days were asked for and nothing was found, that no recording has one, if so.
pub(super) fn tell_undated(
    (from, to): (Option<Date>, Option<Date>),
    catalogue: &Catalogue,
    console: &Console,
) -> Result<(), Failure> {
    if from.is_none() && to.is_none() {
        return Ok(());
    }
    let summaries = catalogue.summaries()?;
    if !summaries.is_empty() && summaries.iter().all(|summary| summary.date.is_none()) {
        console.note(
            "no recording has a day, by which --from and --to choose; tell it with `whosaid index \
             FILE --date 2024-03-02`, or in a file beside each transcript, with its name and the \
             ending .toml: date = 2024-03-02",
        );
    }
    Ok(())
}
