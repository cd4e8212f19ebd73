//! Disks that people pull, as those of their backups: requests on their way fail then, and writes are lost.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Group;
use super::disks::AT_BOOT;
use crate::correlation::{AFTER_LEAVING, Facts};
use crate::event::providers::disk;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{earlier, shifted};

/// Buses whose disks nobody pulls by hand: SCSI, Fibre Channel, RAID, iSCSI, SAS, NVMe (STORAGE_BUS_TYPE, ntddstor.h).
/// A storage space moves with its owner, and tells of its own loss.
pub(super) const FIXED_BUSES: [u32; 6] = [1, 6, 8, 9, 10, 17];

/// Buses of disks inside a computer that trays let people swap: ATA, SATA (the same).
pub(super) const TRAY_BUSES: [u32; 2] = [3, 11];

/// Buses whose disks are made to be pulled: IEEE 1394, USB, SD, MMC (the same).
const PULLED_BUSES: [u32; 4] = [4, 7, 12, 13];
/// A removal is told so long behind the first request that failed of it (chosen).
const TOLD_WITHIN: SignedDuration = SignedDuration::from_secs(10);
/// What leaves more than twice in a day, nobody pulls.
const TWICE_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Disks that left by surprise (disk 157) from a bus whose disks people pull, or from one that is not told, and no image.
pub(super) struct Pulled<'a> {
    facts: &'a Facts<'a>,
    by_number: BTreeMap<u32, Vec<Timestamp>>,
    /// The times of all, in order.
    times: Vec<Timestamp>,
    /// Those whose bus is told, in the order of time.
    with_bus: Vec<Left<'a>>,
}

/// A disk that left, with the volumes that were on it.
struct Left<'a> {
    time: Timestamp,
    /// When it was first met under its number.
    met: Timestamp,
    volumes: &'a [VolumeName],
}

impl<'a> Pulled<'a> {
    pub(super) fn of(facts: &'a Facts<'a>) -> Self {
        let computer = facts.computer;
        let is_surprise = |event: &Event| event.at.event_id == disk::SURPRISE_REMOVAL;
        let mut left: BTreeMap<u32, Vec<(Timestamp, Option<Left<'a>>)>> = BTreeMap::new();
        for departure in facts.all_departures().iter().filter(|left| left.is_intact) {
            let Some(number) = departure.number else { continue };
            let shown = departure.shown.and_then(|(_, index)| computer.event(index));
            if computer.event(departure.index).is_some_and(is_surprise) && may_be_pulled(facts, shown) {
                let with_bus = shown.filter(|shown| bus_of(shown).is_some()).map(|shown| Left {
                    time: departure.time,
                    met: departure.met,
                    volumes: shown.volumes(),
                });
                left.entry(number).or_default().push((departure.time, with_bus));
            }
        }
        let mut pulled = Self { facts, by_number: BTreeMap::new(), times: Vec::new(), with_bus: Vec::new() };
        for (number, all) in left {
            let flaps = all.windows(3).any(|three| match three {
                [(first, _), _, (last, _)] => last.duration_since(*first) <= TWICE_WITHIN,
                _ => false,
            });
            if !flaps {
                let (times, with_bus): (Vec<_>, Vec<_>) = all.into_iter().unzip();
                pulled.with_bus.extend(with_bus.into_iter().flatten());
                pulled.times.extend(&times);
                pulled.by_number.insert(number, times);
            }
        }
        pulled.times.sort_unstable();
        pulled.with_bus.sort_by_key(|left| left.time);
        pulled
    }

    /// Whether an error is of a disk that was pulled around its time.
    pub(super) fn explain_disk(&self, event: &Event) -> bool {
        let times = event.disk_number().and_then(|number| self.by_number.get(&number));
        times.is_some_and(|times| {
            let (from, to) = around(event.time());
            let next = times.partition_point(|time| *time < from);
            times.get(next).is_some_and(|time| *time <= to)
        })
    }

    /// Whether any disk that was pulled, or may have been, left around the time of a record.
    pub(super) fn may_explain(&self, event: &Event) -> bool {
        let (from, to) = around(event.time());
        let next = self.times.partition_point(|time| *time < from);
        self.times.get(next).is_some_and(|time| *time <= to)
    }

    /// Whether lost writes are those of a volume of a disk that was pulled around their time: one that it is shown with, or the
    /// target of a backup.
    pub(super) fn explain_writes(&self, event: &Event) -> bool {
        let (from, to) = around(event.time());
        let first = self.with_bus.partition_point(|left| left.time < from);
        let mut near = self.with_bus.iter().skip(first).take_while(|left| left.time <= to);
        near.any(|left| {
            let is_of_it =
                |volume: &VolumeName| self.facts.is_target(volume) || self.has(left, volume, event);
            event.volumes().iter().all(is_of_it)
        })
    }

    /// Whether all that is told of a volume lies between the coming of a disk that it was on and its departure, within a day, and no
    /// backup goes there: somebody plugged a disk in and took it along.
    pub(super) fn took_away(&self, told: &Group<'_>) -> bool {
        const FOR_A_WHILE: SignedDuration = SignedDuration::from_hours(24);
        let computer = self.facts.computer;
        let (Some((_, first)), Some((_, last))) = (told.first(), told.last()) else { return false };
        let is_brought = |left: &Left<'_>| {
            left.time.duration_since(left.met) <= FOR_A_WHILE
                && shifted(computer.begin_of_boot(left.met), AT_BOOT) < left.met
        };
        let brought =
            self.with_bus.iter().filter(|left| left.met <= first.time() && last.time() <= left.time);
        // What is named again behind it has come back.
        let is_gone = |left: &Left<'_>| {
            let behind = shifted(left.time, TOLD_WITHIN);
            let mut volumes = left.volumes.iter();
            volumes.all(|volume| computer.naming_between(volume, behind, Timestamp::MAX).next().is_none())
        };
        brought.filter(|left| is_brought(left) && is_gone(left)).any(|left| {
            first
                .volumes()
                .iter()
                .all(|volume| !self.facts.is_target(volume) && self.has(left, volume, first))
        })
    }

    fn has(&self, left: &Left<'_>, volume: &VolumeName, event: &Event) -> bool {
        let is_it = |other: &VolumeName| self.facts.is_same_volume(volume, other, event.time()) == Some(true);
        left.volumes.iter().any(is_it)
    }
}

/// When a disk may have left to which a record belongs.
fn around(time: Timestamp) -> (Timestamp, Timestamp) {
    (earlier(time, AFTER_LEAVING), shifted(time, TOLD_WITHIN))
}

/// Whether a disk is one that people pull, as far as a record shows what it is. That of a backup is taken away, if it is on no bus of
/// an array.
fn may_be_pulled(facts: &Facts<'_>, shown: Option<&Event>) -> bool {
    let bus = shown.and_then(bus_of);
    let is_target = || {
        let volumes = shown.map_or(&[][..], Event::volumes);
        volumes.iter().any(|volume| facts.is_target(volume))
    };
    bus.is_none_or(|bus| PULLED_BUSES.contains(&bus) || (!FIXED_BUSES.contains(&bus) && is_target()))
}

/// The bus of the disk that a record tells of.
pub(super) fn bus_of(event: &Event) -> Option<u32> {
    match &event.kind {
        EventKind::DiskSeen(seen) => seen.bus_type,
        EventKind::Ntfs(ntfs) => ntfs.bus_type,
        _ => None,
    }
}
