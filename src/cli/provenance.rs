//! How a report was asked for: the command line, without its secrets, and the files that were read.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::input;
use crate::redact::Names;
use crate::report::Report;
use crate::source::Fingerprint;

/// What stands between an archive and the file in it.
const INSIDE: &str = "!/";
/// The option whose value nobody else may read.
const SECRET: &str = "--password";
/// What stands in its place.
const HIDDEN: &str = "...";

/// The command line as it could be typed again, but for passwords. The program is called by its name, wherever it lies.
pub(super) fn command(arguments: &[OsString]) -> String {
    let mut words = vec!["volsift".to_owned()];
    let mut is_secret = false;
    for argument in arguments.iter().skip(1) {
        let word = argument.to_string_lossy();
        let is_assigned = word.strip_prefix(SECRET).is_some_and(|rest| rest.starts_with('='));
        if is_secret {
            words.push(HIDDEN.to_owned());
        } else if is_assigned {
            words.push(format!("{SECRET}={HIDDEN}"));
        } else {
            words.push(quoted(&word));
        }
        is_secret = !is_secret && word == SECRET;
    }
    words.join(" ")
}

/// A word in quotes where a shell would not take it for one. The name of a customer's file may hold a command: within single quotes,
/// a shell looks for nothing.
fn quoted(word: &str) -> String {
    let has_meaning =
        |character: char| "\"$`!\\".contains(character) && !(cfg!(windows) && character == '\\');
    let is_plain = |character: char| character.is_alphanumeric() || "-_./\\:=+,@%~".contains(character);
    let is_bare = !word.is_empty() && !word.starts_with('~') && word.chars().all(is_plain);
    if word.contains(has_meaning) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else if is_bare {
        word.to_owned()
    } else {
        format!("\"{word}\"")
    }
}

/// The fingerprint of each file that was read: those that hold `read`, the lists that were named, and those that extracts
/// tell of. Where `names` are given, what was read has pseudonyms for the files.
pub(super) fn files<'a>(
    read: impl Iterator<Item = &'a str>,
    known: Vec<Fingerprint>,
    lists: &[(Option<String>, PathBuf)],
    names: Option<&mut Names>,
) -> Vec<Fingerprint> {
    let originals = |path: &str| -> Vec<String> {
        match &names {
            Some(names) => names.originals(path).map(outermost).collect(),
            None => vec![outermost(path)],
        }
    };
    let lists = lists.iter().map(|(_, path)| path.display().to_string());
    let paths: BTreeSet<String> = read.flat_map(originals).chain(lists).collect();
    let mut files = input::fingerprints(paths.into_iter().collect());
    if let Some(names) = names {
        for file in &mut files {
            file.path = names.file(&file.path);
        }
    }
    files.extend(known);
    files.sort();
    files.dedup();
    files
}

/// The file that holds what has this path: itself, or an archive.
fn outermost(path: &str) -> String {
    let archive = path.split(INSIDE).next().unwrap_or(path);
    // A folder's name may end like an archive's.
    if Path::new(path).is_file() { path.to_owned() } else { archive.to_owned() }
}

/// The same of a report: of what extracts tell, the files of which it tells.
pub(super) fn of_report(
    report: &mut Report,
    lists: &[(Option<String>, PathBuf)],
    names: Option<&mut Names>,
) -> Vec<Fingerprint> {
    let mut known = std::mem::take(&mut report.provenance.files);
    let extracted: BTreeSet<String> = known.iter().map(|file| file.path.clone()).collect();
    let taken = report.taken.iter().map(|taken| taken.path.as_str());
    let told: BTreeSet<String> = report
        .sources
        .iter()
        .map(|source| source.path.as_str())
        .chain(taken.clone())
        .map(outermost)
        .collect();
    known.retain(|file| told.contains(&file.path));
    let sources = report.sources.iter().filter(|source| !source.is_extracted);
    let taken = taken.filter(|path| !extracted.contains(&outermost(path)));
    files(sources.map(|source| source.path.as_str()).chain(taken), known, lists, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &[&str]) -> String {
        let all: Vec<OsString> = std::iter::once(&"/opt/volsift").chain(words).map(OsString::from).collect();
        command(&all)
    }

    #[test]
    fn a_command_line_can_be_typed_again() {
        assert_eq!(told(&["analyze", "logs/", "--tz", "+9h"]), "volsift analyze logs/ --tz +9h");
        assert_eq!(told(&["analyze", "my logs", "it's", ""]), "volsift analyze \"my logs\" \"it's\" \"\"");
    }

    #[test]
    fn no_name_of_a_file_is_a_command() {
        assert_eq!(told(&["$(id).xml", "`id`", "it's $5"]), r"volsift '$(id).xml' '`id`' 'it'\''s $5'");
        assert_eq!(told(&["~root", "a\"b"]), "volsift \"~root\" 'a\"b'");
    }

    #[test]
    fn no_password_is_told() {
        assert_eq!(told(&["--password", "secret", "a.zip"]), "volsift --password ... a.zip");
        assert_eq!(told(&["--password=secret", "a.zip"]), "volsift --password=... a.zip");
        assert_eq!(told(&["--password", "--password", "a"]), "volsift --password ... a");
    }
}
