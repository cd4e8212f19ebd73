//! The program itself in a real terminal, with more logs than are read in a moment: it ends, whatever it is asked, and
//! keeps to the terminal's width.

use std::io::Read as _;
use std::path::Path;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use super::{ARTICLE, PATIENCE, PROGRAM, long};

/// More than a progress bar waits for.
const LONG: usize = 70 << 20;

/// A folder with the article's logs and one that is long: the same chunk again and again.
fn long_logs(folder: &Path) {
    let logs = folder.join("logs");
    std::fs::create_dir(&logs).unwrap();
    for entry in std::fs::read_dir(ARTICLE).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, logs.join(path.file_name().unwrap())).unwrap();
    }
    std::fs::write(logs.join("Application-long.evtx"), long(LONG)).unwrap();
}

/// Runs a shell's line in a terminal; gives its status and what the terminal showed.
fn in_a_terminal(line: &str, folder: &Path, columns: u16) -> (u32, String) {
    let size = PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", line]);
    command.cwd(folder);
    command.env("V", PROGRAM);
    command.env("A", ARTICLE);
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    for name in ["NO_COLOR", "COLUMNS", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let shown = std::thread::spawn(move || {
        let mut text = Vec::new();
        // A terminal that is gone ends in an error.
        reader.read_to_end(&mut text).unwrap_or_default();
        String::from_utf8(text).unwrap()
    });
    let (done, wait) = std::sync::mpsc::channel();
    let mut killer = child.clone_killer();
    let waiter = std::thread::spawn(move || {
        let status = child.wait().unwrap();
        done.send(()).unwrap();
        status
    });
    if wait.recv_timeout(PATIENCE).is_err() {
        killer.kill().unwrap();
        panic!("{line} does not end");
    }
    let status = waiter.join().unwrap();
    drop(pair.master);
    (status.exit_code(), shown.join().unwrap())
}

/// What stays on the screen: the bar takes itself away by clearing its line.
fn report(shown: &str) -> &str {
    let rest = shown.rsplit("\u{1b}[2K").next().unwrap().trim_start_matches('\r');
    // In a narrow terminal it has several lines.
    let above = rest.strip_prefix("\u{1b}[").and_then(|rest| rest.split_once('A'));
    above.filter(|(lines, _)| lines.parse::<u8>().is_ok()).map_or(rest, |(_, rest)| rest)
}

/// Text without what colours it.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect::<String>()
}

#[test]
fn long_work_ends_in_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    long_logs(folder.path());
    for options in ["", "--threads 1", "-o report.txt", "-o - --format json", "--threads 1 -o report.txt"] {
        let (status, shown) = in_a_terminal(&format!("\"$V\" analyze logs {options}"), folder.path(), 80);
        assert_eq!(status, 1, "{options}: {shown}");
        assert!(options.contains("report") || shown.contains("volsnap 27"), "{options}: {shown}");
    }
    let report = std::fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(report.contains("volsnap 27") && !report.contains('\u{1b}'));
    let (status, shown) = in_a_terminal("\"$V\" analyze logs | head -n 1", folder.path(), 80);
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("HV01"));
}

#[test]
fn a_report_keeps_to_the_width_of_the_terminal() {
    /// Narrower, the table of runs is no table any more, and a terminal folds it.
    const LEAST: usize = 48;
    let folder = tempfile::tempdir().unwrap();
    long_logs(folder.path());
    for columns in [20, 40, 80, 200] {
        let (status, shown) = in_a_terminal("\"$V\" analyze logs", folder.path(), columns);
        assert_eq!(status, 1, "{columns}: {shown}");
        let report = report(&shown);
        assert!(
            report.contains("\u{1b}[") && plain(report).starts_with("HV01: 7 volsnap 27"),
            "{columns}: {shown:?}"
        );
        let most = usize::from(columns).max(LEAST);
        for line in plain(report).lines().map(str::trim_end) {
            // Commands are there to be copied, and stay whole.
            let is_command =
                ["wevtutil", "reg add", "vssadmin", "mountvol"].iter().any(|word| line.contains(word));
            let width = textwrap::core::display_width(line);
            assert!(is_command || width <= most, "{columns}: {width}: {line}");
        }
    }
}

#[test]
fn colours_and_bars_are_for_those_streams_that_are_terminals() {
    let folder = tempfile::tempdir().unwrap();
    long_logs(folder.path());
    let run = |line: &str| in_a_terminal(line, folder.path(), 80).1;
    let is_barred = |shown: &str| shown.contains("reading ");
    assert!(
        is_barred(&run("\"$V\" analyze logs > report.txt")),
        "what is told of progress goes to standard error"
    );
    assert!(!std::fs::read_to_string(folder.path().join("report.txt")).unwrap().contains('\u{1b}'));
    let shown = run("\"$V\" analyze logs 2> errors.txt");
    assert!(!is_barred(&shown) && shown.contains("\u{1b}["));
    assert_eq!(std::fs::read_to_string(folder.path().join("errors.txt")).unwrap(), "");
    let shown = run("NO_COLOR=1 \"$V\" analyze \"$A\"");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
    // Short work has no bar, and a terminal as standard input is not read from unless somebody says so.
    assert!(!is_barred(&run("\"$V\" analyze \"$A\"")));
    assert!(run("\"$V\" explain V301").contains("\u{1b}["));
}
