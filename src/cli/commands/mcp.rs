//! Runs `whosaid mcp`, a Model Context Protocol server on standard input and output.

use std::io::IsTerminal;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::session::Session;
use crate::mcp::serve_stdio;

/// What a person sees who starts this by hand.
const HINT: &str = "this speaks the Model Context Protocol on standard input and output, for an \
                    assistant that starts it with the command `whosaid mcp`; Ctrl-D ends it";

pub(crate) fn run(session: &Session) -> Result<Code, Failure> {
    // Before anything that might print: the index is built by a library that does.
    let output = own_output()?;
    if std::io::stdin().is_terminal() {
        session.console().note(HINT);
    }
    let engine = session.engine()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let served = runtime.block_on(serve_stdio(engine, tokio::io::stdin(), output));
    // A read of standard input cannot be called off; nobody waits for it.
    runtime.shutdown_background();
    served?;
    Ok(Code::Answered)
}

/// Takes standard output away from the rest of the program, which prints on standard error from
/// here on: whatever is not a message of the protocol would end the conversation.
#[cfg(unix)]
fn own_output() -> std::io::Result<tokio::fs::File> {
    use std::os::fd::AsFd;

    let output = std::io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(std::io::stderr())?;
    Ok(std::fs::File::from(output).into())
}

/// Elsewhere nothing is known to print.
#[cfg(not(unix))]
fn own_output() -> std::io::Result<tokio::io::Stdout> {
    Ok(tokio::io::stdout())
}
