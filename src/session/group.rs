//! Which backup events belong to one run.
//!
//! The GUID of the backup set joins them; where it is missing, order does. A run that ended takes
//! nothing more but what is written with its end, and none reaches across a start of the machine.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::rebuild::MachineStates;
use crate::event::Event;
use crate::event::guid::Guid;
use crate::event::providers::backup::{self, BackupEvent, BackupStep};
use crate::timeline::{EventIndex, shifted};

/// A copy in Application is written within this of its original; records of one moment may also
/// stand in the wrong order when the clock was corrected between them.
const TWIN: SignedDuration = SignedDuration::from_secs(2);
/// What the engine writes with the end of a run (4 to 8, 23, then 14) lies this close together.
const WITH_THE_END: SignedDuration = SignedDuration::from_mins(5);
/// Without a GUID, a record is not assumed to belong to a run that was last heard of before this.
const LAST_HEARD_OF: SignedDuration = SignedDuration::from_hours(24);

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
    /// When its end was first told.
    end_told: Option<Timestamp>,
    /// It never began.
    pub(super) never_started: bool,
}

impl<'a> Draft<'a> {
    fn of(entry: Entry<'a>) -> Self {
        let mut draft = Self::default();
        draft.push(entry);
        draft
    }

    fn push(&mut self, entry: Entry<'a>) {
        self.set_id = self.set_id.or(entry.backup.set_id);
        self.is_closed |= entry.backup.step == BackupStep::Ended;
        if tells_end(entry.backup.step) {
            self.end_told.get_or_insert(entry.event.time());
        }
        self.entries.push(entry);
    }

    fn last_heard_of(&self) -> Option<Timestamp> {
        self.entries.iter().filter(|entry| !entry.backup.is_copy).map(|entry| entry.event.time()).max()
    }

    /// Whether a later event can belong to this run.
    fn can_take(&self, entry: &Entry<'_>, machine: &MachineStates) -> bool {
        let time = entry.event.time();
        let Some(last) = self.last_heard_of() else { return false };
        let ends = entry.backup.step == BackupStep::Ended;
        let is_end = is_of_end(entry.backup.step);
        if self.never_started || last > time {
            return false;
        }
        if self.is_closed {
            let same_moment = time.duration_since(last) <= TWIN;
            return same_moment && is_end && !ends && self.set_id == entry.backup.set_id;
        }
        if let Some(told) = self.end_told {
            return is_end && time.duration_since(told) <= WITH_THE_END;
        }
        let went_down = last < time && machine.range(last..time).next().is_some();
        let has_guid = entry.backup.set_id.is_some() && self.set_id == entry.backup.set_id;
        !went_down && (has_guid || time.duration_since(last) <= LAST_HEARD_OF)
    }
}

/// Events that tell how a run ended; a snapshot that failed does too, but the engine goes on writing after it.
pub(super) fn tells_end(step: BackupStep) -> bool {
    use BackupStep::{Cancelled, Failed, FailedInPart, FilesSkipped, Succeeded};
    matches!(step, Succeeded | Failed | FailedInPart | Cancelled | FilesSkipped)
}

/// Events that tell how a run ended, with those that are not the last word or not the first.
pub(super) fn is_of_end(step: BackupStep) -> bool {
    tells_end(step) || matches!(step, BackupStep::SnapshotFailed | BackupStep::Ended)
}

/// Events that tell of a run that never began.
fn never_started(step: BackupStep) -> bool {
    use BackupStep as S;
    matches!(
        step,
        S::OtherRunning
            | S::PolicyConflict
            | S::RecoveryPlanned
            | S::EngineUnreachable
            | S::SettingsMissing
            | S::FailedToStart
            | S::NoTarget
    )
}

/// Finds drafts without looking at all of them.
#[derive(Default)]
struct Book<'a> {
    drafts: Vec<Draft<'a>>,
    by_set: BTreeMap<Guid, usize>,
    by_backup_time: BTreeMap<Timestamp, usize>,
    by_id_and_time: BTreeMap<(u16, Timestamp), usize>,
    /// The run that was opened last.
    latest: Option<usize>,
}

/// Groups events, which are in total order, into drafts.
pub(super) fn group<'a>(entries: &[Entry<'a>], machine: &MachineStates) -> Vec<Draft<'a>> {
    let mut book = Book::default();
    for entry in entries.iter().filter(|entry| !entry.backup.is_copy) {
        book.take(*entry, machine);
    }
    for entry in entries.iter().filter(|entry| entry.backup.is_copy) {
        book.take_copy(*entry);
    }
    book.drafts
}

impl<'a> Book<'a> {
    fn take(&mut self, entry: Entry<'a>, machine: &MachineStates) {
        let step = entry.backup.step;
        if step == BackupStep::Started {
            self.open(entry);
            return;
        }
        let known = entry.backup.set_id.and_then(|set_id| self.by_set.get(&set_id).copied());
        let candidate = match (entry.backup.set_id, known) {
            (_, Some(position)) => Some(position),
            // A run whose set is not known yet takes the set.
            (Some(_), None) => self
                .latest
                .filter(|position| self.drafts.get(*position).is_some_and(|draft| draft.set_id.is_none())),
            (None, None) => self.latest,
        };
        let joins_run = !never_started(step) || step == BackupStep::NoTarget;
        let open = candidate.filter(|position| {
            joins_run && self.drafts.get(*position).is_some_and(|draft| draft.can_take(&entry, machine))
        });
        match open {
            Some(position) => self.push(position, entry),
            None if never_started(step) => self.take_never_started(entry),
            None if entry.backup.set_id.is_some() || is_of_end(step) => self.open(entry),
            // A step without a run around it proves no run; it stays evidence by its class.
            None => {}
        }
    }

    fn take_never_started(&mut self, entry: Entry<'a>) {
        let same = self.same_time(&entry).or_else(|| {
            let near = self.near(&entry, |_, step| never_started(step));
            near.filter(|position| {
                self.drafts
                    .get(*position)
                    .is_some_and(|draft| draft.entries.iter().all(|other| other.backup.backup_time.is_none()))
            })
        });
        let joined =
            same.filter(|position| self.drafts.get(*position).is_some_and(|draft| draft.never_started));
        match joined {
            Some(position) => self.push(position, entry),
            None => self.add(Draft { never_started: true, ..Draft::of(entry) }, entry),
        }
    }

    /// A copy joins the session of the same BackupTime, else that of its original, else one of its own.
    fn take_copy(&mut self, entry: Entry<'a>) {
        let (id, step) = (entry.backup.id, entry.backup.step);
        let found = self.same_time(&entry).or_else(|| self.near(&entry, |other, _| other == id));
        match found {
            Some(position) => self.push(position, entry),
            None if never_started(step) => self.add(Draft { never_started: true, ..Draft::of(entry) }, entry),
            // 525 carries no BackupTime; alone it says nothing of a run.
            None => self.add(Draft::of(entry), entry),
        }
    }

    fn same_time(&self, entry: &Entry<'_>) -> Option<usize> {
        self.by_backup_time.get(&entry.backup.backup_time?).copied()
    }

    /// The draft of an original that was written within two seconds.
    fn near(&self, entry: &Entry<'_>, wanted: impl Fn(u16, BackupStep) -> bool) -> Option<usize> {
        let time = entry.event.time();
        let (from, to) = (shifted(time, SignedDuration::ZERO.saturating_sub(TWIN)), shifted(time, TWIN));
        backup::steps()
            .filter(|(id, step)| wanted(*id, *step))
            .find_map(|(id, _)| self.by_id_and_time.range((id, from)..=(id, to)).next_back())
            .map(|(_, position)| *position)
    }

    fn open(&mut self, entry: Entry<'a>) {
        self.latest = Some(self.drafts.len());
        self.add(Draft::of(entry), entry);
    }

    fn add(&mut self, draft: Draft<'a>, entry: Entry<'a>) {
        let position = self.drafts.len();
        self.drafts.push(draft);
        self.note(position, &entry);
    }

    fn push(&mut self, position: usize, entry: Entry<'a>) {
        if let Some(draft) = self.drafts.get_mut(position) {
            draft.push(entry);
        }
        self.note(position, &entry);
    }

    fn note(&mut self, position: usize, entry: &Entry<'_>) {
        if let Some(set_id) = entry.backup.set_id {
            self.by_set.insert(set_id, position);
        }
        let step = entry.backup.step;
        let joins_by_time = is_of_end(step) || entry.backup.is_copy || never_started(step);
        if let Some(time) = entry.backup.backup_time.filter(|_| joins_by_time) {
            self.by_backup_time.insert(time, position);
        }
        if !entry.backup.is_copy {
            self.by_id_and_time.insert((entry.backup.id, entry.event.time()), position);
        }
    }
}
