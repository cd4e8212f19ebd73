//! `volsift diff`: what differs between two reports.

use std::path::{Path, PathBuf};

use super::evtx_builder::scenario;
use super::harness::{Output, volsift};

const NIGHT: &str = "computer HV01\nday 2024-03-01\n10:00:00 EventLog 6013\n13:00:00 Backup 1 run=1\n\
    13:05:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01} status=C000000E\n\
    13:30:00 Backup 4 run=1\n13:30:01 Backup 14 run=1\n20:00:00 Service 7036\n";
const NEXT: &str = "day 2024-03-02\n13:00:00 Backup 1 run=2\n13:04:00 disk 7 disk=0\n\
    13:05:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2f-4170-11e1-9d2a-00155d0a1e01} status=C000000E repeat=9 step=1s\n\
    13:20:00 Backup 9 run=2 code=80780021\n13:20:01 Backup 14 run=2 code=80780021\n20:00:00 Service 7036\n";

fn report(folder: &Path, name: &str, text: &str) -> PathBuf {
    let logs = folder.join(name);
    std::fs::create_dir(&logs).unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(logs.join(file), bytes).unwrap();
    }
    let file = folder.join(format!("{name}.json"));
    volsift(&["analyze", logs.to_str().unwrap(), "-o", file.to_str().unwrap()]);
    file
}

fn diff(old: &Path, new: &Path, more: &[&str]) -> Output {
    volsift(&[&["diff", old.to_str().unwrap(), new.to_str().unwrap()], more].concat())
}

#[test]
fn what_is_new_needs_a_person_and_the_other_way_round_nothing_does() {
    let folder = tempfile::tempdir().unwrap();
    let one = report(folder.path(), "one", NIGHT);
    let two = report(folder.path(), "two", &format!("{NIGHT}{NEXT}"));
    let output = diff(&one, &two, &[]);
    assert_eq!(output.code, 1);
    insta::assert_snapshot!(output.out);
    assert_eq!(diff(&two, &one, &[]).code, 0);
    let same = diff(&two, &two, &[]);
    assert_eq!((same.code, same.out.as_str()), (0, "No difference.\n"));
}

#[test]
fn every_format_tells_the_same_differences() {
    let folder = tempfile::tempdir().unwrap();
    let one = report(folder.path(), "one", NIGHT);
    let two = report(folder.path(), "two", &format!("{NIGHT}{NEXT}"));
    let json: serde_json::Value = serde_json::from_str(&diff(&one, &two, &["--format", "json"]).out).unwrap();
    let summary = &json["summary"];
    assert_eq!(summary["computers_changed"], 1);
    let changes = json["computers"][0]["changes"].as_array().unwrap();
    let errors = changes.iter().filter(|change| change["what"] == "volsnap27" && change["change"] == "new");
    assert_eq!(errors.count(), 9);
    assert_eq!(
        summary["new_needs_person"],
        changes.iter().filter(|change| change["new_need"] == true).count()
    );
    let markdown = diff(&one, &two, &["--format", "markdown"]).out;
    assert!(markdown.contains("- **HV01") && markdown.contains("  - new: backup run of"), "{markdown}");
    let japanese = diff(&one, &two, &["--lang", "ja"]).out;
    assert!(japanese.contains("新規: "), "{japanese}");
    let file = folder.path().join("out.md");
    diff(&one, &two, &["-o", file.to_str().unwrap()]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), markdown);
}

#[test]
fn what_is_no_report_is_told_and_no_report_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let one = report(folder.path(), "one", NIGHT);
    let other = folder.path().join("other.json");
    std::fs::write(&other, "{\"a\": 1}").unwrap();
    let output = diff(&one, &other, &[]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no report of volsift in JSON"), "{}", output.err);
    assert_eq!(diff(&one, &folder.path().join("none.json"), &[]).code, 2);
    assert_eq!(diff(&one, &one, &["-o", one.to_str().unwrap()]).code, 2);
    assert_eq!(diff(&one, &one, &["-o", folder.path().join("a.html").to_str().unwrap()]).code, 2);
}
