//! Other volsnap 27s of the same volume that tell of trouble.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::link::RunWindows;
use super::{Facts, Subject};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex, Span};

/// 27s of each volume, in the order of time.
type OfVolumes = BTreeMap<VolumeName, Vec<(Timestamp, EventIndex)>>;

/// The 27s of each volume whose status is not, or not surely, that of a device that is gone.
#[derive(Debug, Default)]
pub(super) struct Twins {
    all: OfVolumes,
    /// Those outside every run: what fails there is no image of one.
    outside: OfVolumes,
}

impl Twins {
    pub(super) fn of(computer: &Computer, windows: &RunWindows, others: &RunWindows) -> Self {
        let mut twins = Self::default();
        for (index, event) in computer.all(Class::Subject) {
            let error = match &event.kind {
                EventKind::Driver(error) => error,
                EventKind::SnapshotDriver(driver) => match &driver.unlogged {
                    Some(error) => error,
                    None => continue,
                },
                _ => continue,
            };
            let Some(volume) = error.subject.as_ref().filter(|_| !tells_of_departure(&error.status)) else {
                continue;
            };
            let time = event.time();
            twins.all.entry(volume.clone()).or_default().push((time, index));
            if !windows.explain(time) && !others.explain(time) {
                twins.outside.entry(volume.clone()).or_default().push((time, index));
            }
        }
        twins
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
        self.first_of(&self.twins.all, subject, span)
    }

    /// One that stands outside every run.
    pub fn troubled_twin_outside_runs(&self, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        self.first_of(&self.twins.outside, subject, span)
    }

    fn first_of(&self, twins: &OfVolumes, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        let twins = twins.get(subject.volume.as_ref()?)?;
        let behind = twins.get(twins.partition_point(|(time, _)| *time < span.from)..)?;
        let (_, index) = behind
            .iter()
            .take_while(|(time, _)| *time <= span.to)
            .find(|(_, index)| *index != subject.index)?;
        Some((*index, self.computer.event(*index)?))
    }
}
