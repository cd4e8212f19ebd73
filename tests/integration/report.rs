//! A report that one screen holds: promises about lines are counted.

use super::evtx_builder::scenario;
use super::harness::{Output, name, volsift, volsift_in};
use volsift::cli::Surroundings;
use volsift::status::Exit;
use volsift::story::{Extent, Mood};
use volsift::trouble::{TroubleKind, Weight};

fn surroundings(columns: usize) -> Surroundings {
    Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: Some(columns),
        no_color: true,
        is_unicode: true,
        tongue: volsift::catalogue::Tongue::English,
    }
}

fn told(case: &str, columns: usize, options: &[&str]) -> Output {
    told_in(&format!("fixtures/cases/{case}/logs"), columns, options)
}

fn told_in(logs: &str, columns: usize, options: &[&str]) -> Output {
    let surroundings = surroundings(columns);
    let mut words = vec!["analyze", logs];
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

const WIDTHS: [usize; 3] = [80, 100, 120];

#[test]
fn a_quiet_host_takes_ten_lines() {
    let mut seen = 0;
    for case in super::harness::cases() {
        for columns in WIDTHS {
            let output = told(&name(&case), columns, &[]);
            if output.code == 0 {
                seen += 1;
                // Of more than two things that are told beside, each takes its room.
                let told = output.out.lines().filter(|line| line.starts_with("* ")).count();
                let room = 10 + 2 * told.saturating_sub(2);
                assert!(lines(&output) <= room, "{} {columns}\n{}", name(&case), output.out);
            }
        }
    }
    assert!(seen >= 20);
}

/// What is told of a quiet host with `--all` is told without it too: skipped files, damage inside images, trouble.
#[test]
fn a_quiet_host_keeps_nothing_back() {
    let mut seen = 0;
    for case in super::harness::cases() {
        let output = told(&name(&case), 100, &[]);
        if output.code != 0 {
            continue;
        }
        let report = volsift::analyze(vec![case.join("logs").into()], &volsift::Options::default());
        for computer in &report.computers {
            let text = flat(&output);
            let mut holds = |part: &str| {
                seen += 1;
                assert!(text.contains(part), "{}: {part}\n{}", name(&case), output.out);
            };
            if computer.count_outcome(volsift::session::Outcome::SucceededWithSkippedFiles) > 0 {
                holds("files were skipped");
            }
            if !computer.with_damaged_images().is_empty() {
                holds("file system damage inside an image");
            }
            for trouble in &computer.trouble {
                holds(&computer.cite(trouble.events[0]));
                // What is over needs nothing.
                let is_settled =
                    matches!(trouble.kind, TroubleKind::StoragePathLost | TroubleKind::ShadowCopiesLost);
                if trouble.weight == Weight::Told && !is_settled {
                    holds("> next:");
                }
            }
        }
    }
    assert!(seen >= 6, "{seen}");
}

/// Past trouble is told as past, in the first line too.
#[test]
fn past_trouble_is_not_told_in_the_present() {
    let text = flat(&told("trouble-silent", 100, &[]));
    assert!(!text.contains("is failing"), "{text}");
    assert!(text.matches("disk 2 gave errors until 2018-01-18, none since").count() == 2, "{text}");
}

fn folder_of(scenarios: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in scenarios.iter().enumerate() {
        let place = folder.path().join(number.to_string());
        std::fs::create_dir(&place).unwrap();
        for (file, bytes) in scenario::build(text) {
            std::fs::write(place.join(file), bytes).unwrap();
        }
    }
    folder
}

fn told_of(scenarios: &[String], columns: usize) -> Output {
    let folder = folder_of(scenarios);
    told_in(folder.path().to_str().unwrap(), columns, &[])
}

/// Quiet hosts among others have no chapter: what must be known of them stands in the first lines.
#[test]
fn quiet_hosts_keep_nothing_back() {
    let host = |name: &str, lines: &str| {
        format!(
            "computer {name}\nday 2018-01-18\n12:00:00 EventLog 6013\n16:00:00 Backup 1 run=1\n{lines}\n\
             16:30:01 Backup 14 run=1\n20:00:00 Service 7036\n"
        )
    };
    let good = "16:30:00 Backup 4 run=1";
    let output = told_of(
        &[
            host("HV01", good),
            host("HV02", &format!("{good}\n16:45:00 volsnap 24 volume=E:")),
            host("HV03", "16:30:00 Backup 23 run=1 flags=136"),
        ],
        100,
    );
    assert_eq!(output.code, 0, "{}", output.out);
    let text = flat(&output);
    assert!(text.contains("on one of them, shadow copies of E: are in danger: HV02"), "{text}");
    assert!(text.contains("on one of them, backup runs skipped files: HV03"), "{text}");
}

/// Hosts of which the same is said share a line.
#[test]
fn hosts_with_the_same_line_share_it() {
    let hosts: Vec<String> = (1..=9)
        .map(|host| format!("computer HV{host:02}\nday 2018-01-18\n12:00:00 VSS 8224 repeat=3 step=1m\n"))
        .collect();
    let output = told_of(&hosts, 100);
    let first = output.out.split("\n\n").next().unwrap();
    assert!(first.contains("\nHV01, HV02, HV03, HV04, HV05"), "{first}");
    assert_eq!(first.matches("can't be told: no System log").count(), 1, "{first}");
}

#[test]
fn sixty_nights_with_two_bad_ones_fit_on_a_screen() {
    let output = told("sixty-nights", 100, &[]);
    for columns in WIDTHS {
        let output = told("sixty-nights", columns, &[]);
        assert!(lines(&output) <= 50, "{}\n{}", lines(&output), output.out);
    }
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

/// Words of tables are broken only at blanks, at every width, and a run is one line from 100 columns on where it has one
/// kind of verdict and nothing beside it.
#[test]
fn no_word_of_a_table_is_broken() {
    let rows = |output: &Output| -> Vec<String> {
        let mut rows = Vec::new();
        let mut heading = "";
        let mut is_row = false;
        for line in output.out.lines() {
            is_row = (is_row || line.starts_with("──")) && !line.is_empty();
            if line.starts_with("──") {
                rows.push(heading.to_owned());
            } else if is_row {
                rows.push(line.to_owned());
            }
            heading = line;
        }
        rows
    };
    let is_time = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || "-+:Z=".contains(c));
    for case in super::harness::cases() {
        for options in [[].as_slice(), &["--all"]] {
            let whole = rows(&told(&name(&case), 140, options)).join(" ");
            let whole: std::collections::BTreeSet<&str> =
                whole.split_whitespace().map(|word| word.trim_end_matches(':')).collect();
            for columns in [60, 80, 100, 120] {
                let rows = rows(&told(&name(&case), columns, options));
                let words = rows.iter().flat_map(|row| row.split_whitespace()).filter(|word| !is_time(word));
                for word in words.map(|word| word.trim_end_matches(':')) {
                    assert!(whole.contains(word), "{} {columns}: {word}\n{rows:#?}", name(&case));
                }
            }
        }
    }
    for case in ["article", "V501-fires", "system-too-young"] {
        let rows = rows(&told(case, 100, &[]));
        assert!(rows.iter().skip(1).all(|row| row.starts_with('S')), "{case}: {rows:#?}");
    }
}

/// Words that can be read out on the phone.
#[test]
fn no_internal_name_stands_in_the_prose() {
    for case in super::harness::cases() {
        let case = case.file_name().unwrap().to_string_lossy().into_owned();
        let output = told(&case, 100, &["--all"]);
        // The ids of causes are for the JSON; rule V501 names them in brackets.
        for id in volsift::session::CAUSES.iter().map(|row| row.id).filter(|id| id.contains('-')) {
            let text = flat(&output).replace(&format!("({id})"), "");
            assert!(!text.contains(id), "{case}: {id}\n{}", output.out);
        }
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
    let output = volsift(&["analyze", folder.path().to_str().unwrap()]);
    assert_eq!(output.code, 4, "{}", output.out);
    let text = flat(&output);
    assert!(text.contains("1 can't be told for sure (HV02)"), "{text}");
    assert!(text.contains("another log could not be read whole"), "{text}");
    assert!(text.contains("HV02/Application.evtx, chunk 0"), "{text}");
}

/// Where one of several computers is asked for, damage in another's log is told with the input, not as its own.
#[test]
fn damage_of_a_log_is_told_of_its_own_computer_only() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in scenario::build(include_str!("../browser/rich.txt")) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let of = |computer: &str| {
        let path = folder.path().to_str().unwrap();
        let report = volsift(&["analyze", path, "--all", "--computer", computer]).out;
        let (told, input) = report.split_once("\nINPUT").unwrap();
        (told.contains("checksum"), input.contains("checksum"))
    };
    assert_eq!(of("HV02"), (true, false));
    assert_eq!(of("HV01"), (false, true));
}
