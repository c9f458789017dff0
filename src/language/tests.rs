//! Tests languages on short turns of invented conversations.

use proptest::prelude::*;

use super::*;

fn language(code: &str) -> Language {
    code.parse().unwrap()
}

#[test]
fn short_turns_are_recognised() {
    for (code, turns) in [
        (
            "en",
            ["So what did you do with the boat?", "Who owns the ferry?"],
        ),
        (
            "de",
            [
                "Wer hat die Brücke gebaut?",
                "Nein, am Dienstag kann ich nicht.",
            ],
        ),
        (
            "es",
            ["¿Quién construyó el puente?", "La barca está en el puerto."],
        ),
        ("fr", ["Combien ça coûte ?", "Oui, je suis d'accord."]),
        (
            "pt",
            [
                "O moinho está vazio há três anos.",
                "Quem construiu a ponte?",
            ],
        ),
        (
            "it",
            ["Chi ha costruito il ponte?", "Sì, certo, sono d’accordo."],
        ),
        ("nl", ["Wie heeft de brug gebouwd?", "Dat weet ik niet."]),
        (
            "sv",
            ["Ja, det tycker jag också.", "Hur mycket kostar det?"],
        ),
        ("pl", ["Kto zbudował most?", "We wtorek nie mogę."]),
        ("ro", ["Cine a construit podul?", "Cât costă asta?"]),
        ("tr", ["Evet, bence de öyle.", "Köprüyü kim yaptı?"]),
        ("vi", ["Ai đã xây cây cầu?", "Tôi không biết."]),
        (
            "id",
            ["Siapa yang membangun jembatan itu?", "Saya tidak tahu."],
        ),
        ("ru", ["Кто построил мост?", "Сколько это стоит?"]),
        ("uk", ["Хто збудував міст?", "Млин порожній уже три роки."]),
        ("ar", ["من بنى الجسر؟", "القارب في الميناء."]),
        ("fa", ["چه کسی پل را ساخت؟", "قایق در بندر است."]),
        ("hi", ["पुल किसने बनाया?", "नाव बंदरगाह में है।"]),
        ("el", ["Ποιος έχτισε τη γέφυρα;", "Δεν ξέρω."]),
        ("he", ["מי בנה את הגשר?", "כן, אני מסכים."]),
        ("th", ["ใครสร้างสะพาน", "ฉันไม่รู้"]),
        ("ko", ["다리를 누가 지었어요?", "모르겠습니다."]),
        (
            "ja",
            ["誰が橋を作りましたか？", "水車小屋は三年間空いています。"],
        ),
        ("zh", ["谁建了这座桥？", "我们用 Kubernetes。"]),
    ] {
        for turn in turns {
            assert_eq!(recognise(turn), Some(language(code)), "{turn}");
        }
    }
}

#[test]
fn a_turn_that_may_be_of_several_languages_is_of_none() {
    for turn in [
        "",
        "1947!",
        "Okay.",
        "Merlin marathon tickets",
        "A la carte menu",
        "Ja, det synes jeg også.",
    ] {
        assert_eq!(recognise(turn), None, "{turn}");
    }
}

#[test]
fn names_of_elsewhere_do_not_change_the_language() {
    for question in [
        "Who is 田中?",
        "What did Señor Ibáñez say about Köln?",
        "Where was La Vie en rose written?",
    ] {
        assert_eq!(recognise(question), Some(Language::ENGLISH), "{question}");
    }
}

#[test]
fn questions_that_tell_no_language_are_taken_for_english_where_letters_allow_it() {
    for question in ["Merlin tickets", "ferry?", "1947", "", "who?"] {
        assert!(QuestionLanguage::of(question).is_english(), "{question}");
    }
    for question in ["Wer war das?", "мост", "桥", "जहाज", "پل", "สะพาน"] {
        assert!(!QuestionLanguage::of(question).is_english(), "{question}");
    }
    assert_eq!(likely("мост"), language("ru"));
}

#[test]
fn a_question_tells_its_language_by_how_it_opens() {
    for (code, question) in [
        ("es", "cuantos alumnos suspendieron el examen"),
        ("fr", "Qui a peint la fresque ?"),
        ("it", "Come mai Ottavia ha cambiato idea?"),
        ("pt", "Quanto custou a reforma do palco?"),
        ("en", "Chi square test results"),
    ] {
        assert_eq!(
            QuestionLanguage::of(question).likely,
            language(code),
            "{question}"
        );
    }
}

#[test]
fn english_questions_with_words_of_other_languages_are_english() {
    for question in [
        "Was Anna in Berlin?",
        "Was gold mined in Peru?",
        "Was climate change mentioned in Glasgow?",
        "Was Jörg in Köln?",
        "Was Hans an engineer?",
        "Was bread so expensive?",
        "Was Maria in Madrid?",
        "Was rain expected?",
        "Was Die Zeit mentioned?",
        "Was La Paz mentioned?",
        "Was the ferry late?",
        "Was war mentioned?",
        "Was war in Europe mentioned?",
        "Was so much lost in war?",
        "Was also Anna in Berlin?",
        "Was bat soup eaten in China?",
        "Was Ben hired in May?",
        "Was Plan B in Kabul?",
        "Was Noah in Bern also?",
        "Was Le Monde in on it?",
        "Was oil found in Iran?",
        "was Oslo in Norway",
        "Was gas in Berlin an issue?",
        "Was bin Laden mentioned?",
        "Was it so?",
        "Die Hard in Berlin?",
        "Die casting in Mexico",
        "Did Anna die in Berlin?",
        "Do men die in mines?",
        "Do dolphins sleep?",
        "Do as many come?",
        "Do all men sin?",
        "Come again?",
        "Come in?",
        "Can Anna come?",
        "Will Anna come in May?",
        "No comment on Brexit?",
        "No one in Rome?",
        "Has Anna an aunt in Leon?",
        "Has no one mentioned Peru?",
        "Has Miguel no car?",
        "On what day did Anna leave?",
        "On a plane to Lyon?",
        "An apple in Eden?",
        "Me or Anna?",
        "Are mines open in Chile?",
        "Are pour over filters sold?",
        "Sale of mines in Peru?",
        "Does Pascal use Rust?",
        "Who is Don Juan?",
        "Who said que sera sera?",
        "Man in La Mancha",
        "Had Anna seen Bob in Lima?",
        "Is Anna in Berlin?",
        "Is it on?",
        "Is Van Gogh in Amsterdam?",
        "Is de Gaulle in Paris?",
        "Is van der Berg in over time?",
        "Is it at sea?",
        "Am I in Berlin?",
        "Of course?",
        "Over a barrel?",
        "As of May?",
        "Plus or minus?",
        "Does la dolce vita pay?",
        "How so?",
        "When in Rome?",
        "Where is El Niño strongest?",
        "Which wine is sans sulfite?",
    ] {
        let language = QuestionLanguage::of(question).likely;
        assert_eq!(language, Language::ENGLISH, "{question}");
    }
}

#[test]
fn an_interrogative_that_is_an_english_word_opens_a_question_of_its_language() {
    for question in [
        "Was kostet die Mühle in Berlin?",
        "Was hat Anna in Berlin gemacht?",
        "was kostet in Berlin eine Wohnung",
        "Was ist so teuer?",
        "Was war in der Kiste?",
    ] {
        let german = QuestionLanguage::of(question);
        assert_eq!(german.sure(), Some(language("de")), "{question}");
    }
}

#[test]
fn a_question_of_names_tells_no_language() {
    assert_eq!(QuestionLanguage::of("Zeppelin Hindenburg").sure(), None);
    let english = QuestionLanguage::of("Who is Zeppelin Hindenburg?");
    assert_eq!(english.sure(), Some(Language::ENGLISH));
}

#[test]
fn words_that_ask_or_report_carry_no_topic() {
    for (code, word) in [
        ("de", "sagte"),
        ("de", "worüber"),
        ("fr", "pense"),
        ("ru", "упомянула"),
        ("nl", "wanneer"),
        ("sv", "och"),
    ] {
        assert!(!is_content_word(word, language(code)), "{word}");
    }
    for (code, word) in [("de", "fähre"), ("ru", "паром"), ("sv", "sade")] {
        assert!(is_content_word(word, language(code)), "{word}");
    }
}

#[test]
fn turns_in_another_language_are_told_from_the_conversation() {
    let turns = [
        "Willkommen. Wir reden heute über die Mühle und wer sie gebaut hat.",
        "Okay.",
        "I think that they should have told us before.",
        "Genau.",
    ];
    let languages = ConversationLanguages::recognise(turns);
    let english = Some(Language::ENGLISH);
    assert_eq!(languages.main, Some(language("de")));
    assert_eq!(languages.turns, [None, None, english, None]);
    let in_english = ConversationLanguages::with_main(turns, Language::ENGLISH);
    assert_eq!(in_english.main, english);
    assert_eq!(in_english.turns, [Some(language("de")), None, None, None]);
}

#[test]
fn the_language_of_a_conversation_is_that_of_most_letters() {
    // As many bytes say it in Russian.
    let english = "I think that they should have told us before we came down to the old harbour.";
    let russian = "Мы не знаем, кто построил этот старый мост у реки.";
    assert!(russian.len() > english.len());
    let languages = ConversationLanguages::recognise([english, russian]);
    assert_eq!(languages.main, Some(Language::ENGLISH));
    let chinese =
        "我们不知道是谁在河边建了这座旧桥，也不知道为什么它在那里，谁也没有问过他们这件事情。";
    let languages = ConversationLanguages::recognise([russian, chinese]);
    assert_eq!(languages.main, Some(language("zh")));
}

#[test]
fn a_few_words_do_not_put_a_turn_into_another_language() {
    let turns = [
        "I think they should have told us.",
        "Um so, de. De.",
        "Come on, la casa!",
    ];
    let languages = ConversationLanguages::recognise(turns);
    assert_eq!(languages.main, Some(Language::ENGLISH));
    assert_eq!(languages.turns, [None; 3]);
}

#[test]
fn short_turns_tell_together_what_none_tells() {
    let turns = ["Non lo so.", "Quanto costa?", "Martedì non posso."];
    let languages = ConversationLanguages::recognise(turns);
    assert_eq!(languages.main, Some(language("it")));
    assert_eq!(ConversationLanguages::recognise([]).main, None);
}

fn words(text: &str) -> Vec<&str> {
    word_ranges(text)
        .into_iter()
        .map(|word| &text[word])
        .collect()
}

#[test]
fn text_is_cut_into_words_as_its_script_needs() {
    for (text, expected) in [
        (
            "The mill's 3 boats_",
            &["The", "mill", "s", "3", "boats"][..],
        ),
        ("水车3号 H100的", &["水", "车", "3", "号", "H100", "的"]),
        ("ミル、橋。", &["ミ", "ル", "橋"]),
        ("다리를", &["다", "리", "를"]),
        ("เรือจอดอยู่ที่ท่าเรือ", &["เรือ", "จอด", "อยู่", "ที่", "ท่า", "เรือ"]),
        ("ຂ້ອຍບໍ່ຮູ້", &["ຂ້ອຍ", "ບໍ່", "ຮູ້"]),
        ("हिन्दी में", &["हिन्दी", "में"]),
        ("نمی‌دانم", &["نمی‌دانم"]),
        ("cafe\u{301}s", &["cafe\u{301}s"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn words_are_folded_as_their_language_does() {
    for (code, word, folded) in [
        ("de", "Straße", "strasse"),
        ("de", "MÜHLE", "muhle"),
        ("de", "Muehle", "muhle"),
        ("de", "neue Quelle", "neue quelle"),
        ("tr", "ISPARTA", "ısparta"),
        ("tr", "İzmir", "izmir"),
        ("en", "ISLE", "isle"),
        ("ru", "Ёлка", "елка"),
        ("ru", "Йод", "йод"),
        ("el", "Γέφυρας", "γεφυρασ"),
        ("ar", "الإِسْكَنْدَرِيَّة", "الاسكندريه"),
        ("fa", "کتاب‌ها", "كتابها"),
        ("vi", "Cầu", "cầu"),
        ("vi", "CA\u{302}\u{300}U", "cầu"),
        ("hi", "हिन्दी", "हिन्दी"),
        ("he", "שָׁלוֹם", "שלום"),
        ("fr", "ÉTÉ", "ete"),
        ("ja", "ﾐﾙ１９", "ミル19"),
        ("ar", "١٩٤٧", "1947"),
        ("ko", "다리", "다리"),
    ] {
        assert_eq!(normalise(word, language(code)), folded, "{word}");
    }
}

#[test]
fn function_words_are_known_as_they_are_folded() {
    for (code, word) in [
        ("de", "für"),
        ("fr", "À"),
        ("ru", "её"),
        ("zh", "什么"),
        ("el", "πώς"),
    ] {
        let language = language(code);
        assert!(
            is_function_word(&normalise(word, language), language),
            "{word}"
        );
    }
    assert!(!is_function_word("muhle", language("de")));
    assert!(!is_function_word("the", language("yue")));
}

proptest! {
    // No regression file: a failing input, printed shrunk, becomes a row of a table above.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cutting_into_words_loses_no_letter(text in "(\\PC|[ก-๎က-႟ក-៹ぁ-ヿ一-龥a-c .]){0,40}") {
        let mut end = 0;
        let is_letter = |c: char| c.is_alphanumeric();
        for word in word_ranges(&text) {
            prop_assert!(word.start >= end && !word.is_empty());
            prop_assert!(!text[end..word.start].contains(is_letter));
            prop_assert!(text[word.clone()].contains(is_letter));
            end = word.end;
        }
        prop_assert!(!text[end..].contains(is_letter));
    }

    #[test]
    fn any_text_is_recognised_and_folded_without_a_panic(text in "\\PC{0,60}") {
        let _ = recognise(&text);
        for code in ["de", "tr", "ar", "vi", "ro"] {
            let folded = normalise(&text, language(code));
            prop_assert_eq!(normalise(&folded, language(code)), folded);
        }
    }
}
