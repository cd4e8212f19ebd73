//! `volsift inspect`: what was sent.

use std::path::Path;

use serde_json::Value;

use super::harness::{cases, json, name, volsift};

fn inspected<S: AsRef<str>>(arguments: &[S]) -> (Value, u8) {
    let mut words = vec!["inspect", "--format", "json"];
    words.extend(arguments.iter().map(AsRef::as_ref));
    let output = volsift(&words);
    let value = serde_json::from_str(&output.out)
        .unwrap_or_else(|error| panic!("{error}: {}{}", output.out, output.err));
    (value, output.code)
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

#[test]
fn a_bundle_as_it_was_sent() {
    insta::assert_snapshot!(
        volsift(&["inspect", "fixtures/cases/bundle/logs/bundle.zip", "--tz", "+9h"]).out
    );
}

#[test]
fn a_damaged_log_alone() {
    insta::assert_snapshot!(volsift(&["inspect", "fixtures/cases/truncated-system/logs/System.evtx"]).out);
}

/// The account, the computers and the channels of the report; and a row for every file that was found.
#[test]
fn what_is_inspected_is_what_is_analysed() {
    for case in cases() {
        let path = case.join("logs").to_string_lossy().into_owned();
        let (report, _) = json(&[&path]);
        let (seen, _) = inspected(&[&path]);
        let about = name(&case);
        assert_eq!(seen["complete"], report["summary"]["complete"], "{about}");
        let logs = |seen: &Value| -> Vec<(Value, Value)> {
            let files = array(seen, "files").iter().filter(|file| !file["records"].is_null());
            let mut all: Vec<_> = files.map(|file| (file["path"].clone(), file["records"].clone())).collect();
            all.sort_by_key(|(path, _)| path.to_string());
            all
        };
        let mut sources: Vec<(Value, Value)> = array(&report, "sources")
            .iter()
            .map(|source| (source["path"].clone(), source["records"].clone()))
            .collect();
        sources.sort_by_key(|(path, _)| path.to_string());
        assert_eq!(logs(&seen), sources, "{about}");
        let names = |value: &Value| -> Vec<Value> {
            array(value, "computers").iter().map(|of| of["name"].clone()).collect()
        };
        assert_eq!(names(&seen), names(&report), "{about}");
        for (of, in_report) in array(&seen, "computers").iter().zip(array(&report, "computers")) {
            assert_eq!(of["volsnap27"], array(in_report, "volsnap27").len(), "{about}");
            let covered = |value: &Value, key: &str| -> Vec<(Value, Value)> {
                array(value, key).iter().map(|log| (log["channel"].clone(), log["records"].clone())).collect()
            };
            assert_eq!(covered(of, "logs"), covered(in_report, "coverage"), "{about}");
        }
        let walked: u64 =
            array(&seen, "folders").iter().map(|folder| folder["walked"].as_u64().unwrap()).sum();
        let rows = array(&seen, "files").len() as u64;
        assert!(
            rows >= walked || !seen["complete"].as_bool().unwrap(),
            "{about}: {rows} rows of {walked} files"
        );
        assert_eq!(report["files"], seen["folders"], "{about}");
        for file in array(&seen, "files") {
            let text = file["text"].as_str().unwrap();
            assert!(!text.starts_with("content."), "{about}: {text}");
        }
    }
}

#[test]
fn the_events_that_matter_are_counted() {
    let (seen, code) = inspected(&["fixtures/cases/article/logs"]);
    assert_eq!(code, 0);
    let file = array(&seen, "files").iter().find(|file| file["logs"][0]["channel"] == "System").unwrap();
    let of = |provider: &str| {
        let found = array(file, "providers").iter().find(|of| of["provider"] == provider).unwrap();
        found["events"].clone()
    };
    assert_eq!(of("volsnap"), serde_json::json!([{ "event_id": 27, "records": 7 }]));
    let counted: u64 = array(file, "providers")
        .iter()
        .flat_map(|of| array(of, "events"))
        .map(|of| of["records"].as_u64().unwrap())
        .sum();
    assert_eq!(file["records"]["read"], counted);
    let (log, header) = (&file["logs"][0], &file["header"]);
    assert_eq!((&log["first_event_record_id"], &log["last_event_record_id"]), (&4700.into(), &4718.into()));
    assert_eq!(header["next_record_id"], 4719);
    assert_eq!((&header["version"], &header["chunks_found"]), (&"3.1".into(), &header["chunks_declared"]));
}

#[test]
fn what_is_no_log_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let viewer = "Level,Date and Time,Source,Event ID,Task Category\r\n\
        Error,1/18/2012 4:26:31 PM,volsnap,27,None,The shadow copies\r\n\
        Error,1/18/2012 4:27:31 PM,volsnap,27,None,The shadow copies\r\n";
    let wide: Vec<u8> =
        "\u{feff}<?xml version=\"1.0\"?><MsInfo>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: &[(&str, &[u8], &str)] = &[
        ("export.csv", viewer.as_bytes(), "event-list"),
        ("host.nfo", &wide, "system-information"),
        ("SYSTEM", b"regf\x01\0\0\0", "registry-hive"),
        ("spp.reg", b"Windows Registry Editor Version 5.00\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SPP]\r\n\"CreateTimeout\"=dword:001b7740\r\n", "create-timeout"),
        ("other.reg", b"Windows Registry Editor Version 5.00\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]\r\n", "registry-export"),
        ("tool.exe", b"MZ\x90\0\x03\0\0\0", "executable"),
        ("screen.png", b"\x89PNG\r\n\x1a\n\0", "picture"),
        ("x.rar", b"Rar!\x1a\x07\x01\0", "rar"),
        ("empty.log", b"", "empty"),
        ("lost.evtx", &[0; 70_000], "zeros"),
        ("letter.txt", b"please help", "text"),
    ];
    for (file, bytes, _) in files {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let (seen, code) = inspected(&[path]);
    assert_eq!(code, 3, "no event is in it");
    for (name, bytes, what) in files {
        let rows: Vec<&Value> = array(&seen, "files")
            .iter()
            .filter(|file| Path::new(file["path"].as_str().unwrap()).file_name().unwrap() == *name)
            .collect();
        assert_eq!(rows.len(), 1, "{name}");
        assert_eq!((&rows[0]["what"], &rows[0]["bytes"]), (&(*what).into(), &bytes.len().into()), "{name}");
    }
    assert_eq!(array(&seen, "files").len(), files.len());
    let table = volsift(&["inspect", path]);
    assert!(table.out.contains("2 volsnap 27"), "{}", table.out);
    assert!(table.err.contains("no event"), "{}", table.err);
    // Beside a log, a list of events still says that something better is to be asked for.
    let log = "fixtures/cases/article/logs";
    assert_eq!(volsift(&["inspect", log, &format!("{path}/export.csv")]).code, 4);
    assert_eq!(volsift(&["inspect", log, &format!("{path}/letter.txt"), "no/such/file"]).code, 2);
}

#[test]
fn missing_logs_are_named() {
    let (seen, _) = inspected(&["fixtures/cases/article/logs/System.evtx"]);
    assert_eq!(seen["computers"][0]["missing"], serde_json::json!(["Microsoft-Windows-Backup"]));
    let (seen, _) = inspected(&["fixtures/cases/article/logs"]);
    assert_eq!(seen["computers"][0]["missing"], serde_json::json!([]));
}

#[test]
fn nothing_is_wider_than_the_screen() {
    for case in cases() {
        let path = case.join("logs").to_string_lossy().into_owned();
        for line in volsift(&["inspect", &path]).out.lines() {
            let longest = line.split_whitespace().map(str::len).max().unwrap_or(0);
            assert!(line.chars().count() <= 80 || longest > 60, "{}: {line}", name(&case));
        }
    }
}

#[test]
fn a_log_that_is_cut_anywhere_is_inspected() {
    let whole = std::fs::read("fixtures/cases/article/logs/System.evtx").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("System.evtx");
    for length in [0, 1, 8, 100, 127, 128, 4095, 4096, 4097, 4608, 5000, 12_000, 69_000] {
        std::fs::write(&path, &whole[..length]).unwrap();
        let (seen, code) = inspected(&[path.to_str().unwrap()]);
        assert_eq!(array(&seen, "files").len(), 1, "{length}");
        assert!([0, 3, 4].contains(&code), "{length}: {code}");
        assert_eq!(array(&seen, "files")[0]["bytes"], length, "{length}");
    }
}
