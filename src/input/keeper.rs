//! Keeps records, whatever they were read from: as events, runs and an account.

use std::sync::Arc;

use jiff::Timestamp;

use super::harvest::Harvest;
use crate::event::sequence::Sequence;
use crate::event::xml::Record;
use crate::event::{Event, EventRef, Payload, SourceId, System, Trust, Written, providers};
use crate::source::Tally;

/// Records that were read one after another.
#[derive(Debug)]
pub(super) struct Keeper {
    /// What they gave.
    pub(super) harvest: Harvest,
    /// Which trust the next records deserve.
    pub(super) trust: Trust,
    /// Whether records are kept beside what was made of them.
    keeps_records: bool,
}

impl Keeper {
    pub(super) fn new(trust: Trust, keeps_records: bool) -> Self {
        Self { harvest: Harvest::default(), trust, keeps_records }
    }

    /// A record was read.
    pub(super) fn keep(&mut self, record: Record) {
        let Record { system, payload } = record;
        // `xml::read` gives no record without these two.
        let (Some(event_record_id), Some(time_created)) = (system.event_record_id, system.time_created)
        else {
            return;
        };
        let computer = self.known(&system.computer, |run| &run.computer);
        let channel = self.known(&system.channel, |run| &run.channel);
        if self.trust != Trust::Carved {
            self.harvest.runs.append(self.run(event_record_id, time_created, &channel, &computer));
        }
        self.take(System { channel, computer, ..system }, payload);
    }

    /// A record was read, and is in a run already.
    pub(super) fn take(&mut self, system: System, payload: Option<Payload>) {
        let (Some(event_record_id), Some(time_created)) = (system.event_record_id, system.time_created)
        else {
            return;
        };
        let read = payload.and_then(|payload| Some((providers::read(&system, &payload)?, payload)));
        let Some((kind, payload)) = read else {
            self.count(|tally| &mut tally.skipped);
            return;
        };
        if self.keeps_records {
            self.harvest.records.push(Written { system: system.clone(), payload });
        }
        self.count(|tally| &mut tally.read);
        let at = EventRef {
            source: SourceId(0),
            provider: Arc::clone(providers::name_of(&system)),
            channel: system.channel,
            event_id: system.event_id,
            event_record_id,
            time_created,
        };
        let computer = system.computer;
        self.harvest.events.push(Event { at, copies: Vec::new(), computer, trust: self.trust, kind });
    }

    /// Counts a record; a carved one is not among those that its source declares.
    pub(super) fn count(&mut self, of: fn(&mut Tally) -> &mut u64) {
        let count = if self.trust == Trust::Carved {
            &mut self.harvest.tally.recovered
        } else {
            of(&mut self.harvest.tally)
        };
        *count = count.saturating_add(1);
    }

    /// Notes a provider that takes snapshots by itself.
    pub(super) fn note_requester(&mut self, provider: &Arc<str>, computer: &Arc<str>) {
        if providers::is_other_requester(provider) {
            self.harvest.requesters.insert((Arc::clone(computer), Arc::clone(provider)));
        }
    }

    /// A run of one record.
    pub(super) fn run(&self, id: u64, time: Timestamp, channel: &Arc<str>, computer: &Arc<str>) -> Sequence {
        Sequence::of_one(id, time, Arc::clone(channel), Arc::clone(computer), self.trust)
    }

    /// Names repeat from record to record; the last run has them most of the time.
    fn known(&self, name: &Arc<str>, of: impl Fn(&Sequence) -> &Arc<str>) -> Arc<str> {
        match self.harvest.runs.last().map(of) {
            Some(known) if known == name => Arc::clone(known),
            _ => Arc::clone(name),
        }
    }
}
