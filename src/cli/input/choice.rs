//! Parses an argument that must be one of several names.

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Returns a parser of the names of these values.
pub(crate) fn one_of<T, const N: usize>(
    values: [T; N],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(values.map(name)).try_map(move |typed| {
        let mut values = values.into_iter();
        values
            .find(|value| name(*value) == typed)
            .ok_or("no such name")
    })
}
