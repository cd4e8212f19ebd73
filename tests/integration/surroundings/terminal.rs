//! The program itself in a real terminal, with more logs than are read in a moment: it ends, whatever it is asked.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// More than a progress bar waits for.
const LONG: u64 = 70 << 20;
/// On a slow machine it takes seconds; one that hangs takes for ever.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder with a log whose file is long: space that was set aside for records to come.
fn long_log(folder: &Path) {
    let log = folder.join("logs").join("System.evtx");
    std::fs::create_dir_all(log.parent().unwrap()).unwrap();
    std::fs::copy("fixtures/cases/article/logs/System.evtx", &log).unwrap();
    std::fs::OpenOptions::new()
        .write(true)
        .open(&log)
        .unwrap()
        .set_len((4096 + LONG) / 65_536 * 65_536 + 4096)
        .unwrap();
}

/// Runs a shell's line in a terminal; gives its status and what the terminal showed.
fn in_a_terminal(line: &str, folder: &Path) -> (u32, String) {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", line]);
    command.cwd(folder);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let shown = std::thread::spawn(move || {
        let mut text = Vec::new();
        // A terminal that is gone ends in an error.
        reader.read_to_end(&mut text).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
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

#[test]
fn long_work_ends_in_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    long_log(folder.path());
    let program = env!("CARGO_BIN_EXE_volsift");
    for options in ["", "--threads 1", "-o report.txt", "-o - --format json", "--threads 1 -o report.txt"] {
        let (status, shown) = in_a_terminal(&format!("'{program}' analyze logs {options}"), folder.path());
        assert_eq!(status, 4, "{options}: {shown}");
        assert!(options.contains("report") || shown.contains("volsnap 27"), "{options}: {shown}");
    }
    let report = std::fs::read_to_string(folder.path().join("report.txt")).unwrap();
    assert!(report.contains("volsnap 27") && !report.contains('\u{1b}'));
    let (status, shown) = in_a_terminal(&format!("'{program}' analyze logs | head -n 1"), folder.path());
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("HV01"));
}
