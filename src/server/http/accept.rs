//! Reads which media types a client accepts (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header};

/// How much a range of media types says, the least first; the one that says the most decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    /// `*/*`
    Anything,
    /// `application/*`
    Type,
    /// `application/json`
    Subtype,
}

/// Returns whether a client accepts a media type, `type/subtype` in small letters: by its name or by
/// a range with it, unless the weight is 0. A client that says nothing accepts everything.
pub(crate) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let values = headers.get_all(header::ACCEPT).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    let ranges = values.flat_map(|value| value.split(','));
    let mut ranges = ranges.filter(|range| !range.trim().is_empty()).peekable();
    if ranges.peek().is_none() {
        return true;
    }
    let matching = ranges.filter_map(|range| {
        let (range, parameters) = range.split_once(';').unwrap_or((range, ""));
        let precision = precision(&range.trim().to_ascii_lowercase(), media_type)?;
        Some((precision, is_wanted(parameters)))
    });
    matching.max().is_some_and(|(_, is_wanted)| is_wanted)
}

/// Returns how much the range says of the media type, if it is in it.
fn precision(range: &str, media_type: &str) -> Option<Precision> {
    let (main, _) = media_type.split_once('/')?;
    match range {
        "*" | "*/*" => Some(Precision::Anything),
        _ if range == media_type => Some(Precision::Subtype),
        _ => (range.strip_suffix("/*") == Some(main)).then_some(Precision::Type),
    }
}

/// Returns whether the weight is above 0; one that cannot be read is.
fn is_wanted(parameters: &str) -> bool {
    let mut named = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='));
    let weight = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    let weight = weight.and_then(|(_, weight)| weight.trim().parse::<f32>().ok());
    weight.is_none_or(|weight| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts_json(values: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        accepts(&headers, "application/json")
    }

    #[test]
    fn a_type_is_accepted_by_its_name_or_a_range_or_silence() {
        for values in [
            &[][..],
            &[""],
            &["application/json"],
            &["Application/JSON; charset=utf-8"],
            &["application/*"],
            &["*/*"],
            &["text/html, *; q=.2"],
            &["text/html", "application/json"],
            &["application/json;q=much"],
        ] {
            assert!(accepts_json(values), "{values:?}");
        }
    }

    #[test]
    fn other_types_and_a_weight_of_nothing_refuse() {
        for values in [
            &["text/html"][..],
            &["text/*"],
            &["application/json;q=0"],
            &["application/json;q=0.000, */*"],
            &["application/jsonp"],
        ] {
            assert!(!accepts_json(values), "{values:?}");
        }
    }
}
