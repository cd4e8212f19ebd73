//! What is advised is true, rests on the records that it cites, and agrees with the next steps.

use serde_json::Value;

use super::evtx_builder::scenario;
use super::harness::{cases, json, name, options, volsift};
use volsift::verdict::{RULES, Verdict};

/// The report of a scenario.
pub(super) fn of(text: &str, options: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let mut words: Vec<&str> = options.to_vec();
    words.push(folder.path().to_str().unwrap());
    json(&words).0
}

/// The reports of all cases, with their options.
pub(super) fn of_cases() -> impl Iterator<Item = (String, Value)> {
    cases().into_iter().map(|case| {
        let mut words = options(&case);
        words.push(case.join("logs").to_string_lossy().into_owned());
        (name(&case), json(&words).0)
    })
}

pub(super) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().unwrap().iter()
}

pub(super) fn text(value: &Value) -> &str {
    value["text"].as_str().unwrap()
}

/// The advice of the first computer with a name.
pub(super) fn advice<'a>(report: &'a Value, id: &str) -> Option<&'a Value> {
    list(&report["computers"][0], "advice").find(|advice| advice["id"] == id)
}

fn is_of(event: &Value, provider: &str, id: u64) -> bool {
    event["event_id"] == id && event["provider"].as_str().unwrap().eq_ignore_ascii_case(provider)
}

/// The records that something rests on.
fn records<'a>(computer: &'a Value, because: &'a Value) -> Vec<&'a Value> {
    let is_cited = |event: &&Value| because.as_array().unwrap().contains(&event["ref"]);
    list(computer, "events").filter(is_cited).collect()
}

const NIGHT: &str = "computer HV01\nwindows 10.0\nday 2018-01-18\n12:00:00 EventLog 6013\n15:00:00 Service 7036\n16:00:00 Backup 1 run=1\n";
const ITS_END: &str = "16:30:00 Backup 4 run=1\n16:30:01 Backup 14 run=1\n17:30:00 Service 7036\n";
const ERROR: &str =
    "16:05:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01} status=C000000E\n";

/// Each reason to check an image has its own words and its own record.
#[test]
fn an_image_is_in_doubt_for_what_its_records_say() {
    let unflushed = "16:04:00 VHDMP 35 vhd=C:\\vm\\disk.vhd\n";
    let failed = "16:04:00 VHDMP 6 vhd=C:\\vm\\disk.vhd\n";
    let damaged = "16:04:00 Ntfs 55 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}\n";
    for (records, provider, id, words) in [
        (unflushed, "Microsoft-Windows-VHDMP", 35, "data unflushed (Microsoft-Windows-VHDMP 35)"),
        (failed, "Microsoft-Windows-VHDMP", 6, "an I/O to an image failed (Microsoft-Windows-VHDMP 6)"),
        (damaged, "Ntfs", 55, "inside it is damaged (Ntfs 55)"),
    ] {
        let report = of(&format!("{NIGHT}{records}{ERROR}{ITS_END}"), &[]);
        let said = advice(&report, "check-image").unwrap_or_else(|| panic!("{id}: {report:#}"));
        assert!(text(said).contains(words), "{id}: {}", text(said));
        let others = [" 35)", " 6)", " 55)"].into_iter().filter(|other| text(said).contains(other));
        assert_eq!(others.count(), 1, "{}", text(said));
        let cited = self::records(&report["computers"][0], &said["because"]);
        assert!(cited.iter().any(|event| is_of(event, provider, id)), "{id}: {said:#}");
        assert!(!cited.iter().any(|event| is_of(event, "volsnap", 27)), "{id}: {said:#}");
    }
}

/// A record that advice names stands among those that it rests on.
#[test]
fn advice_names_no_record_that_it_does_not_cite() {
    for (name, report) in of_cases() {
        for computer in list(&report, "computers") {
            for advice in list(computer, "advice").filter(|advice| advice["id"] == "check-image") {
                let cited = records(computer, &advice["because"]);
                for event in
                    list(&advice["message"]["args"], "reasons").map(|reason| &reason["args"]["event"])
                {
                    let id = event["event_id"].as_u64().unwrap();
                    let provider = event["provider"].as_str().unwrap();
                    assert!(cited.iter().any(|cited| is_of(cited, provider, id)), "{name}: {advice:#}");
                }
            }
        }
    }
}

const BACKUP_LOG: &str = "wevtutil epl Microsoft-Windows-Backup ";
const SYSTEM_LOG: &str = "wevtutil epl System ";
const ARCHIVED: &str = r"copy C:\Windows\System32\winevt\Logs\Archive-System-*.evtx ";

fn commands(computer: &Value) -> Vec<&str> {
    list(computer, "advice")
        .flat_map(|advice| list(advice, "commands"))
        .map(|it| it.as_str().unwrap())
        .collect()
}

/// A log that a next step asks for, or whose absence limits the answer, is asked for with its command.
#[test]
fn what_is_asked_for_has_its_command() {
    for (name, report) in of_cases() {
        for computer in list(&report, "computers") {
            let all = commands(computer);
            let has = |command: &str| all.iter().any(|other| other.starts_with(command));
            let steps = list(computer, "sessions").chain(list(computer, "volsnap27"));
            for step in steps.filter_map(|found| found["next_step"].as_str()) {
                let asks = step.contains("ask for");
                for (log, command) in [("Microsoft-Windows-Backup", BACKUP_LOG), ("System log", SYSTEM_LOG)] {
                    assert!(!(asks && step.contains(log)) || has(command), "{name}: {step}: {all:#?}");
                }
            }
            for limit in list(computer, "limits").map(|limit| limit["kind"].as_str().unwrap()) {
                match limit {
                    "application-only" => assert!(has(BACKUP_LOG), "{name}: {limit}: {all:#?}"),
                    "no-system-log" | "runs-not-covered" | "time-not-covered" => {
                        assert!(has(SYSTEM_LOG), "{name}: {limit}: {all:#?}");
                    }
                    _ => {}
                }
            }
        }
    }
}

/// An older log does not help where the end is missing, nor a newer one where the begin is.
#[test]
fn the_log_is_asked_for_that_would_help() {
    for case in ["truncated-system", "xml-cut", "zip-cut", "recovered"] {
        let (report, _) = json(&[format!("fixtures/cases/{case}/logs")]);
        let said = advice(&report, "ask-system-log").unwrap();
        assert!(text(said).contains("exported anew"), "{case}: {}", text(said));
        assert!(!text(said).contains("older"), "{case}: {}", text(said));
        assert!(!commands(&report["computers"][0]).iter().any(|it| it.starts_with(ARCHIVED)), "{case}");
    }
    let (report, _) = json(&["fixtures/cases/system-too-young/logs"]);
    assert!(text(advice(&report, "ask-system-log").unwrap()).contains("older records too"));
    assert!(commands(&report["computers"][0]).iter().any(|it| it.starts_with(ARCHIVED)));
    // No log mends a clock that was set, and no other export of a log that tells of no run tells of one.
    let clock = format!("{NIGHT}16:04:00.000 Kernel-General 1 by=1h\n{ERROR}{ITS_END}");
    let report = of(&clock, &[]);
    assert_eq!(report["computers"][0]["volsnap27"][0]["opinions"][0]["rule"], "V402", "{report:#}");
    assert!(advice(&report, "ask-system-log").is_none());
    let between = format!(
        "{NIGHT}{ITS_END}day 2018-01-19\n08:00:00 Service 7036\n{}12:00:00 Service 7036\n16:00:00 Backup 1 run=2\n16:30:00 Backup 4 run=2\n17:30:00 Service 7036\n",
        ERROR.replace("16:05", "10:05")
    );
    let report = of(&between, &[]);
    assert_eq!(report["computers"][0]["volsnap27"][0]["opinions"][0]["rule"], "V401", "{report:#}");
    assert!(advice(&report, "ask-backup-log").is_none());
}

/// What a next step refers to stands below it.
const BELOW: [(&str, &str); 8] = [
    ("mountvol", "ask-mountvol"),
    ("Microsoft-Windows-Backup", "ask-backup-log"),
    ("System log", "ask-system-log"),
    ("what backs this host up", "ask-backup-product"),
    ("check the disk first", "replace-disk"),
    ("drivers' logs", "ask-driver-logs"),
    ("product", "ask-other-product"),
    ("check the image", "check-image"),
];

/// Every 27 that a person must look at, or of which something is wanting, says what to do; and what is to be done next
/// agrees with it.
#[test]
fn every_open_27_has_a_next_step_that_agrees_with_the_advice() {
    for (name, report) in of_cases() {
        for computer in list(&report, "computers") {
            let given: Vec<&str> =
                list(computer, "advice").map(|advice| advice["id"].as_str().unwrap()).collect();
            for found in list(computer, "volsnap27") {
                let is_open = found["verdict"] == "actionable" || found["verdict"] == "undetermined";
                let place = format!("{name} {}: {}", found["ref"], found["next_step"]);
                assert_eq!(found["next_step"].is_string(), is_open, "{place}");
                assert_eq!(found["next_step_message"].is_null(), !is_open, "{place}");
                let Some(step) =
                    found["next_step"].as_str().filter(|step| step.contains("(see what to do next)"))
                else {
                    continue;
                };
                let meant: Vec<&str> =
                    BELOW.iter().filter(|(word, _)| step.contains(word)).map(|(_, id)| *id).collect();
                assert!(!meant.is_empty(), "{place}");
                assert!(meant.iter().all(|id| given.contains(id)), "{place}: {given:?}");
            }
            let mut words = list(computer, "advice").filter(|advice| advice["id"] != "no-disk-7").map(text);
            assert!(!words.any(|text| text.contains("No failing disk")), "{name}");
        }
    }
}

/// The next step of a rule stands beside each of its opinions, whichever decides.
#[test]
fn every_rule_says_what_to_do() {
    let mut paths: Vec<std::path::PathBuf> = cases().into_iter().map(|case| case.join("logs")).collect();
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir("fixtures/never-benign").unwrap() {
        let path = entry.unwrap().path();
        let place = folder.path().join(path.file_stem().unwrap());
        for (file, bytes) in scenario::build(&std::fs::read_to_string(&path).unwrap()) {
            let file = place.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        paths.push(place);
    }
    for path in paths {
        let report = volsift::analyze(vec![path.clone().into()], &volsift::Options::default());
        for judged in report.computers.iter().flat_map(|computer| &computer.volsnap27) {
            assert_eq!(
                judged.next_step.is_some(),
                judged.verdict >= Verdict::Undetermined,
                "{}",
                path.display()
            );
            for opinion in judged.opinions.iter().filter(|opinion| opinion.verdict >= Verdict::Undetermined) {
                let rule = RULES.iter().find(|rule| rule.id == opinion.rule).unwrap();
                assert!(
                    (rule.next_step)(&judged.subject, opinion).is_some(),
                    "{}: {}",
                    path.display(),
                    rule.id
                );
            }
        }
    }
}

/// In the report for people each such finding has its `next`, and what is to be done next is something to do.
#[test]
fn a_person_reads_what_to_do() {
    for case in ["V102-fires", "V301-fires", "V204-fires", "V101-fires", "V103-fires", "bundle-two-hosts"] {
        let path = std::path::Path::new("fixtures/cases").join(case);
        let mut words = vec!["analyze".to_owned()];
        words.extend(options(&path));
        words.push(path.join("logs").to_string_lossy().into_owned());
        let out = volsift(&words).out;
        let blocks = out.split("volsnap 27").filter(|block| {
            let verdict = block.lines().next().unwrap_or_default();
            verdict.contains(": actionable (") || verdict.contains(": undetermined (")
        });
        assert!(blocks.clone().count() > 0, "{case}\n{out}");
        for block in blocks {
            assert!(block.contains("  > next: "), "{case}\n{block}");
        }
        let next = out.split("WHAT TO DO NEXT").nth(1).unwrap_or_default().split("\n\n").next().unwrap();
        assert!(!next.contains("No failing disk"), "{case}\n{next}");
        assert!(out.contains("No failing disk"), "{case}\n{out}");
    }
}

/// The number of an event is no number of a disk, and disks that fail are told in one breath.
#[test]
fn disks_are_told_so_that_they_can_be_read_out() {
    let on = |disk: u8, minute: u8| format!("16:{minute:02}:00 disk 7 disk={disk}\n");
    let (one, three) = (on(0, 4), format!("{}{}{}", on(6, 2), on(0, 3), on(3, 4)));
    let report = of(&format!("{NIGHT}{one}{ERROR}{ITS_END}"), &[]);
    let opinion = &report["computers"][0]["volsnap27"][0]["opinions"][0];
    assert_eq!(text(opinion), "a bad block was reported on disk 0 1 min before (disk 7)");
    let said = text(advice(&report, "replace-disk").unwrap());
    assert!(said.starts_with("Hardware first: disk 0 is failing. Check it "), "{said}");
    let report = of(&format!("{NIGHT}{three}{ERROR}{ITS_END}"), &[]);
    let said = text(advice(&report, "replace-disk").unwrap());
    assert!(said.starts_with("Hardware first: disks 0, 3, 6 are failing. Check them "), "{said}");
    for (name, report) in of_cases() {
        for found in list(&report, "computers").flat_map(|computer| list(computer, "volsnap27")) {
            for opinion in list(found, "opinions").map(text) {
                assert!(
                    !opinion.contains(" on disk") || !opinion.contains("(disk 7 on"),
                    "{name}: {opinion}"
                );
                assert!(
                    !opinion.contains(" before) (") && !opinion.contains(" after) ("),
                    "{name}: {opinion}"
                );
            }
        }
    }
}

/// Provider and subject of a path are arguments, and not one text that was glued.
#[test]
fn a_path_is_told_by_its_parts() {
    let path = "16:04:00 iScsiPrt 39 \\Device\\RaidPort4\n";
    let report = of(&format!("{NIGHT}{path}{ERROR}{ITS_END}"), &[]);
    let trouble =
        list(&report["computers"][0], "trouble").find(|it| it["kind"] == "storage-path-lost").unwrap();
    let said = &trouble["message"]["args"]["phrase"]["args"]["path"]["args"];
    assert_eq!(said["provider"], "iScsiPrt", "{trouble:#}");
    assert_eq!(said["subject"], "\\Device\\RaidPort4", "{trouble:#}");
    assert_eq!(trouble["subject"], "iScsiPrt \\Device\\RaidPort4");
}
