//! The total order of events, and copies of one record: an archived log beside the live one, two
//! exports of the same log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::event::{Event, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, sentences};

sentences! {
    copies_differ(record: Number, channel: Log) = "computer.copies-differ":
        "record { $record } of { $channel } has two intact copies that differ; both are considered";
}

/// Puts events in their total order (time, channel, record id), and joins copies into one event with
/// several sources; the most trustworthy copy speaks.
///
/// Sameness is channel, record id, time and (provider, id): a record id alone begins anew when a
/// machine is set up again. Two intact copies that say different things are both kept, and told.
pub(super) fn sort_and_join(events: &mut Vec<Event>, computer: &str, issues: &mut Vec<Issue>) {
    let names = Ranks::of(events);
    events.sort_by_cached_key(|event| (names.identity(event), event.trust, event.at.source));
    events.dedup_by(|event, first| {
        if names.identity(first) != names.identity(event) {
            return false;
        }
        if first.kind == event.kind || event.trust != Trust::Intact {
            first.copies.push(event.at.source);
            return true;
        }
        let text = copies_differ(Number(event.at.event_record_id), Log::of(&*event.at.channel));
        let issue = Issue::note(IssueKind::CopiesDiffer, text);
        issues.push(issue.at_record(event.at.source, event.at.event_record_id).on_computer(computer));
        false
    });
    for event in events {
        event.copies.dedup();
    }
}

/// Time, channel, record id, provider, id. Of names, only their ranks: a key is made for every event.
type Identity = (Timestamp, u32, u64, u32, u16);

/// The place of each name in the order of all, without regard to case.
struct Ranks(BTreeMap<Arc<str>, u32>);

impl Ranks {
    fn of(events: &[Event]) -> Self {
        let mut written: BTreeSet<&Arc<str>> = BTreeSet::new();
        for event in events {
            written.insert(&event.at.channel);
            written.insert(&event.at.provider);
        }
        let lower: BTreeSet<String> = written.iter().map(|name| name.to_lowercase()).collect();
        let ranks: BTreeMap<&String, u32> = lower.iter().zip(0..).collect();
        let rank = |name: &str| ranks.get(&name.to_lowercase()).copied().unwrap_or_default();
        Self(written.into_iter().map(|name| (Arc::clone(name), rank(name))).collect())
    }

    fn rank(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or_default()
    }

    fn identity(&self, event: &Event) -> Identity {
        let at = &event.at;
        (at.time_created, self.rank(&at.channel), at.event_record_id, self.rank(&at.provider), at.event_id)
    }
}
