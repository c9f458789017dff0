//! Tests suggestions on invented conversations.

use super::*;
use crate::time::Span;
use crate::transcript::{ParseOptions, Person, Turn, parse};

/// Turns from lines of `Label: text`.
fn turns(lines: &[&str]) -> Vec<Turn> {
    let text: String = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let span = Span::new(at as u64 * 5000, at as u64 * 5000 + 5000);
            let clock = crate::time::clock_with_millis;
            format!(
                "{} - {}, {line}\n",
                clock(span.start_ms),
                clock(span.end_ms)
            )
        })
        .collect();
    parse(text.as_bytes(), &ParseOptions::default())
        .unwrap()
        .turns
}

/// What is suggested, as `label = name`.
fn certain(lines: &[&str]) -> Vec<String> {
    shown(&suggest(&turns(lines), &[]))
}

fn shown(found: &Suggestions) -> Vec<String> {
    let pairs = found.certain.iter();
    pairs
        .map(|one| format!("{} = {}", one.label, one.name))
        .collect()
}

const NOBODY: [&str; 0] = [];

#[test]
fn whoever_says_their_name_has_it() {
    for line in [
        "S1: Hello all. My name is Orla and I mend clocks.",
        "S1: Good evening, I'm Orla Finch, your host.",
        "S1: Yes, hi, Orla here, good morning.",
        "S1: Morning. This is Orla speaking, can you hear me?",
        "S1: Um , my name 's Orla , I mend clocks .",
        "S1: So I'm, I mean, I am Orla, from the clock shop.",
    ] {
        let line = line.replace(" 's", "'s");
        let found = certain(&[&line, "S2: And we are glad to have you here today."]);
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(found[0].starts_with("S1 = Orla"), "{line}: {found:?}");
    }
}

#[test]
fn what_follows_i_am_is_seldom_a_name() {
    for line in [
        "S1: I'm Canadian, and I was cold all the same.",
        "S1: He said, I'm Orla, and walked out of the room.",
        "S1: I'm not Orla, whatever the badge says.",
        "S1: I'm Orla's brother, from the clock shop.",
        "S1: If I'm Orla and you are the clock, what time is it?",
        "S1: And I was like, I'm Orla, and nobody laughed.",
        "S1: I'm Team Pendulum and I always was.",
        "S1: i'm orla, your host.",
        "S1: I'M ORLA, YOUR HOST.",
    ] {
        assert_eq!(
            certain(&[line, "S2: I see what you mean by that."]),
            NOBODY,
            "{line}"
        );
    }
}

#[test]
fn whoever_is_called_and_then_speaks_has_the_name() {
    let found = certain(&[
        "A: Bastian, you kept the bees. How many hives were there at the time?",
        "B: There were eleven, and one that we never dared to open.",
        "C: We all heard about that one in the village.",
        "A: Thank you, Bastian, that explains the fence. What happened then?",
        "C: The fence came down in the storm that year.",
        "A: And the honey, Bastian?",
        "B: The honey was black, like treacle, every summer.",
    ]);
    assert_eq!(found, ["B = Bastian"]);
}

#[test]
fn every_suggestion_has_its_sentences() {
    let turns = turns(&[
        "A: Right. Bastian, you kept the bees, how many hives were there?",
        "B: There were eleven of them, I believe.",
        "A: Thanks, Bastian. And who paid?",
        "B: The parish did, out of the bell fund.",
    ]);
    let found = suggest(&turns, &[]);
    let [suggestion] = &found.certain[..] else {
        panic!("{found:?}");
    };
    assert!(suggestion.score > 0.8 && suggestion.score < 1.0);
    let quoted: Vec<(&str, NamingRule)> = suggestion
        .evidence
        .iter()
        .map(|one| (&turns[one.turn].text[one.text_range.clone()], one.rule))
        .collect();
    assert_eq!(
        quoted,
        [
            (
                "Bastian, you kept the bees, how many hives were there?",
                NamingRule::Addressed
            ),
            ("Thanks, Bastian.", NamingRule::Answered),
        ]
    );
}

#[test]
fn a_guest_who_is_only_talked_about_is_nobody_here() {
    let found = certain(&[
        "A: Last week we had Henrike with us, who builds kites. What did you make of Henrike?",
        "B: I liked what Henrike said about the tails, Henrike is right about them.",
        "A: Henrike also told us about the storm on the beach.",
        "B: My friend, Oskar, flew one of Henrike's kites in it.",
        "A: Next week we have Yusra, a sailmaker, joining us.",
        "B: Something to look forward to, then, for all of us.",
    ]);
    assert_eq!(found, NOBODY);
}

#[test]
fn shared_first_names_need_a_surname() {
    let found = certain(&[
        "A: My name is Chris Miller, and I tune pianos.",
        "B: And my name is Chris Okafor, I break them.",
        "C: Chris, which of the two is harder?",
        "A: Tuning is, by a long way, if you ask me.",
        "C: Thanks, Chris.",
        "B: Breaking them takes some skill as well, you know.",
    ]);
    assert_eq!(found, ["A = Chris Miller", "B = Chris Okafor"]);
    let turns = turns(&[
        "A: Hello, my name is Chris, and I tune pianos.",
        "B: That is funny, my name is Chris too.",
    ]);
    let found = suggest(&turns, &[]);
    assert_eq!(shown(&found), NOBODY);
    assert_eq!(found.conflicts.len(), 1);
    let claims = found.conflicts[0].iter();
    let claims: Vec<&str> = claims.map(|one| &one.label[..]).collect();
    assert_eq!(claims, ["A", "B"]);
}

#[test]
fn one_label_with_two_names_is_a_conflict() {
    let turns = turns(&[
        "A: Bastian, how many hives were there in the garden?",
        "B: There were eleven, and one that we never opened.",
        "A: Thank you, Bastian. And you, Wenzel, what did you see?",
        "B: I only ever saw the black honey in the cellar.",
        "A: Thank you, Wenzel.",
        "B: You are very welcome, both of you, as always.",
    ]);
    let found = suggest(&turns, &[]);
    assert_eq!(shown(&found), NOBODY);
    let names = found.conflicts[0].iter();
    let mut names: Vec<&str> = names.map(|one| &one.name[..]).collect();
    names.sort_unstable();
    assert_eq!(names, ["Bastian", "Wenzel"]);
}

#[test]
fn spellings_of_one_name_are_one_name() {
    let found = certain(&[
        "A: Welcome. So Ilka, you dive for amber. Ilka, how deep is it down there?",
        "B: Twelve metres, when the sea allows it at all.",
        "A: Thanks, Illka. How cold is it then?",
        "B: Colder than you would believe, even in August.",
    ]);
    assert_eq!(found, ["B = Ilka"]);
    let found = certain(&[
        "A: Hey Melanie, did you bring the lamp with you?",
        "B: It is in the car, under the blue blanket.",
        "A: Thanks, Mel! And the oil, did you find it, Mel?",
        "B: There was none left anywhere in town.",
        "A: So Melanie, what do you suggest?",
        "B: We wait until it gets dark and see.",
    ]);
    assert_eq!(found, ["B = Melanie"]);
}

#[test]
fn names_of_places_firms_and_days_are_no_speakers() {
    for called in [
        "Monday", "Google", "Europe", "Honestly", "Minister", "Siri", "Lisbon",
    ] {
        let asked = format!("A: {called}, you know, what do you think of it?");
        let thanks = format!("A: Thank you, {called}. And then?");
        let found = certain(&[
            &asked,
            "B: I think it was a long way from home.",
            &thanks,
            "B: Then we all went back on the late train.",
        ]);
        assert_eq!(found, NOBODY, "{called}");
    }
}

#[test]
fn word_that_is_also_written_small_is_no_name() {
    let found = certain(&[
        "A: The canal froze, and the canal stayed frozen, as a canal does.",
        "B: It did so every year, as far as I recall.",
        "A: Canal, you say, what do you think it cost?",
        "B: I could not tell you the sum any more.",
        "A: Thanks, Canal. What else is there?",
        "B: Nothing else that I would care to tell.",
    ]);
    assert_eq!(found, NOBODY);
}

#[test]
fn lists_and_explanations_are_no_calls() {
    let found = certain(&[
        "A: I met Bastian, Wenzel, and Oda. Do you know them?",
        "B: I know them all from the boat yard.",
        "A: My brother, Bastian, was there, do you remember him?",
        "B: I remember that he wore a red scarf.",
        "A: Wenzel, who owned the boat, went home. Do you see him?",
        "B: I see him now and then at the market.",
        "A: We talked to Oda, the miller. Do you like her?",
        "B: I like her bread more than her talk.",
    ]);
    assert_eq!(found, NOBODY);
}

#[test]
fn labels_that_are_names_keep_them() {
    let found = certain(&[
        "Wenzel: Bastian, how many hives were there in the garden?",
        "B: There were eleven, and one that we never opened.",
        "Wenzel: Thank you, Bastian.",
        "B: Not at all, Wenzel, it was a pleasure to tell.",
        "C: Wenzel, what do you think of all this?",
        "Wenzel: I think that it was a good year for honey.",
    ]);
    assert_eq!(found, ["B = Bastian"]);
}

#[test]
fn the_last_one_introduced_is_the_last_one_left() {
    let lines = [
        "A: My name is Edda. With us are, as always, Jory and Pim. Jory, what did you read?",
        "B: I read about locks, the kind that boats go through.",
        "A: Thanks, Jory. Did you like it?",
        "B: I did, it was the best book of the year.",
        "C: I read nothing, I went to see the locks themselves.",
        "A: As you said, Pim, there were boats going through.",
        "C: Four of them, one after the other, all morning.",
    ];
    assert_eq!(certain(&lines), ["A = Edda", "B = Jory", "C = Pim"]);
}

#[test]
fn what_somebody_does_may_stand_before_the_name() {
    for introduction in [
        "My guest is the kite builder Henrike Vos.",
        "Joining us today, our very own sailmaker Henrike Vos.",
        "With us, as ever, the tireless Henrike Vos.",
    ] {
        let welcome = format!("A: {introduction} Henrike, thank you for having us.");
        let found = certain(&[
            &welcome,
            "B: You are welcome. The tea is in the blue pot.",
            "A: It smells of smoke and of the sea in here.",
        ]);
        assert_eq!(found, ["B = Henrike Vos"], "{introduction}");
    }
    let found = certain(&[
        "A: Our guest is the man who knew Henrike Vos. Henrike, we miss you.",
        "B: We do, all of us, every single day of the year.",
    ]);
    assert_eq!(found, NOBODY);
}

#[test]
fn last_name_in_a_question_is_whom_it_asks() {
    let found = certain(&[
        "A: Where do you keep Gustav, Orla?",
        "B: In a jar behind the kettle, where it is warm.",
        "A: Did you feed Gustav, Orla?",
        "B: I did so twice, before it got light outside.",
        "C: Nobody has ever fed me like that around here.",
    ]);
    assert_eq!(found, ["B = Orla"]);
}

#[test]
fn evidence_includes_the_introduction_that_spells_the_name() {
    let turns = turns(&[
        "A: Next we've got Varun, who counts owls. And I'm your host, Edda.",
        "B: Good evening. They are hard to count at night.",
        "A: Thank you, Varu, that is good to know.",
        "C: I never saw a single one, I must say.",
    ]);
    let found = suggest(&turns, &[]);
    assert_eq!(shown(&found), ["A = Edda", "B = Varun"]);
    let quoted = found.certain[1].evidence.iter();
    let quoted: Vec<NamingRule> = quoted.map(|one| one.rule).collect();
    assert_eq!(quoted, [NamingRule::Answered, NamingRule::Introduced]);
}

#[test]
fn a_name_is_shown_with_a_space_after_its_title() {
    let found = certain(&[
        "A: The floor goes to Mr.Odum.",
        "B: Thank you. The bridge has been closed since spring.",
        "A: We move on to Ms. Ruiz.",
        "C: The bridge will be open again before the winter.",
        "A: We return to Mr.Odum.",
        "B: I have heard so before, and more than once.",
        "A: It goes to Mr.Odum once more.",
        "B: I have nothing to add to it, but thank you.",
    ]);
    assert_eq!(found, ["B = Mr. Odum"]);
}

#[test]
fn known_people_lend_their_spelling() {
    let turns = turns(&[
        "A: Hello, my name is Ilka, and I dive for amber.",
        "B: And I am the one who holds the rope.",
    ]);
    let known = [Person {
        name: "Ilka Brandvold".into(),
        role: Some("host".into()),
    }];
    assert_eq!(shown(&suggest(&turns, &known)), ["A = Ilka Brandvold"]);
}

#[test]
fn one_voice_is_only_named_by_itself() {
    assert_eq!(
        certain(&["A: Thank you, Bastian. Bastian, what do you think?"]),
        NOBODY
    );
    assert_eq!(certain(&["A: My name is Bastian."]), ["A = Bastian"]);
}

#[test]
fn turns_without_a_label_are_nobody() {
    let mut lines = turns(&[
        "A: Bastian, how many hives were there?",
        "B: There were eleven of them, I believe.",
        "A: Thank you, Bastian. And who paid?",
        "B: The parish did, out of the bell fund.",
    ]);
    for turn in &mut lines {
        turn.speaker = None;
    }
    assert_eq!(suggest(&lines, &[]), Suggestions::default());
    assert_eq!(suggest(&[], &[]), Suggestions::default());
}

#[test]
fn text_without_meaningful_capitals_suggests_nobody() {
    for speak in [str::to_uppercase, str::to_lowercase] {
        let lines = [
            "Bastian, how many hives were there?",
            "There were eleven of them, I believe.",
            "Thank you, Bastian. And who paid?",
            "The parish did, out of the bell fund.",
        ];
        let lines = lines.iter().enumerate().map(|(at, line)| {
            let label = if at % 2 == 0 { "A" } else { "B" };
            format!("{label}: {}", speak(line))
        });
        let lines: Vec<String> = lines.collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(certain(&lines), NOBODY);
    }
    let found = certain(&[
        "A: Bastian, How Many Hives Were There Behind The House?",
        "B: There Were Eleven Of Them, I Believe.",
        "A: Thank You, Bastian. And Who Paid For It?",
        "B: The Parish Did, Out Of The Bell Fund.",
    ]);
    assert_eq!(found, NOBODY);
}

#[test]
fn a_hostile_transcript_takes_no_time_to_speak_of() {
    let many: Vec<String> = (0..20_000)
        .map(|at| {
            let letters = ["ba", "do", "ki", "lu", "mo", "ne", "ri", "so", "tu", "va"];
            let syllables = [at % 10, at / 10 % 10, at / 100 % 10, at / 1000];
            let name: String = syllables.map(|nth| letters[nth % 10]).concat();
            let (first, rest) = name.split_at(1);
            let speaker = if at % 2 == 0 { "A" } else { "B" };
            format!(
                "{speaker}: hey {}{rest}, thanks, what do you think?",
                first.to_uppercase()
            )
        })
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let found = suggest(&turns(&many), &[]);
    assert!(found.certain.len() <= 2);
}
