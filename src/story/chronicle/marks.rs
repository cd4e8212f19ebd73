//! Rows that are no records: runs that begin and end, logs that begin and end, and times that a log does not cover; and
//! the parts that records play.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Entry, EntryKind, RunName};
use crate::report::{ComputerReport, Hole};
use crate::say::{Log, Number, Sentence, Word, sentences};
use crate::session::products::WINDOWS_SERVER_BACKUP;
use crate::session::{Cause, CauseKind, Outcome, ProductOutcome, ProductRun, Session};
use crate::story::runs::{number, outcome, roughly};
use crate::story::{Mood, other_runs, records, runs};
use crate::timeline::{EventIndex, Span};
use crate::trouble::Weight;
use crate::verdict::Judged;

sentences! {
    run(number: Number) = "chronicle.run": "run S{ $number }";
    product_run(number: Number) = "chronicle.product-run": "run P{ $number }";
    starts(run: Sentence, product: Word) = "chronicle.run-starts": "{ $run } of { $product } starts";
    starts_unseen(run: Sentence, product: Word) = "chronicle.run-starts-unseen":
        "{ $run } of { $product } starts (as its later records say)";
    starts_of(run: Sentence, product: Word, subject: Log) = "chronicle.run-starts-of":
        "{ $run } of { $product } starts: { $subject }";
    ends(run: Sentence, how: Vec<Sentence>) = "chronicle.run-ends": "{ $run } ends: { $how }";
    does_not_start(run: Sentence, product: Word, how: Vec<Sentence>) = "chronicle.run-does-not-start":
        "{ $run } of { $product }: { $how }";
    last_heard(run: Sentence) = "chronicle.run-last-heard": "{ $run } is heard of for the last time: end not seen";
    takes(duration: SignedDuration) = "chronicle.took": "after { $duration }";
    because(cause: Sentence) = "chronicle.because": "{ $cause }";
    log_begins(channel: Log, records: u64) = "chronicle.log-begins":
        "the log { $channel } begins here: { $records ->
            [one] { $records } record
           *[other] { $records } records
        }";
    log_begins_in_damage(channel: Log) = "chronicle.log-begins-in-damage":
        "the log { $channel } begins here, in damage: what came before can't be read";
    log_ends(channel: Log) = "chronicle.log-ends": "the log { $channel } ends here";
    log_ends_in_damage(channel: Log) = "chronicle.log-ends-in-damage":
        "the log { $channel } ends here and may be cut off: what came behind can't be read";
    gap(channel: Log, cause: Word, until: Timestamp) = "chronicle.gap":
        "the log { $channel } is not to be relied on until { $until }: { $cause ->
            [unreadable] records can't be read
            [cleared] it was cleared
            [recreated] it was set up anew
            [two-logs] two logs differ under the same ids
            [checksum] records under a wrong checksum
            [clock-set] the clock was set
           *[record-id-jump] records were overwritten or left out of the export
        }";
    gap_between(channel: Log, cause: Word, until: Timestamp, missing: u64) = "chronicle.gap-between":
        "{ $missing ->
            [one] { $missing } record
           *[other] { $missing } records
        } of the log { $channel } until { $until } { $cause ->
            [unreadable] can't be read
            [cleared] were cleared
           *[record-id-jump] are missing: overwritten, or left out of the export
        }";
}

/// A row that is no record.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) time: Timestamp,
    until: Option<Timestamp>,
    /// Whether it stands before a record of the same time.
    pub(super) is_before: bool,
    kind: EntryKind,
    text: Sentence,
    mood: Mood,
    channel: Option<&'a str>,
    run: Option<RunName>,
}

impl<'a> Row<'a> {
    fn of(time: Timestamp, kind: EntryKind, text: Sentence) -> Self {
        let is_before = !matches!(kind, EntryKind::RunEnd | EntryKind::LogEnds);
        Self { time, until: None, is_before, kind, text, mood: Mood::Plain, channel: None, run: None }
    }

    pub(super) fn span(&self) -> Span {
        Span { from: self.time, to: self.until.unwrap_or(self.time) }
    }

    pub(super) fn entry(&self, report: &'a ComputerReport) -> Entry<'a> {
        Entry {
            report,
            kind: self.kind,
            time: self.time,
            until: self.until,
            text: self.text.clone(),
            mood: self.mood,
            record: None,
            channel: self.channel,
            run: self.run,
            judged: None,
        }
    }
}

/// All of them, in order.
pub(super) fn rows(report: &ComputerReport) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for coverage in &report.computer.coverage {
        let channel = || Log::of(&coverage.channel);
        let flawed = |is_flawed: bool| if is_flawed { Mood::Open } else { Mood::Plain };
        let of_log = |row: Row<'static>| Row { channel: Some(coverage.channel.as_str()), ..row };
        let begins = if coverage.begins_in_damage {
            log_begins_in_damage(channel())
        } else {
            log_begins(channel(), coverage.records)
        };
        let row = Row::of(coverage.first, EntryKind::LogBegins, begins);
        rows.push(of_log(Row { mood: flawed(coverage.begins_in_damage), ..row }));
        let ends = if coverage.ends_in_damage { log_ends_in_damage(channel()) } else { log_ends(channel()) };
        let row = Row::of(coverage.last, EntryKind::LogEnds, ends);
        rows.push(of_log(Row { mood: flawed(coverage.ends_in_damage), ..row }));
        for hole in report.holes(coverage) {
            let row = Row::of(hole.from, EntryKind::Gap, hole_text(channel(), &hole));
            rows.push(of_log(Row { until: Some(hole.to), mood: Mood::Open, ..row }));
        }
    }
    for (number, session) in report.shown() {
        rows.extend(of_session(number, session));
    }
    for (number, run) in report.shown_others() {
        rows.extend(of_product(number, run));
    }
    // What is of one time stays in this order: logs before runs.
    rows.sort_by_key(|row| (row.time, !row.is_before));
    rows
}

fn hole_text(channel: Log, hole: &Hole) -> Sentence {
    let cause = Word(hole.cause);
    match hole.between {
        Some((after, before)) if hole.cause != "two-logs" && before > after.saturating_add(1) => {
            let missing = before.saturating_sub(after).saturating_sub(1);
            gap_between(channel, cause, hole.to, missing)
        }
        _ => gap(channel, cause, hole.to),
    }
}

fn of_session(at: usize, session: &Session) -> Vec<Row<'static>> {
    let name = run(number(at));
    let of_run = |row: Row<'static>| Row { run: Some(RunName::Backup(at)), ..row };
    let mut rows = Vec::new();
    let product = Word(WINDOWS_SERVER_BACKUP.name);
    if session.outcome != Outcome::NotStarted {
        let text = if session.start_event.is_some() {
            starts(name.clone(), product)
        } else {
            starts_unseen(name.clone(), product)
        };
        rows.push(of_run(Row::of(session.started, EntryKind::RunStart, text)));
    }
    let (time, text) = match session.ended {
        _ if session.outcome == Outcome::EndNotSeen => (session.last_heard, last_heard(name)),
        _ if session.outcome == Outcome::NotStarted => {
            let how = how(Word(session.outcome.id()), session.cause.as_ref().map(Cause::phrase), None);
            (session.started, does_not_start(name, product, how))
        }
        ended => {
            let ended = ended.unwrap_or(session.last_heard.max(session.started));
            let cause = session.cause.as_ref().filter(|cause| cause.kind != CauseKind::Cancelled);
            let how =
                how(Word(session.outcome.id()), cause.map(Cause::phrase), Some((session.started, ended)));
            (ended, ends(name, how))
        }
    };
    let mood = runs::mood(session.outcome);
    rows.push(of_run(Row { mood, ..Row::of(time, EntryKind::RunEnd, text) }));
    rows
}

fn of_product(at: usize, product: &ProductRun) -> Vec<Row<'static>> {
    let name = product_run(number(at));
    let of_run = |row: Row<'static>| Row { run: Some(RunName::Product(at)), ..row };
    let mut rows = Vec::new();
    if product.start_event.is_some() {
        let called = Word(product.product.name);
        let text = match &product.subject {
            Some(subject) => starts_of(name.clone(), called, Log::of(subject)),
            None => starts(name.clone(), called),
        };
        rows.push(of_run(Row::of(product.started, EntryKind::RunStart, text)));
    }
    let last = product.ended.unwrap_or(product.started);
    let text = if product.outcome == ProductOutcome::EndNotSeen {
        last_heard(name)
    } else {
        ends(name, how(Word(product.outcome.id()), None, Some((product.started, last))))
    };
    let mood = other_runs::mood(product.outcome);
    rows.push(of_run(Row { mood, ..Row::of(last, EntryKind::RunEnd, text) }));
    rows
}

/// How a run ended, why, and after how long.
fn how(word: Word, cause: Option<Sentence>, times: Option<(Timestamp, Timestamp)>) -> Vec<Sentence> {
    let took = times.map(|(started, ended)| roughly(ended.duration_since(started)));
    let took = took.filter(|took| *took > SignedDuration::ZERO).map(takes);
    std::iter::once(outcome(1, word)).chain(took).chain(cause.map(because)).collect()
}

/// The part that a record plays.
#[derive(Debug, Default)]
pub(super) struct Part<'a> {
    pub(super) run: Option<RunName>,
    pub(super) judged: Option<&'a Judged>,
    pub(super) noise: Option<Noise>,
    pub(super) mood: Option<Mood>,
}

/// What a record is that a run left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noise {
    /// A trace of a disk that left.
    OfDeparture,
    /// Damage inside an image.
    InsideImage,
}

/// The records of runs, volsnap 27s, noise and trouble.
pub(super) fn parts(report: &ComputerReport) -> BTreeMap<EventIndex, Part<'_>> {
    let mut parts: BTreeMap<EventIndex, Part<'_>> = BTreeMap::new();
    for (number, session) in report.shown() {
        for index in &session.events {
            parts.entry(*index).or_default().run = Some(RunName::Backup(number));
        }
        let noise = report.noise.get(number.saturating_sub(1));
        let of_departures = noise.into_iter().flat_map(|noise| &noise.of_departures);
        let of_images = noise.into_iter().flat_map(|noise| &noise.inside_images);
        let of_departures = of_departures.map(|index| (index, Noise::OfDeparture));
        for (index, noise) in of_departures.chain(of_images.map(|index| (index, Noise::InsideImage))) {
            let part = parts.entry(*index).or_default();
            part.run = Some(RunName::Backup(number));
            part.noise = Some(noise);
        }
    }
    for (number, run) in report.shown_others() {
        for index in run.events.iter().chain(&run.end_event) {
            let part = parts.entry(*index).or_default();
            part.run = part.run.or(Some(RunName::Product(number)));
        }
    }
    for trouble in &report.trouble {
        let mood = if trouble.weight == Weight::NeedsPerson { Mood::Bad } else { Mood::Open };
        for index in &trouble.events {
            let part = parts.entry(*index).or_default();
            part.mood = part.mood.max(Some(mood));
        }
    }
    for judged in &report.volsnap27 {
        let part = parts.entry(judged.subject.index).or_default();
        part.run = judged.subject.link.session.and_then(|at| at.checked_add(1)).map(RunName::Backup);
        part.mood = Some(records::mood(judged.verdict));
        part.judged = Some(judged);
    }
    parts
}
