//! Which disks came and left, and which of their errors that explains.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::link::STRONG_WITHIN;
use crate::event::class::Class;
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::providers::disk;
use crate::event::{Event, EventKind, Trust};
use crate::timeline::{Computer, Coverage, EventIndex, Span, shifted};

/// The id of disk 157.
const SURPRISE_REMOVAL: u16 = 157;
/// Requests under way when a disk leaves fail within this.
const AFTER_LEAVING: SignedDuration = SignedDuration::from_secs(120);

/// What is known of a computer's disks, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct Disks {
    /// When the driver of virtual disks first spoke of a disk, by its number.
    virtual_since: BTreeMap<Option<u32>, Timestamp>,
    /// What the logs of that driver cover.
    covered: Vec<Span>,
    /// Records of failing disks that no departure explains, in the order of time.
    trouble: Vec<(Timestamp, EventIndex)>,
}

impl Disks {
    pub(super) fn of(computer: &Computer) -> Self {
        let mut disks = Self::default();
        for class in [Class::Attach, Class::Detach] {
            let spoken = computer.all(class).filter(|(_, event)| {
                matches!(event.kind, EventKind::Vhdmp(_)) && event.trust == Trust::Intact
            });
            for (_, event) in spoken {
                let since = disks.virtual_since.entry(event.disk_number()).or_insert(event.time());
                *since = (*since).min(event.time());
            }
        }
        let is_vhdmp = |coverage: &&Coverage| {
            coverage.channel.to_ascii_lowercase().starts_with("microsoft-windows-vhdmp")
        };
        disks.covered = computer
            .coverage
            .iter()
            .filter(is_vhdmp)
            .map(|coverage| Span { from: coverage.first, to: coverage.last })
            .collect();
        let faults = computer.all(Class::DiskFault);
        let doubts = computer.all(Class::DiskDoubt).filter(|(_, event)| !fits_a_detach(computer, event));
        disks.trouble = faults.chain(doubts).map(|(index, event)| (event.time(), index)).collect();
        disks.trouble.sort_unstable();
        disks
    }

    /// Whether a departure is that of a virtual disk. Disk 157 tells of any disk: where a log of the
    /// virtual disk driver covers its time, that log must know the disk; else the record has to do.
    pub(super) fn is_virtual(&self, event: &Event) -> bool {
        let is_surprise_removal = event.at.event_id == SURPRISE_REMOVAL
            && disk::PROVIDER.names.iter().any(|name| name.eq_ignore_ascii_case(&event.at.provider));
        let time = event.time();
        if !is_surprise_removal || !self.covered.iter().any(|span| span.from <= time && time <= span.to) {
            return true;
        }
        let since = self.virtual_since.get(&event.disk_number());
        since.is_some_and(|since| *since <= shifted(time, STRONG_WITHIN))
    }

    /// Records of failing disks in a span that no departure explains, in the order of time.
    pub(super) fn trouble(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        let start = self.trouble.partition_point(|(time, _)| *time < span.from);
        let end = self.trouble.partition_point(|(time, _)| *time <= span.to);
        self.trouble.get(start..end).unwrap_or_default()
    }
}

/// A 51 with C000000E, or a 51 or 153 of a disk that had just left and was not replaced since. A record
/// whose bytes may be wrong excuses nothing.
fn fits_a_detach(computer: &Computer, event: &Event) -> bool {
    let EventKind::Driver(error) = &event.kind else { return false };
    let is_gone = event.at.event_id == 51 && error.status.status() == Some(STATUS_NO_SUCH_DEVICE);
    if is_gone && event.trust == Trust::Intact {
        return true;
    }
    let Some(number) = error.disk_number else { return false };
    let from = shifted(event.time(), SignedDuration::ZERO.saturating_sub(AFTER_LEAVING));
    let latest = |class: Class| {
        computer
            .between(class, from, event.time())
            .rev()
            .find(|(_, other)| other.disk_number() == Some(number))
    };
    let Some((left, detach)) = latest(Class::Detach) else { return false };
    let came_back = latest(Class::Attach).is_some_and(|(came, _)| came > left);
    detach.trust == Trust::Intact && !came_back
}
