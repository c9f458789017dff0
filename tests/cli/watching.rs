//! Tests `index --watch` over folders that change, go and come back.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{TWO_LINES, TestStore, strings};
use crate::http::Server;

/// How long a test waits for what must happen before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program that watches the folder `files` of a store, killed when a test ends before it does.
struct Watch {
    process: Child,
    out: Lines,
    err: Lines,
}

/// What a stream has brought so far.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    pub(crate) fn of(stream: impl Read + Send + 'static) -> Self {
        let lines = Self::default();
        let told = lines.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines() {
                told.0.lock().unwrap().push(line.unwrap());
            }
        });
        lines
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits for a line with this in it.
    #[track_caller]
    pub(crate) fn wait_for(&self, part: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.all().iter().any(|line| line.contains(part)) {
            assert!(Instant::now() < until, "no {part:?} in {:#?}", self.all());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended where all went well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Watch {
    /// Starts one and waits until it has read what is there.
    #[track_caller]
    fn over(store: &TestStore, arguments: &[&str]) -> Self {
        fs::create_dir_all(store.path("files")).unwrap();
        let mut command = store.command(&["index", "files", "--watch"]);
        command.args(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let watch = Self {
            out: Lines::of(process.stdout.take().unwrap()),
            err: Lines::of(process.stderr.take().unwrap()),
            process,
        };
        watch.err.wait_for("watching 1 folder; Ctrl-C ends");
        watch
    }

    fn interrupt(self) -> Option<i32> {
        self.signal("-INT")
    }

    fn signal(mut self, signal: &str) -> Option<i32> {
        let kill = [signal, &self.process.id().to_string()];
        assert!(Command::new("kill").args(kill).status().unwrap().success());
        self.process.wait().unwrap().code()
    }
}

#[test]
fn files_that_come_change_and_go_are_followed_until_an_interrupt() {
    let store = TestStore::new();
    store.file("old.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    watch.out.wait_for("1 file: 1 stored");
    let path = store.file("inner/talk.txt", TWO_LINES);
    watch.out.wait_for("talk  stored: 2 turns, 2 passages");
    assert_eq!(store.ids(), ["old", "talk"]);
    store.file("inner/talk.txt", &TWO_LINES.replace("bread", "onions"));
    watch.out.wait_for("talk  replaced: 2 turns");
    let shown = store.run(&["show", "talk"]);
    assert!(shown.out.contains("onions"), "{shown:?}");
    fs::remove_file(path).unwrap();
    watch.out.wait_for("talk  removed");
    assert_eq!(store.ids(), ["old"]);
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn sigterm_finishes_what_was_begun() {
    let store = TestStore::new();
    store.file("old.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    assert_eq!(watch.signal("-TERM"), Some(0));
    assert_eq!(store.ids(), ["old"]);
}

#[test]
fn renamed_folder_keeps_its_transcripts() {
    let store = TestStore::new();
    for name in ["inner/talk.txt", "inner/deep/walk.txt", "stay.txt"] {
        store.file(name, TWO_LINES);
    }
    let watch = Watch::over(&store, &[]);
    let at = |name: &str| store.path("files").join(name);
    fs::rename(at("inner"), at("outer")).unwrap();
    for line in [
        "talk  removed",
        "walk  removed",
        "talk  stored",
        "walk  stored",
    ] {
        watch.out.wait_for(line);
    }
    assert_eq!(store.ids(), ["stay", "talk", "walk"]);
    store.file("outer/deep/walk.txt", &TWO_LINES.replace("bread", "onions"));
    watch.out.wait_for("walk  replaced");
    let told = watch.err.all();
    assert!(
        !told.iter().any(|line| line.contains("already belongs")),
        "{told:?}"
    );
}

#[test]
fn a_file_that_is_renamed_has_its_new_name_alone() {
    let store = TestStore::new();
    let path = store.file("talk.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    fs::rename(&path, path.with_file_name("walk.txt")).unwrap();
    watch.out.wait_for("talk  removed");
    watch.out.wait_for("walk  stored");
    assert_eq!(store.ids(), ["walk"]);
}

#[test]
fn copied_then_deleted_file_is_read_at_its_new_place() {
    let store = TestStore::new();
    let path = store.file("talk.txt", TWO_LINES);
    let watch = Watch::over(&store, &["--json"]);
    store.file("kept/talk.txt", TWO_LINES);
    // Read after the copy, so that the copy was scanned before.
    store.file("later.txt", TWO_LINES);
    watch.out.wait_for("\"id\":\"later\"");
    fs::remove_file(path).unwrap();
    watch.out.wait_for("\"status\":\"removed\"");
    watch.out.wait_for("files/kept/talk.txt");
    assert_eq!(store.ids(), ["later", "talk"]);
}

#[test]
fn a_file_saved_by_way_of_a_temporary_one_is_a_change_of_itself() {
    let store = TestStore::new();
    let path = store.file("talk.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    for (temporary, word) in [(".talk.txt.x1", "onions"), ("talk.txt~", "leeks")] {
        let written = store.file(temporary, &TWO_LINES.replace("bread", word));
        fs::rename(written, &path).unwrap();
        let until = Instant::now() + PATIENCE;
        while !store.run(&["show", "talk"]).out.contains(word) {
            assert!(Instant::now() < until, "{:?}", watch.err.all());
        }
    }
    assert_eq!(store.ids(), ["talk"]);
}

#[test]
fn temporary_and_foreign_files_are_skipped_with_one_note_each() {
    let store = TestStore::new();
    let watch = Watch::over(&store, &[]);
    store.file(".hidden.txt", TWO_LINES);
    store.file("talk.txt.part", TWO_LINES);
    store.file("notes.md", "Dear diary");
    watch
        .err
        .wait_for("skipped files/talk.txt.part: its name is that of a temporary file");
    watch
        .err
        .wait_for("skipped files/notes.md: no known transcript");
    store.file("talk.txt.part", &TWO_LINES.repeat(2));
    store.file("notes.md", "Dear diary, once more");
    store.file("talk.txt", TWO_LINES);
    watch.out.wait_for("talk  stored");
    let skipped = watch.err.all();
    let skipped = skipped.iter().filter(|line| line.contains("skipped"));
    assert_eq!(skipped.count(), 2, "{:?}", watch.err.all());
    assert_eq!(store.ids(), ["talk"]);
}

#[test]
fn a_file_that_is_being_written_is_read_once_and_whole() {
    let store = TestStore::new();
    let watch = Watch::over(&store, &[]);
    // Again where the machine was too busy to go on writing before the file seemed to be done.
    for attempt in 0.. {
        let name = format!("talk{attempt}");
        let path = store.file(&format!("{name}.txt"), TWO_LINES);
        let written = Instant::now();
        std::thread::sleep(Duration::from_millis(500));
        let mut file = fs::File::options().append(true).open(path).unwrap();
        let rest = TWO_LINES.replace("00:00:0", "00:01:0");
        file.write_all(rest.as_bytes()).unwrap();
        drop(file);
        let in_time = written.elapsed() < Duration::from_millis(900);
        watch.out.wait_for(&format!("{name}  stored: 4 turns"));
        if in_time {
            let lines = watch.out.all();
            let own = lines.iter().filter(|line| line.contains(&name));
            assert_eq!(own.count(), 1, "{lines:?}");
            return;
        }
    }
}

#[test]
fn unreadable_file_keeps_its_transcript_and_is_retried() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    store.file("talk.txt", "Dear diary");
    watch.err.wait_for("; its stored version is kept");
    watch.out.wait_for("talk  failed");
    let shown = store.run(&["show", "talk"]);
    assert!(shown.out.contains("bread"), "{shown:?}");
    store.file("talk.txt", &TWO_LINES.replace("bread", "onions"));
    watch.out.wait_for("talk  replaced");
}

#[test]
fn what_is_told_beside_a_transcript_is_followed_too() {
    let store = TestStore::new();
    store.file("talk.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    store.file("talk.toml", "title = \"The kettle\"");
    watch.out.wait_for("talk  described");
    let listed = store.run(&["list", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(strings(&listed["transcripts"], "title"), ["The kettle"]);
}

#[test]
fn transcripts_of_a_folder_that_went_stay() {
    let store = TestStore::new();
    let path = store.file("talk.txt", TWO_LINES);
    store.file("inner/walk.txt", TWO_LINES);
    // Is no transcript, and not counted as one.
    store.file("diary.txt", "Dear diary");
    let watch = Watch::over(&store, &[]);
    let (files, away) = (store.path("files"), store.path("away"));
    fs::rename(&files, &away).unwrap();
    watch.err.wait_for(
        "note: files is gone or cannot be read; 1 transcript that was read from it stays",
    );
    watch.err.wait_for("note: files/inner is gone");
    // As a mount point is left without its drive.
    fs::create_dir(&files).unwrap();
    store.file("other.txt", TWO_LINES);
    watch.out.wait_for("other  stored");
    assert_eq!(store.ids(), ["other", "talk", "walk"]);
    fs::remove_dir_all(&files).unwrap();
    fs::rename(&away, &files).unwrap();
    watch.err.wait_for("note: files/inner is there again");
    fs::remove_file(path).unwrap();
    watch.out.wait_for("talk  removed");
    assert!(store.ids().contains(&"walk".to_owned()));
}

#[test]
fn json_is_one_object_a_line() {
    let store = TestStore::new();
    store.file("old.txt", TWO_LINES);
    let watch = Watch::over(&store, &["--json"]);
    store.file("talk.txt", TWO_LINES);
    watch.out.wait_for("\"id\":\"talk\"");
    let lines = watch.out.all();
    let lines: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let lines = serde_json::Value::from(lines);
    assert_eq!(strings(&lines, "id"), ["old", "talk"]);
    assert_eq!(strings(&lines, "status"), ["stored", "stored"]);
    assert_eq!(strings(&lines, "path"), ["files/old.txt", "files/talk.txt"]);
}

#[test]
fn a_running_server_finds_what_is_watched() {
    let store = TestStore::new();
    store.file("old.txt", TWO_LINES);
    let watch = Watch::over(&store, &[]);
    let server = Server::over(&store.path("store.db"), &[]);
    let path = store.file("talk.txt", &TWO_LINES.replace("bread", "onions"));
    watch.out.wait_for("talk  stored");
    let find = |wanted: bool| {
        let until = Instant::now() + PATIENCE;
        let search = r#"{"query": "onions on Tuesday"}"#;
        loop {
            let found = server.send("POST", "/v1/search", "application/json", search.as_bytes());
            assert!(found.contains("HTTP/1.1 200"), "{found}");
            if found.contains("I buy onions") == wanted {
                return;
            }
            assert!(Instant::now() < until, "{found}");
        }
    };
    find(true);
    fs::remove_file(path).unwrap();
    watch.out.wait_for("talk  removed");
    find(false);
}
