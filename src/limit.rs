//! What limits the answer: logs that are not there, or do not reach over what is asked of them.
//!
//! "No volsnap 27" is true only of time that the System log covers; a run is known to have succeeded only from the
//! log of Windows Server Backup. What can't be seen is said in the first line, not at the end.

use jiff::{SignedDuration, Timestamp};

use crate::correlation::Facts;
use crate::event::providers::backup;
use crate::session::{Outcome, Session};
use crate::timeline::{Computer, Flaw, Span, shifted};
use crate::verdict::Judged;

/// The kinds of limits. The names are part of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitKind {
    /// There is no System log, so no volsnap 27 can be told.
    NoSystemLog,
    /// The System log does not cover the time that was asked for.
    TimeNotCovered,
    /// The System log does not reach over some runs.
    RunsNotCovered,
    /// Records of the System log are missing outside the runs that are known.
    SystemGaps,
    /// There is no log of Windows Server Backup, so nothing proves that a run succeeded.
    NoBackupLog,
    /// Runs are known from the Application log only.
    ApplicationOnly,
    /// Records of the log of Windows Server Backup are missing, and with them perhaps runs.
    BackupLogGaps,
    /// The log of Windows Server Backup ends long before System does.
    BackupLogEnds,
}

impl LimitKind {
    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::NoSystemLog => "no-system-log",
            Self::TimeNotCovered => "time-not-covered",
            Self::RunsNotCovered => "runs-not-covered",
            Self::SystemGaps => "system-gaps",
            Self::NoBackupLog => "no-backup-log",
            Self::ApplicationOnly => "application-only",
            Self::BackupLogGaps => "backup-log-gaps",
            Self::BackupLogEnds => "backup-log-ends",
        }
    }
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its kind.
    pub kind: LimitKind,
    /// A clause for the first line.
    pub text: String,
    /// Whether the answer stays open because of it.
    pub is_undecided: bool,
}

/// The log in which volsnap writes.
const SYSTEM: &str = "System";
/// Logs are exported some time after what happened last.
const SINCE_EXPORT: SignedDuration = SignedDuration::from_hours(24);

/// Days from one run to the next, at most, on a host that is backed up every week.
const BACKUP_EVERY: i64 = 8;

/// What limits the answer for a computer. `range` is the time that was asked for, and `day` shows a day in the
/// computer's zone.
pub fn find(
    facts: &Facts<'_>,
    shown: &[&Session],
    judged: &[Judged],
    range: Span,
    day: impl Fn(Timestamp) -> String,
) -> Vec<Limit> {
    let computer = facts.computer;
    let mut limits = Vec::new();
    let mut add = |kind, text: String, is_undecided| limits.push(Limit { kind, text, is_undecided });
    let Some(system) = computer.coverage_of(SYSTEM) else {
        add(LimitKind::NoSystemLog, "volsnap 27 can't be told: no System log".to_owned(), true);
        note_backup(computer, shown, judged, &mut add);
        return limits;
    };
    let asks_before = range.from > Timestamp::MIN && range.from < system.first;
    let asks_behind = range.to < Timestamp::MAX && range.to > shifted(system.last, SINCE_EXPORT);
    if asks_before || asks_behind || range.from > system.last {
        let (first, last) = (day(system.first), day(system.last));
        let text = format!("System covers {first} to {last} only, not all of the time that was asked for");
        add(LimitKind::TimeNotCovered, text, true);
    }
    let asked = Span { from: range.from.max(system.first), to: range.to.min(system.last) };
    let is_bounded = range.from > Timestamp::MIN || range.to < Timestamp::MAX;
    let lacks = |span: Span| matches!(system.flaw_within(span), Some(Flaw::Gap(_)));
    let is_in_gap = is_bounded && asked.from <= asked.to && lacks(asked);
    if is_in_gap {
        let text = "records of System are missing or doubtful in the time that was asked for".to_owned();
        add(LimitKind::TimeNotCovered, text, true);
    }
    let runs: Vec<&&Session> = shown.iter().filter(|run| run.outcome != Outcome::NotStarted).collect();
    let lies_before = |run: &Session| run.started < system.first;
    let lies_behind = |run: &Session| run.ended.unwrap_or(run.last_heard) > system.last;
    let before = runs.iter().filter(|run| lies_before(run)).count();
    let behind = runs.iter().filter(|run| lies_behind(run)).count();
    let latest = runs.iter().max_by_key(|run| run.started);
    let is_open = latest.is_some_and(|run| lies_before(run) || lies_behind(run));
    let of_runs = |count: usize| {
        let verb = if count == 1 { "lies" } else { "lie" };
        format!("{count} of {} {verb}", crate::issue::count(runs.len(), "run", "runs"))
    };
    if before > 0 {
        let text = format!("System reaches back to {} only, {} before", day(system.first), of_runs(before));
        add(LimitKind::RunsNotCovered, text, is_open);
    }
    if behind > 0 {
        let text = format!("System ends on {}, {} behind", day(system.last), of_runs(behind));
        add(LimitKind::RunsNotCovered, text, is_open);
    }
    let missing = |run: &Session| run.window.is_some_and(|window| lacks(window.run()));
    let holed = runs.iter().filter(|run| missing(run)).count();
    if holed > 0 && !is_in_gap {
        let runs = crate::issue::count(runs.len(), "run", "runs");
        let text = format!("records of System are missing or doubtful in {holed} of {runs}");
        add(LimitKind::RunsNotCovered, text, latest.is_some_and(|run| missing(run)));
    } else if lacks(asked) && !is_in_gap {
        let missing = system.missing();
        let text = match missing {
            0 => "System has gaps".to_owned(),
            1 => "1 record of System is missing".to_owned(),
            many => format!("{many} records of System are missing"),
        };
        // Less than half of a log is a choice of records, a filtered export; runs that it covers are told all the same.
        add(LimitKind::SystemGaps, text, missing > system.records && runs.is_empty());
    }
    note_backup(computer, shown, judged, &mut add);
    if let Some(log) = computer.coverage_of(backup::PROVIDER.channel) {
        let lacks_runs = log.gaps.iter().any(|gap| gap.span.overlaps(range));
        if lacks_runs && !shown.is_empty() {
            add(
                LimitKind::BackupLogGaps,
                "the Backup log has gaps, so runs may be missing".to_owned(),
                false,
            );
        }
        let days = system.last.min(range.to).duration_since(log.last).as_hours() / 24;
        if days > BACKUP_EVERY && !shown.is_empty() {
            let text = format!("the Backup log ends on {}, {days} days before System", day(log.last));
            add(LimitKind::BackupLogEnds, text, false);
        }
    }
    limits
}

fn note_backup(
    computer: &Computer,
    shown: &[&Session],
    judged: &[Judged],
    add: &mut impl FnMut(LimitKind, String, bool),
) {
    let has_log = computer.coverage_like(backup::PROVIDER.channel).next().is_some();
    if !shown.is_empty() && shown.iter().all(|run| run.from_copies_only) {
        let text = "runs are known from Application only, where no success is written".to_owned();
        add(LimitKind::ApplicationOnly, text, false);
    } else if !has_log && !judged.is_empty() {
        add(LimitKind::NoBackupLog, "no log of Windows Server Backup".to_owned(), false);
    }
}
