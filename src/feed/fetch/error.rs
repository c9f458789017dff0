//! Defines the errors of fetching.
//!
//! Addresses are shown without passwords. A variant first holds what was to be fetched, and then what
//! went wrong.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::remedy::Remedy;

/// Why a document was not fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address, perhaps after a redirect, belongs to this machine or to the local network. Holds
    /// what its name resolves to.
    #[error("{0} leads to {1}, which is not on the public internet")]
    Private(String, IpAddr),
    /// A redirect leads out of an encrypted connection, to the second address.
    #[error("{0} redirects to {1}, which is not encrypted; ask its publisher")]
    Downgrade(String, String),
    /// A redirect leads to no address on the web. Holds what is wrong with where it leads.
    #[error("{0} redirects to {1}")]
    BadRedirect(String, String),
    /// There are more redirects than so many.
    #[error("{0} redirects more than {1} times; open it in a browser to see where it leads")]
    TooManyRedirects(String, usize),
    /// More than so many bytes, which no feed or transcript has, perhaps only after decompression.
    #[error("{0} is larger than {most} MB, which no feed or transcript is", most = .1 >> 20)]
    TooLarge(String, u64),
    /// The server answered with a status that is no success.
    #[error("{url} answered {status}{}", advice(*.status, *.retry_after))]
    Status {
        /// The requested address.
        url: String,
        /// The status of HTTP.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// There is no connection, or it broke.
    #[error("{0} cannot be reached: {1}; check the address and the network, or try later")]
    Unreachable(String, String),
    /// The response takes too long.
    #[error("{0} is too slow: {1}; try later")]
    TooSlow(String, String),
    /// The server's certificate is not valid.
    #[error(
        "{0} has no secure connection: {1}; check this machine's clock and its certificates \
         (the package ca-certificates, or SSL_CERT_FILE), or ask its publisher"
    )]
    Insecure(String, String),
    /// The response is no HTTP, or cannot be decompressed.
    #[error("{0} gave an answer that cannot be read: {1}")]
    Garbled(String, String),
    /// The host failed so often in a row.
    #[error("{0} was not fetched: its server failed {1} times in a row; try later")]
    HostDown(String, u32),
    /// A file that cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A link leads out of the feed's folder, or a feed from the web names a file.
    #[error("{} is outside of the feed's own folder", .0.display())]
    Outside(PathBuf),
    /// The caller asked to stop.
    #[error("interrupted")]
    Stopped,
}

impl FetchError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            FetchError::Private(..) => Some(Remedy::AllowPrivateAddresses),
            _ => None,
        }
    }

    /// Returns whether another try, now or later, may succeed.
    pub fn is_temporary(&self) -> bool {
        match self {
            FetchError::Status { status, .. } => is_temporary_status(*status),
            FetchError::Unreachable(..)
            | FetchError::TooSlow(..)
            | FetchError::HostDown(..)
            | FetchError::Stopped => true,
            _ => false,
        }
    }
}

/// Returns whether a server with this status may soon answer otherwise.
pub(super) fn is_temporary_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

fn advice(status: u16, retry_after: Option<Duration>) -> String {
    let advice = match (status, retry_after) {
        (401 | 403, _) => {
            "; it wants a login, which this program cannot give; ask its publisher for an address with a key"
        }
        (404 | 410, _) => ": it is not there; check the address",
        (status, Some(pause)) if is_temporary_status(status) => {
            return format!("; try again in {} s", pause.as_secs());
        }
        (status, None) if is_temporary_status(status) => "; try later",
        _ => "",
    };
    advice.into()
}
