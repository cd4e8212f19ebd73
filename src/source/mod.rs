//! What was read: sources with the account of their records, texts beside them, and what became of every file.
//!
//! On the ground floor: the input makes these, and everything behind it reads them.

pub mod contents;
mod folders;
mod hurt;
mod provenance;
mod tally;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;

pub use contents::{CONTENTS, Content};
pub use folders::{Folder, Folders};
pub(crate) use folders::{SENTENCES, Use};
pub use hurt::Hurt;
pub use provenance::{Fingerprint, Provenance};
pub use tally::Tally;

use crate::issue::{Issue, IssueKind};
use crate::say::words;

/// One file that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its path, as given or found, with those of the archives around it: `bundle.zip!/System.evtx`.
    pub path: String,
    /// What it is.
    pub format: Format,
    /// Its size in bytes.
    pub size: u64,
    /// The account of its records.
    pub tally: Tally,
    /// What was wrong with it.
    pub issues: Vec<Issue>,
    /// Channels and computers in it, for people who look for a record.
    pub holds: Vec<(Arc<str>, Arc<str>)>,
    /// What the header of a binary log declares, where it can be read.
    pub header: Option<LogHeader>,
    /// A checksum of its content, which tells sources apart without their names.
    pub fingerprint: u64,
    /// Whether it was read out of an extract, and not itself.
    pub is_extracted: bool,
}

/// What the header of a binary log declares, and how much of it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHeader {
    /// The version of the format: 3.1 up to Windows 8.1, 3.2 later.
    pub version: (u16, u16),
    /// How many chunks it counts.
    pub chunks_declared: u64,
    /// How many chunks the file has room for, whole ones and a cut one.
    pub chunks_found: u64,
    /// The `EventRecordID` that the next record would have got.
    pub next_record_id: u64,
    /// Whether the log was in use, so that this header may lag behind it.
    pub is_dirty: bool,
    /// Whether the log had reached its largest size.
    pub is_full: bool,
    /// Whether the header's checksum matches.
    pub is_intact: bool,
}

/// A file that was found, named by what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its path, like that of a source.
    pub path: String,
    /// Its size in bytes, where that is known without reading it.
    pub size: Option<u64>,
    /// What it is, by the ids of [`CONTENTS`].
    pub what: &'static str,
}

impl Source {
    /// Whether chunks with a wrong checksum lie in it. A chunk whose header lags behind its records, as in a log that was
    /// copied while it was in use, is none.
    pub fn has_wrong_checksums(&self) -> bool {
        let is_doubt = |issue: &Issue| matches!(issue.kind, IssueKind::Checksum | IssueKind::ChunkHeader);
        self.issues.iter().any(is_doubt)
    }

    /// Whether, if none of its records can be relied on, nobody knows what it was or what it told: a changed byte makes
    /// another log, another computer or another event of it. Not so where it still calls itself one of the logs
    /// of which it is judged time by time whether they are whole.
    pub fn is_unknown(&self) -> bool {
        const JUDGED_BY_TIME: [&str; 3] = ["System", "Application", "Microsoft-Windows-Backup"];
        let is_judged =
            |channel: &str| JUDGED_BY_TIME.iter().any(|known| channel.eq_ignore_ascii_case(known));
        let is_known = !self.holds.is_empty() && self.holds.iter().all(|(_, channel)| is_judged(channel));
        let is_lost = self.issues.iter().any(|issue| issue.is_loss);
        (is_lost || self.has_wrong_checksums()) && !is_known
    }

    /// Whether the headers of chunks in it lag behind their records.
    pub fn lags(&self) -> bool {
        self.issues.iter().any(|issue| issue.kind == IssueKind::StaleChunkHeader)
    }

    /// Whether chunks with a wrong checksum lie in it and verdicts rest on what it holds: a record in them may have turned
    /// into something that no rule looks at.
    pub fn is_doubtful(&self) -> bool {
        self.has_wrong_checksums()
            && (self.holds.is_empty() || self.holds.iter().any(|(_, channel)| decides(channel)))
    }
}

/// Whether verdicts rest on a channel.
fn decides(channel: &str) -> bool {
    const CHANNELS: [&str; 4] = [
        "system",
        "microsoft-windows-backup",
        "microsoft-windows-vhdmp",
        "microsoft-windows-volumesnapshot-driver",
    ];
    let channel = channel.to_lowercase();
    CHANNELS.iter().any(|known| channel.starts_with(known))
}

/// What a source is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A binary event log.
    #[default]
    Evtx,
    /// Events exported as XML.
    Xml,
}

words! {
    pub Format {
        Evtx = "evtx",
        Xml = "xml",
    }
}

/// A text that lies beside the logs and may tell of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Its path, like that of a source.
    pub path: String,
    /// What it says.
    pub content: String,
    /// How large its file is. Unit: bytes.
    pub size: u64,
    /// When it was last written to.
    pub modified: Option<Modified>,
    /// Whether the user named it.
    pub is_named: bool,
    /// What to say of it where it tells nothing of a host after all, and the user named it.
    pub complaint: Option<Issue>,
}

/// When a file was last written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modified {
    /// At an instant.
    At(Timestamp),
    /// At a time of day in the zone of whoever packed it, which the archive does not name.
    Local(DateTime),
}
