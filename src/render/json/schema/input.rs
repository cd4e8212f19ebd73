//! What was read, what became of the files, and what could not be read.

use schemars::JsonSchema;
use serde::Serialize;

use super::message::JsonMessage;
use super::words::{FormatWord, IssueWord, TakenKind, TakenWord};
use crate::catalogue::Tongue;
use crate::context::{CreateTimeout, Taken, What};
use crate::issue::Issue;
use crate::source::{Folder, Source, Tally};

/// What became of the files of one folder or archive: `walked` is the sum of the others.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Folder")]
pub(super) struct JsonFolder<'a> {
    /// The folder or archive.
    place: &'a str,
    /// Files that were found. Unit: files.
    walked: u64,
    /// Event logs that were read. Unit: files.
    logs: u64,
    /// Exports of events that were read. Unit: files.
    exports: u64,
    /// Lists of volumes and exports of the registry. Unit: files.
    context: u64,
    /// Archives, whose files are counted by themselves. Unit: files.
    archives: u64,
    /// Other files, which were left aside. Unit: files.
    other: u64,
    /// Files that were not used, and of which an issue says why. Unit: files.
    told: u64,
}

impl<'a> JsonFolder<'a> {
    pub(super) fn of((place, folder): (&'a str, Folder)) -> Self {
        Self {
            place,
            walked: folder.walked,
            logs: folder.logs,
            exports: folder.exports,
            context: folder.context,
            archives: folder.archives,
            other: folder.other,
            told: folder.told,
        }
    }
}

/// One log or export that was read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Source")]
pub(super) struct JsonSource<'a> {
    /// Its path, as given or found, with those of the archives around it: `bundle.zip!/System.evtx`.
    path: &'a str,
    /// What it is.
    #[schemars(with = "FormatWord")]
    format: &'static str,
    /// Its size. Unit: bytes.
    bytes: u64,
    /// The account of its records: `declared` = `read` + `failed` + `skipped`.
    records: Records,
    /// What was wrong with it.
    issues: Vec<JsonIssue<'a>>,
}

/// The account of a source's records.
#[derive(Serialize, JsonSchema)]
pub(super) struct Records {
    /// Records that the source declares. Unit: records.
    declared: u64,
    /// Records that can matter and were read. Unit: records.
    read: u64,
    /// Declared records that could not be read. Unit: records.
    failed: u64,
    /// Records that can't matter, of which only their place in the log was read. Unit: records.
    skipped: u64,
    /// Stale records carved from free space with `--recover`; not among the declared ones. Unit: records.
    recovered: u64,
}

impl Records {
    pub(super) fn of(tally: Tally) -> Self {
        Self {
            declared: tally.declared(),
            read: tally.read,
            failed: tally.failed,
            skipped: tally.skipped,
            recovered: tally.recovered,
        }
    }
}

impl<'a> JsonSource<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        Self {
            path: &source.path,
            format: source.format.id(),
            bytes: source.size,
            records: Records::of(source.tally),
            issues: source.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

/// What was taken from a file that is no log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Context")]
pub(super) struct JsonTaken<'a> {
    /// The file.
    path: &'a str,
    /// The computer that it is of. Null where that can't be told, and it is then of any.
    computer: Option<&'a str>,
    /// Whether it was found beside the logs; false where the user named it.
    found: bool,
    /// What it tells.
    #[schemars(with = "TakenWord")]
    kind: &'static str,
    /// How many volumes it lists. Unit: volumes. Null where it is no list of volumes.
    volumes: Option<usize>,
    /// The value of CreateTimeout. Unit: milliseconds. Null where it tells none, or that none is set.
    milliseconds: Option<i128>,
}

impl<'a> JsonTaken<'a> {
    pub(super) fn of(taken: &'a Taken) -> Self {
        let (kind, volumes, milliseconds) = match taken.what {
            What::Volumes(count) => (TakenKind::Volumes, Some(count), None),
            What::CreateTimeout(CreateTimeout::Set(value)) => {
                (TakenKind::CreateTimeout, None, Some(value.as_millis()))
            }
            What::CreateTimeout(CreateTimeout::Absent) => (TakenKind::CreateTimeout, None, None),
            What::Disks(_) => (TakenKind::Disks, None, None),
            What::Collection(_) => (TakenKind::Collection, None, None),
        };
        let (path, computer) = (taken.path.as_str(), taken.computer.as_deref());
        Self { path, computer, found: taken.is_found, kind: kind.id(), volumes, milliseconds }
    }
}

/// What could not be read or understood, and where.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Issue")]
pub(super) struct JsonIssue<'a> {
    /// Its kind.
    #[schemars(with = "IssueWord")]
    kind: &'static str,
    /// What it is, and what to do about it.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// Whether records that the input declares were not read because of it.
    incomplete: bool,
    /// The file that it is of. Null where it is of a source, which holds it, or of no file.
    path: Option<&'a str>,
    /// The computer that it concerns. Null where it is of none.
    computer: Option<&'a str>,
    /// The chunk, counted from 0. Null where it is of no chunk.
    chunk: Option<u64>,
    /// Where in the file. Unit: bytes. Null where it is of no place.
    offset: Option<u64>,
    /// The record. Null where it is of none.
    event_record_id: Option<u64>,
}

impl<'a> JsonIssue<'a> {
    pub(super) fn of(issue: &'a Issue) -> Self {
        Self {
            kind: issue.kind.id(),
            text: Tongue::English.voice(None).text(&issue.text),
            message: JsonMessage::from(&issue.text),
            incomplete: issue.is_loss,
            path: issue.place.path.as_deref(),
            computer: issue.place.computer.as_deref(),
            chunk: issue.place.chunk,
            offset: issue.place.offset,
            event_record_id: issue.place.record,
        }
    }
}
