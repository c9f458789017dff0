//! Tests fetching from a server that behaves well, badly and maliciously.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;
use whosaid::feed::{AddressPolicy, Document, FetchConfig, FetchError, Fetcher, Location};

use crate::support::web::{Asked, Reply, Web};

/// Limits that a test can wait for.
fn quick(addresses: AddressPolicy) -> FetchConfig {
    FetchConfig {
        addresses,
        most_bytes: 1 << 20,
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(20),
        most_tries: 3,
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_secs(1),
        ..FetchConfig::default()
    }
}

fn fetcher(config: FetchConfig) -> Fetcher {
    Fetcher::new(config, || true)
}

fn open() -> Fetcher {
    fetcher(quick(AddressPolicy::AllowPrivate))
}

fn at(url: &str) -> Location {
    Location::Web(Url::parse(url).unwrap())
}

fn get(fetcher: &mut Fetcher, url: &str) -> Result<Document, FetchError> {
    fetcher.fetch(&at(url))
}

fn paths(asked: &[Asked]) -> Vec<&str> {
    asked.iter().map(|asked| asked.path.as_str()).collect()
}

#[test]
fn bytes_come_whole_with_what_they_are_known_by() {
    let web = Web::serve(|_| {
        let day = "Sat, 02 Mar 2024 08:00:00 GMT".to_owned();
        let headers = vec![("ETag", "\"one\"".to_owned()), ("Last-Modified", day)];
        Reply::Whole(200, headers, b"words".to_vec())
    });
    let document = get(&mut open(), &web.url("/a")).unwrap();
    assert_eq!(document.bytes, b"words");
    assert_eq!(document.at.to_string(), web.url("/a"));
    assert_eq!(document.validators.etag.as_deref(), Some("\"one\""));
    assert_eq!(
        document.validators.last_modified.as_deref(),
        Some("Sat, 02 Mar 2024 08:00:00 GMT")
    );
    let asked = web.asked();
    let agent = asked[0].header("user-agent").unwrap();
    assert_eq!(agent, concat!("whosaid/", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_known_is_asked_for_with_a_condition_and_not_sent_again() {
    let web = Web::serve(|asked| Reply::tagged(asked, "one", "words"));
    let mut fetcher = open();
    let known = get(&mut fetcher, &web.url("/a")).unwrap().validators;
    assert!(!web.asked()[0].is_conditional());
    let again = fetcher
        .fetch_unless_known(&at(&web.url("/a")), &known)
        .unwrap();
    assert_eq!(again, None);
    assert_eq!(web.asked()[0].header("if-none-match"), Some("\"one\""));
}

#[test]
fn not_modified_is_no_answer_where_nothing_is_known() {
    let web = Web::serve(|_| Reply::status(304));
    let error = get(&mut open(), &web.url("/a")).unwrap_err();
    assert!(
        matches!(error, FetchError::Status { status: 304, .. }),
        "{error}"
    );
}

#[test]
fn redirects_are_followed_to_the_fifth_and_no_further() {
    let web = Web::serve(|asked| match asked.path.trim_start_matches('/').parse() {
        Ok(0_u32) => Reply::ok("words"),
        Ok(left) => Reply::redirect(format!("/{}", left - 1)),
        Err(_) => Reply::status(404),
    });
    let document = get(&mut open(), &web.url("/5")).unwrap();
    assert_eq!(document.at.to_string(), web.url("/0"));
    web.asked();
    let error = get(&mut open(), &web.url("/6")).unwrap_err();
    assert!(
        matches!(error, FetchError::TooManyRedirects { .. }),
        "{error}"
    );
    assert_eq!(paths(&web.asked()), ["/6", "/5", "/4", "/3", "/2", "/1"]);
}

#[test]
fn a_loop_of_redirects_ends() {
    let web = Web::serve(|asked| Reply::redirect(asked.path.clone()));
    let error = get(&mut open(), &web.url("/round")).unwrap_err();
    assert!(
        matches!(error, FetchError::TooManyRedirects { .. }),
        "{error}"
    );
}

#[test]
fn a_private_address_is_refused_before_it_is_connected_to() {
    let web = Web::serve(|_| Reply::ok("secret"));
    let port = web.address.port();
    let mut fetcher = fetcher(quick(AddressPolicy::PublicOnly));
    for host in [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "[::]",
    ] {
        let error = get(&mut fetcher, &format!("http://{host}:{port}/")).unwrap_err();
        assert!(
            matches!(error, FetchError::Private { .. }),
            "{host}: {error}"
        );
        let remedy = Some(whosaid::remedy::Remedy::AllowPrivateAddresses);
        assert_eq!(error.remedy(), remedy, "{error}");
    }
    assert!(web.asked().is_empty());
}

#[test]
fn a_redirect_does_not_lead_to_a_private_address_either() {
    let inside = Web::serve(|_| Reply::ok("secret"));
    let target = inside.url("/");
    let by_name = format!("http://localhost:{}/", inside.address.port());
    for to in [target, by_name] {
        let outside = Web::serve(move |_| Reply::redirect(to.clone()));
        let mut fetcher = fetcher(quick(AddressPolicy::PublicAnd(outside.address)));
        let error = get(&mut fetcher, &outside.url("/")).unwrap_err();
        assert!(matches!(error, FetchError::Private { .. }), "{error}");
        assert_eq!(outside.asked().len(), 1);
    }
    assert!(inside.asked().is_empty());
}

#[test]
fn a_name_is_what_it_stands_for() {
    let web = Web::serve(|_| Reply::ok("words"));
    let policy = AddressPolicy::PublicAnd(SocketAddr::from(([127, 0, 0, 1], web.address.port())));
    let mut fetcher = fetcher(quick(policy));
    let document = get(
        &mut fetcher,
        &format!("http://localhost:{}/", web.address.port()),
    );
    assert_eq!(document.unwrap().bytes, b"words");
}

#[test]
fn a_large_body_is_not_taken() {
    let web = Web::serve(|_| Reply::ok(vec![b'x'; (1 << 20) + 1]));
    let error = get(&mut open(), &web.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
    let web = Web::serve(|_| Reply::ok(vec![b'x'; 1 << 20]));
    assert_eq!(
        get(&mut open(), &web.url("/")).unwrap().bytes.len(),
        1 << 20
    );
}

#[test]
fn an_endless_body_and_endless_headers_end() {
    let body =
        Web::serve(|_| Reply::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; 4_096]));
    let error = get(&mut open(), &body.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
    let headers = Web::serve(|_| {
        Reply::Endless(
            b"HTTP/1.1 200 OK\r\n".to_vec(),
            b"X-More: and more\r\n".to_vec(),
        )
    });
    let error = get(&mut open(), &headers.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::Garbled { .. }), "{error}");
}

#[test]
fn a_small_body_that_unpacks_to_a_large_one_is_not_taken() {
    let bomb = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(
            &mut std::io::Read::take(std::io::repeat(0), 64 << 20),
            &mut packed,
        )
        .unwrap();
        packed.finish().unwrap()
    };
    assert!(bomb.len() < 1 << 17);
    let web = Web::serve(move |_| {
        Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], bomb.clone())
    });
    let error = get(&mut open(), &web.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { .. }), "{error}");
}

#[test]
fn compressed_body_is_unpacked_a_broken_one_refused() {
    let packed = {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, b"words").unwrap();
        packed.finish().unwrap()
    };
    let web = Web::serve(move |asked| {
        let body = if asked.path == "/good" {
            packed.clone()
        } else {
            b"words".to_vec()
        };
        Reply::Whole(200, vec![("Content-Encoding", "gzip".into())], body)
    });
    assert_eq!(get(&mut open(), &web.url("/good")).unwrap().bytes, b"words");
    let error = get(&mut open(), &web.url("/bad")).unwrap_err();
    assert!(matches!(error, FetchError::Garbled { .. }), "{error}");
}

#[test]
fn a_server_that_drips_is_left_after_the_total_time() {
    let config = FetchConfig {
        total_timeout: Duration::from_millis(300),
        ..quick(AddressPolicy::AllowPrivate)
    };
    for start in [
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nX-Slow:",
        "HTTP/1.1 200 OK\r\n\r\n",
    ] {
        let web = Web::serve(move |_| Reply::Drip(start.into(), Duration::from_millis(5)));
        let error = get(&mut fetcher(config.clone()), &web.url("/")).unwrap_err();
        assert!(
            matches!(error, FetchError::TooSlow { .. }),
            "{start:?}: {error}"
        );
    }
}

#[test]
fn a_silent_server_is_asked_again_and_then_left() {
    let web = Web::serve(|_| Reply::Silence);
    let config = FetchConfig {
        read_timeout: Duration::from_millis(50),
        ..quick(AddressPolicy::AllowPrivate)
    };
    let error = get(&mut fetcher(config), &web.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::TooSlow { .. }), "{error}");
    assert_eq!(web.asked().len(), 3);
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    for busy in [429, 500, 502, 503, 504] {
        let first = std::sync::atomic::AtomicBool::new(true);
        let web = Web::serve(move |_| {
            if first.swap(false, std::sync::atomic::Ordering::Relaxed) {
                Reply::Whole(busy, vec![("Retry-After", "0".into())], Vec::new())
            } else {
                Reply::ok("words")
            }
        });
        assert_eq!(get(&mut open(), &web.url("/")).unwrap().bytes, b"words");
        assert_eq!(web.asked().len(), 2);
    }
}

#[test]
fn a_server_that_asks_for_a_long_pause_is_not_asked_again() {
    let web = Web::serve(|_| Reply::Whole(503, vec![("Retry-After", "3600".into())], Vec::new()));
    let error = get(&mut open(), &web.url("/")).unwrap_err();
    assert!(error.to_string().contains("try again in 3600 s"), "{error}");
    assert_eq!(web.asked().len(), 1);
}

#[test]
fn what_is_not_there_is_asked_for_once() {
    for status in [400, 401, 403, 404, 410, 418] {
        let web = Web::serve(move |_| Reply::status(status));
        let error = get(&mut open(), &web.url("/")).unwrap_err();
        assert!(!error.is_temporary());
        assert!(error.to_string().contains(&status.to_string()), "{error}");
        assert_eq!(web.asked().len(), 1);
    }
}

#[test]
fn truncated_body_is_fetched_again() {
    let web =
        Web::serve(|_| Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nwor".to_vec()));
    let error = get(&mut open(), &web.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
    assert_eq!(web.asked().len(), 3);
}

#[test]
fn what_is_no_http_is_an_error_that_says_so() {
    for answer in [
        "hello\r\n\r\n",
        "HTTP/9.9 1 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ] {
        let web = Web::serve(move |_| Reply::Raw(answer.into()));
        let error = get(&mut open(), &web.url("/")).unwrap_err();
        assert!(
            matches!(error, FetchError::Garbled { .. }),
            "{answer:?}: {error}"
        );
    }
}

#[test]
fn failing_host_is_left_alone_others_are_not() {
    let down = Web::serve(|_| Reply::status(503));
    let up = Web::serve(|_| Reply::ok("words"));
    let mut fetcher = fetcher(FetchConfig {
        most_tries: 1,
        ..quick(AddressPolicy::AllowPrivate)
    });
    for _ in 0..3 {
        let error = get(&mut fetcher, &down.url("/")).unwrap_err();
        assert!(matches!(error, FetchError::Status { .. }), "{error}");
    }
    let error = get(&mut fetcher, &down.url("/")).unwrap_err();
    assert!(matches!(error, FetchError::HostDown { .. }), "{error}");
    assert_eq!(down.asked().len(), 3);
    assert_eq!(get(&mut fetcher, &up.url("/")).unwrap().bytes, b"words");
}

#[test]
fn nobody_listening_is_an_error_that_says_what_to_do() {
    let address = Web::serve(|_| Reply::Silence).address;
    let error = get(&mut open(), &format!("http://{address}/")).unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("check the address"), "{error}");
}

#[test]
fn the_wish_to_stop_ends_a_pause_a_body_and_a_silence() {
    let web = Web::serve(|asked| match asked.path.as_str() {
        "/silent" => Reply::Silence,
        "/busy" => Reply::Whole(503, vec![("Retry-After", "1".into())], Vec::new()),
        _ => Reply::Drip(
            b"HTTP/1.1 200 OK\r\n\r\n".to_vec(),
            Duration::from_millis(1),
        ),
    });
    for path in ["/busy", "/dripping", "/silent"] {
        let asked = std::cell::Cell::new(0);
        let go_on = move || {
            asked.set(asked.get() + 1);
            asked.get() < 3
        };
        let mut fetcher = Fetcher::new(quick(AddressPolicy::AllowPrivate), go_on);
        let error = get(&mut fetcher, &web.url(path)).unwrap_err();
        assert!(matches!(error, FetchError::Stopped), "{error}");
    }
}

#[test]
fn files_are_read_from_the_folder_alone() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().canonicalize().unwrap();
    let folder = home.join("show");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("ep1.vtt"), "WEBVTT").unwrap();
    std::fs::write(home.join("secret"), "secret").unwrap();
    let config = FetchConfig {
        folder: Some(folder.clone()),
        ..quick(AddressPolicy::PublicOnly)
    };
    let mut fetcher = fetcher(config);
    let mut read = |path: std::path::PathBuf| fetcher.fetch(&Location::File(path));
    assert_eq!(read(folder.join("ep1.vtt")).unwrap().bytes, b"WEBVTT");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.join("secret"), folder.join("ep2.vtt")).unwrap();
        let error = read(folder.join("ep2.vtt")).unwrap_err();
        assert!(matches!(error, FetchError::Outside { .. }), "{error}");
    }
    let error = read(home.join("secret")).unwrap_err();
    assert!(matches!(error, FetchError::Outside { .. }), "{error}");
    let error = read(folder.join("ep3.vtt")).unwrap_err();
    assert!(matches!(error, FetchError::File { .. }), "{error}");
    let error = read(folder).unwrap_err();
    assert!(matches!(error, FetchError::File { .. }), "{error}");
}
