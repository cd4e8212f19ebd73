//! The chronicle: every record that can matter, of all channels and computers in one order, with the begins and ends of
//! runs, and what the logs do not cover, as rows of their own.
//!
//! It is told entry by entry, so that a long one costs no more memory than the report.

mod around;
mod marks;
mod said;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;

use jiff::Timestamp;

pub use around::{Citation, Unknown, found, to_tell_apart};
pub use said::{incomplete, legend, nothing};

use super::Mood;
use crate::event::Event;
use crate::report::{ComputerReport, Report};
use crate::say::{Pattern, Sentence};
use crate::timeline::{EventIndex, Span};
use crate::verdict::Judged;
use marks::{Part, Row};

/// The sentences of this room.
pub(super) const ROOM: &[&[Pattern]] = &[around::SENTENCES, marks::SENTENCES, said::SENTENCES];

/// What an entry is. The names are promised like keys of the JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A record.
    Record,
    /// A volsnap 27.
    Volsnap27,
    /// A record of a disk that left.
    Departure,
    /// A record of a virtual disk that came.
    Arrival,
    /// A record of a machine that starts or stops.
    Machine,
    /// A run begins.
    RunStart,
    /// A run ends, or is heard of for the last time.
    RunEnd,
    /// A log does not cover a time.
    Gap,
    /// The first record of a log.
    LogBegins,
    /// The last record of a log.
    LogEnds,
}

impl EntryKind {
    /// The name in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Volsnap27 => "volsnap27",
            Self::Departure => "departure",
            Self::Arrival => "arrival",
            Self::Machine => "machine",
            Self::RunStart => "run-start",
            Self::RunEnd => "run-end",
            Self::Gap => "gap",
            Self::LogBegins => "log-begins",
            Self::LogEnds => "log-ends",
        }
    }
}

/// The name of a run: `S2`, or `P1` for one of another product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunName {
    /// Of Windows Server Backup.
    Backup(usize),
    /// Of another product.
    Product(usize),
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backup(number) => write!(f, "S{number}"),
            Self::Product(number) => write!(f, "P{number}"),
        }
    }
}

/// One row.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The computer, in whose zone the times are told.
    pub report: &'a ComputerReport,
    /// What it is.
    pub kind: EntryKind,
    /// When.
    pub time: Timestamp,
    /// To when, for a time that is not covered.
    pub until: Option<Timestamp>,
    /// What it says.
    pub text: Sentence,
    /// How it is meant, as the report has it.
    pub mood: Mood,
    /// The record.
    pub record: Option<EventIndex>,
    /// The log, where the entry is of a log as such.
    pub channel: Option<&'a str>,
    /// The run that it belongs to.
    pub run: Option<RunName>,
    /// The verdict, of a volsnap 27.
    pub judged: Option<&'a Judged>,
}

/// What is listed.
#[derive(Debug)]
pub struct Chronicle<'a> {
    /// The whole report.
    pub report: &'a Report,
    listings: Vec<Listing<'a>>,
}

/// What is listed of one computer.
#[derive(Debug)]
struct Listing<'a> {
    report: &'a ComputerReport,
    /// The times that are asked for; nothing else is listed.
    spans: Vec<Span>,
    /// Rows that are no records, in order.
    rows: Vec<Row<'a>>,
    /// Records that play a part.
    parts: BTreeMap<EventIndex, Part<'a>>,
}

impl<'a> Chronicle<'a> {
    /// Lists of each computer what lies in its times; computers without any are left out.
    pub fn of(report: &'a Report, spans: impl Fn(&ComputerReport) -> Vec<Span>) -> Self {
        let listings = report.computers.iter().filter_map(|computer| {
            let spans = spans(computer);
            (!spans.is_empty()).then(|| Listing {
                report: computer,
                rows: marks::rows(computer),
                parts: marks::parts(computer),
                spans,
            })
        });
        Self { report, listings: listings.collect() }
    }

    /// The computers that are listed.
    pub fn computers(&self) -> impl Iterator<Item = &'a ComputerReport> {
        self.listings.iter().map(|listing| listing.report)
    }

    /// Every entry, in one order over all computers.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        let mut walks: Vec<Walk<'a, '_>> = self.listings.iter().map(Walk::of).collect();
        let keyed = walks.iter_mut().enumerate().filter_map(|(at, walk)| Some(Reverse((walk.time()?, at))));
        let mut heap: BinaryHeap<Reverse<(Timestamp, usize)>> = keyed.collect();
        std::iter::from_fn(move || {
            let Reverse((_, at)) = heap.pop()?;
            let walk = walks.get_mut(at)?;
            let entry = walk.next()?;
            heap.extend(walk.time().map(|time| Reverse((time, at))));
            Some(entry)
        })
    }
}

impl Listing<'_> {
    fn holds(&self, span: Span) -> bool {
        self.spans.iter().any(|wanted| wanted.overlaps(span))
    }

    fn holds_time(&self, time: Timestamp) -> bool {
        self.holds(Span { from: time, to: time })
    }
}

/// How far the entries of one computer have been told.
struct Walk<'a, 'c> {
    listing: &'c Listing<'a>,
    events: Box<dyn Iterator<Item = (EventIndex, &'a Event)> + 'c>,
    rows: Box<dyn Iterator<Item = &'c Row<'a>> + 'c>,
    next_event: Option<(EventIndex, &'a Event)>,
    next_row: Option<&'c Row<'a>>,
}

impl<'a, 'c> Walk<'a, 'c> {
    fn of(listing: &'c Listing<'a>) -> Self {
        let mut events =
            listing.report.computer.events().filter(|(_, event)| listing.holds_time(event.time()));
        let mut rows = listing.rows.iter().filter(|row| listing.holds(row.span()));
        let (next_event, next_row) = (events.next(), rows.next());
        Self { listing, events: Box::new(events), rows: Box::new(rows), next_event, next_row }
    }

    /// Whether a row that is no record comes next.
    fn is_row_next(&self) -> bool {
        match (self.next_row, self.next_event) {
            (Some(row), Some((_, event))) => {
                row.time < event.time() || (row.time == event.time() && row.is_before)
            }
            (row, _) => row.is_some(),
        }
    }

    /// The time of the next entry.
    fn time(&self) -> Option<Timestamp> {
        if self.is_row_next() {
            self.next_row.map(|row| row.time)
        } else {
            self.next_event.map(|(_, event)| event.time())
        }
    }

    fn next(&mut self) -> Option<Entry<'a>> {
        if self.is_row_next() {
            let row = self.next_row?;
            self.next_row = self.rows.next();
            return Some(row.entry(self.listing.report));
        }
        let (index, event) = self.next_event?;
        self.next_event = self.events.next();
        Some(said::entry(self.listing.report, index, event, self.listing.parts.get(&index)))
    }
}
