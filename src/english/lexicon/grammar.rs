//! Lists function words: articles, pronouns, auxiliaries, prepositions and conjunctions.

use crate::english::word_class::word_classes;

word_classes! {
    /// Articles.
    pub ARTICLES = "a an the";

    /// Pronouns that can be a subject and a person.
    pub SUBJECT_PRONOUNS = "i you we they he she";

    /// Pronouns that are an object.
    pub OBJECT_PRONOUNS = "me us him her them";

    /// Possessive pronouns.
    pub POSSESSIVES = "my your his her its our their";

    /// Pronouns for nobody in particular.
    pub INDEFINITE_PRONOUNS = "anyone anybody everyone everybody someone somebody nobody";

    /// Pronouns with a short form of *to be*.
    pub PRONOUNS_WITH_BE = "i'm you're we're they're he's she's it's that's there's";

    /// Pronouns with a short form of *to have*.
    pub PRONOUNS_WITH_HAVE = "i've you've we've they've";

    /// Pronouns with a short form of *will*.
    pub PRONOUNS_WITH_WILL = "i'll you'll we'll they'll he'll she'll it'll";

    /// Finite forms of *to be*.
    pub BE = "is are was were";

    /// Forms of *to be* behind another verb.
    pub BE_BEEN = "be been";

    /// Finite forms of *to be*, negated ones too.
    pub BE_OR_NOT = [BE] "isn't aren't wasn't weren't";

    /// Forms of *to have*.
    pub HAVE = "has have had";

    /// Forms of *to have*, negated ones too.
    pub HAVE_OR_NOT = [HAVE] "hasn't haven't hadn't";

    /// Forms of *to do*.
    pub DO = "do does did";

    /// The most frequent modal verbs.
    pub WILL_AND_CAN = "can could will would";

    /// Modal verbs.
    pub MODALS = [WILL_AND_CAN] "should might may must shall";

    /// Negated forms of *to do* and of modal verbs.
    pub NEGATED = "don't doesn't didn't can't couldn't won't wouldn't shouldn't mustn't";

    /// Verbs that come before the subject of a question.
    pub AUXILIARIES = [BE_OR_NOT HAVE_OR_NOT DO MODALS NEGATED] "dont";

    /// Words that open a question.
    pub QUESTION_WORDS = "what which when where why how who whom whose";

    /// Words for all members of a group.
    pub QUANTIFIERS = "all every each";

    /// The most frequent prepositions.
    pub PREPOSITIONS = "in on at from of with to for by about";

    /// Prepositions before what is talked about.
    pub TOPIC_PREPOSITIONS = "about on regarding concerning";

    /// Prepositions of time.
    pub TIME_PREPOSITIONS = "since until during";

    /// Words that open a clause inside another.
    pub CLAUSE_OPENERS = "that why how when";

    /// Conjunctions that join two words of the same kind.
    pub CONJUNCTIONS = "and or but";

    /// Words that every text has: articles, pronouns, prepositions, conjunctions, auxiliaries and
    /// question words.
    pub FUNCTION_WORDS = [
        ARTICLES BE BE_BEEN CONJUNCTIONS DO HAVE OBJECT_PRONOUNS POSSESSIVES PREPOSITIONS
        QUESTION_WORDS SUBJECT_PRONOUNS
    ];
}
