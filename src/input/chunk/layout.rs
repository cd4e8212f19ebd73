//! The layout of a chunk: header, records back to back, checksums.
//!
//! Little-endian throughout. Offsets: MS-EVEN6 2.2.12 ff. and libyal's libevtx documentation; what
//! readers insist on was measured on public logs.

use jiff::Timestamp;

pub(super) use crate::event::bytes::{u16_at, u32_at, u64_at};
use crate::issue::Issue;

/// The size of the block that the file's header lies in; chunks follow it back to back.
pub(in crate::input) const HEADER_BLOCK: usize = 4096;
/// The size of a chunk.
pub(in crate::input) const CHUNK_SIZE: usize = 0x1_0000;
/// The size of a chunk's header, tables included.
pub(super) const HEADER_SIZE: usize = 0x200;
/// The first eight bytes of a chunk.
pub(super) const MAGIC: &[u8; 8] = b"ElfChnk\0";
/// The first four bytes of a record.
pub(super) const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];
/// A record's header: magic, size, id, time written.
pub(super) const RECORD_HEADER_SIZE: usize = 24;
/// A record's header and the copy of its size behind it.
pub(super) const MIN_RECORD_SIZE: usize = RECORD_HEADER_SIZE + 4;
/// The most records that fit into a chunk.
pub(super) const MAX_RECORDS: u64 = ((CHUNK_SIZE - HEADER_SIZE) / MIN_RECORD_SIZE) as u64;
/// Flag of a chunk, and of a file, that stores no checksums.
pub(super) const NO_CRC32: u32 = 4;

/// The fields of a chunk header that matter here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header {
    pub(super) first_number: u64,
    pub(super) last_number: u64,
    pub(super) first_id: u64,
    pub(super) last_id: u64,
    pub(super) free_space: usize,
    pub(super) records_crc: u32,
    pub(super) flags: u32,
    pub(super) stored_crc: u32,
}

/// A record found by following sizes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) id: u64,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the time in its header is one. The decoder refuses a record without.
    pub(super) has_time: bool,
}
impl Header {
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        Some(Self {
            first_number: u64_at(data, 8)?,
            last_number: u64_at(data, 16)?,
            first_id: u64_at(data, 24)?,
            last_id: u64_at(data, 32)?,
            free_space: usize::try_from(u32_at(data, 48)?).ok()?,
            records_crc: u32_at(data, 52)?,
            flags: u32_at(data, 120)?,
            stored_crc: u32_at(data, 124)?,
        })
    }

    /// How many records the header declares. An empty log's only chunk has 1 to all ones.
    pub(super) fn count(&self) -> Option<u64> {
        if self.last_number == u64::MAX {
            return Some(0);
        }
        self.last_number.checked_sub(self.first_number)?.checked_add(1)
    }
}

/// Follows record sizes from `start`: whole records whose ids go up by one, the first of which is
/// `first_id` if given.
pub(super) fn walk(data: &[u8], start: usize, available: usize, first_id: Option<u64>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut offset = start;
    let mut expected = first_id;
    while let Some(span) = span_at(data, offset, available) {
        if expected.is_some_and(|id| id != span.id) {
            break;
        }
        expected = span.id.checked_add(1);
        offset = span.end;
        spans.push(span);
    }
    spans
}

/// Mends the headers of records, as far as what lies behind them tells. The decoder steps by sizes, and one that is wrong would
/// take records with it that are whole: a record ends where the next whole one begins, or where all of them end. And it stops
/// behind the id of the last one, so no other may have it; a record's own id is that of its XML.
pub(super) fn mend_headers(data: &mut [u8], end: usize) {
    let last = Header::read(data).map(|header| header.last_id);
    let mut offset = HEADER_SIZE;
    while offset < end {
        let start = offset;
        let span = span_at(data, start, end);
        offset = span.map_or_else(|| mend_size(data, start, end), |span| span.end);
        let takes_last = offset < end && u64_at(data, start.saturating_add(8)) == last;
        if takes_last
            && let Some(id) = data.get_mut(start.saturating_add(8)..).and_then(<[u8]>::first_chunk_mut)
        {
            *id = 0_u64.to_le_bytes();
        }
    }
}

/// Gives where the next record begins behind one that is not whole.
fn mend_size(data: &mut [u8], offset: usize, end: usize) -> usize {
    let is_record = |data: &[u8], at| u32_at(data, at) == Some(u32::from_le_bytes(RECORD_MAGIC));
    let size = u32_at(data, offset.saturating_add(4)).and_then(|size| usize::try_from(size).ok());
    let told = size.filter(|size| *size >= MIN_RECORD_SIZE).and_then(|size| offset.checked_add(size));
    let next_id = u64_at(data, offset.saturating_add(8)).and_then(|id| id.checked_add(1));
    let follows = |at| span_at(data, at, end).is_some_and(|span| Some(span.id) == next_id);
    let passes_over = |told: usize| (offset.saturating_add(MIN_RECORD_SIZE)..told).any(follows);
    // Where the size leads to a record, or to the end, and not over the one that follows, only the copy of it is wrong.
    if let Some(told) =
        told.filter(|told| is_record(data, offset) && (*told == end || is_record(data, *told)))
        && !passes_over(told.min(end))
    {
        return told;
    }
    let mut behind = offset.saturating_add(MIN_RECORD_SIZE)..end;
    let next = behind.find(|at| span_at(data, *at, end).is_some()).unwrap_or(end);
    if is_record(data, offset)
        && let Ok(size) = u32::try_from(next.saturating_sub(offset))
        && let Some(place) = data.get_mut(offset.saturating_add(4)..).and_then(<[u8]>::first_chunk_mut)
    {
        *place = size.to_le_bytes();
    }
    next
}

pub(super) fn span_at(data: &[u8], offset: usize, available: usize) -> Option<Span> {
    if u32_at(data, offset)? != u32::from_le_bytes(RECORD_MAGIC) {
        return None;
    }
    let size = u32_at(data, offset.checked_add(4)?)?;
    let length = usize::try_from(size).ok()?;
    let end = offset.checked_add(length)?;
    let is_whole =
        length >= MIN_RECORD_SIZE && end <= available && u32_at(data, end.checked_sub(4)?)? == size;
    let id = u64_at(data, offset.checked_add(8)?)?;
    let written = u64_at(data, offset.checked_add(16)?)?;
    is_whole.then_some(Span { id, start: offset, end, has_time: time(written).is_some() })
}

/// The checksum of a chunk header: bytes 0 to 119 and 128 to 511.
pub(super) fn header_crc(data: &[u8]) -> Option<u32> {
    let mut covered = [0; 120 + 384];
    let (start, tables) = covered.split_first_chunk_mut::<120>()?;
    start.copy_from_slice(data.get(..120)?);
    tables.copy_from_slice(data.get(128..HEADER_SIZE)?);
    Some(evtx::checksum_ieee(&covered))
}

/// The instant of a FILETIME, which counts steps of 100 ns since 1601; `None` outside of the years that a
/// time can have, in which the decoder reads none either.
pub(in crate::input) fn time(filetime: u64) -> Option<Timestamp> {
    /// Seconds from 1601 to 1970.
    const EPOCH: i64 = 11_644_473_600;
    const STEPS: u64 = 10_000_000;
    const NANOSECONDS: u64 = 100;
    let seconds = i64::try_from(filetime / STEPS).ok()?.checked_sub(EPOCH)?;
    let nanoseconds = i32::try_from((filetime % STEPS).checked_mul(NANOSECONDS)?).ok()?;
    Timestamp::new(seconds, nanoseconds).ok()
}

/// Where a slot begins in its file.
pub(in crate::input) fn offset_of(slot: u64) -> u64 {
    slot.saturating_mul(CHUNK_SIZE as u64).saturating_add(HEADER_BLOCK as u64)
}

/// An issue at a slot, with the offset of it.
pub(in crate::input) fn at_slot(issue: Issue, slot: u64) -> Issue {
    issue.at_chunk(slot, offset_of(slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filetime_outside_of_all_years_is_no_time() {
        assert_eq!(time(129_713_451_913_100_000).unwrap().to_string(), "2012-01-18T07:26:31.31Z");
        assert_eq!(time(u64::MAX), None);
    }
}
