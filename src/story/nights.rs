//! Nights: what happened from noon to noon, in the computer's own time.
//!
//! Backups run at night, so a night is not cut in two at midnight: it begins at noon of the day that it is called by and
//! ends at the next noon. Places in it are told by the wall clock, as seconds behind noon, so that 02:00 stands in one
//! column through the year; in the night in which the clock is put back, an hour is used twice.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::Mood;
use super::clock::{self, Axis, Stretch, night_of, noon};
use super::lanes::{self, Lanes};
use crate::event::class::Class;
use crate::report::ComputerReport;
use crate::say::Zone;
use crate::session::{Outcome, ProductOutcome};
use crate::timeline::{EventIndex, Span, shifted};
use crate::trouble::{TroubleKind, Weight};
use crate::verdict::Verdict;

/// The nights of one computer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nights {
    /// Those in which something happened, in order.
    pub all: Vec<Night>,
    /// Which part of a night is used.
    pub axis: Axis,
}

/// What happened from one noon to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Night {
    /// The day at whose noon it begins.
    pub day: Date,
    /// When it begins.
    pub from: Timestamp,
    /// The runs that it sees, by start.
    pub runs: Vec<Bar>,
    /// Its volsnap 27s, in order.
    pub errors: Vec<Error>,
    /// The disks that left, in order.
    pub departures: Vec<Moment>,
    /// The records of trouble, in order.
    pub trouble: Vec<Sign>,
    /// What the logs do not cover of it.
    pub lanes: Lanes,
    /// How it is meant.
    pub mood: Mood,
}

/// A moment of a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub time: Timestamp,
    /// How many seconds behind noon, by the wall clock.
    pub place: u32,
    /// The record.
    pub index: EventIndex,
}

/// A run, or the part of it that lies in a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Its number, from 1.
    pub number: usize,
    /// Whether another product made it.
    pub is_of_product: bool,
    /// Whether it began in an earlier night.
    pub goes_on: bool,
    /// When it began, and its end as far as it is known.
    pub began: Timestamp,
    /// How it ended, by the name in the JSON.
    pub outcome: &'static str,
    /// How it is meant.
    pub mood: Mood,
    /// From when to when, in this night.
    pub stretch: Stretch,
    /// Its snapshot phase in this night, and whether the snapshot was made.
    pub snapshot: Option<(Stretch, bool)>,
}

/// A volsnap 27.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error {
    /// When.
    pub at: Moment,
    /// What it is.
    pub verdict: Verdict,
}

/// A record of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    /// When.
    pub at: Moment,
    /// What it is about.
    pub of: TroubleOf,
    /// How much it weighs.
    pub weight: Weight,
}

/// What trouble is about, as a sign can tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TroubleOf {
    /// A disk, an image or a path to storage.
    Disk,
    /// A file system.
    FileSystem,
    /// Shadow copies.
    Copies,
    /// What a backup is made of, or where it goes.
    Backup,
}

impl TroubleOf {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Disk, Self::FileSystem, Self::Copies, Self::Backup];

    /// What a kind of trouble is about.
    pub fn of(kind: TroubleKind) -> Self {
        match kind {
            TroubleKind::FailingDisk
            | TroubleKind::ImageStorageFailed
            | TroubleKind::StoragePathLost
            | TroubleKind::StorageCrash
            | TroubleKind::VmStorage => Self::Disk,
            TroubleKind::FileSystemDamage => Self::FileSystem,
            TroubleKind::ShadowCopiesLost
            | TroubleKind::ShadowCopiesAtRisk
            | TroubleKind::SnapshotUnprepared => Self::Copies,
            TroubleKind::BackupTarget
            | TroubleKind::SourceMissing
            | TroubleKind::OtherProductFailed
            | TroubleKind::VmBackupFailed
            | TroubleKind::BackupDamaged
            | TroubleKind::RestoreFailed
            | TroubleKind::ScheduleRemoved => Self::Backup,
        }
    }

    /// The word by which sentences tell it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Disk => "disk",
            Self::FileSystem => "file-system",
            Self::Copies => "copies",
            Self::Backup => "backup",
        }
    }
}

/// The nights of a computer.
pub fn nights(report: &ComputerReport) -> Nights {
    let mut making = Making { zone: &report.zone, nights: BTreeMap::new() };
    making.runs(report);
    for judged in &report.volsnap27 {
        let (day, at) = making.moment(judged.subject.time, judged.subject.index);
        making.night(day).errors.push(Error { at, verdict: judged.verdict });
    }
    making.trouble(report);
    making.departures(report);
    let mut all: Vec<Night> = making.nights.into_values().collect();
    let lanes = lanes::Gaps::of(report);
    for night in &mut all {
        let end = night.day.tomorrow().map_or(Timestamp::MAX, |day| noon(day, &report.zone));
        night.lanes = lanes.of_night(night.day, night.from, end, &report.zone);
        night.mood = mood(night);
    }
    let axis = Axis::of(all.iter().flat_map(used));
    Nights { all, axis }
}

/// The nights, within a span of time, of which the logs tell the whole: what was not seen there, was not. From a first to a
/// last each, in order. Behind the last record of the computer, nothing is told.
pub fn covered(report: &ComputerReport, range: Span) -> Vec<(Date, Date)> {
    let end = report.computer.end().unwrap_or(Timestamp::MIN);
    let within = Span { from: range.from, to: range.to.min(end) };
    lanes::Gaps::of(report).whole_nights(within, &report.zone)
}

/// The places of a night at which something is drawn.
fn used(night: &Night) -> Vec<u32> {
    let runs = night.runs.iter().flat_map(|run| [run.stretch.from, run.stretch.to]);
    let errors = night.errors.iter().map(|error| error.at.place);
    runs.chain(errors).chain(night.trouble.iter().map(|sign| sign.at.place)).collect()
}

fn mood(night: &Night) -> Mood {
    // Where System does not cover a run, no 27 is no zero.
    let is_unseen = |run: &Bar| night.lanes.system.iter().any(|lane| lane.overlaps(run.stretch));
    let runs = night.runs.iter().map(|run| if is_unseen(run) { run.mood.max(Mood::Open) } else { run.mood });
    let errors = night.errors.iter().map(|error| match error.verdict {
        Verdict::Benign => Mood::Good,
        Verdict::Undetermined => Mood::Open,
        Verdict::SideEffect | Verdict::Actionable => Mood::Bad,
    });
    let trouble = night.trouble.iter().map(|sign| match sign.weight {
        Weight::NeedsPerson => Mood::Bad,
        Weight::Told => Mood::Open,
        Weight::Past => Mood::Plain,
    });
    runs.chain(errors).chain(trouble).max().unwrap_or(Mood::Plain)
}

struct Making<'a> {
    zone: &'a Zone,
    nights: BTreeMap<Date, Night>,
}

impl Making<'_> {
    fn night(&mut self, day: Date) -> &mut Night {
        let zone = self.zone;
        self.nights.entry(day).or_insert_with(|| Night {
            day,
            from: noon(day, zone),
            runs: Vec::new(),
            errors: Vec::new(),
            departures: Vec::new(),
            trouble: Vec::new(),
            lanes: Lanes::default(),
            mood: Mood::Plain,
        })
    }

    fn moment(&self, time: Timestamp, index: EventIndex) -> (Date, Moment) {
        let (day, place) = night_of(&self.zone.local(time));
        (day, Moment { time, place, index })
    }

    fn runs(&mut self, report: &ComputerReport) {
        for (number, run) in report.shown() {
            let end = run.ended.unwrap_or(run.last_heard).max(run.started);
            let mood = match run.outcome {
                Outcome::Succeeded | Outcome::SucceededWithSkippedFiles => Mood::Good,
                Outcome::EndNotSeen => Mood::Open,
                _ => Mood::Bad,
            };
            let snapshot =
                run.snapshot.map(|wait| (wait.from, shifted(wait.from, wait.duration), wait.succeeded));
            let whole = (run.started, end);
            self.run(whole, snapshot, |part| Bar { number, outcome: run.outcome.id(), mood, ..part });
        }
        for (number, run) in report.shown_others() {
            let end = run.ended.unwrap_or(run.started).max(run.started);
            let mood = match run.outcome {
                ProductOutcome::Succeeded | ProductOutcome::SucceededWithWarnings => Mood::Good,
                _ => Mood::Open,
            };
            let outcome = run.outcome.id();
            let whole = (run.started, end);
            self.run(whole, None, |part| Bar { number, is_of_product: true, outcome, mood, ..part });
        }
    }

    /// Puts a run into each night that it sees.
    fn run(
        &mut self,
        (began, end): (Timestamp, Timestamp),
        snapshot: Option<(Timestamp, Timestamp, bool)>,
        bar: impl Fn(Bar) -> Bar,
    ) {
        /// A run that takes longer than this is one of which an end was taken for another's.
        const MOST: usize = 14;
        let zone = self.zone;
        let (first, _) = night_of(&zone.local(began));
        let (last, _) = night_of(&zone.local(end));
        let days = std::iter::successors(Some(first), |day| day.checked_add(1.day()).ok());
        for day in days.take_while(|day| *day <= last).take(MOST) {
            let Some(stretch) = clock::stretch(day, began, end, zone) else { continue };
            let snapshot =
                snapshot.and_then(|(from, to, made)| Some((clock::stretch(day, from, to, zone)?, made)));
            self.night(day).runs.push(bar(Bar {
                number: 0,
                is_of_product: false,
                goes_on: day != first,
                began,
                outcome: "",
                mood: Mood::Plain,
                stretch,
                snapshot,
            }));
        }
    }

    fn trouble(&mut self, report: &ComputerReport) {
        let mut add = |index: EventIndex, of: TroubleOf, weight: Weight| {
            let Some(event) = report.event(index) else { return };
            let (day, at) = self.moment(event.time(), index);
            self.night(day).trouble.push(Sign { at, of, weight });
        };
        for trouble in &report.trouble {
            let of = TroubleOf::of(trouble.kind);
            trouble.events.iter().for_each(|index| add(*index, of, trouble.weight));
        }
        // Damage inside an image is a guest's, and somebody has to look at it all the same.
        for noise in report.shown_sessions.iter().filter_map(|place| report.noise.get(*place)) {
            noise.inside_images.iter().for_each(|index| add(*index, TroubleOf::FileSystem, Weight::Told));
        }
        for night in self.nights.values_mut() {
            night.trouble.sort_by_key(|sign| (sign.at.index, sign.of));
            night.trouble.dedup_by_key(|sign| (sign.at.index, sign.of));
        }
    }

    /// Departures of disks are told of nights in which something else happened: by themselves they mean nothing.
    fn departures(&mut self, report: &ComputerReport) {
        for (index, event) in report.computer.all(Class::Detach) {
            let (day, at) = self.moment(event.time(), index);
            self.nights.get_mut(&day).into_iter().for_each(|night| night.departures.push(at));
        }
    }
}
