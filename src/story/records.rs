//! How volsnap 27s are told: which records, when, of which runs and volumes, and why they are what they are.

use super::findings::next;
use super::groups::{Group, Reason, groups};
use super::{Block, CITED, Detail, Extent, Finding, Line, Mood};
use crate::event::Trust;
use crate::event::codes::NtStatus;
use crate::event::providers::driver::StatusReading;
use crate::event::volume::VolumeName;
use crate::report::ComputerReport;
use crate::say::{Number, Record, Sentence, Word, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Judged, Verdict};
use jiff::Timestamp;

sentences! {
    head(errors: Sentence, verdict: Word, confidence: Word) = "group.head":
        "{ $errors }: { $verdict ->
            [actionable] actionable
            [side-effect] side effect, mend the run and not the 27
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
    of_runs(count: usize, runs: usize, first: Number, last: Number) = "group.of-runs":
        "{ $count } volsnap 27 of { $runs } runs, S{ $first } to S{ $last }";
    one(record: Sentence, status: Sentence, time: Timestamp) = "group.one": "{ $record }, { $status }, { $time }";
    unlogged(record: Sentence, status: Sentence, time: Timestamp) = "group.one-not-logged":
        "{ $record }, a volsnap 27 that could not be logged, { $status }, { $time }";
    alone(record: Sentence, status: Sentence) = "group.alone": "{ $record }, { $status }";
    together(first: Sentence, last: Sentence, status: Sentence) = "group.together": "{ $first } to { $last }, { $status }";
    last(record: Sentence, time: Timestamp) = "group.last": "to { $record }, { $time }";
    volume(volume: VolumeName) = "group.volume": "volume { $volume }";
    volume_more(volume: VolumeName, more: usize) = "group.volume-more": "volume { $volume } and { $more } more";
    volume_hint(volume: VolumeName, hint: Sentence) = "group.volume-hint": "volume { $volume } ({ $hint }; a hint and no proof)";
    volumes(volumes: Vec<VolumeName>) = "group.volumes": "volumes { $volumes }";
    volumes_more(volumes: Vec<VolumeName>, more: usize) = "group.volumes-more": "volumes { $volumes } and { $more } more";
    reason(rule: Word, text: Sentence) = "group.reason": "{ $rule } { $text }";
    reason_of_some(rule: Word, text: Sentence, count: usize, of: usize) = "group.reason-of-some":
        "{ $rule } { $text }; so { $count } of these { $of }";
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
pub(super) fn record(report: &ComputerReport, index: EventIndex) -> Option<Sentence> {
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

fn finding(report: &ComputerReport, group: &Group<'_>, extent: Extent) -> Finding {
    let first = group.first;
    let count = group.all.len();
    let confidence = Word(first.confidence.id());
    let text = match first.basis {
        Some(basis) => head_benign(whose(group), Word(basis.id()), confidence),
        None => head(whose(group), Word(first.verdict.id()), confidence),
    };
    let mood = match first.verdict {
        Verdict::Benign => Mood::Good,
        Verdict::SideEffect | Verdict::Undetermined => Mood::Open,
        Verdict::Actionable => Mood::Bad,
    };
    // The run of a side effect stands among what needs a person, with its time and its cause.
    let is_told = first.verdict == Verdict::SideEffect && extent != Extent::All;
    let facts = if is_told { all_of(report, group) } else { which(report, group) };
    let mut details: Vec<Detail> = facts.into_iter().map(Detail::Fact).collect();
    details.extend(where_it_is(group, extent).map(Detail::Fact));
    let reasons = group.reasons().into_iter().filter(|reason| speaks(group, reason) && !is_told);
    details.extend(reasons.map(|reason| why(&reason, count)));
    details.extend(group.next_steps().into_iter().map(|step| Detail::Next(next(step.clone()))));
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

/// Whether a reason bears the verdict out: what would make a 27 benign is no reason where it is not.
fn speaks(group: &Group<'_>, reason: &Reason<'_>) -> bool {
    group.first.verdict == Verdict::Benign || reason.opinion.verdict != Verdict::Benign
}

/// The first record, and the last one.
fn which(report: &ComputerReport, group: &Group<'_>) -> Vec<Sentence> {
    let subject = &group.first.subject;
    let is_logged = report.event(subject.index).is_some_and(|event| event.at.event_id == 27);
    let told = |judged: &Judged, say: fn(Sentence, Sentence, Timestamp) -> Sentence| {
        let record = record(report, judged.subject.index)?;
        Some(say(record, status(&judged.subject.status), judged.subject.time))
    };
    let first = told(group.first, if is_logged { one } else { unlogged });
    let behind = group.last();
    let behind = record(report, behind.subject.index).map(|record| last(record, behind.subject.time));
    first.into_iter().chain(behind.filter(|_| group.all.len() > 1)).collect()
}

/// The first record and the last one, without their times.
fn all_of(report: &ComputerReport, group: &Group<'_>) -> Vec<Sentence> {
    let (first, behind) = (&group.first.subject, &group.last().subject);
    let records = record(report, first.index).zip(record(report, behind.index));
    let said = records.map(|(oldest, latest)| {
        let status = status(&first.status);
        if first.index == behind.index { alone(oldest, status) } else { together(oldest, latest, status) }
    });
    said.into_iter().collect()
}

fn status(reading: &StatusReading) -> Sentence {
    match reading {
        StatusReading::Known(status) => status_known(*status),
        StatusReading::Missing => status_missing(),
        StatusReading::Unreadable { .. } => status_unreadable(),
        StatusReading::Differ { field, packet } => status_differ(*field, *packet),
    }
}

/// How many 27s, and which runs they belong to.
fn whose(group: &Group<'_>) -> Sentence {
    let number = |run: &usize| Number(u64::try_from(*run).unwrap_or(u64::MAX));
    let (count, runs) = (group.all.len(), group.runs());
    match runs.as_slice() {
        [] => of_no_run(count),
        [run] => of_run(count, number(run)),
        [first, .., last] => of_runs(count, runs.len(), number(first), number(last)),
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
        // A letter is a name to a person; of GUIDs, the first is enough to look for them.
        many if extent != Extent::All && many.iter().all(|volume| volume.letter().is_none()) => {
            many.first().map(|first| volume_more(first.clone(), many.len().saturating_sub(1)))
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
