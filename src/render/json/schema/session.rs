//! One backup run.

use schemars::JsonSchema;
use serde::Serialize;

use super::event::{cites, local, said, utc};
use super::message::JsonMessage;
use super::words::{CauseWord, CertaintyWord, Hex, Local, OutcomeWord, ProductWord, Reference, RunId, Utc};
use crate::event::codes::Hresult;
use crate::report::ComputerReport;
use crate::session::products::WINDOWS_SERVER_BACKUP;
use crate::session::{Cause, Coded, FailedVm, Member, ProductRun, Session};
use crate::story;
use crate::timeline::EventIndex;

/// One backup run.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Run")]
pub(super) struct JsonSession<'a> {
    /// Its id on this computer: `S1`, … of Windows Server Backup, `P1`, … of other products, each in the order of time.
    #[schemars(with = "RunId")]
    id: String,
    /// Whose run it is.
    #[schemars(with = "ProductWord")]
    product: &'static str,
    /// What a run of another product is about: a job, a machine. Null where no record names it, and of Windows Server Backup.
    subject: Option<&'a str>,
    /// When it began. Unit: UTC.
    #[schemars(with = "Utc")]
    started: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    started_local: String,
    /// Whether the record of its start was seen; else `started` is taken from what its other records tell.
    start_seen: bool,
    /// When it ended. Unit: UTC. Null where the logs do not show it.
    #[schemars(with = "Option<Utc>")]
    ended: Option<String>,
    /// The same in the zone of the computer. Unit: local time with offset. Null where the logs do not show it.
    #[schemars(with = "Option<Local>")]
    ended_local: Option<String>,
    /// How it ended; `succeeded-with-warnings` and `unknown` are of other products only.
    #[schemars(with = "OutcomeWord")]
    outcome: &'static str,
    /// Its code. Null where no record carries one.
    hresult: Option<JsonCode>,
    /// The code below that one. Null where no record carries one.
    detail: Option<JsonCode>,
    /// Why it did not succeed. Null where it did, or nothing tells why.
    cause: Option<JsonCause<'a>>,
    /// Causes beside it, for example a failing disk.
    other_causes: Vec<JsonCause<'a>>,
    /// How long its snapshot took, or was waited for. Unit: seconds. Null where the logs do not show it.
    snapshot_seconds: Option<f64>,
    /// Whether the snapshot was made at last. Null where the logs do not show it.
    snapshot_succeeded: Option<bool>,
    /// That wait in words. Null where the logs do not show it.
    snapshot: Option<String>,
    /// The same as id and arguments. Null where the logs do not show it.
    snapshot_message: Option<JsonMessage<'a>>,
    /// Where it was written to. Null where no record names it.
    target: Option<&'a str>,
    /// Its volumes.
    volumes: Vec<JsonMember<'a>>,
    /// Its components, virtual machines among them.
    components: Vec<JsonMember<'a>>,
    /// Whether it is known from copies in the log Application only, where no success is written.
    from_application_only: bool,
    /// What to do about it. Null where nothing is to be done.
    next_step: Option<String>,
    /// The same as id and arguments. Null where nothing is to be done.
    next_step_message: Option<JsonMessage<'a>>,
    /// Records of disks that left, which its own images explain.
    detach_noise: JsonNoise,
    /// Records of damaged file systems inside images that it attached.
    damage_inside_images: JsonNoise,
    /// Records of snapshots of cluster shared volumes that were not prepared for them.
    unprepared_snapshots: JsonNoise,
    /// Its virtual machines that failed, with what Hyper-V says of them, for a run that did not succeed.
    failed_vms: Vec<JsonVm<'a>>,
    /// I/O of guests that took long while its snapshot was waited for, where that took too long.
    slow_guest_io: JsonNoise,
    /// Trouble that VSS and SPP reported meanwhile, for a run that did not succeed.
    #[schemars(with = "Vec<Reference>")]
    snapshot_events: Vec<String>,
    /// The records that say how it ended.
    #[schemars(with = "Vec<Reference>")]
    outcome_evidence: Vec<String>,
    /// Every record of it.
    #[schemars(with = "Vec<Reference>")]
    events: Vec<String>,
}

/// Records of one kind.
#[derive(Default, Serialize, JsonSchema)]
#[schemars(rename = "Noise")]
pub(super) struct JsonNoise {
    /// How many. Unit: records.
    count: usize,
    /// Which.
    #[schemars(with = "Vec<Reference>")]
    events: Vec<String>,
}

/// An HRESULT or a Win32 code.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Code")]
pub(super) struct JsonCode {
    /// `0x80780021`.
    #[schemars(with = "Hex")]
    hex: String,
    /// The same number, as it is written in some records.
    decimal: u32,
    /// Its name in Microsoft's headers. Null where it has none that this program knows.
    name: Option<&'static str>,
    /// What it means, in English.
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

/// Why a run did not succeed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Cause")]
pub(super) struct JsonCause<'a> {
    /// Its kind.
    #[schemars(with = "CauseWord")]
    kind: &'static str,
    /// How sure it is.
    #[schemars(with = "CertaintyWord")]
    certainty: &'static str,
    /// The cause in words.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// A second way to read the same evidence. Null where there is none.
    other_reading: Option<JsonReading<'a>>,
    /// The records that say so.
    #[schemars(with = "Vec<Reference>")]
    evidence: Vec<String>,
}

/// A second way to read the same evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Reading")]
pub(super) struct JsonReading<'a> {
    /// The kind of the other cause.
    #[schemars(with = "CauseWord")]
    kind: &'static str,
    /// The other cause in words.
    kind_text: String,
    /// The same as id and arguments.
    kind_message: JsonMessage<'a>,
    /// Why it is not ruled out.
    because: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
}

/// A volume or component of a run, as its records name it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Member")]
pub(super) struct JsonMember<'a> {
    /// Its name.
    name: &'a str,
    /// Its application: `Hyper-V` for a virtual machine. Null where it is a volume, or the record names none.
    application: Option<&'a str>,
    /// Its code. Null where it did not fail.
    failed_with: Option<JsonCode>,
}

/// A virtual machine of a run that failed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FailedVm")]
pub(super) struct JsonVm<'a> {
    /// Its name, as Hyper-V writes it.
    name: &'a str,
    /// Why. Null where its records carry no code.
    code: Option<JsonCode>,
    /// How sure it is that the run's trouble with it is this.
    #[schemars(with = "CertaintyWord")]
    certainty: &'static str,
    /// Whether the checkpoint that was left is merged. Null where nothing tells.
    checkpoint_merged: Option<bool>,
    /// What its records say.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// Its records.
    #[schemars(with = "Vec<Reference>")]
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
                    let phrase = other.kind.phrase();
                    JsonReading {
                        kind: other.kind.id(),
                        kind_text: said(&phrase, report),
                        kind_message: phrase.into(),
                        because: said(&because, report),
                        message: because.into(),
                    }
                }),
                evidence: cites(&cause.evidence, report),
            }
        };
        let next_step = report.next_step(number);
        let wait = session.snapshot.map(story::snapshot);
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
            snapshot: wait.as_ref().map(|wait| said(wait, report)),
            snapshot_message: wait.map(JsonMessage::from),
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
            snapshot: None,
            snapshot_message: None,
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
