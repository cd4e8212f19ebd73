//! What is folded stays true: of a run that nobody saw it is not said that it had no error, what is said of several is
//! true of each, and nothing that a person would act on is left out.

use std::collections::BTreeMap;

use super::evtx_builder::scenario;
use super::harness::{cases, name, volsift};
use volsift::limit::{Seen, seen};
use volsift::report::{ComputerReport, Report};
use volsift::say::{Arg, Sentence};
use volsift::status::{self, Exit};
use volsift::verdict::Verdict;

fn report(path: &std::path::Path) -> Report {
    volsift::analyze(vec![path.into()], &volsift::Options::default())
}

fn told(path: &std::path::Path, options: &[&str]) -> String {
    let mut words = vec!["analyze", path.to_str().unwrap()];
    words.extend(options);
    volsift(&words).out
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn made(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, bytes) in scenario::build(text) {
        std::fs::write(folder.path().join(file), bytes).unwrap();
    }
    folder
}

/// Cases with one computer, their logs and report.
fn of_one_computer() -> Vec<(String, std::path::PathBuf, Report)> {
    let all = cases().into_iter().map(|case| (name(&case), case.join("logs"), report(&case.join("logs"))));
    all.filter(|(.., report)| report.computers.len() == 1).collect()
}

/// Not seen is not zero: "none" stands only beside runs that System covers whole.
#[test]
fn a_run_that_is_not_covered_has_no_none() {
    let mut hidden = 0;
    for (name, logs, report) in of_one_computer() {
        let text = told(&logs, &["--all"]);
        let of: &ComputerReport = &report.computers[0];
        for (number, run) in of.shown() {
            let row = text.lines().find(|line| line.starts_with(&format!("S{number} "))).unwrap();
            if seen(&of.computer, run) != Seen::Whole {
                hidden += 1;
                assert!(!row.contains(" none"), "{name}: {row}");
            }
        }
    }
    assert!(hidden > 10, "{hidden}");
}

/// Records of other computers say nothing of the one that was asked for.
#[test]
fn of_a_computer_that_is_not_there_no_event_was_read() {
    let (_, logs, whole) = of_one_computer().into_iter().next().unwrap();
    assert_eq!(status::of_events(&whole), Exit::Fine);
    let elsewhere = volsift::Options { computers: vec!["ELSEWHERE".into()], ..Default::default() };
    let none = volsift::analyze(vec![logs.into()], &elsewhere);
    assert!(none.records_read() > 0);
    assert_eq!(status::of_events(&none), Exit::NoEvents);
}

/// Runs that System covers fold only with each other.
#[test]
fn runs_that_are_not_covered_stand_apart() {
    let text = told(std::path::Path::new("fixtures/cases/system-too-young/logs"), &[]);
    assert!(!text.contains("S1-S3"), "{text}");
    assert_eq!(text.matches("not seen").count(), 2, "{text}");
}

/// "No volsnap 27" is said of the time that System covers and of no whole day.
#[test]
fn a_minute_is_no_day() {
    let folder = made(
        "computer HV01\nday 2024-03-01\n10:00:00 EventLog 6013\n10:01:00 Service 7036\n20:00:00 Backup 1 run=1\n\
         20:30:00 Backup 4 run=1\n20:30:01 Backup 14 run=1\n",
    );
    let text = flat(&told(folder.path(), &[]));
    assert!(text.contains("volsnap 27 can't be told for the backup run;"), "{text}");
    assert!(text.contains("System ends 9 h 59 min before the backup run"), "{text}");
    let folder = made("computer HV01\nday 2024-03-01\n10:00:00 EventLog 6013\n10:01:00 Service 7036\n");
    let text = flat(&told(folder.path(), &[]));
    assert!(text.contains("no volsnap 27 error in the 1 min of 2024-03-01 that System covers"), "{text}");
}

/// Disks, letters and names that a reason speaks of.
fn named(sentence: &Sentence, into: &mut Vec<String>) {
    for (name, arg) in &sentence.args {
        match arg {
            Arg::Sentence(inner) => named(inner, into),
            Arg::Clauses(inner) => inner.iter().for_each(|inner| named(inner, into)),
            Arg::Number(disk) if *name == "disk" => into.push(format!("disk {disk}")),
            Arg::Log(text) if !text.chars().any(volsift::render::text::is_dangerous) => into.push(flat(text)),
            _ => {}
        }
    }
}

/// Whatever a 27 points to that somebody has to look at is named, also where 27s are folded.
#[test]
fn no_disk_of_a_27_is_left_out() {
    let mut seen = 0;
    let check = |label: &str, logs: &std::path::Path, report: &Report, seen: &mut usize| {
        let text = flat(&told(logs, &[]));
        for judged in report.computers.iter().flat_map(|computer| &computer.volsnap27) {
            let is_urgent = matches!(judged.verdict, Verdict::Actionable | Verdict::Undetermined);
            let speaks = judged.opinions.iter().filter(|opinion| opinion.verdict != Verdict::Benign);
            for opinion in speaks.filter(|_| is_urgent) {
                let mut names = Vec::new();
                named(&opinion.text, &mut names);
                for word in names {
                    *seen += 1;
                    assert!(text.contains(&word), "{label}: {word} of {}\n{text}", opinion.rule);
                }
            }
        }
    };
    for (label, logs, report) in of_one_computer() {
        check(&label, &logs, &report, &mut seen);
    }
    let nights = |night: u32| {
        format!(
            "day 2024-03-0{night}\n10:00:00 EventLog 6013\n13:00:00 Backup 1 run={night}\n\
             13:04:00 disk 7 disk={}\n13:05:00 volsnap 27 volume=\\\\?\\Volume{{5b6c1b2{night}-4170-11e1-9d2a-00155d0a1e01}} status=C000000E\n\
             13:30:00 Backup 4 run={night}\n13:30:01 Backup 14 run={night}\n20:00:00 Service 7036\n",
            3 * night
        )
    };
    let folder = made(&format!("computer HV01\n{}", (1..=3).map(nights).collect::<String>()));
    check("disks", folder.path(), &report(folder.path()), &mut seen);
    let text = flat(&told(folder.path(), &[]));
    assert!(
        ["disk 3 1 min", "disk 6 1 min", "disk 9 1 min"].iter().all(|disk| text.contains(disk)),
        "{text}"
    );
    assert!(seen > 20, "{seen}");
}

/// Every volume and virtual machine that failed is named, also where runs are folded.
#[test]
fn no_member_of_a_failed_run_is_left_out() {
    for (label, logs, report) in of_one_computer() {
        let text = flat(&told(&logs, &[]));
        let of = &report.computers[0];
        let failed = of.shown().filter(|(number, _)| of.next_step(*number).is_some());
        let mut codes: BTreeMap<u32, std::collections::BTreeSet<&str>> = BTreeMap::new();
        for member in failed.flat_map(|(_, run)| run.volumes.iter().chain(&run.components)) {
            if let Some(code) = member.failed_with {
                codes.entry(code.0).or_default().insert(&member.name);
            }
        }
        // More than a few are counted.
        for name in codes.values().filter(|names| names.len() <= 6).flatten() {
            assert!(text.contains(&flat(name)), "{label}: {name}\n{text}");
        }
    }
}

fn failing(night: u32, minutes: u32, volumes: u32) -> String {
    let start = format!("2024-03-{night:02}T13:00:00Z");
    format!(
        "day 2024-03-{night:02}\n10:00:00 EventLog 6013\n13:00:00 Backup 1 run={night}\n\
         13:{minutes}:00 Backup 9 run={night} began={start} code=80780021\n\
         13:{minutes}:01 Backup 14 run={night} began={start} code=80780021 state=15 snap-start={start} volumes={volumes} volume-code=8078001D\n\
         20:00:00 Service 7036\n"
    )
}

fn succeeding(night: u32) -> String {
    format!(
        "day 2024-03-{night:02}\n10:00:00 EventLog 6013\n13:00:00 Backup 1 run={night}\n13:30:00 Backup 4 run={night}\n\
         13:30:01 Backup 14 run={night}\n20:00:00 Service 7036\n"
    )
}

/// What is said of folded runs is true of each: volumes say of which runs, waits are a range, numbers are those that failed.
#[test]
fn folded_runs_tell_of_each() {
    let nights = [failing(1, 10, 1), succeeding(2), failing(3, 20, 2), failing(4, 15, 3)];
    let folder = made(&format!("computer HV01\n{}", nights.concat()));
    let text = flat(&told(folder.path(), &[]));
    assert!(text.contains("3 backup runs (S1, S3-S4) failed"), "{text}");
    assert!(text.contains("C:, D: (in S3-S4), E: (in S4) not begun"), "{text}");
    assert!(text.contains("waited 10 min to 20 min for the snapshot"), "{text}");
}

/// A night with a 27 that somebody has to look at stands alone, however many fail beside it.
#[test]
fn a_night_with_an_actionable_27_stands_alone() {
    let nights = (1..=14).map(|night| {
        let status = if night == 6 { "C0000185" } else { "C000000E" };
        let volume = format!("\\\\?\\Volume{{5b6c1b{night:02}-4170-11e1-9d2a-00155d0a1e01}}");
        let error = format!("13:05:00 volsnap 27 volume={volume} status={status}\n");
        let night = failing(night, 10, 1);
        night.replacen("\n13:10:00", &format!("\n{error}13:10:00"), 1)
    });
    let folder = made(&format!("computer HV01\n{}", nights.collect::<String>()));
    let text = told(folder.path(), &[]);
    let row = text.lines().find(|line| line.starts_with("S6 ")).unwrap_or_else(|| panic!("{text}"));
    assert!(row.contains("1 actionable"), "{text}");
    assert!(text.contains("S1-S5 ") && text.contains("S7-S14 "), "{text}");
}

/// A wrong checksum is told in the first line wherever the body tells of one in a log that decides.
#[test]
fn checksums_are_told_alike_above_and_below() {
    let mut seen = 0;
    for (label, logs, report) in of_one_computer() {
        let text = flat(&told(&logs, &[]));
        let above = text.contains("wrong checksums: what lies under them");
        let below = text.contains("! System: records under a wrong checksum");
        assert_eq!(above, report.has_doubtful_records(), "{label}: {text}");
        assert!(!below || above, "{label}: {text}");
        seen += usize::from(above);
    }
    assert!(seen > 0);
}

/// Chunks one behind the other with the same fault are one line.
#[test]
fn chunks_with_the_same_fault_are_one_line() {
    let folder = made(
        "computer HV01\nlog System chunk-records=5\nday 2018-01-18\n12:00:00 EventLog 6013\n13:00:00 Service 7036 repeat=60 step=1m\n",
    );
    let path = folder.path().join("System.evtx");
    let mut bytes = std::fs::read(&path).unwrap();
    for chunk in 3..9 {
        let at = 4096 + chunk * 65_536;
        bytes[at..at + 65_536].fill(b'x');
    }
    std::fs::write(&path, bytes).unwrap();
    let text = flat(&told(folder.path(), &[]));
    assert!(text.contains("chunks 3 to 8, from offset 200704:"), "{text}");
    assert!(!flat(&told(folder.path(), &["--all"])).contains("chunks 3 to 8"));
}
