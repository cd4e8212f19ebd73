//! Nights: what happened from noon to noon, in the computer's own time.
//!
//! Backups run at night, so a night is not cut in two at midnight: it begins at noon of the day that it is called by and
//! ends at the next noon. Places in it are told by the wall clock, as seconds behind noon, so that 02:00 stands in one
//! column through the year; in the night in which the clock is put back, an hour is used twice.

use std::collections::BTreeMap;

use jiff::civil::{Date, time};
use jiff::{Timestamp, ToSpan as _, Zoned};

use super::Mood;
use super::lanes::{self, Lanes};
use crate::event::class::Class;
use crate::report::ComputerReport;
use crate::say::Zone;
use crate::session::{Outcome, ProductOutcome};
use crate::timeline::{EventIndex, shifted};
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

/// A stretch of a night, in seconds behind noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its begin.
    pub from: u32,
    /// Its end.
    pub to: u32,
}

impl Stretch {
    /// Whether the two have more than an end in common.
    fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
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
            TroubleKind::FailingDisk | TroubleKind::ImageStorageFailed | TroubleKind::StoragePathLost => {
                Self::Disk
            }
            TroubleKind::FileSystemDamage => Self::FileSystem,
            TroubleKind::ShadowCopiesLost
            | TroubleKind::ShadowCopiesAtRisk
            | TroubleKind::SnapshotUnprepared => Self::Copies,
            TroubleKind::BackupTarget | TroubleKind::SourceMissing | TroubleKind::OtherProductFailed => {
                Self::Backup
            }
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

/// A day by the wall clock.
pub const DAY: u32 = 86_400;
const HOUR: u32 = 3_600;
const NOON: u32 = 12 * HOUR;

/// Which part of a night is used, in whole hours behind noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// From which hour.
    pub from: u32,
    /// To which hour.
    pub to: u32,
}

impl Default for Axis {
    fn default() -> Self {
        Self { from: 0, to: 24 }
    }
}

impl Axis {
    /// The hours that hold some places, with a little room, and never so few that minutes look long.
    fn of(places: impl Iterator<Item = u32>) -> Self {
        const LEAST: u32 = 6;
        let used = places.fold(None, |used: Option<(u32, u32)>, place| {
            Some(used.map_or((place, place), |(from, to)| (from.min(place), to.max(place))))
        });
        let Some((from, to)) = used else { return Self::default() };
        let (mut from, mut to) = (from / HOUR, (to / HOUR).saturating_add(1).min(24));
        while to.saturating_sub(from) < LEAST {
            from = from.saturating_sub(1);
            if to.saturating_sub(from) < LEAST {
                to = to.saturating_add(1).min(24);
            }
        }
        Self { from, to }
    }

    /// How far along the axis a place lies, from 0 to 1.
    pub fn share(self, place: u32) -> f64 {
        let hours = f64::from(self.to.saturating_sub(self.from).max(1));
        ((f64::from(place) / f64::from(HOUR) - f64::from(self.from)) / hours).clamp(0.0, 1.0)
    }

    /// The hours at which the axis is marked, as hours behind noon.
    pub fn hours(self) -> impl Iterator<Item = u32> {
        let step: usize = match self.to.saturating_sub(self.from) {
            0..=8 => 1,
            9..=16 => 2,
            _ => 3,
        };
        (self.from..=self.to).step_by(step)
    }
}

/// The day at whose noon the night of a time begins, and how many seconds behind noon it lies.
pub(super) fn night_of(time: &Zoned) -> (Date, u32) {
    let clock = time.time();
    let seconds = [(clock.hour(), HOUR), (clock.minute(), 60), (clock.second(), 1)]
        .into_iter()
        .map(|(value, unit)| u32::try_from(value).unwrap_or(0).saturating_mul(unit))
        .fold(0, u32::saturating_add);
    if let Some(place) = seconds.checked_sub(NOON) {
        (time.date(), place)
    } else {
        (time.date().yesterday().unwrap_or(time.date()), seconds.saturating_add(NOON))
    }
}

/// When the night of a day begins.
fn noon(day: Date, zone: &Zone) -> Timestamp {
    let begin = day.to_datetime(time(12, 0, 0, 0)).to_zoned(zone.rules.clone());
    begin.map_or(Timestamp::MIN, |noon| noon.timestamp())
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
            let Some(stretch) = stretch(day, began, end, zone) else { continue };
            let snapshot =
                snapshot.and_then(|(from, to, made)| Some((self::stretch(day, from, to, zone)?, made)));
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

/// The part of a span of time that lies in the night of a day.
pub(super) fn stretch(day: Date, from: Timestamp, to: Timestamp, zone: &Zone) -> Option<Stretch> {
    let place = |time: Timestamp, outside: u32| {
        let (night, place) = night_of(&zone.local(time));
        if night == day { place } else { outside }
    };
    let (first, _) = night_of(&zone.local(from));
    let (last, _) = night_of(&zone.local(to));
    let stretch = Stretch { from: place(from, 0), to: place(to, DAY) };
    // Where the clock is put back, a stretch may end before it begins.
    (first <= day && day <= last).then_some(Stretch { to: stretch.to.max(stretch.from), ..stretch })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn zone(name: &str) -> Zone {
        Zone {
            rules: TimeZone::get(name).unwrap(),
            name: name.to_owned(),
            origin: crate::say::ZoneOrigin::Given,
        }
    }

    fn placed(time: &str, zone: &Zone) -> (String, u32) {
        let (day, place) = night_of(&zone.local(time.parse().unwrap()));
        (day.to_string(), place)
    }

    #[test]
    fn a_night_goes_from_noon_to_noon_in_local_time() {
        let tokyo = zone("Asia/Tokyo");
        assert_eq!(placed("2012-01-18T03:00:00Z", &tokyo), ("2012-01-18".to_owned(), 0));
        assert_eq!(placed("2012-01-18T02:59:59Z", &tokyo), ("2012-01-17".to_owned(), DAY - 1));
        assert_eq!(placed("2012-01-18T17:00:00Z", &tokyo), ("2012-01-18".to_owned(), 14 * HOUR));
    }

    #[test]
    fn two_o_clock_stands_in_one_column_through_the_year() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(placed("2024-01-10T01:00:00Z", &berlin).1, placed("2024-07-10T00:00:00Z", &berlin).1);
    }

    #[test]
    fn where_the_clock_is_put_back_a_stretch_does_not_end_before_it_begins() {
        let berlin = zone("Europe/Berlin");
        let day = "2024-10-26".parse().unwrap();
        let at = |time: &str| time.parse().unwrap();
        let stretch = stretch(day, at("2024-10-27T00:50:00Z"), at("2024-10-27T01:10:00Z"), &berlin).unwrap();
        assert_eq!(stretch.from, stretch.to);
    }

    #[test]
    fn the_axis_is_as_long_as_what_it_holds_and_never_short() {
        let hours = |hours: &[u32]| Axis::of(hours.iter().map(|hour| hour * HOUR));
        assert_eq!(hours(&[]), Axis { from: 0, to: 24 });
        assert_eq!(hours(&[13, 14]), Axis { from: 9, to: 15 });
        assert_eq!(hours(&[0]), Axis { from: 0, to: 6 });
        assert_eq!(hours(&[23]), Axis { from: 18, to: 24 });
        assert_eq!(hours(&[2, 20]), Axis { from: 2, to: 21 });
    }
}
