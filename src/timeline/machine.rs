//! The machine itself: its starts, and its version of Windows.

use jiff::{SignedDuration, Timestamp};

use super::{Computer, Span};
use crate::event::{Event, EventKind, MachineState};

impl Computer {
    /// Which boot a time falls into: how many boots have begun before it. A boot begins with its earliest record; what
    /// is written behind that is of the new one.
    pub fn boot_of(&self, time: Timestamp) -> usize {
        self.boots.partition_point(|boot| boot.from <= time)
    }

    /// Whether its Windows is known to be of this version, such as 6.3 (8.1 and Server 2012 R2), or a later one.
    pub fn is_at_least(&self, wanted: (u32, u32)) -> bool {
        let version = self.windows.as_deref().and_then(|name| name.rsplit(' ').next()).unwrap_or_default();
        let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
        numbers.next().zip(numbers.next()).is_some_and(|version| version >= wanted)
    }

    /// When the boot begins that a time falls into.
    pub fn begin_of_boot(&self, time: Timestamp) -> Timestamp {
        let begun = self.boots.get(..self.boot_of(time)).unwrap_or_default();
        begun.last().map_or(Timestamp::MIN, |boot| boot.from)
    }

    /// The last record before a time that matters.
    pub fn last_before(&self, time: Timestamp) -> Option<&Event> {
        let behind = self.events.partition_point(|event| event.time() < time);
        self.events.get(behind.checked_sub(1)?)
    }

    /// For how long the machine was switched off in a span of time, as far as it was told to stop.
    pub fn time_off(&self, span: Span) -> SignedDuration {
        let within = |boot: &&Span| span.from < boot.from && boot.from <= span.to;
        let off = self.boots.iter().filter(within).filter_map(|boot| {
            let stopped = self.last_before(boot.from)?;
            let is_stop = stopped.kind == EventKind::Machine(MachineState::Shutdown);
            is_stop.then(|| boot.from.duration_since(stopped.time().max(span.from)))
        });
        off.fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// The part of a span of time that lies in the boot that a time falls into.
    pub fn within_boot(&self, time: Timestamp, span: Span) -> Span {
        let next = self.boots.get(self.boot_of(time)).map_or(Timestamp::MAX, |boot| boot.from);
        Span { from: span.from.max(self.begin_of_boot(time)), to: span.to.min(next) }
    }
}
