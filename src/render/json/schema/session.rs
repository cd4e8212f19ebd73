//! One backup run.

use serde::Serialize;

use super::event::{cites, local, said, utc};
use super::message::JsonMessage;
use crate::event::codes::Hresult;
use crate::report::ComputerReport;
use crate::session::products::WINDOWS_SERVER_BACKUP;
use crate::session::{Cause, Coded, FailedVm, Member, ProductRun, Session};
use crate::timeline::EventIndex;

#[derive(Serialize)]
pub(super) struct JsonSession<'a> {
    id: String,
    product: &'static str,
    subject: Option<&'a str>,
    started: String,
    started_local: String,
    start_seen: bool,
    ended: Option<String>,
    ended_local: Option<String>,
    outcome: &'static str,
    hresult: Option<JsonCode>,
    detail: Option<JsonCode>,
    cause: Option<JsonCause<'a>>,
    other_causes: Vec<JsonCause<'a>>,
    snapshot_seconds: Option<f64>,
    snapshot_succeeded: Option<bool>,
    target: Option<&'a str>,
    volumes: Vec<JsonMember<'a>>,
    components: Vec<JsonMember<'a>>,
    from_application_only: bool,
    next_step: Option<String>,
    next_step_message: Option<JsonMessage<'a>>,
    detach_noise: JsonNoise,
    damage_inside_images: JsonNoise,
    unprepared_snapshots: JsonNoise,
    failed_vms: Vec<JsonVm<'a>>,
    slow_guest_io: JsonNoise,
    snapshot_events: Vec<String>,
    outcome_evidence: Vec<String>,
    events: Vec<String>,
}

#[derive(Default, Serialize)]
pub(super) struct JsonNoise {
    count: usize,
    events: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct JsonCode {
    hex: String,
    decimal: u32,
    name: Option<&'static str>,
    meaning: String,
}

impl JsonCode {
    pub(super) fn of(code: Hresult) -> Self {
        Self {
            hex: code.to_string(),
            decimal: code.0,
            name: code.known().and_then(|known| known.name),
            meaning: code.meaning(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct JsonCause<'a> {
    kind: &'static str,
    certainty: &'static str,
    text: String,
    message: JsonMessage<'a>,
    other_reading: Option<JsonReading<'a>>,
    evidence: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct JsonReading<'a> {
    kind: &'static str,
    because: String,
    message: JsonMessage<'a>,
}

#[derive(Serialize)]
pub(super) struct JsonMember<'a> {
    name: &'a str,
    application: Option<&'a str>,
    failed_with: Option<JsonCode>,
}

#[derive(Serialize)]
pub(super) struct JsonVm<'a> {
    name: &'a str,
    code: Option<JsonCode>,
    certainty: &'static str,
    checkpoint_merged: Option<bool>,
    text: String,
    message: JsonMessage<'a>,
    events: Vec<String>,
}

impl<'a> JsonVm<'a> {
    fn of(vm: &'a FailedVm, report: &ComputerReport) -> Self {
        Self {
            name: &vm.name,
            code: vm.code.map(JsonCode::of),
            certainty: vm.certainty.id(),
            checkpoint_merged: vm.is_merged,
            text: said(&vm.text, report),
            message: JsonMessage::from(&vm.text),
            events: cites(&vm.events, report),
        }
    }
}

impl<'a> JsonSession<'a> {
    pub(super) fn of(number: usize, session: &'a Session, report: &'a ComputerReport) -> Self {
        let code = |coded: Option<Coded>| coded.map(|coded| JsonCode::of(coded.code));
        let cause = |cause: &Cause| {
            let phrase = cause.phrase();
            JsonCause {
                kind: cause.kind.id(),
                certainty: cause.certainty.id(),
                text: said(&phrase, report),
                message: phrase.into(),
                other_reading: cause.other_reading.as_ref().map(|other| {
                    let because = other.because.clone();
                    JsonReading {
                        kind: other.kind.id(),
                        because: said(&because, report),
                        message: because.into(),
                    }
                }),
                evidence: cites(&cause.evidence, report),
            }
        };
        let next_step = report.next_step(number);
        let noise = report.noise.get(number.saturating_sub(1)).cloned().unwrap_or_default();
        let counted = |list: &[EventIndex]| JsonNoise { count: list.len(), events: cites(list, report) };
        Self {
            id: format!("S{number}"),
            product: WINDOWS_SERVER_BACKUP.id,
            subject: None,
            started: utc(session.started),
            started_local: local(session.started, &report.zone),
            start_seen: session.start_event.is_some(),
            ended: session.ended.map(utc),
            ended_local: session.ended.map(|ended| local(ended, &report.zone)),
            outcome: session.outcome.id(),
            hresult: code(session.hresult),
            detail: code(session.detail),
            cause: session.cause.as_ref().map(cause),
            other_causes: session.other_causes.iter().map(cause).collect(),
            snapshot_seconds: session.snapshot.map(|wait| wait.duration.as_secs_f64()),
            snapshot_succeeded: session.snapshot.map(|wait| wait.succeeded),
            target: session.target.as_deref(),
            volumes: session.volumes.iter().map(JsonMember::of).collect(),
            components: session.components.iter().map(JsonMember::of).collect(),
            from_application_only: session.from_copies_only,
            next_step: next_step.map(|step| said(step, report)),
            next_step_message: next_step.map(JsonMessage::from),
            detach_noise: counted(&noise.of_departures),
            damage_inside_images: counted(&noise.inside_images),
            unprepared_snapshots: counted(&noise.unprepared),
            failed_vms: session.failed_vms.iter().map(|vm| JsonVm::of(vm, report)).collect(),
            slow_guest_io: counted(&session.slow_guest_io),
            snapshot_events: cites(&session.machinery, report),
            outcome_evidence: cites(&session.outcome_evidence, report),
            events: cites(&session.events, report),
        }
    }
}

impl<'a> JsonSession<'a> {
    /// A run of another product, of which less is known.
    pub(super) fn of_product(number: usize, run: &'a ProductRun, report: &'a ComputerReport) -> Self {
        let result: Vec<EventIndex> = run.end_event.into_iter().collect();
        Self {
            id: format!("P{number}"),
            product: run.product.id,
            subject: run.subject.as_deref(),
            started: utc(run.started),
            started_local: local(run.started, &report.zone),
            start_seen: run.start_event.is_some(),
            ended: run.ended.map(utc),
            ended_local: run.ended.map(|ended| local(ended, &report.zone)),
            outcome: run.outcome.id(),
            hresult: None,
            detail: None,
            cause: None,
            other_causes: Vec::new(),
            snapshot_seconds: None,
            snapshot_succeeded: None,
            target: None,
            volumes: Vec::new(),
            components: Vec::new(),
            from_application_only: false,
            next_step: None,
            next_step_message: None,
            detach_noise: JsonNoise::default(),
            damage_inside_images: JsonNoise::default(),
            unprepared_snapshots: JsonNoise::default(),
            failed_vms: Vec::new(),
            slow_guest_io: JsonNoise::default(),
            snapshot_events: Vec::new(),
            outcome_evidence: cites(&result, report),
            events: cites(&run.events, report),
        }
    }
}

impl<'a> JsonMember<'a> {
    pub(super) fn of(member: &'a Member) -> Self {
        Self {
            name: &member.name,
            application: member.application.as_deref(),
            failed_with: member.failed_with.map(JsonCode::of),
        }
    }
}
