//! Makes a store for one test, and reads what the program printed about it.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::{Ran, run, whosaid};

/// Two cues of two speakers, in the line format.
pub(crate) const TWO_LINES: &str = "00:00:01.000 - 00:00:04.000, Ann: The kettle boils at dawn.\n\
                         00:00:04.000 - 00:00:06.000, Bob: I buy bread on Tuesday.\n";

/// A throw-away folder with a store and files of its own.
pub(crate) struct TestStore(tempfile::TempDir);

impl TestStore {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file into the folder `files`.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path("files").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = whosaid(&self.path("store.db"));
        command.args(arguments).current_dir(self.0.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        run(&mut self.command(arguments))
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        let listed = json(&self.run(&["list", "--json"]));
        strings(&listed["transcripts"], "id")
    }
}

#[track_caller]
pub(crate) fn assert_holds(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in {text}");
}

pub(crate) fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

pub(crate) fn strings(objects: &Value, key: &str) -> Vec<String> {
    let objects = objects.as_array().unwrap().iter();
    objects
        .map(|object| object[key].as_str().unwrap().to_owned())
        .collect()
}
