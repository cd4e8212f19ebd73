//! `volsift timeline`: every record that can matter, in one order.

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{cases, json, name, options, volsift};

const ARTICLE: &str = "fixtures/cases/article/logs";

/// The listing of paths as JSON.
fn listing<S: AsRef<str>>(arguments: &[S]) -> Value {
    let mut words = vec!["timeline", "--format", "json"];
    words.extend(arguments.iter().map(AsRef::as_ref));
    let output = volsift(&words);
    serde_json::from_str(&output.out).unwrap_or_else(|error| panic!("{error}: {}{}", output.out, output.err))
}

fn entries(listing: &Value) -> &[Value] {
    listing["entries"].as_array().unwrap()
}

fn kinds(listing: &Value, kind: &str) -> usize {
    entries(listing).iter().filter(|entry| entry["kind"] == kind).count()
}

/// The options of a case that a list takes too.
fn options_of_list(case: &std::path::Path) -> Vec<String> {
    let mut known = Vec::new();
    let all = options(case);
    let mut words = all.iter();
    while let Some(word) = words.next() {
        if ["--mountvol", "--tz", "--grace"].contains(&word.as_str()) {
            known.extend([word.clone(), words.next().unwrap().clone()]);
        } else if ["--recover", "--no-auto-context"].contains(&word.as_str()) {
            known.push(word.clone());
        }
    }
    known
}

#[test]
fn the_nights_of_the_article() {
    insta::assert_snapshot!(volsift(&["timeline", ARTICLE, "--tz", "+9h"]).out);
}

#[test]
fn a_quiet_host() {
    insta::assert_snapshot!(volsift(&["timeline", "fixtures/cases/V403-silent/logs"]).out);
}

/// As many rows of each kind as the report has, and every record that it cites.
#[test]
fn a_list_holds_what_the_report_holds() {
    for case in cases() {
        let mut arguments = options_of_list(&case);
        arguments.push(case.join("logs").to_string_lossy().into_owned());
        let (report, _) = json(&arguments);
        let listed = listing(&arguments);
        let computers = report["computers"].as_array().unwrap();
        let all = |key: &str| -> Vec<Value> {
            computers.iter().flat_map(|of| of[key].as_array().unwrap().clone()).collect()
        };
        let about = case.display();
        assert_eq!(kinds(&listed, "volsnap27"), all("volsnap27").len(), "{about}");
        assert_eq!(kinds(&listed, "run-end"), all("sessions").len(), "{about}");
        assert_eq!(kinds(&listed, "log-begins"), all("coverage").len(), "{about}");
        let gaps: usize = all("coverage").iter().map(|log| log["gaps"].as_array().unwrap().len()).sum();
        assert_eq!(kinds(&listed, "gap"), gaps, "{about}");
        let mut verdicts: Vec<Value> = all("volsnap27").iter().map(|of| of["verdict"].clone()).collect();
        let of_rows = entries(&listed).iter().filter(|entry| entry["kind"] == "volsnap27");
        let mut listed_verdicts: Vec<Value> = of_rows.map(|entry| entry["verdict"].clone()).collect();
        verdicts.sort_by_key(Value::to_string);
        listed_verdicts.sort_by_key(Value::to_string);
        assert_eq!(listed_verdicts, verdicts, "{about}");
        let refs: Vec<&Value> = entries(&listed)
            .iter()
            .filter(|entry| !entry["record"].is_null())
            .map(|entry| &entry["record"]["ref"])
            .collect();
        for cited in all("events") {
            assert!(refs.contains(&&cited["ref"]), "{about}: {}", cited["ref"]);
        }
        assert_eq!(listed["complete"], report["summary"]["complete"], "{about}");
    }
}

#[test]
fn rows_stand_in_the_order_of_time_and_fit_the_screen() {
    for case in cases() {
        let path = case.join("logs").to_string_lossy().into_owned();
        let listed = listing(&[&path]);
        let times: Vec<jiff::Timestamp> =
            entries(&listed).iter().map(|entry| entry["time"].as_str().unwrap().parse().unwrap()).collect();
        assert!(times.is_sorted(), "{}", case.display());
        for line in volsift(&["timeline", &path]).out.lines() {
            // A path or a name is not torn.
            let longest = line.split_whitespace().map(str::len).max().unwrap_or(0);
            assert!(line.chars().count() <= 80 || longest > 50, "{}: {line}", name(&case));
        }
    }
}

#[test]
fn what_lies_around_a_record_is_found_by_its_citation() {
    let around = |citation: &str, by: &str| listing(&[ARTICLE, "--around", citation, "--by", by]);
    let near = around("System#4714", "2m");
    let cited: Vec<&str> =
        entries(&near).iter().filter_map(|entry| entry["record"]["ref"].as_str()).collect();
    assert_eq!(cited, ["System#4714"]);
    assert_eq!(entries(&around("system#4714", "3m")).len(), 2);
    // The name that people say, and the brackets of the report.
    assert!(!entries(&around("[Backup#123]", "1s")).is_empty());
    let outputs = volsift(&["timeline", ARTICLE, "--around", "System#4714"]);
    assert_eq!((outputs.code, outputs.err.as_str()), (0, ""));
}

#[test]
fn a_citation_that_fits_nothing_is_told_with_what_is_near() {
    for (citation, near) in [
        ("System#4712", "System#4711"),
        ("System#999999", "System#471"),
        ("Nonsense#1", "Application, Microsoft-Windows-Backup, System"),
    ] {
        let output = volsift(&["timeline", ARTICLE, "--around", citation]);
        assert_eq!((output.code, output.out.as_str()), (2, ""), "{citation}");
        assert!(output.err.contains(near), "{citation}: {}", output.err);
    }
    for wrong in ["4714", "System", "System#", "#1"] {
        let output = volsift(&["timeline", ARTICLE, "--around", wrong]);
        assert_eq!(output.code, 2, "{wrong}");
        assert!(output.err.contains("System#4714"), "{}", output.err);
    }
}

#[test]
fn one_citation_on_two_computers_lists_both() {
    let logs = "fixtures/cases/two-computers/logs";
    let words = ["timeline", logs, "--around", "System#1", "--format", "csv"];
    let both = volsift(&words);
    assert_eq!(both.code, 0);
    assert!(both.err.contains("HV01, HV02") && both.err.contains("--computer"), "{}", both.err);
    let one = volsift(&[&words[..], &["--computer", "HV02"]].concat());
    assert_eq!(one.err, "");
    assert!(one.out.contains("HV02") && !one.out.contains("HV01"));
}

#[test]
fn bounds_are_of_each_computer_s_own_zone() {
    let logs = "fixtures/cases/two-computers/logs";
    let all = entries(&listing(&[logs])).len();
    let day = listing(&[logs, "--since", "2012-01-18 21:00", "--until", "2012-01-18 21:00"]);
    let times: Vec<&Value> = entries(&day).iter().map(|entry| &entry["time_local"]).collect();
    assert!(!times.is_empty() && times.len() < all);
    // A time that a log does not cover may have begun before.
    let records = entries(&day).iter().filter(|entry| entry["kind"] == "record");
    for record in records {
        assert!(record["time_local"].as_str().unwrap().starts_with("2012-01-18T21:00:00"), "{record}");
    }
}

#[test]
fn the_exit_status_tells_whether_all_was_read() {
    let code = |words: &[&str]| volsift(&[&["timeline"], words].concat()).code;
    assert_eq!(code(&[ARTICLE]), 0);
    assert_eq!(code(&["fixtures/cases/truncated-system/logs"]), 4);
    assert_eq!(code(&[ARTICLE, "--since", "2030-01-01"]), 3);
    assert_eq!(code(&["fixtures/README.md"]), 3);
    assert_eq!(code(&["no/such/path"]), 2);
    assert_eq!(code(&[ARTICLE, "--computer", "NOBODY"]), 2);
    assert_eq!(code(&[ARTICLE, "--since", "2012-02-01", "--until", "2012-01-01"]), 2);
    assert_eq!(code(&[ARTICLE, "--bom", "--format", "json"]), 2);
}

#[test]
fn the_ending_of_a_file_chooses_the_format() {
    let folder = tempfile::tempdir().unwrap();
    for (file, format) in [("a.csv", "csv"), ("a.json", "json"), ("a.txt", "table"), ("a.out", "table")] {
        let path = folder.path().join(file);
        let output = volsift(&["timeline", ARTICLE, "-o", path.to_str().unwrap()]);
        assert_eq!((output.code, output.out.as_str()), (0, ""));
        let expected = volsift(&["timeline", ARTICLE, "--format", format]).out;
        assert_eq!(std::fs::read_to_string(&path).unwrap(), expected, "{file}");
    }
    for (command, file) in [("timeline", "a.md"), ("inspect", "a.md"), ("inspect", "b.csv")] {
        let path = folder.path().join(file);
        assert_eq!(volsift(&[command, ARTICLE, "-o", path.to_str().unwrap()]).code, 2, "{command} {file}");
        assert!(!path.exists());
    }
    let log = "fixtures/cases/article/logs/System.evtx";
    assert_eq!(volsift(&["timeline", log, "-o", log]).code, 2, "evidence is not overwritten");
}

#[test]
fn a_table_has_a_row_an_entry_and_its_columns_are_described() {
    let listed = listing(&[ARTICLE]);
    let table = volsift(&["timeline", ARTICLE, "--format", "csv"]).out;
    let rows = csv::Reader::from_reader(table.as_bytes()).records().count();
    assert_eq!(rows, entries(&listed).len());
    let manual = std::fs::read_to_string("docs/csv.md").unwrap();
    for column in volsift::render::sheets::chronicle::HEADER {
        assert!(manual.contains(&format!("`{column}`")), "{column}");
    }
}

#[test]
fn text_of_a_log_is_neither_a_command_nor_a_formula() {
    let text = "computer =cmd|'/c\u{1b}[2J\u{202e}\nday 2018-01-18\n12:00:00 EventLog 6013\n\
         16:00:00 Backup 1 run=1\n16:04:00 volsnap 27 volume=@SUM(1)\u{1b}[2J status=C000000E\n\
         16:05:00 VMMS 18012 vm=\u{1b}]0;evil id=0A1B2C3D-1111-4222-8333-444455556666 code=80070020\n\
         16:30:01 Backup 14 run=1 code=80780049";
    let folder = tempfile::tempdir().unwrap();
    for (place, (_, bytes)) in scenario::build(text).into_iter().enumerate() {
        std::fs::write(folder.path().join(format!("{place}.evtx")), bytes).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    for command in ["timeline", "inspect"] {
        for format in
            ["table", "json", "csv"].into_iter().filter(|format| command == "timeline" || *format != "csv")
        {
            let out = volsift(&[command, path, "--format", format]).out;
            for dangerous in ['\u{1b}', '\u{202e}'] {
                assert!(!out.contains(dangerous), "{dangerous:?} in {out}");
            }
            assert!(out.contains("SUM(1)") || command == "inspect", "{format}: {out}");
            if format == "csv" {
                let mut reader = csv::Reader::from_reader(out.as_bytes());
                for cell in reader
                    .records()
                    .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
                }
            }
        }
    }
}

/// Whatever the names and the order of the files.
#[test]
fn the_same_input_gives_the_same_list() {
    let folder = tempfile::tempdir().unwrap();
    let logs = super::harness::logs(std::path::Path::new(ARTICLE));
    for (place, log) in logs.iter().rev().enumerate() {
        std::fs::copy(log, folder.path().join(format!("{place}.evtx"))).unwrap();
    }
    let renamed = folder.path().to_str().unwrap();
    let list = |path: &str, threads: &str| volsift(&["timeline", path, "--threads", threads]).out;
    assert_eq!(list(ARTICLE, "1"), list(renamed, "4"));
}
