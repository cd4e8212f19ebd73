//! The names of one machine, as one log tells them.

use std::collections::BTreeSet;

use crate::event::sequence::Sequence;

/// The names of one machine, as one log tells them.
pub(super) struct Chain {
    /// In the order of record ids, each once.
    pub(super) names: Vec<String>,
    /// What the machine is called in the end: the full name, where it has one.
    pub(super) last: String,
    /// Short names, in lower case, that come back behind the full one.
    pub(super) alternating: BTreeSet<String>,
}

impl Chain {
    /// Record ids that go on from one name to the next prove one machine, whatever the times: the clock may have been
    /// set back. A member of a domain writes under its short and its full name by turns, at each start; any other name
    /// that comes back is of another machine, and so are ids that two names share. Then nothing is told.
    pub(super) fn of(log: &[&Sequence]) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        let mut alternating = BTreeSet::new();
        let mut before: Option<&Sequence> = None;
        let mut end = 0_u64;
        for run in log {
            let is_other = before.is_some_and(|before| !before.computer.eq_ignore_ascii_case(&run.computer));
            if let Some(before) = before.filter(|_| is_other) {
                if end.checked_add(1) != Some(run.first_id) {
                    return None;
                }
                let came_before = names.iter().any(|name| name.eq_ignore_ascii_case(&run.computer));
                if came_before && !are_variants(&before.computer, &run.computer) {
                    return None;
                }
                if came_before {
                    alternating.insert(short_of(&run.computer));
                }
            }
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&run.computer)) {
                names.push(run.computer.to_string());
            }
            end = end.max(run.last_id);
            before = Some(run);
        }
        let latest = before?.computer.to_string();
        let full = names.iter().rev().find(|name| name.contains('.') && are_variants(name, &latest));
        let last = full.unwrap_or(&latest).clone();
        Some(Self { names, last, alternating })
    }
}

/// Names, in lower case, that follow each other in a log without coming back, although nothing proves that they are of one
/// machine: records between them may be missing.
pub(super) fn may_follow(log: &[&Sequence]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut before: Option<&Sequence> = None;
    let mut end = 0_u64;
    for run in log {
        let name = run.computer.to_lowercase();
        if let Some(before) = before.filter(|before| before.computer.to_lowercase() != name) {
            if names.contains(&name) || run.first_id <= end {
                return Vec::new();
            }
            pairs.push((before.computer.to_lowercase(), name.clone()));
        }
        names.insert(name);
        end = end.max(run.last_id);
        before = Some(run);
    }
    pairs
}

/// The part of a name before its domain, in lower case.
fn short_of(name: &str) -> String {
    name.split('.').next().unwrap_or(name).to_lowercase()
}

/// Whether one name is the other without its domain.
pub(super) fn are_variants(one: &str, other: &str) -> bool {
    short_of(one) == short_of(other) && one.contains('.') != other.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Trust;
    use jiff::Timestamp;

    fn run(computer: &str, id: u64) -> Sequence {
        Sequence::of_one(id, Timestamp::UNIX_EPOCH, "System".into(), computer.into(), Trust::Intact)
    }

    #[test]
    fn a_short_and_a_full_name_are_variants_and_two_of_a_kind_are_not() {
        assert!(are_variants("HV01", "hv01.example.local") && are_variants("hv01.example.local", "HV01"));
        assert!(!are_variants("hv01.example.local", "hv01.other.local"), "two domains");
        assert!(!are_variants("HV01", "hv01"), "no domain");
        assert!(!are_variants("HV02", "hv01.example.local"), "two machines");
    }

    #[test]
    fn a_machine_is_called_by_its_full_name_where_it_has_one() {
        let last = |names: &[&str]| {
            let runs: Vec<Sequence> = (1..).zip(names).map(|(id, name)| run(name, id)).collect();
            Chain::of(&runs.iter().collect::<Vec<_>>()).map(|chain| chain.last)
        };
        assert_eq!(last(&["HV01", "hv01.example.local", "HV01"]).as_deref(), Some("hv01.example.local"));
        assert_eq!(
            last(&["old.example.local", "HV01"]).as_deref(),
            Some("HV01"),
            "another machine's full name"
        );
        assert_eq!(last(&["WIN-ABC", "HV01"]).as_deref(), Some("HV01"));
    }
}
