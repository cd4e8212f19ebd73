//! What was found and what is to be done about it: 27s, trouble, runs that did not succeed, advice.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::records;
use super::{Block, CITED, Detail, Extent, Finding, Line, Mood};
use crate::advice::Advice;
use crate::event::codes::Hresult;
use crate::report::ComputerReport;
use crate::say::{Clauses, Log, Number, Sentence, Word, code_meaning, sentences};
use crate::session::{CauseKind, Certainty, Coded, Outcome, Session};
use crate::trouble::{Trouble, Weight};

sentences! {
    past(phrase: Sentence) = "finding.past": "{ $phrase } (past: more than 30 days before the log ends)";
    told_at(text: Sentence, time: Timestamp) = "finding.told-at": "{ $text }, { $time }";
    told_between(text: Sentence, first: Timestamp, last: Timestamp) = "finding.told-between":
        "{ $text }, { $first } to { $last }";
    run(number: Number, outcome: Word, time: Timestamp) = "finding.run":
        "backup run S{ $number } { $outcome ->
            [partial] succeeded in part only
            [cancelled] was cancelled
            [failed] failed
            [not-started] did not start
            [interrupted] was interrupted
           *[end-not-seen] has no end in these logs
        }, { $time }";
    runs(count: usize, first: Number, last: Number, outcome: Word, from: Timestamp, to: Timestamp) = "finding.runs":
        "{ $count } backup runs, S{ $first } to S{ $last }, { $outcome ->
            [partial] succeeded in part only
            [cancelled] were cancelled
            [failed] failed
            [not-started] did not start
            [interrupted] were interrupted
           *[end-not-seen] have no end in these logs
        }: { $from } to { $to }";
    trouble(phrase: Sentence, text: Sentence) = "finding.trouble": "{ $phrase }: { $text }";
    facts(facts: Clauses) = "finding.facts": "{ $facts }";
    cause_by_code(kind: Word, certainty: Word, code: Hresult, decimal: Number, meaning: Sentence) = "finding.cause-by-code":
        "cause: { $kind } ({ $certainty }), { $code } = { $decimal }: { $meaning }";
    cause_is(kind: Word, certainty: Word, phrase: Sentence) = "finding.cause":
        "cause: { $kind } ({ $certainty }): { $phrase }";
    cause_or(kind: Word, certainty: Word, phrase: Sentence, other: Word, because: Sentence) = "finding.cause-or":
        "cause: { $kind } ({ $certainty }): { $phrase }; other reading: { $other }, because { $because }";
    also(kind: Word, certainty: Word, phrase: Sentence) = "finding.also":
        "also: { $kind } ({ $certainty }): { $phrase }";
    code_is(which: Word, code: Hresult, decimal: Number, meaning: Sentence) = "finding.code":
        "{ $which ->
            [detail] detail
           *[code] code
        } { $code } = { $decimal }: { $meaning }";
    waited(wait: SignedDuration) = "finding.waited": "waited { $wait } for the snapshot";
    members(names: Vec<Log>, code: Hresult, meaning: Sentence) = "finding.members":
        "{ $names } failed with { $code }: { $meaning }";
    not_begun(names: Vec<Log>, code: Hresult) = "finding.not-begun": "{ $names } not begun ({ $code })";
    machinery() = "finding.machinery": "VSS and SPP errors meanwhile";
    pub(super) next(step: Sentence) = "finding.next": "next: { $step }";
    period(from: Timestamp, to: Timestamp) = "finding.period": "period: { $from } to { $to }";
}

/// 27s that are actionable or undetermined, trouble, and runs that did not succeed.
pub(super) fn needs_a_person(report: &ComputerReport, extent: Extent) -> Vec<Block> {
    let mut blocks = records::urgent(report, extent);
    let trouble = report.trouble.iter().filter(|trouble| trouble.weight == Weight::NeedsPerson);
    // What to do about it is said once, among what to do next.
    let is_advised = |trouble: &Trouble| {
        extent != Extent::All
            && report
                .advice
                .iter()
                .any(|advice| trouble.events.iter().all(|event| advice.because.contains(event)))
    };
    blocks.extend(trouble.map(|trouble| Block::Finding(of_trouble(trouble, is_advised(trouble)))));
    blocks.extend(failed(report, extent).iter().map(|runs| Block::Finding(of_runs(report, runs))));
    blocks
}

/// Trouble that changes nothing: what is told, and what is past.
pub(super) fn worth_knowing(report: &ComputerReport) -> Vec<Block> {
    let told = report.trouble.iter().filter(|trouble| trouble.weight != Weight::NeedsPerson);
    told.map(|trouble| Block::Finding(of_trouble(trouble, false))).collect()
}

/// Advice that is wanted here.
pub(super) fn advice(report: &ComputerReport, extent: Extent, is_wanted: fn(&Advice) -> bool) -> Vec<Block> {
    let told = report.advice.iter().filter(|advice| is_wanted(advice)).map(|advice| {
        let mut details: Vec<Detail> =
            advice.period.iter().map(|span| Detail::Fact(period(span.from, span.to))).collect();
        details.extend(advice.commands.iter().map(|command| Detail::Command(command.clone())));
        Block::Finding(Finding {
            head: Line::plain(advice.text.clone()),
            // What is asked for is asked for the sake of many; the records stand above.
            cites: if advice.is_request() && extent != Extent::All {
                Vec::new()
            } else {
                advice.because.clone()
            },
            details,
        })
    });
    told.collect()
}

/// Trouble in one sentence: what it is, and what the records say.
pub fn whole_trouble(found: &Trouble) -> Sentence {
    trouble(found.phrase.clone(), found.text.clone())
}

fn of_trouble(trouble: &Trouble, is_advised: bool) -> Finding {
    let (phrase, mood) = match trouble.weight {
        Weight::NeedsPerson => (trouble.phrase.clone(), Mood::Bad),
        Weight::Told => (trouble.phrase.clone(), Mood::Plain),
        Weight::Past => (past(trouble.phrase.clone()), Mood::Plain),
    };
    let text = trouble.text.clone();
    let text = if trouble.last > trouble.first {
        told_between(text, trouble.first, trouble.last)
    } else {
        told_at(text, trouble.first)
    };
    let mut details = vec![Detail::Reason(text, trouble.events.clone())];
    if !is_advised {
        details.push(Detail::Next(next(trouble.kind.next_step())));
    }
    Finding { head: Line { text: phrase, mood }, cites: Vec::new(), details }
}

/// Runs that did not succeed, those together that failed alike.
fn failed(report: &ComputerReport, extent: Extent) -> Vec<Vec<(usize, &Session)>> {
    let mut places = BTreeMap::new();
    let mut groups: Vec<Vec<(usize, &Session)>> = Vec::new();
    for (number, session) in report.shown().filter(|(number, _)| report.next_step(*number).is_some()) {
        let code = |coded: Option<Coded>| coded.map(|coded| coded.code);
        let key = (
            (extent == Extent::All).then_some(number),
            session.outcome,
            session.cause.as_ref().map(|cause| (cause.kind, cause.certainty)),
            session.other_causes.iter().map(|cause| cause.kind).collect::<Vec<_>>(),
            code(session.hresult),
            code(session.detail),
            report.next_step(number).map(|step| step.id.clone()),
        );
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push((number, session)),
            None => groups.push(vec![(number, session)]),
        }
    }
    groups
}

fn of_runs(report: &ComputerReport, runs_alike: &[(usize, &Session)]) -> Finding {
    let number = |number: usize| Number(u64::try_from(number).unwrap_or(u64::MAX));
    let empty = || Finding { head: Line::plain(machinery()), cites: Vec::new(), details: Vec::new() };
    let (Some((first, session)), Some((latest, last))) = (runs_alike.first(), runs_alike.last()) else {
        return empty();
    };
    let outcome = Word(session.outcome.id());
    let is_one = runs_alike.len() == 1;
    let text = if is_one {
        run(number(*first), outcome, session.started)
    } else {
        runs(runs_alike.len(), number(*first), number(*latest), outcome, session.started, last.started)
    };
    let mut details: Vec<Detail> = of_causes(session);
    let mut facts: Vec<Sentence> = Vec::new();
    facts.extend(session.snapshot.filter(|wait| !wait.succeeded).map(|wait| waited(wait.duration)));
    facts.extend(of_members(session));
    if !facts.is_empty() {
        details.push(Detail::Reason(self::facts(Clauses(facts)), Vec::new()));
    }
    if !session.machinery.is_empty() {
        details.push(Detail::Reason(machinery(), session.machinery.clone()));
    }
    details.extend(report.next_step(*latest).map(|step| Detail::Next(next(step.clone()))));
    let mood = match session.outcome {
        Outcome::Failed | Outcome::NotStarted | Outcome::Interrupted => Mood::Bad,
        _ => Mood::Open,
    };
    Finding { head: Line { text, mood }, cites: Vec::new(), details }
}

/// The cause, other causes, and the codes. A code that is the cause is told with it.
fn of_causes(session: &Session) -> Vec<Detail> {
    let mut details = Vec::new();
    let codes: Vec<(&'static str, Coded)> = [("code", session.hresult), ("detail", session.detail)]
        .into_iter()
        .filter_map(|(which, coded)| Some((which, coded.filter(|coded| coded.code.0 != 0)?)))
        .collect();
    let decimal = |coded: &Coded| Number(u64::from(coded.code.0));
    let mut told = None;
    if let Some(cause) = &session.cause {
        let (kind, certainty) = (Word(cause.kind.id()), Word(cause.certainty.id()));
        let by_code = codes.iter().find(|(_, coded)| {
            cause.certainty == Certainty::Certain
                && cause.other_reading.is_none()
                && cause.evidence == [coded.at]
        });
        let text = match (by_code, &cause.other_reading) {
            (Some((_, coded)), _) => {
                told = Some(coded.code);
                cause_by_code(kind, certainty, coded.code, decimal(coded), code_meaning(coded.code))
            }
            (None, Some(other)) => {
                let phrase = cause.kind.phrase();
                cause_or(kind, certainty, phrase, Word(other.kind.id()), other.because.clone())
            }
            (None, None) => cause_is(kind, certainty, cause.kind.phrase()),
        };
        details.push(Detail::Reason(text, cause.evidence.clone()));
    }
    details.extend(session.other_causes.iter().map(|cause| {
        let text = also(Word(cause.kind.id()), Word(cause.certainty.id()), cause.kind.phrase());
        Detail::Reason(text, cause.evidence.clone())
    }));
    details.extend(codes.iter().filter(|(_, coded)| Some(coded.code) != told).map(|(which, coded)| {
        let text = code_is(Word(which), coded.code, decimal(coded), code_meaning(coded.code));
        Detail::Reason(text, vec![coded.at])
    }));
    details
}

/// The engine's code for "cancelled", which volumes carry whose snapshot was not made in time.
const CANCELLED: Hresult = Hresult(0x8078_001D);

/// Volumes and components that failed, those together that carry one code.
fn of_members(session: &Session) -> Vec<Sentence> {
    let mut by_code: BTreeMap<Hresult, Vec<Log>> = BTreeMap::new();
    for member in session.volumes.iter().chain(&session.components) {
        if let Some(code) = member.failed_with {
            by_code.entry(code).or_default().push(Log::of(&member.name));
        }
    }
    let is_not_begun = |code: Hresult| {
        code == CANCELLED
            && session.cause.as_ref().is_some_and(|cause| cause.kind == CauseKind::SnapshotTimeout)
    };
    let told = by_code.into_iter().map(|(code, mut names)| {
        names.truncate(CITED);
        if is_not_begun(code) { not_begun(names, code) } else { members(names, code, code_meaning(code)) }
    });
    told.collect()
}
