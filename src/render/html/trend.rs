//! How long each snapshot took, against `CreateTimeout`.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};

use super::pen::Pen;
use super::shapes::percent;
use crate::say::{Day, Number, Sentence, Word};
use crate::story::labels;
use crate::story::snapshots::{Snapshot, Snapshots};
use crate::timeline::Span;

/// How high the picture is.
const HEIGHT: f64 = 180.0;

/// A time in days, and a length of time, as places in a picture.
struct Scale {
    period: Span,
    most: f64,
}

impl Scale {
    fn x(&self, time: Timestamp) -> String {
        percent(share(time, self.period))
    }

    fn y(&self, seconds: f64) -> String {
        format!("{:.1}", HEIGHT - HEIGHT * (seconds / self.most).clamp(0.0, 1.0))
    }
}

/// How far along a span of time a time lies.
pub(super) fn share(time: Timestamp, period: Span) -> f64 {
    let whole = period.to.duration_since(period.from).as_secs_f64().max(1.0);
    (time.duration_since(period.from).as_secs_f64() / whole).clamp(0.0, 1.0)
}

/// The days of an axis: where they lie, and how they are called.
pub(super) fn days(period: Span, pen: Pen<'_>) -> Vec<(f64, String)> {
    const MARKS: i32 = 4;
    let Some(report) = pen.report else { return Vec::new() };
    let step = period.to.duration_since(period.from).checked_div(MARKS).unwrap_or_default();
    let times =
        (0..=MARKS).map(|mark| period.from.checked_add(step.saturating_mul(mark)).unwrap_or(period.to));
    let mut days: Vec<(f64, String)> = Vec::new();
    for time in times {
        let day = report.zone.day(time);
        if days.last().is_none_or(|(_, last)| *last != day) {
            days.push((share(time, period), day));
        }
    }
    days
}

/// The days below or above a picture.
pub(super) fn axis(period: Span, pen: Pen<'_>) -> Markup {
    let days = days(period, pen);
    let last = days.len().saturating_sub(1);
    html! {
        svg class="days" aria-hidden="true" {
            @for (place, (share, day)) in days.iter().enumerate() {
                @let class = if place == 0 { "first" } else if place == last { "last" } else if place % 2 == 1 { "odd" } else { "" };
                text class=(class) x=(percent(*share)) y="13" { (day) }
            }
        }
    }
}

/// The picture, and what it says in words.
pub(super) fn draw(snapshots: &Snapshots, period: Span, pen: Pen<'_>) -> Markup {
    let longest = snapshots.each.iter().map(|snapshot| snapshot.took.as_secs_f64());
    let limits = snapshots.limits.iter().map(|limit| limit.limit.as_secs_f64());
    let most = longest.chain(limits).fold(1.0, f64::max) * 1.15;
    let scale = Scale { period, most };
    let (id, label) = (pen.id("trend"), pen.labelled("trend"));
    html! {
        section aria-labelledby=(label) {
            h3 id=(id) { (pen.said(&labels::trend())) }
            @for sentence in words(snapshots, pen) { p class="about" { (pen.said(&sentence)) } }
            div class="chart" {
                svg class="trend" role="group" aria-labelledby=(label) {
                    @for (minutes, label) in levels(most, snapshots) {
                        @let y = scale.y(minutes);
                        line class="grid" x1="0" x2="100%" y1=(y) y2=(y) {}
                        text class="level" x="4" y=(y) dy="-3" { (pen.text(&labels::took(label))) }
                    }
                    (limit_line(snapshots, &scale, pen))
                    @if let Some((begin, end)) = snapshots.trend {
                        line class="trend-line" x1=(scale.x(begin.time)) x2=(scale.x(end.time))
                            y1=(scale.y(begin.seconds)) y2=(scale.y(end.seconds)) {}
                        @if snapshots.meets.is_some_and(|meets| meets <= period.to) {
                            svg class="at" x=(scale.x(end.time)) y=(scale.y(end.seconds)) {
                                circle class="meets" r="6" { title { (pen.text(&labels::meets())) } }
                            }
                        }
                    }
                    @for snapshot in &snapshots.each { (point(snapshot, &scale, pen)) }
                }
                (axis(period, pen))
            }
            ul class="keys" {
                li { svg class="key" aria-hidden="true" { svg class="at" x="15" y="9" { circle class="made" r="3.5" {} } } (pen.said(&labels::legend_made())) }
                li { svg class="key" aria-hidden="true" { svg class="at waited" x="15" y="9" { use href="#x-failed" {} } } (pen.said(&labels::legend_waited())) }
                li { svg class="key" aria-hidden="true" { line class="limit" x1="1" x2="29" y1="9" y2="9" {} } (pen.said(&labels::legend_limit())) }
                @if snapshots.trend.is_some() {
                    li { svg class="key" aria-hidden="true" { line class="trend-line" x1="1" x2="29" y1="13" y2="5" {} } (pen.said(&labels::legend_trend())) }
                }
            }
        }
    }
}

fn point(snapshot: &Snapshot, scale: &Scale, pen: Pen<'_>) -> Markup {
    let run = Number(u64::try_from(snapshot.run).unwrap_or(u64::MAX));
    let says = if snapshot.made { labels::snapshot_made } else { labels::snapshot_waited };
    let title = pen.text(&says(run, snapshot.took, snapshot.started));
    let (x, y) = (scale.x(snapshot.started), scale.y(snapshot.took.as_secs_f64()));
    html! {
        svg class={ "at " (if snapshot.made { "made" } else { "waited" }) } x=(x) y=(y) data-snapshot=(snapshot.run) {
            title { (title) }
            @if snapshot.made { circle class="made" r="3.5" {} } @else { use href="#x-failed" {} }
        }
    }
}

/// The limit as a line, with a step where it changed.
fn limit_line(snapshots: &Snapshots, scale: &Scale, pen: Pen<'_>) -> Markup {
    let ends = snapshots.limits.len().saturating_sub(1);
    html! {
        @let last_label = |to: &str| to.trim_end_matches('%').parse::<f64>().is_ok_and(|share| share > 30.0);
        @for (place, limit) in snapshots.limits.iter().enumerate() {
            // The first goes back and the last goes on as far as the picture does.
            @let x1 = if place == 0 { "0".to_owned() } else { scale.x(limit.span.from) };
            @let x2 = if place == ends && !limit.is_shown { "100%".to_owned() } else { scale.x(limit.span.to) };
            @let y = scale.y(limit.limit.as_secs_f64());
            line class="limit" x1=(x1) x2=(x2) y1=(y) y2=(y) {
                title { (pen.text(&labels::limit_line(limit.limit, Word(if limit.is_shown { "yes" } else { "no" })))) }
            }
            @if let Some(next) = snapshots.limits.get(place.saturating_add(1)) {
                line class="limit step" x1=(x2) x2=(x2) y1=(y) y2=(scale.y(next.limit.as_secs_f64())) {}
            }
            // At the end of its line, where there is room.
            @let (class, x) = if last_label(&x2) { ("limit-label last", &x2) } else { ("limit-label", &x1) };
            text class=(class) x=(x) y=(y) dy="-5" {
                (pen.text(&labels::limit_is(limit.limit)))
            }
        }
    }
}

/// Levels of the picture: whole minutes, three or so.
fn levels(most: f64, snapshots: &Snapshots) -> Vec<(f64, SignedDuration)> {
    const STEPS: [u32; 8] = [1, 2, 5, 10, 20, 60, 120, 720];
    const FEW: f64 = 4.0;
    /// A level that comes so near to the limit would write over its name.
    const CLEAR: f64 = 0.12;
    let is_clear = |level: f64| {
        snapshots.limits.iter().all(|limit| (limit.limit.as_secs_f64() - level).abs() > CLEAR * most)
    };
    let minutes = most / 60.0;
    let step = STEPS.into_iter().find(|step| minutes / f64::from(*step) <= FEW).unwrap_or(1440);
    let levels = (1_u32..=8).map(|count| step.saturating_mul(count));
    levels
        .take_while(|level| f64::from(*level) < minutes)
        .map(|level| (f64::from(level) * 60.0, SignedDuration::from_mins(i64::from(level))))
        .filter(|(seconds, _)| is_clear(*seconds))
        .collect()
}

fn words(snapshots: &Snapshots, pen: Pen<'_>) -> Vec<Sentence> {
    let Some(trend) = pen.report.and_then(|report| report.snapshot_trend.as_ref()) else { return Vec::new() };
    let mut words = vec![labels::trend_of(trend.nights, trend.longest)];
    let shown = snapshots.limits.last().filter(|limit| limit.is_shown && limit.limit > trend.longest);
    words.push(match (trend.limit, shown) {
        (Some(limit), _) => labels::trend_limit(limit),
        (None, Some(shown)) => labels::trend_limit_shown(shown.limit),
        (None, None) => labels::trend_limit_unknown(),
    });
    let by = trend.seconds_per_night.and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok());
    words.extend(match (by, trend.meets_limit) {
        (Some(by), Some(meets)) => Some(labels::trend_grows(by, Day(meets))),
        (Some(by), None) => Some(labels::trend_grows_on(by)),
        (None, _) => trend.is_told().then(labels::trend_none),
    });
    words
}
