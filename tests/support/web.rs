//! Runs an HTTP server whose replies a test chooses.
//!
//! A function makes the reply to each request. The server has a port of its own, records its
//! requests, and ends when it is dropped.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a client asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The path with the query: `/feed.xml`.
    pub(crate) path: String,
    /// Names in lower case, and values.
    pub(crate) headers: Vec<(String, String)>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// Whether the client would take "not modified" for an answer.
    pub(crate) fn is_conditional(&self) -> bool {
        self.header("if-none-match").is_some() || self.header("if-modified-since").is_some()
    }
}

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A status, headers and a body, with its length.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// These bytes and an end, without a length.
    Raw(Vec<u8>),
    /// These bytes, then the other ones for ever, as fast as they are taken.
    Endless(Vec<u8>, Vec<u8>),
    /// These bytes, then one byte after each pause, for ever.
    Drip(Vec<u8>, Duration),
    /// Nothing, for ever.
    Silence,
}

impl Reply {
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Reply::Whole(200, Vec::new(), body.into())
    }

    pub(crate) fn status(status: u16) -> Self {
        Reply::Whole(status, Vec::new(), Vec::new())
    }

    pub(crate) fn redirect(to: impl Into<String>) -> Self {
        Reply::Whole(302, vec![("Location", to.into())], Vec::new())
    }

    /// A body with a tag, or "not modified" for whoever knows the tag.
    pub(crate) fn tagged(asked: &Asked, tag: &str, body: impl Into<Vec<u8>>) -> Self {
        let tag = format!("\"{tag}\"");
        if asked.header("if-none-match") == Some(&tag) {
            return Reply::status(304);
        }
        Reply::Whole(200, vec![("ETag", tag)], body.into())
    }
}

type Script = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A server.
pub(crate) struct Web {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Web {
    pub(crate) fn serve(script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let script: Arc<Script> = Arc::new(script);
        let listening = std::thread::spawn({
            let (asked, ended) = (asked.clone(), ended.clone());
            move || {
                for stream in listener.incoming() {
                    if ended.load(Ordering::Relaxed) {
                        return;
                    }
                    let (asked, ended, script) = (asked.clone(), ended.clone(), script.clone());
                    let stream = stream.unwrap();
                    // A client that goes away ends its thread and nothing else.
                    std::thread::spawn(move || drop(converse(stream, &asked, &ended, &*script)));
                }
            }
        });
        Self {
            address,
            asked,
            ended,
            listening: Some(listening),
        }
    }

    /// Returns an address on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns what was asked since this was asked last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

/// Answers the requests of one connection, one after the other.
fn converse(
    stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    ended: &AtomicBool,
    script: &Script,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    stream.set_nodelay(true)?;
    while let Some(request) = read_request(&mut reader)? {
        asked.lock().unwrap().push(request.clone());
        match script(&request) {
            Reply::Whole(status, headers, body) => {
                write!(stream, "HTTP/1.1 {status} Said\r\n")?;
                for (name, value) in headers {
                    write!(stream, "{name}: {value}\r\n")?;
                }
                if status != 304 {
                    write!(stream, "Content-Length: {}\r\n", body.len())?;
                }
                stream.write_all(b"\r\n")?;
                stream.write_all(&body)?;
            }
            Reply::Raw(bytes) => return stream.write_all(&bytes),
            Reply::Endless(start, again) => {
                stream.write_all(&start)?;
                while !ended.load(Ordering::Relaxed) {
                    stream.write_all(&again)?;
                }
            }
            Reply::Drip(start, pause) => {
                stream.write_all(&start)?;
                while !ended.load(Ordering::Relaxed) {
                    stream.write_all(b" ")?;
                    std::thread::sleep(pause);
                }
            }
            Reply::Silence => {
                while !ended.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(10));
                }
            }
        }
    }
    Ok(())
}

fn read_request(reader: &mut impl BufRead) -> std::io::Result<Option<Asked>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Ok(Some(Asked { path, headers }));
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}
