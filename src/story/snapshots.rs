//! How long each snapshot took, against `CreateTimeout`: what a picture of the trend is drawn from.

use jiff::{SignedDuration, Timestamp};

use crate::report::ComputerReport;
use crate::session::{CauseKind, Certainty, Session};
use crate::timeline::{EventIndex, Span};

/// The snapshots of a computer.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshots {
    /// Each of them, by the start of its run.
    pub each: Vec<Snapshot>,
    /// The limit, as far as it is known, in the order of time.
    pub limits: Vec<Limit>,
    /// The line of the trend, where there is a clear one: from the first night to where it meets the limit, or to the
    /// last night.
    pub trend: Option<(Point, Point)>,
    /// When the trend meets the limit.
    pub meets: Option<Timestamp>,
}

/// One snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// The number of its run.
    pub run: usize,
    /// The start of its run.
    pub started: Timestamp,
    /// How long it took, or was waited for.
    pub took: SignedDuration,
    /// Whether it was made.
    pub made: bool,
    /// The record that tells of it.
    pub index: Option<EventIndex>,
}

/// `CreateTimeout` in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// From when to when.
    pub span: Span,
    /// The limit.
    pub limit: SignedDuration,
    /// Whether runs show it that gave up after so long; else it was told.
    pub is_shown: bool,
}

/// A point of the trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When.
    pub time: Timestamp,
    /// How many seconds.
    pub seconds: f64,
}

/// A wait that comes so near to the limit, in a hundred, ended at it: records are written a moment late.
const NEAR: i32 = 10;
const DAY: f64 = 86_400.0;

/// The snapshots of a computer; none where no run tells how long one took.
pub fn snapshots(report: &ComputerReport) -> Option<Snapshots> {
    let each: Vec<Snapshot> = report
        .shown()
        .filter_map(|(run, session)| {
            let wait = session.snapshot?;
            Some(Snapshot {
                run,
                started: session.started,
                took: wait.duration,
                made: wait.succeeded,
                index: session.end_event,
            })
        })
        .collect();
    let (first, last) = (each.first()?.started, each.last()?.started);
    let trend = report.snapshot_trend.as_ref();
    let line = trend.and_then(|trend| {
        let (slope, base) = (trend.seconds_per_night?, trend.seconds_at_first?);
        let end = trend.meets_limit.unwrap_or(trend.last);
        let days = end.duration_since(trend.first).as_secs_f64() / DAY;
        let begin = Point { time: trend.first, seconds: base };
        Some((begin, Point { time: end, seconds: base + slope * days }))
    });
    Some(Snapshots {
        limits: limits(report, Span { from: first, to: last }),
        each,
        trend: line,
        meets: trend.and_then(|trend| trend.meets_limit),
    })
}

/// The limit over time. What was told of it holds for the time behind the last run that gave up after another wait; that
/// run, and those before it, show what it was then.
fn limits(report: &ComputerReport, span: Span) -> Vec<Limit> {
    let told = report.snapshot_trend.as_ref().and_then(|trend| trend.limit);
    let mut limits: Vec<Limit> = Vec::new();
    for (_, session) in report.shown() {
        let Some(wait) = gave_up(session) else { continue };
        if told.is_some_and(|told| is_near(wait, told)) {
            continue;
        }
        match limits.last_mut() {
            Some(last) if is_near(wait, last.limit) => last.span.to = session.started,
            Some(last) => {
                let from = last.span.to;
                limits.push(Limit { span: Span { from, to: session.started }, limit: wait, is_shown: true });
            }
            None => {
                limits.push(Limit {
                    span: Span { from: span.from, to: session.started },
                    limit: wait,
                    is_shown: true,
                });
            }
        }
    }
    let since = limits.last().map_or(span.from, |last| last.span.to);
    limits.extend(told.map(|limit| Limit {
        span: Span { from: since, to: span.to },
        limit,
        is_shown: false,
    }));
    limits
}

/// How long a run waited that gave up at the limit.
fn gave_up(session: &Session) -> Option<SignedDuration> {
    let cause = session.cause.as_ref()?;
    let is_sure = cause.kind == CauseKind::SnapshotTimeout && cause.certainty != Certainty::Possible;
    session.snapshot.filter(|wait| is_sure && !wait.succeeded).map(|wait| wait.duration)
}

/// Whether two lengths are one, give or take a little.
fn is_near(one: SignedDuration, other: SignedDuration) -> bool {
    let apart = one.saturating_sub(other).abs().as_secs_f64();
    apart * 100.0 <= other.as_secs_f64() * f64::from(NEAR)
}
