//! `disk`: the class driver of disks; and what Windows' own diagnosis finds of them.
//!
//! Ids and texts: iologmsg.dll, as collected by libyal/winevt-kb. 157 after a detached virtual
//! disk: Microsoft's Japanese support blog, 2015-01-15. `DiskDiagnostic` 1: dfdts.dll (libyal/winevt-kb), fields from its
//! manifest.

use super::driver::{read as read_driver, read_any};
use super::{EventRow, Provider};
use crate::event::EventKind;
use crate::event::class::Class::{Detach, DetachNoise, DiskDoubt, DiskFault};
use crate::event::providers::driver::DriverError;

/// The id of a bad block.
pub const BAD_BLOCK: u16 = 7;

/// The id with which any disk leaves that nobody had asked to.
pub const SURPRISE_REMOVAL: u16 = 157;

/// The disk class driver's records in System.
pub const PROVIDER: Provider = Provider {
    names: &["disk"],
    channel: "System",
    events: &[
        EventRow::new(5, &[DiskFault], "a parity error was met on the disk"),
        EventRow::new(BAD_BLOCK, &[DiskFault], "the disk has a bad block"),
        // An image that leaves while an I/O is under way may leave one, as it does a 153.
        EventRow::new(9, &[DiskDoubt], "the disk did not answer in time"),
        EventRow::new(11, &[DiskFault], "the driver met an error of the controller"),
        EventRow::new(15, &[DetachNoise], "the device is not ready for access yet"),
        EventRow::new(51, &[DiskDoubt, DetachNoise], "an error was met during a paging operation"),
        EventRow::new(52, &[DiskFault], "the disk predicts that it will fail"),
        // IO_ERROR_DISK_RESOURCES_EXHAUSTED: a thin disk that has no room left below, which then goes offline.
        EventRow::new(150, &[DiskFault], "the storage below a thin disk has no room left"),
        EventRow::new(153, &[DiskDoubt], "an I/O to the disk was tried again"),
        EventRow::new(154, &[DiskFault], "an I/O failed because of a hardware error"),
        EventRow::new(SURPRISE_REMOVAL, &[Detach, DetachNoise], "the disk was removed by surprise"),
        EventRow::new(158, &[DetachNoise], "the disk has the same identifiers as another"),
    ],
    names_volumes: false,
    read: read_any,
};

/// The disk diagnosis of Windows Vista and later, which reads what a disk tells of itself (SMART).
pub const DIAGNOSTIC: Provider = Provider {
    names: &["Microsoft-Windows-DiskDiagnostic"],
    channel: "System",
    events: &[EventRow::new(1, &[DiskFault], "the disk tells of itself that it may fail (SMART)")],
    names_volumes: false,
    // It names no number, but the disk by its model.
    read: |_, payload| {
        let named = payload.field("DiskFriendlyName").map(str::trim).filter(|name| !name.is_empty());
        let device = named.map(str::to_owned);
        EventKind::Driver(Box::new(DriverError { device, ..read_driver(payload, None) }))
    },
};
