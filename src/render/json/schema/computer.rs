//! One computer: its zone, what its logs cover, and lists that are frozen while they are written.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::event::{JsonCited, cites, local, said, utc};
use super::message::JsonMessage;
use super::session::JsonSession;
use super::volsnap27::JsonJudged;
use super::words::{
    AdviceWord, GapWord, LimitWord, Local, Offset, Reference, TroubleWord, Utc, WeightWord, ZoneWord,
};
use crate::render::json::lists::Long;
use crate::report::{ComputerReport, Report};
use crate::say::Zone;
use crate::session::{ProductRun, Session, SnapshotTrend};
use crate::story::{self, headline};
use crate::timeline::{Coverage, EventIndex};
use crate::trouble::Trouble;
use crate::verdict::Judged;

/// One computer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Computer")]
pub(super) struct JsonComputer<'a> {
    #[serde(flatten)]
    about: JsonAbout<'a>,
    /// What its logs cover.
    coverage: Vec<JsonCoverage<'a>>,
    /// Its runs by start, those of Windows Server Backup first, then those of other products.
    sessions: Long<'a, JsonSession<'a>>,
    /// Its volsnap 27s, in order.
    volsnap27: Long<'a, JsonJudged<'a>>,
    /// What needs a person beside the 27s, or is worth knowing; the worst first.
    trouble: Vec<JsonTrouble<'a>>,
    /// What limits the answer.
    limits: Vec<JsonLimit<'a>>,
    /// What to do next.
    advice: Vec<JsonAdvice<'a>>,
    /// Every record that anything above cites, in order.
    events: Long<'a, JsonCited<'a>>,
}

/// Who a computer is, and the answer for it in short.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "About")]
pub(super) struct JsonAbout<'a> {
    /// Its name.
    name: &'a str,
    /// Its first line.
    headline: String,
    /// The same as id and arguments.
    headline_message: JsonMessage<'a>,
    /// Its other names.
    aliases: &'a [String],
    /// Its version of Windows. Null where no record tells it.
    windows: Option<&'a str>,
    /// The zone of its local times.
    time_zone: JsonZone<'a>,
    /// How long its snapshots take, and how far from their limit. Null where no snapshot was made.
    snapshot_trend: Option<JsonTrend>,
}

/// A zone of time.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TimeZone")]
pub(super) struct JsonZone<'a> {
    /// Its name, most often that of IANA.
    name: &'a str,
    /// Its offset at the computer's last event. Unit: hours and minutes.
    #[schemars(with = "Offset")]
    offset: String,
    /// How it was chosen.
    #[schemars(with = "ZoneWord")]
    from: &'static str,
}

/// What the given logs hold of one channel.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Coverage")]
pub(super) struct JsonCoverage<'a> {
    /// The channel.
    channel: &'a str,
    /// The time of its first record. Unit: UTC.
    #[schemars(with = "Utc")]
    first: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    first_local: String,
    /// The time of its last record. Unit: UTC.
    #[schemars(with = "Utc")]
    last: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    last_local: String,
    /// How many distinct records there are. Unit: records.
    records: u64,
    /// Whether records before its first one could not be read.
    begins_in_damage: bool,
    /// Whether it ends because a file is damaged there.
    ends_in_damage: bool,
    /// Times between that are not covered, or not to be relied on.
    gaps: Vec<JsonGap>,
}

/// A time that a log does not cover, or that is not to be relied on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Gap")]
pub(super) struct JsonGap {
    /// From when. Unit: UTC.
    #[schemars(with = "Utc")]
    from: String,
    /// To when. Unit: UTC.
    #[schemars(with = "Utc")]
    to: String,
    /// Why.
    #[schemars(with = "GapWord")]
    cause: &'static str,
    /// The last record before. Null where ids do not tell.
    after_event_record_id: Option<u64>,
    /// The first record behind. Null where ids do not tell.
    before_event_record_id: Option<u64>,
}

impl<'a> JsonAbout<'a> {
    pub(super) fn of(report: &'a ComputerReport, whole: &'a Report) -> Self {
        let headline = headline::of_computer(whole, report).text;
        let (computer, zone) = (&report.computer, &report.zone);
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
            snapshot_trend: report.snapshot_trend.as_ref().map(|trend| JsonTrend::of(trend, zone)),
        }
    }
}

impl<'a> JsonComputer<'a> {
    pub(super) fn of(report: &'a ComputerReport, whole: &'a Report) -> Self {
        let lists = Lists { report, whole };
        Self {
            about: JsonAbout::of(report, whole),
            coverage: lists.coverage().collect(),
            sessions: Long::of(DEPTH_OF_RECORDS, lists.runs(), move |run, items| {
                items.push(Some(lists.run(*run)))
            }),
            volsnap27: Long::of(DEPTH_OF_RECORDS, report.volsnap27.iter(), move |judged, items| {
                items.push(lists.judged(judged))
            }),
            trouble: lists.trouble().collect(),
            limits: lists.limits().collect(),
            advice: lists.advice().collect(),
            events: Long::of(DEPTH_OF_RECORDS, report.cited().into_iter(), move |index, items| {
                items.push(lists.event(*index))
            }),
        }
    }
}

/// The document, its list of computers, a computer, and a list of it.
const DEPTH_OF_RECORDS: usize = 4;

/// The lists of a computer: what is in them, and how an item is frozen.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) report: &'a ComputerReport,
    pub(super) whole: &'a Report,
}

/// A run, with its number from 1.
#[derive(Clone, Copy)]
pub(super) enum Run<'a> {
    /// Of Windows Server Backup.
    Own(usize, &'a Session),
    /// Of another product.
    Other(usize, &'a ProductRun),
}

impl<'a> Lists<'a> {
    pub(super) fn coverage(self) -> impl Iterator<Item = JsonCoverage<'a>> {
        self.report.computer.coverage.iter().map(move |coverage| JsonCoverage::of(coverage, self.report))
    }

    pub(super) fn runs(self) -> impl Iterator<Item = Run<'a>> {
        let own = self.report.shown().map(|(number, session)| Run::Own(number, session));
        own.chain(self.report.shown_others().map(|(number, run)| Run::Other(number, run)))
    }

    pub(super) fn run(self, run: Run<'a>) -> JsonSession<'a> {
        match run {
            Run::Own(number, session) => JsonSession::of(number, session, self.report),
            Run::Other(number, run) => JsonSession::of_product(number, run, self.report),
        }
    }

    pub(super) fn judged(self, judged: &'a Judged) -> Option<JsonJudged<'a>> {
        JsonJudged::of(judged, self.report, &self.whole.sources)
    }

    pub(super) fn trouble(self) -> impl Iterator<Item = JsonTrouble<'a>> {
        self.report.trouble.iter().map(move |trouble| JsonTrouble::of(trouble, self.report))
    }

    pub(super) fn limits(self) -> impl Iterator<Item = JsonLimit<'a>> {
        self.report.limits.iter().map(move |limit| JsonLimit {
            kind: limit.kind.id(),
            text: said(&limit.text, self.report),
            message: JsonMessage::from(&limit.text),
            undecided: limit.is_undecided,
        })
    }

    pub(super) fn advice(self) -> impl Iterator<Item = JsonAdvice<'a>> {
        self.report.advice.iter().map(move |advice| JsonAdvice {
            id: advice.id,
            text: said(&advice.text, self.report),
            message: JsonMessage::from(&advice.text),
            commands: &advice.commands,
            because: cites(&advice.because, self.report),
            period: advice.period.map(|period| JsonPeriod { from: utc(period.from), to: utc(period.to) }),
        })
    }

    pub(super) fn event(self, index: EventIndex) -> Option<JsonCited<'a>> {
        JsonCited::of(index, self.report, &self.whole.sources)
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

/// One piece of advice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Advice")]
pub(super) struct JsonAdvice<'a> {
    /// Its name; those that ask for more evidence begin with `ask-`.
    #[schemars(with = "AdviceWord")]
    id: &'static str,
    /// What to do, and why.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// Commands to paste.
    commands: &'a [String],
    /// The time that it speaks of. Null where it speaks of none.
    period: Option<JsonPeriod>,
    /// The records because of which it applies.
    #[schemars(with = "Vec<Reference>")]
    because: Vec<String>,
}

/// How long the snapshots of a computer take from night to night.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SnapshotTrend")]
pub(super) struct JsonTrend {
    /// How many nights had a snapshot that was made. Unit: nights.
    nights: usize,
    /// The start of the first of them. Unit: UTC.
    #[schemars(with = "Utc")]
    first: String,
    /// The start of the last of them. Unit: UTC.
    #[schemars(with = "Utc")]
    last: String,
    /// By how much they grow. Unit: seconds a day. Null where there are fewer than ten nights, or no clear trend.
    seconds_per_night: Option<f64>,
    /// The longest of the latest ten. Unit: seconds.
    longest_seconds: f64,
    /// CreateTimeout as far as it is known. Unit: seconds. Null where a snapshot took longer, so that it must be another.
    limit_seconds: Option<f64>,
    /// When they meet the limit, if they go on so. Unit: UTC. Null where they do not grow, or the limit is not known.
    #[schemars(with = "Option<Utc>")]
    meets_limit: Option<String>,
    /// The same in the zone of the computer. Unit: local time with offset. Null where `meets_limit` is.
    #[schemars(with = "Option<Local>")]
    meets_limit_local: Option<String>,
}

impl JsonTrend {
    fn of(trend: &SnapshotTrend, zone: &Zone) -> Self {
        Self {
            nights: trend.nights,
            first: utc(trend.first),
            last: utc(trend.last),
            seconds_per_night: trend.seconds_per_night,
            longest_seconds: trend.longest.as_secs_f64(),
            limit_seconds: trend.limit.map(|limit| limit.as_secs_f64()),
            meets_limit: trend.meets_limit.map(utc),
            meets_limit_local: trend.meets_limit.map(|time| local(time, zone)),
        }
    }
}

/// A time from when to when.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Period")]
struct JsonPeriod {
    /// From when. Unit: UTC.
    #[schemars(with = "Utc")]
    from: String,
    /// To when. Unit: UTC.
    #[schemars(with = "Utc")]
    to: String,
}

/// What needs a person, or is worth knowing, although no 27 says so.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Trouble")]
pub(super) struct JsonTrouble<'a> {
    /// Its kind.
    #[schemars(with = "TroubleWord")]
    kind: &'static str,
    /// How much it weighs.
    #[schemars(with = "WeightWord")]
    weight: &'static str,
    /// What it is, and what the records say.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// What to do about it.
    next_step: String,
    /// The same as id and arguments.
    next_step_message: JsonMessage<'a>,
    /// The number of the disk. Null where it is of no disk.
    disk: Option<u32>,
    /// The volume. Null where it is of no volume.
    volume: Option<&'a str>,
    /// Anything else that it is of: a port, a file, a resource. Null where it is of nothing else.
    subject: Option<&'a str>,
    /// The time of its first record. Unit: UTC.
    #[schemars(with = "Utc")]
    first: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    first_local: String,
    /// The time of its last record. Unit: UTC.
    #[schemars(with = "Utc")]
    last: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    last_local: String,
    /// How many records tell of it. Unit: records.
    count: usize,
    /// These records, in the order of time.
    #[schemars(with = "Vec<Reference>")]
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

/// What limits the answer.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Limit")]
pub(super) struct JsonLimit<'a> {
    /// Its kind.
    #[schemars(with = "LimitWord")]
    kind: &'static str,
    /// What can't be told, and why.
    text: String,
    /// The same as id and arguments.
    message: JsonMessage<'a>,
    /// Whether the answer stays open because of it.
    undecided: bool,
}
