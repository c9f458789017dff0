//! `GET /metrics`: numbers for whoever watches the server, in Prometheus's text format.
//!
//! In: requests as they end, and what state and engine say of themselves when it is asked for. Out:
//! counters, histograms and gauges. A label is a route's template, a class of statuses, a problem's
//! code or a stage's name, so that no caller can make a new one. Never here: what was asked, or by
//! whom.

mod gauges;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::encoding::{EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::request_log::method_name;
use super::{AppState, Problem};

pub(super) use gauges::{Places, Sources};

/// Bounds of requests' durations, in seconds; an upload takes longer than a question.
const SECONDS: [f64; 13] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0, 300.0,
];

/// The route of a request that none matches.
const NO_ROUTE: &str = "none";

/// What is counted of requests, and where the rest is read.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Ended, Counter>,
    seconds: Family<Route, Histogram>,
    refused: Family<Refused, Counter>,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Ended {
    method: &'static str,
    route: Arc<str>,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Route(Arc<str>);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Refused(&'static str);

impl EncodeLabelSet for Ended {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        let labels = [
            ("method", self.method),
            ("route", &self.route),
            ("status", self.status),
        ];
        labels.encode(encoder)
    }
}

impl EncodeLabelSet for Route {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        [("route", &*self.0)].encode(encoder)
    }
}

impl EncodeLabelSet for Refused {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        [("code", self.0)].encode(encoder)
    }
}

impl Metrics {
    /// Begins to count.
    pub(super) fn new(sources: Sources) -> Self {
        let requests = Family::default();
        let timed: fn() -> Histogram = || Histogram::new(SECONDS);
        let seconds = Family::new_with_constructor(timed);
        let refused = Family::default();
        let mut registry = Registry::with_prefix("whosaid");
        registry.register(
            "requests",
            "Requests by method, route and class of status; gone where the caller did not wait",
            requests.clone(),
        );
        registry.register(
            "request_seconds",
            "How long requests took, from their head to the head of the response",
            seconds.clone(),
        );
        registry.register(
            "refused",
            "Requests turned away with 429 or 503, by the problem's code",
            refused.clone(),
        );
        registry.register_collector(Box::new(sources));
        Self {
            registry,
            requests,
            // The type of the function is named only above.
            seconds: Family::clone(&seconds),
            refused,
        }
    }

    /// Counts a request that was turned away before it had a route.
    pub(super) fn turned_away(&self, problem: &Problem) {
        self.refused.get_or_create(&Refused(problem.code())).inc();
    }

    fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Counts a request when it ends.
pub(super) async fn count(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let counting = Counting::begin(state, &request);
    let response = next.run(request).await;
    counting.end(&response);
    response
}

/// A request that is being answered.
struct Counting {
    state: AppState,
    method: &'static str,
    route: Arc<str>,
    started: Instant,
    ended: bool,
}

impl Counting {
    fn begin(state: AppState, request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>();
        Self {
            state,
            method: method_name(request.method()),
            route: route.map_or(NO_ROUTE, MatchedPath::as_str).into(),
            started: Instant::now(),
            ended: false,
        }
    }

    fn end(mut self, response: &Response) {
        self.ended = true;
        let status = response.status();
        self.note(class(status));
        let metrics = self.state.metrics();
        let seconds = self.started.elapsed().as_secs_f64();
        let timed = metrics.seconds.get_or_create(&Route(self.route.clone()));
        timed.observe(seconds);
        if let Some(problem) = response.extensions().get::<Problem>()
            && [
                StatusCode::TOO_MANY_REQUESTS,
                StatusCode::SERVICE_UNAVAILABLE,
            ]
            .contains(&status)
        {
            metrics.turned_away(problem);
        }
    }

    fn note(&self, status: &'static str) {
        let ended = Ended {
            method: self.method,
            route: self.route.clone(),
            status,
        };
        self.state.metrics().requests.get_or_create(&ended).inc();
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        if !self.ended {
            self.note("gone");
        }
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        0..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}

/// `GET /metrics`. Not in the queue: a full one is what it is to tell.
pub(super) async fn show(
    State(state): State<AppState>,
) -> Result<([(HeaderName, &'static str); 1], String), Problem> {
    let write = move || state.metrics().text();
    let text = tokio::task::spawn_blocking(write).await;
    let text = text.ok().and_then(Result::ok);
    let text = text.ok_or_else(|| Problem::internal("the numbers cannot be written"))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}
