//! Output that has no room, and runs that somebody ends: an error that says so, and nothing half-written.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::super::evtx_builder::scenario;
use super::{ARTICLE, PATIENCE, PROGRAM, bash, command, volsift, wait};

/// The names of what lies in a folder, hidden files too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_may_not_grow_is_told_and_the_old_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.json"), "old").unwrap();
    // With the signal that the system sends then, and where whoever starts the program has it ignored.
    for trap in ["", "trap '' XFSZ;"] {
        let ran = bash(folder.path(), &format!("{trap} ulimit -f 2; \"$V\" analyze \"$A\" -o report.json"));
        assert_eq!(ran.code(), Some(2), "{trap}: {ran:?}");
        assert!(ran.err.contains("can't write to") && ran.err.contains("report.json"), "{}", ran.err);
        assert_eq!(std::fs::read_to_string(folder.path().join("report.json")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["report.json"], "{trap}");
    }
}

/// The manual is many files, and extracts have checksums at their ends: none of them is left in part.
#[test]
fn no_part_of_a_page_or_of_an_extract_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let ran = bash(folder.path(), "ulimit -f 1; \"$V\" man pages");
    assert_eq!(ran.code(), Some(2), "{ran:?}");
    assert!(ran.err.contains("can't write to"), "{}", ran.err);
    // The first page is too long already.
    assert!(names(&folder.path().join("pages")).is_empty());
    for form in ["ndjson", "ndjson.zst", "parquet"] {
        std::fs::write(folder.path().join("x"), "old").unwrap();
        let ran = bash(folder.path(), &format!("ulimit -f 1; \"$V\" extract \"$A\" --format {form} -o x"));
        assert_eq!(ran.code(), Some(2), "{form}: {ran:?}");
        assert!(ran.err.contains("can't write to"), "{form}: {}", ran.err);
        assert_eq!(std::fs::read_to_string(folder.path().join("x")).unwrap(), "old", "{form}");
        assert_eq!(names(folder.path()), ["pages", "x"], "{form}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let formats = ["table", "markdown", "html", "json", "ndjson", "csv", "junit"];
    let analyses = formats.map(|format| format!("analyze \"$A\" --format {format}"));
    let made = bash(folder.path(), "\"$V\" analyze \"$A\" -o old.json");
    assert_eq!(made.code(), Some(1), "{}", made.err);
    let others = [
        "timeline \"$A\"",
        "inspect \"$A\"",
        "explain V301",
        "--help",
        "analyze --help",
        "--version",
        "schema",
        "collect-script",
        "completions bash",
        "extract \"$A\" --format ndjson",
        "extract \"$A\" --format ndjson.zst",
        "extract \"$A\" --format parquet",
        "diff old.json old.json",
        "diff old.json old.json --format json",
        "diff old.json old.json --format markdown",
        "analyze \"$A\" --group-by computer",
        "analyze \"$A\" --group-by cause --format json",
        "analyze \"$A\" --group-by day --format html",
    ];
    for words in analyses.iter().map(String::as_str).chain(others) {
        let ran = bash(folder.path(), &format!("\"$V\" {words} > /dev/full"));
        assert_eq!(ran.code(), Some(2), "{words}: {}", ran.err);
        assert!(ran.err.contains("No space left"), "{words}: {}", ran.err);
    }
    for form in ["ndjson", "ndjson.zst", "parquet"] {
        let ran = bash(folder.path(), &format!("\"$V\" extract \"$A\" --format {form} -o /dev/full"));
        assert_eq!(ran.code(), Some(2), "{form}: {}", ran.err);
        assert!(ran.err.contains("/dev/full") && ran.err.contains("No space left"), "{form}: {}", ran.err);
    }
    // Where nobody can be told either, the status has to do.
    let ran = bash(folder.path(), "\"$V\" analyze \"$A\" > /dev/full 2> /dev/full");
    assert_eq!(ran.code(), Some(2));
    let ran = bash(folder.path(), "\"$V\" analyze \"$A\" >&- 2>&-");
    assert!(ran.code().is_some(), "{ran:?}");
}

/// Sends a signal to a process.
fn signal(name: &str, process: u32) {
    let sent =
        Command::new("/usr/bin/env").args(["kill", &format!("-{name}"), &process.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// A log whose report takes its time to be written.
fn long_report(folder: &Path) {
    let text = "day 2018-01-18\n08:00:00 volsnap 27 volume=\\\\?\\Volume{5b6c1b2e-4170-11e1-9d2a-{n}} status=C000000E repeat=12000 step=1s";
    std::fs::create_dir(folder.join("logs")).unwrap();
    std::fs::write(folder.join("logs/System.evtx"), &scenario::build(text)["System.evtx"]).unwrap();
}

#[test]
fn a_signal_while_a_report_is_written_leaves_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    long_report(folder.path());
    std::fs::create_dir(folder.path().join("out")).unwrap();
    let beside = folder.path().join("out");
    for (name, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        std::fs::write(beside.join("report.json"), "old").unwrap();
        // Who runs the tests under nohup has the signal ignored, and so would the program.
        let default = format!("--default-signal={name}");
        let words: &[&str] = if cfg!(target_os = "linux") { &["/usr/bin/env", &default] } else { &[] };
        let words = [words, &[PROGRAM, "analyze", "logs", "-o", "out/report.json"]].concat();
        let mut child = command(words[0], &words[1..]).current_dir(folder.path()).spawn().unwrap();
        let begun = Instant::now();
        while names(&beside).len() < 2 {
            assert!(begun.elapsed() < PATIENCE && child.try_wait().unwrap().is_none(), "no file is begun");
            std::thread::sleep(Duration::from_millis(1));
        }
        signal(name, child.id());
        let ran = wait(child, name);
        // A shell that waits ends its loop too: it was no exit.
        assert_eq!(ran.status.signal(), Some(number), "{name}: {ran:?}");
        assert_eq!(names(&beside), ["report.json"], "{name}");
        assert_eq!(std::fs::read_to_string(beside.join("report.json")).unwrap(), "old", "{name}");
    }
}

#[test]
fn a_signal_while_logs_are_read_ends_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let child = command(PROGRAM, &["analyze", "pipe", "-o", "report.txt"])
        .current_dir(folder.path())
        .spawn()
        .unwrap();
    // To open a pipe for writing waits for the program, which then waits for what comes.
    let writer = std::fs::File::options().write(true).open(&pipe).unwrap();
    signal("INT", child.id());
    let ran = wait(child, "a run that waits");
    assert_eq!(ran.status.signal(), Some(2));
    drop(writer);
    assert_eq!(names(folder.path()), ["pipe"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_kept_from_the_program_does_not_end_it() {
    let folder = tempfile::tempdir().unwrap();
    long_report(folder.path());
    // The program tells its own parent's shell to send the signal once the file is begun.
    let line = "trap '' HUP; \"$V\" analyze logs -o report.json & \
                until compgen -G '.volsift-*' > /dev/null || ! kill -0 $!; do sleep 0.001; done; kill -HUP $!; wait $!";
    let ran = bash(folder.path(), line);
    assert_eq!(ran.code(), Some(4), "{ran:?}");
    assert_eq!(names(folder.path()), ["logs", "report.json"]);
}

/// In formats whose reports are longer than any pipe holds.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    long_report(folder.path());
    for format in ["json", "ndjson", "csv"] {
        let line = format!(
            "\"$V\" analyze logs --format {format} | head -c 100 > /dev/null; echo ${{PIPESTATUS[0]}}"
        );
        let ran = bash(folder.path(), &line);
        assert_eq!((ran.text(), ran.err.as_str()), ("0\n", ""), "{format}");
    }
    assert_eq!(volsift(folder.path(), &["analyze", ARTICLE]).code(), Some(1));
}

/// What the system calls its streams is a link to a pipe, which has no path of its own.
#[test]
fn a_report_goes_to_streams_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let told = |ran: &super::Ran| ran.json()["summary"].clone();
    let whole = told(&bash(folder.path(), "\"$V\" analyze \"$A\" --format json | cat"));
    for line in [
        "\"$V\" analyze \"$A\" --format json -o /dev/stdout | cat",
        "\"$V\" analyze \"$A\" --format json -o /dev/fd/1 | cat",
        "{ \"$V\" analyze \"$A\" -q --format json -o /dev/stderr; } 2>&1 | cat",
        "\"$V\" analyze \"$A\" --format json -o /dev/stdout > whole; cat whole",
    ] {
        let ran = bash(folder.path(), line);
        assert_eq!(told(&ran), whole, "{line}: {}", ran.err);
    }
}
