//! What events and causes prove, by the part they play.

use super::Page;
use crate::event::class::Class;
use crate::event::providers::{EventRow, Provider, port, volsnap};
use crate::session::products::{self, Step};

/// What can be said of an event.
pub(super) struct Said {
    pub(super) proves: &'static str,
    pub(super) does_not_prove: &'static str,
    pub(super) what_to_do: &'static str,
    pub(super) source: &'static str,
}

/// What an event of a provider proves.
#[expect(clippy::too_many_lines, reason = "one arm a class; a table would only hide them")]
pub(super) fn event(provider: &Provider, row: &EventRow) -> Said {
    let source = source(provider);
    let said = |proves, does_not_prove, what_to_do| Said { proves, does_not_prove, what_to_do, source };
    let is_backup = row.classes.contains(&Class::Backup);
    if is_backup {
        return backup(row.id, source);
    }
    match row.classes.first() {
        Some(Class::Subject)
            if row.id == volsnap::CONTROL_FILE_UNOPENABLE && provider.names_first() == "volsnap" =>
        {
            said(
                "that volsnap looked for shadow copies on a volume and gave up; its status says what it met",
                "that a backup failed because of it: it is often what the backup's own temporary volumes leave behind",
                "give the logs to volsift analyze: status C000000E inside a successful run is noise, anything else is not",
            )
        }
        Some(Class::Subject) => said(
            "that an error of volsnap could not be written to System; with OriginalErrorLogCode C006001B it is a hidden volsnap 27",
            "anything else",
            "volsift lists and judges it like a 27",
        ),
        Some(Class::Loss) => said(
            "that shadow copies of the named volume were lost or are out of reach",
            "that the volume's own data is damaged",
            "vssadmin list shadows and list shadowstorage; make a new backup soon",
        ),
        Some(Class::CopiesAtRisk) => said(
            "that the shadow copies of the named volume are in danger, and that it has some",
            "that any are lost",
            "vssadmin list shadowstorage; make room, or resize it",
        ),
        Some(Class::CopiesUnclear) => said(
            "that something is wrong with the named volume or with its shadow copies",
            "that any are lost",
            "look at its Error, and whether the volume is one of the host's: mountvol, vssadmin list shadows",
        ),
        Some(Class::CopyFailed) => said(
            "that a shadow copy of the named volume could not be made; older ones stay as they are",
            "that any are lost",
            "look at the load and the room at that time; vssadmin list shadowstorage",
        ),
        Some(Class::CopyRemoved) => said(
            "that volsnap removed the oldest shadow copy of the named volume, as it should",
            "that any was lost by accident",
            "nothing, unless copies should be kept for longer: vssadmin resize shadowstorage",
        ),
        Some(Class::CopiesListed) => said(
            "which shadow copies a volume has when it comes online: only volumes that have some write 103 to 108",
            "why copies of an earlier start are not listed any more",
            "compare it with the start before: copies that are listed again were not lost",
        ),
        Some(Class::CopyVanished) => said(
            "with ErrorCode 0x800701B1, that the device of a shadow copy was gone when System Restore opened it",
            "of which volume the copy was",
            "vssadmin list shadows: which are left; look at volsnap events of that time",
        ),
        Some(Class::VmFault) => said(
            "that this virtual machine could not be backed up or checkpointed; its code says why",
            "that a run of Windows Server Backup failed of it, unless the machine is among the run's components",
            "look at the files of that machine: what holds them, whether one is missing, how much room is left",
        ),
        Some(Class::VmMerge) => said(
            "how the merging of a checkpoint goes on: 19070 begun, 19080 done, 19090 interrupted, 19100 and 16210 failed",
            "that a backup failed",
            "if it is not done in the end, look for what holds the files (.avhdx) of that machine",
        ),
        Some(Class::SlowGuestIo) => said(
            "that an I/O of a guest to its virtual disk took long",
            "that the disk below is bad",
            "look at the load on the disk below at that time",
        ),
        Some(Class::CopyUnprepared) => said(
            "that a backup made a snapshot of a cluster shared volume without preparing it",
            "that the backup can't be used",
            "let a backup that knows cluster shared volumes make it; try to restore from that one",
        ),
        Some(Class::PathLost) => said(
            "that a path to storage was lost, and perhaps the disks behind it (iScsiPrt 20 heals when a 34 of the port follows)",
            "which volumes lie on that storage",
            "look at the network, the array and the cluster; find out which volumes lie there",
        ),
        Some(Class::PathShaken) => said(
            "that a path to storage is in trouble",
            "that anything was lost",
            "if it comes again and again, look at the network, the array and the cluster",
        ),
        Some(Class::PathHealed) => said(
            "that a connection to storage that was lost came back",
            "why it was lost",
            "nothing, if it stays one",
        ),
        Some(Class::DiskSeen) => said(
            "what kind of disk has a number or holds a volume: an attached image, or a real disk",
            "that the number stays with it: numbers are given to other disks",
            "nothing",
        ),
        Some(Class::ImageFailed) => said(
            "that the storage of an image failed",
            "that the image is damaged",
            "look at the disk or share on which the image lies; make its backup again",
        ),
        Some(Class::Requester) => said(
            "which program asked for a snapshot",
            "that the backup behind it succeeded",
            "look into that program's own log",
        ),
        Some(Class::DriverLoss) => said(
            "that the driver lost shadow copies; 105 with a vanished device is no loss",
            "that the volume's own data is damaged",
            "look at its Error, and at volsnap events of that time",
        ),
        Some(Class::DiskFault) => said(
            "that a disk or its path is failing",
            "that it is the disk of a given volume: compare disk numbers",
            "check the hardware, replace the disk",
        ),
        Some(Class::DiskDoubt) => said(
            "that an I/O of a disk failed or was tried again",
            "that the disk is bad: a virtual disk that leaves does it too (51 with C000000E)",
            "look whether the disk had just left (disk 157, VHDMP 2); if not, check the hardware",
        ),
        Some(Class::FileSystemDamage) => said(
            "that a file system is damaged (98: from state 1 on)",
            "that it is the host's: an image attached by a backup reports here too",
            "chkdsk /scan the volume it names",
        ),
        Some(Class::Detach) => said(
            "that a disk left the host (VHDMP: a virtual one; disk 157 and StorPort 551: any, by surprise)",
            "who detached it",
            "a volsnap 27 within two minutes is explained by it, if the disk is shown to be virtual",
        ),
        Some(Class::Attach | Class::DiscAttached) => said(
            "that a virtual disk came to the host",
            "that a backup attached it",
            "look for the departure that belongs to it",
        ),
        Some(Class::RemovalBlocked) => said(
            "that a program held a device that should go; of a virtual disk, why an image stays attached",
            "that anything is damaged",
            "end that program, or detach the image by hand when no backup runs",
        ),
        Some(Class::ImageAtRisk) => said(
            "that a virtual disk left with data unflushed",
            "that it is damaged",
            "check the image, or make the backup again",
        ),
        Some(Class::DetachNoise) => said(
            "nothing by itself: a departing disk leaves it",
            "that a disk is failing, when it stands inside a backup run",
            "check the disk if no run and no departure is near",
        ),
        Some(Class::Activity) => said(
            "that snapshot or disk management work was done about then (VSS 8224: three minutes earlier)",
            "that a backup ran",
            "look for the run itself in Microsoft-Windows-Backup",
        ),
        Some(Class::SnapshotTrouble) => said(
            "that VSS or SPP met trouble",
            "that the backup failed of it, unless it stands inside the run",
            "read its texts; vssadmin list writers",
        ),
        Some(Class::Boot) => {
            said("that the machine started", "why", "a run without an end before it was interrupted")
        }
        Some(Class::Stop) => said(
            "that the machine stopped, or had stopped without a shutdown",
            "why",
            "a run without an end before it was interrupted",
        ),
        Some(Class::Clock) => said(
            "that the clock was set, by NewTime - OldTime",
            "that it mattered: below 2 seconds it is routine",
            "distrust the order of records across a larger change",
        ),
        Some(Class::Cleared) => said(
            "that a log was cleared, and by whom",
            "what was in it",
            "ask for an archive or an older export",
        ),
        Some(Class::Host) => said(
            "the host's time zone and Windows version",
            "daylight saving: the bias is the zone's base",
            "nothing",
        ),
        Some(Class::ProductRun) => product(provider, row.id, source),
        Some(Class::BackupDamage) => said(
            "that what a backup had stored before can't be relied on",
            "that the run in which it stands failed",
            "test a restore (wbadmin get versions shows what is there); look at the disk of the backup; make a new backup",
        ),
        Some(Class::BackupTask) => said(
            "what became of a restore, or of the schedule of backups",
            "anything of a backup run",
            "where a restore failed, look into the record for its code; where the schedule was removed, set one up again, or find out what makes the backups now",
        ),
        Some(Class::StorageCrash) => said(
            "with the stop codes 24, 77, 7A, 7B and ED, that Windows stopped because it could not read from a disk, or its file system was damaged",
            "which disk it was",
            "look for disk errors before it; check the disk of the page file and of Windows",
        ),
        Some(Class::Backup) | None => said("no more than it says", "anything else", "nothing"),
    }
}

fn backup(id: u16, source: &'static str) -> Said {
    let said = |proves, does_not_prove, what_to_do| Said { proves, does_not_prove, what_to_do, source };
    match id {
        1 => said("that a run started", "that it ended", "look for its 4, 5, 7, 8, 9 or 14"),
        4 => said("that the run succeeded", "that no file was skipped in an earlier run", "nothing"),
        9 | 521 => said(
            "that the run failed because its snapshot could not be made; the code says more",
            "that a disk is bad, or that the volsnap 27 beside it is the cause",
            "volsift explain CODE; for a time-out, raise CreateTimeout",
        ),
        14 => said(
            "that the run ended; success only when every volume and component it declares is there, done and without an error",
            "success by its mere presence: every run ends with it",
            "read HRESULT and DetailedHRESULT",
        ),
        13 | 525 => said(
            "that bytes of a source volume could not be read",
            "which disk is bad",
            "check the hardware of that volume",
        ),
        23 | 547 => said(
            "that some files were skipped",
            "that the run failed: without 7 it succeeded",
            "read the log file that it names",
        ),
        6 | 15..=22 | 518 | 526..=528 | 544..=546 => said(
            "that a run never began",
            "anything about disks or snapshots",
            "check the schedule, other runs at that time, and policies",
        ),
        7 | 519 => said(
            "that at least one volume or component failed",
            "which: its lists tell",
            "look at the failed volume or component",
        ),
        8 => said("that the run was cancelled", "by whom", "run the backup again"),
        49..=52 | 561 | 564 => said(
            "that the backup target was missing, full, or not writable",
            "anything about the source",
            "check the target",
        ),
        _ => said(
            "that the run failed; the code says why",
            "that the snapshot was the reason: that is 9",
            "volsift explain CODE",
        ),
    }
}

/// What a record of another product says of a run.
fn product(provider: &Provider, id: u16, source: &'static str) -> Said {
    let said = |proves, does_not_prove, what_to_do| Said { proves, does_not_prove, what_to_do, source };
    let step = products::product(provider.names_first()).and_then(|product| product.step(id));
    match step {
        Some(Step::Starts) => said(
            "that a job of the product began",
            "that it ended",
            "look for the record of its result; volsift joins both where only one job went on",
        ),
        Some(Step::Ends(outcome)) if outcome.is_success() => said(
            "that the product takes its own job for done",
            "that a volsnap 27 beside it is noise: only a record that ties the 27's volume to an image of the job would",
            "nothing; where it tells of warnings, look into the product's log",
        ),
        Some(Step::Ends(_) | Step::NeverStarts) => said(
            "that a job of the product did not succeed",
            "that snapshots or disks are the reason",
            "look into the product's log, and mend the job",
        ),
        Some(Step::EndsByLevel) => said(
            "that a job of the product ended; its level says how: information good, warning with warnings, error failed",
            "how it ended, where an export leaves the level out",
            "look at the level, and into the product's log where it is no information",
        ),
        Some(Step::InText) => said(
            "that the product worked",
            "how its job ended: that stands in its text, which volsift does not read",
            "read the record's text",
        ),
        Some(Step::Warns | Step::Beside | Step::SideJobByLevel) | None => said(
            "no more than it says",
            "that a job of the product succeeded, though scripts may take it for that",
            "look for the record of the job's result",
        ),
    }
}

fn source(provider: &Provider) -> &'static str {
    match provider.names_first() {
        "volsnap" => {
            "message resources of volsnap.sys (libyal/winevt-kb); the article on the Shared Protection Point timer, 2012"
        }
        "Microsoft-Windows-Backup" => {
            "manifests and message resources of BlbEvents.dll (libyal/winevt-kb); order of events observed on current builds"
        }
        "Microsoft-Windows-DiskDiagnostic" => "dfdts.dll (libyal/winevt-kb) and the provider's manifest",
        "ReFS" => "message resources of refs.sys (libyal/winevt-kb) and the provider's manifest",
        "disk" | "partmgr" => "iologmsg.dll (libyal/winevt-kb); KB 244780 for disk 51",
        "Microsoft-Windows-VHDMP" => "message resources of vhdmp.sys (libyal/winevt-kb)",
        "VSS" => "message resources of vssvc.exe (libyal/winevt-kb); KB 972623 for 8224",
        "SPP" => "message resources of sxproxy.dll (libyal/winevt-kb)",
        "Microsoft-Windows-VolumeSnapshot-Driver" => "the provider's manifest",
        "Ntfs" => "iologmsg.dll and the manifest of ntfs.sys (libyal/winevt-kb)",
        "Microsoft-Windows-StorPort" => "seen 39 ms after a virtual disk left (a public event page of 2023)",
        "Windows Backup" => "message resources of sdengin2.dll (libyal/winevt-kb)",
        "System Restore" => "message resources of srcore.dll (libyal/winevt-kb); 8194 to 8196 in public logs",
        "CloudBackup" | "Veeam Agent" | "Altaro VM Backup" | "ShadowProtectSvc" => {
            "public scripts that watch these events; no table is published, and no record was seen"
        }
        _ => "public message collections, and records of public logs",
    }
}

/// An error that any storage miniport may tell of its port.
pub(super) fn port_error(name: &str, id: u16) -> Page {
    let means = match port::word(id) {
        Some("parity") => "a storage port met a parity error",
        Some("timeout") => "a storage port, or a device on it, did not answer in time",
        Some("controller") => "a storage port met an error of its controller",
        Some("port-timeout") => "a storage port ran out of time, and all its buses were reset",
        Some("bus-reset") => "a storage port reset its bus upon request",
        _ => "a storage port driver reset a device",
    };
    let devices = port::DEVICES.parts.join(", ");
    Page::new(format!("{name} {id}"))
        .with("means", format!("{means}, when its first string begins with {devices}"))
        .with("is written to", "System, under the miniport's own name (storahci, stornvme, LSI_SAS, megasas, atapi)")
        .with("proves", "that a controller, a device on it or the path between did not work as it should")
        .with("does not prove", "that the disk is bad: path, controller and load do it too")
        .with("what to do", "check path, firmware and driver of the controller")
        .with("source", "iologmsg.dll (libyal/winevt-kb); KB 154690; Microsoft's guidance on data corruption and disk errors names 129 and 153")
}
