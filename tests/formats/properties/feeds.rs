//! Tests mutated feeds: no panic, no hang, and only allowed values.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::settings;
use whosaid::feed::{Base, FeedError, Location, read, read_chapters};

const FEED: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"
     xmlns:psc="http://podlove.org/simple-chapters">
<channel><title>Lock &amp; Weir</title>
<podcast:person role="host">Bo Lock</podcast:person>
<item><title>One</title><guid isPermaLink="false">1</guid>
<pubDate>Sat, 02 Mar 2024 08:00:00 +0100</pubDate>
<description><![CDATA[<p>Of <b>dams</b> & such.</p>]]></description>
<enclosure url="https://cdn.example/1.mp3?a=1&amp;b=2" type="audio/mpeg"/>
<podcast:transcript url="1.vtt" type="text/vtt" language="en" rel="captions"/>
<podcast:transcript url="../1.json" type="application/json"/>
<psc:chapters><psc:chapter start="00:01:02.500" title="The lock"/></psc:chapters>
</item>
<!-- <item> -->
<item><title>Two</title><link>https://pod.example/2</link>
<podcast:chapters url="/2.json" type="application/json+chapters"/>
<podcast:person>Ann&#32;Weir</podcast:person>
<podcast:transcript url="https://cdn.example/2.srt" type="application/srt"/></item>
</channel></rss>
"#;

/// What feeds are made of, whole and broken.
const FRAGMENTS: [&str; 30] = [
    "<item>",
    "</item>",
    "<item/>",
    "<item ",
    "<channel>",
    "</channel>",
    "</rss>",
    "<rss>",
    "<title>",
    "</title>",
    "<guid>1</guid>",
    "<podcast:transcript url=\"",
    "<podcast:person>",
    "<psc:chapter start=\"",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<!DOCTYPE x [<!ENTITY a \"b\">]>",
    "&a;",
    "&#xD800;",
    "&#0;",
    "&",
    "\"",
    "'",
    "/>",
    "file:///etc/passwd",
    "..%2f",
    "\0",
];

/// Which bytes to take out, and what to put there.
fn edits() -> impl Strategy<Value = Vec<(Index, usize, Vec<u8>)>> {
    let written = prop_oneof![
        3 => select(FRAGMENTS.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..4),
    ];
    let removed = prop_oneof![3 => 0..4_usize, 1 => 0..200_usize];
    vec((any::<Index>(), removed, written), 1..8)
}

fn edited(text: &str, edits: &[(Index, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, removed, written) in edits {
        let start = place.index(bytes.len() + 1);
        let end = (start + removed).min(bytes.len());
        bytes.splice(start..end, written.iter().copied());
    }
    bytes
}

fn many() -> ProptestConfig {
    ProptestConfig {
        cases: 10_000,
        ..settings()
    }
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn a_mutated_feed_is_read_as_far_as_it_can_be(edits in edits()) {
        let bytes = edited(FEED, &edits);
        let lines = 1 + bytes.iter().filter(|&&byte| byte == b'\n').count();
        let folder = std::env::temp_dir().join("show");
        for base in [Base::Web("https://pod.example/f/x.xml".parse().unwrap()), Base::Folder(folder.clone())] {
            let feed = match read(&bytes, &base) {
                Ok(feed) => feed,
                Err(error) => {
                    let known = matches!(
                        error,
                        FeedError::OtherXml { .. } | FeedError::NoXml { .. } | FeedError::NoChannel { .. }
                    );
                    prop_assert!(known, "{error}");
                    continue;
                }
            };
            let mut guids: Vec<_> = feed.items.iter().map(|item| &item.guid).collect();
            guids.sort();
            guids.dedup();
            prop_assert_eq!(guids.len(), feed.items.len());
            for item in &feed.items {
                prop_assert!((1..=lines).contains(&item.line));
                for offer in &item.transcripts {
                    match (&offer.at, &base) {
                        (Location::Web(url), _) => prop_assert!(url.scheme().starts_with("http")),
                        (Location::File(path), Base::Folder(folder)) => {
                            prop_assert!(path.starts_with(folder), "{}", path.display());
                            prop_assert!(!path.display().to_string().contains("/../"));
                        }
                        (Location::File(path), Base::Web(_)) => {
                            prop_assert!(false, "{} from the web", path.display());
                        }
                    }
                }
            }
            for warning in &feed.warnings {
                prop_assert!((1..=lines + 1).contains(&warning.line));
            }
        }
    }

    #[test]
    fn mutated_chapters_are_read_or_refused(edits in edits()) {
        let json = r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Hello"},{"startTime":61.5,"title":"Lock","toc":false}]}"#;
        for chapter in read_chapters(&edited(json, &edits)).unwrap_or_default() {
            prop_assert!(!chapter.title.is_empty());
        }
    }
}
