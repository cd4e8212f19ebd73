//! `Microsoft-Windows-VolumeSnapshot-Driver`: the operational log of the volume snapshot driver,
//! Windows 10 and Server 2016 on.
//!
//! Ids and fields: the provider's manifest, as dumped in public manifest collections; 100 to 108 real records of public
//! logs. Only volumes that have shadow copies write 103 to 108.

use jiff::Timestamp;

use super::driver::{DriverError, StatusFault, StatusReading, volumes_in};
use super::volsnap::CONTROL_FILE_UNOPENABLE_CODE;
use super::{EventRow, Provider};
use crate::event::class::Class::{CopiesListed, CopiesUnclear, DriverLoss, Subject};
use crate::event::codes::{Hresult, NtStatus};
use crate::event::guid::Guid;
use crate::event::volume::VolumeName;
use crate::event::{EventKind, Payload, SnapshotDriverEvent, System};

/// An error record that the driver could not write to System.
pub const LOG_WRITE_FAILED: u16 = 121;

/// What one record of a volume's coming online tells of its shadow copies. All lie between a 100 and a 101 of the
/// volume; where it has copies, 103 and 104 lie between these, and a 106 for each copy between them (measured on three
/// starts of a public log).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyListing {
    /// 100: the volume begins to come online.
    Begins,
    /// 101: it is online. Without a 103 before it has no copies.
    Ends,
    /// 103: its copies are being activated.
    CopiesBegin,
    /// 106: one copy was activated.
    Copy {
        /// `SnapshotGuid`.
        copy: Guid,
        /// `Deleted`: it is about to be removed.
        deleted: bool,
        /// `CommitTime`: when it was made.
        made: Option<Timestamp>,
    },
    /// 104: all are activated.
    Counted {
        /// `SnapshotCount` less `CountDeleted`; `None` where they can't be read.
        left: Option<u32>,
    },
    /// 102, 105, 112, 119 or 120: something failed, so that what is not listed may still be there.
    Failed,
}

/// The operational log of the volume snapshot driver.
pub const PROVIDER: Provider = Provider {
    names: &["Microsoft-Windows-VolumeSnapshot-Driver"],
    channel: "Microsoft-Windows-VolumeSnapshot-Driver/Operational",
    events: &[
        EventRow::new(100, &[CopiesListed], "a volume begins to come online"),
        EventRow::new(101, &[CopiesListed], "a volume is online"),
        EventRow::new(102, &[CopiesListed, CopiesUnclear], "a volume could not come online"),
        EventRow::new(103, &[CopiesListed], "the shadow copies of a volume are being activated"),
        EventRow::new(104, &[CopiesListed], "the shadow copies of a volume are active; their number"),
        EventRow::new(105, &[DriverLoss], "the shadow copies of a volume could not be activated"),
        EventRow::new(106, &[CopiesListed], "a shadow copy of a volume is there"),
        EventRow::new(107, &[CopiesListed], "the table of a shadow copy is being read"),
        EventRow::new(108, &[CopiesListed], "the table of a shadow copy was read"),
        EventRow::new(109, &[CopiesUnclear], "the table of a shadow copy could not be read"),
        EventRow::new(112, &[DriverLoss], "the check of a shadow storage file failed"),
        EventRow::new(118, &[CopiesUnclear], "a volume could not go offline"),
        EventRow::new(119, &[DriverLoss], "a volume with shadow copies could not be dismounted"),
        EventRow::new(120, &[DriverLoss], "shadow copies were not activated in time and were deleted"),
        EventRow::new(
            LOG_WRITE_FAILED,
            &[Subject, DriverLoss],
            "an error of the driver could not be written to System",
        ),
    ],
    names_volumes: true,
    read,
};

fn read(system: &System, payload: &Payload) -> EventKind {
    let code = |name: &str| payload.field(name).and_then(Hresult::parse).map(|code| code.0);
    let volumes = volumes_in(payload);
    // A code that can't be read may be that of a 27; it is listed then, with an unreadable status.
    let original = payload.field("OriginalErrorLogCode").map(NtStatus::parse);
    let unlogged = match (system.event_id, original) {
        (LOG_WRITE_FAILED, Some(Some(code))) if code.0 == CONTROL_FILE_UNOPENABLE_CODE => {
            Some(unlogged(payload, &volumes))
        }
        (LOG_WRITE_FAILED, None | Some(None)) => {
            let value = payload.field("OriginalErrorLogCode").map(str::to_owned);
            let status =
                StatusReading::unreadable(StatusFault::Field { name: "OriginalErrorLogCode", value });
            Some(DriverError { status, ..unlogged(payload, &volumes) })
        }
        _ => None,
    };
    // The low half of a driver's code is the id of its event; 6 is volsnap's facility (`c006001b`).
    let is_of_volsnap = |code: &u32| code >> 16 & 0xFFF == 6;
    let unlogged_id = original
        .flatten()
        .filter(|_| system.event_id == LOG_WRITE_FAILED && unlogged.is_none())
        .map(|code| code.0)
        .filter(is_of_volsnap)
        .and_then(|code| u16::try_from(code & 0xFFFF).ok());
    let error = code("Error");
    let listing = listing(system, payload);
    EventKind::SnapshotDriver(Box::new(SnapshotDriverEvent {
        volumes,
        error,
        unlogged,
        unlogged_id,
        listing,
    }))
}

/// What a record tells of the shadow copies of its volume.
fn listing(system: &System, payload: &Payload) -> Option<CopyListing> {
    let number = |name: &str| payload.field(name).and_then(|text| text.trim().parse::<u32>().ok());
    Some(match system.event_id {
        100 => CopyListing::Begins,
        101 => CopyListing::Ends,
        103 => CopyListing::CopiesBegin,
        104 => CopyListing::Counted {
            left: number("SnapshotCount")
                .zip(number("CountDeleted"))
                .map(|(count, deleted)| count.saturating_sub(deleted)),
        },
        106 => CopyListing::Copy {
            copy: payload.guid("SnapshotGuid")?,
            deleted: payload.field("Deleted").is_some_and(|text| text.trim().eq_ignore_ascii_case("true")),
            made: payload.field("CommitTime").and_then(|text| text.trim().parse().ok()),
        },
        102 | 105 | 112 | 119 | 120 => CopyListing::Failed,
        _ => return None,
    })
}

/// The volsnap 27 that event 121 stands for.
fn unlogged(payload: &Payload, volumes: &[VolumeName]) -> DriverError {
    let status = match payload.field("OriginalErrorStatus") {
        None => StatusReading::Missing,
        Some(text) => NtStatus::parse(text).map_or_else(
            || {
                StatusReading::unreadable(StatusFault::Field {
                    name: "OriginalErrorStatus",
                    value: Some(text.to_owned()),
                })
            },
            StatusReading::Known,
        ),
    };
    DriverError {
        device: None,
        subject: payload
            .field("VolumeName")
            .map(VolumeName::parse)
            .filter(|name| !name.is_empty())
            .or_else(|| volumes.first().cloned()),
        volumes: volumes.to_vec(),
        status,
        disk_number: None,
    }
}
