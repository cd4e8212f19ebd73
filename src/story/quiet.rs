//! A computer about which there is nothing to do, in a few lines.

use jiff::Timestamp;

use super::records::record;
use super::runs::{number, which};
use super::{Block, Extent, Finding, Line, Section, findings, headline, limits};
use crate::advice::Advice;
use crate::report::{ComputerReport, Report};
use crate::say::{Day, Number, Sentence, Word, sentences};
use crate::session::Outcome;
use crate::session::products::{PRODUCTS, Product};
use crate::verdict::Verdict;

sentences! {
    one_run(number: Number, outcome: Word, start: Timestamp) = "quiet.run":
        "Backup run S{ $number } succeeded{ $outcome ->
            [succeeded-with-skipped-files] , files skipped
           *[succeeded] {\"\"}
        }, { $start }";
    runs(count: usize, runs: Vec<Sentence>, from: Day, to: Day) = "quiet.runs":
        "{ $count } backup runs, { $runs }, succeeded, { $from } to { $to }";
    skipping(runs: Vec<Sentence>) = "quiet.files-skipped": "Files were skipped in { $runs }";
    image_damaged(number: Number) = "quiet.image-damaged":
        "File system damage inside an image, run S{ $number }: check that guest";
    images_damaged(runs: Vec<Sentence>) = "quiet.images-damaged":
        "File system damage inside images, runs { $runs }: check those guests";
    others(runs: Vec<Sentence>) = "quiet.other-runs": "Runs of other products: { $runs }";
    of_product(count: usize, product: Word) = "quiet.of-product": "{ $count } of { $product }";
    one_27(record: Sentence, time: Timestamp) = "quiet.one-27": "Benign: { $record }, { $time }";
    all_27(count: usize, first: Sentence, last: Sentence, from: Day, to: Day) = "quiet.all-27":
        "Benign: { $count } volsnap 27, { $first } to { $last }, { $from } to { $to }";
}

/// The section of a quiet computer.
pub(super) fn section(whole: &Report, report: &ComputerReport) -> Section {
    let mut lines = vec![headline::about(report, false)];
    lines.extend(of_runs(report));
    lines.extend(of_others(report));
    lines.extend(of_27s(report));
    let mut blocks: Vec<Block> = lines.into_iter().map(|text| Block::Line(Line::plain(text))).collect();
    blocks.extend(damaged_images(report).map(Block::Finding));
    let told = findings::kinds(report.trouble.iter());
    let told = told.iter().filter_map(|kind| findings::brief_trouble(kind));
    blocks.extend(told.map(Block::Finding));
    blocks.extend(
        report
            .advice
            .iter()
            .filter(|advice| is_told(advice))
            .map(|advice| Block::Finding(findings::told_advice(advice, Extent::Folded))),
    );
    // The first lines say the limits already; what is wrong with files is said here.
    blocks.extend(limits::of_quiet(whole, report));
    let asked = report.advice.iter().filter(|advice| advice.is_request() && !advice.commands.is_empty());
    blocks.extend(findings::to_make_sure(asked).map(|text| Block::Line(Line::plain(text))));
    Section { title: None, blocks, is_brief: true }
}

/// Whether advice is told of a quiet computer too: what only asks or remarks waits for `--all`.
pub(super) fn is_told(advice: &Advice) -> bool {
    !advice.is_request() && !advice.is_remark()
}

fn of_runs(report: &ComputerReport) -> Vec<Sentence> {
    let shown: Vec<_> = report.shown().collect();
    let numbers = |outcome: Option<Outcome>| -> Vec<usize> {
        let wanted = shown.iter().filter(|(_, run)| outcome.is_none_or(|outcome| run.outcome == outcome));
        wanted.map(|(number, _)| *number).collect()
    };
    match shown.as_slice() {
        [] => Vec::new(),
        [(at, run)] => vec![one_run(number(*at), Word(run.outcome.id()), run.started)],
        [(_, oldest), .., (_, latest)] => {
            let (from, to) = (Day(oldest.started), Day(latest.started));
            let mut said = vec![runs(shown.len(), which(&numbers(None)), from, to)];
            let skipped = numbers(Some(Outcome::SucceededWithSkippedFiles));
            said.extend((!skipped.is_empty()).then(|| skipping(which(&skipped))));
            said
        }
    }
}

/// How many runs of which other products there are.
fn of_others(report: &ComputerReport) -> Option<Sentence> {
    let of = |product: &Product| report.shown_others().filter(|(_, run)| run.product == product).count();
    let counts = PRODUCTS.iter().map(|product| (of(product), product)).filter(|(count, _)| *count > 0);
    let told: Vec<Sentence> = counts.map(|(count, product)| of_product(count, Word(product.name))).collect();
    (!told.is_empty()).then(|| others(told))
}

/// The runs during which the file system inside an image was damaged. A guest is no matter of this host's backup, and
/// somebody has to look at it all the same.
fn damaged_images(report: &ComputerReport) -> Option<Finding> {
    let damaged = report.with_damaged_images();
    let text = match damaged.as_slice() {
        [] => return None,
        [one] => image_damaged(number(*one)),
        several => images_damaged(which(several)),
    };
    let noise = damaged.iter().filter_map(|number| report.noise.get(number.checked_sub(1)?));
    let cites = noise.flat_map(|noise| noise.inside_images.iter().copied()).collect();
    Some(Finding { head: Line::plain(text), cites, details: Vec::new() })
}

fn of_27s(report: &ComputerReport) -> Option<Sentence> {
    let benign: Vec<_> = report
        .volsnap27
        .iter()
        .filter(|judged| judged.verdict == Verdict::Benign)
        .map(|judged| &judged.subject)
        .collect();
    match benign.as_slice() {
        [] => None,
        [one] => Some(one_27(record(report, one.index)?, one.time)),
        [first, .., last] => {
            let (oldest, latest) = (record(report, first.index)?, record(report, last.index)?);
            Some(all_27(benign.len(), oldest, latest, Day(first.time), Day(last.time)))
        }
    }
}
