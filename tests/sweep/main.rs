//! Damage of every kind to every log: `cargo test --test sweep -- [--sample PERCENT] [--cases] [--scenarios]
//! [--only NAME] [FOLDER…]`.
//!
//! Each log is cut at 200 places, has a byte changed at 500, each of its chunks zeroed in turn, and chunks swapped; each
//! time it is analysed together with what lies beside it, and what comes out is compared with what came out of the whole
//! log. A table of what is wrong goes to standard output, and every single finding to standard error, with how to
//! make it again. `--sample` does a part of the damage, the same part each time.

#![allow(
    unreachable_pub,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "a test that reads files, fails by panicking, and prints what it found"
)]

mod compare;
mod damages;
#[allow(dead_code, unused_imports, reason = "a part of it is used")]
#[path = "../integration/evtx_builder/mod.rs"]
mod evtx_builder;
mod hosts;
mod layout;
mod table;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use compare::{Shown, Told, Wrong, compare};
use hosts::Host;
use layout::Log;
use table::{Row, Table};

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(30);
/// How many logs are swept at the same time.
const WORKERS: usize = 2;

struct Asked {
    percent: usize,
    cases: bool,
    scenarios: bool,
    only: Option<String>,
    folders: Vec<PathBuf>,
}

impl Asked {
    fn read() -> Self {
        let mut asked =
            Self { percent: 100, cases: false, scenarios: false, only: None, folders: Vec::new() };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--sample" => asked.percent = words.next().unwrap().parse().unwrap(),
                "--cases" => asked.cases = true,
                "--scenarios" => asked.scenarios = true,
                "--only" => asked.only = words.next(),
                // What cargo hands to every test.
                option if option.starts_with("--") => {}
                folder => asked.folders.push(folder.into()),
            }
        }
        asked
    }

    fn is_meant(&self, host: &Host) -> bool {
        self.only.as_ref().is_none_or(|only| host.name.contains(only))
    }
}

/// What a worker is at, for the one who looks whether it comes to an end.
type Now = Mutex<Option<(Instant, String)>>;

fn main() -> std::process::ExitCode {
    let asked = Asked::read();
    let mut sets: Vec<(String, Vec<Host>)> = Vec::new();
    if asked.cases {
        sets.push(("the cases".to_owned(), hosts::of_cases()));
    }
    if asked.scenarios {
        sets.push(("what must never be benign".to_owned(), hosts::of_scenarios()));
    }
    for folder in &asked.folders {
        sets.push(("real logs".to_owned(), hosts::of_folder(folder)));
    }
    // A panic is caught and counted; where it came from is told with the finding.
    std::panic::set_hook(Box::new(|_| {}));
    let mut table = Table::new(asked.percent);
    for (name, mut hosts) in sets {
        hosts.retain(|host| asked.is_meant(host));
        let start = Instant::now();
        let rows = sweep(&hosts, asked.percent);
        table.add(&name, &rows, start.elapsed());
        eprintln!("{name}: {} s", start.elapsed().as_secs());
    }
    print!("{table}");
    let is_right = table.is_right();
    std::process::ExitCode::from(u8::from(!is_right))
}

/// One row a kind of damage.
fn sweep(hosts: &[Host], percent: usize) -> Vec<Row> {
    let jobs: Vec<(&Host, usize)> =
        hosts.iter().flat_map(|host| host.logs().map(move |log| (host, log))).collect();
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(damages::Kind::ALL.map(Row::new));
    let at: Vec<Now> = (0..WORKERS).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        let workers: Vec<_> = at
            .iter()
            .map(|now| {
                let work = || {
                    while let Some((host, log)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        log_of(host, *log, percent, &rows, now);
                    }
                };
                scope.spawn(move || volsift::cores::Team::of(Some(1)).run(work))
            })
            .collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            std::thread::sleep(Duration::from_millis(200));
            for now in &at {
                if let Some((since, what)) = now.lock().unwrap().as_ref()
                    && since.elapsed() > 4 * LIMIT
                {
                    eprintln!("{what}: hangs");
                    std::process::exit(2);
                }
            }
        }
    });
    rows.into_inner().unwrap().into()
}

fn log_of(host: &Host, number: usize, percent: usize, rows: &Mutex<[Row; 4]>, now: &Now) {
    let (name, bytes) = &host.files[number];
    let log = Log::of(bytes);
    let told = |inputs| Told::of(&volsift::analyze(inputs, &host.options), name);
    let before = told(host.inputs(None));
    let all = damages::of(&log);
    let mut kinds = BTreeSet::new();
    for (turn, damage) in all.into_iter().enumerate().filter(|(turn, _)| is_sampled(*turn, percent)) {
        let damaged = damage.apply(bytes);
        let what = format!("{}/{name} {damage} (turn {turn})", host.name);
        *now.lock().unwrap() = Some((Instant::now(), what.clone()));
        let start = Instant::now();
        let after = catch_unwind(AssertUnwindSafe(|| told(host.inputs(Some((number, &damaged))))));
        let elapsed = start.elapsed();
        *now.lock().unwrap() = None;
        let mut shown = match after {
            Ok(after) => compare(&log, (&damage.touches(&log), &damage.doubts(&log)), &before, &after),
            Err(panic) => Shown { wrong: vec![(Wrong::Panic, words(&*panic))], ..Shown::default() },
        };
        if elapsed > LIMIT {
            shown.wrong.push((Wrong::Hang, format!("it took {} s", elapsed.as_secs())));
        }
        shown.wrong.iter().for_each(|(_, text)| eprintln!("{what}: {text}"));
        kinds.insert(damage.kind());
        let mut rows = rows.lock().unwrap();
        rows.iter_mut().find(|row| row.kind == damage.kind()).unwrap().add(&shown);
    }
    let mut rows = rows.lock().unwrap();
    rows.iter_mut().filter(|row| kinds.contains(&row.kind)).for_each(|row| row.logs += 1);
}

/// Whether a turn is in the sample: spread over all of them, and not in step with the kinds of changes.
fn is_sampled(turn: usize, percent: usize) -> bool {
    turn.wrapping_mul(0x9e37_79b9) % 100 < percent
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
