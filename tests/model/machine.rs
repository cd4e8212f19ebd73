//! The state machine of a run of Windows Server Backup, told a second time and as simply as it can be, beside the rebuild.
//!
//! One engine runs one backup at a time. A start opens a run. What the engine writes with the same set, or without one,
//! belongs to the open run. The end record closes it; so does a stop of the machine. Records that tell of an end may follow
//! each other for minutes; none of another set is taken.

use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use volsift::session::Outcome;

use super::host::{Era, HOUR, Log, MINUTE, Millis, SECOND};
use super::logs::{self, Form};
use super::seen::analyze;
use super::world::Record;

/// What the engine does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Event 1.
    Start,
    /// One of 4, 5, 7, 8, 9 and 23, with a code where it has one.
    Tell(u16),
    /// Event 14, with this code.
    End(u32),
    /// The machine goes down and comes up.
    Restart,
    /// An hour and more passes.
    Wait,
}

/// A run as the model knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    started: Millis,
    ended: Option<Millis>,
    outcome: Outcome,
}

/// What is open.
#[derive(Debug, Default)]
struct Open {
    started: Millis,
    /// The last record of an end.
    ended: Option<Millis>,
    told: Vec<Outcome>,
    /// Event 14 alone, if it succeeded.
    has_good_end: bool,
}

const CANCELLED: u32 = 0x8078_001D;
const FAILED: u32 = 0x8078_0049;

impl Open {
    fn outcome(&self) -> Outcome {
        let said = self.told.iter().copied().max();
        match (said, self.has_good_end) {
            (Some(said), _) => said,
            (None, true) => Outcome::Succeeded,
            (None, false) => Outcome::EndNotSeen,
        }
    }

    fn close(self) -> Run {
        Run { started: self.started, ended: self.ended, outcome: self.outcome() }
    }
}

/// The runs of a sequence of steps, and its records.
fn play(steps: &[(Step, i64)]) -> (Vec<Run>, Vec<Record>) {
    let mut now = HOUR;
    let mut runs = Vec::new();
    let mut open: Option<Open> = None;
    let mut set = 0;
    let mut records = Vec::new();
    let mut numbers = [100, 100];
    let mut write = |at: Millis, log: Log, text: String| {
        let number = &mut numbers[usize::from(log == Log::Backup)];
        *number += 1;
        records.push(Record { clock: at, log, number: *number, text, name: None });
    };
    write(0, Log::System, "EventLog 6013".into());
    for (step, seconds) in steps {
        now += seconds * SECOND;
        match *step {
            Step::Wait => {
                now += HOUR;
                write(now, Log::System, "Service 7036".into());
            }
            Step::Start => {
                runs.extend(open.take().map(Open::close));
                set += 1;
                write(now, Log::Backup, format!("Backup 1 run={set}"));
                open = Some(Open { started: now, ..Open::default() });
            }
            Step::Tell(id) => {
                let Some(run) = &mut open else { continue };
                // Behind 4 to 8 and 23 the engine has minutes to write what else it has to say, and behind a 9 all it wants.
                let code = match id {
                    5 | 9 => " code=80780049 state=15",
                    8 => " code=8078001D state=15",
                    7 => " volume-code=80780049 volumes=2 state=15",
                    _ => "",
                };
                write(now, Log::Backup, format!("Backup {id} run={set}{code}"));
                run.ended = Some(now);
                run.told.push(match id {
                    4 => Outcome::Succeeded,
                    5 | 9 => Outcome::Failed,
                    7 => Outcome::Partial,
                    8 => Outcome::Cancelled,
                    _ => Outcome::SucceededWithSkippedFiles,
                });
            }
            Step::End(code) => {
                let Some(mut run) = open.take() else { continue };
                let more = if code == 0 { String::new() } else { format!(" code={code:08X} state=15") };
                write(now, Log::Backup, format!("Backup 14 run={set}{more}"));
                run.ended = Some(now);
                match code {
                    0 => run.has_good_end = true,
                    CANCELLED => run.told.push(Outcome::Cancelled),
                    _ => run.told.push(Outcome::Failed),
                }
                runs.push(run.close());
            }
            Step::Restart => {
                write(now, Log::System, "EventLog 6006".into());
                if let Some(mut run) = open.take() {
                    if run.told.is_empty() {
                        run.told.push(Outcome::Interrupted);
                        run.ended = Some(now);
                    }
                    runs.push(run.close());
                }
                now += 2 * MINUTE;
                write(now, Log::System, "Kernel-General 12".into());
            }
        }
    }
    runs.extend(open.take().map(Open::close));
    write(now + HOUR, Log::System, "Service 7036".into());
    (runs, records)
}

/// Steps as an engine makes them: what it tells of an end comes within minutes.
fn steps() -> impl Strategy<Value = Vec<(Step, i64)>> {
    let step = prop_oneof![
        4 => Just(Step::Start),
        4 => select(vec![4, 5, 7, 8, 9, 23]).prop_map(Step::Tell),
        3 => select(vec![0, FAILED, CANCELLED]).prop_map(Step::End),
        1 => Just(Step::Restart),
        1 => Just(Step::Wait),
    ];
    vec((step, 3..60_i64), 1..25).prop_map(|steps| {
        let mut told = false;
        let fits = |(step, _): &(Step, i64)| {
            match step {
                Step::Start | Step::End(_) | Step::Restart => told = false,
                // A snapshot that failed is told first, and nothing of a run hours behind its end.
                Step::Tell(9) | Step::Wait => return !told,
                Step::Tell(_) => told = true,
            }
            true
        };
        steps.into_iter().filter(fits).collect()
    })
}

/// Whatever the engine does, the rebuild finds the runs of the model, with their starts, ends and outcomes.
pub fn same_runs(steps: &[(Step, i64)]) -> Result<usize, String> {
    let (expected, records) = play(steps);
    let files = logs::files(Era::Ten, "HV01", &records, &Form::default());
    let report = analyze(&files, &volsift::Options::default());
    let since = |time: jiff::Timestamp| time.duration_since(logs::time(0)).as_millis() as Millis;
    let found: Vec<Run> = report
        .computers
        .iter()
        .flat_map(|computer| &computer.sessions)
        .map(|run| Run { started: since(run.started), ended: run.ended.map(since), outcome: run.outcome })
        .collect();
    if found == expected {
        return Ok(expected.len());
    }
    let text = logs::scenario(Era::Ten, "HV01", &records, &Form::default());
    Err(format!("expected {expected:#?}\nfound {found:#?}\n{text}"))
}

/// Sequences of steps of an engine.
pub fn sequences() -> impl Strategy<Value = Vec<(Step, i64)>> {
    steps()
}
