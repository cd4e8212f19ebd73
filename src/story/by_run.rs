//! Every volsnap 27, run by run, with the opinions on it and what they rest on.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::groups::grouped;
use super::runs::{number, together, which};
use super::{Extent, Finding, records};
use crate::report::ComputerReport;
use crate::say::{Day, Number, Sentence, sentences};
use crate::verdict::Judged;

sentences! {
    of_one(run: Number, day: Day, count: usize) = "by-run.one":
        "Run S{ $run }, { $day }: { $count } volsnap 27";
    of_several(runs: Vec<Sentence>, count: usize) = "by-run.several": "Runs { $runs }: { $count } volsnap 27";
    of_none(count: usize) = "by-run.none": "Outside every run: { $count } volsnap 27";
    left_out(count: usize) = "by-run.left-out":
        "{ $count ->
            [one] { $count } earlier entry is left out
           *[other] { $count } earlier entries are left out
        } (--all has them)";
    more(count: usize) = "by-run.more":
        "{ $count } more like these (--all lists them)";
}

/// The 27s of a run, or of runs that are alike and follow each other.
#[derive(Debug)]
pub struct OfRuns<'a> {
    /// Which runs, and how many 27s.
    pub head: Sentence,
    /// What they are and why, those together that agree.
    pub findings: Vec<Finding>,
    /// Each of them.
    pub each: Vec<&'a Judged>,
    /// That there are more, where not all are listed.
    pub more: Option<Sentence>,
}

/// So many entries are told where not everything is; what came last is what matters now.
const ENTRIES: usize = 120;
/// So many 27s of an entry are listed one by one.
const EACH: usize = 30;

/// Those of each run, in order, and those of none; and how many entries were left out.
pub(super) fn by_run(report: &ComputerReport, extent: Extent) -> (Vec<OfRuns<'_>>, Option<Sentence>) {
    let mut of_run: BTreeMap<usize, Vec<&Judged>> = BTreeMap::new();
    let mut of_none: Vec<&Judged> = Vec::new();
    let started: BTreeMap<usize, Timestamp> =
        report.shown().map(|(number, run)| (number, run.started)).collect();
    for judged in &report.volsnap27 {
        let run = judged.subject.link.session.map(|place| place.saturating_add(1));
        match run.filter(|run| started.contains_key(run)) {
            Some(run) => of_run.entry(run).or_default().push(judged),
            None => of_none.push(judged),
        }
    }
    let mut entries = Vec::new();
    for runs in together(report, extent) {
        let all: Vec<&Judged> = runs.iter().filter_map(|run| of_run.get(run)).flatten().copied().collect();
        let head = match (runs.as_slice(), all.as_slice()) {
            (_, []) | ([], _) => continue,
            ([run], [first, ..]) => {
                let day = started.get(run).copied().unwrap_or(first.subject.time);
                of_one(number(*run), Day(day), all.len())
            }
            (several, _) => of_several(which(several), all.len()),
        };
        entries.push((head, all));
    }
    if !of_none.is_empty() {
        entries.push((self::of_none(of_none.len()), of_none));
    }
    let over = if extent == Extent::All { 0 } else { entries.len().saturating_sub(ENTRIES) };
    let told = entries.into_iter().skip(over).map(|(head, all)| entry(report, head, all, extent)).collect();
    (told, (over > 0).then(|| left_out(over)))
}

fn entry<'a>(
    report: &'a ComputerReport,
    head: Sentence,
    mut all: Vec<&'a Judged>,
    extent: Extent,
) -> OfRuns<'a> {
    let groups = grouped(report, all.iter().copied(), extent);
    let findings = groups.iter().map(|group| records::finding(report, group, Extent::All)).collect();
    let over = if extent == Extent::All { 0 } else { all.len().saturating_sub(EACH) };
    all.truncate(all.len().saturating_sub(over));
    OfRuns { head, findings, each: all, more: (over > 0).then(|| more(over)) }
}
