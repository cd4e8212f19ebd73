//! Sessions: the runs of Windows Server Backup, rebuilt from their events.
//!
//! A small state machine per computer groups events into runs; a run's outcome is the worst that
//! any of its records says, and success needs proof. Why a run failed is told by its codes.

mod causes;
mod diagnosis;
mod group;
mod outcome;
pub mod products;
mod rebuild;
mod trend;
mod vms;

use jiff::{SignedDuration, Timestamp};

pub use causes::{CAUSES, CauseKind, CauseRow};
pub use diagnosis::{Cause, Certainty, OtherReading};
pub use products::{Product, ProductOutcome, ProductRun};
pub use rebuild::rebuild;
pub use trend::{SnapshotTrend, trend};
pub use vms::{FailedVm, is_caption_of};

use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::say::{Pattern, words};
use crate::timeline::{EventIndex, Span, shifted};

/// The sentences of this room.
pub(crate) const SENTENCES: &[&[Pattern]] =
    &[diagnosis::SENTENCES, outcome::SENTENCES, rebuild::SENTENCES, vms::SENTENCES];

/// The phrases of this room: causes, and outcomes where they stand by themselves.
pub(crate) fn phrases() -> impl Iterator<Item = Pattern> {
    let outcomes = Outcome::ALL.iter().map(|outcome| Pattern::of_table("word", outcome.id(), outcome.id()));
    causes::phrases().chain(outcomes)
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Event 4, or an event 14 that proves as much.
    Succeeded,
    /// Some files were skipped; everything else succeeded.
    SucceededWithSkippedFiles,
    /// At least one volume or component failed.
    Partial,
    /// It was cancelled.
    Cancelled,
    /// It failed as a whole.
    Failed,
    /// It never began.
    NotStarted,
    /// The machine went down during the run.
    Interrupted,
    /// The logs do not show how it ended.
    EndNotSeen,
}

words! {
    pub Outcome {
        Succeeded = "succeeded",
        SucceededWithSkippedFiles = "succeeded-with-skipped-files",
        Partial = "partial",
        Cancelled = "cancelled",
        Failed = "failed",
        NotStarted = "not-started",
        Interrupted = "interrupted",
        EndNotSeen = "end-not-seen",
    }
}

impl Outcome {
    /// Whether the backup can be relied on.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Succeeded | Self::SucceededWithSkippedFiles)
    }

    /// Whether it is known that the backup did not fully succeed.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Partial | Self::Cancelled | Self::Failed | Self::NotStarted | Self::Interrupted)
    }
}

/// A code with the record that carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coded {
    /// The code.
    pub code: Hresult,
    /// The record.
    pub at: EventIndex,
}

/// One volume or virtual machine of a run, as its records name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name; volumes and components come from log text.
    pub name: String,
    /// Its GUID, where it has one: of a virtual machine, its id.
    pub id: Option<Guid>,
    /// Its application, for a component: `Hyper-V` for a virtual machine.
    pub application: Option<String>,
    /// Its code, when it failed.
    pub failed_with: Option<Hresult>,
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Session {
    /// When it began: event 1, else the earlier of BackupTime and SourceSnapStartTime.
    pub started: Timestamp,
    /// The record of its start, when it was seen.
    pub start_event: Option<EventIndex>,
    /// When it ended, if the logs show it.
    pub ended: Option<Timestamp>,
    /// The last record of its end, or the record of the machine's going down.
    pub end_event: Option<EventIndex>,
    /// How it ended.
    pub outcome: Outcome,
    /// The records that say so.
    pub outcome_evidence: Vec<EventIndex>,
    /// Its code.
    pub hresult: Option<Coded>,
    /// The code below.
    pub detail: Option<Coded>,
    /// Why it failed.
    pub cause: Option<Cause>,
    /// Causes beside it, for example a failing disk.
    pub other_causes: Vec<Cause>,
    /// How long the snapshot took, or was waited for.
    pub snapshot: Option<SnapshotWait>,
    /// Where it was written to.
    pub target: Option<String>,
    /// Its volumes.
    pub volumes: Vec<Member>,
    /// Its components, virtual machines among them.
    pub components: Vec<Member>,
    /// Every record of it, in order.
    pub events: Vec<EventIndex>,
    /// The time of its last record.
    pub last_heard: Timestamp,
    /// Trouble that VSS and SPP reported meanwhile, for a run that did not succeed.
    pub machinery: Vec<EventIndex>,
    /// Its virtual machines that failed, with what Hyper-V says of them, for a run that did not succeed.
    pub failed_vms: Vec<FailedVm>,
    /// I/O of guests that took long while its snapshot was being made, where that took too long.
    pub slow_guest_io: Vec<EventIndex>,
    /// Whether it is known from copies in Application only.
    pub from_copies_only: bool,
    /// Whether the bytes of all its records can be trusted.
    pub is_intact: bool,
    /// From when to when a volsnap 27 can belong to it; none for a run that never began.
    pub window: Option<Window>,
}

/// How long the source snapshot took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapshotWait {
    /// Since when.
    pub from: Timestamp,
    /// How long.
    pub duration: SignedDuration,
    /// Whether it was made at last.
    pub succeeded: bool,
}

/// From when to when a record can belong to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The start of the run, less a little.
    pub from: Timestamp,
    /// The start of the run itself.
    pub start: Timestamp,
    /// The end of the run itself.
    pub end: Timestamp,
    /// The end of the time of grace behind it.
    pub to: Timestamp,
}

/// Records are written a moment before or after what they tell; a start may come late by this.
const BEFORE_START: SignedDuration = SignedDuration::from_secs(5);

/// What a run attached has left when it ends, or is being cleared up then (order of the records of a run: Backup 4 and 14 come
/// behind the detach of the target's image).
const CLEARED_WITHIN: SignedDuration = SignedDuration::from_secs(120);

impl Window {
    /// The window of a run that begins and ends at these times.
    fn new(start: Timestamp, end: Timestamp, grace: SignedDuration) -> Self {
        let end = end.max(start);
        Self {
            from: shifted(start, SignedDuration::ZERO.saturating_sub(BEFORE_START)),
            start,
            end,
            to: shifted(end, grace),
        }
    }

    /// Whether a time lies between start and end.
    pub fn is_inside(self, time: Timestamp) -> bool {
        self.from <= time && time <= self.end
    }

    /// Whether what came at a time may have been brought by the run: not before it began.
    pub fn may_bring(self, came: Timestamp) -> bool {
        self.start <= came && came <= self.end
    }

    /// Whether what left at a time may have been taken away by the run, which has done so when it ends, or soon behind.
    pub fn may_take(self, left: Timestamp) -> bool {
        left <= shifted(self.end, CLEARED_WITHIN)
    }

    /// Whether a time lies in the window, grace included.
    pub fn covers(self, time: Timestamp) -> bool {
        self.from <= time && time <= self.to
    }

    /// The run itself, without grace.
    pub fn run(self) -> Span {
        Span { from: self.from, to: self.end }
    }
}

/// What the user may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long after a run a volsnap 27 can still belong to it.
    pub grace: SignedDuration,
    /// `CreateTimeout` of the host: how long it waits for the snapshot.
    pub create_timeout: SignedDuration,
    /// Whether that value is known: else it is the default.
    pub is_known: bool,
    /// Whether that value was found beside the logs: it may have been set after some of the runs.
    pub may_be_newer: bool,
}

/// How long after a run a volsnap 27 can still belong to it, where the user says nothing else.
pub const DEFAULT_GRACE: SignedDuration = SignedDuration::from_mins(10);

/// `CreateTimeout` where the registry holds none: 10 minutes.
pub const DEFAULT_CREATE_TIMEOUT: SignedDuration = SignedDuration::from_mins(10);
