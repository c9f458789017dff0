//! `whosaid serve`: the engine over HTTP.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use crate::engine::Timings;
use crate::server::{self, AppState, ServeConfig};

use super::exit_code::{Code, Failure};
use super::log::LogArgs;
use super::session::{Missing, Session};

/// Answers over HTTP until it is stopped with Ctrl-C or SIGTERM
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The address to listen on; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:7700", value_name = "HOST:PORT")]
    addr: SocketAddr,
    /// How many requests may wait or run; one more is told to come back
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    queue: u16,
    /// How many connections may be open
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    #[command(flatten)]
    log: LogArgs,
}

pub(super) fn run(args: ServeArgs, session: &Session) -> Result<Code, Failure> {
    let engine = session.engine(Missing::Refuse, &mut Timings::default())?;
    let config = ServeConfig {
        queue: args.queue.into(),
        connections: args.connections.into(),
        logged_questions: args.log.questions(),
        ..ServeConfig::default()
    };
    let state = AppState::new(Arc::new(engine), config);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let console = session.console();
    if !args.addr.ip().is_loopback() {
        console.note("anyone who reaches this address can ask; there are no keys yet");
    }
    runtime.block_on(async {
        let listener = TcpListener::bind(args.addr)
            .await
            .map_err(|error| Failure::usage(format!("cannot listen on {}: {error}", args.addr)))?;
        args.log.begin();
        let address = listener.local_addr()?;
        if args.log.is_json() {
            tracing::info!(%address, "listening");
        } else {
            console.say(&format!("listening on http://{address}"));
        }
        console.log_from_now_on();
        server::serve(listener, state, stop_signal()?).await?;
        Ok::<_, Failure>(())
    })?;
    console.note("stopped");
    Ok(Code::Answered)
}

/// Returns a future that resolves at Ctrl-C or, where there is such a thing, SIGTERM.
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        let interrupt = tokio::signal::ctrl_c();
        #[cfg(unix)]
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = interrupt.await;
    })
}
