//! One .evtx file: a header of 4096 bytes and chunks back to back.
//!
//! The file accounts for itself from its header, its size and its chunks.

use evtx::{EvtxFileHeader, HeaderFlags};

use super::chunk::{CHUNK_SIZE, ChunkState, ChunkYield, HEADER_BLOCK, at_slot};
use super::{Harvest, SourceYield};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, Sentence, sentences};
use crate::source::{LogHeader, Tally};

sentences! {
    cut_in_header(bytes: usize) = "evtx-file.cut-in-header":
        "the file ends inside its header, after { $bytes ->
            [one] { $bytes } byte
           *[other] { $bytes } bytes
        }; no record is left";
    overwritten(error: Log) = "evtx-file.header-overwritten":
        "the file's first bytes are overwritten ({ $error }); its chunks are read all the same";
    bad_checksum() = "evtx-file.header-checksum":
        "the checksum of the file header does not match; what it declares is a hint at most";
    unknown_version(major: Number, minor: Number) = "evtx-file.unknown-version":
        "version { $major }.{ $minor } of the format is unknown; it is read like 3.1";
    dirty() = "evtx-file.dirty":
        "the log was in use when it was copied (dirty), so its header may lag behind its records";
    behind_empty(first: Number, last: Number) = "evtx-file.records-behind-empty-header":
        "records { $first } to { $last } lie behind a chunk header that declares none; the file header is not final, so they \
         may be older records or the last ones: --recover shows them";
    zeros() = "evtx-file.zeros": "the chunk holds only zeros";
    no_chunk() = "evtx-file.no-chunk": "this is no chunk: neither its first bytes nor a record is where it should be";
    not_given() = "evtx-file.not-given": "the disk does not give this part of the file";
    cut_in_chunk_header() = "evtx-file.cut-in-chunk-header": "the file ends inside the header of this chunk";
    none_left() = "evtx-file.none-left": "no chunk is left behind the damaged file header";
    cut_off(present: Number, chunks: u64) = "evtx-file.cut-off":
        "the file is cut off: it has { $present } of { $chunks ->
            [one] { $chunks } chunk
           *[other] { $chunks } chunks
        }; ask for the whole file, or export it again with wevtutil epl";
    ends_in_chunk() = "evtx-file.ends-in-chunk":
        "the file ends in the middle of a chunk, and its header does not say how many there were";
    overlaps() = "evtx-file.overlapping-chunk":
        "the chunk holds records that another chunk of the file holds too: it is of another pass of the log, or stands where \
         another chunk should";
    header_counts_more(count: u64) = "evtx-file.header-counts-more":
        "the file header counts { $count ->
            [one] { $count } record
           *[other] { $count } records
        } more than the last chunk holds";
    beyond_end(count: u64, declared: Number) = "evtx-file.chunks-beyond-end":
        "{ $count ->
            [one] { $count } chunk lies behind the { $declared } that the header declares; it is read too
           *[other] { $count } chunks lie behind the { $declared } that the header declares; they are read too
        }";
}

/// More records than any chunk can hold; used to tell a plausible count from a damaged one.
const PLAUSIBLE_RECORDS: u64 = 2400;

/// Adds up what the header's block and the slots of a file gave.
///
/// `name` is the path of the file, and `recovers` whether stale records are wanted.
pub(super) fn add_up(
    out: &mut SourceYield,
    head: &[u8],
    mut chunks: Vec<ChunkYield>,
    name: &str,
    recovers: bool,
) {
    if head.len() < HEADER_BLOCK {
        let text = cut_in_header(head.len());
        out.harvest.issues.push(Issue::loss(IssueKind::Truncated, text));
        return;
    }
    let header = read_header(head, out);
    let found = chunks.iter().fold(0_u64, |sum, chunk| sum.saturating_add(chunk.slots));
    out.header = out.header.map(|header| LogHeader { chunks_found: found, ..header });
    decide_behind_empty(&header, &mut chunks, name, recovers);
    account(out, &header, chunks);
}

/// What the file header says.
#[derive(Default)]
struct FileHeader {
    oldest_slot: u64,
    next_record_id: u64,
    /// How many slots are in use.
    chunks: u64,
    is_dirty: bool,
    /// Whether its checksum matches.
    is_right: bool,
}

impl FileHeader {
    /// Whether it is right and does not lag behind the records.
    fn is_final(&self) -> bool {
        self.is_right && !self.is_dirty
    }
}

fn read_header(head: &[u8], out: &mut SourceYield) -> FileHeader {
    let header = match EvtxFileHeader::from_bytes(head) {
        Ok(header) => header,
        Err(error) => {
            let text = overwritten(Log::of(error.to_string()));
            out.harvest.issues.push(Issue::note(IssueKind::FileHeader, text));
            return FileHeader::default();
        }
    };
    // The count has 16 bits only; a log of 4 GiB has more chunks, and the last slot tells.
    let counted = u64::from(header.chunk_count);
    let last = header.last_chunk_number.saturating_add(1);
    let overflows = last > u64::from(u16::MAX) && last & 0xffff == counted;
    let mut read = FileHeader {
        oldest_slot: header.first_chunk_number,
        next_record_id: header.next_record_id,
        chunks: if overflows { last } else { counted },
        is_dirty: header.flags.contains(HeaderFlags::DIRTY),
        is_right: header.validate_checksum(),
    };
    out.header = Some(LogHeader {
        version: (header.major_version, header.minor_version),
        chunks_declared: read.chunks,
        chunks_found: 0,
        next_record_id: read.next_record_id,
        is_dirty: read.is_dirty,
        is_full: header.flags.contains(HeaderFlags::FULL),
        is_intact: read.is_right,
    });
    if !read.is_right {
        let text = bad_checksum();
        out.harvest.issues.push(Issue::note(IssueKind::FileHeader, text));
        read.oldest_slot = 0;
        // Two fields that agree on the number of chunks are worth following.
        read.chunks = if last == counted { counted } else { 0 };
        return read;
    }
    if header.major_version != 3 {
        let text =
            unknown_version(Number(u64::from(header.major_version)), Number(u64::from(header.minor_version)));
        out.harvest.issues.push(Issue::note(IssueKind::FileHeader, text));
    }
    if read.is_dirty {
        let text = dirty();
        out.harvest.issues.push(Issue::note(IssueKind::Dirty, text));
    }
    read
}

/// Records behind a chunk header that declares none are current if they end where the file header says; else they are
/// stale, often of other logs. Where the file header lags or is damaged, they are current if they go on with the
/// records of another chunk, or another chunk with them; or, where the header knows no record or none that late, if
/// they are of the file's own channel. If that can't be told, it is said how many there are.
fn decide_behind_empty(header: &FileHeader, chunks: &mut [ChunkYield], name: &str, recovers: bool) {
    let known: Vec<(u64, u64)> = chunks
        .iter()
        .filter_map(|chunk| match chunk.state {
            ChunkState::Read { first_id, last_id, .. } => Some((first_id, last_id)),
            _ => None,
        })
        .collect();
    for chunk in chunks {
        let ChunkState::BehindEmpty { first_id, last_id } = chunk.state else { continue };
        let ends_as_declared = header.is_right && last_id.checked_add(1) == Some(header.next_record_id);
        let goes_on = known.iter().any(|(first, last)| {
            last.checked_add(1) == Some(first_id) || last_id.checked_add(1) == Some(*first)
        });
        let is_open = !header.is_final()
            && (!header.is_right || header.next_record_id <= 1 || header.next_record_id <= last_id);
        let is_own = chunk.harvest.runs.last().is_some_and(|run| is_named_after(name, &run.channel));
        if ends_as_declared || (!header.is_final() && goes_on) || (is_open && is_own) {
            chunk.make_current();
        } else {
            if is_open && !recovers {
                let text = behind_empty(Number(first_id), Number(last_id));
                chunk.note(IssueKind::StaleChunkHeader, text);
            }
            chunk.make_stale(recovers);
        }
    }
}

/// Whether a file is named after a channel, as Windows names its logs, and people name their copies.
fn is_named_after(path: &str, channel: &str) -> bool {
    let letters = |text: &str| -> String {
        text.to_lowercase().replace("%4", "").chars().filter(char::is_ascii_alphanumeric).collect()
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    letters(file).contains(&letters(channel))
}

/// What is wrong with the slots of a file.
#[derive(Default)]
struct Losses {
    /// Slots in use that hold nothing readable.
    slots: Vec<u64>,
    /// Slots in use that the file does not have.
    missing: u64,
}

impl Losses {
    fn add(&mut self, out: &mut SourceYield, slot: u64, kind: IssueKind, text: Sentence) {
        self.slots.push(slot);
        out.harvest.issues.push(at_slot(Issue::loss(kind, text), slot));
    }

    fn any(&self) -> bool {
        !self.slots.is_empty() || self.missing > 0
    }

    /// The most records that the lost slots can have held; what ids say beyond is not believed.
    fn most_records(&self) -> u64 {
        let slots = (self.slots.len() as u64).saturating_add(self.missing);
        slots.saturating_mul(PLAUSIBLE_RECORDS)
    }
}

/// A chunk whose records reach farther is taken for full: the next record, of up to 24 KiB as those that name all machines of a run may be,
/// went into another one. Of the nine public logs in use without a spare slot, eight are whole: seven have room for more than that, and one
/// goes round; the one that is cut has 496 bytes.
const FULL: usize = CHUNK_SIZE - 0x6000;

/// Adds up what the chunks gave and what is missing between and behind them.
fn account(out: &mut SourceYield, header: &FileHeader, chunks: Vec<ChunkYield>) {
    let present = chunks.iter().fold(0_u64, |sum, chunk| sum.saturating_add(chunk.slots));
    let is_read = |chunk: &&ChunkYield| matches!(chunk.state, ChunkState::Read { .. });
    let last_read = chunks.iter().filter(is_read).map(|chunk| chunk.slot.saturating_add(chunk.slots)).max();
    // A header that lags, or that can't be relied on, still has all slots up to the last chunk in use.
    let used = header.chunks.max(last_read.unwrap_or(0));
    let mut losses = Losses { slots: Vec::new(), missing: used.saturating_sub(present) };
    let mut has_spare_slot = false;
    let mut read: Vec<ChunkYield> = Vec::new();
    for mut chunk in chunks {
        // What is wrong is told in the order of the file, what was read taken in the order of its records.
        let issues = std::mem::take(&mut chunk.harvest.issues);
        out.harvest.absorb(Harvest { issues, ..Harvest::default() });
        let (slot, is_used) = (chunk.slot, chunk.slot < used);
        if !is_read(&&chunk) {
            // Stale records may lie where nothing else does.
            out.harvest.absorb(std::mem::take(&mut chunk.harvest));
        }
        match chunk.state {
            ChunkState::Read { .. } => read.push(chunk),
            // A log that is empty, or was cleared, has one; so it is whole.
            ChunkState::Empty | ChunkState::BehindEmpty { .. } => has_spare_slot = true,
            ChunkState::Blank if !is_used => has_spare_slot = true,
            // A header that is right and does not lag vouches for what lies behind the chunks in use.
            ChunkState::Unusable | ChunkState::CutInHeader if !is_used && header.is_final() => {}
            ChunkState::Blank => {
                losses.add(out, slot, IssueKind::ChunkLost, zeros());
            }
            ChunkState::Unusable => losses.add(out, slot, IssueKind::ChunkLost, no_chunk()),
            ChunkState::Unreadable => {
                losses.add(out, slot, IssueKind::Unreadable, not_given());
            }
            ChunkState::CutInHeader => {
                losses.add(out, slot, IssueKind::Truncated, cut_in_chunk_header());
            }
        }
    }
    let is_cut = note_cut(out, header, &losses, used, present);
    if read.is_empty() && !header.is_right && !losses.any() {
        out.harvest.issues.push(Issue::loss(IssueKind::ChunkLost, none_left()));
    }
    note_chunks_beyond_end(out, header, &read);
    let leading = leading_loss(header, &read, &losses);
    read.sort_by_key(|chunk| match chunk.state {
        ChunkState::Read { first_id, .. } => (first_id, chunk.slot),
        _ => (0, chunk.slot),
    });
    note_overlaps(out, &read);
    // A log that was in use has a spare slot behind its newest chunk, or room in it, unless it is cut there. One that goes round has
    // its newest chunk before its oldest one.
    let has_room = header.is_right
        && read.last().is_some_and(|newest| {
            let is_at_end = newest.slot.saturating_add(newest.slots) >= present;
            !is_at_end || matches!(newest.state, ChunkState::Read { records_end, .. } if records_end <= FULL)
        });
    join(out, header, read, leading, &losses);
    let end_is_open = is_cut || losses.any() || !(has_spare_slot || has_room);
    if losses.missing > 0 || (!header.is_final() && end_is_open) {
        out.harvest.runs.damage_behind();
    }
    if header.is_dirty {
        out.harvest.runs.mark_in_use();
    }
}

/// Tells when the file is shorter than it was; whether it ends in the middle of a chunk.
fn note_cut(out: &mut SourceYield, header: &FileHeader, losses: &Losses, used: u64, present: u64) -> bool {
    let is_cut = out.size.checked_rem(CHUNK_SIZE as u64) != Some(HEADER_BLOCK as u64);
    if losses.missing > 0 {
        let text = cut_off(Number(present), used);
        out.harvest.issues.push(Issue::loss(IssueKind::Truncated, text));
    } else if is_cut && !header.is_final() && !losses.any() {
        let text = ends_in_chunk();
        out.harvest.issues.push(Issue::loss(IssueKind::Truncated, text));
    }
    is_cut
}

/// Two chunks with the same records: one of them stands where another should.
fn note_overlaps(out: &mut SourceYield, read: &[ChunkYield]) {
    let mut reach: Option<u64> = None;
    for chunk in read {
        let ChunkState::Read { first_id, last_id, .. } = chunk.state else { continue };
        if reach.is_some_and(|reach| first_id <= reach) {
            let text = overlaps();
            out.harvest.issues.push(at_slot(Issue::loss(IssueKind::ChunkLost, text), chunk.slot));
        }
        reach = Some(reach.map_or(last_id, |reach| reach.max(last_id)));
    }
}

/// Takes the chunks in the order of their records, and counts what is missing between and behind them.
fn join(out: &mut SourceYield, header: &FileHeader, read: Vec<ChunkYield>, leading: u64, losses: &Losses) {
    let mut lost_records = leading;
    let mut previous: Option<u64> = None;
    let mut owed_damage = leading > 0;
    for chunk in read {
        let ChunkState::Read { first_id, last_id, .. } = chunk.state else { continue };
        let jump = previous.map_or(0, |last| first_id.saturating_sub(last).saturating_sub(1));
        if jump > 0 && losses.any() {
            lost_records = lost_records.saturating_add(jump).min(losses.most_records());
            owed_damage = true;
        }
        if owed_damage || chunk.lost_before {
            out.harvest.runs.damage();
        }
        owed_damage = chunk.lost_behind || (owed_damage && chunk.harvest.runs.is_empty());
        previous = Some(previous.map_or(last_id, |last| last.max(last_id)));
        out.harvest.absorb(chunk.harvest);
    }
    if owed_damage {
        out.harvest.runs.damage_behind();
    }
    let counts = header.is_right && (losses.any() || !header.is_dirty);
    let tail = previous
        .filter(|_| counts)
        .map_or(0, |last| header.next_record_id.saturating_sub(last).saturating_sub(1))
        .min(losses.most_records().max(PLAUSIBLE_RECORDS));
    if tail > 0 && !losses.any() {
        let text = header_counts_more(tail);
        out.harvest.issues.push(Issue::loss(IssueKind::RecordsUnreadable, text));
    }
    lost_records = lost_records.saturating_add(tail);
    if tail > 0 {
        out.harvest.runs.damage_behind();
    }
    out.harvest.tally.add(Tally { failed: lost_records, ..Tally::default() });
}

/// Records before the first chunk that could be read, in a log that has not wrapped.
fn leading_loss(header: &FileHeader, read: &[ChunkYield], losses: &Losses) -> u64 {
    let Some(first) = read.first() else { return 0 };
    let ChunkState::Read { first_number, .. } = first.state else { return 0 };
    let lost_before = losses.slots.iter().filter(|slot| **slot < first.slot).count() as u64;
    let count = first_number.saturating_sub(1);
    let is_plausible = count <= lost_before.saturating_mul(PLAUSIBLE_RECORDS);
    if lost_before > 0 && header.oldest_slot == 0 && is_plausible { count } else { 0 }
}

fn note_chunks_beyond_end(out: &mut SourceYield, header: &FileHeader, read: &[ChunkYield]) {
    let beyond = read.iter().fold(0_u64, |sum, chunk| {
        let end = chunk.slot.saturating_add(chunk.slots);
        sum.saturating_add(end.saturating_sub(chunk.slot.max(header.chunks)))
    });
    if beyond > 0 && header.is_final() {
        let text = beyond_end(beyond, Number(header.chunks));
        out.harvest.issues.push(Issue::note(IssueKind::ChunkBeyondEnd, text));
    }
}
