//! Paths to storage: whether what was lost came back, and whether the machine was just going down or coming up.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::Facts;
use super::disks::Disks;
use crate::event::class::Class;
use crate::event::{Event, EventKind, MachineState};
use crate::timeline::{Computer, EventIndex, Span, earlier, shifted};

/// iScsiPrt: the connection was lost. It may come back; what the other ids tell of does not by itself.
const CONNECTION_LOST: u16 = 20;
/// A connection that is back after this was not lost.
const HEALED_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// A disk that goes with the connection goes within this.
const DISK_WITHIN: SignedDuration = SignedDuration::from_secs(120);
/// Paths are set up anew for so long behind a start.
const AFTER_BOOT: SignedDuration = SignedDuration::from_mins(5);
/// A machine that was told to stop is down after this.
const STOPS_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// What is lost so shortly before a stop goes with it.
const STOPS_SOON: SignedDuration = SignedDuration::from_mins(1);

/// Which losses of paths came back, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct Paths {
    healed: BTreeSet<EventIndex>,
    /// The others, in the order of time.
    lost: Vec<(Timestamp, EventIndex)>,
}

impl Paths {
    pub(super) fn of(computer: &Computer, disks: &Disks) -> Self {
        let times = |class: Class, event_id: Option<u16>| {
            let mut of_port: BTreeMap<&str, Vec<Timestamp>> = BTreeMap::new();
            let of_id = |event: &&Event| event_id.is_none_or(|id| event.at.event_id == id);
            for event in computer.all(class).map(|(_, event)| event).filter(of_id) {
                of_port.entry(port(event)).or_default().push(event.time());
            }
            of_port
        };
        let (connections, back) =
            (times(Class::PathLost, Some(CONNECTION_LOST)), times(Class::PathHealed, None));
        let mut paths = Self::default();
        for (index, event) in computer.all(Class::PathLost) {
            let (time, port) = (event.time(), port(event));
            let (from, to) = (earlier(time, HEALED_WITHIN), shifted(time, HEALED_WITHIN));
            let around = Span { from: earlier(time, DISK_WITHIN), to: shifted(time, DISK_WITHIN) };
            let is_connection =
                event.at.event_id == CONNECTION_LOST && event.at.provider.eq_ignore_ascii_case("iScsiPrt");
            // All connections of the initiator have one port: as many came back as were lost.
            let has_healed = is_connection
                && count(back.get(port), time, to) > 0
                && count(back.get(port), from, to) >= count(connections.get(port), from, to)
                && !disks.has_other_departure(around.from, around.to);
            if has_healed {
                paths.healed.insert(index);
            } else {
                paths.lost.push((time, index));
            }
        }
        paths
    }
}

/// The port of a record about a path.
fn port(event: &Event) -> &str {
    match &event.kind {
        EventKind::StoragePath(path) => path.subject.as_deref().unwrap_or_default(),
        _ => "",
    }
}

/// How many times lie from one to another, both included.
fn count(times: Option<&Vec<Timestamp>>, from: Timestamp, to: Timestamp) -> usize {
    let times = times.map_or(&[][..], Vec::as_slice);
    let end = times.partition_point(|time| *time <= to);
    end.saturating_sub(times.partition_point(|time| *time < from))
}

impl Facts<'_> {
    /// Whether a lost connection of the iSCSI initiator came back (34 of the same port) before a disk went with it.
    pub fn has_healed(&self, lost: EventIndex) -> bool {
        self.paths.healed.contains(&lost)
    }

    /// The loss of a path in a span that did not come back, the nearest to a time.
    pub fn path_lost(&self, span: Span, time: Timestamp) -> Option<EventIndex> {
        let lost = &self.paths.lost;
        let behind = lost.partition_point(|(at, _)| *at < time);
        let next = lost.get(behind);
        let last = behind.checked_sub(1).and_then(|position| lost.get(position));
        let near = [last, next].into_iter().flatten().filter(|(at, _)| span.from <= *at && *at <= span.to);
        near.min_by_key(|(at, _)| at.duration_since(time).abs()).map(|(_, index)| *index)
    }

    /// Whether the machine was going down at a time, or had come up right before.
    pub fn is_around_restart(&self, time: Timestamp) -> bool {
        let boots = &self.computer.boots;
        let begun = boots.partition_point(|boot| boot.from <= time);
        let last = begun.checked_sub(1).and_then(|position| boots.get(position));
        if last.is_some_and(|boot| time <= shifted(boot.to, AFTER_BOOT)) {
            return true;
        }
        // The network goes before the log service does.
        let since = earlier(time, STOPS_WITHIN).max(last.map_or(Timestamp::MIN, |boot| boot.to));
        let mut stops = self.computer.between(Class::Stop, since, shifted(time, STOPS_SOON));
        stops.any(|(_, event)| event.kind == EventKind::Machine(MachineState::Shutdown))
    }
}
