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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::tests::machine;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn run(source: u32, ids: (u64, u64), times: (i64, i64)) -> Sequence {
        let one = Sequence::of_one(ids.0, at(times.0), "System".into(), "HV01".into(), Trust::Intact);
        Sequence {
            source: SourceId(source),
            last_id: ids.1,
            time_of_last: at(times.1),
            last_time: at(times.1),
            ..one
        }
    }

    fn event(source: u32, id: u64, event_id: u16) -> Event {
        machine(source, "HV01", (id, event_id), at(15))
    }

    fn found(runs: &[Sequence], events: &[Event]) -> usize {
        contradictions(&runs.iter().collect::<Vec<_>>(), events).len()
    }

    #[test]
    fn logs_that_overlap_in_time_and_ids_and_hold_other_records_are_two_logs() {
        let (one, other) = (run(0, (10, 20), (10, 20)), run(1, (10, 20), (10, 20)));
        let events = [event(0, 15, 6005), event(1, 15, 6006)];
        assert_eq!(found(&[one.clone(), other.clone()], &events), 1);
        assert_eq!(found(&[one.clone(), other.clone()], &[event(0, 15, 6005), event(1, 15, 6005)]), 0);
        // Records of another channel, which may stand in one export with these, are of no log of this one.
        let elsewhere = |source| {
            let mut event = event(source, 15, 6006);
            event.at.channel = "Application".into();
            event
        };
        let both = [event(0, 15, 6005), event(1, 15, 6005), elsewhere(1)];
        assert_eq!(found(&[one.clone(), other.clone()], &both), 0);
        let twice = [event(0, 15, 6005), elsewhere(0), elsewhere(1)];
        assert_eq!(found(&[one.clone(), other.clone()], &twice), 1);
        // Times that do not overlap are of a log that was set up anew, before or behind.
        for times in [(21, 30), (1, 9)] {
            assert_eq!(found(&[one.clone(), run(1, (10, 20), times)], &events), 0);
        }
        let doubtful = Sequence { trust: Trust::ChecksumFailed, ..other.clone() };
        assert_eq!(found(&[one.clone(), doubtful.clone()], &events), 0);
        assert_eq!(found(&[doubtful, one.clone()], &events), 0);
        // Of one pair of logs it is told once.
        assert_eq!(found(&[one.clone(), run(1, (12, 15), (12, 15)), run(1, (15, 20), (15, 20))], &events), 1);
        assert_eq!(found(&[one.clone(), one], &events), 0, "one log does not contradict itself");
    }
}
