//! Tests that one caller's load keeps no other caller waiting, on real sockets.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use whosaid::server::{Access, AppState, KeyFile, KeyRing, KeyScope, ServeConfig, Timeouts};

use super::connections::{HEALTH, SHORT, Served, read_to_end};
use super::serving::{PATIENCE, Server, read_head, wait_until};
use crate::support::Temporary;

const TALK: &str = "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree gave ninety pounds.\n";

/// A server over an empty store, and a key that may write.
struct Writable {
    server: Served,
    key: String,
    _folder: tempfile::TempDir,
}

impl Writable {
    fn with(config: ServeConfig) -> Self {
        let Temporary { engine, folder } = Temporary::empty();
        let file = KeyFile::at(folder.path().join("keys.toml"));
        let key = file.add("test", KeyScope::Write).unwrap();
        let access = Access {
            keys: Some(KeyRing::open(file).unwrap()),
            ..Access::default()
        };
        let state = AppState::new(Arc::new(engine), config).with_access(access);
        Self {
            server: Served::of(state),
            key: key.reveal().to_owned(),
            _folder: folder,
        }
    }

    /// Sends the head of an upload and the beginning of its body.
    fn begin_put(&self, id: &str, length: usize, begun: &str) -> TcpStream {
        let mut stream = self.server.connect();
        write!(
            stream,
            "PUT /v1/transcripts/{id} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{begun}",
            self.key
        )
        .unwrap();
        stream
    }

    fn put(&self, id: &str) -> String {
        read_to_end(&mut self.begin_put(id, TALK.len(), TALK))
    }
}

#[test]
fn idle_uploads_keep_no_other_waiting() {
    let service = Writable::with(ServeConfig {
        timeouts: Timeouts {
            receive_upload: Duration::from_secs(5),
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    let places = ServeConfig::default().uploads;
    let idle: Vec<TcpStream> = (0..places + 3)
        .map(|place| service.begin_put(&format!("idle{place}"), 1000, ""))
        .collect();
    let stored = service.put("garden");
    assert!(stored.starts_with("HTTP/1.1 201 "), "{stored}");
    drop(idle);
}

#[test]
fn upload_that_stalls_is_ended() {
    let service = Writable::with(ServeConfig {
        timeouts: Timeouts {
            body: SHORT,
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    let begun = Instant::now();
    let mut stalled = service.begin_put("stalled", 1000, "1\n");
    let told = read_to_end(&mut stalled);
    assert!(told.starts_with("HTTP/1.1 408 "), "{told}");
    assert!(begun.elapsed() < PATIENCE);
}

#[test]
fn uploads_hold_a_bounded_memory_and_only_for_what_has_arrived() {
    let service = Writable::with(ServeConfig {
        upload_bytes: 10_000,
        timeouts: Timeouts {
            body: PATIENCE,
            ..Timeouts::default()
        },
        ..ServeConfig::default()
    });
    // No transcript, so that nothing is stored: read, it gets 422.
    let diary = "Dear diary, today it rained.";
    let put = || read_to_end(&mut service.begin_put("diary", diary.len(), diary));
    // Announced, and not sent.
    let announced = service.begin_put("announced", 9_000, "");
    let read = put();
    assert!(read.starts_with("HTTP/1.1 422 "), "{read}");
    drop(announced);
    let mut arrived = Vec::new();
    wait_until("the memory is full", || {
        // Again where it did not arrive before the diary, which then took its room.
        arrived.clear();
        arrived.push(service.begin_put("arrived", 9_995, &"x".repeat(9_990)));
        std::thread::sleep(SHORT);
        put().starts_with("HTTP/1.1 503 ")
    });
    let told = put();
    assert!(told.contains("retry-after: 1\r\n"), "{told}");
    assert!(told.contains("\"code\":\"busy\""), "{told}");
    drop(arrived);
    wait_until("there is room", || put().starts_with("HTTP/1.1 422 "));
}

#[test]
fn every_connection_beyond_the_limit_is_told_so_at_once() {
    let server = Served::with(ServeConfig {
        connections: 1,
        ..ServeConfig::default()
    });
    let first = server.connect();
    let begun = Instant::now();
    // More than the server keeps open to wait for a request; those that ask, and those that do not.
    let mut beyond: Vec<TcpStream> = (0..300).map(|_| server.connect()).collect();
    for stream in beyond.iter_mut().step_by(2) {
        // One that was answered before may be closed already.
        let _ = stream.write_all(HEALTH);
    }
    for stream in &mut beyond {
        let told = read_to_end(stream);
        assert!(told.starts_with("HTTP/1.1 503 "), "{told:?}");
        assert!(told.contains("retry-after: 1\r\n"), "{told}");
    }
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(first);
}

#[cfg(target_os = "linux")]
#[test]
fn few_descriptors_leave_fewer_connections_and_an_answer_for_all() {
    let mut server = Server::limited("-n 400", &[]);
    let mut streams: Vec<TcpStream> = (0..500).map(|_| server.connect()).collect();
    let begun = Instant::now();
    let mut statuses = Vec::new();
    for stream in &mut streams {
        // One that was answered before may be closed already.
        let _ = stream.write_all(HEALTH);
        statuses.push(read_head(stream)[9..12].to_owned());
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    let served = statuses
        .iter()
        .take_while(|status| *status == "200")
        .count();
    assert!((100..400).contains(&served), "{served} were served");
    assert!(statuses[served..].iter().all(|status| status == "503"));
    drop(streams);
    server.stop();
    let log = server.rest_of_log();
    assert!(log.contains("fewer connections"), "{log}");
    assert!(log.contains("wanted=1024"), "{log}");
}

/// A soft limit that is lower than the hard one is raised.
#[cfg(target_os = "linux")]
#[test]
fn soft_limit_on_descriptors_is_raised() {
    let mut server = Server::limited("-Sn 200", &["--connections", "300"]);
    let mut streams: Vec<TcpStream> = (0..300).map(|_| server.connect()).collect();
    for stream in &mut streams {
        stream.write_all(HEALTH).unwrap();
        assert!(read_head(stream).starts_with("HTTP/1.1 200 "));
    }
    let mut beyond = server.connect();
    let _ = beyond.write_all(HEALTH);
    let mut told = String::new();
    let _ = beyond.read_to_string(&mut told);
    assert!(told.starts_with("HTTP/1.1 503 "), "{told}");
    drop(streams);
    server.stop();
    assert!(!server.rest_of_log().contains("fewer connections"));
}
