//! Counts requests and reads gauges for `GET /metrics`, in Prometheus's text format.
//!
//! A label is a route's template, a class of statuses, a problem's code or a stage's name, so that no
//! caller can make a new one. What cannot be read is left out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use tokio::sync::Semaphore;

use crate::engine::Engine;
use crate::tally::TallySnapshot;

pub(super) use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;

/// Upper bounds of requests' durations, in seconds; an upload takes longer than a question.
const DURATION_BOUNDS_S: [f64; 13] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0, 30.0, 300.0,
];

/// The names and values of a metric's labels.
type MetricLabels<const N: usize> = [(&'static str, String); N];

/// A limited number of permits, which tells how many are taken.
#[derive(Debug, Clone)]
pub(super) struct Permits {
    pub(super) free: Arc<Semaphore>,
    limit: usize,
}

impl Permits {
    /// Makes this many permits, all free.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(limit)),
            limit,
        }
    }

    fn taken(&self) -> u64 {
        self.limit.saturating_sub(self.free.available_permits()) as u64
    }
}

/// The sources of the gauges, which the server does not count itself.
#[derive(Clone)]
pub(super) struct Sources {
    pub(super) engine: Arc<Engine>,
    /// One for each request that waits for the model or uses it.
    pub(super) queue: Permits,
    /// One for each transcript that may be stored at a time.
    pub(super) uploads: Permits,
    /// One for each connection that may be open.
    pub(super) connections: Permits,
}

/// The counters of requests, and the sources of the gauges.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<MetricLabels<3>, Counter>,
    seconds: Family<MetricLabels<1>, Histogram, fn() -> Histogram>,
    refused: Family<MetricLabels<1>, Counter>,
}

impl Metrics {
    pub(super) fn new(sources: Sources) -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("whosaid"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(DURATION_BOUNDS_S)),
            refused: Family::default(),
        };
        let registry = &mut metrics.registry;
        let help = "Requests by method, route and class of status; gone where the caller went away";
        registry.register("requests", help, metrics.requests.clone());
        let help = "How long requests took, from their head to the head of the response";
        registry.register("request_seconds", help, metrics.seconds.clone());
        let help = "Requests turned away with 429 or 503, by the problem's code";
        registry.register("refused", help, metrics.refused.clone());
        registry.register_collector(Box::new(sources));
        metrics
    }

    /// Counts a request that was answered, or whose caller went away before.
    pub(super) fn count(
        &self,
        method: &str,
        route: &str,
        status: Option<StatusCode>,
        took: Duration,
    ) {
        let class = status.map(|status| format!("{}xx", status.as_u16() / 100));
        let class = class.as_deref().unwrap_or("gone");
        let labels = [("method", method), ("route", route), ("status", class)];
        let labels = labels.map(|(name, value)| (name, value.to_owned()));
        self.requests.get_or_create(&labels).inc();
        if status.is_some() {
            let [_, route, _] = labels;
            let seconds = self.seconds.get_or_create(&[route]);
            seconds.observe(took.as_secs_f64());
        }
    }

    /// Counts a request that was refused because there are too many.
    pub(super) fn count_refused(&self, code: &'static str) {
        let refused = self.refused.get_or_create(&[("code", code.to_owned())]);
        refused.inc();
    }

    /// Returns all numbers as text.
    ///
    /// # Errors
    /// Fails where a number cannot be written.
    pub(super) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}

impl Collector for Sources {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.write_permits(&mut encoder)?;
        self.write_store(&mut encoder)?;
        self.write_questions(&mut encoder)
    }
}

impl Sources {
    fn write_permits(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        for (taken, what, permits) in [
            ("queue_length", "Requests that wait or run", &self.queue),
            ("uploads", "Uploads that are being stored", &self.uploads),
            ("connections", "Open connections", &self.connections),
        ] {
            let most = permits.limit as u64;
            let limit = format!("{}_limit", taken.trim_end_matches("_length"));
            gauge(encoder, taken, what, permits.taken())?;
            gauge(encoder, &limit, &format!("{what}: the limit"), most)?;
        }
        Ok(())
    }

    fn write_store(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        if let Ok(status) = self.engine.status() {
            let labels = [
                ("version", env!("CARGO_PKG_VERSION")),
                ("model", &status.model.name),
            ];
            let help = "The program and its model";
            let build = encoder.encode_descriptor("build", help, None, MetricType::Info)?;
            Info::new(labels).encode(build)?;
            let seconds = status.uptime.as_secs_f64();
            gauge(encoder, "uptime_seconds", "Time since the start", seconds)?;
            let standing = status.standing;
            let index = standing.index;
            let indexed = index.map_or(0, |index| index.passages as u64);
            let shown = index.map_or(0, |index| index.generation.0);
            for (name, help, number) in [
                ("transcripts", "Stored transcripts", status.transcripts),
                ("passages", "Stored passages", status.passages),
                ("store_generation", "Last commit", standing.generation.0),
                ("index_passages", "Indexed passages", indexed),
                ("index_generation", "Commit that is indexed", shown),
                ("index_behind", "Commits not indexed", standing.behind()),
            ] {
                gauge(encoder, name, help, number)?;
            }
        }
        let catalogue = self.engine.catalogue();
        if let Ok(bytes) = catalogue.store_bytes() {
            let index_bytes = catalogue.index_bytes();
            gauge(encoder, "store_bytes", "Size of the store", bytes)?;
            gauge(encoder, "index_bytes", "Size of the index", index_bytes)?;
        }
        Ok(())
    }

    fn write_questions(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "How many questions the model read together";
        let kind = MetricType::Histogram;
        let mut sizes = encoder.encode_descriptor("question_batch_size", help, None, kind)?;
        histogram(&mut sizes, self.engine.embedder().batch_sizes())?;
        let help =
            "How long each stage of a question took; in queue it waits for model and processor";
        let mut stages = encoder.encode_descriptor("stage_seconds", help, None, kind)?;
        for (stage, seconds) in self.engine.stages() {
            histogram(&mut stages.encode_family(&[("stage", stage)])?, seconds)?;
        }
        Ok(())
    }
}

fn histogram(encoder: &mut MetricEncoder<'_>, tally: TallySnapshot) -> fmt::Result {
    encoder.encode_histogram::<NoLabelSet>(tally.sum, tally.count, &tally.between, None)
}

fn gauge<N>(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, number: N) -> fmt::Result
where
    ConstGauge<N>: EncodeMetric,
{
    let gauge = ConstGauge::new(number);
    gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
}
