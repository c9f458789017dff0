//! Runs the `whosaid` program; everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    whosaid::cli::main()
}
