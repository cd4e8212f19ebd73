//! Placements: which volume lay on which disk, and whether it was there at a time.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::AFTER_LEAVING;
use super::disks::{Tenure, is_known_since_boot, next_boot};
use crate::correlation::link::STRONG_BEFORE;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind, Trust};
use crate::timeline::{Computer, EventIndex, earlier, shifted};

/// A volume on a disk of which a record shows what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// What the disk is.
    pub nature: DiskNature,
    /// The record that shows the volume on it.
    pub index: EventIndex,
    /// When the disk is first met.
    pub from: Timestamp,
    /// When it came, where that is told.
    pub came: Option<(Timestamp, EventIndex)>,
    /// When it left, where that is told.
    pub left: Option<(Timestamp, EventIndex)>,
    /// The last record that the disk is there.
    pub last_seen: Timestamp,
    /// Its number; a mount that names none tells neither when the disk came nor when it left.
    pub number: Option<u32>,
    /// The number of the partition, where its table is told.
    pub partition: Option<u32>,
    /// The file behind an image.
    pub file: Option<String>,
    /// Whether the record's bytes can be trusted.
    pub is_intact: bool,
    /// When the machine started next.
    until: Option<Timestamp>,
    /// Boots in which the tables of disks that are no images were read, each of them whole; of the others nobody knows what
    /// lay on them.
    read: Vec<usize>,
}

/// On what a volume lies at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiesOn<'a> {
    /// Nothing shows it.
    Unknown,
    /// An image.
    Image(&'a Placement),
    /// A disk of its own.
    Disk(&'a Placement),
    /// One is a copy of the other, and nothing tells which of them was there. This is the disk.
    Either(&'a Placement),
}

impl Placement {
    /// Whether the disk is there at a time, or had left right before; `None` where nothing tells.
    pub fn is_there(&self, computer: &Computer, time: Timestamp) -> Option<bool> {
        let has_come = self.from <= shifted(time, STRONG_BEFORE);
        let has_left = self.left.is_some_and(|(left, _)| left < earlier(time, AFTER_LEAVING));
        let is_other_boot = self.until.is_some_and(|until| until <= time);
        match self.nature {
            _ if has_left => Some(false),
            DiskNature::Virtual if is_other_boot => Some(false),
            // A disk of its own is there again after a start, unless a log that tells of all disks knows better.
            DiskNature::Real if is_other_boot => {
                let is_known = self.read.contains(&computer.boot_of(time));
                (is_known && is_known_since_boot(computer, time)).then_some(false)
            }
            _ if self.number.is_none() => None,
            _ => Some(has_come),
        }
    }

    /// Whether the machine started anew between the disk's first record and a time.
    pub fn is_of_earlier_boot(&self, time: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= time)
    }

    /// Whether the disk is known to have been there when the volume was mounted at a time.
    pub fn held(&self, time: Timestamp) -> bool {
        self.from <= shifted(time, STRONG_BEFORE)
            && self.left.is_none_or(|(left, _)| time <= shifted(left, STRONG_BEFORE))
            && !self.is_of_earlier_boot(time)
    }

    /// Whether another record of the same volume, a mount that names no disk, fits this disk.
    pub fn explains(&self, mount: &Self) -> bool {
        let (from, to) = (earlier(self.from, STRONG_BEFORE), self.left.map(|(left, _)| left));
        mount.number.is_none()
            && mount.nature == self.nature
            && from <= mount.from
            && to.is_none_or(|to| mount.from <= shifted(to, STRONG_BEFORE))
            && !self.is_of_earlier_boot(mount.from)
    }

    /// Whether a record shows that the disk was there behind a time.
    pub fn is_there_behind(&self, time: Timestamp) -> bool {
        self.last_seen > time || self.left.is_some_and(|(left, _)| left > time)
    }
}

/// On what a volume lies at a time, given everything that shows it.
pub(in crate::correlation) fn lies_on<'a>(
    computer: &Computer,
    placements: &'a [Placement],
    time: Timestamp,
) -> LiesOn<'a> {
    let of = |nature: DiskNature| placements.iter().filter(move |placement| placement.nature == nature);
    // An image that comes every night is another one each time: that of the time counts, not the latest.
    let now = shifted(time, STRONG_BEFORE);
    let image = of(DiskNature::Virtual).rfind(|placement| placement.from <= now);
    let (disk, image) = (of(DiskNature::Real).next(), image.or_else(|| of(DiskNature::Virtual).next()));
    match (disk, image) {
        (None, None) => LiesOn::Unknown,
        (Some(disk), None) => LiesOn::Disk(disk),
        (None, Some(image)) => LiesOn::Image(image),
        (Some(disk), Some(_)) => {
            let may_be =
                |nature| of(nature).rfind(|placement| placement.is_there(computer, time) != Some(false));
            match (may_be(DiskNature::Real), may_be(DiskNature::Virtual)) {
                (Some(disk), None) => LiesOn::Disk(disk),
                (None, Some(image)) => LiesOn::Image(image),
                _ => LiesOn::Either(disk),
            }
        }
    }
}

/// Every placement, in the order of time. A record whose bytes may be wrong shows no image.
pub(super) fn all(
    computer: &Computer,
    tenures: &BTreeMap<u32, Vec<Tenure>>,
) -> BTreeMap<Guid, Vec<Placement>> {
    let mut all: BTreeMap<Guid, Vec<Placement>> = BTreeMap::new();
    let read = read_boots(computer);
    for (number, tenure) in
        tenures.iter().flat_map(|(number, list)| list.iter().map(move |one| (number, one)))
    {
        let Some((nature, _)) = tenure.shown else { continue };
        let on_it = tenure.volumes.iter().filter(|volume| volume.is_intact || nature == DiskNature::Real);
        for volume in on_it {
            all.entry(volume.volume).or_default().push(Placement {
                nature,
                index: volume.index,
                from: tenure.from,
                came: tenure.came,
                left: tenure.left,
                last_seen: tenure.last_seen,
                number: Some(*number),
                partition: volume.partition,
                file: tenure.content.file.clone(),
                is_intact: volume.is_intact,
                until: tenure.until,
                read: read.clone(),
            });
        }
    }
    for (index, event) in computer.all(Class::DiskSeen) {
        let is_intact = event.trust == Trust::Intact;
        let Some((nature, volumes)) = without_number(event) else { continue };
        let guids = volumes.iter().filter_map(VolumeName::guid);
        for guid in guids.filter(|_| is_intact || nature == DiskNature::Real) {
            let time = event.time();
            all.entry(guid).or_default().push(Placement {
                nature,
                index,
                from: time,
                came: None,
                left: None,
                last_seen: time,
                number: None,
                partition: None,
                file: None,
                is_intact,
                until: next_boot(computer, time),
                read: read.clone(),
            });
        }
    }
    for list in all.values_mut() {
        list.sort_by_key(|placement| (placement.from, placement.index));
    }
    all
}

/// What a record shows of volumes whose disk has no number. Those of a carved record have none that holds now: it is of
/// a time of which nobody knows what came behind it.
fn without_number(event: &Event) -> Option<(DiskNature, &[VolumeName])> {
    let is_carved = event.trust == Trust::Carved;
    match &event.kind {
        EventKind::Ntfs(ntfs) if is_carved || ntfs.disk_number.is_none() => {
            let first = ntfs.volumes.iter().position(|volume| volume.guid().is_some())?;
            Some((ntfs.bus_type.and_then(DiskNature::of_bus)?, ntfs.volumes.get(first..=first)?))
        }
        EventKind::DiskSeen(seen) if is_carved => Some((seen.nature()?, &seen.volumes)),
        _ => None,
    }
}

/// The boots in which tables of disks that are no images were read, and none of these is cut, in their order. A host starts
/// from such a disk, so a log that shows none of a boot does not tell of its disks.
fn read_boots(computer: &Computer) -> Vec<usize> {
    let mut boots: BTreeMap<usize, bool> = BTreeMap::new();
    for (_, event) in computer.all(Class::DiskSeen) {
        let EventKind::DiskSeen(seen) = &event.kind else { continue };
        if seen.nature() != Some(DiskNature::Virtual) {
            let is_whole = boots.entry(computer.boot_of(event.time())).or_insert(true);
            *is_whole &= !seen.is_table_cut;
        }
    }
    boots.into_iter().filter_map(|(boot, is_whole)| is_whole.then_some(boot)).collect()
}
