//! V402: what would prove it benign is not whole.

use jiff::{SignedDuration, Timestamp};

use super::{Manual, NEAR, Rule, around};
use crate::correlation::{Facts, Subject};
use crate::event::providers::backup::BackupStep;
use crate::event::providers::{backup, ntfs, partition, volume_users, vss};
use crate::event::{Event, EventKind, Trust};
use crate::say::{Lag, Log, Number, Sentence, Word, sentences};
use crate::session::Session;
use crate::timeline::{Coverage, EventIndex, Flaw, Gap, GapCause, Lack, SYSTEM, Span, earlier};
use crate::verdict::{Ask, Evidence, Opinion, Verdict};

/// The log that only holds copies of some backup events.
const APPLICATION: &str = "Application";
/// The logs of the drivers behind rules V202, V204, V205, V207 and V208, whose channels are spelled in two ways.
const DRIVER_LOGS: [&str; 4] = [
    "Microsoft-Windows-VolumeSnapshot-Driver",
    "Microsoft-Windows-VHDMP",
    "Microsoft-Windows-StorageSpaces-Driver",
    "Microsoft-Windows-Storage-Storport",
];

/// The logs that tell where a volume lies, or that it was there, at whatever time.
const LASTING_LOGS: [&str; 6] = [
    partition::PROVIDER.channel,
    ntfs::OWN_LOG,
    APPLICATION,
    vss::AUDIT.channel,
    volume_users::DEDUPLICATION.channel,
    volume_users::BITLOCKER.channel,
];

pub(super) const RULE: Rule = Rule {
    id: "V402",
    name: "gap-in-evidence",
    manual: Manual {
        fires_when: "the 27 itself lies in a chunk with a wrong checksum; or its record and others of other files name no computer; or the linked run succeeded, but the log of Windows Server Backup does not run without a gap from its start to its end; or what the run's outcome follows from lies in a chunk with a wrong checksum; or within 10 minutes of the 27, or inside the linked run, the System log has a gap, unreadable records, records from a chunk with a wrong checksum, or a clock change of 2 seconds or more; or the System log begins less than 10 minutes before the 27, or ends before the 27 or before the run does, or less than 10 minutes behind the 27 because its file is damaged, or begins after the run's start; or a log of the drivers (VolumeSnapshot-Driver, VHDMP, StorageSpaces-Driver, StorPort) that was given has a flaw within 10 minutes, or from 10 minutes before the linked run on; or records of Partition/Diagnostic, Ntfs/Operational, Application, Security, or of the logs of BitLocker's management and of deduplication, where they were given, are lost or lie in a chunk with a wrong checksum, at whatever time, or those of System between others before the 27, since it tells of mounts too, where nothing shows the volume in an image of the run; or a manifest beside its logs names one that is not there; or a log was given beside the others, not known to be System, Application or that of Windows Server Backup, of which no record can be read or relied on, or an archive or a folder that can't be read, right beside its logs or where it is the only host around; or the 27 lies behind the run's end, and the Backup log is damaged or cut between the two. A clock that was set makes the whole time between its old and new reading doubtful; a host that started with a clock in the past (record ids go on, times fall back by more than 2 minutes), the time from there to the clock set that mends it; and a clock that is set forward by more than 2 minutes, as much time behind the start before, or behind the begin of System, since it may have been late from there on",
        says: "undetermined",
        because: "\"benign\" rests on the absence of worse records. Where records are missing, their absence proves nothing; where the clock was set, nothing is known of what came first",
        what_to_do: "ask for the log that the reason names: again and whole where it is damaged, a newer export where it ends early, archived ones where it begins late. A clock that was set is mended by no log: record ids tell which record came first",
        source: "reasoned; hourly clock corrections below 2 seconds are normal (208 of them in one public System log)",
    },
    judge,
    next_step: |_, opinion| Some(next_step(opinion)),
};

sentences! {
    bad_checksum() = "V402.checksum": "the record itself lies in a chunk with a wrong checksum";
    stale() = "V402.stale": "the record itself is a stale one that its log no longer uses";
    no_system_log() = "V402.no-system-log": "the System log is missing, so nothing says that worse did not happen";
    clock_set(when: Lag) = "V402.clock-set": "the clock was set { $when }";
    clock_set_by(way: Word, change: SignedDuration, when: Lag) = "V402.clock-set-by":
        "the clock was set { $way ->
            [back] back
           *[forward] forward
        } by { $change } { $when }";
    past_clock() = "V402.past-clock":
        "the clock stood in the past around this time: record ids go on and times fall back, so nothing tells what came \
         first";
    system_begins_late() = "V402.system-begins-late": "the System log begins after the run's start";
    system_ends_early() = "V402.system-ends-early": "the System log ends before the run does";
    system_ends_before() = "V402.system-ends-before": "the System log ends before it";
    system_begins(before: SignedDuration) = "V402.system-begins": "the System log begins only { $before } before it";
    system_begins_with() = "V402.system-begins-with": "the System log begins with it";
    system_cut(after: SignedDuration) = "V402.system-cut":
        "the System log may be cut off: it ends { $after } after it";
    system_cut_with() = "V402.system-cut-with": "the System log may be cut off: it ends with it";
    system_checksum() = "V402.system-checksum":
        "records of the System log near it or in the run lie in a chunk with a wrong checksum";
    unreadable() = "V402.system-unreadable": "records of the System log near it or in the run can't be read";
    unreadable_ids(first: Number, last: Number) = "V402.system-unreadable-ids":
        "records of the System log near it or in the run can't be read (records { $first } to { $last })";
    missing() = "V402.system-missing": "records of the System log near it or in the run are missing";
    missing_ids(first: Number, last: Number) = "V402.system-missing-ids":
        "records of the System log near it or in the run are missing (records { $first } to { $last })";
    cleared() = "V402.system-cleared": "the System log was cleared near it or in the run";
    recreated() = "V402.system-recreated": "the System log begins anew near it or in the run";
    two_logs() = "V402.two-logs":
        "two logs hold different System records of that time under the same ids, so some are of another machine";
    driver_log(channel: Log) = "V402.driver-log": "records of { $channel } near it are missing or can't be relied on";
    lasting_log(channel: Log) = "V402.lasting-log":
        "records of { $channel } are missing or can't be relied on, and what they tell of a volume holds for long";
    unknown_log() = "V402.unknown-log":
        "something given beside its logs can't be read, or no record of it can be relied on: it may be a log that speaks against";
    nameless() = "V402.nameless":
        "records of several files name no computer, so nothing tells that they are of one";
    no_backup_log() = "V402.no-backup-log": "the log of Windows Server Backup is missing";
    backup_log_cut() = "V402.backup-log-cut":
        "the log of Windows Server Backup is damaged or cut between the run's end and it";
    backup_begins_late() = "V402.backup-begins-late":
        "the log of Windows Server Backup begins after the run's start";
    backup_ends_early() = "V402.backup-ends-early": "the log of Windows Server Backup ends before the run's end";
    backup_gap(first: Number, last: Number) = "V402.backup-gap":
        "the log of Windows Server Backup has a gap during the run (records { $first } to { $last })";
    backup_checksum() = "V402.backup-checksum": "records of the run lie in a chunk with a wrong checksum";
    next_backup_log() = "V402.next-backup-log": "ask for the log Microsoft-Windows-Backup (see what to do next)";
    next_system_log() = "V402.next-system-log": "ask for the System log (see what to do next)";
    next_driver_log() = "V402.next-driver-log": "ask for the drivers' logs (see what to do next)";
    next_clock() = "V402.next-clock":
        "go by the record ids around it: they tell what came first, as the clock does not";
}

fn judge(facts: &Facts<'_>, subject: &Subject) -> Option<Opinion> {
    let (text, evidence, ask) = flaw(facts, subject)?;
    let evidence = Evidence::of(subject.index).and(evidence);
    let opinion = Opinion::new(&RULE, Verdict::Undetermined, text, evidence);
    Some(Opinion { ask, ..opinion })
}

/// What is wrong, the records that say so, and what would mend it: nothing mends a clock that was set.
type Found = (Sentence, Vec<EventIndex>, Option<Ask>);

/// The first flaw in the evidence, the most telling first.
fn flaw(facts: &Facts<'_>, subject: &Subject) -> Option<Found> {
    let doubt = match subject.trust {
        Trust::Intact => None,
        Trust::ChecksumFailed => Some((bad_checksum(), Lack::Damaged)),
        Trust::Carved => Some((stale(), Lack::Before)),
    };
    if let Some((text, lack)) = doubt {
        return Some((text, Vec::new(), Some(Ask::SystemLog(lack))));
    }
    if facts.computer.name.trim().is_empty() && facts.computer.sources.len() > 1 {
        return Some((nameless(), Vec::new(), None));
    }
    let session = facts.session(subject);
    if let Some(session) = session.filter(|session| session.outcome.is_success())
        && let Some(text) = backup_log_flaw(facts, session)
    {
        return Some((text, session.outcome_evidence.clone(), Some(Ask::BackupLog)));
    }
    // That a run failed makes its 27s harmless by themselves, so it takes a whole record to say so.
    if let Some(session) = session.filter(|session| rests_on_doubt(facts, session)) {
        return Some((backup_checksum(), session.outcome_evidence.clone(), Some(Ask::BackupLog)));
    }
    if let Some(text) = session.and_then(|session| backup_log_behind_end(facts, subject, session)) {
        return Some((text, Vec::new(), Some(Ask::BackupLog)));
    }
    let Some(system) = facts.computer.coverage_of(SYSTEM) else {
        return Some((no_system_log(), Vec::new(), Some(Ask::SystemLog(Lack::All))));
    };
    let near = around(subject.time, NEAR);
    // For a 27 behind the end of its run, what lies between the two belongs to it too.
    let run = session
        .and_then(|session| session.window)
        .map(|window| Span { to: window.run().to.max(subject.time), ..window.run() });
    let spans = std::iter::once(near).chain(run);
    if let Some(flaw) = spans.clone().find_map(|span| system.flaw_within(span)) {
        let lack = flaw.lack();
        return Some((system_flaw(flaw), Vec::new(), Some(Ask::SystemLog(lack))));
    }
    for span in spans {
        if let Some((index, event)) = facts.computer.clock_changes(span).next() {
            let text = match event.kind {
                EventKind::ClockChange(_) => clock_was_set(event, subject),
                _ => past_clock(),
            };
            return Some((text, vec![index], None));
        }
    }
    let uncovered = edge(system, subject).or_else(|| uncovered_run(system, session));
    let uncovered = uncovered.map(|(text, lack)| (text, Ask::SystemLog(lack)));
    let of_drivers = || {
        let unknown = || facts.computer.has_unread_log.then(unknown_log);
        let lasting = || lasting_log_flaw(facts, subject);
        // What came and went in the run before the 27, and right before the run (V405).
        let before = |run: Span| Span { from: earlier(run.from, NEAR), to: subject.time.max(run.from) };
        let in_run = || run.and_then(|run| driver_log_flaw(facts, before(run)));
        driver_log_flaw(facts, near)
            .or_else(in_run)
            .or_else(lasting)
            .or_else(unknown)
            .map(|text| (text, Ask::DriverLog))
    };
    let (text, ask) = uncovered.or_else(of_drivers)?;
    Some((text, Vec::new(), Some(ask)))
}

/// A run that the System log does not cover may hold a failing disk that nobody sees.
fn uncovered_run(system: &Coverage, session: Option<&Session>) -> Option<(Sentence, Lack)> {
    let session = session?;
    if system.first > session.started {
        return Some((system_begins_late(), system.lack_before()));
    }
    session.ended.filter(|ended| system.last < *ended).map(|_| (system_ends_early(), system.lack_behind()))
}

/// The drivers' own logs need not be there; where they are, they must be whole around the 27.
fn driver_log_flaw(facts: &Facts<'_>, near: Span) -> Option<Sentence> {
    let is_drivers = |channel: &str| {
        DRIVER_LOGS
            .iter()
            .any(|log| channel.get(..log.len()).is_some_and(|start| start.eq_ignore_ascii_case(log)))
    };
    facts.computer.coverage.iter().filter(|coverage| is_drivers(&coverage.channel)).find_map(|coverage| {
        let lacks_end = coverage.ends_in_damage && coverage.last < near.to;
        let lacks_begin = coverage.begins_in_damage && coverage.first > near.from;
        (lacks_end || lacks_begin || coverage.flaw_within(near).is_some())
            .then(|| driver_log(Log::of(&coverage.channel)))
    })
}

/// What Partition and Ntfs tell of a volume, and others that name it, is true for long, so a record of whatever time may be the one
/// that is lost. System tells of mounts as well, and goes back far: of it, what was lost between its records of before. Where the
/// volume is shown in an image of the run, mounts change nothing.
fn lasting_log_flaw(facts: &Facts<'_>, subject: &Subject) -> Option<Sentence> {
    let mut logs = LASTING_LOGS.iter().flat_map(|channel| facts.computer.coverage_like(channel));
    let lasting = logs.find(|log| log.is_damaged());
    let before = Span { from: Timestamp::MIN, to: subject.time };
    let system = || facts.computer.coverage_of(SYSTEM).filter(|log| log.is_unreadable_within(before));
    let system = || system().filter(|_| facts.identity(subject).is_none());
    lasting.or_else(system).map(|log| lasting_log(Log::of(&log.channel)))
}

/// For a 27 in the time of grace: the log of Windows Server Backup may hold the start of another run behind the end.
fn backup_log_behind_end(facts: &Facts<'_>, subject: &Subject, session: &Session) -> Option<Sentence> {
    let end = session.ended.filter(|end| *end < subject.time)?;
    let behind = Span { from: end, to: subject.time };
    let hurt = facts.computer.coverage_like(backup::PROVIDER.channel).filter(|coverage| {
        let is_cut = coverage.ends_in_damage && coverage.last < subject.time;
        is_cut || coverage.flaw_within(behind).is_some()
    });
    hurt.map(|_| backup_log_cut()).next()
}

/// Whether what a run's outcome follows from may say something else than what was written.
fn rests_on_doubt(facts: &Facts<'_>, session: &Session) -> bool {
    let mut records = session.outcome_evidence.iter().filter_map(|index| facts.computer.event(*index));
    records.any(|event| event.trust != Trust::Intact)
}

/// Whether the log that holds a run's own records runs through the whole run.
fn backup_log_flaw(facts: &Facts<'_>, session: &Session) -> Option<Sentence> {
    let mut channels: Vec<&str> = session
        .events
        .iter()
        .filter_map(|index| facts.computer.event(*index))
        .map(|event| &*event.at.channel)
        .filter(|channel| !channel.eq_ignore_ascii_case(APPLICATION))
        .collect();
    channels.sort_unstable();
    channels.dedup();
    let end = session.ended.unwrap_or(session.started);
    let span = Span { from: session.started.min(end), to: end };
    // A run begins with its first record and ends with its last one, where both were seen.
    let is_last = |index| match facts.computer.event(index).map(|event| &event.kind) {
        Some(EventKind::Backup(told)) => told.step == BackupStep::Ended,
        _ => false,
    };
    let edges = (session.start_event.is_some(), session.end_event.is_some_and(is_last));
    let flaws: Vec<Sentence> = channels
        .into_iter()
        .filter_map(|channel| facts.computer.coverage_of(channel))
        .map(|coverage| backup_flaw(coverage, span, edges))
        .collect::<Option<Vec<Sentence>>>()?;
    // One channel that runs through is enough; none at all is a flaw.
    Some(flaws.into_iter().next().unwrap_or_else(no_backup_log))
}

fn backup_flaw(coverage: &Coverage, span: Span, edges: (bool, bool)) -> Option<Sentence> {
    if coverage.first > span.from {
        return Some(backup_begins_late());
    }
    if coverage.last < span.to {
        return Some(backup_ends_early());
    }
    Some(match coverage.flaw_inside(span, edges)? {
        Flaw::Gap(gap) => backup_gap(after(&gap), before(&gap)),
        Flaw::Suspect(_) => backup_checksum(),
    })
}

/// The first of the missing record ids.
fn after(gap: &Gap) -> Number {
    Number(gap.after_id.saturating_add(1))
}

/// The last of them.
fn before(gap: &Gap) -> Number {
    Number(gap.before_id.saturating_sub(1))
}

fn system_flaw(flaw: Flaw) -> Sentence {
    let Flaw::Gap(gap) = flaw else { return system_checksum() };
    let has_ids = gap.after_id < gap.before_id;
    match gap.cause {
        GapCause::Unreadable if has_ids => unreadable_ids(after(&gap), before(&gap)),
        GapCause::Unreadable => unreadable(),
        GapCause::Cleared => cleared(),
        GapCause::Recreated => recreated(),
        GapCause::TwoLogs => two_logs(),
        GapCause::RecordIdJump if has_ids => missing_ids(after(&gap), before(&gap)),
        GapCause::RecordIdJump => missing(),
    }
}

fn clock_was_set(event: &Event, subject: &Subject) -> Sentence {
    let when = Lag::between(event.time(), subject.time);
    let EventKind::ClockChange(change) = &event.kind else { return clock_set(when) };
    let Some((old, new)) = change.known() else { return clock_set(when) };
    let change = new.duration_since(old);
    let way = Word(if change.is_negative() { "back" } else { "forward" });
    clock_set_by(way, change.abs(), when)
}

fn edge(system: &Coverage, subject: &Subject) -> Option<(Sentence, Lack)> {
    if system.last < subject.time {
        return Some((system_ends_before(), system.lack_behind()));
    }
    let before: SignedDuration = subject.time.duration_since(system.first);
    let after = system.last.duration_since(subject.time);
    if before < NEAR {
        let text = if before.is_positive() { system_begins(before) } else { system_begins_with() };
        return Some((text, system.lack_before()));
    }
    (system.ends_in_damage && after < NEAR).then(|| {
        let text = if after.is_positive() { system_cut(after) } else { system_cut_with() };
        (text, Lack::Damaged)
    })
}

fn next_step(opinion: &Opinion) -> Sentence {
    match opinion.ask {
        Some(Ask::BackupLog) => next_backup_log(),
        Some(Ask::DriverLog) => next_driver_log(),
        Some(_) => next_system_log(),
        None => next_clock(),
    }
}
