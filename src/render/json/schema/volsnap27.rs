//! One volsnap 27, judged.

use schemars::JsonSchema;
use serde::Serialize;

use super::event::{JsonEvent, said};
use super::message::JsonMessage;
use super::words::{
    BasisWord, ConfidenceWord, Hex, LinkWord, ProblemWord, Reference, RuleName, RuleWord, RunId,
    StatusProblem, VerdictWord,
};
use crate::event::codes::NtStatus;
use crate::event::providers::driver::StatusReading;
use crate::report::ComputerReport;
use crate::source::Source;
use crate::verdict::{Basis, Judged, Opinion};

/// One volsnap 27 with its verdict.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Volsnap27")]
pub(super) struct JsonJudged<'a> {
    /// How it is cited.
    #[serde(rename = "ref")]
    #[schemars(with = "Reference")]
    reference: String,
    /// The record.
    event: JsonEvent<'a>,
    /// Its NTSTATUS. Null where it has none that can be relied on; `status_problem` says why.
    status: Option<JsonStatus>,
    /// Why it has no status. Null where it has one.
    #[schemars(with = "Option<ProblemWord>")]
    status_problem: Option<&'static str>,
    /// The volume that it names. Null where it names none.
    volume: Option<JsonVolume<'a>>,
    /// The run of Windows Server Backup whose window it lies in: `id` of a run. Null where it lies in none.
    #[schemars(with = "Option<RunId>")]
    session: Option<String>,
    /// How it is tied to a run or to a disk that left.
    #[schemars(with = "LinkWord")]
    link: &'static str,
    /// The record of the disk that left right before. Null where there is none.
    #[schemars(with = "Option<Reference>")]
    detach: Option<String>,
    /// The verdict: that of the worst opinion.
    #[schemars(with = "VerdictWord")]
    verdict: &'static str,
    /// How sure it is; it never changes the verdict.
    #[schemars(with = "ConfidenceWord")]
    confidence: &'static str,
    /// What a benign one rests on. Null where it is not benign.
    #[schemars(with = "Option<BasisWord>")]
    basis: Option<&'static str>,
    /// What to do about it. Null where nothing is to be done, or it is to be done about the run.
    next_step: Option<String>,
    /// The same as id and arguments. Null where `next_step` is.
    next_step_message: Option<JsonMessage<'a>>,
    /// What each rule says that has something to say, the worst first.
    opinions: Vec<JsonOpinion<'a>>,
}

/// An NTSTATUS.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Status")]
pub(super) struct JsonStatus {
    /// `0xC000000E`.
    #[schemars(with = "Hex")]
    hex: String,
    /// Its name in Microsoft's headers. Null where it has none that this program knows.
    name: Option<&'static str>,
}

/// A volume as a record names it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Volume")]
pub(super) struct JsonVolume<'a> {
    /// The name.
    text: String,
    /// The GUID in it. Null where it is not named by one.
    guid: Option<String>,
    /// The letter in it. Null where it is not named by one.
    letter: Option<String>,
    /// Where a list of volumes names it. Null where none that counts does.
    in_inventory: Option<String>,
    /// The same as id and arguments. Null where `in_inventory` is.
    in_inventory_message: Option<JsonMessage<'a>>,
    /// What it resembles in a list, which proves nothing. Null where it resembles nothing.
    hint: Option<String>,
    /// The same as id and arguments. Null where `hint` is.
    hint_message: Option<JsonMessage<'a>>,
}

/// What one rule says of one volsnap 27.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Opinion")]
pub(super) struct JsonOpinion<'a> {
    /// The number of the rule, as docs/rules.md has it.
    #[schemars(with = "RuleWord")]
    rule: &'static str,
    /// Its name.
    #[schemars(with = "RuleName")]
    name: &'static str,
    /// Its verdict.
    #[schemars(with = "VerdictWord")]
    verdict: &'static str,
    /// What it says.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// The records that prove it; one at least.
    #[schemars(with = "Vec<Reference>", length(min = 1))]
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
        StatusReading::Missing => (None, Some(StatusProblem::Missing.id())),
        StatusReading::Unreadable { .. } => (None, Some(StatusProblem::Unreadable.id())),
        StatusReading::Differ { .. } => (None, Some(StatusProblem::Contradicting.id())),
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
