//! Addresses to cite.
//!
//! In: what was found. Out: an address that is never empty, since assistants show no citation
//! without one: the recording's own where it has one, else ours. Never here: an address that is
//! fetched.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::time::{Span, seconds};

/// What stands as it is in a segment of a path; RFC 3986 calls it unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where addresses of ours lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Links {
    /// Nowhere but to this program: `whosaid:talk#12`, which `fetch` takes as an id.
    Local,
    /// To the server at this address, without a slash at the end:
    /// `http://127.0.0.1:7700/v1/transcripts/talk#t=123.4`.
    Server(String),
}

/// A passage, as far as its address needs it.
pub(super) struct Place<'a> {
    pub(super) transcript_id: &'a str,
    /// From 0.
    pub(super) ordinal: u32,
    pub(super) span: Option<Span>,
}

impl Links {
    /// Returns the address of a transcript.
    pub(super) fn transcript(&self, id: &str) -> String {
        let id = utf8_percent_encode(id, ENCODED);
        match self {
            Links::Local => format!("whosaid:{id}"),
            Links::Server(base) => format!("{base}/v1/transcripts/{id}"),
        }
    }

    /// Returns the address of a passage.
    pub(super) fn passage(&self, place: &Place<'_>) -> String {
        let transcript = self.transcript(place.transcript_id);
        match (self, place.span) {
            (Links::Server(_), Some(span)) => format!("{transcript}#t={}", seconds(span.start_ms)),
            _ => format!("{transcript}#{}", place.ordinal),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(span: Option<Span>) -> Place<'static> {
        Place {
            transcript_id: "a b/ü#1",
            ordinal: 7,
            span,
        }
    }

    #[test]
    fn an_address_has_no_character_that_ends_it() {
        let local = Links::Local.passage(&place(None));
        assert_eq!(local, "whosaid:a%20b%2F%C3%BC%231#7");
    }

    #[test]
    fn a_servers_address_leads_to_the_moment_where_there_is_one() {
        let links = Links::Server("http://127.0.0.1:7700".into());
        let base = "http://127.0.0.1:7700/v1/transcripts/a%20b%2F%C3%BC%231";
        let span = Some(Span::new(123_400, 130_000));
        assert_eq!(links.passage(&place(span)), format!("{base}#t=123.4"));
        assert_eq!(links.passage(&place(None)), format!("{base}#7"));
    }
}
