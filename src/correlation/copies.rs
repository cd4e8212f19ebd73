//! Shadow copies as the snapshot driver lists them whenever a volume comes online: which of them are there again, and
//! which volume has lost them all.
//!
//! A copy that is listed again was not lost. That copies are gone is said only of a volume that came online whole and
//! without any at a later start, where both logs are whole between, and where the driver did not remove them itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::names::VolumeNames;
use super::{Facts, sparse};
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::snapshot_driver::{self, CopyListing};
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind, Trust};
use crate::session::Window;
use crate::timeline::{Computer, EventIndex, SYSTEM, Span, shifted};

/// Volumes come online while the log service is still starting: records this close before a boot's first one are its.
const BEFORE_BOOT: SignedDuration = SignedDuration::from_secs(10);
/// Copies are activated a moment after a volume is online, on a busy machine minutes after (volsnap gives up and logs
/// 120 where it takes too long). Nothing is called gone before.
const SETTLED: SignedDuration = SignedDuration::from_mins(10);
/// The listed copies of all volumes.
#[derive(Debug, Default)]
pub(super) struct Copies {
    volumes: BTreeMap<VolumeName, Volume>,
    gone: Vec<Gone>,
}

/// All shadow copies of a volume, listed at one start and at none behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The volume.
    pub volume: VolumeName,
    /// When the oldest and the newest of them were made, where the records tell.
    pub made: Option<Span>,
    /// When they were listed last.
    pub listed: Timestamp,
    /// The records that listed them then.
    pub records: Vec<EventIndex>,
    /// When the volume came online without them.
    pub missing: Timestamp,
    /// The record of that.
    pub missing_at: EventIndex,
    /// Whether the log that lists them is whole between, so that they were not listed meanwhile.
    pub is_certain: bool,
}

/// What became of the copies of a volume that were listed before a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'a> {
    /// So many of them are listed again behind it.
    ListedAgain {
        /// How many.
        again: usize,
        /// Of how many.
        of: usize,
        /// The first record that does.
        record: EventIndex,
        /// Its time.
        time: Timestamp,
    },
    /// None of them is, although the volume came online.
    Gone(&'a Gone),
}

/// What is listed of one volume.
#[derive(Debug, Default)]
struct Volume {
    /// By boot, in the order of time.
    starts: BTreeMap<usize, Start>,
    /// Whether a record of it can't be put in order, or its bytes may be wrong.
    is_doubtful: bool,
}

/// A copy that is listed.
#[derive(Debug, Clone, Copy)]
struct Listed {
    time: Timestamp,
    index: EventIndex,
    copy: Guid,
    made: Option<Timestamp>,
}

/// What is listed of one volume in one boot. A volume may come online more than once, and the second time may be told
/// without its copies (two listings within 22 ms were measured), so only another boot shows that copies are gone.
#[derive(Debug, Default)]
struct Start {
    listed: Vec<Listed>,
    span: Option<(Timestamp, Timestamp)>,
    last: Option<EventIndex>,
    is_open: bool,
    has_ended: bool,
    /// How many times activation began and did not end.
    unfinished: usize,
    /// Something failed, or was counted that is not listed.
    has_more: bool,
}

impl Start {
    fn take(&mut self, index: EventIndex, time: Timestamp, listing: &CopyListing) {
        let from = self.span.map_or(time, |(from, _)| from);
        self.span = Some((from, time));
        self.last = Some(index);
        match listing {
            CopyListing::Begins => self.is_open = true,
            CopyListing::Ends => {
                // What ends without having begun is half a listing.
                self.has_more |= !self.is_open;
                self.is_open = false;
                self.has_ended = true;
            }
            CopyListing::CopiesBegin => self.unfinished = self.unfinished.saturating_add(1),
            CopyListing::Counted { left } => {
                self.unfinished = self.unfinished.saturating_sub(1);
                self.has_more |= *left != Some(0);
            }
            CopyListing::Copy { copy, deleted, made } => {
                if !deleted {
                    self.listed.push(Listed { time, index, copy: *copy, made: *made });
                }
            }
            CopyListing::Failed => self.has_more = true,
        }
    }

    /// Whether the volume came online, and has no copies.
    fn is_bare(&self) -> bool {
        self.has_ended && !self.is_open && self.unfinished == 0 && self.listed.is_empty() && !self.has_more
    }
}

impl Copies {
    pub(super) fn of(computer: &Computer, names: &VolumeNames) -> Self {
        let mut volumes: BTreeMap<VolumeName, Volume> = BTreeMap::new();
        for (index, event) in computer.events() {
            let EventKind::SnapshotDriver(driver) = &event.kind else { continue };
            let (Some(listing), Some(name)) = (&driver.listing, driver.volumes.first()) else { continue };
            let volume = volumes.entry(name.clone()).or_default();
            if event.trust != Trust::Intact || computer.is_on_past_clock(event) {
                volume.is_doubtful = true;
                continue;
            }
            let boot = computer.boot_of(shifted(event.time(), BEFORE_BOOT));
            volume.starts.entry(boot).or_default().take(index, event.time(), listing);
        }
        let gone = volumes.iter().flat_map(|(name, volume)| volume.gone(name, computer, names)).collect();
        Self { volumes, gone }
    }

    /// Every volume that has lost its copies.
    pub(super) fn volumes_gone(&self) -> impl Iterator<Item = &VolumeName> {
        self.gone.iter().map(|gone| &gone.volume)
    }
}

impl Volume {
    fn gone(&self, name: &VolumeName, computer: &Computer, names: &VolumeNames) -> Vec<Gone> {
        let mut found: Vec<Gone> = Vec::new();
        for (boot, start) in self.starts.iter().filter(|(_, start)| !start.listed.is_empty()) {
            // A volume may come online more than once: each copy counts once.
            let copies: BTreeMap<Guid, Listed> =
                start.listed.iter().rev().map(|listed| (listed.copy, *listed)).collect();
            let later = || self.starts.range(boot.saturating_add(1)..).map(|(_, start)| start);
            // What can't be told of a start is told at the next one.
            let next = later().find(|start| start.is_bare() || !start.listed.is_empty());
            let is_listed_again =
                later().flat_map(|start| &start.listed).any(|listed| copies.contains_key(&listed.copy));
            let Some(bare) = next.filter(|start| start.is_bare() && !is_listed_again) else { continue };
            let (Some((_, listed)), Some((begun, missing)), Some(missing_at)) =
                (start.span, bare.span, bare.last)
            else {
                continue;
            };
            let between = Span { from: listed, to: shifted(missing, SETTLED) };
            let Some(is_whole) = is_whole(computer, between, begun) else { continue };
            if removed(computer, names, name, between) < copies.len() {
                let times = || copies.values().filter_map(|listed| listed.made);
                found.push(Gone {
                    volume: name.clone(),
                    made: times().min().zip(times().max()).map(|(from, to)| Span { from, to }),
                    listed,
                    records: copies
                        .values()
                        .map(|listed| listed.index)
                        .collect::<BTreeSet<_>>()
                        .into_iter()
                        .collect(),
                    missing,
                    missing_at,
                    is_certain: is_whole && !self.is_doubtful,
                });
            }
        }
        found
    }
}

/// Whether the driver's own log is whole over a time in which System is; `None` where it begins later or lacks records for
/// another reason than damage, or where System is not whole. What may be missing from a log that was damaged, or copied while in
/// use, leaves a doubt: it must not make a loss look harmless.
fn is_whole(computer: &Computer, span: Span, begun: Timestamp) -> Option<bool> {
    // The start itself is what shows that the driver's log is of the same moment.
    let start = Window { from: begun, start: begun, end: begun, to: begun };
    let channel = snapshot_driver::PROVIDER.channel;
    let system = computer.coverage_of(SYSTEM)?;
    let is_system_whole =
        system.first <= span.from && span.to <= system.last && system.flaw_within(span).is_none();
    let covers = is_system_whole && sparse::covers(computer, channel, span, Some(start));
    let is_in_doubt = || {
        let mut logs = computer.coverage_like(channel);
        is_system_whole && logs.any(|log| log.first <= span.from && (log.ends_in_use || log.is_damaged()))
    };
    if covers { Some(true) } else { is_in_doubt().then_some(false) }
}

/// How many copies of a volume the driver removed itself: one a record. A letter that may be the volume's counts.
fn removed(computer: &Computer, names: &VolumeNames, volume: &VolumeName, span: Span) -> usize {
    let records = computer.between(Class::CopyRemoved, span.from, span.to);
    let may_be_its = |event: &Event| match &event.kind {
        EventKind::Driver(error) => {
            error.subject.as_ref().is_none_or(|name| names.is_same(name, volume, event.time()) != Some(false))
        }
        _ => false,
    };
    records.filter(|(_, event)| may_be_its(event)).count()
}

impl Facts<'_> {
    /// The volumes whose shadow copies are not listed any more, with when that was.
    pub fn copies_gone(&self) -> &[Gone] {
        &self.copies.gone
    }

    /// What became of the shadow copies of a volume that were listed before a time; `None` where nothing tells.
    pub fn copies_behind(&self, volume: &VolumeName, time: Timestamp) -> Option<Fate<'_>> {
        let mut all = self.copies.volumes.iter();
        let (name, listed) = all.find(|(name, _)| self.is_same_volume(name, volume, time) == Some(true))?;
        listed.listed_again(time).or_else(|| {
            let is_around = |gone: &&Gone| {
                gone.volume == *name && gone.listed <= time && time <= shifted(gone.missing, SETTLED)
            };
            self.copies.gone.iter().find(is_around).map(Fate::Gone)
        })
    }

    /// Whether a volume that has lost its copies only ever exists while a backup runs, so that they were a guest's.
    pub fn is_of_passing(&self, gone: &Gone) -> bool {
        self.computer.event(gone.missing_at).is_some_and(|event| self.is_passing(event))
    }
}

impl Volume {
    fn listed_again(&self, time: Timestamp) -> Option<Fate<'_>> {
        let all = || self.starts.values().flat_map(|start| &start.listed);
        let last =
            self.starts.values().rev().find(|start| start.listed.iter().any(|listed| listed.time <= time))?;
        let before: BTreeSet<Guid> =
            last.listed.iter().filter(|listed| listed.time <= time).map(|listed| listed.copy).collect();
        let behind = || all().filter(|listed| listed.time > time && before.contains(&listed.copy));
        let again: BTreeSet<Guid> = behind().map(|listed| listed.copy).collect();
        let first = behind().min_by_key(|listed| listed.index)?;
        Some(Fate::ListedAgain {
            again: again.len(),
            of: before.len(),
            record: first.index,
            time: first.time,
        })
    }
}
