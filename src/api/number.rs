//! Reads whole numbers, and rounds scores and durations.

use serde::Deserializer;
use serde::de::{Deserialize, Error, Unexpected};

use crate::engine::Timings;

/// From this number on, not every whole number has a floating point number.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number that is not negative, or null. `5.0` is one, as JSON Schema has it.
pub(crate) fn whole<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<u64>,
{
    let Some(number) = Option::<f64>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let is_whole = number.fract() == 0.0 && (0.0..EXACT_BELOW).contains(&number);
    match N::try_from(number as u64) {
        Ok(whole) if is_whole => Ok(Some(whole)),
        _ => Err(D::Error::invalid_value(
            Unexpected::Float(number),
            &"a whole number",
        )),
    }
}

/// Rounds to four decimals: more are not significant in a score.
pub(super) fn rounded(number: impl Into<f64>) -> f64 {
    (number.into() * 1e4).round() / 1e4
}

/// Returns the milliseconds of all parts together, with three decimals.
pub(super) fn total_ms(timings: &Timings) -> f64 {
    (timings.total().as_secs_f64() * 1e6).round() / 1e3
}
