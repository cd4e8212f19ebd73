//! A part of an export: what its events gave, whoever read it, and what the parts before it gave with it.

use std::sync::Arc;

use super::Manner;
use super::runs::Runs;
use crate::event::providers::{self, Interest, Wanted};
use crate::event::xml::{Between, Found, Glance, Record, Stretch};
use crate::event::{System, Trust};
use crate::input::Decoding;
use crate::input::keeper::Keeper;

/// What was read of a part.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) keeper: Keeper,
    pub(super) runs: Runs,
    pub(super) ids: Ids,
    /// Events that are broken, and of the first of them: why, and the last record before it.
    pub(super) broken: u64,
    pub(super) first: Option<(String, Option<u64>)>,
    /// What stands around its events.
    pub(super) between: Between,
}

/// The ids that were read, as a checksum of their order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    sum: u64,
    factor: u64,
    pub(super) last: Option<u64>,
}

impl Ids {
    const NONE: Self = Self { sum: 0, factor: 1, last: None };

    fn add(&mut self, id: u64) {
        self.absorb(Self { sum: id, factor: 31, last: Some(id) });
    }

    /// Takes in those behind them.
    fn absorb(&mut self, next: Self) {
        self.sum = self.sum.wrapping_mul(next.factor).wrapping_add(next.sum);
        self.factor = self.factor.wrapping_mul(next.factor);
        self.last = next.last.or(self.last);
    }

    pub(super) fn sum(self) -> u64 {
        self.sum
    }
}

impl Part {
    pub(super) fn new(keeps_records: bool) -> Self {
        Self {
            keeper: Keeper::new(Trust::Intact, keeps_records),
            runs: Runs::default(),
            ids: Ids::NONE,
            broken: 0,
            first: None,
            between: Between::default(),
        }
    }

    /// A part that is nothing but one broken event.
    pub(super) fn broken(reason: &str) -> Self {
        let mut part = Self::new(false);
        part.add_broken(reason.to_owned());
        part
    }

    /// Reads a stretch, with which the export may end.
    pub(super) fn read(text: &str, is_last: bool, manner: Manner) -> Self {
        let mut part = Self::new(manner.keeps_records);
        let mut stretch = Stretch::new(text, is_last);
        if manner.decoding == Decoding::Everything {
            stretch = stretch.without_looks();
        }
        let mut origins = Origins::default();
        while let Some(found) = stretch.next(|glance| origins.of(glance).can_matter(glance.event_id)) {
            match found {
                Found::Passed(glance) => part.pass(&glance, origins.of(&glance)),
                Found::Read(record) => part.keep(record),
                Found::Broken(reason) => part.add_broken(reason),
            }
        }
        part.between = stretch.between();
        part
    }

    fn add_broken(&mut self, reason: String) {
        self.broken = self.broken.saturating_add(1);
        self.first.get_or_insert((reason, self.ids.last));
    }

    fn pass(&mut self, glance: &Glance<'_>, origin: Origin<'_>) {
        self.ids.add(glance.event_record_id);
        let (_, computer) =
            self.runs.add(glance.event_record_id, glance.time_created, glance.channel, glance.computer);
        if origin.is_requester {
            self.keeper.harvest.requesters.insert((computer, Arc::from(origin.provider)));
        }
        self.keeper.count(|tally| &mut tally.skipped);
    }

    fn keep(&mut self, record: Record) {
        let Record { system, payload } = record;
        // A record has these two.
        let (Some(id), Some(time)) = (system.event_record_id, system.time_created) else { return };
        self.ids.add(id);
        self.keeper.note_requester(&system.provider, &system.computer);
        let (channel, computer) = self.runs.add(id, time, &system.channel, &system.computer);
        let payload = payload.filter(|_| providers::is_wanted(&system));
        self.keeper.take(System { channel, computer, ..system }, payload);
    }

    /// Takes in the part behind it, but for its runs.
    pub(super) fn absorb(&mut self, next: Self) {
        if let Some((reason, last)) = next.first
            && self.first.is_none()
        {
            self.first = Some((reason, last.or(self.ids.last)));
        }
        self.keeper.harvest.absorb(next.keeper.harvest);
        next.runs.add_to(&mut self.keeper.harvest.runs);
        self.ids.absorb(next.ids);
        self.broken = self.broken.saturating_add(next.broken);
        let is_in_root = next.between.is_in_root.or(self.between.is_in_root);
        self.between = Between { is_in_root, ..next.between };
    }
}

/// Where records come from, and what of them can matter.
#[derive(Debug, Clone, Copy)]
struct Origin<'t> {
    provider: &'t str,
    event_source_name: Option<&'t str>,
    channel: &'t str,
    interest: Interest,
    is_requester: bool,
}

impl<'t> Origin<'t> {
    fn new(glance: &Glance<'t>) -> Self {
        let Glance { provider, event_source_name, channel, .. } = *glance;
        Self {
            provider,
            event_source_name,
            channel,
            interest: Interest::of(provider, event_source_name, channel),
            is_requester: providers::is_other_requester(provider),
        }
    }

    fn is_of(&self, glance: &Glance<'_>) -> bool {
        self.provider == glance.provider
            && self.channel == glance.channel
            && self.event_source_name == glance.event_source_name
    }

    fn can_matter(&self, event_id: u16) -> bool {
        !matches!(self.interest.in_event(event_id), Wanted::No)
    }
}

/// So many are remembered: a log's records come from a few.
const ORIGINS: usize = 32;

/// Those that were met, the last at the end.
#[derive(Debug, Default)]
struct Origins<'t>(Vec<Origin<'t>>);

impl<'t> Origins<'t> {
    fn of(&mut self, glance: &Glance<'t>) -> Origin<'t> {
        if let Some(known) = self.0.iter().rev().find(|origin| origin.is_of(glance)) {
            return *known;
        }
        let origin = Origin::new(glance);
        if self.0.len() >= ORIGINS {
            self.0.clear();
        }
        self.0.push(origin);
        origin
    }
}
