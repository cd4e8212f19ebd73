//! Records of failing disks, and whether the departure of a disk explains them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::sparse;
use super::storage::Disks;
use super::{RunWindows, STRONG_BEFORE};
use crate::event::class::Class;
use crate::event::codes::STATUS_NO_SUCH_DEVICE;
use crate::event::providers::vhdmp;
use crate::event::{DiskNature, Event, EventKind, Trust};
use crate::session::{Session, Window};
use crate::timeline::{Computer, EventIndex, Span, shifted};

/// How far the departure of a disk explains an error of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Not at all.
    Not,
    /// It is of a virtual disk, or of an unknown one inside a run and no log of virtual disks tells otherwise.
    Fits,
    /// It may be of a disk that leaves inside a run, but nobody saw one leave: a detach is one burst.
    FitsOnce,
    /// It is of an unknown disk, and no run was going on.
    OfUnknown,
}

/// Where errors belong together: a run, by its begin, and a disk.
type Burst = (Option<Timestamp>, Option<u32>);

/// Errors in so many separate minutes are none of one detach.
const GOES_ON: usize = 3;

/// Records of failing disks, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// Those that no departure explains.
    trouble: Vec<(Timestamp, EventIndex)>,
    /// Those that the departure of an unknown disk may explain, behind a run.
    doubts: Vec<(Timestamp, EventIndex)>,
}

impl Faults {
    pub(super) fn of(computer: &Computer, disks: &Disks, windows: &RunWindows, sessions: &[Session]) -> Self {
        let mut faults = Self::default();
        let certain = computer.all(Class::DiskFault);
        faults.trouble = certain.map(|(index, event)| (event.time(), index)).collect();
        let mut bursts: BTreeMap<Burst, Vec<(Timestamp, EventIndex)>> = BTreeMap::new();
        for (index, event) in computer.all(Class::DiskDoubt) {
            let run = windows.near(event.time()).and_then(|session| sessions.get(session)?.window);
            match fit(computer, disks, run, event) {
                Fit::Not => faults.trouble.push((event.time(), index)),
                Fit::Fits => {}
                Fit::FitsOnce => {
                    let key = (run.map(|run| run.from), event.disk_number());
                    bursts.entry(key).or_default().push((event.time(), index));
                }
                Fit::OfUnknown => faults.doubts.push((event.time(), index)),
            }
        }
        let minutes = |burst: &[(Timestamp, EventIndex)]| {
            burst.iter().map(|(time, _)| time.as_second().div_euclid(60)).collect::<BTreeSet<_>>().len()
        };
        let going_on = bursts.into_values().filter(|burst| minutes(burst) >= GOES_ON);
        faults.trouble.extend(going_on.flatten());
        faults.trouble.sort_unstable();
        faults
    }

    /// Those in a span that no departure explains, in the order of time.
    pub(super) fn trouble(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        within(&self.trouble, span)
    }

    /// Those in a span that the departure of an unknown disk behind a run may explain.
    pub(super) fn doubts(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        within(&self.doubts, span)
    }
}

fn within(list: &[(Timestamp, EventIndex)], span: Span) -> &[(Timestamp, EventIndex)] {
    let start = list.partition_point(|(time, _)| *time < span.from);
    let end = list.partition_point(|(time, _)| *time <= span.to);
    list.get(start..end).unwrap_or_default()
}

/// A 51 with C000000E, or a 51 or 153 of a disk that had just left and was not replaced since: of a virtual disk it is
/// explained, of an unknown one as far as no log of virtual disks covers the time. A record whose bytes may be wrong
/// is explained by nothing.
fn fit(computer: &Computer, disks: &Disks, run: Option<Window>, event: &Event) -> Fit {
    let EventKind::Driver(error) = &event.kind else { return Fit::Not };
    let time = event.time();
    let says_gone = error.status.status() == Some(STATUS_NO_SUCH_DEVICE);
    let is_gone = event.at.event_id == 51 && says_gone;
    if event.trust != Trust::Intact {
        return Fit::Not;
    }
    // The removal may be told right behind the request that failed because of it.
    let (shown, has_left) = error.disk_number.map_or((None, false), |number| {
        let at = |time| disks.at(computer, number, time);
        let right_behind =
            || Some(at(shifted(time, STRONG_BEFORE))).filter(|(_, has_left)| says_gone && *has_left);
        Some(at(time)).filter(|(_, has_left)| *has_left).or_else(right_behind).unwrap_or_else(|| at(time))
    });
    if !(is_gone || has_left) {
        return Fit::Not;
    }
    match shown.map(|(nature, _)| nature) {
        Some(DiskNature::Virtual) => Fit::Fits,
        Some(DiskNature::Real) => Fit::Not,
        None => {
            let moment = Span { from: time, to: time };
            if sparse::covers(computer, vhdmp::PROVIDER.channel, moment, run) {
                Fit::Not
            } else if run.is_some_and(|run| run.is_inside(time)) {
                if has_left { Fit::Fits } else { Fit::FitsOnce }
            } else {
                Fit::OfUnknown
            }
        }
    }
}
