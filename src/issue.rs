//! Issues: what could not be read or understood, and where.
//!
//! Damage is a result here, not an error: the work goes on, and the report says what it rests on.

use crate::event::SourceId;
use crate::say::{Sentence, words};

/// What kind of thing went wrong. The names are part of the JSON and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IssueKind {
    /// A path or list that was named does not exist or can't be opened.
    NotFound,
    /// No log is of a computer that was asked for.
    NoSuchComputer,
    /// A file could not be opened or read.
    Unreadable,
    /// A file that was given is no event log.
    NotAnEventLog,
    /// A log of Windows XP or 2003.
    LegacyEvt,
    /// An event trace, not an event log.
    TraceFile,
    /// A format, or a way of packing, that is not read.
    UnsupportedFormat,
    /// An archive is cut off or damaged.
    ArchiveDamaged,
    /// An archive is encrypted, and its password was not given.
    ArchiveLocked,
    /// An archive unpacks to more than it may.
    ArchiveLimit,
    /// An extract is damaged or of another version, so that nobody knows all that it tells.
    ExtractDamaged,
    /// A name in an archive leads out of it.
    ArchiveName,
    /// A file that calls itself a log and holds nothing.
    EmptyFile,
    /// The file header contradicts its checksum.
    FileHeader,
    /// The log was in use when it was copied.
    Dirty,
    /// The file ends before the log does.
    Truncated,
    /// A chunk that the header declares can't be read.
    ChunkLost,
    /// A chunk's header is damaged.
    ChunkHeader,
    /// A chunk's header is older than its records.
    StaleChunkHeader,
    /// A checksum over records does not match.
    Checksum,
    /// Records could not be read.
    RecordsUnreadable,
    /// A chunk lies behind those that the header declares.
    ChunkBeyondEnd,
    /// Other files lie in a folder that was searched.
    OtherFiles,
    /// A text is a list of events, but no evidence.
    EventListText,
    /// Two intact copies of one record differ.
    CopiesDiffer,
    /// Two names that may or may not be one computer.
    ComputerName,
    /// A volume list is of a host that no log is of.
    UnknownHost,
    /// The time zone of the host could not be told exactly.
    TimeZone,
    /// A volume list holds no volume.
    InventoryEmpty,
    /// A line of a volume list is no valid volume.
    InventoryLine,
    /// A volume list may name temporary volumes.
    InventoryDoubtful,
    /// Stale records that were recovered and that nothing is made of.
    RecoveredNotUsed,
    /// What was found beside the logs contradicts itself.
    ContextConflict,
    /// Records of one run contradict each other.
    ContradictingOutcome,
    /// The success of a run can't be proven.
    UnprovenOutcome,
    /// A field of a record can't be understood.
    UnreadableField,
    /// A number that was given looks wrong.
    SuspiciousValue,
}

words! {
    pub IssueKind {
        NotFound = "not-found",
        NoSuchComputer = "no-such-computer",
        Unreadable = "unreadable",
        NotAnEventLog = "not-an-event-log",
        LegacyEvt = "legacy-evt",
        TraceFile = "trace-file",
        UnsupportedFormat = "unsupported-format",
        ArchiveDamaged = "archive-damaged",
        ArchiveLocked = "archive-locked",
        ArchiveLimit = "archive-limit",
        ExtractDamaged = "extract-damaged",
        ArchiveName = "archive-name",
        EmptyFile = "empty-file",
        FileHeader = "file-header",
        Dirty = "dirty",
        Truncated = "truncated",
        ChunkLost = "chunk-lost",
        ChunkHeader = "chunk-header",
        StaleChunkHeader = "stale-chunk-header",
        Checksum = "checksum",
        RecordsUnreadable = "records-unreadable",
        ChunkBeyondEnd = "chunk-beyond-end",
        OtherFiles = "other-files",
        EventListText = "event-list-text",
        CopiesDiffer = "copies-differ",
        ComputerName = "computer-name",
        UnknownHost = "unknown-host",
        TimeZone = "time-zone",
        InventoryEmpty = "inventory-empty",
        InventoryLine = "inventory-line",
        InventoryDoubtful = "inventory-doubtful",
        RecoveredNotUsed = "recovered-not-used",
        ContextConflict = "context-conflict",
        ContradictingOutcome = "contradicting-outcome",
        UnprovenOutcome = "unproven-outcome",
        UnreadableField = "unreadable-field",
        SuspiciousValue = "suspicious-value",
    }
}

/// One thing that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its kind.
    pub kind: IssueKind,
    /// Where it is.
    pub place: Place,
    /// What it is, and what to do about it; a sentence without a final stop.
    pub text: Sentence,
    /// Whether records that the input declares were not read because of it.
    pub is_loss: bool,
}

/// A place in the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The source.
    pub source: Option<SourceId>,
    /// A path that did not become a source.
    pub path: Option<String>,
    /// The computer that the issue concerns.
    pub computer: Option<String>,
    /// The chunk, counted from 0 in file order.
    pub chunk: Option<u64>,
    /// Byte offset in the file.
    pub offset: Option<u64>,
    /// `EventRecordID`, or the id of the record header where only that is known.
    pub record: Option<u64>,
}

impl IssueKind {
    /// Whether it is a mistake in what was asked for, which only whoever asked can mend.
    pub fn is_mistake(self) -> bool {
        matches!(self, Self::NotFound | Self::NoSuchComputer)
    }
}

impl Issue {
    /// An issue that lost nothing.
    pub fn note(kind: IssueKind, text: Sentence) -> Self {
        Self { kind, place: Place::default(), text, is_loss: false }
    }

    /// An issue because of which declared records were not read.
    pub fn loss(kind: IssueKind, text: Sentence) -> Self {
        Self { is_loss: true, ..Self::note(kind, text) }
    }

    /// The same issue at a chunk, with the chunk's offset in the file.
    #[must_use]
    pub fn at_chunk(mut self, chunk: u64, offset: u64) -> Self {
        self.place.chunk = Some(chunk);
        self.place.offset = Some(offset);
        self
    }

    /// The same issue at a path.
    #[must_use]
    pub fn at_path(mut self, path: impl Into<String>) -> Self {
        self.place.path = Some(path.into());
        self
    }

    /// The same issue about a computer.
    #[must_use]
    pub fn on_computer(mut self, computer: impl Into<String>) -> Self {
        self.place.computer = Some(computer.into());
        self
    }

    /// The same issue at a record of a source.
    #[must_use]
    pub fn at_record(mut self, source: SourceId, record: u64) -> Self {
        self.place.source = Some(source);
        self.place.record = Some(record);
        self
    }
}
