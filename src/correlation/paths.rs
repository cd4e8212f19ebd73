//! Paths to storage: whether what was lost came back, and whether the machine was just going down or coming up.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::Facts;
use super::storage::Disks;
use crate::event::class::Class;
use crate::event::providers::{Provider, storage_path, storage_spaces};
use crate::event::{Event, EventKind, MachineState};
use crate::timeline::{Computer, EventIndex, Span, earlier, shifted};

/// The first version of Windows that writes disk 157 (the NT debugging blog, 2013-12-27).
const FIRST_WITH_157: (u32, u32) = (6, 3);
/// A 27 is written so soon behind what it tells of.
const SETTLED_WITHIN: SignedDuration = SignedDuration::from_secs(10);
/// The driver of Microsoft's iSCSI initiator.
const ISCSI: &str = "iScsiPrt";
/// Of it: the connection was lost. It may come back; what the other ids tell of does not by itself.
const CONNECTION_LOST: u16 = 20;
/// A connection that is back after this was not lost.
const HEALED_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// What comes back after this is another story.
const BACK_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// A disk that goes with the connection goes within this.
const DISK_WITHIN: SignedDuration = SignedDuration::from_secs(120);
/// Paths are set up anew for so long behind a start.
const AFTER_BOOT: SignedDuration = SignedDuration::from_mins(5);
/// A machine that was told to stop is down after this.
const STOPS_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// What is lost of the network so shortly before a stop goes with it.
const STOPS_SOON: SignedDuration = SignedDuration::from_mins(1);

/// Which losses of paths came back, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct Paths {
    healed: BTreeSet<EventIndex>,
    /// The others, in the order of time.
    lost: Vec<(Timestamp, EventIndex)>,
    /// Of each loss that came back, soon or late, the record that tells so. It makes no loss less.
    back: BTreeMap<EventIndex, EventIndex>,
    /// From when to when those that healed were gone, where the machine writes no record of a disk that leaves by surprise: by their
    /// begin. Whether a disk went with them then, nothing tells.
    gaps: Vec<(Timestamp, Timestamp, EventIndex)>,
}

impl Paths {
    pub(super) fn of(computer: &Computer, disks: &Disks) -> Self {
        let mut events: Vec<(EventIndex, &Event, bool)> = computer
            .all(Class::PathLost)
            .map(|(index, event)| (index, event, false))
            .chain(computer.all(Class::PathHealed).map(|(index, event)| (index, event, true)))
            .collect();
        // The order of indices is that of time.
        events.sort_by_key(|(index, ..)| *index);
        let mut paths = Self::default();
        // All connections of the initiator have one port: each that comes back is one of those that were lost.
        let mut open: BTreeMap<&str, VecDeque<(Timestamp, EventIndex)>> = BTreeMap::new();
        // What was lost for longer, by provider and subject.
        let mut late: BTreeMap<(String, &str), VecDeque<(Timestamp, EventIndex)>> = BTreeMap::new();
        for (index, event, is_back) in &events {
            let (time, lost) = (event.time(), open.entry(port(event)).or_default());
            let is_iscsi = event.at.provider.eq_ignore_ascii_case(ISCSI);
            // A target that comes back is not the one that was lost, where both are named and differ.
            let is_of_it = |(_, lost): &(Timestamp, EventIndex)| {
                let lost = computer.event(*lost).and_then(target);
                lost.zip(target(event)).is_none_or(|(lost, back)| lost.eq_ignore_ascii_case(back))
            };
            let late = late.entry((event.at.provider.to_ascii_lowercase(), port(event))).or_default();
            if is_iscsi {
                // One that is open for longer than a minute did not heal; it may still come back.
                let is_old =
                    |(since, _): &(Timestamp, EventIndex)| time.duration_since(*since) > HEALED_WITHIN;
                while let Some(old) = lost.pop_front_if(|lost| is_old(lost)) {
                    late.push_back(old);
                }
            }
            if *is_back
                && is_iscsi
                && let Some((since, back)) = first_of(lost, is_of_it)
            {
                paths.back.insert(back, *index);
                if !disks.has_other_departure(earlier(since, DISK_WITHIN), shifted(since, DISK_WITHIN)) {
                    paths.healed.insert(back);
                    if !computer.is_at_least(FIRST_WITH_157) {
                        paths.gaps.push((since, time, back));
                    }
                }
            } else if *is_back {
                late.retain(|(since, _)| {
                    time.duration_since(*since) <= BACK_WITHIN
                        && computer.boot_of(*since) == computer.boot_of(time)
                });
                // Of connections one comes back; a disk or a volume is back whole.
                let back = match port(event) {
                    // What has no name is not known to be the same.
                    "" => Vec::new(),
                    _ if is_iscsi => first_of(late, is_of_it).into_iter().collect(),
                    _ => late.drain(..).collect(),
                };
                paths.back.extend(back.into_iter().map(|(_, lost)| (lost, *index)));
            } else if is_iscsi && event.at.event_id == CONNECTION_LOST {
                lost.push_back((time, *index));
            } else {
                late.push_back((time, *index));
            }
        }
        paths.gaps.sort_unstable();
        let lost = events.iter().filter(|(index, _, is_back)| !is_back && !paths.healed.contains(index));
        paths.lost = lost.map(|(index, event, _)| (event.time(), *index)).collect();
        paths
    }
}

/// Takes out the first loss that something is true of.
fn first_of(
    lost: &mut VecDeque<(Timestamp, EventIndex)>,
    is_it: impl Fn(&(Timestamp, EventIndex)) -> bool,
) -> Option<(Timestamp, EventIndex)> {
    lost.remove(lost.iter().position(is_it)?)
}

/// The target of a record of the initiator, where it is named.
fn target(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::StoragePath(path) => path.target.as_deref(),
        _ => None,
    }
}

/// The port of a record about a path.
fn port(event: &Event) -> &str {
    match &event.kind {
        EventKind::StoragePath(path) => path.subject.as_deref().unwrap_or_default(),
        EventKind::Ntfs(mount) => mount.path.as_deref().unwrap_or_default(),
        _ => "",
    }
}

impl Facts<'_> {
    /// Whether a lost connection of the iSCSI initiator came back (34 of the same port) before a disk went with it.
    pub fn has_healed(&self, lost: EventIndex) -> bool {
        self.paths.healed.contains(&lost)
    }

    /// The record that tells that what was lost came back, soon or late, in the same boot. A loss it stays: only one
    /// that healed ([`Facts::has_healed`]) is less.
    pub fn path_back(&self, lost: EventIndex) -> Option<(EventIndex, &Event)> {
        let index = *self.paths.back.get(&lost)?;
        Some((index, self.computer.event(index)?))
    }

    /// The loss of a path in a span that did not come back, the nearest to a time.
    pub fn path_lost(&self, span: Span, time: Timestamp) -> Option<EventIndex> {
        let lost = &self.paths.lost;
        let behind = lost.partition_point(|(at, _)| *at < time);
        let next = lost.get(behind);
        let last = behind.checked_sub(1).and_then(|position| lost.get(position));
        let near = [last, next].into_iter().flatten().filter(|(at, _)| span.from <= *at && *at <= span.to);
        let near = near.min_by_key(|(at, _)| at.duration_since(time).abs()).map(|(_, index)| *index);
        near.or_else(|| self.path_gone_at(time))
    }

    /// The loss that healed, of which nothing tells whether a disk went with it, and in which a time lies.
    fn path_gone_at(&self, time: Timestamp) -> Option<EventIndex> {
        let gaps = &self.paths.gaps;
        let begun = gaps.partition_point(|(lost, ..)| *lost <= time);
        let from = earlier(time, HEALED_WITHIN.saturating_add(SETTLED_WITHIN));
        let mut recent = gaps.get(..begun)?.iter().rev().take_while(|(lost, ..)| from <= *lost);
        recent.find(|(_, back, _)| time <= shifted(*back, SETTLED_WITHIN)).map(|(.., index)| *index)
    }

    /// Whether what is told right behind a start may be told because something was not there yet: connections, disks of a cluster and of a
    /// pool, which are tried again, and what came back. That a file system is damaged or a pool has failed holds.
    fn may_be_early(&self, index: EventIndex, lost: &Event) -> bool {
        let is_of = |provider: &Provider| provider.is_called(&lost.at.provider);
        let (time, id) = (lost.time(), lost.at.event_id);
        let is_loss = lost.classes().any(|class| class == Class::PathLost);
        // The number of a disk of MPIO may be another one then.
        let has_paths = || {
            let mut back = self.computer.between(Class::PathHealed, time, shifted(time, STOPS_WITHIN));
            back.any(|(_, event)| event.at.provider.eq_ignore_ascii_case(&lost.at.provider))
        };
        !is_loss
            || is_of(&storage_path::ISCSI)
            || is_of(&storage_path::CLUSTER) && !storage_path::DAMAGED.contains(&id)
            || is_of(&storage_spaces::PROVIDER) && storage_spaces::OF_DISKS.contains(&id)
            || is_of(&storage_path::MPIO) && has_paths()
            || self.path_back(index).is_some()
    }

    /// Whether the machine was told to stop around a time at which a disk left.
    pub fn is_stopping(&self, time: Timestamp) -> bool {
        let mut stops =
            self.computer.between(Class::Stop, earlier(time, STOPS_WITHIN), shifted(time, STOPS_SOON));
        stops.any(|(_, event)| event.kind == EventKind::Machine(MachineState::Shutdown))
    }

    /// Whether the machine was going down when a path was lost, or had come up right before and paths were not there yet.
    pub fn is_around_restart(&self, index: EventIndex, lost: &Event) -> bool {
        let time = lost.time();
        let boots = &self.computer.boots;
        let last = boots.get(..self.computer.boot_of(time)).and_then(<[Span]>::last);
        if last.is_some_and(|boot| time <= shifted(boot.to, AFTER_BOOT)) && self.may_be_early(index, lost) {
            return true;
        }
        let since = earlier(time, STOPS_WITHIN).max(last.map_or(Timestamp::MIN, |boot| boot.to));
        // The network goes before the log service does; what lies on disks of the host's own does not.
        let is_of_network = [ISCSI, "mpio"].iter().any(|name| lost.at.provider.eq_ignore_ascii_case(name));
        let until = if is_of_network { shifted(time, STOPS_SOON) } else { time };
        let mut stops = self.computer.between(Class::Stop, since, until);
        stops.any(|(_, event)| event.kind == EventKind::Machine(MachineState::Shutdown))
    }
}
