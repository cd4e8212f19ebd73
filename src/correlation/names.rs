//! What the logs themselves tell of volumes: which letter is which GUID, on what bus, and which ones Backup names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::inventory::Inventories;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::backup::Role;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, EventKind, Trust};
use crate::timeline::{Computer, EventIndex};

/// What is known of volumes, found once for all subjects.
#[derive(Debug, Default)]
pub(super) struct VolumeNames {
    letters: BTreeMap<char, BTreeSet<Guid>>,
    buses: BTreeMap<Guid, Vec<Mounted>>,
    by_backup: BTreeMap<VolumeName, (Role, EventIndex)>,
}

/// A record that tells on which kind of disk a volume was mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mounted {
    /// When.
    pub time: Timestamp,
    /// The record.
    pub index: EventIndex,
    /// What the disk is.
    pub nature: DiskNature,
}

impl VolumeNames {
    pub(super) fn of(computer: &Computer, inventories: &Inventories) -> Self {
        let mut names = Self::default();
        for (list, _) in inventories.for_computer(computer) {
            for listed in &list.volumes {
                for letter in &listed.letters {
                    names.letters.entry(*letter).or_default().extend(listed.guid);
                }
            }
        }
        // A letter that stands alone in a list tells no GUID.
        names.letters.retain(|_, guids| !guids.is_empty());
        for (index, event) in computer.events() {
            let EventKind::Ntfs(ntfs) = &event.kind else { continue };
            if let Some((guid, letter)) = ntfs.names_one.filter(|_| event.trust == Trust::Intact) {
                names.letters.entry(letter).or_default().insert(guid);
            }
            let nature = ntfs.bus_type.and_then(DiskNature::of_bus);
            // A record whose bytes may be wrong shows no disk virtual.
            let nature = nature.filter(|nature| event.trust == Trust::Intact || *nature == DiskNature::Real);
            let guid = ntfs.volumes.iter().find_map(VolumeName::guid);
            if let Some((nature, guid)) = nature.zip(guid) {
                let mounted = Mounted { time: event.time(), index, nature };
                names.buses.entry(guid).or_default().push(mounted);
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

    /// The GUIDs that a letter is known to stand for; `None` where nothing tells.
    pub(super) fn guids_of(&self, letter: char) -> Option<&BTreeSet<Guid>> {
        self.letters.get(&letter)
    }

    /// Whether two names may be of one volume. `None`: nothing tells.
    pub(super) fn is_same(&self, one: &VolumeName, other: &VolumeName) -> Option<bool> {
        match (one, other) {
            (VolumeName::Letter(letter), VolumeName::Guid(guid))
            | (VolumeName::Guid(guid), VolumeName::Letter(letter)) => {
                self.guids_of(*letter).map(|guids| guids.contains(guid))
            }
            (VolumeName::Other(_), _) | (_, VolumeName::Other(_)) => None,
            _ => Some(one.is_same(other)),
        }
    }

    /// The records that tell on which kind of disk a volume was mounted.
    pub(super) fn mounted(&self, volume: &VolumeName) -> &[Mounted] {
        volume.guid().and_then(|guid| self.buses.get(&guid)).map_or(&[], Vec::as_slice)
    }

    /// What a record of Windows Server Backup names a volume as.
    pub(super) fn by_backup(&self, volume: &VolumeName) -> Option<(Role, EventIndex)> {
        self.by_backup.get(volume).copied()
    }
}
