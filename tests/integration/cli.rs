//! The command line as people use and misuse it.

use volsift::cli::Surroundings;

use super::evtx_builder::scenario;
use super::harness::{json, volsift, volsift_in};

const ARTICLE: &str = "fixtures/cases/article/logs";

#[test]
fn the_article_is_told_as_its_author_found_it() {
    let output = volsift(&["analyze", ARTICLE, "--tz", "+9h", "--vms-ok", "6", "--vms-total", "12"]);
    assert_eq!(output.code, 1);
    for part in [
        "HV01: 7 volsnap 27 errors: 4 benign (presumed; mountvol.txt would support",
        "cause (likely): the snapshot of the source volumes",
        "0x807800A1 = 2155348129",
        "2012-01-18 16:26:31 +09:00 = 07:26:31Z",
        "1 800 000 ms (0x001B7740)",
        "/v CreateTimeout /t REG_DWORD /d 1800000 /f",
    ] {
        assert!(output.out.contains(part), "{part:?} is not in\n{}", output.out);
    }
}

#[test]
fn a_missing_backup_log_is_named_with_the_command_to_get_it() {
    let output = volsift(&["analyze", "fixtures/cases/backup-log-missing/logs"]);
    assert_eq!(output.code, 4);
    assert!(output.out.contains("2 undetermined"));
    assert!(output.out.contains("Microsoft-Windows-Backup is\n    missing"), "{}", output.out);
    assert!(output.out.contains("volsift collect-script -o collect.cmd"), "{}", output.out);
    let all = volsift(&["analyze", "fixtures/cases/backup-log-missing/logs", "--all"]).out;
    assert!(all.contains(r"wevtutil epl Microsoft-Windows-Backup C:\Backup.evtx"), "{all}");
}

#[test]
fn the_exit_status_does_not_depend_on_the_format() {
    for (case, code) in [("V601-fires", 0), ("article", 1), ("V401-fires", 4), ("truncated-system", 4)] {
        for format in ["table", "markdown", "json", "csv"] {
            let logs = format!("fixtures/cases/{case}/logs");
            assert_eq!(volsift(&["analyze", &logs, "--format", format]).code, code, "{case} {format}");
        }
    }
}

#[test]
fn fail_on_moves_the_border_between_1_and_4() {
    let code = |case: &str, fail_on: &str| {
        volsift(&["analyze", &format!("fixtures/cases/{case}/logs"), "--fail-on", fail_on]).code
    };
    assert_eq!(code("V401-fires", "actionable"), 4);
    assert_eq!(code("V401-fires", "undetermined"), 1);
    assert_eq!(code("V401-fires", "never"), 4);
    assert_eq!(code("article", "never"), 0);
    assert_eq!(code("V102-fires", "never"), 0);
}

#[test]
fn wrong_usage_is_2_and_says_what_is_right() {
    for (arguments, says) in [
        (vec!["analyze"], "PATH"),
        (vec!["analyze", ARTICLE, "--format", "xml"], "table"),
        (vec!["analyze", ARTICLE, "--tz", "IST"], "Asia/Kolkata"),
        (vec!["analyze", ARTICLE, "--grace", "10"], "90s"),
        (vec!["analyze", ARTICLE, "--since", "yesterday"], "2012-01-18"),
        (vec!["analyze", ARTICLE, "--vms-ok", "6"], "--vms-total"),
        (vec!["analyze", ARTICLE, "--since", "2013-01-01", "--until", "2012-01-01"], "behind"),
        (vec!["analyze", ARTICLE, "-o", "fixtures/cases/article/logs/System.evtx"], "would be lost"),
        (vec!["analyze", ARTICLE, "-o", "no/such/folder/x"], "does not exist"),
        (vec!["timeout", "--vms-ok", "0", "--vms-total", "12"], "0 is not in"),
        (vec!["explain", "nonsense"], "ask for a code"),
        (vec!["--tz", "+9h", "logs"], "volsift analyze [OPTIONS] PATH"),
        (vec!["analyse", ARTICLE], "analyze"),
    ] {
        let output = volsift(&arguments);
        assert_eq!(output.code, 2, "{arguments:?}");
        assert_eq!(output.out, "", "{arguments:?}");
        assert!(output.err.contains(says), "{arguments:?} says\n{}", output.err);
    }
}

#[test]
fn a_path_without_a_command_is_led_to_analyze() {
    let output = volsift(&[ARTICLE]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains(&format!("volsift analyze {ARTICLE}")), "{}", output.err);
    assert!(!volsift(&["nonsense"]).err.contains("To analyse"));
}

#[test]
fn a_reader_that_goes_away_is_success() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let surroundings = Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: None,
        no_color: false,
        is_unicode: true,
        tongue: volsift::catalogue::Tongue::English,
    };
    for arguments in [
        vec!["analyze", ARTICLE],
        vec!["analyze", ARTICLE, "--format", "json"],
        vec!["explain", "V301"],
        vec!["timeout", "--vms-ok", "1", "--vms-total", "2"],
    ] {
        let words = std::iter::once("volsift").chain(arguments).map(std::ffi::OsString::from);
        let mut err = Vec::new();
        let exit = volsift::cli::run(words, surroundings, &mut Gone, &mut err);
        assert_eq!((exit.code(), err), (0, Vec::new()));
    }
}

#[test]
fn colour_is_for_terminals_and_can_be_refused() {
    let surroundings = |terminal, no_color| Surroundings {
        stdout_is_terminal: terminal,
        stderr_is_terminal: false,
        columns: Some(80),
        no_color,
        is_unicode: true,
        tongue: volsift::catalogue::Tongue::English,
    };
    let painted = |surroundings, color: &str| {
        volsift_in(surroundings, &["analyze", ARTICLE, "--color", color]).out.contains('\u{1b}')
    };
    assert!(painted(surroundings(true, false), "auto"));
    assert!(!painted(surroundings(false, false), "auto"));
    assert!(!painted(surroundings(true, true), "auto"));
    assert!(!painted(surroundings(true, false), "never"));
    assert!(painted(surroundings(false, true), "always"));
}

#[test]
fn the_time_that_is_reported_on_can_be_bounded() {
    let run = |arguments: &[&str]| {
        let mut words = vec![ARTICLE, "--tz", "+9h"];
        words.extend(arguments);
        let (report, code) = json(&words);
        let count = |list: &str| report["computers"][0][list].as_array().unwrap().len();
        (count("sessions"), count("volsnap27"), code)
    };
    assert_eq!(run(&[]), (2, 7, 1));
    assert_eq!(run(&["--since", "2012-01-19"]), (1, 4, 0));
    assert_eq!(run(&["--until", "2012-01-18"]), (1, 3, 1));
    assert_eq!(run(&["--since", "2012-01-18 16:34", "--until", "2012-01-18T07:35:00Z"]), (1, 1, 1));
    // Of a time that no log reaches over, nothing is known.
    assert_eq!(run(&["--until", "2011-01-01"]), (0, 0, 4));
    assert_eq!(run(&["--since", "2010-01-01", "--until", "2011-01-01"]), (0, 0, 4));
    assert_eq!(run(&["--since", "2030-01-01"]), (0, 0, 4));
}

#[test]
fn a_time_out_that_looks_like_the_published_slip_is_noticed() {
    let (report, _) = json(&[ARTICLE, "--create-timeout", "200m"]);
    assert!(report["issues"].as_array().unwrap().iter().any(|issue| issue["kind"] == "suspicious-value"));
    let (fine, _) = json(&[ARTICLE, "--create-timeout", "30m"]);
    assert_eq!(fine["issues"].as_array().unwrap().len(), 0);
}

#[test]
fn hostile_names_reach_no_terminal() {
    let text = "08:00:00 Service 7036\n08:30:00 volsnap 27 volume=\u{1b}[2J\u{202e}x status=C000000E\ncomputer \u{1b}]0;owned\u{7}\n09:00:00 Service 7036";
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in scenario::build(&format!("folders\n{text}")) {
        let path = folder.path().join(name.replace(['\u{1b}', '\u{7}'], "_"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    // The second computer has no 27, so of the tables for spreadsheets the one of its logs tells of it.
    for format in [&["--format", "table"], &["--format", "json"], &["--csv", "coverage"]] {
        let out = volsift(&["analyze", folder.path().to_str().unwrap(), format[0], format[1]]).out;
        for dangerous in ['\u{1b}', '\u{202e}', '\u{7}'] {
            assert!(!out.contains(dangerous), "{format:?} {dangerous:?}");
        }
        assert!(out.contains("owned"), "nothing is dropped");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for columns in [60, 80, 120] {
        let surroundings = Surroundings {
            stdout_is_terminal: true,
            stderr_is_terminal: false,
            columns: Some(columns),
            no_color: true,
            is_unicode: true,
            tongue: volsift::catalogue::Tongue::English,
        };
        for case in ["article", "V202-fires", "every-template", "truncated-system"] {
            let logs = format!("fixtures/cases/{case}/logs");
            for line in volsift_in(surroundings, &["analyze", &logs]).out.lines() {
                // Commands are there to be copied, and stay whole.
                let is_command =
                    line.starts_with("    ") && (line.contains("wevtutil") || line.contains("reg add"));
                let width = textwrap::core::display_width(line);
                assert!(is_command || width <= columns, "{columns} {case} {width}: {line}");
            }
        }
    }
}

/// The pages of codes say what the report says of them.
#[test]
fn codes_bases_and_trouble_are_explained() {
    for (question, answer) in [
        ("0x807800C5", "small source volumes"),
        ("0x8078011E", "EFI system partition"),
        ("proven", "that the run attached"),
        ("failing-disk", "hardware first"),
    ] {
        let page = volsift(&["explain", question]);
        let text = page.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.code == 0 && text.contains(answer), "{question}: {text}");
    }
}

#[test]
fn several_questions_are_explained_and_what_is_unknown_gets_suggestions() {
    let all = volsift(&["explain", "VSS_E_PROVIDER_VETO", "strong", "System#4714", "volsnap", "27"]);
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    for title in ["HRESULT 0x80042306", "strong\n", "citation System#4714", "volsnap 27\n"] {
        assert!(all.out.contains(title), "{title}: {}", all.out);
    }
    let some = volsift(&["explain", "beningn", "V301"]);
    assert_eq!(some.code, 2);
    assert!(some.out.starts_with("V301"), "{}", some.out);
    assert!(some.err.contains("did you mean benign"), "{}", some.err);
    let hostile = volsift(&["explain", "\u{1b}[2J#1", "\u{202e}"]);
    assert!(!(hostile.out + &hostile.err).contains(['\u{1b}', '\u{202e}']));
}

#[test]
fn every_word_of_the_reports_has_a_page() {
    use volsift::correlation::Strength;
    use volsift::timeline::GapCause;
    use volsift::verdict::Confidence;
    let sure = [Confidence::Low, Confidence::Medium, Confidence::High].map(Confidence::id);
    let ties = [Strength::Strong, Strength::InRun, Strength::AfterRun, Strength::Weak].map(Strength::id);
    let gaps = [
        GapCause::RecordIdJump,
        GapCause::Unreadable,
        GapCause::Cleared,
        GapCause::Recreated,
        GapCause::TwoLogs,
    ];
    let gaps = gaps.map(GapCause::id);
    for word in sure.iter().chain(&ties).chain(&gaps).chain(&["checksum", "clock-set"]) {
        assert!(!volsift::explain::explain(word).is_empty(), "{word}");
    }
}
