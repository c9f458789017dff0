//! Sets up HTTP clients: TLS, redirects, timeouts and the name that servers see.

use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::AgentScope;

/// Returns the settings that all clients share.
///
/// A client trusts what the user's system trusts, a company's own certificates included. It takes no
/// proxy from the environment, which would connect to addresses that nobody checked. It follows no
/// redirect, and a status that is no success is a response and no error. Resolving a name and
/// connecting each take at most `connect_timeout`.
pub(crate) fn client_settings(connect_timeout: Duration) -> ConfigBuilder<AgentScope> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(ring)
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .user_agent(concat!("whosaid/", env!("CARGO_PKG_VERSION")))
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_resolve(Some(connect_timeout))
        .timeout_connect(Some(connect_timeout))
}
