//! Runs `whosaid serve`, which answers over HTTP.

mod backups;
mod chatbots;
mod descriptors;
mod log;

use std::io::ErrorKind;
use std::net::{SocketAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::interrupt::StopSignals;
use crate::cli::session::Session;
use crate::engine::ReaderUse;
use crate::server::{
    self, Access, AppState, HeaderValue, KeyRing, Rate, Reach, Readers, ServeConfig, Timeouts,
};
use backups::BackupArgs;
use chatbots::ChatbotArgs;
use descriptors::ConnectionLimit;
use log::LogArgs;

/// Requests a minute for each caller, where other machines reach the server.
const RATE: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// Answers over HTTP until it is stopped with Ctrl-C or SIGTERM
#[derive(Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on, such as 127.0.0.1:8080 or localhost:8080; port 0 takes any free one
    #[arg(long, default_value = "127.0.0.1:7700", value_name = "HOST:PORT", value_parser = address)]
    addr: SocketAddr,
    /// The file of keys [default: keys.toml in the user's data folder]
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Let everyone who reaches the address read; writing still needs a key
    #[arg(long)]
    no_keys: bool,
    /// Let pages of this origin call, such as `https://example.org`; may be repeated
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Vec<HeaderValue>,
    /// How many requests a minute one key or address may make, 0 for any number
    /// [default: 600; any number on a loopback address]
    #[arg(long, value_name = "N", verbatim_doc_comment)]
    rate: Option<u32>,
    /// How many requests may wait or run; more are refused with a time to try again
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    queue: u16,
    #[command(flatten)]
    chatbots: ChatbotArgs,
    /// How many connections may be open
    #[arg(long, value_name = "N", default_value_t = 1024, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    /// How many seconds a request may take that only reads
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    timeout: u16,
    #[command(flatten)]
    backups: BackupArgs,
    #[command(flatten)]
    log: LogArgs,
}

impl ServeArgs {
    fn config(&self, limit: ConnectionLimit) -> ServeConfig {
        let default = ServeConfig::default();
        ServeConfig {
            queue: self.queue.into(),
            connections: limit.connections,
            rate: self.rate(),
            cors: self.cors.clone(),
            logged_questions: self.log.questions(),
            timeouts: Timeouts {
                answer: Duration::from_secs(self.timeout.into()),
                ..default.timeouts
            },
            ..default
        }
    }

    fn rate(&self) -> Option<Rate> {
        let requests = match self.rate {
            Some(requests) => NonZeroU32::new(requests),
            // A loopback address has no limit: users of this machine can overload it in other ways
            // anyway.
            None => (!self.addr.ip().is_loopback()).then_some(RATE),
        };
        requests.map(|requests| Rate {
            requests,
            window: Duration::from_secs(60),
        })
    }

    fn access(&self, session: &Session) -> Result<Access, Failure> {
        let file = session.key_file(self.keys.as_ref())?;
        let keys = KeyRing::open(file)?;
        let are_keys = !keys.keys()?.is_empty();
        let local = self.addr.ip().is_loopback();
        let readers = match (self.no_keys, are_keys, local) {
            (true, ..) => Readers::Everyone,
            (false, true, _) => Readers::KeyHolders,
            (false, false, true) => Readers::KeyHoldersOnceThereAre,
            (false, false, false) => {
                return Err(Failure::usage(format!(
                    "other machines reach {}, and there are no keys; make one with `whosaid keys add \
                     NAME`, or let everyone read with --no-keys",
                    self.addr
                )));
            }
        };
        Ok(Access {
            keys: Some(keys),
            readers,
            reach: if local {
                Reach::ThisMachine
            } else {
                Reach::Network
            },
        })
    }
}

/// Reads an address, or resolves a name. Of several addresses the first IPv4 address is taken,
/// which is what `localhost` usually means.
fn address(text: &str) -> Result<SocketAddr, String> {
    let found: Vec<SocketAddr> = text
        .to_socket_addrs()
        .map_err(|error| format!("expected HOST:PORT such as 127.0.0.1:7700 ({error})"))?
        .collect();
    let first = found.iter().find(|address| address.is_ipv4());
    let first = first.or(found.first()).copied();
    first.ok_or_else(|| "this name has no address".into())
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    let remedy = match error.kind() {
        ErrorKind::AddrInUse => "; choose another with --addr HOST:PORT",
        _ => "",
    };
    Failure::usage(format!("cannot listen on {address}: {error}{remedy}"))
}

/// Reads an origin as browsers send it.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .filter(|host| !host.is_empty() && !host.contains(['/', '*', '@', '?', '#']));
    let value = host.and_then(|_| HeaderValue::from_str(&text.to_ascii_lowercase()).ok());
    value.ok_or_else(|| {
        "expected an origin such as https://example.org or http://localhost:3000".into()
    })
}

pub(crate) fn run(args: ServeArgs, session: &Session) -> Result<Code, Failure> {
    // An invalid command line fails before anything is loaded.
    let access = args.access(session)?;
    let engine = Arc::new(session.engine(ReaderUse::On)?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let limit = ConnectionLimit::fitted(args.connections.into());
    let state = AppState::new(engine.clone(), args.config(limit)).with_access(access);
    let console = session.console();
    if !args.addr.ip().is_loopback() && args.no_keys {
        console.note("whoever reaches this address can read every transcript");
    }
    runtime.block_on(async {
        let listener = TcpListener::bind(args.addr)
            .await
            .map_err(|error| cannot_listen(args.addr, &error))?;
        args.log.begin();
        let address = listener.local_addr()?;
        let state = state.with_chatbots(args.chatbots.config(address));
        if args.log.is_json() {
            tracing::info!(%address, "listening");
        } else {
            console.print_line(&format!("listening on http://{address}"));
        }
        limit.log(args.connections.into());
        console.log_from_now_on();
        let _backups = args.backups.begin(&engine);
        let mut signals = StopSignals::listen()?;
        server::serve(listener, state, async move { signals.next().await }).await?;
        Ok::<_, Failure>(())
    })?;
    console.note("stopped");
    Ok(Code::Answered)
}
