//! NTSTATUS values that volume and disk drivers report.
//!
//! Names and numbers: MS-ERREF 2.3.1, "NTSTATUS Values" (Microsoft Open Specifications). The
//! classes are this program's: they say what a status on a volsnap 27 means for the verdict.

use super::NtStatus;

/// What a status on a volsnap 27 points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusClass {
    /// The device was gone: what a detached virtual disk leaves behind.
    Vanished,
    /// The medium or the structures on it are damaged, or its I/O fails.
    Corruption,
    /// The machine was short of memory.
    Shortage,
    /// Something that should exist does not; a real loss of shadow copies looked like this.
    MissingName,
    /// Access was refused or the medium is write-protected.
    Access,
    /// Any other.
    Other,
}

/// One known status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownStatus {
    /// The value.
    pub code: u32,
    /// Microsoft's name.
    pub name: &'static str,
    /// What it says, in plain words.
    pub meaning: &'static str,
    /// What it points to on a volsnap 27.
    pub class: StatusClass,
}

/// What is known of a status.
pub fn lookup(status: NtStatus) -> Option<&'static KnownStatus> {
    STATUSES.iter().find(|known| known.code == status.0)
}

/// Where names and numbers come from.
pub const SOURCE: &str = "MS-ERREF 2.3.1, NTSTATUS Values";

const fn row(code: u32, name: &'static str, meaning: &'static str, class: StatusClass) -> KnownStatus {
    KnownStatus { code, name, meaning, class }
}

use StatusClass::{Access, Corruption, MissingName, Other, Shortage, Vanished};

/// Every status this program can name, by number.
#[rustfmt::skip]
pub const STATUSES: &[KnownStatus] = &[
    row(0x00000000, "STATUS_SUCCESS", "no error; in an error record: no status was given", Other),
    row(0xC000000E, "STATUS_NO_SUCH_DEVICE", "the device was gone", Vanished),
    row(0xC000000F, "STATUS_NO_SUCH_FILE", "the file does not exist", MissingName),
    row(0xC0000010, "STATUS_INVALID_DEVICE_REQUEST", "the device does not know this request", Other),
    row(0xC0000012, "STATUS_WRONG_VOLUME", "another volume is in the drive", Other),
    row(0xC0000013, "STATUS_NO_MEDIA_IN_DEVICE", "no medium is in the drive", Other),
    row(0xC0000015, "STATUS_NONEXISTENT_SECTOR", "the sector does not exist", Corruption),
    row(0xC0000017, "STATUS_NO_MEMORY", "no memory was left", Shortage),
    row(0xC0000022, "STATUS_ACCESS_DENIED", "access was denied", Access),
    row(0xC0000032, "STATUS_DISK_CORRUPT_ERROR", "the file system on the disk is corrupt", Corruption),
    row(0xC0000034, "STATUS_OBJECT_NAME_NOT_FOUND", "a name that should exist was not found", MissingName),
    row(0xC000003A, "STATUS_OBJECT_PATH_NOT_FOUND", "a path that should exist was not found", MissingName),
    row(0xC000003F, "STATUS_CRC_ERROR", "a checksum of the medium does not match", Corruption),
    row(0xC0000043, "STATUS_SHARING_VIOLATION", "somebody else holds the file open", Access),
    row(0xC0000056, "STATUS_DELETE_PENDING", "the object is being deleted", Other),
    row(0xC000009A, "STATUS_INSUFFICIENT_RESOURCES", "the system was out of pool memory", Shortage),
    row(0xC000009C, "STATUS_DEVICE_DATA_ERROR", "the device could not read its data", Corruption),
    row(0xC000009D, "STATUS_DEVICE_NOT_CONNECTED", "the device was not connected", Vanished),
    row(0xC00000A2, "STATUS_MEDIA_WRITE_PROTECTED", "the medium is write-protected", Access),
    row(0xC00000A3, "STATUS_DEVICE_NOT_READY", "the device was not ready", Other),
    row(0xC00000B5, "STATUS_IO_TIMEOUT", "the device did not answer in time", Corruption),
    row(0xC00000BB, "STATUS_NOT_SUPPORTED", "the request is not supported", Other),
    row(0xC00000C0, "STATUS_DEVICE_DOES_NOT_EXIST", "the device does not exist", Vanished),
    row(0xC00000C4, "STATUS_UNEXPECTED_NETWORK_ERROR", "the network failed", Other),
    row(0xC00000C9, "STATUS_NETWORK_NAME_DELETED", "the network name is gone", Other),
    row(0xC0000102, "STATUS_FILE_CORRUPT_ERROR", "a file or folder is corrupt", Corruption),
    row(0xC000014F, "STATUS_UNRECOGNIZED_VOLUME", "the volume holds no known file system", Other),
    row(0xC0000185, "STATUS_IO_DEVICE_ERROR", "the device failed the request", Corruption),
    row(0xC0000186, "STATUS_DEVICE_PROTOCOL_ERROR", "the device broke its protocol", Corruption),
    row(0xC000020C, "STATUS_CONNECTION_DISCONNECTED", "the connection was gone", Other),
    row(0xC000026E, "STATUS_VOLUME_DISMOUNTED", "the volume was dismounted", Vanished),
    row(0xC0000365, "STATUS_FAILED_DRIVER_ENTRY", "a driver failed to start", Other),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_sorted_and_unique() {
        assert!(STATUSES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
