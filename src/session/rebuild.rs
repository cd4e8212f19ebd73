//! The state machine: from events in order to sessions.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::diagnosis::{SPP_TIMED_OUT, VSS_FAILED};
use super::group::{Draft, Entry, group, is_of_end, tells_end};
use super::{Coded, Member, Outcome, Session, Settings, SnapshotWait, Window, diagnosis, outcome};
use crate::event::class::Class;
use crate::event::codes::Hresult;
use crate::event::providers::backup::{BackupEvent, BackupStep};
use crate::event::{Event, EventKind, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;
use crate::timeline::{Computer, EventIndex};

/// A run whose end is not seen is not assumed to last longer.
const LONGEST_OPEN_RUN: SignedDuration = SignedDuration::from_hours(24);

sentences! {
    stale_runs(count: usize, first: Timestamp) = "rebuild.stale-runs":
        "{ $count ->
            [one] { $count } stale record of backup runs was recovered, of { $first }; no run is made of it
           *[other] { $count } stale records of backup runs were recovered, the first of { $first }; no run is made of them
        }";
    went_down() = "rebuild.went-down":
        "the machine went down between start and end of a run that is told as successful, so it proves nothing";
}

/// Rebuilds the sessions of a computer, in the order of their starts.
pub fn rebuild(computer: &Computer, settings: Settings, issues: &mut Vec<Issue>) -> Vec<Session> {
    let (stale, told): (Vec<_>, Vec<_>) =
        computer.all(Class::Backup).partition(|(_, event)| event.trust == Trust::Carved);
    note_stale(computer, &stale, issues);
    let entries: Vec<Entry<'_>> = told
        .into_iter()
        .filter_map(|(index, event)| match &event.kind {
            EventKind::Backup(backup) => Some(Entry { index, event, backup }),
            _ => None,
        })
        .collect();
    let machine = machine_states(computer);
    let drafts = group(&entries, &machine);
    let mut sessions: Vec<Session> = drafts
        .iter()
        .filter(|draft| draft.says_something())
        .map(|draft| draft.finish(computer, issues))
        .collect();
    sessions.sort_by_key(|session| (session.started, session.events.first().copied()));
    bound(&mut sessions, computer, &machine, settings, issues);
    diagnosis::diagnose(&mut sessions, computer, settings);
    sessions
}

/// Nothing tells what is missing between stale records, so no run is made of them: its window could excuse what
/// lies in it.
fn note_stale(computer: &Computer, stale: &[(EventIndex, &Event)], issues: &mut Vec<Issue>) {
    let Some((_, first)) = stale.first() else { return };
    let text = stale_runs(stale.len(), first.time());
    let issue = Issue::note(IssueKind::RecoveredNotUsed, text);
    issues.push(issue.at_record(first.at.source, first.at.event_record_id).on_computer(&computer.name));
}

impl<'a> Draft<'a> {
    /// A session needs a start, an end, a failure, or a copy of one.
    fn says_something(&self) -> bool {
        use BackupStep::{Inconsistent, NoTarget, ShareNotWritable, Started};
        let says =
            |step| is_of_end(step) || matches!(step, Started | NoTarget | ShareNotWritable | Inconsistent);
        self.never_started || self.entries.iter().any(|entry| says(entry.backup.step))
    }

    pub(super) fn has(&self, step: BackupStep) -> bool {
        self.of_step(step).next().is_some()
    }

    pub(super) fn of_step(&self, step: BackupStep) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.backup.step == step)
    }

    /// The first value of a field, ends before steps: the last record holds what earlier records lack.
    fn field<T>(&self, get: impl Fn(&BackupEvent) -> Option<T>) -> Option<(T, EventIndex)> {
        let rank = |entry: &&Entry<'_>| match entry.backup.step {
            BackupStep::Ended => 0,
            step if tells_end(step) => 1,
            BackupStep::SnapshotFailed => 2,
            _ => 3,
        };
        let mut entries: Vec<&Entry<'_>> = self.entries.iter().collect();
        entries.sort_by_key(rank);
        entries.into_iter().find_map(|entry| Some((get(entry.backup)?, entry.index)))
    }

    fn start(&self) -> (Timestamp, Option<EventIndex>) {
        if let Some(entry) = self.of_step(BackupStep::Started).next() {
            return (entry.event.time(), Some(entry.index));
        }
        let told = self
            .entries
            .iter()
            .flat_map(|entry| [entry.backup.backup_time, entry.backup.snapshot_started])
            .flatten()
            .min();
        let first = self.entries.iter().map(|entry| entry.event.time()).min();
        // A time behind the run's own records is no time of its start.
        let start = match (told, first) {
            (Some(told), Some(first)) => told.min(first),
            (told, first) => told.or(first).unwrap_or_default(),
        };
        (start, None)
    }

    fn finish(&self, computer: &Computer, issues: &mut Vec<Issue>) -> Session {
        let (started, start_event) = self.start();
        let found = outcome::of(self, &computer.name, issues);
        // The engine's own records of the end before copies of them; copies that are no end of a run
        // stand for one only where nothing else is known.
        let is_end =
            |entry: &&Entry<'_>| is_of_end(entry.backup.step) || entry.backup.step == BackupStep::NoTarget;
        let latest = |entry: &&Entry<'_>| (entry.event.time(), entry.index);
        let only_copies = self.entries.iter().all(|entry| entry.backup.is_copy);
        let last_end = self
            .entries
            .iter()
            .filter(|entry| !entry.backup.is_copy)
            .filter(is_end)
            .max_by_key(latest)
            .or_else(|| self.entries.iter().filter(is_end).max_by_key(latest))
            .or_else(|| self.entries.iter().filter(|_| only_copies).max_by_key(latest));
        let hresult = self.failing_code();
        let detail = self
            .field(|backup| backup.detail)
            .or_else(|| self.field(|backup| backup.failed_item().and_then(|item| item.detail)));
        let mut events: Vec<EventIndex> = self.entries.iter().map(|entry| entry.index).collect();
        events.sort_unstable();
        Session {
            started,
            start_event,
            ended: last_end.filter(|_| !self.never_started).map(|entry| entry.event.time()),
            end_event: last_end.map(|entry| entry.index),
            outcome: found.outcome,
            outcome_evidence: found.evidence,
            hresult: hresult.map(|(code, at)| Coded { code, at }),
            detail: detail.map(|(code, at)| Coded { code, at }),
            cause: None,
            other_causes: Vec::new(),
            snapshot: self.snapshot_wait(),
            target: self.field(|backup| backup.target.clone()).map(|(target, _)| target),
            volumes: self.members(|backup| &backup.volumes.items),
            components: self.members(|backup| &backup.components.items),
            events,
            last_heard: self.entries.iter().map(|entry| entry.event.time()).max().unwrap_or(started),
            machinery: Vec::new(),
            failed_vms: Vec::new(),
            slow_guest_io: Vec::new(),
            from_copies_only: self.entries.iter().all(|entry| entry.backup.is_copy),
            is_intact: self.entries.iter().all(|entry| entry.event.trust == Trust::Intact),
            window: None,
        }
    }

    /// The code of the run: a failing one before a success, whichever record has it; else that of a
    /// volume or component that failed.
    fn failing_code(&self) -> Option<(Hresult, EventIndex)> {
        self.field(|backup| backup.hresult.filter(|code| code.0 != 0))
            .or_else(|| self.field(|backup| backup.failed_item().and_then(|item| item.hresult)))
            .or_else(|| self.field(|backup| backup.hresult))
    }

    /// Whether a record or the run's code says that there was no snapshot in the end: both its times are told then, too.
    fn says_snapshot_failed(&self) -> bool {
        self.of_step(BackupStep::SnapshotFailed).next().is_some()
            || self.failing_code().is_some_and(|(code, _)| [SPP_TIMED_OUT, VSS_FAILED].contains(&code))
    }

    /// Start and end of the snapshot where told; else the time from its start, or the run's, to the
    /// record of its failure.
    fn snapshot_wait(&self) -> Option<SnapshotWait> {
        let started = self.field(|backup| backup.snapshot_started).map(|(time, _)| time);
        let ended = self.field(|backup| backup.snapshot_ended).map(|(time, _)| time);
        if let (Some(started), Some(ended)) = (started, ended)
            && ended >= started
        {
            return Some(SnapshotWait {
                from: started,
                duration: ended.duration_since(started),
                succeeded: !self.says_snapshot_failed(),
            });
        }
        let failed = self.of_step(BackupStep::SnapshotFailed).find(|entry| !entry.backup.is_copy)?;
        let since =
            started.or_else(|| self.of_step(BackupStep::Started).next().map(|entry| entry.event.time()))?;
        let duration = failed.event.time().duration_since(since);
        (!duration.is_negative()).then_some(SnapshotWait { from: since, duration, succeeded: false })
    }

    fn members(&self, list: impl Fn(&BackupEvent) -> &Vec<crate::event::providers::Item>) -> Vec<Member> {
        let entries = self.entries.iter().rev();
        let longest = entries.map(|entry| list(entry.backup)).max_by_key(|items| items.len());
        longest
            .into_iter()
            .flatten()
            .map(|item| Member {
                name: item.name.clone(),
                id: item.id,
                application: item.application.clone(),
                failed_with: item.hresult.filter(|code| code.0 != 0),
            })
            .collect()
    }
}

/// When the machine went down or came up, and the records that say so.
pub(super) type MachineStates = BTreeMap<Timestamp, EventIndex>;

pub(super) fn machine_states(computer: &Computer) -> MachineStates {
    let all = [Class::Stop, Class::Boot].into_iter().flat_map(|class| computer.all(class));
    // Of several records of one moment the first counts.
    // A start on a clock in the past ends no run that its time falls into.
    all.filter(|(_, event)| event.trust != Trust::Carved && !computer.is_on_past_clock(event))
        .map(|(index, event)| (event.time(), index))
        .rev()
        .collect()
}

/// Runs without an end: the machine went down, or the logs just do not show it. Then every run
/// gets its window, which never reaches across a start of the machine.
fn bound(
    sessions: &mut [Session],
    computer: &Computer,
    machine: &MachineStates,
    settings: Settings,
    issues: &mut Vec<Issue>,
) {
    let starts: Vec<Timestamp> = sessions
        .iter()
        .filter(|session| session.outcome != Outcome::NotStarted)
        .map(|session| session.started)
        .collect();
    let end_of_logs = computer.end();
    for session in sessions.iter_mut().filter(|session| session.outcome != Outcome::NotStarted) {
        let next = starts.get(starts.partition_point(|start| *start <= session.started)).copied();
        let down = machine.range(session.started..).next().map(|(time, index)| (*time, *index));
        if let Some(end) = session.ended {
            if let Some((time, index)) = down.filter(|(time, _)| *time < end && session.started < *time) {
                session.window = Some(Window::new(session.started, time, SignedDuration::ZERO));
                doubt(session, index, computer, issues);
            } else {
                let window = Window::new(session.started, end, settings.grace);
                let next_down = machine.range(window.end..).next().map_or(window.to, |(time, _)| *time);
                // The machine's going down takes the volumes along, and the time of grace with them.
                session.window = Some(Window { to: window.to.min(next_down), ..window });
            }
        } else if let Some((time, index)) = down.filter(|(time, _)| next.is_none_or(|next| *time < next)) {
            if session.outcome == Outcome::EndNotSeen {
                session.outcome = Outcome::Interrupted;
                session.outcome_evidence.push(index);
            }
            session.ended = Some(time);
            session.end_event = Some(index);
            session.window = Some(Window::new(session.started, time, SignedDuration::ZERO));
        } else {
            let longest = crate::timeline::shifted(session.started, LONGEST_OPEN_RUN);
            let end = [next, end_of_logs].into_iter().flatten().fold(longest, Timestamp::min);
            session.window = Some(Window::new(session.started, end, SignedDuration::ZERO));
        }
    }
}

/// A run can't go on across a start of the machine: its start or its end is not its own.
fn doubt(session: &mut Session, down: EventIndex, computer: &Computer, issues: &mut Vec<Issue>) {
    if !session.outcome.is_success() {
        return;
    }
    session.outcome = Outcome::EndNotSeen;
    if let Some(event) = computer.event(down) {
        issues.push(
            Issue::note(IssueKind::UnprovenOutcome, went_down())
                .at_record(event.at.source, event.at.event_record_id)
                .on_computer(&computer.name),
        );
    }
}
