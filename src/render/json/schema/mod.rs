//! The frozen structures of `schema_version` 1, and the document that holds them.

pub(super) mod chronicle;
mod computer;
pub(super) mod difference;
mod event;
pub(super) mod fleet;
mod input;
pub(super) mod inspection;
mod line;
mod message;
mod session;
mod volsnap27;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::lists::Stream;
use crate::catalogue::Tongue;
use crate::report::{ComputerReport, Report};
use crate::session::{Outcome, ProductOutcome};
use crate::status;
use crate::story::{self, Extent};
use crate::verdict::{Basis, Verdict};
use computer::JsonComputer;
pub(super) use line::{Line, write_lines};

use input::{JsonFolder, JsonIssue, JsonSource, JsonTaken};
use message::JsonMessage;
use words::Version;

/// What was found in everything that was given.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    head: JsonHead<'a>,
    /// The logs and exports that were read, ordered by their content.
    sources: Vec<JsonSource<'a>>,
    /// What became of every file, by folder and archive.
    files: Vec<JsonFolder<'a>>,
    /// What was taken from files that are no logs.
    context: Vec<JsonTaken<'a>>,
    /// The computers that are reported on, by name.
    computers: Stream<'a, JsonComputer<'a>>,
    /// What could not be read or understood, beyond the sources' own issues.
    issues: Vec<JsonIssue<'a>>,
}

/// Which program says this, and what it says in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Head")]
pub(super) struct JsonHead<'a> {
    /// The version of these keys: some may be added, none is renamed or removed without a new version.
    #[schemars(with = "Version")]
    schema_version: u32,
    /// The program that wrote this.
    tool: Tool,
    /// The answer in short.
    summary: Summary<'a>,
}

/// The program.
#[derive(Serialize, JsonSchema)]
struct Tool {
    /// Its name.
    name: &'static str,
    /// Its version.
    version: &'static str,
}

const TOOL: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

/// The answer in short.
#[derive(Serialize, JsonSchema)]
struct Summary<'a> {
    /// The first lines, as the report for people has them: one of all where there are several computers, then one each, the
    /// worst first.
    headline: Vec<String>,
    /// The same as ids and arguments.
    headline_messages: Vec<JsonMessage<'a>>,
    /// The exit status: 0 fine, 1 needs a person, 2 a mistake in what was asked, 3 no events, 4 not all could be told.
    exit_status: u8,
    /// How many computers are reported on. Unit: computers.
    computers: usize,
    /// Whether every record that the input declares was read.
    complete: bool,
    /// The volsnap 27s of all computers.
    volsnap27: VerdictCounts,
    /// The runs of Windows Server Backup of all computers.
    sessions: OutcomeCounts,
    /// The runs of other products, which `computers[].sessions` lists too.
    other_runs: ProductCounts,
}

/// How many volsnap 27s have which verdict.
#[derive(Serialize, JsonSchema)]
struct VerdictCounts {
    /// All that are reported on. Unit: records.
    total: usize,
    /// Noise of a temporary volume. Unit: records.
    benign: usize,
    /// The same noise, beside a run that did not succeed. Unit: records.
    side_effect: usize,
    /// Real trouble. Unit: records.
    actionable: usize,
    /// Those that the evidence does not decide. Unit: records.
    undetermined: usize,
    /// Benign ones that rest on a record of the volume. Unit: records.
    proven: usize,
    /// Benign ones that rest on a close circumstance. Unit: records.
    supported: usize,
    /// Benign ones that rest on the silence of everything else. Unit: records.
    presumed: usize,
}

/// How many runs of Windows Server Backup ended how.
#[derive(Serialize, JsonSchema)]
struct OutcomeCounts {
    /// All that are reported on. Unit: runs.
    total: usize,
    /// Those that succeeded. Unit: runs.
    succeeded: usize,
    /// Those that succeeded but for some files. Unit: runs.
    succeeded_with_skipped_files: usize,
    /// Those of which a volume or component failed. Unit: runs.
    partial: usize,
    /// Those that failed as a whole. Unit: runs.
    failed: usize,
    /// Those that were cancelled. Unit: runs.
    cancelled: usize,
    /// Those that never began. Unit: runs.
    not_started: usize,
    /// Those during which the machine went down. Unit: runs.
    interrupted: usize,
    /// Those whose end the logs do not show. Unit: runs.
    end_not_seen: usize,
}

/// How many runs of other products ended how.
#[derive(Serialize, JsonSchema)]
struct ProductCounts {
    /// All that are reported on. Unit: runs.
    total: usize,
    /// Those that succeeded. Unit: runs.
    succeeded: usize,
    /// Those that succeeded with warnings. Unit: runs.
    succeeded_with_warnings: usize,
    /// Those that ended, and no id says how. Unit: runs.
    unknown: usize,
    /// Those whose end the logs do not show. Unit: runs.
    end_not_seen: usize,
    /// Those during which the machine went down. Unit: runs.
    interrupted: usize,
    /// Those that were cancelled. Unit: runs.
    cancelled: usize,
    /// Those that failed, or never began. Unit: runs.
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

impl<'a> Document<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            head: JsonHead::of(report),
            sources: report.sources.iter().map(JsonSource::of).collect(),
            files: report.folders.each().map(JsonFolder::of).collect(),
            context: report.taken.iter().map(JsonTaken::of).collect(),
            computers: Stream::of(report.computers.iter().map(|computer| JsonComputer::of(computer, report))),
            issues: report.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

impl<'a> JsonHead<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let verdict = |verdict| report.count(verdict);
        let outcome = |outcome| report.count_outcome(outcome);
        let first = story::first_lines(report, Extent::Folded);
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
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
        }
    }
}
