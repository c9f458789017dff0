//! Keeps ONNX Runtime from reporting its use to its maker.
//!
//! From version 1.29 on, the library writes a device number under `~/.cache` and looks up its
//! maker's collector, unless `ORT_DISABLE_TELEMETRY` is set before it is loaded. The switch in its
//! interface comes too late. A process cannot set its own environment safely, so it starts itself
//! once more with the variable set.

use std::io;
use std::process::Command;

const VARIABLE: &str = "ORT_DISABLE_TELEMETRY";

/// Restarts the program with telemetry off, unless it is off.
///
/// # Errors
/// A program that cannot be started again.
pub(super) fn ensure_off() -> io::Result<()> {
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "1") {
        return Ok(());
    }
    let mut arguments = std::env::args_os();
    let name = arguments.next();
    let mut again = Command::new(std::env::current_exe()?);
    again.args(arguments).env(VARIABLE, "1");
    replace(again, name)
}

#[cfg(unix)]
fn replace(mut again: Command, name: Option<std::ffi::OsString>) -> io::Result<()> {
    use std::os::unix::process::CommandExt;
    if let Some(name) = name {
        again.arg0(name);
    }
    Err(again.exec())
}

#[cfg(not(unix))]
#[expect(clippy::exit, reason = "the process that did the work has ended")]
fn replace(mut again: Command, _name: Option<std::ffi::OsString>) -> io::Result<()> {
    let status = again.status()?;
    std::process::exit(status.code().unwrap_or(70))
}
