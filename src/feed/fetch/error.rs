//! Why something was not fetched.
//!
//! Never here: a password; addresses are shown without theirs.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

/// Why something was not fetched, and what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is of this machine or of the local network.
    #[error(
        "{url} leads to {address}, which is not on the public internet; if you trust this feed to \
         reach into your network, run again with --allow-private"
    )]
    Private {
        /// What was to be fetched, perhaps after a redirect.
        url: String,
        /// What its name stands for.
        address: IpAddr,
    },
    /// Redirected from an encrypted connection to one that is not.
    #[error("{from} redirects to {to}, which is not encrypted; ask its publisher")]
    Downgrade {
        /// Where it was to be fetched from.
        from: String,
        /// Where it was sent to.
        to: String,
    },
    /// Redirected to what is no address on the web.
    #[error("{from} redirects to {reason}")]
    BadRedirect {
        /// Where it was to be fetched from.
        from: String,
        /// What is wrong with where it was sent to.
        reason: String,
    },
    /// Redirected again and again.
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
        /// What was asked for.
        url: String,
        /// The status of HTTP.
        status: u16,
        /// How long the server asks to wait.
        retry_after: Option<Duration>,
    },
    /// No connection, or one that broke.
    #[error("{url} cannot be reached: {reason}; check the address and the network, or try later")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// What failed.
        reason: String,
    },
    /// Nothing came, or too slowly.
    #[error("{url} is too slow: {reason}; try later")]
    TooSlow {
        /// What was asked for.
        url: String,
        /// What took too long.
        reason: String,
    },
    /// The server cannot prove who it is.
    #[error(
        "{url} has no secure connection: {reason}; see that this machine's clock and its \
         certificates (the package ca-certificates, or SSL_CERT_FILE) are right, or ask its publisher"
    )]
    Insecure {
        /// What was asked for.
        url: String,
        /// What failed.
        reason: String,
    },
    /// What came is no HTTP, or does not unpack.
    #[error("{url} gave an answer that cannot be read: {reason}")]
    Garbled {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The server failed so often in a row that it is left alone.
    #[error("{url} was not asked for: its server failed {failures} times in a row; try later")]
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
    /// A file that a link leads out of the feed's folder, or that a feed from the web names.
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
    /// Returns whether another try, now or later, may do better.
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

/// Returns whether a server that answers so may answer otherwise soon.
pub(super) fn is_temporary_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

fn advice(status: u16, retry_after: Option<Duration>) -> String {
    let advice = match (status, retry_after) {
        (401 | 403, _) => {
            "; it wants a login, which whosaid cannot give; ask its publisher for an address with a key"
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
