//! The table of runs, those of other products behind. Like nights fold; nights with trouble stand alone.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Block, CITED, Cell, Extent, Line, Mood, Table, other_runs};
use crate::limit::{self, Seen};
use crate::report::ComputerReport;
use crate::say::{Day, Number, Sentence, Word, sentences};
use crate::session::{CauseKind, Outcome, Session};
use crate::verdict::Verdict;

sentences! {
    title_run() = "runs.title-run": "run";
    title_when() = "runs.title-when": "start";
    title_took() = "runs.title-took": "took";
    title_outcome() = "runs.title-outcome": "outcome";
    title_errors() = "runs.title-errors": "volsnap 27";
    more(count: usize) = "runs.more": "{ $count } more";
    earlier_rows(count: usize) = "runs.earlier-rows":
        "{ $count ->
            [one] { $count } earlier row is left out
           *[other] { $count } earlier rows are left out
        } (--all has them)";
    one(number: Number) = "runs.one": "S{ $number }";
    several(first: Number, last: Number) = "runs.several": "S{ $first }-S{ $last }";
    pub(super) nights(first: Day, last: Day) = "runs.nights": "{ $first } to { $last }";
    pub(super) took(duration: SignedDuration) = "runs.took": "{ $duration }";
    pub(super) snapshot_took(duration: SignedDuration) = "runs.snapshot-took": "snapshot { $duration }";
    pub(super) outcome(count: usize, outcome: Word) = "runs.outcome":
        "{ $count ->
            [one] {\"\"}
           *[other] { $count }{\" \"}
        }{ $outcome ->
            [succeeded] succeeded
            [succeeded-with-skipped-files] succeeded, files skipped
            [succeeded-with-warnings] succeeded with warnings
            [partial] partial
            [cancelled] cancelled
            [failed] failed
            [not-started] not started
            [interrupted] interrupted
            [unknown] outcome not told
           *[end-not-seen] end not seen
        }";
    cause(cause: Word) = "runs.cause":
        "{ $cause ->
            [snapshot-timeout] snapshot timeout
            [vss] VSS
            [vss-timeout] VSS timeout
            [vss-writer] VSS writer
            [vss-provider] VSS provider
            [shadow-storage] shadow storage
            [snapshot-lost] snapshot lost
            [disk-hardware] disk
            [target-storage] target
            [network] network
            [source] source
            [system-writer] system writer
            [policy] policy
            [cancelled] cancelled
           *[unknown] cause unknown
        }";
    none() = "runs.no-27": "none";
    not_seen() = "runs.not-seen": "not\u{a0}seen";
    not_all_seen() = "runs.not-all-seen": "not\u{a0}all\u{a0}seen";
    no_system_log() = "runs.no-system-log": "no System log";
    tally(parts: Vec<Sentence>) = "runs.tally": "{ $parts }";
    part(count: usize, verdict: Word) = "runs.part":
        "{ $count }\u{a0}{ $verdict ->
            [benign] benign
            [side-effect] { $count ->
                [one] side\u{a0}effect
               *[other] side\u{a0}effects
            }
            [actionable] actionable
           *[undetermined] undetermined
        }";
    departures(count: usize) = "runs.departures":
        "{ $count ->
            [one] and { $count } more record of a disk that left
           *[other] and { $count } more records of disks that left
        }";
    unprepared(count: usize) = "runs.unprepared":
        "and { $count ->
            [one] a snapshot of a cluster volume
           *[other] { $count } snapshots of cluster volumes
        } without preparation: test a restore";
    inside_images(count: usize) = "runs.inside-images": "and { $count } of damage inside images: check the guests";
}

/// The number of a run, as it is said.
pub(super) fn number(number: usize) -> Number {
    Number(u64::try_from(number).unwrap_or(u64::MAX))
}

/// Which runs, from their numbers in order: `S4, S7-S9, S12`.
pub(super) fn which(numbers: &[usize]) -> Vec<Sentence> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => spans.push((*number, *number)),
        }
    }
    let said = spans.iter().take(CITED).map(|(first, last)| {
        if first == last { one(number(*first)) } else { several(number(*first), number(*last)) }
    });
    let left = spans.iter().skip(CITED).map(|(first, last)| last.abs_diff(*first).saturating_add(1));
    let left = left.fold(0, usize::saturating_add);
    said.chain((left > 0).then(|| more(left))).collect()
}

/// One row: runs that are alike and follow each other.
struct Row<'a> {
    key: Key,
    runs: Vec<(usize, &'a Session)>,
    tally: BTreeMap<Verdict, usize>,
    departures: usize,
    inside_images: usize,
    unprepared: usize,
}

/// What runs of one row have in common.
#[derive(PartialEq)]
struct Key {
    outcome: Outcome,
    cause: Option<CauseKind>,
    /// How much of them System covers: where it does not, no 27 is no zero.
    seen: Seen,
    /// None where a run has to stand alone.
    is_good: bool,
}

/// So many nights with trouble stand alone; more of them, alike and one behind the other, fold.
const ALONE: usize = 10;

/// A ticket has room for so many rows of Windows Server Backup, and of other products.
const ROWS: usize = 10;

/// The table; nothing where there is no run.
pub(super) fn table(report: &ComputerReport, extent: Extent) -> Vec<Block> {
    let is_told = |row: &Row<'_>| extent != Extent::Ticket || !row.key.is_good || !row.folds();
    let mut rows = rows(report, extent);
    rows.retain(is_told);
    let mut cells: Vec<Vec<Cell>> = rows.iter().map(|row| row.cells(extent)).collect();
    let mut others = other_runs::rows(report, extent);
    // What came last is what matters now.
    let over =
        |rows: &[Vec<Cell>]| if extent == Extent::Ticket { rows.len().saturating_sub(ROWS) } else { 0 };
    let left = over(&cells).saturating_add(over(&others));
    cells.drain(..over(&cells));
    others.drain(..over(&others));
    cells.append(&mut others);
    if cells.is_empty() {
        return Vec::new();
    }
    let columns = vec![title_run(), title_when(), title_took(), title_outcome(), title_errors()];
    let earlier = (left > 0).then(|| Block::Line(Line::plain(earlier_rows(left))));
    earlier.into_iter().chain([Block::Table(Table { columns, rows: cells })]).collect()
}

/// The numbers of the runs of each row.
pub(super) fn together(report: &ComputerReport, extent: Extent) -> Vec<Vec<usize>> {
    rows(report, extent).iter().map(|row| row.runs.iter().map(|(number, _)| *number).collect()).collect()
}

fn rows(report: &ComputerReport, extent: Extent) -> Vec<Row<'_>> {
    let mut tallies: BTreeMap<usize, BTreeMap<Verdict, usize>> = BTreeMap::new();
    for judged in &report.volsnap27 {
        if let Some(session) = judged.subject.link.session {
            let count = tallies.entry(session).or_default().entry(judged.verdict).or_default();
            *count = count.saturating_add(1);
        }
    }
    let bad = report.shown().filter(|(_, session)| !session.outcome.is_success()).count();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (number, session) in report.shown() {
        let place = number.saturating_sub(1);
        let tally = tallies.remove(&place).unwrap_or_default();
        let noise = report.noise.get(place);
        let row = Row {
            key: Key {
                outcome: session.outcome,
                cause: session.cause.as_ref().map(|cause| cause.kind),
                seen: limit::seen(&report.computer, session),
                is_good: session.outcome.is_success()
                    && tally.keys().all(|verdict| *verdict == Verdict::Benign),
            },
            runs: vec![(number, session)],
            tally,
            departures: noise.map_or(0, |noise| noise.of_departures.len()),
            inside_images: noise.map_or(0, |noise| noise.inside_images.len()),
            unprepared: noise.map_or(0, |noise| noise.unprepared.len()),
        };
        let folds = |row: &Row<'_>| row.folds() && (row.key.is_good || bad > ALONE);
        match rows.last_mut() {
            Some(last) if extent != Extent::All && last.key == row.key && folds(last) && folds(&row) => {
                last.take(row);
            }
            _ => rows.push(row),
        }
    }
    rows
}

impl<'a> Row<'a> {
    /// Whether nothing in it has to be looked at by itself.
    fn folds(&self) -> bool {
        let urgent = [Verdict::Actionable, Verdict::Undetermined];
        self.inside_images == 0
            && self.unprepared == 0
            && !urgent.iter().any(|verdict| self.tally.contains_key(verdict))
    }

    fn take(&mut self, other: Row<'a>) {
        self.runs.extend(other.runs);
        for (verdict, count) in other.tally {
            let sum = self.tally.entry(verdict).or_default();
            *sum = sum.saturating_add(count);
        }
        self.departures = self.departures.saturating_add(other.departures);
    }

    fn cells(&self, extent: Extent) -> Vec<Cell> {
        let (Some((first, session)), Some((latest, last))) = (self.runs.first(), self.runs.last()) else {
            return Vec::new();
        };
        let is_one = self.runs.len() == 1;
        let name = if is_one { one(number(*first)) } else { several(number(*first), number(*latest)) };
        let when = match (is_one, session.ended) {
            (true, Some(ended)) if extent == Extent::All => Cell::Times(session.started, Some(ended)),
            (true, _) => Cell::Times(session.started, None),
            (false, _) => Cell::plain(nights(Day(session.started), Day(last.started))),
        };
        let length = session.ended.filter(|ended| is_one && *ended > session.started);
        let length = length.map(|ended| took(roughly(ended.duration_since(session.started))));
        let outcome = outcome(self.runs.len(), Word(self.key.outcome.id()));
        let cause =
            self.key.cause.filter(|cause| *cause != CauseKind::Cancelled).map(|kind| cause(Word(kind.id())));
        let snapshot = session.snapshot.filter(|wait| wait.succeeded && is_one && extent == Extent::All);
        let snapshot = snapshot.map(|wait| snapshot_took(wait.duration));
        let outcome = Line { text: outcome, mood: mood(self.key.outcome) };
        let how = match (cause, snapshot) {
            (Some(exactly), _) | (None, Some(exactly)) => Cell::Exactly(outcome, exactly),
            (None, None) => Cell::Words(vec![outcome]),
        };
        vec![
            Cell::plain(name),
            when,
            length.map_or_else(Cell::empty, Cell::plain),
            how,
            Cell::Words(self.errors()),
        ]
    }

    /// What belongs to the runs: their 27s by verdict, and other noise of departing disks.
    fn errors(&self) -> Vec<Line> {
        let mut parts: Vec<Sentence> = Verdict::ALL
            .into_iter()
            .filter_map(|verdict| Some((verdict, self.tally.get(&verdict)?)))
            .map(|(verdict, count)| part(*count, Word(verdict.id())))
            .collect();
        // Not seen is not zero.
        let first = match (self.key.seen, parts.is_empty()) {
            (Seen::Whole, true) => Line::plain(none()),
            (Seen::Whole, false) => Line::plain(tally(parts)),
            (Seen::Nothing, true) => Line { text: not_seen(), mood: Mood::Open },
            (seen, _) => {
                parts.push(if seen == Seen::NoSystemLog { no_system_log() } else { not_all_seen() });
                Line { text: tally(parts), mood: Mood::Open }
            }
        };
        let mut lines = vec![first];
        lines.extend((self.departures > 0).then(|| Line::plain(departures(self.departures))));
        lines.extend((self.inside_images > 0).then(|| Line::plain(inside_images(self.inside_images))));
        lines.extend((self.unprepared > 0).then(|| Line::plain(unprepared(self.unprepared))));
        lines
    }
}

/// How the outcome of a run is meant.
pub(super) fn mood(outcome: Outcome) -> Mood {
    match outcome {
        Outcome::Succeeded | Outcome::SucceededWithSkippedFiles => Mood::Good,
        Outcome::EndNotSeen | Outcome::Cancelled | Outcome::Partial => Mood::Open,
        Outcome::Failed | Outcome::NotStarted | Outcome::Interrupted => Mood::Bad,
    }
}

/// Whole minutes, where seconds tell nothing more.
pub(super) fn roughly(duration: SignedDuration) -> SignedDuration {
    const LONG: SignedDuration = SignedDuration::from_mins(10);
    if duration < LONG { duration } else { SignedDuration::from_mins(duration.as_mins()) }
}
