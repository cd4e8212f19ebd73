//! Other volsnap 27s of the same volume that tell of trouble.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Facts, Subject};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex, Span};

/// Of each volume the 27s whose status is not, or not surely, that of a device that is gone.
#[derive(Debug, Default)]
pub(super) struct Twins(BTreeMap<VolumeName, Vec<(Timestamp, EventIndex)>>);

impl Twins {
    pub(super) fn of(computer: &Computer) -> Self {
        let mut of_volume: BTreeMap<VolumeName, Vec<(Timestamp, EventIndex)>> = BTreeMap::new();
        for (index, event) in computer.all(Class::Subject) {
            let error = match &event.kind {
                EventKind::Driver(error) => error,
                EventKind::SnapshotDriver(driver) => match &driver.unlogged {
                    Some(error) => error,
                    None => continue,
                },
                _ => continue,
            };
            if let Some(volume) = error.subject.clone().filter(|_| !tells_of_departure(&error.status)) {
                of_volume.entry(volume).or_default().push((event.time(), index));
            }
        }
        Self(of_volume)
    }
}

/// Whether a status is that of a device that is gone, or one of its neighbours.
fn tells_of_departure(status: &StatusReading) -> bool {
    let is_vanished =
        |status: NtStatus| lookup(status).map(|known| known.class) == Some(StatusClass::Vanished);
    status.status().is_some_and(is_vanished)
}

impl Facts<'_> {
    /// Another 27 of a subject's volume in a span of time that tells of trouble.
    pub fn troubled_twin(&self, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        let twins = self.twins.0.get(subject.volume.as_ref()?)?;
        let behind = twins.get(twins.partition_point(|(time, _)| *time < span.from)..)?;
        let (_, index) = behind
            .iter()
            .take_while(|(time, _)| *time <= span.to)
            .find(|(_, index)| *index != subject.index)?;
        Some((*index, self.computer.event(*index)?))
    }
}
