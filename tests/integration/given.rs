//! Files and folders that are given, and files that are written: each is told, and none is lost.

use super::evtx_builder::scenario;
use super::harness::{json, volsift};

const ARTICLE: &str = "fixtures/cases/article/logs";

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
