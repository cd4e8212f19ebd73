//! Other volsnap 27s of the same volume that tell of trouble.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::link::{RunWindows, STRONG_WITHIN};
use super::storage::Disks;
use super::{Departure, Facts, Subject, sparse};
use crate::event::class::Class;
use crate::event::codes::NtStatus;
use crate::event::codes::ntstatus::{StatusClass, lookup};
use crate::event::providers::driver::StatusReading;
use crate::event::providers::{partition, vhdmp};
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex, Span, earlier};

/// 27s of each volume, in the order of time.
type OfVolumes = BTreeMap<VolumeName, Vec<(Timestamp, EventIndex)>>;

/// The 27s of each volume whose status is not, or not surely, that of a device that is gone.
#[derive(Debug, Default)]
pub(super) struct Twins {
    all: OfVolumes,
    /// Those outside every run: what fails there is no image of one.
    outside: OfVolumes,
    /// All of them, whatever their volume, in the order of time.
    by_time: Vec<(Timestamp, EventIndex)>,
    /// Those outside every run whose status is that of a device that is gone, when a log of disks tells that no virtual one had left.
    gone_outside: OfVolumes,
}

impl Twins {
    pub(super) fn of(computer: &Computer, windows: &RunWindows, others: &RunWindows, disks: &Disks) -> Self {
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
            let time = event.time();
            let is_outside = || !windows.explain(time) && !others.explain(time);
            if tells_of_departure(&error.status) {
                let left_right_before = || disks.before(time).iter().any(Departure::is_virtual);
                let moment = Span { from: earlier(time, STRONG_WITHIN), to: time };
                let tells = |channel| sparse::covers(computer, channel, moment, None);
                let is_told =
                    || [vhdmp::PROVIDER.channel, partition::PROVIDER.channel].into_iter().any(tells);
                if let Some(volume) = &error.subject
                    && is_outside()
                    && !left_right_before()
                    && is_told()
                {
                    twins.gone_outside.entry(volume.clone()).or_default().push((time, index));
                }
                continue;
            }
            twins.by_time.push((time, index));
            let Some(volume) = &error.subject else { continue };
            twins.all.entry(volume.clone()).or_default().push((time, index));
            if is_outside() {
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

    /// Another 27 of a subject's volume outside every run, when no virtual disk had left.
    pub fn other_outside_runs(&self, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        self.first_of(&self.twins.gone_outside, subject, span)
    }

    /// Another 27 in a span of time that tells of trouble, of whatever volume.
    pub fn troubled_neighbour(&self, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        self.first_in(&self.twins.by_time, subject, span)
    }

    fn first_of(&self, twins: &OfVolumes, subject: &Subject, span: Span) -> Option<(EventIndex, &Event)> {
        self.first_in(twins.get(subject.volume.as_ref()?)?, subject, span)
    }

    fn first_in(
        &self,
        twins: &[(Timestamp, EventIndex)],
        subject: &Subject,
        span: Span,
    ) -> Option<(EventIndex, &Event)> {
        let behind = twins.get(twins.partition_point(|(time, _)| *time < span.from)..)?;
        let (_, index) = behind
            .iter()
            .take_while(|(time, _)| *time <= span.to)
            .find(|(_, index)| *index != subject.index)?;
        Some((*index, self.computer.event(*index)?))
    }
}
