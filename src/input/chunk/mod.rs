//! One chunk of an .evtx file: 64 KiB that hold their own string and template tables.
//!
//! The decoder follows a chunk's header and says nothing of what lies outside it, so this room
//! accounts for the chunk itself: it checks both checksums, walks the record sizes, and compares
//! what the header declares with what was read.

mod carve;
mod decode;
mod layout;
mod peek;
mod plan;
mod reader;

pub(super) use layout::{CHUNK_SIZE, HEADER_BLOCK, at_slot, offset_of, time};
use layout::{HEADER_SIZE, Header, MAGIC, RECORD_MAGIC, u32_at};

use super::{Decoding, Harvest, How};
use crate::event::Trust;
use crate::issue::{Issue, IssueKind};
use crate::say::{Pattern, Sentence, sentences};
use crate::source::Tally;

/// The sentences of chunks.
pub(super) const ROOM: &[&[Pattern]] = &[SENTENCES, plan::SENTENCES, reader::SENTENCES];

sentences! {
    first_bytes() = "chunk.first-bytes":
        "the chunk's first bytes are overwritten; its records are read all the same, and count only against \"benign\"";
    declares_none(count: u64) = "chunk.declares-none":
        "the chunk's header declares no records yet, but { $count ->
            [one] { $count } lies behind it; it is read
           *[other] { $count } lie behind it; they are read
        }";
    beginning_overwritten(count: u64) = "chunk.beginning-overwritten":
        "the chunk's beginning is overwritten; { $count ->
            [one] { $count } whole record lies
           *[other] { $count } whole records lie
        } behind it, of which those are read that need no name or template from there";
}

/// What one slot of a file held, or several that follow each other without a flaw.
#[derive(Debug)]
pub(super) struct ChunkYield {
    /// The slot, counted from 0 in file order.
    pub slot: u64,
    /// How many slots this tells of: more than one where chunks were joined.
    pub slots: u64,
    /// What it is.
    pub state: ChunkState,
    /// What its records gave.
    pub harvest: Harvest,
    /// Whether records are missing before its first one that was read, or it has none that was.
    pub(super) lost_before: bool,
    /// Whether records are missing behind its last one that was read, or it has none that was.
    pub(super) lost_behind: bool,
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
    /// The disk did not give it.
    Unreadable,
    /// A chunk whose header is right and says that it has no records, with none behind it.
    Empty,
    /// The same, but records lie behind: stale ones, or current ones that the header does not tell of yet.
    BehindEmpty {
        /// The header id of the first record.
        first_id: u64,
        /// The header id of the last record.
        last_id: u64,
    },
    /// A chunk, with the ids of its record headers and the number of its first record.
    Read {
        /// The header id of the first record.
        first_id: u64,
        /// The header id of the last record.
        last_id: u64,
        /// How many records the log had before it, counted since it was last cleared.
        first_number: u64,
        /// Where the records of its last slot end, in bytes from the slot's begin; behind it is room for more.
        records_end: usize,
    },
}
/// Reads one slot. `available` is less than [`CHUNK_SIZE`] when the file ends inside it; `data`
/// is padded with zeros then. What `data` holds afterwards means nothing.
pub(super) fn read(slot: u64, data: &mut Vec<u8>, available: usize, how: &How) -> ChunkYield {
    let mut out = ChunkYield::new(slot, ChunkState::Blank);
    if is_blank(data) {
        return out;
    }
    out.state = ChunkState::Unusable;
    let is_cut = available < CHUNK_SIZE;
    if is_cut && available < HEADER_SIZE {
        out.state = ChunkState::CutInHeader;
        out.identify(evtx::checksum_ieee(data));
        return out;
    }
    let magic_is_right = data.starts_with(MAGIC);
    let first_is_right = u32_at(data, HEADER_SIZE) == Some(u32::from_le_bytes(RECORD_MAGIC));
    if magic_is_right || first_is_right {
        read_records(&mut out, data, available, how);
    } else {
        out.identify(evtx::checksum_ieee(data));
        salvage_records(&mut out, data, available, how);
    }
    out
}

fn read_records(out: &mut ChunkYield, data: &mut Vec<u8>, available: usize, how: &How) {
    let magic_is_right = data.starts_with(MAGIC);
    if !magic_is_right {
        out.note(IssueKind::ChunkHeader, first_bytes());
    }
    restore_magic(data);
    let Some(header) = Header::read(data) else { return };
    if magic_is_right && plan::is_empty(data, &header) {
        return read_behind_empty(out, data, available, how);
    }
    let mut plan = plan::plan(out, data, &header, available);
    if !magic_is_right {
        plan.trust = Trust::ChecksumFailed;
        plan.vouched = None;
    }
    // The stored checksums are as good as the bytes where they match.
    out.identify(if plan.vouched.is_some() { header.stored_crc } else { evtx::checksum_ieee(data) });
    let untouched = how.recovers.then(|| data.clone());
    decode::decode(out, data, &plan, how.decoding, how);
    if let Some(untouched) = untouched {
        carve::carve(out, untouched, &plan, how);
    }
}

/// What lies behind a header that declares no records. Whether it is current, the file decides.
fn read_behind_empty(out: &mut ChunkYield, data: &mut Vec<u8>, available: usize, how: &How) {
    out.identify(evtx::checksum_ieee(data));
    out.state = ChunkState::Empty;
    let Some(plan) = plan::behind_empty(data, available) else { return };
    decode::decode(out, data, &plan, Decoding::Everything, how);
    // What of it can't be read is no record, and nobody declared it.
    out.harvest.issues.clear();
    out.harvest.tally.failed = 0;
    let (first_id, last_id) = plan.ids;
    out.state = ChunkState::BehindEmpty { first_id, last_id };
}

fn salvage_records(out: &mut ChunkYield, data: &mut Vec<u8>, available: usize, how: &How) {
    let Some(plan) = plan::salvage(data, available) else { return };
    let text = beginning_overwritten(plan.declared);
    out.lose(IssueKind::ChunkLost, text);
    restore_magic(data);
    decode::decode(out, data, &plan, Decoding::Everything, how);
}

/// The decoder insists on a chunk's first bytes.
fn restore_magic(data: &mut [u8]) {
    if let Some(magic) = data.first_chunk_mut() {
        *magic = *MAGIC;
    }
}

/// Whether there are only zeros, compared in strides that the compiler can do at once.
fn is_blank(data: &[u8]) -> bool {
    const ZEROS: [u8; 512] = [0; 512];
    data.chunks(ZEROS.len()).all(|stride| ZEROS.starts_with(stride))
}

impl ChunkYield {
    fn new(slot: u64, state: ChunkState) -> Self {
        Self { slot, slots: 1, state, harvest: Harvest::default(), lost_before: false, lost_behind: false }
    }

    /// A slot that the disk did not give.
    pub(super) fn unreadable(slot: u64) -> Self {
        Self::new(slot, ChunkState::Unreadable)
    }

    /// Takes in the next chunk of a file, if nothing lies between and nothing has to be said of it; else
    /// gives it back. So a log of many chunks takes the memory of one.
    pub(super) fn join(&mut self, next: Self) -> Option<Self> {
        let (
            ChunkState::Read { last_id, records_end, .. },
            ChunkState::Read { first_id: next_first, last_id: next_last, records_end: next_end, .. },
        ) = (&mut self.state, next.state)
        else {
            return Some(next);
        };
        let follows = last_id.checked_add(1) == Some(next_first) && next.harvest.issues.is_empty();
        if !follows || self.lost_behind || next.lost_before {
            return Some(next);
        }
        (*last_id, *records_end) = (next_last, next_end);
        self.slots = self.slots.saturating_add(next.slots);
        self.harvest.absorb(next.harvest);
        self.lost_behind = next.lost_behind;
        None
    }

    /// Chunks add up to a file's fingerprint, each with the weight of its slot.
    fn identify(&mut self, checksum: u32) {
        let weight = self.slot.wrapping_mul(2).wrapping_add(1);
        self.harvest.fingerprint = u64::from(checksum).wrapping_mul(weight);
    }

    /// Records behind an empty header turn out to be current.
    pub(super) fn make_current(&mut self) {
        let ChunkState::BehindEmpty { first_id, last_id } = self.state else { return };
        self.state = ChunkState::Read { first_id, last_id, first_number: 0, records_end: CHUNK_SIZE };
        let count = self.harvest.tally.seen();
        self.note(IssueKind::StaleChunkHeader, declares_none(count));
    }

    /// Records behind an empty header turn out to be stale: they are left aside, or recovered.
    pub(super) fn make_stale(&mut self, recovers: bool) {
        if !matches!(self.state, ChunkState::BehindEmpty { .. }) {
            return;
        }
        self.state = ChunkState::Empty;
        let recovered = if recovers { self.harvest.tally.seen() } else { 0 };
        let mut events = std::mem::take(&mut self.harvest.events);
        let mut records = std::mem::take(&mut self.harvest.records);
        if !recovers {
            events.clear();
            records.clear();
        }
        for event in &mut events {
            event.trust = Trust::Carved;
        }
        self.harvest = Harvest {
            tally: Tally { recovered, ..Tally::default() },
            events,
            records,
            issues: std::mem::take(&mut self.harvest.issues),
            fingerprint: self.harvest.fingerprint,
            ..Harvest::default()
        };
    }

    /// Says something of it.
    pub(super) fn note(&mut self, kind: IssueKind, text: Sentence) {
        self.harvest.issues.push(at_slot(Issue::note(kind, text), self.slot));
    }

    /// Says that records of it are lost.
    fn lose(&mut self, kind: IssueKind, text: Sentence) {
        self.harvest.issues.push(at_slot(Issue::loss(kind, text), self.slot));
    }
}
