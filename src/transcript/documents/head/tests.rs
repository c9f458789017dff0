//! Tests whole documents: who says what, and when.

use super::*;
use crate::transcript::warning::WarningKind;

/// Who speaks from which second, and the words.
type Said = (Option<String>, Option<u64>, String);

fn read(text: &str) -> (Vec<Said>, Vec<WarningKind>) {
    let (turns, warnings) = parse(text, Chapters::Nobodys).finish();
    let said = turns.into_iter().map(|turn| {
        let start_s = turn.span.map(|span| span.start_ms / 1000);
        (turn.speaker, start_s, turn.text)
    });
    let kinds = warnings.into_iter().map(|warning| warning.kind);
    (said.collect(), kinds.collect())
}

fn said(turns: &[(&str, Option<u64>, &str)]) -> Vec<Said> {
    let of = |(name, start_s, words): &(&str, Option<u64>, &str)| {
        let name = (*name != "-").then(|| (*name).to_owned());
        (name, *start_s, (*words).to_owned())
    };
    turns.iter().map(of).collect()
}

const THREE: [(&str, Option<u64>, &str); 3] = [
    ("Ann Stone", Some(5), "The mill is old."),
    ("Bob", Some(12), "It burned down."),
    ("Ann Stone", Some(75), "Nobody rebuilt it."),
];

/// Writes the conversation with a template for each turn: `NAME`, `TIME` and `WORDS` stand in it.
fn written(template: &str) -> String {
    let turns = THREE.iter().map(|(name, start_s, words)| {
        let start_s = start_s.unwrap_or_default();
        let clock = format!("{:02}:{:02}", start_s / 60, start_s % 60);
        let spoken = format!("{} minutes {} seconds", start_s / 60, start_s % 60);
        let turn = template.replace("NAME", name).replace("TIME", &clock);
        turn.replace("WORDS", words).replace("SPOKEN", &spoken)
    });
    turns.collect()
}

#[test]
fn names_and_times_stand_in_any_order_and_mark() {
    for template in [
        "[TIME] NAME: WORDS\n",
        "[00:TIME] NAME: WORDS\n\n",
        "00:TIME NAME: WORDS\n",
        "TIME - NAME: WORDS\n",
        "NAME: [00:TIME] WORDS\n\n",
        "NAME: (TIME) WORDS\n\n",
        "NAME (TIME): WORDS\n",
        "NAME [00:TIME] WORDS\n",
        "NAME: 00:TIME\n\nWORDS\n\n",
        "NAME: (TIME)\nWORDS\n\n",
        "NAME – 00:TIME:\n\nWORDS\n\n",
        "NAME  TIME\nWORDS\n\n",
        "NAME TIME\nWORDS\n\n",
        "NAME | TIME\nWORDS\n\n",
        "NAME @ TIME\nWORDS\n\n",
        "NAME\nTIME\nWORDS\n\n",
        "NAME\n\nTIME\n\nWORDS\n\n",
        "TIME\nNAME\nWORDS\n\n",
        "NAME:\n[TIME]\nWORDS\n",
        "TIME - NAME\n  WORDS\n\n",
        "[TIME] NAME\nWORDS\n\n",
        "00:TIME NAME\nWORDS\n\n",
        "(TIME) NAME:\nWORDS\n\n",
        "[00:TIME.120] - NAME\nWORDS\n\n",
        "[NAME] 00:TIME\nWORDS\n\n",
        "[00:TIME.000 --> 00:TIME.900]  NAME: WORDS\n",
        "[00:TIME.000 -> 00:TIME.900]  [NAME]: WORDS\n",
        "NAME\nSPOKEN\nTIME\nWORDS\n",
        "NAME\nSPOKENTIME\nNAME SPOKEN\nWORDS\n",
        "**NAME:** [00:TIME] WORDS\n\n",
        "**NAME:** \\[00:TIME\\] WORDS\n\n",
        "**NAME:**: [00:TIME] WORDS\n\n",
        "**[00:TIME] NAME:** WORDS\n\n",
        "**NAME (TIME):** WORDS\n\n",
        "**NAME** (TIME) WORDS\n\n",
        "**NAME** TIME\nWORDS\n\n",
        "**NAME**\n*TIME*\nWORDS\n\n",
        "*NAME (0:TIME)*: WORDS\n\n",
        "_NAME_ (0:TIME): WORDS\n\n",
        "__NAME__ TIME\n\nWORDS\n\n",
        "[00:TIME] **NAME:** WORDS\n\n",
        "- **NAME** (TIME): WORDS\n",
        "> **NAME** (TIME): WORDS\n\n",
        "### NAME (TIME)\n\nWORDS\n\n",
        "<b>NAME</b> (TIME): WORDS\n",
        "\u{200f}NAME\u{200f}  TIME\u{200b}\n\u{feff}WORDS\n\n",
        "00:TIME:12 NAME: WORDS\n",
        "[NAME](https://mill.example): [TIME] WORDS\n\n",
        "**[NAME](https://mill.example)** (TIME): WORDS\n\n",
        "## NAME [TIME]\n\nWORDS\n\n",
        "## [TIME] NAME\n\nWORDS\n\n",
        "TIME\tNAME\tWORDS\n",
        "NAME\tTIME\tWORDS\n",
        "NAME TIME: WORDS\n",
        "**NAME** *TIME*\nWORDS\n\n",
        "**NAME** _(TIME)_: WORDS\n\n",
        "TIME | NAME\nWORDS\n\n",
        "TIME | NAME | WORDS\n",
        "NAME • TIME\nWORDS\n\n",
        "(NAME, TIME) WORDS\n\n",
        "[TIME, NAME] WORDS\n\n",
        "00:TIME From NAME to Everyone:\n\tWORDS\n",
    ] {
        let text = written(template);
        let (turns, warnings) = read(&text);
        assert_eq!(turns, said(&THREE), "{template}");
        assert_eq!(warnings, [], "{template}");
        assert!(is_transcript(&text), "{template}");
    }
}

#[test]
fn names_without_times_stand_in_any_mark() {
    for template in [
        "[NAME](https://mill.example): WORDS\n\n",
        "## NAME\n\nWORDS\n\n",
        "### NAME\nWORDS\n\n",
        "[NAME] WORDS\n",
        "NAME\tWORDS\n",
        "NAME - WORDS\n",
        "| NAME | WORDS |\n",
        "NAME\n: WORDS\n\n",
        "- **NAME** WORDS\n",
        "**NAME** WORDS\n\n",
    ] {
        let text = written(template).repeat(2);
        assert!(is_transcript(&text), "{template}");
        let (turns, _) = read(&text);
        let names: Vec<_> = turns.iter().map(|(name, ..)| name.as_deref()).collect();
        let (ann, bob) = (Some("Ann Stone"), Some("Bob"));
        assert_eq!(names, [ann, bob, ann, bob, ann], "{template}");
        assert_eq!(turns[1].2, "It burned down.", "{template}");
    }
}

#[test]
fn a_heading_that_comes_back_names_the_speaker_of_the_time_below_it() {
    let text = "## Ann\n[0:05]\nIt is old.\n\n## Bob\n[0:12]\nNo roof.\n\n## Ann\n[1:15]\nSo.\n\n## Bob\n[1:30]\nNo.\n";
    let expected = [
        ("Ann", Some(5), "It is old."),
        ("Bob", Some(12), "No roof."),
        ("Ann", Some(75), "So."),
        ("Bob", Some(90), "No."),
    ];
    assert_eq!(read(text).0, said(&expected));
}

#[test]
fn times_may_have_units() {
    for text in [
        "Ann at 0:05\nIt is old.\n\nBob at 0:12\nNo roof.\n\nAnn at 1:15\nSo.\n\nBob at 1:30\nNo.\n",
        "Ann – 5s\nIt is old.\n\nBob – 12s\nNo roof.\n\nAnn – 1m 15s\nSo.\n\nBob – 90s\nNo.\n",
        "[5s] Ann: It is old.\n[12s] Bob: No roof.\n[75s] Ann: So.\n[90s] Bob: No.\n",
    ] {
        let expected = [
            ("Ann", Some(5), "It is old."),
            ("Bob", Some(12), "No roof."),
            ("Ann", Some(75), "So."),
            ("Bob", Some(90), "No."),
        ];
        assert_eq!(read(text).0, said(&expected), "{text}");
    }
}

#[test]
fn words_without_capitals_and_stops_are_speech_in_any_script() {
    for text in [
        "анна: старая\nборис: да\nанна: никто\nборис: ушли\n",
        "Άννα: κάηκε\nΒασίλης: ναι\nΆννα: κανείς\nΒασίλης: ναι\n",
        "آنا: قديمة\nبوب: نعم\nآنا: لا\nبوب: نعم\n",
        "ऐन: पुरानी\nबॉब: हाँ\nऐन: नहीं\nबॉब: हाँ\n",
        "安：很旧\n鲍勃：烧了\n安：没人\n鲍勃：是的\n",
    ] {
        assert!(is_transcript(text), "{text}");
        assert_eq!(read(text).0.len(), 4, "{text}");
    }
}

#[test]
fn letters_are_those_who_ask_and_answer() {
    let text = "THE COURT:  Begin.\nBY MR. STONE:\nQ   Where?\nA   At the mill.\nQ.  Why?\n\
        MS. REED:  Objection.\nA.  I ran.\n     (Recess.)\nQ   (By Ms. Reed) So?\nA   So.\n\
        CROSS-EXAMINATION\nQ   When?\nTHE WITNESS:  Late.\n";
    let expected = [
        ("THE COURT", None, "Begin."),
        ("MR. STONE", None, "Where?"),
        ("THE WITNESS", None, "At the mill."),
        ("MR. STONE", None, "Why?"),
        ("MS. REED", None, "Objection."),
        ("THE WITNESS", None, "I ran."),
        ("-", None, "(Recess.)"),
        ("MS. REED", None, "So?"),
        ("THE WITNESS", None, "So."),
        ("-", None, "CROSS-EXAMINATION"),
        ("Q", None, "When?"),
        ("THE WITNESS", None, "Late."),
    ];
    assert_eq!(read(text).0, said(&expected));
}

#[test]
fn letters_are_labels_where_nothing_says_who_asks() {
    let text = "Q. Where?\nA. At the mill.\nQ. Why?\nA. It was late.\n";
    assert!(is_transcript(text));
    let names: Vec<_> = read(text).0.into_iter().filter_map(|turn| turn.0).collect();
    assert_eq!(names, ["Q", "A", "Q", "A"]);
}

#[test]
fn one_question_among_labels_is_not_the_former_speakers() {
    let text = "MR. STONE: Call Ann.\nMS. LEE: Yes.\nQ   Where?\nMR. STONE: So.\nMS. LEE: No.\n";
    assert_eq!(read(text).0[2], said(&[("Q", None, "Where?")])[0]);
}

#[test]
fn a_bold_line_below_a_blank_line_is_a_chapter() {
    let text = "**Ann:** It is old.\n\n**Bob:** No roof.\n\n**The wheel**\n\nIt turned.\n\n\
        **Ann:** So.\n\n**Bob:** No.\n";
    let (turns, _) = read(text);
    assert_eq!(turns[2], said(&[("-", None, "The wheel")])[0]);
    assert_eq!(turns[3], said(&[("Bob", None, "It turned.")])[0]);
}

#[test]
fn numbers_of_lines_are_no_words() {
    let text = "1  Q  Where were you on the\n2  night of the fire?\n3\n4  A  At the mill.\n5  Q  Why?\n6  A  So.\n";
    let (turns, _) = read(text);
    assert_eq!(turns[0].2, "Where were you on the night of the fire?");
}

#[test]
fn an_unknown_name_at_the_place_of_names_is_not_the_former_speakers() {
    for (template, odd) in [
        ("NAME TIME\nWORDS\n\n", "mill_7\nThe wheel.\n\n"),
        ("NAME TIME\nWORDS\n\n", "mill_7 01:20\nThe wheel.\n\n"),
        ("[TIME] NAME\nWORDS\n\n", "[01:20] mill_7\nThe wheel.\n\n"),
        ("NAME\nTIME\nWORDS\n\n", "mill_7\n01:20\nThe wheel.\n\n"),
        ("TIME\nNAME\nWORDS\n\n", "01:20\nmill_7\nThe wheel.\n\n"),
        ("**NAME**\nWORDS\n\n", "**mill_7**\nThe wheel.\n\n"),
        ("## NAME\nWORDS\n\n", "## mill_7\nThe wheel.\n\n"),
        ("NAME | WORDS\n", "mill_7 | The wheel.\n"),
    ] {
        let text = format!("{0}{0}{odd}{0}", written(template));
        let (turns, warnings) = read(&text);
        let found = turns
            .iter()
            .find(|(.., words)| words.contains("The wheel."));
        assert_eq!(found.map(|turn| turn.0.as_deref()), Some(None), "{text}");
        let is_said = |kind: &WarningKind| matches!(kind, WarningKind::LabelNotUnderstood { .. });
        assert!(warnings.iter().any(is_said), "{text}");
    }
}

#[test]
fn a_short_reply_inside_a_turn_is_the_speakers() {
    let text = "Ann 00:05\nIt is old.\n\nYes\n\nThe bridge at noon\n\nBob 00:12\nNo roof.\n\n\
        Ann 00:43\nSo.\n\nBob 01:15\nNo.\n";
    assert_eq!(read(text).0[0].2, "It is old. Yes The bridge at noon");
}

#[test]
fn a_note_is_no_speaker_and_initials_are() {
    let text = "Ann: It is old.\n\nMore.\n\nAnd more.\n\nQuestion: who paid?\n\nSo.\n\n\
        Bob: No.\n\nAnn: Well.\n\nBob: Yes.\n";
    let expected = [
        ("Ann", None, "It is old. More. And more."),
        ("-", None, "Question: who paid?"),
        ("Ann", None, "So."),
        ("Bob", None, "No."),
        ("Ann", None, "Well."),
        ("Bob", None, "Yes."),
    ];
    assert_eq!(read(text).0, said(&expected));
    let text = "*RE [0:05]*: It is old.\n\n*ID [0:12]*: No roof.\n\n*RE [0:43]*: So.\n\n*ID [1:15]*: No.\n";
    let names: Vec<_> = read(text).0.into_iter().filter_map(|turn| turn.0).collect();
    assert_eq!(names, ["RE", "ID", "RE", "ID"]);
}

#[test]
fn a_speaker_in_brackets_among_labels_is_not_understood_and_a_sound_is_words() {
    let text = "Ann: It is old.\nBob: No roof.\n[Translator] The wheel.\nAnn: So.\n[THUNDER] We ran.\nBob: No.\n";
    let (turns, _) = read(text);
    assert_eq!(turns[2].0, None);
    assert_eq!(turns[3].2, "So. [THUNDER] We ran.");
}

#[test]
fn a_talk_above_the_first_head_is_nobodys() {
    let talk = "It turns and turns. ".repeat(100);
    let text = format!("{talk}\n\nAnn: Why?\n\nBob: So.\n\nAnn: Yes.\n\nBob: No.\n");
    assert_eq!(read(&text).0[0].0, None);
}

#[test]
fn changes_recipes_and_settings_are_no_transcript() {
    for text in [
        "## Added\nThe wheel turns now.\n\n## Fixed\nThe roof is new.\n\n## Added\nA door stands.\n\n## Fixed\nThe lock opens.\n",
        "- **name** The name of the mill.\n- **size** How large it is.\n- **name** The name of it.\n- **size** How small it is.\n",
        "A. The mill\nB. The river\nC. The sea\n\nA. The wheel\nB. The roof\nC. The door\n",
    ] {
        assert!(!is_transcript(text), "{text}");
    }
}

#[test]
fn a_transcript_without_names_has_times() {
    for text in [
        "0:00\nthe mill was built here\n0:03\nit burned down\n1:02:03\nand that is it\n",
        "0:00 the mill was built here\n0:03 it burned down\n1:02:03 and that is it\n",
        "0:00\n0 seconds\nthe mill was built here\n0:03\n3 seconds\nit burned down\n1:02:03\n1 hour, 2 minutes, 3 seconds\nand that is it\n",
        "[0.00s -> 2.50s]  the mill was built here\n[3.00s -> 4.50s]  it burned down\n[3723.00s -> 3725.00s]  and that is it\n",
    ] {
        assert!(is_transcript(text), "{text}");
        let (turns, warnings) = read(text);
        let expected = [
            ("-", Some(0), "the mill was built here it burned down"),
            ("-", Some(3723), "and that is it"),
        ];
        assert_eq!(turns, said(&expected), "{text}");
        assert_eq!(warnings, [WarningKind::NoSpeakers], "{text}");
    }
}

#[test]
fn a_time_that_begins_a_paragraph_is_its_time_and_the_speaker_goes_on() {
    let text =
        "**Ann:** The mill\nis old.\n\n\\[04:08\\] It burned.\n\n**Bob:** Oh.\n\n**Ann:** Yes.\n";
    let (turns, _) = read(text);
    let expected = [
        ("Ann", None, "The mill is old."),
        ("Ann", Some(248), "It burned."),
        ("Bob", None, "Oh."),
        ("Ann", None, "Yes."),
    ];
    assert_eq!(turns, said(&expected));
}

#[test]
fn a_voice_in_brackets_speaks_and_one_that_is_not_told_apart_is_nobody() {
    let text = "[00:00.000 --> 00:03.960]   (speaker 0) The mill is old.\n\
        [00:03.960 --> 00:06.760]   (speaker ?) How old?\n\
        [00:06.760 --> 00:08.760]   (speaker 1) [laughs] Very.\n";
    let (turns, _) = read(text);
    let names: Vec<_> = turns.iter().map(|(name, ..)| name.as_deref()).collect();
    assert_eq!(names, [Some("speaker 0"), None, Some("speaker 1")]);
    assert_eq!(turns[2].2, "[laughs] Very.");
}

#[test]
fn one_bold_label_that_comes_back_suffices() {
    let text = "---\ntitle: News\n---\n\n**Ann Stone:**\n\nWhat is new?\n\nNothing.\n\n**Break:**\n\n**Ann Stone:**\n\n[The mill](https://mill.example)\n\nIt turns.\n\nAnd turns.\n\n**Break:**\n\n**Ann Stone:**\n\nBye.\n";
    assert!(is_transcript(text));
    let (turns, _) = read(text);
    assert_eq!(turns.len(), 1);
    assert_eq!(turns[0].0.as_deref(), Some("Ann Stone"));
    assert_eq!(
        turns[0].2,
        "What is new? Nothing. The mill It turns. And turns. Bye."
    );
}

#[test]
fn labels_are_counted_against_paragraphs_and_not_lines() {
    let turn = |name: &str| {
        let lines = "The mill turns and\nthe river is high,\nso the miller\nis glad of it.\n";
        format!("**{name}:** {lines}\n{lines}\n{lines}\n{lines}\n{lines}\n")
    };
    for mark in ["**", ""] {
        let text = [turn("Ann"), turn("Bob"), turn("Ann"), turn("Bob")].concat();
        let text = text.replace("**", mark);
        assert!(is_transcript(&text));
        let (turns, _) = read(&text);
        assert_eq!(turns.len(), 4);
        assert!(turns[3].2.ends_with("is glad of it."));
    }
}

#[test]
fn a_time_that_is_not_used_is_said_once() {
    let text =
        "Ann: It turns.\n\nBob: We left [00:12] then.\n\nAnn: So.\n\n02:34 is late.\n\nBob: Yes.\n";
    let (turns, warnings) = read(text);
    assert_eq!(turns[2].2, "So. 02:34 is late.");
    let kind = WarningKind::TimeNotUsed {
        begins: "We left [00:12] then.".into(),
        lines: 2,
    };
    assert_eq!(warnings, [kind]);
}

#[test]
fn words_are_read_out() {
    let text = "**Se&aacute;n  O&#39;Brien:** That&#39;s *really* [it](https://mill.example). \\[laughs\\]\n\n**Ann:** 2 * 3\n\n**Ann:** So.\n";
    let (turns, _) = read(text);
    assert_eq!(turns[0].0.as_deref(), Some("Seán O'Brien"));
    assert_eq!(turns[0].2, "That's really it. [laughs]");
    assert_eq!(turns[1].2, "2 * 3 So.");
}

#[test]
fn one_name_among_many_times_is_speech() {
    let mut text: String = (0..60)
        .map(|s| format!("00:00:{s:02} it turns and turns\n"))
        .collect();
    text.push_str("00:01:01 The Mill: a film\n00:01:05 yes\n");
    let (turns, _) = read(&text);
    assert!(turns.iter().all(|(name, ..)| name.is_none()));
}

#[test]
fn headings_references_and_fields_are_nobodys() {
    let text = "Start time: 6:09:50\n\nAnn: So.\n\nBob: Yes.\n\n## 4.1 Wheels: what to do\n\nAnn: Well.\n\nMore: https://mill.example\n\nBob: Bye.\n";
    let (turns, warnings) = read(text);
    let expected = [
        ("Ann", None, "So."),
        ("Bob", None, "Yes."),
        ("-", None, "4.1 Wheels: what to do"),
        ("Ann", None, "Well."),
        ("-", None, "More: https://mill.example"),
        ("Bob", None, "Bye."),
    ];
    assert_eq!(turns, said(&expected));
    assert_eq!(
        warnings,
        [WarningKind::NotSpeech("Start time: 6:09:50".into())]
    );
}

#[test]
fn a_label_that_is_not_understood_is_nobodys() {
    let text = "Ann: So.\n\nBob: Yes.\n\nAnn: Well.\n\nbob | mill co: The wheel.\n\nIt turns.\n\nBob: Bye.\n";
    let (turns, _) = read(text);
    let words = "bob | mill co: The wheel. It turns.";
    assert_eq!(turns[3], said(&[("-", None, words)])[0]);
}

#[test]
fn speech_with_a_colon_or_a_clock_names_nobody() {
    let text = "[00:01] Ann: It turns.\n[00:05] Bob: We met\n\nMonday 10:30\n[00:09] Ann: Yes.\n[00:12] So: no.\n[00:14] Yes.\n[00:15] So: yes.\n[00:17] No.\n[00:19] Bob: Bye.\n";
    let (turns, _) = read(text);
    let names: Vec<_> = turns.iter().map(|(name, ..)| name.as_deref()).collect();
    assert!(
        names
            .iter()
            .all(|name| name.is_none_or(|name| ["Ann", "Bob"].contains(&name))),
        "{turns:?}"
    );
}

#[test]
fn what_is_no_transcript_is_refused() {
    for text in [
        "# Mill\n\nA tool for millers.\n\n## Usage\n\n**Note:** run it.\n\n- **Type:** string\n- **Default:** none\n- **Type:** number\n- **Default:** 1\n",
        "name: a\nage: 3\nname: b\nage: 4\nname: c\nage: 5\n",
        "Host: mill.example\nPort: 80\nHost: river.example\nPort: 81\nHost: sea.example\nPort: 1\n",
        "12:30:01 INFO starting\n12:30:02 ERROR no file\n12:30:03 INFO done\n",
        "10:30 Opening\n11:00 Coffee\n12:00 Lunch\n",
        "0:00 Intro\n3:05 The mill\n10:20 The end\n",
        "The train leaves at 10:30\nThe bus leaves at 11:00\n",
        "fn main() {\n    match x {\n        A: 1,\n        B: 2,\n    }\n}\n",
        "Ingredients\n2 eggs\n\nMethod\nWhisk.\n\nIngredients\n3 eggs\n\nMethod\nFry.\n",
        "It was late.\n\n\"Who is there?\" said Ann: nobody spoke.\n\nSo they left.\n",
    ] {
        assert!(!is_transcript(text), "{text}");
    }
}

#[test]
fn front_matter_may_say_that_a_text_is_a_transcript() {
    let talk = "We built the mill. It took a year.\n\nThen it burned down.\n";
    for field in ["type: transcript", "transcript_by: Ann"] {
        let text = format!("---\ntitle: The mill\n{field}\n---\n{talk}");
        assert!(is_transcript(&text), "{field}");
        let (turns, _) = parse(&text, Chapters::Nobodys).finish();
        assert_eq!(
            turns[0].text,
            "We built the mill. It took a year. Then it burned down."
        );
    }
    assert!(!is_transcript(&format!(
        "---\ntitle: The mill\n---\n{talk}"
    )));
}

#[test]
fn many_lines_above_the_first_head_are_words_of_nobody() {
    let talk = "We built the mill.\n\n".repeat(30);
    let text = format!("{talk}Ann: Who paid?\n\nBo: We did.\n\nAnn: So.\n\nBo: Yes.\n");
    let (turns, _) = parse(&text, Chapters::Nobodys).finish();
    assert_eq!((turns[0].speaker.as_deref(), turns.len()), (None, 5));
}
