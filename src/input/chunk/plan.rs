//! What to read of a chunk: its header compared with the records that lie there.

use super::ChunkYield;
use super::layout::{
    CHUNK_SIZE, HEADER_SIZE, Header, MAX_RECORDS, MIN_RECORD_SIZE, NO_CRC32, RECORD_MAGIC, Span, header_crc,
    span_at, walk,
};
use crate::event::Trust;
use crate::event::bytes::{u32_at, u64_at};
use crate::issue::IssueKind;
use crate::say::{Number, sentences};

sentences! {
    header_damaged() = "chunk.header-damaged":
        "the chunk's header is damaged; its records are read as far as they can be followed";
    header_checksum() = "chunk.header-checksum":
        "the checksum of the chunk's header does not match; its records count only against \"benign\"";
    cut_in_chunk(whole: Number, declared: u64) = "chunk.cut":
        "the file ends inside this chunk: { $whole } of its { $declared ->
            [one] { $declared } record is
           *[other] { $declared } records are
        } whole";
    cut_in_free_space() = "chunk.cut-in-free-space":
        "the file ends in the unused end of this chunk; no record of it is lost";
    older_header(extra: u64) = "chunk.older-header":
        "the chunk's header is older than its records: { $extra ->
            [one] { $extra } more follows those it declares; it is read too
           *[other] { $extra } more follow those it declares; they are read too
        }";
    records_checksum() = "chunk.records-checksum":
        "the checksum over the chunk's records does not match; they are read, and count only against \"benign\"";
}

/// What to read of a chunk.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Where its records end.
    pub(super) end: usize,
    /// The header id of its last record.
    pub(super) last_id: u64,
    /// How many records it has.
    pub(super) declared: u64,
    pub(super) trust: Trust,
    /// The header ids of its first and last record.
    pub(super) ids: (u64, u64),
    /// Whether `declared` comes from a header with a right checksum.
    pub(super) declares_surely: bool,
    /// Whether its first records are gone without a count.
    pub(super) is_beheaded: bool,
    /// Its records one by one, where checksums vouch for them, they are those that the header declares, no
    /// more and no less, and the decoder finds each of them where it begins.
    pub(super) vouched: Option<Vec<Span>>,
}
/// A plan for a chunk of which neither header nor first record is left: whole records anywhere in it.
pub(super) fn salvage(data: &mut [u8], available: usize) -> Option<Plan> {
    let mut spans: Vec<Span> = Vec::new();
    let mut offset = HEADER_SIZE;
    while offset < available {
        match span_at(data, offset, available) {
            Some(span) => {
                offset = span.end;
                spans.push(span);
            }
            None => offset = next_magic(data, offset),
        }
    }
    let (first, last) = (spans.first()?, spans.last()?);
    let plan = Plan {
        end: last.end,
        last_id: u64::MAX,
        declared: u64::try_from(spans.len()).unwrap_or(u64::MAX),
        trust: Trust::ChecksumFailed,
        ids: (first.id, last.id),
        declares_surely: false,
        is_beheaded: true,
        vouched: None,
    };
    // The tables of names and templates are gone or not to be trusted.
    if let Some(rest) = data.get_mut(8..HEADER_SIZE) {
        rest.fill(0);
    }
    Some(plan)
}
/// Whether a chunk's header is right and says that the chunk has no records.
pub(super) fn is_empty(data: &[u8], header: &Header) -> bool {
    header_is_right(data, header) && header.count() == Some(0)
}

/// A plan for the records that lie behind a header which is right and declares none: they may be stale ones, of
/// whatever log the space was of before, or current ones that the header does not tell of yet.
pub(super) fn behind_empty(data: &[u8], available: usize) -> Option<Plan> {
    let whole = walk(data, HEADER_SIZE, available, None);
    let (first, last) = (whole.first()?, whole.last()?);
    Some(Plan {
        end: last.end,
        last_id: last.id,
        declared: u64::try_from(whole.len()).unwrap_or(u64::MAX),
        trust: Trust::ChecksumFailed,
        ids: (first.id, last.id),
        declares_surely: false,
        is_beheaded: false,
        vouched: None,
    })
}

fn stores_crc(header: &Header) -> bool {
    // The flag lies outside of both checksums; it is believed only where none is stored indeed.
    !(header.flags & NO_CRC32 != 0 && header.records_crc == 0 && header.stored_crc == 0)
}

fn header_is_right(data: &[u8], header: &Header) -> bool {
    !stores_crc(header) || header_crc(data) == Some(header.stored_crc)
}

/// Where the next record could begin behind an offset.
fn next_magic(data: &[u8], offset: usize) -> usize {
    let next = offset.saturating_add(1);
    let [first, ..] = RECORD_MAGIC;
    let rest = data.get(next..).unwrap_or_default();
    rest.iter().position(|byte| *byte == first).map_or(data.len(), |skipped| next.saturating_add(skipped))
}

/// Records from the first one on, across obstacles, as long as their ids go up.
fn followed(data: &[u8], whole: &[Span], available: usize) -> Vec<Span> {
    let mut spans = whole.to_vec();
    let mut offset = spans.last().map_or(HEADER_SIZE, |span| span.end);
    while offset < available {
        let last = spans.last().map_or(0, |span| span.id);
        match span_at(data, offset, available) {
            Some(span) if span.id > last && (last == 0 || span.id.saturating_sub(last) <= MAX_RECORDS) => {
                offset = span.end;
                spans.push(span);
            }
            _ => offset = next_magic(data, offset),
        }
    }
    spans
}

/// Whether what lies at an offset is left of the record with an id: a changed byte has taken its first bytes or its size.
fn is_hurt_record(data: &[u8], offset: usize, available: usize, id: Option<u64>) -> bool {
    let size = u32_at(data, offset.saturating_add(4));
    let length = size.and_then(|size| usize::try_from(size).ok()).filter(|length| *length >= MIN_RECORD_SIZE);
    let end = length.and_then(|length| offset.checked_add(length)).filter(|end| *end <= available);
    let is_sized = end.is_some_and(|end| u32_at(data, end.saturating_sub(4)) == size);
    let is_record = u32_at(data, offset) == Some(u32::from_le_bytes(RECORD_MAGIC));
    offset < available
        && id.is_some()
        && u64_at(data, offset.saturating_add(8)) == id
        && (is_record || is_sized)
        && span_at(data, offset, available).is_none()
}

/// The header is nonsense: records are followed from the first one on, across obstacles, as long as their
/// ids go up.
fn without_header(
    out: &mut ChunkYield,
    data: &[u8],
    header: &Header,
    whole: &[Span],
    available: usize,
) -> Plan {
    let spans = followed(data, whole, available);
    let ids = (spans.first().map_or(0, |span| span.id), spans.last().map_or(0, |span| span.id));
    let by_ids = if spans.is_empty() { 0 } else { ids.1.saturating_sub(ids.0).saturating_add(1) };
    let by_header = header.count().filter(|count| *count <= MAX_RECORDS).unwrap_or(0);
    out.note(IssueKind::ChunkHeader, header_damaged());
    Plan {
        end: spans.last().map_or(HEADER_SIZE, |span| span.end),
        last_id: u64::MAX,
        declared: by_ids.min(MAX_RECORDS).max(by_header),
        trust: Trust::ChecksumFailed,
        ids,
        declares_surely: false,
        is_beheaded: false,
        vouched: None,
    }
}

/// How far to look for the records of a chunk. Where its header is damaged, the checksum over the records may still vouch for
/// where they end: what lies behind is stale, unless it goes on with them.
fn end_of_walk(data: &[u8], header: &Header, header_is_right: bool, available: usize) -> usize {
    let end = header.free_space;
    let records = data.get(HEADER_SIZE..end).filter(|records| !records.is_empty() && end <= available);
    let is_vouched =
        !header_is_right && records.is_some_and(|records| evtx::checksum_ieee(records) == header.records_crc);
    let whole = if is_vouched { walk(data, HEADER_SIZE, end, None) } else { Vec::new() };
    let goes_on = |last: &Span| !walk(data, end, available, last.id.checked_add(1)).is_empty();
    if whole.last().is_some_and(|last| last.end == end && !goes_on(last)) { end } else { available }
}

/// Compares the header with the records that lie there.
pub(super) fn plan(out: &mut ChunkYield, data: &[u8], header: &Header, available: usize) -> Plan {
    let stores_crc = stores_crc(header);
    let header_is_right = header_is_right(data, header);
    let is_plausible = (HEADER_SIZE..=CHUNK_SIZE).contains(&header.free_space)
        && header.count().is_some_and(|count| count <= MAX_RECORDS);
    let whole = walk(data, HEADER_SIZE, end_of_walk(data, header, header_is_right, available), None);
    let walked_end = whole.last().map_or(HEADER_SIZE, |span| span.end);
    let walked = u64::try_from(whole.len()).unwrap_or(u64::MAX);
    let walked_ids = (whole.first().map_or(0, |span| span.id), whole.last().map_or(0, |span| span.id));

    if !header_is_right && is_plausible {
        out.note(IssueKind::ChunkHeader, header_checksum());
    }
    if !is_plausible {
        let available = end_of_walk(data, header, header_is_right, available);
        return without_header(out, data, header, &whole, available);
    }
    let declared = header.count().unwrap_or(walked);
    if available < header.free_space {
        let spans = followed(data, &whole, available);
        let found = u64::try_from(spans.len()).unwrap_or(u64::MAX);
        out.lose(IssueKind::Truncated, cut_in_chunk(Number(found), declared));
        return Plan {
            end: spans.last().map_or(walked_end, |span| span.end),
            last_id: u64::MAX,
            declared: declared.max(found),
            trust: Trust::ChecksumFailed,
            ids: (header.first_id, header.last_id),
            declares_surely: header_is_right,
            is_beheaded: false,
            vouched: None,
        };
    }
    if available < CHUNK_SIZE {
        out.note(IssueKind::Truncated, cut_in_free_space());
    }
    let records = data.get(HEADER_SIZE..header.free_space).unwrap_or_default();
    let records_are_right = !stores_crc || evtx::checksum_ieee(records) == header.records_crc;
    let more = walk(data, header.free_space, available, header.last_id.checked_add(1));
    if let Some(last) = more.last() {
        let extra = u64::try_from(more.len()).unwrap_or(u64::MAX);
        let hurt = u64::from(is_hurt_record(data, last.end, available, last.id.checked_add(1)));
        out.note(IssueKind::StaleChunkHeader, older_header(extra));
        return Plan {
            end: last.end,
            last_id: last.id,
            declared: declared.saturating_add(extra).saturating_add(hurt),
            trust: Trust::ChecksumFailed,
            ids: (header.first_id, last.id.saturating_add(hurt)),
            declares_surely: header_is_right,
            is_beheaded: false,
            vouched: None,
        };
    }
    // Behind a header that is older than the last records, the next one may be hurt.
    let is_hurt = header_is_right
        && declared > 0
        && is_hurt_record(data, header.free_space, available, header.last_id.checked_add(1));
    let hurt = u64::from(is_hurt);
    if !records_are_right {
        out.note(IssueKind::Checksum, records_checksum());
    }
    // With a damaged header the ids may be wrong too, and the decoder would stop at the wrong one.
    let last_id = if header_is_right { header.last_id } else { u64::MAX };
    let end = if header_is_right { header.free_space } else { header.free_space.max(walked_end) };
    let ids_agree = walked_ids == (header.first_id, header.last_id) && walked_end == header.free_space;
    let declared = match header_is_right {
        // The numbers may count something else than the records: these are all there, by their ids.
        true if ids_agree && records_are_right => walked.saturating_add(hurt),
        true => declared.saturating_add(hurt),
        // The walk met no obstacle, so what it counted is what there is.
        false if walked_end == header.free_space => walked,
        false => declared.max(walked),
    };
    let trust = if header_is_right && records_are_right { Trust::Intact } else { Trust::ChecksumFailed };
    let ids =
        if header_is_right { (header.first_id, header.last_id.saturating_add(hurt)) } else { walked_ids };
    let is_as_declared = walked_end == header.free_space
        && walked == declared
        && walked_ids == (header.first_id, header.last_id)
        && whole.iter().all(|span| span.has_time);
    let is_vouched = trust == Trust::Intact && stores_crc && is_as_declared;
    let vouched = is_vouched.then_some(whole);
    Plan { end, last_id, declared, trust, ids, declares_surely: header_is_right, is_beheaded: false, vouched }
}
