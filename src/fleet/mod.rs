//! A fleet: what is kept of the reports on many computers, one after the other.
//!
//! Of each computer a compact row is kept, and of each of its nights a few bytes; the report with its events is dropped. In which
//! order reports come makes no difference. It judges nothing anew: who needs a person is said by `status`, what can't be told by
//! the first line of the computer, and the nights are those of the page.

mod groups;
mod host;
pub(crate) mod labels;
mod night;
mod said;
mod sums;
mod tell;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use crate::issue::{Issue, IssueKind};
use crate::report::Report;
use crate::say::{Pattern, words};
use crate::status::{self, Exit};
use crate::story;

pub(crate) use groups::mood;
pub use host::{Ending, Good, Host, Latest, Runs, Snapshots, State};
pub use night::{HostNight, NightState};
pub(crate) use said::night_is;
pub use sums::{Cause, CauseSum, DaySum, Totals};
pub use tell::{
    Alike, cant_be_told, cant_because, cause_line, first_lines, near_because, needs_because, of_products,
    tell,
};
pub use why::{Ask, Why};

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] =
    &[said::SENTENCES, tell::SENTENCES, groups::SENTENCES, labels::SENTENCES];

/// Titles and cells that a page shares with tables.
pub(crate) mod titles {
    pub(crate) use super::groups::{by_cause, by_day, day_columns, day_row, nights_are};
    pub(crate) use super::tell::{
        and_more as more, cant_title as cant, causes_title as causes, more_hosts, near_title as near,
        needs_title as needs, runs_title as runs,
    };
}

/// By what the hosts are told, behind the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// A row a host.
    Computer,
    /// A group a cause of trouble.
    Cause,
    /// A row a night.
    Day,
}

words! {
    pub GroupBy {
        Computer = "computer",
        Cause = "cause",
        Day = "day",
    }
}

/// Many computers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fleet {
    /// By their names in small letters.
    hosts: BTreeMap<String, Host>,
    /// Files that gave nothing, so that nobody knows whose they are.
    unread: BTreeSet<String>,
    /// Texts that list events, from which no verdict comes.
    lists: BTreeSet<String>,
    /// How many records were read.
    records: u64,
    /// What all that was found asks for.
    found: Exit,
}

/// What is drawn of a fleet.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The fleet.
    pub fleet: &'a Fleet,
    /// By what its hosts are told behind the summary.
    pub by: GroupBy,
    /// The command line that asked for it, where somebody says so.
    pub command: Option<&'a str>,
}

impl Default for Fleet {
    fn default() -> Self {
        Self {
            hosts: BTreeMap::new(),
            unread: BTreeSet::new(),
            lists: BTreeSet::new(),
            records: 0,
            found: Exit::Fine,
        }
    }
}

impl Fleet {
    /// The fleet of reports, each of which is dropped before the next one is asked for.
    pub fn of(reports: impl IntoIterator<Item = Report>) -> Self {
        let mut fleet = Self::default();
        for report in reports {
            fleet.add(&report);
        }
        fleet
    }

    /// The fleet of one report.
    pub fn of_one(report: &Report) -> Self {
        let mut fleet = Self::default();
        fleet.add(report);
        fleet
    }

    /// Takes what is kept of a report.
    pub fn add(&mut self, report: &Report) {
        for computer in &report.computers {
            let host = Host::of(report, computer);
            let key = host.name.to_lowercase();
            match self.hosts.remove(&key) {
                Some(other) => self.hosts.insert(key, other.and(host)),
                None => self.hosts.insert(key, host),
            };
        }
        self.unread.extend(story::unread_files(report).into_iter().map(str::to_owned));
        let is_list = |issue: &&Issue| issue.kind == IssueKind::EventListText;
        let lists = report.issues.iter().filter(is_list).filter_map(|issue| issue.place.path.clone());
        self.lists.extend(lists);
        self.records = self.records.saturating_add(report.records_read());
        self.found = self.found.max(status::of_found(report));
    }

    /// The hosts, by name.
    pub fn hosts(&self) -> impl ExactSizeIterator<Item = &Host> {
        self.hosts.values()
    }

    /// The hosts in a state, the worst first.
    pub fn in_state(&self, state: State) -> Vec<&Host> {
        let mut hosts: Vec<&Host> = self.hosts().filter(|host| host.state == state).collect();
        hosts.sort_by_key(|host| host.rank());
        hosts
    }

    /// Files that gave nothing, so that nobody knows whose they are.
    pub fn unread(&self) -> impl ExactSizeIterator<Item = &str> {
        self.unread.iter().map(String::as_str)
    }

    /// How many texts that list events were given; no verdict comes from one.
    pub fn lists(&self) -> usize {
        self.lists.len()
    }

    /// The exit status, as if all had been one report. A host that came in parts is one that can't be told.
    pub fn exit(&self) -> Exit {
        let in_parts = self.hosts().any(|host| host.parts > 1);
        let found = if in_parts { self.found.max(Exit::Undecided) } else { self.found };
        if self.records == 0 || self.hosts.is_empty() { found.max(Exit::NoEvents) } else { found }
    }

    /// How many bytes it holds, about: what it is made of, without what an allocator adds.
    pub fn bytes(&self) -> usize {
        let hosts = self.hosts.iter().map(|(key, host)| key.len().saturating_add(host.bytes()));
        let unread = self.unread.iter().map(|path| path.len().saturating_add(size_of::<String>()));
        hosts.chain(unread).fold(size_of::<Self>(), usize::saturating_add)
    }
}

#[cfg(test)]
mod tests;
