//! What is sent in another form gives the same: the article's story from archives, exports and bundles.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::evtx_builder::pack::{Files, Zip, gzip, pack};
use super::evtx_builder::scenario;
use super::harness::{assert_adds_up, cases, files, json, name, options, volsift};

/// Cases that tell the article's story whole.
const WHOLE: &[&str] = &[
    "archive-7z",
    "archive-cab",
    "archive-tar-gz",
    "gzipped-logs",
    "older-formats",
    "xml-event-viewer",
    "xml-get-winevent",
    "xml-wevtutil",
    "zip-climbing",
    "zip-in-zip",
    "zip-japanese",
];

fn case(name: &str) -> PathBuf {
    Path::new("fixtures/cases").join(name)
}

fn report(name: &str) -> Value {
    let case = case(name);
    let mut arguments = options(&case);
    arguments.push(case.join("logs").to_string_lossy().into_owned());
    json(&arguments).0
}

/// What is said of computers, without the places of the records.
fn said(report: &Value) -> Value {
    let mut computers = report["computers"].clone();
    scrub(&mut computers);
    computers
}

fn scrub(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !matches!(key.as_str(), "source" | "other_sources"));
            fields.values_mut().for_each(scrub);
        }
        Value::Array(items) => items.iter_mut().for_each(scrub),
        _ => {}
    }
}

#[test]
fn every_form_gives_the_articles_verdicts() {
    let plain = said(&report("article"));
    for name in WHOLE {
        assert_eq!(said(&report(name)), plain, "{name}");
    }
}

/// The list confirms what was likely; nothing else changes.
#[test]
fn a_bundle_gives_the_articles_verdicts_with_more_confidence() {
    let verdicts = |report: &Value| -> Vec<Value> {
        let subjects = report["computers"][0]["volsnap27"].as_array().unwrap();
        subjects.iter().map(|subject| subject["verdict"].clone()).collect()
    };
    let bundle = report("bundle");
    assert_eq!(verdicts(&bundle), verdicts(&report("article")));
    let context = bundle["context"].as_array().unwrap();
    let kinds: Vec<&str> = context.iter().map(|taken| taken["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["volumes", "create-timeout"]);
    assert_eq!(context[1]["milliseconds"], 1_800_000);
    assert!(context.iter().all(|taken| taken["computer"] == "HV01" && taken["found"] == true));
    let path = context[1]["path"].as_str().unwrap();
    assert!(path.ends_with("bundle.zip!/spp.reg"), "{path}");
}

#[test]
fn what_lies_beside_the_logs_can_be_left_aside() {
    let path = case("bundle").join("logs").to_string_lossy().into_owned();
    let (without, _) = json(&[path.as_str(), "--tz", "+9h", "--no-auto-context"]);
    assert_eq!(without["context"].as_array().unwrap().len(), 0);
    assert!(
        without["computers"][0]["volsnap27"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["confidence"] != "high")
    );
}

#[test]
fn a_text_that_names_volumes_is_not_left_aside_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("volumes.txt");
    std::fs::write(
        &text,
        "\\\\?\\Volume{7b0e1f02-52ab-4c0d-9d11-3c7e55aa9001}\\\n  *** NO MOUNT POINTS ***\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("notes.txt"), "Nothing of volumes.\n").unwrap();
    let (report, _) =
        json(&[case("article").join("logs").to_str().unwrap(), folder.path().to_str().unwrap()]);
    let issues = report["issues"].as_array().unwrap();
    let hints: Vec<_> = issues.iter().filter(|issue| issue["kind"] == "inventory-doubtful").collect();
    assert_eq!(hints.len(), 1, "{issues:?}");
    assert_eq!(hints[0]["path"].as_str(), text.to_str());
}

/// The program itself, with a file as its standard input.
fn piped(input: &Path, more: &[&Path]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_volsift"))
        .args(["analyze", "--format", "json", "--tz", "+9h", "--vms-ok", "6", "--vms-total", "12", "-"])
        .args(more)
        .stdin(Stdio::from(std::fs::File::open(input).unwrap()))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn standard_input_is_told_by_its_content() {
    let plain = said(&report("article"));
    let zip = case("zip-japanese").join("logs/bundle.zip");
    assert_eq!(said(&piped(&zip, &[])), plain);
    let xml = case("xml-event-viewer").join("logs/events.xml");
    assert_eq!(said(&piped(&xml, &[])), plain);
    let logs = case("article").join("logs");
    let others = [logs.join("Application.evtx"), logs.join("Microsoft-Windows-Backup.evtx")];
    let evtx = piped(&logs.join("System.evtx"), &[&others[0], &others[1]]);
    assert_eq!(said(&evtx), plain);
}

#[test]
fn threads_change_nothing() {
    for name in WHOLE.iter().chain(&["bundle-two-hosts"]) {
        let logs = case(name).join("logs").to_string_lossy().into_owned();
        let run = |threads: &str| volsift(&["analyze", "--format", "json", "--threads", threads, &logs]);
        let one = run("1");
        assert!(["2", "8"].iter().all(|threads| run(threads) == one), "{name}");
    }
}

/// Whole, cut in an event, in UTF-16, packed: however many read it, and whether or not events are looked at first.
#[test]
fn a_long_export_is_read_the_same_by_all() {
    let text = std::fs::read_to_string(case("xml-event-viewer").join("logs/events.xml")).unwrap();
    let long = text.repeat((3 << 20) / text.len());
    let cut = long.get(..long.rfind("<Channel>").unwrap()).unwrap();
    let wide: Vec<u8> = cut.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms =
        [("long.xml", long.clone().into_bytes()), ("wide.xml", wide), ("cut.xml.gz", gzip(cut.as_bytes()))];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in forms {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let run = |more: &[&str]| {
            volsift(&[&["analyze", "--format", "json", path.to_str().unwrap()], more].concat())
        };
        let whole = run(&["--threads", "1", "--decode-everything"]);
        assert!(whole.out.contains("\"format\": \"xml\""), "{name}");
        for threads in ["1", "2", "8"] {
            assert_eq!(run(&["--threads", threads]), whole, "{name}, {threads} threads");
        }
    }
}

/// Cuts in archives and exports are told, wherever they are, and everything adds up.
#[test]
fn what_is_cut_is_never_called_complete() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["zip-japanese", "archive-7z", "archive-cab", "archive-tar-gz", "xml-event-viewer"] {
        let file = files(&case(name).join("logs")).remove(0);
        let whole = std::fs::read(&file).unwrap();
        let path = folder.path().join(file.file_name().unwrap());
        for part in 1..12 {
            std::fs::write(&path, &whole[..whole.len() * part / 12]).unwrap();
            let (report, code) = json(&[path.to_str().unwrap()]);
            assert_adds_up(&report);
            assert_eq!(report["summary"]["complete"], false, "{name} {part}");
            assert_ne!(code, 0, "{name} {part}");
            let benign = &report["summary"]["volsnap27"]["benign"];
            assert!(part > 6 || benign == 0, "{name} {part}: {benign} benign");
        }
        std::fs::remove_file(&path).unwrap();
    }
}

/// The bound on an archive's list holds for the list only.
#[test]
fn a_cut_archive_is_read_from_the_front_however_long_it_is() {
    let whole = std::fs::read(case("zip-japanese").join("logs/bundle.zip")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.zip");
    std::fs::write(&path, &whole[..whole.len() * 3 / 4]).unwrap();
    let (report, _) = json(&[path.to_str().unwrap(), "--max-held", "2K"]);
    assert!(report["sources"].as_array().unwrap().len() >= 2, "{}", report["issues"]);
}

/// The end of a tape archive is the end of its stream: there lie other archives joined to it, and the checksum of what
/// was packed.
#[test]
fn a_tape_archive_is_read_to_its_last_byte() {
    let folder = tempfile::tempdir().unwrap();
    let tar = |name: &str| {
        let log = scenario::build("08:00:00 Service 7036").remove("System.evtx").unwrap();
        pack("x.tar", &Files::from([(name.into(), log)]), Zip::default())
    };
    let joined = [tar("a.evtx"), tar("b.evtx")].concat();
    let mut damaged = gzip(&joined);
    let checksum = damaged.len() - 8;
    damaged[checksum] ^= 1;
    for (name, bytes, is_whole) in [
        ("joined.tar", joined.clone(), true),
        ("joined.tar.gz", gzip(&joined), true),
        ("damaged.tar.gz", damaged, false),
        ("garbage.tar", [joined, vec![7; 1024]].concat(), false),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (report, code) = json(&[path.to_str().unwrap()]);
        assert_eq!(report["sources"].as_array().unwrap().len(), 2, "{name}");
        assert_eq!(report["summary"]["complete"], is_whole, "{name}: {}", report["issues"]);
        assert_eq!(code == 0, is_whole, "{name}");
    }
}

#[test]
fn a_list_that_cannot_be_unpacked_is_a_loss() {
    let folder = tempfile::tempdir().unwrap();
    let log = scenario::build("08:00:00 Service 7036").remove("System.evtx").unwrap();
    std::fs::write(folder.path().join("System.evtx"), log).unwrap();
    let list = gzip(b"\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n    C:\\\n");
    std::fs::write(folder.path().join("mountvol.txt.gz"), &list[..list.len() - 12]).unwrap();
    let (report, code) = json(&[folder.path().to_str().unwrap()]);
    assert_eq!((code, report["summary"]["complete"].as_bool()), (4, Some(false)), "{}", report["issues"]);
    assert!(report["summary"]["headline"].to_string().contains("1 file could not be read whole"));
}

/// A log whose chunks pack to next to nothing, and the list of an archive that names it many times.
#[test]
fn archives_that_explode_end_in_issues() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.zip");
    let kinds = |arguments: &[&str]| -> Vec<String> {
        let mut words = vec![path.to_str().unwrap()];
        words.extend(arguments);
        let (report, _) = json(&words);
        assert_eq!(report["summary"]["complete"], false);
        let issues = report["issues"].as_array().unwrap();
        let of_sources =
            report["sources"].as_array().unwrap().iter().flat_map(|one| one["issues"].as_array().unwrap());
        issues.iter().chain(of_sources).map(|issue| issue["kind"].as_str().unwrap().to_owned()).collect()
    };
    let log = scenario::build("08:00:00 Service 7036").remove("System.evtx").unwrap();
    let mut zeros = log.clone();
    zeros.resize(100 << 20, 0);
    std::fs::write(&path, pack("x.zip", &Files::from([("a.evtx".into(), zeros)]), Zip::default())).unwrap();
    assert_eq!(kinds(&[]), ["archive-limit"]);
    let names =
        |count: u32| Files::from_iter((0..count).map(|number| (format!("{number}.evtx"), log.clone())));
    std::fs::write(&path, pack("x.zip", &names(3), Zip::default())).unwrap();
    assert_eq!(kinds(&["--max-unpacked", "150K"]), ["archive-limit"]);
    assert_eq!(kinds(&["--max-entry", "60K"]), ["archive-limit"; 3]);
    let mut nested = names(1);
    for _ in 0..5 {
        nested = Files::from([("inner.zip".into(), pack("x.zip", &nested, Zip::default()))]);
    }
    std::fs::write(&path, &nested["inner.zip"]).unwrap();
    assert_eq!(kinds(&[]), ["archive-limit"]);
    assert_eq!(kinds(&["--max-nesting", "9", "--max-held", "1K"]), ["archive-limit"]);
    let (deep, _) = json(&[path.to_str().unwrap(), "--max-nesting", "9"]);
    assert_eq!(deep["summary"]["complete"], true);
    let mut wrapped = log.clone();
    for _ in 0..5 {
        wrapped = gzip(&wrapped);
    }
    std::fs::write(&path, wrapped).unwrap();
    assert_eq!(kinds(&[]), ["archive-limit"]);
}

#[test]
fn no_case_has_a_name_that_is_none() {
    for form in WHOLE {
        assert!(cases().iter().any(|case| name(case) == *form), "{form}");
    }
}
