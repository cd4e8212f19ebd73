//! Another computer that may be this one: what its logs tell of volumes.

use std::collections::BTreeSet;

use super::{Computer, Coverage};
use crate::event::class::Class;
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind};

/// A computer that may be another one under another name, since nothing proves that they are one or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesake {
    /// Its name.
    pub name: String,
    /// The volumes that its records name, but for those that they show in an image.
    pub volumes: BTreeSet<VolumeName>,
    /// Whether records of its logs were lost or may be wrong: they may have named others.
    pub is_damaged: bool,
}

impl Namesake {
    /// What is known of a computer that may be another one.
    pub(super) fn of(computer: &Computer) -> Self {
        let stays = |volume: &&VolumeName| {
            let named: Vec<&Event> = computer.naming(volume).map(|(_, event)| event).collect();
            let is_subject = |event: &&Event| event.classes().any(|class| class == Class::Subject);
            volume.guid().is_some()
                && named.iter().any(|event| !is_subject(event))
                && !(named.iter().any(|event| nature(event) == Some(DiskNature::Virtual))
                    && named.iter().all(|event| nature(event) != Some(DiskNature::Real)))
        };
        let volumes = computer.by_volume.keys().filter(stays).cloned().collect();
        let is_damaged = computer.coverage.iter().any(Coverage::is_damaged);
        Self { name: computer.name.clone(), volumes, is_damaged }
    }
}

/// What a record shows of the disk below the volumes that it names.
fn nature(event: &Event) -> Option<DiskNature> {
    match &event.kind {
        EventKind::DiskSeen(seen) => seen.nature(),
        EventKind::Ntfs(ntfs) => ntfs.bus_type.and_then(DiskNature::of_bus),
        _ => None,
    }
}
