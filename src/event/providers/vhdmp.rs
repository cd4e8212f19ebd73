//! `Microsoft-Windows-VHDMP`: the driver of virtual disks, the truth about attach and detach.
//!
//! Ids: message resources of vhdmp.sys (libyal/winevt-kb); fields: the provider's manifest. Ids 8
//! to 14 changed their meaning between Windows versions: 11 is told by its fields, the others are left alone. 17 and
//! 18 are disks of virtual machines, which the host does not see.

use super::{EventRow, Provider};
use crate::event::class::Class::{Attach, Detach, DiscAttached, ImageAtRisk, ImageFailed};
use crate::event::codes::NtStatus;
use crate::event::{EventKind, Payload, System, VhdmpEvent};

/// The storage of an image failed an I/O, and the driver waits for it; 101 tells that it came back, 102 that it did not.
pub const RESILIENCY: u16 = 100;
/// The same, with 111 and 112.
pub const RECOVERY: u16 = 110;

/// The records of the virtual disk driver.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-VHDMP"],
    channel: "Microsoft-Windows-VHDMP/Operational",
    events: &[
        EventRow::new(1, &[Attach, DiscAttached], "a virtual disk came to the host"),
        EventRow::new(2, &[Detach], "a virtual disk left the host"),
        EventRow::new(3, &[ImageFailed], "a virtual disk could not be attached"),
        EventRow::new(5, &[ImageFailed], "an operation on an image failed"),
        EventRow::new(6, &[ImageFailed], "an I/O to an image failed"),
        EventRow::new(7, &[ImageFailed], "the images of a chain do not fit each other"),
        EventRow::new(11, &[ImageFailed], "an image was pulled because an I/O to it failed"),
        EventRow::new(25, &[], "a virtual disk is about to come to the host"),
        EventRow::new(26, &[Detach], "a virtual disk is about to leave the host"),
        EventRow::new(35, &[Detach, ImageAtRisk], "a virtual disk left the host with data unflushed"),
        EventRow::new(
            RESILIENCY,
            &[ImageFailed],
            "an I/O to the storage of an image in use failed; it is tried again",
        ),
        EventRow::new(102, &[ImageFailed], "the storage of an image in use failed and did not recover"),
        EventRow::new(
            RECOVERY,
            &[ImageFailed],
            "an I/O to the storage of an image in use failed; it is being recovered",
        ),
        EventRow::new(112, &[ImageFailed], "the storage of an image in use failed and did not recover"),
        EventRow::new(113, &[ImageFailed], "an image in use was invalidated"),
        EventRow::new(122, &[ImageFailed], "the storage of an image in use is in trouble"),
        EventRow::new(126, &[ImageFailed], "the storage of an image in use is in trouble"),
    ],
    names_volumes: false,
    read,
};

fn read(_system: &System, payload: &Payload) -> EventKind {
    EventKind::Vhdmp(Box::new(VhdmpEvent {
        file: payload.field("VhdFileName").or_else(|| payload.field("VhdFile")).map(str::to_owned),
        disk_number: payload.field("VhdDiskNumber").and_then(|text| text.trim().parse().ok()),
        virtual_disk: payload.field("VirtualDisk").map(|text| text.trim().to_owned()),
        status: payload.field("Status").and_then(NtStatus::parse),
        names_io: payload.field("VhdIoType").is_some(),
    }))
}
