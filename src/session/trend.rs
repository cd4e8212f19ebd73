//! How long snapshots take from night to night, and when they will meet `CreateTimeout`.

use jiff::{SignedDuration, Timestamp};

use super::{Session, Settings};
use crate::timeline::{EventIndex, earlier};

/// How long the snapshots of a host take.
#[derive(Debug, Clone, PartialEq)]
pub struct SnapshotTrend {
    /// How many nights had a snapshot that was made.
    pub nights: usize,
    /// The start of the first and of the last of them.
    pub first: Timestamp,
    /// The start of the last of them.
    pub last: Timestamp,
    /// The longest of the latest ten.
    pub longest: SignedDuration,
    /// The record that tells of it.
    pub longest_at: Option<EventIndex>,
    /// `CreateTimeout` as far as it is known; none where a snapshot took longer, so that it must be another.
    pub limit: Option<SignedDuration>,
    /// By how many seconds they grow a day; none where there are fewer than ten nights, or no clear trend.
    pub seconds_per_night: Option<f64>,
    /// How many seconds the trend says of the first of them.
    pub seconds_at_first: Option<f64>,
    /// When they meet the limit, if they go on so.
    pub meets_limit: Option<Timestamp>,
}

/// Fewer nights make no trend.
const ENOUGH: usize = 10;
/// Older nights than the latest of this many tell nothing about the next month.
const LATEST: usize = 400;
/// A trend is clear where so many in a hundred of all pairs of nights grow. Among ten nights without one, chance gives
/// that once in forty times (Kendall's test).
const CLEAR: usize = 75;
const DAY: f64 = 86_400.0;

/// The trend of a computer's runs; none where no snapshot was made.
pub fn trend(sessions: &[Session], settings: Settings) -> Option<SnapshotTrend> {
    let mut made: Vec<(&Session, SignedDuration)> = sessions
        .iter()
        .filter_map(|session| Some((session, session.snapshot.filter(|wait| wait.succeeded)?.duration)))
        .collect();
    let skipped = made.len().saturating_sub(LATEST);
    made.drain(..skipped);
    let ((first, _), (last, _)) = (made.first()?, made.last()?);
    let recent = made.iter().rev().take(ENOUGH);
    let (session, longest) = recent.max_by_key(|(_, took)| *took)?;
    let points: Vec<(f64, f64)> = made
        .iter()
        .map(|(session, took)| {
            (session.started.duration_since(first.started).as_secs_f64() / DAY, took.as_secs_f64())
        })
        .collect();
    let line = line(&points).filter(|_| made.len() >= ENOUGH);
    let is_within = made.iter().all(|(_, took)| *took <= settings.create_timeout);
    let limit = is_within.then_some(settings.create_timeout);
    let meets_limit = limit.zip(line).and_then(|(limit, (slope, base))| {
        let days = (limit.as_secs_f64() - base) / slope;
        let ahead = SignedDuration::try_from_secs_f64(days * DAY).ok()?;
        Some(first.started.checked_add(ahead).ok()?.max(last.started))
    });
    Some(SnapshotTrend {
        nights: made.len(),
        first: first.started,
        last: last.started,
        longest: *longest,
        longest_at: session.end_event,
        limit,
        seconds_per_night: line.map(|(slope, _)| slope),
        seconds_at_first: line.map(|(_, base)| base),
        meets_limit,
    })
}

/// The line through points that grow: the median of the slopes of all pairs, which single nights can't bend (Theil and
/// Sen), and the median of where it begins. None where it does not clearly grow.
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let mut slopes = Vec::new();
    for (position, (x, y)) in points.iter().enumerate() {
        let behind = points.iter().skip(position.saturating_add(1));
        slopes.extend(behind.filter(|(later, _)| later > x).map(|(later, other)| (other - y) / (later - x)));
    }
    let growing = slopes.iter().filter(|slope| **slope > 0.0).count();
    let is_clear = growing.saturating_mul(100) >= slopes.len().saturating_mul(CLEAR);
    let slope = median(&mut slopes).filter(|slope| is_clear && *slope > 0.0)?;
    let mut begins: Vec<f64> = points.iter().map(|(x, y)| y - slope * x).collect();
    Some((slope, median(&mut begins)?))
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { values.get(middle.checked_sub(1)?)? } else { upper };
    Some(f64::midpoint(*lower, *upper))
}

impl SnapshotTrend {
    /// Whether there are nights enough to tell a trend from chance.
    pub fn is_told(&self) -> bool {
        self.nights >= ENOUGH
    }

    /// Whether the limit is near: the latest nights reach 70 % of it, or the trend meets it within 30 days.
    pub fn is_near(&self) -> bool {
        const PERCENT: i32 = 70;
        const SOON: SignedDuration = SignedDuration::from_hours(720);
        let reaches = self.limit.is_some_and(|limit| {
            let (took, share) = (self.longest.checked_mul(100), limit.checked_mul(PERCENT));
            took.zip(share).is_some_and(|(took, share)| took >= share)
        });
        reaches || self.meets_limit.is_some_and(|time| earlier(time, SOON) <= self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grows(seconds: impl Iterator<Item = f64>) -> Option<f64> {
        let points: Vec<(f64, f64)> = (0..).map(f64::from).zip(seconds).collect();
        line(&points).map(|(slope, _)| slope)
    }

    #[test]
    fn a_trend_is_the_median_of_slopes() {
        assert_eq!(grows((0..12).map(|night| 200.0 + 8.0 * f64::from(night))), Some(8.0));
        // One bad night bends nothing.
        let with_outlier =
            (0..12).map(|night| if night == 6 { 900.0 } else { 200.0 + 8.0 * f64::from(night) });
        assert!((grows(with_outlier).unwrap() - 8.0).abs() < 0.5);
    }

    #[test]
    fn noise_and_shrinking_are_no_trend() {
        let noise = [300.0, 410.0, 290.0, 400.0, 310.0, 395.0, 305.0, 402.0, 299.0, 404.0, 301.0];
        assert_eq!(grows(noise.into_iter()), None);
        assert_eq!(grows((0..12).map(|night| 500.0 - 8.0 * f64::from(night))), None);
        assert_eq!(grows(std::iter::repeat_n(300.0, 12)), None);
    }

    #[test]
    fn nights_that_stay_alike_do_not_grow() {
        // Of six pairs four grow and two are flat: two thirds are not clear.
        assert_eq!(grows([100.0, 100.0, 200.0, 200.0].into_iter()), None);
    }

    #[test]
    fn two_runs_of_one_moment_have_no_slope_between_them() {
        assert_eq!(line(&[(0.0, 100.0), (0.0, 900.0)]), None);
    }

    #[test]
    fn a_trend_is_told_from_ten_nights_on() {
        let time = Timestamp::UNIX_EPOCH;
        let of = |nights| SnapshotTrend {
            nights,
            first: time,
            last: time,
            longest: SignedDuration::ZERO,
            longest_at: None,
            limit: None,
            seconds_per_night: None,
            seconds_at_first: None,
            meets_limit: None,
        };
        assert!(of(10).is_told());
        assert!(!of(9).is_told());
    }
}
