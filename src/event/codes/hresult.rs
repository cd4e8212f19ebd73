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
pub fn facility_name(facility: u32) -> String {
    let name = match facility {
        0 => "the system (FACILITY_NULL)",
        4 => "an interface (FACILITY_ITF)",
        7 => "Win32 (FACILITY_WIN32)",
        120 => "Windows Server Backup (FACILITY_BLB)",
        121 => "Windows Server Backup's command line (FACILITY_BLB_CLI)",
        122 => "Windows Server Backup's applications (FACILITY_WSBAPP)",
        128 => "Windows Server Backup's user interface (FACILITY_BLBUI)",
        130 => "the volume snapshot driver (FACILITY_USERMODE_VOLSNAP)",
        133 => "Windows Server Backup online (FACILITY_WSB_ONLINE)",
        256 => "the shared protection point (FACILITY_SPP)",
        other => return format!("facility {other}"),
    };
    name.to_owned()
}

const VSS_H: &str = "Windows SDK, vsserror.h";
const WINERROR: &str = "Windows SDK, winerror.h";
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
    vss(0x80042400, "VSS_E_CLUSTER_ERROR", "the cluster reported an error", G::Vss),
    vss(0x80042409, "VSS_E_WRITER_STATUS_NOT_AVAILABLE", "the writers' status is not available", G::VssWriter),
    wsb(0x80070002, "a file or volume was not found (ERROR_FILE_NOT_FOUND)", G::Source, WINERROR),
    wsb(0x80070005, "access was denied (ERROR_ACCESS_DENIED)", G::Other, WINERROR),
    wsb(0x80070015, "the device was not ready (ERROR_NOT_READY)", G::Other, WINERROR),
    wsb(0x80070017, "the device met a checksum error (ERROR_CRC)", G::Source, WINERROR),
    wsb(0x80070020, "somebody else holds the file open (ERROR_SHARING_VIOLATION)", G::Other, WINERROR),
    wsb(0x80070035, "the network path was not found (ERROR_BAD_NETPATH)", G::Network, WINERROR),
    wsb(0x80070037, "the target's device no longer exists (ERROR_DEV_NOT_EXIST)", G::TargetStorage, WINERROR),
    wsb(0x80070040, "the network name is gone (ERROR_NETNAME_DELETED)", G::Network, WINERROR),
    wsb(0x80070070, "the disk is full (ERROR_DISK_FULL)", G::TargetStorage, WINERROR),
    wsb(0x8007045D, "the device failed the request (ERROR_IO_DEVICE)", G::Source, WINERROR),
    wsb(0x8078000C, "the backup target is not valid", G::TargetStorage, OBSERVED),
    wsb(0x80780011, "the medium is of another kind than expected", G::TargetStorage, OBSERVED),
    wsb(0x8078001D, "the backup was cancelled", G::Cancelled, OBSERVED),
    wsb(0x8078001F, "the shadow copy set was not found right after it was made", G::Vss, OBSERVED),
    wsb(0x80780021, "the shared protection point (the snapshot of all source volumes) was not made in time", G::SnapshotTimeout, "the text of the Server 2008 backup console beside this code"),
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
    wsb(0x81000019, "the shadow copy could not be made; VSS and SPP events say why", G::Vss, FIELD),
    wsb(0x81000101, "the shared protection point was not made in time", G::SnapshotTimeout, "Microsoft KB 956136"),
    wsb(0x81000109, "a VSS writer that was asked for is not there", G::VssWriter, OBSERVED),
];

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
