//! Tests connections that are slow, silent or too many, on real sockets.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;
use whosaid::server::{self, AppState, ServeConfig, Timeouts};

use super::serving::{PATIENCE, read_head, wait_until};
use crate::support::library;

pub(super) const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// So short that a test need not wait, and so long that a healthy request makes it.
pub(super) const SHORT: Duration = Duration::from_millis(300);

/// A server in this process, with its own settings.
pub(super) struct Served {
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    pub(super) fn with(config: ServeConfig) -> Self {
        Self::of(AppState::new(library().engine.clone(), config))
    }

    /// Serves with a state of its own.
    pub(super) fn of(state: AppState) -> Self {
        let (tell, told) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                server::serve(listener, state, stop).await.unwrap();
            });
        });
        Self {
            address: told.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn with_timeouts(timeouts: Timeouts) -> Self {
        Self::with(ServeConfig {
            timeouts,
            ..ServeConfig::default()
        })
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn healthy(&self) -> bool {
        let mut stream = self.connect();
        stream.write_all(HEALTH).unwrap();
        read_head(&mut stream).starts_with("HTTP/1.1 200 OK\r\n")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

/// Reads until the server ends the connection, which it must.
pub(super) fn read_to_end(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    match stream.read_to_end(&mut read) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection was not ended: {error}"),
    }
    String::from_utf8(read).unwrap()
}

#[test]
fn endless_head_ends_only_its_own_connection() {
    let server = Served::with_timeouts(Timeouts {
        head: SHORT,
        ..Timeouts::default()
    });
    let mut slow: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost:").unwrap();
    }
    assert!(server.healthy());
    for stream in &mut slow {
        assert_eq!(read_to_end(stream), "");
    }
}

#[test]
fn a_body_that_does_not_come_is_a_problem() {
    let server = Served::with_timeouts(Timeouts {
        body: SHORT,
        ..Timeouts::default()
    });
    let mut stream = server.connect();
    stream
        .write_all(
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
              Content-Length: 100\r\n\r\n{\"question\": ",
        )
        .unwrap();
    let head = read_head(&mut stream);
    assert!(head.starts_with("HTTP/1.1 408 "), "{head}");
}

#[test]
fn a_chunked_body_without_end_is_cut_off() {
    let server = Served::with(ServeConfig::default());
    let mut stream = server.connect();
    stream
        .write_all(
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
              Transfer-Encoding: chunked\r\n\r\n",
        )
        .unwrap();
    let chunk = [b"1000\r\n".as_slice(), &[b' '; 0x1000], b"\r\n"].concat();
    // The server answers when it has enough and then reads no more.
    while stream.write_all(&chunk).is_ok() {}
    assert!(server.healthy());
}

#[test]
fn a_client_that_does_not_read_is_not_written_to_for_ever() {
    let server = Served::with_timeouts(Timeouts {
        write: SHORT,
        ..Timeouts::default()
    });
    let mut stream = server.connect();
    let request = b"GET /v1/transcripts/canal_history HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let ended = loop {
        if let Err(error) = stream.write_all(request) {
            break error;
        }
    };
    assert!(
        matches!(
            ended.kind(),
            ErrorKind::BrokenPipe | ErrorKind::ConnectionReset
        ),
        "{ended}"
    );
}

#[test]
fn a_connection_too_many_is_told_so_until_there_is_room() {
    let server = Served::with(ServeConfig {
        connections: 1,
        ..ServeConfig::default()
    });
    let first = server.connect();
    // Connections are accepted in order.
    let mut second = server.connect();
    second.write_all(HEALTH).unwrap();
    let told = read_to_end(&mut second);
    assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
    assert!(told.contains("retry-after: 1\r\n"), "{told}");
    assert!(told.contains(r#""code":"busy""#), "{told}");
    drop(first);
    wait_until("there is room", || server.healthy());
}

#[test]
fn a_head_as_long_as_a_book_is_refused() {
    let server = Served::with(ServeConfig::default());
    let mut stream = server.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
    let header = [b"X: ".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
    for _ in 0..8 {
        // The server may have closed before all is written.
        let _ = stream.write_all(&header);
    }
    // What it still sent does not keep it from reading the answer.
    let told = read_to_end(&mut stream);
    assert!(told.starts_with("HTTP/1.1 431 "), "{told}");
}

#[test]
fn head_that_cannot_be_read_is_a_problem() {
    let server = Served::with(ServeConfig::default());
    let long_path = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(65_540));
    let headers = "X: y\r\n".repeat(101);
    let many_headers = format!("GET /healthz HTTP/1.1\r\n{headers}\r\n");
    for (head, status, code) in [
        ("no request\r\n\r\n", 400, "invalid_request"),
        ("GET / HTTP/9.1\r\n\r\n", 400, "invalid_request"),
        (
            "GET /healthz HTTP/1.1\r\nA b: c\r\n\r\n",
            400,
            "invalid_request",
        ),
        (&long_path, 414, "path_too_long"),
        (&many_headers, 431, "head_too_large"),
    ] {
        // Alone, and behind a request that is answered.
        for before in [&b""[..], HEALTH] {
            let mut stream = server.connect();
            stream.write_all(before).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            let told = read_to_end(&mut stream);
            let problem = &told[told.rfind("HTTP/1.1 ").unwrap()..];
            assert!(
                problem.starts_with(&format!("HTTP/1.1 {status} ")),
                "{told}"
            );
            for part in [
                "content-type: application/problem+json\r\n",
                "x-request-id: ",
                &format!("\"code\":\"{code}\""),
            ] {
                assert!(problem.contains(part), "{part:?} is not in {told}");
            }
        }
    }
}

#[test]
fn request_on_open_connection_is_answered_during_shutdown() {
    let mut server = Served::with(ServeConfig::default());
    let mut stream = server.connect();
    stream.write_all(HEALTH).unwrap();
    let head = read_head(&mut stream);
    assert!(!head.contains("connection: close"), "{head}");
    drop(server.stop.take());
    wait_until("the server stops listening", || {
        TcpStream::connect(server.address).is_err()
    });
    // The body of the first response comes before the second.
    stream.write_all(HEALTH).unwrap();
    let rest = read_to_end(&mut stream);
    assert!(rest.contains("HTTP/1.1 200 OK\r\n"), "{rest}");
    assert!(rest.contains("\r\nconnection: close\r\n"), "{rest}");
}

#[test]
fn a_body_without_an_end_is_answered_and_its_connection_ended() {
    let server = Served::with(ServeConfig::default());
    for (line, status) in [
        ("POST /v1/ask", "HTTP/1.1 413 "),
        ("PUT /v1/transcripts/flood", "HTTP/1.1 401 "),
    ] {
        let mut stream = server.connect();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Transfer-Encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut writing = stream.try_clone().unwrap();
        let flood = std::thread::spawn(move || {
            let chunk = format!("4000\r\n{}\r\n", "x".repeat(0x4000));
            while writing.write_all(chunk.as_bytes()).is_ok() {}
        });
        let head = read_head(&mut stream);
        assert!(head.starts_with(status), "{head}");
        // It ends when the server lets go of the connection.
        flood.join().unwrap();
    }
    assert!(server.healthy());
}

/// Requests that are refused before their body is read.
const REFUSED: [(&str, &str); 5] = [
    ("POST /healthz", "HTTP/1.1 405 "),
    ("POST /nowhere", "HTTP/1.1 404 "),
    ("POST /v1/ask", "HTTP/1.1 415 "),
    ("POST /mcp", "HTTP/1.1 413 "),
    // A caller without the write scope is refused before the body is read.
    ("PUT /v1/transcripts/flood", "HTTP/1.1 401 "),
];

#[test]
fn client_that_sends_a_long_body_reads_its_refusal() {
    let server = Served::with(ServeConfig::default());
    for (line, status) in REFUSED {
        let mut stream = server.connect();
        let body = HEALTH.repeat((8 << 20) / HEALTH.len());
        let length = body.len();
        let head =
            format!("{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&body).unwrap();
        let mut told = String::new();
        let read = stream.read_to_string(&mut told);
        assert!(read.is_ok(), "{line}: {read:?}");
        assert!(told.starts_with(status), "{line}: {told}");
        assert!(told.contains("\r\nconnection: close\r\n"), "{line}: {told}");
        // No byte of the body was taken for a request.
        assert_eq!(told.matches("HTTP/1.1 ").count(), 1, "{line}: {told}");
    }
}

#[test]
fn a_refused_request_with_a_short_body_leaves_the_connection_open() {
    let server = Served::with(ServeConfig::default());
    for (line, status) in REFUSED.into_iter().filter(|(line, _)| *line != "POST /mcp") {
        let mut stream = server.connect();
        let length = HEALTH.len();
        let head =
            format!("{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        // The body comes late, and looks like a request.
        stream.write_all(HEALTH).unwrap();
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .unwrap();
        let told = read_to_end(&mut stream);
        assert!(told.starts_with(status), "{line}: {told}");
        assert_eq!(told.matches("HTTP/1.1 ").count(), 2, "{line}: {told}");
        assert!(told.contains("HTTP/1.1 200 OK\r\n"), "{line}: {told}");
    }
}

#[test]
fn refused_request_gets_no_100_continue() {
    let server = Served::with(ServeConfig::default());
    let mut stream = server.connect();
    stream
        .write_all(
            b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\
              Expect: 100-continue\r\n\r\n",
        )
        .unwrap();
    let head = read_head(&mut stream);
    assert!(head.starts_with("HTTP/1.1 405 "), "{head}");
    assert!(head.contains("connection: close\r\n"), "{head}");
}
