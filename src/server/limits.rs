//! How often one caller may ask, by key or by address.
//!
//! In: a caller. Out: leave to go on, or how long to wait; both as headers
//! (draft-ietf-httpapi-ratelimit-headers). Never here: a header of the caller's that says who it is.

use std::collections::hash_map::RandomState;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::{StateInformationMiddleware, StateSnapshot};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// How many requests a caller may make in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many at once; they grow back evenly.
    pub requests: NonZeroU32,
    /// The time in which all of them grow back.
    pub window: Duration,
}

/// Whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    /// Those of a key, by its name.
    Key(Arc<str>),
    /// Those from an address; of IPv6 the part that a provider gives out as one.
    Address(IpAddr),
    /// Those without a socket.
    Unknown,
}

impl Caller {
    pub(super) fn new(key: Option<&str>, address: Option<SocketAddr>) -> Self {
        match (key, address) {
            (Some(name), _) => Self::Key(name.into()),
            (None, Some(address)) => Self::Address(network_of(address.ip())),
            (None, None) => Self::Unknown,
        }
    }
}

/// Returns the address, or the first half of an IPv6 address.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// What a caller has left; `None` where nothing is counted.
pub(super) type Standing = Option<Left>;

/// How many requests a caller has left, and when all have grown back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left {
    requests: u32,
    full_in_s: u64,
}

/// A request too many.
#[derive(Debug)]
pub(super) struct Refusal {
    pub wait: Duration,
    pub standing: Standing,
}

type Limiter = RateLimiter<
    Caller,
    HashMapStateStore<Caller, RandomState>,
    DefaultClock,
    StateInformationMiddleware,
>;

/// Every so many requests, callers who have all their requests back are forgotten.
const FORGET_EVERY: u32 = 1024;

/// The counts of all callers.
pub(super) struct Limits {
    rate: Option<(Rate, Limiter)>,
    taken: AtomicU32,
}

impl Limits {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        let limiter = |rate: Rate| {
            let quota = Quota::with_period(rate.window / rate.requests.get())?;
            let quota = quota.allow_burst(rate.requests);
            let limiter = RateLimiter::hashmap(quota).with_middleware();
            Some((rate, limiter))
        };
        Self {
            rate: rate.and_then(limiter),
            taken: AtomicU32::new(0),
        }
    }

    /// Counts a request.
    pub(super) fn take(&self, caller: Caller) -> Result<Standing, Refusal> {
        let Some((rate, limiter)) = &self.rate else {
            return Ok(None);
        };
        if self.taken.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        match limiter.check_key(&caller) {
            Ok(state) => Ok(Some(rate.left(&state))),
            Err(refused) => Err(Refusal {
                wait: refused.wait_time_from(DefaultClock::default().now()),
                standing: Some(Left {
                    requests: 0,
                    full_in_s: rate.window.as_secs(),
                }),
            }),
        }
    }

    /// Writes what a caller has left into a response.
    pub(super) fn tell(&self, standing: Standing, headers: &mut HeaderMap) {
        let (Some((rate, _)), Some(left)) = (&self.rate, standing) else {
            return;
        };
        let policy = format!(
            "\"default\";q={};w={}",
            rate.requests,
            rate.window.as_secs()
        );
        let now = format!("\"default\";r={};t={}", left.requests, left.full_in_s);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

impl Rate {
    fn left(&self, state: &StateSnapshot) -> Left {
        let requests = state.remaining_burst_capacity();
        let spent = self.requests.get().saturating_sub(requests);
        let each = self.window / self.requests.get();
        Left {
            requests,
            full_in_s: (each * spent).as_secs_f64().ceil() as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Caller {
        Caller::new(None, Some(SocketAddr::new(address.parse().unwrap(), 1)))
    }

    fn three_an_hour() -> Limits {
        Limits::new(Some(Rate {
            requests: NonZeroU32::new(3).unwrap(),
            window: Duration::from_secs(3600),
        }))
    }

    #[test]
    fn a_caller_who_asks_too_often_is_told_how_long_to_wait() {
        let limits = three_an_hour();
        let left = |standing: Standing| standing.unwrap().requests;
        for expected in [2, 1, 0] {
            assert_eq!(left(limits.take(of("10.0.0.1")).unwrap()), expected);
        }
        let refusal = limits.take(of("10.0.0.1")).unwrap_err();
        assert!(refusal.wait > Duration::ZERO && refusal.wait <= Duration::from_secs(1200));
        assert_eq!(left(refusal.standing), 0);
    }

    #[test]
    fn callers_are_counted_apart_and_an_ipv6_network_together() {
        let limits = three_an_hour();
        for _ in 0..3 {
            limits.take(of("2001:db8::1")).unwrap();
        }
        assert!(limits.take(of("2001:db8::ffff")).is_err());
        assert!(limits.take(of("2001:db8:0:1::1")).is_ok());
        assert!(limits.take(of("::ffff:10.0.0.1")).is_ok());
        let key = |name| Caller::new(Some(name), Some(SocketAddr::new([10, 0, 0, 1].into(), 1)));
        assert!(limits.take(key("bot")).is_ok());
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }

    #[test]
    fn without_a_rate_nothing_is_counted_or_told() {
        let limits = Limits::new(None);
        let standing = limits.take(Caller::Unknown).unwrap();
        let mut headers = HeaderMap::new();
        limits.tell(standing, &mut headers);
        assert!(headers.is_empty());
    }
}
