//! Paths to storage: whether what was lost came back, and whether the machine was just going down or coming up.

use jiff::{SignedDuration, Timestamp};

use super::{Departure, Facts};
use crate::event::class::Class;
use crate::event::{Event, EventKind, MachineState};
use crate::timeline::{Span, earlier, shifted};

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

impl Facts<'_> {
    /// Whether a lost connection of the iSCSI initiator came back (34 of the same port) before a disk went with it.
    pub fn has_healed(&self, event: &Event) -> bool {
        if !event.at.provider.eq_ignore_ascii_case("iScsiPrt") {
            return false;
        }
        let time = event.time();
        let port = |event: &Event| match &event.kind {
            EventKind::StoragePath(path) => path.subject.clone(),
            _ => None,
        };
        // All connections of the initiator have one port: as many came back as were lost.
        let around = |class, from| {
            let of_port = self.computer.between(class, from, shifted(time, HEALED_WITHIN));
            of_port.filter(|(_, other)| port(other) == port(event))
        };
        let lost = around(Class::PathLost, earlier(time, HEALED_WITHIN));
        let lost = lost.filter(|(_, other)| other.at.event_id == event.at.event_id).count();
        let came_back = around(Class::PathHealed, time).next().is_some()
            && around(Class::PathHealed, earlier(time, HEALED_WITHIN)).count() >= lost;
        let around = Span { from: earlier(time, DISK_WITHIN), to: shifted(time, DISK_WITHIN) };
        came_back && self.departures_within(around).iter().all(Departure::is_virtual)
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
