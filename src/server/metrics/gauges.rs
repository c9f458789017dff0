//! What is read when `/metrics` is asked for, and not counted by the server itself.
//!
//! In: the engine, the places in the queue and for connections. Out: gauges, and the engine's
//! tallies as histograms. What cannot be read is left out. Never here: a question's own numbers.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use tokio::sync::Semaphore;

use crate::engine::Engine;
use crate::tally::Tallied;

/// Where the numbers are read.
pub(in crate::server) struct Sources {
    pub(in crate::server) engine: Arc<Engine>,
    pub(in crate::server) queue: Places,
    pub(in crate::server) uploads: Places,
    pub(in crate::server) connections: Places,
}

/// Places that are taken and given back.
#[derive(Debug, Clone)]
pub(in crate::server) struct Places {
    pub(in crate::server) free: Arc<Semaphore>,
    pub(in crate::server) limit: usize,
}

impl Places {
    /// Makes so many places, all of them free.
    pub(in crate::server) fn new(limit: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(limit)),
            limit,
        }
    }

    fn taken(&self) -> usize {
        self.limit.saturating_sub(self.free.available_permits())
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}

impl Collector for Sources {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        self.places(&mut encoder)?;
        self.store(&mut encoder)?;
        self.questions(&mut encoder)
    }
}

impl Sources {
    fn places(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        for (name, help, number) in [
            (
                "queue_length",
                "Requests that wait or run",
                self.queue.taken(),
            ),
            (
                "queue_limit",
                "Requests that may wait or run",
                self.queue.limit,
            ),
            (
                "uploads",
                "Transcripts that are being read and embedded",
                self.uploads.taken(),
            ),
            (
                "uploads_limit",
                "Transcripts that may be",
                self.uploads.limit,
            ),
            ("connections", "Open connections", self.connections.taken()),
            (
                "connections_limit",
                "Connections that may be open",
                self.connections.limit,
            ),
        ] {
            gauge(encoder, name, help, number as u64)?;
        }
        Ok(())
    }

    fn store(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        if let Ok(status) = self.engine.status() {
            let index = status.standing.index;
            let labels = [
                ("version", env!("CARGO_PKG_VERSION")),
                ("model", status.model),
            ];
            let build = Info::new(labels);
            let help = "The program and its model";
            build.encode(encoder.encode_descriptor("build", help, None, MetricType::Info)?)?;
            for (name, help, number) in [
                (
                    "transcripts",
                    "Transcripts in the store",
                    status.transcripts,
                ),
                ("passages", "Passages in the store", status.passages),
                (
                    "store_generation",
                    "The store's last commit",
                    status.standing.generation.0,
                ),
                (
                    "index_passages",
                    "Passages in the index that questions read",
                    index.map_or(0, |index| index.passages as u64),
                ),
                (
                    "index_generation",
                    "The commit that the index shows",
                    index.map_or(0, |index| index.generation.0),
                ),
                (
                    "index_behind",
                    "Commits that the index does not show yet",
                    status.standing.behind(),
                ),
            ] {
                gauge(encoder, name, help, number)?;
            }
            let seconds = ConstGauge::new(status.uptime.as_secs_f64());
            let help = "How long the server has run";
            let name = "uptime_seconds";
            seconds.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        if let Ok(bytes) = self.engine.catalogue().bytes() {
            gauge(encoder, "store_bytes", "The store's file", bytes.store)?;
            gauge(
                encoder,
                "index_bytes",
                "All files of the index",
                bytes.index,
            )?;
        }
        Ok(())
    }

    fn questions(&self, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
        let help = "How many questions the model read together";
        let name = "question_batch_size";
        let mut sizes = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
        let Tallied {
            between,
            sum,
            count,
        } = self.engine.batch_sizes();
        sizes.encode_histogram::<NoLabelSet>(sum, count, &between, None)?;
        let help =
            "How long each stage of a question took; in queue it waits for model and processor";
        let name = "stage_seconds";
        let mut stages = encoder.encode_descriptor(name, help, None, MetricType::Histogram)?;
        for (
            stage,
            Tallied {
                between,
                sum,
                count,
            },
        ) in self.engine.stages()
        {
            let labels = [("stage", stage)];
            let mut encoder = stages.encode_family(&labels)?;
            encoder.encode_histogram::<NoLabelSet>(sum, count, &between, None)?;
        }
        Ok(())
    }
}

fn gauge(encoder: &mut DescriptorEncoder<'_>, name: &str, help: &str, number: u64) -> fmt::Result {
    let gauge = ConstGauge::new(number);
    gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
}
