//! Whatever a report says of a scenario, it says tomorrow: fixtures/values/ holds a checksum of each part of it.
//!
//! The facts that a person reviews stand in expected.txt; this holds the rest of them, down to the last number. Where a part
//! changed, `VOLSIFT_VALUES=FOLDER cargo test values` writes all of them down, to be compared with those of the commit before.

use std::collections::{BTreeMap, BTreeSet};
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

/// Compares the parts of some of the scenarios with the lines that a file has on them; the first of its tests writes the file anew.
fn check(file: &str, cut: usize, scenarios: Vec<String>, of: impl Fn(&str) -> Parts) {
    let path = Path::new("fixtures/values").join(file);
    if is_updating() && cut > 0 {
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let known: BTreeMap<&str, &str> = known.lines().filter_map(|line| line.split_once(' ')).collect();
    assert!(
        is_updating()
            || known.keys().copied().eq(scenarios.iter().map(String::as_str).collect::<BTreeSet<_>>()),
        "{file} lists others"
    );
    let mut lines = String::new();
    for (number, name) in scenarios.iter().enumerate() {
        if !is_updating() && number % CUTS != cut {
            continue;
        }
        let parts = of(name);
        keep(name, &parts);
        let sums =
            parts.iter().map(|(part, text)| format!("{part}={:08x}", crc32fast::hash(text.as_bytes())));
        let line = sums.collect::<Vec<_>>().join(" ");
        if !is_updating() {
            compare(name, &line, known[name.as_str()], &parts);
        }
        lines.push_str(&format!("{name} {line}\n"));
    }
    if is_updating() {
        check_file(&path, lines.as_bytes());
    }
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

/// What is said of a scenario that is a text alone.
fn made(text: &str) -> Parts {
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    parts(&options_of(text, folder.path()), folder.path(), folder.path())
}

fn of_cases(cut: usize) {
    let names = cases().iter().map(|case| name(case)).collect();
    check("cases.txt", cut, names, |name| {
        let case = Path::new("fixtures/cases").join(name);
        parts(&options(&case), Path::new("."), &case.join("logs"))
    });
}

fn of_texts(folder: &str, cut: usize) {
    let folder = Path::new("fixtures").join(folder);
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| name(&entry.unwrap().path())).collect();
    names.sort();
    let file = format!("{}.txt", name(&folder));
    check(&file, cut, names, |name| made(&std::fs::read_to_string(folder.join(name)).unwrap()));
}

fn of_boundaries(cut: usize) {
    let tries: BTreeMap<String, String> =
        tries().into_iter().map(|a_try| (a_try.name, a_try.scenario)).collect();
    check("boundaries.txt", cut, tries.keys().cloned().collect(), |name| made(&tries[name]));
}

/// A test for each cut of each file: mutants (tests/mutants) are run against the tests that come to them, the most telling first.
macro_rules! cuts {
    ($($test:ident => $cut:expr),*) => {
        const CUTS: usize = [$($cut),*].len();

        mod cases_give_the_same_values {
            $(#[test] fn $test() { super::of_cases($cut); })*
        }
        mod what_is_never_benign_gives_the_same_values {
            $(#[test] fn $test() { super::of_texts("never-benign", $cut); })*
        }
        mod what_is_never_quiet_gives_the_same_values {
            $(#[test] fn $test() { super::of_texts("never-quiet", $cut); })*
        }
        mod what_lies_at_a_boundary_gives_the_same_values {
            $(#[test] fn $test() { super::of_boundaries($cut); })*
        }
    };
}

cuts! { one => 0, two => 1, three => 2, four => 3, five => 4, six => 5 }
