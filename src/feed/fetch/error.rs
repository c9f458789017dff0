//! Defines the errors of fetching.
//!
//! Addresses are shown without passwords.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::remedy::Remedy;

/// Why a document was not fetched.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address belongs to this machine or to the local network.
    #[error("{url} leads to {address}, which is not on the public internet")]
    Private {
        /// What was to be fetched, perhaps after a redirect.
        url: String,
        /// The address that its name resolves to.
        address: IpAddr,
    },
    /// A redirect leads out of an encrypted connection.
    #[error("{from} redirects to {to}, which is not encrypted; ask its publisher")]
    Downgrade {
        /// Where it was to be fetched from.
        from: String,
        /// Where it was sent to.
        to: String,
    },
    /// A redirect leads to no address on the web.
    #[error("{from} redirects to {reason}")]
    BadRedirect {
        /// Where it was to be fetched from.
        from: String,
        /// What is wrong with where it was sent to.
        reason: String,
    },
    /// There are too many redirects.
    #[error("{url} redirects more than {most} times; open it in a browser to see where it leads")]
    TooManyRedirects {
        /// Where it was to be fetched from.
        url: String,
        /// How many redirects are followed.
        most: usize,
    },
    /// More bytes than any feed or transcript has, perhaps only after decompression.
    #[error("{place} is larger than {} MB, which no feed or transcript is", .most_bytes >> 20)]
    TooLarge {
        /// What was to be fetched or read.
        place: String,
        /// How many bytes are read.
        most_bytes: u64,
    },
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
    #[error("{url} cannot be reached: {reason}; check the address and the network, or try later")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What failed.
        reason: String,
    },
    /// The response takes too long.
    #[error("{url} is too slow: {reason}; try later")]
    TooSlow {
        /// What was asked for.
        url: String,
        /// What took too long.
        reason: String,
    },
    /// The server's certificate is not valid.
    #[error(
        "{url} has no secure connection: {reason}; check this machine's clock and its certificates \
         (the package ca-certificates, or SSL_CERT_FILE), or ask its publisher"
    )]
    Insecure {
        /// What was asked for.
        url: String,
        /// What failed.
        reason: String,
    },
    /// The response is no HTTP, or cannot be decompressed.
    #[error("{url} gave an answer that cannot be read: {reason}")]
    Garbled {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The host failed too often in a row.
    #[error("{url} was not fetched: its server failed {failures} times in a row; try later")]
    HostDown {
        /// What was to be asked for.
        url: String,
        /// How often.
        failures: u32,
    },
    /// A file that cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A link leads out of the feed's folder, or a feed from the web names a file.
    #[error("{} is outside of the feed's own folder", path.display())]
    Outside {
        /// The file.
        path: PathBuf,
    },
    /// The caller asked to stop.
    #[error("interrupted")]
    Stopped,
}

impl FetchError {
    /// Returns what helps.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            FetchError::Private { .. } => Some(Remedy::AllowPrivateAddresses),
            _ => None,
        }
    }

    /// Returns whether another try, now or later, may succeed.
    pub fn is_temporary(&self) -> bool {
        match self {
            FetchError::Status { status, .. } => is_temporary_status(*status),
            FetchError::Unreachable { .. }
            | FetchError::TooSlow { .. }
            | FetchError::HostDown { .. }
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
