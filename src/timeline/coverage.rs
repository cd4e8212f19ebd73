//! Coverage: from when to when a channel's records are there, and where they are not.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::event::class::Class;
use crate::event::sequence::Sequence;
use crate::event::{Event, EventKind, SourceId};
use crate::say::words;

use super::doubts::{Doubts, is_hurt, suspect};
use super::span::{Reach, Span};

/// What the given logs hold of one channel of one computer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about one of the two ends")]
pub struct Coverage {
    /// The channel, as written.
    pub channel: String,
    /// The first record's time.
    pub first: Timestamp,
    /// The last record's time.
    pub last: Timestamp,
    /// Where records are missing, in the order of time.
    pub gaps: Vec<Gap>,
    /// Where records come from chunks with a wrong checksum.
    pub suspect: Vec<Span>,
    /// Whether records before its first one could not be read.
    pub begins_in_damage: bool,
    /// Whether it ends because a file is damaged there.
    pub ends_in_damage: bool,
    /// Whether the log that ends it was in use when it was copied, so that its last records may be missing.
    pub ends_in_use: bool,
    /// Whether its first record is the first one of the log, so that nothing came before.
    pub begins_with_first: bool,
    /// The sources that hold it.
    pub sources: Vec<SourceId>,
    /// How many distinct records there are.
    pub records: u64,
    /// Whether it lies beside records whose bytes may be wrong.
    is_hurt: bool,
    gap_reach: Reach,
    suspect_reach: Reach,
}

/// Records that are missing between two that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Between which times.
    pub span: Span,
    /// The last `EventRecordID` before.
    pub after_id: u64,
    /// The first `EventRecordID` behind.
    pub before_id: u64,
    /// Why.
    pub cause: GapCause,
}

/// Why records are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapCause {
    /// No given log holds the ids between: overwritten before they were exported, or filtered out.
    RecordIdJump,
    /// A given log declares them, but they can't be read.
    Unreadable,
    /// The log was cleared.
    Cleared,
    /// Record ids begin anew: the log was set up again.
    Recreated,
    /// Two logs hold different records under the same ids: which are this computer's is not known.
    TwoLogs,
}

words! {
    pub GapCause {
        RecordIdJump = "record-id-jump",
        Unreadable = "unreadable",
        Cleared = "cleared",
        Recreated = "recreated",
        TwoLogs = "two-logs",
    }
}

impl Coverage {
    /// How many records are missing between its first and its last one, as far as ids tell.
    pub fn missing(&self) -> u64 {
        let ids = |gap: &Gap| gap.before_id.saturating_sub(gap.after_id).saturating_sub(1);
        let counted = |gap: &&Gap| !matches!(gap.cause, GapCause::Recreated | GapCause::TwoLogs);
        self.gaps.iter().filter(counted).map(ids).fold(0, u64::saturating_add)
    }

    /// Whether records of it were lost or may be wrong, at whatever time.
    pub fn is_damaged(&self) -> bool {
        let is_unreadable = |gap: &Gap| gap.cause == GapCause::Unreadable;
        self.begins_in_damage || self.ends_in_damage || self.is_hurt || self.gaps.iter().any(is_unreadable)
    }

    /// Whether records between others of a span of time can't be read, or may be wrong.
    pub fn is_unreadable_within(&self, span: Span) -> bool {
        let is_unreadable = |gap: &Gap| gap.cause == GapCause::Unreadable && gap.span.overlaps(span);
        self.gaps.iter().any(is_unreadable) || self.suspect.iter().any(|suspect| suspect.overlaps(span))
    }

    /// Where records come from chunks with a wrong checksum, as far as the log's own time reaches: doubt goes to the next record
    /// that can be trusted, and beyond the last one for ever.
    pub fn suspect_within(&self) -> impl Iterator<Item = Span> {
        let own = |time: Timestamp| time.clamp(self.first, self.last.max(self.first));
        self.suspect.iter().map(move |span| Span { from: own(span.from), to: own(span.to) })
    }

    /// The first gap or doubtful stretch that touches a span of time.
    pub fn flaw_within(&self, span: Span) -> Option<Flaw> {
        self.flaw(span, |_| true)
    }

    /// The same of a span of time that is known to begin with a record of the log, or to end with one: what is missing right before the
    /// one, or right behind the other, is outside.
    pub fn flaw_inside(&self, span: Span, (begins, ends): (bool, bool)) -> Option<Flaw> {
        let is_behind = |gap: &Gap| ends && span.to <= gap.span.from;
        let is_before = |gap: &Gap| begins && gap.span.to <= span.from;
        self.flaw(span, |gap| !is_behind(gap) && !is_before(gap))
    }

    fn flaw(&self, span: Span, counts: impl Fn(&Gap) -> bool) -> Option<Flaw> {
        let gap = self.gap_reach.overlapping(&self.gaps, span, |gap| gap.span).find(|gap| counts(gap));
        gap.map(|gap| Flaw::Gap(*gap)).or_else(|| {
            let suspect = self.suspect_reach.overlapping(&self.suspect, span, |suspect| *suspect).next();
            suspect.map(|suspect| Flaw::Suspect(*suspect))
        })
    }
}

/// Why a stretch of coverage is not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// Records are missing.
    Gap(Gap),
    /// Records come from a chunk with a wrong checksum.
    Suspect(Span),
}

/// Times of one log may go back by this much without the log having been set up again: clocks are
/// corrected, and at boot records are written out of order.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_hours(24);

/// Puts the runs of one computer together, channel by channel.
pub(super) fn build(runs: &[&Sequence], events: &[Event], doubts: &Doubts) -> Vec<Coverage> {
    let mut channels: BTreeMap<String, Vec<&Sequence>> = BTreeMap::new();
    for run in runs {
        channels.entry(run.channel.to_lowercase()).or_default().push(run);
    }
    channels.into_values().filter_map(|runs| channel(runs, events, doubts)).collect()
}

fn channel(mut runs: Vec<&Sequence>, events: &[Event], doubts: &Doubts) -> Option<Coverage> {
    runs.sort_by_key(|run| (run.first_id, run.last_id, run.first_time, run.trust, run.source));
    let mut epochs: Vec<Vec<Stretch>> = Vec::new();
    for run in &runs {
        let next = Stretch::of(run);
        match epochs.iter_mut().find(|epoch| epoch.last().is_some_and(|last| last.goes_on_with(&next))) {
            Some(epoch) => add(epoch, next),
            None => epochs.push(vec![next]),
        }
    }
    epochs.sort_by_key(|epoch| epoch.first().map(|stretch| stretch.span));
    let name = runs.first()?.channel.to_string();
    let mut gaps = Vec::new();
    for epoch in &epochs {
        for pair in epoch.windows(2) {
            if let [before, after] = pair {
                gaps.push(gap(before, after, None));
            }
        }
    }
    for pair in epochs.windows(2) {
        if let [before, after] = pair
            && let (Some(before), Some(after)) = (before.last(), after.first())
        {
            gaps.push(gap(before, after, Some(GapCause::Recreated)));
        }
    }
    let clearings = clearings(&name, events);
    for gap in gaps.iter_mut().filter(|gap| gap.cause == GapCause::RecordIdJump) {
        let next = clearings.get(clearings.partition_point(|time| *time < gap.span.from));
        if next.is_some_and(|time| *time <= gap.span.to) {
            gap.cause = GapCause::Cleared;
        }
    }
    gaps.extend(super::two_logs::contradictions(&runs, events));
    gaps.sort_by_key(|gap| (gap.span, gap.after_id));
    let stretches = || epochs.iter().flatten();
    let mut last = stretches().max_by_key(|stretch| stretch.end())?;
    // Where the ids go on, the clock was set back: the end is where the ids end.
    let goes_on = |stretch: &&Stretch, last: &Stretch| last.last_id.checked_add(1) == Some(stretch.first_id);
    while let Some(next) = stretches().find(|stretch| goes_on(stretch, last)) {
        last = next;
    }
    let first = stretches().min_by_key(|stretch| stretch.span.from)?;
    let mut sources: Vec<SourceId> = runs.iter().map(|run| run.source).collect();
    sources.sort_unstable();
    sources.dedup();
    let suspect = suspect(&runs, doubts);
    Some(Coverage {
        gap_reach: Reach::of(gaps.iter().map(|gap| gap.span)),
        suspect_reach: Reach::of(suspect.iter().copied()),
        is_hurt: runs.iter().any(|run| is_hurt(run) || !doubts.in_source(run.source).is_empty()),
        channel: name,
        first: stretches().map(|stretch| stretch.span.from).min()?,
        last: last.end(),
        gaps,
        suspect,
        begins_in_damage: first.damage_before,
        ends_in_damage: last.damage_after,
        ends_in_use: last.in_use,
        begins_with_first: first.first_id == 1 && !first.damage_before,
        sources,
        records: stretches().fold(0_u64, |sum, stretch| sum.saturating_add(stretch.records())),
    })
}

/// Consecutive record ids, perhaps from several sources.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    first_id: u64,
    last_id: u64,
    span: Span,
    /// The times of the records with the first and the last id: one record with a wild time must not
    /// move a gap.
    edges: Span,
    damage_before: bool,
    damage_after: bool,
    in_use: bool,
}

impl Stretch {
    fn of(run: &Sequence) -> Self {
        Self {
            first_id: run.first_id,
            last_id: run.last_id,
            span: Span { from: run.first_time, to: run.last_time },
            edges: Span { from: run.time_of_first, to: run.time_of_last },
            damage_before: run.damage_before,
            damage_after: run.damage_after,
            in_use: run.in_use,
        }
    }

    /// Whether another stretch with a higher or equal first id can belong to the same log.
    fn goes_on_with(&self, next: &Self) -> bool {
        if next.first_id <= self.last_id {
            // The same ids must be of the same time.
            return self.span.overlaps(next.span);
        }
        let back = self.span.to.duration_since(next.span.from);
        back <= CLOCK_SLACK
    }

    /// When it ends: one record with a wild time must not say so.
    fn end(&self) -> Timestamp {
        let is_wild = self.span.to.duration_since(self.edges.to) > CLOCK_SLACK;
        if is_wild { self.edges.to } else { self.span.to }
    }

    fn records(&self) -> u64 {
        self.last_id.saturating_sub(self.first_id).saturating_add(1)
    }
}

fn add(epoch: &mut Vec<Stretch>, next: Stretch) {
    match epoch.last_mut() {
        Some(last) if next.first_id <= last.last_id.saturating_add(1) => {
            if next.first_id == last.first_id {
                last.damage_before |= next.damage_before;
            }
            // Another source that goes on where this one is damaged makes the damage good; one that ends
            // at the same record does not.
            if next.last_id > last.last_id {
                last.damage_after = next.damage_after;
                last.in_use = next.in_use;
                last.edges.to = next.edges.to;
            } else if next.last_id == last.last_id {
                last.damage_after |= next.damage_after;
                // Where a copy that was not in use ends at the same record, the log did.
                last.in_use &= next.in_use;
            }
            last.last_id = last.last_id.max(next.last_id);
            last.span.from = last.span.from.min(next.span.from);
            last.span.to = last.span.to.max(next.span.to);
        }
        _ => epoch.push(next),
    }
}

fn gap(before: &Stretch, after: &Stretch, cause: Option<GapCause>) -> Gap {
    let unreadable = before.damage_after || after.damage_before;
    let found = if unreadable { GapCause::Unreadable } else { GapCause::RecordIdJump };
    Gap {
        span: Span {
            from: before.edges.to.min(before.span.to).min(after.edges.from).min(after.span.from),
            to: after.edges.from.max(after.span.from).max(before.edges.to),
        },
        after_id: before.last_id,
        before_id: after.first_id,
        cause: cause.unwrap_or(found),
    }
}

/// When a channel was cleared, in the order of time.
fn clearings(channel: &str, events: &[Event]) -> Vec<Timestamp> {
    let is_of_channel = |event: &&Event| match &event.kind {
        EventKind::LogCleared { channel: Some(cleared) } => cleared.eq_ignore_ascii_case(channel),
        _ => false,
    };
    let of_channel = events.iter().filter(is_of_channel);
    of_channel.filter(|event| event.classes().any(|class| class == Class::Cleared)).map(Event::time).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Trust;

    fn run(source: u32, ids: (u64, u64), times: (i64, i64)) -> Sequence {
        let time = |second| Timestamp::from_second(second).unwrap();
        Sequence {
            source: SourceId(source),
            computer: "HV01".into(),
            channel: "System".into(),
            first_id: ids.0,
            last_id: ids.1,
            time_of_first: time(times.0),
            time_of_last: time(times.1),
            first_time: time(times.0),
            last_time: time(times.1),
            trust: Trust::Intact,
            damage_before: false,
            damage_after: false,
            in_use: false,
        }
    }

    fn of(runs: &[Sequence]) -> Coverage {
        build(&runs.iter().collect::<Vec<_>>(), &[], &Doubts::of(runs)).remove(0)
    }

    #[test]
    fn an_archive_and_the_live_log_are_one_sequence() {
        let coverage = of(&[run(1, (51, 90), (51, 90)), run(0, (1, 50), (1, 50))]);
        assert_eq!(coverage.gaps, []);
        assert_eq!(coverage.records, 90);
    }

    #[test]
    fn a_copy_adds_nothing() {
        let coverage = of(&[run(0, (1, 50), (1, 50)), run(1, (20, 60), (20, 60))]);
        assert_eq!((coverage.records, coverage.gaps.len()), (60, 0));
    }

    #[test]
    fn a_jump_of_ids_is_a_gap() {
        let coverage = of(&[run(0, (1, 50), (1, 50)), run(0, (60, 90), (60, 90))]);
        assert_eq!(coverage.gaps.len(), 1);
        assert_eq!(coverage.gaps[0].cause, GapCause::RecordIdJump);
        assert_eq!((coverage.gaps[0].after_id, coverage.gaps[0].before_id), (50, 60));
    }

    #[test]
    fn unreadable_records_are_a_gap_unless_another_copy_has_them() {
        let mut cut = run(0, (1, 50), (1, 50));
        cut.damage_after = true;
        let later = run(0, (60, 90), (60, 90));
        assert_eq!(of(&[cut.clone(), later.clone()]).gaps[0].cause, GapCause::Unreadable);
        assert!(of(&[cut.clone()]).ends_in_damage);
        let copy = run(1, (40, 70), (40, 70));
        assert_eq!(of(&[cut, copy, later]).gaps, []);
    }

    #[test]
    fn of_two_copies_that_end_at_one_record_a_whole_one_makes_no_damage_good() {
        for (one, other) in [(true, false), (false, true)] {
            let (mut first, mut second) = (run(0, (1, 50), (1, 50)), run(1, (1, 50), (1, 50)));
            (first.damage_after, second.damage_after) = (one, other);
            (first.damage_before, second.damage_before) = (one, other);
            (first.in_use, second.in_use) = (one, other);
            let coverage = of(&[first, second]);
            assert!(coverage.ends_in_damage && coverage.begins_in_damage);
            assert!(!coverage.ends_in_use, "where one was not in use, the log ends there");
        }
    }

    #[test]
    fn ids_that_begin_anew_are_another_log() {
        let coverage = of(&[run(0, (1, 50), (1, 50)), run(1, (1, 20), (900_000, 900_020))]);
        assert_eq!(coverage.gaps.len(), 1);
        assert_eq!(coverage.gaps[0].cause, GapCause::Recreated);
        assert_eq!(coverage.records, 70);
    }

    #[test]
    fn one_record_with_a_wild_time_does_not_move_a_gap() {
        let mut before = run(0, (1, 50), (1, 80_000));
        before.time_of_last = Timestamp::from_second(50).unwrap();
        let coverage = of(&[before, run(0, (60, 90), (60, 90))]);
        let span = coverage.gaps[0].span;
        assert!(span.from.as_second() <= 50 && span.to.as_second() >= 60);
    }

    #[test]
    fn times_may_go_back_at_boot_without_a_gap() {
        let coverage = of(&[run(0, (1, 50), (100, 150)), run(0, (51, 60), (140, 160))]);
        assert_eq!(coverage.gaps, []);
    }
}
