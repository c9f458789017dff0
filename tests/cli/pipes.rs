//! Tests reading from pipes, and skipping what is no regular file in a folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::watching::Lines;
use super::{TWO_LINES, TestStore, assert_holds, json, strings};
use crate::support::run;

/// Makes a named pipe in the folder `files`.
fn pipe(store: &TestStore, name: &str) -> PathBuf {
    std::fs::create_dir_all(store.path("files")).unwrap();
    let path = store.path("files").join(name);
    let made = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    path
}

/// Starts the program and waits until it waits for the pipe.
#[track_caller]
fn waiting(store: &TestStore, arguments: &[&str]) -> Child {
    let mut command = store.command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let told = Lines::of(child.stderr.take().unwrap());
    told.wait_for("waiting for files/talk.txt, a pipe, to be written");
    child
}

#[test]
fn a_pipe_that_is_named_is_waited_for_with_a_word_and_read() {
    let store = TestStore::new();
    let path = pipe(&store, "talk.txt");
    let indexing = waiting(&store, &["index", "files/talk.txt"]);
    std::fs::write(&path, TWO_LINES).unwrap();
    let ended = indexing.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    assert_eq!(store.ids(), ["talk"]);
    let converting = waiting(&store, &["convert", "files/talk.txt", "-", "--to", "vtt"]);
    std::fs::write(&path, TWO_LINES).unwrap();
    let ended = converting.wait_with_output().unwrap();
    assert_holds(
        &String::from_utf8(ended.stdout).unwrap(),
        "<v Ann>The kettle",
    );
}

#[test]
fn an_interrupt_ends_the_wait_for_a_pipe() {
    for signal in ["-INT", "-TERM"] {
        let store = TestStore::new();
        pipe(&store, "talk.txt");
        let mut indexing = waiting(&store, &["index", "files/talk.txt"]);
        let kill = [signal, &indexing.id().to_string()];
        assert!(Command::new("kill").args(kill).status().unwrap().success());
        assert_eq!(indexing.wait().unwrap().code(), Some(130));
    }
}

#[test]
fn standard_input_by_its_path_is_read_as_a_pipe_is() {
    let path = Path::new("/dev/fd/0");
    if !path.exists() {
        return;
    }
    let store = TestStore::new();
    let file = store.file("talk.txt", TWO_LINES);
    let mut cat = Command::new("cat");
    let mut cat = cat.arg(file).stdout(Stdio::piped()).spawn().unwrap();
    let mut command = store.command(&["index", "/dev/fd/0", "--id", "talk"]);
    let ran = run(command.stdin(cat.stdout.take().unwrap()));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(cat.wait().unwrap().success());
    assert_eq!(store.ids(), ["talk"]);
}

#[cfg(unix)]
#[test]
fn pipes_sockets_and_devices_in_a_folder_are_passed_over() {
    let store = TestStore::new();
    store.file("inner/talk.txt", TWO_LINES);
    pipe(&store, "inner/pipe.txt");
    pipe(&store, "inner/talk.toml");
    let at = |name: &str| store.path("files/inner").join(name);
    let _socket = std::os::unix::net::UnixListener::bind(at("socket.txt")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zero.txt")).unwrap();
    for path in ["files", "files/*", "files/inner/*"] {
        let ran = store.run(&["index", path, "--json"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(strings(&json(&ran)["files"], "id"), ["talk"], "{path}");
    }
}
