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

/// A word in quotes where a shell would not take it for one.
fn quoted(word: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "-_./\\:=+,@%~".contains(character);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else if word.contains('"') {
        format!("'{word}'")
    } else {
        format!("\"{word}\"")
    }
}

/// The fingerprint of each file that was read: logs and archives, what was taken from beside them, and the lists that were
/// named. Where `names` are given, the report has pseudonyms for the files.
pub(super) fn files(
    report: &Report,
    lists: &[(Option<String>, PathBuf)],
    names: Option<&mut Names>,
) -> Vec<Fingerprint> {
    let outermost = |path: &str| {
        let archive = path.split(INSIDE).next().unwrap_or(path);
        // A folder's name may end like an archive's.
        if Path::new(path).is_file() { path.to_owned() } else { archive.to_owned() }
    };
    let originals = |path: &String| -> Vec<String> {
        match &names {
            Some(names) => names.originals(path).map(&outermost).collect(),
            None => vec![outermost(path)],
        }
    };
    let sources = report.sources.iter().flat_map(|source| originals(&source.path));
    let taken = report.taken.iter().flat_map(|taken| originals(&taken.path));
    let lists = lists.iter().map(|(_, path)| path.display().to_string());
    let paths: BTreeSet<String> = sources.chain(taken).chain(lists).collect();
    let mut files = input::fingerprints(paths.into_iter().collect());
    if let Some(names) = names {
        for file in &mut files {
            file.path = names.file(&file.path);
        }
    }
    files
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
    fn no_password_is_told() {
        assert_eq!(told(&["--password", "secret", "a.zip"]), "volsift --password ... a.zip");
        assert_eq!(told(&["--password=secret", "a.zip"]), "volsift --password=... a.zip");
        assert_eq!(told(&["--password", "--password", "a"]), "volsift --password ... a");
    }
}
