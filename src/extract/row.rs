//! The rows of an extract, as they are written: frozen copies, apart from what the program works with.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::event::{Trust, bytes};

/// The version of the rows and columns. A column may be added without a new one: who does not know it does not miss it.
pub const VERSION: u64 = 1;

/// The words for how far bytes can be trusted.
pub(super) const TRUSTS: &[(Trust, &str)] =
    &[(Trust::Intact, "intact"), (Trust::ChecksumFailed, "checksum-failed"), (Trust::Carved, "carved")];

/// A row. Which kind it is stands in the column `row`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "kebab-case")]
pub(super) enum Row {
    /// The first row of an extract.
    Extract(HeadRow),
    Source(SourceRow),
    File(FileRow),
    Folder(FolderRow),
    Run(RunRow),
    Record(RecordRow),
    Requester(RequesterRow),
    Text(TextRow),
    Issue(IssueRow),
    /// The last row of an extract.
    End(EndRow),
    /// A kind that a later version has added.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeadRow {
    pub(super) extract_version: u64,
    pub(super) program: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SourceRow {
    pub(super) source: u64,
    pub(super) path: String,
    pub(super) format: String,
    pub(super) size: u64,
    pub(super) fingerprint: u64,
    pub(super) read: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
    pub(super) recovered: u64,
    #[serde(flatten)]
    pub(super) header: Option<HeaderColumns>,
}

/// What the header of a binary log declares; all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeaderColumns {
    pub(super) format_major: u16,
    pub(super) format_minor: u16,
    pub(super) chunks_declared: u64,
    pub(super) chunks_found: u64,
    pub(super) next_record_id: u64,
    pub(super) is_dirty: bool,
    pub(super) is_full: bool,
    pub(super) is_header_intact: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRow {
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sha256: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderRow {
    pub(super) path: String,
    pub(super) walked: u64,
    pub(super) logs: u64,
    pub(super) exports: u64,
    pub(super) context: u64,
    pub(super) archives: u64,
    pub(super) other: u64,
    pub(super) told: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RunRow {
    pub(super) source: u64,
    pub(super) computer: String,
    pub(super) channel: String,
    pub(super) first_id: u64,
    pub(super) last_id: u64,
    pub(super) time_of_first: String,
    pub(super) time_of_last: String,
    pub(super) first_time: String,
    pub(super) last_time: String,
    pub(super) trust: String,
    pub(super) damage_before: bool,
    pub(super) damage_after: bool,
    pub(super) in_use: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordRow {
    pub(super) source: u64,
    pub(super) computer: String,
    pub(super) channel: String,
    pub(super) provider: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) event_source_name: Option<String>,
    pub(super) event_id: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<u8>,
    pub(super) time_created: String,
    pub(super) event_record_id: u64,
    pub(super) trust: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) data: Vec<DatumColumns>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) binary: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DatumColumns {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RequesterRow {
    pub(super) computer: String,
    pub(super) provider: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TextRow {
    pub(super) path: String,
    pub(super) content: String,
    pub(super) size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) modified: Option<String>,
    pub(super) is_named: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IssueRow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) computer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) chunk: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<u64>,
    pub(super) kind: String,
    pub(super) is_loss: bool,
    pub(super) sentence: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EndRow {
    pub(super) rows: u64,
    pub(super) digest: String,
    /// What records were kept for.
    pub(super) interests: Vec<String>,
}

/// What tells whether rows are those that were written.
#[derive(Debug, Clone, Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    /// Takes in a row, as this version writes it: a column that a later version has added plays no part.
    pub(super) fn add(&mut self, row: &Row) {
        if let Ok(line) = serde_json::to_vec(row) {
            self.0.update(&line);
            self.0.update(b"\n");
        }
    }

    pub(super) fn digits(self) -> String {
        bytes::digits(&self.0.finalize()).to_lowercase()
    }
}
