//! Copies of one record: an archived log beside the live one, two exports of the same log.

use crate::event::{Event, Trust};
use crate::issue::{Issue, IssueKind};

/// Joins copies into one event with several sources; the most trustworthy copy speaks.
///
/// Sameness is channel, record id, time and (provider, id): a record id alone begins anew when a
/// machine is set up again. Two intact copies that say different things are both kept, and told.
pub(super) fn join(mut events: Vec<Event>, computer: &str, issues: &mut Vec<Issue>) -> Vec<Event> {
    events.sort_by_cached_key(|event| (identity(event), event.trust, event.at.source));
    let mut joined: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        match joined.last_mut() {
            Some(first) if identity(first) == identity(&event) => {
                if first.kind == event.kind || event.trust == Trust::ChecksumFailed {
                    first.copies.push(event.at.source);
                    continue;
                }
                let issue = Issue::note(
                    IssueKind::CopiesDiffer,
                    format!(
                        "record {} of {} has two intact copies that differ; both are considered",
                        event.at.event_record_id, event.at.channel
                    ),
                );
                issues.push(issue.at_record(event.at.source, event.at.event_record_id).on_computer(computer));
                joined.push(event);
            }
            _ => joined.push(event),
        }
    }
    for event in &mut joined {
        event.copies.dedup();
    }
    joined
}

fn identity(event: &Event) -> (String, u64, jiff::Timestamp, String, u16) {
    (
        event.at.channel.to_lowercase(),
        event.at.event_record_id,
        event.at.time_created,
        event.at.provider.to_lowercase(),
        event.at.event_id,
    )
}
