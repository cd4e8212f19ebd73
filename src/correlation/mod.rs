//! Correlation: what fell when, and which volume is which.
//!
//! Facts only: in whose window a volsnap 27 lies, which disk left before it, where else its volume
//! is named, what an inventory says. What that means is said by the rules.

mod basis;
mod copies;
mod faults;
mod hosting;
pub mod inventory;
mod link;
mod names;
mod noise;
mod passing;
mod paths;
mod products;
mod sparse;
mod storage;
mod told;
mod twins;
mod volumes;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use basis::{Basis, Identity, TOLD_WITHIN};
pub use copies::{Fate, Gone};
pub use hosting::Kept;
pub use inventory::{Inventories, Inventory};
pub use link::{Link, RunWindows, STRONG_BEFORE, STRONG_WITHIN, Side, Strength};
pub use noise::{Noise, noise};
pub use products::{Asked, Requester};
pub use storage::{AFTER_LEAVING, Departure, LiesOn, Placement, Shown};
use twins::Twins;
pub use volumes::{Permanence, Sightings, VolumeFacts};

use crate::cores;
use crate::event::class::Class;
use crate::event::providers::backup::{self, Role};
use crate::event::providers::driver::{DriverError, StatusReading};
use crate::event::providers::vhdmp;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, Trust};
use crate::session::products as products_of_host;
use crate::session::{ProductRun, Session, Window};
use crate::timeline::{Computer, EventIndex, Span};
use copies::Copies;
use faults::Faults;
use hosting::Hosting;
use names::VolumeNames;
use paths::Paths;
use storage::Disks;
use told::Told;

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
    pub windows: RunWindows,
    /// The runs of other products, by start. No 27 is linked to one of them.
    pub other_runs: &'a [ProductRun],
    /// Around which times those lie.
    other_windows: RunWindows,
    /// The volume lists that were given.
    pub inventories: &'a Inventories,
    /// What a "benign" has to rest on at least.
    pub require: Basis,
    /// Whether anything shows that Windows Server Backup is on the host.
    pub shows_server_backup: bool,
    /// Whether records of another product tell that it backs the host up.
    pub another_backs_up: bool,
    /// Where each volume that matters is seen outside every run.
    sightings: BTreeMap<VolumeName, Sightings>,
    disks: Disks,
    paths: Paths,
    faults: Faults,
    names: VolumeNames,
    copies: Copies,
    twins: Twins,
    told: Told,
    hosting: Hosting,
}

/// Puts together the facts about a computer.
pub fn correlate<'a>(
    computer: &'a Computer,
    sessions: &'a [Session],
    other_runs: &'a [ProductRun],
    inventories: &'a Inventories,
    require: Basis,
) -> (Facts<'a>, Vec<Subject>) {
    let (windows, disks) = (RunWindows::of(sessions), Disks::of(computer));
    let names = VolumeNames::of(computer, inventories);
    let other_windows = RunWindows::of_products(other_runs);
    let mut facts = Facts {
        computer,
        sessions,
        faults: Faults::of(computer, &disks, &windows, sessions),
        told: Told::of(computer),
        hosting: Hosting::of(computer),
        twins: Twins::of(computer, &windows, &other_windows, &disks),
        windows,
        other_runs,
        other_windows,
        inventories,
        require,
        shows_server_backup: products_of_host::shows_server_backup(computer),
        another_backs_up: products_of_host::another_backs_up(computer),
        sightings: BTreeMap::new(),
        paths: Paths::of(computer, &disks),
        disks,
        copies: Copies::of(computer, &names),
        names,
    };
    let looked_for = [
        Class::Subject,
        Class::FileSystemDamage,
        Class::Loss,
        Class::DriverLoss,
        Class::CopiesAtRisk,
        Class::CopiesUnclear,
    ];
    let named = looked_for.into_iter().flat_map(|class| computer.all(class));
    let named = named.flat_map(|(_, event)| event.volumes());
    for volume in named.chain(facts.copies.volumes_gone()) {
        if !facts.sightings.contains_key(volume) {
            let (windows, others) = (&facts.windows, &facts.other_windows);
            let seen = volumes::sightings(computer, windows, others, volume, facts.placements(volume));
            facts.sightings.insert(volume.clone(), seen);
        }
    }
    let subjects =
        cores::each(computer.all(Class::Subject).collect(), |(index, event)| facts.subject(index, event));
    let subjects = subjects.into_iter().flatten().collect();
    (facts, subjects)
}

impl<'a> Facts<'a> {
    fn subject(&self, index: EventIndex, event: &Event) -> Option<Subject> {
        let error: &DriverError = match &event.kind {
            EventKind::Driver(error) => error,
            EventKind::SnapshotDriver(driver) => driver.unlogged.as_ref()?,
            _ => return None,
        };
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

    /// The window of that run.
    pub fn window(&self, subject: &Subject) -> Option<Window> {
        self.session(subject)?.window
    }

    /// Records of failing disks in a span of time, in its order; without those that fit a disk that had
    /// just left.
    pub fn disk_trouble(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        self.faults.trouble(span)
    }

    /// Records of failing disks that the departure of an unknown disk behind a run may explain.
    pub fn disk_doubts(&self, span: Span) -> &[(Timestamp, EventIndex)] {
        self.faults.doubts(span)
    }

    /// The disks that left right before a time, in the order in which they did.
    pub fn departures(&self, time: Timestamp) -> &[Departure] {
        self.disks.before(time)
    }

    /// All disks that left, in the order in which they did.
    pub fn all_departures(&self) -> &[Departure] {
        self.disks.departures(Timestamp::MIN, Timestamp::MAX)
    }

    /// The disks that left from a time to another.
    pub fn departures_within(&self, span: Span) -> &[Departure] {
        self.disks.departures(span.from, span.to)
    }

    /// What is shown of the disk that has a number at a time.
    pub fn disk_at(&self, number: u32, time: Timestamp) -> Shown {
        self.disks.at(self.computer, number, time).0
    }

    /// Whether an image is shown to be there at the end of a span of time, or to come or go in it.
    pub fn had_image_around(&self, span: Span) -> bool {
        self.disks.images_at(span.to) > 0
            || self.attached_within(span).is_some()
            || self.departures_within(span).iter().any(Departure::is_virtual)
    }

    /// The first record in a span that a virtual disk was attached.
    pub fn attached_within(&self, span: Span) -> Option<EventIndex> {
        self.disks.attached_within(span.from, span.to)
    }

    /// Whether a disk that left had been there before a run began.
    pub fn is_older_than(&self, departure: &Departure, run: Option<Window>) -> bool {
        departure.is_older_than(self.computer, run)
    }

    /// Whether a disk came when a run had ended.
    pub fn came_behind(&self, departure: &Departure, run: Option<Window>) -> bool {
        departure.came_behind(run)
    }

    /// Whether a log of virtual disks covers a span of time, given the run in question.
    pub fn vhdmp_covers(&self, span: Span, run: Option<Window>) -> bool {
        sparse::covers(self.computer, vhdmp::PROVIDER.channel, span, run)
    }

    /// Whether the log of Windows Server Backup covers a time: a run of that time would be told there.
    pub fn backup_log_covers(&self, time: Timestamp) -> bool {
        volumes::is_covered_by_backup(self.computer, time)
    }

    /// Whether the log of Windows Server Backup begins only behind a time, and held other records before: its runs of that time are not known.
    pub fn backup_log_begins_behind(&self, time: Timestamp) -> bool {
        let mut logs = self.computer.coverage_like(backup::PROVIDER.channel).peekable();
        logs.peek().is_some() && logs.all(|log| time < log.first && !log.begins_with_first)
    }

    /// Where a subject's volume is seen outside every run.
    pub fn sightings(&self, volume: &VolumeName) -> Option<&Sightings> {
        self.sightings.get(volume)
    }

    /// Whether two names are of one volume at a time; `None` where nothing tells.
    pub fn is_same_volume(&self, one: &VolumeName, other: &VolumeName, time: Timestamp) -> Option<bool> {
        self.names.is_same(one, other, time)
    }

    /// A letter that a record ties to a volume, and the record.
    pub fn letter_of(&self, volume: &VolumeName) -> Option<(char, EventIndex)> {
        self.names.letter_of(volume)
    }

    /// A letter that a record ties to a volume at a time at which no run was going on, and the record.
    pub fn letter_outside_runs(&self, volume: &VolumeName) -> Option<(char, EventIndex)> {
        let mut told = self.names.letters_told(volume);
        told.find(|(_, time, _)| self.is_outside_runs(*time)).map(|(letter, _, index)| (letter, index))
    }

    /// Whether no run of any product was going on at a time, grace included.
    pub fn is_outside_runs(&self, time: Timestamp) -> bool {
        !self.windows.explain(time) && !self.other_windows.explain(time)
    }

    /// What a record of Windows Server Backup names a volume as, and that record; and the one that ties a letter to a volume,
    /// where it names the other of the two.
    pub fn named_by_backup(&self, volume: &VolumeName) -> Option<(Role, EventIndex, Option<EventIndex>)> {
        self.names.by_backup(volume)
    }

    /// Where a volume is shown to lie, in the order of time.
    pub fn placements(&self, volume: &VolumeName) -> &[Placement] {
        volume.guid().map_or(&[], |guid| self.disks.placements(guid))
    }

    /// Since when a volume is on a disk of which nothing shows what it is, and that is there at a time; and the record.
    pub fn on_unknown_disk(&self, volume: &VolumeName, time: Timestamp) -> Option<(Timestamp, EventIndex)> {
        self.disks.on_unknown(volume.guid()?, time)
    }

    /// On what a volume lies at a time.
    pub fn lies_on(&self, volume: &VolumeName, time: Timestamp) -> LiesOn<'_> {
        storage::lies_on(self.computer, self.placements(volume), time)
    }
}
