//! The tests of the copy: which there are, how long each takes, and which mutants it comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::tree::{tree, workplace};
use crate::{Fallible, say};

/// One test, which is run in a process of its own.
#[derive(Debug, Clone)]
pub struct Test {
    pub name: String,
    program: PathBuf,
    pub takes: Duration,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Passed,
    Failed,
    /// It took much longer than it does without a mutant.
    TimedOut,
}

/// Tests that are left out, by how their names begin; that can only make more mutants survive. `architecture` reads the source,
/// which in the copy looks strange. The others take long, and look at what `values` holds already, in other forms or after
/// changes of what is read; `surroundings` takes files, memory and time away, which the runner of mutants needs.
const LEFT_OUT: &[&str] = &[
    "architecture::",
    "advice::advice_names",
    "advice::disks_are_told",
    "advice::every_",
    "advice::what_is_asked_for",
    "boundaries::",
    "cases::benign_is_one_rule",
    "cases::every_",
    "cases::what_",
    "cli::",
    "collect_script::",
    "collected::no_manifest_makes_a_verdict_better",
    "contract::",
    "cores::",
    "create_timeout::a_time_out_is_told",
    "create_timeout::advice_and",
    "damage::",
    "determinism::",
    "fixtures::",
    "formats::",
    "forms::",
    "html::",
    "input::",
    "inspect::nothing_is_wider",
    "inspect::what_is_inspected",
    "japanese::",
    "japanese_reports::",
    "junit::",
    "markdown::",
    "outputs::",
    "pipelines::",
    "render::",
    "report::",
    "rich::",
    "sentences::",
    "sheets::",
    "shell::",
    "skipping::",
    "systems::",
    "terminal::",
    "timeline::a_list_holds_what_the_report_holds",
    "timeline::rows_stand_in_the_order",
    "truth::a_run_that_is_not_covered",
    "truth::checksums_are_told_alike",
    "truth::no_",
    "surroundings::",
    "redact::",
    "diff::every_format",
    "diff::what_is_no_report",
    "dependencies::",
    "extract::",
    "fleet::",
    "fleet_page::",
    "fleet_parts::",
];

/// How many processes there are at a time.
pub const JOBS: usize = 2;

/// Bytes of memory that a test may have; a mutant may ask for all there is.
const MEMORY_KB: u64 = 6_000_000;

/// A limit is one of the processor's time: on a busy machine a test that does nothing wrong waits for its turn. One that waits for
/// something else ends after so many times as long.
const IDLE: u32 = 20;
/// What ends a process at its limit (signal.h of Linux): SIGXCPU, then SIGKILL.
const OUT_OF_TIME: [i32; 2] = [24, 9];

impl Test {
    /// Runs it as a mutant, or as none.
    pub fn run(&self, mutant: usize, limit: Duration, reached: Option<&PathBuf>) -> Fallible<End> {
        let mut command = Command::new("sh");
        // A group of its own, so that whatever a test starts ends with it.
        command
            .arg("-c")
            .arg(format!("ulimit -v {MEMORY_KB}; ulimit -t {}; exec \"$0\" \"$@\"", limit.as_secs().max(1)))
            .arg(&self.program)
            .args(["--exact", &self.name, "--test-threads=1", "--quiet"])
            .current_dir(tree())
            .env("MUTANT", mutant.to_string())
            .env("INSTA_UPDATE", "no")
            .env("RUST_BACKTRACE", "0")
            .env_remove("MUTANTS_REACHED")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        if let Some(path) = reached {
            command.env("MUTANTS_REACHED", path);
        }
        wait(command.spawn()?, limit * IDLE)
    }
}

fn wait(mut child: Child, limit: Duration) -> Fallible<End> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            let is_out_of_time = status.signal().is_some_and(|signal| OUT_OF_TIME.contains(&signal));
            return Ok(match (status.success(), is_out_of_time) {
                (true, _) => End::Passed,
                (false, true) => End::TimedOut,
                (false, false) => End::Failed,
            });
        }
        if start.elapsed() > limit {
            let group = format!("-{}", child.id());
            Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status()?;
            child.wait()?;
            return Ok(End::TimedOut);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// How often a test was run on a mutant and how often it killed one: what kills most in the least time comes first.
#[derive(Debug, Default, Clone, Copy)]
pub struct Record {
    pub runs: f64,
    pub kills: f64,
}

impl Record {
    pub fn worth(self, takes: Duration) -> f64 {
        (self.kills + 0.1) / (self.runs + 1.0) / (takes.as_secs_f64() + 0.1)
    }
}

/// What a run without a mutant gave.
pub struct Survey {
    /// Tests that pass.
    pub tests: Vec<Test>,
    /// Per mutant the tests that come to it, by their place in the list.
    pub reach: BTreeMap<usize, Vec<usize>>,
    /// What each test has done so far.
    pub records: Mutex<Vec<Record>>,
}

/// Runs every test once as no mutant. One that fails then says nothing, which is an error unless it is expected.
pub fn survey(programs: &[PathBuf]) -> Fallible<Survey> {
    let mut tests = Vec::new();
    for program in programs {
        let output =
            Command::new(program).args(["--list", "--format", "terse"]).current_dir(tree()).output()?;
        let names = String::from_utf8(output.stdout)?;
        let names = names.lines().filter_map(|line| line.strip_suffix(": test"));
        let names = names.filter(|name| !LEFT_OUT.iter().any(|of| name.starts_with(of)));
        let test = |name: &str| Test { name: name.into(), program: program.clone(), takes: Duration::ZERO };
        tests.extend(names.map(test));
    }
    let folder = workplace().join("reached");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let limit = Duration::from_secs(300);
    let runs = each(tests.len(), |index| {
        let start = Instant::now();
        let end = tests[index]
            .run(0, limit, Some(&folder.join(index.to_string())))
            .map_err(|error| error.to_string());
        end.map(|end| (end, start.elapsed()))
    });
    let mut reach: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut failed = Vec::new();
    for (index, (test, run)) in tests.iter_mut().zip(runs).enumerate() {
        let (end, takes) = run?;
        test.takes = takes;
        if end != End::Passed {
            failed.push(test.name.clone());
        }
        let list = fs::read_to_string(folder.join(index.to_string())).unwrap_or_default();
        let ids: BTreeSet<usize> = list.lines().filter_map(|id| id.parse().ok()).collect();
        for id in ids {
            reach.entry(id).or_default().push(index);
        }
    }
    // `cargo test` has told already whether all is well; a test that can't stand this surrounding only kills no mutant.
    if failed.len() > tests.len() / 10 {
        return Err(format!("without any mutant these fail: {}", failed.join(", ")).into());
    }
    if !failed.is_empty() {
        say(&format!("left out, since they fail without any mutant: {}", failed.join(", ")));
        for list in reach.values_mut() {
            list.retain(|index| !failed.contains(&tests[*index].name));
        }
    }
    let takes: f64 = tests.iter().map(|test| test.takes.as_secs_f64()).sum();
    say(&format!("{} tests pass without a mutant, in {takes:.0} s one after the other", tests.len()));
    let records = Mutex::new(vec![Record::default(); tests.len()]);
    Ok(Survey { tests, reach, records })
}

/// Does something for every number below a count, some at a time, with the results in order.
pub fn each<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..JOBS {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        break;
                    }
                    let result = work(index);
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, result);
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}
