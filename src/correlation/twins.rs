//! Other volsnap 27s of the same volume.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Facts, Subject};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex, Span, shifted};

/// The 27s of each volume, in the order of time.
type OfVolumes = BTreeMap<VolumeName, Vec<(Timestamp, EventIndex)>>;

/// The 27s of each volume.
#[derive(Debug, Default)]
pub(super) struct Twins {
    all: OfVolumes,
    /// Those whose status is not, or not surely, that of a device that is gone.
    in_trouble: OfVolumes,
}

impl Twins {
    pub(super) fn of(computer: &Computer) -> Self {
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
            let Some(volume) = &error.subject else { continue };
            twins.all.entry(volume.clone()).or_default().push((event.time(), index));
            if !tells_of_departure(&error.status) {
                twins.in_trouble.entry(volume.clone()).or_default().push((event.time(), index));
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
    /// Another 27 of a subject's volume in a span of time, at a time of which something is true, that tells of trouble.
    pub fn troubled_twin(
        &self,
        subject: &Subject,
        span: Span,
        is_it: impl Fn(Timestamp) -> bool,
    ) -> Option<(EventIndex, &Event)> {
        let twins = self.twins.in_trouble.get(subject.volume.as_ref()?)?;
        let behind = twins.get(twins.partition_point(|(time, _)| *time < span.from)..)?;
        let (_, index) = behind
            .iter()
            .take_while(|(time, _)| *time <= span.to)
            .find(|(time, index)| *index != subject.index && is_it(*time))?;
        Some((*index, self.computer.event(*index)?))
    }
    /// 27s of a volume in a span of time of which each lies further behind the last than a distance, so many at most.
    pub fn twins_apart(
        &self,
        volume: &VolumeName,
        span: Span,
        distance: SignedDuration,
        most: usize,
    ) -> Vec<EventIndex> {
        let mut rest = self.twins.all.get(volume).map_or(&[][..], Vec::as_slice);
        rest = rest.get(rest.partition_point(|(time, _)| *time < span.from)..).unwrap_or_default();
        let next = || {
            let (time, index) = *rest.first().filter(|(time, _)| *time <= span.to)?;
            let until = shifted(time, distance);
            rest = rest.get(rest.partition_point(|(time, _)| *time <= until)..).unwrap_or_default();
            Some(index)
        };
        std::iter::from_fn(next).take(most).collect()
    }
}
