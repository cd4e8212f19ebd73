//! A computer about which there is nothing to do, in a few lines.

use jiff::Timestamp;

use super::records::record;
use super::{Block, Detail, Extent, Finding, Line, Mood, Section, findings, headline, limits};
use crate::advice::Advice;
use crate::report::{ComputerReport, Report};
use crate::say::{Day, Number, Sentence, sentences};
use crate::verdict::Verdict;

sentences! {
    one_run(number: Number, start: Timestamp) = "quiet.run": "Backup run S{ $number } succeeded, { $start }";
    runs(count: usize, first: Number, last: Number, from: Day, to: Day) = "quiet.runs":
        "{ $count } backup runs, S{ $first }-S{ $last }, succeeded, { $from } to { $to }";
    one_27(record: Sentence, time: Timestamp) = "quiet.one-27": "Benign: { $record }, { $time }";
    all_27(count: usize, first: Sentence, last: Sentence, from: Day, to: Day) = "quiet.all-27":
        "Benign: { $count } volsnap 27, { $first } to { $last }, { $from } to { $to }";
    surer() = "quiet.surer": "To make sure, ask for (--all says why):";
}

/// The section of a quiet computer.
pub(super) fn section(whole: &Report, report: &ComputerReport) -> Section {
    let mut lines = vec![headline::about(report, false)];
    lines.extend(of_runs(report));
    lines.extend(of_27s(report));
    let mut blocks: Vec<Block> = lines.into_iter().map(|text| Block::Line(Line::plain(text))).collect();
    let told = report.trouble.iter().map(|trouble| Line::plain(trouble.phrase.clone()));
    blocks.extend(told.map(Block::Line));
    let commands: Vec<Detail> = report
        .advice
        .iter()
        .filter(|advice| advice.is_request())
        .flat_map(|advice| advice.commands.iter().map(|command| Detail::Command(command.clone())))
        .collect();
    blocks.extend(findings::advice(report, Extent::Folded, is_told));
    // The first lines say the limits already; what is wrong with files is said here.
    let is_limit = |block: &Block| matches!(block, Block::Line(line) if line.text.id == "limits.limit");
    blocks.extend(
        limits::of_computer(whole, report, Extent::Folded).into_iter().filter(|block| !is_limit(block)),
    );
    if !commands.is_empty() {
        let head = Line { text: surer(), mood: Mood::Plain };
        blocks.push(Block::Finding(Finding { head, cites: Vec::new(), details: commands }));
    }
    Section { title: None, blocks, is_brief: true }
}

/// Whether advice is told of a quiet computer too: what only asks or remarks waits for `--all`.
pub(super) fn is_told(advice: &Advice) -> bool {
    !advice.is_request() && !advice.is_remark()
}

fn of_runs(report: &ComputerReport) -> Option<Sentence> {
    let number = |number: usize| Number(u64::try_from(number).unwrap_or(u64::MAX));
    let shown: Vec<_> = report.shown().collect();
    match shown.as_slice() {
        [] => None,
        [(at, run)] => Some(one_run(number(*at), run.started)),
        [(first, oldest), .., (last, latest)] => {
            let (from, to) = (Day(oldest.started), Day(latest.started));
            Some(runs(shown.len(), number(*first), number(*last), from, to))
        }
    }
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
