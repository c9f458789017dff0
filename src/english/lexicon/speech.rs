//! Lists greetings, thanks, hesitations, and the verbs and nouns of saying.

use crate::english::word_class::{PhraseClass, word_classes};

word_classes! {
    /// Sounds of hesitation.
    pub HESITATIONS = "uh um";

    /// Sounds of listening.
    pub INTERJECTIONS = "ah oh hm hmm mm mhm huh";

    /// Words of consent.
    pub YES = "yes yeah yep right ok okay sure";

    /// Words of strong consent.
    pub EXACTLY = "exactly totally absolutely";

    /// Words of praise.
    pub PRAISE = "great good nice cool wow";

    /// Greetings.
    pub GREETINGS = "hi hey hello";

    /// Greetings and goodbyes.
    pub SALUTATIONS = [GREETINGS] "sorry bye goodbye";

    /// Greetings and thanks that come before a name.
    pub HAILS = [SALUTATIONS] "thanks congrats dear welcome cheers yo";
}

/// Thanks.
pub static THANKS: PhraseClass = PhraseClass::new("thank, thanks, appreciate, cheers");

word_classes! {
    /// What recordings are called.
    pub RECORDINGS = "episode podcast interview meeting call recording session show conversation";

    /// The verb *to say* and its nearest synonyms, as they report speech.
    pub SAYING = "said say says saying told";

    /// Verbs that ask for a summary.
    pub SUMMARIZE = "summarize summarise";

    /// Verbs that ask for a list.
    pub LISTING = "list name find show";

    /// Nouns of attribution that take a preposition: `in her opinion`, `from his perspective`.
    pub NOUNS_OF_VIEW = "opinion view point perspective account";

    /// Nouns for what somebody said or thinks.
    pub NOUNS_OF_SAYING = [NOUNS_OF_VIEW]
        "opinions views viewpoint take position stance thoughts argument arguments answer answers \
         response responses reply points explanation description definition claim claims \
         suggestion suggestions recommendation recommendations advice question questions comment \
         comments remark remarks statement proposal objection objections criticism prediction \
         predictions reasoning reasons reason example examples presentation warning";
}

/// Regular verbs of saying and thinking.
pub const REGULAR_VERBS_OF_SAYING: &str = "mention talk discuss believe argue claim state explain \
    describe comment remark note assert contend maintain reckon express point raise";

/// Verbs of saying and thinking that are not regular, with all forms: base, third person, past,
/// participle, gerund.
pub const VERBS_OF_SAYING: &str = "say says said said saying, speak speaks spoke spoken speaking, \
    think thinks thought thought thinking, refer refers referred referred referring, \
    bring brings brought brought bringing, give gives gave given giving, \
    make makes made made making";

/// Regular verbs for what is done in speaking.
pub const REGULAR_VERBS_OF_SPEECH_ACTS: &str = "recommend suggest propose ask answer respond reply \
    define call warn advise predict complain joke agree disagree deny insist emphasize emphasise \
    criticize criticise characterize summarize estimate report";

/// Verbs for what is done in speaking that are not regular, with all forms.
pub const VERBS_OF_SPEECH_ACTS: &str =
    "tell tells told told telling, admit admits admitted admitted admitting";
