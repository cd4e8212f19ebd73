//! The runs of records that were given, by log and by name, for those who ask which names are one computer.

use std::collections::BTreeMap;

use crate::event::sequence::Sequence;
use crate::event::{Event, EventKind, SourceId, Trust};

/// The runs of each name, in lower case.
#[derive(Debug)]
pub(super) struct RunsOfNames<'a>(pub(super) BTreeMap<String, Vec<&'a Sequence>>);

impl<'a> RunsOfNames<'a> {
    pub(super) fn of_runs(runs: &'a [Sequence]) -> Self {
        let mut found: BTreeMap<String, Vec<&Sequence>> = BTreeMap::new();
        for run in runs {
            found.entry(run.computer.to_lowercase()).or_default().push(run);
        }
        Self(found)
    }

    pub(super) fn of(&self, name: &str) -> &[&'a Sequence] {
        self.0.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

/// The ids of the records that tell of starts and stops of a machine, by source and channel, in their order.
#[derive(Debug, Default)]
pub(super) struct Restarts(BTreeMap<(SourceId, String), Vec<u64>>);

impl Restarts {
    pub(super) fn of(events: &[Event]) -> Self {
        let mut found = Self::default();
        for event in events.iter().filter(|event| matches!(event.kind, EventKind::Machine(_))) {
            let log = (event.at.source, event.at.channel.to_lowercase());
            found.0.entry(log).or_default().push(event.at.event_record_id);
        }
        found.0.values_mut().for_each(|ids| ids.sort_unstable());
        found
    }

    /// Whether records tell of a restart of the machine where a run goes on with another one.
    pub(super) fn lie_between(&self, run: &Sequence, next: &Sequence) -> bool {
        /// A restart is told by a handful of records among those of services that stop and start.
        const AROUND: u64 = 64;
        let (from, to) = (run.last_id.saturating_sub(AROUND), next.first_id.saturating_add(AROUND));
        [run.source, next.source].into_iter().any(|source| {
            let ids = self.0.get(&(source, run.channel.to_lowercase())).map_or(&[][..], Vec::as_slice);
            ids.get(ids.partition_point(|id| *id < from)).is_some_and(|id| *id <= to)
        })
    }
}

/// The logs that hold one channel each, as those of one machine do: their runs by record id.
pub(super) fn single_logs(runs: &[Sequence]) -> Vec<Vec<&Sequence>> {
    let logs = runs.chunk_by(|run, next| run.source == next.source).filter(|log| !has_many_channels(log));
    let mut logs: Vec<Vec<&Sequence>> = logs
        .map(|log| log.iter().filter(|run| !run.channel.eq_ignore_ascii_case(FORWARDED)).collect())
        .collect();
    for log in &mut logs {
        log.sort_by_key(|run| (run.first_id, run.last_id));
    }
    logs
}

/// Forwarded events of many computers lie in one channel, in any order.
pub(super) const FORWARDED: &str = "ForwardedEvents";

/// A log of one machine holds one channel; a collector's may hold several.
pub(super) fn has_many_channels(of_source: &[Sequence]) -> bool {
    let mut channels = of_source.iter().filter(|run| run.trust == Trust::Intact).map(|run| &run.channel);
    channels.next().is_some_and(|first| channels.any(|channel| !channel.eq_ignore_ascii_case(first)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn a_restart_lies_between_two_runs_up_to_sixty_four_records_away() {
        let run =
            |id| Sequence::of_one(id, Timestamp::UNIX_EPOCH, "System".into(), "HV01".into(), Trust::Intact);
        let lies = |restart| {
            let restarts = Restarts(BTreeMap::from([((SourceId(0), "system".to_owned()), vec![5, restart])]));
            restarts.lie_between(&run(100), &run(101))
        };
        assert!(lies(36) && lies(100) && lies(165));
        assert!(!lies(35) && !lies(166));
    }
}
