//! `DRIVE_LAYOUT_INFORMATION_EX`: the partition table that Partition/Diagnostic 1006 carries, and the volume GUIDs in it.
//!
//! Layout: Windows SDK, `winioctl.h`; all little-endian. A volume on GPT has the unique GUID of its partition, one on
//! MBR a GUID made of the disk's signature and the partition's offset: measured, 20 of 20 GUIDs that the snapshot driver
//! named on six public machines (Windows 10, 11, Server 2022) are found so. Up to Server 2016 they are made otherwise.

use super::bytes::{u32_at, u64_at};
use super::guid::Guid;

/// Offset of the first entry.
const ENTRIES: usize = 48;
/// Size of an entry, `PARTITION_INFORMATION_EX`.
const ENTRY: usize = 144;
/// Offset of `PartitionLength` in an entry; one that is not in use has none.
const LENGTH: usize = 16;
/// No disk has more partitions: what Windows reserves for GPT.
const MOST: u32 = 128;

/// A partition, and the volume that is on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// `PartitionNumber`, counted from 1.
    pub number: u32,
    /// The GUID that its volume has.
    pub volume: Guid,
}

/// The partitions of a table that can hold a volume, as far as the table can be read. One that is neither GPT nor MBR has
/// none.
pub fn read(table: &[u8]) -> Vec<Partition> {
    let (Some(style), Some(count)) = (u32_at(table, 0), u32_at(table, 4)) else { return Vec::new() };
    let entries = table.get(ENTRIES..).unwrap_or_default().chunks_exact(ENTRY);
    let used = usize::try_from(count.min(MOST)).unwrap_or_default();
    let partition = |entry: &[u8]| {
        let volume = match style {
            0 => by_signature(table, entry),
            1 => by_unique_guid(entry),
            _ => None,
        };
        Some(Partition { number: u32_at(entry, 24)?, volume: volume? })
    };
    entries.take(used).filter_map(partition).collect()
}

/// A table of these partitions on GPT, as long as another one, of which it has the count and nothing else.
pub fn write(partitions: &[Partition], like: &[u8]) -> Vec<u8> {
    let mut table = vec![0; like.len()];
    let mut set = |at: usize, bytes: &[u8]| {
        if let Some(place) = at.checked_add(bytes.len()).and_then(|end| table.get_mut(at..end)) {
            place.copy_from_slice(bytes);
        }
    };
    set(0, &1_u32.to_le_bytes());
    set(4, like.get(4..8).unwrap_or_default());
    for (entry, partition) in partitions.iter().enumerate() {
        let at = entry.saturating_mul(ENTRY).saturating_add(ENTRIES);
        set(at.saturating_add(LENGTH), &1_u64.to_le_bytes());
        set(at.saturating_add(24), &partition.number.to_le_bytes());
        set(at.saturating_add(48), &partition.volume.to_windows());
    }
    table
}

/// Whether a table is long enough for so many partitions.
pub fn holds(table: &[u8], count: u32) -> bool {
    let entries = table.get(ENTRIES..).unwrap_or_default().chunks_exact(ENTRY).len();
    usize::try_from(count.min(MOST)).unwrap_or_default() <= entries
}

fn by_unique_guid(entry: &[u8]) -> Option<Guid> {
    let guid = Guid::from_windows(*entry.get(48..)?.first_chunk()?);
    (u64_at(entry, LENGTH)? > 0 && !guid.is_nil()).then_some(guid)
}

fn by_signature(table: &[u8], entry: &[u8]) -> Option<Guid> {
    let (signature, start) = (table.get(8..)?.first_chunk::<4>()?, entry.get(8..)?.first_chunk::<8>()?);
    let mut bytes = [0_u8; 16];
    bytes.first_chunk_mut::<4>()?.copy_from_slice(signature);
    bytes.last_chunk_mut::<8>()?.copy_from_slice(start);
    // A disk that nobody has initialised has no signature.
    (u64_at(entry, LENGTH)? > 0 && *signature != [0; 4]).then(|| Guid::from_windows(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of one partition at 1 MiB.
    fn table(style: u32, head: [u8; 4], unique: [u8; 16]) -> Vec<u8> {
        let mut bytes = vec![0; ENTRIES + ENTRY];
        bytes[..4].copy_from_slice(&style.to_le_bytes());
        bytes[4] = 1;
        bytes[8..12].copy_from_slice(&head);
        bytes[ENTRIES + 8..ENTRIES + 16].copy_from_slice(&0x10_0000_u64.to_le_bytes());
        bytes[ENTRIES + 16] = 1;
        bytes[ENTRIES + 24] = 2;
        bytes[ENTRIES + 48..ENTRIES + 64].copy_from_slice(&unique);
        bytes
    }

    fn volumes(bytes: &[u8]) -> Vec<String> {
        read(bytes).iter().map(|found| found.volume.to_string()).collect()
    }

    #[test]
    fn a_volume_on_gpt_has_the_guid_of_its_partition() {
        let unique = [0xa4, 0xc6, 0x1a, 0xbf, 0xfe, 0x60, 0x69, 0x48, 0xa1, 0x3d, 1, 2, 3, 4, 5, 6];
        let bytes = table(1, [0; 4], unique);
        assert_eq!(volumes(&bytes), ["bf1ac6a4-60fe-4869-a13d-010203040506"]);
        assert_eq!(read(&bytes)[0].number, 2);
    }

    #[test]
    fn a_volume_on_mbr_has_a_guid_of_signature_and_offset() {
        let bytes = table(0, [0x78, 0x56, 0x34, 0x12], [0; 16]);
        assert_eq!(volumes(&bytes), ["12345678-0000-0000-0000-100000000000"]);
        assert_eq!(volumes(&table(0, [0; 4], [0; 16])), [""; 0], "no signature, no volume");
    }

    #[test]
    fn a_partition_without_a_guid_or_without_room_is_no_volume() {
        assert_eq!(volumes(&table(1, [0; 4], [0; 16])), [""; 0], "no GUID");
        let mut bytes = table(1, [0; 4], [7; 16]);
        bytes[ENTRIES + 16] = 0;
        assert_eq!(volumes(&bytes), [""; 0], "no room");
        let mut bytes = table(0, [0x78, 0x56, 0x34, 0x12], [0; 16]);
        bytes[ENTRIES + 16] = 0;
        assert_eq!(volumes(&bytes), [""; 0], "no room");
    }

    #[test]
    fn a_table_that_is_cut_gives_what_is_whole_of_it() {
        let mut bytes = table(1, [0; 4], [7; 16]);
        bytes[4] = 2;
        assert_eq!(volumes(&bytes).len(), 1);
        bytes[4..8].fill(0xff);
        assert_eq!(volumes(&bytes).len(), 1, "more than there can be");
        assert_eq!(volumes(&bytes[..ENTRIES + 100]).len(), 0);
        assert_eq!(volumes(&bytes[..6]).len(), 0);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let like = table(0, [1; 4], [7; 16]);
        let partitions = [Partition { number: 3, volume: Guid::from_windows([9; 16]) }];
        let written = write(&partitions, &like);
        assert_eq!(written.len(), like.len());
        assert_eq!(read(&written), partitions);
        assert_eq!(read(&write(&[], &like)), []);
    }
}
