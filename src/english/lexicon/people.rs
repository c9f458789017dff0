//! Lists titles, roles, offices and relatives: words for people other than names.

use crate::english::word_class::word_classes;

word_classes! {
    /// Titles before a name that belong to it.
    pub TITLES = [COMMON_TITLES] "mister senator judge father sister";

    /// Titles that are written with a point.
    pub SHORT_TITLES = "mr mrs ms dr prof";

    /// Titles that are hardly ever used without a name.
    pub COMMON_TITLES = [SHORT_TITLES] "miss doctor professor sir dame rev lord lady";

    /// Small words inside names.
    pub NAME_PARTICLES = "van von de der den la le du da di bin al el";

    /// Roles in a conversation.
    pub ROLES =
        "host guest interviewer interviewee moderator presenter panelist narrator caller chair \
         chairman participant speaker person member people speakers";

    /// Roles in a conversation, of one or of several.
    pub ROLES_OF_ANY = [ROLES] "hosts guests presenters panelists participants members anchor";

    /// Words for a speaker whom nobody knows.
    pub UNKNOWN_SPEAKERS = "speaker speakers person participant unknown voice male female";

    /// People.
    pub PERSONS = "person people man woman men women";

    /// Offices of state.
    pub OFFICES_OF_STATE = "president minister secretary";

    /// Offices of a firm, word by word.
    pub OFFICES_OF_FIRMS =
        "manager designer industrial marketing user interface project expert engineer teacher";

    /// Ranks of a university.
    pub ACADEMIC_RANKS = "grad phd postdoc professor student";

    /// Relatives.
    pub RELATIVES = "husband wife brother sister son daughter mother father mom mum dad uncle aunt";
}
