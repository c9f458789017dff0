//! Runs `whosaid mcp`, a Model Context Protocol server on standard input and output.

use std::io::IsTerminal;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::session::Session;
use crate::engine::ReaderUse;
use crate::mcp::serve_stdio;

/// The note for a person who starts this in a terminal.
const HINT: &str = "this speaks the Model Context Protocol on standard input and output, for an \
                    assistant that starts it with the command `whosaid mcp`; Ctrl-D ends it";

pub(crate) fn run(session: &Session) -> Result<Code, Failure> {
    // Before anything that might print, as a library that builds the index does.
    let output = own_output()?;
    if std::io::stdin().is_terminal() {
        session.console().note(HINT);
    }
    let engine = session.engine(ReaderUse::On)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let served = runtime.block_on(serve_stdio(engine, tokio::io::stdin(), output));
    // A read of standard input cannot be cancelled, so the program does not wait for it.
    runtime.shutdown_background();
    served?;
    Ok(Code::Answered)
}

/// Reserves standard output for the protocol. The rest of the program prints on standard error from
/// here on, since any other output would break the protocol.
#[cfg(unix)]
fn own_output() -> std::io::Result<tokio::fs::File> {
    use std::os::fd::AsFd;

    let output = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(std::io::stderr())?;
    Ok(std::fs::File::from(output).into())
}

/// On other systems nothing is redirected: no library is known to print there.
#[cfg(not(unix))]
fn own_output() -> std::io::Result<tokio::io::Stdout> {
    Ok(tokio::io::stdout())
}
