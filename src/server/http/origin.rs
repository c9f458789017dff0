//! Refuses requests from pages of other sites, which a browser lets call a server on this machine.
//!
//! A page whose name was made to point here (DNS rebinding) is recognised by its `Host`; any other
//! page of another site, by its `Origin`. Programs send no `Origin`.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::{HeaderValue, header};

use super::problem::{self, Problem};

/// Checks that a request was meant for this machine and comes from no foreign page.
pub(super) fn check(request: &Request, cors: &[HeaderValue]) -> Result<(), Problem> {
    let hosts = hosts_of(request);
    if !hosts.iter().all(|host| is_this_machine(host)) {
        return Err(foreign(
            "without keys, only requests whose Host is localhost or a loopback address are answered; \
             `whosaid keys add` makes a key",
        ));
    }
    for origin in request.headers().get_all(header::ORIGIN) {
        let own = origin.to_str().ok().and_then(authority_of);
        let is_own = own.is_some_and(|own| hosts.iter().any(|host| host.eq_ignore_ascii_case(own)));
        if !is_own && !cors.contains(origin) {
            return Err(foreign(
                "pages of other origins may not call this server; `whosaid serve --cors ORIGIN` lets \
                 one in",
            ));
        }
    }
    Ok(())
}

/// Checks that a request to `/mcp` was meant for this machine or one of these names, and that its
/// origin has the form `http://HOST:PORT`. `rmcp` compares origins with its lists itself, but takes
/// `localhost:80.evil` for `localhost`.
pub(crate) fn check_listed(request: &Request, names: &[String]) -> Result<(), Problem> {
    let is_listed = |host: &str| names.iter().any(|name| names_host(name, host));
    let mut hosts = hosts_of(request).into_iter();
    if !hosts.all(|host| is_this_machine(host) || is_listed(host)) {
        return Err(foreign(
            "/mcp answers requests whose Host is localhost, 127.0.0.1, [::1] or a name of the \
             server's own; `whosaid serve --allow-host NAME` gives it one",
        ));
    }
    for origin in request.headers().get_all(header::ORIGIN) {
        let authority = origin.to_str().ok().and_then(authority_of);
        if authority.is_some_and(|authority| name_and_port(authority).is_none()) {
            return Err(foreign(
                "the Origin is not http://HOST:PORT; `whosaid serve --allow-origin ORIGIN` lets one \
                 ask /mcp",
            ));
        }
    }
    Ok(())
}

fn foreign(detail: &str) -> Problem {
    Problem::new(&problem::FOREIGN, detail)
}

/// Returns all names that a request is addressed to.
fn hosts_of(request: &Request) -> Vec<&str> {
    let hosts = request.headers().get_all(header::HOST).iter();
    let authority = request.uri().authority();
    hosts
        .map(|host| host.to_str().unwrap_or_default())
        .chain(authority.map(|authority| authority.as_str()))
        .collect()
}

/// Returns `host:port` of `http://host:port`.
fn authority_of(origin: &str) -> Option<&str> {
    let rest = origin.strip_prefix("http://");
    rest.or_else(|| origin.strip_prefix("https://"))
}

/// Splits `name`, `name:port` and `[address]:port`; nothing else is a host.
fn name_and_port(host: &str) -> Option<(&str, &str)> {
    let (name, rest) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = match rest {
        "" => "",
        rest => rest.strip_prefix(':')?,
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && !name.is_empty()).then_some((name, port))
}

/// Returns whether a `Host` names the loopback interface, whatever the port.
fn is_this_machine(host: &str) -> bool {
    let is_loopback = |address: IpAddr| address.is_loopback();
    name_and_port(host).is_some_and(|(name, _)| {
        name.parse().is_ok_and(is_loopback) || name.eq_ignore_ascii_case("localhost")
    })
}

/// Returns whether a name on a list names a host; without a port it names all of the host's ports.
fn names_host(listed: &str, host: &str) -> bool {
    match (name_and_port(listed), name_and_port(host)) {
        (Some((listed, wanted)), Some((name, port))) => {
            listed.eq_ignore_ascii_case(name) && (wanted.is_empty() || wanted == port)
        }
        _ => false,
    }
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

    #[test]
    fn a_listed_name_without_a_port_names_every_port() {
        for (listed, host, names) in [
            ("talks.example", "talks.example", true),
            ("talks.example", "Talks.Example:8080", true),
            ("talks.example:8080", "talks.example:8080", true),
            ("[fd00::1]", "[fd00::1]:7700", true),
            ("talks.example:8080", "talks.example", false),
            ("talks.example:8080", "talks.example:9", false),
            ("talks.example", "talks.example.evil", false),
            ("talks.example", "talks.example:80.evil", false),
            ("", "", false),
        ] {
            assert_eq!(names_host(listed, host), names, "{listed}, {host}");
        }
    }
}
