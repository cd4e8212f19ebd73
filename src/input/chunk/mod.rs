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

use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use layout::{CHUNK_SIZE, time};
use layout::{HEADER_SIZE, Header, MAGIC, RECORD_MAGIC, u32_at};

use super::{Decoding, How};
use crate::event::sequence::Sequences;
use crate::event::{Event, Trust};
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
    /// The account of its records.
    pub tally: Tally,
    /// Events that can matter.
    pub events: Vec<Event>,
    /// Coverage.
    pub runs: Sequences,
    /// Names of other backup products' providers, with the computer.
    pub requesters: BTreeSet<(Arc<str>, Arc<str>)>,
    /// What was wrong with it.
    pub issues: Vec<Issue>,
    /// Whether records are missing before its first one that was read, or it has none that was.
    pub(super) lost_before: bool,
    /// Whether records are missing behind its last one that was read, or it has none that was.
    pub(super) lost_behind: bool,
    /// A checksum that tells files apart without their names.
    pub fingerprint: u64,
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
    },
}
/// Reads one slot. `available` is less than [`CHUNK_SIZE`] when the file ends inside it; `data`
/// is padded with zeros then. What `data` holds afterwards means nothing.
pub(super) fn read(
    slot: u64,
    file_offset: u64,
    data: &mut Vec<u8>,
    available: usize,
    how: &How,
) -> ChunkYield {
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
        read_records(&mut out, data, file_offset, available, how);
    } else {
        out.identify(evtx::checksum_ieee(data));
        salvage_records(&mut out, data, file_offset, available);
    }
    out
}

fn read_records(out: &mut ChunkYield, data: &mut Vec<u8>, file_offset: u64, available: usize, how: &How) {
    let magic_is_right = data.starts_with(MAGIC);
    if !magic_is_right {
        out.note(IssueKind::ChunkHeader, file_offset, first_bytes());
    }
    restore_magic(data);
    let Some(header) = Header::read(data) else { return };
    if magic_is_right && plan::is_empty(data, &header) {
        return read_behind_empty(out, data, file_offset, available);
    }
    let mut plan = plan::plan(out, data, &header, file_offset, available);
    if !magic_is_right {
        plan.trust = Trust::ChecksumFailed;
        plan.vouched = None;
    }
    // The stored checksums are as good as the bytes where they match.
    out.identify(if plan.vouched.is_some() { header.stored_crc } else { evtx::checksum_ieee(data) });
    let untouched = how.recovers.then(|| data.clone());
    decode::decode(out, data, &plan, file_offset, how.decoding);
    if let Some(untouched) = untouched {
        carve::carve(out, untouched, &plan);
    }
}

/// What lies behind a header that declares no records. Whether it is current, the file decides.
fn read_behind_empty(out: &mut ChunkYield, data: &mut Vec<u8>, file_offset: u64, available: usize) {
    out.identify(evtx::checksum_ieee(data));
    out.state = ChunkState::Empty;
    let Some(plan) = plan::behind_empty(data, available) else { return };
    decode::decode(out, data, &plan, file_offset, Decoding::Everything);
    // What of it can't be read is no record, and nobody declared it.
    out.issues.clear();
    out.tally.failed = 0;
    let (first_id, last_id) = plan.ids;
    out.state = ChunkState::BehindEmpty { first_id, last_id };
}

fn salvage_records(out: &mut ChunkYield, data: &mut Vec<u8>, file_offset: u64, available: usize) {
    let Some(plan) = plan::salvage(data, available) else { return };
    let text = beginning_overwritten(plan.declared);
    out.issues.push(Issue::loss(IssueKind::ChunkLost, text).at_chunk(out.slot, file_offset));
    restore_magic(data);
    decode::decode(out, data, &plan, file_offset, Decoding::Everything);
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
        Self {
            slot,
            slots: 1,
            state,
            tally: Tally::default(),
            events: Vec::new(),
            runs: Sequences::default(),
            requesters: BTreeSet::new(),
            issues: Vec::new(),
            lost_before: false,
            lost_behind: false,
            fingerprint: 0,
        }
    }

    /// A slot that the disk did not give.
    pub(super) fn unreadable(slot: u64) -> Self {
        Self::new(slot, ChunkState::Unreadable)
    }

    /// Takes in the next chunk of a file, if nothing lies between and nothing has to be said of it; else
    /// gives it back. So a log of many chunks takes the memory of one.
    pub(super) fn join(&mut self, next: Self) -> Option<Self> {
        let (
            ChunkState::Read { last_id, .. },
            ChunkState::Read { first_id: next_first, last_id: next_last, .. },
        ) = (&mut self.state, next.state)
        else {
            return Some(next);
        };
        let follows = last_id.checked_add(1) == Some(next_first) && next.issues.is_empty();
        if !follows || self.lost_behind || next.lost_before {
            return Some(next);
        }
        *last_id = next_last;
        self.slots = self.slots.saturating_add(next.slots);
        self.tally.add(next.tally);
        self.events.extend(next.events);
        self.requesters.extend(next.requesters);
        next.runs.into_list().into_iter().for_each(|run| self.runs.append(run));
        self.lost_behind = next.lost_behind;
        self.fingerprint = self.fingerprint.wrapping_add(next.fingerprint);
        None
    }

    /// Chunks add up to a file's fingerprint, each with the weight of its slot.
    fn identify(&mut self, checksum: u32) {
        let weight = self.slot.wrapping_mul(2).wrapping_add(1);
        self.fingerprint = u64::from(checksum).wrapping_mul(weight);
    }

    /// Records behind an empty header turn out to be current.
    pub(super) fn make_current(&mut self, file_offset: u64) {
        let ChunkState::BehindEmpty { first_id, last_id } = self.state else { return };
        self.state = ChunkState::Read { first_id, last_id, first_number: 0 };
        let count = self.tally.seen();
        self.note(IssueKind::StaleChunkHeader, file_offset, declares_none(count));
    }

    /// Records behind an empty header turn out to be stale: they are left aside, or recovered.
    pub(super) fn make_stale(&mut self, recovers: bool) {
        if !matches!(self.state, ChunkState::BehindEmpty { .. }) {
            return;
        }
        self.state = ChunkState::Empty;
        let recovered = if recovers { self.tally.seen() } else { 0 };
        self.tally = Tally { recovered, ..Tally::default() };
        self.runs = Sequences::default();
        self.requesters.clear();
        self.events.retain(|_| recovers);
        self.events.iter_mut().for_each(|event| event.trust = Trust::Carved);
    }

    fn note(&mut self, kind: IssueKind, file_offset: u64, text: Sentence) {
        self.issues.push(Issue::note(kind, text).at_chunk(self.slot, file_offset));
    }
}
