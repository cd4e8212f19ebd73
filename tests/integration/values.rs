//! Whatever a report says of a scenario, it says tomorrow: fixtures/values/ holds a checksum of each part of it.
//!
//! The facts that a person reviews stand in expected.txt; this holds the rest of them, down to the last number. Where a part
//! changed, `VOLSIFT_VALUES=FOLDER cargo test values` writes all of them down, to be compared with those of the commit before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::boundaries::tries;
use super::evtx_builder::scenario;
use super::harness::{cases, check_file, is_updating, json, name, options, options_of, volsift};

/// The parts of what is said of a scenario, by name.
type Parts = BTreeMap<String, String>;

/// What is said of some logs; `folder` is where they lie, which differs from run to run.
fn parts(options: &[String], folder: &Path, logs: &Path) -> Parts {
    let mut words = options.to_vec();
    words.push(logs.to_string_lossy().into_owned());
    let (report, code) = json(&words);
    let mut parts = Parts::from([("exit".to_owned(), code.to_string())]);
    for (key, value) in report.as_object().unwrap() {
        if key == "computers" {
            for (number, computer) in value.as_array().unwrap().iter().enumerate() {
                for (key, value) in computer.as_object().unwrap() {
                    add(&mut parts, &format!("{key}.{number}"), value);
                }
            }
        } else if key != "tool" {
            add(&mut parts, key, value);
        }
    }
    let plain: Vec<String> = logs.to_str().map(str::to_owned).into_iter().collect();
    for (command, words) in [("told", ["analyze", "--all"]), ("timeline", ["timeline", "--format=csv"])] {
        let words = words.iter().map(ToString::to_string).chain(plain.clone());
        parts.insert(command.to_owned(), volsift(&words.collect::<Vec<_>>()).out);
    }
    for text in parts.values_mut() {
        *text = text.replace(&*folder.to_string_lossy(), ".");
    }
    parts
}

/// Most parts of most reports hold nothing.
fn add(parts: &mut Parts, key: &str, value: &Value) {
    let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if !is_empty {
        parts.insert(key.to_owned(), serde_json::to_string_pretty(value).unwrap());
    }
}

/// Compares the parts of each scenario with the line that a file has on it.
fn check(file: &str, of: impl Iterator<Item = (String, Parts)>) {
    let path = Path::new("fixtures/values").join(file);
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let mut known = known.lines();
    let mut lines = String::new();
    for (name, parts) in of {
        keep(&name, &parts);
        let mut line = name.clone();
        for (part, text) in &parts {
            line.push_str(&format!(" {part}={:08x}", crc32fast::hash(text.as_bytes())));
        }
        if !is_updating() {
            compare(&name, &line, known.next().unwrap_or_default(), &parts);
        }
        lines.push_str(&line);
        lines.push('\n');
    }
    check_file(&path, lines.as_bytes());
}

fn compare(name: &str, line: &str, known: &str, parts: &Parts) {
    if line == known {
        return;
    }
    let is_same = |part: &&str| known.split(' ').any(|known| known == *part);
    let changed: Vec<&str> = line.split(' ').filter(|part| !is_same(part)).collect();
    let first = changed.first().and_then(|part| parts.get(part.split('=').next()?));
    let first: String = first.map(|text| text.chars().take(3000).collect()).unwrap_or_default();
    panic!(
        "{name} is no longer told as it was: {changed:?}\n--- there\n{known}\n--- now\n{line}\n{first}\n\
         VOLSIFT_VALUES=FOLDER writes all of it down; review, then VOLSIFT_UPDATE=1 cargo test"
    );
}

/// Writes the parts down where somebody wants to see them.
fn keep(name: &str, parts: &Parts) {
    let Some(folder) = std::env::var_os("VOLSIFT_VALUES") else { return };
    let folder = PathBuf::from(folder).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for (part, text) in parts {
        std::fs::write(folder.join(part), text).unwrap();
    }
}

/// What is said of scenarios that are texts alone.
fn made(scenarios: impl Iterator<Item = (String, String)>) -> impl Iterator<Item = (String, Parts)> {
    scenarios.map(|(name, text)| {
        let folder = tempfile::tempdir().unwrap();
        for (file, bytes) in scenario::build(&text) {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        (name, parts(&options_of(&text, folder.path()), folder.path(), folder.path()))
    })
}

/// The texts of a folder.
fn texts(folder: &str) -> impl Iterator<Item = (String, String)> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (name(&path), std::fs::read_to_string(&path).unwrap()))
}

#[test]
fn every_case_gives_the_same_values() {
    check(
        "cases.txt",
        cases()
            .into_iter()
            .map(|case| (name(&case), parts(&options(&case), Path::new("."), &case.join("logs")))),
    );
}

#[test]
fn what_is_never_benign_gives_the_same_values() {
    check("never-benign.txt", made(texts("fixtures/never-benign")));
}

#[test]
fn what_is_never_quiet_gives_the_same_values() {
    check("never-quiet.txt", made(texts("fixtures/never-quiet")));
}

#[test]
fn what_lies_at_a_boundary_gives_the_same_values() {
    check("boundaries.txt", made(tries().into_iter().map(|a_try| (a_try.name, a_try.scenario))));
}
