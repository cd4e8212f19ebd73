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
fn nothing_to_read_is_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(volsift(&["analyze", path]).code, 3);
}

#[test]
fn what_is_named_and_is_not_there_is_told_at_once_and_the_rest_is_analysed() {
    let told = |more: &[&str], says: &str| {
        let mut words = vec!["analyze", ARTICLE];
        words.extend(more);
        let output = volsift(&words);
        assert_eq!(output.code, 2, "{more:?}");
        assert!(output.err.contains(says), "{more:?}: {}", output.err);
        output.out
    };
    for more in [&["no/such.evtx"][..], &["--mountvol", "no-such-file.txt"], &["--mountvol", "fixtures"]] {
        assert!(told(more, more.last().unwrap()).contains("7 volsnap 27 errors"), "{more:?}");
    }
    let elsewhere = told(&["--computer", "HV99", "--computer", "hv01"], "HV99; these are: HV01");
    assert!(elsewhere.contains("7 volsnap 27 errors"));
    assert!(told(&["--computer", "HV99"], "HV99").contains("no event of a computer that is asked for"));
}

#[test]
fn a_path_without_a_command_is_led_to_analyze() {
    let output = volsift(&[ARTICLE]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains(&format!("volsift analyze {ARTICLE}")), "{}", output.err);
    assert!(!volsift(&["nonsense"]).err.contains("To analyse"));
}

#[test]
fn files_that_are_no_event_logs_are_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    put("old.evt", b"\x30\0\0\0LfLe\x01\0\0\0");
    put("trace.etl", &[&[0, 0, 1, 0][..], &[0_u8; 0x44], &[2, 0, 2, 0xc0], &[0; 100][..]].concat());
    put("empty.evtx", b"");
    put("letter.evtx", b"Dear support,");
    put("notes.txt", b"hello");
    put("bundle.zip", b"PK\x03\x04....");
    let log = scenario::build("08:00:00 Service 7036").remove("System.evtx").unwrap();
    put("GOOD.EVTX", &log);
    put("no-extension", &log);
    let (report, code) = json(&[folder.path().to_str().unwrap()]);
    assert_eq!(code, 4);
    let issues = report["issues"].as_array().unwrap();
    let kind = |name: &str| {
        issues
            .iter()
            .find(|issue| issue["path"].as_str().is_some_and(|path| path.ends_with(name)))
            .map(|issue| issue["kind"].as_str().unwrap())
    };
    assert_eq!(kind("old.evt"), Some("legacy-evt"));
    assert_eq!(kind("trace.etl"), Some("trace-file"));
    assert!(
        issues
            .iter()
            .filter(|issue| issue["kind"] == "unsupported-format")
            .all(|issue| issue["incomplete"] == false)
    );
    assert_eq!(kind("empty.evtx"), Some("empty-file"));
    assert_eq!(kind("letter.evtx"), Some("not-an-event-log"));
    assert_eq!(kind("bundle.zip"), Some("archive-damaged"));
    assert_eq!(kind("notes.txt"), None);
    assert!(issues.iter().any(|issue| issue["kind"] == "other-files"));
    assert_eq!(report["sources"].as_array().unwrap().len(), 2);
    // Named, the same text file is complained about.
    let (named, _) = json(&[folder.path().join("notes.txt").to_str().unwrap()]);
    assert_eq!(named["issues"][0]["kind"], "not-an-event-log");
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
}

#[test]
fn the_report_can_go_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let output = volsift(&["analyze", ARTICLE, "--format", "json", "-o", path.to_str().unwrap()]);
    assert_eq!((output.out.as_str(), output.code), ("", 1));
    let written = std::fs::read_to_string(path).unwrap();
    assert_eq!(written, volsift(&["analyze", ARTICLE, "--format", "json"]).out);
    let missing = folder.path().join("no/such/report.json");
    let failed = volsift(&["analyze", ARTICLE, "-o", missing.to_str().unwrap()]);
    assert_eq!(failed.code, 2);
    assert!(failed.err.contains("report.json"));
}

#[test]
fn the_timeout_is_calculated_and_written_as_a_reg_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spp.reg");
    let output = volsift(&["timeout", "--vms-ok", "6", "--vms-total", "12", "--reg", path.to_str().unwrap()]);
    assert_eq!(output.code, 0);
    for part in [
        "30 min",
        "1800000 ms",
        "0x001B7740",
        "reg add \"HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\SPP\" /v CreateTimeout /t REG_DWORD /d 1800000 /f",
    ] {
        assert!(output.out.contains(part), "{part}\n{}", output.out);
    }
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(bytes[..4], [0xff, 0xfe, b'W', 0]);
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

/// Whatever leads to a file that is read, it is not written to.
#[cfg(unix)]
#[test]
fn what_is_read_is_never_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let log = std::fs::read(format!("{ARTICLE}/System.evtx")).unwrap();
    let list = "\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n    C:\\\n";
    std::fs::create_dir(at("logs")).unwrap();
    for (name, bytes) in [
        ("logs/System.evtx", log.clone()),
        ("logs/mountvol.txt", list.into()),
        ("logs/System.csv", b"Level,Date and Time,Source,Event ID,Task Category\nError,1/18/2012 4:33:02 PM,volsnap,27,None,x\n".to_vec()),
        ("logs/events.xml", b"<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'></Event></Events>".to_vec()),
        ("logs/wreck.evtx", vec![0; 5000]),
        ("logs/other.reg", b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\X]\r\n".to_vec()),
        ("given.txt", list.into()),
    ] {
        std::fs::write(at(name), bytes).unwrap();
    }
    std::fs::hard_link(at("logs/System.evtx"), at("hard.out")).unwrap();
    std::os::unix::fs::symlink(at("logs/System.evtx"), at("soft.out")).unwrap();
    for output in [
        "logs/System.evtx",
        "logs/mountvol.txt",
        "logs/System.csv",
        "logs/events.xml",
        "logs/wreck.evtx",
        "logs/other.reg",
        "given.txt",
        "hard.out",
        "soft.out",
    ] {
        let before = std::fs::read(at(output)).unwrap();
        let told = volsift(&["analyze", &at("logs"), "--mountvol", &at("given.txt"), "-o", &at(output)]);
        assert_eq!(told.code, 2, "{output}");
        assert!(told.err.contains("would be lost"), "{output}: {}", told.err);
        let reg = volsift(&["timeout", "--vms-ok", "1", "--vms-total", "2", "--reg", &at(output)]);
        assert_eq!(reg.code, 2, "{output}");
        assert_eq!(std::fs::read(at(output)).unwrap(), before, "{output}");
    }
    // An older report beside the logs is none of them.
    for _ in 0..2 {
        assert_eq!(volsift(&["analyze", &at("logs"), "-o", &at("logs/report.txt")]).err, "");
    }
    let reg = ["timeout", "--vms-ok", "1", "--vms-total", "2", "--reg"].map(str::to_owned);
    for _ in 0..2 {
        let words: Vec<String> = reg.iter().cloned().chain([at("spp.reg")]).collect();
        assert_eq!(volsift(&words).code, 0);
    }
}

/// Files walked = logs + exports + context + archives + other files + files of which something is said.
#[test]
fn every_file_of_a_folder_of_odd_files_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    let log = std::fs::read(format!("{ARTICLE}/System.evtx")).unwrap();
    let xml = std::fs::read("fixtures/cases/xml-event-viewer/logs/events.xml").unwrap();
    let list = b"\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n    C:\\\n".to_vec();
    let csv =
        b"Level,Date and Time,Source,Event ID,Task Category\nError,1/18/2012 4:33:02 PM,volsnap,27,None,x\n"
            .to_vec();
    let zip = std::fs::read("fixtures/cases/bundle/logs/bundle.zip").unwrap();
    let cut = zip[..zip.len() / 2].to_vec();
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("System.evtx".into(), log.clone()),
        ("renamed.bin".into(), log.clone()),
        ("._System.evtx".into(), b"\0\x05\x16\x07".to_vec()),
        ("__MACOSX/System.evtx".into(), b"x".to_vec()),
        ("Thumbs.db".into(), b"\xd0\xcf\x11\xe0".to_vec()),
        ("desktop.ini".into(), b"[.ShellClassInfo]".to_vec()),
        ("LocaleMetaData/System_1041.MTA".into(), b"\0\x01\x02".to_vec()),
        ("empty.evtx".into(), Vec::new()),
        ("letter.evtx".into(), b"Dear support,".to_vec()),
        ("list.evtx".into(), csv.clone()),
        ("cut.evtx".into(), log[..5000].to_vec()),
        ("events.xml".into(), xml),
        ("mountvol.txt".into(), list),
        ("System.csv".into(), csv),
        ("System.tsv".into(), "レベル\t日付と時刻\tソース\tイベント ID\tタスクのカテゴリ\r\nエラー\t2012/01/18 16:33:02\tvolsnap\t27\tなし\tx\r\n".into()),
        ("System.json".into(), br#"[{"Id":27,"ProviderName":"volsnap","TimeCreated":"x"}]"#.to_vec()),
        ("old.evt".into(), b"\x30\0\0\0LfLe\x01\0\0\0".to_vec()),
        ("a.rar".into(), b"Rar!\x1a\x07\x01".to_vec()),
        ("bundle.zip".into(), zip),
        ("cut.zip".into(), cut),
        ("bad.7z".into(), b"7z\xbc\xaf\x27\x1cxxxx".to_vec()),
        ("bad.cab".into(), b"MSCFxxxx".to_vec()),
        ("bad.gz".into(), b"\x1f\x8bxxxx".to_vec()),
        ("page.html".into(), b"<html>".to_vec()),
        ("config.xml".into(), b"<config/>".to_vec()),
    ];
    for number in 0..20 {
        files.push((format!("notes/{number}.txt"), format!("note {number}").into_bytes()));
    }
    assert!(files.len() > 40);
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let (report, code) = json(&[folder.path().to_str().unwrap()]);
    assert_eq!(code, 1, "the article's run failed");
    let number = |folder: &serde_json::Value, key: &str| folder[key].as_u64().unwrap();
    let mut walked = 0;
    for folder in report["files"].as_array().unwrap() {
        let kinds = ["logs", "exports", "context", "archives", "other", "told"];
        let sum: u64 = kinds.iter().map(|kind| number(folder, kind)).sum();
        assert_eq!(number(folder, "walked"), sum, "{folder}");
        if !folder["place"].as_str().unwrap().contains("!/")
            && !folder["place"].as_str().unwrap().ends_with(".zip")
        {
            walked += number(folder, "walked");
        }
    }
    assert_eq!(walked, files.len() as u64);
    let issues = report["issues"].as_array().unwrap();
    let lists = issues.iter().filter(|issue| issue["kind"] == "event-list-text");
    let named: Vec<&str> =
        lists.map(|issue| issue["path"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(named.len(), 4, "{named:?}");
    let is_told = |name: &str| {
        issues.iter().any(|issue| issue["path"].as_str().is_some_and(|path| path.ends_with(name)))
    };
    for quiet in ["._System.evtx", "__MACOSX/System.evtx", "Thumbs.db", "desktop.ini", ".MTA"] {
        assert!(!is_told(quiet), "{quiet}");
    }
    for told in ["empty.evtx", "letter.evtx", "old.evt", "a.rar", "bad.7z", "bad.cab", "bad.gz", "cut.zip"] {
        assert!(is_told(told), "{told}");
    }
}

/// Pipes and devices that are named are read as streams; in a walk they are counted, and not waited for.
#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (report, code) = json(&[folder.path().to_str().unwrap(), ARTICLE]);
    assert_eq!(code, 1);
    let files = report["files"].as_array().unwrap();
    assert!(files.iter().any(|folder| folder["walked"] == 1 && folder["other"] == 1));
    let writer = {
        let pipe = pipe.clone();
        std::thread::spawn(move || {
            std::fs::write(pipe, std::fs::read(format!("{ARTICLE}/System.evtx")).unwrap())
        })
    };
    let (report, _) = json(&[pipe.to_str().unwrap()]);
    writer.join().unwrap().unwrap();
    assert_eq!(report["summary"]["volsnap27"]["total"], 7);
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
