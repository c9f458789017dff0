//! Resolves names to the addresses that the policy allows.

use std::net::IpAddr;

use thiserror::Error;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::config::AddressPolicy;

/// Resolves names and keeps the allowed addresses only. The connection is made to one of those, so
/// the name cannot stand for another address by then.
#[derive(Debug)]
pub(super) struct CheckedResolver {
    pub(super) names: DefaultResolver,
    pub(super) policy: AddressPolicy,
}

impl Resolver for CheckedResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for &address in found.iter().filter(|address| self.policy.allows(**address)) {
            allowed.push(address);
        }
        match found.first() {
            Some(refused) if allowed.is_empty() => {
                Err(ureq::Error::Other(Box::new(NotAllowed(refused.ip()))))
            }
            _ => Ok(allowed),
        }
    }
}

/// An address that the policy does not allow.
#[derive(Debug, Error)]
#[error("{0} is not on the public internet")]
pub(super) struct NotAllowed(pub(super) IpAddr);
