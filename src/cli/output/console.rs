//! Prints on standard output and standard error, for people and for programs.
//!
//! Answers go to standard output, everything else to standard error. Colour appears only where a
//! terminal shows it, and not with `NO_COLOR`. JSON is one object and a line end.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::text::{escape, escape_json, escape_lines};

pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const NAME: Style = AnsiColor::Cyan.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The log's target for notes and errors.
const LOG_TARGET: &str = "whosaid";

/// Where output goes, and how much of it.
pub(crate) struct Console {
    json: bool,
    quiet: bool,
    /// Whether notes and errors are events of the log.
    logs: AtomicBool,
    /// The progress bars, which are hidden while a line is printed on standard error.
    bars: MultiProgress,
}

impl Console {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        Self {
            json,
            quiet,
            logs: AtomicBool::new(false),
            bars: MultiProgress::with_draw_target(target),
        }
    }

    /// Returns whether answers are printed as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Returns standard output; colour is taken out where it goes to a file or pipe.
    pub(crate) fn out(&self) -> impl Write {
        anstream::stdout().lock()
    }

    /// Prints a report as JSON, or in words for people.
    pub(crate) fn print<R: Serialize>(
        &self,
        report: impl FnOnce() -> R,
        in_words: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if !self.json {
            return in_words(&mut self.out());
        }
        let json = serde_json::to_string_pretty(&report())?;
        writeln!(io::stdout().lock(), "{}", escape_json(&json))
    }

    /// Prints one JSON object on a line of standard output.
    pub(crate) fn print_json_line(&self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string(value)?;
        writeln!(io::stdout().lock(), "{}", escape_json(&json))
    }

    /// Prints a file's text on standard output, escaped where that is a terminal.
    pub(crate) fn print_text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if io::stdout().is_terminal() {
            writeln!(out, "{}", escape_lines(text))
        } else {
            out.write_all(text.as_bytes())
        }
    }

    /// Returns how many characters a line may have: as many as the terminal shows, any number in a
    /// pipe.
    pub(crate) fn width(&self) -> usize {
        const MOST_READABLE: usize = 100;
        if io::stdout().is_terminal() {
            textwrap::termwidth().clamp(20, MOST_READABLE)
        } else {
            usize::MAX
        }
    }

    /// Makes notes and errors events of the log from now on.
    pub(crate) fn log_from_now_on(&self) {
        self.logs.store(true, Ordering::Relaxed);
    }

    /// Prints a note on standard error, unless quiet.
    pub(crate) fn note(&self, message: &str) {
        if self.logs.load(Ordering::Relaxed) {
            tracing::info!(target: LOG_TARGET, "{}", escape(message));
        } else if !self.quiet {
            self.print_line(&format!("{FAINT}note:{FAINT:#} {}", escape_lines(message)));
        }
    }

    /// Prints an error on standard error, also when quiet.
    pub(crate) fn error(&self, message: &str) {
        if self.logs.load(Ordering::Relaxed) {
            tracing::error!(target: LOG_TARGET, "{}", escape(message));
        } else {
            self.print_line(&format!("{ERROR}error:{ERROR:#} {}", escape_lines(message)));
        }
    }

    /// Prints a line on standard error, also when quiet.
    pub(crate) fn print_line(&self, line: &str) {
        // Standard error may be closed.
        self.bars.suspend(|| {
            let _ = writeln!(anstream::stderr().lock(), "{line}");
        });
    }

    /// Returns a progress bar on standard error, hidden when quiet and where that is no terminal.
    pub(crate) fn progress(&self, length: u64, template: &str) -> ProgressBar {
        let style = ProgressStyle::with_template(template)
            .expect("templates are constants of this program")
            .progress_chars("━╸─");
        let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
        self.bars.add(bar.with_style(style))
    }
}
