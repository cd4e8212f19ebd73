//! One volsnap 27, judged.

use serde::Serialize;

use super::event::{JsonEvent, said};
use super::message::JsonMessage;
use crate::event::codes::NtStatus;
use crate::event::providers::driver::StatusReading;
use crate::report::ComputerReport;
use crate::source::Source;
use crate::verdict::{Basis, Judged, Opinion};

#[derive(Serialize)]
pub(super) struct JsonJudged<'a> {
    #[serde(rename = "ref")]
    reference: String,
    event: JsonEvent<'a>,
    status: Option<JsonStatus>,
    status_problem: Option<&'static str>,
    volume: Option<JsonVolume<'a>>,
    session: Option<String>,
    link: &'static str,
    detach: Option<String>,
    verdict: &'static str,
    confidence: &'static str,
    basis: Option<&'static str>,
    next_step: Option<String>,
    next_step_message: Option<JsonMessage<'a>>,
    opinions: Vec<JsonOpinion<'a>>,
}

#[derive(Serialize)]
pub(super) struct JsonStatus {
    hex: String,
    name: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct JsonVolume<'a> {
    text: String,
    guid: Option<String>,
    letter: Option<String>,
    in_inventory: Option<String>,
    in_inventory_message: Option<JsonMessage<'a>>,
    hint: Option<String>,
    hint_message: Option<JsonMessage<'a>>,
}

#[derive(Serialize)]
pub(super) struct JsonOpinion<'a> {
    rule: &'static str,
    name: &'static str,
    verdict: &'static str,
    text: String,
    message: JsonMessage<'a>,
    evidence: Vec<String>,
}

impl<'a> JsonJudged<'a> {
    pub(super) fn of(judged: &'a Judged, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        let subject = &judged.subject;
        let (status, problem) = status(&subject.status);
        Some(Self {
            reference: report.cite(subject.index),
            event: JsonEvent::of(subject.index, report, sources)?,
            status,
            status_problem: problem,
            volume: subject.volume.as_ref().map(|volume| JsonVolume {
                text: volume.to_string(),
                guid: volume.guid().map(|guid| guid.to_string()),
                letter: volume.letter().map(String::from),
                in_inventory: subject.facts.in_inventory.as_ref().map(|listed| said(listed, report)),
                in_inventory_message: subject.facts.in_inventory.as_ref().map(JsonMessage::from),
                hint_message: subject.facts.hint.as_ref().map(JsonMessage::from),
                hint: subject.facts.hint.as_ref().map(|hint| said(hint, report)),
            }),
            session: subject.link.session.map(|position| format!("S{}", position.saturating_add(1))),
            link: subject.link.strength.id(),
            detach: subject.link.detach.map(|index| report.cite(index)),
            verdict: judged.verdict.id(),
            confidence: judged.confidence.id(),
            basis: judged.basis.map(Basis::id),
            next_step: judged.next_step.as_ref().map(|step| said(step, report)),
            next_step_message: judged.next_step.as_ref().map(JsonMessage::from),
            opinions: judged.opinions.iter().map(|opinion| JsonOpinion::of(opinion, report)).collect(),
        })
    }
}

fn status(reading: &StatusReading) -> (Option<JsonStatus>, Option<&'static str>) {
    let frozen = |status: NtStatus| JsonStatus { hex: status.to_string(), name: status.name() };
    match reading {
        StatusReading::Known(status) => (Some(frozen(*status)), None),
        StatusReading::Missing => (None, Some("missing")),
        StatusReading::Unreadable { .. } => (None, Some("unreadable")),
        StatusReading::Differ { .. } => (None, Some("contradicting")),
    }
}

impl<'a> JsonOpinion<'a> {
    pub(super) fn of(opinion: &'a Opinion, report: &ComputerReport) -> Self {
        let name =
            crate::verdict::RULES.iter().find(|rule| rule.id == opinion.rule).map_or("", |rule| rule.name);
        Self {
            rule: opinion.rule,
            name,
            verdict: opinion.verdict.id(),
            text: said(&opinion.text, report),
            message: JsonMessage::from(&opinion.text),
            evidence: opinion.evidence.records().map(|index| report.cite(index)).collect(),
        }
    }
}
