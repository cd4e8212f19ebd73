//! Advice before it fails: snapshots that come near their limit.

use jiff::SignedDuration;

use super::create_timeout::{current, of_load};
use super::timeout_math::{DEFAULT_MARGIN, Proposal, reg_add, reg_export};
use super::{Advice, Situation, id};
use crate::say::{Day, Milliseconds, Number, Sentence, sentences};
use crate::session::SnapshotTrend;

sentences! {
    grows(slope: SignedDuration, nights: usize, first: Day, last: Day, limit: SignedDuration, day: Day, proposal: Sentence) = "advice.snapshots-grow":
        "Snapshots grow by { $slope } a night (median over { $nights } nights, { $first } to { $last }) and meet \
         CreateTimeout ({ $limit }) about { $day }, if they go on so. { $proposal }";
    is_near(longest: SignedDuration, percent: Number, limit: SignedDuration, proposal: Sentence) = "advice.snapshots-near-limit":
        "Snapshots of the latest nights took up to { $longest }, { $percent } % of CreateTimeout ({ $limit }). { $proposal }";
    grows_to_unknown(slope: SignedDuration, nights: usize, first: Day, last: Day, longest: SignedDuration) = "advice.snapshots-grow-limit-unknown":
        "Snapshots grow by { $slope } a night (median over { $nights } nights, { $first } to { $last }), and one of the \
         latest took { $longest }. CreateTimeout is not known: ask for the SPP key of the registry, which tells when they \
         meet it.";
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
    let Some((trend, limit, proposal)) = decide(situation) else { return ask_for_limit(situation) };
    let said = proposed(Number(u64::from(proposal.minutes())), Milliseconds(proposal.milliseconds));
    Some(Advice {
        id: id::SNAPSHOT_HEADROOM,
        text: text(trend, limit, said)?,
        commands: vec![reg_add(proposal)],
        because: trend.longest_at.into_iter().collect(),
        period: None,
    })
}

/// Where snapshots took longer than the limit that was assumed, it is another, and whether they come near it is not known.
fn ask_for_limit(situation: &Situation<'_>) -> Option<Advice> {
    /// A growth that makes less than a minute in the next 30 days changes nothing in a value that is set in minutes.
    const WORTH_A_NIGHT: f64 = 60.0 / 30.0;
    let trend = situation.snapshot_trend.filter(|trend| trend.limit.is_none())?;
    let slope = trend.seconds_per_night.filter(|slope| *slope >= WORTH_A_NIGHT)?;
    if !current(situation).is_empty() {
        return None;
    }
    let (first, last) = (Day(trend.first), Day(trend.last));
    Some(Advice {
        id: id::SNAPSHOT_HEADROOM,
        text: grows_to_unknown(length(slope)?, trend.nights, first, last, trend.longest),
        commands: vec![reg_export()],
        because: trend.longest_at.into_iter().collect(),
        period: None,
    })
}

/// Whole seconds; a slower growth is told in milliseconds.
fn length(seconds: f64) -> Option<SignedDuration> {
    SignedDuration::try_from_secs_f64(if seconds < 1.0 { seconds } else { seconds.round() }).ok()
}

fn text(trend: &SnapshotTrend, limit: SignedDuration, said: Sentence) -> Option<Sentence> {
    if let (Some(slope), Some(meets)) = (trend.seconds_per_night, trend.meets_limit) {
        let slope = length(slope)?;
        let (first, last) = (Day(trend.first), Day(trend.last));
        return Some(grows(slope, trend.nights, first, last, limit, Day(meets), said));
    }
    let share = trend.longest.as_millis().saturating_mul(100).checked_div(limit.as_millis())?;
    Some(is_near(trend.longest, Number(u64::try_from(share).unwrap_or(0)), limit, said))
}
