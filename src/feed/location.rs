//! Where a feed's references lead.
//!
//! In: a reference as it stands in a feed, and where the feed came from. Out: an address on the web
//! or a file beside the feed. Never here: a file that a feed from the web names, a file outside of
//! the folder of a feed that is a file, any protocol but HTTP and HTTPS.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use thiserror::Error;
use url::Url;

/// Where something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// On the web; the scheme is `http` or `https`.
    Web(Url),
    /// A file in the folder of a feed that is a file itself, or below it.
    File(PathBuf),
}

/// What the references of a feed are relative to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The feed's own address.
    Web(Url),
    /// The folder that the feed's file is in; an absolute path.
    Folder(PathBuf),
}

/// Why a reference leads nowhere that we go.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unusable {
    /// It cannot be read as an address.
    #[error("not an address ({reason}): {reference}")]
    NoAddress {
        /// What is wrong with it.
        reason: String,
        /// The reference.
        reference: String,
    },
    /// Another protocol, or a file.
    #[error("only http and https addresses are fetched: {reference}")]
    OtherProtocol {
        /// The reference.
        reference: String,
    },
    /// A path that leaves the feed's folder.
    #[error("leads outside of the feed's own folder: {reference}")]
    Outside {
        /// The reference.
        reference: String,
    },
}

impl Base {
    /// Returns where a reference leads.
    ///
    /// # Errors
    /// A reference that is no address, or leads where a feed may not send us.
    pub fn resolve(&self, reference: &str) -> Result<Location, Unusable> {
        let reference = reference.trim();
        let quoted = || reference.chars().take(200).collect::<String>();
        let unreadable = |reason: String| Unusable::NoAddress {
            reason,
            reference: quoted(),
        };
        if reference.is_empty() {
            return Err(unreadable("it is empty".into()));
        }
        let other = || Unusable::OtherProtocol {
            reference: quoted(),
        };
        let outside = || Unusable::Outside {
            reference: quoted(),
        };
        let read =
            |url: Result<Url, url::ParseError>| url.map_err(|error| unreadable(error.to_string()));
        let folder = match (self, Url::parse(reference)) {
            // An address of its own, whatever the feed is.
            (_, Ok(url)) => return web(url).ok_or_else(other),
            (Base::Web(base), Err(_)) => {
                return web(read(base.join(reference))?).ok_or_else(other);
            }
            (Base::Folder(folder), Err(_)) => folder,
        };
        let base = Url::from_directory_path(folder).map_err(|()| outside())?;
        let path = read(base.join(reference))?
            .to_file_path()
            .map_err(|()| outside())?;
        // `%2e%2e%2f` becomes `../` only now.
        let inside = path.starts_with(folder)
            && path != *folder
            && path
                .components()
                .all(|component| component != Component::ParentDir);
        if inside {
            Ok(Location::File(path))
        } else {
            Err(outside())
        }
    }
}

/// Returns the location of an address that can be fetched.
fn web(url: Url) -> Option<Location> {
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(Location::Web(url))
}

impl Location {
    /// Returns the end of the path after the last dot, in lower case: `vtt`.
    pub(super) fn extension(&self) -> Option<String> {
        let path = match self {
            Location::Web(url) => Path::new(url.path()),
            Location::File(path) => path,
        };
        Some(path.extension()?.to_str()?.to_ascii_lowercase())
    }
}

impl fmt::Display for Location {
    /// Writes the address without a password, or the path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Web(url) => f.write_str(&shown(url)),
            Location::File(path) => path.display().fmt(f),
        }
    }
}

/// Returns an address for messages: without a password.
pub(super) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() {
        // Fails only for addresses without a host, which have no password.
        let _ = url.set_password(Some("…"));
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web_base() -> Base {
        Base::Web(Url::parse("https://pod.example/show/feed.xml?key=1").unwrap())
    }

    fn resolved(base: &Base, reference: &str) -> String {
        base.resolve(reference).unwrap().to_string()
    }

    #[test]
    fn references_are_relative_to_the_address_of_the_feed() {
        let cases = [
            ("ep1.vtt", "https://pod.example/show/ep1.vtt"),
            ("/t/ep1.vtt", "https://pod.example/t/ep1.vtt"),
            ("//cdn.example/ep1.vtt", "https://cdn.example/ep1.vtt"),
            (" http://cdn.example/a b ", "http://cdn.example/a%20b"),
        ];
        for (reference, wanted) in cases {
            assert_eq!(resolved(&web_base(), reference), wanted);
        }
    }

    #[test]
    fn a_feed_from_the_web_names_no_file() {
        for reference in [
            "file:///etc/passwd",
            "ftp://h/x",
            "data:text/vtt,WEBVTT",
            "javascript:1",
        ] {
            let error = web_base().resolve(reference).unwrap_err();
            assert!(matches!(error, Unusable::OtherProtocol { .. }), "{error}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for reference in ["", "  ", "http://", "http://[::1", "https://a b/"] {
            let error = web_base().resolve(reference).unwrap_err();
            assert!(matches!(error, Unusable::NoAddress { .. }), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn references_of_a_file_are_relative_to_its_folder() {
        let base = Base::Folder("/pods/show one".into());
        let cases = [
            ("ep1.vtt", "/pods/show one/ep1.vtt"),
            ("./t/ep%201.vtt", "/pods/show one/t/ep 1.vtt"),
            ("t/../ep1.vtt", "/pods/show one/ep1.vtt"),
        ];
        for (reference, wanted) in cases {
            assert_eq!(base.resolve(reference), Ok(Location::File(wanted.into())));
        }
        let elsewhere = resolved(&base, "https://pod.example/ep1.vtt");
        assert_eq!(elsewhere, "https://pod.example/ep1.vtt");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_leads_to_no_file_outside_of_its_folder() {
        let base = Base::Folder("/pods/show".into());
        for reference in [
            "../other/ep1.vtt",
            "/etc/passwd",
            "%2e%2e/ep1.vtt",
            "..%2f..%2fetc%2fpasswd",
            "t/..%2f..%2fother/x",
            "//server/share/x",
            ".",
        ] {
            let error = base.resolve(reference).unwrap_err();
            assert!(
                matches!(error, Unusable::Outside { .. }),
                "{reference}: {error}"
            );
        }
        let error = base.resolve("file:///pods/show/ep1.vtt").unwrap_err();
        assert!(matches!(error, Unusable::OtherProtocol { .. }), "{error}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let url = Url::parse("https://ann:secret@pod.example/feed").unwrap();
        assert!(!Location::Web(url).to_string().contains("secret"));
    }
}
