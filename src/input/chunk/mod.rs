//! One chunk of an .evtx file: 64 KiB that hold their own string and template tables.
//!
//! The decoder follows a chunk's header and says nothing of what lies outside it, so this room
//! accounts for the chunk itself: it checks both checksums, walks the record sizes, and compares
//! what the header declares with what was read.

mod decode;
mod layout;
mod plan;

use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use layout::CHUNK_SIZE;
use layout::{HEADER_SIZE, Header, MAGIC, RECORD_MAGIC, u32_at};

use super::tally::Tally;
use crate::event::run::Run;
use crate::event::{Event, Trust};
use crate::issue::{Issue, IssueKind};

/// What one slot of a file held.
#[derive(Debug)]
pub(super) struct ChunkYield {
    /// The slot, counted from 0 in file order.
    pub slot: u64,
    /// What it is.
    pub state: ChunkState,
    /// The account of its records.
    pub tally: Tally,
    /// Events that can matter.
    pub events: Vec<Event>,
    /// Coverage.
    pub runs: Vec<Run>,
    /// Names of other backup products' providers, with the computer.
    pub requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// What was wrong with it.
    pub issues: Vec<Issue>,
    /// Whether records are missing before its first one that was read, or it has none that was.
    pub(super) lost_before: bool,
    /// Whether records are missing behind its last one that was read, or it has none that was.
    pub(super) lost_behind: bool,
    /// A checksum over all its bytes, which tells files apart without their names.
    pub fingerprint: u32,
}

/// What a slot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChunkState {
    /// Only zeros: preallocated, or lost.
    Blank,
    /// Something that holds no records.
    Unusable,
    /// The file ends inside its header.
    CutInHeader,
    /// A chunk, with the ids of its record headers and the number of its first record.
    Read {
        /// The header id of the first record.
        first_id: u64,
        /// The header id of the last record.
        last_id: u64,
        /// How many records the log had before it, counted since it was last cleared.
        first_number: u64,
    },
}
/// Reads one slot. `available` is less than [`CHUNK_SIZE`] when the file ends inside it; `data`
/// is padded with zeros then.
pub(super) fn read(slot: u64, file_offset: u64, mut data: Vec<u8>, available: usize) -> ChunkYield {
    let mut out = ChunkYield {
        slot,
        state: ChunkState::Blank,
        tally: Tally::default(),
        events: Vec::new(),
        runs: Vec::new(),
        requesters: BTreeSet::new(),
        issues: Vec::new(),
        lost_before: false,
        lost_behind: false,
        fingerprint: evtx::checksum_ieee(&data),
    };
    if data.iter().all(|byte| *byte == 0) {
        return out;
    }
    out.state = ChunkState::Unusable;
    let is_cut = available < CHUNK_SIZE;
    if is_cut && available < HEADER_SIZE {
        out.state = ChunkState::CutInHeader;
        return out;
    }
    let magic_is_right = data.starts_with(MAGIC);
    let first_is_right = u32_at(&data, HEADER_SIZE) == Some(u32::from_le_bytes(RECORD_MAGIC));
    if !magic_is_right && let Some(magic) = data.first_chunk_mut::<8>() {
        *magic = *MAGIC;
    }
    if !magic_is_right && !first_is_right {
        let Some(plan) = plan::salvage(&mut data, available) else { return out };
        let text = format!(
            "the chunk's beginning is overwritten; {} whole records lie behind it, of which those are read that need no name or template from there",
            plan.declared
        );
        out.issues.push(Issue::loss(IssueKind::ChunkLost, text).at_chunk(slot, file_offset));
        decode::decode(&mut out, data, &plan, Trust::ChecksumFailed, file_offset);
        return out;
    }
    if !magic_is_right {
        out.note(IssueKind::ChunkHeader, file_offset, "the chunk's first bytes are overwritten; its records are read all the same, and count only against \"benign\"");
    }
    let Some(header) = Header::read(&data) else { return out };
    let plan = plan::plan(&mut out, &data, &header, file_offset, if is_cut { available } else { CHUNK_SIZE });
    let trust =
        if magic_is_right && plan.trust == Trust::Intact { Trust::Intact } else { Trust::ChecksumFailed };
    decode::decode(&mut out, data, &plan, trust, file_offset);
    out
}
impl ChunkYield {
    fn note(&mut self, kind: IssueKind, file_offset: u64, text: &str) {
        self.issues.push(Issue::note(kind, text).at_chunk(self.slot, file_offset));
    }
}
