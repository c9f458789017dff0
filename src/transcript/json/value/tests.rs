//! Tests that JSON text is read into few bytes, and what its values are.

use super::document::Node;
use super::*;

fn shown(text: &str) -> String {
    Document::read(text).unwrap().root().to_string()
}

#[test]
fn every_value_is_read() {
    let text =
        r#"{"a":[null,true,0,4294967296,18446744073709551615,-3,0.25,"","so\n"],"b\"":{},"c":[]}"#;
    assert_eq!(shown(text), text);
    assert_eq!(shown(" 7 "), "7");
}

#[test]
fn several_values_are_a_list() {
    assert_eq!(shown("{\"a\": 1}\n{}\n7\n"), "[{\"a\":1},{},7]");
    for text in ["{} x", "{\"a\": 1}\n{\"a\"", "[1],"] {
        assert!(Document::read(text).is_err(), "{text}");
    }
}

#[test]
fn an_error_names_the_line_of_the_file() {
    let deep = format!("{{}}\n{{}}\n\n{}", "[".repeat(200) + &"]".repeat(200));
    for text in [&*deep, "{}\n{}\n\n{\"a\" 1}", "{\n\n\n"] {
        assert_eq!(Document::read(text).unwrap_err().line(), 4, "{text}");
    }
}

#[test]
fn the_last_of_several_fields_of_a_name_counts() {
    let document = Document::read(r#"{"a": 1, "b": {"a": 3}, "a": 2}"#).unwrap();
    let value = document.root().get("a").unwrap();
    assert_eq!(value.as_u64(), Some(2));
    assert!(document.root().get("c").is_none());
    assert!(value.get("a").is_none());
}

#[test]
fn a_long_value_is_shown_by_its_beginning() {
    let text = format!("[{}1]", "\"été\",".repeat(100_000));
    let document = Document::read(&text).unwrap();
    assert_eq!(document.root().beginning(8), "[\"été\"");
    assert_eq!(Document::read("[1]").unwrap().root().beginning(8), "[1]");
}

#[test]
fn a_node_takes_eight_bytes_and_none_is_made_in_vain() {
    assert_eq!(size_of::<Node>(), 8);
    for text in ["[0,0,0]", "[[],[],{}]", r#"{"a":0,"b":{"a":0}}"#, "7"] {
        let document = Document::read(text).unwrap();
        assert!(document.nodes.capacity() <= text.len() + 1, "{text}");
    }
}
