//! `--redact`: no name is told in any format, and everything else is told as before.

use std::path::Path;

use serde_json::Value;

use super::boundaries::tries;
use super::harness::{cases, json, lay, name, options, options_of, volsift};
use super::planted::{planted, record};

/// Whether a text has a pseudonym in it.
fn has_pseudonym(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "computer", "domain", "vm", "label", "share", "folder", "file", "program", "model", "target",
        "address", "account", "channel", "text", "device",
    ];
    let is_numbered = |word: &&str| {
        text.match_indices(*word)
            .any(|(at, _)| text[at + word.len()..].chars().next().is_some_and(|next| next.is_ascii_digit()))
    };
    // The first GUIDs have small numbers.
    WORDS.iter().any(is_numbered) || text.contains("000000")
}

/// Where two reports differ in more than names.
fn differences(before: &Value, after: &Value, place: &str, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            let (keys, others): (Vec<_>, Vec<_>) = (one.keys().collect(), other.keys().collect());
            if keys != others {
                found.push(format!("{place}: {keys:?} {others:?}"));
            }
            for (key, value) in one {
                if let Some(after) = other.get(key) {
                    differences(value, after, &format!("{place}/{key}"), found);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            if one.len() != other.len() {
                found.push(format!("{place}: {} {}", one.len(), other.len()));
            }
            for (position, (value, after)) in one.iter().zip(other).enumerate() {
                differences(value, after, &format!("{place}/{position}"), found);
            }
        }
        (Value::String(one), Value::String(other)) => {
            if one != other && !has_pseudonym(other) && !other.contains("os error") {
                found.push(format!("{place}: {one:?} {other:?}"));
            }
        }
        (one, other) => {
            if one != other {
                found.push(format!("{place}: {one} {other}"));
            }
        }
    }
}

/// Two reports on the same logs, of which the second has pseudonyms.
fn check(what: &str, words: &[String], found: &mut Vec<String>) -> bool {
    let (mut before, code) = json(words);
    let (mut after, redacted) = json(&[words, &["--redact".to_owned()]].concat());
    for report in [&mut before, &mut after] {
        report["provenance"]["command"].take();
    }
    differences(&before, &after, what, found);
    if code != redacted {
        found.push(format!("{what}: exit {code} {redacted}"));
    }
    before != after
}

#[test]
fn pseudonyms_change_no_verdict_and_nothing_else() {
    let (mut found, mut renamed) = (Vec::new(), 0);
    for case in cases() {
        let logs = case.join("logs").to_string_lossy().into_owned();
        renamed += usize::from(check(&name(&case), &[options(&case), vec![logs]].concat(), &mut found));
    }
    for kind in ["never-benign", "never-quiet"] {
        for entry in std::fs::read_dir(Path::new("fixtures").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let folder = tempfile::tempdir().unwrap();
            lay(&text, folder.path());
            let logs = folder.path().to_string_lossy().into_owned();
            renamed += usize::from(check(
                &name(&path),
                &[options_of(&text, &path), vec![logs]].concat(),
                &mut found,
            ));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(renamed > 150, "{renamed}");
}

#[test]
fn a_key_keeps_pseudonyms_and_without_one_they_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let logs = folder.path().join("zq9 Kunde").to_string_lossy().into_owned();
    let name = |key: Option<&str>| {
        let path = key.map(|key| folder.path().join(key).to_string_lossy().into_owned());
        let words: Vec<&str> = path.iter().flat_map(|path| ["--redact-key", path]).collect();
        let (report, _) = json(&[&["--redact"], &words[..], &[&logs]].concat());
        report["computers"][0]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(name(None), "computer1.domain1");
    let kept = name(Some("a.key"));
    assert_eq!(name(Some("a.key")), kept);
    assert_ne!(name(Some("b.key")), kept);
    let output = volsift(&["analyze", "--redact", "--redact-key", &logs, &logs]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("is no key of pseudonyms"), "{}", output.err);
}

/// Numbers follow the records, not the names of files.
#[test]
fn renamed_files_have_the_same_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let told = |logs: &Path| {
        let (mut report, _) = json(&["--redact", logs.to_str().unwrap()]);
        report["computers"].take()
    };
    let below = folder.path().join("zq9 Kunde");
    let before = told(&below);
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    for (number, file) in super::harness::logs(&below).iter().rev().enumerate() {
        std::fs::copy(file, other.join(format!("{number}.evtx"))).unwrap();
    }
    std::fs::copy(below.join("zq9 mountvol.txt"), other.join("volumes.txt")).unwrap();
    let names = regex::Regex::new("[^ \"]*(?:file|folder|computer)[0-9]+[^ \"]*").unwrap();
    let without_files = |value: &Value| names.replace_all(&value.to_string(), "").into_owned();
    assert_eq!(without_files(&before), without_files(&told(&other)));
}

/// What a record names, in whatever field, it names in an extract with pseudonyms too.
#[test]
fn an_extract_with_pseudonyms_says_as_much_of_every_kind_of_record() {
    const KINDS: &[&str] = &[
        "file-systems-that-are-damaged.",
        "ports-that-tell-of-errors.",
        "storage-that-is-in-trouble.",
        "volumes-that-others-name.",
    ];
    let tries = tries().into_iter().filter(|a_try| KINDS.iter().any(|kind| a_try.name.starts_with(kind)));
    let mut found = Vec::new();
    for a_try in tries {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        lay(&a_try.scenario, folder.path());
        let (logs, file) = (folder.path().to_str().unwrap(), other.path().join("extract.ndjson"));
        let file = file.to_str().unwrap();
        volsift(&["extract", "--redact", logs, "-o", file]);
        let summary = |words: &[&str]| json(words).0["summary"]["volsnap27"].clone();
        let is_less = std::fs::read_to_string(file).unwrap().contains("redact.says-less");
        if is_less || summary(&[logs]) != summary(&[file]) {
            found.push(a_try.name);
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_report_overwrites_the_key() {
    let folder = tempfile::tempdir().unwrap();
    planted(folder.path());
    let logs = folder.path().join("zq9 Kunde").to_string_lossy().into_owned();
    let key = folder.path().join("a.json").to_string_lossy().into_owned();
    for kind in ["analyze", "timeline", "inspect"] {
        let output = volsift(&[kind, "--redact", "--redact-key", &key, "-o", &key, &logs]);
        assert_eq!(output.code, 2, "{kind}");
        assert!(output.err.contains("would overwrite the key"), "{}", output.err);
        assert!(!Path::new(&key).exists());
    }
}

/// Windows compares names of computers without case, in any script.
#[test]
fn a_computer_is_asked_for_in_any_case_with_and_without_pseudonyms() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("System.xml");
    let event = record("volsnap", "System", 27, 1, &["x", "E:"]).replace("HV01", "\u{e4}hv.corp.example");
    std::fs::write(&logs, format!("<Events>{event}</Events>")).unwrap();
    for name in ["\u{e4}hv", "\u{c4}HV", "\u{c4}hv.Corp.example"] {
        for more in [&[][..], &["--redact"]] {
            let (report, code) = json(&[&["--computer", name], more, &[logs.to_str().unwrap()]].concat());
            assert_ne!(code, 2, "{name} {more:?}");
            assert_eq!(report["computers"].as_array().unwrap().len(), 1, "{name} {more:?}");
        }
    }
}

/// What a list of disks says stays when no name of a disk does, in reports and through an extract.
#[test]
fn a_disk_that_is_not_well_is_told_without_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let (logs, extract) = (folder.path().join("logs"), folder.path().join("host.ndjson"));
    lay("08:00:00 Service 7036\nday +1\n08:00:00 Service 7036", &logs);
    std::fs::write(logs.join("disks.txt"), "InstanceName=SCSI\\Disk_Kessel\r\nPredictFailure=TRUE\r\n")
        .unwrap();
    let (logs, extract) = (logs.to_str().unwrap(), extract.to_str().unwrap());
    assert_eq!(volsift(&["extract", "--redact", logs, "-o", extract]).code, 0);
    for (arguments, is_named) in [(&[logs][..], true), (&[logs, "--redact"], false), (&[extract], false)] {
        let (report, code) = json(arguments);
        let limit = &report["computers"][0]["limits"][0];
        assert_eq!((code, limit["kind"].as_str()), (4, Some("disk-health")), "{arguments:?}");
        assert!(limit["text"].as_str().unwrap().contains("PredictFailure: TRUE"), "{limit}");
        assert_eq!(report.to_string().contains("Kessel"), is_named, "{arguments:?}");
    }
}
