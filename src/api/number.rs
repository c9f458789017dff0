//! Whole numbers as JSON has them.
//!
//! In: a number. Out: the same, where it is whole; `5.0` is, as JSON Schema and some clients have it.
//! Never here: a number that is rounded.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

/// From here on not every whole number is a floating point number.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number that is not negative, or null.
pub(crate) fn whole<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<u64>,
{
    deserializer.deserialize_option(Whole(PhantomData))
}

struct Whole<N>(PhantomData<N>);

impl<'de, N: TryFrom<u64>> Visitor<'de> for Whole<N> {
    type Value = Option<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, number: D) -> Result<Self::Value, D::Error> {
        number.deserialize_any(self)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        let outside = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        N::try_from(number).map_err(outside).map(Some)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.fract() == 0.0 && (0.0..EXACT_BELOW).contains(&number) {
            self.visit_u64(number as u64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Option<u32>, serde_json::Error> {
        whole(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn a_number_without_a_fraction_is_whole_however_it_is_written() {
        for (json, number) in [
            ("5", Some(5)),
            ("5.0", Some(5)),
            ("5e2", Some(500)),
            ("-0.0", Some(0)),
            ("null", None),
        ] {
            assert_eq!(read(json).unwrap(), number, "{json}");
        }
    }

    #[test]
    fn what_is_not_whole_negative_or_too_large_is_refused() {
        for json in [
            "5.5",
            "-1",
            "-1.0",
            "1e300",
            "4294967296",
            "4294967296.0",
            "true",
            "\"5\"",
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains("expected a whole number"), "{json}: {error}");
        }
    }
}
