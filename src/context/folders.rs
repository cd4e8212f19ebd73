//! Which computers have logs where: what lies beside logs is of their computer.

use std::collections::{BTreeMap, BTreeSet};

use super::unread::{Unread, vouched};
use crate::event::sequence::Sequence;
use crate::source::Source;
use crate::timeline::Computer;

/// Which computers have logs below which folder or archive, and which have some right in it.
pub(super) struct Folders {
    /// What calls itself a computer, in whatever log: a list may be of any of them.
    below: Places,
    /// The computers of logs in which a record can be relied on: what calls itself one in others may be none, and must not hide their logs.
    vouched: Places,
    inside: Places,
}

type Places = BTreeMap<String, BTreeSet<usize>>;

impl Folders {
    pub(super) fn of(sources: &[Source], runs: &[Sequence], computers: &[Computer]) -> Self {
        let reliable = vouched(runs);
        let (mut below, mut vouched, mut inside) = (Places::new(), Places::new(), Places::new());
        for (position, computer) in computers.iter().enumerate() {
            for id in &computer.sources {
                let Some(source) = usize::try_from(id.0).ok().and_then(|place| sources.get(place)) else {
                    continue;
                };
                let folders = folders_around(&source.path);
                if let Some(folder) = folders.first().filter(|_| reliable.contains(id)) {
                    inside.entry(folder.clone()).or_default().insert(position);
                }
                for folder in folders {
                    if reliable.contains(id) {
                        vouched.entry(folder.clone()).or_default().insert(position);
                    }
                    below.entry(folder).or_default().insert(position);
                }
            }
        }
        Self { below, vouched, inside }
    }

    /// The computer that a file is of: the one that its name names, else the only one with logs beside it, or
    /// below the nearest folder above that has any.
    pub(super) fn owner<'a>(&self, path: &str, computers: &'a [Computer]) -> Option<&'a Computer> {
        let path = with_slashes(path);
        let file = path.rsplit('/').next().unwrap_or(&path).to_lowercase();
        let short = |computer: &Computer| {
            let name = computer.name.to_lowercase();
            name.split('.').next().unwrap_or(&name).to_owned()
        };
        let named: Vec<(String, &Computer)> = computers
            .iter()
            .map(|computer| (short(computer), computer))
            .filter(|(name, _)| has_word(&file, name))
            .collect();
        // A name may be part of another; where it stands by itself, too, the file is of several.
        if let Some((longest, owner)) = named.iter().max_by_key(|(name, _)| name.len()) {
            let rest = file.replace(longest, "\0");
            let mut others = named.iter().filter(|(_, other)| !std::ptr::eq(*other, *owner));
            let is_another = |(name, _): &(String, &Computer)| name == longest || has_word(&rest, name);
            return (!others.any(is_another)).then_some(*owner);
        }
        let mut near = self.near(&path, computers);
        let first = near.next()?;
        near.next().is_none().then_some(first)
    }

    /// The computers that something unread may be of.
    pub(super) fn concerned<'a>(
        &self,
        unread: &Unread<'_>,
        computers: &'a [Computer],
    ) -> impl Iterator<Item = &'a Computer> {
        self.places_concerned(unread).into_iter().filter_map(|position| computers.get(position))
    }

    fn places_concerned(&self, unread: &Unread<'_>) -> Vec<usize> {
        let near = places_near(&self.vouched, unread.path);
        let near = near.filter(|near| unread.is_log || near.len() == 1);
        let inside = || self.inside.get(folders_around(unread.path).first()?);
        near.or_else(inside).into_iter().flatten().copied().collect()
    }

    /// The computers with logs beside a file, or below the nearest folder above that has any.
    pub(super) fn near<'a>(
        &self,
        path: &str,
        computers: &'a [Computer],
    ) -> impl Iterator<Item = &'a Computer> {
        let near: Vec<usize> = places_near(&self.below, path).into_iter().flatten().copied().collect();
        near.into_iter().filter_map(|position| computers.get(position))
    }
}

fn places_near<'a>(places: &'a Places, path: &str) -> Option<&'a BTreeSet<usize>> {
    folders_around(path).iter().find_map(|folder| places.get(folder))
}

/// Whether a name stands in a text, and no letter or digit right beside it.
fn has_word(text: &str, name: &str) -> bool {
    let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let (before, behind) = text.split_at_checked(at).unwrap_or_default();
            let behind = behind.get(name.len()..).unwrap_or_default();
            is_edge(before.chars().next_back()) && is_edge(behind.chars().next())
        })
}

pub(super) fn with_slashes(path: &str) -> String {
    path.replace('\\', "/")
}

/// The folders and archives around a file, the nearest first; the last has no name and holds everything.
pub fn folders_around(path: &str) -> Vec<String> {
    let path = with_slashes(path);
    let folders = std::iter::successors(Some(path.as_str()), |path| match path.rsplit_once('/') {
        Some((folder, _)) => Some(folder),
        None => (!path.is_empty()).then_some(""),
    });
    folders.skip(1).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_met_from_the_inside_out() {
        let folders = folders_around("a/b.zip!/HV01\\mountvol.txt");
        assert_eq!(folders, ["a/b.zip!/HV01", "a/b.zip!", "a", ""]);
        assert_eq!(folders_around("mountvol.txt"), [""]);
    }

    #[test]
    fn a_name_stands_between_what_is_no_letter() {
        for (text, name) in [
            ("hv-01-mountvol.txt", "hv-01"),
            ("mountvol_hv_01.txt", "hv_01"),
            ("hv01", "hv01"),
            ("a hv01.example.com-list", "hv01"),
        ] {
            assert!(has_word(text, name), "{text} {name}");
        }
        for (text, name) in [("hv011-list", "hv01"), ("xhv01", "hv01"), ("list", ""), ("h", "hv01")] {
            assert!(!has_word(text, name), "{text} {name}");
        }
    }

    /// A log may be of any computer with logs below; an archive is of the only one there, or of those right beside it.
    #[test]
    fn what_can_not_be_read_concerns_those_around() {
        let concerned =
            |folders: &Folders, is_log| folders.places_concerned(&Unread { path: "logs/x", is_log });
        let below = |positions: &[usize]| {
            let of_all = |folder: &str| (folder.to_owned(), positions.iter().copied().collect());
            Folders { vouched: ["", "logs"].map(of_all).into(), below: Places::new(), inside: Places::new() }
        };
        assert_eq!((concerned(&below(&[0]), true), concerned(&below(&[0]), false)), (vec![0], vec![0]));
        assert_eq!(
            (concerned(&below(&[0, 1]), true), concerned(&below(&[0, 1]), false)),
            (vec![0, 1], vec![])
        );
        let inside = BTreeMap::from([("logs".to_owned(), BTreeSet::from([1]))]);
        let folders = Folders { inside, ..below(&[0, 1]) };
        assert_eq!(concerned(&folders, false), [1]);
    }
}
