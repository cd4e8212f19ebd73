//! `IO_ERROR_LOG_PACKET`: the bytes that a driver's error record carries in `<Binary>`.
//!
//! Layout: Windows Driver Kit, `wdm.h`, structure `IO_ERROR_LOG_PACKET`, as KB 244780 explains it
//! for disk 51; offsets were checked against real volsnap and disk records. All little-endian.

use super::bytes::u32_at;

/// Offset of `ErrorCode`, the full 32-bit event id.
const ERROR_CODE: usize = 0x0c;
/// Offset of `UniqueErrorValue`; the volume snapshot driver stores its `SourceTag` here.
const UNIQUE_ERROR_VALUE: usize = 0x10;
/// Offset of `FinalStatus`, an NTSTATUS.
const FINAL_STATUS: usize = 0x14;

/// The fields of the packet that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IoErrorLogPacket {
    /// The full 32-bit event id, e.g. 0xC006001B for volsnap 27.
    pub error_code: u32,
    /// A number that tells places in the driver apart.
    pub unique_error_value: u32,
    /// The NTSTATUS of the operation; 0 where the driver gave none.
    pub final_status: u32,
}

impl IoErrorLogPacket {
    /// The shortest packet that holds a status, in bytes.
    pub const MIN_SIZE: usize = 0x18;

    /// Reads a packet; `None` when it is too short to hold a status.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            error_code: u32_at(bytes, ERROR_CODE)?,
            unique_error_value: u32_at(bytes, UNIQUE_ERROR_VALUE)?,
            final_status: u32_at(bytes, FINAL_STATUS)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_of_forty_bytes_is_read() {
        // The first bytes of a real volsnap 25 (classic shape, 2013).
        let mut bytes = vec![0, 0, 0, 0, 2, 0, 0x30, 0, 0, 0, 0, 0, 0x19, 0, 6, 0xc0, 3, 0, 0, 0];
        bytes.resize(40, 0);
        let packet = IoErrorLogPacket::read(&bytes).unwrap();
        assert_eq!(packet.error_code, 0xC006_0019);
        assert_eq!(packet.unique_error_value, 3);
        assert_eq!(packet.final_status, 0);
    }

    #[test]
    fn twenty_three_bytes_hold_no_status() {
        assert_eq!(IoErrorLogPacket::read(&[0; 23]), None);
        assert!(IoErrorLogPacket::read(&[0; 24]).is_some());
    }
}
