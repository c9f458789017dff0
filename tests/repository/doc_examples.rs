//! Runs the commands in the documents, and compares what they print.
//!
//! A block that is marked `console` is run. A shell runs each line that begins with `$ `, in a
//! folder with the repository's `data` and a store; other documents than the README begin with the
//! store that the README's commands leave behind. What is printed is compared with the lines below
//! the command: `…` and `[…]` stand for anything; white space, durations and notes that are not
//! shown do not count.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::documents::{DOCUMENTS, blocks, for_users, read};
use crate::support::{data, places, run};

/// Where servers of the documents listen.
const SHOWN_ADDRESS: &str = "http://127.0.0.1:7700";

/// A command of a document, and what it is said to print.
#[derive(Debug, PartialEq)]
struct Example {
    command: String,
    printed: String,
}

/// Returns the commands of a block. A line that ends with a backslash goes on in the next.
fn examples(block: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let mut goes_on = false;
    for line in block.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (_, Some(example)) if goes_on => {
                example.command.push('\n');
                example.command.push_str(line);
                goes_on = line.ends_with('\\');
            }
            (Some(command), _) => {
                goes_on = command.ends_with('\\');
                found.push(Example {
                    command: command.into(),
                    printed: String::new(),
                });
            }
            (None, Some(example)) => {
                example.printed.push_str(line);
                example.printed.push('\n');
            }
            (None, None) => panic!("a block begins with its output: {line}"),
        }
    }
    found
}

/// Returns whether `printed` is what `shown` says.
fn matches(shown: &str, printed: &str) -> bool {
    let is_shown = |line: &&str| !line.starts_with("note: ") || shown.contains("note: ");
    let printed: Vec<&str> = printed.lines().filter(is_shown).collect();
    let printed = printed.join("\n");
    let printed = without_space(&without_durations(&printed));
    let shown = without_space(&without_durations(shown)).replace("[…]", "…");
    let parts: Vec<&str> = shown.split('…').collect();
    let [first, between @ .., last] = &parts[..] else {
        return shown == printed;
    };
    let Some(mut rest) = printed.strip_prefix(first) else {
        return false;
    };
    for part in between {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns the text with one zero for each number of seconds or milliseconds.
fn without_durations(text: &str) -> String {
    let is_duration = |words: &[&str]| {
        let number = words[0].chars().all(|c| c.is_ascii_digit() || c == '.');
        number && ["s", "ms"].contains(&words[1].trim_end())
    };
    let words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
    let mut shown = String::new();
    for (at, word) in words.iter().enumerate() {
        let pair = [word.trim(), words.get(at + 1).copied().unwrap_or("")];
        let duration = !word.trim().is_empty() && is_duration(&pair);
        shown.push_str(if duration { "0 " } else { word });
    }
    shown
}

/// A folder with a store, in which the commands of one document run.
struct Place {
    folder: tempfile::TempDir,
    server: Option<(Child, String)>,
}

impl Place {
    /// Makes a place with a copy of this one's store.
    fn beside(first: Option<&Place>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(data(), folder.path().join("data")).unwrap();
        if let Some(first) = first {
            copy_store(first.folder.path(), folder.path());
        }
        Self {
            folder,
            server: None,
        }
    }

    /// Returns a shell that finds the program, with a data folder that has nothing of the user's.
    fn shell(&self, script: &str) -> Command {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_whosaid"));
        let found = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(program.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&found));
        let home = &places().home;
        let model = places().model_dir.clone();
        let mut shell = Command::new("bash");
        shell
            .args(["-c", script])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("WHOSAID_HOME", self.folder.path().join("home"))
            .env("WHOSAID_STORE", self.folder.path().join("whosaid.db"))
            .env(
                "WHOSAID_MODEL_DIR",
                model.unwrap_or_else(|| home.join("models/all-MiniLM-L6-v2")),
            )
            .env(
                "ORT_DYLIB_PATH",
                places().runtime.clone().unwrap_or_else(|| library_in(home)),
            );
        shell
    }

    /// Runs a command and returns what it printed, notes and errors too.
    fn print(&mut self, command: &str) -> String {
        if command.starts_with("whosaid serve") {
            return self.serve(command);
        }
        let command = match &self.server {
            Some((_, address)) => command.replace(SHOWN_ADDRESS, address),
            None => command.into(),
        };
        let ran = run(self
            .shell(&format!("{{ {command}\n}} 2>&1"))
            .stdin(Stdio::null()));
        match &self.server {
            Some((_, address)) => ran.out.replace(address, SHOWN_ADDRESS),
            None => ran.out,
        }
    }

    /// Starts a server on a free port.
    fn serve(&mut self, command: &str) -> String {
        let mut child = self
            .shell(&format!("exec {command} --addr 127.0.0.1:0 --log off 2>&1"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        let shown = line.replace(&address, SHOWN_ADDRESS);
        self.stop();
        self.server = Some((child, address));
        shown
    }

    fn stop(&mut self) {
        if let Some((mut child, _)) = self.server.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Returns ONNX Runtime's library in the data folder.
fn library_in(home: &Path) -> PathBuf {
    let files = walkdir::WalkDir::new(home.join("runtime")).into_iter();
    let mut files = files.map(|entry| entry.unwrap().into_path());
    let is_library = |path: &PathBuf| path.to_string_lossy().contains(".so");
    files.find(is_library).expect("a runtime was fetched")
}

/// Copies the store in a folder, with its index.
fn copy_store(from: &Path, to: &Path) {
    let entries = walkdir::WalkDir::new(from).min_depth(1).into_iter();
    for entry in entries.map(Result::unwrap) {
        let path = entry.path().strip_prefix(from).unwrap();
        if !path.to_string_lossy().starts_with("whosaid.db") {
            continue;
        }
        let target = to.join(path);
        if entry.file_type().is_dir() {
            std::fs::create_dir(&target).unwrap();
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}

#[test]
fn every_console_block_runs_and_prints_what_is_shown() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut readme: Option<Place> = None;
    for document in DOCUMENTS {
        let blocks = blocks(&read(document), "console");
        if blocks.is_empty() {
            continue;
        }
        let mut place = Place::beside(readme.as_ref());
        for Example { command, printed } in blocks.iter().flat_map(|block| examples(block)) {
            let out = place.print(&command);
            count += 1;
            if !matches(&printed, &out) {
                wrong.push(format!(
                    "{document}: $ {command}\n{out}\n-- is not --\n{printed}"
                ));
            }
        }
        readme.get_or_insert(place);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count > 20, "only {count} commands were found");
}

#[test]
fn commands_of_the_program_stand_in_console_blocks_only() {
    for document in for_users() {
        for block in blocks(&read(document), "sh") {
            let run_nowhere = block.lines().find(|line| line.starts_with("whosaid "));
            assert_eq!(run_nowhere, None, "{document}: mark the block `console`");
        }
    }
}

#[test]
fn an_ellipsis_stands_for_anything_and_durations_do_not_count() {
    assert_eq!(
        examples("$ a \\\n  b\n1\n2\n$ c\n"),
        [("a \\\n  b", "1\n2\n"), ("c", "")].map(|(command, printed)| Example {
            command: command.into(),
            printed: printed.into(),
        })
    );
    assert!(matches("6 stored in 10.5 s\n", "6 stored in 9 s\n"));
    assert!(matches(
        "load model 458.2 ms\n[…]\n",
        "load   model   4.1 ms\nx\ny"
    ));
    assert!(matches("{\"a\": 1, …}", "{\"a\":1,\"b\":2}"));
    assert!(matches("a […] c …", "a b c"));
    assert!(matches("a\n", "note: b\na\n") && !matches("note: c\na\n", "note: b\na\n"));
    assert!(!matches("a […] c", "a b d"));
    assert!(!matches("a", "a b"));
    assert!(!matches("7 files", "6 files"));
}
