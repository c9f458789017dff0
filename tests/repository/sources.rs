//! Reads the files of `src` as text.
//!
//! Comments and strings are blanked, so a name in prose or in a message is no import.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A source file: its path under `src`, as it is, with comments and strings blanked, and without
/// its tests as well. What is blanked keeps its length.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
    pub(super) code: String,
    pub(super) shipped: String,
    /// Where strings stand in the text, those of tests too.
    strings: Vec<Range<usize>>,
}

/// An import, or a path in code: the line, and the names from the root of the crate on.
pub(super) type Use = (usize, Vec<String>);

impl Source {
    pub(super) fn new(path: &str, text: String) -> Self {
        let (code, strings) = code_of(&text);
        let shipped = without_tests(&code);
        Self {
            path: path.into(),
            text,
            code,
            shipped,
            strings,
        }
    }

    /// Returns the names of the modules that the file is: `index`, `graph` for `index/graph.rs`
    /// and `index` for `index/mod.rs`; none for `lib.rs` and `main.rs`.
    pub(super) fn module(&self) -> Vec<&str> {
        let names = self.path.trim_end_matches(".rs");
        let names = names.trim_end_matches("/mod").split('/');
        names
            .filter(|name| !["lib", "main"].contains(name))
            .collect()
    }

    /// Returns whether the whole file is tests.
    pub(super) fn is_tests(&self) -> bool {
        let mut names = self.path.trim_end_matches(".rs").split('/');
        names.any(|name| name == "tests" || name == "test_support")
    }

    /// Returns the paths that begin with `crate::`, `super::` or `self::` in `code`, which is the
    /// code of this file or its shipped part.
    pub(super) fn uses(&self, code: &str) -> Vec<Use> {
        let module = self.module();
        let roots = [
            ("crate::", 0),
            ("super::", module.len().saturating_sub(1)),
            ("self::", module.len()),
        ];
        let mut found = Vec::new();
        for (root, kept) in roots {
            for (at, _) in code.match_indices(root) {
                let before = &code[..at];
                let is_inside = |c: char| c.is_alphanumeric() || "_:$".contains(c);
                if before.ends_with(is_inside) || before.ends_with("(in ") {
                    continue;
                }
                let mut paths = Vec::new();
                read_paths(&code[at + root.len()..], &module[..kept], &mut paths);
                let paths = paths.into_iter().map(|path| (line_of(code, at), path));
                found.extend(paths);
            }
        }
        found
    }

    /// Returns the strings in the shipped code, each with its line.
    pub(super) fn shipped_strings(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_shipped = |string: &&Range<usize>| {
            let before = self.code[..string.start].trim_end().len();
            !self.shipped[..before].ends_with(' ')
        };
        let strings = self.strings.iter().filter(is_shipped);
        strings.map(|string| {
            (
                line_of(&self.text, string.start),
                &self.text[string.clone()],
            )
        })
    }

    /// Returns the modules that the shipped code declares in files of their own.
    pub(super) fn declares(&self) -> Vec<Use> {
        let mut found = Vec::new();
        for (line, text) in self.shipped.lines().enumerate() {
            let words: Vec<&str> = text.split_whitespace().collect();
            if let [.., "mod", name] = words[..]
                && let Some(name) = name.strip_suffix(';')
            {
                let module = self.module().into_iter().chain([name]);
                found.push((line + 1, module.map(str::to_owned).collect()));
            }
        }
        found
    }

    /// Returns the lines whose code has this path, as a whole name and not as a part of one.
    pub(super) fn lines_with(&self, wanted: &str) -> Vec<usize> {
        let starts_inside =
            |at: usize| self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let hits = self.code.match_indices(wanted);
        hits.filter(|&(at, _)| !starts_inside(at))
            .map(|(at, _)| line_of(&self.code, at))
            .collect()
    }
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Reads the paths at the start of `text`, which go on from `prefix`: one, or several in braces.
/// Returns what follows them.
fn read_paths<'a>(text: &'a str, prefix: &[&str], found: &mut Vec<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            if rest.is_empty() || rest.starts_with('}') {
                return rest.strip_prefix('}').unwrap_or(rest);
            }
            rest = read_paths(rest, prefix, found);
            // A new name is no path: `a as b`.
            rest = &rest[rest.find([',', '}']).unwrap_or(rest.len())..];
        }
    }
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '*';
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path: Vec<&str> = match name {
        "super" => prefix[..prefix.len().saturating_sub(1)].to_vec(),
        "self" => prefix.to_vec(),
        name => prefix.iter().copied().chain([name]).collect(),
    };
    match rest.strip_prefix("::") {
        Some(deeper) if deeper.starts_with(|c| is_name(c) || c == '{') => {
            read_paths(deeper, &path, found)
        }
        _ => {
            found.push(path.into_iter().map(str::to_owned).collect());
            rest
        }
    }
}

/// Returns the code with the items under `#[cfg(test)]` and `#[cfg(all(test, …))]` blanked.
fn without_tests(code: &str) -> String {
    let mut shipped = String::with_capacity(code.len());
    let mut rest = code;
    let next = |rest: &str| {
        let starts = ["#[cfg(test)]", "#[cfg(all(test,"].map(|start| rest.find(start));
        starts.into_iter().flatten().min()
    };
    while let Some(at) = next(rest) {
        let end = at + item_length(&rest[at..]);
        shipped.push_str(&rest[..at]);
        shipped.push_str(&blanked(&rest[at..end]));
        rest = &rest[end..];
    }
    shipped + rest
}

/// Returns how long the item at the start of `code` is: to its semicolon or its closing brace.
fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && c == '}' {
                    return at + 1;
                }
            }
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Returns spaces in the place of everything but the ends of lines.
fn blanked(text: &str) -> String {
    let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
    text.bytes().map(blank).collect()
}

/// Returns the source with comments, strings and characters blanked, and where the strings stand.
fn code_of(text: &str) -> (String, Vec<Range<usize>>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let string = match c {
            '"' => string_length(rest, 1, &['\\'], "\""),
            'r' if rest.starts_with("r\"") => string_length(rest, 2, &[], "\""),
            'r' if rest.starts_with("r#\"") => string_length(rest, 3, &[], "\"#"),
            _ => 0,
        };
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' => character_length(rest),
            _ => string,
        };
        if string > 0 {
            strings.push(code.len()..code.len() + string);
        }
        let kept = if skipped == 0 { c.len_utf8() } else { 0 };
        code.push_str(&rest[..kept]);
        code.push_str(&blanked(&rest[kept..kept.max(skipped)]));
        rest = &rest[kept.max(skipped)..];
    }
    (code, strings)
}

/// Returns how long the string at the start of `text` is, whose `opening` is so many bytes.
fn string_length(text: &str, opening: usize, escapes: &[char], closing: &str) -> usize {
    let mut at = opening;
    while !text[at..].starts_with(closing) {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        at += c.len_utf8();
        if escapes.contains(&c) {
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    at + closing.len()
}

/// Returns how long the character literal at the start of `text` is; 0 for a lifetime.
fn character_length(text: &str) -> usize {
    let mut characters = text.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), _) => text[3..].find('\'').map_or(0, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Reads every Rust file of `src`.
pub(super) fn sources() -> Vec<Source> {
    let files = walkdir::WalkDir::new(root()).sort_by_file_name();
    let files = files.into_iter().map(|entry| entry.unwrap().into_path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let sources: Vec<Source> = files
        .map(|file| {
            let path = file.strip_prefix(root()).unwrap().to_str().unwrap();
            let text = std::fs::read_to_string(&file).unwrap();
            Source::new(&path.replace('\\', "/"), text)
        })
        .collect();
    assert!(sources.len() > 100, "only {} files found", sources.len());
    sources
}

/// Fails with every offence at once.
pub(super) fn expect_none(rule: &str, offences: Vec<String>) {
    assert!(offences.is_empty(), "{rule}:\n  {}", offences.join("\n  "));
}

#[test]
fn only_names_in_code_are_imports() {
    let text = "// crate::cli\nlet s = \"crate::cli \\\" crate::api\"; let c = '\"';\n\
                use crate::{time::Span, store::{self, index as i}};\nfn f<'a>(x: &'a crate::eval::X::<T>) {}\n\
                use super::super::server;\npub(in crate::index) use super::{*};";
    let source = Source::new("index/sample.rs", text.into());
    let found = source.uses(&source.code);
    let found: Vec<_> = found
        .into_iter()
        .map(|(line, path)| (line, path.join("::")))
        .collect();
    let wanted = [
        (3, "time::Span"),
        (3, "store"),
        (3, "store::index"),
        (4, "eval::X"),
        (5, "server"),
        (6, "index::*"),
    ];
    assert_eq!(found, wanted.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn tests_are_no_shipped_code() {
    let text = "mod a;\n#[cfg(test)]\nconst A: &str = \"–\";\n\
                const B: &str = \"b\";\n#[cfg(test)]\nmod tests;\npub mod b;\n#[cfg(all(test, unix))]\n#[expect(unused)]\nmod c {\n    use \
                crate::d;\n}\nuse crate::e;";
    let source = Source::new("index/mod.rs", text.into());
    let declared = source.declares().into_iter().map(|(line, _)| line);
    assert_eq!(declared.collect::<Vec<_>>(), [1, 7]);
    let used = source.uses(&source.shipped);
    assert_eq!(used, [(13, vec!["e".to_owned()])]);
    let strings: Vec<_> = source.shipped_strings().collect();
    assert_eq!(strings, [(4, "\"b\"")]);
}
