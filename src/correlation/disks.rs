//! Which disks came and left, and what they were.
//!
//! Disk numbers are reused, so what is shown of a disk holds from its arrival to its departure, in one boot. A disk
//! is *virtual* only where a record shows it: VHDMP attached or detached that number, Partition 1006 or Ntfs 4 tells
//! the bus, StorPort 551 the miniport. disk 157 is written for every disk, and shows nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};

use super::link::{STRONG_BEFORE, STRONG_WITHIN};
use super::sparse;
use crate::event::class::Class;
use crate::event::providers::{partition, storport, vhdmp};
use crate::event::{DiskNature, Event, EventKind, Trust};
use crate::session::Window;
use crate::timeline::{Computer, EventIndex, Span, earlier, shifted};

/// A 2 of VHDMP and the 157 of the same departure lie this close together.
const SAME_DEPARTURE: SignedDuration = SignedDuration::from_secs(10);
/// A 551 of StorPort, which names no number, and its 157 lie this close together (39 ms were measured from VHDMP 2).
const PORT_AND_DISK: SignedDuration = SignedDuration::from_secs(1);
/// Requests under way when a disk leaves fail within this.
pub const AFTER_LEAVING: SignedDuration = SignedDuration::from_secs(120);

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
    /// Whether the record's bytes can be trusted.
    pub is_intact: bool,
}

impl Departure {
    /// Whether the disk was an image that the host had attached.
    pub fn is_virtual(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Virtual)
    }

    /// Whether it was shown to be anything else.
    pub fn is_real(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Real)
    }

    /// Whether the same is shown of both.
    fn is_like(&self, other: &Self) -> bool {
        self.shown.map(|(nature, _)| nature) == other.shown.map(|(nature, _)| nature)
    }

    /// Whether it had been attached before a run began, so that the run did not attach it: it was met before, or
    /// the log of virtual disks tells of the whole run up to its departure, and not of its arrival.
    pub(super) fn is_older_than(&self, computer: &Computer, window: Option<Window>) -> bool {
        let Some(window) = window else { return false };
        let until_left = Span { from: window.from, to: self.time };
        let came_unseen = || {
            self.came.is_none()
                && self.number.is_some()
                && sparse::covers(computer, vhdmp::PROVIDER.channel, until_left, Some(window))
        };
        self.met < window.from || (self.time >= window.from && came_unseen())
    }
}

/// One disk under one number, from its arrival to its departure.
#[derive(Debug, Clone)]
struct Tenure {
    /// The first record of it.
    from: Timestamp,
    /// When it came, if that is told and not just met.
    came: Option<(Timestamp, EventIndex)>,
    shown: Shown,
    left: Option<Timestamp>,
    /// The next start of the machine, at which numbers are given anew.
    until: Option<Timestamp>,
}

/// What is known of a computer's disks, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct Disks {
    tenures: BTreeMap<u32, Vec<Tenure>>,
    /// In the order of time.
    departures: Vec<Departure>,
    /// When disks left that are not shown to be virtual, in the order of time.
    others: Vec<Timestamp>,
    /// When virtual disks were attached, in the order of time.
    attached: Vec<(Timestamp, EventIndex)>,
}

impl Disks {
    pub(super) fn of(computer: &Computer) -> Self {
        let mut disks = Self::default();
        let history = History::of(computer);
        let (marks, loose) = marks(computer);
        for mark in &marks {
            disks.take(&history, mark);
        }
        disks.departures.extend(loose);
        disks.departures.sort_by_key(|departure| (departure.time, departure.index));
        disks.tell_by_ports(computer);
        let others = disks.departures.iter().filter(|departure| !departure.is_virtual());
        disks.others = others.map(|departure| departure.time).collect();
        for (index, event) in computer.all(Class::Attach).filter(|(_, event)| event.trust == Trust::Intact) {
            disks.attached.push((event.time(), index));
        }
        disks
    }

    /// The departures in a span of time, in its order.
    pub(super) fn departures(&self, from: Timestamp, to: Timestamp) -> &[Departure] {
        let start = self.departures.partition_point(|departure| departure.time < from);
        let end = self.departures.partition_point(|departure| departure.time <= to);
        self.departures.get(start..end).unwrap_or_default()
    }

    /// Whether a disk left in a span of time that is not shown to be virtual.
    pub(super) fn has_other_departure(&self, from: Timestamp, to: Timestamp) -> bool {
        let next = self.others.partition_point(|time| *time < from);
        self.others.get(next).is_some_and(|time| *time <= to)
    }

    /// The departures that can explain a volsnap 27, or can be what it is about.
    pub(super) fn before(&self, time: Timestamp) -> &[Departure] {
        self.departures(earlier(time, STRONG_WITHIN), shifted(time, STRONG_BEFORE))
    }

    /// Whether virtual disks were attached in a span of time.
    pub(super) fn attached_within(&self, from: Timestamp, to: Timestamp) -> Option<EventIndex> {
        let start = self.attached.partition_point(|(time, _)| *time < from);
        self.attached.get(start).filter(|(time, _)| *time <= to).map(|(_, index)| *index)
    }

    /// The disk that has a number at a time, or that had it and left less than two minutes before, and that nobody
    /// has taken the place of since: what is shown of it, and whether it left so.
    pub(super) fn at(&self, number: u32, time: Timestamp) -> (Shown, bool) {
        let tenures = self.tenures.get(&number).map_or(&[][..], Vec::as_slice);
        let Some(tenure) = tenures.iter().rfind(|tenure| tenure.from <= time) else { return (None, false) };
        if tenure.until.is_some_and(|until| until <= time) {
            return (None, false);
        }
        match tenure.left.filter(|left| *left <= time) {
            None => (tenure.shown, false),
            Some(left) if time.duration_since(left) <= AFTER_LEAVING => (tenure.shown, true),
            // Who has the number now has not been shown.
            Some(_) => (None, false),
        }
    }

    fn take(&mut self, history: &History<'_>, mark: &Mark) {
        let tenures = self.tenures.entry(mark.number).or_default();
        let is_of_boot = |tenure: &Tenure| history.boot(tenure.from) == history.boot(mark.time);
        // What the number stood for before is known, so a first record of it tells of an arrival.
        let is_free = tenures.last().is_some_and(|tenure| is_of_boot(tenure) && tenure.left.is_some());
        let is_arrival = match mark.kind {
            MarkKind::Attach => true,
            MarkKind::Seen => is_free || history.is_known_since_boot(mark.time),
            MarkKind::Departure => false,
        };
        let open = tenures.last_mut().filter(|tenure| {
            is_of_boot(tenure)
                && tenure.left.is_none_or(|left| {
                    mark.kind == MarkKind::Departure && mark.time.duration_since(left) <= SAME_DEPARTURE
                })
        });
        let contradicts = |shown: Shown| match (shown, mark.shown) {
            (Some((known, _)), Some(now)) => known != now,
            _ => false,
        };
        let shown = mark.shown.map(|nature| (nature, mark.index));
        // An attach always begins anew: the departure before it was not seen.
        let begins_anew = |tenure: &Tenure| mark.kind == MarkKind::Attach && tenure.came.is_some();
        let fits = open.filter(|tenure| !contradicts(tenure.shown)).filter(|tenure| !begins_anew(tenure));
        let tenure = if let Some(tenure) = fits {
            tenure.shown = tenure.shown.or(shown);
            tenure
        } else {
            let came = is_arrival.then_some((mark.time, mark.index));
            let until = history.next_boot(mark.time);
            tenures.push(Tenure { from: mark.time, came, shown, left: None, until });
            let Some(tenure) = tenures.last_mut() else { return };
            tenure
        };
        if mark.kind == MarkKind::Departure {
            tenure.left.get_or_insert(mark.time);
            let (shown, came, met) = (tenure.shown, tenure.came, tenure.from);
            let (time, index, is_intact) = (mark.time, mark.index, mark.is_intact);
            // What a later record of the same departure shows holds for the earlier ones too.
            for other in self
                .departures
                .iter_mut()
                .rev()
                .take_while(|other| mark.time.duration_since(other.time) <= SAME_DEPARTURE)
            {
                if other.number == Some(mark.number) && other.shown.is_none() && other.met == met {
                    other.shown = shown;
                }
            }
            let number = Some(mark.number);
            self.departures.push(Departure { time, index, number, shown, came, met, is_intact });
        }
    }

    /// StorPort's records name no number: each tells what a 157 beside it was that nothing else tells of, where it can
    /// be no other. Those that find none are departures of their own.
    fn tell_by_ports(&mut self, computer: &Computer) {
        let ports: Vec<Departure> = computer
            .all(Class::Detach)
            .filter(|(_, event)| event.trust != Trust::Carved)
            .filter_map(|(index, event)| {
                let EventKind::StorPort { miniport } = &event.kind else { return None };
                let nature = storport::nature(miniport.as_deref())?;
                let is_intact = event.trust == Trust::Intact;
                let shown = (is_intact || nature == DiskNature::Real).then_some((nature, index));
                let time = event.time();
                Some(Departure { time, index, number: None, shown, came: None, met: time, is_intact })
            })
            .collect();
        let mut paired: BTreeSet<EventIndex> = BTreeSet::new();
        for port in &ports {
            let near = self.near(port.time);
            let beside = near_in(&ports, port.time);
            let alike =
                ports.get(beside).unwrap_or_default().iter().filter(|other| other.is_like(port)).count();
            let unknown: Vec<usize> = near
                .filter(|position| {
                    self.departures.get(*position).is_some_and(|departure| {
                        departure.shown.is_none() && !paired.contains(&departure.index)
                    })
                })
                .collect();
            // Each departure has one record of its port. Those that are told already have taken theirs; where two
            // disks left and one port is free, nothing tells of which it speaks.
            let told: BTreeSet<(Option<u32>, Timestamp)> = self
                .departures
                .get(self.near(port.time))
                .unwrap_or_default()
                .iter()
                .filter(|departure| departure.is_like(port))
                .map(|departure| (departure.number, departure.met))
                .collect();
            let is_certain = unknown.len().saturating_add(told.len()) <= alike || port.is_real();
            let distance = |position: &usize| {
                self.departures.get(*position).map(|departure| departure.time.duration_since(port.time).abs())
            };
            let nearest = unknown.into_iter().filter(|_| is_certain).min_by_key(distance);
            if let Some(departure) = nearest.and_then(|position| self.departures.get_mut(position)) {
                departure.shown = port.shown;
                paired.insert(departure.index);
            }
        }
        let more: Vec<Departure> = ports
            .into_iter()
            .map(|port| {
                let near = self.departures.get(self.near(port.time)).unwrap_or_default();
                // The port's record of a departure that others tell of as well.
                match near.iter().find(|other| other.is_like(&port)) {
                    Some(same) => Departure { came: same.came, met: same.met, number: same.number, ..port },
                    None => port,
                }
            })
            .collect();
        self.departures.extend(more);
        self.departures.sort_by_key(|departure| (departure.time, departure.index));
    }

    fn near(&self, time: Timestamp) -> Range<usize> {
        near_in(&self.departures, time)
    }
}

/// Which departures lie as near to a time as a port's record lies to its disk's.
fn near_in(departures: &[Departure], time: Timestamp) -> Range<usize> {
    let (from, to) = (earlier(time, PORT_AND_DISK), shifted(time, PORT_AND_DISK));
    departures.partition_point(|departure| departure.time < from)
        ..departures.partition_point(|departure| departure.time <= to)
}

/// What the logs tell of the time since a start of the machine.
struct History<'a> {
    computer: &'a Computer,
    /// The log of Partition begins.
    partition_since: Option<Timestamp>,
}

impl<'a> History<'a> {
    fn of(computer: &'a Computer) -> Self {
        let partition_since =
            computer.coverage_of(partition::PROVIDER.channel).map(|coverage| coverage.first);
        Self { computer, partition_since }
    }

    fn boot(&self, time: Timestamp) -> usize {
        self.computer.boot_of(time)
    }

    fn next_boot(&self, time: Timestamp) -> Option<Timestamp> {
        self.computer.boots.get(self.boot(time)).map(|boot| boot.from)
    }

    /// Whether the log of Partition reaches back to the start of the machine, so that every number is known.
    fn is_known_since_boot(&self, time: Timestamp) -> bool {
        let boot = self.boot(time).checked_sub(1).and_then(|position| self.computer.boots.get(position));
        boot.zip(self.partition_since).is_some_and(|(boot, since)| since <= boot.to && boot.to < time)
    }
}

/// What a record tells of a disk number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MarkKind {
    /// VHDMP attached a disk under it.
    Attach,
    /// What has it now.
    Seen,
    /// The disk left.
    Departure,
}

/// A record that tells of a disk number.
struct Mark {
    time: Timestamp,
    index: EventIndex,
    number: u32,
    shown: Option<DiskNature>,
    kind: MarkKind,
    is_intact: bool,
}

/// Every record that tells of a disk number, and departures of virtual disks that name none. A record whose bytes may
/// be wrong shows no disk virtual.
fn marks(computer: &Computer) -> (Vec<Mark>, Vec<Departure>) {
    let (mut marks, mut loose) = (Vec::new(), Vec::new());
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    let mut events: Vec<(EventIndex, &Event, Class)> = [Class::Attach, Class::Detach, Class::DiskSeen]
        .into_iter()
        .flat_map(|class| computer.all(class).map(move |(index, event)| (index, event, class)))
        .filter(|(_, event, _)| event.trust != Trust::Carved)
        .collect();
    // The order of indices is that of time.
    events.sort_by_key(|(index, ..)| *index);
    for (index, event, class) in events {
        let (time, is_departure) = (event.time(), class == Class::Detach);
        let is_intact = event.trust == Trust::Intact;
        let shown = shown(event).filter(|nature| is_intact || *nature == DiskNature::Real);
        let mut number = event.disk_number().filter(|number| *number != u32::MAX);
        let is_vhdmp = matches!(event.kind, EventKind::Vhdmp(_));
        if let EventKind::Vhdmp(vhdmp) = &event.kind {
            // 26 names its disk by the driver's object only; its 1 has both.
            let key = vhdmp.virtual_disk.clone().or_else(|| vhdmp.file.clone());
            match (key, number) {
                (Some(key), Some(number)) => {
                    numbers.insert(key, number);
                }
                (Some(key), None) => number = numbers.get(&key).copied(),
                (None, _) => {}
            }
        }
        if let Some(number) = number {
            let kind = match (is_departure, is_vhdmp) {
                (true, _) => MarkKind::Departure,
                (false, true) => MarkKind::Attach,
                (false, false) => MarkKind::Seen,
            };
            marks.push(Mark { time, index, number, shown, kind, is_intact });
        } else if is_departure && is_vhdmp {
            let shown = shown.map(|nature| (nature, index));
            loose.push(Departure { time, index, number: None, shown, came: None, met: time, is_intact });
        }
    }
    (marks, loose)
}

/// What a record by itself shows of the disk it tells of.
fn shown(event: &Event) -> Option<DiskNature> {
    match &event.kind {
        EventKind::Vhdmp(_) => Some(DiskNature::Virtual),
        EventKind::DiskSeen(seen) => seen.nature(),
        EventKind::Ntfs(ntfs) => ntfs.bus_type.and_then(DiskNature::of_bus),
        _ => None,
    }
}
