//! The state machine: from events in order to sessions.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Coded, Member, Outcome, Session, Settings, SnapshotWait, Window, diagnosis, outcome};
use crate::event::class::Class;
use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::event::providers::backup::BackupEvent;
use crate::event::{Event, EventKind};
use crate::issue::Issue;
use crate::timeline::{Computer, EventIndex};

/// A copy in Application is written within this of its original.
const TWIN: SignedDuration = SignedDuration::from_secs(2);
/// A run whose end is not seen is not assumed to last longer.
const LONGEST_OPEN_RUN: SignedDuration = SignedDuration::from_hours(24);

/// One backup event of a draft.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) index: EventIndex,
    pub(super) event: &'a Event,
    pub(super) backup: &'a BackupEvent,
}

/// A session while its events are being gathered.
#[derive(Debug, Default)]
pub(super) struct Draft<'a> {
    pub(super) set_id: Option<Guid>,
    pub(super) entries: Vec<Entry<'a>>,
    /// Event 14 was seen: nothing of this run can follow.
    is_closed: bool,
    /// It never began.
    pub(super) never_started: bool,
}

/// Rebuilds the sessions of a computer, in the order of their starts.
pub fn rebuild(computer: &Computer, settings: Settings, issues: &mut Vec<Issue>) -> Vec<Session> {
    let entries: Vec<Entry<'_>> = computer
        .all(Class::Backup)
        .filter_map(|(index, event)| match &event.kind {
            EventKind::Backup(backup) => Some(Entry { index, event, backup }),
            _ => None,
        })
        .collect();
    let mut drafts = group(entries.iter().filter(|entry| !entry.backup.is_copy));
    for entry in entries.iter().filter(|entry| entry.backup.is_copy) {
        join_copy(&mut drafts, *entry);
    }
    let mut sessions: Vec<Session> = drafts
        .iter()
        .filter(|draft| draft.says_something())
        .map(|draft| draft.finish(computer, issues))
        .collect();
    sessions.sort_by_key(|session| (session.started, session.events.first().copied()));
    close_open_ends(&mut sessions, computer, settings);
    diagnosis::diagnose(&mut sessions, computer, settings);
    sessions
}

/// Events that tell of a run that never began, by their id in the backup channel.
fn never_started(id: u16) -> bool {
    matches!(id, 6 | 15..=22 | 49)
}

fn group<'a>(entries: impl Iterator<Item = &'a Entry<'a>>) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    for entry in entries {
        let id = entry.backup.id;
        if id == 1 {
            drafts.push(Draft::of(*entry));
            continue;
        }
        let open = match entry.backup.set_id {
            Some(set_id) => open_with(&drafts, set_id),
            None => drafts.iter().rposition(|draft| !draft.is_closed && !draft.never_started),
        };
        let joins_run = !never_started(id) || id == 49;
        match open.and_then(|position| drafts.get_mut(position)) {
            Some(draft) if joins_run => draft.push(*entry),
            _ if never_started(id) => join_never_started(&mut drafts, *entry),
            _ if entry.backup.set_id.is_some() || matches!(id, 4 | 5 | 7 | 8 | 9 | 14 | 23) => {
                drafts.push(Draft::of(*entry));
            }
            // A step without a run around it proves no run; it stays evidence by its class.
            _ => {}
        }
    }
    drafts
}

/// The open draft of that backup set; one whose set is not known yet takes it.
fn open_with(drafts: &[Draft<'_>], set_id: Guid) -> Option<usize> {
    let same = drafts.iter().rposition(|draft| draft.set_id == Some(set_id));
    match same {
        Some(position) => drafts.get(position).is_some_and(|draft| !draft.is_closed).then_some(position),
        None => drafts
            .iter()
            .rposition(|draft| !draft.is_closed && !draft.never_started && draft.set_id.is_none()),
    }
}

fn join_never_started<'a>(drafts: &mut Vec<Draft<'a>>, entry: Entry<'a>) {
    let same = drafts.iter_mut().rev().find(|draft| {
        draft.never_started
            && draft.entries.iter().any(|other| {
                other.same_backup_time(&entry)
                    || (other.backup.backup_time.is_none() && other.is_near(&entry))
            })
    });
    match same {
        Some(draft) => draft.push(entry),
        None => drafts.push(Draft { never_started: true, ..Draft::of(entry) }),
    }
}

/// A copy joins the session of the same BackupTime, else that of its original, else one of its own.
fn join_copy<'a>(drafts: &mut Vec<Draft<'a>>, entry: Entry<'a>) {
    let is_end = |other: &Entry<'_>| {
        matches!(other.backup.id, 4 | 5 | 7 | 8 | 9 | 14 | 23)
            || other.backup.is_copy
            || never_started(other.backup.id)
    };
    let by_time = drafts
        .iter()
        .rposition(|draft| draft.entries.iter().any(|other| is_end(other) && other.same_backup_time(&entry)));
    let by_twin = || {
        drafts.iter().rposition(|draft| {
            draft.entries.iter().any(|other| {
                !other.backup.is_copy && other.backup.id == entry.backup.id && other.is_near(&entry)
            })
        })
    };
    match by_time.or_else(by_twin).and_then(|position| drafts.get_mut(position)) {
        Some(draft) => draft.push(entry),
        None if never_started(entry.backup.id) => {
            drafts.push(Draft { never_started: true, ..Draft::of(entry) });
        }
        // 525 carries no BackupTime; alone it is evidence of a bad disk, not of a run.
        None if entry.backup.id == 13 => {}
        None => drafts.push(Draft::of(entry)),
    }
}

impl Entry<'_> {
    fn same_backup_time(&self, other: &Entry<'_>) -> bool {
        self.backup.backup_time.is_some() && self.backup.backup_time == other.backup.backup_time
    }

    fn is_near(&self, other: &Entry<'_>) -> bool {
        self.event.time().duration_since(other.event.time()).abs() <= TWIN
    }
}

impl<'a> Draft<'a> {
    fn of(entry: Entry<'a>) -> Self {
        let mut draft = Self::default();
        draft.push(entry);
        draft
    }

    fn push(&mut self, entry: Entry<'a>) {
        self.set_id = self.set_id.or(entry.backup.set_id);
        self.is_closed |= entry.backup.id == 14;
        self.entries.push(entry);
    }

    /// A session needs a start, an end, a failure, or a copy of one.
    fn says_something(&self) -> bool {
        self.never_started
            || self
                .entries
                .iter()
                .any(|entry| matches!(entry.backup.id, 1 | 4 | 5 | 7 | 8 | 9 | 14 | 23 | 49 | 52 | 565))
    }

    pub(super) fn has(&self, id: u16) -> bool {
        self.of_id(id).next().is_some()
    }

    pub(super) fn of_id(&self, id: u16) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(move |entry| entry.backup.id == id)
    }

    /// The first value of a field, ends before steps: 14 holds what earlier records lack.
    fn field<T>(&self, get: impl Fn(&BackupEvent) -> Option<T>) -> Option<(T, EventIndex)> {
        let rank = |entry: &&Entry<'_>| match entry.backup.id {
            14 => 0,
            4 | 5 | 7 | 8 | 23 => 1,
            9 => 2,
            _ => 3,
        };
        let mut entries: Vec<&Entry<'_>> = self.entries.iter().collect();
        entries.sort_by_key(rank);
        entries.into_iter().find_map(|entry| Some((get(entry.backup)?, entry.index)))
    }

    fn start(&self) -> (Timestamp, Option<EventIndex>) {
        if let Some(entry) = self.of_id(1).next() {
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
        let last_end = self
            .entries
            .iter()
            .filter(|entry| !entry.backup.is_copy || self.entries.iter().all(|entry| entry.backup.is_copy))
            .filter(|entry| matches!(entry.backup.id, 4 | 5 | 7 | 8 | 9 | 14 | 23 | 49 | 52 | 565))
            .max_by_key(|entry| (entry.event.time(), entry.index));
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
            machinery: Vec::new(),
            from_copies_only: self.entries.iter().all(|entry| entry.backup.is_copy),
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

    /// Start and end of the snapshot where told; else the time from its start, or the run's, to the
    /// record of its failure.
    fn snapshot_wait(&self) -> Option<SnapshotWait> {
        let started = self.field(|backup| backup.snapshot_started).map(|(time, _)| time);
        let ended = self.field(|backup| backup.snapshot_ended).map(|(time, _)| time);
        if let (Some(started), Some(ended)) = (started, ended)
            && ended >= started
        {
            return Some(SnapshotWait { duration: ended.duration_since(started), succeeded: true });
        }
        let failed = self.entries.iter().find(|entry| entry.backup.id == 9 && !entry.backup.is_copy)?;
        let since = started.or_else(|| self.of_id(1).next().map(|entry| entry.event.time()))?;
        let duration = failed.event.time().duration_since(since);
        (!duration.is_negative()).then_some(SnapshotWait { duration, succeeded: false })
    }

    fn members(&self, list: impl Fn(&BackupEvent) -> &Vec<crate::event::providers::Item>) -> Vec<Member> {
        let entries = self.entries.iter().rev();
        let longest = entries.map(|entry| list(entry.backup)).max_by_key(|items| items.len());
        longest
            .into_iter()
            .flatten()
            .map(|item| Member {
                name: item.name.clone(),
                application: item.application.clone(),
                failed_with: item.hresult.filter(|code| code.0 != 0),
            })
            .collect()
    }
}

/// Runs without an end: the machine went down, or the logs just do not show it. Then every run
/// gets its window.
fn close_open_ends(sessions: &mut [Session], computer: &Computer, settings: Settings) {
    let starts: Vec<Timestamp> = sessions
        .iter()
        .filter(|session| session.outcome != Outcome::NotStarted)
        .map(|session| session.started)
        .collect();
    let machine: BTreeMap<Timestamp, EventIndex> = [Class::Stop, Class::Boot]
        .into_iter()
        .flat_map(|class| computer.all(class))
        .map(|(index, event)| (event.time(), index))
        .rev()
        .collect();
    let end_of_logs = computer.end();
    for session in sessions.iter_mut().filter(|session| session.outcome != Outcome::NotStarted) {
        let next = starts.get(starts.partition_point(|start| *start <= session.started)).copied();
        if let Some(end) = session.ended {
            session.window = Some(Window::new(session.started, end, settings.grace));
            continue;
        }
        let down = machine.range(session.started..).next().map(|(time, index)| (*time, *index));
        if let Some((time, index)) = down.filter(|(time, _)| next.is_none_or(|next| *time < next)) {
            session.outcome = Outcome::Interrupted;
            session.outcome_evidence.push(index);
            session.ended = Some(time);
            session.end_event = Some(index);
            // No grace: the machine's going down took the volumes along.
            session.window = Some(Window::new(session.started, time, SignedDuration::ZERO));
        } else {
            let longest = crate::timeline::shifted(session.started, LONGEST_OPEN_RUN);
            let end = [next, end_of_logs].into_iter().flatten().fold(longest, Timestamp::min);
            session.window = Some(Window::new(session.started, end, SignedDuration::ZERO));
        }
    }
}
