//! The frozen structures of `schema_version` 1.

use std::cell::Cell;
use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize as DeriveSerialize;
use serde::ser::{Serialize, Serializer};

use super::SCHEMA_VERSION;
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers::driver::StatusReading;
use crate::input::Source;
use crate::issue::Issue;
use crate::report::{ComputerReport, Report, Zone};
use crate::session::{Cause, Coded, Member, Outcome, Session};
use crate::timeline::{Coverage, EventIndex, GapCause};
use crate::verdict::{Judged, Opinion, Verdict};

#[derive(DeriveSerialize)]
pub(super) struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    summary: Summary,
    sources: Vec<JsonSource<'a>>,
    computers: Stream<'a, JsonComputer<'a>>,
    issues: Vec<JsonIssue<'a>>,
}

#[derive(DeriveSerialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(DeriveSerialize)]
struct Summary {
    computers: usize,
    complete: bool,
    volsnap27: VerdictCounts,
    sessions: OutcomeCounts,
}

#[derive(DeriveSerialize)]
struct VerdictCounts {
    total: usize,
    benign: usize,
    side_effect: usize,
    actionable: usize,
    undetermined: usize,
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

/// A list that is frozen item by item while it is written.
struct Stream<'a, J>(Cell<Option<Box<dyn Iterator<Item = J> + 'a>>>);

impl<'a, J> Stream<'a, J> {
    fn of(items: impl Iterator<Item = J> + 'a) -> Self {
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
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            summary: Summary {
                computers: report.computers.len(),
                complete: report.is_complete(),
                volsnap27: VerdictCounts {
                    total: Verdict::ALL.into_iter().map(verdict).fold(0, usize::saturating_add),
                    benign: verdict(Verdict::Benign),
                    side_effect: verdict(Verdict::SideEffect),
                    actionable: verdict(Verdict::Actionable),
                    undetermined: verdict(Verdict::Undetermined),
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
            },
            sources: report.sources.iter().map(JsonSource::of).collect(),
            computers: Stream::of(
                report.computers.iter().map(|computer| JsonComputer::of(computer, &report.sources)),
            ),
            issues: report.issues.iter().map(JsonIssue::of).collect(),
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
            format: "evtx",
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

#[derive(DeriveSerialize)]
struct JsonIssue<'a> {
    kind: &'static str,
    text: &'a str,
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
            text: &issue.text,
            incomplete: issue.is_loss,
            path: issue.place.path.as_deref(),
            computer: issue.place.computer.as_deref(),
            chunk: issue.place.chunk,
            offset: issue.place.offset,
            event_record_id: issue.place.record,
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonComputer<'a> {
    name: &'a str,
    aliases: &'a [String],
    windows: Option<&'a str>,
    time_zone: JsonZone<'a>,
    coverage: Vec<JsonCoverage<'a>>,
    sessions: Stream<'a, JsonSession<'a>>,
    volsnap27: Stream<'a, JsonJudged<'a>>,
    advice: Vec<JsonAdvice<'a>>,
    events: Stream<'a, JsonCited<'a>>,
}

#[derive(DeriveSerialize)]
struct JsonZone<'a> {
    name: &'a str,
    offset: String,
    from: &'static str,
}

#[derive(DeriveSerialize)]
struct JsonCoverage<'a> {
    channel: &'a str,
    first: String,
    first_local: String,
    last: String,
    last_local: String,
    records: u64,
    ends_in_damage: bool,
    gaps: Vec<JsonGap>,
}

#[derive(DeriveSerialize)]
struct JsonGap {
    from: String,
    to: String,
    cause: &'static str,
    after_event_record_id: Option<u64>,
    before_event_record_id: Option<u64>,
}

impl<'a> JsonComputer<'a> {
    fn of(report: &'a ComputerReport, sources: &'a [Source]) -> Self {
        let computer = &report.computer;
        let zone = &report.zone;
        let at = computer.end().unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            name: &computer.name,
            aliases: &computer.aliases,
            windows: computer.windows.as_deref(),
            time_zone: JsonZone {
                name: &zone.name,
                offset: zone.local(at).strftime("%:z").to_string(),
                from: zone.origin.id(),
            },
            coverage: computer.coverage.iter().map(|coverage| JsonCoverage::of(coverage, report)).collect(),
            sessions: Stream::of(
                report.shown().map(|(number, session)| JsonSession::of(number, session, report)),
            ),
            volsnap27: Stream::of(
                report.volsnap27.iter().filter_map(|judged| JsonJudged::of(judged, report, sources)),
            ),
            advice: report
                .advice
                .iter()
                .map(|advice| JsonAdvice {
                    id: advice.id,
                    text: &advice.text,
                    commands: &advice.commands,
                    because: cites(&advice.because, report),
                })
                .collect(),
            events: Stream::of(
                cited(report).into_iter().filter_map(|index| JsonCited::of(index, report, sources)),
            ),
        }
    }
}

/// Every record that the report cites, in order.
fn cited(report: &ComputerReport) -> BTreeSet<EventIndex> {
    let sessions = report.shown().flat_map(|(_, session)| {
        let causes = session.cause.iter().chain(&session.other_causes).flat_map(|cause| &cause.evidence);
        session.events.iter().chain(&session.outcome_evidence).chain(&session.machinery).chain(causes)
    });
    let noise =
        report.shown_sessions.iter().filter_map(|position| report.detach_noise.get(*position)).flatten();
    let advice = report.advice.iter().flat_map(|advice| &advice.because);
    let opinions = report.volsnap27.iter().flat_map(|judged| &judged.opinions);
    let mut cited: BTreeSet<EventIndex> = sessions.chain(noise).chain(advice).copied().collect();
    cited.extend(opinions.flat_map(|opinion| opinion.evidence.records()));
    cited
}

fn cites(indices: &[EventIndex], report: &ComputerReport) -> Vec<String> {
    indices.iter().map(|index| report.cite(*index)).collect()
}

fn utc(time: Timestamp) -> String {
    time.to_string()
}

fn local(time: Timestamp, zone: &Zone) -> String {
    zone.local(time).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}

impl<'a> JsonCoverage<'a> {
    fn of(coverage: &'a Coverage, report: &ComputerReport) -> Self {
        let mut gaps: Vec<JsonGap> = coverage
            .gaps
            .iter()
            .map(|gap| JsonGap {
                from: utc(gap.span.from),
                to: utc(gap.span.to),
                cause: gap.cause.id(),
                after_event_record_id: (gap.cause != GapCause::Recreated).then_some(gap.after_id),
                before_event_record_id: (gap.cause != GapCause::Recreated).then_some(gap.before_id),
            })
            .collect();
        let flaw = |from: Timestamp, to: Timestamp, cause| JsonGap {
            from: utc(from),
            to: utc(to),
            cause,
            after_event_record_id: None,
            before_event_record_id: None,
        };
        gaps.extend(coverage.suspect.iter().map(|span| flaw(span.from, span.to, "checksum")));
        if coverage.channel.eq_ignore_ascii_case("System") {
            let changes = report.computer.clock_changes(Timestamp::MIN, Timestamp::MAX);
            gaps.extend(changes.map(|(_, event)| flaw(event.time(), event.time(), "clock-set")));
        }
        Self {
            channel: &coverage.channel,
            first: utc(coverage.first),
            first_local: local(coverage.first, &report.zone),
            last: utc(coverage.last),
            last_local: local(coverage.last, &report.zone),
            records: coverage.records,
            ends_in_damage: coverage.ends_in_damage,
            gaps,
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonSession<'a> {
    id: String,
    started: String,
    started_local: String,
    start_seen: bool,
    ended: Option<String>,
    ended_local: Option<String>,
    outcome: &'static str,
    hresult: Option<JsonCode>,
    detail: Option<JsonCode>,
    cause: Option<JsonCause>,
    other_causes: Vec<JsonCause>,
    snapshot_seconds: Option<f64>,
    snapshot_succeeded: Option<bool>,
    target: Option<&'a str>,
    volumes: Vec<JsonMember<'a>>,
    components: Vec<JsonMember<'a>>,
    from_application_only: bool,
    next_step: Option<&'static str>,
    detach_noise: JsonNoise,
    snapshot_events: Vec<String>,
    outcome_evidence: Vec<String>,
    events: Vec<String>,
}

#[derive(DeriveSerialize)]
struct JsonNoise {
    count: usize,
    events: Vec<String>,
}

#[derive(DeriveSerialize)]
struct JsonCode {
    hex: String,
    decimal: u32,
    name: Option<&'static str>,
    meaning: String,
}

impl JsonCode {
    fn of(code: Hresult) -> Self {
        Self {
            hex: code.to_string(),
            decimal: code.0,
            name: code.known().and_then(|known| known.name),
            meaning: code.meaning(),
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonCause {
    kind: &'static str,
    certainty: &'static str,
    other_reading: Option<JsonReading>,
    evidence: Vec<String>,
}

#[derive(DeriveSerialize)]
struct JsonReading {
    kind: &'static str,
    because: &'static str,
}

#[derive(DeriveSerialize)]
struct JsonMember<'a> {
    name: &'a str,
    application: Option<&'a str>,
    failed_with: Option<JsonCode>,
}

impl<'a> JsonSession<'a> {
    fn of(number: usize, session: &'a Session, report: &ComputerReport) -> Self {
        let code = |coded: Option<Coded>| coded.map(|coded| JsonCode::of(coded.code));
        let cause = |cause: &Cause| JsonCause {
            kind: cause.kind.id(),
            certainty: cause.certainty.id(),
            other_reading: cause
                .other_reading
                .map(|other| JsonReading { kind: other.kind.id(), because: other.because }),
            evidence: cites(&cause.evidence, report),
        };
        let noise = report.detach_noise.get(number.saturating_sub(1)).map_or(&[][..], Vec::as_slice);
        Self {
            id: format!("S{number}"),
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
            target: session.target.as_deref(),
            volumes: session.volumes.iter().map(JsonMember::of).collect(),
            components: session.components.iter().map(JsonMember::of).collect(),
            from_application_only: session.from_copies_only,
            next_step: crate::advice::next_step(session),
            detach_noise: JsonNoise { count: noise.len(), events: cites(noise, report) },
            snapshot_events: cites(&session.machinery, report),
            outcome_evidence: cites(&session.outcome_evidence, report),
            events: cites(&session.events, report),
        }
    }
}

impl<'a> JsonMember<'a> {
    fn of(member: &'a Member) -> Self {
        Self {
            name: &member.name,
            application: member.application.as_deref(),
            failed_with: member.failed_with.map(JsonCode::of),
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonEvent<'a> {
    channel: &'a str,
    provider: &'a str,
    event_id: u16,
    event_record_id: u64,
    time: String,
    time_local: String,
    source: &'a str,
    other_sources: Vec<&'a str>,
    checksum_failed: bool,
}

impl<'a> JsonEvent<'a> {
    fn of(index: EventIndex, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        let event = report.event(index)?;
        let path = |id: crate::event::SourceId| {
            let source = sources.get(usize::try_from(id.0).ok()?)?;
            Some(source.path.as_str())
        };
        Some(Self {
            channel: &event.at.channel,
            provider: &event.at.provider,
            event_id: event.at.event_id,
            event_record_id: event.at.event_record_id,
            time: utc(event.time()),
            time_local: local(event.time(), &report.zone),
            source: path(event.at.source).unwrap_or_default(),
            other_sources: event.copies.iter().filter_map(|id| path(*id)).collect(),
            checksum_failed: event.trust == crate::event::Trust::ChecksumFailed,
        })
    }
}

#[derive(DeriveSerialize)]
struct JsonCited<'a> {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(flatten)]
    event: JsonEvent<'a>,
}

impl<'a> JsonCited<'a> {
    fn of(index: EventIndex, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        Some(Self { reference: report.cite(index), event: JsonEvent::of(index, report, sources)? })
    }
}

#[derive(DeriveSerialize)]
struct JsonJudged<'a> {
    #[serde(rename = "ref")]
    reference: String,
    event: JsonEvent<'a>,
    status: Option<JsonStatus>,
    status_problem: Option<&'static str>,
    volume: Option<JsonVolume<'a>>,
    session: Option<String>,
    link: &'static str,
    detach: Option<String>,
    verdict: &'static str,
    confidence: &'static str,
    opinions: Vec<JsonOpinion<'a>>,
}

#[derive(DeriveSerialize)]
struct JsonStatus {
    hex: String,
    name: Option<&'static str>,
}

#[derive(DeriveSerialize)]
struct JsonVolume<'a> {
    text: String,
    guid: Option<String>,
    letter: Option<String>,
    in_inventory: Option<&'a str>,
    hint: Option<&'a str>,
}

#[derive(DeriveSerialize)]
struct JsonOpinion<'a> {
    rule: &'static str,
    name: &'static str,
    verdict: &'static str,
    text: &'a str,
    evidence: Vec<String>,
}

impl<'a> JsonJudged<'a> {
    fn of(judged: &'a Judged, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        let subject = &judged.subject;
        let (status, problem) = status(&subject.status);
        Some(Self {
            reference: report.cite(subject.index),
            event: JsonEvent::of(subject.index, report, sources)?,
            status,
            status_problem: problem,
            volume: subject.volume.as_ref().map(|volume| JsonVolume {
                text: volume.to_string(),
                guid: volume.guid().map(|guid| guid.to_string()),
                letter: volume.letter().map(String::from),
                in_inventory: subject.facts.in_inventory.as_deref(),
                hint: subject.facts.hint.as_deref(),
            }),
            session: subject.link.session.map(|position| format!("S{}", position.saturating_add(1))),
            link: subject.link.strength.id(),
            detach: subject.link.detach.map(|index| report.cite(index)),
            verdict: judged.verdict.id(),
            confidence: judged.confidence.id(),
            opinions: judged.opinions.iter().map(|opinion| JsonOpinion::of(opinion, report)).collect(),
        })
    }
}

fn status(reading: &StatusReading) -> (Option<JsonStatus>, Option<&'static str>) {
    let frozen = |status: NtStatus| JsonStatus { hex: status.to_string(), name: status.name() };
    match reading {
        StatusReading::Known(status) => (Some(frozen(*status)), None),
        StatusReading::Missing => (None, Some("missing")),
        StatusReading::Unreadable(_) => (None, Some("unreadable")),
        StatusReading::Differ { .. } => (None, Some("contradicting")),
    }
}

impl<'a> JsonOpinion<'a> {
    fn of(opinion: &'a Opinion, report: &ComputerReport) -> Self {
        let name =
            crate::verdict::RULES.iter().find(|rule| rule.id == opinion.rule).map_or("", |rule| rule.name);
        Self {
            rule: opinion.rule,
            name,
            verdict: opinion.verdict.id(),
            text: &opinion.text,
            evidence: opinion.evidence.records().map(|index| report.cite(index)).collect(),
        }
    }
}

#[derive(DeriveSerialize)]
struct JsonAdvice<'a> {
    id: &'static str,
    text: &'a str,
    commands: &'a [String],
    because: Vec<String>,
}
