//! Who else worked with snapshots: runs of other products around a time, and who asked for a snapshot.

use jiff::{SignedDuration, Timestamp};

use super::Facts;
use super::volumes::is_covered_by_backup;
use crate::event::class::Class;
use crate::event::providers::backup;
use crate::event::providers::service_control_manager::{self, BACKUP_ENGINE};
use crate::event::providers::vss;
use crate::event::{Event, EventKind};
use crate::session::ProductRun;
use crate::timeline::{EventIndex, Span, earlier, shifted};

/// The engine stops itself some minutes behind a run.
const ENGINE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// How a record ties a program or a service to snapshots, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// The record says that the program asked for a snapshot.
    ForSnapshot,
    /// A record of VSS was written by the program, so it worked with snapshots.
    WorkedWithSnapshots,
    /// A service of the product started or stopped.
    ServiceRan,
}

/// Who worked with snapshots about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester<'a> {
    /// The file name of the program, or the short name of the service. From log text.
    pub name: &'a str,
    /// Whose service it is.
    pub product: Option<&'static str>,
    /// What ties it to snapshots.
    pub how: Asked,
    /// The record that says so.
    pub index: EventIndex,
}

impl<'a> Facts<'a> {
    /// Who worked with snapshots around a time, where a record names a program or a service that is not Windows' own:
    /// of several who is tied to them the closest, then the nearest in time.
    pub fn requester(&self, time: Timestamp, within: SignedDuration) -> Option<Requester<'a>> {
        let near = self.computer.between(Class::Requester, earlier(time, within), shifted(time, within));
        near.filter_map(|(index, event)| Some((requester(index, event)?, event)))
            .min_by_key(|(requester, event)| (requester.how, event.time().duration_since(time).abs()))
            .map(|(requester, _)| requester)
    }

    /// Whether the engine of Windows Server Backup was at work within ten minutes of a span of time of which its log does not
    /// tell, or its log lost records before the end of that span: a run of its own, whose result nobody knows, may have attached
    /// what came and went then.
    pub fn server_backup_may_have_run(&self, span: Span) -> bool {
        let before = Span { from: Timestamp::MIN, to: span.to };
        let is_lost = self.computer.coverage_like(backup::PROVIDER.channel).any(|log| {
            log.begins_in_damage
                || log.is_unreadable_within(before)
                || (log.ends_in_damage && log.last < span.to)
        });
        let (from, to) = (earlier(span.from, ENGINE_WITHIN), shifted(span.to, ENGINE_WITHIN));
        let mut engine =
            self.computer.between(Class::Activity, from, to).filter(|(_, event)| match &event.kind {
                EventKind::Service { name, .. } => name.eq_ignore_ascii_case(BACKUP_ENGINE),
                _ => false,
            });
        is_lost || engine.any(|(_, event)| !is_covered_by_backup(self.computer, event.time()))
    }

    /// The backup runs of other products that lie around a time, time of grace included: from start to result, or, where
    /// only one of both is seen, as far as that tells.
    pub fn product_runs_around(&self, time: Timestamp) -> impl Iterator<Item = &'a ProductRun> {
        let runs = self.other_runs;
        self.other_windows
            .around(time)
            .filter_map(|(_, position)| runs.get(position))
            .filter(|run| run.product.makes_backups)
    }

    /// The one of them that tells most: a run that holds the time before one in whose grace it lies, one seen from start
    /// to end before others, then the one that ended worst, and of those alike the later.
    pub fn product_run_around(&self, time: Timestamp) -> Option<&'a ProductRun> {
        self.product_runs_around(time).max_by_key(|run| {
            let holds = run.window.is_some_and(|window| window.is_inside(time));
            (holds && run.is_whole(), run.is_whole(), run.outcome, run.started)
        })
    }
}

/// Who a record names.
fn requester(index: EventIndex, event: &Event) -> Option<Requester<'_>> {
    let named = |name, how| Some(Requester { name, product: None, how, index });
    match &event.kind {
        EventKind::Machinery(machinery) => {
            let how = if vss::asks_for_snapshot(&event.at.provider, event.at.event_id) {
                Asked::ForSnapshot
            } else {
                Asked::WorkedWithSnapshots
            };
            named(machinery.requester.as_deref()?, how)
        }
        EventKind::Product(record) => named(record.requester.as_deref()?, Asked::ForSnapshot),
        EventKind::Service { name, .. } => {
            let product = service_control_manager::product_of(name);
            Some(Requester { product, ..named(name, Asked::ServiceRan)? })
        }
        _ => None,
    }
}
