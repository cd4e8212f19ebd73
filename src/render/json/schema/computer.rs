//! One computer: its zone, what its logs cover, and lists that are frozen while they are written.

use jiff::Timestamp;
use serde::Serialize;

use super::Stream;
use super::event::{JsonCited, cites, local, said, utc};
use super::message::JsonMessage;
use super::session::JsonSession;
use super::volsnap27::JsonJudged;
use crate::report::{ComputerReport, Report};
use crate::story::{self, headline};
use crate::timeline::Coverage;
use crate::trouble::Trouble;

#[derive(Serialize)]
pub(super) struct JsonComputer<'a> {
    name: &'a str,
    headline: String,
    headline_message: JsonMessage<'a>,
    aliases: &'a [String],
    windows: Option<&'a str>,
    time_zone: JsonZone<'a>,
    coverage: Vec<JsonCoverage<'a>>,
    sessions: Stream<'a, JsonSession<'a>>,
    volsnap27: Stream<'a, JsonJudged<'a>>,
    trouble: Vec<JsonTrouble<'a>>,
    limits: Vec<JsonLimit<'a>>,
    snapshot_trend: Option<JsonTrend>,
    advice: Vec<JsonAdvice<'a>>,
    events: Stream<'a, JsonCited<'a>>,
}

#[derive(Serialize)]
pub(super) struct JsonZone<'a> {
    name: &'a str,
    offset: String,
    from: &'static str,
}

#[derive(Serialize)]
pub(super) struct JsonCoverage<'a> {
    channel: &'a str,
    first: String,
    first_local: String,
    last: String,
    last_local: String,
    records: u64,
    begins_in_damage: bool,
    ends_in_damage: bool,
    gaps: Vec<JsonGap>,
}

#[derive(Serialize)]
pub(super) struct JsonGap {
    from: String,
    to: String,
    cause: &'static str,
    after_event_record_id: Option<u64>,
    before_event_record_id: Option<u64>,
}

impl<'a> JsonComputer<'a> {
    pub(super) fn of(report: &'a ComputerReport, whole: &'a Report) -> Self {
        let sources = &whole.sources;
        let headline = headline::of_computer(whole, report).text;
        let computer = &report.computer;
        let zone = &report.zone;
        let at = computer.end().unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            name: &computer.name,
            headline: said(&headline, report),
            headline_message: headline.into(),
            aliases: &computer.aliases,
            windows: computer.windows.as_deref(),
            time_zone: JsonZone {
                name: &zone.name,
                offset: zone.local(at).strftime("%:z").to_string(),
                from: zone.origin.id(),
            },
            coverage: computer.coverage.iter().map(|coverage| JsonCoverage::of(coverage, report)).collect(),
            sessions: Stream::of(
                report.shown().map(|(number, session)| JsonSession::of(number, session, report)).chain(
                    report.shown_others().map(|(number, run)| JsonSession::of_product(number, run, report)),
                ),
            ),
            volsnap27: Stream::of(
                report.volsnap27.iter().filter_map(|judged| JsonJudged::of(judged, report, sources)),
            ),
            trouble: report.trouble.iter().map(|trouble| JsonTrouble::of(trouble, report)).collect(),
            limits: report
                .limits
                .iter()
                .map(|limit| JsonLimit {
                    kind: limit.kind.id(),
                    text: said(&limit.text, report),
                    message: JsonMessage::from(&limit.text),
                    undecided: limit.is_undecided,
                })
                .collect(),
            snapshot_trend: report.snapshot_trend.as_ref().map(|trend| JsonTrend {
                nights: trend.nights,
                first: utc(trend.first),
                last: utc(trend.last),
                seconds_per_night: trend.seconds_per_night,
                longest_seconds: trend.longest.as_secs_f64(),
                limit_seconds: trend.limit.map(|limit| limit.as_secs_f64()),
                meets_limit: trend.meets_limit.map(utc),
                meets_limit_local: trend.meets_limit.map(|time| local(time, zone)),
            }),
            advice: report
                .advice
                .iter()
                .map(|advice| JsonAdvice {
                    id: advice.id,
                    text: said(&advice.text, report),
                    message: JsonMessage::from(&advice.text),
                    commands: &advice.commands,
                    because: cites(&advice.because, report),
                    period: advice
                        .period
                        .map(|period| JsonPeriod { from: utc(period.from), to: utc(period.to) }),
                })
                .collect(),
            events: Stream::of(
                report.cited().into_iter().filter_map(|index| JsonCited::of(index, report, sources)),
            ),
        }
    }
}

impl<'a> JsonCoverage<'a> {
    pub(super) fn of(coverage: &'a Coverage, report: &ComputerReport) -> Self {
        let gaps = report.holes(coverage).into_iter().map(|hole| JsonGap {
            from: utc(hole.from),
            to: utc(hole.to),
            cause: hole.cause,
            after_event_record_id: hole.between.map(|(after, _)| after),
            before_event_record_id: hole.between.map(|(_, before)| before),
        });
        Self {
            channel: &coverage.channel,
            first: utc(coverage.first),
            first_local: local(coverage.first, &report.zone),
            last: utc(coverage.last),
            last_local: local(coverage.last, &report.zone),
            records: coverage.records,
            begins_in_damage: coverage.begins_in_damage,
            ends_in_damage: coverage.ends_in_damage,
            gaps: gaps.collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct JsonAdvice<'a> {
    id: &'static str,
    text: String,
    message: JsonMessage<'a>,
    commands: &'a [String],
    period: Option<JsonPeriod>,
    because: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct JsonTrend {
    nights: usize,
    first: String,
    last: String,
    seconds_per_night: Option<f64>,
    longest_seconds: f64,
    limit_seconds: Option<f64>,
    meets_limit: Option<String>,
    meets_limit_local: Option<String>,
}

#[derive(Serialize)]
struct JsonPeriod {
    from: String,
    to: String,
}

#[derive(Serialize)]
pub(super) struct JsonTrouble<'a> {
    kind: &'static str,
    weight: &'static str,
    text: String,
    message: JsonMessage<'a>,
    next_step: String,
    next_step_message: JsonMessage<'a>,
    disk: Option<u32>,
    volume: Option<&'a str>,
    subject: Option<&'a str>,
    first: String,
    first_local: String,
    last: String,
    last_local: String,
    count: usize,
    events: Vec<String>,
}

impl<'a> JsonTrouble<'a> {
    fn of(trouble: &'a Trouble, report: &ComputerReport) -> Self {
        let text = story::whole_trouble(trouble);
        let next_step = trouble.kind.next_step();
        Self {
            kind: trouble.kind.id(),
            weight: trouble.weight.id(),
            text: said(&text, report),
            message: text.into(),
            next_step: said(&next_step, report),
            next_step_message: next_step.into(),
            disk: trouble.disk,
            volume: trouble.volume.as_deref(),
            subject: trouble.subject.as_deref(),
            first: utc(trouble.first),
            first_local: local(trouble.first, &report.zone),
            last: utc(trouble.last),
            last_local: local(trouble.last, &report.zone),
            count: trouble.events.len(),
            events: cites(&trouble.events, report),
        }
    }
}

#[derive(Serialize)]
pub(super) struct JsonLimit<'a> {
    kind: &'static str,
    text: String,
    message: JsonMessage<'a>,
    undecided: bool,
}
