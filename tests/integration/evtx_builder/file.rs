//! A whole log: file header and chunks.

use super::chunk::{self, Chunk};
use super::record::Record;

const HEADER_BLOCK: usize = 4096;

/// How a log is laid out.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// As Windows exports it: record headers count from 1, whatever the EventRecordIDs.
    pub exported: bool,
    /// Records to a chunk at most; as many as fit when absent.
    pub chunk_records: Option<u64>,
    /// The slot of the oldest chunk, in a log that has wrapped.
    pub oldest_slot: usize,
    /// The header is that of an earlier moment, when the log had so many chunks; flag dirty.
    pub dirty_at: Option<usize>,
    /// Preallocated empty chunks behind the used ones.
    pub preallocated: usize,
}

/// Writes a log.
pub fn write(records: &[Record], layout: &Layout) -> Vec<u8> {
    let chunks = fill(records, layout);
    let mut slots: Vec<&Chunk> = chunks.iter().collect();
    if !slots.is_empty() {
        let by = layout.oldest_slot % slots.len();
        slots.rotate_right(by);
    }
    let last_slot = (layout.oldest_slot + chunks.len().saturating_sub(1)) % chunks.len().max(1);
    let next_id = chunks.last().map_or(1, |chunk| chunk.last_id() + 1);
    let mut out = match layout.dirty_at {
        None => header(layout.oldest_slot as u64, last_slot as u64, next_id, chunks.len() as u16, 0),
        Some(count) => {
            let next_id = chunks[..count].last().map_or(1, |chunk| chunk.last_id() + 1);
            header(0, count.saturating_sub(1) as u64, next_id, count as u16, 1)
        }
    };
    for chunk in slots {
        out.extend(chunk.finish());
    }
    out.resize(out.len() + layout.preallocated * chunk::SIZE, 0);
    out
}

/// Fills chunks; a gap in the ids closes a chunk, as its header can't tell of it.
fn fill(records: &[Record], layout: &Layout) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for (number, record) in (1..).zip(records) {
        let id = if layout.exported { number } else { record.event_record_id };
        let full = |chunk: &Chunk| layout.chunk_records.is_some_and(|most| chunk.records() >= most);
        let goes_on = chunks.last().is_some_and(|chunk| chunk.last_id() + 1 == id && !full(chunk));
        let added = goes_on && chunks.last_mut().unwrap().add(record, id);
        if !added {
            let mut chunk = Chunk::new(id, number);
            assert!(chunk.add(record, id), "a record larger than a chunk");
            chunks.push(chunk);
        }
    }
    chunks
}

/// A log of about so many bytes: the first chunk of another again and again, with ids that go on. Its first record's id
/// must be so large that no other eight bytes are the same.
pub fn repeated(log: &[u8], bytes: usize) -> Vec<u8> {
    let chunk = &log[HEADER_BLOCK..HEADER_BLOCK + chunk::SIZE];
    let number = |at: usize| u64::from_le_bytes(chunk[at..at + 8].try_into().unwrap());
    let (records, first) = (number(16) - number(8) + 1, number(24));
    assert!(first > u64::from(u32::MAX), "{first} may stand for something else");
    let count = (bytes / chunk::SIZE).max(1);
    let last = first + records * count as u64;
    let mut out = header(0, count as u64 - 1, last, count as u16, 0);
    out.reserve(count * chunk::SIZE);
    for place in 0..count as u64 {
        let mut next = chunk.to_vec();
        let (number, id) = (records * place + 1, first + records * place);
        for (at, value) in [(8, number), (16, number + records - 1), (24, id), (32, id + records - 1)] {
            next[at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        chunk::renumber(&mut next, first, id);
        out.extend(next);
    }
    out
}

/// The file header's block.
pub fn header(oldest: u64, last: u64, next_id: u64, chunks: u16, flags: u32) -> Vec<u8> {
    let mut block = vec![0; HEADER_BLOCK];
    block[..8].copy_from_slice(b"ElfFile\0");
    block[8..16].copy_from_slice(&oldest.to_le_bytes());
    block[16..24].copy_from_slice(&last.to_le_bytes());
    block[24..32].copy_from_slice(&next_id.to_le_bytes());
    block[32..36].copy_from_slice(&128_u32.to_le_bytes());
    block[36..38].copy_from_slice(&1_u16.to_le_bytes());
    block[38..40].copy_from_slice(&3_u16.to_le_bytes());
    block[40..42].copy_from_slice(&4096_u16.to_le_bytes());
    block[42..44].copy_from_slice(&chunks.to_le_bytes());
    block[120..124].copy_from_slice(&flags.to_le_bytes());
    let crc = crc32fast::hash(&block[..120]);
    block[124..128].copy_from_slice(&crc.to_le_bytes());
    block
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_header_has_the_checksum_of_real_files() {
        let block = super::header(0, 0, 2, 1, 0);
        assert_eq!(u32::from_le_bytes(block[124..128].try_into().unwrap()), 0xd0ff_1810);
    }
}
