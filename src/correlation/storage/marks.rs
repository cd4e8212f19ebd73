//! Marks: what each record tells of a disk number.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::Departure;
use crate::event::class::Class;
use crate::event::guid::Guid;
use crate::event::providers::{storage_spaces, storport};
use crate::event::volume::VolumeName;
use crate::event::{DiskNature, Event, EventKind, Trust, VhdmpEvent};
use crate::timeline::{Computer, EventIndex};

/// What a record tells of a disk number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    /// VHDMP attached a disk under it.
    Attach,
    /// Another record tells that a disk came.
    Arrival,
    /// What has it now.
    Seen,
    /// The disk left.
    Departure,
}

/// A record that tells of a disk number.
pub(super) struct Mark {
    pub(super) time: Timestamp,
    pub(super) index: EventIndex,
    pub(super) number: u32,
    pub(super) shown: Option<DiskNature>,
    pub(super) kind: MarkKind,
    pub(super) is_intact: bool,
    /// Whether it is a record of the class driver of disks (157), which writes one for each disk that leaves by surprise.
    pub(super) is_of_driver: bool,
    pub(super) content: Content,
}

/// What a record tells of the disk beside its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// The file behind an image.
    pub(super) file: Option<String>,
    /// Joins records of one disk within one boot.
    pub(super) disk_id: Option<Guid>,
    /// The volumes on it, with the number of their partition where the table is told.
    pub(super) volumes: Vec<(Guid, Option<u32>)>,
}

impl Content {
    fn of(event: &Event) -> Self {
        match &event.kind {
            EventKind::Vhdmp(vhdmp) => Self { file: vhdmp.file.clone(), ..Self::default() },
            EventKind::DiskSeen(seen) => {
                let on_it = |guid: Guid| {
                    seen.partitions
                        .iter()
                        .find(|partition| partition.volume == guid)
                        .map(|found| found.number)
                };
                let guids = seen.volumes.iter().filter_map(VolumeName::guid);
                let is_image = seen.nature() == Some(DiskNature::Virtual);
                Self {
                    file: seen.location.clone().filter(|_| is_image),
                    disk_id: seen.disk_id,
                    volumes: guids.map(|guid| (guid, on_it(guid))).collect(),
                }
            }
            EventKind::Ntfs(ntfs) => {
                let guids = ntfs.volumes.iter().filter_map(VolumeName::guid);
                Self { volumes: guids.map(|guid| (guid, None)).collect(), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// Whether both can be of one disk: neither a file nor an id tells them apart.
    pub(super) fn fits(&self, other: &Self) -> bool {
        let name = |content: &Self| Some(file_name(content.file.as_deref()?).to_lowercase());
        let differ = |one: Option<String>, two: Option<String>| one.is_some() && two.is_some() && one != two;
        let ids_differ = self.disk_id.is_some() && other.disk_id.is_some() && self.disk_id != other.disk_id;
        !differ(name(self), name(other)) && !ids_differ
    }
}

/// The name of a file without its folders. Paths are written in several forms, so that it alone can be compared.
pub(in crate::correlation) fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}

/// Whether two paths can be of one file: the names are the same, and where both are of one form, the whole paths. Records write a path
/// with a letter, below a shadow copy, or in another form (the GUID of a volume, a device).
pub(in crate::correlation) fn may_be_same_file(one: &str, other: &str) -> bool {
    const COPY: &str = "harddiskvolumeshadowcopy";
    let (one, other) = (one.trim().to_lowercase(), other.trim().to_lowercase());
    let of_copy = |path: &str| path.find(COPY).and_then(|at| path.get(at..)).map(str::to_owned);
    let of_letter = |path: &str| {
        let path = [r"\\?\", r"\??\"].iter().find_map(|prefix| path.strip_prefix(prefix)).unwrap_or(path);
        (path.as_bytes().get(1) == Some(&b':')).then(|| path.to_owned())
    };
    if file_name(&one) != file_name(&other) {
        return false;
    }
    match (of_copy(&one), of_copy(&other)) {
        (None, None) => match (of_letter(&one), of_letter(&other)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        },
        // Each night has a shadow copy of its own, and what is read below it is a copy of the file.
        (one, other) => one == other,
    }
}

/// Every record that tells of a disk number, and departures of virtual disks that name none. A record whose bytes may
/// be wrong shows no disk virtual.
pub(super) fn marks(computer: &Computer) -> (Vec<Mark>, Vec<Departure>) {
    let (mut marks, mut loose) = (Vec::new(), Vec::new());
    let (mut objects, mut ids) = (Objects::default(), DiskIds::default());
    let mut events: Vec<(EventIndex, &Event, Class)> =
        [Class::Attach, Class::DiscAttached, Class::Detach, Class::DiskSeen]
            .into_iter()
            .flat_map(|class| computer.all(class).map(move |(index, event)| (index, event, class)))
            .filter(|(_, event, _)| event.trust != Trust::Carved)
            .collect();
    // The order of indices is that of time.
    events.sort_by_key(|(index, ..)| *index);
    for (index, event, class) in events {
        let (time, is_departure) = (event.time(), class == Class::Detach);
        let boot = computer.boot_of(time);
        let is_intact = event.trust == Trust::Intact;
        let shown = shown(event).filter(|nature| is_intact || *nature == DiskNature::Real);
        let mut number = event.disk_number().filter(|number| *number != u32::MAX);
        match &event.kind {
            EventKind::Vhdmp(vhdmp) if objects.is_disc(boot, vhdmp, number, is_departure) => continue,
            EventKind::Vhdmp(vhdmp) => number = objects.number(boot, vhdmp, number),
            EventKind::DiskSeen(seen) if !is_departure => ids.learn(boot, seen.disk_id, seen.disk_number),
            EventKind::StorPort(port) => number = ids.number_of(boot, port.disk_id),
            _ => {}
        }
        if let Some(number) = number {
            let kind = if is_departure { MarkKind::Departure } else { kind_of_arrival(event, shown) };
            let content = Content::of(event);
            let is_of_driver = is_departure && matches!(event.kind, EventKind::Driver(_));
            marks.push(Mark { time, index, number, shown, kind, is_intact, is_of_driver, content });
        } else if is_departure && matches!(event.kind, EventKind::Vhdmp(_)) {
            let shown = shown.map(|nature| (nature, index));
            let (number, came, met, met_by) = (None, None, time, index);
            loose.push(Departure { time, index, number, shown, came, met, met_by, is_intact });
        }
    }
    (marks, loose)
}

/// What a record that is of no departure tells of a number. Storage Spaces tells of each disk that comes, right before its partition table
/// is told; of images their own driver knows better.
fn kind_of_arrival(event: &Event, shown: Option<DiskNature>) -> MarkKind {
    let is_of_spaces = storage_spaces::PROVIDER.is_called(&event.at.provider);
    match &event.kind {
        EventKind::Vhdmp(_) => MarkKind::Attach,
        _ if is_of_spaces && shown != Some(DiskNature::Virtual) => MarkKind::Arrival,
        _ => MarkKind::Seen,
    }
}

/// What the driver of virtual disks calls them: addresses, which mean something else in another boot. 26 names its disk by that only; its 1 has
/// the number, too.
#[derive(Default)]
struct Objects {
    numbers: BTreeMap<(usize, String), u32>,
    /// Those of images of discs, which are no disks.
    discs: BTreeSet<(usize, String)>,
}

impl Objects {
    fn key(boot: usize, vhdmp: &VhdmpEvent) -> Option<(usize, String)> {
        let object = vhdmp.virtual_disk.as_ref().or(vhdmp.file.as_ref())?;
        Some((boot, object.clone()))
    }

    /// Whether a record is of a disc, as it says itself or by what came as the same object.
    fn is_disc(&mut self, boot: usize, vhdmp: &VhdmpEvent, number: Option<u32>, is_departure: bool) -> bool {
        let key = Self::key(boot, vhdmp);
        if vhdmp.is_of_disc() {
            self.discs.extend(key);
            return true;
        }
        let Some(key) = key else { return false };
        if !is_departure {
            self.discs.remove(&key);
        }
        number.is_none() && self.discs.contains(&key)
    }

    /// The number of what a record is of, as far as it is known.
    fn number(&mut self, boot: usize, vhdmp: &VhdmpEvent, told: Option<u32>) -> Option<u32> {
        let Some(key) = Self::key(boot, vhdmp) else { return told };
        match told {
            Some(number) => {
                self.numbers.insert(key, number);
                told
            }
            None => self.numbers.get(&key).copied(),
        }
    }
}

/// Which number a disk has whose id is told. An id joins records of one boot only, and two disks may share one.
#[derive(Default)]
struct DiskIds {
    numbers: BTreeMap<(usize, Guid), Option<u32>>,
}

impl DiskIds {
    fn learn(&mut self, boot: usize, id: Option<Guid>, number: u32) {
        let Some(id) = id else { return };
        let known = self.numbers.entry((boot, id)).or_insert(Some(number));
        if *known != Some(number) {
            *known = None;
        }
    }

    fn number_of(&self, boot: usize, id: Option<Guid>) -> Option<u32> {
        self.numbers.get(&(boot, id?)).copied().flatten()
    }
}

/// What a record by itself shows of the disk it tells of.
pub(super) fn shown(event: &Event) -> Option<DiskNature> {
    match &event.kind {
        EventKind::Vhdmp(_) => Some(DiskNature::Virtual),
        EventKind::DiskSeen(seen) => seen.nature(),
        EventKind::Ntfs(ntfs) => ntfs.bus_type.and_then(DiskNature::of_bus),
        EventKind::StorPort(port) => storport::nature(port.miniport.as_deref()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_record_does_not_tell_sets_no_disks_apart() {
        let id = |last: u8| Guid::from_windows([last; 16]);
        let of = |file: Option<&str>, disk_id| Content {
            file: file.map(str::to_owned),
            disk_id,
            volumes: Vec::new(),
        };
        let told = of(Some(r"D:\vm\a.vhdx"), Some(id(1)));
        assert!(told.fits(&of(None, None)));
        assert!(of(None, None).fits(&told));
        assert!(told.fits(&of(Some(r"\??\Volume{1}\vm\A.VHDX"), Some(id(1)))), "one file under two paths");
        assert!(!told.fits(&of(Some(r"D:\vm\b.vhdx"), None)));
        assert!(!told.fits(&of(None, Some(id(2)))));
    }
}
