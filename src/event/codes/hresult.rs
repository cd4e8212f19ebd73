//! HRESULT values that Windows Server Backup, SPP and VSS report.

use super::Hresult;

/// What kind of trouble a code tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeGroup {
    /// No error.
    Success,
    /// The shared protection point was not made in time: `CreateTimeout` applies.
    SnapshotTimeout,
    /// A VSS limit of its own was exceeded: `CreateTimeout` does not apply.
    VssTimeout,
    /// A VSS writer failed.
    VssWriter,
    /// A VSS provider failed.
    VssProvider,
    /// No room for the shadow copy.
    ShadowStorage,
    /// Some VSS operation failed; the code alone does not say which.
    Vss,
    /// The source snapshot disappeared while it was being read.
    SnapshotLost,
    /// The backup target cannot be used.
    TargetStorage,
    /// The remote share cannot be reached.
    Network,
    /// A source volume cannot be backed up.
    Source,
    /// The System Writer is missing.
    SystemWriter,
    /// A rule or another run forbids the backup.
    Policy,
    /// Somebody or something cancelled the run.
    Cancelled,
    /// Known by name, but no cause of its own.
    Other,
}

/// One known code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownHresult {
    /// The value.
    pub code: u32,
    /// Microsoft's name, where one is public.
    pub name: Option<&'static str>,
    /// What it says, in plain words.
    pub meaning: &'static str,
    /// The kind of trouble.
    pub group: CodeGroup,
    /// Where this is known from.
    pub source: &'static str,
}

/// What is known of a code.
pub fn lookup(code: Hresult) -> Option<&'static KnownHresult> {
    HRESULTS.iter().find(|known| known.code == code.0)
}

/// Who uses a facility number. Source: Windows SDK, `winerror.h`.
pub const FACILITIES: &[(u32, &str)] = &[
    (0, "the system (FACILITY_NULL)"),
    (4, "an interface (FACILITY_ITF)"),
    (7, "Win32 (FACILITY_WIN32)"),
    (120, "Windows Server Backup (FACILITY_BLB)"),
    (121, "Windows Server Backup's command line (FACILITY_BLB_CLI)"),
    (122, "Windows Server Backup's applications (FACILITY_WSBAPP)"),
    (128, "Windows Server Backup's user interface (FACILITY_BLBUI)"),
    (130, "the volume snapshot driver (FACILITY_USERMODE_VOLSNAP)"),
    (133, "Windows Server Backup online (FACILITY_WSB_ONLINE)"),
    (256, "the shared protection point (FACILITY_SPP)"),
];

/// Who uses a facility number, where that is known; else the number.
pub fn facility_name(facility: u32) -> String {
    FACILITIES
        .iter()
        .find(|(number, _)| *number == facility)
        .map_or_else(|| format!("facility {facility}"), |(_, name)| (*name).to_owned())
}

const VSS_H: &str = "Windows SDK, vsserror.h";
const WINERROR: &str = "Windows SDK, winerror.h";
/// Texts of sdengin2.dll and srcore.dll, as collected by libyal/winevt-kb.
const SDENGIN: &str = "message resources of sdengin2.dll and srcore.dll (libyal/winevt-kb)";
const OBSERVED: &str = "observed on current builds of the backup engine, not documented by Microsoft";
const FIELD: &str = "reported by administrators, not documented by Microsoft";

const fn wsb(code: u32, meaning: &'static str, group: CodeGroup, source: &'static str) -> KnownHresult {
    KnownHresult { code, name: None, meaning, group, source }
}

const fn vss(code: u32, name: &'static str, meaning: &'static str, group: CodeGroup) -> KnownHresult {
    KnownHresult { code, name: Some(name), meaning, group, source: VSS_H }
}

use CodeGroup as G;

/// Every code this program can name, by number.
#[rustfmt::skip]
pub const HRESULTS: &[KnownHresult] = &[
    KnownHresult { code: 0, name: Some("S_OK"), meaning: "no error", group: G::Success, source: WINERROR },
    KnownHresult { code: 0x00042309, name: Some("VSS_S_ASYNC_PENDING"), meaning: "VSS is still at work; no error", group: G::Success, source: VSS_H },
    KnownHresult { code: 0x0004230A, name: Some("VSS_S_ASYNC_FINISHED"), meaning: "VSS has finished; no error", group: G::Success, source: VSS_H },
    KnownHresult { code: 0x0004230B, name: Some("VSS_S_ASYNC_CANCELLED"), meaning: "the VSS operation was cancelled; no error", group: G::Success, source: VSS_H },
    KnownHresult { code: 0x00042321, name: Some("VSS_S_SOME_SNAPSHOTS_NOT_IMPORTED"), meaning: "some shadow copies were not imported; no error", group: G::Success, source: VSS_H },
    wsb(0x80004005, "an error that says no more (E_FAIL)", G::Other, WINERROR),
    wsb(0x8000FFFF, "an unexpected error that says no more (E_UNEXPECTED)", G::Other, WINERROR),
    wsb(0x80040154, "a component is not registered (REGDB_E_CLASSNOTREG)", G::VssProvider, WINERROR),
    vss(0x80042301, "VSS_E_BAD_STATE", "VSS was called in the wrong order", G::Vss),
    vss(0x80042302, "VSS_E_UNEXPECTED", "unexpected error in VSS", G::Vss),
    vss(0x80042303, "VSS_E_PROVIDER_ALREADY_REGISTERED", "the VSS provider is registered already", G::VssProvider),
    vss(0x80042304, "VSS_E_PROVIDER_NOT_REGISTERED", "the VSS provider is not registered", G::VssProvider),
    vss(0x80042306, "VSS_E_PROVIDER_VETO", "the VSS provider failed the operation", G::VssProvider),
    vss(0x80042307, "VSS_E_PROVIDER_IN_USE", "the VSS provider is in use", G::VssProvider),
    vss(0x80042308, "VSS_E_OBJECT_NOT_FOUND", "the shadow copy or set does not exist", G::Vss),
    vss(0x8004230C, "VSS_E_VOLUME_NOT_SUPPORTED", "no shadow copy of this volume is possible", G::Source),
    vss(0x8004230D, "VSS_E_OBJECT_ALREADY_EXISTS", "the object exists already", G::Vss),
    vss(0x8004230E, "VSS_E_VOLUME_NOT_SUPPORTED_BY_PROVIDER", "the provider does not support this volume", G::VssProvider),
    vss(0x8004230F, "VSS_E_UNEXPECTED_PROVIDER_ERROR", "unexpected error in a VSS provider", G::VssProvider),
    vss(0x80042310, "VSS_E_CORRUPT_XML_DOCUMENT", "a VSS document is corrupt", G::Vss),
    vss(0x80042311, "VSS_E_INVALID_XML_DOCUMENT", "a VSS document is invalid", G::Vss),
    vss(0x80042312, "VSS_E_MAXIMUM_NUMBER_OF_VOLUMES_REACHED", "too many volumes in one set", G::Vss),
    vss(0x80042313, "VSS_E_FLUSH_WRITES_TIMEOUT", "the volumes could not be flushed in time", G::VssTimeout),
    vss(0x80042314, "VSS_E_HOLD_WRITES_TIMEOUT", "writes could not be held long enough", G::VssTimeout),
    vss(0x80042315, "VSS_E_UNEXPECTED_WRITER_ERROR", "unexpected error with the VSS writers", G::VssWriter),
    vss(0x80042316, "VSS_E_SNAPSHOT_SET_IN_PROGRESS", "another shadow copy is being made", G::Vss),
    vss(0x80042317, "VSS_E_MAXIMUM_NUMBER_OF_SNAPSHOTS_REACHED", "the volume has as many shadow copies as it can", G::ShadowStorage),
    vss(0x80042318, "VSS_E_WRITER_INFRASTRUCTURE", "the VSS writer infrastructure does not work", G::VssWriter),
    vss(0x80042319, "VSS_E_WRITER_NOT_RESPONDING", "a VSS writer did not answer", G::VssWriter),
    vss(0x8004231A, "VSS_E_WRITER_ALREADY_SUBSCRIBED", "the VSS writer is subscribed already", G::VssWriter),
    vss(0x8004231B, "VSS_E_UNSUPPORTED_CONTEXT", "this kind of shadow copy is not supported", G::Vss),
    vss(0x8004231D, "VSS_E_VOLUME_IN_USE", "the volume is in use", G::Vss),
    vss(0x8004231E, "VSS_E_MAXIMUM_DIFFAREA_ASSOCIATIONS_REACHED", "too many shadow storage associations", G::ShadowStorage),
    vss(0x8004231F, "VSS_E_INSUFFICIENT_STORAGE", "not enough room for the shadow copy", G::ShadowStorage),
    vss(0x80042320, "VSS_E_NO_SNAPSHOTS_IMPORTED", "no shadow copy could be imported", G::VssProvider),
    vss(0x80042321, "VSS_E_SOME_SNAPSHOTS_NOT_IMPORTED", "some shadow copies could not be imported", G::VssProvider),
    vss(0x80042322, "VSS_E_MAXIMUM_NUMBER_OF_REMOTE_MACHINES_REACHED", "too many remote machines take part", G::Vss),
    vss(0x80042323, "VSS_E_REMOTE_SERVER_UNAVAILABLE", "the remote machine can't be reached", G::Network),
    vss(0x80042324, "VSS_E_REMOTE_SERVER_UNSUPPORTED", "the remote machine can't make such shadow copies", G::Network),
    vss(0x80042325, "VSS_E_REVERT_IN_PROGRESS", "a volume is being reverted to a shadow copy", G::Vss),
    vss(0x80042326, "VSS_E_REVERT_VOLUME_LOST", "the volume that is being reverted was lost", G::Source),
    vss(0x80042327, "VSS_E_REBOOT_REQUIRED", "the machine must be restarted first", G::Vss),
    vss(0x80042328, "VSS_E_TRANSACTION_FREEZE_TIMEOUT", "transactions could not be frozen in time", G::VssTimeout),
    vss(0x80042329, "VSS_E_TRANSACTION_THAW_TIMEOUT", "transactions could not be thawed in time", G::VssTimeout),
    vss(0x8004232A, "VSS_E_UNSELECTED_VOLUME", "a volume was not selected", G::Vss),
    vss(0x8004232B, "VSS_E_SNAPSHOT_NOT_IN_SET", "the shadow copy is not in the set", G::Vss),
    vss(0x8004232C, "VSS_E_NESTED_VOLUME_LIMIT", "volumes are nested too deep", G::Source),
    vss(0x8004232D, "VSS_E_VOLUME_NOT_LOCAL", "the volume is not local", G::Source),
    vss(0x8004232E, "VSS_E_CLUSTER_TIMEOUT", "the cluster did not answer in time", G::VssTimeout),
    vss(0x8004232F, "VSS_E_NOT_SUPPORTED", "not supported by this VSS", G::Vss),
    vss(0x80042336, "VSS_E_WRITERERROR_PARTIAL_FAILURE", "a VSS writer failed for some of its components", G::VssWriter),
    vss(0x800423F0, "VSS_E_WRITERERROR_INCONSISTENTSNAPSHOT", "a VSS writer found volumes missing in the shadow copy", G::VssWriter),
    vss(0x800423F1, "VSS_E_WRITERERROR_OUTOFRESOURCES", "a VSS writer ran out of resources", G::VssWriter),
    vss(0x800423F2, "VSS_E_WRITERERROR_TIMEOUT", "a VSS writer's own time between freeze and thaw ran out", G::VssTimeout),
    vss(0x800423F3, "VSS_E_WRITERERROR_RETRYABLE", "a VSS writer failed; another try may succeed", G::VssWriter),
    vss(0x800423F4, "VSS_E_WRITERERROR_NONRETRYABLE", "a VSS writer failed; another try will fail too", G::VssWriter),
    vss(0x800423F5, "VSS_E_WRITERERROR_RECOVERY_FAILED", "a VSS writer could not recover", G::VssWriter),
    vss(0x800423F6, "VSS_E_BREAK_REVERT_ID_FAILED", "a disk's identity could not be reverted", G::VssProvider),
    vss(0x800423F7, "VSS_E_LEGACY_PROVIDER", "the VSS provider is too old for this", G::VssProvider),
    vss(0x800423F8, "VSS_E_MISSING_DISK", "a disk is missing", G::VssProvider),
    vss(0x800423F9, "VSS_E_MISSING_HIDDEN_VOLUME", "a hidden volume is missing", G::VssProvider),
    vss(0x800423FA, "VSS_E_MISSING_VOLUME", "a volume is missing", G::VssProvider),
    vss(0x800423FB, "VSS_E_AUTORECOVERY_FAILED", "a shadow copy could not be auto-recovered (for Hyper-V: its virtual disk could not be rolled back)", G::VssWriter),
    vss(0x800423FC, "VSS_E_DYNAMIC_DISK_ERROR", "a dynamic disk cannot take part", G::VssProvider),
    vss(0x800423FD, "VSS_E_NONTRANSPORTABLE_BCD", "the boot configuration can't be moved to another machine", G::Vss),
    vss(0x800423FE, "VSS_E_CANNOT_REVERT_DISKID", "the signature of a disk can't be reverted", G::VssProvider),
    vss(0x800423FF, "VSS_E_RESYNC_IN_PROGRESS", "a resynchronisation of LUNs is under way", G::VssProvider),
    vss(0x80042400, "VSS_E_CLUSTER_ERROR", "the cluster reported an error", G::Vss),
    vss(0x80042401, "VSS_E_ASRERROR_DISK_ASSIGNMENT_FAILED", "automated recovery could not assign the disks", G::VssWriter),
    vss(0x80042402, "VSS_E_ASRERROR_DISK_RECREATION_FAILED", "automated recovery could not make the disks anew", G::VssWriter),
    vss(0x80042403, "VSS_E_ASRERROR_NO_ARCPATH", "automated recovery found no path to a disk in the firmware", G::VssWriter),
    vss(0x80042404, "VSS_E_ASRERROR_MISSING_DYNDISK", "automated recovery misses a dynamic disk", G::VssWriter),
    vss(0x80042405, "VSS_E_ASRERROR_SHARED_CRIDISK", "a critical disk is shared by a cluster", G::VssWriter),
    vss(0x80042406, "VSS_E_ASRERROR_DATADISK_RDISK0", "a data disk stands where the first disk should be", G::VssWriter),
    vss(0x80042407, "VSS_E_ASRERROR_RDISK0_TOOSMALL", "the first disk is too small", G::VssWriter),
    vss(0x80042408, "VSS_E_ASRERROR_CRITICAL_DISKS_TOO_SMALL", "the critical disks are too small", G::VssWriter),
    vss(0x80042409, "VSS_E_WRITER_STATUS_NOT_AVAILABLE", "the writers' status is not available", G::VssWriter),
    vss(0x8004240A, "VSS_E_ASRERROR_DYNAMIC_VHD_NOT_SUPPORTED", "a dynamic disk on a virtual disk is not supported", G::VssWriter),
    vss(0x80042411, "VSS_E_CRITICAL_VOLUME_ON_INVALID_DISK", "a critical volume lies on a disk that can't be backed up", G::Source),
    vss(0x80042412, "VSS_E_ASRERROR_RDISK_FOR_SYSTEM_DISK_NOT_FOUND", "no disk for the system disk was found", G::Other),
    vss(0x80042413, "VSS_E_ASRERROR_NO_PHYSICAL_DISK_AVAILABLE", "no physical disk is there to restore to", G::Other),
    vss(0x80042414, "VSS_E_ASRERROR_FIXED_PHYSICAL_DISK_AVAILABLE_AFTER_DISK_EXCLUSION", "only disks that were excluded could be restored to", G::Other),
    vss(0x80042415, "VSS_E_ASRERROR_CRITICAL_DISK_CANNOT_BE_EXCLUDED", "a critical disk was excluded", G::Other),
    vss(0x80042416, "VSS_E_ASRERROR_SYSTEM_PARTITION_HIDDEN", "the active partition is hidden or has an unknown file system (KB 968128)", G::Source),
    vss(0x80042417, "VSS_E_FSS_TIMEOUT", "the shadow copy of a file share took too long", G::VssTimeout),
    wsb(0x800480BC, "the change tracking of a virtual disk must be set up anew (Hyper-V)", G::Other, FIELD),
    wsb(0x800480BD, "the change tracking of a virtual disk failed (Hyper-V)", G::Other, FIELD),
    wsb(0x80048102, "the checkpoint of a virtual machine could not be committed (Hyper-V)", G::Other, FIELD),
    wsb(0x80070001, "the device does not know this function (ERROR_INVALID_FUNCTION)", G::Other, WINERROR),
    wsb(0x80070002, "a file or volume was not found (ERROR_FILE_NOT_FOUND)", G::Source, WINERROR),
    wsb(0x80070005, "access was denied (ERROR_ACCESS_DENIED)", G::Other, WINERROR),
    wsb(0x8007000E, "no memory was left (E_OUTOFMEMORY)", G::Other, WINERROR),
    wsb(0x80070015, "the device was not ready (ERROR_NOT_READY)", G::Other, WINERROR),
    wsb(0x80070017, "the device met a checksum error (ERROR_CRC)", G::Source, WINERROR),
    wsb(0x8007001F, "the device does not work (ERROR_GEN_FAILURE)", G::Source, WINERROR),
    wsb(0x80070020, "somebody else holds the file open (ERROR_SHARING_VIOLATION)", G::Other, WINERROR),
    wsb(0x80070035, "the network path was not found (ERROR_BAD_NETPATH)", G::Network, WINERROR),
    wsb(0x80070037, "the target's device no longer exists (ERROR_DEV_NOT_EXIST)", G::TargetStorage, WINERROR),
    wsb(0x80070040, "the network name is gone (ERROR_NETNAME_DELETED)", G::Network, WINERROR),
    wsb(0x80070070, "the disk is full (ERROR_DISK_FULL)", G::TargetStorage, WINERROR),
    wsb(0x80070079, "the device did not answer in time (ERROR_SEM_TIMEOUT)", G::VssTimeout, WINERROR),
    wsb(0x800701B1, "the device no longer exists: the snapshot is gone (ERROR_NO_SUCH_DEVICE)", G::SnapshotLost, WINERROR),
    wsb(0x800703EE, "the volume of the file changed underneath it (ERROR_FILE_INVALID)", G::SnapshotLost, WINERROR),
    wsb(0x80070422, "a service is disabled (ERROR_SERVICE_DISABLED)", G::VssProvider, WINERROR),
    wsb(0x80070424, "a service is missing (ERROR_SERVICE_DOES_NOT_EXIST)", G::VssProvider, WINERROR),
    wsb(0x8007045B, "the machine was shutting down (ERROR_SHUTDOWN_IN_PROGRESS)", G::Cancelled, WINERROR),
    wsb(0x8007045D, "the device failed the request (ERROR_IO_DEVICE)", G::Source, WINERROR),
    wsb(0x80070490, "an element was not found (ERROR_NOT_FOUND)", G::Other, WINERROR),
    wsb(0x800705AA, "system resources were short (ERROR_NO_SYSTEM_RESOURCES)", G::Other, WINERROR),
    wsb(0x800705B4, "an operation took too long (ERROR_TIMEOUT)", G::VssTimeout, WINERROR),
    wsb(0x8078000C, "the backup target is not valid", G::TargetStorage, OBSERVED),
    wsb(0x80780011, "the medium is of another kind than expected", G::TargetStorage, OBSERVED),
    wsb(0x8078001D, "the backup was cancelled", G::Cancelled, OBSERVED),
    wsb(0x8078001F, "the shadow copy set was not found right after it was made", G::Vss, OBSERVED),
    wsb(0x80780021, "the shared protection point (the snapshot of all source volumes) was not made in time", G::SnapshotTimeout, "the text of the Server 2008 backup console beside this code"),
    wsb(0x8078002A, "a backup file on the target could not be created: the target has sectors of 4096 bytes, or is failing", G::TargetStorage, "Microsoft's policy on disks with sectors of 4096 bytes"),
    wsb(0x80780030, "the next medium is needed", G::TargetStorage, OBSERVED),
    wsb(0x80780038, "the target volume also holds the shadow storage of a source volume", G::TargetStorage, OBSERVED),
    wsb(0x80780046, "the medium could not be formatted", G::TargetStorage, OBSERVED),
    wsb(0x80780047, "the target refused access", G::TargetStorage, OBSERVED),
    wsb(0x8078005D, "the backup failed to start; the reason is not public", G::Other, FIELD),
    wsb(0x80780061, "the size of a source volume is unknown or unsupported", G::Source, OBSERVED),
    wsb(0x80780064, "a source volume was given up without an error of its own", G::Source, OBSERVED),
    wsb(0x80780067, "the target is not writable", G::TargetStorage, OBSERVED),
    wsb(0x8078006D, "the folder of the backup set could not be made on the target", G::TargetStorage, OBSERVED),
    wsb(0x80780074, "the target medium is too small", G::TargetStorage, OBSERVED),
    wsb(0x80780080, "the target has less than the minimum of free space", G::TargetStorage, OBSERVED),
    wsb(0x8078008A, "the snapshot was refused: access denied", G::Vss, OBSERVED),
    wsb(0x807800A1, "a VSS operation failed; this code alone does not say which", G::Vss, "Microsoft KB 2615182"),
    wsb(0x807800AF, "VSS failed to complete the backup", G::Vss, OBSERVED),
    wsb(0x807800B1, "a source volume is locked by BitLocker", G::Source, OBSERVED),
    wsb(0x807800B3, "the target is locked by BitLocker", G::TargetStorage, OBSERVED),
    wsb(0x807800B4, "a source volume is too large", G::Source, OBSERVED),
    wsb(0x807800C5, "the backup image of a volume could not be prepared on the target", G::TargetStorage, FIELD),
    wsb(0x80780102, "the System Writer was not found", G::SystemWriter, "Microsoft KB, \"System Writer is not found in the backup\""),
    wsb(0x80780119, "not enough room for the shadow copy on a source volume, typically a small system partition", G::ShadowStorage, FIELD),
    wsb(0x8078011D, "a source volume is not valid for backup", G::Source, OBSERVED),
    wsb(0x8078011E, "the EFI system partition could not be locked", G::Policy, FIELD),
    wsb(0x80780147, "this edition of Windows cannot make such a backup", G::Source, OBSERVED),
    wsb(0x8078015B, "the remote shared folder could not be used", G::Network, "Microsoft documentation of bare-metal backup failures"),
    wsb(0x8078015E, "an application's backup failed", G::Policy, OBSERVED),
    wsb(0x80780167, "the backup was stopped at a checkpoint", G::Cancelled, OBSERVED),
    wsb(0x80780169, "the source snapshot disappeared while a volume was being read", G::SnapshotLost, OBSERVED),
    wsb(0x80780172, "nothing was left to back up", G::Source, OBSERVED),
    wsb(0x80780179, "the target medium could not be prepared", G::TargetStorage, OBSERVED),
    wsb(0x80780185, "a critical volume could not be backed up", G::Policy, OBSERVED),
    wsb(0x80780187, "a critical volume could not be backed up", G::Policy, OBSERVED),
    KnownHresult { code: 0x80820002, name: Some("ERROR_VOLSNAP_ACTIVATION_TIMEOUT"), meaning: "the shadow copies of a volume were not activated in time", group: G::Vss, source: WINERROR },
    wsb(0x81000000, "the backup was cancelled", G::Cancelled, SDENGIN),
    wsb(0x81000002, "the backup location can't be accessed", G::TargetStorage, SDENGIN),
    wsb(0x81000003, "the disk of the backup location was not found", G::TargetStorage, SDENGIN),
    wsb(0x81000005, "the backup location is full", G::TargetStorage, SDENGIN),
    wsb(0x81000006, "the backup location is not valid", G::TargetStorage, SDENGIN),
    wsb(0x81000007, "a disk that should be backed up is missing", G::Source, SDENGIN),
    wsb(0x81000008, "the file system of the backup location is damaged", G::TargetStorage, SDENGIN),
    wsb(0x81000009, "a disk that should be backed up is damaged", G::Source, SDENGIN),
    wsb(0x8100000A, "the configuration of the backup is damaged", G::Other, SDENGIN),
    wsb(0x8100000B, "the machine ran on battery", G::Policy, SDENGIN),
    wsb(0x81000014, "the drive of Windows has less than 400 MB free", G::Source, SDENGIN),
    wsb(0x81000015, "a packed file of the backup could not be made", G::Source, SDENGIN),
    wsb(0x81000019, "the shadow copy could not be made; VSS and SPP events say why", G::Vss, FIELD),
    wsb(0x81000029, "the configuration of the backup is damaged", G::Other, SDENGIN),
    wsb(0x8100002A, "full control over the share is missing", G::Network, SDENGIN),
    wsb(0x8100002B, "the backup location is locked by BitLocker", G::TargetStorage, SDENGIN),
    wsb(0x8100002F, "done, but files were skipped", G::Source, SDENGIN),
    wsb(0x81000031, "a library of a user could not be read", G::Source, SDENGIN),
    wsb(0x81000032, "no system image: a critical volume can't be part of it", G::Source, SDENGIN),
    wsb(0x81000033, "no system image: a critical volume has too little free space", G::ShadowStorage, SDENGIN),
    wsb(0x81000034, "the configuration of the backup is damaged", G::Other, SDENGIN),
    wsb(0x81000035, "the configuration of the backup is damaged", G::Other, SDENGIN),
    wsb(0x81000037, "reading from the shadow copy of a source volume failed", G::SnapshotLost, SDENGIN),
    wsb(0x81000038, "other locations of a user could not be told", G::Source, SDENGIN),
    wsb(0x81000039, "the share can't be accessed", G::Network, SDENGIN),
    wsb(0x810000E2, "another backup was running", G::Policy, SDENGIN),
    wsb(0x810000E3, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E4, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E5, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E6, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E7, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E8, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000E9, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000EA, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000EB, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000EC, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000ED, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000EE, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000EF, "a policy forbids the backup", G::Policy, SDENGIN),
    wsb(0x810000F0, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000F1, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000F2, "the catalogue or the identity of the medium can't be used", G::TargetStorage, SDENGIN),
    wsb(0x810000F3, "another program, such as an antivirus, holds temporary files of the backup", G::Policy, SDENGIN),
    wsb(0x810000F5, "a policy forbids the backup", G::Policy, SDENGIN),
    wsb(0x810000F6, "the user name or password for the share is wrong", G::Network, SDENGIN),
    wsb(0x810000F7, "another backup or restore was running", G::Policy, SDENGIN),
    wsb(0x810000FD, "a policy forbids the backup", G::Policy, SDENGIN),
    wsb(0x810000FE, "a policy forbids the backup", G::Policy, SDENGIN),
    wsb(0x810000FF, "all drives were skipped", G::Source, SDENGIN),
    wsb(0x81000101, "the shared protection point was not made in time", G::SnapshotTimeout, "Microsoft KB 956136"),
    wsb(0x81000109, "a VSS writer that was asked for is not there", G::VssWriter, OBSERVED),
    wsb(0x81000201, "a restore point is damaged", G::Vss, SDENGIN),
    wsb(0x81000202, "VSS does not work", G::Vss, SDENGIN),
    wsb(0x81000203, "a restore point could not be made", G::Vss, SDENGIN),
    wsb(0x81000204, "the description of a shadow copy is damaged", G::Vss, SDENGIN),
    wsb(0x81000205, "the shadow copy was deleted while it was needed", G::SnapshotLost, SDENGIN),
    wsb(0x81000206, "a name in a restore point is not valid", G::Vss, SDENGIN),
    wsb(0x81000207, "a name in a restore point is not valid", G::Vss, SDENGIN),
];

/// What to do about codes whose group would say something else.
pub const NEXT_STEPS: &[(u32, &str)] = &[
    (
        0x8078_011E,
        "find out what held files on the EFI system partition (an antivirus, a second backup at the same time), and let it leave the partition alone",
    ),
    (
        0x8078_002A,
        "check whether the target has sectors of 4096 bytes (fsutil fsinfo ntfsinfo), which older Windows can't write images to; if not, check the target's disk",
    ),
    (
        0x8078_0119,
        "make room on the small system partitions, or put their shadow storage elsewhere: vssadmin list shadowstorage, vssadmin add shadowstorage",
    ),
    (
        0x8078_00C5,
        "check the target first (space, whether it is attached); if it is healthy, look at the room of the small source volumes: vssadmin list shadowstorage",
    ),
];

/// What to do about a code whose group would say something else.
pub(super) fn next_step(code: Hresult) -> Option<&'static str> {
    NEXT_STEPS.iter().find(|(known, _)| *known == code.0).map(|(_, step)| *step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        for pair in HRESULTS.windows(2) {
            assert!(pair[0].code < pair[1].code, "{:08X}", pair[1].code);
        }
    }

    #[test]
    fn the_two_codes_of_the_article_are_known() {
        assert_eq!(lookup(Hresult(2_155_348_001)).unwrap().group, CodeGroup::SnapshotTimeout);
        assert_eq!(lookup(Hresult(2_155_348_129)).unwrap().group, CodeGroup::Vss);
    }
}
