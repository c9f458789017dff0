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

use super::limits::{Allowance, Caller, Limits};
use super::origin;
use super::problem::{self, Problem};
use super::request_log::Findings;
use crate::server::keys::{self, KeyRing, KeyScope};

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
    let caller = Caller::new(visitor.key.clone(), address);
    let allowance = gate.limits.count(&caller);
    let counted = allowance.as_ref().map_or(Ok(()), Allowance::check);
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
        let scope = needed.name();
        let (kind, detail, error) = match self.scope {
            Some(scope) if scope >= needed => return Ok(()),
            Some(_) if self.key.is_some() => (
                &problem::SCOPE,
                format!("this needs a key with the {scope} scope"),
                format!(", error=\"insufficient_scope\", scope=\"{scope}\""),
            ),
            None if self.has_sent_key => (
                &problem::UNAUTHORIZED,
                "the key is not known here; it may be revoked".into(),
                ", error=\"invalid_token\"".into(),
            ),
            _ => {
                let detail = format!(
                    "this needs a key with the {scope} scope, in the header Authorization: Bearer KEY; \
                     `whosaid keys add NAME --scope {scope}` makes one"
                );
                (&problem::UNAUTHORIZED, detail, String::new())
            }
        };
        Err(Problem::new(kind, detail).challenge(format!("Bearer realm=\"whosaid\"{error}")))
    }
}

impl Access {
    fn identify(&self, request: &Request, cors: &[HeaderValue]) -> Result<Visitor, Problem> {
        let keys = self.keys.as_ref().map(KeyRing::keys).transpose();
        let keys = keys.map_err(|error| {
            Problem::internal("the server cannot read its keys").because(&error)
        })?;
        let keys = keys.unwrap_or_default();
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
            scope: known.map_or(is_free.then_some(KeyScope::Read), |key| Some(key.scope)),
        })
    }
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
