//! Tests where sentences end, in tables of invented sentences.

use proptest::prelude::*;

use super::*;

fn texts(text: &str) -> Vec<&str> {
    let ranges = sentences(text).into_iter();
    ranges.map(|range| &text[range]).collect()
}

/// Checks that a text with `|` between its sentences is cut there and nowhere else.
fn is_cut(marked: &str) {
    let text = marked.replace('|', "");
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    assert_eq!(texts(&text), expected, "{marked}");
}

#[test]
fn sentences_end_at_full_stops_questions_and_calls() {
    is_cut("So it is. |Is it? |Yes!  |Good");
}

#[test]
fn initials_do_not_end_a_sentence() {
    for marked in [
        "We had rain. |G.I. Joes were a big deal to me at seven.",
        "J.R.R. Tolkien and W. E. B. Du Bois wrote. |It is long.",
        "The U.S. Government sold it. |We paid.",
        "Or ask J. Smith. |Then George W. Hill.",
        "Ask A. I. Stone. |She knows.",
        "The (U.S.) Government sold it.",
        "“I like the U.S.” Ann said.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn initials_end_a_sentence_before_a_word_that_opens_one() {
    for marked in [
        "We moved to the U.S. |Then we stayed.",
        "We took plan B. |It was long.",
        "They live in Washington, D.C. |The mill is there.",
        "So did I. |Ann did not.",
        "She has a Ph.D. |He has none.",
        "We left the U.S. |I was seven.",
        "In the U.S. I paid more.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn titles_and_joining_abbreviations_never_end_a_sentence() {
    for marked in [
        "Ask Dr. Lee. |Or Prof. No and Mrs. So.",
        "The case of Smith v. Jones was about a mill. |It was lost.",
        "It is Ann vs. Bob. |We saw it.",
        "Some birds, e.g. Herons, i.e. Big ones, stay.",
        "Mr. “Big” Lee came.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn firms_and_streets_end_a_sentence_where_one_opens() {
    for marked in [
        "Dr. Stone of Acme Inc. Bought it. |No. 5 was the best.",
        "He works for Acme Inc. |They make bricks.",
        "We met on Elm St. |What a day.",
        "We saw St. Louis and Mt. Hood. |Both are far.",
        "The pole is six ft. |It is long.",
        "Ann Lee Jr. Day is in May. |So said Ann Lee Sr. |He knew.",
        "Lee et al. Found it. |Lee et al. |They found it.",
        "We bought apples, etc. |Bob left.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn a_time_of_day_goes_on_with_a_day_or_a_zone() {
    for marked in [
        "At 5 p.m. Monday it was gone. |We walked.",
        "It begins at 9 a.m. EST. |Be there at 5 p.m. Pacific.",
        "We met at 5 p.m. |Then we left.",
        "We met at 5 p.m. |Ann was late.",
        "We met at 5 p.m. |I was late.",
        "At 5 p.m. Ann left. |At 6 p.m. I left.",
        "We met at 5 p.m. and left.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn abbreviations_of_numbers_need_a_number() {
    for marked in [
        "No. 5 Mill Lane is ours. |See Fig. 3 Below.",
        "No. |Then we left.",
        "No. |I think not.",
        "It is in Vol. II Part 1. |We took Jan. 5 Off.",
        "We sat. |Then we ate a fig. |The sun. |It shone.",
        "On Mon. Jan. 5 Ann came.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn numbers_versions_and_addresses_are_not_cut() {
    for marked in [
        "It is 3.5 percent. |OK.",
        "We run v1.2.3 and Node.js. |Then ASP.NET 4.5 Came.",
        "See example.com/?q=1 now. |Really?Yes. |Good.",
        "Write to ann.lee@mill.example. |Send Notes.TXT and 5.PDF there.",
        "Read https://mill.example/a?B=c!D and README.md. |Then go.",
    ] {
        is_cut(marked);
    }
    is_cut("寒い。|冬だ。");
}

#[test]
fn sentences_of_other_languages_end_where_their_signs_stand() {
    for marked in [
        "谁建了桥？|我不知道。|他说：“好！”|走吧!|好的。",
        "誰が橋を作りましたか？|知りません。|「はい。」と言った。",
        "다리를 누가 지었어요? |모르겠어요.",
        "पुल किसने बनाया? |मुझे नहीं पता।|नाव बंदरगाह में है।",
        "من بنى الجسر؟ |لا أعرف. |القارب في الميناء.",
        "پل کس نے بنایا؟ |مجھے نہیں پتا۔ |کشتی بندرگاہ میں ہے۔",
        "Ποιος έχτισε τη γέφυρα; |Δεν ξέρω. |Η βάρκα; |Ναι.",
        "¿Quién construyó el puente? |¡No lo sé! |Vamos.",
        "ខ្ញុំមិនដឹងទេ។|ទូកនៅកំពង់ផែ។",
        "Ո՞վ կառուցեց կամուրջը։ |Չգիտեմ։",
    ] {
        is_cut(marked);
    }
}

#[test]
fn abbreviations_of_other_languages_do_not_end_a_sentence() {
    for marked in [
        "Wir haben z. B. Boote und d. h. Kähne. |Das war am 3. Mai bei Hrn. Odum.",
        "Es waren 20. |Dann kam der 2. Kahn, bzw. Nachen.",
        "El Sr. Odum y la Sra. Ruiz tienen p. ej. Barcas. |No lo sé.",
        "Nous avons vu M. Odum et Mme. Ruiz. |C'est tout.",
        "O Sr. Odum e a Dra. Ruiz não sabem. |É isso.",
        "Il sig. Odum e la dott.ssa Ruiz non lo sanno. |Va bene.",
        "Dhr. Odum en mevr. Ruiz weten het niet. |Dat is alles.",
        "Это было на ул. Речной, у проф. Одума. |Не знаю.",
        "डॉ. ओडम ने कहा। |ठीक है।",
        "Pan prof. Odum nie wie, np. Gdzie to jest. |To wszystko.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn quotations_of_other_languages_close_behind_their_sentence() {
    for marked in [
        "„Wann fährt sie?“ |„Um acht.“ |Dann ging er.",
        "Er rief: „Halt!“ |Niemand hörte es.",
        "« Où est le bac ? » |Personne ne le savait. |« Là ! »",
        "« Là ! » dit-elle. |C'était fini.",
        "Er sagte: »Halt!« |»Niemand hört.«",
        "«¿Dónde está la barca?» |Nadie lo sabía. |¡Allí!",
        "«Dov'è il traghetto?» |Nessuno lo sapeva. |«Là.»",
        "“Onde está a balsa?” |Ninguém sabia. |Ali!",
        "“Waar is de pont?” |Niemand wist het. |“Daar.”",
        "«Где паром?» |Никто не знал. |«Вон там!»",
        "“渡船在哪里？”|没有人知道。|“在那边！”",
        "他说：「船来了。」|大家都笑了。|「真的吗？」",
        "「渡し船はどこですか？」|だれも知りませんでした。|『あそこだ。』",
        "彼は「もう出ました。」と言った。|「そうですか。」|みんな黙った。",
        "«أين العبارة؟» |لا أحد يعرف. |«هناك!»",
        "قالت: «وصلت العبارة.» |ضحك الجميع؟ |نعم.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn sentences_end_at_the_signs_of_nine_languages_and_arabic() {
    for marked in [
        "Wer kommt? |Niemand! |Um 8.30 Uhr. |Gut.",
        "¿Cuándo? |¡Ya! |Cuesta 3.5 euros. |Bien.",
        "Quand ? |Jamais ! |Il est 8 h 30. |Bon.",
        "Quando? |Mai! |Costa 3,50 euro. |Bene.",
        "Quando? |Nunca! |Custa 3,50. |Pronto.",
        "Wanneer? |Nooit! |Om 8.30 uur. |Goed.",
        "Когда? |Никогда! |В 8.30 утра. |Хорошо.",
        "什么时候？|从来没有！|八点半。|好的，走吧。",
        "いつですか。|知りません！|八時半です。|いいですね。",
        "متى؟ |أبدا! |في الثامنة. |حسنا.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn abbreviations_of_nine_languages_go_on_before_a_capital() {
    for marked in [
        "Das Museum ist in der Nr. Acht, ca. Mitte der Straße. |Es ist zu.",
        "Prof. Weber kommt um 8 Uhr, bzw. Herr Weber. |Das ist gut.",
        "La casa de la Dra. Ruiz está en la av. Colón. |Es alta.",
        "Ud. Sabe dónde está D. Luis. |No lo dijo.",
        "Le Dr. Petit et Mlle. Roy sont là. |C'est bien.",
        "Voir l'art. Premier et la fig. Deux. |C'est clair.",
        "L'avv. Rossi e il prof. Bianchi sono qui. |È vero.",
        "Si veda pag. Dieci, n. Due. |Non è lungo.",
        "O prof. Prado mora na av. Brasil. |É longe.",
        "A Sra. Lima e o Sr. Prado vieram. |Foi bom.",
        "De heer ir. Bakker en drs. Vos zijn er. |Dat is goed.",
        "Zie blz. Tien of nr. Twee. |Dat is niet lang.",
        "Это сказал акад. Павлов в г. Москве. |Это было давно.",
        "Смотри рис. Два и табл. Пять. |Там всё есть.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn abbreviations_of_other_languages_are_words_in_english() {
    for marked in [
        "She saw the av. |Then we left it there.",
        "It was on the 3. |May came with the rain.",
        "We all want to be ok. |Bob is not.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn an_ellipsis_is_not_cut_and_may_go_on() {
    for marked in [
        "Well . . . so it was. |Good.",
        "Well... I think so. |It rained... |Then it stopped.",
        "... and so on. |Good.",
    ] {
        is_cut(marked);
    }
}

#[test]
fn sentences_longer_than_a_block_are_whole() {
    let long = format!("A {}end.", "word ".repeat(2000));
    let text = format!("Short. {long} {long} Last one.");
    assert_eq!(texts(&text), ["Short.", &long, &long, "Last one."]);
}

#[test]
fn long_texts_of_points_take_little_time() {
    for unit in ["A. ", "a?", "...", ". ", "U.S.", "x.)", "(."] {
        sentences(&unit.repeat(100_000));
    }
}

/// Words after which no sentence may begin with a small letter.
const ABBREVIATIONS: [&str; 10] = [
    "J.", "G.I.", "U.S.", "Dr.", "p.m.", "Inc.", "No.", "Jan.", "e.g.", "al.",
];

/// What sentences are made of.
fn fragments() -> impl Strategy<Value = String> {
    let words = [
        "Ann", "mill", "Then", "I", "5", "?", "!", ".", "...", "…", "“", "”", ")", "\n", "Monday",
        "et", "v1.2", "a.b", "。", "「", "」", "橋", "は", ";", "γ", "3.",
    ];
    let words = prop::sample::select([&words[..], &ABBREVIATIONS[..]].concat());
    let words = prop::collection::vec(words, 0..30);
    let spaced = words.clone().prop_map(|words| words.join(" "));
    let unspaced = words.prop_map(|words| words.concat());
    prop_oneof![spaced, unspaced, ".*"]
}

proptest! {
    // No regression file: a failing input, printed shrunk, becomes a row of a table above.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_keep_every_character_but_the_space_between_them(text in fragments()) {
        let mut end = 0;
        for range in sentences(&text) {
            prop_assert!(text[end..range.start].trim().is_empty());
            prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
            prop_assert!(!range.is_empty());
            end = range.end;
        }
        prop_assert!(text[end..].trim().is_empty());
    }

    #[test]
    fn no_sentence_begins_with_a_small_letter_after_an_abbreviation(text in fragments()) {
        let ranges = sentences(&text);
        for pair in ranges.windows(2) {
            let (before, after) = (&text[pair[0].clone()], &text[pair[1].clone()]);
            let is_short = before.split(' ').next_back().is_some_and(|word| {
                ABBREVIATIONS.contains(&word) && word != "al."
            });
            prop_assert!(!is_short || !after.starts_with(char::is_lowercase), "{}", text);
        }
    }
}
