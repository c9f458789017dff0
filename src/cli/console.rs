//! Standard output and standard error, for people and for programs.
//!
//! Answers go to standard output, everything else to standard error. Colour appears only where
//! a terminal shows it (and never with `NO_COLOR`); JSON is one object and a line end.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::escape::{escape, escape_json};

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const NAME: Style = AnsiColor::Cyan.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// What the log calls the source of notes and errors: the program, since no part of it is theirs.
const LOG_TARGET: &str = "whosaid";

/// Where output goes, and how much of it.
pub(super) struct Console {
    json: bool,
    quiet: bool,
    /// Whether notes and errors are events of the log.
    logs: AtomicBool,
}

impl Console {
    pub(super) fn new(json: bool, quiet: bool) -> Self {
        Self {
            json,
            quiet,
            logs: AtomicBool::new(false),
        }
    }

    /// Whether answers are printed as JSON.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// Returns standard output; colour is taken out where it goes to a file or pipe.
    pub(super) fn out(&self) -> impl Write {
        anstream::stdout().lock()
    }

    /// Prints a file's text on standard output; what a terminal would obey is written out there.
    pub(super) fn print_text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        if io::stdout().is_terminal() {
            writeln!(out, "{}", escape_lines(text))
        } else {
            out.write_all(text.as_bytes())
        }
    }

    /// Prints one object on standard output.
    pub(super) fn print_json(&self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string_pretty(value)?;
        writeln!(io::stdout().lock(), "{}", escape_json(&json))
    }

    /// Prints one object on a line of standard output.
    pub(super) fn print_json_line(&self, value: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string(value)?;
        writeln!(io::stdout().lock(), "{}", escape_json(&json))
    }

    /// Returns how wide lines may be: the terminal's width, or no limit in a pipe.
    pub(super) fn width(&self) -> usize {
        const MOST_READABLE: usize = 100;
        if io::stdout().is_terminal() {
            textwrap::termwidth().clamp(20, MOST_READABLE)
        } else {
            usize::MAX
        }
    }

    /// Makes notes and errors events of the log from now on.
    pub(super) fn log_from_now_on(&self) {
        self.logs.store(true, Ordering::Relaxed);
    }

    /// Says something on standard error that is worth knowing.
    pub(super) fn note(&self, message: &str) {
        if self.logs.load(Ordering::Relaxed) {
            tracing::info!(target: LOG_TARGET, "{}", escape(message));
        } else if !self.quiet {
            self.say(&format!("{FAINT}note:{FAINT:#} {}", escape_lines(message)));
        }
    }

    /// Says on standard error what went wrong. Also when quiet.
    pub(super) fn error(&self, message: &str) {
        if self.logs.load(Ordering::Relaxed) {
            tracing::error!(target: LOG_TARGET, "{}", escape(message));
        } else {
            self.say(&format!("{ERROR}error:{ERROR:#} {}", escape_lines(message)));
        }
    }

    /// Prints a line on standard error. Also when quiet.
    pub(super) fn say(&self, line: &str) {
        // A closed standard error has nobody to tell.
        let _ = writeln!(anstream::stderr().lock(), "{line}");
    }

    /// Returns a progress bar on standard error, hidden where nobody watches.
    pub(super) fn progress(&self, length: u64, template: &str) -> ProgressBar {
        let target = if self.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let style = ProgressStyle::with_template(template)
            .expect("templates are constants of this program")
            .progress_chars("━╸─");
        ProgressBar::with_draw_target(Some(length), target).with_style(style)
    }
}

/// Escapes a message line by line: remedies have several.
fn escape_lines(message: &str) -> String {
    message.lines().map(escape).collect::<Vec<_>>().join("\n")
}
