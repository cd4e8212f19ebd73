//! Trouble beside the 27s: what needs a person although no volsnap 27 says so.
//!
//! Each kind is one file with the facts that it rests on. A finding is told once for each disk, volume, port or
//! resource, with its first and last record.

mod backup;
mod disks;
mod file_systems;
mod images;
mod machines;
mod paths;
mod products;
mod pulled;
mod restores;
mod shadow_copies;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::correlation::Facts;
use crate::event::Event;
use crate::say::{Cited, Clauses, Pattern, Sentence, meaning, sentences, words};
use crate::timeline::{EventIndex, Span, earlier, shifted};

/// The kinds of trouble. The names are part of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum TroubleKind {
    /// A disk is failing.
    FailingDisk,
    /// A file system is damaged.
    FileSystemDamage,
    /// Shadow copies were lost.
    ShadowCopiesLost,
    /// An image in use lost its storage.
    ImageStorageFailed,
    /// A path to storage was lost, or is shaken again and again.
    StoragePathLost,
    /// The backup target is in trouble, although the run ended well.
    BackupTarget,
    /// A volume of the backup set was missing, so it was not backed up.
    SourceMissing,
    /// Shadow copies are in danger.
    ShadowCopiesAtRisk,
    /// The latest job of another backup product did not succeed.
    OtherProductFailed,
    /// A cluster shared volume was not prepared for its snapshot.
    SnapshotUnprepared,
    /// The backup of a virtual machine failed: in a run that ended well, or one of another product.
    VmBackupFailed,
    /// A virtual machine was paused for want of room, its files can't be reached, or its checkpoints are not merged.
    VmStorage,
    /// What backups stored is damaged.
    BackupDamaged,
    /// Windows stopped with an error of storage.
    StorageCrash,
    /// A restore failed.
    RestoreFailed,
    /// The schedule of backups was removed.
    ScheduleRemoved,
}

/// Every kind with its name in the JSON and what to do about it, in the order of the enum.
const KINDS: &[(TroubleKind, &str, &str)] = &[
    (
        TroubleKind::FailingDisk,
        "failing-disk",
        "hardware first: check the disk with the vendor's tool or SMART, export the virtual machines, replace it; chkdsk /r only bridges the time",
    ),
    (
        TroubleKind::FileSystemDamage,
        "file-system-damage",
        "chkdsk /scan the volume, and look for the disk errors behind it",
    ),
    (
        TroubleKind::ShadowCopiesLost,
        "shadow-copies-lost",
        "vssadmin list shadows: which are left; vssadmin list shadowstorage: room and place; make a new backup soon",
    ),
    (
        TroubleKind::ImageStorageFailed,
        "image-storage-failed",
        "look at the disk or share on which the image lies; check the image, and make its backup again",
    ),
    (
        TroubleKind::StoragePathLost,
        "storage-path-lost",
        "look at the network, the array, the cluster, or the disk and its cable at that time; find out which volumes lie there",
    ),
    (
        TroubleKind::BackupTarget,
        "backup-target",
        "check the backup target: space, access, whether it is attached",
    ),
    (
        TroubleKind::SourceMissing,
        "source-missing",
        "find the volume, or take it out of the backup set: it was not backed up",
    ),
    (
        TroubleKind::ShadowCopiesAtRisk,
        "shadow-copies-at-risk",
        "vssadmin list shadowstorage: make room, or resize it",
    ),
    (
        TroubleKind::OtherProductFailed,
        "other-product-failed",
        "look into the product's own log, mend the job and run it again: nothing newer is backed up by it",
    ),
    (
        TroubleKind::SnapshotUnprepared,
        "snapshot-unprepared",
        "test a restore of what lies on that volume; let a product that knows cluster shared volumes make the backup",
    ),
    (
        TroubleKind::VmBackupFailed,
        "vm-backup-failed",
        "find out whether the virtual machine is in the backup (wbadmin get versions, or the product's own log); test a restore of it, or back it up anew",
    ),
    (
        TroubleKind::VmStorage,
        "vm-storage",
        "look at the machine in Hyper-V Manager, and at the disk or share on which its files lie: room, access, checkpoints that wait to be merged",
    ),
    (
        TroubleKind::BackupDamaged,
        "backup-damaged",
        "wbadmin get versions: which backups are there? test a restore; look at the disk of the backups; make a new one",
    ),
    (
        TroubleKind::StorageCrash,
        "storage-crash",
        "check the disk on which Windows and its page file lie (SMART, the vendor's tool), and the path to it; chkdsk /scan the volume",
    ),
    (
        TroubleKind::RestoreFailed,
        "restore-failed",
        "read the code in the record, mend its cause and restore again; a volume whose restore broke off may have to be formatted",
    ),
    (
        TroubleKind::ScheduleRemoved,
        "schedule-removed",
        "ask what makes the backups now; where nothing does, set a schedule up again",
    ),
];

impl TroubleKind {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, id, _)| id)
    }

    /// What to do about it, in English.
    pub fn action(self) -> &'static str {
        KINDS.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., step)| step)
    }

    /// What to do about it.
    pub fn next_step(self) -> Sentence {
        Sentence::of_table("next-trouble", self.id())
    }
}

/// The phrases of all kinds.
pub(crate) fn phrases() -> impl Iterator<Item = Pattern> {
    KINDS.iter().map(|(_, id, step)| Pattern::of_table("next-trouble", id, step))
}

sentences! {
    records(records: Clauses) = "trouble.records": "{ $records }";
    record(event: Cited, meaning: Sentence, count: usize) = "trouble.record":
        "{ $event } ({ $meaning }), { $count ->
            [one] once
           *[other] { $count } times
        }";
}

/// The sentences of all kinds.
pub(crate) const ROOM: &[&[Pattern]] = &[
    SENTENCES,
    backup::SENTENCES,
    disks::SENTENCES,
    file_systems::SENTENCES,
    images::SENTENCES,
    machines::SENTENCES,
    paths::SENTENCES,
    products::SENTENCES,
    restores::SENTENCES,
    shadow_copies::SENTENCES,
];

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A person must look.
    NeedsPerson,
    /// It is worth knowing.
    Told,
    /// It is long past.
    Past,
}

words! {
    pub Weight {
        NeedsPerson = "needs-person",
        Told = "told",
        Past = "past",
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its kind.
    pub kind: TroubleKind,
    /// What it is, in a few words: `disk 0 is failing`. May hold text from logs.
    pub phrase: Sentence,
    /// What the records say; a sentence without a final stop. May hold text from logs.
    pub text: Sentence,
    /// The number of the disk.
    pub disk: Option<u32>,
    /// The volume.
    pub volume: Option<String>,
    /// Anything else that it is about: a port, a file, a resource.
    pub subject: Option<String>,
    /// The time of its first record.
    pub first: Timestamp,
    /// The time of its last record.
    pub last: Timestamp,
    /// Its records, in the order of time.
    pub events: Vec<EventIndex>,
    /// Records that tell how it went on, such as a return; they are none of it.
    pub beside: Vec<EventIndex>,
    /// How much it weighs.
    pub weight: Weight,
}

/// All trouble of a computer with records in a span of time, the worst first.
pub fn find(facts: &Facts<'_>, range: Span) -> Vec<Trouble> {
    const SEARCHES: &[fn(&Search<'_>) -> Vec<Trouble>] = &[
        disks::failing,
        file_systems::damaged,
        file_systems::writes_lost,
        shadow_copies::lost,
        images::failed,
        paths::lost,
        paths::degraded,
        disks::vanished,
        backup::target,
        backup::source_missing,
        shadow_copies::at_risk,
        products::failed,
        paths::unprepared,
        machines::not_backed_up,
        machines::storage,
        backup::damaged,
        disks::crashes,
        restores::failed,
        restores::schedule_removed,
    ];
    let search = Search { facts, range };
    let mut found: Vec<Trouble> = SEARCHES.iter().flat_map(|find| find(&search)).collect();
    found.sort_by_key(|trouble| (trouble.weight, trouble.kind, trouble.first));
    found
}

/// What a search looks at.
struct Search<'a> {
    facts: &'a Facts<'a>,
    range: Span,
}

/// Older trouble is told as past.
const PAST: SignedDuration = SignedDuration::from_hours(720);

/// What one finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    disk: Option<u32>,
    volume: Option<String>,
    subject: Option<String>,
}

/// Records that are told together.
type Group<'a> = Vec<(EventIndex, &'a Event)>;

impl<'a> Search<'a> {
    fn is_wanted(&self, time: Timestamp) -> bool {
        self.range.from <= time && time <= self.range.to
    }

    /// Groups records by what they are about.
    fn group(
        &self,
        events: impl Iterator<Item = (EventIndex, &'a Event)>,
        about: impl Fn(&Event) -> About,
    ) -> BTreeMap<About, Group<'a>> {
        let mut groups: BTreeMap<About, Group<'a>> = BTreeMap::new();
        for (index, event) in events.filter(|(_, event)| self.is_wanted(event.time())) {
            groups.entry(about(event)).or_default().push((index, event));
        }
        for group in groups.values_mut() {
            group.sort_by_key(|(index, _)| *index);
        }
        groups
    }

    /// A finding of a group; none for an empty one.
    fn trouble(
        &self,
        kind: TroubleKind,
        weight: Weight,
        about: About,
        phrase: Sentence,
        group: &Group<'_>,
    ) -> Option<Trouble> {
        let ((_, first), (_, last)) = (group.first()?, group.last()?);
        // Of the log that holds its last record, not of the report: others may go on for longer.
        let end = self.facts.computer.coverage_of(&last.at.channel).map(|coverage| coverage.last);
        let is_past = end.is_some_and(|end| last.time() < earlier(end, PAST));
        Some(Trouble {
            kind,
            phrase,
            text: told(group),
            disk: about.disk,
            volume: about.volume,
            subject: about.subject,
            first: first.time(),
            last: last.time(),
            events: group.iter().map(|(index, _)| *index).collect(),
            beside: Vec::new(),
            weight: if is_past { Weight::Past } else { weight },
        })
    }
}

/// `disk 7 (the disk has a bad block), 12 times; disk 153 (…), once`
fn told(group: &Group<'_>) -> Sentence {
    let mut counts: Vec<(&Event, usize)> = Vec::new();
    for (_, event) in group {
        let is_same = |other: &Event| {
            other.at.event_id == event.at.event_id
                && other.at.provider.eq_ignore_ascii_case(&event.at.provider)
        };
        match counts.iter_mut().find(|(other, _)| is_same(other)) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((event, 1)),
        }
    }
    let said = counts.into_iter().map(|(event, count)| record(Cited::from(event), meaning(event), count));
    records(Clauses(said.collect()))
}

/// Those of some records that come again and again.
fn recurring(records: Group<'_>, minutes: usize) -> Group<'_> {
    let times: Vec<Timestamp> = records.iter().map(|(_, event)| event.time()).collect();
    let again = repeated(&times, minutes);
    let recurs = |time: Timestamp| again.iter().any(|span| span.from <= time && time <= span.to);
    records.into_iter().filter(|(_, event)| recurs(event.time())).collect()
}

/// Whether records come on so many days within a week: what fails in one minute of each night.
fn come_on_days(records: &Group<'_>, count: usize) -> bool {
    on_days(records.iter().map(|(_, event)| event.time()).collect(), count)
}

/// Days begin with what comes first, since midnight is in the night, and a night is not as long as the next (both chosen).
fn on_days(mut times: Vec<Timestamp>, count: usize) -> bool {
    const ANOTHER_DAY: SignedDuration = SignedDuration::from_hours(20);
    const WEEK: SignedDuration = SignedDuration::from_hours(168);
    times.sort_unstable();
    let mut days: Vec<Timestamp> = Vec::new();
    for time in times {
        if days.last().is_none_or(|day| time.duration_since(*day) >= ANOTHER_DAY) {
            days.push(time);
        }
    }
    days.windows(count).any(|days| match days {
        [first, .., last] => last.duration_since(*first) <= WEEK,
        _ => false,
    })
}

/// The times of records that come again: in three (or so many) separate minutes within a day.
fn repeated(times: &[Timestamp], minutes: usize) -> Vec<Span> {
    const DAY: SignedDuration = SignedDuration::from_hours(24);
    let minute = |time: Timestamp| time.as_second().div_euclid(60);
    let mut spans: Vec<Span> = Vec::new();
    // One time a minute.
    let mut marks: Vec<Timestamp> = times.to_vec();
    marks.sort_unstable();
    marks.dedup_by_key(|time| minute(*time));
    for pair in marks.windows(minutes.max(1)) {
        if let [first, .., last] = pair
            && last.duration_since(*first) <= DAY
        {
            // The whole last minute counts.
            let span = Span { from: *first, to: shifted(*last, SignedDuration::from_secs(60)) };
            match spans.last_mut() {
                Some(known) if span.from <= known.to => known.to = known.to.max(span.to),
                _ => spans.push(span),
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_another_where_it_comes_twenty_hours_later_whatever_the_zone() {
        const HOUR: i64 = 3600;
        let on = |hours: &[i64]| {
            on_days(hours.iter().map(|hour| Timestamp::from_second(hour * HOUR).unwrap()).collect(), 3)
        };
        assert!(on(&[0, 24, 48]) && on(&[48, 0, 24]));
        assert!(on(&[0, 20, 40]) && !on(&[0, 19, 38]), "two in a day and a half are no three days");
        assert!(!on(&[23, 25, 47, 49]), "two nights around midnight");
        assert!(on(&[0, 84, 168]) && !on(&[0, 84, 169]), "within a week");
        assert!(!on(&[0, 24]) && !on(&[]));
    }

    #[test]
    fn a_burst_is_one_minute_and_a_week_is_not_a_day() {
        let at = |seconds: &[i64]| {
            let times: Vec<Timestamp> =
                seconds.iter().map(|second| Timestamp::from_second(*second).unwrap()).collect();
            repeated(&times, 3).len()
        };
        assert_eq!(at(&[0, 1, 2, 3, 4, 5]), 0);
        assert_eq!(at(&[0, 60, 120]), 1);
        assert_eq!(at(&[0, 60, 120, 180, 240]), 1, "stretches that touch are one");
        assert_eq!(at(&[0, 60, 200_000]), 0);
        assert_eq!(at(&[0, 60, 120, 200_000, 200_060, 200_120]), 2);
    }
}
