//! Correlation: what fell when, and which volume is which.
//!
//! Facts only: in whose window a volsnap 27 lies, which disk left before it, where else its volume
//! is named, what an inventory says. What that means is said by the rules.

mod disks;
pub mod inventory;
mod link;
mod noise;
mod volumes;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use inventory::{Inventories, Inventory};
pub use link::{Link, Place, STRONG_BEFORE, STRONG_WITHIN, Strength, Windows};
pub use noise::detach_noise;
pub use volumes::{Permanence, Sightings, VolumeFacts};

use crate::event::class::Class;
use crate::event::providers::driver::{DriverError, StatusReading};
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, Trust};
use crate::session::Session;
use crate::timeline::{Computer, EventIndex, Span};
use disks::Disks;

/// One volsnap 27, or one that could not be written to System (VolumeSnapshot-Driver 121).
#[derive(Debug, Clone)]
pub struct Subject {
    /// The record.
    pub index: EventIndex,
    /// Its time.
    pub time: Timestamp,
    /// Whether its bytes can be trusted.
    pub trust: Trust,
    /// What it says of the status.
    pub status: StatusReading,
    /// The volume it names.
    pub volume: Option<VolumeName>,
    /// How it relates to runs and detaches.
    pub link: Link,
    /// What is known of its volume.
    pub facts: VolumeFacts,
}

/// Everything the rules may look at, for one computer.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The computer: its events and what its logs cover.
    pub computer: &'a Computer,
    /// Its runs, by start.
    pub sessions: &'a [Session],
    /// The windows of its runs.
    pub windows: Windows,
    /// The volume lists that were given.
    pub inventories: &'a Inventories,
    /// Where each volume that a subject names is seen outside every run.
    sightings: BTreeMap<VolumeName, Sightings>,
    disks: Disks,
}

/// Puts together the facts about a computer.
pub fn correlate<'a>(
    computer: &'a Computer,
    sessions: &'a [Session],
    inventories: &'a Inventories,
) -> (Facts<'a>, Vec<Subject>) {
    let mut facts = Facts {
        computer,
        sessions,
        windows: Windows::of(sessions),
        inventories,
        sightings: BTreeMap::new(),
        disks: Disks::of(computer),
    };
    let subjects =
        computer.all(Class::Subject).filter_map(|(index, event)| facts.subject(index, event)).collect();
    (facts, subjects)
}

impl<'a> Facts<'a> {
    fn subject(&mut self, index: EventIndex, event: &Event) -> Option<Subject> {
        let error: &DriverError = match &event.kind {
            EventKind::Driver(error) => error,
            EventKind::SnapshotDriver(driver) => driver.unlogged.as_ref()?,
            _ => return None,
        };
        if let Some(volume) = &error.subject
            && !self.sightings.contains_key(volume)
        {
            let seen = volumes::sightings(self.computer, &self.windows, volume);
            self.sightings.insert(volume.clone(), seen);
        }
        Some(Subject {
            index,
            time: event.time(),
            trust: event.trust,
            status: error.status.clone(),
            volume: error.subject.clone(),
            link: link::link(self.computer, &self.disks, &self.windows, event.time()),
            facts: volumes::facts(
                self.computer,
                self.inventories,
                &self.windows,
                event.time(),
                error.subject.as_ref(),
            ),
        })
    }

    /// The run that a subject is linked to.
    pub fn session(&self, subject: &Subject) -> Option<&'a Session> {
        self.sessions.get(subject.link.session?)
    }

    /// Records of failing disks in a span of time, in its order; without those that fit a disk that had
    /// just left.
    pub fn disk_trouble(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        self.disks.trouble(span)
    }

    /// Where a subject's volume is seen outside every run.
    pub fn sightings(&self, volume: &VolumeName) -> Option<&Sightings> {
        self.sightings.get(volume)
    }
}
