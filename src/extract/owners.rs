//! Whose records an extract holds.

use std::collections::{BTreeMap, BTreeSet};

use super::Extract;
use crate::event::{EventKind, providers};
use crate::issue::IssueKind;

/// Whose an extract is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owners {
    /// The computers of its records, by their short names in lower case, and the names that a record says they have got.
    pub computers: BTreeSet<String>,
    /// Words by which texts in it may name a computer.
    pub mentioned: BTreeSet<String>,
    /// Whether something in it is, or was, of computers that nobody knows, so that it can't be judged apart from any: a text
    /// without a log, or rows that are lost.
    pub is_of_any: bool,
}

/// Whose an extract is.
pub fn owners(extract: &Extract) -> Owners {
    let mut owners = of_records(extract);
    let word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    for text in &extract.texts {
        // The name of its file, and what a manifest says.
        let name = text.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let said = text.content.lines().filter_map(|line| Some(line.split_once(": ")?.1));
        let words = std::iter::once(name).chain(said).flat_map(|text| text.split(|c| !word(c)));
        let parts = words.flat_map(|word| std::iter::once(word).chain(word.split('-')));
        owners.mentioned.extend(parts.map(str::to_lowercase));
    }
    let is_lost = extract.issues.iter().any(|issue| issue.kind == IssueKind::ExtractDamaged);
    let is_nameless = owners.computers.is_empty() && !extract.texts.is_empty();
    Owners { is_of_any: is_lost || is_nameless, ..owners }
}

fn of_records(extract: &Extract) -> Owners {
    let mut owners = Owners::default();
    let mut add = |name: &str| {
        let short = name.split('.').next().unwrap_or(name).trim().to_lowercase();
        owners.computers.extend((!short.is_empty()).then_some(short));
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

/// Which of several extracts are to be judged together: their places, group by group. Those of no computer are in none; where one
/// can't be judged apart, all are one group.
pub fn groups(owners: &[Owners]) -> Vec<Vec<usize>> {
    if owners.iter().any(|one| one.is_of_any) {
        return vec![(0..owners.len()).collect()];
    }
    let known: BTreeSet<&String> = owners.iter().flat_map(|one| &one.computers).collect();
    let sets: Vec<BTreeSet<String>> = owners
        .iter()
        .map(|one| {
            let mentioned = one.mentioned.iter().filter(|name| known.contains(name));
            one.computers.iter().chain(mentioned).cloned().collect()
        })
        .collect();
    joined(&sets)
}

/// Which of several sets have a member in common, directly or through others: their places, group by group, each by its first
/// member. Sets without a member are in none.
fn joined(sets: &[BTreeSet<String>]) -> Vec<Vec<usize>> {
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

    #[test]
    fn what_may_be_of_any_computer_is_judged_apart_from_none() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let of = |computers: &[&str], mentioned: &[&str]| Owners {
            computers: set(computers),
            mentioned: set(mentioned),
            is_of_any: false,
        };
        let three = [of(&["a"], &["x"]), of(&["b"], &["c", "list"]), of(&["c"], &[]), of(&[], &[])];
        assert_eq!(groups(&three), [vec![0], vec![1, 2]]);
        let any = Owners { is_of_any: true, ..Owners::default() };
        assert_eq!(groups(&[of(&["a"], &[]), of(&["b"], &[]), any]), [vec![0, 1, 2]]);
    }
}
