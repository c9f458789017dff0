//! Resolves the references of a feed to addresses on the web and files beside the feed.
//!
//! A feed from the web names no file, and a feed that is a file names none outside of its folder. The
//! only protocols are HTTP and HTTPS.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use url::Url;

/// The most characters of a reference that a message shows.
const MOST_QUOTED: usize = 200;

/// The location of a feed, of a transcript or of chapters.
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

impl Base {
    /// Returns the location of a reference.
    ///
    /// # Errors
    /// A reference that is not an address, or leads to a place that a feed may not name. Says why, and
    /// quotes the reference.
    pub fn resolve(&self, reference: &str) -> Result<Location, String> {
        let reference = reference.trim();
        self.resolve_trimmed(reference).map_err(|reason| {
            let quoted: String = reference.chars().take(MOST_QUOTED).collect();
            format!("{reason}: {quoted}")
        })
    }

    fn resolve_trimmed(&self, reference: &str) -> Result<Location, String> {
        let unreadable = |reason: &str| format!("not an address ({reason})");
        if reference.is_empty() {
            return Err(unreadable("it is empty"));
        }
        let web = |url: Url| match url.scheme() {
            "http" | "https" if url.has_host() => Ok(Location::Web(url)),
            _ => Err("only http and https addresses are fetched".to_owned()),
        };
        let joined = |base: &Url| {
            let url = base.join(reference);
            url.map_err(|error| unreadable(&error.to_string()))
        };
        let folder = match (self, Url::parse(reference)) {
            // An absolute address, whatever the feed's own.
            (_, Ok(url)) => return web(url),
            (Base::Web(base), Err(_)) => return web(joined(base)?),
            (Base::Folder(folder), Err(_)) => folder,
        };
        let outside = || "leads outside of the feed's own folder".to_owned();
        let base = Url::from_directory_path(folder).map_err(|()| outside())?;
        let path = joined(&base)?.to_file_path().map_err(|()| outside())?;
        // Checked after decoding, since `%2e%2e%2f` becomes `../` only then.
        let has_parent = path.components().any(|part| part == Component::ParentDir);
        if path.starts_with(folder) && path != *folder && !has_parent {
            Ok(Location::File(path))
        } else {
            Err(outside())
        }
    }
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
            assert!(error.starts_with("only http"), "{error}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for reference in ["", "  ", "http://", "http://[::1", "https://a b/"] {
            let error = web_base().resolve(reference).unwrap_err();
            assert!(error.starts_with("not an address"), "{error}");
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
            assert!(error.starts_with("leads outside"), "{error}");
        }
        let error = base.resolve("file:///pods/show/ep1.vtt").unwrap_err();
        assert!(error.starts_with("only http"), "{error}");
    }

    #[test]
    fn a_password_is_not_shown() {
        let url = Url::parse("https://ann:secret@pod.example/feed").unwrap();
        assert!(!Location::Web(url).to_string().contains("secret"));
    }
}
