//! Tests `index --feed` against a local podcast.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use whosaid::engine::Catalogue;
use whosaid::feed::Chapter;
use whosaid::transcript::Person;

use crate::support::test_store::{TWO_LINES, TestStore, assert_holds, json, strings};
use crate::support::web::{Asked, Reply, Web};
use crate::support::{Ran, run};

/// A podcast whose pages a test can change while it is served.
struct Podcast {
    web: Web,
    pages: Arc<Mutex<BTreeMap<String, Reply>>>,
}

/// An episode as the feed tells of it.
struct Episode {
    guid: &'static str,
    title: &'static str,
    day: &'static str,
    more: String,
}

impl Episode {
    fn new(guid: &'static str, title: &'static str) -> Self {
        Self {
            guid,
            title,
            day: "02 Mar 2024",
            more: offer(&format!("{guid}.vtt"), "text/vtt"),
        }
    }
}

fn offer(url: &str, media_type: &str) -> String {
    format!("<podcast:transcript url=\"{url}\" type=\"{media_type}\"/>")
}

fn vtt(words: &str) -> String {
    format!(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>{words}\n\n\
         00:04.000 --> 00:06.000\n<v Bob>I buy bread on Tuesday.\n"
    )
}

fn rss(episodes: &[Episode]) -> String {
    let items = episodes.iter().map(|episode| {
        let Episode {
            guid,
            title,
            day,
            more,
        } = episode;
        format!(
            "<item><guid>{guid}</guid><title>{title}</title>\
             <pubDate>{day} 08:00:00 GMT</pubDate>{more}</item>\n"
        )
    });
    format!(
        "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel>\
         <title>Kettle Talk</title>\n{}</channel></rss>",
        items.collect::<String>()
    )
}

impl Podcast {
    fn new(episodes: &[Episode]) -> Self {
        let pages: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
        let served = pages.clone();
        let web = Web::serve(move |asked| {
            let pages = served.lock().unwrap();
            match pages.get(&asked.path) {
                Some(Reply::Whole(200, headers, body)) if headers.is_empty() => {
                    let tag = format!("{:x}", crc(body));
                    Reply::tagged(asked, &tag, body.clone())
                }
                Some(reply) => reply.clone(),
                None => Reply::status(404),
            }
        });
        let podcast = Self { web, pages };
        podcast.tell(episodes);
        for episode in episodes {
            podcast.page(
                &format!("/{}.vtt", episode.guid),
                &vtt("The kettle boils at dawn."),
            );
        }
        podcast
    }

    fn tell(&self, episodes: &[Episode]) {
        self.page("/feed.xml", &rss(episodes));
    }

    fn page(&self, path: &str, text: &str) {
        self.reply(path, Reply::ok(text));
    }

    fn reply(&self, path: &str, reply: Reply) {
        self.pages.lock().unwrap().insert(path.into(), reply);
    }

    fn index(&self, store: &TestStore, more: &[&str]) -> Ran {
        let feed = self.web.url("/feed.xml");
        let arguments = [&["index", "--feed", &feed, "--allow-private"], more].concat();
        store.run(&arguments)
    }

    /// Returns what was asked for since the last time, path by path.
    fn asked(&self) -> Vec<Asked> {
        let mut asked = self.web.asked();
        asked.sort_by(|a, b| a.path.cmp(&b.path));
        asked
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut hasher = flate2::Crc::new();
    hasher.update(bytes);
    hasher.sum()
}

fn two() -> [Episode; 2] {
    [
        Episode::new("one", "Dawn &amp; Tea"),
        Episode::new("two", "Bread"),
    ]
}

fn catalogue(store: &TestStore) -> Catalogue {
    Catalogue::open_existing(&store.path("store.db"), Box::new(|_| {})).unwrap()
}

/// How many commits the store has seen.
fn generation(store: &TestStore) -> u64 {
    catalogue(store).index().unwrap().generation.0
}

#[test]
fn the_transcripts_of_a_feed_are_stored_with_what_it_says_of_them() {
    let mut episodes = two();
    episodes[0].more.push_str(
        "<enclosure url=\"https://cdn.example/one.mp3\"/>
         <podcast:person role=\"guest\">Ann Weir</podcast:person>
         <podcast:chapters url=\"one.json\"/>",
    );
    let podcast = Podcast::new(&episodes);
    podcast.page(
        "/one.json",
        "{\"chapters\":[{\"startTime\":2,\"title\":\"Tea\"}]}",
    );
    let store = TestStore::new();
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.out, "dawn_tea  stored: 2 turns, 2 passages\n");
    assert_holds(&ran.out, "2 episodes: 2 stored");
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);

    let opened = catalogue(&store);
    let summary = opened.library().summary("dawn_tea").unwrap().unwrap();
    assert_eq!(summary.title, "Dawn & Tea");
    assert_eq!(summary.date.unwrap().to_string(), "2024-03-02");
    assert_eq!(
        summary.media.url.as_deref(),
        Some("https://cdn.example/one.mp3")
    );
    let guest = Person {
        name: "Ann Weir".into(),
        role: Some("guest".into()),
    };
    assert_eq!(summary.people, [guest]);
    let tea = Chapter {
        start_ms: 2000,
        title: "Tea".into(),
    };
    let full = opened.library().full_transcript("dawn_tea");
    assert_eq!(full.unwrap().unwrap().chapters, [tea]);
    let answer = store.run(&["ask", "When does the kettle boil?"]);
    assert_holds(&answer.out, "The kettle boils at dawn.");
}

#[test]
fn a_second_run_asks_with_conditions_and_stores_nothing() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    podcast.asked();
    let before = generation(&store);
    let ran = podcast.index(&store, &["--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    assert_eq!(told["unchanged"], true);
    assert_eq!(
        strings(&told["items"], "status"),
        ["unchanged", "unchanged"]
    );
    assert_eq!(strings(&told["items"], "id"), ["dawn_tea", "bread"]);
    let asked = podcast.asked();
    let paths: Vec<&str> = asked.iter().map(|asked| asked.path.as_str()).collect();
    assert_eq!(paths, ["/feed.xml", "/one.vtt", "/two.vtt"]);
    assert!(asked.iter().all(Asked::is_conditional), "{asked:?}");
    assert_eq!(generation(&store), before);
}

#[test]
fn a_server_that_knows_no_conditions_changes_nothing_either() {
    let podcast = Podcast::new(&two());
    for path in ["/one.vtt", "/two.vtt"] {
        let body = vtt("The kettle boils at dawn.").into_bytes();
        let headers = vec![("X-Server", "simple".to_owned())];
        podcast.reply(path, Reply::Whole(200, headers, body));
    }
    let feed = Reply::Whole(
        200,
        vec![("X-Server", "simple".into())],
        rss(&two()).into_bytes(),
    );
    podcast.reply("/feed.xml", feed);
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    let before = generation(&store);
    let told = json(&podcast.index(&store, &["--json"]));
    assert_eq!(told["unchanged"], true);
    assert_eq!(
        strings(&told["items"], "status"),
        ["unchanged", "unchanged"]
    );
    assert_eq!(generation(&store), before);
}

#[test]
fn a_changed_transcript_replaces_its_former_self_under_its_id() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    podcast.page("/two.vtt", &vtt("The oven is cold."));
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.out, "dawn_tea  unchanged\nbread  replaced: 2 turns");
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);
    let shown = store.run(&["show", "bread"]).out;
    assert_holds(&shown, "The oven is cold.");
}

#[test]
fn a_new_title_is_told_and_the_id_stays() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    let mut episodes = two();
    episodes[1].title = "Bread and Butter";
    podcast.tell(&episodes);
    let ran = podcast.index(&store, &[]);
    assert_holds(&ran.out, "bread  described\n");
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);
    let summary = catalogue(&store)
        .library()
        .summary("bread")
        .unwrap()
        .unwrap();
    assert_eq!(summary.title, "Bread and Butter");
}

#[test]
fn only_new_episodes_are_fetched_whole() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    podcast.tell(&two()[..1]);
    let _first = podcast.index(&store, &[]);
    podcast.asked();
    podcast.tell(&two());
    let ran = podcast.index(&store, &[]);
    assert_holds(&ran.out, "2 episodes: 1 stored, 1 unchanged");
    let asked = podcast.asked();
    let whole = asked.iter().filter(|asked| !asked.is_conditional());
    let whole: Vec<&str> = whole.map(|asked| asked.path.as_str()).collect();
    assert_eq!(whole, ["/two.vtt"]);
}

#[test]
fn a_broken_episode_is_told_and_the_others_are_stored() {
    let mut episodes = vec![
        Episode::new("lost", "Lost"),
        Episode::new("diary", "Diary"),
        Episode::new("bad", "Bad"),
    ];
    episodes[2].more = "<title>a</guid>".into();
    episodes.extend(two());
    let podcast = Podcast::new(&episodes);
    podcast.reply("/lost.vtt", Reply::status(404));
    podcast.page("/diary.vtt", "Dear diary");
    let store = TestStore::new();
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "error: Lost: http://");
    assert_holds(&ran.err, "/lost.vtt answered 404: it is not there");
    assert_holds(&ran.err, "error: Diary: http://");
    assert_holds(&ran.err, "/diary.vtt: no known transcript format");
    assert_holds(&ran.err, "/feed.xml:4: not well formed");
    assert_holds(&ran.out, "4 episodes: 2 stored, 2 failed");
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);

    podcast.page("/lost.vtt", &vtt("Found again."));
    let again = podcast.index(&store, &[]);
    assert_holds(&again.out, "lost  stored");
    assert_holds(&again.out, "4 episodes: 1 stored, 2 unchanged, 1 failed");
}

#[test]
fn what_cannot_be_fetched_any_more_stays() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    podcast.reply("/one.vtt", Reply::status(410));
    podcast.page("/two.vtt", "Dear diary");
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "answered 410");
    assert_holds(&ran.err, "; its stored version is kept");
    assert_holds(&ran.out, "2 episodes: 2 failed");
    assert_holds(&store.run(&["show", "dawn_tea"]).out, "The kettle boils");
    assert_holds(&store.run(&["show", "bread"]).out, "The kettle boils");
}

#[test]
fn a_busy_server_is_told_and_the_next_run_gets_what_it_has() {
    let podcast = Podcast::new(&two());
    let busy = Reply::Whole(503, vec![("Retry-After", "600".into())], Vec::new());
    podcast.reply("/one.vtt", busy);
    let store = TestStore::new();
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "try again in 600 s");
    podcast.page("/one.vtt", &vtt("The kettle boils at dawn."));
    assert_holds(&podcast.index(&store, &[]).out, "dawn_tea  stored");
}

#[test]
fn nothing_is_removed_because_a_feed_dropped_it() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    let mut left = Episode::new("one", "Dawn &amp; Tea");
    left.more.clear();
    podcast.tell(&[left]);
    let ran = podcast.index(&store, &["--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    assert_eq!(strings(&told["items"], "status"), ["withdrawn"]);
    assert_eq!(told["dropped"], serde_json::json!(["bread"]));
    assert_eq!(told["without_transcript"], 1);
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);
    let text = podcast.index(&store, &[]);
    assert_holds(&text.out, "dawn_tea  withdrawn\n");
    assert_holds(
        &text.err,
        "1 transcript of episodes that are not in the feed any more",
    );
}

#[test]
fn the_best_format_that_can_be_read_is_taken() {
    let mut episodes = two();
    episodes[0].more = [
        offer("one.txt", "text/plain"),
        offer("one.vtt", "text/vtt"),
        offer("one.broken", "application/json"),
    ]
    .concat();
    let podcast = Podcast::new(&episodes);
    podcast.page("/one.broken", "{\"segments\": [");
    podcast.page("/one.txt", TWO_LINES);
    let store = TestStore::new();
    assert_eq!(podcast.index(&store, &[]).code, Some(0));
    let format = catalogue(&store)
        .library()
        .summary("dawn_tea")
        .unwrap()
        .unwrap()
        .format;
    assert_eq!(format.name(), "webvtt");
    podcast.asked();
    // The next run asks for what was taken, and not for what could not be read.
    let _second = podcast.index(&store, &[]);
    let asked = podcast.asked();
    let paths: Vec<&str> = asked.iter().map(|asked| asked.path.as_str()).collect();
    assert_eq!(paths, ["/feed.xml", "/one.vtt", "/two.vtt"]);
}

/// A podcast in English that offers an English text and a Spanish VTT.
fn in_two_languages() -> Podcast {
    let mut episodes = two();
    episodes[0].more = [
        offer("one.txt", "text/plain"),
        offer("es.vtt", "text/vtt").replace("/>", " language=\"es\"/>"),
    ]
    .concat();
    let podcast = Podcast::new(&episodes);
    let feed = rss(&episodes).replace("<title>Kettle", "<language>en-US</language><title>Kettle");
    podcast.page("/feed.xml", &feed);
    podcast.page("/one.txt", TWO_LINES);
    podcast.page("/es.vtt", &vtt("El agua hierve al alba."));
    podcast
}

#[test]
fn the_transcript_in_the_feeds_language_is_taken_and_the_choice_is_said() {
    let (podcast, store) = (in_two_languages(), TestStore::new());
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(
        &ran.out,
        "(took en-US text; also offered: es VTT)\nbread  stored: 2 turns, 2 passages\n",
    );
}

#[test]
fn a_language_that_is_asked_for_counts_against_the_feeds() {
    let (podcast, store) = (in_two_languages(), TestStore::new());
    let ran = podcast.index(&store, &["--language", "ES", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let told = json(&ran);
    assert_eq!(strings(&told["items"], "id"), ["dawn_tea"]);
    assert!(strings(&told["items"], "path")[0].ends_with("/es.vtt"));
    assert_eq!(told["in_other_languages"], 1);
    let missing = "Bread: no transcript in es, so none was taken; offered: en-US VTT";
    assert_eq!(told["warnings"], serde_json::json!([missing]));
    assert_eq!(store.ids(), ["dawn_tea"]);
    let listed = json(&store.run(&["list", "--json"]));
    assert_eq!(strings(&listed["transcripts"], "language"), ["es"]);
}

#[test]
fn a_language_without_transcripts_leaves_what_is_stored() {
    let (podcast, store) = (in_two_languages(), TestStore::new());
    let _first = podcast.index(&store, &[]);
    let ran = podcast.index(&store, &["--language", "fr"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.err, "Bread: no transcript in fr");
    assert_holds(
        &ran.err,
        "2 episodes with transcripts in other languages only",
    );
    assert_eq!(store.ids(), ["bread", "dawn_tea"]);
}

#[test]
fn episodes_of_one_title_have_ids_of_their_own() {
    let mut episodes = vec![
        Episode::new("a", "Bread"),
        Episode::new("b", "Bread"),
        Episode::new("c", "Bread"),
    ];
    episodes[1].day = "09 Mar 2024";
    episodes[2].day = "09 Mar 2024";
    let podcast = Podcast::new(&episodes);
    let store = TestStore::new();
    store.file("bread.txt", TWO_LINES);
    let _local = store.run(&["index", "files"]);
    let first = json(&podcast.index(&store, &["--json"]));
    let ids = strings(&first["items"], "id");
    assert_eq!(ids[..2], ["bread_2024-03-02", "bread_2024-03-09"]);
    assert!(
        ids[2].starts_with("bread_") && ids[2].len() == 14,
        "{ids:?}"
    );
    let again = json(&podcast.index(&store, &["--json"]));
    assert_eq!(strings(&again["items"], "id"), ids);
    assert_eq!(strings(&again["items"], "status"), ["unchanged"; 3]);
    assert_holds(&store.run(&["show", "bread"]).out, "00:00:01");
    assert_eq!(store.ids().len(), 4);
}

#[test]
fn episodes_can_be_chosen_by_day_and_number() {
    let mut episodes = [
        Episode::new("old", "Old"),
        Episode::new("new", "New"),
        Episode::new("newer", "Newer"),
        Episode::new("silent", "Silent"),
    ];
    episodes[0].day = "01 Jan 2023";
    episodes[2].day = "09 Mar 2024";
    episodes[3].day = "10 Mar 2024";
    episodes[3].more.clear();
    let podcast = Podcast::new(&episodes);
    let store = TestStore::new();
    let one = json(&podcast.index(&store, &["--limit", "1", "--json"]));
    assert_eq!(strings(&one["items"], "id"), ["newer"]);
    let since = json(&podcast.index(&store, &["--since", "2024-03-02", "--json"]));
    assert_eq!(strings(&since["items"], "id"), ["new", "newer"]);
    let all = json(&podcast.index(&store, &["--json"]));
    assert_eq!(
        strings(&all["items"], "status"),
        ["stored", "unchanged", "unchanged"]
    );
}

#[test]
fn a_private_address_is_refused_with_the_remedy() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let ran = store.run(&["index", "--feed", &podcast.web.url("/feed.xml")]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(&ran.err, "127.0.0.1, which is not on the public internet");
    assert_holds(&ran.err, "--allow-private");
    assert!(podcast.asked().is_empty());
    assert!(!store.path("store.db").exists());
}

#[test]
fn a_proxy_of_the_environment_is_not_used() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let feed = podcast.web.url("/feed.xml");
    let mut command = store.command(&["index", "--feed", &feed, "--allow-private"]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        command.env(name, "http://127.0.0.1:1");
    }
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn the_places_of_a_feed_that_moved_are_relative_to_where_it_is() {
    let podcast = Podcast::new(&two());
    podcast.page("/moved/feed.xml", &rss(&two()[..1]));
    podcast.page("/moved/one.vtt", &vtt("The kettle moved."));
    podcast.reply("/feed.xml", Reply::redirect("/moved/feed.xml"));
    let store = TestStore::new();
    assert_eq!(podcast.index(&store, &[]).code, Some(0));
    assert_holds(&store.run(&["show", "dawn_tea"]).out, "The kettle moved.");
    // The server says that nothing has changed, and the places are where they were.
    let again = json(&podcast.index(&store, &["--json"]));
    assert_eq!(again["unchanged"], true);
    assert_eq!(strings(&again["items"], "status"), ["unchanged"]);
}

#[test]
fn what_is_no_feed_is_refused_and_the_kept_one_stays() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    podcast.page(
        "/feed.xml",
        "<!DOCTYPE html><html><body>Moved</body></html>",
    );
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_holds(
        &ran.err,
        "/feed.xml: not a podcast feed: expected RSS (<rss>), but this is a web page",
    );
    podcast.tell(&two());
    let again = json(&podcast.index(&store, &["--json"]));
    assert_eq!(again["unchanged"], true);
}

#[test]
fn a_feed_in_a_file_leads_to_the_files_beside_it() {
    let mut episodes = two();
    episodes[1].more = offer("../outside.vtt", "text/vtt");
    let store = TestStore::new();
    let feed = store.file("show/feed.xml", &rss(&episodes));
    store.file("show/one.vtt", &vtt("The kettle boils at dawn."));
    store.file("outside.vtt", &vtt("Nobody may read this."));
    let feed = feed.display().to_string();
    let ran = store.run(&["index", "--feed", &feed]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(
        &ran.err,
        "feed.xml:3: left out: leads outside of the feed's own folder",
    );
    assert_eq!(store.ids(), ["dawn_tea"]);
    let again = json(&store.run(&["index", "--feed", &feed, "--json"]));
    assert_eq!(again["unchanged"], true);
    assert_eq!(strings(&again["items"], "status"), ["unchanged"]);
}

#[test]
fn a_removed_transcript_is_new_to_the_next_run() {
    let podcast = Podcast::new(&two());
    let store = TestStore::new();
    let _first = podcast.index(&store, &[]);
    let _removed = store.run(&["remove", "bread"]);
    let ran = podcast.index(&store, &[]);
    assert_holds(&ran.out, "dawn_tea  unchanged\nbread  stored");
}

#[test]
fn chapters_that_could_not_be_had_are_asked_for_again() {
    let mut episodes = two();
    episodes[0]
        .more
        .push_str("<podcast:chapters url=\"one.json\"/>");
    let podcast = Podcast::new(&episodes);
    let busy = Reply::Whole(503, vec![("Retry-After", "600".into())], Vec::new());
    podcast.reply("/one.json", busy);
    let store = TestStore::new();
    let ran = podcast.index(&store, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_holds(&ran.err, "note: http://");
    assert_holds(&ran.err, "/one.json answered 503");
    podcast.page(
        "/one.json",
        "{\"chapters\":[{\"startTime\":2,\"title\":\"Tea\"}]}",
    );
    let _second = podcast.index(&store, &[]);
    let full = catalogue(&store).library().full_transcript("dawn_tea");
    assert_eq!(full.unwrap().unwrap().chapters.len(), 1);
    podcast.asked();
    let _third = podcast.index(&store, &[]);
    assert!(
        podcast
            .asked()
            .iter()
            .all(|asked| asked.path != "/one.json")
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_each_episode_in_or_out() {
    use std::process::Stdio;
    let podcast = Podcast::new(&two());
    podcast.reply("/two.vtt", Reply::Silence);
    let store = TestStore::new();
    let feed = podcast.web.url("/feed.xml");
    let mut command = store.command(&["index", "--feed", &feed, "--allow-private"]);
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut asked = Vec::new();
    while !asked.iter().any(|asked: &Asked| asked.path == "/two.vtt") {
        asked.extend(podcast.web.asked());
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pid = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert_eq!(store.ids(), ["dawn_tea"]);
    podcast.page("/two.vtt", &vtt("The kettle boils at dawn."));
    let again = podcast.index(&store, &[]);
    assert_holds(&again.out, "dawn_tea  unchanged\nbread  stored");
}

#[test]
fn a_hostile_title_commands_no_terminal() {
    let episodes = [
        Episode::new("one", "&#27;[2Jowned"),
        Episode::new("two", "&#27;]0;x&#7;"),
    ];
    let podcast = Podcast::new(&episodes);
    podcast.page("/two.vtt", "Dear diary");
    let store = TestStore::new();
    let ran = podcast.index(&store, &[]);
    assert!(
        !format!("{}{}", ran.out, ran.err).contains('\u{1b}'),
        "{ran:?}"
    );
    assert_eq!(store.ids(), ["2jowned"]);
}
