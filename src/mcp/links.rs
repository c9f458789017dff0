//! Makes addresses to cite for transcripts and passages without a link.
//!
//! Assistants show a citation only with an address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::time::{Span, seconds};

/// The characters that are encoded in a path: all but the unreserved ones of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where addresses lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CitationLinks {
    /// To this program only: `whosaid:talk#12`, which `fetch` takes as an id.
    Local,
    /// To the server at this address, without a slash at the end:
    /// `http://127.0.0.1:7700/v1/transcripts/talk#t=123.4`.
    Server(String),
}

impl CitationLinks {
    /// Returns the address of a transcript.
    pub(super) fn transcript(&self, id: &str) -> String {
        let id = utf8_percent_encode(id, ENCODED);
        match self {
            CitationLinks::Local => format!("whosaid:{id}"),
            CitationLinks::Server(base) => format!("{base}/v1/transcripts/{id}"),
        }
    }

    /// Returns the address of a passage: of its transcript's id, its place there and its time.
    pub(super) fn passage(&self, id: &str, ordinal: u32, span: Option<Span>) -> String {
        let transcript = self.transcript(id);
        match (self, span) {
            (CitationLinks::Server(_), Some(span)) => {
                format!("{transcript}#t={}", seconds(span.start_ms))
            }
            _ => format!("{transcript}#{ordinal}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "a b/ü#1";

    #[test]
    fn address_has_its_reserved_characters_encoded() {
        let local = CitationLinks::Local.passage(ID, 7, None);
        assert_eq!(local, "whosaid:a%20b%2F%C3%BC%231#7");
    }

    #[test]
    fn a_servers_address_leads_to_the_moment_where_there_is_one() {
        let links = CitationLinks::Server("http://127.0.0.1:7700".into());
        let base = "http://127.0.0.1:7700/v1/transcripts/a%20b%2F%C3%BC%231";
        let span = Some(Span::new(123_400, 130_000));
        assert_eq!(links.passage(ID, 7, span), format!("{base}#t=123.4"));
        assert_eq!(links.passage(ID, 7, None), format!("{base}#7"));
    }
}
