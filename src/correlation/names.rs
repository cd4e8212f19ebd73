//! What the logs themselves tell of volumes: which letter is which GUID, on what bus, and which ones Backup names.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

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
    letters: BTreeMap<char, Vec<Tie>>,
    buses: BTreeMap<Guid, Vec<Mounted>>,
    by_backup: BTreeMap<VolumeName, (Role, EventIndex)>,
}

/// What ties a letter to a GUID.
#[derive(Debug, Clone, Copy)]
struct Tie {
    guid: Guid,
    source: Source,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// A list that is certainly the host's own.
    OwnList,
    /// A list that may be another host's.
    List,
    /// A record of that time.
    Record(Timestamp, EventIndex),
}

/// A letter may pass to another volume, a stick for example; what a record tells of it holds for so long around it.
const LETTER_HOLDS: SignedDuration = SignedDuration::from_hours(24);

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
        for (list, is_own) in inventories.for_computer(computer) {
            let source = if is_own { Source::OwnList } else { Source::List };
            for listed in &list.volumes {
                // A letter that stands alone in a list tells no GUID.
                let Some(guid) = listed.guid else { continue };
                for letter in &listed.letters {
                    names.letters.entry(*letter).or_default().push(Tie { guid, source });
                }
            }
        }
        for (index, event) in computer.events() {
            let EventKind::Ntfs(ntfs) = &event.kind else { continue };
            if let Some((guid, letter)) = ntfs.names_one.filter(|_| event.trust == Trust::Intact) {
                let source = Source::Record(event.time(), index);
                names.letters.entry(letter).or_default().push(Tie { guid, source });
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

    /// Whether two names may be of one volume at a time. `None`: nothing tells. That a letter is another volume's is
    /// told only by the host's own list, or by a record of that time.
    pub(super) fn is_same(&self, one: &VolumeName, other: &VolumeName, time: Timestamp) -> Option<bool> {
        let (letter, guid) = match (one, other) {
            (VolumeName::Letter(letter), VolumeName::Guid(guid))
            | (VolumeName::Guid(guid), VolumeName::Letter(letter)) => (letter, guid),
            (VolumeName::Other(_), _) | (_, VolumeName::Other(_)) => return None,
            _ => return Some(one.is_same(other)),
        };
        let ties = self.letters.get(letter).map_or(&[][..], Vec::as_slice);
        if ties.iter().any(|tie| tie.guid == *guid) {
            return Some(true);
        }
        let tells_of_another = ties.iter().any(|tie| match tie.source {
            Source::OwnList => true,
            Source::List => false,
            Source::Record(told, _) => told.duration_since(time).abs() <= LETTER_HOLDS,
        });
        tells_of_another.then_some(false)
    }

    /// A letter that a record ties to a volume.
    pub(super) fn letter_of(&self, volume: &VolumeName) -> Option<(char, EventIndex)> {
        let guid = volume.guid()?;
        self.letters.iter().find_map(|(letter, ties)| {
            ties.iter().find_map(|tie| match tie.source {
                Source::Record(_, index) if tie.guid == guid => Some((*letter, index)),
                _ => None,
            })
        })
    }

    /// The records that tell on which kind of disk a volume was mounted.
    pub(super) fn mounted(&self, volume: &VolumeName) -> &[Mounted] {
        volume.guid().and_then(|guid| self.buses.get(&guid)).map_or(&[], Vec::as_slice)
    }

    /// What a record of Windows Server Backup names a volume as, by its GUID or by its letter.
    pub(super) fn by_backup(&self, volume: &VolumeName) -> Option<(Role, EventIndex)> {
        let by_other_name = || {
            let mut ties =
                self.letters.iter().flat_map(|(letter, ties)| ties.iter().map(move |tie| (letter, tie)));
            ties.find_map(|(letter, tie)| {
                let other = match volume {
                    VolumeName::Guid(guid) if *guid == tie.guid => VolumeName::Letter(*letter),
                    VolumeName::Letter(named) if named == letter => VolumeName::Guid(tie.guid),
                    _ => return None,
                };
                self.by_backup.get(&other)
            })
        };
        self.by_backup.get(volume).or_else(by_other_name).copied()
    }
}
