//! Scenarios at a boundary: fixtures/boundaries/ holds what fires just there, and stays silent just beyond.
//!
//! ```text
//! # A bad block ten minutes from the 27 speaks of it; one further away does not.
//! try 15:55:00.000 => V202:actionable
//! try 15:54:59.999 => benign !V202
//! ---
//! day 2018-01-18
//! {} disk 7 disk=0
//! ```
//!
//! Each `try` is the scenario behind `---` with its words in the place of `{}`, where ` || ` is an end of a line. Behind `=>` stand
//! words that must be in what is said of it, or must not be with a `!`: verdicts, rules, ids of sentences, and such as
//! `S1:failed`, `trouble:disk:urgent`, `limit:no-system`, `exit:1`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{json, options_of};

/// A scenario, with what is said of it.
pub struct Try {
    pub name: String,
    pub scenario: String,
    words: Vec<String>,
}

/// All of them, by their files.
pub fn tries() -> Vec<Try> {
    let mut files: Vec<_> =
        std::fs::read_dir("fixtures/boundaries").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut tries = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        let (head, scenario) =
            text.split_once("\n---\n").unwrap_or_else(|| panic!("{name} has no line of ---"));
        assert!(head.starts_with("# "), "{name} does not say what it shows");
        let before = tries.len();
        for line in head.lines().filter_map(|line| line.strip_prefix("try ")) {
            let (place, words) = line.split_once("=>").unwrap_or_else(|| panic!("{name}: {line}"));
            let place = place.trim().split(" || ").collect::<Vec<_>>().join("\n");
            tries.push(Try {
                name: format!("{name}.{}", tries.len() - before + 1),
                scenario: scenario.replace("{}", &place),
                words: words.split_whitespace().map(str::to_owned).collect(),
            });
        }
        assert!(tries.len() > before + 1, "{name} has no twin");
    }
    tries
}

/// Every word that may be asked for.
fn said(report: &Value, code: u8) -> BTreeSet<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let mut said = BTreeSet::from([format!("exit:{code}")]);
    ids(report, &mut said);
    for computer in list(report, "computers") {
        for subject in list(&computer, "volsnap27") {
            said.extend(["verdict", "confidence", "basis", "link", "session"].map(|key| text(&subject[key])));
            for opinion in list(&subject, "opinions") {
                let (rule, verdict) = (text(&opinion["rule"]), text(&opinion["verdict"]));
                said.extend([format!("{rule}:{verdict}"), rule]);
            }
        }
        for run in list(&computer, "sessions") {
            said.insert(format!("{}:{}", text(&run["id"]), text(&run["outcome"])));
            said.insert(format!("{}:{}", text(&run["id"]), text(&run["cause"]["kind"])));
        }
        for trouble in list(&computer, "trouble") {
            let (kind, weight) = (text(&trouble["kind"]), text(&trouble["weight"]));
            said.extend([format!("trouble:{kind}:{weight}"), format!("trouble:{kind}")]);
        }
        said.extend(list(&computer, "limits").iter().map(|limit| format!("limit:{}", text(&limit["kind"]))));
        said.extend(list(&computer, "advice").iter().map(|advice| format!("advice:{}", text(&advice["id"]))));
    }
    said
}

/// The ids of all sentences.
fn ids(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| ids(item, into)),
        Value::Object(keys) => {
            if let (Some(id), true) = (keys.get("id").and_then(Value::as_str), keys.contains_key("args")) {
                into.insert(id.to_owned());
            }
            keys.values().for_each(|value| ids(value, into));
        }
        _ => {}
    }
}

#[test]
fn what_fires_at_a_boundary_is_silent_beyond() {
    let mut wrong = Vec::new();
    let (mut all, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for Try { name, scenario: text, words } in tries() {
        let folder = tempfile::tempdir().unwrap();
        for (file, bytes) in scenario::build(&text) {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let mut arguments = options_of(&text, folder.path());
        arguments.push(folder.path().to_string_lossy().into_owned());
        let (report, code) = json(&arguments);
        let said = said(&report, code);
        let is_so = |word: &&String| match word.strip_prefix('!') {
            Some(word) => !said.contains(word),
            None => said.contains(*word),
        };
        let not_so: Vec<_> = words.iter().filter(|word| !is_so(word)).collect();
        if !not_so.is_empty() {
            wrong.push(format!("{name}: not so: {not_so:?}\n{said:?}"));
        }
        missed.extend(words.iter().filter_map(|word| word.strip_prefix('!')).map(str::to_owned));
        all.extend(said);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is never said anywhere is not silent but misspelled.
    let misspelled: Vec<_> = missed.difference(&all).collect();
    assert!(misspelled.is_empty(), "{misspelled:?}");
}
