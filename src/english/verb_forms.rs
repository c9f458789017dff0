//! Inflects regular verbs.

/// Returns the forms of a regular verb that doubles no letter: base, third person, past,
/// participle, gerund.
pub fn regular_forms(base: &str) -> [String; 5] {
    let without_e = base.strip_suffix('e').unwrap_or(base);
    let (third, past) = match base.strip_suffix('y') {
        Some(stem) => (format!("{stem}ies"), format!("{stem}ied")),
        None if base.ends_with('s') => (format!("{base}es"), format!("{base}ed")),
        None => (format!("{base}s"), format!("{without_e}ed")),
    };
    let gerund = match base.ends_with("ee") {
        true => format!("{base}ing"),
        false => format!("{without_e}ing"),
    };
    [base.to_owned(), third, past.clone(), past, gerund]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_join_the_stem_as_they_are_spelt() {
        for (base, third, past, gerund) in [
            ("ask", "asks", "asked", "asking"),
            ("argue", "argues", "argued", "arguing"),
            ("agree", "agrees", "agreed", "agreeing"),
            ("deny", "denies", "denied", "denying"),
            ("discuss", "discusses", "discussed", "discussing"),
        ] {
            assert_eq!(regular_forms(base), [base, third, past, past, gerund]);
        }
    }
}
