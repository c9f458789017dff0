//! Decides whether two spellings are likely the same name.
//!
//! Speech recognition writes one name in several ways ("Tarun", "Taru"; "Illia", "Ilya"), and
//! friends shorten it ("Mel"). Words of other scripts are compared as they are.

/// The least similarity of long names (Jaro–Winkler), as for names in questions.
const LIKE_ENOUGH: f64 = 0.9;

/// The least length of names that are compared: shorter ones are different names when one letter
/// differs ("Dan", "Don").
const FEWEST_LETTERS: usize = 5;

/// The least length of a short form of a name, in letters.
const SHORTEST_FORM: usize = 3;

/// Returns whether two folded words may be spellings of one name.
///
/// They are if they sound alike letter by letter, if one shortens the other, or if they are long
/// and differ in little. Both begin with the same sound.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (sound_a, sound_b) = (sounds(a), sounds(b));
    if sound_a == sound_b {
        return true;
    }
    if sound_a.chars().next() != sound_b.chars().next() {
        return false;
    }
    let (short, long) = if a.chars().count() <= b.chars().count() {
        (a, b)
    } else {
        (b, a)
    };
    let letters = short.chars().count();
    (letters >= SHORTEST_FORM && long.starts_with(short))
        || (letters >= FEWEST_LETTERS && strsim::jaro_winkler(a, b) >= LIKE_ENOUGH)
}

/// Returns the word with letters that sound alike written alike: `ph` as `f`, `v` as `f`, `c`, `ck`
/// and `q` as `k`, `z` as `s`, `y` as `i`, nothing doubled, no `h` after the first letter and no
/// `e` at the end.
fn sounds(word: &str) -> String {
    let word = word.replace("ph", "f").replace("ck", "k");
    let mut out = String::with_capacity(word.len());
    for (at, c) in word.chars().enumerate() {
        let sound = match c {
            'c' | 'q' => 'k',
            'z' => 's',
            'v' => 'f',
            'y' => 'i',
            'h' if at > 0 => continue,
            c => c,
        };
        if !out.ends_with(sound) {
            out.push(sound);
        }
    }
    if out.chars().count() > 2 && out.ends_with('e') {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_alike() {
        for (a, b) in [
            ("tarun", "taru"),
            ("ilya", "illia"),
            ("haseeb", "haseed"),
            ("jon", "john"),
            ("sara", "sarah"),
            ("erik", "eric"),
            ("mel", "melanie"),
            ("steven", "stephen"),
        ] {
            assert!(are_alike(a, b), "{a} {b}");
            assert!(are_alike(b, a), "{b} {a}");
        }
    }

    #[test]
    fn short_names_that_differ_in_a_letter_are_different() {
        for (a, b) in [
            ("tim", "tom"),
            ("dan", "dean"),
            ("jan", "jean"),
            ("al", "alice"),
            ("ben", "ken"),
            ("anna", "hanna"),
        ] {
            assert!(!are_alike(a, b), "{a} {b}");
        }
    }
}
