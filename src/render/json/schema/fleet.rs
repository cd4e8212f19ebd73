//! The report of a fleet, in JSON.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::event::utc;
use super::message::JsonMessage;
use super::words::{
    Civil, FleetAskWord, FleetCauseWord, FleetStateWord, FleetWhyWord, NightWord, TroubleWord, Utc, Version,
    WeightWord,
};
use super::{OutcomeCounts, ProductCounts, SCHEMA_VERSION, TOOL, Tool, VerdictCounts};
use crate::catalogue::Tongue;
use crate::fleet::{self, Ask, CauseSum, DaySum, Ending, Fleet, Host, NightState, Runs, Why};
use crate::render::json::lists::Stream;
use crate::session::{Outcome, ProductOutcome};
use crate::verdict::{Basis, Verdict};

/// Many hosts in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fleet")]
pub(in crate::render::json) struct Document<'a> {
    /// The version of these keys: some may be added, none is renamed or removed without a new version.
    #[schemars(with = "Version")]
    schema_version: u32,
    /// The program that wrote this.
    tool: Tool,
    /// The answer in short.
    summary: Summary<'a>,
    /// The causes of runs that did not succeed and the kinds of trouble that need a person, those on most hosts first.
    causes: Vec<JsonCause<'a>>,
    /// The nights in which anything happened on any host, in order.
    nights: Vec<JsonDay>,
    /// The hosts, by name.
    hosts: Stream<'a, JsonHost<'a>>,
}

/// The answer in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetSummary")]
struct Summary<'a> {
    /// The first lines, as the report for people has them.
    headline: Vec<String>,
    /// The same as ids and arguments.
    headline_messages: Vec<JsonMessage<'a>>,
    /// The exit status: 0 fine, 1 needs a person, 2 a mistake in what was asked, 3 no events, 4 not all could be told.
    exit_status: u8,
    /// All hosts. Unit: hosts.
    hosts: usize,
    /// Those that need a person. Unit: hosts.
    needs_person: usize,
    /// Those of which nothing bad is seen, but not everything could be told. Unit: hosts.
    cant_be_told: usize,
    /// Those with nothing to do. Unit: hosts.
    fine: usize,
    /// Those whose snapshots come near their `CreateTimeout`. Unit: hosts.
    near_create_timeout: usize,
    /// Backup runs of all products by how they ended.
    runs: Endings,
    /// The volsnap 27s of all hosts.
    volsnap27: VerdictCounts,
    /// The runs of Windows Server Backup.
    sessions: OutcomeCounts,
    /// The runs of other products that make backups.
    other_runs: ProductCounts,
    /// Files that gave nothing, so that nobody knows of which host they are.
    unread_files: Vec<&'a str>,
    /// Texts that list events, from which no verdict comes. Unit: files.
    event_lists: usize,
}

/// Backup runs by how they ended, in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Endings")]
struct Endings {
    /// All. Unit: runs.
    total: u64,
    /// Those that can be relied on. Unit: runs.
    succeeded: u64,
    /// Those that did not succeed, or not as a whole. Unit: runs.
    failed: u64,
    /// Those whose end is not told; they are no failures, and no part of the rate. Unit: runs.
    unknown: u64,
    /// The share of those that succeeded in those whose end is told. Unit: from 0 to 1. Null where the end of none is told.
    success_rate: Option<f64>,
}

/// Why something needs a person, over all hosts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetCause")]
struct JsonCause<'a> {
    /// The cause of runs that did not succeed, `not-told` where no record says why, or a kind of trouble.
    #[schemars(with = "FleetCauseWord")]
    cause: &'static str,
    /// Whether it is trouble beside the 27s, and no cause of runs.
    is_trouble: bool,
    /// How many runs of Windows Server Backup, or findings of trouble. A run may have more than one cause. Unit: runs or findings.
    count: u64,
    /// What is told of it.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// What to do about it. Null where no record says what it is.
    next_step: Option<String>,
    /// The names of its hosts, those with most of it first.
    hosts: Vec<&'a str>,
}

/// A night over all hosts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetNight")]
struct JsonDay {
    /// The day on which it begins, in the zone of each host.
    #[schemars(with = "Civil")]
    night: String,
    /// Backup runs that began in it and succeeded. Unit: runs.
    succeeded: u64,
    /// Those that did not succeed. Unit: runs.
    failed: u64,
    /// Those whose end is not told. Unit: runs.
    unknown: u64,
    /// Hosts that need a person because of it. Unit: hosts.
    needs_person: usize,
    /// Hosts by what is known of this night: `needs-person`, `failed`, `cant-be-told`, `good-with-noise`, `good`, `no-run`,
    /// `not-covered`. Unit: hosts.
    hosts: BTreeMap<&'static str, usize>,
}

/// A host in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetHost")]
struct JsonHost<'a> {
    /// Its name.
    name: &'a str,
    /// What is known of it as a whole.
    #[schemars(with = "FleetStateWord")]
    state: &'static str,
    /// Why it needs a person, or can't be told; empty where it is fine.
    text: Vec<String>,
    /// The same as ids and arguments.
    messages: Vec<JsonMessage<'a>>,
    /// The zone in which its nights are told.
    zone: &'a str,
    /// In how many reports it was. In more than one, each part of its logs was judged without the others, and counts may hold a
    /// record twice. Unit: reports.
    parts: u32,
    /// Whether a log of it could not be read whole.
    unread: bool,
    /// Backup runs of all products by how they ended.
    runs: Endings,
    /// Its volsnap 27s.
    volsnap27: VerdictCounts,
    /// Its runs of Windows Server Backup.
    sessions: OutcomeCounts,
    /// Its runs of other products that make backups.
    other_runs: ProductCounts,
    /// The causes of its runs that did not succeed: `cause`, as in `causes`, with how many runs. Unit: runs.
    causes: BTreeMap<&'static str, u32>,
    /// Its trouble beside the 27s.
    trouble: Vec<JsonTrouble>,
    /// Why it can't be told for sure: a kind of limit, the rule that decides an undetermined 27, or a word of its own.
    #[schemars(with = "Vec<FleetWhyWord>")]
    undetermined_because: Vec<&'static str>,
    /// What to ask its owner for.
    #[schemars(with = "Vec<FleetAskWord>")]
    ask_for: Vec<&'static str>,
    /// When its latest run that succeeded ended. Unit: RFC 3339, UTC. Null where none is seen.
    #[schemars(with = "Option<Utc>")]
    last_good_run: Option<String>,
    /// How long its snapshots take. Null where none was made.
    snapshots: Option<JsonSnapshots>,
    /// Its nights, in stretches that are alike, from the first in which something happened to the last.
    nights: Vec<JsonNights>,
}

/// Trouble of one kind and weight.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetTrouble")]
struct JsonTrouble {
    /// Its kind.
    #[schemars(with = "TroubleWord")]
    kind: &'static str,
    /// How much it weighs.
    #[schemars(with = "WeightWord")]
    weight: &'static str,
    /// How many findings. Unit: findings.
    count: u32,
}

/// How long the snapshots of a host take.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetSnapshots")]
struct JsonSnapshots {
    /// Whether they come near the limit, as the advice of a report has it.
    near_limit: bool,
    /// The longest of the latest ten. Unit: seconds.
    longest_seconds: f64,
    /// `CreateTimeout`. Unit: seconds. Null where it is not known.
    limit_seconds: Option<f64>,
    /// The day on which they meet it, if they go on growing, in the zone of the host. Null where they do not clearly grow.
    #[schemars(with = "Option<Civil>")]
    meets_limit: Option<String>,
}

/// Nights of a host of which the same is known.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FleetStretch")]
struct JsonNights {
    /// The first.
    #[schemars(with = "Civil")]
    from: String,
    /// The last.
    #[schemars(with = "Civil")]
    to: String,
    /// What is known of each.
    #[schemars(with = "NightWord")]
    state: &'static str,
}

impl<'a> Document<'a> {
    pub(in crate::render::json) fn of(fleet: &'a Fleet) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            summary: Summary::of(fleet),
            causes: fleet.causes().into_iter().map(JsonCause::of).collect(),
            nights: fleet.days().iter().map(JsonDay::of).collect(),
            hosts: Stream::of(fleet.hosts().map(JsonHost::of)),
        }
    }
}

impl<'a> Summary<'a> {
    fn of(fleet: &'a Fleet) -> Self {
        let totals = fleet.totals();
        let first = fleet::first_lines(fleet);
        Self {
            headline: first.iter().map(|line| said(&line.text)).collect(),
            headline_messages: first.into_iter().map(|line| JsonMessage::from(line.text)).collect(),
            exit_status: fleet.exit().code(),
            hosts: totals.hosts,
            needs_person: totals.needs_a_person,
            cant_be_told: totals.cant_be_told,
            fine: totals.fine,
            near_create_timeout: fleet.near_limit().len(),
            runs: Endings::of(totals.succeeded, totals.failed, totals.unknown),
            volsnap27: verdicts(
                |verdict| count(&totals.verdicts, &verdict),
                |basis| count(&totals.bases, &basis),
            ),
            sessions: outcomes(|outcome| count(&totals.own, &outcome)),
            other_runs: products(|outcome| count(&totals.others, &outcome)),
            unread_files: fleet.unread().collect(),
            event_lists: fleet.lists(),
        }
    }
}

impl Endings {
    fn of(succeeded: u64, failed: u64, unknown: u64) -> Self {
        let known = succeeded.saturating_add(failed);
        let float = |number: u64| u32::try_from(number).map_or(f64::from(u32::MAX), f64::from);
        Self {
            total: known.saturating_add(unknown),
            succeeded,
            failed,
            unknown,
            success_rate: (known > 0).then(|| float(succeeded) / float(known)),
        }
    }

    fn of_runs(runs: &Runs) -> Self {
        Self::of(runs.count(Ending::Succeeded), runs.count(Ending::Failed), runs.count(Ending::Unknown))
    }
}

impl<'a> JsonCause<'a> {
    fn of(sum: CauseSum<'a>) -> Self {
        let message = fleet::cause_line(&sum);
        Self {
            cause: sum.cause.id(),
            is_trouble: matches!(sum.cause, fleet::Cause::Trouble(_)),
            count: sum.count,
            text: said(&message),
            message: message.into(),
            next_step: sum.cause.next_step().map(|step| said(&step)),
            hosts: sum.hosts.into_iter().map(|host| host.name.as_str()).collect(),
        }
    }
}

impl JsonDay {
    fn of((day, sum): (&Date, &DaySum)) -> Self {
        Self {
            night: day.to_string(),
            succeeded: sum.succeeded,
            failed: sum.failed,
            unknown: sum.unknown,
            needs_person: sum.needs_a_person,
            hosts: NightState::ALL.iter().map(|state| (state.id(), sum.hosts(*state))).collect(),
        }
    }
}

impl<'a> JsonHost<'a> {
    fn of(host: &'a Host) -> Self {
        let because = match host.state {
            fleet::State::NeedsPerson => fleet::needs_because(host),
            fleet::State::CantBeTold => fleet::cant_because(host),
            fleet::State::Fine => Vec::new(),
        };
        let trouble = host.trouble.iter().map(|((kind, weight), count)| JsonTrouble {
            kind: kind.id(),
            weight: weight.id(),
            count: *count,
        });
        let causes = host.causes.iter().map(|(kind, count)| (kind.id(), *count));
        let untold = (host.without_cause > 0).then(|| (fleet::Cause::Untold.id(), host.without_cause));
        let of = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Self {
            name: &host.name,
            state: host.state.id(),
            text: because.iter().map(said).collect(),
            messages: because.into_iter().map(JsonMessage::from).collect(),
            zone: &host.zone,
            parts: host.parts,
            unread: host.is_unread(),
            runs: Endings::of_runs(&host.runs),
            volsnap27: verdicts(
                |verdict| of(host.verdict(verdict)),
                |basis| of(host.bases.get(&basis).copied().unwrap_or(0)),
            ),
            sessions: outcomes(|outcome| of(host.runs.own.get(&outcome).copied().unwrap_or(0))),
            other_runs: products(|outcome| of(host.runs.others.get(&outcome).copied().unwrap_or(0))),
            causes: causes.chain(untold).collect(),
            trouble: trouble.collect(),
            undetermined_because: host.reasons.iter().map(|why: &Why| why.id()).collect(),
            ask_for: host.asks.iter().map(|ask: &Ask| ask.id()).collect(),
            last_good_run: host.last_good.map(|good| utc(good.time)),
            snapshots: host.snapshots.map(|snapshots| JsonSnapshots {
                near_limit: snapshots.is_near,
                longest_seconds: snapshots.longest.as_secs_f64(),
                limit_seconds: snapshots.limit.map(|limit| limit.as_secs_f64()),
                meets_limit: snapshots.meets.map(|day| day.to_string()),
            }),
            nights: host.stretches().into_iter().map(JsonNights::of).collect(),
        }
    }
}

impl JsonNights {
    fn of((from, to, state): (Date, Date, NightState)) -> Self {
        Self { from: from.to_string(), to: to.to_string(), state: state.id() }
    }
}

fn said(sentence: &crate::say::Sentence) -> String {
    Tongue::English.voice(None).text(sentence)
}

fn count<K: Ord>(counts: &BTreeMap<K, u64>, key: &K) -> usize {
    counts.get(key).map_or(0, |count| usize::try_from(*count).unwrap_or(usize::MAX))
}

fn verdicts(of: impl Fn(Verdict) -> usize, on: impl Fn(Basis) -> usize) -> VerdictCounts {
    VerdictCounts {
        total: Verdict::ALL.into_iter().map(&of).fold(0, usize::saturating_add),
        benign: of(Verdict::Benign),
        side_effect: of(Verdict::SideEffect),
        actionable: of(Verdict::Actionable),
        undetermined: of(Verdict::Undetermined),
        proven: on(Basis::Proven),
        supported: on(Basis::Supported),
        presumed: on(Basis::Presumed),
    }
}

fn outcomes(of: impl Fn(Outcome) -> usize) -> OutcomeCounts {
    OutcomeCounts {
        total: Outcome::ALL.iter().map(|outcome| of(*outcome)).fold(0, usize::saturating_add),
        succeeded: of(Outcome::Succeeded),
        succeeded_with_skipped_files: of(Outcome::SucceededWithSkippedFiles),
        partial: of(Outcome::Partial),
        failed: of(Outcome::Failed),
        cancelled: of(Outcome::Cancelled),
        not_started: of(Outcome::NotStarted),
        interrupted: of(Outcome::Interrupted),
        end_not_seen: of(Outcome::EndNotSeen),
    }
}

fn products(of: impl Fn(ProductOutcome) -> usize) -> ProductCounts {
    ProductCounts {
        total: ProductOutcome::ALL.into_iter().map(&of).fold(0, usize::saturating_add),
        succeeded: of(ProductOutcome::Succeeded),
        succeeded_with_warnings: of(ProductOutcome::SucceededWithWarnings),
        unknown: of(ProductOutcome::Unknown),
        end_not_seen: of(ProductOutcome::EndNotSeen),
        interrupted: of(ProductOutcome::Interrupted),
        cancelled: of(ProductOutcome::Cancelled),
        failed: of(ProductOutcome::Failed),
    }
}
