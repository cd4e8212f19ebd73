//! One chunk of an .evtx file: 64 KiB that hold their own string and template tables.
//!
//! The decoder follows a chunk's header and says nothing of what lies outside it, so this file
//! accounts for the chunk itself: it checks both checksums, walks the record sizes, and compares
//! what the header declares with what was read. Layout: MS-EVEN6 2.2.12 ff., libyal's libevtx
//! documentation, and measurements on public logs.

use std::collections::BTreeSet;
use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::tally::Tally;
use crate::event::run::{Run, RunBuilder};
use crate::event::{Event, EventRef, SourceId, Trust, providers, xml};
use crate::issue::{Issue, IssueKind};

/// The size of a chunk.
pub(super) const CHUNK_SIZE: usize = 0x1_0000;
/// The size of a chunk's header, tables included.
const HEADER_SIZE: usize = 0x200;
/// The first eight bytes of a chunk.
const MAGIC: &[u8; 8] = b"ElfChnk\0";
/// The first four bytes of a record.
const RECORD_MAGIC: [u8; 4] = [0x2a, 0x2a, 0, 0];
/// A record's header and the copy of its size behind it.
const MIN_RECORD_SIZE: usize = 28;
/// The most records that fit into a chunk.
const MAX_RECORDS: u64 = ((CHUNK_SIZE - HEADER_SIZE) / MIN_RECORD_SIZE) as u64;
/// Flag of a chunk, and of a file, that stores no checksums.
pub(super) const NO_CRC32: u32 = 4;

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

/// The fields of a chunk header that matter here.
#[derive(Debug, Clone, Copy)]
struct Header {
    first_number: u64,
    last_number: u64,
    first_id: u64,
    last_id: u64,
    free_space: usize,
    records_crc: u32,
    flags: u32,
    header_crc: u32,
}

/// A record found by following sizes.
#[derive(Debug, Clone, Copy)]
struct Span {
    id: u64,
    end: usize,
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
        fingerprint: evtx::checksum_ieee(&data),
    };
    if data.iter().all(|byte| *byte == 0) {
        return out;
    }
    out.state = ChunkState::Unusable;
    let is_cut = available < CHUNK_SIZE;
    if is_cut && available < HEADER_SIZE {
        return out;
    }
    let magic_is_right = data.starts_with(MAGIC);
    let first_is_right = u32_at(&data, HEADER_SIZE) == Some(u32::from_le_bytes(RECORD_MAGIC));
    if !magic_is_right && let Some(magic) = data.first_chunk_mut::<8>() {
        *magic = *MAGIC;
    }
    if !magic_is_right && !first_is_right {
        let Some(plan) = salvage(&mut data, available) else { return out };
        let text = format!(
            "the chunk's beginning is overwritten; {} whole records lie behind it, and those that need nothing of it are read",
            plan.declared
        );
        out.issues.push(Issue::loss(IssueKind::ChunkLost, text).at_chunk(slot, file_offset));
        decode(&mut out, data, &plan, Trust::ChecksumFailed, file_offset);
        return out;
    }
    if !magic_is_right {
        out.note(IssueKind::ChunkHeader, file_offset, "the chunk's first bytes are overwritten; its records are read all the same, and count only against \"benign\"");
    }
    let Some(header) = Header::read(&data) else { return out };
    let plan = plan(&mut out, &data, &header, file_offset, if is_cut { available } else { CHUNK_SIZE });
    let trust =
        if magic_is_right && plan.trust == Trust::Intact { Trust::Intact } else { Trust::ChecksumFailed };
    decode(&mut out, data, &plan, trust, file_offset);
    out
}

/// What to read of a chunk.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// Where its records end.
    end: usize,
    /// The header id of its last record.
    last_id: u64,
    /// How many records it has.
    declared: u64,
    trust: Trust,
    /// The header ids of its first and last record.
    ids: (u64, u64),
}

/// A plan for a chunk of which neither header nor first record is left: whole records anywhere in it.
fn salvage(data: &mut [u8], available: usize) -> Option<Plan> {
    let mut spans: Vec<Span> = Vec::new();
    let mut offset = HEADER_SIZE;
    while offset < available {
        match span_at(data, offset, available) {
            Some(span) => {
                offset = span.end;
                spans.push(span);
            }
            None => offset = offset.saturating_add(1),
        }
    }
    let (first, last) = (spans.first()?, spans.last()?);
    let plan = Plan {
        end: last.end,
        last_id: u64::MAX,
        declared: u64::try_from(spans.len()).unwrap_or(u64::MAX),
        trust: Trust::ChecksumFailed,
        ids: (first.id, last.id),
    };
    // The tables of names and templates are gone or not to be trusted.
    if let Some(rest) = data.get_mut(8..HEADER_SIZE) {
        rest.fill(0);
    }
    Some(plan)
}

/// Compares the header with the records that lie there.
fn plan(out: &mut ChunkYield, data: &[u8], header: &Header, file_offset: u64, available: usize) -> Plan {
    let stores_crc = header.flags & NO_CRC32 == 0;
    let header_is_right = !stores_crc || header_crc(data) == Some(header.header_crc);
    let is_plausible = (HEADER_SIZE..=CHUNK_SIZE).contains(&header.free_space)
        && header.count().is_some_and(|count| count <= MAX_RECORDS);
    let whole = walk(data, HEADER_SIZE, available, None);
    let walked_end = whole.last().map_or(HEADER_SIZE, |span| span.end);
    let walked = u64::try_from(whole.len()).unwrap_or(u64::MAX);
    let walked_ids = (whole.first().map_or(0, |span| span.id), whole.last().map_or(0, |span| span.id));

    if !header_is_right {
        out.note(
            IssueKind::ChunkHeader,
            file_offset,
            "the checksum of the chunk's header does not match; its records count only against \"benign\"",
        );
    }
    if !is_plausible {
        // Nothing in the header can be used; what lies there is all there is.
        return Plan {
            end: walked_end,
            last_id: u64::MAX,
            declared: walked,
            trust: Trust::ChecksumFailed,
            ids: walked_ids,
        };
    }
    let declared = header.count().unwrap_or(walked);
    if available < header.free_space {
        out.issues.push(
            Issue::loss(
                IssueKind::Truncated,
                format!("the file ends inside this chunk: {walked} of its {declared} records are whole"),
            )
            .at_chunk(out.slot, file_offset),
        );
        return Plan {
            end: walked_end,
            last_id: u64::MAX,
            declared: declared.max(walked),
            trust: Trust::ChecksumFailed,
            ids: (header.first_id, header.last_id),
        };
    }
    let records = data.get(HEADER_SIZE..header.free_space).unwrap_or_default();
    let records_are_right = !stores_crc || evtx::checksum_ieee(records) == header.records_crc;
    let more = walk(data, header.free_space, available, header.last_id.checked_add(1));
    if let Some(last) = more.last() {
        let extra = u64::try_from(more.len()).unwrap_or(u64::MAX);
        out.note(IssueKind::StaleChunkHeader, file_offset, &format!(
            "the chunk's header is older than its records: {extra} more follow those it declares; they are read too"
        ));
        return Plan {
            end: last.end,
            last_id: last.id,
            declared: declared.saturating_add(extra),
            trust: Trust::ChecksumFailed,
            ids: (header.first_id, last.id),
        };
    }
    if !records_are_right {
        out.note(IssueKind::Checksum, file_offset, "the checksum over the chunk's records does not match; they are read, and count only against \"benign\"");
    }
    // With a damaged header the ids may be wrong too, and the decoder would stop at the wrong one.
    let last_id = if header_is_right { header.last_id } else { u64::MAX };
    let end = if header_is_right { header.free_space } else { header.free_space.max(walked_end) };
    let declared = match header_is_right {
        true => declared,
        // The walk met no obstacle, so what it counted is what there is.
        false if walked_end == header.free_space => walked,
        false => declared.max(walked),
    };
    let trust = if header_is_right && records_are_right { Trust::Intact } else { Trust::ChecksumFailed };
    let ids = if header_is_right { (header.first_id, header.last_id) } else { walked_ids };
    Plan { end, last_id, declared, trust, ids }
}

/// Decodes the records of a chunk and accounts for them.
fn decode(out: &mut ChunkYield, data: Vec<u8>, plan: &Plan, trust: Trust, file_offset: u64) {
    let header = Header::read(&data);
    let mut trust = trust;
    let mut reader = Reader { out, runs: RunBuilder::default(), trust, errors: 0, first_error: None };
    let settings = Arc::new(ParserSettings::new().indent(false));
    let mut chunk_data = match EvtxChunkData::new(data, false) {
        Ok(chunk_data) => chunk_data,
        Err(error) => return reader.lost(plan.declared, file_offset, &chain(&error)),
    };
    plan.apply(&mut chunk_data);
    if let Err(error) = chunk_data.parse(Arc::clone(&settings)) {
        // A broken string table only costs the shortcut to names that records hold themselves.
        reader.out.note(
            IssueKind::ChunkHeader,
            file_offset,
            &format!("the chunk's string table is broken and was left aside ({})", chain(&error)),
        );
        trust = Trust::ChecksumFailed;
        let mut data = std::mem::take(&mut chunk_data.data);
        if let Some(table) = data.get_mut(128..384) {
            table.fill(0);
        }
        chunk_data = match EvtxChunkData::new(data, false) {
            Ok(chunk_data) => chunk_data,
            Err(error) => return reader.lost(plan.declared, file_offset, &chain(&error)),
        };
        plan.apply(&mut chunk_data);
    }
    reader.trust = trust;
    match chunk_data.parse(settings) {
        Ok(mut chunk) => {
            for record in chunk.iter() {
                reader.take(record);
            }
        }
        Err(error) => return reader.lost(plan.declared, file_offset, &chain(&error)),
    }
    reader.finish(plan, header, file_offset);
}

impl Plan {
    fn apply(&self, chunk: &mut EvtxChunkData) {
        chunk.header.free_space_offset = u32::try_from(self.end).unwrap_or(u32::MAX);
        chunk.header.last_event_record_id = self.last_id;
        if self.last_id == u64::MAX {
            chunk.header.first_event_record_id = 0;
            chunk.header.last_event_record_data_offset = chunk.header.free_space_offset;
        }
    }
}

/// Turns decoded records into events and runs.
struct Reader<'a> {
    out: &'a mut ChunkYield,
    runs: RunBuilder,
    trust: Trust,
    errors: u64,
    first_error: Option<String>,
}

impl Reader<'_> {
    fn take(&mut self, record: Result<evtx::EvtxRecord<'_>, evtx::err::EvtxError>) {
        let read = record
            .and_then(evtx::EvtxRecord::into_xml)
            .map_err(|error| chain(&error))
            .and_then(|record| xml::read(&record.data, is_wanted).map_err(|error| chain(&error)));
        match read {
            Ok(record) => self.keep(record),
            Err(error) => {
                self.errors = self.errors.saturating_add(1);
                self.first_error.get_or_insert(error);
                self.runs.damage();
            }
        }
    }

    fn keep(&mut self, record: xml::Record) {
        let system = record.system;
        // `xml::read` gives no record without these two.
        let (Some(event_record_id), Some(time_created)) = (system.event_record_id, system.time_created)
        else {
            return;
        };
        self.out.tally.read = self.out.tally.read.saturating_add(1);
        let computer: Arc<str> = self.intern(&system.computer, |run| &run.computer);
        let channel: Arc<str> = self.intern(&system.channel, |run| &run.channel);
        self.runs.record(Run {
            source: SourceId(0),
            computer: Arc::clone(&computer),
            channel: Arc::clone(&channel),
            first_id: event_record_id,
            last_id: event_record_id,
            first_time: time_created,
            last_time: time_created,
            trust: self.trust,
            damage_before: false,
            damage_after: false,
        });
        if providers::is_other_requester(&system.provider) {
            self.out.requesters.insert((Arc::clone(&computer), system.provider.as_str().into()));
        }
        let kind = record.payload.and_then(|payload| providers::read(&system, &payload));
        if let Some(kind) = kind {
            let at = EventRef {
                source: SourceId(0),
                channel,
                provider: providers::name_of(&system).into(),
                event_id: system.event_id,
                event_record_id,
                time_created,
            };
            self.out.events.push(Event { at, copies: Vec::new(), computer, trust: self.trust, kind });
        }
    }

    /// Names repeat from record to record; the last run has them most of the time.
    fn intern(&self, name: &str, of: impl Fn(&Run) -> &Arc<str>) -> Arc<str> {
        match self.runs.last().map(of) {
            Some(known) if **known == *name => Arc::clone(known),
            _ => name.into(),
        }
    }

    fn lost(self, declared: u64, file_offset: u64, reason: &str) {
        self.out.tally.failed = declared;
        let issue = Issue::loss(IssueKind::ChunkLost, format!("the chunk can't be decoded: {reason}"));
        self.out.issues.push(issue.at_chunk(self.out.slot, file_offset));
    }

    fn finish(self, plan: &Plan, header: Option<Header>, file_offset: u64) {
        let out = self.out;
        let missing = plan.declared.saturating_sub(out.tally.read).max(self.errors);
        out.tally.failed = missing;
        let mut runs = self.runs;
        if missing > self.errors {
            runs.damage();
        }
        let was_told = out.issues.iter().any(|issue| issue.is_loss);
        if missing > 0 && !was_told {
            let reason = self.first_error.map_or_else(String::new, |error| format!("; the first: {error}"));
            let text = format!("{missing} of {} records could not be read{reason}", out.tally.declared());
            out.issues.push(Issue::loss(IssueKind::RecordsUnreadable, text).at_chunk(out.slot, file_offset));
        }
        (out.runs, _) = runs.finish();
        if out.tally.declared() > 0 {
            let (first_id, last_id) = plan.ids;
            let first_number = header.map_or(0, |header| header.first_number);
            out.state = ChunkState::Read { first_id, last_id, first_number };
        }
    }
}

fn is_wanted(system: &crate::event::System) -> bool {
    providers::is_wanted(system)
}

impl ChunkYield {
    fn note(&mut self, kind: IssueKind, file_offset: u64, text: &str) {
        self.issues.push(Issue::note(kind, text).at_chunk(self.slot, file_offset));
    }
}

impl Header {
    fn read(data: &[u8]) -> Option<Self> {
        Some(Self {
            first_number: u64_at(data, 8)?,
            last_number: u64_at(data, 16)?,
            first_id: u64_at(data, 24)?,
            last_id: u64_at(data, 32)?,
            free_space: usize::try_from(u32_at(data, 48)?).ok()?,
            records_crc: u32_at(data, 52)?,
            flags: u32_at(data, 120)?,
            header_crc: u32_at(data, 124)?,
        })
    }

    /// How many records the header declares. An empty log's only chunk has 1 to all ones.
    fn count(&self) -> Option<u64> {
        if self.last_number == u64::MAX {
            return Some(0);
        }
        self.last_number.checked_sub(self.first_number)?.checked_add(1)
    }
}

/// Follows record sizes from `start`: whole records whose ids go up by one, the first of which is
/// `first_id` if given.
fn walk(data: &[u8], start: usize, available: usize, first_id: Option<u64>) -> Vec<Span> {
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

fn span_at(data: &[u8], offset: usize, available: usize) -> Option<Span> {
    if u32_at(data, offset)? != u32::from_le_bytes(RECORD_MAGIC) {
        return None;
    }
    let size = u32_at(data, offset.checked_add(4)?)?;
    let length = usize::try_from(size).ok()?;
    let end = offset.checked_add(length)?;
    let is_whole =
        length >= MIN_RECORD_SIZE && end <= available && u32_at(data, end.checked_sub(4)?)? == size;
    let id = u64_at(data, offset.checked_add(8)?)?;
    is_whole.then_some(Span { id, end })
}

/// The checksum of a chunk header: bytes 0 to 119 and 128 to 511.
fn header_crc(data: &[u8]) -> Option<u32> {
    let mut covered = data.get(..120)?.to_vec();
    covered.extend_from_slice(data.get(128..HEADER_SIZE)?);
    Some(evtx::checksum_ieee(&covered))
}

/// Little-endian numbers at an offset.
pub(super) fn u32_at(data: &[u8], offset: usize) -> Option<u32> {
    data.get(offset..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// Little-endian numbers at an offset.
pub(super) fn u64_at(data: &[u8], offset: usize) -> Option<u64> {
    data.get(offset..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// An error with all its causes: the decoder keeps the reason one or two causes down.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.ends_with(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
