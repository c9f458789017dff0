//! Tests names that a speech recogniser spelt in other ways: found by sound, kept, and removed.

use serde_json::json;

use super::{TestStore, assert_holds, json, strings};

/// A talk in which the name Balaji is spelt right once. “Biology” is a common word, and owns a bet.
const BET: &str = "\
00:00:00.000 - 00:00:08.000, Speaker A: Our friend bology was on the show a while ago.
00:00:08.000 - 00:00:16.000, Speaker A: He made a wager that the coin reaches a million in ninety days.
00:00:16.000 - 00:00:26.000, Speaker B: I take biology's wager for a piece of theatre, nothing else.
00:00:26.000 - 00:00:34.000, Speaker A: What Balaji says about the banks is another matter.
00:00:34.000 - 00:00:44.000, Speaker B: My sister studies biology in the north.
";

/// A talk about biology that names nobody.
const SCHOOL: &str = "\
00:00:00.000 - 00:00:08.000, Speaker A: We lost a wager on biology's oldest question, the origin of cells.
00:00:08.000 - 00:00:16.000, Speaker B: The school teaches biology on Tuesdays.
";

const ASKED: &str = "What was Balaji's wager?";

fn both() -> TestStore {
    let store = TestStore::new();
    store.file("bet.txt", BET);
    store.file("school.txt", SCHOOL);
    assert_eq!(store.run(&["index", "files"]).code, Some(0));
    store
}

#[test]
fn spellings_that_sound_like_the_name_are_searched_and_shown() {
    let store = both();
    let asked = json(&store.run(&["ask", ASKED, "--json"]));
    let heard = json!([{ "name": "Balaji", "spellings": ["bology", "biology"] }]);
    assert_eq!(asked["interpreted_as"]["also_heard_as"], heard);
    let ran = store.run(&["search", ASKED]);
    assert_holds(&ran.out, "“Balaji”: also heard as “bology”, “biology”\n");
    let best = json(&store.run(&["search", ASKED, "-k", "3", "--json"]));
    let texts = strings(&best["hits"], "text").join(" ");
    assert_holds(&texts, "I take biology's wager");
}

#[test]
fn a_common_word_is_no_name_without_company() {
    let store = both();
    for question in [
        "What does Balaji say about the banks?",
        "Who teaches biology?",
    ] {
        let asked = json(&store.run(&["ask", question, "--json"]));
        let heard = asked["interpreted_as"]["also_heard_as"].to_string();
        assert!(!heard.contains("\"biology\""), "{question} {heard}");
    }
}

#[test]
fn words_taken_literally_are_only_themselves() {
    let ran = both().run(&["search", ASKED, "--literal"]);
    assert!(!ran.out.contains("also heard as"), "{ran:?}");
}

#[test]
fn kept_spellings_are_used_without_guessing_until_they_are_removed() {
    let store = both();
    let added = store.run(&["heard", "add", "Balaji", "oldest question", "Bology"]);
    assert_eq!(added.out, "Balaji: oldest question, Bology\n", "{added:?}");
    let told = "“Balaji”: also heard as “oldest question”, “Bology”\n";
    assert_holds(&store.run(&["search", ASKED]).out, told);
    let removed = store.run(&["heard", "remove", "balaji", "bology"]);
    assert_eq!(removed.out, "Balaji: oldest question\n", "{removed:?}");
    let undone = store.run(&["speakers", "undo", "3"]);
    assert_eq!(undone.code, Some(0), "{undone:?}");
    let listed = json(&store.run(&["heard", "list", "--json"]));
    let kept =
        json!({ "heard": [{ "name": "Balaji", "spellings": ["oldest question", "Bology"] }] });
    assert_eq!(listed, kept);
    assert_eq!(store.run(&["heard", "remove", "Balaji"]).code, Some(0));
    assert_eq!(store.run(&["heard", "list"]).code, Some(1));
}

#[test]
fn a_refused_spelling_changes_nothing_and_says_why() {
    let store = both();
    for (arguments, reason) in [
        (
            &["add", "Balaji", "Bology", "BALAJI"][..],
            "no other spelling of itself",
        ),
        (
            &["add", "Balaji", "Bology", "the"],
            "no word that can be searched for",
        ),
        (&["add", "Balaji", "Bology", "bology"], "is kept already"),
        (&["remove", "Balaji"], "no spelling of “Balaji” is kept"),
    ] {
        let ran = store.run(&[&["heard"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert_holds(&ran.err, reason);
    }
    assert_eq!(store.run(&["heard", "list"]).code, Some(1));
}
