//! The frozen structures of `schema_version` 1, and the document that holds them.

mod computer;
mod event;
mod message;
mod session;
mod volsnap27;

use std::cell::Cell;

use serde::Serialize as DeriveSerialize;
use serde::ser::{Serialize, Serializer};

use super::SCHEMA_VERSION;
use crate::catalogue::Tongue;
use crate::context::{CreateTimeout, Taken, What};
use crate::issue::Issue;
use crate::report::{ComputerReport, Report};
use crate::session::{Outcome, ProductOutcome};
use crate::source::{Folder, Source};
use crate::status;
use crate::story::{self, Extent};
use crate::verdict::{Basis, Verdict};
use computer::JsonComputer;
use message::JsonMessage;

#[derive(DeriveSerialize)]
pub(super) struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary<'a>,
    sources: Vec<JsonSource<'a>>,
    files: Vec<JsonFolder<'a>>,
    context: Vec<JsonTaken<'a>>,
    computers: Stream<'a, JsonComputer<'a>>,
    issues: Vec<JsonIssue<'a>>,
}

#[derive(DeriveSerialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(DeriveSerialize)]
struct Summary<'a> {
    headline: Vec<String>,
    headline_messages: Vec<JsonMessage<'a>>,
    exit_status: u8,
    computers: usize,
    complete: bool,
    volsnap27: VerdictCounts,
    sessions: OutcomeCounts,
    other_runs: ProductCounts,
}

#[derive(DeriveSerialize)]
struct VerdictCounts {
    total: usize,
    benign: usize,
    side_effect: usize,
    actionable: usize,
    undetermined: usize,
    proven: usize,
    supported: usize,
    presumed: usize,
}

#[derive(DeriveSerialize)]
struct OutcomeCounts {
    total: usize,
    succeeded: usize,
    succeeded_with_skipped_files: usize,
    partial: usize,
    failed: usize,
    cancelled: usize,
    not_started: usize,
    interrupted: usize,
    end_not_seen: usize,
}
/// Runs of other products, which `sessions` of a computer lists too.
#[derive(DeriveSerialize)]
struct ProductCounts {
    total: usize,
    succeeded: usize,
    succeeded_with_warnings: usize,
    unknown: usize,
    end_not_seen: usize,
    interrupted: usize,
    cancelled: usize,
    failed: usize,
}

impl ProductCounts {
    fn of(report: &Report) -> Self {
        let runs = || report.computers.iter().flat_map(ComputerReport::shown_others);
        let of = |outcome| runs().filter(|(_, run)| run.outcome == outcome).count();
        Self {
            total: runs().count(),
            succeeded: of(ProductOutcome::Succeeded),
            succeeded_with_warnings: of(ProductOutcome::SucceededWithWarnings),
            unknown: of(ProductOutcome::Unknown),
            end_not_seen: of(ProductOutcome::EndNotSeen),
            interrupted: of(ProductOutcome::Interrupted),
            cancelled: of(ProductOutcome::Cancelled),
            failed: of(ProductOutcome::Failed),
        }
    }
}

/// A list that is frozen item by item while it is written.
pub(super) struct Stream<'a, J>(Cell<Option<Box<dyn Iterator<Item = J> + 'a>>>);

impl<'a, J> Stream<'a, J> {
    pub(super) fn of(items: impl Iterator<Item = J> + 'a) -> Self {
        Self(Cell::new(Some(Box::new(items))))
    }
}

impl<J: Serialize> Serialize for Stream<'_, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}
impl<'a> Document<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let verdict = |verdict| report.count(verdict);
        let outcome = |outcome| report.count_outcome(outcome);
        let first = story::first_lines(report, Extent::Folded);
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            summary: Summary {
                headline: first
                    .iter()
                    .map(|first| {
                        let zone = first.of.map(|computer| &computer.zone);
                        Tongue::English.voice(zone).text(&first.line.text)
                    })
                    .collect(),
                headline_messages: first
                    .into_iter()
                    .map(|first| JsonMessage::from(first.line.text))
                    .collect(),
                exit_status: status::of(report).code(),
                computers: report.computers.len(),
                complete: report.is_complete(),
                volsnap27: VerdictCounts {
                    total: Verdict::ALL.into_iter().map(verdict).fold(0, usize::saturating_add),
                    benign: verdict(Verdict::Benign),
                    side_effect: verdict(Verdict::SideEffect),
                    actionable: verdict(Verdict::Actionable),
                    undetermined: verdict(Verdict::Undetermined),
                    proven: report.count_basis(Basis::Proven),
                    supported: report.count_basis(Basis::Supported),
                    presumed: report.count_basis(Basis::Presumed),
                },
                sessions: OutcomeCounts {
                    total: report
                        .computers
                        .iter()
                        .map(|computer| computer.shown_sessions.len())
                        .fold(0, usize::saturating_add),
                    succeeded: outcome(Outcome::Succeeded),
                    succeeded_with_skipped_files: outcome(Outcome::SucceededWithSkippedFiles),
                    partial: outcome(Outcome::Partial),
                    failed: outcome(Outcome::Failed),
                    cancelled: outcome(Outcome::Cancelled),
                    not_started: outcome(Outcome::NotStarted),
                    interrupted: outcome(Outcome::Interrupted),
                    end_not_seen: outcome(Outcome::EndNotSeen),
                },
                other_runs: ProductCounts::of(report),
            },
            sources: report.sources.iter().map(JsonSource::of).collect(),
            files: report.folders.each().map(JsonFolder::of).collect(),
            context: report.taken.iter().map(JsonTaken::of).collect(),
            computers: Stream::of(report.computers.iter().map(|computer| JsonComputer::of(computer, report))),
            issues: report.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonFolder<'a> {
    place: &'a str,
    walked: u64,
    logs: u64,
    exports: u64,
    context: u64,
    archives: u64,
    other: u64,
    told: u64,
}

impl<'a> JsonFolder<'a> {
    fn of((place, folder): (&'a str, Folder)) -> Self {
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

#[derive(DeriveSerialize)]
struct JsonSource<'a> {
    path: &'a str,
    format: &'static str,
    bytes: u64,
    records: Records,
    issues: Vec<JsonIssue<'a>>,
}

#[derive(DeriveSerialize)]
struct Records {
    declared: u64,
    read: u64,
    failed: u64,
    skipped: u64,
    recovered: u64,
}

impl<'a> JsonSource<'a> {
    fn of(source: &'a Source) -> Self {
        let tally = source.tally;
        Self {
            path: &source.path,
            format: source.format.id(),
            bytes: source.size,
            records: Records {
                declared: tally.declared(),
                read: tally.read,
                failed: tally.failed,
                skipped: tally.skipped,
                recovered: tally.recovered,
            },
            issues: source.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

/// What was taken from a file that is no log.
#[derive(DeriveSerialize)]
struct JsonTaken<'a> {
    path: &'a str,
    computer: Option<&'a str>,
    found: bool,
    kind: &'static str,
    volumes: Option<usize>,
    milliseconds: Option<i128>,
}

impl<'a> JsonTaken<'a> {
    fn of(taken: &'a Taken) -> Self {
        let (kind, volumes, milliseconds) = match taken.what {
            What::Volumes(count) => ("volumes", Some(count), None),
            What::CreateTimeout(CreateTimeout::Set(value)) => {
                ("create-timeout", None, Some(value.as_millis()))
            }
            What::CreateTimeout(CreateTimeout::Absent) => ("create-timeout", None, None),
        };
        let (path, computer) = (taken.path.as_str(), taken.computer.as_deref());
        Self { path, computer, found: taken.is_found, kind, volumes, milliseconds }
    }
}

#[derive(DeriveSerialize)]
struct JsonIssue<'a> {
    kind: &'static str,
    text: String,
    message: JsonMessage<'a>,
    incomplete: bool,
    path: Option<&'a str>,
    computer: Option<&'a str>,
    chunk: Option<u64>,
    offset: Option<u64>,
    event_record_id: Option<u64>,
}

impl<'a> JsonIssue<'a> {
    fn of(issue: &'a Issue) -> Self {
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
