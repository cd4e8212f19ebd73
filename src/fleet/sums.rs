//! Sums over hosts: what the first line counts, causes, and nights.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::host::sum;
use super::{Ending, Fleet, Host, NightState, State};
use crate::say::Sentence;
use crate::session::{CauseKind, Outcome, ProductOutcome};
use crate::trouble::{TroubleKind, Weight};
use crate::verdict::{Basis, Verdict};

/// Counts of a whole fleet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// All hosts.
    pub hosts: usize,
    /// Those that need a person.
    pub needs_a_person: usize,
    /// Those that can't be told for sure.
    pub cant_be_told: usize,
    /// Those with nothing to do.
    pub fine: usize,
    /// Backup runs that succeeded.
    pub succeeded: u64,
    /// Those that did not succeed.
    pub failed: u64,
    /// Those whose end is not told.
    pub unknown: u64,
    /// Runs of Windows Server Backup by outcome.
    pub own: BTreeMap<Outcome, u64>,
    /// Runs of other products by outcome.
    pub others: BTreeMap<ProductOutcome, u64>,
    /// 27s by verdict.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Benign 27s by basis.
    pub bases: BTreeMap<Basis, u64>,
}

/// Why something needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Runs of Windows Server Backup did not succeed because of it.
    Run(CauseKind),
    /// Runs of Windows Server Backup did not succeed, and no record says why.
    Untold,
    /// Trouble beside the 27s.
    Trouble(TroubleKind),
}

impl Cause {
    /// The word in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Run(kind) => kind.id(),
            Self::Untold => "not-told",
            Self::Trouble(kind) => kind.id(),
        }
    }

    /// What to do about it; nothing where no record says what it is.
    pub fn next_step(self) -> Option<Sentence> {
        match self {
            Self::Run(kind) => Some(kind.next_step()),
            Self::Untold => None,
            Self::Trouble(kind) => Some(kind.next_step()),
        }
    }

    /// How many runs, or findings, of a host have it.
    pub fn count(self, host: &Host) -> u64 {
        match self {
            Self::Run(kind) => sum(host.causes.get(&kind).into_iter().copied()),
            Self::Untold => u64::from(host.without_cause),
            Self::Trouble(kind) => sum(host.trouble.get(&(kind, Weight::NeedsPerson)).into_iter().copied()),
        }
    }
}

/// A cause over all hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseSum<'a> {
    /// The cause.
    pub cause: Cause,
    /// How many runs, or findings.
    pub count: u64,
    /// The hosts that have it, those with most of it first.
    pub hosts: Vec<&'a Host>,
}

/// A night over all hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DaySum {
    /// Backup runs that began in it and succeeded.
    pub succeeded: u64,
    /// Those that did not succeed.
    pub failed: u64,
    /// Those whose end is not told.
    pub unknown: u64,
    /// How many hosts need a person because of it.
    pub needs_a_person: usize,
    /// How many hosts are in which state.
    pub states: BTreeMap<NightState, usize>,
}

impl DaySum {
    /// How many hosts are in a state.
    pub fn hosts(&self, state: NightState) -> usize {
        self.states.get(&state).copied().unwrap_or(0)
    }
}

impl Fleet {
    /// Its counts.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals { hosts: self.hosts().len(), ..Totals::default() };
        for host in self.hosts() {
            let of_state = match host.state {
                State::NeedsPerson => &mut totals.needs_a_person,
                State::CantBeTold => &mut totals.cant_be_told,
                State::Fine => &mut totals.fine,
            };
            *of_state = of_state.saturating_add(1);
            totals.succeeded = totals.succeeded.saturating_add(host.runs.count(Ending::Succeeded));
            totals.failed = totals.failed.saturating_add(host.runs.count(Ending::Failed));
            totals.unknown = totals.unknown.saturating_add(host.runs.count(Ending::Unknown));
            add_up(&mut totals.own, &host.runs.own);
            add_up(&mut totals.others, &host.runs.others);
            add_up(&mut totals.verdicts, &host.verdicts);
            add_up(&mut totals.bases, &host.bases);
        }
        totals
    }

    /// The causes, those with most hosts first.
    pub fn causes(&self) -> Vec<CauseSum<'_>> {
        let of_runs = |host: &Host| host.causes.keys().map(|kind| Cause::Run(*kind)).collect::<Vec<_>>();
        let mut known: BTreeMap<Cause, Vec<&Host>> = BTreeMap::new();
        for host in self.hosts() {
            let mut causes: BTreeSet<Cause> = of_runs(host).into_iter().collect();
            causes.extend((host.without_cause > 0).then_some(Cause::Untold));
            causes.extend(host.urgent().map(Cause::Trouble));
            for cause in causes {
                known.entry(cause).or_default().push(host);
            }
        }
        let mut causes: Vec<CauseSum<'_>> = known
            .into_iter()
            .map(|(cause, mut hosts)| {
                hosts.sort_by_key(|host| std::cmp::Reverse(cause.count(host)));
                let count = hosts.iter().map(|host| cause.count(host)).fold(0, u64::saturating_add);
                CauseSum { cause, count, hosts }
            })
            .collect();
        causes
            .sort_by_key(|sum| (std::cmp::Reverse(sum.hosts.len()), std::cmp::Reverse(sum.count), sum.cause));
        causes
    }

    /// The nights in which anything happened on any host, in order.
    pub fn days(&self) -> BTreeMap<Date, DaySum> {
        let days = self.hosts().flat_map(|host| host.nights.iter().map(|night| night.day));
        let mut days: BTreeMap<Date, DaySum> = days.map(|day| (day, DaySum::default())).collect();
        for host in self.hosts() {
            for (day, sum) in &mut days {
                let of_state = sum.states.entry(host.night(*day)).or_default();
                *of_state = of_state.saturating_add(1);
                let Some(night) = host.at(*day) else { continue };
                sum.succeeded = sum.succeeded.saturating_add(u64::from(night.succeeded));
                sum.failed = sum.failed.saturating_add(u64::from(night.failed));
                sum.unknown = sum.unknown.saturating_add(u64::from(night.unknown));
                let needs = usize::from(night.needs_a_person);
                sum.needs_a_person = sum.needs_a_person.saturating_add(needs);
            }
        }
        days
    }

    /// The hosts whose snapshots come near their limit, those that meet it first.
    pub fn near_limit(&self) -> Vec<&Host> {
        let is_near = |host: &&Host| host.snapshots.is_some_and(|snapshots| snapshots.is_near);
        let mut near: Vec<&Host> = self.hosts().filter(is_near).collect();
        near.sort_by_key(|host| {
            let share = host.snapshots.and_then(|snapshots| {
                snapshots.longest.as_millis().checked_mul(1000)?.checked_div(snapshots.limit?.as_millis())
            });
            std::cmp::Reverse(share)
        });
        near
    }

    /// The nights that a picture shows, in order: at most so many, those of which most is told, since the clock of a host may
    /// have stood in another year.
    pub fn pictured(&self, most: u16) -> Vec<Date> {
        let mut told: BTreeMap<Date, u64> = BTreeMap::new();
        for night in self.hosts().flat_map(|host| &host.nights) {
            let count = told.entry(night.day).or_default();
            *count = count.saturating_add(1);
        }
        let begin = |last: Date| last.saturating_sub(i64::from(most.saturating_sub(1)).days());
        let mut window: VecDeque<(Date, u64)> = VecDeque::new();
        let (mut sum, mut best) = (0_u64, None);
        for (day, count) in told {
            window.push_back((day, count));
            sum = sum.saturating_add(count);
            while let Some((_, gone)) = window.pop_front_if(|(first, _)| *first < begin(day)) {
                sum = sum.saturating_sub(gone);
            }
            let first = window.front().map_or(day, |(first, _)| *first);
            // Of two that are as full, the later one.
            best = best.max(Some((sum, day, first)));
        }
        let Some((_, last, first)) = best else { return Vec::new() };
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
        days.take_while(|day| *day <= last).collect()
    }
}

fn add_up<K: Ord + Copy>(sums: &mut BTreeMap<K, u64>, counts: &BTreeMap<K, u32>) {
    for (key, count) in counts {
        let sum = sums.entry(*key).or_default();
        *sum = sum.saturating_add(u64::from(*count));
    }
}
