//! What the manifest of a collection changes, and what it must not.

use std::path::Path;

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{cases, json, lay, name, options_of, report_of, volsift};

/// Verdicts from bad to good.
const FROM_BAD: [&str; 4] = ["actionable", "undetermined", "side-effect", "benign"];

/// The verdicts, by the record.
fn verdicts(report: &Value) -> Vec<(String, String)> {
    let computers = report["computers"].as_array().unwrap();
    let subjects = computers.iter().flat_map(|computer| {
        let of = computer["name"].as_str().unwrap();
        computer["volsnap27"].as_array().unwrap().iter().map(move |subject| {
            let word = |key: &str| subject[key].as_str().unwrap().to_owned();
            (format!("{of} {}", word("ref")), word("verdict"))
        })
    });
    subjects.collect()
}

fn rank(verdict: &str) -> usize {
    FROM_BAD.iter().position(|known| *known == verdict).unwrap()
}

/// The kinds of issues of a report that speak of a manifest, by the ids of their sentences.
fn said(report: &Value) -> Vec<String> {
    let issues = report["issues"].as_array().unwrap();
    let ids = issues.iter().map(|issue| issue["message"]["id"].as_str().unwrap().to_owned());
    ids.filter(|id| id.starts_with("manifest.")).collect()
}

fn scenario_of(name: &str) -> String {
    std::fs::read_to_string(format!("fixtures/never-benign/{name}.txt")).unwrap()
}

const EMPTY: &str = "empty-log-of-images-beside-system";
const BEHIND: &str = "log-of-images-that-begins-behind-the-run";
const BEFORE: &str = "log-of-images-that-ends-before-the-run";

/// Without its manifest each of these 27s is benign: what decides is that nothing more was logged.
#[test]
fn a_log_that_was_exported_beside_system_tells_that_nothing_was_logged() {
    for name in [EMPTY, BEHIND, BEFORE] {
        let text = scenario_of(name);
        let (with, _) = report_of(&text);
        assert_eq!(verdicts(&with)[0].1, "undetermined", "{name}");
        assert_eq!(said(&with), [""; 0], "{name}");
        let without = text.replace("collection manifest 1", "is no manifest");
        assert_eq!(verdicts(&report_of(&without).0)[0].1, "benign", "{name}");
    }
}

/// A log that was cut on its way, be it in its free space, does not take along what its manifest tells.
#[test]
fn a_log_that_was_cut_does_not_silence_its_manifest() {
    for name in [EMPTY, BEHIND, BEFORE] {
        let files = scenario::build(&scenario_of(name));
        for (file, _) in files.iter().filter(|(file, _)| file.ends_with(".evtx")) {
            let folder = tempfile::tempdir().unwrap();
            for (other, bytes) in &files {
                let kept = if other == file { bytes.len() - 100 } else { bytes.len() };
                std::fs::write(folder.path().join(other), &bytes[..kept]).unwrap();
            }
            let (report, status) = json(&[folder.path().to_str().unwrap()]);
            assert_eq!(verdicts(&report)[0].1, "undetermined", "{name}: {file}");
            assert_eq!(status, 4);
        }
    }
}

/// What is changed in a scenario, and what is said of that.
type Change = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn a_manifest_that_can_not_be_relied_on_tells_nothing() {
    let changes: &[Change] = &[
        // The log is switched off, so much may not have been logged.
        (EMPTY, "{records VHDMP.evtx}; enabled=true", "{records VHDMP.evtx}; enabled=false", &[]),
        (BEFORE, "{records VHDMP.evtx}; enabled=true", "{records VHDMP.evtx}; enabled=unknown", &[]),
        // Its size, or the number of its records, is another.
        (EMPTY, "size={size VHDMP.evtx}", "size=12345", &["manifest.does-not-fit"]),
        (BEHIND, "records={records VHDMP.evtx}", "records=7", &["manifest.does-not-fit"]),
        // It is of another host.
        (BEHIND, "computer: HV01\n| host: hv01", "computer: HV02\n| host: hv02", &["manifest.foreign"]),
        // It is cut, of another version, or goes on behind its end.
        (EMPTY, "| end of manifest\n", "", &["manifest.cut"]),
        (EMPTY, "manifest 1", "manifest 9", &["manifest.cut"]),
        (EMPTY, "| end of manifest\n", "| end of manifest\n| log: CloudBackup; absent\n", &["manifest.cut"]),
        // A file that it names is not there.
        (EMPTY, "file=VHDMP.evtx; size", "file=gone.evtx; size", &["manifest.lacks-file"]),
        // The log was emptied.
        (
            EMPTY,
            "15:00:00.000 Service",
            "15:00:00.000 Eventlog 104 cleared=Microsoft-Windows-VHDMP-Operational\n15:00:01.000 Service",
            &[],
        ),
        // The log lost its first records to its size.
        (BEHIND, "file=VHDMP.evtx\nday", "file=VHDMP.evtx first-record=900\nday", &[]),
        // The System log beside it is another one.
        (
            BEFORE,
            "log: System; exported; file=System.evtx; size={size System.evtx}; records={records System.evtx}; enabled=true",
            "log: System; absent",
            &["manifest.holds-it"],
        ),
    ];
    for (name, from, to, expected) in changes {
        let text = scenario_of(name);
        assert!(text.contains(from), "{name} lacks {from}");
        let (report, _) = report_of(&text.replace(from, to));
        // What was taken away speaks against.
        let is_lacking = expected.contains(&"manifest.lacks-file");
        let verdict = if is_lacking { "undetermined" } else { "benign" };
        assert_eq!(verdicts(&report)[0].1, verdict, "{name}: {to}");
        assert_eq!(said(&report), *expected, "{name}: {to}");
    }
}

#[test]
fn two_manifests_that_differ_tell_nothing_of_what_they_differ_on() {
    let text = scenario_of(EMPTY);
    let (_, manifest) = text.split_once("beside manifest.txt\n").unwrap();
    let twice = |second: &str| format!("{text}beside second.txt\n{second}");
    let (alike, _) = report_of(&twice(manifest));
    assert_eq!((verdicts(&alike)[0].1.as_str(), said(&alike)), ("undetermined", Vec::new()));
    let line = manifest.lines().find(|line| line.contains("VHDMP-Operational")).unwrap();
    for told in ["absent", "failed; code=5"] {
        let other = manifest.replace(line, &format!("| log: Microsoft-Windows-VHDMP-Operational; {told}"));
        let (differing, _) = report_of(&twice(&other));
        assert_eq!(said(&differing), ["manifest.differ"], "{told}");
        assert_eq!(verdicts(&differing)[0].1, "benign", "{told}: as if neither were there");
    }
}

#[test]
fn names_of_the_host_are_known_however_they_are_written() {
    let text = scenario_of(EMPTY);
    let verdict = |text: &str| {
        let (report, _) = report_of(text);
        (verdicts(&report)[0].1.clone(), said(&report))
    };
    let known = ("undetermined".to_owned(), Vec::new());
    // A full name in the logs, one that is cut to the 15 characters of NetBIOS, and one from before the set-up.
    let full = text.replacen("computer HV01\n", "computer HV01.example.test\n", 1);
    assert_eq!(verdict(&full), known);
    let long = text.replacen("computer HV01\n", "computer HYPERVISOR-OF-TOKYO\n", 1);
    let long = long.replace("| computer: HV01\n| host: hv01", "| computer: HYPERVISOR-OF-T");
    assert_eq!(verdict(&long), known);
    let named = "12:00:00.000 EventLog 6013 as=WIN-SETUP\nday 2018-01-18";
    let renamed = text.replacen("12:00:00.000 EventLog 6013\nday 2018-01-18", named, 1);
    assert_ne!(renamed, text);
    assert_eq!(verdict(&renamed), known);
}

#[test]
fn lists_beside_a_running_backup_are_doubtful() {
    let text = scenario_of(EMPTY).replace("wbengine: not-running", "wbengine: running");
    assert_eq!(said(&report_of(&text).0), ["manifest.engine-ran"]);
}

/// A run, and a 27 days behind the last record of the log of Windows Server Backup: no run was logged there.
#[test]
fn a_log_without_a_later_run_is_not_asked_for_again() {
    let text = "computer HV01\nwindows 6.1\nlog System exported\nlog Microsoft-Windows-Backup exported\nday 2018-01-06\n\
        12:00:00 EventLog 6013\n16:00:00 Backup 1 run=1\n16:30:00 Backup 4 run=1\n16:30:01 Backup 14 run=1\n\
        day 2018-01-18\n12:00:00 EventLog 6013\n16:05:00 volsnap 27 status=C000000E\n18:00:00 Service 7036\n\
        beside manifest.txt\n| volsift collection manifest 1\n| computer: HV01\n\
        | log: System; exported; file=System.evtx; size={size System.evtx}; records={records System.evtx}; enabled=true\n\
        | log: Microsoft-Windows-Backup; exported; file=Microsoft-Windows-Backup.evtx; size={size Microsoft-Windows-Backup.evtx}; records=3; enabled=true\n\
        | end of manifest\n";
    let told = |text: &str| {
        let (report, _) = report_of(text);
        assert_eq!(verdicts(&report)[0].1, "undetermined");
        let limits = report["computers"][0]["limits"].as_array().unwrap().iter();
        let limits: Vec<String> = limits.map(|of| of["message"]["id"].as_str().unwrap().to_owned()).collect();
        (limits, advice(&report).iter().any(|(id, _)| id == "ask-backup-log"))
    };
    assert_eq!(told(text), (vec!["limit.no-run-since".to_owned()], false));
    let without = text.replace("collection manifest 1", "is no manifest");
    assert_eq!(told(&without), (vec!["limit.backup-log-ends".to_owned()], true));
}

/// Manifests that anybody may write: each log of a computer absent, failed, or exported whole beside System.
fn hostile(files: &[(String, Vec<u8>)], computer: &str, told: &str) -> String {
    let mut lines = format!("volsift collection manifest 1\ncomputer: {computer}\nwbengine: running\n");
    let channels = [
        "System",
        "Application",
        "Microsoft-Windows-Backup",
        "Microsoft-Windows-VHDMP/Operational",
        "Microsoft-Windows-VHDMP-Operational",
        "Microsoft-Windows-VolumeSnapshot-Driver/Operational",
        "Microsoft-Windows-Partition/Diagnostic",
        "Microsoft-Windows-Ntfs/Operational",
        "Microsoft-Windows-Storage-Storport/Operational",
    ];
    for channel in channels {
        let file = format!("{}.evtx", channel.replace('/', "%4"));
        let known = files.iter().find(|(name, _)| *name == file);
        let said = match known.filter(|_| told == "exported") {
            Some((_, bytes)) => {
                format!("exported; file={file}; size={}; records=unknown; enabled=true", bytes.len())
            }
            None if told == "exported" => "absent".to_owned(),
            None => told.to_owned(),
        };
        lines.push_str(&format!("log: {channel}; {said}\n"));
    }
    lines + "end of manifest\n"
}

/// Whatever a manifest says, no verdict gets better by it, and no exit status.
#[test]
fn no_manifest_makes_a_verdict_better() {
    let twins = std::fs::read_dir("fixtures/never-benign").unwrap().map(|entry| entry.unwrap().path());
    let scenarios = cases().into_iter().map(|case| case.join("scenario.txt")).chain(twins);
    let mut worse = 0;
    for path in scenarios {
        let text = std::fs::read_to_string(&path).unwrap();
        // One with a manifest of its own has two then; what lies in archives is beside none of these.
        if text.contains("collection manifest") || text.contains("\npack ") || text.contains("fixtures/") {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        lay(&text, folder.path());
        let case = path.parent().unwrap();
        let mut arguments = options_of(&text, case);
        arguments.push(folder.path().to_string_lossy().into_owned());
        let (plain, status) = json(&arguments);
        let files: Vec<(String, Vec<u8>)> = scenario::build(&text).into_iter().collect();
        let names = plain["computers"].as_array().unwrap().iter();
        for computer in names.map(|computer| computer["name"].as_str().unwrap().to_owned()) {
            for told in ["absent", "failed; code=5", "exported"] {
                let manifest = hostile(&files, &computer, told);
                std::fs::write(folder.path().join("manifest.txt"), manifest).unwrap();
                let (report, with) = json(&arguments);
                let (before, after) = (verdicts(&plain), verdicts(&report));
                assert_eq!(before.len(), after.len());
                for ((at, before), (same, after)) in before.iter().zip(&after) {
                    assert_eq!(at, same);
                    let about = format!("{} {at}: {before} became {after} by {told}", path.display());
                    assert!(rank(after) <= rank(before), "{about}");
                    worse += usize::from(rank(after) < rank(before));
                }
                let gravity = |status: u8| [2, 3, 1, 4, 0].iter().position(|known| *known == status).unwrap();
                assert!(gravity(with) <= gravity(status), "{}: {status} became {with}", path.display());
            }
        }
    }
    assert!(worse > 0, "no manifest changed anything, so this test proves nothing");
}

/// The names of advice of the first computer, and all its texts.
fn advice(report: &Value) -> Vec<(String, String)> {
    let advice = report["computers"][0]["advice"].as_array().unwrap();
    let word = |of: &Value, key: &str| of[key].as_str().unwrap().to_owned();
    advice.iter().map(|piece| (word(piece, "id"), word(piece, "text"))).collect()
}

#[test]
fn what_a_host_does_not_have_is_not_asked_for() {
    let text = scenario_of(EMPTY);
    let asked = |text: &str| advice(&report_of(text).0).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert!(!asked(&text).contains(&"ask-driver-logs".to_owned()), "VHDMP was exported, and is empty");
    let without = text.replace("collection manifest 1", "is no manifest").replace(" file=VHDMP.evtx", "");
    assert!(asked(&without).contains(&"ask-driver-logs".to_owned()));
}

#[test]
fn a_log_that_was_not_collected_is_told_otherwise_than_one_that_does_not_exist() {
    let base = "computer HV01\nwindows 6.1\nday 2018-01-18\n12:00:00 EventLog 6013\n15:00:00 Service 7036\n\
        16:05:00 volsnap 27 volume=C: status=C000000E\n17:30:00 Service 7036\nbeside manifest.txt\n\
        | volsift collection manifest 1\n| computer: HV01\n\
        | log: System; exported; file=System.evtx; size={size System.evtx}; records=4; enabled=true\n";
    let end = "| end of manifest\n";
    for (line, limit, asks) in [
        ("| log: Microsoft-Windows-Backup; absent\n", "limit.no-backup-log-there", "ask.no-backup-log-there"),
        (
            "| log: Microsoft-Windows-Backup; failed; code=5\n",
            "limit.backup-log-not-exported",
            "ask.what-backs-up",
        ),
        ("", "limit.no-backup-log", "ask.what-backs-up"),
    ] {
        let (report, _) = report_of(&format!("{base}{line}{end}"));
        let computer = &report["computers"][0];
        let ids = |key: &str| -> Vec<String> {
            let found = computer[key].as_array().unwrap().iter();
            found.map(|of| of["message"]["id"].as_str().unwrap().to_owned()).collect()
        };
        assert!(ids("limits").contains(&limit.to_owned()), "{line}: {:?}", ids("limits"));
        assert!(ids("advice").contains(&asks.to_owned()), "{line}: {:?}", ids("advice"));
        let folder = tempfile::tempdir().unwrap();
        lay(&format!("{base}{line}{end}"), folder.path());
        let shown = volsift(&["inspect", &folder.path().to_string_lossy()]).out;
        let told = if line.contains("absent") {
            "the host has no such log, its manifest says: Microsoft-Windows-Backup"
        } else {
            "Microsoft-Windows-Backup exists there and was not collected"
        };
        assert_eq!(shown.contains(told), !line.is_empty(), "{shown}");
    }
}

#[test]
fn one_file_is_asked_for_and_single_commands_stand_behind_all() {
    let text = scenario_of(EMPTY).replace("collection manifest 1", "is no manifest");
    let folder = tempfile::tempdir().unwrap();
    lay(&text.replace("Backup 14", "Backup 4"), folder.path());
    std::fs::remove_file(folder.path().join("Microsoft-Windows-Backup.evtx")).unwrap();
    let path = folder.path().to_string_lossy().into_owned();
    let folded = volsift(&["analyze", &path]).out;
    let all = volsift(&["analyze", &path, "--all"]).out;
    for told in [&folded, &all] {
        assert!(told.contains("volsift collect-script -o collect.cmd"), "{told}");
    }
    assert!(
        folded.contains("single commands instead: --all") && !folded.contains("wevtutil epl"),
        "{folded}"
    );
    assert!(all.contains("wevtutil epl Microsoft-Windows-VHDMP"), "{all}");
    let japanese = volsift(&["analyze", &path, "--lang", "ja"]).out;
    assert!(japanese.contains("1 つのファイル") && !japanese.contains("wevtutil epl"), "{japanese}");
}

/// What was told from loose files is told from the one file that the script makes.
#[test]
fn the_collected_case_tells_the_story_of_the_article() {
    let (article, status) = json(&["fixtures/cases/bundle/logs", "--tz", "+9h"]);
    let (collected, same) = json(&["fixtures/cases/collected/logs", "--tz", "+9h"]);
    assert_eq!((verdicts(&article), status), (verdicts(&collected), same));
    for key in ["sessions", "trouble", "limits"] {
        assert_eq!(article["computers"][0][key], collected["computers"][0][key], "{key}");
    }
    let high = |case: &str| {
        let (report, _) = json(&[format!("fixtures/cases/{case}/logs")]);
        let subjects = report["computers"][0]["volsnap27"].as_array().unwrap().clone();
        let benign = subjects.iter().filter(|subject| subject["verdict"] == "benign");
        benign.map(|subject| subject["confidence"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for case in ["collected", "collected-modern"] {
        let found = high(case);
        assert!(found.len() >= 4 && found.iter().all(|word| word == "high"), "{case}: {found:?}");
        assert!(name(Path::new(&format!("fixtures/cases/{case}"))).starts_with("collected"));
    }
}

/// A run that succeeded, its 27, and what a script tells of the logs.
const WHOLE: &str = "computer HV01\nwindows 6.1\nlog System exported\nlog Microsoft-Windows-Backup exported\nday 2018-01-18\n\
    12:00:00 EventLog 6013\n16:00:00 Backup 1 run=1\n\
    16:10:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-0123456789ab} status=C000000E\n\
    16:30:00 Backup 4 run=1\n16:30:01 Backup 14 run=1\n18:00:00 EventLog 6013\nbeside manifest.txt\n\
    | volsift collection manifest 1\n| computer: HV01\n\
    | log: System; exported; file=System.evtx; size={size System.evtx}; records={records System.evtx}; enabled=true\n\
    | log: Microsoft-Windows-Backup; exported; file=Microsoft-Windows-Backup.evtx; \
    size={size Microsoft-Windows-Backup.evtx}; records={records Microsoft-Windows-Backup.evtx}; enabled=true\n\
    | end of manifest\n";

/// The ids of everything that is said of limits and input.
fn ids(report: &Value) -> Vec<String> {
    let limits = report["computers"][0]["limits"].as_array().unwrap();
    let all = limits.iter().chain(report["issues"].as_array().unwrap());
    all.map(|said| said["message"]["id"].as_str().unwrap().to_owned()).collect()
}

/// An archived part of a log, or a manifest alone, must not hide that the log itself is not there.
#[test]
fn what_a_manifest_knows_to_be_missing_leaves_the_answer_open() {
    let (whole, status) = report_of(WHOLE);
    assert_eq!((verdicts(&whole)[0].1.as_str(), status), ("benign", 0), "{:?}", ids(&whole));
    let line = |channel: &str| {
        WHOLE.lines().find(|line| line.starts_with(&format!("| log: {channel}; "))).unwrap().to_owned()
    };
    let (system, backup) = (line("System"), line("Microsoft-Windows-Backup"));
    let end = "| end of manifest".to_owned();
    let before_end = |line: &str| format!("| {line}\n{end}");
    for (from, to, expected) in [
        (&system, "| log: System; failed; code=5".to_owned(), "limit.live-system-log-not-exported"),
        (
            &backup,
            "| log: Microsoft-Windows-Backup; failed; code=5".to_owned(),
            "limit.live-backup-log-not-exported",
        ),
        (&backup, backup.replace("enabled=true", "enabled=false"), "limit.backup-log-off"),
        (&system, system.replace("{records System.evtx}", "900"), "manifest.does-not-fit"),
        (&backup, backup.replace("file=", "file=another-"), "manifest.lacks-file"),
        (
            &end,
            before_end("log: Application; exported; file=Application.evtx; size=9; records=1; enabled=true"),
            "manifest.lacks-file",
        ),
        (
            &end,
            before_end("archived: System; taken; file=System_archived-1.evtx; size=9"),
            "manifest.lacks-file",
        ),
        (&end, before_end("archived: System; failed; code=5"), "manifest.archive-failed"),
    ] {
        let (report, status) = report_of(&WHOLE.replace(from.as_str(), &to));
        assert_eq!(status, 4, "{to}");
        assert!(ids(&report).contains(&expected.to_owned()), "{to}: {:?}", ids(&report));
    }
}

/// Half a list would prove what is not in it.
#[test]
fn a_list_of_another_size_than_its_manifest_tells_proves_no_absence() {
    let list = "beside mountvol.txt\n| \\\\?\\Volume{11111111-4170-11e1-9d2a-0123456789ab}\\\n|     C:\\\n\
        | \\\\?\\Volume{22222222-4170-11e1-9d2a-0123456789ab}\\\n|     D:\\\n";
    let text = format!("{WHOLE}{list}");
    let basis = |report: &Value| report["computers"][0]["volsnap27"][0]["basis"].clone();
    let (with, _) = report_of(&text);
    assert_eq!(basis(&with), "supported");
    let cut = text.replace("| end of", "| text: mountvol.txt; taken; size=9999; command=mountvol\n| end of");
    let (cut, _) = report_of(&cut);
    assert_eq!(basis(&cut), "presumed");
    assert_eq!(said(&cut), ["manifest.list-differs"]);
}

/// Its engine ran, so the host has its log, or had it.
#[test]
fn a_host_that_shows_windows_server_backup_is_asked_for_its_log() {
    let text = "computer HV01\nwindows 6.1\nlog System exported\nday 2018-01-18\n12:00:00 EventLog 6013\n\
        16:00:00 Service 7036 name=wbengine\n16:10:00 volsnap 27 status=C000000E\n18:00:00 EventLog 6013\n\
        beside manifest.txt\n| volsift collection manifest 1\n| computer: HV01\n\
        | log: System; exported; file=System.evtx; size={size System.evtx}; records={records System.evtx}; enabled=true\n\
        | log: Microsoft-Windows-Backup; absent\n| end of manifest\n";
    let advice = |text: &str| -> Vec<String> {
        let (report, _) = report_of(text);
        let advice = report["computers"][0]["advice"].as_array().unwrap().clone();
        advice.iter().map(|advice| advice["id"].as_str().unwrap().to_owned()).collect()
    };
    assert!(advice(text).contains(&"ask-backup-log".to_owned()), "{:?}", advice(text));
    let other = text.replace("name=wbengine", "name=wuauserv");
    assert!(advice(&other).contains(&"ask-backup-product".to_owned()), "{:?}", advice(&other));
}
