//! One .evtx file: a header of 4096 bytes and chunks back to back.
//!
//! The file accounts for itself from its header, its size and its chunks. Its chunks are decoded
//! by all cores, a block at a time, so that memory does not grow with the file.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use evtx::{EvtxFileHeader, HeaderFlags};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::chunk::{self, CHUNK_SIZE, ChunkState, ChunkYield};
use super::{Progress, SourceYield};
use crate::input::tally::Tally;
use crate::issue::{Issue, IssueKind};

/// The size of the file header's block.
const HEADER_BLOCK: usize = 4096;
/// How many chunks are in memory at a time, for each file being read: 2 MiB.
const BLOCK: usize = 32;
/// More records than any chunk can hold; used to tell a plausible count from a damaged one.
const PLAUSIBLE_RECORDS: u64 = 2400;

/// Reads a file that is, or claims to be, an event log.
pub(super) fn read(path: &Path, progress: &dyn Progress) -> io::Result<SourceYield> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut out = SourceYield::new(path, size);
    let mut head = Vec::new();
    (&mut file).take(HEADER_BLOCK as u64).read_to_end(&mut head)?;
    progress.advance(head.len() as u64);
    if head.len() < HEADER_BLOCK {
        out.issues.push(Issue::loss(
            IssueKind::Truncated,
            format!("the file ends inside its header, after {size} bytes; no record is left"),
        ));
        return Ok(out);
    }
    let header = read_header(&head, &mut out);
    let mut chunks = Vec::new();
    let mut slot = 0_u64;
    loop {
        let block = read_block(&mut file, &mut slot)?;
        if block.is_empty() {
            break;
        }
        let bytes: usize = block.iter().map(|(_, _, available)| *available).sum();
        let read: Vec<ChunkYield> = block
            .into_par_iter()
            .map(|(slot, data, available)| chunk::read(slot, offset_of(slot), data, available))
            .collect();
        chunks.extend(read);
        progress.advance(bytes as u64);
    }
    account(&mut out, header.as_ref(), chunks);
    Ok(out)
}

/// One slot: its number, its bytes padded to a whole chunk, and how many of them the file has.
type Slot = (u64, Vec<u8>, usize);

fn read_block(file: &mut File, slot: &mut u64) -> io::Result<Vec<Slot>> {
    let mut block = Vec::with_capacity(BLOCK);
    for _ in 0..BLOCK {
        let mut data = Vec::with_capacity(CHUNK_SIZE);
        file.take(CHUNK_SIZE as u64).read_to_end(&mut data)?;
        let available = data.len();
        if available == 0 {
            break;
        }
        data.resize(CHUNK_SIZE, 0);
        block.push((*slot, data, available));
        *slot = slot.saturating_add(1);
    }
    Ok(block)
}

fn offset_of(slot: u64) -> u64 {
    slot.saturating_mul(CHUNK_SIZE as u64).saturating_add(HEADER_BLOCK as u64)
}

/// What of the file header can be relied on.
struct FileHeader {
    oldest_slot: u64,
    next_record_id: u64,
    /// How many slots are in use.
    chunks: u64,
    is_dirty: bool,
}

fn read_header(head: &[u8], out: &mut SourceYield) -> Option<FileHeader> {
    let header = match EvtxFileHeader::from_bytes(head) {
        Ok(header) => header,
        Err(error) => {
            let text =
                format!("the file's first bytes are overwritten ({error}); its chunks are read all the same");
            out.issues.push(Issue::note(IssueKind::FileHeader, text));
            return None;
        }
    };
    if !header.validate_checksum() {
        let text = "the checksum of the file header does not match; what it declares is not used";
        out.issues.push(Issue::note(IssueKind::FileHeader, text));
        return None;
    }
    if header.major_version != 3 {
        let text = format!(
            "version {}.{} of the format is unknown; it is read like 3.1",
            header.major_version, header.minor_version
        );
        out.issues.push(Issue::note(IssueKind::FileHeader, text));
    }
    let is_dirty = header.flags.contains(HeaderFlags::DIRTY);
    if is_dirty {
        let text = "the log was in use when it was copied (dirty), so its header may lag behind its records";
        out.issues.push(Issue::note(IssueKind::Dirty, text));
    }
    // The count has 16 bits only; a log of 4 GiB has more chunks, and the last slot tells.
    let counted = u64::from(header.chunk_count);
    let last = header.last_chunk_number.saturating_add(1);
    let overflows = last > u64::from(u16::MAX) && last & 0xffff == counted;
    Some(FileHeader {
        oldest_slot: header.first_chunk_number,
        next_record_id: header.next_record_id,
        chunks: if overflows { last } else { counted },
        is_dirty,
    })
}

/// Adds up what the chunks gave and what is missing between and behind them.
fn account(out: &mut SourceYield, header: Option<&FileHeader>, chunks: Vec<ChunkYield>) {
    let present = chunks.len() as u64;
    let is_read = |chunk: &&ChunkYield| matches!(chunk.state, ChunkState::Read { .. });
    let last_read = chunks.iter().filter(is_read).map(|chunk| chunk.slot.saturating_add(1)).max();
    // A header that lags, or that can't be relied on, still has all slots up to the last chunk in use.
    let used = header.map_or(0, |header| header.chunks).max(last_read.unwrap_or(0));
    let mut lost_slots: Vec<u64> = Vec::new();
    let mut garbage = 0_u64;
    let mut read: Vec<ChunkYield> = Vec::new();
    for mut chunk in chunks {
        out.fingerprint = out.fingerprint.rotate_left(1) ^ u64::from(chunk.fingerprint);
        out.issues.append(&mut chunk.issues);
        let is_used = chunk.slot < used;
        match chunk.state {
            ChunkState::Read { .. } => read.push(chunk),
            ChunkState::Blank if !is_used => {}
            ChunkState::Blank => {
                lost_slots.push(chunk.slot);
                out.lose_chunk(chunk.slot, "the chunk holds only zeros");
            }
            ChunkState::Unusable if is_empty_log(header) => {}
            // Preallocated space can hold anything; no record is in it.
            ChunkState::Unusable if !is_used => garbage = garbage.saturating_add(1),
            ChunkState::Unusable => {
                lost_slots.push(chunk.slot);
                out.lose_chunk(
                    chunk.slot,
                    "this is no chunk: neither its first bytes nor a record is where it should be",
                );
            }
        }
    }
    let missing_slots = used.saturating_sub(present);
    if missing_slots > 0 {
        let text = format!(
            "the file is cut off: it has {present} of {} chunks; ask for the whole file, or export it again with wevtutil epl",
            used
        );
        out.issues.push(Issue::loss(IssueKind::Truncated, text));
    }
    if garbage > 0 {
        let text = format!(
            "{garbage} slots behind the chunks in use hold leftovers of something else; no record is in them"
        );
        out.issues.push(Issue::note(IssueKind::ChunkBeyondEnd, text));
    }
    note_chunks_beyond_end(out, header, &read);
    let leading = leading_loss(header, &read, &lost_slots);
    read.sort_by_key(|chunk| match chunk.state {
        ChunkState::Read { first_id, .. } => (first_id, chunk.slot),
        ChunkState::Blank | ChunkState::Unusable => (0, chunk.slot),
    });
    let something_is_lost = !lost_slots.is_empty() || missing_slots > 0;
    join(out, header, read, leading, something_is_lost);
    // Nothing more is known of records that no neighbour and no header counts.
    if missing_slots > 0 || (something_is_lost && header.is_none_or(|header| header.is_dirty)) {
        out.mark_damage_behind();
    }
}

/// Takes the chunks in the order of their records, and counts what is missing between and behind them.
fn join(
    out: &mut SourceYield,
    header: Option<&FileHeader>,
    read: Vec<ChunkYield>,
    leading: u64,
    something_is_lost: bool,
) {
    let mut lost_records = leading;
    let mut previous: Option<u64> = None;
    let mut owed_damage = leading > 0;
    for mut chunk in read {
        let ChunkState::Read { first_id, last_id, .. } = chunk.state else { continue };
        let jump = previous.map_or(0, |last| first_id.saturating_sub(last).saturating_sub(1));
        if jump > 0 && something_is_lost {
            lost_records = lost_records.saturating_add(jump);
            owed_damage = true;
        }
        if owed_damage || chunk.lost_before {
            out.mark_damage_behind();
            if let Some(run) = chunk.runs.first_mut() {
                run.damage_before = true;
            }
        }
        owed_damage = chunk.lost_behind || (owed_damage && chunk.runs.is_empty());
        previous = Some(previous.map_or(last_id, |last| last.max(last_id)));
        out.absorb(chunk);
    }
    if owed_damage {
        out.mark_damage_behind();
    }
    let tail = header
        .filter(|header| something_is_lost || !header.is_dirty)
        .zip(previous)
        .map_or(0, |(header, last)| header.next_record_id.saturating_sub(last).saturating_sub(1));
    if tail > 0 && !something_is_lost {
        let text = format!("the file header counts {tail} records more than the last chunk holds");
        out.issues.push(Issue::loss(IssueKind::RecordsUnreadable, text));
    }
    lost_records = lost_records.saturating_add(tail);
    if tail > 0 {
        out.mark_damage_behind();
    }
    out.tally += Tally { failed: lost_records, ..Tally::default() };
}

/// An empty log's only chunk declares no record; nothing is wrong with it.
fn is_empty_log(header: Option<&FileHeader>) -> bool {
    header.is_some_and(|header| header.next_record_id <= 1)
}

/// Records before the first chunk that could be read, in a log that has not wrapped.
fn leading_loss(header: Option<&FileHeader>, read: &[ChunkYield], lost_slots: &[u64]) -> u64 {
    let Some(first) = read.first() else { return 0 };
    let ChunkState::Read { first_number, .. } = first.state else { return 0 };
    let lost_before = lost_slots.iter().filter(|slot| **slot < first.slot).count() as u64;
    let starts_at_slot_0 = header.is_none_or(|header| header.oldest_slot == 0);
    let count = first_number.saturating_sub(1);
    let is_plausible = count <= lost_before.saturating_mul(PLAUSIBLE_RECORDS);
    if lost_before > 0 && starts_at_slot_0 && is_plausible { count } else { 0 }
}

fn note_chunks_beyond_end(out: &mut SourceYield, header: Option<&FileHeader>, read: &[ChunkYield]) {
    let Some(header) = header else { return };
    let beyond = read.iter().filter(|chunk| chunk.slot >= header.chunks).count();
    if beyond > 0 && !header.is_dirty {
        let text = format!(
            "{beyond} chunks lie behind the {} that the header declares; they are read too",
            header.chunks
        );
        out.issues.push(Issue::note(IssueKind::ChunkBeyondEnd, text));
    }
}

impl SourceYield {
    fn lose_chunk(&mut self, slot: u64, text: &str) {
        self.issues.push(Issue::loss(IssueKind::ChunkLost, text).at_chunk(slot, offset_of(slot)));
    }

    /// Records behind the last one that was read are missing.
    fn mark_damage_behind(&mut self) {
        if let Some(run) = self.runs.last_mut() {
            run.damage_after = true;
        }
    }

    fn absorb(&mut self, chunk: ChunkYield) {
        self.tally += chunk.tally;
        self.events.extend(chunk.events);
        self.requesters.extend(chunk.requesters);
        for run in chunk.runs {
            self.extend_runs(run);
        }
    }
}
