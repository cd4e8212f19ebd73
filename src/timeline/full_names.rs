//! `HV01` and `hv01.example.local`: one computer where record ids prove it.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::run::Run;
use crate::issue::{Issue, IssueKind};

/// Short names and the full ones that begin with them, in lower case.
#[derive(Default)]
pub(super) struct FullNames {
    /// Pairs that may be one computer.
    possible: BTreeSet<(String, String)>,
    /// Those that are: the ids of a channel go on from one to the other, or are the same.
    pub(super) proven: BTreeSet<(String, String)>,
    /// Short names under which the same records stand as under the full name, at the same time.
    pub(super) at_once: BTreeSet<String>,
}

impl FullNames {
    pub(super) fn of(runs: &[Run]) -> Self {
        let names: BTreeSet<String> = runs.iter().map(|run| run.computer.to_lowercase()).collect();
        let mut found = Self::default();
        for full in &names {
            let short = full.split('.').next().unwrap_or(full);
            if short != full && names.contains(short) {
                found.possible.insert((short.to_owned(), full.clone()));
            }
        }
        if found.possible.is_empty() {
            return found;
        }
        let mut by_first: BTreeMap<(String, u64), Vec<&Run>> = BTreeMap::new();
        for run in runs {
            by_first.entry((run.channel.to_lowercase(), run.first_id)).or_default().push(run);
        }
        for run in runs {
            let beginning = |id: Option<u64>| {
                let key = (run.channel.to_lowercase(), id.unwrap_or_default());
                by_first.get(&key).into_iter().flatten()
            };
            for next in beginning(run.last_id.checked_add(1)) {
                if next.time_of_first >= run.time_of_last
                    && let Some(pair) = found.pair(run, next)
                {
                    found.proven.insert(pair);
                }
            }
            for same in beginning(Some(run.first_id)) {
                if same.time_of_first == run.time_of_first
                    && let Some(pair) = found.pair(run, same)
                {
                    found.at_once.insert(pair.0.clone());
                    found.proven.insert(pair);
                }
            }
        }
        found
    }

    /// The names of two runs, if one is the short form of the other.
    fn pair(&self, run: &Run, other: &Run) -> Option<(String, String)> {
        let (a, b) = (run.computer.to_lowercase(), other.computer.to_lowercase());
        let pair = if a.len() < b.len() { (a, b) } else { (b, a) };
        self.possible.contains(&pair).then_some(pair)
    }

    /// What is to be said of pairs that nothing proves.
    pub(super) fn doubts(
        &self,
        followers: &BTreeMap<String, BTreeSet<String>>,
        spelled: &BTreeMap<String, String>,
    ) -> Vec<Issue> {
        let is_known = |short: &str, full: &str| {
            followers.get(short).is_some_and(|after| after.iter().any(|name| name.to_lowercase() == full))
        };
        let as_written = |name: &String| spelled.get(name).unwrap_or(name).clone();
        self.possible
            .iter()
            .filter(|(short, full)| !is_known(short, full))
            .map(|(short, full)| {
                let text = format!(
                    "{} and {} may be one computer, but no record ids prove it, so they are kept apart; logs of both names that overlap or follow each other would",
                    as_written(short),
                    as_written(full)
                );
                Issue::note(IssueKind::ComputerName, text)
            })
            .collect()
    }
}
