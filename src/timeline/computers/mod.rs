//! Which names are one computer.
//!
//! A machine is renamed: set up as WIN-ABC, then HV01, then in a domain HV01.example.local. Names
//! that follow each other in one log, record id after record id and never back, are one computer.
//! A log that only holds the old name joins it when just one computer ever had that name; an image
//! from which two machines were made has given its name to both, and then nothing is joined. A short
//! name and the full one of the same machine may also stand in different logs, forwarded ones among
//! them; they are joined where record ids go on from one to the other, or are the same. An export as XML
//! may be of a collector's log, so there a start of the machine has to stand where the name changes. Windows' own
//! record of a new name (EventLog 6011) joins it with the old one, in whatever logs they stand.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{self, Chain};
use super::full_names::{self, FullNames};
use super::logs::{Restarts, RunsOfNames, single_logs};
use crate::event::sequence::Sequence;
use crate::event::{Event, EventKind, SourceId, Trust};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, sentences};

sentences! {
    reused_name(name: Log) = "computer.name-reused":
        "{ $name } is the old name of one computer and the name of another later on; they are kept apart";
    several_called(name: Log, computers: Vec<Log>) = "computer.several-called":
        "several computers were once called { $name }: { $computers }; logs that only hold that name are kept apart";
}

/// The answer to "which computer is this?".
#[derive(Debug, Default)]
pub(super) struct Names {
    /// (source, channel, name as written in lower case) to the final name.
    within: BTreeMap<(Option<SourceId>, String, String), String>,
    /// Name in lower case to the final name, where there is just one.
    alone: BTreeMap<String, String>,
    /// Names, in lower case, that may be one computer, although nothing proves it.
    doubtful: BTreeSet<(String, String)>,
    /// Names that could be several computers.
    pub issues: Vec<Issue>,
}

impl Names {
    /// The computer that a record of this source, channel and name belongs to.
    pub(super) fn of<'a>(&'a self, source: SourceId, channel: &str, computer: &'a str) -> &'a str {
        if self.within.is_empty() {
            return self.of_name(computer);
        }
        let key = (Some(source), channel.to_lowercase(), computer.to_lowercase());
        match self.within.get(&key) {
            Some(name) => self.of_name(name),
            None => self.of_name(computer),
        }
    }

    /// The computer of that name, wherever it stands.
    pub(super) fn of_name<'a>(&'a self, computer: &'a str) -> &'a str {
        self.alone.get(&computer.to_lowercase()).map_or(computer, String::as_str)
    }

    /// Pairs of computers, in lower case, that are kept apart and may be one; each both ways.
    pub(super) fn may_be_one(&self) -> BTreeSet<(String, String)> {
        let computer = |name: &String| self.of_name(name).to_lowercase();
        let pairs = self.doubtful.iter().map(|(one, other)| (computer(one), computer(other)));
        let apart = pairs.filter(|(one, other)| one != other);
        apart.flat_map(|(one, other)| [(one.clone(), other.clone()), (other, one)]).collect()
    }
}

/// Whether a log holds more names than one machine has in its life: it is set up, gets its name, and gets a domain.
fn has_many_names(log: &[&Sequence]) -> bool {
    const NAMES_OF_A_LIFE: usize = 3;
    let mut names: BTreeSet<String> = BTreeSet::new();
    log.iter().any(|run| names.insert(run.computer.to_lowercase()) && names.len() > NAMES_OF_A_LIFE)
}

/// Finds out which names are one computer.
///
/// `collected` are sources that may hold forwarded events, in which an id that follows another one says nothing.
pub(super) fn resolve(runs: &[Sequence], events: &[Event], collected: &BTreeSet<SourceId>) -> Names {
    let mut names = Names::default();
    // Lower-case name to every name that followed it in some log.
    let mut followers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Short names, in lower case, that come back behind the full one in one log.
    let mut alternating: BTreeSet<String> = BTreeSet::new();
    let (of_names, restarts) = (RunsOfNames::of_runs(runs), Restarts::of(events));
    for log in single_logs(runs) {
        // A collector's log may hold the records of many computers, and nothing tells it of an export.
        let may_be_of_several = log.first().is_some_and(|run| collected.contains(&run.source));
        if may_be_of_several && has_many_names(&log) {
            continue;
        }
        let mut logs: BTreeMap<String, Vec<&Sequence>> = BTreeMap::new();
        for run in log {
            logs.entry(run.channel.to_lowercase()).or_default().push(run);
        }
        for (channel, log) in logs {
            let is_told = !may_be_of_several || starts_between_names(&log, &restarts);
            // A log of one name tells nothing.
            let Some(chain) = Chain::of(&log).filter(|chain| chain.names.len() > 1 && is_told) else {
                names.doubtful.extend(chain::may_follow(&log));
                continue;
            };
            for name in &chain.names {
                let key = (log.first().map(|run| run.source), channel.clone(), name.to_lowercase());
                names.within.insert(key, chain.last.clone());
                if !name.eq_ignore_ascii_case(&chain.last) {
                    followers.entry(name.to_lowercase()).or_default().insert(chain.last.clone());
                }
            }
            alternating.extend(chain.alternating);
        }
    }
    let spelled = spellings(runs);
    for (old, new) in told_renames(events, &spelled) {
        followers.entry(old).or_default().insert(new);
    }
    let full_names = FullNames::of(runs, &of_names, events, collected);
    for (short, full) in &full_names.proven {
        followers.entry(short.clone()).or_default().insert(full.clone());
    }
    names.issues.extend(full_names::part_two_machines(&of_names, events, &mut followers));
    // A log that tells the names of one machine by itself needs no times, and a machine that alternates between its
    // short and its full name does so at every start.
    let is_told = |run: &Sequence| {
        let key = (Some(run.source), run.channel.to_lowercase(), run.computer.to_lowercase());
        names.within.contains_key(&key) || full_names.is_tied(run)
    };
    let mut reused = reused(runs, is_told, &followers);
    reused.retain(|name| !alternating.contains(name));
    for name in spelled.keys() {
        if reused.contains(name) {
            names.issues.push(Issue::note(IssueKind::ComputerName, reused_name(Log::of(name))));
        } else if let Some(last) = end_of(name, &followers) {
            names.alone.insert(name.clone(), spelled.get(&last).cloned().unwrap_or(last));
        } else if followers.get(name).is_some_and(|after| after.len() > 1) {
            let after = followers.get(name).into_iter().flatten();
            names.doubtful.extend(after.clone().map(|after| (name.clone(), after.to_lowercase())));
            let list = after.map(Log::of).collect();
            names.issues.push(Issue::note(IssueKind::ComputerName, several_called(Log::of(name), list)));
        }
    }
    let unproven = full_names.doubtful(&followers, &of_names, events);
    names.issues.extend(full_names::doubts(&unproven, &spelled));
    names.doubtful.extend(unproven);
    names.alone.extend(
        spelled
            .iter()
            .filter(|(lower, _)| !followers.contains_key(*lower) || reused.contains(*lower))
            .map(|(lower, name)| (lower.clone(), name.clone())),
    );
    names
}

/// Whether the machine was started wherever its name changes in a log, or only the domain comes to it or goes.
fn starts_between_names(log: &[&Sequence], restarts: &Restarts) -> bool {
    log.iter().zip(log.iter().skip(1)).all(|(run, next)| {
        run.computer.eq_ignore_ascii_case(&next.computer)
            || chain::are_variants(&run.computer, &next.computer)
            || restarts.lie_between(run, next)
    })
}

/// Old names, in lower case, with the new ones, as EventLog 6011 tells them: without a domain, which a machine keeps.
fn told_renames(events: &[Event], spelled: &BTreeMap<String, String>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let told =
        |event: &&Event| matches!(event.kind, EventKind::Renamed { .. }) && event.trust == Trust::Intact;
    let mut by_short: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    if events.iter().any(|event| told(&event)) {
        for name in spelled.keys() {
            by_short.entry(name.split('.').next().unwrap_or(name)).or_default().push(name);
        }
    }
    for event in events.iter().filter(told) {
        let EventKind::Renamed { old, new } = &event.kind else { continue };
        let (short, domain) = event.computer.split_once('.').unwrap_or((&event.computer, ""));
        // The record is the first under the new name, or one of the last under the old one.
        if !short.eq_ignore_ascii_case(new) {
            continue;
        }
        let is_old = |name: &&String| {
            let (_, of) = name.split_once('.').unwrap_or((name, ""));
            (of.is_empty() || of.eq_ignore_ascii_case(domain)) && !name.eq_ignore_ascii_case(&event.computer)
        };
        let olds = by_short.get(old.to_lowercase().as_str()).into_iter().flatten().copied().filter(is_old);
        found.extend(olds.map(|name| (name.clone(), event.computer.to_string())));
    }
    found
}

/// Follows renames to their end; `None` where they fork or go round, or where there are none.
fn end_of(name: &str, followers: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let mut current = name.to_owned();
    let mut seen = BTreeSet::from([current.clone()]);
    let mut moved = false;
    while let Some(after) = followers.get(&current) {
        let mut after = after.iter().map(|name| name.to_lowercase());
        let next = after.next()?;
        if after.any(|other| other != next) || !seen.insert(next.clone()) {
            return None;
        }
        current = next;
        moved = true;
    }
    moved.then_some(current)
}

/// Old names under which something was still written a day after the computer had got its new one:
/// another machine has the name now.
fn reused(
    runs: &[Sequence],
    is_told: impl Fn(&Sequence) -> bool,
    followers: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<String> {
    /// Room for clocks that were not set yet when a machine was renamed.
    const SLACK: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
    let mut last_of: BTreeMap<String, jiff::Timestamp> = BTreeMap::new();
    let mut first_of: BTreeMap<String, jiff::Timestamp> = BTreeMap::new();
    for run in runs {
        let name = run.computer.to_lowercase();
        if !is_told(run) {
            let last = last_of.entry(name.clone()).or_insert(run.last_time);
            *last = run.last_time.max(*last);
        }
        let first = first_of.entry(name).or_insert(run.first_time);
        *first = run.first_time.min(*first);
    }
    followers
        .iter()
        .filter(|(name, after)| {
            let last = last_of.get(*name);
            let renamed = after.iter().filter_map(|name| first_of.get(&name.to_lowercase())).min();
            last.zip(renamed).is_some_and(|(last, renamed)| last.duration_since(*renamed) > SLACK)
        })
        .map(|(name, _)| name.clone())
        .collect()
}

/// Each name in lower case, and its latest spelling.
fn spellings(runs: &[Sequence]) -> BTreeMap<String, String> {
    let mut latest: BTreeMap<String, (jiff::Timestamp, String)> = BTreeMap::new();
    for run in runs {
        let candidate = (run.last_time, run.computer.to_string());
        let known = latest.entry(run.computer.to_lowercase()).or_insert_with(|| candidate.clone());
        *known = std::mem::take(known).max(candidate);
    }
    latest.into_iter().map(|(lower, (_, name))| (lower, name)).collect()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_logs;
