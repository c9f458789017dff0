//! Limits what fetching may cost and which addresses it may reach.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::feed::address::is_public;

/// Which addresses the fetcher may connect to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddressPolicy {
    /// Addresses on the public internet (see [`is_public`]).
    #[default]
    PublicOnly,
    /// Addresses on the public internet, and this one address of the user's own feed. Its items may
    /// lead nowhere else in the user's network.
    PublicAnd(SocketAddr),
    /// All addresses, also of this machine and the local network.
    AllowPrivate,
}

impl AddressPolicy {
    /// Returns whether the fetcher may connect to the address.
    pub(super) fn allows(self, address: SocketAddr) -> bool {
        match self {
            AddressPolicy::PublicOnly => is_public(address.ip()),
            AddressPolicy::PublicAnd(one) => address == one || is_public(address.ip()),
            AddressPolicy::AllowPrivate => true,
        }
    }
}

/// What fetching may cost. Times are of one try with its redirects; the total is of all tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchConfig {
    /// Which addresses the fetcher may connect to.
    pub addresses: AddressPolicy,
    /// The only folder from which files are read: an absolute path without links. `None` allows none.
    pub folder: Option<PathBuf>,
    /// The most bytes of a document, after decompression.
    pub most_bytes: u64,
    /// The most redirects followed.
    pub most_redirects: usize,
    /// How long a connection may take, TLS included.
    pub connect_timeout: Duration,
    /// The longest silence.
    pub read_timeout: Duration,
    /// How long all tries together may take.
    pub total_timeout: Duration,
    /// How many tries are made where another may succeed.
    pub most_tries: u32,
    /// The pause after the first try. It doubles after each, and is shortened by up to a half at random.
    pub first_pause: Duration,
    /// The longest pause, also where a server asks for one.
    pub longest_pause: Duration,
    /// After this many failed fetches in a row a host is left alone.
    pub most_failures: u32,
}

impl Default for FetchConfig {
    fn default() -> Self {
        Self {
            addresses: AddressPolicy::PublicOnly,
            folder: None,
            most_bytes: 64 << 20,
            most_redirects: 5,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_secs(120),
            most_tries: 4,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            most_failures: 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_allowed_unless_told_otherwise() {
        let local: SocketAddr = "127.0.0.1:80".parse().unwrap();
        let other: SocketAddr = "127.0.0.1:81".parse().unwrap();
        let public: SocketAddr = "9.9.9.9:80".parse().unwrap();
        let cases = [
            (AddressPolicy::PublicOnly, [false, false, true]),
            (AddressPolicy::PublicAnd(local), [true, false, true]),
            (AddressPolicy::AllowPrivate, [true, true, true]),
        ];
        for (policy, wanted) in cases {
            assert_eq!(
                [local, other, public].map(|address| policy.allows(address)),
                wanted
            );
        }
    }
}
