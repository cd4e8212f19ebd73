//! Departures: the records that a disk left.

use jiff::Timestamp;

use super::disks::SAME_MOMENT;
use crate::correlation::sparse;
use crate::event::DiskNature;
use crate::event::providers::vhdmp;
use crate::session::Window;
use crate::timeline::{Computer, EventIndex, Span};

/// What is shown of a disk, and which record shows it. `None`: nothing.
pub type Shown = Option<(DiskNature, EventIndex)>;

/// A record that a disk left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Departure {
    /// When.
    pub time: Timestamp,
    /// The record.
    pub index: EventIndex,
    /// The number of the disk; StorPort tells none.
    pub number: Option<u32>,
    /// What the disk was.
    pub shown: Shown,
    /// When it had come, where a record shows that.
    pub came: Option<(Timestamp, EventIndex)>,
    /// When it was first met under its number.
    pub met: Timestamp,
    /// The record of that.
    pub met_by: EventIndex,
    /// Whether the record's bytes can be trusted.
    pub is_intact: bool,
}

impl Departure {
    /// Whether the disk is told to have come when a run had ended, or was met only then, well before it left.
    pub(in crate::correlation) fn came_behind(&self, window: Option<Window>) -> bool {
        let is_met = SAME_MOMENT < self.time.duration_since(self.met);
        window.is_some_and(|window| {
            self.came.is_some_and(|(came, _)| window.end < came) || (is_met && window.end < self.met)
        })
    }

    /// Whether the disk was an image that the host had attached.
    pub fn is_virtual(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Virtual)
    }

    /// Whether it was shown to be anything else.
    pub fn is_real(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Real)
    }

    /// Whether the same is shown of both.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.shown.map(|(nature, _)| nature) == other.shown.map(|(nature, _)| nature)
    }

    /// Whether it had been attached before a run began, so that the run did not attach it: it was met before, or
    /// the log of virtual disks tells of the whole run up to its departure, and not of its arrival.
    pub(in crate::correlation) fn is_older_than(&self, computer: &Computer, window: Option<Window>) -> bool {
        let Some(window) = window else { return false };
        let until_left = Span { from: window.from, to: self.time };
        let came_unseen = || {
            self.came.is_none()
                && self.number.is_some()
                && sparse::covers(computer, vhdmp::PROVIDER.channel, until_left, Some(window))
        };
        self.met < window.start || (self.time >= window.from && came_unseen())
    }
}
