//! Events: one record of a log, typed.
//!
//! This room knows what Windows writes: providers, ids, fields, codes. It decides nothing; what
//! an event *means* for a backup is said by the rooms behind it. A record's identity and time are
//! those of its XML (`EventRecordID`, `TimeCreated`), never those of the record header: Windows'
//! own export renumbers headers.

pub mod bytes;
pub mod class;
pub mod codes;
pub mod error_log_packet;
pub mod guid;
pub mod partition_table;
pub mod pattern;
pub mod providers;
pub mod sequence;
mod storage;
pub mod volume;
pub mod xml;

use std::sync::Arc;

use jiff::Timestamp;

pub(crate) use storage::BUS_TYPE_UNKNOWN;
pub use storage::{DiskNature, DiskSeen, NtfsEvent, StoragePathEvent, VhdmpEvent};

use class::Class;
use guid::Guid;
use providers::backup::BackupEvent;
use providers::driver::DriverError;
use providers::hyper_v::{GuestIoEvent, VirtualMachineEvent};
use providers::restore_scan::CopyScanEvent;
use providers::snapshot_driver::CopyListing;
use volume::VolumeName;

/// Which of the given sources a record was read from; an index into the list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// Where a record lies, and what it is: how anything in a report cites it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRef {
    /// The source that holds the record.
    pub source: SourceId,
    /// `Channel` of the record, as written.
    pub channel: Arc<str>,
    /// `Provider/@Name` of the record, as written.
    pub provider: Arc<str>,
    /// `EventID`, the low 16 bits without qualifiers.
    pub event_id: u16,
    /// `EventRecordID`: unique within one channel of one computer while its log exists.
    pub event_record_id: u64,
    /// `TimeCreated`, UTC, in steps of 100 ns.
    pub time_created: Timestamp,
}

/// How far the bytes of a record can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// The record lies in a chunk whose checksums match, or whose file stores none.
    Intact,
    /// A checksum over the record does not match. It counts against "benign", never for it.
    ChecksumFailed,
    /// A stale record, carved from space that its log does not use any more. It counts against "benign",
    /// never for it.
    Carved,
}

/// One record that can matter, typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The record itself.
    pub at: EventRef,
    /// Other places that hold the same record: an archive beside the live log, a second export.
    pub copies: Vec<SourceId>,
    /// `Computer` of the record, as written.
    pub computer: Arc<str>,
    /// Whether the checksums over its bytes matched.
    pub trust: Trust,
    /// What the record says.
    pub kind: EventKind,
}

impl Event {
    /// `TimeCreated`.
    pub fn time(&self) -> Timestamp {
        self.at.time_created
    }

    /// The groups this event belongs to (see [`class::classes`]).
    pub fn classes(&self) -> impl Iterator<Item = Class> {
        class::classes(self)
    }

    /// Whether it tells that a volume is mounted and well at its time: Ntfs 4, 98 or 142, ReFS 4 or 142.
    pub fn is_sign_of_life(&self) -> bool {
        matches!(self.kind, EventKind::Ntfs(_))
            && matches!(self.at.event_id, 4 | 98 | 142)
            && !self.classes().any(|class| class == Class::FileSystemDamage)
    }

    /// Every volume that the event names.
    pub fn volumes(&self) -> &[VolumeName] {
        match &self.kind {
            EventKind::Driver(error) => &error.volumes,
            EventKind::SnapshotDriver(event) => &event.volumes,
            EventKind::Ntfs(event) => &event.volumes,
            EventKind::Backup(event) => &event.volumes_named,
            EventKind::StoragePath(event) => &event.volumes,
            EventKind::DiskSeen(seen) => &seen.volumes,
            EventKind::Machinery(event) => &event.volumes,
            EventKind::Product(record) => &record.volumes,
            EventKind::VolumeUsed { volumes } => volumes,
            EventKind::PortError { .. }
            | EventKind::CopyScan(_)
            | EventKind::VirtualMachine(_)
            | EventKind::GuestIo(_)
            | EventKind::Vhdmp(_)
            | EventKind::StorPort(_)
            | EventKind::RemovalBlocked { .. }
            | EventKind::Machine(_)
            | EventKind::ClockChange(_)
            | EventKind::LogCleared { .. }
            | EventKind::HostFacts(_)
            | EventKind::Renamed { .. }
            | EventKind::Service { .. } => &[],
        }
    }

    /// The number N of the disk `\Device\HarddiskN` that the event is about.
    pub fn disk_number(&self) -> Option<u32> {
        match &self.kind {
            EventKind::Driver(error) => error.disk_number,
            EventKind::Vhdmp(event) => event.disk_number,
            EventKind::DiskSeen(seen) => Some(seen.disk_number),
            EventKind::Ntfs(event) => event.disk_number,
            _ => None,
        }
    }
}

/// What a record says, by provider. A log has many, so what is large stands in a box.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// Windows Server Backup: a step or the end of a run, or its copy in Application.
    Backup(Box<BackupEvent>),
    /// A driver's error record: volsnap, disk, partmgr.
    Driver(Box<DriverError>),
    /// The operational log of the volume snapshot driver.
    SnapshotDriver(Box<SnapshotDriverEvent>),
    /// System Restore could not look at a shadow copy.
    CopyScan(CopyScanEvent),
    /// Hyper-V's management service about a virtual machine.
    VirtualMachine(Box<VirtualMachineEvent>),
    /// An I/O of a guest took long (`Microsoft-Windows-Hyper-V-StorageVSP`).
    GuestIo(Box<GuestIoEvent>),
    /// The file system's own reports.
    Ntfs(Box<NtfsEvent>),
    /// A storage port is in trouble: it reset a device (129 of any miniport), or tells of an error.
    PortError {
        /// The port, `\Device\RaidPortN` for example.
        device: Arc<str>,
    },
    /// A virtual disk was surfaced or left, or its image is in trouble.
    Vhdmp(Box<VhdmpEvent>),
    /// What kind of disk has a number.
    DiskSeen(Box<DiskSeen>),
    /// A path to storage: iSCSI, MPIO, a cluster's disks, Storage Spaces, ReFS.
    StoragePath(Box<StoragePathEvent>),
    /// StorPort 551, which follows the departure of a device.
    StorPort(Box<StorPortEvent>),
    /// A program kept a device from being removed.
    RemovalBlocked {
        /// The program, as a device path.
        process: Box<str>,
        /// The device's instance id.
        device: Box<str>,
    },
    /// VSS, SPP and the Virtual Disk Service at work or in trouble.
    Machinery(Box<MachineryEvent>),
    /// The machine starts, stops or crashes.
    Machine(MachineState),
    /// The system clock was set.
    ClockChange(Box<ClockChange>),
    /// A log was cleared.
    LogCleared {
        /// The channel that was cleared, where the record names it.
        channel: Option<String>,
    },
    /// EventLog 6013: time zone and Windows version of the machine.
    HostFacts(Box<HostFacts>),
    /// EventLog 6011: the machine has another name since its last start.
    Renamed {
        /// The name before, without a domain.
        old: Box<str>,
        /// The name since then, without a domain.
        new: Box<str>,
    },
    /// Service Control Manager 7036: a service went into a state.
    Service {
        /// The service's short name, e.g. `VSS`; its display name where only that is known.
        name: Box<str>,
        /// Whether it runs now.
        running: Option<bool>,
    },
    /// Another backup product tells of one of its runs.
    Product(Box<ProductRecord>),
    /// A part of Windows that works on volumes names some.
    VolumeUsed {
        /// Those that it names by their GUIDs.
        volumes: Box<[VolumeName]>,
    },
}

impl SnapshotDriverEvent {
    /// Whether it lists a shadow copy that is there.
    pub fn lists_copy(&self) -> bool {
        matches!(self.listing, Some(CopyListing::Copy { deleted: false, .. }))
    }
}

/// An event of `Microsoft-Windows-VolumeSnapshot-Driver`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotDriverEvent {
    /// `TargetVolumeGuid` and any volume name of event 121.
    pub volumes: Vec<VolumeName>,
    /// `Error`: NTSTATUS or HRESULT, as the driver passes it on.
    pub error: Option<u32>,
    /// The volsnap 27 that could not be written, for id 121.
    pub unlogged: Option<DriverError>,
    /// The id of another event of volsnap that could not be written, for id 121.
    pub unlogged_id: Option<u16>,
    /// What the record tells of the volume's shadow copies, where it is one of those that list them.
    pub listing: Option<CopyListing>,
}

/// An event of VSS, SPP or the Virtual Disk Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineryEvent {
    /// The first strings of the record, without the long operation dump.
    pub strings: Vec<String>,
    /// The program that asked for the snapshot, where the record names one that is not Windows' own service.
    pub requester: Option<String>,
    /// The volumes that it names by their GUIDs.
    pub volumes: Vec<VolumeName>,
}

/// What another backup product writes of one of its runs; which step of it, its id tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductRecord {
    /// `Level` of the record: of some, it is the result.
    pub level: Option<u8>,
    /// What the run is about, where the record names it: a virtual machine, a target, a restore point.
    pub subject: Option<String>,
    /// The program that asked for the run, where the record names one.
    pub requester: Option<String>,
    /// The volumes that it names by their GUIDs.
    pub volumes: Vec<VolumeName>,
}

/// StorPort 551.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorPortEvent {
    /// Which miniport speaks; `vhdmp` is the driver of virtual disks.
    pub miniport: Option<String>,
    /// `ClassDeviceGuid`: the `DiskId` of Partition 1006 by its place in the manifest, within one boot.
    pub disk_id: Option<Guid>,
    /// `ProductId`: the model of the device.
    pub product: Option<String>,
}

impl StorPortEvent {
    /// Whether it is of a drive of discs, as that of an image of a disc: `Virtual DVD-ROM` in a public record of 551.
    pub fn is_of_disc(&self) -> bool {
        let product = self.product.as_deref().map(str::to_ascii_uppercase);
        product.is_some_and(|product| ["DVD", "CD-ROM"].iter().any(|disc| product.contains(disc)))
    }
}

/// The system clock was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockChange {
    /// The time before.
    pub old: Option<Timestamp>,
    /// The time after.
    pub new: Option<Timestamp>,
}

impl ClockChange {
    /// The time before and the time after, where both are known.
    pub fn known(&self) -> Option<(Timestamp, Timestamp)> {
        self.old.zip(self.new)
    }
}

/// A change of the machine's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MachineState {
    /// The operating system started (Kernel-General 12, EventLog 6009 and 6005).
    Boot,
    /// It is shutting down (Kernel-General 13, EventLog 6006).
    Shutdown,
    /// It stopped without a shutdown, told at the next start (Kernel-Power 41, EventLog 6008).
    Crash {
        /// It was up at this time, or behind it: 6008 tells so, from a stamp that the event log's service makes each minute.
        alive: Option<Timestamp>,
    },
}

/// What EventLog 6013 tells of the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFacts {
    /// Minutes to add to local time to get UTC, without daylight saving: -540 for Tokyo.
    pub bias_minutes: Option<i32>,
    /// Windows' name of the zone, e.g. `Tokyo Standard Time`; localised on some systems.
    pub zone: Option<String>,
    /// Product name and version, e.g. `Windows Server 2008 R2 Standard 6.1.7601`.
    pub windows: Option<String>,
}

/// What the `System` section of a record tells, as far as it plays a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct System {
    /// `Provider/@Name`.
    pub provider: Arc<str>,
    /// `Provider/@EventSourceName`, the classic name of a provider that has a manifest.
    pub event_source_name: Option<Arc<str>>,
    /// `EventID` without qualifiers.
    pub event_id: u16,
    /// `Level`: 1 critical, 2 error, 3 warning, 4 information. A look at a record without decoding it leaves it out.
    pub level: Option<u8>,
    /// `TimeCreated/@SystemTime`.
    pub time_created: Option<Timestamp>,
    /// What stands there instead, where it is a time of day without a zone.
    pub time_without_zone: Option<String>,
    /// `EventRecordID`.
    pub event_record_id: Option<u64>,
    /// `Channel`.
    pub channel: Arc<str>,
    /// `Computer`.
    pub computer: Arc<str>,
}

/// One `<Data>` or element of `EventData` or `UserData`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datum {
    /// Its `Name`; classic records have none.
    pub name: Option<Arc<str>>,
    /// Its text.
    pub value: String,
}

/// What stands in `EventData` or `UserData`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payload {
    /// The data in order.
    pub data: Vec<Datum>,
    /// `<Binary>`, decoded; `Err` keeps a text that is no hex.
    pub binary: Option<Result<Vec<u8>, String>>,
}

/// A record as it was read, before anything was made of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Its `System` section.
    pub system: System,
    /// Its data.
    pub payload: Payload,
}

impl Payload {
    /// The value of the field of that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.data.iter().find(|datum| datum.name.as_deref() == Some(name)).map(|datum| datum.value.as_str())
    }

    /// The value at a position, counted from 0.
    pub fn string(&self, index: usize) -> Option<&str> {
        self.data.get(index).map(|datum| datum.value.as_str())
    }

    /// The value of a GUID field; the nil GUID counts as none.
    pub fn guid(&self, name: &str) -> Option<Guid> {
        self.field(name).and_then(Guid::parse).filter(|guid| !guid.is_nil())
    }
}
