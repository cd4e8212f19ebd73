//! Whose records an extract holds.

use std::collections::{BTreeMap, BTreeSet};

use super::Extract;
use crate::event::{EventKind, providers};

/// The computers of an extract, by their short names in lower case, and the names that a record says they have got.
pub fn owners(extract: &Extract) -> BTreeSet<String> {
    let mut owners: BTreeSet<String> = BTreeSet::new();
    let mut add = |name: &str| {
        let short = name.split('.').next().unwrap_or(name).trim().to_lowercase();
        owners.extend((!short.is_empty()).then_some(short));
    };
    extract.runs.iter().for_each(|run| add(&run.computer));
    extract.requesters.iter().for_each(|(computer, _)| add(computer));
    for kept in &extract.records {
        let written = &kept.written;
        add(&written.system.computer);
        if let Some(EventKind::Renamed { old, new }) = providers::read(&written.system, &written.payload) {
            add(&old);
            add(&new);
        }
    }
    owners
}

/// Which of several sets have a member in common, directly or through others: their places, group by group, each by its first
/// member. Sets without a member are in none.
pub fn joined(sets: &[BTreeSet<String>]) -> Vec<Vec<usize>> {
    let mut group_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<BTreeSet<usize>> = Vec::new();
    for (place, set) in sets.iter().enumerate().filter(|(_, set)| !set.is_empty()) {
        let met: BTreeSet<usize> =
            set.iter().filter_map(|member| group_of.get(member.as_str()).copied()).collect();
        let mut group = BTreeSet::from([place]);
        for other in &met {
            group.extend(groups.get_mut(*other).map(std::mem::take).unwrap_or_default());
        }
        let number = groups.len();
        let members = group.iter().filter_map(|place| sets.get(*place)).flatten();
        group_of.extend(members.map(|member| (member.as_str(), number)));
        groups.push(group);
    }
    let mut groups: Vec<Vec<usize>> = groups
        .into_iter()
        .filter(|group| !group.is_empty())
        .map(|group| group.into_iter().collect())
        .collect();
    groups.sort_by_key(|group| group.iter().filter_map(|place| sets.get(*place)?.first()).min());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_with_a_member_in_common_are_one_group() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let sets = [
            set(&["d"]),
            set(&["a"]),
            set(&[]),
            set(&["c"]),
            set(&["b", "a"]),
            set(&["c", "b"]),
            set(&["e"]),
        ];
        assert_eq!(joined(&sets), [vec![1, 3, 4, 5], vec![0], vec![6]]);
        assert!(joined(&[set(&[])]).is_empty());
    }
}
