//! Scenarios that prove their guard: what stops them is named, and the twin without it is what they seem to be.
//!
//! Without that, a scenario in `never-benign/` or `never-quiet/` could pass for a reason that it was not written for.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::Value;

use super::evtx_builder::scenario::twin;
use super::harness::{name, report_of};

/// A scenario's text and name, of each in a folder.
fn scenarios(folder: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// A 27, as a report judges it.
#[derive(Debug)]
struct Judged {
    time: String,
    verdict: String,
    basis: String,
    /// What says something else than "benign": the ids of the sentences, which begin with that of their rule, and the texts.
    against: Vec<(String, String)>,
}

/// The id of the sentence that a rule says, also where another one adds something to it.
fn reason(opinion: &Value) -> String {
    let message = &opinion["message"];
    let added = message["args"].as_object().into_iter().flat_map(|args| args.values());
    let mut ids = std::iter::once(message).chain(added).filter_map(|message| message["id"].as_str());
    ids.find(|id| id.starts_with(opinion["rule"].as_str().unwrap())).unwrap().to_owned()
}

fn judged(text: &str) -> Vec<Judged> {
    let (report, _) = report_of(text);
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
                        (reason(opinion), text)
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
        one.against.iter().for_each(|(id, text)| writeln!(out, "      {id} {text}").unwrap());
    }
    out
}

/// What is wrong with a scenario that must never be benign; empty where it proves its guard.
fn faults_of(text: &str) -> String {
    let mut wrong = String::new();
    let mut fault = |what: String, judged: &[Judged]| writeln!(wrong, "  {what}\n{}", told(judged)).unwrap();
    let stands = judged(&twin::plain(text));
    let named: BTreeSet<String> = twin::said(text, "stopped-by").into_iter().map(str::to_owned).collect();
    let stops = |one: &Judged| one.against.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>();
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
    for (number, nearly) in without_one(text) {
        let nearly = judged(&nearly);
        if nearly.iter().all(|one| one.verdict == "benign") {
            fault(format!("change {number} is not needed"), &nearly);
        }
    }
    wrong
}

/// The scenario with all changes of its twin but one, each with the number of that one, where there are several: each is
/// needed, so none of these may be what the twin is.
fn without_one(text: &str) -> Vec<(usize, String)> {
    let changes = twin::changes(text);
    let nearly = |left_out: usize| {
        let others = changes.iter().enumerate().filter(|(place, _)| *place != left_out);
        let lines: Vec<usize> = others.flat_map(|(_, change)| change.clone()).collect();
        (left_out + 1, twin::with(text, &lines))
    };
    if changes.len() > 1 { (0..changes.len()).map(nearly).collect() } else { Vec::new() }
}

/// Scenarios in which something that proves a 27 harmless is not what it seems. Each names what stops it, and is
/// benign without the lines that are marked as its guard.
#[test]
fn what_looks_harmless_and_is_not_is_never_benign() {
    let scenarios = scenarios("fixtures/never-benign");
    assert!(scenarios.len() >= 230);
    let mut wrong = String::new();
    for (name, text) in scenarios {
        let faults = faults_of(&text);
        if !faults.is_empty() {
            writeln!(wrong, "{name}\n{faults}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What asks for a person, or leaves the answer open: kinds of trouble, outcomes of runs, kinds of limits; and the status.
fn speaks(text: &str) -> (BTreeSet<String>, u8) {
    let (report, code) = report_of(text);
    let mut words = BTreeSet::new();
    for computer in report["computers"].as_array().unwrap() {
        let list = |key: &str| computer[key].as_array().unwrap().iter();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let grave = list("trouble").filter(|trouble| trouble["weight"] == "needs-person");
        words.extend(grave.map(|trouble| word(&trouble["kind"])));
        let own = list("sessions").filter(|session| session["product"] == "windows-server-backup");
        let outcomes = own.map(|session| word(&session["outcome"]));
        words.extend(outcomes.filter(|outcome| !outcome.starts_with("succeeded")));
        let open = list("limits").filter(|limit| limit["undecided"] == true);
        words.extend(open.map(|limit| word(&limit["kind"])));
    }
    (words, code)
}

/// What is wrong with a scenario that must never be quiet; empty where it proves its guard.
fn faults_of_quiet(text: &str) -> String {
    let mut wrong = String::new();
    let (words, code) = speaks(&twin::plain(text));
    let named: BTreeSet<String> = twin::said(text, "told-by").into_iter().map(str::to_owned).collect();
    if code == 0 || words.is_empty() || words != named {
        writeln!(wrong, "  status {code}, told by {words:?}, and not by {named:?}").unwrap();
    }
    let changes = twin::changes(text).concat();
    if changes.is_empty() {
        writeln!(wrong, "  no guard").unwrap();
        return wrong;
    }
    let (words, code) = speaks(&twin::with(text, &changes));
    if code != 0 {
        writeln!(wrong, "  without its guard status {code}, told by {words:?}").unwrap();
    }
    for (number, nearly) in without_one(text) {
        if speaks(&nearly).1 == 0 {
            writeln!(wrong, "  change {number} is not needed").unwrap();
        }
    }
    wrong
}

/// Scenarios with trouble, or with a hole where it would stand, and no volsnap 27. Each ended in an exit status of 0 once. Each
/// names what speaks, and is quiet without the lines that are marked as its guard.
#[test]
fn what_needs_a_look_is_never_quiet() {
    let scenarios = scenarios("fixtures/never-quiet");
    assert!(scenarios.len() >= 40);
    let mut wrong = String::new();
    for (name, text) in scenarios {
        let faults = faults_of_quiet(&text);
        if !faults.is_empty() {
            writeln!(wrong, "{name}\n{faults}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
