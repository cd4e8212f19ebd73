//! Odd files: pipes, devices, links, names that are no text, and files that change while they are read.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::super::evtx_builder::pack::{Files, Zip, pack};
use super::super::harness::assert_adds_up;
use super::{ARTICLE, PROGRAM, bash, command, volsift, wait};

fn log(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(ARTICLE).join(name)).unwrap()
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The verdicts of the 27s, which do not depend on how the logs came.
fn verdicts(report: &Value) -> String {
    report["summary"]["volsnap27"].to_string()
}

fn article() -> Value {
    volsift(Path::new("."), &["analyze", ARTICLE, "--format", "json"]).json()
}

#[test]
fn logs_come_through_pipes_devices_and_substitutions() {
    let folder = tempfile::tempdir().unwrap();
    let whole = verdicts(&article());
    let three = |how: &str| {
        ["System", "Application", "Microsoft-Windows-Backup"].map(|name| how.replace('%', name)).join(" ")
    };
    for line in [
        format!("\"$V\" analyze --format json {}", three("<(cat \"$A/%.evtx\")")),
        format!("\"$V\" analyze --format json {}", three("<(gzip < \"$A/%.evtx\")")),
        "\"$V\" analyze --format json <(tar cC \"$A\" .)".to_owned(),
        "\"$V\" analyze --format json <(tar czC \"$A\" .)".to_owned(),
        "tar cC \"$A\" . | \"$V\" analyze --format json -".to_owned(),
        "tar cC \"$A\" . | \"$V\" analyze --format json /dev/stdin".to_owned(),
        "tar cfC x.tar \"$A\" . && \"$V\" analyze --format json /dev/stdin < x.tar".to_owned(),
        "\"$V\" analyze --format json - \"$A/Application.evtx\" \"$A/Microsoft-Windows-Backup.evtx\" < \"$A/System.evtx\"".to_owned(),
        // The same stream twice is read once.
        "tar cC \"$A\" . | \"$V\" analyze --format json - -".to_owned(),
    ] {
        let ran = bash(folder.path(), &line);
        assert_eq!(ran.code(), Some(1), "{line}: {}", ran.err);
        let report = ran.json();
        assert_eq!(verdicts(&report), whole, "{line}");
        assert_eq!(report["summary"]["complete"], true, "{line}: {}", report["issues"]);
        assert_adds_up(&report);
    }
}

#[test]
fn a_pipe_that_is_filled_slowly_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe");
    pipe(&path);
    let words = ["analyze", "--format", "json", "pipe"];
    let child = command(PROGRAM, &words).current_dir(folder.path()).spawn().unwrap();
    let bytes = log("System.evtx");
    let mut writer = std::fs::File::options().write(true).open(&path).unwrap();
    // Pieces that are neither a header, nor a chunk, nor a page.
    for piece in bytes.chunks(1500) {
        std::io::Write::write_all(&mut writer, piece).unwrap();
    }
    drop(writer);
    let report = wait(child, "a slow pipe").json();
    assert_eq!(report["summary"]["volsnap27"]["total"], 7);
    assert_eq!(report["summary"]["complete"], true);
}

#[cfg(target_os = "linux")]
#[test]
fn devices_end_and_are_no_logs() {
    let folder = tempfile::tempdir().unwrap();
    for device in ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/full"] {
        for words in ["analyze", "timeline", "inspect"] {
            let ran = bash(folder.path(), &format!("ulimit -v 262144; \"$V\" {words} {device}"));
            assert_eq!(ran.code(), Some(3), "{words} {device}: {ran:?}");
        }
        let ran = bash(folder.path(), &format!("\"$V\" analyze \"$A\" {device} --format json"));
        assert_eq!(verdicts(&ran.json()), verdicts(&article()), "{device}");
        assert_eq!(ran.json()["summary"]["complete"], false, "{device}");
        let list = bash(
            folder.path(),
            &format!("ulimit -v 262144; \"$V\" analyze \"$A\" --mountvol {device} --format json"),
        );
        assert_eq!(list.json()["summary"]["volsnap27"]["total"], 7, "{device}: {}", list.err);
    }
    // What never ends and is a text is left where it can be nothing that matters.
    let ran = bash(folder.path(), "yes | (ulimit -v 262144; \"$V\" analyze -)");
    assert_eq!(ran.code(), Some(3), "{ran:?}");
}

#[test]
fn what_is_no_plain_file_in_a_folder_is_told_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("deep/deeper")).unwrap();
    for name in ["System", "Application", "Microsoft-Windows-Backup"] {
        std::fs::write(at(&format!("{name}.evtx")), log(&format!("{name}.evtx"))).unwrap();
    }
    pipe(&at("pipe.evtx"));
    let socket = std::os::unix::net::UnixListener::bind(at("socket.evtx")).unwrap();
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, at(name)).unwrap();
    link("pipe.evtx", "to-pipe.evtx");
    link("/dev/zero", "zero.evtx");
    link(".", "deep/here");
    link("..", "deep/deeper/up");
    link("two", "one");
    link("one", "two");
    link("nowhere", "dangling");
    link("System.evtx", "again.evtx");
    let analyzed = || volsift(folder.path(), &["analyze", ".", "--format", "json"]).json();
    let whole = analyzed();
    assert_eq!(verdicts(&whole), verdicts(&article()));
    assert!(whole["summary"]["volsnap27"]["benign"].as_u64() > Some(0));
    // What calls itself a log may have been one, so nothing beside it is benign.
    link("nowhere", "dangling.evtx");
    let report = analyzed();
    assert_eq!(report["summary"]["volsnap27"]["benign"], 0);
    assert_eq!(report["sources"].as_array().unwrap().len(), 3, "a link to a log is that log");
    let issues = report["issues"].as_array().unwrap();
    let told = |name: &str| {
        let is_it = |issue: &&Value| issue["path"].as_str().is_some_and(|path| path.ends_with(name));
        issues.iter().find(is_it).map(|issue| issue["incomplete"].as_bool().unwrap())
    };
    assert_eq!(told("/dangling.evtx"), Some(true));
    for circle in ["deep/here", "deeper/up", "/one", "/two", "/dangling"] {
        assert_eq!(told(circle), Some(false), "{circle}: {issues:?}");
    }
    let seen = volsift(folder.path(), &["inspect", ".", "--format", "json"]);
    let special = seen.text().matches("\"special\"").count();
    assert_eq!(special, 4, "{}", seen.text());
    drop(socket);
}

/// Names of files are bytes; what is printed is UTF-8, and what can't be printed is read all the same.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_names() {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    let name = |bytes: &[u8]| OsStr::from_bytes(bytes).to_owned();
    let inner = folder.path().join(name(b"logs \xff\x83\x5c"));
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join(name(b"Sys\xe9.evtx")), log("System.evtx")).unwrap();
    // What differs only in what can't be printed is two files.
    std::fs::write(inner.join(name(b"a\xfe.evtx")), log("Application.evtx")).unwrap();
    std::fs::write(inner.join(name(b"a\xff.evtx")), log("Microsoft-Windows-Backup.evtx")).unwrap();
    let zip = pack("x.zip", &Files::from([("System.evtx".to_owned(), log("System.evtx"))]), Zip::default());
    std::fs::write(inner.join(name(b"b\xff.zip")), zip).unwrap();
    let list = "\\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n    C:\\\n";
    std::fs::write(inner.join(name(b"mountvol\xff.txt")), list).unwrap();
    let run = |more: &[OsString]| {
        let words: Vec<OsString> = ["analyze".into(), inner.clone().into_os_string()]
            .into_iter()
            .chain(more.iter().cloned())
            .collect();
        volsift(folder.path(), &words)
    };
    for format in ["table", "markdown", "html", "json", "csv", "junit"] {
        let ran = run(&["--format".into(), format.into()]);
        assert!(ran.text().contains("HV01") && ran.err.is_empty(), "{format}: {}", ran.err);
    }
    let report = run(&["--format".into(), "json".into()]).json();
    assert_eq!(report["sources"].as_array().unwrap().len(), 4);
    assert_eq!(report["summary"]["complete"], true, "{}", report["issues"]);
    assert_eq!(report["context"].as_array().unwrap().len(), 1);
    assert_eq!(report["summary"]["volsnap27"]["total"], 7);
    // Each file is known by what it holds, whatever it is called, but for two that are called the same.
    let page = run(&["--format".into(), "html".into()]);
    let digits = |text: &&str| text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit());
    assert_eq!(page.text().split(['<', '>']).filter(digits).count(), 3);
    for options in [
        &[name(b"-o"), name(b"out\xff.json")][..],
        &[name(b"-oout\xfe.html")],
        &[name(b"--mountvol"), inner.join(name(b"mountvol\xff.txt")).into_os_string()],
        &[
            name(b"--mountvol"),
            [OsStr::new("HV01="), inner.join(name(b"mountvol\xff.txt")).as_os_str()].concat_all(),
        ],
    ] {
        let ran = run(options);
        assert_eq!((ran.code(), ran.err.as_str()), (Some(1), ""), "{options:?}");
    }
    assert!(
        folder.path().join(name(b"out\xff.json")).is_file()
            && folder.path().join(name(b"out\xfe.html")).is_file()
    );
    // One that is read is not written to.
    let ran = run(&[name(b"-o"), inner.join(name(b"a\xfe.evtx")).into_os_string()]);
    assert_eq!(ran.code(), Some(2));
    assert!(ran.err.contains("would be lost"), "{}", ran.err);
}

/// Joins words of bytes.
#[cfg(target_os = "linux")]
trait ConcatAll {
    fn concat_all(&self) -> std::ffi::OsString;
}

#[cfg(target_os = "linux")]
impl ConcatAll for [&std::ffi::OsStr; 2] {
    fn concat_all(&self) -> std::ffi::OsString {
        let mut whole = self[0].to_owned();
        whole.push(self[1]);
        whole
    }
}

/// A file that the system does not give: no plain file refuses even those who may read all, but this one.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_can_not_be_read_is_a_loss() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("System.evtx"), log("System.evtx")).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", folder.path().join("Backup.evtx")).unwrap();
    let report = volsift(folder.path(), &["analyze", ".", "--format", "json"]).json();
    assert_eq!(report["summary"]["complete"], false);
    assert_eq!(report["issues"][0]["kind"], "unreadable", "{}", report["issues"]);
    assert_eq!(report["sources"].as_array().unwrap().len(), 1);
}

/// Archives are read behind the pipe whose name comes first, so that they change while the program waits for it.
#[test]
fn an_archive_that_changes_while_another_file_is_read_is_told() {
    let (folder, report) = (tempfile::tempdir().unwrap(), article());
    let at = |name: &str| folder.path().join(name);
    let logs = ["System", "Application", "Microsoft-Windows-Backup"]
        .map(|name| (format!("{name}.evtx"), log(&format!("{name}.evtx"))));
    let zip = pack("x.zip", &Files::from(logs.clone()), Zip::default());
    let gz = pack("x.gz", &Files::from([logs[0].clone()]), Zip::default());
    pipe(&at("a"));
    for (file, bytes) in [("b.zip", &zip), ("b.gz", &gz)] {
        for change in ["gone", "shorter", "longer", "emptied", "a folder", "same"] {
            if at(file).is_dir() {
                std::fs::remove_dir(at(file)).unwrap();
            }
            std::fs::write(at(file), bytes).unwrap();
            let words = ["analyze", "--format", "json", "a", file];
            let child = command(PROGRAM, &words).current_dir(folder.path()).spawn().unwrap();
            // It is open once the program waits for it; the archive was looked at before.
            let mut writer = std::fs::File::options().write(true).open(at("a")).unwrap();
            match change {
                "gone" => std::fs::remove_file(at(file)).unwrap(),
                "shorter" => std::fs::write(at(file), &bytes[..bytes.len() / 2]).unwrap(),
                "longer" => std::fs::write(at(file), [bytes.as_slice(), &[7; 100_000]].concat()).unwrap(),
                "emptied" => std::fs::write(at(file), "").unwrap(),
                "a folder" => {
                    std::fs::remove_file(at(file)).unwrap();
                    std::fs::create_dir(at(file)).unwrap();
                }
                _ => {}
            }
            std::io::Write::write_all(&mut writer, &log("System.evtx")).unwrap();
            drop(writer);
            let ran = wait(child, change);
            let found = ran.json();
            assert_adds_up(&found);
            assert_eq!(
                found["summary"]["complete"],
                change == "same",
                "{file}, {change}: {}",
                found["issues"]
            );
            assert_eq!(
                found["summary"]["volsnap27"]["total"], report["summary"]["volsnap27"]["total"],
                "{file}, {change}"
            );
            assert!(change == "same" || ran.code() != Some(0), "{file}, {change}");
        }
    }
}

/// Whenever it happens: the run ends, the account adds up, and what is missing is told.
#[test]
fn a_log_that_changes_all_the_time_ends_in_a_report() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("System.evtx");
    let bytes = super::long(4 << 20);
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0_usize.. {
                if is_over.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                match round % 4 {
                    0 => std::fs::write(&path, &bytes).unwrap(),
                    1 => {
                        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100_000).unwrap()
                    }
                    2 => {
                        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(8 << 20).unwrap()
                    }
                    _ => std::fs::remove_file(&path).unwrap(),
                }
            }
        });
        for _ in 0..15 {
            let ran = volsift(folder.path(), &["analyze", ".", "--format", "json"]);
            assert!(matches!(ran.code(), Some(0 | 3 | 4)), "{ran:?}");
            let report = ran.json();
            assert_adds_up(&report);
            let records = report["sources"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["records"]["skipped"].as_u64().unwrap());
            let is_whole = records.sum::<u64>() == super::records(&bytes);
            assert!(is_whole || report["summary"]["complete"] == false || ran.code() == Some(3), "{report}");
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

/// Folders of two links each to the next one have as many paths as there are powers of two.
#[test]
fn folders_of_links_to_folders_of_links_are_entered_once() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..30).map(|number| format!("d{number:02}")).collect();
    for name in &names {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    for pair in names.windows(2) {
        for link in ["a", "b"] {
            let to = Path::new("..").join(&pair[1]);
            std::os::unix::fs::symlink(to, folder.path().join(&pair[0]).join(link)).unwrap();
        }
    }
    let last = folder.path().join(&names[29]);
    for file in ["System.evtx", "Application.evtx", "Microsoft-Windows-Backup.evtx"] {
        std::fs::write(last.join(file), log(file)).unwrap();
    }
    let ran = volsift(folder.path(), &["analyze", ".", "--format", "json"]);
    assert_eq!(verdicts(&ran.json()), verdicts(&article()));
    assert_eq!(ran.json()["sources"].as_array().unwrap().len(), 3);
}
