//! Volumes on which files lie that records name: where images and machines are kept, no run has attached anything.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use super::storage::file_name;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::{Event, EventKind};
use crate::timeline::{Computer, EventIndex};

/// What a file's path tells of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The file lies on it.
    File,
    /// The image has the GUID of the volume as its name, so it may have been made of it.
    Image,
}

/// The first record for each volume of a 27.
#[derive(Debug, Default)]
pub(super) struct Hosting {
    of: BTreeMap<VolumeName, (Kept, EventIndex)>,
}

impl Hosting {
    pub(super) fn of(computer: &Computer) -> Self {
        let subjects = computer.all(Class::Subject).flat_map(|(_, event)| event.volumes());
        let subjects: BTreeSet<&VolumeName> = subjects.collect();
        let mut hosting = Self::default();
        if subjects.is_empty() {
            return hosting;
        }
        for (index, event) in computer.events() {
            let Some(path) = file(event) else { continue };
            let named = || Some(VolumeName::Guid(Guid::parse(file_name(path).split('.').next()?)?));
            let told = [(Kept::File, VolumeName::of_path(path)), (Kept::Image, named())];
            for (kept, volume) in told {
                if let Some(volume) = volume.filter(|volume| subjects.contains(volume)) {
                    hosting.of.entry(volume).or_insert((kept, index));
                }
            }
        }
        hosting
    }
}

/// The file that a record is about.
fn file(event: &Event) -> Option<&str> {
    match &event.kind {
        EventKind::Vhdmp(vhdmp) => vhdmp.file.as_deref(),
        EventKind::DiskSeen(seen) => seen.location.as_deref(),
        EventKind::VirtualMachine(machine) => machine.file.as_deref(),
        EventKind::GuestIo(io) => io.device.as_deref(),
        _ => None,
    }
}

impl<'a> Facts<'a> {
    /// The first record by which a file lies on a volume, or an image is named after it; and the path of the file.
    pub fn kept_on(&self, volume: &VolumeName) -> Option<(Kept, EventIndex, &'a str)> {
        let (kept, index) = *self.hosting.of.get(volume)?;
        Some((kept, index, file(self.computer.event(index)?)?))
    }
}
