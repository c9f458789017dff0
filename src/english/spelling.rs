//! Finds the known names most similar to a name that was typed.

/// The least similarity of two names that may be the same (Jaro–Winkler, from 0 to 1).
const SIMILAR_FROM: f64 = 0.8;

/// The similarity of names that differ in one typing error: a letter added, left out or changed, or
/// two letters swapped (`aks` for `ask`, which have no letter but the first in the same place).
const ONE_SLIP: f64 = 0.9;

/// The least length, in letters, of a name that may have a typing error: in shorter ones, one error
/// makes another name.
const FEWEST_LETTERS_WITH_SLIP: usize = 3;

/// Returns the names most like what was typed, the most alike first. Capitals do not count.
pub fn most_alike<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let typed = typed.to_lowercase();
    let with_likeness = |name: &'a str| (likeness(&typed, &name.to_lowercase()), name);
    let mut alike: Vec<(f64, &str)> = names.into_iter().map(with_likeness).collect();
    alike.retain(|(likeness, _)| *likeness >= SIMILAR_FROM);
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.into_iter().map(|(_, name)| name).collect()
}

/// Returns the name most similar to what was typed, or `None` where none is similar enough.
pub fn probably_meant<'a>(
    typed: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    most_alike(typed, names).first().copied()
}

fn likeness(typed: &str, name: &str) -> f64 {
    let is_one_slip = typed.chars().count() >= FEWEST_LETTERS_WITH_SLIP
        && strsim::damerau_levenshtein(typed, name) == 1;
    let slip = if is_one_slip { ONE_SLIP } else { 0.0 };
    strsim::jaro_winkler(typed, name).max(slip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ordered_by_similarity_without_dissimilar_ones() {
        let names = ["orchard", "orchards", "harbour", "ask", "keys"];
        assert_eq!(most_alike("Orchard", names), ["orchard", "orchards"]);
        assert_eq!(probably_meant("aks", names), Some("ask"));
        assert_eq!(probably_meant("violin", names), None);
    }
}
