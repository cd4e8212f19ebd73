//! What limits the answer: logs that are not there, or do not reach over what is asked of them.
//!
//! "No volsnap 27" is true only of time that the System log covers; a run is known to have succeeded only from the
//! log of Windows Server Backup. What can't be seen is said in the first line, not at the end.

use jiff::{SignedDuration, Timestamp};

use crate::correlation::Facts;
use crate::event::providers::backup;
use crate::say::{Day, Log, Sentence, sentences, words};
use crate::session::{Outcome, Session, Window, products};
use crate::timeline::{Computer, Coverage, Flaw, Lack, SYSTEM, Span, shifted};
use crate::verdict::Judged;

/// The kinds of limits. The names are part of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
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
    /// A list of disks says of one that it is not well, or predicts its failure.
    DiskHealth,
}

words! {
    pub LimitKind {
        NoSystemLog = "no-system-log",
        TimeNotCovered = "time-not-covered",
        RunsNotCovered = "runs-not-covered",
        SystemGaps = "system-gaps",
        NoBackupLog = "no-backup-log",
        ApplicationOnly = "application-only",
        BackupLogGaps = "backup-log-gaps",
        BackupLogEnds = "backup-log-ends",
        DiskHealth = "disk-health",
    }
}

/// One limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Its kind.
    pub kind: LimitKind,
    /// A clause for the first line.
    pub text: Sentence,
    /// Whether the answer stays open because of it.
    pub is_undecided: bool,
    /// What is wanting of the System log, where that would lift it.
    pub lacks: Vec<Lack>,
}

sentences! {
    own_ill_disk(disk: Log, said: Log) = "limit.ill-disk": "its list of disks says of { $disk }: { $said }";
    some_ill_disk(disk: Log, said: Log) = "limit.some-ill-disk":
        "a list of disks that may be its own says of { $disk }: { $said }";
    no_system_log() = "limit.no-system-log": "volsnap 27 can't be told: no System log";
    time_not_covered(first: Day, last: Day) = "limit.time-not-covered":
        "System covers { $first } to { $last } only, not all of the time that was asked for";
    time_has_gaps() = "limit.time-has-gaps":
        "records of System are missing or doubtful in the time that was asked for";
    runs_before(first: Day, count: usize, runs: usize) = "limit.runs-before":
        "System reaches back to { $first } only, not to the start of { $count } of { $runs } runs";
    run_before(gap: SignedDuration) = "limit.run-before": "System begins only { $gap } after the backup run";
    run_cut_before() = "limit.run-cut-before": "System begins only during the backup run";
    runs_behind(last: Day, count: usize, runs: usize) = "limit.runs-behind":
        "System ends on { $last }, before the end of { $count } of { $runs } runs";
    run_behind(gap: SignedDuration) = "limit.run-behind": "System ends { $gap } before the backup run";
    run_cut_behind() = "limit.run-cut-behind": "System ends during the backup run";
    runs_with_gaps(count: usize, runs: usize) = "limit.runs-with-gaps":
        "records of System are missing or doubtful in { $runs ->
            [one] the backup run
           *[other] { $count } of { $runs } runs
        }";
    backup_log_gaps() = "limit.backup-log-gaps": "the Backup log has gaps, so runs may be missing";
    backup_log_ends(last: Day, days: u64) = "limit.backup-log-ends":
        "the Backup log ends on { $last }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } before System";
    application_only() = "limit.application-only":
        "runs are known from Application only, where no success is written";
    no_backup_log() = "limit.no-backup-log": "no log of Windows Server Backup";
    no_backup_log_there() = "limit.no-backup-log-there":
        "the host has no log of Windows Server Backup, as its manifest says";
    backup_log_failed(code: Log) = "limit.backup-log-not-exported":
        "the log of Windows Server Backup was not collected: it could not be exported (error { $code })";
    system_log_failed(code: Log) = "limit.system-log-not-exported":
        "volsnap 27 can't be told: the System log was not collected, it could not be exported (error { $code })";
    live_system_log_failed(code: Log, last: Day) = "limit.live-system-log-not-exported":
        "the System log itself was not collected, it could not be exported (error { $code }); what there is of it ends on \
         { $last }";
    live_backup_log_failed(code: Log, last: Day) = "limit.live-backup-log-not-exported":
        "the log of Windows Server Backup itself was not collected, it could not be exported (error { $code }); what there is \
         of it ends on { $last }";
    backup_log_off(last: Day) = "limit.backup-log-off":
        "the log of Windows Server Backup is switched off on the host, as its manifest says; runs after { $last } may be \
         missing";
    no_run_since(last: Day, days: u64) = "limit.no-run-since":
        "no record of Windows Server Backup since { $last }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } before System ends, although its log was exported with it";
    runs_stopped(last: Day, days: u64) = "limit.runs-stopped":
        "no backup run since { $last }, { $days ->
            [one] { $days } day
           *[other] { $days } days
        } before its log ends";
    system_gaps() = "limit.system-gaps": "System has gaps";
    records_missing(count: u64) = "limit.records-missing":
        "{ $count ->
            [one] { $count } record of System is missing
           *[other] { $count } records of System are missing
        }";
}

/// Logs are exported some time after what happened last.
const SINCE_EXPORT: SignedDuration = SignedDuration::from_hours(24);

/// Days from one run to the next, at most, on a host that is backed up every week.
const BACKUP_EVERY: i64 = 8;

/// How much of a run the System log covers: where it does not, no volsnap 27 is no zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// All of it.
    Whole,
    /// A part: it begins or ends within the run, or records are missing or doubtful there.
    Part,
    /// Nothing.
    Nothing,
    /// There is no System log.
    NoSystemLog,
}

/// How much of a run the System log covers.
pub fn seen(computer: &Computer, run: &Session) -> Seen {
    let Some(system) = computer.coverage_of(SYSTEM) else { return Seen::NoSystemLog };
    let end = end_of(run);
    if end < system.first || run.started > system.last {
        Seen::Nothing
    } else if lies_before(system, run)
        || lies_behind(system, run)
        || system.flaw_within(run.window.map_or(Span { from: run.started, to: end }, Window::run)).is_some()
    {
        Seen::Part
    } else {
        Seen::Whole
    }
}

fn end_of(run: &Session) -> Timestamp {
    run.ended.unwrap_or(run.last_heard)
}

fn lies_before(system: &Coverage, run: &Session) -> bool {
    run.started < system.first
}

fn lies_behind(system: &Coverage, run: &Session) -> bool {
    end_of(run) > system.last
}

/// That System begins behind the start of runs; of one run, how far behind it.
fn before_text(system: &Coverage, runs: &[&Session]) -> Option<Sentence> {
    let before = runs.iter().filter(|run| lies_before(system, run)).count();
    Some(match runs {
        _ if before == 0 => return None,
        [run] if end_of(run) < system.first => run_before(system.first.duration_since(end_of(run))),
        [_] => run_cut_before(),
        _ => runs_before(Day(system.first), before, runs.len()),
    })
}

/// That System ends before the end of runs; of one run, how far before it.
fn behind_text(system: &Coverage, runs: &[&Session]) -> Option<Sentence> {
    let behind = runs.iter().filter(|run| lies_behind(system, run)).count();
    Some(match runs {
        _ if behind == 0 => return None,
        [run] if run.started > system.last => run_behind(run.started.duration_since(system.last)),
        [_] => run_cut_behind(),
        _ => runs_behind(Day(system.last), behind, runs.len()),
    })
}

/// What a list of disks says of one.
fn ill_disk(computer: &Computer) -> Option<Limit> {
    let (disk, is_own) = computer.ill_disk.as_ref()?;
    let say = if *is_own { own_ill_disk } else { some_ill_disk };
    let text = say(Log::of(&disk.name), Log::of(&disk.said));
    Some(Limit { kind: LimitKind::DiskHealth, text, is_undecided: true, lacks: Vec::new() })
}

/// What limits the answer for a computer. `range` is the time that was asked for.
pub fn find(facts: &Facts<'_>, shown: &[&Session], judged: &[Judged], range: Span) -> Vec<Limit> {
    let computer = facts.computer;
    let mut limits: Vec<Limit> = ill_disk(computer).into_iter().collect();
    let mut add =
        |kind, text: Sentence, is_undecided, lacks| limits.push(Limit { kind, text, is_undecided, lacks });
    let Some(system) = computer.coverage_of(SYSTEM) else {
        let failed = computer.failed_to_export(SYSTEM);
        let text = failed.map_or_else(no_system_log, |code| system_log_failed(Log::of(code.to_string())));
        add(LimitKind::NoSystemLog, text, true, vec![Lack::All]);
        note_backup(facts, shown, judged, &mut add);
        return limits;
    };
    if let Some(code) = computer.failed_to_export(SYSTEM) {
        let text = live_system_log_failed(Log::of(code.to_string()), Day(system.last));
        add(LimitKind::TimeNotCovered, text, true, vec![system.lack_behind()]);
    }
    let asks_before = range.from > Timestamp::MIN && range.from < system.first || range.to < system.first;
    let asks_behind = range.to < Timestamp::MAX && range.to > shifted(system.last, SINCE_EXPORT);
    let asks_behind = asks_behind || range.from > system.last;
    if asks_before || asks_behind {
        let before = asks_before.then(|| system.lack_before());
        let behind = asks_behind.then(|| system.lack_behind());
        let text = time_not_covered(Day(system.first), Day(system.last));
        add(LimitKind::TimeNotCovered, text, true, before.into_iter().chain(behind).collect());
    }
    let asked = Span { from: range.from.max(system.first), to: range.to.min(system.last) };
    let is_bounded = range.from > Timestamp::MIN || range.to < Timestamp::MAX;
    let lacks = |span: Span| matches!(system.flaw_within(span), Some(Flaw::Gap(_)));
    let flaws = |span: Span| system.flaw_within(span).map(|flaw| flaw.lack());
    let is_in_gap = is_bounded && asked.from <= asked.to && lacks(asked);
    if is_in_gap {
        add(LimitKind::TimeNotCovered, time_has_gaps(), true, flaws(asked).into_iter().collect());
    }
    let runs: Vec<&Session> =
        shown.iter().filter(|run| run.outcome != Outcome::NotStarted).copied().collect();
    let latest = runs.iter().max_by_key(|run| run.started);
    let is_open = latest.is_some_and(|run| lies_before(system, run) || lies_behind(system, run));
    if let Some(text) = before_text(system, &runs) {
        add(LimitKind::RunsNotCovered, text, is_open, vec![system.lack_before()]);
    }
    if let Some(text) = behind_text(system, &runs) {
        add(LimitKind::RunsNotCovered, text, is_open, vec![system.lack_behind()]);
    }
    let missing = |run: &Session| run.window.is_some_and(|window| lacks(window.run()));
    let holed = runs.iter().filter(|run| missing(run)).count();
    if holed > 0 && !is_in_gap {
        let text = runs_with_gaps(holed, runs.len());
        let of_run = |run: &&Session| run.window.and_then(|window| flaws(window.run()));
        let found = runs.iter().filter(|run| missing(run)).filter_map(of_run).collect();
        add(LimitKind::RunsNotCovered, text, latest.is_some_and(|run| missing(run)), found);
    } else if lacks(asked) && !is_in_gap {
        let missing = system.missing();
        let text = if missing == 0 { system_gaps() } else { records_missing(missing) };
        // Less than half of a log is a choice of records, a filtered export; runs that it covers are told all the same.
        add(LimitKind::SystemGaps, text, missing > system.records && runs.is_empty(), Vec::new());
    }
    note_backup(facts, shown, judged, &mut add);
    if let Some(log) = computer.coverage_of(backup::PROVIDER.channel) {
        if let Some(code) = computer.failed_to_export(backup::PROVIDER.channel) {
            let text = live_backup_log_failed(Log::of(code.to_string()), Day(log.last));
            add(LimitKind::BackupLogEnds, text, true, Vec::new());
        } else if computer.is_switched_off(backup::PROVIDER.channel) {
            add(LimitKind::BackupLogGaps, backup_log_off(Day(log.last)), true, Vec::new());
        }
        let lacks_runs = log.gaps.iter().any(|gap| gap.span.overlaps(range));
        if lacks_runs && !shown.is_empty() {
            add(LimitKind::BackupLogGaps, backup_log_gaps(), false, Vec::new());
        }
        let days = system.last.min(range.to).duration_since(log.last).as_hours() / 24;
        if days > BACKUP_EVERY && !shown.is_empty() {
            let days = u64::try_from(days).unwrap_or(0);
            let exported = computer.exported_until(backup::PROVIDER.channel);
            let is_told = exported.is_some_and(|until| until >= system.last.min(range.to));
            let text = if is_told { no_run_since } else { backup_log_ends };
            add(
                LimitKind::BackupLogEnds,
                text(Day(log.last), days),
                is_out_of_rhythm(facts, &runs, days),
                Vec::new(),
            );
        } else if let Some(last) = shown.iter().map(|run| run.ended.unwrap_or(run.last_heard)).max() {
            let days = log.last.min(range.to).duration_since(last).as_hours() / 24;
            if days > BACKUP_EVERY {
                let days = u64::try_from(days).unwrap_or(0);
                let is_open = is_out_of_rhythm(facts, &runs, days);
                add(LimitKind::BackupLogEnds, runs_stopped(Day(last), days), is_open, Vec::new());
            }
        }
    }
    limits
}

/// Whether so many days without a run are far more than there ever were between two: then backups have stopped, or nobody knows. Not
/// where another product makes them.
fn is_out_of_rhythm(facts: &Facts<'_>, runs: &[&Session], days: u64) -> bool {
    /// Times the longest pause that is known (chosen).
    const FAR_MORE: i64 = 3;
    /// Fewer runs have no rhythm.
    const FEWEST: usize = 3;
    let mut starts: Vec<Timestamp> = runs.iter().map(|run| run.started).collect();
    starts.sort_unstable();
    // A machine that is switched off over the holidays makes no backups.
    let off = |from, to| facts.computer.time_off(Span { from, to }).as_hours();
    let pauses = starts.windows(2).filter_map(|pair| match pair {
        [one, next] => Some(next.duration_since(*one).as_hours().saturating_sub(off(*one, *next))),
        _ => None,
    });
    let longest = pauses.max().unwrap_or(0).max(24);
    let hours = i64::try_from(days).unwrap_or(i64::MAX).saturating_mul(24);
    let hours = hours.saturating_sub(starts.last().map_or(0, |last| off(*last, Timestamp::MAX)));
    starts.len() >= FEWEST
        && !products::another_backs_up_since(facts.computer, starts.last().copied())
        && hours > longest.saturating_mul(FAR_MORE)
}

fn note_backup(
    facts: &Facts<'_>,
    shown: &[&Session],
    judged: &[Judged],
    add: &mut impl FnMut(LimitKind, Sentence, bool, Vec<Lack>),
) {
    let (computer, shows_backup) = (facts.computer, facts.shows_server_backup);
    let channel = backup::PROVIDER.channel;
    let has_log = computer.coverage_like(channel).next().is_some();
    // Somebody may have opened the console of a host that another product backs up, and a log may be known to hold nothing.
    let is_known = computer.is_exported_empty(channel) || computer.has_no_log_of(channel);
    let is_missed = judged.is_empty() && shows_backup && !is_known && !facts.another_backs_up;
    if !shown.is_empty() && shown.iter().all(|run| run.from_copies_only) {
        add(LimitKind::ApplicationOnly, application_only(), false, Vec::new());
    } else if !has_log && (!judged.is_empty() || is_missed) {
        let failed = computer.failed_to_export(backup::PROVIDER.channel);
        let text = match failed {
            Some(code) => backup_log_failed(Log::of(code.to_string())),
            None if !shows_backup && computer.has_no_log_of(backup::PROVIDER.channel) => {
                no_backup_log_there()
            }
            None => no_backup_log(),
        };
        // Without a 27 nothing else tells that the runs are not known.
        add(LimitKind::NoBackupLog, text, is_missed, Vec::new());
    }
}
