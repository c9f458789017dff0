//! Tests how `serve` starts and stops, on a real socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::support::{library, limited, run, whosaid};

/// How long a test waits for what must happen before it fails.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
const BODY: &str = r#"{"question": "Was Tully Sandiford the keeper at Top Lock?"}"#;

/// A server process, killed when a test ends before it does.
pub(crate) struct Server {
    process: Child,
    pub(super) address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended where all went well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    pub(super) fn start(arguments: &[&str]) -> Self {
        Self::over(&library().store, arguments)
    }

    /// Starts one over another store.
    pub(crate) fn over(store: &Path, arguments: &[&str]) -> Self {
        Self::spawn(serve(store, arguments))
    }

    /// Starts one under a limit of the system, as the shell's `ulimit` takes it.
    pub(super) fn limited(limit: &str, arguments: &[&str]) -> Self {
        Self::spawn(limited(limit, &serve(&library().store, arguments)))
    }

    fn spawn(mut command: Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut standard_error = BufReader::new(process.stderr.take().unwrap());
        // An address to be found; from here on a panic ends the process.
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut server = Self {
            process,
            address,
            log: None,
        };
        server.address = told_address(&mut standard_error);
        // The log is read all the time, since a server blocks where its log is not read.
        server.log = Some(std::thread::spawn(move || {
            let mut rest = String::new();
            standard_error.read_to_string(&mut rest).unwrap();
            rest
        }));
        server
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a request of its own connection and returns the response.
    pub(super) fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = self.connect();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    /// Sends a request with a body on its own connection and returns the response.
    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> String {
        let mut stream = self.connect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .unwrap();
        stream.write_all(body).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    pub(super) fn stop(&self) {
        let kill = ["-TERM", &self.process.id().to_string()];
        assert!(Command::new("kill").args(kill).status().unwrap().success());
    }

    /// Returns what the server writes on standard error until it ends.
    pub(super) fn rest_of_log(&mut self) -> String {
        self.log.take().unwrap().join().unwrap()
    }

    fn refuses_connections(&self) -> bool {
        TcpStream::connect(self.address).is_err()
    }

    pub(super) fn exit_code(&mut self) -> Option<i32> {
        let mut ended = None;
        wait_until("the server ends", || {
            ended = self.process.try_wait().unwrap();
            ended.is_some()
        });
        ended.unwrap().code()
    }
}

/// Returns the command that serves a store on any free port.
fn serve(store: &Path, arguments: &[&str]) -> Command {
    let mut command = whosaid(store);
    command.arg("serve");
    // The tests must not use the keys of the user who runs them.
    for (name, value) in [("--addr", "127.0.0.1:0"), ("--keys", "no keys")] {
        if !arguments.contains(&name) {
            command.args([name, value]);
        }
    }
    command.args(arguments);
    command
}

/// Reads on until the server says where it listens; another test may hold the index before.
fn told_address(standard_error: &mut impl BufRead) -> SocketAddr {
    let mut told = String::new();
    while standard_error.read_line(&mut told).unwrap() > 0 {
        let last = told.lines().next_back().unwrap_or_default();
        if let Some(address) = last.strip_prefix("listening on http://") {
            return address.parse().unwrap();
        }
        let event: serde_json::Value = serde_json::from_str(last).unwrap_or_default();
        if event["message"] == "listening" {
            return event["address"].as_str().unwrap().parse().unwrap();
        }
    }
    panic!("{told:?}");
}

#[track_caller]
pub(super) fn wait_until(what: &str, mut happened: impl FnMut() -> bool) {
    let started = Instant::now();
    while !happened() {
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Reads up to the blank line that ends a head.
pub(super) fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    String::from_utf8(head).unwrap()
}

#[test]
fn a_stopped_server_finishes_the_request_it_began_and_ends_with_0() {
    let mut server = Server::start(&[]);
    let mut stream = server.connect();
    write!(
        stream,
        "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        BODY.len()
    )
    .unwrap();
    // The server asks for the body, so it has begun the request.
    assert_eq!(read_head(&mut stream), "HTTP/1.1 100 Continue\r\n\r\n");
    server.stop();
    wait_until("the server stops listening", || {
        server.refuses_connections()
    });
    stream.write_all(BODY.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("\r\nconnection: close\r\n"), "{response}");
    assert!(response.contains(r#""answerable":true"#), "{response}");
    assert_eq!(server.exit_code(), Some(0));
}

#[test]
fn help_limits_the_timeout_to_reading_requests() {
    let help = run(whosaid(&library().store).args(["serve", "--help"])).out;
    let limit = help
        .lines()
        .find(|line| line.contains("a request may take"));
    assert!(limit.unwrap().contains("that only reads"), "{help}");
}

#[test]
fn silent_connections_do_not_keep_a_stopped_server() {
    let mut server = Server::start(&[]);
    let silent = server.connect();
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    // Connections are accepted in order, so both are by now.
    assert!(read_head(&mut idle).starts_with("HTTP/1.1 200 OK\r\n"));
    server.stop();
    assert_eq!(server.exit_code(), Some(0));
    drop((silent, idle));
}
