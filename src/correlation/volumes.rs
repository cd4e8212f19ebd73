//! What is known of a volume: inventories, sightings, hints.

use jiff::{SignedDuration, Timestamp};

use super::basis::USE_TOLD_WITHIN;
use super::inventory::Inventories;
use super::link::RunWindows;
use super::{Placement, STRONG_BEFORE};
use crate::event::class::Class;
use crate::event::providers::{backup, ntfs, vss};
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind};
use crate::say::Sentence;
use crate::timeline::{Computer, EventIndex, Span, shifted};

/// A volume seen this far apart outside every run stays.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is mounted at a start is mounted within this.
const AT_BOOT: SignedDuration = SignedDuration::from_mins(5);

/// What the inventories say of a volume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VolumeFacts {
    /// The inventory that holds it, as people know it, and the mount point there.
    pub in_inventory: Option<Sentence>,
    /// The same where the volume may be a backup's own, because it has no letter and the list was made while
    /// a backup ran, or is one of shadow copies.
    pub in_doubtful_inventory: Option<Sentence>,
    /// The same where it may hold it: a name in it is cut, and begins as that of the volume; or it holds another volume of the same disk.
    pub may_be_in_inventory: Option<Sentence>,
    /// Whether an inventory of this very computer was given.
    pub has_own_inventory: bool,
    /// Whether an inventory of this very computer knows drive letters.
    pub letters_are_known: bool,
    /// Whether any inventory applies.
    pub has_inventory: bool,
    /// A resemblance that proves nothing: `same last block as E:`.
    pub hint: Option<Sentence>,
}

impl VolumeFacts {
    /// Whether a full list of this very computer does not hold it.
    pub fn is_absent(&self) -> bool {
        self.has_own_inventory
            && self.in_inventory.is_none()
            && self.in_doubtful_inventory.is_none()
            && self.may_be_in_inventory.is_none()
    }
}

/// Where a volume is seen outside every run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings {
    /// At any time.
    pub any: Seen,
    /// At times that the log of Windows Server Backup covers, so that no run is known to explain them.
    pub covered: Seen,
    /// Of these, those at which it was in no image that is shown to come and to go.
    pub lasting: Seen,
    /// The first right behind a start of the machine that is no volsnap 27.
    pub at_boot: Option<EventIndex>,
    /// The first that tells of a shadow copy of it: a list of the driver's outside the runs of Windows Server Backup, or an event
    /// of volsnap outside every run.
    pub copy_told: Option<(Timestamp, EventIndex)>,
    /// The first that a shadow copy of it was made or imported (VSSAudit 8222, 8223), at any time.
    pub snapshotted: Option<EventIndex>,
    /// Every record of its mounts and of its use, in the order of time, also inside runs.
    alive: Vec<Alive>,
    /// When it was mounted and well outside every run, in the order of time.
    well_outside: Vec<(Timestamp, EventIndex)>,
    /// Every record of it outside every run, but 27s, partition tables and sums of its use, and while it was on no disk that is told
    /// to have left; in the order of time.
    told_outside: Vec<(Timestamp, EventIndex)>,
}

/// A record that the file system is at work on a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alive {
    /// When.
    pub time: Timestamp,
    /// The record.
    pub index: EventIndex,
    /// Whether the volume was mounted and well at that very time; else it was in use up to then.
    pub is_well: bool,
}

impl Sightings {
    /// The first record from a time to another that it was mounted and well outside every run.
    pub fn well_outside(&self, from: Timestamp, to: Timestamp) -> Option<(Timestamp, EventIndex)> {
        self.well_outside_within(from, to).first().copied()
    }

    /// All of them, in the order of time.
    pub fn well_outside_within(&self, from: Timestamp, to: Timestamp) -> &[(Timestamp, EventIndex)] {
        let start = self.well_outside.partition_point(|(time, _)| *time < from);
        let end = self.well_outside.partition_point(|(time, _)| *time <= to);
        self.well_outside.get(start..end).unwrap_or_default()
    }

    /// The last record from a time to before another, outside every run, that tells of the volume, and of no disk that is told to have
    /// left.
    pub fn told_outside(&self, from: Timestamp, to: Timestamp) -> Option<(Timestamp, EventIndex)> {
        let end = self.told_outside.partition_point(|(time, _)| *time < to);
        self.told_outside.get(..end)?.last().filter(|(time, _)| from <= *time).copied()
    }

    /// Those behind a time, up to another, in the order of time.
    pub fn told_outside_within(&self, from: Timestamp, to: Timestamp) -> &[(Timestamp, EventIndex)] {
        let start = self.told_outside.partition_point(|(time, _)| *time <= from);
        let end = self.told_outside.partition_point(|(time, _)| *time <= to);
        self.told_outside.get(start..end).unwrap_or_default()
    }

    /// The records of mounts and of use from a time to another, in its order.
    pub fn alive_within(&self, from: Timestamp, to: Timestamp) -> &[Alive] {
        let start = self.alive.partition_point(|alive| alive.time < from);
        let end = self.alive.partition_point(|alive| alive.time <= to);
        self.alive.get(start..end).unwrap_or_default()
    }
}

/// The first and the last of some records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The first.
    pub first: Option<(EventIndex, Timestamp)>,
    /// The last.
    pub last: Option<(EventIndex, Timestamp)>,
    /// Whether they lie in two boots.
    pub two_boots: bool,
}

/// Whether the logs show that a volume stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permanence {
    /// Seen on two boots, or a day apart, outside every run.
    Stays,
    /// Seen outside a run, but not long enough to tell.
    SeenOutside,
    /// Only ever seen inside runs.
    OnlyInRuns,
}

impl Seen {
    fn add(&mut self, index: EventIndex, time: Timestamp, computer: &Computer) {
        let (_, first) = *self.first.get_or_insert((index, time));
        self.last = Some((index, time));
        self.two_boots |= computer.boot_of(first) != computer.boot_of(time);
    }

    /// What they show.
    pub fn permanence(&self) -> Permanence {
        let days_apart = match (self.first, self.last) {
            (Some((_, first)), Some((_, last))) => last.duration_since(first) >= A_DAY,
            _ => false,
        };
        if self.two_boots || days_apart {
            Permanence::Stays
        } else if self.first.is_some() {
            Permanence::SeenOutside
        } else {
            Permanence::OnlyInRuns
        }
    }
}

/// Looks for a volume outside every run's window, grace included.
///
/// Runs of other products explain what is seen in them as well; not what is mounted at a start.
pub(super) fn sightings(
    computer: &Computer,
    windows: &RunWindows,
    others: &RunWindows,
    volume: &VolumeName,
    placements: &[Placement],
) -> Sightings {
    let mut seen = Sightings::default();
    let mut last_sum = None;
    for (index, event) in computer.naming(volume) {
        let time = event.time();
        let is_noise = |class| matches!(class, Class::DetachNoise | Class::FileSystemDamage);
        if matches!(event.kind, EventKind::Ntfs(_)) && !event.classes().any(is_noise) {
            seen.alive.push(Alive { time, index, is_well: event.is_sign_of_life() });
        }
        // A run makes shadow copies of its sources, and of no image that it attached.
        if seen.snapshotted.is_none() && vss::AUDIT.is_called(&event.at.provider) {
            seen.snapshotted = Some(index);
        }
        if windows.explain(time) {
            continue;
        }
        if seen.at_boot.is_none() && is_right_behind_boot(computer, event) {
            seen.at_boot = Some(index);
        }
        // A product's run explains a mount and the 27 behind it; what the snapshot driver tells of beside 27s are copies of
        // the host's own volumes.
        let is_of_copies = matches!(event.kind, EventKind::Driver(_) | EventKind::SnapshotDriver(_))
            && !event.classes().any(|class| class == Class::Subject);
        let tells_of_copy = match &event.kind {
            EventKind::SnapshotDriver(driver) => driver.lists_copy(),
            _ => is_of_copies && !others.explain(time),
        };
        if tells_of_copy && seen.copy_told.is_none() {
            seen.copy_told = Some((time, index));
        }
        if !is_of_copies && others.explain(time) {
            continue;
        }
        if event.is_sign_of_life() {
            seen.well_outside.push((time, index));
        }
        seen.any.add(index, time, computer);
        if is_covered_by_backup(computer, time) {
            seen.covered.add(index, time, computer);
            // What an image holds that is shown to come and to go does not stay.
            if !is_in_image_that_left(placements, time) {
                seen.lasting.add(index, time, computer);
            }
        }
        let is_told = tells_of_then(event) || is_second_sum(computer, event, &mut last_sum);
        if is_told && !has_left_since(placements, time) {
            seen.told_outside.push((time, index));
        }
    }
    seen
}

/// Whether a record tells that its volume was there at its time. What a partition table tells is a placement, which knows when it
/// ends; sums of use may be written when the volume has gone.
fn tells_of_then(event: &Event) -> bool {
    let is_subject = event.classes().any(|class| class == Class::Subject);
    !is_subject && !matches!(event.kind, EventKind::DiskSeen(_)) && !is_sum(event)
}

fn is_sum(event: &Event) -> bool {
    matches!(event.kind, EventKind::Ntfs(_)) && ntfs::tells_of_past(event.at.event_id)
}

/// Whether a record is a sum of a volume's use so long behind another of the same boot that the volume was in use between.
fn is_second_sum(computer: &Computer, event: &Event, last: &mut Option<Timestamp>) -> bool {
    if !is_sum(event) {
        return false;
    }
    let time = event.time();
    let before = last.replace(time).filter(|before| computer.boot_of(*before) == computer.boot_of(time));
    before.is_some_and(|before| time.duration_since(before) > USE_TOLD_WITHIN)
}

/// Whether a volume was on a disk at a time that is told to have left since.
fn has_left_since(placements: &[Placement], time: Timestamp) -> bool {
    placements.iter().any(|disk| disk.number.is_some() && disk.held(time) && disk.left.is_some())
}

/// Whether a time lies between the arrival of an image with the volume and its departure, both told. Of thousands of images with one
/// volume the latest tell.
fn is_in_image_that_left(placements: &[Placement], time: Timestamp) -> bool {
    const MOST: usize = 64;
    let begun = placements.partition_point(|image| image.from <= shifted(time, STRONG_BEFORE));
    let mut begun = placements.get(..begun).unwrap_or_default().iter().rev().take(MOST);
    begun.any(|image| {
        image.nature == DiskNature::Virtual
            && image.number.is_some()
            && image.came.is_some()
            && image.left.is_some()
            && image.held(time)
    })
}

/// Whether an event, but a volsnap 27, stands right behind a start.
fn is_right_behind_boot(computer: &Computer, event: &Event) -> bool {
    let begun = computer.boots.get(..computer.boot_of(event.time())).unwrap_or_default();
    begun.last().is_some_and(|boot| event.time() <= shifted(boot.to, AT_BOOT))
        && !event.classes().any(|class| class == Class::Subject)
}

/// Whether the log of Windows Server Backup covers a time: a run of that time would be told there.
pub(super) fn is_covered_by_backup(computer: &Computer, time: Timestamp) -> bool {
    let moment = Span { from: time, to: time };
    computer.coverage_like(backup::PROVIDER.channel).any(|coverage| {
        (coverage.first <= time || coverage.begins_with_first)
            && time <= coverage.last
            && coverage.flaw_within(moment).is_none()
    })
}

/// What the inventories say.
pub(super) fn facts(
    computer: &Computer,
    inventories: &Inventories,
    windows: &RunWindows,
    time: Timestamp,
    volume: Option<&VolumeName>,
) -> VolumeFacts {
    let mut facts = VolumeFacts::default();
    for (inventory, is_own) in inventories.for_computer(computer) {
        facts.has_inventory = true;
        facts.has_own_inventory |= is_own && inventory.proves_absence(time);
        // A letter is no identity; only a list that the user vouches for tells that it is none of the host's.
        facts.letters_are_known |=
            is_own && !inventory.is_found && inventory.is_complete && inventory.knows_letters();
        let Some(volume) = volume else { continue };
        let in_run = inventory.written.is_some_and(|written| windows.near(written).is_some());
        match inventory.find(volume, in_run) {
            Some(mention) if mention.is_permanent => {
                facts.in_inventory.get_or_insert(mention.text);
            }
            Some(mention) => {
                facts.in_doubtful_inventory.get_or_insert(mention.text);
            }
            None => {}
        }
        if facts.may_be_in_inventory.is_none() {
            facts.may_be_in_inventory = inventory.may_hold(volume);
        }
        if facts.hint.is_none() {
            facts.hint = inventory.resembling(volume);
        }
    }
    if facts.in_inventory.is_some() || facts.in_doubtful_inventory.is_some() {
        facts.hint = None;
    }
    facts
}
