//! Hyper-V's host side: the management service (VMMS) about machines, and the storage provider about slow I/O.
//!
//! The fields of VMMS stand in `UserData/VmlEventLog`: `VmName`, `VmId`, `ErrorCode` (`0x%08x`) and `ErrorMessage`, else
//! `Parameter0` and on. Real XML of 18012 and 19100: Microsoft Q&A 2203089; 10103: Microsoft's page on it (dd582376);
//! others: the alarms of Veeam ONE, and scripts of administrators. 18500 and 18510 mean other things in the log of the
//! machines' own processes: events are told by provider, as always. Backups that succeed write nothing here, so that
//! silence proves nothing.

use jiff::SignedDuration;

use super::{EventRow, Provider};
use crate::event::class::Class::{SlowGuestIo, VmFault, VmMerge};
use crate::event::codes::Hresult;
use crate::event::guid::Guid;
use crate::event::{EventKind, Payload, System};

/// An event of `Microsoft-Windows-Hyper-V-VMMS` about one virtual machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VirtualMachineEvent {
    /// `VmName`, else the first parameter.
    pub name: Option<String>,
    /// `VmId`, else the first GUID among the parameters.
    pub id: Option<Guid>,
    /// `ErrorCode`, else a code among the parameters.
    pub code: Option<Hresult>,
    /// The file of a virtual disk, where the record names one.
    pub file: Option<String>,
}

/// An event of `Microsoft-Windows-Hyper-V-StorageVSP` about one I/O.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestIoEvent {
    /// `DeviceName`: the file of the virtual disk.
    pub device: Option<String>,
    /// `Duration`.
    pub took: Option<SignedDuration>,
}

const fn fault(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[VmFault], meaning)
}

const fn merge(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[VmMerge], meaning)
}

/// The merging of a checkpoint began.
pub const MERGE_BEGUN: u16 = 19070;
/// It is done.
pub const MERGE_DONE: u16 = 19080;

/// The management service's records; Windows spells its channel with a hyphen, people often with a slash.
#[rustfmt::skip]
pub const VMMS: Provider = Provider {
    names: &["Microsoft-Windows-Hyper-V-VMMS"],
    channel: "Microsoft-Windows-Hyper-V-VMMS-Admin",
    events: &[
        fault(10102, "the backup of a virtual machine could not be made"),
        fault(10103, "a disk of a virtual machine could not be rolled back to the guest's snapshot"),
        fault(10104, "disks of a virtual machine could not be rolled back to the guest's snapshot"),
        fault(10107, "the backup of a virtual machine failed"),
        fault(10111, "the copy of a virtual disk could not be mounted on the host"),
        fault(10150, "the backup of a virtual machine failed"),
        fault(12140, "a disk of a virtual machine could not be opened"),
        fault(12240, "the file of a virtual disk was not found"),
        fault(12290, "a disk of a virtual machine could not be opened"),
        fault(15252, "a checkpoint of a virtual machine for VSS failed"),
        fault(15268, "the disks of a virtual machine could not be told"),
        fault(16060, "a virtual machine was paused because the disk below it is full"),
        merge(16210, "the merging of a deleted checkpoint failed"),
        fault(16300, "the configuration of a virtual machine could not be loaded"),
        fault(16310, "the configuration of a virtual machine is damaged"),
        fault(16400, "the configuration of a virtual machine could not be reached"),
        fault(16410, "the configuration of a virtual machine could not be reached"),
        fault(16420, "the configuration of a virtual machine could not be reached"),
        fault(18012, "a checkpoint of a virtual machine failed"),
        fault(CHECKPOINT_CANCELLED, "a checkpoint of a virtual machine was cancelled"),
        merge(MERGE_BEGUN, "the merging of a checkpoint began"),
        merge(MERGE_DONE, "the merging of a checkpoint is done"),
        merge(19090, "the merging of a checkpoint was interrupted"),
        merge(19100, "the merging of a checkpoint failed"),
    ],
    names_volumes: false,
    read: |_, payload| EventKind::VirtualMachine(Box::new(machine(payload))),
};

/// The backup of a virtual machine could not be made.
pub const BACKUP_FAILED: &[u16] = &[10102];
/// A disk of a virtual machine was not rolled back to the guest's snapshot: up to Server 2012; later the ids say something else.
pub const ROLL_BACK_FAILED: &[u16] = &[10103, 10104];

/// A checkpoint could not be made, as backups of other products make them. 10107 may be a warning of disks that are passed through.
pub const CHECKPOINT_FAILED: &[u16] = &[10150, 15252, 18012];
/// A machine was paused, since the disk below it is full.
pub const PAUSED: &[u16] = &[16060];
/// Files of a machine could not be reached.
pub const OUT_OF_REACH: &[u16] = &[12140, 12240, 12290, 16300, 16310, 16400, 16410, 16420];
/// A checkpoint was not merged.
pub const MERGE_FAILED: &[u16] = &[16210, 19100];

/// A checkpoint was cancelled: written with the 18012 that says why.
pub const CHECKPOINT_CANCELLED: u16 = 18014;

/// The storage provider's records (DeviceName and Duration in milliseconds: a public event page).
pub const STORAGE: Provider = Provider {
    names: &["Microsoft-Windows-Hyper-V-StorageVSP"],
    channel: "Microsoft-Windows-Hyper-V-StorageVSP-Admin",
    events: &[EventRow::new(9, &[SlowGuestIo], "an I/O of a guest to its virtual disk took long")],
    names_volumes: false,
    read: read_io,
};

fn machine(payload: &Payload) -> VirtualMachineEvent {
    let values = || payload.data.iter().map(|datum| datum.value.trim());
    let parameter = || payload.field("Parameter0").filter(|text| Guid::parse(text).is_none());
    let name = payload.field("VmName").or_else(parameter).map(str::trim).filter(|name| !name.is_empty());
    let code = || values().filter(|text| text.len() == "0x80070020".len()).find_map(hex);
    // `%%2147942432`: the text that belongs to a code, which the reader's Windows would put in.
    let by_text = || values().find_map(|text| Hresult::parse(text.strip_prefix("%%")?));
    VirtualMachineEvent {
        name: name.map(str::to_owned),
        id: payload.guid("VmId").or_else(|| values().find_map(Guid::parse).filter(|guid| !guid.is_nil())),
        code: payload.field("ErrorCode").and_then(Hresult::parse).or_else(code).or_else(by_text),
        file: values().find(|text| is_disk(text)).map(str::to_owned),
    }
}

fn hex(text: &str) -> Option<Hresult> {
    text.starts_with("0x").then(|| Hresult::parse(text)).flatten()
}

/// Whether a text is the path of a virtual disk.
fn is_disk(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    [".vhd", ".vhdx", ".avhd", ".avhdx", ".vhds"].iter().any(|end| text.ends_with(end))
}

fn read_io(_system: &System, payload: &Payload) -> EventKind {
    EventKind::GuestIo(Box::new(GuestIoEvent {
        device: payload
            .field("DeviceName")
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
        took: payload
            .field("Duration")
            .and_then(|text| text.trim().parse().ok())
            .map(SignedDuration::from_millis),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Datum;

    fn read(fields: &[(&str, &str)]) -> VirtualMachineEvent {
        let data = fields
            .iter()
            .map(|(name, value)| Datum { name: Some((*name).into()), value: (*value).into() })
            .collect();
        machine(&Payload { data, binary: None })
    }

    #[test]
    fn a_machine_is_read_from_named_fields_and_from_parameters() {
        let named = read(&[
            ("VmName", "SQL01"),
            ("VmId", "0A1B2C3D-1111-2222-3333-444455556666"),
            ("ErrorMessage", "%%2147942432"),
            ("ErrorCode", "0x80070020"),
        ]);
        assert_eq!(named.name.as_deref(), Some("SQL01"));
        assert_eq!(named.code, Some(Hresult(0x8007_0020)));
        let by_position = read(&[
            ("Parameter0", "SQL01"),
            ("Parameter1", "0A1B2C3D-1111-2222-3333-444455556666"),
            ("Parameter2", r"D:\VMs\SQL01.vhdx"),
            ("Parameter3", "%%2147942432"),
        ]);
        assert_eq!(
            (&by_position.name, by_position.id, by_position.code),
            (&named.name, named.id, named.code)
        );
        assert_eq!(by_position.file.as_deref(), Some(r"D:\VMs\SQL01.vhdx"));
    }
}
