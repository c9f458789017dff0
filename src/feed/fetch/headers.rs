//! Reads the headers of a response: the next address, the version, how long to wait.
//!
//! A redirect may lead to the web only, and not out of an encrypted connection.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use ureq::http::{HeaderMap, header};
use url::Url;

use super::document::Validators;
use super::error::FetchError;
use crate::feed::location::shown;

/// Longer validators are not kept, in bytes.
const MOST_VALIDATOR: usize = 1_024;

/// Returns the address that a redirect leads to.
pub(super) fn next_hop(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let bad = |reason: String| FetchError::BadRedirect(shown(from), reason);
    let location = headers
        .get(header::LOCATION)
        .ok_or_else(|| bad("nowhere".into()))?;
    let location = String::from_utf8_lossy(location.as_bytes());
    let to = from
        .join(&location)
        .map_err(|error| bad(format!("what is not an address ({error})")))?;
    match (from.scheme(), to.scheme()) {
        ("https", "http") => Err(FetchError::Downgrade(shown(from), shown(&to))),
        (_, "http" | "https") => Ok(to),
        (_, other) => Err(bad(format!("another protocol than the web's: {other}"))),
    }
}

pub(super) fn validators(headers: &HeaderMap) -> Validators {
    let text = |name| {
        let value = headers.get(name)?.to_str().ok()?;
        (!value.is_empty() && value.len() <= MOST_VALIDATOR).then(|| value.to_owned())
    };
    Validators {
        etag: text(header::ETAG),
        last_modified: text(header::LAST_MODIFIED),
    }
}

/// Returns how long a server asks to wait, in seconds or until a moment.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let parser = DateTimeParser::new().relaxed_weekday(true);
    let moment = parser.parse_timestamp(text).ok()?;
    let wait = moment.duration_since(Timestamp::now());
    Some(Duration::try_from(wait).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(from: &str, to: &str) -> Result<String, FetchError> {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, to.parse().unwrap());
        next_hop(&Url::parse(from).unwrap(), &headers).map(String::from)
    }

    #[test]
    fn redirects_lead_to_addresses_on_the_web() {
        assert_eq!(
            hop("http://a.example/x/y", "z").unwrap(),
            "http://a.example/x/z"
        );
        assert_eq!(
            hop("http://a.example/", "https://b.example/").unwrap(),
            "https://b.example/"
        );
        for to in ["file:///etc/passwd", "ftp://a.example/", "http://"] {
            let error = hop("http://a.example/", to).unwrap_err();
            assert!(matches!(error, FetchError::BadRedirect { .. }), "{error}");
        }
        let error = next_hop(&Url::parse("http://a.example/").unwrap(), &HeaderMap::new());
        assert!(matches!(error, Err(FetchError::BadRedirect { .. })));
    }

    #[test]
    fn a_redirect_does_not_take_encryption_away() {
        let error = hop("https://a.example/", "http://a.example/").unwrap_err();
        assert!(matches!(error, FetchError::Downgrade { .. }), "{error}");
    }

    #[test]
    fn a_server_may_ask_for_a_pause_in_seconds_or_until_a_moment() {
        let asked = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert!(asked("Fri, 06 Nov 2980 08:49:37 GMT") > Some(Duration::from_secs(1 << 30)));
        assert_eq!(asked("soon"), None);
    }
}
