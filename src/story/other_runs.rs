//! Rows of other products' runs in the table of runs. Like ones that follow each other fold; what did not succeed stands
//! alone.

use super::runs::{nights, number, outcome, roughly, took};
use super::{Cell, Detail, Extent, Finding, Line, Mood};
use crate::report::ComputerReport;
use crate::say::{Day, Log, Number, Sentence, Word, sentences};
use crate::session::{ProductOutcome, ProductRun};

sentences! {
    one(number: Number) = "runs.product-one": "P{ $number }";
    several(first: Number, last: Number) = "runs.product-several": "P{ $first }-P{ $last }";
    product(product: Word) = "runs.product": "{ $product }";
    product_and_subject(product: Word, subject: Log) = "runs.product-and-subject": "{ $product }: { $subject }";
    start_not_seen(product: Sentence) = "runs.product-start-not-seen": "{ $product }; start not seen";
}

/// So many runs with trouble stand alone; more of them, alike and one behind the other, fold.
const ALONE: usize = 10;

/// Runs of one product that are alike and follow each other, with their numbers.
type Row<'a> = Vec<(usize, &'a ProductRun)>;

/// The cells of each row.
pub(super) fn rows(report: &ComputerReport, extent: Extent) -> Vec<Vec<Cell>> {
    let bad = report.shown_others().filter(|(_, run)| !run.outcome.is_success()).count();
    let mut rows: Vec<Row<'_>> = Vec::new();
    let is_told = |run: &ProductRun| extent != Extent::Ticket || !run.outcome.is_success();
    for (at, run) in report.shown_others().filter(|(_, run)| is_told(run)) {
        let folds = extent != Extent::All && (run.outcome.is_success() || bad > ALONE);
        let is_like = |last: &Row<'_>| {
            last.last().is_some_and(|(_, other)| {
                other.product == run.product
                    && other.outcome == run.outcome
                    && other.start_event.is_some() == run.start_event.is_some()
            })
        };
        match rows.last_mut() {
            Some(last) if folds && is_like(last) => last.push((at, run)),
            _ => rows.push(vec![(at, run)]),
        }
    }
    rows.iter().map(|row| cells(row, report, extent)).collect()
}

fn cells(row: &Row<'_>, report: &ComputerReport, extent: Extent) -> Vec<Cell> {
    let (Some((first, run)), Some((latest, last))) = (row.first(), row.last()) else { return Vec::new() };
    let is_one = row.len() == 1;
    let name = if is_one { one(number(*first)) } else { several(number(*first), number(*latest)) };
    let when = match (is_one, run.ended) {
        (true, Some(ended)) if extent == Extent::All => Cell::Times(run.started, Some(ended)),
        (true, _) => Cell::Times(run.started, None),
        // One night, of a product that tells of each machine by itself.
        (false, _) if report.zone.day(run.started) == report.zone.day(last.started) => {
            Cell::Times(run.started, Some(last.started))
        }
        (false, _) => Cell::plain(nights(Day(run.started), Day(last.started))),
    };
    let length = run.ended.filter(|ended| is_one && *ended > run.started);
    let length = length.map(|ended| took(roughly(ended.duration_since(run.started))));
    vec![
        Cell::plain(name),
        when,
        length.map_or_else(Cell::empty, Cell::plain),
        Cell::Exactly(how(row.len(), run), whose(run, is_one)),
        Cell::empty(),
    ]
}

/// How runs ended.
fn how(count: usize, run: &ProductRun) -> Line {
    Line { text: outcome(count, Word(run.outcome.id())), mood: mood(run.outcome) }
}

/// Whose runs they are; of one, also what it is about.
fn whose(run: &ProductRun, is_one: bool) -> Sentence {
    let product = match run.subject.as_ref().filter(|_| is_one) {
        Some(subject) => product_and_subject(Word(run.product.name), Log::of(subject)),
        None => product(Word(run.product.name)),
    };
    if run.start_event.is_none() { start_not_seen(product) } else { product }
}

/// One run by itself.
pub(super) fn alone(run: &ProductRun) -> Finding {
    let details = vec![Detail::Reason(whose(run, true), run.events.clone())];
    Finding { head: how(1, run), cites: Vec::new(), details }
}

/// How the outcome of such a run is meant.
pub(super) fn mood(outcome: ProductOutcome) -> Mood {
    match outcome {
        ProductOutcome::Succeeded | ProductOutcome::SucceededWithWarnings => Mood::Good,
        ProductOutcome::Unknown | ProductOutcome::EndNotSeen | ProductOutcome::Cancelled => Mood::Open,
        ProductOutcome::Interrupted | ProductOutcome::Failed => Mood::Bad,
    }
}
