//! Limits how often one caller may ask, by key or by address.
//!
//! Responses say how many requests are left (draft-ietf-httpapi-ratelimit-headers). A caller is
//! known by key or socket address, and by no header such as `X-Forwarded-For`.

use std::collections::hash_map::RandomState;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::problem::{self, Problem};
use crate::server::config::Rate;

/// A caller, whose requests are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Caller {
    /// The holder of a key, by its name.
    Key(Arc<str>),
    /// An address; of IPv6 the network prefix that a provider assigns to one customer.
    Address(IpAddr),
    /// A caller without a socket.
    Unknown,
}

impl Caller {
    pub(super) fn new(key: Option<Arc<str>>, address: Option<SocketAddr>) -> Self {
        match (key, address) {
            (Some(name), _) => Self::Key(name),
            (None, Some(address)) => Self::Address(network_of(address.ip())),
            (None, None) => Self::Unknown,
        }
    }
}

/// Returns an IPv4 address unchanged, and an IPv6 address with only its first 64 bits.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

type Limiter = RateLimiter<
    Caller,
    HashMapStateStore<Caller, RandomState>,
    DefaultClock,
    StateInformationMiddleware,
>;

/// After this many requests, callers whose full rate is available again are forgotten.
const FORGET_EVERY: u32 = 1024;

/// Counts the requests of all callers.
pub(crate) struct Limits {
    /// `None` where nothing is counted.
    limiter: Option<(Rate, Limiter)>,
    requests: AtomicU32,
}

/// The requests that a caller has left.
#[derive(Debug)]
pub(super) struct Allowance {
    rate: Rate,
    left: u32,
    /// How long to wait, where this was a request too many.
    wait: Option<Duration>,
}

impl Limits {
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        let limiter = |rate: Rate| {
            let quota = Quota::with_period(rate.window / rate.requests.get())?;
            let quota = quota.allow_burst(rate.requests);
            Some((rate, RateLimiter::hashmap(quota).with_middleware()))
        };
        Self {
            limiter: rate.and_then(limiter),
            requests: AtomicU32::new(0),
        }
    }

    /// Counts a request and returns what its caller has left; `None` where nothing is counted.
    pub(super) fn count(&self, caller: &Caller) -> Option<Allowance> {
        let (rate, limiter) = self.limiter.as_ref()?;
        if self.requests.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        let rate = *rate;
        let (left, wait) = match limiter.check_key(caller) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refused) => {
                let now = DefaultClock::default().now();
                (0, Some(refused.wait_time_from(now)))
            }
        };
        Some(Allowance { rate, left, wait })
    }
}

impl Allowance {
    /// Refuses a request too many.
    pub(super) fn check(&self) -> Result<(), Problem> {
        let Some(wait) = self.wait else {
            return Ok(());
        };
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        let detail = format!("too many requests; try again in {seconds} s");
        Err(Problem::new(&problem::RATE, detail).retry_after(wait))
    }

    /// Writes what is left into the headers of a response.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        let Rate { requests, window } = self.rate;
        let spent = requests.get().saturating_sub(self.left);
        let full_in_s = (window / requests.get() * spent).as_secs_f64().ceil();
        let policy = format!("\"default\";q={requests};w={}", window.as_secs());
        let left = format!("\"default\";r={};t={full_in_s}", self.left);
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::num::NonZeroU32;

    use super::*;

    fn caller(address: &str) -> Caller {
        Caller::new(None, Some(SocketAddr::new(address.parse().unwrap(), 1)))
    }

    fn limits(requests: u32, window: Duration) -> Limits {
        Limits::new(Some(Rate {
            requests: NonZeroU32::new(requests).unwrap(),
            window,
        }))
    }

    fn three_an_hour() -> Limits {
        limits(3, Duration::from_secs(3600))
    }

    #[test]
    fn a_caller_who_asks_too_often_is_told_how_long_to_wait() {
        let limits = three_an_hour();
        for expected in [2, 1, 0] {
            let allowance = limits.count(&caller("10.0.0.1")).unwrap();
            assert_eq!((allowance.left, allowance.wait), (expected, None));
        }
        let allowance = limits.count(&caller("10.0.0.1")).unwrap();
        let wait = allowance.wait.unwrap();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1200));
        assert_eq!(allowance.left, 0);
    }

    #[test]
    fn callers_are_counted_apart_and_an_ipv6_network_together() {
        let limits = three_an_hour();
        let may = |caller: &Caller| limits.count(caller).unwrap().check().is_ok();
        for _ in 0..3 {
            assert!(may(&caller("2001:db8::1")));
        }
        assert!(!may(&caller("2001:db8::ffff")));
        assert!(may(&caller("2001:db8:0:1::1")));
        assert!(may(&caller("::ffff:10.0.0.1")));
        let address = SocketAddr::new([10, 0, 0, 1].into(), 1);
        assert!(may(&Caller::new(Some("bot".into()), Some(address))));
        assert_eq!(caller("::ffff:10.0.0.1"), caller("10.0.0.1"));
    }

    #[test]
    fn without_a_rate_nothing_is_counted() {
        assert!(Limits::new(None).count(&Caller::Unknown).is_none());
    }

    #[test]
    fn callers_who_have_all_their_requests_back_are_forgotten() {
        let limits = limits(1, Duration::from_nanos(1));
        let (_, limiter) = limits.limiter.as_ref().unwrap();
        for address in 1..FORGET_EVERY {
            limits.count(&Caller::Address(Ipv4Addr::from_bits(address).into()));
        }
        assert!(limiter.len() > 1000);
        std::thread::sleep(Duration::from_millis(1));
        limits.count(&Caller::Unknown);
        assert_eq!(limiter.len(), 1);
    }
}
