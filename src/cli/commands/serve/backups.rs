//! Reads the options of `serve` for scheduled backups.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::engine::{BackupOutcome, BackupSchedule, Engine, ScheduledBackups};

/// Options for copies of the store that the server makes.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// Copy the store into this folder again and again
    #[arg(long, value_name = "DIR")]
    backup: Option<PathBuf>,
    /// How long after one copy the next is made: 30m, 6h, 7d
    #[arg(long, value_name = "TIME", default_value = "6h", value_parser = duration, requires = "backup")]
    every: Duration,
    /// How many copies are kept; older ones are deleted
    #[arg(long, value_name = "N", default_value = "14", requires = "backup")]
    keep: NonZeroUsize,
}

impl BackupArgs {
    /// Begins to make copies, if that is wished; they end when the result is dropped.
    pub(super) fn begin(&self, engine: &Engine) -> Option<ScheduledBackups> {
        let schedule = BackupSchedule {
            folder: self.backup.clone()?,
            every: self.every,
            keep: self.keep,
        };
        Some(ScheduledBackups::begin(
            engine.share_catalogue(),
            schedule,
            log,
        ))
    }
}

fn log(outcome: BackupOutcome) {
    match outcome {
        Ok(copy) => tracing::info!(copy = %copy.display(), "the store was copied"),
        Err(error) => tracing::error!(%error, "the store could not be copied"),
    }
}

/// Reads a whole number of minutes, hours or days.
fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected a time such as 30m, 6h or 7d".to_owned();
    let unit = text.chars().last().ok_or_else(expected)?;
    let minutes = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => return Err(expected()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| expected())?;
    match count {
        0 => Err(expected()),
        count => Ok(Duration::from_secs(60 * minutes * u64::from(count))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_minutes_hours_and_days() {
        let minutes = |text| duration(text).map(|time| time.as_secs() / 60);
        assert_eq!(minutes("30m"), Ok(30));
        assert_eq!(minutes("6h"), Ok(360));
        assert_eq!(minutes("7d"), Ok(7 * 24 * 60));
        for wrong in [
            "",
            "6",
            "h",
            "0h",
            "-1h",
            "1.5h",
            "6 h",
            "6H",
            "9999999999d",
        ] {
            assert!(minutes(wrong).is_err(), "{wrong}");
        }
    }
}
