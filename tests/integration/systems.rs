//! Linux, macOS and Windows differ in line ends, in separators of paths, and in where rules of zones come from. None of
//! that may show in a verdict.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use volsift::verdict::Verdict;
use volsift::{Input, Options, analyze};

use super::harness;

/// Cases with lists, registry exports and events as text or XML beside or instead of logs.
const WITH_TEXTS: &[&str] = &[
    "V301-fires",
    "V301-silent",
    "V303-silent",
    "bundle-shadows",
    "no-system-log",
    "xml-event-viewer",
    "xml-wevtutil",
];

fn copy(from: &Path, to: &Path, ends: impl Fn(&str) -> String) -> usize {
    let mut changed = 0;
    for path in harness::files(from) {
        let place = to.join(path.strip_prefix(from).unwrap());
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let is_text =
            path.extension().is_some_and(|extension| extension != "evtx") && !path.ends_with("scenario.txt");
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if is_text => {
                changed += usize::from(text.contains('\n'));
                ends(&text.replace("\r\n", "\n")).into_bytes()
            }
            Ok(text) => text.into_bytes(),
            Err(other) => other.into_bytes(),
        };
        std::fs::write(place, bytes).unwrap();
    }
    changed
}

#[test]
fn line_ends_of_texts_and_exports_do_not_matter() {
    for case in WITH_TEXTS {
        let (from, folder) = (Path::new("fixtures/cases").join(case), tempfile::tempdir().unwrap());
        let report = |ends: &dyn Fn(&str) -> String| {
            assert!(copy(&from, folder.path(), ends) > 0, "{case} has no text");
            let mut words = vec![folder.path().join("logs").to_string_lossy().into_owned()];
            words.extend(harness::options(folder.path()));
            let (report, status) = harness::json(&words);
            (without_sizes(report), status)
        };
        let unix = report(&str::to_owned);
        let windows = report(&|text| text.replace('\n', "\r\n"));
        assert_eq!(unix, windows, "{case}");
        assert!(unix.0["computers"].as_array().is_some_and(|computers| !computers.is_empty()), "{case}");
    }
}

/// A file with other line ends is another file: its size and fingerprint may differ, and where in it something is.
fn without_sizes(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| !["sha256", "size", "bytes", "offset"].contains(&key.as_str()));
                map.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    strip(&mut report);
    report
}

/// Files as they lie on Windows and elsewhere: a list belongs to the logs of its folder either way.
#[test]
fn separators_of_paths_do_not_matter() {
    let counts = |names: [&str; 4]| {
        let files = ["V301-fires/logs/System.evtx", "V301-fires/logs/Microsoft-Windows-Backup.evtx"]
            .into_iter()
            .chain(["V301-fires/mountvol.txt"])
            .chain(["two-computers/logs/HV02/System.evtx"]);
        let inputs = files.zip(names).map(|(file, name)| {
            let path = Path::new("fixtures/cases").join(file);
            let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Input::Bytes { name: name.to_owned(), bytes }
        });
        let report = analyze(inputs.collect(), &Options::default());
        let verdicts = [Verdict::Benign, Verdict::SideEffect, Verdict::Undetermined, Verdict::Actionable]
            .map(|v| report.count(v));
        let taken: Vec<Option<String>> = report.taken.iter().map(|taken| taken.computer.clone()).collect();
        (verdicts, taken)
    };
    let slashes = counts([
        "/cases/HV01/System.evtx",
        "/cases/HV01/Backup.evtx",
        "/cases/HV01/mountvol.txt",
        "/cases/others/System.evtx",
    ]);
    let backslashes = counts([
        r"C:\cases\HV01\System.evtx",
        r"C:\cases\HV01\Backup.evtx",
        r"C:\cases\HV01\mountvol.txt",
        r"C:\cases\others\System.evtx",
    ]);
    // As Windows joins what was typed with what was found there.
    let mixed = counts([
        r"C:/cases\HV01\System.evtx",
        r"C:/cases\HV01\Backup.evtx",
        r"C:/cases\HV01\mountvol.txt",
        r"C:/cases\others\System.evtx",
    ]);
    assert_eq!(slashes, backslashes);
    assert_eq!(slashes, mixed);
    assert_eq!(slashes.1.len(), 1, "the list is used");
    assert!(slashes.1[0].is_some(), "and belongs to the computer of its folder");
}

/// On a machine without rules of zones, as Windows is one, the program has its own.
#[test]
fn rules_of_zones_come_with_the_program() {
    let empty = tempfile::tempdir().unwrap();
    for (zone, offset) in [
        ("Asia/Tokyo", "+09:00"),
        ("America/St_Johns", "-03:30"),
        ("Australia/Lord_Howe", "+11:00"),
        // Rules that changed since: what the years before had still counts.
        ("Europe/Moscow", "+04:00"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_volsift"))
            .args(["analyze", "fixtures/cases/article/logs", "--format", "json", "--tz", zone])
            .env("TZDIR", empty.path())
            .env("TZ", "Nowhere/Nothing")
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let local =
            report["computers"][0]["volsnap27"][0]["event"]["time_local"].as_str().unwrap().to_owned();
        assert!(local.ends_with(offset), "{zone}: {local}");
    }
}
