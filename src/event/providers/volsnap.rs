//! `volsnap`: the driver that keeps shadow copies.
//!
//! Ids and texts: message resources of volsnap.sys, Windows Server 2003 to Windows 11, as
//! collected by libyal/winevt-kb.

use super::driver;
use super::{EventRow, Provider};
use crate::event::class::Class::{CopiesAtRisk, CopiesUnclear, CopyFailed, CopyRemoved, Loss, Subject};
use crate::event::{EventKind, Payload, System};

/// The subject of this program: detection of shadow copies gave up on a volume.
pub const CONTROL_FILE_UNOPENABLE: u16 = 27;

/// The full id of volsnap 27: severity error, facility 6, number 27.
pub const CONTROL_FILE_UNOPENABLE_CODE: u32 = 0xC006_001B;

/// Severity error and facility 6, the upper half of most volsnap ids.
const ERROR_OF_VOLSNAP: u32 = 0xC006_0000;

/// The volume snapshot driver's records in System.
pub const PROVIDER: Provider =
    Provider { names: &["volsnap"], channel: "System", events: EVENTS, names_volumes: true, read };

const fn row(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[Loss], meaning)
}

const fn failed(id: u16, meaning: &'static str) -> EventRow {
    EventRow::new(id, &[CopyFailed], meaning)
}

#[rustfmt::skip]
const EVENTS: &[EventRow] = &[
    failed(1, "no storage for a new shadow copy could be made"),
    failed(2, "no new shadow copy: the volume for its storage has another file system than NTFS"),
    failed(3, "no new shadow copy: the volume for its storage could not be locked"),
    failed(4, "no new shadow copy: threads were short"),
    failed(5, "no new shadow copy: nonpaged pool was short"),
    failed(6, "no new shadow copy: paged heap was short"),
    failed(7, "no new shadow copy: the extents of its storage could not be told"),
    failed(8, "no new shadow copy: flushing and holding writes took too long"),
    failed(9, "no new shadow copy: flushing and holding writes took too long"),
    failed(10, "no new shadow copy: installing it took too long"),
    row(11, "shadow copies were lost for want of memory"),
    failed(12, "no new shadow copy: its storage ran low before it was installed"),
    row(13, "the shadow storage could not grow; shadow copies were lost"),
    row(14, "shadow copies were lost because the shadow storage failed an I/O"),
    row(15, "shadow copies were lost for want of memory; seen with C000000E too"),
    row(16, "shadow copies were lost because the volume of their storage was forcibly dismounted"),
    failed(17, "no new shadow copy: writes were being held for another one"),
    row(20, "shadow copies were lost because free space could not be computed"),
    failed(21, "no new shadow copy: memory was short while writes were held"),
    failed(22, "no storage could be added for shadow copies"),
    failed(23, "no room for the storage of shadow copies"),
    EventRow::new(24, &[CopiesAtRisk], "the storage of shadow copies is about to run out of room"),
    row(25, "shadow copies were deleted because their storage did not grow in time"),
    row(26, "shadow copies were lost because their volume was removed"),
    EventRow::new(CONTROL_FILE_UNOPENABLE, &[Subject], "detection of shadow copies on a volume was given up because a control file could not be opened"),
    row(28, "the structures of shadow copies could not be laid down"),
    row(29, "detection of shadow copies was given up"),
    failed(30, "a shadow copy that was half made was deleted"),
    row(31, "an item of the control file was lost during detection"),
    row(32, "the volume of the shadow storage was absent"),
    // 33, 58 and 95: one copy a record, the oldest first, and the driver means it.
    EventRow::new(33, &[CopyRemoved], "the oldest shadow copy was removed to keep to the limit of their storage"),
    row(34, "shadow copies were lost because a dump or hibernation could not be kept consistent with them"),
    row(35, "shadow copies were lost because their storage could not grow"),
    row(36, "shadow copies were lost because their storage reached its limit"),
    row(37, "shadow copies were lost in preparation of hibernation"),
    EventRow::new(38, &[CopiesAtRisk], "the storage of shadow copies is near its limit"),
    row(39, "shadow copies were lost for want of room that may be used"),
    row(40, "shadow copies were lost because the volume of their storage was dismounted"),
    failed(41, "no contiguous room for the storage of shadow copies"),
    failed(48, "contiguous room for the storage of shadow copies is still searched for"),
    EventRow::new(58, &[CopyRemoved], "the oldest shadow copy was removed to make room"),
    row(59, "the shadow storage did not come back in time after the last session"),
    row(60, "the volume of the shadow storage was taken offline"),
    EventRow::new(61, &[CopiesUnclear], "a bad sector was met while a volume was put back to a shadow copy"),
    EventRow::new(62, &[CopiesUnclear], "putting a volume back to a shadow copy stopped because a volume was lost"),
    failed(63, "a shadow copy could not be deleted"),
    // Hyper-V's writer puts the volumes of images back too, as a part of every backup on a host up to 2012.
    EventRow::new(64, &[], "a volume is being put back to a shadow copy"),
    EventRow::new(65, &[], "putting a volume back to a shadow copy begins again"),
    EventRow::new(66, &[], "a volume was put back to a shadow copy"),
    failed(67, "no new shadow copy: it could not be installed"),
    row(80, "the volume is held offline to protect its shadow copies"),
    row(81, "the volume is held offline to protect its shadow copies"),
    row(82, "the volume is held offline to protect its shadow copies"),
    row(83, "the volume is held offline to protect its shadow copies"),
    row(84, "the volume is held offline to protect its shadow copies"),
    row(85, "the volume is held offline to protect its shadow copies"),
    row(86, "the volume is held offline to protect its shadow copies"),
    row(87, "the volume is held offline to protect its shadow copies"),
    row(88, "the volume is held offline to protect its shadow copies"),
    row(89, "the volume is held offline to protect its shadow copies"),
    row(90, "the volume is held offline to protect its shadow copies"),
    row(91, "the volume is held offline to protect its shadow copies"),
    row(92, "the volume is held offline to protect its shadow copies"),
    row(93, "the volume is held offline to protect its shadow copies"),
    row(94, "the volume is held offline to protect its shadow copies"),
    EventRow::new(95, &[CopyRemoved], "the oldest shadow copy was removed so that newer ones can go"),
];

fn read(system: &System, payload: &Payload) -> EventKind {
    // Only 27's packet has to prove what it is; the others are evidence against "benign" as they are.
    let code = (system.event_id == CONTROL_FILE_UNOPENABLE)
        .then_some(ERROR_OF_VOLSNAP | u32::from(CONTROL_FILE_UNOPENABLE));
    EventKind::Driver(Box::new(driver::read(payload, code)))
}
