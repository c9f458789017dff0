//! Parses a day of the command line: `2024-03-02`.

use crate::transcript::Date;

/// Returns the day, or says what is expected.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "expected a day such as 2024-03-02".into())
}
