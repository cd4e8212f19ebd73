//! What is kept of one host.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::night::{HostNight, NightState};
use super::why::{Ask, Why};
use crate::report::{ComputerReport, Report};
use crate::say::words;
use crate::session::{CauseKind, Outcome, ProductOutcome};
use crate::story::{Mood, headline, nights};
use crate::trouble::{TroubleKind, Weight};
use crate::verdict::{Basis, Verdict};

/// What is known of a host as a whole, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A person must look.
    NeedsPerson,
    /// Nothing bad is seen, but not everything could be told.
    CantBeTold,
    /// Nothing to do.
    Fine,
}

words! {
    pub State {
        NeedsPerson = "needs-person",
        CantBeTold = "cant-be-told",
        Fine = "fine",
    }
}

/// How a backup run ended, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It can be relied on.
    Succeeded,
    /// Nobody knows.
    Unknown,
    /// It did not succeed, or not as a whole.
    Failed,
}

words! {
    pub Ending {
        Succeeded = "succeeded",
        Unknown = "unknown",
        Failed = "failed",
    }
}

impl Ending {
    /// Of a run of Windows Server Backup.
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            _ if outcome.is_trouble() => Self::Failed,
            _ if outcome.is_success() => Self::Succeeded,
            _ => Self::Unknown,
        }
    }

    /// Of a run of another product.
    pub fn of_product(outcome: ProductOutcome) -> Self {
        match outcome {
            _ if outcome.is_trouble() => Self::Failed,
            _ if outcome.is_success() => Self::Succeeded,
            _ => Self::Unknown,
        }
    }
}

/// Backup runs by how they ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// Those of Windows Server Backup.
    pub own: BTreeMap<Outcome, u32>,
    /// Those of other products that make backups.
    pub others: BTreeMap<ProductOutcome, u32>,
}

impl Runs {
    /// How many ended so, of Windows Server Backup and of other products.
    pub fn each(&self, ending: Ending) -> (u64, u64) {
        let own = self.own.iter().filter(|(outcome, _)| Ending::of(**outcome) == ending);
        let others = self.others.iter().filter(|(outcome, _)| Ending::of_product(**outcome) == ending);
        (sum(own.map(|(_, count)| *count)), sum(others.map(|(_, count)| *count)))
    }

    /// How many ended so, of all products.
    pub fn count(&self, ending: Ending) -> u64 {
        let (own, others) = self.each(ending);
        own.saturating_add(others)
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        Ending::ALL.iter().map(|ending| self.count(*ending)).fold(0, u64::saturating_add)
    }

    /// Adds others.
    pub(super) fn take(&mut self, other: &Self) {
        add_all(&mut self.own, &other.own);
        add_all(&mut self.others, &other.others);
    }
}

/// The latest run that succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Good {
    /// When it ended, as far as that is told.
    pub time: Timestamp,
    /// The day, in the zone of the host.
    pub day: Date,
}

/// The latest run of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Latest {
    /// When it began.
    pub started: Timestamp,
    /// How it ended.
    pub ending: Ending,
}

/// How long the snapshots of a host take, and how far from their limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Snapshots {
    /// Whether the limit is near.
    pub is_near: bool,
    /// The longest of the latest ten.
    pub longest: SignedDuration,
    /// `CreateTimeout`, as far as it is known.
    pub limit: Option<SignedDuration>,
    /// The day on which they meet it if they go on growing, in the zone of the host.
    pub meets: Option<Date>,
}

/// What is kept of one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its name.
    pub name: String,
    /// The zone in which its nights are told.
    pub zone: String,
    /// What is known of it as a whole.
    pub state: State,
    /// In how many reports it was: in more than one, each part of its logs was judged without the others.
    pub parts: u32,
    /// Its backup runs.
    pub runs: Runs,
    /// Its volsnap 27s by verdict.
    pub verdicts: BTreeMap<Verdict, u32>,
    /// The benign ones by what they rest on.
    pub bases: BTreeMap<Basis, u32>,
    /// For each cause, the runs of Windows Server Backup that did not succeed and have it, by itself or beside another.
    pub causes: BTreeMap<CauseKind, u32>,
    /// Runs of Windows Server Backup that did not succeed, and no record says why.
    pub without_cause: u32,
    /// Trouble beside the 27s.
    pub trouble: BTreeMap<(TroubleKind, Weight), u32>,
    /// Why it can't be told for sure.
    pub reasons: BTreeSet<Why>,
    /// What to ask its owner for.
    pub asks: BTreeSet<Ask>,
    /// How long its snapshots take.
    pub snapshots: Option<Snapshots>,
    /// Its latest run that succeeded.
    pub last_good: Option<Good>,
    /// Its latest run.
    pub latest: Option<Latest>,
    /// The nights in which something happened, in order.
    pub nights: Vec<HostNight>,
    /// The nights of which its logs tell the whole, from a first to a last each, in order.
    pub covered: Vec<(Date, Date)>,
}

impl Host {
    /// What is kept of a computer of a report.
    pub(super) fn of(report: &Report, computer: &ComputerReport) -> Self {
        let others = || computer.shown_others().map(|(_, run)| run).filter(|run| run.product.makes_backups);
        let zone = &computer.zone;
        let own = || computer.shown().map(|(_, run)| run);
        let reasons: BTreeSet<Why> = Why::of(report, computer).collect();
        let asks = Ask::of(computer).chain(reasons.iter().filter_map(|why| Ask::because(*why)));
        let good = |time: Timestamp| Good { time, day: zone.local(time).date() };
        let good_own = own().filter(|run| run.outcome.is_success());
        let good_own = good_own.map(|run| run.ended.unwrap_or(run.started));
        let good_others = others().filter(|run| run.outcome.is_success());
        let good_others = good_others.map(|run| run.ended.unwrap_or(run.started));
        let latest_own = own().map(|run| Latest { started: run.started, ending: Ending::of(run.outcome) });
        let latest_others =
            others().map(|run| Latest { started: run.started, ending: Ending::of_product(run.outcome) });
        let snapshots = computer.snapshot_trend.as_ref().map(|trend| Snapshots {
            is_near: trend.is_near(),
            longest: trend.longest,
            limit: trend.limit,
            meets: trend.meets_limit.map(|time| zone.local(time).date()),
        });
        let mut causes = BTreeMap::new();
        let mut without_cause = 0_u32;
        for run in own().filter(|run| run.outcome.is_trouble()) {
            let kinds = run.cause.iter().chain(&run.other_causes).map(|cause| cause.kind);
            let kinds: BTreeSet<CauseKind> = kinds.collect();
            without_cause = without_cause.saturating_add(u32::from(kinds.is_empty()));
            for kind in kinds {
                add(&mut causes, kind, 1);
            }
        }
        Self {
            name: computer.computer.name.clone(),
            zone: zone.name.clone(),
            state: match headline::mood(report, computer) {
                Mood::Bad => State::NeedsPerson,
                Mood::Open => State::CantBeTold,
                Mood::Good | Mood::Plain => State::Fine,
            },
            parts: 1,
            runs: Runs {
                own: counted(own().map(|run| run.outcome)),
                others: counted(others().map(|run| run.outcome)),
            },
            verdicts: counted(computer.volsnap27.iter().map(|judged| judged.verdict)),
            bases: counted(computer.volsnap27.iter().filter_map(|judged| judged.basis)),
            causes,
            without_cause,
            trouble: counted(computer.trouble.iter().map(|trouble| (trouble.kind, trouble.weight))),
            asks: asks.collect(),
            reasons,
            snapshots,
            last_good: good_own.chain(good_others).max().map(good),
            latest: latest_own.chain(latest_others).max(),
            nights: {
                let all = nights::nights(computer).all;
                let mut kept: Vec<HostNight> =
                    all.iter().filter_map(|night| HostNight::of(night, computer)).collect();
                kept.shrink_to_fit();
                kept
            },
            covered: nights::covered(computer, computer.range),
        }
    }

    /// The same host, out of two reports: counts are added, since nobody can tell whether both hold the same records.
    pub(super) fn and(mut self, other: Self) -> Self {
        // Two spellings of a name: one of them, whichever comes first.
        self.name = self.name.min(other.name);
        self.zone = self.zone.min(other.zone);
        self.state = self.state.min(other.state).min(State::CantBeTold);
        self.parts = self.parts.saturating_add(other.parts);
        self.runs.take(&other.runs);
        add_all(&mut self.verdicts, &other.verdicts);
        add_all(&mut self.bases, &other.bases);
        add_all(&mut self.causes, &other.causes);
        self.without_cause = self.without_cause.saturating_add(other.without_cause);
        add_all(&mut self.trouble, &other.trouble);
        self.reasons.extend(other.reasons);
        self.reasons.insert(Why::InParts);
        self.asks.extend(other.asks);
        self.asks.extend(Ask::because(Why::InParts));
        self.snapshots = self.snapshots.max(other.snapshots);
        self.last_good = self.last_good.max(other.last_good);
        self.latest = self.latest.max(other.latest);
        self.nights = joined(self.nights, other.nights);
        self.covered = united(self.covered, other.covered);
        self
    }

    /// What is known of the night of a day.
    pub fn night(&self, day: Date) -> NightState {
        let is_covered = || self.covered.iter().any(|(first, last)| *first <= day && day <= *last);
        match self.at(day) {
            Some(night) => night.state,
            None if is_covered() => NightState::NoRun,
            None => NightState::NotCovered,
        }
    }

    /// The night of a day, where something happened.
    pub fn at(&self, day: Date) -> Option<&HostNight> {
        self.nights.get(self.nights.binary_search_by_key(&day, |night| night.day).ok()?)
    }

    /// Its nights in stretches that are alike, from the first in which something happened to the last.
    pub fn stretches(&self) -> Vec<(Date, Date, NightState)> {
        let mut all: Vec<(Date, Date, NightState)> = Vec::new();
        let mut push = |first: Date, last: Date, state: NightState| match all.last_mut() {
            Some((_, end, other)) if *other == state && end.tomorrow().ok() == Some(first) => *end = last,
            _ => all.push((first, last, state)),
        };
        let mut next: Option<Date> = None;
        for night in &self.nights {
            if let (Some(from), Ok(to)) = (next, night.day.yesterday()) {
                self.between(from, to).into_iter().for_each(|(first, last, state)| push(first, last, state));
            }
            push(night.day, night.day, night.state);
            next = night.day.tomorrow().ok();
        }
        all
    }

    /// Stretches from one night to another, in none of which something happened; none where there is no night between.
    fn between(&self, from: Date, to: Date) -> Vec<(Date, Date, NightState)> {
        let mut all = Vec::new();
        if from > to {
            return all;
        }
        let mut next = Some(from);
        for (first, last) in self.covered.iter().filter(|(first, last)| *first <= to && *last >= from) {
            let (first, last) = ((*first).max(from), (*last).min(to));
            if let Some(open) = next.filter(|open| *open < first) {
                all.push((open, first.yesterday().unwrap_or(open), NightState::NotCovered));
            }
            all.push((first, last, NightState::NoRun));
            next = last.tomorrow().ok();
        }
        let open = next.filter(|open| *open <= to);
        all.extend(open.map(|open| (open, to, NightState::NotCovered)));
        all
    }

    /// How many of its 27s have a verdict.
    pub fn verdict(&self, verdict: Verdict) -> u32 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// The kinds of trouble that need a person.
    pub fn urgent(&self) -> impl Iterator<Item = TroubleKind> {
        self.trouble.keys().filter(|(_, weight)| *weight == Weight::NeedsPerson).map(|(kind, _)| *kind)
    }

    /// Whether something of it could not be read.
    pub fn is_unread(&self) -> bool {
        self.reasons.contains(&Why::Unread)
    }

    /// Its place among hosts, the worst first: data in danger, then no backup since, then runs that did not succeed.
    pub(super) fn rank(&self) -> impl Ord + use<> {
        let is_in_danger = self.verdict(Verdict::Actionable) > 0 || self.urgent().next().is_some();
        let has_failed = self.latest.is_some_and(|latest| latest.ending == Ending::Failed);
        let failed = self.runs.count(Ending::Failed);
        (!is_in_danger, !has_failed, std::cmp::Reverse(failed), self.name.to_lowercase())
    }

    /// How many bytes it holds, about.
    pub(super) fn bytes(&self) -> usize {
        let texts = self.name.capacity().saturating_add(self.zone.capacity());
        let lists = [
            self.nights.capacity().saturating_mul(size_of::<HostNight>()),
            self.covered.capacity().saturating_mul(size_of::<(Date, Date)>()),
            self.runs.own.len().saturating_mul(size_of::<(Outcome, u32)>()),
            self.runs.others.len().saturating_mul(size_of::<(ProductOutcome, u32)>()),
            self.trouble.len().saturating_mul(size_of::<((TroubleKind, Weight), u32)>()),
            self.causes.len().saturating_mul(size_of::<(CauseKind, u32)>()),
            self.reasons.len().saturating_mul(size_of::<Why>()),
        ];
        lists.into_iter().fold(size_of::<Self>().saturating_add(texts), usize::saturating_add)
    }
}

pub(super) fn sum(counts: impl Iterator<Item = u32>) -> u64 {
    counts.map(u64::from).fold(0, u64::saturating_add)
}

fn add<K: Ord>(counts: &mut BTreeMap<K, u32>, key: K, more: u32) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(more);
}

fn add_all<K: Ord + Copy>(counts: &mut BTreeMap<K, u32>, others: &BTreeMap<K, u32>) {
    for (key, more) in others {
        add(counts, *key, *more);
    }
}

fn counted<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    keys.for_each(|key| add(&mut counts, key, 1));
    counts
}

/// The nights of both, each once.
fn joined(one: Vec<HostNight>, other: Vec<HostNight>) -> Vec<HostNight> {
    let mut all: BTreeMap<Date, HostNight> = BTreeMap::new();
    for night in one.into_iter().chain(other) {
        all.entry(night.day).and_modify(|known| *known = known.and(night)).or_insert(night);
    }
    all.into_values().collect()
}

/// The nights that either covers, as few stretches as there can be.
pub(super) fn united(mut stretches: Vec<(Date, Date)>, others: Vec<(Date, Date)>) -> Vec<(Date, Date)> {
    stretches.extend(others);
    stretches.sort_unstable();
    let mut all: Vec<(Date, Date)> = Vec::new();
    for (first, last) in stretches {
        match all.last_mut() {
            Some((_, end)) if first <= end.tomorrow().unwrap_or(*end) => *end = last.max(*end),
            _ => all.push((first, last)),
        }
    }
    all
}

/// A host of which only nights are known.
#[cfg(test)]
pub(super) fn with(nights: Vec<HostNight>, covered: Vec<(Date, Date)>) -> Host {
    Host {
        name: "HV01".to_owned(),
        zone: "UTC".to_owned(),
        state: State::Fine,
        parts: 1,
        runs: Runs::default(),
        verdicts: BTreeMap::new(),
        bases: BTreeMap::new(),
        causes: BTreeMap::new(),
        without_cause: 0,
        trouble: BTreeMap::new(),
        reasons: BTreeSet::new(),
        asks: BTreeSet::new(),
        snapshots: None,
        last_good: None,
        latest: None,
        nights,
        covered,
    }
}
