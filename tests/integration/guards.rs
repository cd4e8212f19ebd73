//! Scenarios that prove their guard: what stops them is named, and the twin without it is what they seem to be.
//!
//! Without that, a scenario in `never-benign/` could pass for a reason that it was not written for.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::evtx_builder::scenario::{self, twin};
use super::harness::{json, name, options_of};

/// A scenario's text and name, of each in a folder.
fn scenarios(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn write(text: &str, folder: &Path) {
    for (file, bytes) in scenario::build(text) {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// What the program says of a scenario, with its options.
fn report(text: &str) -> (Value, u8) {
    let folder = tempfile::tempdir().unwrap();
    write(text, folder.path());
    let mut arguments = options_of(text, folder.path());
    arguments.push(folder.path().to_string_lossy().into_owned());
    json(&arguments)
}

/// A 27, as a report judges it.
#[derive(Debug)]
struct Judged {
    time: String,
    verdict: String,
    basis: String,
    /// The rules that say something else than "benign", each with its sentence.
    against: Vec<(String, String)>,
}

fn judged(text: &str) -> Vec<Judged> {
    let (report, _) = report(text);
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut out = Vec::new();
    for computer in report["computers"].as_array().unwrap() {
        for subject in computer["volsnap27"].as_array().unwrap() {
            let opinions = subject["opinions"].as_array().unwrap().iter();
            out.push(Judged {
                time: word(&subject["event"]["time"]),
                verdict: word(&subject["verdict"]),
                basis: word(&subject["basis"]),
                against: opinions
                    .filter(|opinion| opinion["verdict"] != "benign")
                    .map(|opinion| {
                        let text = format!("{}: {}", word(&opinion["verdict"]), word(&opinion["text"]));
                        (word(&opinion["rule"]), text)
                    })
                    .collect(),
            });
        }
    }
    out
}

fn told(judged: &[Judged]) -> String {
    let mut out = String::new();
    for one in judged {
        writeln!(out, "    {} {} {}", one.time, one.verdict, one.basis).unwrap();
        one.against.iter().for_each(|(rule, text)| writeln!(out, "      {rule} {text}").unwrap());
    }
    out
}

/// What is wrong with a scenario that must never be benign; empty where it proves its guard.
fn faults_of(text: &str) -> String {
    let mut wrong = String::new();
    let mut fault = |what: String, judged: &[Judged]| writeln!(wrong, "  {what}\n{}", told(judged)).unwrap();
    let stands = judged(&twin::plain(text));
    let named: BTreeSet<String> = twin::said(text, "stopped-by").into_iter().map(str::to_owned).collect();
    let stops = |one: &Judged| one.against.iter().map(|(rule, _)| rule.clone()).collect::<BTreeSet<_>>();
    if stands.iter().any(|one| one.verdict == "benign") {
        fault("benign".into(), &stands);
    } else if let Some(one) = stands.iter().find(|one| stops(one) != named) {
        fault(format!("stopped by {:?}, and not by {named:?}", stops(one)), &stands);
    }
    if stands.is_empty() {
        fault("no volsnap 27".into(), &stands);
    }
    let changes = twin::changes(text);
    if changes.is_empty() {
        fault("no guard".into(), &stands);
        return wrong;
    }
    let other = judged(&twin::with(text, &changes.concat()));
    let times = |of: &[Judged]| of.iter().map(|one| one.time.clone()).collect::<Vec<_>>();
    if times(&other) != times(&stands) {
        fault("the twin has other volsnap 27".into(), &other);
    }
    let bases: BTreeSet<&str> = other.iter().map(|one| one.basis.as_str()).collect();
    if other.iter().any(|one| one.verdict != "benign") {
        fault("without its guard not benign".into(), &other);
    } else if bases != twin::said(text, "twin").into_iter().collect() {
        fault(format!("its twin is {bases:?}"), &other);
    }
    // Each change is needed: with all of them but one, some 27 is not benign.
    for (place, left_out) in changes.iter().enumerate().filter(|_| changes.len() > 1) {
        let others: Vec<_> = changes.iter().filter(|change| *change != left_out).cloned().collect();
        let nearly = judged(&twin::with(text, &others.concat()));
        if nearly.iter().all(|one| one.verdict == "benign") {
            fault(format!("change {} is not needed", place + 1), &nearly);
        }
    }
    wrong
}

/// Scenarios in which something that proves a 27 harmless is not what it seems. Each names the rules that stop it, and is
/// benign without the lines that are marked as its guard.
#[test]
fn what_looks_harmless_and_is_not_is_never_benign() {
    let scenarios = scenarios("fixtures/never-benign");
    assert!(scenarios.len() >= 140);
    let mut wrong = String::new();
    for (name, text) in scenarios {
        let faults = faults_of(&text);
        if !faults.is_empty() {
            writeln!(wrong, "{name}\n{faults}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
