//! Lists the words for numbers, days and stretches of time.

use crate::english::word_class::{WordClass, word_classes};

word_classes! {
    /// Numbers from two on.
    pub NUMBERS =
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
         sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty \
         ninety hundred thousand million billion";
}

/// The months, from January on.
pub const MONTHS_IN_ORDER: &str = "january february march april may june july august september \
                                   october november december";

/// The months.
pub static MONTHS: WordClass = WordClass::new(&[], MONTHS_IN_ORDER, "");

/// The days of the week, from Monday on.
pub const WEEKDAYS_IN_ORDER: &str = "monday tuesday wednesday thursday friday saturday sunday";

/// The days of the week.
pub static WEEKDAYS: WordClass = WordClass::new(&[], WEEKDAYS_IN_ORDER, "");

word_classes! {
    /// Days counted from today.
    pub RELATIVE_DAYS = "today yesterday tomorrow tonight";

    /// Parts of a day with light.
    pub DAYTIMES = "morning afternoon evening";

    /// Seasons.
    pub SEASONS = "spring summer autumn winter";

    /// Weeks, months and years.
    pub STRETCHES = "week weeks month months year years";
}
