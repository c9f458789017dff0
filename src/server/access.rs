//! Who may call: keys with scopes, and pages that have no business here.
//!
//! In: a request, what its route needs. Out: the request with its [`Caller`], or a problem: 401
//! without a good key, 403 with one that is not enough or from a foreign page, 429 too often. Never
//! here: a key in a message, or whether a key is nearly right.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::keys::{self, KeyError, KeyRecord, KeyRing, Scope};
use super::limits::Caller;
use super::origin;
use super::request_log::Findings;
use super::{AppState, Problem};

/// The Model Context Protocol wants `Host` and `Origin` checked by lists of its own, also where there
/// are keys (see [`super::chatbots`] and [`origin::check_listed`]).
const HAS_ITS_OWN_CHECK: &str = "/mcp";

/// The longest key that is looked at, in bytes.
const MOST_KEY_BYTES: usize = 256;

/// Who may call. Writing needs a key with the write scope, whoever may read.
#[derive(Debug, Default)]
pub struct Access {
    /// The keys there are.
    pub keys: Option<KeyRing>,
    /// Who may read.
    pub readers: Readers,
    /// From where the server can be reached.
    pub reach: Reach,
}

/// Who may read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Readers {
    /// Whoever reaches the server.
    #[default]
    Everyone,
    /// Whoever reaches it until there is a key, and then whoever has one.
    KeyHoldersOnceThereAre,
    /// Whoever has a key.
    KeyHolders,
}

/// From where a server can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// From this machine, pages in its browser included; those of other sites are turned away.
    #[default]
    ThisMachine,
    /// From other machines too.
    Network,
}

/// What a route needs of its callers.
#[derive(Clone)]
pub(super) struct Needs {
    pub state: AppState,
    pub scope: Scope,
}

/// Lets a request through to its handler, or not.
pub(super) async fn admit(
    State(Needs { state, scope }): State<Needs>,
    findings: Findings,
    request: Request,
    next: Next,
) -> Response {
    let visitor = match state.access().look_at(&request, &state.config().cors) {
        Ok(visitor) => visitor,
        Err(problem) => return problem.into_response(),
    };
    let caller = Caller::new(visitor.key.as_deref(), address(&request));
    if let Some(name) = visitor.key {
        findings.known(&name);
    }
    let allowance = state.limits().take(caller);
    let judged = match &allowance {
        Ok(_) => visitor.rights.may(scope),
        Err(refusal) => Err(Problem::rate(refusal.wait)),
    };
    let mut response = match judged {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let standing = allowance.unwrap_or_else(|refusal| refusal.standing);
    state.limits().tell(standing, response.headers_mut());
    response
}

fn address(request: &Request) -> Option<SocketAddr> {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map(|ConnectInfo(address)| *address)
}

/// Who asks, and what they may do.
struct Visitor {
    key: Option<Arc<str>>,
    rights: Rights,
}

/// What a visitor may do.
enum Rights {
    /// As much as this scope.
    Up(Scope),
    /// Nothing, for want of a key.
    NoKey,
    /// Nothing, since the key is not one of ours.
    WrongKey,
    /// Read, as everyone may.
    ReadFreely,
}

impl Rights {
    fn may(&self, needed: Scope) -> Result<(), Problem> {
        match self {
            Self::Up(scope) if *scope >= needed => Ok(()),
            Self::Up(_) => Err(Problem::scope(needed)),
            Self::ReadFreely if needed == Scope::Read => Ok(()),
            Self::ReadFreely | Self::NoKey => Err(Problem::no_key(needed)),
            Self::WrongKey => Err(Problem::wrong_key()),
        }
    }
}

impl Access {
    fn look_at(&self, request: &Request, cors: &[HeaderValue]) -> Result<Visitor, Problem> {
        let keys = self.records().map_err(|error| {
            Problem::internal("the server cannot read its keys").because(&error)
        })?;
        let free = match self.readers {
            Readers::Everyone => true,
            Readers::KeyHoldersOnceThereAre => keys.is_empty(),
            Readers::KeyHolders => false,
        };
        // A page of another site has no key, so that one is enough to know it is none.
        if free && self.reach == Reach::ThisMachine && request.uri().path() != HAS_ITS_OWN_CHECK {
            origin::check(request, cors)?;
        }
        let shown = shown_key(request.headers());
        let known = shown.and_then(|shown| keys::find(&keys, shown));
        let rights = match known {
            Some(key) => Rights::Up(key.scope),
            None if free => Rights::ReadFreely,
            None if shown.is_some() => Rights::WrongKey,
            None => Rights::NoKey,
        };
        let key = known.map(|key| key.name.as_str().into());
        Ok(Visitor { key, rights })
    }

    fn records(&self) -> Result<Arc<[KeyRecord]>, KeyError> {
        match &self.keys {
            Some(ring) => ring.keys(),
            None => Ok(Arc::default()),
        }
    }
}

/// Returns what stands after `Bearer`, where there is one such header.
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
