//! The program itself in surroundings that nobody would choose: hostile texts, odd files, terminals, little of everything.

#[cfg(unix)]
mod files;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(unix)]
mod output;
#[cfg(unix)]
mod terminal;
mod texts;

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::evtx_builder::{file, scenario};

/// On a slow machine a run takes seconds; one that hangs takes for ever.
pub const PATIENCE: Duration = Duration::from_secs(120);

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_volsift");
/// The logs of the case that every page of the manual begins with.
pub const ARTICLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/cases/article/logs");

/// What a run of the program gave.
#[derive(Debug)]
pub struct Ran {
    pub status: ExitStatus,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ran {
    /// The exit status; none where a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Standard output, which is UTF-8 whatever a log holds.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.text(), self.err))
    }
}

/// A command in which nothing of this process' surroundings is left that changes what is printed.
pub fn command(program: &str, words: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TZ", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command.env("LC_ALL", "C.UTF-8");
    command
}

/// Runs the program in a folder.
pub fn volsift(folder: &Path, words: &[impl AsRef<OsStr>]) -> Ran {
    let child = command(PROGRAM, words).current_dir(folder).spawn().unwrap();
    wait(child, &format!("{:?}", words.iter().map(AsRef::as_ref).collect::<Vec<_>>()))
}

/// Runs a line of bash in a folder, in which `$V` is the program and `$A` are the article's logs.
#[cfg(unix)]
pub fn bash(folder: &Path, line: &str) -> Ran {
    wait(start_bash(folder, line), line)
}

#[cfg(unix)]
pub fn start_bash(folder: &Path, line: &str) -> Child {
    let mut command = command("/usr/bin/env", &["bash", "-c", line]);
    command.env("V", PROGRAM).env("A", ARTICLE).current_dir(folder).spawn().unwrap()
}

/// Waits for a child's end; one that does not end fails the test, and is ended.
pub fn wait(mut child: Child, what: &str) -> Ran {
    let read = |stream: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            stream.map(|mut stream| stream.read_to_end(&mut bytes).unwrap());
            bytes
        })
    };
    let out = read(child.stdout.take().map(|stream| Box::new(stream) as _));
    let err = read(child.stderr.take().map(|stream| Box::new(stream) as _));
    let (done, is_done) = mpsc::channel();
    let out = std::thread::spawn(move || {
        let bytes = out.join().unwrap();
        // Nobody listens any more where it came too late.
        done.send(()).unwrap_or_default();
        bytes
    });
    if is_done.recv_timeout(PATIENCE).is_err() {
        child.kill().unwrap();
        panic!("{what} does not end");
    }
    let status = child.wait().unwrap();
    let err = String::from_utf8_lossy(&err.join().unwrap()).into_owned();
    Ran { status, out: out.join().unwrap(), err }
}

/// A log of about so many bytes, none of whose records matters.
pub fn long(bytes: usize) -> Vec<u8> {
    const TEXT: &str = "log Other first-record=1311768467463790320\n\
                        08:00:00 Part1 100 channel=Other repeat=300 step=100ms one two three";
    file::repeated(&scenario::build(TEXT)["Other.evtx"], bytes)
}

/// How many records a log of [`long`] has.
pub fn records(log: &[u8]) -> u64 {
    let next = u64::from_le_bytes(log[24..32].try_into().unwrap());
    next - 1_311_768_467_463_790_320
}
