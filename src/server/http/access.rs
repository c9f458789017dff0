//! Decides who may call, by key and scope and by the origin of a page.
//!
//! The answer is 401 without a valid key, 403 where the key's scope is too small or the page
//! foreign, 429 beyond the rate limit. No message contains a key or says whether one is nearly
//! right.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::limits::{Caller, Limits};
use super::origin;
use super::problem::{self, Problem};
use super::request_log::Findings;
use crate::server::keys::{self, KeyError, KeyRecord, KeyRing, KeyScope};

/// The Model Context Protocol wants `Host` and `Origin` checked against lists of its own, even where
/// there are keys; see [`origin::check_listed`].
const HAS_ITS_OWN_CHECK: &str = "/mcp";

/// The longest key that is compared, in bytes.
const MOST_KEY_BYTES: usize = 256;

/// Who may call. Writing needs a key with the write scope, whoever may read.
#[derive(Debug, Default)]
pub struct Access {
    /// The known keys.
    pub keys: Option<KeyRing>,
    /// Who may read.
    pub readers: Readers,
    /// From where the server can be reached.
    pub reach: Reach,
}

/// Who may read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Readers {
    /// Everybody who reaches the server.
    #[default]
    Everyone,
    /// Everybody until a key exists, and from then on whoever has one.
    KeyHoldersOnceThereAre,
    /// Whoever has a key.
    KeyHolders,
}

/// From where a server can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// From this machine, pages in its browser included; those of other sites are refused.
    #[default]
    ThisMachine,
    /// From other machines too.
    Network,
}

/// The rules that requests are checked against.
#[derive(Clone)]
pub(crate) struct AccessGate {
    pub(crate) access: Arc<Access>,
    pub(crate) limits: Arc<Limits>,
    /// Origins of pages that may call.
    pub(crate) cors: Arc<[HeaderValue]>,
}

/// Passes a request on to a route that needs a scope, or refuses it.
pub(crate) async fn admit(
    State((gate, scope)): State<(AccessGate, KeyScope)>,
    findings: Findings,
    request: Request,
    next: Next,
) -> Response {
    let visitor = match gate.access.identify(&request, &gate.cors) {
        Ok(visitor) => visitor,
        Err(problem) => return problem.into_response(),
    };
    if let Some(name) = &visitor.key {
        findings.note_key(name);
    }
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let address = info.map(|ConnectInfo(address)| *address);
    let allowance = gate
        .limits
        .count(&Caller::new(visitor.key.clone(), address));
    let counted = allowance
        .as_ref()
        .map_or(Ok(()), |allowance| allowance.check());
    let mut response = match counted.and_then(|()| visitor.check(scope)) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(allowance) = allowance {
        allowance.write(response.headers_mut());
    }
    response
}

/// Who calls, and what they may do.
struct Visitor {
    /// The name of the key that was sent, where it is known.
    key: Option<Arc<str>>,
    /// Whether any key was sent.
    has_sent_key: bool,
    /// The widest scope of the visitor.
    scope: Option<KeyScope>,
}

impl Visitor {
    fn check(&self, needed: KeyScope) -> Result<(), Problem> {
        match self.scope {
            Some(scope) if scope >= needed => Ok(()),
            Some(_) if self.key.is_some() => Err(small_scope(needed)),
            None if self.has_sent_key => Err(unknown_key()),
            _ => Err(no_key(needed)),
        }
    }
}

impl Access {
    fn identify(&self, request: &Request, cors: &[HeaderValue]) -> Result<Visitor, Problem> {
        let keys = self.records().map_err(|error| {
            Problem::internal("the server cannot read its keys").because(&error)
        })?;
        let is_free = match self.readers {
            Readers::Everyone => true,
            Readers::KeyHoldersOnceThereAre => keys.is_empty(),
            Readers::KeyHolders => false,
        };
        // A page of another site has no key, so where one is needed the page is refused anyway.
        if is_free && self.reach == Reach::ThisMachine && request.uri().path() != HAS_ITS_OWN_CHECK
        {
            origin::check(request, cors)?;
        }
        let shown = shown_key(request.headers());
        let known = shown.and_then(|shown| keys::find(&keys, shown));
        Ok(Visitor {
            key: known.map(|key| key.name.as_str().into()),
            has_sent_key: shown.is_some(),
            scope: known
                .map(|key| key.scope)
                .or(is_free.then_some(KeyScope::Read)),
        })
    }

    fn records(&self) -> Result<Arc<[KeyRecord]>, KeyError> {
        match &self.keys {
            Some(ring) => ring.keys(),
            None => Ok(Arc::default()),
        }
    }
}

fn no_key(needed: KeyScope) -> Problem {
    let scope = needed.name();
    let detail = format!(
        "this needs a key with the {scope} scope, in the header Authorization: Bearer KEY; \
         `whosaid keys add NAME --scope {scope}` makes one"
    );
    Problem::new(&problem::UNAUTHORIZED, detail).challenge("Bearer realm=\"whosaid\"")
}

fn unknown_key() -> Problem {
    let detail = "the key is not known here; it may be revoked";
    let challenge = "Bearer realm=\"whosaid\", error=\"invalid_token\"";
    Problem::new(&problem::UNAUTHORIZED, detail).challenge(challenge)
}

fn small_scope(needed: KeyScope) -> Problem {
    let scope = needed.name();
    let detail = format!("this needs a key with the {scope} scope");
    Problem::new(&problem::SCOPE, detail).challenge(format!(
        "Bearer realm=\"whosaid\", error=\"insufficient_scope\", scope=\"{scope}\""
    ))
}

/// Returns what follows `Bearer`, where there is exactly one such header.
fn shown_key(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
    let key = key.trim();
    let is_one = scheme.eq_ignore_ascii_case("bearer") && key.len() <= MOST_KEY_BYTES;
    is_one.then_some(key)
}
