//! Why a run did not succeed, from its codes, its waiting and the records around it.

use jiff::SignedDuration;

use super::vms;
use super::{CauseKind, Coded, DEFAULT_CREATE_TIMEOUT, Outcome, Session, Settings};
use crate::event::class::Class;
use crate::event::codes::Hresult;
use crate::event::providers::backup::BackupStep;
use crate::say::{Sentence, sentences, words};
use crate::timeline::{Computer, EventIndex};

sentences! {
    small_source() = "reading.small-source":
        "a small source volume (System Reserved) without room for its shadow copy gives the same code while the target is \
         healthy";
    waited_less() = "reading.waited-less":
        "the same code is met after the snapshot's time-out, but the run waited less than that";
    wait_unknown() = "reading.wait-unknown":
        "the code stands for any VSS failure, and how long the run waited is not in these logs";
}

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The code says so.
    Certain,
    /// The code allows it and the circumstances fit.
    Likely,
    /// The code allows it; nothing more is known.
    Possible,
}

words! {
    pub Certainty {
        Certain = "certain",
        Likely = "likely",
        Possible = "possible",
    }
}

/// A second way to read the same evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherReading {
    /// The other cause.
    pub kind: CauseKind,
    /// Why it is not ruled out.
    pub because: Sentence,
}

/// Why a run did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The kind.
    pub kind: CauseKind,
    /// How sure it is.
    pub certainty: Certainty,
    /// A second reading.
    pub other_reading: Option<OtherReading>,
    /// What the records say, where that is more than the kind.
    pub told: Option<Sentence>,
    /// The records that say so.
    pub evidence: Vec<EventIndex>,
}

impl Cause {
    /// A cause without a second reading.
    pub(super) fn of(kind: CauseKind, certainty: Certainty, evidence: Vec<EventIndex>) -> Self {
        Self { kind, certainty, other_reading: None, told: None, evidence }
    }

    /// The cause in words: what the records say, else what its kind is.
    pub fn phrase(&self) -> Sentence {
        self.told.clone().unwrap_or_else(|| self.kind.phrase())
    }
}

/// The engine's code for a snapshot that was not made in time.
pub(super) const SPP_TIMED_OUT: Hresult = Hresult(0x8078_0021);
/// SPP's own code for the same.
const SPP_DETAIL_TIMED_OUT: Hresult = Hresult(0x8100_0101);
/// The engine's code for any VSS failure.
pub(super) const VSS_FAILED: Hresult = Hresult(0x8078_00A1);
/// The backup image of one of the volumes could not be prepared.
const IMAGE_NOT_PREPARED: Hresult = Hresult(0x8078_00C5);
/// A wait of this many tenths of `CreateTimeout` or more is taken for the time-out itself: the
/// deadline covers more than the part that was measured.
const NEARLY: i32 = 9;

/// Adds causes to the sessions that did not succeed.
pub(super) fn diagnose(sessions: &mut [Session], computer: &Computer, settings: Settings) {
    for session in sessions.iter_mut().filter(|session| session.outcome.is_trouble()) {
        session.cause = cause(session, computer, settings);
        if let Some(window) = session.window {
            let faults: Vec<EventIndex> = computer
                .between(Class::DiskFault, window.from, window.end)
                .filter(|(_, event)| matches!(event.at.event_id, 7 | 13 | 525))
                .map(|(index, _)| index)
                .collect();
            if !faults.is_empty() {
                session.other_causes.push(Cause::of(CauseKind::DiskHardware, Certainty::Likely, faults));
            }
            session.machinery = computer
                .between(Class::SnapshotTrouble, window.from, window.end)
                .map(|(index, _)| index)
                .collect();
            vms::add(session, window, computer);
        }
    }
}

fn cause(session: &Session, computer: &Computer, settings: Settings) -> Option<Cause> {
    if session.outcome == Outcome::Cancelled {
        let evidence = session.outcome_evidence.clone();
        return Some(Cause::of(CauseKind::Cancelled, Certainty::Certain, evidence));
    }
    let (by_code, by_event) = (by_code(session, settings), by_event(session, computer));
    // What a record means tells more than a code that nobody knows.
    let is_known = |cause: &Cause| cause.kind != CauseKind::Unknown;
    if by_event.as_ref().is_some_and(is_known) && !by_code.as_ref().is_some_and(is_known) {
        return by_event;
    }
    by_code.or(by_event)
}

/// Runs that never began, and runs without a target, carry their cause in the event's id.
fn by_event(session: &Session, computer: &Computer) -> Option<Cause> {
    let told: Vec<(CauseKind, EventIndex)> = session
        .events
        .iter()
        .rev()
        .filter_map(|index| {
            let event = computer.event(*index)?;
            let crate::event::EventKind::Backup(backup) = &event.kind else { return None };
            let kind = match backup.step {
                BackupStep::NoTarget | BackupStep::TargetFull | BackupStep::ShareNotWritable => {
                    CauseKind::TargetStorage
                }
                BackupStep::OtherRunning
                | BackupStep::PolicyConflict
                | BackupStep::RecoveryPlanned
                | BackupStep::SettingsMissing => CauseKind::Policy,
                BackupStep::EngineUnreachable | BackupStep::FailedToStart => CauseKind::Unknown,
                _ => return None,
            };
            Some((kind, *index))
        })
        .collect();
    let known = told.iter().find(|(kind, _)| *kind != CauseKind::Unknown).or_else(|| told.first()).copied();
    let (kind, index) = known.or_else(|| {
        (session.outcome == Outcome::Failed || session.outcome == Outcome::Partial)
            .then(|| (CauseKind::Unknown, session.outcome_evidence.first().copied()))
            .and_then(|(kind, index)| Some((kind, index?)))
    })?;
    let certainty = if kind == CauseKind::Unknown { Certainty::Possible } else { Certainty::Certain };
    Some(Cause::of(kind, certainty, vec![index]))
}

fn by_code(session: &Session, settings: Settings) -> Option<Cause> {
    let main = session.hresult.filter(|coded| coded.code.0 != 0);
    let detail = session.detail;
    let certain = |kind: CauseKind, coded: Coded| Cause::of(kind, Certainty::Certain, vec![coded.at]);
    if let Some(coded) = main.filter(|coded| coded.code == SPP_TIMED_OUT) {
        return Some(certain(CauseKind::SnapshotTimeout, coded));
    }
    if let Some(coded) = detail.filter(|coded| coded.code == SPP_DETAIL_TIMED_OUT) {
        return Some(certain(CauseKind::SnapshotTimeout, coded));
    }
    // A detail that says more than "some VSS failure" speaks before the general code.
    let telling = detail.and_then(|coded| Some((kind_of(coded.code)?, coded)));
    match main {
        Some(coded) if coded.code == VSS_FAILED => Some(match telling {
            Some((kind, detail)) if kind != CauseKind::Vss => certain(kind, detail),
            _ => vss_failed(coded, session, settings),
        }),
        Some(coded) if coded.code == IMAGE_NOT_PREPARED => Some(match telling {
            Some((kind, detail)) if kind != CauseKind::Vss && kind != CauseKind::TargetStorage => {
                certain(kind, detail)
            }
            _ => Cause {
                certainty: Certainty::Likely,
                other_reading: Some(OtherReading { kind: CauseKind::ShadowStorage, because: small_source() }),
                ..certain(CauseKind::TargetStorage, coded)
            },
        }),
        Some(coded) => Some(match (kind_of(coded.code), telling) {
            (Some(CauseKind::Vss) | None, Some((kind, detail))) => certain(kind, detail),
            (Some(kind), _) => certain(kind, coded),
            (None, None) => Cause { certainty: Certainty::Possible, ..certain(CauseKind::Unknown, coded) },
        }),
        None => telling.map(|(kind, coded)| certain(kind, coded)),
    }
}

/// 0x807800A1 without a telling detail: the wait decides between the two readings.
fn vss_failed(coded: Coded, session: &Session, settings: Settings) -> Cause {
    let wait = session.snapshot.filter(|wait| !wait.succeeded).map(|wait| wait.duration);
    let (kind, certainty, other_reading) = match wait {
        Some(wait) if is_timeout(wait, settings) => (CauseKind::SnapshotTimeout, Certainty::Likely, None),
        Some(_) => (
            CauseKind::Vss,
            Certainty::Possible,
            Some(OtherReading { kind: CauseKind::SnapshotTimeout, because: waited_less() }),
        ),
        None => (
            CauseKind::SnapshotTimeout,
            Certainty::Possible,
            Some(OtherReading { kind: CauseKind::Vss, because: wait_unknown() }),
        ),
    };
    Cause { other_reading, ..Cause::of(kind, certainty, vec![coded.at]) }
}

/// Whether a wait is as long as the time-out; also as long as the default, where the value may be newer than the
/// run.
fn is_timeout(wait: SignedDuration, settings: Settings) -> bool {
    /// A snapshot that timed out is given up within moments, not minutes.
    const MOMENTS: SignedDuration = SignedDuration::from_mins(2);
    let is_default =
        is_nearly(wait, DEFAULT_CREATE_TIMEOUT) && wait <= DEFAULT_CREATE_TIMEOUT.saturating_add(MOMENTS);
    is_nearly(wait, settings.create_timeout) || (settings.may_be_newer && is_default)
}

fn is_nearly(wait: SignedDuration, timeout: SignedDuration) -> bool {
    wait.checked_mul(10).zip(timeout.checked_mul(NEARLY)).is_some_and(|(wait, limit)| wait >= limit)
}

fn kind_of(code: Hresult) -> Option<CauseKind> {
    CauseKind::of_group(code.known()?.group)
}
