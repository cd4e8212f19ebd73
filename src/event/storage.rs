//! What records tell of disks, images, file systems and the paths to them.

use super::codes::NtStatus;
use super::guid::Guid;
use super::partition_table::Partition;
use super::volume::VolumeName;

/// An event of `Ntfs`, `Microsoft-Windows-Ntfs` or `ReFS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NtfsEvent {
    /// The volumes named.
    pub volumes: Vec<VolumeName>,
    /// Whether it names a volume by something that can't be compared: a label, a device.
    pub is_named_otherwise: bool,
    /// `\Device\HarddiskVolumeN`, where given.
    pub device: Option<String>,
    /// `CorruptionActionState` of event 98: 0 healthy, 1 online scan, 2 spot fix, 3 full chkdsk.
    pub corruption_action_state: Option<u32>,
    /// `BusType` of the disk below the volume (see [`DiskSeen::bus_type`]), where the record tells it.
    pub bus_type: Option<u32>,
    /// `DeviceNumber` of that disk.
    pub disk_number: Option<u32>,
    /// The GUID and the letter of one volume, where the record tells both.
    pub names_one: Option<(Guid, char)>,
    /// What `ReFS` calls the volume where it was mounted, as where it was lost: that joins both.
    pub path: Option<String>,
}

/// An event of `Microsoft-Windows-VHDMP`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VhdmpEvent {
    /// The file behind the virtual disk.
    pub file: Option<String>,
    /// The disk number it has on the host.
    pub disk_number: Option<u32>,
    /// `VirtualDisk`: which object of the driver it is; the same in all records of one attachment.
    pub virtual_disk: Option<String>,
    /// `Status`.
    pub status: Option<NtStatus>,
    /// Whether the record names an I/O (`VhdIoType`), as it does from Windows 10 on only.
    pub names_io: bool,
}

impl VhdmpEvent {
    /// Whether the image is that of a disc, which holds no shadow copies.
    pub fn is_of_disc(&self) -> bool {
        let file = self.file.as_deref().map(|file| file.trim().to_ascii_lowercase());
        file.is_some_and(|file| [".iso", ".img"].iter().any(|end| file.ends_with(end)))
    }
}

/// What a record tells of the disk that has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiskSeen {
    /// The N of `\Device\HarddiskN`.
    pub disk_number: u32,
    /// `BusType`, STORAGE_BUS_TYPE of ntddstor.h: 7 USB, 9 iSCSI, 11 SATA, 15 file-backed virtual, 17 NVMe.
    pub bus_type: Option<u32>,
    /// `Capacity` in bytes; 0 of a disk that has gone.
    pub capacity: Option<u64>,
    /// `Model` or `DriveModel`.
    pub model: Option<String>,
    /// `ParentId`: the device above it.
    pub parent: Option<String>,
    /// `Location`: of an attached image, the path of its file.
    pub location: Option<String>,
    /// `DiskId`: joins records of one disk within one boot of one machine, and no further.
    pub disk_id: Option<Guid>,
    /// The partitions in `PartitionTable`.
    pub partitions: Vec<Partition>,
    /// Whether `PartitionTable` holds fewer entries than `PartitionCount` says.
    pub is_table_cut: bool,
    /// The volumes on it, as names; none of a disk that has gone.
    pub volumes: Vec<VolumeName>,
}

/// STORAGE_BUS_TYPE of a virtual disk whose file lies on this host (ntddstor.h, BusTypeFileBackedVirtual).
const FILE_BACKED_VIRTUAL: u32 = 15;
/// STORAGE_BUS_TYPE of which nothing is known (ntddstor.h, BusTypeUnknown).
pub(crate) const BUS_TYPE_UNKNOWN: u32 = 0;

/// What a record shows of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiskNature {
    /// An image that the host has attached.
    Virtual,
    /// Anything else: a disk, a stick, a LUN.
    Real,
}

impl DiskNature {
    /// What a bus tells.
    pub fn of_bus(bus_type: u32) -> Option<Self> {
        match bus_type {
            BUS_TYPE_UNKNOWN => None,
            FILE_BACKED_VIRTUAL => Some(Self::Virtual),
            _ => Some(Self::Real),
        }
    }
}

impl DiskSeen {
    /// Whether the disk has gone.
    pub fn is_departure(&self) -> bool {
        self.capacity == Some(0)
    }

    /// What kind of disk it is, as far as the record shows it. A model that calls itself virtual shows nothing: a
    /// guest's own disks do.
    pub fn nature(&self) -> Option<DiskNature> {
        /// The bus of the driver of virtual disks.
        const VIRTUAL_BUS: &str = "msvhdhba";
        /// The model of every disk of that driver, and of every disk of a guest.
        const VIRTUAL_MODEL: &str = "virtual disk";
        let hangs_on_it =
            self.parent.as_deref().is_some_and(|parent| parent.to_ascii_lowercase().contains(VIRTUAL_BUS));
        if hangs_on_it {
            return Some(DiskNature::Virtual);
        }
        if let Some(bus_type) = self.bus_type {
            return DiskNature::of_bus(bus_type);
        }
        // StorageSpaces-Driver 207 tells no bus.
        let model = self.model.as_deref().map(str::trim).filter(|model| !model.is_empty())?;
        (!model.to_ascii_lowercase().contains(VIRTUAL_MODEL)).then_some(DiskNature::Real)
    }
}

/// Trouble on the way to storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoragePathEvent {
    /// The port, the MPIO disk, the cluster's volume, disk or node, or the drive that it is about.
    pub subject: Option<String>,
    /// The iSCSI target, where the record names it.
    pub target: Option<String>,
    /// The status that it gives as its reason.
    pub reason: Option<NtStatus>,
    /// The type of the cluster resource.
    pub resource_type: Option<String>,
    /// The volumes named.
    pub volumes: Vec<VolumeName>,
}
