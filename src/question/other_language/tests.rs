//! Tests questions in nine languages, as people ask them.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::question::language_of;
use crate::transcript::Date;

fn known(speakers: &[&str]) -> Referents {
    Referents {
        speakers: speakers.iter().map(|&label| label.to_owned()).collect(),
        transcripts: Vec::new(),
        today: Date::new(2026, 3, 2).unwrap(),
    }
}

/// People of conversations in all the languages.
const SPEAKERS: [&str; 12] = [
    "Anna Weber",
    "Selin",
    "Ana Ruiz",
    "Benoît",
    "Chiara",
    "Dr. Rui Prado",
    "Joris de Vries",
    "Белова Анна",
    "Глеб",
    "老魏",
    "田中 千夏",
    "Speaker A",
];

fn read(text: &str, known: &Referents) -> Reading {
    super::read(text, known, language_of(text))
}

fn reading(text: &str) -> Reading {
    read(text, &known(&SPEAKERS))
}

/// What a question asks for, of whom, and about what.
type Expected<'a> = (QuestionKind, &'a [&'a str], &'a str);

fn is_read(questions: &[(&str, Expected<'_>)]) {
    for (text, (kind, speakers, topic)) in questions {
        let read = reading(text);
        assert_eq!(read.topic, *topic, "{text}");
        assert_eq!(read.kind, *kind, "{text}");
        assert_eq!(read.speakers, *speakers, "{text}");
    }
}

#[derive(Deserialize)]
struct Labelled {
    question: Vec<LabelledQuestion>,
}

#[derive(Deserialize)]
struct LabelledQuestion {
    language: String,
    kind: String,
    text: String,
}

#[test]
fn labelled_questions_have_their_kinds() {
    let file = include_str!("../../../data/eval/question_kinds.toml");
    let questions = toml::from_str::<Labelled>(file).unwrap().question;
    assert_eq!(questions.len(), 117);
    let wrong = questions.iter().filter(|question| {
        let read = reading(&question.text);
        let is_kind = match question.kind.as_str() {
            "how_many" | "how_much" | "how_long" => read.kind == QuestionKind::HowMany,
            "other" => {
                use QuestionKind::{How, List, What};
                [What, How, List].contains(&read.kind)
            }
            kind => Some(read.kind) == QuestionKind::from_name(kind),
        };
        !is_kind || read.language.likely.code() != question.language
    });
    let wrong: Vec<&str> = wrong.map(|question| question.text.as_str()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn who_said_something_is_asked_in_every_language() {
    use QuestionKind::{Who, WhoSaid};
    for (text, topic) in [
        ("Wer hat über die Fähre gesprochen?", "die Fähre"),
        ("Wer erwähnte die Fähre?", "die Fähre"),
        (
            "Wer sagte, dass die Fähre zu klein ist?",
            "die Fähre zu klein ist",
        ),
        ("Weißt du, wer die Fähre erwähnt hat?", "die Fähre"),
        ("¿Quién habló de la barca?", "la barca"),
        ("¿Quién ha mencionado el faro?", "el faro"),
        (
            "¿Quiénes dijeron que el faro es peligroso?",
            "el faro es peligroso",
        ),
        ("Qui a parlé du bac ?", "bac"),
        (
            "Qui a dit que le bac était trop petit ?",
            "le bac était trop petit",
        ),
        ("qui est-ce qui a mentionné la ferme", "la ferme"),
        ("Chi ha parlato del traghetto?", "traghetto"),
        (
            "Chi ha detto che il traghetto è vecchio?",
            "il traghetto è vecchio",
        ),
        ("Chi ha menzionato il mulino?", "il mulino"),
        ("Quem falou sobre a balsa?", "a balsa"),
        ("Quem é que mencionou o moinho?", "o moinho"),
        ("Quem disse que a balsa é velha?", "a balsa é velha"),
        ("Wie heeft het over de veerpont gehad?", "de veerpont"),
        (
            "Wie zei dat de veerpont te klein is?",
            "de veerpont te klein is",
        ),
        ("Wie noemde de molen?", "de molen"),
        ("Кто говорил о пароме?", "пароме"),
        ("Кто сказал, что паром слишком мал?", "паром слишком мал"),
        ("Кто упоминал мельницу?", "мельницу"),
        ("谁提到了渡船？", "渡船"),
        ("有谁说过桥太窄？", "桥太窄"),
        ("是谁谈到水车的？", "水车"),
        ("誰が渡し船について話しましたか？", "渡し船"),
        ("橋の修理に触れたのは誰ですか？", "橋の修理"),
        ("誰が橋は狭いと言いましたか？", "橋は狭い"),
    ] {
        is_read(&[(text, (WhoSaid, &[], topic))]);
    }
    for text in [
        "Wer hat die Fähre gebaut?",
        "¿Quién construyó el faro?",
        "¿Quién habla inglés?",
        "Qui a construit le moulin ?",
        "Chi ha costruito il mulino?",
        "Quem construiu o moinho?",
        "Wie heeft de molen gebouwd?",
        "Кто построил мельницу?",
        "谁建了这座桥？",
        "誰がこの橋を作りましたか？",
    ] {
        assert_eq!(reading(text).kind, Who, "{text}");
        assert_eq!(reading(text).topic, text, "{text}");
    }
}

#[test]
fn german_questions_for_what_somebody_said_are_read() {
    use QuestionKind::{How, HowMany, What, When, WhenSaid, Why};
    is_read(&[
        (
            "Was sagte Anna über die Fähre?",
            (What, &["Anna Weber"], "die Fähre"),
        ),
        (
            "Was hat Selin zum neuen Ofen gesagt?",
            (What, &["Selin"], "neuen Ofen"),
        ),
        (
            "was hält frau weber von der neuen küche",
            (What, &["Anna Weber"], "der neuen küche"),
        ),
        (
            "Warum glaubt Selin, dass der Ofen alt ist?",
            (Why, &["Selin"], "der Ofen alt ist"),
        ),
        (
            "Wann sagte Anna, dass die Fähre sank?",
            (When, &["Anna Weber"], "die Fähre sank"),
        ),
        (
            "Wann hat Anna über die Fähre gesprochen?",
            (WhenSaid, &["Anna Weber"], "die Fähre"),
        ),
        (
            "Was ist Selins Meinung zu Tiefkühlteig?",
            (What, &["Selin"], "Tiefkühlteig"),
        ),
        ("Was wurde über die Fähre gesagt?", (What, &[], "die Fähre")),
        (
            "Wie viel sollte ein Brötchen laut Selin kosten?",
            (HowMany, &["Selin"], "Wie viel sollte ein Brötchen kosten"),
        ),
        (
            "Wie backt Selin das Brot?",
            (How, &[], "Wie backt Selin das Brot?"),
        ),
        (
            "Hat Selin gesagt, wann der Ofen kommt?",
            (What, &[], "Hat Selin gesagt, wann der Ofen kommt?"),
        ),
    ]);
}

#[test]
fn questions_of_romance_languages_for_what_somebody_said_are_read() {
    use QuestionKind::{HowMany, What, When, WhenSaid, Why};
    is_read(&[
        (
            "¿Qué dijo Ana sobre el faro?",
            (What, &["Ana Ruiz"], "el faro"),
        ),
        (
            "¿Qué piensa la señora Ruiz del horario?",
            (What, &["Ana Ruiz"], "horario"),
        ),
        (
            "¿Por qué cree Ana que el faro es feo?",
            (Why, &["Ana Ruiz"], "el faro es feo"),
        ),
        (
            "¿Cuándo hablaron del naufragio?",
            (WhenSaid, &[], "naufragio"),
        ),
        (
            "Según Ana, ¿cuántos barcos había?",
            (HowMany, &["Ana Ruiz"], "cuántos barcos había"),
        ),
        (
            "Qu'est-ce que Benoît a dit sur le bac ?",
            (What, &["Benoît"], "le bac"),
        ),
        (
            "Que pense Benoît du télétravail ?",
            (What, &["Benoît"], "télétravail"),
        ),
        (
            "Pourquoi Benoît a-t-il dit que le bac est vieux ?",
            (Why, &["Benoît"], "le bac est vieux"),
        ),
        (
            "Selon Benoît, quand a-t-on vendu le bac ?",
            (When, &["Benoît"], "quand a-t-on vendu le bac"),
        ),
        (
            "Cosa ha detto Chiara del traghetto?",
            (What, &["Chiara"], "traghetto"),
        ),
        (
            "Che cosa ne pensa Chiara dei rifugi?",
            (What, &["Chiara"], "rifugi"),
        ),
        (
            "Quando hanno parlato del traghetto?",
            (WhenSaid, &[], "traghetto"),
        ),
        (
            "Secondo Chiara, quante barche c'erano?",
            (HowMany, &["Chiara"], "quante barche c'erano"),
        ),
        (
            "O que o Rui disse sobre a balsa?",
            (What, &["Dr. Rui Prado"], "a balsa"),
        ),
        (
            "O que é que o doutor Prado acha do moinho?",
            (What, &["Dr. Rui Prado"], "moinho"),
        ),
        ("Quando falaram sobre a balsa?", (WhenSaid, &[], "a balsa")),
        (
            "Segundo Rui, quanto custou a balsa?",
            (HowMany, &["Dr. Rui Prado"], "quanto custou a balsa"),
        ),
    ]);
}

#[test]
fn dutch_and_russian_questions_for_what_somebody_said_are_read() {
    use QuestionKind::{HowMany, What, WhenSaid, Why};
    let joris: &[&str] = &["Joris de Vries"];
    is_read(&[
        (
            "Wat zei Joris over de veerpont?",
            (What, joris, "de veerpont"),
        ),
        (
            "Wat heeft Joris over de veerpont gezegd?",
            (What, joris, "de veerpont"),
        ),
        (
            "Wat vindt meneer de Vries van het plan?",
            (What, joris, "het plan"),
        ),
        (
            "Waarom denkt Joris dat de molen oud is?",
            (Why, joris, "de molen oud is"),
        ),
        (
            "Wanneer hebben ze het over de molen gehad?",
            (WhenSaid, &[], "de molen"),
        ),
        (
            "Hoeveel kostte de molen volgens Joris?",
            (HowMany, joris, "Hoeveel kostte de molen"),
        ),
        (
            "Что сказала Анна о пароме?",
            (What, &["Белова Анна"], "пароме"),
        ),
        ("Что Глеб думает про паром?", (What, &["Глеб"], "паром")),
        (
            "Почему Глеб считает, что паром старый?",
            (Why, &["Глеб"], "паром старый"),
        ),
        ("Когда говорили о пароме?", (WhenSaid, &[], "пароме")),
        (
            "Сколько, по словам Анны, стоит паром?",
            (HowMany, &["Белова Анна"], "Сколько стоит паром"),
        ),
        (
            "Как Глеб относится к туристам?",
            (QuestionKind::How, &["Глеб"], "туристам"),
        ),
    ]);
}

#[test]
fn chinese_and_japanese_questions_for_what_somebody_said_are_read() {
    use QuestionKind::{How, HowMany, What, WhenSaid, Why};
    is_read(&[
        ("老魏对渡船说了什么？", (What, &["老魏"], "渡船")),
        ("关于渡船，老魏说了些什么？", (What, &["老魏"], "渡船")),
        ("老魏怎么看新桥？", (How, &["老魏"], "新桥")),
        ("老魏为什么觉得桥太窄？", (Why, &["老魏"], "桥太窄")),
        ("他们什么时候谈到了渡船？", (WhenSaid, &[], "渡船")),
        ("据老魏说，船票多少钱？", (HowMany, &["老魏"], "船票多少钱")),
        (
            "千夏さんは人形について何と言いましたか？",
            (What, &["田中 千夏"], "人形"),
        ),
        (
            "人形について田中さんはどう思っていますか。",
            (How, &["田中 千夏"], "人形"),
        ),
        (
            "千夏さんはなぜ地下室に反対だと言いましたか？",
            (Why, &["田中 千夏"], "地下室に反対だ"),
        ),
        ("いつ投票について話しましたか？", (WhenSaid, &[], "投票")),
        (
            "千夏さんによると、人形は何体ありますか？",
            (HowMany, &["田中 千夏"], "人形は何体ありますか"),
        ),
    ]);
}

#[test]
fn whoever_is_told_or_only_named_does_not_filter() {
    for text in [
        "Wer sagte Anna, dass die Fähre sinkt?",
        "Was sagten sie Anna über die Fähre?",
        "¿Qué le dijeron a Ana sobre el faro?",
        "Qui a voté pour Benoît ?",
        "Chi lavora per Chiara?",
        "O que disse a Rui sobre a balsa?",
        "Wat zeiden ze tegen Joris over de molen?",
        "Что сказали Анне о пароме?",
        "老魏提到的桥在哪里？",
        "千夏さんに人形について何と言いましたか？",
    ] {
        assert_eq!(reading(text).speakers, [""; 0], "{text}");
    }
}

#[test]
fn a_name_that_several_share_filters_nothing() {
    let known = known(&["Anna Weber", "Otto Weber"]);
    let read = read("Was sagte Frau Weber über die Fähre?", &known);
    assert_eq!(read.speakers, [""; 0]);
    assert_eq!(read.mentioned, ["Anna Weber", "Otto Weber"]);
    assert_eq!(read.topic, "die Fähre");
}

#[test]
fn one_of_several_who_may_have_spoken_is_not_spoken_of() {
    let known = known(&["Anna Weber", "Otto Weber"]);
    let read = read("Wann sprach Herr Weber über die Fähre?", &known);
    assert_eq!(read.kind, QuestionKind::WhenSaid);
    assert_eq!(read.mentioned, ["Anna Weber", "Otto Weber"]);
    assert_eq!(read.spoken_of, [""; 0]);
}

#[test]
fn whoever_is_spoken_of_is_mentioned() {
    let read = reading("Wer hat über Selin gesprochen?");
    assert_eq!(
        (read.mentioned, read.spoken_of),
        (vec!["Selin".into()], vec!["Selin".into()])
    );
    let read = reading("¿Quién es Ana?");
    assert_eq!(
        (read.mentioned, read.spoken_of),
        (vec!["Ana Ruiz".into()], Vec::new())
    );
    assert_eq!(reading("谁是老魏？").mentioned, ["老魏"]);
}

#[test]
fn words_in_quotation_marks_are_a_phrase_and_are_not_read() {
    let read = reading("Wer sagte „laut Selin zu spät“ über die Fähre?");
    assert_eq!(read.phrases, ["laut Selin zu spät"]);
    assert_eq!(read.speakers, [""; 0]);
}

#[test]
fn questions_of_other_languages_are_the_topic_as_they_stand() {
    for text in [
        "Kto mówił o promie?",
        "من تحدث عن العبارة؟",
        "누가 나룻배에 대해 말했어요?",
    ] {
        let read = reading(text);
        assert_eq!((read.kind, read.topic.as_str()), (QuestionKind::What, text));
        assert_eq!(read.speakers, [""; 0]);
    }
}

/// Words that questions of the nine languages are made of.
const WORDS: [&str; 24] = [
    "Wer",
    "was",
    "hat",
    "Anna",
    "über",
    "Fähre",
    "gesagt",
    "laut",
    "¿Qué",
    "dijo",
    "d'",
    "Qui",
    "a-t-elle",
    "кто",
    "сказал",
    "о",
    "Глеб",
    "谁",
    "老魏",
    "说",
    "について",
    "誰が",
    "\"",
    "?",
];

proptest! {
    // No regression file: a failing input, printed shrunk, becomes a row of a table above.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_has_a_topic_of_its_own_words(
        words in prop::collection::vec(prop::sample::select(&WORDS[..]), 0..12)
    ) {
        let text = words.join(" ");
        let topic = reading(&text).topic;
        prop_assert_eq!(topic.is_empty(), text.trim().is_empty());
        for word in topic.split_whitespace() {
            prop_assert!(text.contains(word), "{} in {}", word, text);
        }
    }
}

#[test]
fn a_label_as_it_is_written_comes_before_one_with_an_ending() {
    let speakers = |labels: &[&str], text: &str| {
        let read = read(text, &known(labels));
        (read.speakers, read.mentioned)
    };
    let only = |label: &str| (vec![label.to_owned()], Vec::new());
    let han = ["Han", "Hans"];
    let laut = |name: &str| format!("Was kostet die Fähre laut {name}?");
    assert_eq!(speakers(&han, &laut("Hans")), only("Hans"));
    assert_eq!(speakers(&han, &laut("Han")), only("Han"));
    assert_eq!(speakers(&["Jens", "Jen"], &laut("Jens")), only("Jens"));
    assert_eq!(speakers(&["Jens"], &laut("Jen")).0, [""; 0]);
    // An ending that two names may have had says neither.
    let russian = "Что Александра сказала о пароме?";
    assert_eq!(
        speakers(&["Александр", "Александра"], russian),
        only("Александра")
    );
    let of_either = "Сколько стоит паром по словам Валерии?";
    let (said, mentioned) = speakers(&["Валерий", "Валерия"], of_either);
    assert_eq!((said.len(), mentioned.len()), (0, 2));
}

#[test]
fn what_a_question_quotes_is_not_its_language() {
    for (code, text) in [
        ("en", "Who said \"паром уже ушёл\"?"),
        ("en", "Who said \"Michael hat mir gesagt\"?"),
        ("ru", "Кто сказал «the ferry»?"),
        ("ru", "\"паром уже ушёл\""),
    ] {
        assert_eq!(language_of(text).likely.code(), code, "{text}");
    }
    let read = crate::question::read("Who said \"паром уже ушёл\"?", &known(&SPEAKERS));
    assert_eq!(read.kind, QuestionKind::WhoSaid);
    assert_eq!(read.phrases, ["паром уже ушёл"]);
}
