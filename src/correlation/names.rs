//! What the logs themselves tell of volumes: which letter is which GUID, and which ones Backup names.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::inventory::Inventories;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::backup::Role;
use crate::event::volume::VolumeName;
use crate::event::{EventKind, Trust};
use crate::timeline::{Computer, EventIndex, earlier, shifted};

/// What is known of volumes, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct VolumeNames {
    letters: BTreeMap<char, BTreeMap<Guid, Ties>>,
    /// The letter that a record ties to a volume.
    letter_of: BTreeMap<Guid, (char, EventIndex)>,
    by_backup: BTreeMap<VolumeName, (Role, EventIndex)>,
}

/// What ties a letter to a GUID.
#[derive(Debug, Clone, Default)]
struct Ties {
    /// A list that is certainly the host's own.
    is_in_own_list: bool,
    /// Records, in the order of time.
    records: Vec<(Timestamp, EventIndex)>,
}

/// A letter may pass to another volume, a stick for example; what a record tells of it holds for so long around it.
const LETTER_HOLDS: SignedDuration = SignedDuration::from_hours(24);

impl VolumeNames {
    pub(super) fn of(computer: &Computer, inventories: &Inventories) -> Self {
        let mut names = Self::default();
        for (list, is_own) in inventories.for_computer(computer) {
            for listed in &list.volumes {
                // A letter that stands alone in a list tells no GUID.
                let Some(guid) = listed.guid else { continue };
                for letter in &listed.letters {
                    let ties = names.letters.entry(*letter).or_default().entry(guid).or_default();
                    ties.is_in_own_list |= is_own;
                }
            }
        }
        for (index, event) in computer.events() {
            let EventKind::Ntfs(ntfs) = &event.kind else { continue };
            if let Some((guid, letter)) = ntfs.names_one.filter(|_| event.trust == Trust::Intact) {
                let ties = names.letters.entry(letter).or_default().entry(guid).or_default();
                ties.records.push((event.time(), index));
                names.letter_of.entry(guid).or_insert((letter, index));
            }
        }
        for (index, event) in computer.all(Class::Backup) {
            let EventKind::Backup(backup) = &event.kind else { continue };
            for (volume, role) in &backup.volumes_of_host {
                let known = names.by_backup.entry(volume.clone()).or_insert((*role, index));
                if *role > known.0 {
                    *known = (*role, index);
                }
            }
        }
        names
    }

    /// Whether two names may be of one volume at a time. `None`: nothing tells. That a letter is another volume's is
    /// told only by the host's own list, or by a record of that time.
    pub(super) fn is_same(&self, one: &VolumeName, other: &VolumeName, time: Timestamp) -> Option<bool> {
        let (letter, guid) = match (one, other) {
            (VolumeName::Letter(letter), VolumeName::Guid(guid))
            | (VolumeName::Guid(guid), VolumeName::Letter(letter)) => (letter, guid),
            (VolumeName::Other(_), _) | (_, VolumeName::Other(_)) => return None,
            _ => return Some(one.is_same(other)),
        };
        let ties = self.letters.get(letter)?;
        if ties.contains_key(guid) {
            return Some(true);
        }
        let (from, to) = (earlier(time, LETTER_HOLDS), shifted(time, LETTER_HOLDS));
        let tells_of_another = ties.values().any(|ties| {
            let next = ties.records.partition_point(|(told, _)| *told < from);
            ties.is_in_own_list || ties.records.get(next).is_some_and(|(told, _)| *told <= to)
        });
        tells_of_another.then_some(false)
    }

    /// A letter that a record ties to a volume.
    pub(super) fn letter_of(&self, volume: &VolumeName) -> Option<(char, EventIndex)> {
        self.letter_of.get(&volume.guid()?).copied()
    }

    /// Every letter that records tie to a volume, with each record and its time.
    pub(super) fn letters_told(
        &self,
        volume: &VolumeName,
    ) -> impl Iterator<Item = (char, Timestamp, EventIndex)> {
        let guid = volume.guid();
        let of_volume = move |ties: &BTreeMap<Guid, Ties>| {
            let records = guid.and_then(|guid| ties.get(&guid)).map(|ties| ties.records.clone());
            records.unwrap_or_default()
        };
        self.letters.iter().flat_map(move |(letter, ties)| {
            of_volume(ties).into_iter().map(move |(time, index)| (*letter, time, index))
        })
    }

    /// What a record of Windows Server Backup names a volume as, by its GUID or by its letter, and that record; and the one
    /// that ties both names, where the other one is used and a record does.
    pub(super) fn by_backup(&self, volume: &VolumeName) -> Option<(Role, EventIndex, Option<EventIndex>)> {
        let by_other_name = || {
            let mut ties = self
                .letters
                .iter()
                .flat_map(|(letter, ties)| ties.iter().map(move |(guid, ties)| (letter, guid, ties)));
            ties.find_map(|(letter, guid, ties)| {
                let other = match volume {
                    VolumeName::Guid(named) if named == guid => VolumeName::Letter(*letter),
                    VolumeName::Letter(named) if named == letter => VolumeName::Guid(*guid),
                    _ => return None,
                };
                let (role, index) = *self.by_backup.get(&other)?;
                Some((role, index, ties.records.first().map(|(_, tie)| *tie)))
            })
        };
        let by_name = self.by_backup.get(volume).map(|(role, index)| (*role, *index, None));
        by_name.or_else(by_other_name)
    }
}
