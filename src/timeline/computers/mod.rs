//! Which names are one computer.
//!
//! A machine is renamed: set up as WIN-ABC, then HV01, then in a domain HV01.example.local. Names
//! that follow each other in one log, record id after record id and never back, are one computer.
//! A log that only holds the old name joins it when just one computer ever had that name; an image
//! from which two machines were made has given its name to both, and then nothing is joined. A short
//! name and the full one of the same machine may also stand in different logs, forwarded ones among
//! them; they are joined where record ids go on from one to the other, or are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::Chain;
use super::full_names::{self, FullNames};
use crate::event::sequence::Sequence;
use crate::event::{Event, SourceId, Trust};
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
}

/// Forwarded events of many computers lie in one channel, in any order.
const FORWARDED: &str = "ForwardedEvents";

/// Finds out which names are one computer.
///
/// `collected` are sources that may hold forwarded events, in which an id that follows another one says nothing.
pub(super) fn resolve(runs: &[Sequence], events: &[Event], collected: &BTreeSet<SourceId>) -> Names {
    let mut names = Names::default();
    // Lower-case name to every name that followed it in some log.
    let mut followers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Short names, in lower case, that come back behind the full one in one log.
    let mut alternating: BTreeSet<String> = BTreeSet::new();
    for of_source in runs.chunk_by(|run, next| run.source == next.source) {
        // In a collector's log, ids of many computers stand side by side.
        let is_known = of_source.first().is_some_and(|run| collected.contains(&run.source));
        if is_known || has_many_channels(of_source) {
            continue;
        }
        let mut logs: BTreeMap<String, Vec<&Sequence>> = BTreeMap::new();
        for run in of_source.iter().filter(|run| !run.channel.eq_ignore_ascii_case(FORWARDED)) {
            logs.entry(run.channel.to_lowercase()).or_default().push(run);
        }
        for (channel, mut log) in logs {
            log.sort_by_key(|run| (run.first_id, run.last_id));
            // A log of one name tells nothing.
            let Some(chain) = Chain::of(&log).filter(|chain| chain.names.len() > 1) else { continue };
            for name in &chain.names {
                let key = (of_source.first().map(|run| run.source), channel.clone(), name.to_lowercase());
                names.within.insert(key, chain.last.clone());
                if !name.eq_ignore_ascii_case(&chain.last) {
                    followers.entry(name.to_lowercase()).or_default().insert(chain.last.clone());
                }
            }
            alternating.extend(chain.alternating);
        }
    }
    let full_names = FullNames::of(runs, events, collected);
    for (short, full) in &full_names.proven {
        followers.entry(short.clone()).or_default().insert(full.clone());
    }
    names.issues.extend(full_names::part_two_machines(runs, events, &mut followers));
    let spelled = spellings(runs);
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
            let list = followers.get(name).into_iter().flatten().map(Log::of).collect();
            names.issues.push(Issue::note(IssueKind::ComputerName, several_called(Log::of(name), list)));
        }
    }
    names.issues.extend(full_names.doubts(&followers, &spelled));
    names.alone.extend(
        spelled
            .iter()
            .filter(|(lower, _)| !followers.contains_key(*lower) || reused.contains(*lower))
            .map(|(lower, name)| (lower.clone(), name.clone())),
    );
    names
}

/// A log of one machine holds one channel; a collector's may hold several.
fn has_many_channels(of_source: &[Sequence]) -> bool {
    let mut channels = of_source.iter().filter(|run| run.trust == Trust::Intact).map(|run| &run.channel);
    channels.next().is_some_and(|first| channels.any(|channel| !channel.eq_ignore_ascii_case(first)))
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
        let entry = latest
            .entry(run.computer.to_lowercase())
            .or_insert_with(|| (run.last_time, run.computer.to_string()));
        let candidate = (run.last_time, run.computer.to_string());
        if candidate > *entry {
            *entry = candidate;
        }
    }
    latest.into_iter().map(|(lower, (_, name))| (lower, name)).collect()
}

#[cfg(test)]
mod tests;
