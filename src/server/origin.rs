//! Pages of other sites, which a browser lets call a server on its own machine.
//!
//! In: `Host` and `Origin`. Out: nothing, or a problem. A page whose name was made to point here
//! (DNS rebinding) is told by its `Host`; one that just calls, by its `Origin`. Programs send no
//! `Origin`. Never here: a list of good addresses for servers that other machines reach.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{HeaderValue, header};

use super::Problem;

/// Checks that a request was meant for this machine and comes from no foreign page.
pub(super) fn check(request: &Request, cors: &[HeaderValue]) -> Result<(), Problem> {
    let headers = request.headers();
    let hosts = headers.get_all(header::HOST).iter();
    let hosts: Vec<&str> = hosts
        .map(|host| host.to_str().unwrap_or_default())
        .chain(
            request
                .uri()
                .authority()
                .map(|authority| authority.as_str()),
        )
        .collect();
    if !hosts.iter().all(|host| is_this_machine(host)) {
        return Err(Problem::foreign_host());
    }
    for origin in headers.get_all(header::ORIGIN) {
        let own = origin.to_str().ok().and_then(authority_of);
        let is_own = own.is_some_and(|own| hosts.iter().any(|host| host.eq_ignore_ascii_case(own)));
        if !is_own && !cors.contains(origin) {
            return Err(Problem::foreign_origin());
        }
    }
    Ok(())
}

/// Returns `host:port` of `http://host:port`.
fn authority_of(origin: &str) -> Option<&str> {
    let schemes = ["http://", "https://"];
    schemes
        .iter()
        .find_map(|scheme| origin.strip_prefix(scheme))
}

/// Returns whether a `Host` names the loopback interface, whatever the port.
fn is_this_machine(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or_default(),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
        return false;
    }
    let address = name
        .parse()
        .is_ok_and(|address: IpAddr| address.is_loopback());
    address || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_and_addresses_are_this_machine() {
        for host in [
            "localhost",
            "LocalHost:7700",
            "127.0.0.1",
            "127.9.9.9:80",
            "[::1]:7700",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn other_names_are_not_however_alike() {
        let foreign = [
            "",
            "evil.example",
            "localhost.evil.example:7700",
            "127.0.0.1.evil.example",
            "evil.example:127.0.0.1",
            "[::2]",
            "0.0.0.0",
            "10.0.0.1",
            "2130706433",
            "127.0.0.1:7700.evil.example",
            "localhost:7700@evil.example",
            "[::1].evil.example",
            "[::1",
        ];
        for host in foreign {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
