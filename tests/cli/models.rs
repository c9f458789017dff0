//! Tests `--model`: the wrong one, one of the user's own, and another one for a store.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::*;
use crate::support::places;

const SETTINGS: &str = "name = \"mine\"\ndimension = 384\npooling = \"mean\"\n\
                        longest_input = 256\nranking = \"english\"\n";

/// Makes a folder with the English model as a user would bring it.
fn bring(folder: &Path, settings: &str) {
    fs::create_dir_all(folder).unwrap();
    for file in ["model.onnx", "model.onnx_data", "tokenizer.json"] {
        symlink(places().model_dir().join(file), folder.join(file)).unwrap();
    }
    fs::write(folder.join("whosaid.toml"), settings.as_bytes()).unwrap();
}

fn index(store: &TestStore, arguments: &[&str]) -> Ran {
    let file = store.file("talk.txt", TWO_LINES);
    let mut command = store.command(arguments);
    run(command.arg("index").arg(file))
}

#[test]
fn another_model_than_the_stores_is_refused_with_the_command_that_helps() {
    let store = TestStore::new();
    assert_eq!(index(&store, &[]).code, Some(0));
    let path = store.path("store.db");
    let helps = format!(
        "`whosaid reembed --store {} --model multilingual`",
        path.display()
    );
    for arguments in [
        &["ask", "Who boils the kettle?"][..],
        &["index", "files/talk.txt"],
        &["serve", "--addr", "127.0.0.1:0", "--keys", "none"],
        &["list"],
    ] {
        let ran = store.run(&[arguments, &["--model", "multilingual"]].concat());
        assert_eq!(ran.code, Some(3), "{ran:?}");
        assert_holds(
            &ran.err,
            "was made with the model all-MiniLM-L6-v2 (graph 2f019cf62175",
        );
        assert_holds(&ran.err, &helps);
    }
}

#[test]
fn a_model_that_is_neither_a_name_nor_a_folder_is_a_usage_error() {
    let ran = TestStore::new().run(&["list", "--model", "klingon"]);
    assert_eq!(ran.code, Some(2));
    assert_holds(&ran.err, "english, multilingual or the folder of a model");
}

#[test]
fn reembedding_with_the_model_that_a_store_has_does_nothing() {
    let store = TestStore::new();
    assert_eq!(index(&store, &[]).code, Some(0));
    for arguments in [&["reembed"][..], &["reembed", "--model", "english"]] {
        let ran = store.run(arguments);
        assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{ran:?}");
        assert_holds(&ran.err, "of this model already: all-MiniLM-L6-v2");
    }
    let ran = TestStore::new().run(&["reembed", "--model", "english"]);
    assert_eq!(ran.code, Some(3));
    assert_holds(&ran.err, "there is no store");
}

#[test]
fn a_model_of_the_users_is_remembered_and_follows_its_folder() {
    let store = TestStore::new();
    let (here, there) = (store.path("here"), store.path("there"));
    bring(&here, SETTINGS);
    let indexed = index(&store, &["--model", here.to_str().unwrap()]);
    assert_eq!(indexed.code, Some(0), "{indexed:?}");
    let ask = ["ask", "What does Bob buy on Tuesday?"];
    assert_holds(&store.run(&ask).out, "I buy bread on Tuesday.");
    let checked = store.run(&["doctor"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert_holds(&checked.out, "model     mine (graph 2f019cf62175");
    assert_holds(&store.run(&["list"]).err, "embedded with mine (graph");

    fs::rename(&here, &there).unwrap();
    let moved = store.run(&ask);
    assert_eq!(moved.code, Some(69), "{moved:?}");
    assert_holds(&moved.err, here.to_str().unwrap());
    assert_holds(&moved.err, "--model DIR names where it is now");
    let named = [&ask[..], &["--model", there.to_str().unwrap()]].concat();
    assert_eq!(store.run(&named).code, Some(0));
    assert_eq!(store.run(&ask).code, Some(0), "it is remembered");

    fs::rename(&there, &here).unwrap();
    let again = store.run(&["reembed", "--model", here.to_str().unwrap()]);
    assert_holds(&again.err, "of this model already");
    assert_eq!(store.run(&ask).code, Some(0), "it is remembered again");
    fs::rename(&here, &there).unwrap();
    let renamed = SETTINGS.replace("mine", "yours");
    fs::write(there.join("whosaid.toml"), renamed.as_bytes()).unwrap();
    let again = store.run(&["reembed", "--model", there.to_str().unwrap()]);
    assert_holds(&again.err, "of this model already");

    // Other rules make other vectors.
    let changed = SETTINGS.replace("256", "200");
    fs::write(there.join("whosaid.toml"), changed.as_bytes()).unwrap();
    let refused = store.run(&ask);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert_holds(&refused.err, &format!("--model {}`", there.display()));
    let anew = store.run(&["reembed"]);
    assert_eq!(anew.code, Some(0), "{anew:?}");
    assert_holds(&anew.out, "2 passages embedded with mine");
    assert_holds(&store.run(&ask).out, "I buy bread on Tuesday.");
}

#[test]
fn a_model_that_does_not_fit_is_named_and_makes_no_store() {
    for (settings, named) in [
        (
            SETTINGS.replace("384", "1024"),
            "whosaid.toml: `dimension` is 1024",
        ),
        (
            SETTINGS.replace("mean", "sum"),
            "whosaid.toml: `pooling` must be mean or cls",
        ),
        (
            format!("{SETTINGS}output = \"nothing\"\n"),
            "model.onnx has no output “nothing”",
        ),
        (format!("{SETTINGS}weights = \"w\"\n"), "must hold w"),
        (
            SETTINGS.replace("256", "12"),
            "longest_input = 12 leaves 10 tokens beside passage_prefix",
        ),
        (
            format!("{SETTINGS}question_prefix = \"{}\"\n", "boat ".repeat(300)),
            "longest_input = 256 leaves 0 tokens beside question_prefix",
        ),
    ] {
        let store = TestStore::new();
        let folder = store.path("model");
        bring(&folder, &settings);
        let ran = index(&store, &["--model", folder.to_str().unwrap()]);
        assert_eq!(ran.code, Some(69), "{ran:?}");
        assert_holds(&ran.err, named);
        assert!(!store.path("store.db").exists());
    }
}

#[test]
fn a_model_that_reads_little_reads_every_passage_whole() {
    let store = TestStore::new();
    let folder = store.path("model");
    bring(&folder, &SETTINGS.replace("256", "32"));
    let talk = "[00:00:01] Ann: The harbour master painted every bollard on the northern quay \
        green last spring.\n\
        [00:00:09] Ben: My sister keeps eleven goats behind the old chapel and sells their cheese.\n\
        [00:00:17] Cleo: The bakery lost its lease in March and nobody in the village knows why.\n";
    let file = store.file("talk.txt", talk);
    let model = folder.to_str().unwrap();
    let ran = run(store.command(&["--model", model]).arg("index").arg(file));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let found = store.run(&["search", "What did the bakery lose?", "--json", "-k", "1"]);
    assert_holds(&found.out, "The bakery lost its lease");
}

#[test]
fn weights_that_give_no_numbers_are_named() {
    let store = TestStore::new();
    let folder = store.path("model");
    bring(&folder, SETTINGS);
    let weights = folder.join("model.onnx_data");
    let bytes = fs::metadata(&weights).unwrap().len() as usize;
    fs::remove_file(&weights).unwrap();
    fs::write(&weights, vec![0xff; bytes]).unwrap();
    let ran = index(&store, &["--model", folder.to_str().unwrap()]);
    assert_eq!(ran.code, Some(69), "{ran:?}");
    assert_holds(&ran.err, "model.onnx gives vectors that cannot be used");
}
