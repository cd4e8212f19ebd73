//! Logs that can't be of one machine, although they name the same one.
//!
//! A record id is given once in the life of a log. Where two logs of one channel overlap in time and hold different
//! records under the same ids, two machines have one name, as a clone and its origin do.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::coverage::{Gap, GapCause};
use super::span::Span;
use crate::event::sequence::Sequence;
use crate::event::{Event, SourceId, Trust};

/// What the records of a source say they are, by their ids.
type Records = BTreeMap<u64, BTreeSet<(Timestamp, u16)>>;

/// The times over which logs of a channel contradict each other. The runs are ordered by their first id.
pub(super) fn contradictions(runs: &[&Sequence], events: &[Event]) -> Vec<Gap> {
    let Some(first) = runs.first() else { return Vec::new() };
    // One log can't contradict itself.
    if runs.iter().all(|run| run.source == first.source) {
        return Vec::new();
    }
    let mut held: BTreeMap<SourceId, Records> = BTreeMap::new();
    for event in events {
        if event.trust == Trust::Intact && event.at.channel.eq_ignore_ascii_case(&first.channel) {
            for source in std::iter::once(&event.at.source).chain(&event.copies) {
                let of_source = held.entry(*source).or_default();
                let records = of_source.entry(event.at.event_record_id).or_default();
                records.insert((event.time(), event.at.event_id));
            }
        }
    }
    let mut known: BTreeSet<(SourceId, SourceId)> = BTreeSet::new();
    let mut found = Vec::new();
    for (position, one) in runs.iter().enumerate() {
        let behind = runs.iter().skip(position.saturating_add(1));
        for other in behind.take_while(|other| other.first_id <= one.last_id) {
            let pair = (one.source.min(other.source), one.source.max(other.source));
            let are_intact = one.trust == Trust::Intact && other.trust == Trust::Intact;
            let at_one_time = one.first_time <= other.last_time && other.first_time <= one.last_time;
            if pair.0 == pair.1 || !are_intact || !at_one_time || known.contains(&pair) {
                continue;
            }
            if differ(one, other, &held) {
                known.insert(pair);
                found.push(Gap {
                    span: Span {
                        from: one.first_time.min(other.first_time),
                        to: one.last_time.max(other.last_time),
                    },
                    after_id: one.first_id.max(other.first_id),
                    before_id: one.last_id.min(other.last_id),
                    cause: GapCause::TwoLogs,
                });
            }
        }
    }
    found
}

/// Whether two runs hold different records under the ids that they share.
fn differ(one: &Sequence, other: &Sequence, held: &BTreeMap<SourceId, Records>) -> bool {
    let nothing = Records::new();
    let shared = one.first_id.max(other.first_id)..=one.last_id.min(other.last_id);
    let ours = held.get(&one.source).unwrap_or(&nothing);
    let theirs = held.get(&other.source).unwrap_or(&nothing);
    let contradicts = |ours: &Records, theirs: &Records| {
        ours.range(shared.clone()).any(|(id, records)| {
            // Every record of a run was read, so one that is not there is another one.
            theirs.get(id).is_none_or(|twin| twin.is_disjoint(records))
        })
    };
    // A clone shares what was before it was made.
    contradicts(ours, theirs) || contradicts(theirs, ours)
}
