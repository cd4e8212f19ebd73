//! What is said of CreateTimeout is one decision, and rests on what the runs waited.

use serde_json::Value;

use super::advice::{advice, list, of, of_cases, text};
use super::evtx_builder::scenario;
use super::harness::{json, volsift};

/// The value in the `reg add` of advice, in milliseconds.
fn proposed(advice: &Value) -> Vec<u64> {
    let commands = list(advice, "commands").map(|command| command.as_str().unwrap());
    let value = |command: &str| command.split("/d ").nth(1)?.split(' ').next()?.parse().ok();
    commands.filter_map(value).collect()
}

/// A run that waited so many minutes for a snapshot that was not made.
fn timed_out(day: u8, run: u8, waited: u8) -> String {
    let began = format!("began=2018-01-{day:02}T16:00:00.500Z code=80780021");
    format!(
        "day 2018-01-{day:02}\n15:00:00 Service 7036\n16:00:00 Backup 1 run={run}\n16:{waited:02}:00 Backup 9 run={run} {began}\n\
         16:{waited:02}:00.100 Backup 14 run={run} {began} detail=81000101 snap-start=2018-01-{day:02}T16:00:00.100Z state=15 volume-code=8078001D\n"
    )
}

fn no_room(day: u8, run: u8) -> String {
    format!(
        "day 2018-01-{day:02}\n16:00:00 Backup 1 run={run}\n16:30:00 Backup 7 run={run} state=15 volume-code=80780119\n\
         16:30:00.100 Backup 14 run={run} state=15 volume-code=80780119\n17:30:00 Service 7036\n"
    )
}

/// It is told of the run that it is of, and not of the last one, which failed for another cause.
#[test]
fn a_time_out_is_told_of_its_run() {
    let begin = "computer HV01\nwindows 10.0\nday 2018-01-17\n12:00:00 EventLog 6013\n";
    let report =
        of(&format!("{begin}{}{}{}", timed_out(18, 1, 10), timed_out(19, 2, 20), no_room(20, 3)), &[]);
    let said = advice(&report, "raise-create-timeout").unwrap();
    assert!(text(said).starts_with("In run S2 of 2018-01-"), "{}", text(said));
    assert!(text(said).contains("So it was in one run before."), "{}", text(said));
    assert!(text(said).contains("a run waited 19 min 59 s for its snapshot in vain"), "{}", text(said));
    assert_eq!(proposed(said), [1_800_000]);
    // What was waited out already is no proposal, whatever it follows from.
    for load in [["--vms-ok", "6", "--vms-total", "6"], ["--vms-ok", "6", "--vms-total", "5"]] {
        let text = format!("{begin}{}{}", timed_out(18, 1, 20), no_room(19, 2));
        let report = of(&text, &load);
        assert_eq!(proposed(advice(&report, "raise-create-timeout").unwrap()), [1_800_000]);
    }
    for (name, report) in of_cases() {
        for computer in list(&report, "computers") {
            let waited = list(computer, "sessions")
                .filter(|run| {
                    run["cause"]["kind"] == "snapshot-timeout" && run["snapshot_succeeded"] == false
                })
                .filter_map(|run| run["snapshot_seconds"].as_f64())
                .fold(0.0, f64::max);
            for advice in list(computer, "advice") {
                assert!(!text(advice).contains("last run's"), "{name}: {}", text(advice));
                if advice["id"] == "raise-create-timeout" {
                    let more = proposed(advice)[0] as f64 / 1000.0 - waited;
                    assert!(more > 500.0, "{name}: {waited} s waited, {}", text(advice));
                }
            }
        }
    }
}

/// What one report says of CreateTimeout is one decision: one value, and nothing against it.
fn assert_one_decision(name: &str, report: &Value) {
    for computer in list(report, "computers") {
        let mut values: Vec<u64> = list(computer, "advice").flat_map(proposed).collect();
        values.dedup();
        assert!(values.len() <= 1, "{name}: {values:?}");
        let steps = list(computer, "sessions").filter_map(|run| run["next_step"].as_str());
        let said: Vec<&str> = list(computer, "advice").map(text).chain(steps).collect();
        let keeps = said.iter().any(|text| text.contains("keep CreateTimeout"));
        assert!(!keeps || values.is_empty(), "{name}: {said:#?}");
        // A value that stands in a step stands in the command too.
        for step in list(computer, "sessions").filter(|run| !run["next_step_message"].is_null()) {
            if let Some(minutes) = step["next_step_message"]["args"]["minutes"].as_u64() {
                assert_eq!(values, [minutes * 60_000], "{name}: {said:#?}");
            }
        }
        let nothing = "nothing is left to do for this run";
        let is_to_be_checked = said.iter().any(|text| text.contains("find out what it is now"));
        assert!(!is_to_be_checked || !said.iter().any(|text| text.contains(nothing)), "{name}: {said:#?}");
    }
}

#[test]
fn advice_and_next_steps_on_create_timeout_are_one_decision() {
    let more: [&[&str]; 6] = [
        &[],
        &["--vms-ok", "6", "--vms-total", "12"],
        &["--vms-ok", "6", "--vms-total", "12", "--create-timeout", "20m"],
        &["--vms-ok", "6", "--vms-total", "12", "--create-timeout", "30m"],
        &["--vms-ok", "6", "--vms-total", "6", "--create-timeout", "15m"],
        &["--create-timeout", "15m"],
    ];
    for case in ["article", "comes-and-goes", "V501-fires", "snapshots-grow", "application-only"] {
        for more in more {
            let logs = format!("fixtures/cases/{case}/logs");
            let words: Vec<&str> = more.iter().copied().chain([logs.as_str()]).collect();
            assert_one_decision(&format!("{case} {more:?}"), &json(&words).0);
        }
    }
    for (name, report) in of_cases() {
        assert_one_decision(&name, &report);
    }
    let began = "began=2018-01-19T16:00:00Z snap-start=2018-01-19T16:00:00Z snap-end=2018-01-19T16:14:00Z";
    let overcome = format!(
        "computer HV01\nwindows 10.0\nday 2018-01-17\n12:00:00 EventLog 6013\n{}day 2018-01-19\n16:00:00 Backup 1 run=2\n\
         17:00:00 Backup 4 run=2 {began}\n17:00:01 Backup 14 run=2 {began}\n",
        timed_out(18, 1, 10)
    );
    let with = |more: &[&str]| {
        let report = of(&overcome, more);
        assert_one_decision(&format!("{more:?}"), &report);
        let step =
            report["computers"][0]["sessions"][0]["next_step_message"]["id"].as_str().unwrap().to_owned();
        (step, advice(&report, "past-create-timeout").unwrap()["commands"].as_array().unwrap().len())
    };
    let load = ["--vms-ok", "6", "--vms-total", "12"];
    assert_eq!(with(&[]), ("next.keep-create-timeout".to_owned(), 0));
    assert_eq!(with(&load), ("next.check-create-timeout".to_owned(), 2));
    assert_eq!(
        with(&[&load[..], &["--create-timeout", "30m"]].concat()),
        ("next.keep-create-timeout".to_owned(), 0)
    );
    assert_eq!(
        with(&[&load[..], &["--create-timeout", "22m"]].concat()),
        ("next.raise-create-timeout".to_owned(), 1)
    );
}

/// A trend towards a limit that nobody knows is told with what would tell the limit.
#[test]
fn growing_snapshots_are_told_where_the_limit_is_unknown() {
    let (report, _) = json(&["fixtures/cases/snapshots-grow/logs"]);
    assert!(report["computers"][0]["snapshot_trend"]["limit_seconds"].is_null());
    let said = advice(&report, "snapshot-headroom").unwrap();
    for part in ["grow by 1 min a night", "took 12 min", "CreateTimeout is not known", "SPP key"] {
        assert!(text(said).contains(part), "{part}: {}", text(said));
    }
    assert!(said["commands"][0].as_str().unwrap().starts_with("reg export "), "{said}");
    // It is told of a quiet host too, and its twin, which does not grow, stays quiet.
    let out = volsift(&["analyze", "fixtures/cases/snapshots-grow/logs"]).out;
    assert!(out.contains("Snapshots grow by 1 min a night"), "{out}");
    let (twin, _) = json(&["fixtures/cases/snapshots-grow-silent/logs"]);
    assert!(advice(&twin, "snapshot-headroom").is_none(), "{twin:#}");
}

/// A value that was set after the runs failed is neither a reason to raise it further nor one to call for support.
#[test]
fn a_value_that_was_set_since_is_tried_first() {
    let folder = tempfile::tempdir().unwrap();
    let begin = "computer HV01\nwindows 10.0\nday 2018-01-17\n12:00:00 EventLog 6013\n";
    for (file, bytes) in scenario::build(&format!("{begin}{}", timed_out(18, 1, 10))) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let key = r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP";
    let export = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[{key}]\r\n\"CreateTimeout\"=dword:001b7740\r\n"
    );
    std::fs::write(folder.path().join("spp.reg"), export).unwrap();
    let (report, _) = json(&[folder.path().to_str().unwrap()]);
    let given: Vec<&str> =
        list(&report["computers"][0], "advice").map(|it| it["id"].as_str().unwrap()).collect();
    assert!(given.contains(&"create-timeout-raised"), "{given:?}");
    assert!(!given.contains(&"raise-create-timeout") && !given.contains(&"contact-support"), "{given:?}");
    let step = report["computers"][0]["sessions"][0]["next_step"].as_str().unwrap();
    assert!(step.starts_with("run the backup again: CreateTimeout is 30 min by now"), "{step}");
}
