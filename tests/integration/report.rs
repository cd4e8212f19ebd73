//! A report that one screen holds: promises about lines are counted.

use super::evtx_builder::scenario;
use super::harness::{Output, name, volsift_in};
use volsift::cli::Surroundings;
use volsift::status::Exit;
use volsift::story::{Extent, Mood};

fn told(case: &str, columns: usize, options: &[&str]) -> Output {
    let surroundings = Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: Some(columns),
        no_color: true,
        is_unicode: true,
    };
    let logs = format!("fixtures/cases/{case}/logs");
    let mut words = vec!["analyze", logs.as_str()];
    words.extend(options);
    volsift_in(surroundings, &words)
}

fn lines(output: &Output) -> usize {
    output.out.lines().count()
}

/// The blanks of wrapped lines do not count.
fn flat(output: &Output) -> String {
    output.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_quiet_host_takes_ten_lines() {
    let quiet = ["V601-fires", "V201-silent", "many-27s", "bundle", "V102-silent"];
    let mut seen = 0;
    for case in quiet {
        let output = told(case, 80, &[]);
        if output.code == 0 {
            seen += 1;
            assert!(lines(&output) <= 10, "{case}\n{}", output.out);
        }
    }
    assert!(seen >= 2);
}

#[test]
fn sixty_nights_with_two_bad_ones_fit_on_a_screen() {
    let output = told("sixty-nights", 100, &[]);
    assert!(lines(&output) <= 50, "{}\n{}", lines(&output), output.out);
    // The bad ones stand there in full.
    for part in ["backup run S24 failed", "of run S41: actionable", "S1-S23", "23 succeeded", "115 benign"] {
        assert!(output.out.contains(part), "{part}\n{}", output.out);
    }
    let all = told("sixty-nights", 100, &["--all"]);
    let rows = all.out.lines().filter(|line| line.starts_with('S')).count();
    assert!(rows >= 60, "{rows}");
    assert_eq!(lines(&told("sixty-nights", 100, &["-q"])), 2);
}

#[test]
fn thirty_hosts_with_two_bad_ones_fit_on_a_long_screen() {
    let output = told("thirty-hosts", 100, &[]);
    assert!(lines(&output) <= 80, "{}\n{}", lines(&output), output.out);
    assert!(output.out.starts_with("30 hosts: 2 need a person (HV07, HV19), 28 quiet;"), "{}", output.out);
    let all = told("thirty-hosts", 100, &["--all"]);
    assert!(all.out.matches("Asia/Tokyo").count() == 30, "each has its chapter");
}

#[test]
fn from_a_hundred_columns_on_a_run_is_one_line() {
    let output = told("comes-and-goes", 100, &["--all"]);
    let rows: Vec<&str> = output.out.lines().skip_while(|line| !line.starts_with("run ")).skip(2).collect();
    let rows = rows.iter().take_while(|line| !line.is_empty());
    assert!(rows.filter(|line| line.starts_with('S')).count() == 12, "{}", output.out);
}

#[test]
fn lines_are_drawn_as_the_locale_can_show_them() {
    assert!(told("sixty-nights", 100, &[]).out.contains('─'));
    assert!(told("sixty-nights", 100, &["--ascii"]).out.is_ascii());
}

/// Words that can be read out on the phone.
#[test]
fn no_internal_name_stands_in_the_prose() {
    for case in super::harness::cases() {
        let case = case.file_name().unwrap().to_string_lossy().into_owned();
        let output = told(&case, 100, &["--all"]);
        for word in ["record-id-jump", "two-logs", "E::", " 1 bytes", " 0 ms before", "Some(", "None"] {
            assert!(!flat(&output).contains(word), "{case}: {word}\n{}", output.out);
        }
    }
}

/// A first line is green only where the exit status is 0: what an expert would not sign is said in it.
#[test]
fn the_first_lines_and_the_exit_status_agree() {
    let mut folders: Vec<(String, Vec<std::path::PathBuf>, tempfile::TempDir)> = Vec::new();
    for case in super::harness::cases() {
        folders.push((name(&case), vec![case.join("logs")], tempfile::tempdir().unwrap()));
    }
    for kind in ["never-benign", "never-quiet"] {
        for entry in std::fs::read_dir(format!("fixtures/{kind}")).unwrap() {
            let path = entry.unwrap().path();
            let folder = tempfile::tempdir().unwrap();
            for (file, bytes) in scenario::build(&std::fs::read_to_string(&path).unwrap()) {
                let file = folder.path().join(file);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, bytes).unwrap();
            }
            folders.push((name(&path), vec![folder.path().to_owned()], folder));
        }
    }
    let mut wrong = Vec::new();
    for (name, paths, _folder) in folders {
        let inputs = paths.into_iter().map(volsift::Input::Path).collect();
        let report = volsift::analyze(inputs, &volsift::Options::default());
        let exit = volsift::status::of(&report);
        let lines = volsift::story::first_lines(&report, Extent::Folded);
        let worst = lines.iter().map(|first| first.line.mood).max().unwrap();
        let agree = match exit {
            Exit::Fine => worst <= Mood::Good,
            Exit::Undecided => worst == Mood::Open,
            Exit::NeedsPerson => worst == Mood::Bad,
            Exit::NoEvents | Exit::Fatal => true,
        };
        if !agree {
            wrong.push(format!("{name}: {exit:?} and {worst:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Two machines of one name, without a volsnap 27: nothing of that time is relied on, and the first line says so.
#[test]
fn a_name_that_two_machines_share_is_no_green_line() {
    let folder = tempfile::tempdir().unwrap();
    for (machine, minute) in [("one", 0), ("two", 7)] {
        let text = format!(
            "computer HV01\nday 2018-01-18\n12:{minute:02}:00 EventLog 6013\n13:{minute:02}:00 Service 7036 repeat=30 step=1m\n"
        );
        let place = folder.path().join(machine);
        std::fs::create_dir(&place).unwrap();
        for (file, bytes) in scenario::build(&text) {
            std::fs::write(place.join(file), bytes).unwrap();
        }
    }
    let report = volsift::analyze(vec![folder.path().into()], &volsift::Options::default());
    assert_eq!(volsift::status::of(&report), Exit::Undecided);
    let lines = volsift::story::first_lines(&report, Extent::Folded);
    assert_eq!(lines.iter().map(|first| first.line.mood).max(), Some(Mood::Open));
}

/// What could not be read of a quiet host among others is told, though the host has no chapter.
#[test]
fn damage_of_a_quiet_host_is_told() {
    let folder = tempfile::tempdir().unwrap();
    for host in ["HV01", "HV02", "HV03"] {
        let text = format!(
            "computer {host}\nday 2018-01-18\n12:00:00 EventLog 6013\n13:00:00 Service 7036 repeat=30 step=1m\n\
             13:30:00 VSS 8224 repeat=30 step=1s\n14:00:00 EventLog 6013\n"
        );
        let place = folder.path().join(host);
        std::fs::create_dir(&place).unwrap();
        for (file, mut bytes) in scenario::build(&text) {
            if host == "HV02" && file.starts_with("Application") {
                bytes.truncate(4096 + 5000);
            }
            std::fs::write(place.join(file), bytes).unwrap();
        }
    }
    let output = super::harness::volsift(&["analyze", folder.path().to_str().unwrap()]);
    assert_eq!(output.code, 4, "{}", output.out);
    let text = flat(&output);
    assert!(text.contains("1 can't be told for sure (HV02)"), "{text}");
    assert!(text.contains("another log could not be read whole"), "{text}");
    assert!(text.contains("HV02/Application.evtx, chunk 0"), "{text}");
}
