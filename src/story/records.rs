//! How volsnap 27s are told: which records, when, of which runs and volumes, and why they are what they are.

use std::collections::BTreeMap;

use super::findings::next;
use super::groups::{Group, Reason, groups};
use super::runs::{number, which};
use super::{Block, CITED, Detail, Extent, Finding, Line, Mood};
use crate::event::Trust;
use crate::event::codes::NtStatus;
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::report::ComputerReport;
use crate::say::{Day, Number, Record, Sentence, Word, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Judged, Verdict};
use jiff::Timestamp;

sentences! {
    head(errors: Sentence, verdict: Word, confidence: Word) = "group.head":
        "{ $errors }: { $verdict ->
            [actionable] actionable
            [side-effect] side effect, mend the run instead
            [benign] benign
           *[undetermined] undetermined
        } ({ $confidence } confidence)";
    head_benign(errors: Sentence, basis: Word, confidence: Word) = "group.benign":
        "{ $errors }: benign, { $basis ->
            [proven] proven
            [supported] supported
           *[presumed] presumed
        } ({ $confidence } confidence)";
    of_no_run(count: usize) = "group.of-no-run": "{ $count } volsnap 27";
    of_run(count: usize, run: Number) = "group.of-run": "{ $count } volsnap 27 of run S{ $run }";
    of_all_runs(count: usize, runs: usize) = "group.of-all-runs": "{ $count } volsnap 27 of { $runs } runs";
    of_runs(count: usize, runs: usize, which: Vec<Sentence>) = "group.of-runs":
        "{ $count } volsnap 27 of { $runs } runs ({ $which })";
    one(record: Sentence, status: Sentence, time: Timestamp) = "group.one": "{ $record }, { $status }, { $time }";
    several(first: Sentence, last: Sentence, status: Sentence, from: Timestamp, to: Timestamp) = "group.several":
        "{ $first } to { $last }, { $status }, { $from } to { $to }";
    unlogged(record: Sentence, status: Sentence, time: Timestamp) = "group.one-not-logged":
        "{ $record }, a volsnap 27 that could not be logged, { $status }, { $time }";
    one_status(record: Sentence, status: Sentence) = "group.alone": "{ $record }, { $status }";
    together_on(first: Sentence, last: Sentence, from: Day, to: Day) = "group.together-on":
        "{ $first } to { $last }, { $from } to { $to }";
    together(first: Sentence, last: Sentence, status: Sentence) = "group.together": "{ $first } to { $last }, { $status }";
    last(record: Sentence, time: Timestamp) = "group.last": "to { $record }, { $time }";
    volume(volume: VolumeName) = "group.volume": "volume { $volume }";
    volumes_alike(volume: VolumeName, more: usize) = "group.volume-more":
        "volume { $volume } and { $more } more";
    volume_hint(volume: VolumeName, hint: Sentence) = "group.volume-hint": "volume { $volume } ({ $hint }; a hint and no proof)";
    volumes(volumes: Vec<VolumeName>) = "group.volumes": "volumes { $volumes }";
    volumes_more(volumes: Vec<VolumeName>, more: usize) = "group.volumes-more": "volumes { $volumes } and { $more } more";
    reason(rule: Word, text: Sentence) = "group.reason": "{ $rule } { $text }";
    reason_of_some(rule: Word, text: Sentence, count: usize, of: usize) = "group.reason-of-some":
        "{ $rule } { $text }; so { $count } of these { $of }";
    reasons_more(rule: Word, more: usize) = "group.reasons-more":
        "{ $rule } says so of { $more ->
            [one] { $more } more volume or disk
           *[other] { $more } more volumes or disks
        } (--all lists all)";
    reason_first(rule: Word, text: Sentence, count: usize) = "group.reason-first":
        "{ $rule } { $text }; the first of { $count }";
    record_at(record: Record) = "record.at": "{ $record }";
    record_recovered(record: Record) = "record.recovered": "{ $record } (recovered)";
    status_known(status: NtStatus) = "group.status": "{ $status }";
    status_missing() = "group.status-missing": "no status";
    status_unreadable() = "group.status-unreadable": "status unreadable";
    status_differ(field: NtStatus, packet: NtStatus) = "group.status-differ": "status { $field } or { $packet }";
}

/// How a record is cited in a sentence.
pub fn record(report: &ComputerReport, index: EventIndex) -> Option<Sentence> {
    let event = report.event(index)?;
    let record = Record(event.at.clone());
    Some(if event.trust == Trust::Carved { record_recovered(record) } else { record_at(record) })
}

/// Groups of actionable and undetermined 27s, in full.
pub(super) fn urgent(report: &ComputerReport, extent: Extent) -> Vec<Block> {
    [Verdict::Actionable, Verdict::Undetermined]
        .into_iter()
        .flat_map(|verdict| groups(report, verdict, extent))
        .map(|group| Block::Finding(finding(report, &group, extent)))
        .collect()
}

/// Groups of side effects and of benign 27s.
pub(super) fn harmless(report: &ComputerReport, extent: Extent) -> Vec<Block> {
    [Verdict::SideEffect, Verdict::Benign]
        .into_iter()
        .flat_map(|verdict| groups(report, verdict, extent))
        .map(|group| Block::Finding(finding(report, &group, extent)))
        .collect()
}

/// One 27 by itself.
pub(super) fn alone(report: &ComputerReport, judged: &Judged) -> Finding {
    finding(report, &Group { first: judged, all: vec![judged] }, Extent::All)
}

pub(super) fn finding(report: &ComputerReport, group: &Group<'_>, extent: Extent) -> Finding {
    let first = group.first;
    let count = group.all.len();
    let confidence = Word(first.confidence.id());
    let text = match first.basis {
        Some(basis) => head_benign(whose(group, extent), Word(basis.id()), confidence),
        None => head(whose(group, extent), Word(first.verdict.id()), confidence),
    };
    let mood = mood(first.verdict);
    // The run of a side effect stands among what needs a person, with its time and its cause.
    let is_told = first.verdict == Verdict::SideEffect && extent != Extent::All;
    let facts = if is_told {
        all_of(report, group)
    } else if is_folded(group, extent) {
        by_day(report, group)
    } else {
        first_and_last(report, group)
    };
    let mut details: Vec<Detail> = facts.into_iter().map(Detail::Fact).collect();
    details.extend(where_it_is(group, extent).map(Detail::Fact));
    let reasons = group.reasons().into_iter().filter(|reason| speaks(group, reason) && !is_told);
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in reasons {
        let rule = reason.opinion.rule;
        let place = said.entry(rule).or_default();
        *place = place.saturating_add(1);
        if *place <= CITED || extent == Extent::All {
            details.push(why(&reason, count));
        }
    }
    if extent != Extent::All {
        let left = said.into_iter().map(|(rule, said)| (rule, said.saturating_sub(CITED)));
        let left = left.filter(|(_, more)| *more > 0);
        details.extend(left.map(|(rule, more)| Detail::Fact(reasons_more(Word(rule), more))));
    }
    details.extend(group.next_steps().into_iter().map(|step| Detail::Next(next(step.clone()))));
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

/// How a verdict is meant.
pub(super) fn mood(verdict: Verdict) -> Mood {
    match verdict {
        Verdict::Benign => Mood::Good,
        Verdict::SideEffect | Verdict::Undetermined => Mood::Open,
        Verdict::Actionable => Mood::Bad,
    }
}

/// Whether a group is of many that nobody has to look at one by one.
fn is_folded(group: &Group<'_>, extent: Extent) -> bool {
    extent != Extent::All && group.first.verdict == Verdict::Benign && group.all.len() > 1
}

/// The first record and the last one, with their days. What proves them benign names their status.
fn by_day(report: &ComputerReport, group: &Group<'_>) -> Vec<Sentence> {
    let (first, behind) = (&group.first.subject, &group.last().subject);
    let records = record(report, first.index).zip(record(report, behind.index));
    let said = records.map(|(oldest, latest)| together_on(oldest, latest, Day(first.time), Day(behind.time)));
    said.into_iter().collect()
}

/// Whether a reason bears the verdict out: what would make a 27 benign is no reason where it is not.
fn speaks(group: &Group<'_>, reason: &Reason<'_>) -> bool {
    group.first.verdict == Verdict::Benign || reason.opinion.verdict != Verdict::Benign
}

/// The first record, and the last one.
fn first_and_last(report: &ComputerReport, group: &Group<'_>) -> Vec<Sentence> {
    let (first, behind) = (&group.first.subject, &group.last().subject);
    let status = status(&first.status);
    let Some(oldest) = record(report, first.index) else { return Vec::new() };
    match record(report, behind.index).filter(|_| group.all.len() > 1) {
        None if is_logged(report, group.first) => vec![one(oldest, status, first.time)],
        None => vec![unlogged(oldest, status, first.time)],
        Some(latest) if is_logged(report, group.first) => {
            vec![several(oldest, latest, status, first.time, behind.time)]
        }
        Some(latest) => vec![unlogged(oldest, status, first.time), last(latest, behind.time)],
    }
}

/// Whether a 27 stands in the log itself; one that could not be logged is told by another record.
pub(super) fn is_logged(report: &ComputerReport, judged: &Judged) -> bool {
    report.event(judged.subject.index).is_some_and(|event| event.at.event_id == 27)
}

/// The first record and the last one, without their times.
fn all_of(report: &ComputerReport, group: &Group<'_>) -> Vec<Sentence> {
    let (first, behind) = (&group.first.subject, &group.last().subject);
    let records = record(report, first.index).zip(record(report, behind.index));
    let said = records.map(|(oldest, latest)| {
        let status = status(&first.status);
        if first.index == behind.index {
            one_status(oldest, status)
        } else {
            together(oldest, latest, status)
        }
    });
    said.into_iter().collect()
}

/// The status, in words.
pub(super) fn status(reading: &StatusReading) -> Sentence {
    match reading {
        StatusReading::Known(status) => status_known(*status),
        StatusReading::Missing => status_missing(),
        StatusReading::Unreadable { .. } => status_unreadable(),
        StatusReading::Differ { field, packet } => status_differ(*field, *packet),
    }
}

/// How many 27s, and which runs they belong to.
fn whose(group: &Group<'_>, extent: Extent) -> Sentence {
    let (count, runs) = (group.all.len(), group.runs());
    match runs.as_slice() {
        [] => of_no_run(count),
        [run] => of_run(count, number(*run)),
        // The table of runs says which.
        several if is_folded(group, extent) => of_all_runs(count, several.len()),
        several => of_runs(count, several.len(), which(several)),
    }
}

/// The volumes. One that was left behind by a run is gone, and its name tells nobody anything.
fn where_it_is(group: &Group<'_>, extent: Extent) -> Option<Sentence> {
    let is_gone = matches!(group.first.verdict, Verdict::Benign | Verdict::SideEffect);
    let mut all = group.volumes();
    let more = all.len().saturating_sub(CITED);
    match all.as_slice() {
        [] => None,
        _ if is_gone && extent != Extent::All => None,
        [one] => Some(match &group.first.subject.facts.hint {
            Some(hint) => volume_hint(one.clone(), hint.clone()),
            None => volume(one.clone()),
        }),
        // A letter is a name to a person. A GUID is none: those that a list or a record gives a name stand in the reasons.
        many if extent != Extent::All && many.iter().all(|volume| volume.letter().is_none()) => {
            many.first().map(|first| volumes_alike(first.clone(), many.len().saturating_sub(1)))
        }
        _ => {
            all.truncate(CITED);
            Some(if more > 0 { volumes_more(all, more) } else { volumes(all) })
        }
    }
}

/// A reason with the records that prove it; that of some members only says so.
fn why(reason: &Reason<'_>, of: usize) -> Detail {
    let opinion = reason.opinion;
    let (rule, text) = (Word(opinion.rule), opinion.text.clone());
    let text = match reason.count {
        count if count < of => reason_of_some(rule, text, count, of),
        1 => super::records::reason(rule, text),
        count => reason_first(rule, text, count),
    };
    let cited = opinion.evidence.records().filter(|index| *index != reason.subject).collect();
    Detail::Reason(text, cited)
}
