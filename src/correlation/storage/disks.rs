//! What is known of each disk number, and the departures.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::marks::{Content, Mark, MarkKind, marks};
use super::placement::{self, Placement};
use super::{AFTER_LEAVING, Departure, MOUNTED_WITHIN, Shown};
use crate::correlation::link::{STRONG_BEFORE, STRONG_WITHIN};
use crate::correlation::sparse;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::{partition, vhdmp};
use crate::event::{DiskNature, Trust};
use crate::timeline::{Computer, Coverage, EventIndex, Span, earlier, shifted};

/// Records of one arrival or of one departure lie this close together, as a 2 of VHDMP and its 157.
pub(super) const SAME_MOMENT: SignedDuration = SignedDuration::from_secs(10);
/// No host lets go of more disks at once; what claims it is no log of a host.
pub(super) const MOST_AT_ONCE: usize = 512;

/// One disk under one number, from its arrival to its departure.
#[derive(Debug, Clone)]
pub(super) struct Tenure {
    /// The first record of it.
    pub(super) from: Timestamp,
    /// That record.
    met_by: EventIndex,
    /// When it came, if that is told and not just met.
    pub(super) came: Option<(Timestamp, EventIndex)>,
    pub(super) shown: Shown,
    /// The first record that it left, or the first of those whose bytes can be trusted.
    pub(super) left: Option<(Timestamp, EventIndex)>,
    /// When the class driver told that it left.
    removed: Option<Timestamp>,
    /// The next start of the machine, at which numbers are given anew.
    pub(super) until: Option<Timestamp>,
    /// The last record that it is there.
    pub(super) last_seen: Timestamp,
    /// What is told of it.
    pub(super) content: Content,
    /// The first record that each volume is on it.
    pub(super) volumes: Vec<OnDisk>,
}

/// A volume on a disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct OnDisk {
    pub(super) volume: Guid,
    pub(super) partition: Option<u32>,
    pub(super) index: EventIndex,
    pub(super) is_intact: bool,
}

/// What is known of a computer's disks, found once for all subjects.
#[derive(Debug, Default)]
pub(in crate::correlation) struct Disks {
    pub(super) tenures: BTreeMap<u32, Vec<Tenure>>,
    /// In the order of time.
    pub(super) departures: Vec<Departure>,
    /// When disks left that are not shown to be virtual, in the order of time.
    others: Vec<Timestamp>,
    /// When virtual disks were attached, in the order of time.
    attached: Vec<(Timestamp, EventIndex)>,
    /// When images are there.
    images: Presence,
    /// When other disks have just come, or were just met.
    comings: Presence,
    /// Where each volume is shown to lie.
    placements: BTreeMap<Guid, Vec<Placement>>,
    /// From when to when each volume is shown on a disk of which nothing shows what it is.
    on_unknown: BTreeMap<Guid, Vec<(Span, EventIndex)>>,
}

impl Disks {
    pub(in crate::correlation) fn of(computer: &Computer) -> Self {
        let mut disks = Self::default();
        let (marks, loose) = marks(computer);
        for mark in &marks {
            disks.take(computer, mark);
        }
        disks.departures.extend(loose);
        disks.departures.sort_by_key(|departure| (departure.time, departure.index));
        disks.tell_by_ports(computer);
        let others = disks.departures.iter().filter(|departure| !departure.is_virtual());
        disks.others = others.map(|departure| departure.time).collect();
        for (index, event) in computer.all(Class::Attach).filter(|(_, event)| event.trust == Trust::Intact) {
            disks.attached.push((event.time(), index));
        }
        let images = disks.tenures.values().flatten().filter(|tenure| tenure.is_image());
        disks.images = Presence::of(images.map(|tenure| (tenure.from, tenure.end())));
        let others = disks.tenures.values().flatten().filter(|tenure| !tenure.is_image());
        disks.comings =
            Presence::of(others.map(|tenure| (tenure.from, shifted(tenure.from, MOUNTED_WITHIN))));
        disks.placements = placement::all(computer, &disks.tenures);
        for tenure in disks.tenures.values().flatten().filter(|tenure| tenure.shown.is_none()) {
            let span = Span { from: tenure.from, to: tenure.end() };
            for on_it in &tenure.volumes {
                disks.on_unknown.entry(on_it.volume).or_default().push((span, on_it.index));
            }
        }
        disks
    }

    /// The departures in a span of time, in its order.
    pub(in crate::correlation) fn departures(&self, from: Timestamp, to: Timestamp) -> &[Departure] {
        let start = self.departures.partition_point(|departure| departure.time < from);
        let end = self.departures.partition_point(|departure| departure.time <= to);
        self.departures.get(start..end).unwrap_or_default()
    }

    /// Whether a disk left in a span of time that is not shown to be virtual.
    pub(in crate::correlation) fn has_other_departure(&self, from: Timestamp, to: Timestamp) -> bool {
        let next = self.others.partition_point(|time| *time < from);
        self.others.get(next).is_some_and(|time| *time <= to)
    }

    /// The departures that can explain a volsnap 27, or can be what it is about.
    pub(in crate::correlation) fn before(&self, time: Timestamp) -> &[Departure] {
        self.departures(earlier(time, STRONG_WITHIN), shifted(time, STRONG_BEFORE))
    }

    /// Whether virtual disks were attached in a span of time.
    pub(in crate::correlation) fn attached_within(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Option<EventIndex> {
        let start = self.attached.partition_point(|(time, _)| *time < from);
        self.attached.get(start).filter(|(time, _)| *time <= to).map(|(_, index)| *index)
    }

    /// How many images are there at a time.
    pub(in crate::correlation) fn images_at(&self, time: Timestamp) -> usize {
        self.images.at(time)
    }

    /// Whether what is mounted at a time came with the image that is there: the only one, and no other disk was first told of within a
    /// minute before.
    pub(in crate::correlation) fn is_of_one_image(&self, time: Timestamp) -> bool {
        self.images.at(time) == 1 && self.comings.at(time) == 0
    }

    /// Where a volume is shown to lie, in the order of time.
    pub(in crate::correlation) fn placements(&self, volume: Guid) -> &[Placement] {
        self.placements.get(&volume).map_or(&[], Vec::as_slice)
    }

    /// Since when a volume is on a disk of which nothing shows what it is, and that is there at a time or was right before; and
    /// the record that shows it.
    pub(in crate::correlation) fn on_unknown(
        &self,
        volume: Guid,
        time: Timestamp,
    ) -> Option<(Timestamp, EventIndex)> {
        let mut all = self.on_unknown.get(&volume).into_iter().flatten();
        let (span, index) = all.find(|(span, _)| {
            span.from <= shifted(time, STRONG_BEFORE) && earlier(time, AFTER_LEAVING) <= span.to
        })?;
        Some((span.from, *index))
    }

    /// The disk that has a number at a time, or that had it and left less than two minutes before, and that nobody
    /// has taken the place of since: what is shown of it, and whether it left so.
    ///
    /// Logs of drivers are exported at their own time: that a disk is virtual is known only as long as one of them goes on.
    pub(in crate::correlation) fn at(
        &self,
        computer: &Computer,
        number: u32,
        time: Timestamp,
    ) -> (Shown, bool) {
        let tenures = self.tenures.get(&number).map_or(&[][..], Vec::as_slice);
        let Some(tenure) = tenures.iter().rfind(|tenure| tenure.from <= time) else { return (None, false) };
        if tenure.until.is_some_and(|until| until <= time) {
            return (None, false);
        }
        match tenure.left.filter(|(left, _)| *left <= time) {
            None => (tenure.shown_at(computer, time), false),
            // A record whose bytes may be wrong does not show that the disk left.
            Some((left, index)) if time.duration_since(left) <= AFTER_LEAVING => {
                (tenure.shown, is_intact(computer, index))
            }
            // Who has the number now has not been shown.
            Some(_) => (None, false),
        }
    }

    /// The file behind the image that has a number at a time, where a record names it.
    pub(in crate::correlation) fn file_of(&self, number: u32, time: Timestamp) -> Option<String> {
        let tenures = self.tenures.get(&number)?;
        tenures.iter().rfind(|tenure| tenure.from <= time)?.content.file.clone()
    }

    fn take(&mut self, computer: &Computer, mark: &Mark) {
        let tenures = self.tenures.entry(mark.number).or_default();
        let is_of_boot = |tenure: &Tenure| computer.boot_of(tenure.from) == computer.boot_of(mark.time);
        // What the number stood for before is known, so a first record of it tells of an arrival.
        let last = tenures.last().filter(|tenure| is_of_boot(tenure));
        let is_free = match last {
            Some(tenure) => tenure.left.is_some_and(|(left, _)| is_told_since(computer, left, mark)),
            None => is_known_since_boot(computer, mark.time),
        };
        let is_arrival = match mark.kind {
            MarkKind::Attach => true,
            // Of what it is not shown to be, it may be an image that its own driver knows better.
            MarkKind::Arrival => is_free || mark.shown.is_some(),
            MarkKind::Seen => is_free,
            MarkKind::Departure => false,
        };
        let open = tenures.last_mut().filter(|tenure| {
            is_of_boot(tenure)
                && tenure.left.is_none_or(|(left, _)| {
                    mark.kind == MarkKind::Departure && mark.time.duration_since(left) <= SAME_MOMENT
                })
        });
        let contradicts = |tenure: &Tenure| match (tenure.shown, mark.shown) {
            (Some((known, _)), Some(now)) if known != now => true,
            // The driver has told of the disk already: another one had the number, if only for seconds.
            _ if mark.is_of_driver
                && tenure.removed.is_some_and(|told| told < earlier(mark.time, STRONG_BEFORE)) =>
            {
                true
            }
            // Another disk has taken the number, and nobody told that the first one left.
            _ => mark.kind != MarkKind::Departure && !tenure.content.fits(&mark.content),
        };
        let shown = mark.shown.map(|nature| (nature, mark.index));
        // Two logs tell of one arrival, in either order.
        let is_same_arrival = |tenure: &Tenure| mark.time.duration_since(tenure.from) <= SAME_MOMENT;
        // Else an attach begins anew: the departure before it was not seen.
        let begins_anew = |tenure: &Tenure| {
            matches!(mark.kind, MarkKind::Attach | MarkKind::Arrival)
                && tenure.came.is_some()
                && !is_same_arrival(tenure)
        };
        let fits = open.filter(|tenure| !contradicts(tenure)).filter(|tenure| !begins_anew(tenure));
        let tenure = if let Some(tenure) = fits {
            tenure.shown = tenure.shown.or(shown);
            if tenure.came.is_none()
                && mark.kind == MarkKind::Attach
                && mark.is_intact
                && is_same_arrival(tenure)
            {
                tenure.came = Some((mark.time, mark.index));
            }
            tenure
        } else {
            tenures.push(Tenure {
                from: mark.time,
                met_by: mark.index,
                came: (is_arrival && mark.is_intact).then_some((mark.time, mark.index)),
                shown,
                left: None,
                removed: None,
                until: next_boot(computer, mark.time),
                last_seen: mark.time,
                content: Content::default(),
                volumes: Vec::new(),
            });
            let Some(tenure) = tenures.last_mut() else { return };
            tenure
        };
        tenure.learn(mark);
        if mark.is_of_driver {
            tenure.removed.get_or_insert(mark.time);
        }
        if mark.kind == MarkKind::Departure {
            // A record whose bytes may be wrong takes no disk of its own away.
            if mark.is_intact || !tenure.is_real() {
                let is_better =
                    |(_, known): &(Timestamp, EventIndex)| mark.is_intact && !is_intact(computer, *known);
                let known = tenure.left.filter(|known| !is_better(known));
                tenure.left = known.or(Some((mark.time, mark.index)));
            }
            let (shown, came, met, met_by) = (tenure.shown, tenure.came, tenure.from, tenure.met_by);
            let (time, index, is_intact) = (mark.time, mark.index, mark.is_intact);
            // What a later record of the same departure shows holds for the earlier ones too.
            for other in self
                .departures
                .iter_mut()
                .rev()
                .take_while(|other| mark.time.duration_since(other.time) <= SAME_MOMENT)
                .take(MOST_AT_ONCE)
            {
                if other.number == Some(mark.number) && other.shown.is_none() && other.met == met {
                    other.shown = shown;
                }
            }
            let number = Some(mark.number);
            self.departures.push(Departure { time, index, number, shown, came, met, met_by, is_intact });
        }
    }
}

/// When things of which several can be there at once are there.
#[derive(Debug, Default)]
struct Presence {
    /// Their begins and their ends, each in the order of time.
    begins: Vec<Timestamp>,
    ends: Vec<Timestamp>,
}

impl Presence {
    fn of(spans: impl Iterator<Item = (Timestamp, Timestamp)>) -> Self {
        let (mut begins, mut ends): (Vec<_>, Vec<_>) = spans.unzip();
        begins.sort_unstable();
        ends.sort_unstable();
        Self { begins, ends }
    }

    fn at(&self, time: Timestamp) -> usize {
        let begun = self.begins.partition_point(|begin| *begin <= time);
        begun.saturating_sub(self.ends.partition_point(|end| *end < time))
    }
}

impl Tenure {
    fn is_image(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Virtual)
    }

    pub(super) fn is_real(&self) -> bool {
        self.shown.is_some_and(|(nature, _)| nature == DiskNature::Real)
    }

    /// When it is there no more: it left, or the machine started anew.
    fn end(&self) -> Timestamp {
        self.left.map(|(left, _)| left).or(self.until).unwrap_or(Timestamp::MAX)
    }

    /// What is shown of the disk at a time at which it had not left.
    fn shown_at(&self, computer: &Computer, time: Timestamp) -> Shown {
        let since = Span { from: self.last_seen, to: time };
        let goes_on = |channel| sparse::covers(computer, channel, since, None);
        let is_known = self.last_seen >= time
            || self.left.is_some()
            || [vhdmp::PROVIDER.channel, partition::PROVIDER.channel].into_iter().any(goes_on);
        self.shown.filter(|(nature, _)| *nature == DiskNature::Real || is_known)
    }

    /// Takes in what one more record tells of the disk.
    fn learn(&mut self, mark: &Mark) {
        if mark.kind != MarkKind::Departure {
            self.last_seen = mark.time;
        }
        if self.content.file.is_none() {
            self.content.file.clone_from(&mark.content.file);
        }
        self.content.disk_id = self.content.disk_id.or(mark.content.disk_id);
        for (volume, partition) in &mark.content.volumes {
            match self.volumes.iter_mut().find(|known| known.volume == *volume && known.is_intact) {
                Some(known) => known.partition = known.partition.or(*partition),
                None => self.volumes.push(OnDisk {
                    volume: *volume,
                    partition: *partition,
                    index: mark.index,
                    is_intact: mark.is_intact,
                }),
            }
        }
    }
}

/// When the machine starts next behind a time, at which numbers are given anew.
pub(super) fn next_boot(computer: &Computer, time: Timestamp) -> Option<Timestamp> {
    computer.boots.get(computer.boot_of(time)).map(|boot| boot.from)
}

/// The records of a start lie this close together.
const START_TAKES: SignedDuration = SignedDuration::from_mins(5);

/// Whether the log of Partition reaches from before the start of the machine to a time without a gap, so that every number is
/// known. One that begins amid the records of the start lacks some.
pub(in crate::correlation) fn is_known_since_boot(computer: &Computer, time: Timestamp) -> bool {
    let boot = computer.boot_of(time).checked_sub(1).and_then(|position| computer.boots.get(position));
    boot.filter(|boot| boot.to < time).is_some_and(|boot| {
        let mut logs = computer.coverage_like(partition::PROVIDER.channel);
        logs.any(|log| {
            // The first record of the start may be lost, so the log has to reach back behind all that a start takes.
            let from = if log.begins_with_first { boot.to } else { earlier(boot.from, START_TAKES) };
            // Records of the start itself count, too.
            let is_sound = log.flaw_within(Span { from: boot.from, to: time }).is_none();
            is_sound && tells_all(log, Span { from, to: time })
        })
    })
}

/// Whether the bytes of a record can be trusted.
pub(in crate::correlation) fn is_intact(computer: &Computer, index: EventIndex) -> bool {
    computer.event(index).is_some_and(|event| event.trust == Trust::Intact)
}

/// Whether the log of a record tells of everything since a number became free, so that the record is of an arrival.
fn is_told_since(computer: &Computer, left: Timestamp, mark: &Mark) -> bool {
    let since = Span { from: left, to: mark.time };
    computer
        .event(mark.index)
        .is_some_and(|event| computer.coverage_like(&event.at.channel).any(|log| tells_all(log, since)))
}

/// Whether a log lacks nothing of a span of time that ends with or before its last record.
fn tells_all(log: &Coverage, span: Span) -> bool {
    log.first <= span.from && span.to <= log.last && log.flaw_within(span).is_none()
}
