//! Every folder in fixtures/cases is a test: its logs give the facts in its expected.txt.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use volsift::verdict::RULES;

use super::evtx_builder::scenario;
use super::harness::{assert_adds_up, cases, check_file, json, name, options, volsift};

#[test]
fn every_case_gives_what_is_expected() {
    for case in cases() {
        let (report, code) = report(&case);
        check_file(&case.join("expected.txt"), facts(&report, code).as_bytes());
    }
}

#[test]
fn every_case_adds_up() {
    for case in cases() {
        let (report, _) = report(&case);
        assert_adds_up(&report);
        let counts = &report["summary"]["volsnap27"];
        let sum: u64 = ["benign", "side_effect", "actionable", "undetermined"]
            .iter()
            .map(|key| counts[*key].as_u64().unwrap())
            .sum();
        assert_eq!(counts["total"].as_u64().unwrap(), sum);
    }
}

/// The headers of its chunks say which records a log holds: so many are read, skipped or counted as failed.
#[test]
fn every_record_of_a_log_is_accounted_for() {
    for case in cases() {
        let (report, _) = report(&case);
        for source in report["sources"].as_array().unwrap() {
            let path = source["path"].as_str().unwrap();
            let Some(log) = path.ends_with(".evtx").then(|| std::fs::read(path).ok()).flatten() else {
                continue;
            };
            let declared = source["records"]["declared"].as_u64().unwrap();
            // The headers of a log that was in use when it was copied may lag behind.
            let may_lag = log.get(120).is_some_and(|flags| flags & 1 != 0);
            let told = in_headers(&log);
            assert!(declared == told || may_lag && declared > told, "{path}: {declared} of {told}");
        }
    }
}

/// The numbers of the first and the last record of each chunk (MS-EVEN6 has them at 8 and 16).
fn in_headers(log: &[u8]) -> u64 {
    let chunks = log.get(4096..).unwrap_or_default().chunks(0x1_0000);
    let number = |chunk: &[u8], at: usize| u64::from_le_bytes(chunk[at..at + 8].try_into().unwrap());
    let of_log = chunks.filter(|chunk| chunk.len() >= 24 && chunk.starts_with(b"ElfChnk\0"));
    of_log.map(|chunk| number(chunk, 16).wrapping_sub(number(chunk, 8)).wrapping_add(1)).sum()
}

#[test]
fn every_rule_fires_in_its_case_and_is_silent_in_its_twin() {
    for rule in RULES {
        for (suffix, fires) in [("fires", true), ("silent", false)] {
            let case = Path::new("fixtures/cases").join(format!("{}-{suffix}", rule.id));
            assert!(case.is_dir(), "{} has no case {}", rule.id, case.display());
            let (report, _) = report(&case);
            let subjects = subjects(&report);
            assert!(!subjects.is_empty(), "{}", case.display());
            for subject in subjects {
                let speaks =
                    subject["opinions"].as_array().unwrap().iter().any(|opinion| opinion["rule"] == rule.id);
                assert_eq!(speaks, fires, "{} and {}", case.display(), subject["ref"]);
            }
        }
    }
}

/// The heart of the matter: nothing that any rule but V601 or V602 speaks of is ever called benign.
#[test]
fn benign_is_one_rule_and_silence() {
    for case in cases() {
        let (report, _) = report(&case);
        for subject in subjects(&report) {
            let rules: Vec<&str> = subject["opinions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|opinion| opinion["rule"].as_str().unwrap())
                .collect();
            assert_eq!(
                subject["verdict"] == "benign",
                rules == ["V601"] || rules == ["V602"],
                "{} {}",
                case.display(),
                subject["ref"]
            );
        }
    }
}

fn report(case: &Path) -> (Value, u8) {
    let mut arguments = options(case);
    arguments.push(case.join("logs").to_string_lossy().into_owned());
    json(&arguments)
}

fn subjects(report: &Value) -> Vec<&Value> {
    report["computers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|computer| computer["volsnap27"].as_array().unwrap())
        .collect()
}

/// The facts of a report, a line each; runs of equal lines are counted.
fn facts(report: &Value, code: u8) -> String {
    let mut out = format!("exit {code}\ncomplete {}\n", report["summary"]["complete"]);
    for line in report["summary"]["headline"].as_array().unwrap() {
        writeln!(out, "> {}", line.as_str().unwrap()).unwrap();
    }
    assert_eq!(report["summary"]["exit_status"], code);
    for computer in report["computers"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        writeln!(
            out,
            "\n{} {} {}",
            text(&computer["name"]),
            text(&computer["time_zone"]["name"]),
            text(&computer["time_zone"]["offset"])
        )
        .unwrap();
        for session in computer["sessions"].as_array().unwrap() {
            let mut line = format!("{} {}", text(&session["id"]), text(&session["outcome"]));
            if let Some(cause) = session["cause"].as_object() {
                write!(line, " {} {}", text(&cause["kind"]), text(&cause["certainty"])).unwrap();
            }
            for other in session["other_causes"].as_array().unwrap() {
                write!(line, " also {}", text(&other["kind"])).unwrap();
            }
            for code in ["hresult", "detail"] {
                if let Some(code) = session[code].as_object() {
                    write!(line, " {}", text(&code["hex"])).unwrap();
                }
            }
            if let Some(seconds) = session["snapshot_seconds"].as_f64() {
                write!(line, " snapshot {seconds:.1} s").unwrap();
            }
            let noise = session["detach_noise"]["count"].as_u64().unwrap();
            if noise > 0 {
                write!(line, " noise {noise}").unwrap();
            }
            writeln!(out, "{line} {}", session["started_local"].as_str().unwrap()).unwrap();
            for vm in session["failed_vms"].as_array().unwrap() {
                let merged = vm["checkpoint_merged"]
                    .as_bool()
                    .map_or("", |merged| if merged { " merged" } else { " not merged" });
                let code = vm["code"]["hex"].as_str().unwrap_or("-");
                writeln!(out, "   {} {} {code}{merged}", text(&vm["name"]), text(&vm["certainty"])).unwrap();
            }
            let slow = session["slow_guest_io"]["count"].as_u64().unwrap();
            if slow > 0 {
                writeln!(out, "   {slow} slow I/Os of guests").unwrap();
            }
        }
        let mut last: Option<(String, u32)> = None;
        for subject in computer["volsnap27"].as_array().unwrap() {
            let rules: Vec<String> = subject["opinions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|opinion| text(&opinion["rule"]))
                .collect();
            let line = format!(
                "{} {} {} {} {} {}",
                text(&subject["verdict"]),
                text(&subject["confidence"]),
                text(&subject["basis"]),
                text(&subject["link"]),
                text(&subject["session"]),
                rules.join(" ")
            );
            match &mut last {
                Some((same, count)) if *same == line => *count += 1,
                _ => {
                    put(&mut out, last.take());
                    last = Some((line, 1));
                }
            }
        }
        put(&mut out, last);
        for trouble in computer["trouble"].as_array().unwrap() {
            let about = ["disk", "volume", "subject"].map(|key| &trouble[key]);
            let about =
                about.into_iter().find(|value| !value.is_null()).map_or("-".into(), ToString::to_string);
            let (kind, weight) = (text(&trouble["kind"]), text(&trouble["weight"]));
            writeln!(out, "trouble {kind} {weight} {about} {}", trouble["count"]).unwrap();
        }
        for limit in computer["limits"].as_array().unwrap() {
            writeln!(out, "limit {} undecided {}", text(&limit["kind"]), limit["undecided"]).unwrap();
        }
        for coverage in computer["coverage"].as_array().unwrap() {
            for gap in coverage["gaps"].as_array().unwrap() {
                writeln!(out, "gap {} {}", text(&coverage["channel"]), text(&gap["cause"])).unwrap();
            }
        }
        let advice: Vec<String> =
            computer["advice"].as_array().unwrap().iter().map(|advice| text(&advice["id"])).collect();
        writeln!(out, "advice {}", advice.join(" ")).unwrap();
    }
    let issues: Vec<String> = report["issues"]
        .as_array()
        .unwrap()
        .iter()
        .chain(
            report["sources"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|source| source["issues"].as_array().unwrap()),
        )
        .map(|issue| issue["kind"].as_str().unwrap().to_owned())
        .collect();
    if !issues.is_empty() {
        writeln!(out, "\nissues {}", issues.join(" ")).unwrap();
    }
    out
}

fn put(out: &mut String, line: Option<(String, u32)>) {
    if let Some((line, count)) = line {
        writeln!(out, "{count} x {line}").unwrap();
    }
}

/// Computers about which there is nothing to say share a line; what limits the answer of some of them has one too.
#[test]
fn a_hole_in_the_log_of_a_quiet_computer_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for (computer, gap) in [("HV01", "gap System 2\n"), ("HV02", ""), ("HV03", "")] {
        let text = format!(
            "computer {computer}\nday 2018-01-18\n12:00:00 EventLog 6013\n13:00:00 Service 7036\n\
             13:30:00 Service 7036\n{gap}15:00:00 Service 7036\n"
        );
        let machine = folder.path().join(computer);
        std::fs::create_dir(&machine).unwrap();
        for (file, bytes) in scenario::build(&text) {
            std::fs::write(machine.join(file), bytes).unwrap();
        }
    }
    let told = volsift(&["analyze", folder.path().to_str().unwrap()]);
    assert_eq!(told.code, 0, "{}", told.out);
    let text = told.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("3 hosts are quiet: no backup run, no volsnap 27: HV01, HV02, HV03"), "{text}");
    assert!(text.contains("on one of them, records of System are missing: HV01"), "{text}");
}

/// What an orderly stop takes with it is no lost path.
#[test]
fn an_orderly_restart_is_quiet() {
    let text = "day 2018-01-18\n12:00:00 EventLog 6013\n15:02:30 iScsiPrt 20 \\Device\\RaidPort0\n15:03:00 EventLog 6006\n\
        15:05:00 Kernel-General 12\n15:05:20 EventLog 6005\n16:00:00 Backup 1\n16:30:00 Backup 4\n17:30:00 Service 7036\n";
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    let (report, code) = json(&[folder.path().to_str().unwrap()]);
    assert_eq!(code, 0, "{}", report["summary"]["headline"]);
}

/// A list that could not be read whole, or that no tool printed, proves nothing by what it does not hold.
#[test]
fn a_broken_list_is_no_proof_of_absence() {
    let guid = |first: &str| format!("    \\\\?\\Volume{{{first}-4170-11e1-9d2a-00155d0a1e01}}\\\n");
    let whole = format!("{}        C:\\\n\n{}        D:\\\n", guid("bbbb1111"), guid("cccc1111"));
    let basis = |list: &str| {
        let text = "day 2018-01-18\n12:00:00 EventLog 6013\n15:00:00 Service 7036\n16:00:00 Backup 1\n\
             16:20:05 volsnap 27 volume=\\\\?\\Volume{aaaa1111-4170-11e1-9d2a-00155d0a1e01} status=C000000E\n\
             16:30:00 Backup 4\n17:30:00 Service 7036\n";
        let folder = tempfile::tempdir().unwrap();
        for (file, bytes) in scenario::build(text) {
            std::fs::write(folder.path().join(file), bytes).unwrap();
        }
        let path = folder.path().join("list.txt");
        std::fs::write(&path, list).unwrap();
        let (report, _) = json(&["--mountvol", path.to_str().unwrap(), folder.path().to_str().unwrap()]);
        let subject = &subjects(&report)[0];
        format!("{} {}", subject["verdict"].as_str().unwrap(), subject["basis"].as_str().unwrap_or("-"))
    };
    assert_eq!(basis(&whole), "benign supported");
    for cut in [
        r"    \\?\Volume{aaaa1111-4170-11e1-9d2a-0015",
        r"    \\?\Volume{aaaa1111-4170-11e1-9d2a-00155d0a1e01",
        r"    \\?\Volume{aaaa1111-4170-11e1-9d2a-00155d0a1e0}\",
    ] {
        assert_eq!(basis(&format!("{whole}\n{cut}\n")), "undetermined -", "{cut}");
    }
    for broken in [
        r"    \\?\Volume{bbbb1111-4170-11e1-9d2a-0015",
        r"    \\?\Volume{bbbb1111-4170-11e1-9d2a-00155d0a1e01",
        r"    \\?\Volume{bbbb1111-4170-11e1-9d2a-00155d0a1e0}\",
        r"Shadow copies of volume \\?\Volume{dddd1111-4170-11e1-9d2a-00155d0a1e01} were deleted.",
    ] {
        assert_eq!(basis(&format!("{whole}\n{broken}\n")), "benign presumed", "{broken}");
    }
    for wrapped in [
        "    \\\\?\\Volume{aaaa1111-4170\n-11e1-9d2a-\n00155d0a1e01}\\\n",
        "    \\\\?\\Vol\nume{aaaa1111-4170-11e1-9d2a-00155d0a1e01}\\\n",
    ] {
        assert_eq!(basis(&format!("{whole}\n{wrapped}        E:\\\n")), "actionable -", "{wrapped}");
    }
    // One volume is no list of all.
    assert_eq!(basis(&format!("{}        C:\\\n", guid("bbbb1111"))), "benign presumed");
}

/// Runs that can't be seen are no runs that did not fail.
#[test]
fn a_log_of_backups_that_ends_early_or_has_gaps_is_in_the_first_line() {
    let headline = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        for (file, bytes) in scenario::build(text) {
            std::fs::write(folder.path().join(file), bytes).unwrap();
        }
        json(&[folder.path().to_str().unwrap()]).0["summary"]["headline"].to_string()
    };
    let night = |day: u8| {
        format!("day 2018-01-{day:02}\n15:00:00 Service 7036\n16:00:00 Backup 1\n16:30:00 Backup 4\n")
    };
    let with = |last: &str| headline(&format!("{}{last}20:00:00 Service 7036\n", night(7)));
    assert!(with("day 2018-01-27\n").contains("the Backup log ends on 2018-01-07, 20 days before System"));
    assert!(!with("day 2018-01-14\n").contains("the Backup log"));
    assert!(
        with(&format!("gap Microsoft-Windows-Backup 70\n{}", night(8))).contains("the Backup log has gaps")
    );
    assert!(!with(&night(8)).contains("the Backup log"));
}

/// A clone has the name of its origin. Its good run excuses nothing on the other machine; a copy of a log is no clone.
#[test]
fn the_run_of_a_namesake_excuses_nothing() {
    let volume = r"\\?\Volume{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}";
    let begin = "day 2018-01-18\n12:00:00 EventLog 6013\n15:00:00 Service 7036\n";
    let run = "16:00:00 Backup 1\n16:10:00 Ntfs 98 volume=D:\n16:30:00 Backup 4\n17:30:00 Service 7036\n";
    let error = format!("16:05:00 volsnap 27 volume={volume} status=C000000E\n17:30:00 Service 7036\n");
    let (one, other) = (format!("{begin}{error}"), format!("{begin}{run}"));
    let verdicts = |logs: &[&String]| -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (number, text) in logs.iter().enumerate() {
            let machine = folder.path().join(number.to_string());
            std::fs::create_dir(&machine).unwrap();
            for (file, bytes) in scenario::build(text) {
                std::fs::write(machine.join(file), bytes).unwrap();
            }
        }
        let (report, _) = json(&[folder.path().to_str().unwrap()]);
        subjects(&report).iter().map(|subject| subject["verdict"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(verdicts(&[&one, &other]), ["undetermined"]);
    let both = format!(
        "{begin}16:00:00 Backup 1\n{}16:30:00 Backup 4\n17:30:00 Service 7036\n",
        error.replace("17:30:00 Service 7036\n", "")
    );
    assert_eq!(verdicts(&[&both]), ["benign"]);
    assert_eq!(verdicts(&[&both, &both]), ["benign"]);
}

/// Disk 157 tells of any disk: it ties a 27 strongly to its run only where a record shows that the disk was virtual,
/// and came in the run.
#[test]
fn a_surprise_removal_is_a_strong_tie_only_of_a_virtual_disk_of_the_run() {
    let link = |more: &str| {
        let text = format!(
            "day 2012-01-18\n12:00:00 Service 7036\n13:00:00 VHDMP 1 disk=9\n16:00:00 Backup 1\n{more}16:04:59 disk 157 disk=5\n\
             16:05:00 volsnap 27 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n\
             16:30:00 Backup 4\n16:30:01 Backup 14\n17:30:00 Service 7036\n"
        );
        let folder = tempfile::tempdir().unwrap();
        for (file, bytes) in scenario::build(&text) {
            std::fs::write(folder.path().join(file), bytes).unwrap();
        }
        let (report, _) = json(&[folder.path().to_str().unwrap()]);
        subjects(&report)[0]["link"].as_str().unwrap().to_owned()
    };
    assert_eq!(link(""), "in-run");
    assert_eq!(link("16:01:00 VHDMP 1 disk=5\n"), "strong");
    assert_eq!(link("16:01:00 VHDMP 1 disk=4\n"), "in-run");
    assert_eq!(link("16:01:00 VHDMP 1 disk=5\n16:02:00 VHDMP 2 disk=5\n"), "in-run");
    assert_eq!(link("16:01:00 Partition 1006 disk=5 bus=15\n"), "strong");
    assert_eq!(link("16:01:00 Partition 1006 disk=5 bus=7\n"), "in-run");
    assert_eq!(link("16:04:59 StorPort 551 miniport=vhdmp\n"), "strong");
    assert_eq!(link("16:04:59 StorPort 551 miniport=storahci\n"), "in-run");
}

#[test]
fn every_case_has_a_scenario_that_says_what_it_shows() {
    for case in cases() {
        let scenario = std::fs::read_to_string(case.join("scenario.txt")).unwrap();
        assert!(scenario.starts_with("# "), "{}", name(&case));
    }
}
