//! Gives the records of a chunk to the decoder: all of them, or those that are needed.

use std::sync::Arc;

use evtx::err::{ChunkError, EvtxError};
use evtx::{EvtxChunkData, IterChunkRecords, ParserSettings};

use super::layout::{Header, Span};
use super::peek::{Origin, Peek, Sight};
use super::plan::Plan;
use super::reader::{Decoded, Reader, chain};
use super::{ChunkYield, Decoding};

/// Where a chunk's header keeps its table of names. It is a shortcut to names that records hold
/// themselves, costs more than it saves, and may be broken; so the decoder is given none.
const STRING_TABLE: std::ops::Range<usize> = 128..384;

/// Reads the records of a chunk and accounts for them. Where checksums vouch for the chunk, records that
/// can't matter are looked at and not decoded.
pub(super) fn decode(out: &mut ChunkYield, data: &mut Vec<u8>, plan: &Plan, decoding: Decoding) {
    let header = Header::read(data);
    let mut reader = Reader::new(out, plan.trust);
    let done = if let Some(spans) = &plan.vouched {
        let mut peek = Peek::new(data);
        let sights: Vec<Option<Sight>> = spans.iter().map(|span| peek.look(*span)).collect();
        let origins = peek.into_origins();
        reader.note_requesters(&origins);
        match decoding {
            Decoding::Needed => needed(&mut reader, data, plan, spans, &sights, &origins),
            Decoding::Everything => everything(&mut reader, data, plan, Some((&sights, &origins))),
        }
    } else {
        if let Some(error) = broken_names(data, plan) {
            reader.distrust(&error);
        }
        everything(&mut reader, data, plan, None)
    };
    match done {
        Ok(()) => reader.finish(plan, header),
        Err(error) => reader.lost(plan, &chain(&error)),
    }
}

/// Decodes every record. What was seen of them before has to agree.
fn everything(
    reader: &mut Reader<'_>,
    data: &mut Vec<u8>,
    plan: &Plan,
    seen: Option<(&[Option<Sight>], &[Origin])>,
) -> Result<(), ChunkError> {
    with_chunk(data, plan, plan.end, |records| {
        for (position, record) in records.enumerate() {
            let sight = seen.and_then(|(sights, origins)| {
                let sight = sights.get(position).copied().flatten()?;
                Some((sight, origins.get(sight.origin)?))
            });
            match sight {
                Some((sight, origin)) => reader.take_and_compare(record, sight, origin),
                None => reader.take(record),
            }
        }
    })
}

/// Decodes the records that can matter and those that were not understood, and counts the others.
///
/// The decoder follows the sizes of records; they are set such that it steps from one needed record to the
/// next. The first record stays the entry.
fn needed(
    reader: &mut Reader<'_>,
    data: &mut Vec<u8>,
    plan: &Plan,
    spans: &[Span],
    sights: &[Option<Sight>],
    origins: &[Origin],
) -> Result<(), ChunkError> {
    if !sights.iter().copied().any(is_needed) {
        take_in_order(reader, spans, sights, origins, &mut std::iter::empty());
        return Ok(());
    }
    let end = set_steps(data, spans, sights);
    with_chunk(data, plan, end, |records| take_in_order(reader, spans, sights, origins, records))
}

/// Takes records in their order: those that were seen not to matter as seen, the others as decoded.
fn take_in_order(
    reader: &mut Reader<'_>,
    spans: &[Span],
    sights: &[Option<Sight>],
    origins: &[Origin],
    records: &mut dyn Iterator<Item = Decoded<'_>>,
) {
    let mut steps = Steps::default();
    // Once the decoder is anywhere else than where it should be, nothing more is taken from it.
    let mut is_on_its_way = true;
    for (span, sight) in spans.iter().zip(sights.iter().copied()) {
        let mut record = if is_on_its_way && steps.walks(sight) { records.next() } else { None };
        if record.as_ref().is_some_and(|record| id_of(record) != Some(span.id)) {
            is_on_its_way = false;
            record = None;
        }
        let origin = sight.and_then(|sight| origins.get(sight.origin));
        match (sight.zip(origin), record) {
            (Some((sight, origin)), _) if !sight.is_wanted => reader.skip(sight, origin),
            (Some((sight, origin)), Some(record)) => reader.take_seen(record, sight, origin),
            (None, Some(record)) => reader.take(record),
            // It is missing from the sum, and so told.
            (_, None) => reader.miss(),
        }
    }
}

/// Which record the decoder speaks of, by the id in its header.
fn id_of(record: &Decoded<'_>) -> Option<u64> {
    match record {
        Ok(record) => Some(record.event_record_id),
        Err(EvtxError::FailedToParseRecord { record_id, .. }) => Some(*record_id),
        Err(_) => None,
    }
}

/// Lets the decoder walk over a chunk, up to an end. The decoder wants the bytes for itself; they are
/// given back.
fn with_chunk(
    data: &mut Vec<u8>,
    plan: &Plan,
    end: usize,
    job: impl FnOnce(&mut IterChunkRecords<'_>),
) -> Result<(), ChunkError> {
    if let Some(table) = data.get_mut(STRING_TABLE) {
        table.fill(0);
    }
    let mut chunk_data = EvtxChunkData::new(std::mem::take(data), false)?;
    plan.apply(&mut chunk_data, end);
    job(&mut chunk_data.parse(settings())?.iter());
    *data = chunk_data.data;
    Ok(())
}

/// What is wrong with a chunk's table of names. Where no checksum vouches for the chunk, that is a sign that
/// more is wrong.
fn broken_names(data: &[u8], plan: &Plan) -> Option<String> {
    let mut chunk_data = EvtxChunkData::new(data.to_vec(), false).ok()?;
    plan.apply(&mut chunk_data, plan.end);
    let error = chunk_data.parse(settings()).err();
    error.map(|error| chain(&error))
}

fn settings() -> Arc<ParserSettings> {
    Arc::new(ParserSettings::new().indent(false))
}

fn is_needed(sight: Option<Sight>) -> bool {
    sight.is_none_or(|sight| sight.is_wanted)
}

/// Which records the decoder walks over, asked from the first to the last.
#[derive(Default)]
struct Steps {
    is_entered: bool,
    /// The last one is needed, and its own size must stay: the next one is walked over too, so that
    /// there is a size to set.
    keeps_size: bool,
}

impl Steps {
    fn walks(&mut self, sight: Option<Sight>) -> bool {
        let is_needed = is_needed(sight);
        let is_walked = is_needed || !self.is_entered || self.keeps_size;
        self.is_entered = true;
        // Behind a record that ends plainly, the decoder looks at nothing.
        self.keeps_size = is_needed && !sight.is_some_and(|sight| sight.ends_plainly);
        is_walked
    }
}

/// Sets the sizes such that the decoder steps over the records that are not needed. Gives the end of the
/// last one that is.
fn set_steps(data: &mut [u8], spans: &[Span], sights: &[Option<Sight>]) -> usize {
    let mut steps = Steps::default();
    let mut last: Option<Span> = None;
    let mut end = 0;
    for (span, sight) in spans.iter().zip(sights.iter().copied()) {
        if is_needed(sight) {
            end = span.end;
        }
        if !steps.walks(sight) {
            continue;
        }
        if let Some(last) = last
            && last.end != span.start
            && let Ok(size) = u32::try_from(span.start.saturating_sub(last.start))
            && let Some(place) =
                data.get_mut(last.start.saturating_add(4)..).and_then(<[u8]>::first_chunk_mut)
        {
            *place = size.to_le_bytes();
        }
        last = Some(*span);
    }
    end
}

impl Plan {
    /// Tells the decoder where the records that the log uses end.
    pub(super) fn apply(&self, chunk: &mut EvtxChunkData, end: usize) {
        chunk.header.free_space_offset = u32::try_from(end).unwrap_or(u32::MAX);
        chunk.header.last_event_record_id = self.last_id;
        if self.last_id == u64::MAX {
            chunk.header.first_event_record_id = 0;
            chunk.header.last_event_record_data_offset = chunk.header.free_space_offset;
        }
    }
}
