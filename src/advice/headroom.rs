//! Advice before it fails: snapshots that come near their limit.

use jiff::SignedDuration;

use super::create_timeout::{current, of_load};
use super::timeout_math::{DEFAULT_MARGIN, Proposal, reg_add};
use super::{Advice, Situation};
use crate::say::{Day, Milliseconds, Number, Sentence, sentences};
use crate::session::SnapshotTrend;

sentences! {
    grows(slope: SignedDuration, nights: usize, first: Day, last: Day, limit: SignedDuration, day: Day, proposal: Sentence) = "advice.snapshots-grow":
        "Snapshots grow by { $slope } a night (median over { $nights } nights, { $first } to { $last }) and meet \
         CreateTimeout ({ $limit }) about { $day }, if they go on so. { $proposal }";
    is_near(longest: SignedDuration, percent: Number, limit: SignedDuration, proposal: Sentence) = "advice.snapshots-near-limit":
        "Snapshots of the latest nights took up to { $longest }, { $percent } % of CreateTimeout ({ $limit }). { $proposal }";
    proposed(minutes: Number, milliseconds: Milliseconds) = "advice.raise-before-it-fails":
        "Raise it to { $minutes } min = { $milliseconds } before a run fails, and look what grows: virtual machines, \
         changes, load at that time.";
}

/// Whether there is advice before it fails.
pub(super) fn tells(situation: &Situation<'_>) -> bool {
    decide(situation).is_some()
}

fn decide<'a>(situation: &Situation<'a>) -> Option<(&'a SnapshotTrend, SignedDuration, Proposal)> {
    let trend = situation.snapshot_trend.filter(|trend| trend.is_near())?;
    if !current(situation).is_empty() {
        return None;
    }
    let limit = trend.limit?;
    let needed = Proposal::of(trend.longest.max(limit).saturating_add(DEFAULT_MARGIN)).ok()?;
    // The numbers of VMs may ask for more; there is one proposal.
    let of_load = of_load(situation).map(|(_, proposal)| proposal);
    let more = of_load.filter(|proposal| proposal.milliseconds > needed.milliseconds);
    Some((trend, limit, more.unwrap_or(needed)))
}

/// Raise `CreateTimeout` before a run fails.
pub(super) fn raise_before_it_fails(situation: &Situation<'_>) -> Option<Advice> {
    let (trend, limit, proposal) = decide(situation)?;
    let said = proposed(Number(u64::from(proposal.minutes())), Milliseconds(proposal.milliseconds));
    Some(Advice {
        id: "snapshot-headroom",
        text: text(trend, limit, said)?,
        commands: vec![reg_add(proposal)],
        because: trend.longest_at.into_iter().collect(),
        period: None,
    })
}

fn text(trend: &SnapshotTrend, limit: SignedDuration, said: Sentence) -> Option<Sentence> {
    if let (Some(slope), Some(meets)) = (trend.seconds_per_night, trend.meets_limit) {
        // Whole seconds; a slower growth is told in milliseconds.
        let slope =
            SignedDuration::try_from_secs_f64(if slope < 1.0 { slope } else { slope.round() }).ok()?;
        let (first, last) = (Day(trend.first), Day(trend.last));
        return Some(grows(slope, trend.nights, first, last, limit, Day(meets), said));
    }
    let share = trend.longest.as_millis().saturating_mul(100).checked_div(limit.as_millis())?;
    Some(is_near(trend.longest, Number(u64::try_from(share).unwrap_or(0)), limit, said))
}
