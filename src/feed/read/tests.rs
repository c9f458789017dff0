//! Tests reading feeds, well formed and malformed, as publishers write them.

use super::*;
use crate::feed::{Chapter, Item, Location};

fn base() -> Base {
    Base::Web("https://pod.example/show/feed.xml".parse().unwrap())
}

fn read_text(text: &str) -> Result<Feed, FeedError> {
    read(text.as_bytes(), &base())
}

/// A feed with these elements in its channel.
fn rss(channel: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:podcast=\"https://podcastindex.org/namespace/1.0\">\n\
         <channel>{channel}</channel></rss>"
    )
}

fn feed(channel: &str) -> Feed {
    read_text(&rss(channel)).unwrap()
}

/// The one item of a feed, about which there is no doubt.
fn item(elements: &str) -> Item {
    let feed = feed(&format!("<item><guid>g</guid>{elements}</item>"));
    assert_eq!(feed.warnings, []);
    feed.items[0].clone()
}

fn guids(feed: &Feed) -> Vec<&str> {
    feed.items.iter().map(|item| item.guid.as_str()).collect()
}

fn kinds(feed: &Feed) -> Vec<&FeedWarningKind> {
    feed.warnings.iter().map(|warning| &warning.kind).collect()
}

fn person(name: &str, role: &str) -> Person {
    Person {
        name: name.into(),
        role: Some(role.into()),
    }
}

#[test]
fn an_item_has_all_that_the_feed_says_of_it() {
    let feed = feed(
        "<title>Lock &amp; Weir</title>
        <item>
          <title>The  long
            canal</title>
          <guid isPermaLink=\"false\">ep-1</guid>
          <pubDate>Sat, 02 Mar 2024 23:30:00 -0500</pubDate>
          <enclosure url=\"https://cdn.example/ep1.mp3?a=1&amp;b=2\" length=\"1\" type=\"audio/mpeg\"/>
          <podcast:person role=\"Guest\" group=\"cast\">Ann Weir</podcast:person>
          <podcast:person>Bo Lock</podcast:person>
          <podcast:transcript url=\"ep1.srt\" type=\"application/x-subrip\" language=\"en\" rel=\"captions\"/>
          <podcast:transcript url=\"ep1.json\" type=\"application/json\"/>
          <podcast:chapters url=\"/c/ep1.json\" type=\"application/json+chapters\"/>
        </item>",
    );
    assert_eq!(feed.title.as_deref(), Some("Lock & Weir"));
    assert_eq!(feed.warnings, []);
    let item = &feed.items[0];
    assert_eq!(item.guid, "ep-1");
    assert_eq!(item.line, 4);
    assert_eq!(item.title.as_deref(), Some("The long canal"));
    // The day where it was published, not at Greenwich.
    assert_eq!(item.date.unwrap().to_string(), "2024-03-02");
    let media = item.media_url.as_ref().unwrap().as_str();
    assert_eq!(media, "https://cdn.example/ep1.mp3?a=1&b=2");
    assert_eq!(
        item.people,
        [person("Ann Weir", "guest"), person("Bo Lock", "host")]
    );
    let chapters = item.chapters_at.as_ref().unwrap().to_string();
    assert_eq!(chapters, "https://pod.example/c/ep1.json");
    let best = &item.transcripts[0];
    assert_eq!(best.at.to_string(), "https://pod.example/show/ep1.json");
    let second = &item.transcripts[1];
    assert_eq!(second.at.to_string(), "https://pod.example/show/ep1.srt");
}

#[test]
fn transcripts_of_one_format_keep_the_order_of_the_feed() {
    let offer =
        |url: &str, kind: &str| format!("<podcast:transcript url=\"{url}\" type=\"{kind}\"/>");
    let item = item(
        &[
            offer("en.txt", "text/plain"),
            offer("en.vtt", "text/vtt"),
            offer("de.vtt", "text/vtt"),
            offer("en.srt", "application/srt"),
        ]
        .concat(),
    );
    let order: Vec<String> = item
        .transcripts
        .iter()
        .map(|offer| offer.at.to_string())
        .collect();
    let wanted = ["en.vtt", "de.vtt", "en.srt", "en.txt"];
    assert_eq!(
        order,
        wanted.map(|name| format!("https://pod.example/show/{name}"))
    );
}

/// The names of an item's transcripts, in their order.
fn order(item: &Item) -> Vec<String> {
    let names = item.transcripts.iter().map(|offer| offer.at.to_string());
    let names = names.map(|at| at.replace("https://pod.example/show/", ""));
    names.collect()
}

/// An item with these transcripts: the address, the media type, the language.
fn item_offering(offers: &[(&str, &str, &str)]) -> String {
    let offers = offers.iter().map(|(url, kind, language)| {
        let language = match *language {
            "" => String::new(),
            tag => format!(" language=\"{tag}\""),
        };
        format!("<podcast:transcript url=\"{url}\" type=\"{kind}\"{language}/>")
    });
    format!("<item><guid>g</guid>{}</item>", offers.collect::<String>())
}

#[test]
fn a_transcript_in_the_feeds_language_comes_before_a_richer_one() {
    let item = item_offering(&[
        ("es.vtt", "text/vtt", "es"),
        ("gb.json", "application/json", "en-GB"),
        ("plain.txt", "text/plain", ""),
        ("us.srt", "application/srt", "EN-us"),
        ("en.vtt", "text/vtt", "en"),
    ]);
    let wanted = ["en.vtt", "us.srt", "plain.txt", "gb.json", "es.vtt"];
    let before = feed(&format!("<language>en-US</language>{item}"));
    assert_eq!(order(&before.items[0]), wanted);
    let behind = feed(&format!("{item}<dc:language>en_us</dc:language>"));
    assert_eq!(order(&behind.items[0]), wanted);
}

#[test]
fn the_language_of_an_item_counts_more_than_the_feeds() {
    let item = item_offering(&[("en.vtt", "text/vtt", "en"), ("none.txt", "text/plain", "")]);
    let item = item.replace("<guid>", "<dc:language>es</dc:language><guid>");
    let feed = feed(&format!("<language>en</language>{item}"));
    assert_eq!(order(&feed.items[0]), ["none.txt", "en.vtt"]);
}

#[test]
fn without_a_language_only_the_format_counts() {
    let offers = [("en.txt", "text/plain", "en"), ("es.vtt", "text/vtt", "es")];
    let feed = feed(&item_offering(&offers));
    assert_eq!(order(&feed.items[0]), ["es.vtt", "en.txt"]);
}

#[test]
fn only_transcripts_in_a_language_that_is_asked_for_are_kept() {
    let offers = [
        ("pt.vtt", "text/vtt", "pt-PT"),
        ("br.txt", "text/plain", "pt-BR"),
        ("any.srt", "application/srt", "pt"),
        ("none.json", "application/json", ""),
    ];
    let language = |tag: &str| tag.parse().unwrap();
    let channel = format!("<language>en</language>{}", item_offering(&offers));
    for (asked, kept) in [
        ("pt-br", &["any.srt", "br.txt"][..]),
        ("PT", &["pt.vtt", "any.srt", "br.txt"]),
        ("en-US", &["none.json"]),
        ("fr", &[]),
    ] {
        let mut item = feed(&channel).items.remove(0);
        item.keep_language(&language(asked));
        assert_eq!(order(&item), kept, "{asked}");
        assert_eq!(item.in_other_languages.len(), 4 - kept.len(), "{asked}");
    }
    let mut unsaid = feed(&item_offering(&offers)).items.remove(0);
    unsaid.keep_language(&language("en"));
    assert!(order(&unsaid).is_empty());
}

#[test]
fn an_item_that_names_nobody_has_the_people_of_the_channel() {
    let feed = feed(
        "<podcast:person>Bo</podcast:person>
        <item><guid>1</guid></item>
        <item><guid>2</guid><podcast:person role=\"guest\">Ann</podcast:person></item>",
    );
    assert_eq!(feed.items[0].people, [person("Bo", "host")]);
    assert_eq!(feed.items[1].people, [person("Ann", "guest")]);
}

#[test]
fn chapters_may_stand_in_the_feed() {
    let item = item(
        "<psc:chapters xmlns:psc=\"http://podlove.org/simple-chapters\">
           <psc:chapter start=\"0\" title=\"Hello\"/>
           <psc:chapter start=\"00:01:02.500\" title=\"The lock\"/>
           <psc:chapter start=\"never\" title=\"left out\"/>
           <psc:chapter start=\"90.5\"/>
         </psc:chapters>",
    );
    let wanted = [(0, "Hello"), (62_500, "The lock")];
    let wanted = wanted.map(|(start_ms, title)| Chapter {
        start_ms,
        title: title.into(),
    });
    assert_eq!(item.chapters, wanted);
}

#[test]
fn a_prefix_means_what_the_feed_says_it_means() {
    let text = "<rss xmlns:p='https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md'>
        <channel><item><guid>1</guid><p:transcript url='a.vtt'/><q:transcript url='b.vtt'/></item>
        </channel></rss>";
    let feed = read_text(text).unwrap();
    assert_eq!(feed.items[0].transcripts.len(), 1);
    let undeclared = "<rss><channel><item><guid>1</guid><podcast:transcript url='a.vtt'/></item></channel></rss>";
    assert_eq!(read_text(undeclared).unwrap().items[0].transcripts.len(), 1);
}

#[test]
fn elements_of_other_vocabularies_are_not_taken_for_ours() {
    let item = item(
        "<title>One</title><media:title>Two</media:title><itunes:title>Three</itunes:title>
         <media:group><title>Four</title><guid>h</guid></media:group>
         <atom:link href=\"x\"/>",
    );
    assert_eq!(item.title.as_deref(), Some("One"));
    assert_eq!(item.guid, "g");
}

#[test]
fn text_may_have_entities_and_cdata() {
    let item =
        item("<title>A &lt;b&gt; &#233;&#x1F600; <![CDATA[& <i>c</i>]]> &nbsp;&foo;</title>");
    let title = item.title.unwrap();
    assert_eq!(title, "A <b> é\u{1F600} & <i>c</i> &nbsp;&foo;");
}

#[test]
fn an_ampersand_that_is_no_entity_is_one() {
    let item =
        item("<title>Locks & weirs</title><enclosure url=\"https://cdn.example/e?a=1&b=2\"/>");
    assert_eq!(item.title.as_deref(), Some("Locks & weirs"));
    assert_eq!(
        item.media_url.unwrap().as_str(),
        "https://cdn.example/e?a=1&b=2"
    );
}

#[test]
fn dates_are_read_in_the_ways_that_publishers_write_them() {
    let day = |text: &str| {
        item(&format!("<pubDate>{text}</pubDate>"))
            .date
            .unwrap()
            .to_string()
    };
    for text in [
        "Sat, 02 Mar 2024 08:00:00 GMT",
        "Sat, 02 Mar 2024 08:00:00 +0100",
        "2 Mar 2024 08:00 EST",
        "Mon, 02 Mar 2024 08:00:00 PDT",
        "2024-03-02T08:00:00Z",
        "2024-03-02",
    ] {
        assert_eq!(day(text), "2024-03-02", "{text}");
    }
    let feed = feed("<item><guid>1</guid><pubDate>last week</pubDate></item>");
    assert_eq!(feed.items[0].date, None);
    assert_eq!(kinds(&feed), [&FeedWarningKind::Date("last week".into())]);
}

#[test]
fn an_item_without_a_guid_is_known_by_what_else_it_has() {
    let known_by = |elements: &str| {
        let feed = feed(&format!("<item>{elements}</item>"));
        feed.items.first().map(|item| item.guid.clone())
    };
    let recording = "<enclosure url=\"https://cdn.example/e.mp3\"/>";
    let page = "<link>https://pod.example/1</link>";
    let transcript = "<podcast:transcript url=\"t.vtt\"/>";
    let all = [page, transcript, recording].concat();
    assert_eq!(known_by(&all).as_deref(), Some("https://cdn.example/e.mp3"));
    let two = [transcript, page].concat();
    assert_eq!(known_by(&two).as_deref(), Some("https://pod.example/1"));
    assert_eq!(
        known_by(transcript).as_deref(),
        Some("https://pod.example/show/t.vtt")
    );
    assert_eq!(known_by("<title>One</title>"), None);
}

#[test]
fn a_bad_item_is_a_warning_with_its_line_and_the_others_are_read() {
    let feed = feed(
        "
        <item><guid>1</guid></item>
        <item><title>nothing to know it by</title></item>
        <item><guid>2</guid><podcast:transcript url=\"file:///etc/passwd\"/><podcast:transcript/></item>
        <item><guid>1</guid></item>
        <item><guid>3</guid></item>",
    );
    assert_eq!(guids(&feed), ["1", "2", "3"]);
    assert!(feed.items[1].transcripts.is_empty());
    let lines: Vec<usize> = feed.warnings.iter().map(|warning| warning.line).collect();
    assert_eq!(lines, [5, 6, 6, 7]);
    assert!(matches!(
        kinds(&feed)[..],
        [
            FeedWarningKind::NoIdentity,
            FeedWarningKind::Address(_),
            FeedWarningKind::Address(_),
            FeedWarningKind::SameGuid(_)
        ]
    ));
}

#[test]
fn broken_xml_costs_the_item_that_it_stands_in() {
    for broken in [
        "<title>a < b</title>",
        "<title>a</item>",
        "</title>",
        "<title",
        "<!-- no end",
        "<![CDATA[ no end",
        "<title a=\"no end>",
        "<!bad>",
        "<?pi no end",
    ] {
        let text = rss(&format!(
            "<item><guid>1</guid></item>\n<item><guid>2</guid>{broken}</item>\n\
             <item><guid>3</guid></item><item ><guid>4</guid></item>"
        ));
        let feed = read_text(&text).unwrap();
        let guids = guids(&feed);
        assert!(
            guids.starts_with(&["1"]) && guids.ends_with(&["3", "4"]),
            "{broken}: {guids:?}"
        );
        assert!(!guids.contains(&"2"), "{broken}");
        let warning = feed.warnings.iter().find(|warning| {
            matches!(warning.kind, FeedWarningKind::Malformed(_)) && warning.line == 4
        });
        assert!(warning.is_some(), "{broken}: {:?}", feed.warnings);
    }
}

#[test]
fn a_feed_that_is_cut_off_gives_the_items_before() {
    let whole = rss("<item><guid>1</guid></item><item><guid>2</guid><title>x</title></item>");
    let cut = &whole[..whole.find("<title>").unwrap() + 8];
    let feed = read_text(cut).unwrap();
    assert_eq!(guids(&feed), ["1"]);
    assert_eq!(kinds(&feed), [&FeedWarningKind::CutOff]);
}

#[test]
fn what_is_no_podcast_feed_says_what_it_is() {
    let message = |text: &str| read_text(text).unwrap_err().to_string();
    assert_eq!(read_text(" \n"), Err(FeedError::Empty));
    assert!(
        message("{\"version\": \"https://jsonfeed.org\"}").contains("begins with: {\"version\"")
    );
    assert!(message("<!DOCTYPE html><html><body>").contains("a web page"));
    assert!(message("<feed xmlns=\"http://www.w3.org/2005/Atom\">").contains("Atom"));
    assert!(message("<opml>").contains("OPML"));
    assert!(message("<tv><item/></tv>").contains("<tv>"));
    assert!(message("<rss></rss>").contains("no <channel>"));
    assert!(message("<").contains("no <channel>"));
    assert_eq!(
        read(b"\x89PNG\r\n\x1a\n\0\0", &base())
            .unwrap_err()
            .to_string()
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_feed_without_items_is_a_feed() {
    assert_eq!(feed("<title>New</title>").items, []);
}

#[test]
fn the_declared_encoding_counts_and_a_mark_more() {
    let title = |bytes: &[u8]| read(bytes, &base()).unwrap().title.unwrap();
    let text = |encoding: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?><rss><channel><title>Café</title></channel></rss>"
        )
    };
    let latin: Vec<u8> = text("ISO-8859-1").chars().map(|c| c as u8).collect();
    assert_eq!(title(&latin), "Café");
    let marked = format!("\u{feff}{}", text("ISO-8859-1"));
    assert_eq!(title(marked.as_bytes()), "Café");
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text("UTF-16").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(title(&wide), "Café");
    // It says UTF-16 in letters of one byte each.
    assert_eq!(title(text("UTF-16").as_bytes()), "Café");
    let wrong: Vec<u8> = text("UTF-8").chars().map(|c| c as u8).collect();
    let feed = read(&wrong, &base()).unwrap();
    assert_eq!(feed.title.as_deref(), Some("Caf\u{fffd}"));
    assert_eq!(kinds(&feed), [&FeedWarningKind::Encoding("UTF-8")]);
}

#[test]
fn entities_that_a_feed_defines_are_not_expanded() {
    let text = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">
        <!ENTITY x SYSTEM \"file:///etc/passwd\">]>
        <rss><channel><title>&b;&x;</title><item><guid>1</guid></item></channel></rss>";
    let feed = read_text(text).unwrap();
    assert_eq!(feed.title.as_deref(), Some("&b;&x;"));
    assert_eq!(guids(&feed), ["1"]);
}

#[test]
fn what_is_far_too_long_is_left_out() {
    let long = "x".repeat(5_000);
    let feed = feed(&format!("<item><guid>1</guid><title>{long}</title></item>"));
    assert_eq!(feed.items[0].title, None);
    assert_eq!(kinds(&feed), [&FeedWarningKind::TooLong]);
}

/// Each of these is a few megabytes; a reader whose time or memory grows with the square of them,
/// or whose stack grows with them, does not come to an end.
#[test]
fn a_hostile_feed_costs_no_more_than_its_size() {
    let many = |text: &str| text.repeat((4 << 20) / text.len());
    let attributes: String = (0..200_000).map(|n| format!(" a{n}=''")).collect();
    let namespaces: String = (0..100_000)
        .map(|n| format!("<a xmlns:n{n}='u{n}'>"))
        .collect();
    let feeds = [
        rss(&many("<a>")),
        rss(&namespaces),
        rss(&format!("<item{attributes}><guid>1</guid></item>")),
        rss(&many("<item><!--")),
        rss(&many("<item><![CDATA[")),
        rss(&many("<item a=\"")),
        rss(&many("<item><a></b>")),
        rss(&many("<item></x>")),
        rss(&many("<item>")),
        rss(&many("<item/>")),
        rss(&many("&amp;")),
        rss(&format!("<item><title>{}</title></item>", many("&#65;"))),
        rss(&format!(
            "<item>{}</item>",
            many("<podcast:transcript url='a.vtt'/>")
        )),
        rss(&format!(
            "<item>{}</item>",
            many("<podcast:person>A</podcast:person>")
        )),
        rss(&format!(
            "<item>{}</item>",
            many("<podcast:transcript url='file:x'/>")
        )),
        many("<"),
        many("<!"),
        many("<?"),
        many("\n"),
    ];
    for text in feeds {
        if let Ok(feed) = read_text(&text) {
            assert!(feed.warnings.len() <= MOST_WARNINGS);
            for item in &feed.items {
                assert!(item.transcripts.len() <= 100 && item.people.len() <= 100);
            }
        }
    }
}

#[test]
fn places_of_a_feed_in_a_file_are_files_beside_it() {
    let folder = std::path::absolute("show").unwrap();
    let text = rss(
        "<item><guid>1</guid><podcast:transcript url=\"t/1.vtt\"/><podcast:transcript url=\"../2.vtt\"/></item>",
    );
    let feed = read(text.as_bytes(), &Base::Folder(folder.clone())).unwrap();
    let offers = &feed.items[0].transcripts;
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].at, Location::File(folder.join("t/1.vtt")));
    assert!(matches!(kinds(&feed)[..], [FeedWarningKind::Address(_)]));
}
