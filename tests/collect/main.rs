//! The script for customers, run by wine's cmd: order, quoting, failures, and the manifest.
//!
//! Where there is no wine these tests are listed as ignored; `VOLSIFT_WINE=required` makes them fail instead.

#![allow(
    unreachable_pub,
    dead_code,
    unused_imports,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "tests fail by panicking; of what they share with others, they use a part"
)]

#[path = "../integration/evtx_builder/mod.rs"]
mod evtx_builder;
#[path = "../integration/harness.rs"]
mod harness;
mod wine;

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use evtx_builder::pack::{self, Zip};
use evtx_builder::scenario;
use wine::{Host, Wine};

/// A host on which everything is there: what its tools print.
fn host(wine: &Wine) -> Host {
    let host = Host::new(wine);
    host.file(
        "channels",
        "Application\r\nMicrosoft-Windows-Backup\r\nSystem\r\nMicrosoft-Windows-VHDMP-Operational\r\n",
    );
    host.file("enabled", "name: X\r\nenabled: true\r\ntype: Admin\r\nlogging:\r\n  logFileName: %SystemRoot%\\System32\\Winevt\\Logs\\X.evtx\r\n");
    host.file("disabled", "name: X\r\nenabled: false\r\ntype: Admin\r\n");
    host.file("info", "creationTime: 2011-11-18T02:06:52.044Z\r\nfileSize: 69632\r\nnumberOfLogRecords: 17\r\noldestRecordNumber: 1\r\n");
    host.file("log", "ElfFile");
    host.file("text", "text\r\n");
    host.file("now", "\r\nLocalDateTime=20120119100012.123000+540\r\n\r\n");
    host.file(
        "tasks",
        "\"System Idle Process\",\"0\"\r\n\"cmd.exe\",\"812\",\"Console\",\"1\",\"3,000 K\"\r\n",
    );
    host.file("zero", "0\r\n");
    host.file("name", "HV01\r\n");
    host.file("zip", "PK");
    host
}

/// What the tools of such a host do; rules that were given before hold first.
fn well(host: &mut Host) {
    for rule in [
        "wevtutil el|0|channels",
        "wevtutil gli|0|info",
        "wevtutil gl Microsoft-Windows-VHDMP|0|disabled",
        "wevtutil gl|0|enabled",
        "wevtutil epl|0||3|log",
        "tasklist|0|tasks",
        "find|1|zero",
        "hostname|0|name",
        "wmic os|0|now",
        "wmic|0|text",
        "mountvol|0|text",
        "vssadmin|0|text",
        "reg export|0||3|text",
        "reg query|0|text",
        "systeminfo|0|text",
        "powershell|0|text",
        "tar -a|0||4|zip|keep",
        "tar -t|0",
    ] {
        host.rule(rule);
    }
}

/// Such a host where all goes well.
fn well_host(wine: &Wine) -> Host {
    let mut host = host(wine);
    well(&mut host);
    host
}

fn everything_is_taken_in_order(wine: &Wine) {
    let run = well_host(wine).run("", "y\n");
    assert_eq!(run.code, 0, "{}", run.out);
    assert_eq!(run.manifest(), include_str!("manifest.txt"));
    let first: Vec<String> = run.calls.iter().take(7).map(|call| call.join(" ")).collect();
    let expected = [
        r"reg query HKU\S-1-5-19",
        "tasklist /fo csv /nh",
        "vssadmin list shadows",
        "find /c /i HarddiskVolumeShadowCopy",
        "wmic os get LocalDateTime /value",
        "hostname",
        "wevtutil el",
    ];
    assert_eq!(first, expected, "who may, what runs, and only then what is there");
    let exported = run.calls_of("wevtutil").into_iter().filter(|call| call.starts_with("wevtutil epl"));
    let expected = [
        "wevtutil epl System System.evtx /ow:true",
        "wevtutil epl Application Application.evtx /ow:true",
        "wevtutil epl Microsoft-Windows-Backup Microsoft-Windows-Backup.evtx /ow:true",
        "wevtutil epl Microsoft-Windows-VHDMP-Operational Microsoft-Windows-VHDMP-Operational.evtx /ow:true",
    ];
    assert_eq!(exported.collect::<Vec<_>>(), expected);
    let spp = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SPP";
    let is_whole = |call: &Vec<String>| call[..] == ["reg", "export", spp, "spp.reg", "/y"];
    assert!(run.calls.iter().any(is_whole), "a key with a blank is one argument");
    assert_eq!(run.left, ["HV01_2012-01-19.zip"]);
    assert_eq!(run.temporary, [""; 0], "nothing else is left");
    assert!(run.out.contains("  System: 7 bytes"), "{}", run.out);
    assert!(run.out.contains("Done: \"C:\\collect\\HV01_2012-01-19.zip\""), "{}", run.out);
}

fn any_path_will_do(wine: &Wine) {
    // wine's cmd loses a % in a path, Windows' does not.
    for (home, temp) in
        [("collect/My folder! (1) & more", "temp/a b! & (x)"), ("collect/ログ収集", "temp/日本 太郎")]
    {
        let mut host = well_host(wine);
        (host.home, host.temp, host.locale) =
            (home.into(), temp.into(), wine::japanese().unwrap_or("C.UTF-8"));
        let run = host.run("/y", "");
        assert_eq!((run.code, &run.left[..]), (0, &["HV01_2012-01-19.zip".to_owned()][..]), "{}", run.out);
        assert_eq!(run.temporary, [""; 0]);
        assert!(run.manifest().ends_with("end of manifest\n"));
    }
    let given = well_host(wine).run("/y \"C:\\home\"", "");
    assert!(given.out.contains("Done: \"C:\\home\\HV01_2012-01-19.zip\""), "{}", given.out);
    let nowhere = well_host(wine).run("/y \"C:\\no such folder\"", "");
    assert_eq!((nowhere.code, nowhere.calls.len()), (2, 0), "{}", nowhere.out);
}

fn nothing_is_taken_without_a_yes(wine: &Wine) {
    let host = well_host(wine);
    for typed in ["n\n", "no\n", "\n", "", "yesterday\n", "\"\n"] {
        let run = host.run("", typed);
        assert_eq!(run.code, 3, "{typed:?}: {}", run.out);
        assert!(run.out.contains("Nothing was collected"), "{}", run.out);
        assert!(run.calls_of("wevtutil").is_empty() && run.calls_of("tar").is_empty(), "{typed:?}");
        assert_eq!((run.left.len(), run.temporary.len()), (0, 0), "{typed:?}");
    }
}

fn a_running_backup_is_told_and_refused(wine: &Wine) {
    let mut host = host(wine);
    host.file("tasks", "\"wbengine.exe\",\"99\"\r\n\"cmd.exe\",\"812\"\r\n");
    host.file("three", "3\r\n");
    host.rule("find|0|three");
    well(&mut host);
    let refused = host.run("/y", "");
    assert_eq!(refused.code, 3, "{}", refused.out);
    assert!(refused.out.contains("WARNING") && refused.calls_of("wevtutil").is_empty(), "{}", refused.out);
    assert_eq!(refused.temporary, [""; 0]);
    let forced = host.run("/y /force", "");
    assert_eq!(forced.code, 0, "{}", forced.out);
    assert!(forced.manifest().contains("\nwbengine: running\nshadow-copies: 3\n"), "{}", forced.manifest());
    let asked = host.run("", "y\n");
    assert!(asked.out.contains("WARNING") && asked.out.contains("3 shadow copies are held"), "{}", asked.out);
    assert_eq!(asked.code, 0);
}

fn a_command_that_fails_takes_nothing_else_with_it(wine: &Wine) {
    let mut host = host(wine);
    host.rule("wevtutil epl Microsoft-Windows-Backup|5||3|log");
    // Half a list of volumes would prove what is not in it.
    host.rule("mountvol|1|text");
    host.rule("vssadmin list writers|2");
    host.rule("systeminfo|0");
    std::fs::remove_file(host.system("wbem/wmic.exe")).unwrap();
    host.file("net", "20120119100012.123456-03:30\r\n");
    host.rule("powershell -NoProfile -NonInteractive -Command [DateTime]|0|net");
    host.rule("powershell -NoProfile -NonInteractive -Command $ErrorActionPreference='Stop'; Get-PhysicalDisk|1|text");
    well(&mut host);
    let run = host.run("/y", "");
    assert_eq!(run.code, 0, "{}", run.out);
    let manifest = run.manifest();
    for line in [
        "taken: 2012-01-19T10:00:12-03:30",
        "log: Microsoft-Windows-Backup; failed; code=5",
        "text: mountvol.txt; failed; code=1; command=mountvol",
        "text: vssadmin-volumes.txt; taken; size=6; command=vssadmin list volumes",
        "text: vssadmin-writers.txt; failed; code=2; command=vssadmin list writers",
        "text: systeminfo.txt; failed; code=0; command=systeminfo",
        "text: disks-wmic.txt; absent; command=wmic diskdrive",
        "text: disks-powershell.txt; failed; code=1; command=Get-PhysicalDisk",
    ] {
        assert!(manifest.lines().any(|found| found == line), "{line}\n{manifest}");
    }
    let kept: Vec<&str> = run.kept.iter().map(|(name, _)| name.as_str()).collect();
    for gone in ["Microsoft-Windows-Backup.evtx", "mountvol.txt", "disks-wmic.txt", "systeminfo.txt"] {
        assert!(!kept.contains(&gone), "{gone} is half a file: {kept:?}");
    }
    assert!(run.out.contains("5 things could not be read"), "{}", run.out);
}

fn a_log_is_absent_only_by_a_whole_list_of_logs(wine: &Wine) {
    for (status, channels) in [(1, "System\r\n"), (0, "Application\r\n")] {
        let mut host = host(wine);
        host.file("channels", channels);
        host.rule(format!("wevtutil el|{status}|channels"));
        host.rule("wevtutil epl CloudBackup|15007");
        well(&mut host);
        let manifest = host.run("/y", "").manifest();
        assert!(!manifest.contains("; absent\n"), "{manifest}");
        assert!(manifest.contains("log: CloudBackup; failed; code=15007\n"), "{manifest}");
    }
}

fn archived_logs_come_along(wine: &Wine) {
    let mut host = host(wine);
    host.file("channels", "System\r\nMicrosoft-Windows-VHDMP/Operational\r\nApplication\r\n");
    host.file("elsewhere", "enabled: true\r\n  logFileName: C:\\home\\my logs\\System.evtx\r\n");
    host.rule("wevtutil gl System|0|elsewhere");
    well(&mut host);
    let default = host.system("winevt/Logs");
    let own = default.ancestors().nth(4).unwrap().join("home/my logs");
    for (folder, name) in [
        (&own, "Archive-System-2012-01-17-08-00-00-123.evtx"),
        (&own, "Archive-System-2012-01-18-08-00-00-123.evtx"),
        (&own, "Archive-Security-2012-01-18-08-00-00-123.evtx"),
        (&default, "Archive-Microsoft-Windows-VHDMP%4Operational-2012-01-18-08-00-00-123.evtx"),
    ] {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join(name), name).unwrap();
    }
    let run = host.run("/y", "");
    let manifest = run.manifest();
    let found: Vec<&str> = manifest.lines().filter(|line| line.starts_with("archived: ")).collect();
    let expected = [
        "archived: System; taken; file=System_archived-1.evtx; size=43",
        "archived: System; taken; file=System_archived-2.evtx; size=43",
        "archived: Microsoft-Windows-VHDMP/Operational; taken; file=Microsoft-Windows-VHDMP_Operational_archived-1.evtx; size=73",
    ];
    assert_eq!(found, expected, "{}", run.out);
    let archived = run.kept.iter().filter(|(name, _)| name.contains("archived")).count();
    assert_eq!(archived, 3);
}

/// A Windows without the two that make .zip files.
fn host_of_2008(wine: &Wine) -> Host {
    let host = host(wine);
    host.file("cab", "MSCF");
    for tool in ["tar.exe", "WindowsPowerShell/v1.0/powershell.exe"] {
        std::fs::remove_file(host.system(tool)).unwrap();
    }
    host
}

fn it_packs_with_what_there_is(wine: &Wine) {
    let mut host = host(wine);
    host.rule("powershell -NoProfile -NonInteractive -Command $ErrorActionPreference='Stop'; try|1");
    host.rule("makecab|0|||cab|keep");
    host.rule("tar -a|1||4|zip");
    well(&mut host);
    let run = host.run("/y", "");
    assert_eq!(run.code, 1, "no tool packs: {}", run.out);
    assert_eq!(run.temporary.len(), 1, "what was gathered stays: {}", run.out);
    assert!(run.out.contains("please pack that folder") && run.left.is_empty(), "{}", run.out);
    let work = host.system("").ancestors().nth(2).unwrap().join("temp").join(&run.temporary[0]);
    let directives = std::fs::read_to_string(work.join("pack.ddf")).unwrap().replace("\r\n", "\n");
    assert!(
        directives.starts_with(".Set CabinetNameTemplate=packed.cab\n.Set DiskDirectoryTemplate=..\n"),
        "{directives}"
    );
    assert!(
        directives.contains("\"manifest.txt\"\n") && directives.contains("\"System.evtx\"\n"),
        "{directives}"
    );
    std::fs::remove_dir_all(work).unwrap();
    let tried: Vec<&str> = run.calls.iter().rev().take(3).map(|call| call[0].as_str()).collect();
    assert_eq!(tried, ["makecab", "powershell", "tar"]);
    let script = run.calls.iter().rev().nth(1).unwrap().last().unwrap().clone();
    assert!(script.contains("CreateFromDirectory($env:VS_WORK+'\\files',"), "{script}");
    let mut host = host_of_2008(wine);
    host.rule(r"makecab|0||..\packed.cab|cab|keep");
    well(&mut host);
    let run = host.run("/y", "");
    assert_eq!(run.calls_of("makecab"), [r"makecab /f ..\pack.ddf"]);
    assert_eq!((run.code, &run.left[..]), (0, &["HV01_2012-01-19.cab".to_owned()][..]), "{}", run.out);
    assert_eq!(run.temporary, [""; 0]);
}

fn it_writes_over_no_file(wine: &Wine) {
    let host = well_host(wine);
    let folder = host.system("").ancestors().nth(2).unwrap().join("collect");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("HV01_2012-01-19.zip"), "mine").unwrap();
    let run = host.run("/y", "");
    assert_eq!(run.left, ["HV01_2012-01-19.zip", "HV01_2012-01-19_2.zip"], "{}", run.out);
    assert_eq!(std::fs::read(folder.join("HV01_2012-01-19.zip")).unwrap(), b"mine");
}

fn who_is_no_administrator_is_told(wine: &Wine) {
    let mut host = host(wine);
    host.rule("reg query HKU|1");
    well(&mut host);
    let run = host.run("/y", "");
    assert_eq!((run.code, run.calls.len()), (2, 1), "{}", run.out);
    assert!(run.out.contains("as administrator"), "{}", run.out);
    let usage = host.run("/?", "");
    assert_eq!((usage.code, usage.calls.len()), (2, 0), "{}", usage.out);
}

/// The story of the article, on the host on which it happened: what the script packs there tells it.
fn what_is_collected_is_analysed(wine: &Wine) {
    let case = Path::new("fixtures/cases/collected");
    let text = std::fs::read_to_string(case.join("scenario.txt")).unwrap();
    let text: String =
        text.lines().filter(|line| !line.starts_with("pack ")).map(|line| format!("{line}\n")).collect();
    let mut host = host(wine);
    host.file("channels", "Application\r\nMicrosoft-Windows-Backup\r\nSystem\r\n");
    for (name, bytes) in scenario::build(&text) {
        if let Some(channel) = name.strip_suffix(".evtx") {
            let records = bytes.windows(4).filter(|at| *at == b"**\0\0").count();
            host.file(&format!("{channel}.info"), format!("numberOfLogRecords: {records}\r\n"));
            host.rule(format!("wevtutil epl {channel} |0||3|{name}"));
            host.rule(format!("wevtutil gli {name} |0|{channel}.info"));
        }
        host.file(&name, bytes);
    }
    host.rule("mountvol|0|mountvol.txt");
    host.rule("vssadmin list volumes|0|vssadmin-volumes.txt");
    host.rule("reg export|0||3|spp.reg");
    well(&mut host);
    let run = host.run("", "y\n");
    assert_eq!(run.code, 0, "{}", run.out);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("HV01_2012-01-19.zip");
    let files: pack::Files = run.kept.into_iter().collect();
    std::fs::write(&path, pack::write_zip(&files, Zip::default())).unwrap();
    let (found, status) = harness::json(&[path.to_string_lossy()]);
    let (expected, same) = harness::json(&["fixtures/cases/collected/logs"]);
    assert_eq!(status, same);
    for key in ["volsnap27", "sessions", "trouble", "limits", "advice", "next_steps"] {
        let plain = |report: &serde_json::Value| {
            report["computers"][0][key].to_string().replace("fixtures/cases/collected/logs", "")
        };
        let folder = folder.path().to_string_lossy();
        assert_eq!(plain(&found).replace(&*folder, ""), plain(&expected), "{key}");
    }
    let taken = |report: &serde_json::Value| -> Vec<String> {
        report["context"].as_array().unwrap().iter().map(|of| of["kind"].to_string()).collect()
    };
    assert_eq!(taken(&found), taken(&expected), "the manifest is believed, and the lists are used");
}

type Test = (&'static str, fn(&Wine));

fn main() -> ExitCode {
    let tests: &[Test] = &[
        ("everything_is_taken_in_order", everything_is_taken_in_order),
        ("any_path_will_do", any_path_will_do),
        ("nothing_is_taken_without_a_yes", nothing_is_taken_without_a_yes),
        ("a_running_backup_is_told_and_refused", a_running_backup_is_told_and_refused),
        ("a_command_that_fails_takes_nothing_else_with_it", a_command_that_fails_takes_nothing_else_with_it),
        ("a_log_is_absent_only_by_a_whole_list_of_logs", a_log_is_absent_only_by_a_whole_list_of_logs),
        ("archived_logs_come_along", archived_logs_come_along),
        ("it_packs_with_what_there_is", it_packs_with_what_there_is),
        ("it_writes_over_no_file", it_writes_over_no_file),
        ("who_is_no_administrator_is_told", who_is_no_administrator_is_told),
        ("what_is_collected_is_analysed", what_is_collected_is_analysed),
    ];
    let wine = Wine::find();
    let is_required = std::env::var("VOLSIFT_WINE").is_ok_and(|value| value == "required");
    assert!(!is_required || wine::japanese().is_some(), "the locale ja_JP.UTF-8 is not there");
    let trials = tests.iter().map(|(name, test)| {
        let wine = wine.clone();
        let is_ignored = wine.is_err() && !is_required;
        Trial::test(*name, move || {
            test(&wine?);
            Ok(())
        })
        .with_ignored_flag(is_ignored)
    });
    let trials: Vec<Trial> = trials.collect();
    if let Err(why) = &wine {
        println!("collect.cmd is not run: {why}");
    }
    // One host at a time: all of them are the same drive C.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    libtest_mimic::run(&arguments, trials).exit_code()
}
