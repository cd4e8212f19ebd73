//! Gives the records of a chunk to the decoder: all of them, or those that are needed.

use std::sync::Arc;

use evtx::err::{ChunkError, EvtxError};
use evtx::{EvtxChunkData, IterChunkRecords, ParserSettings};

use super::layout::{Header, Span, mend_headers};
use super::peek::{Origin, Peek, Sight, Whole};
use super::plan::Plan;
use super::reader::{Decoded, Reader, chain};
use super::{ChunkYield, Decoding, How};

/// Where a chunk's header keeps its table of names. It is a shortcut to names that records hold
/// themselves, costs more than it saves, and may be broken; so the decoder is given none.
const STRING_TABLE: std::ops::Range<usize> = 128..384;

/// Reads the records of a chunk and accounts for them. Where checksums vouch for the chunk, records that
/// can't matter are looked at and not decoded.
pub(super) fn decode(out: &mut ChunkYield, data: &mut Vec<u8>, plan: &Plan, decoding: Decoding, how: &How) {
    let header = Header::read(data);
    let mut reader = Reader::new(out, plan.trust, how.keeps_records);
    let done = if let Some(spans) = &plan.vouched {
        let seen = Seen::of(data, spans);
        reader.note_requesters(&seen.origins);
        match decoding {
            Decoding::Needed => needed(&mut reader, data, plan, spans, seen),
            Decoding::Everything => everything(&mut reader, data, plan, Some(&seen)),
        }
    } else {
        mend_headers(data, plan.end);
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

/// What was seen of the records of a chunk.
struct Seen {
    looks: Vec<Look>,
    /// The payloads of those that were read whole, in order.
    wholes: Vec<Whole>,
    origins: Vec<Origin>,
}

impl Seen {
    fn of(data: &[u8], spans: &[Span]) -> Self {
        let mut peek = Peek::new(data);
        let mut wholes = Vec::new();
        let look = |span: &Span| {
            let (sight, whole) = peek.look(*span);
            let is_whole = whole.is_some();
            wholes.extend(whole);
            Look { sight, is_whole }
        };
        let looks = spans.iter().map(look).collect();
        Self { looks, wholes, origins: peek.into_origins() }
    }
}

/// What was seen of a record.
#[derive(Clone, Copy)]
struct Look {
    /// `None`: it is not what Windows writes.
    sight: Option<Sight>,
    /// Whether its payload was read: it can matter, and is understood.
    is_whole: bool,
}

impl Look {
    /// Whether the decoder has to read the record: it can matter, and it was not read whole.
    fn needs_decoder(self) -> bool {
        !self.is_whole && self.sight.is_none_or(|sight| sight.is_wanted)
    }
}

/// Decodes every record. What was seen of them before has to agree.
fn everything(
    reader: &mut Reader<'_>,
    data: &mut Vec<u8>,
    plan: &Plan,
    seen: Option<&Seen>,
) -> Result<(), ChunkError> {
    let mut looks = seen.into_iter().flat_map(|seen| &seen.looks);
    let mut wholes = seen.into_iter().flat_map(|seen| &seen.wholes);
    with_chunk(data, plan, plan.end, |records| {
        for record in records {
            let look = seen.zip(looks.next()).and_then(|(seen, look)| {
                let whole = if look.is_whole { wholes.next() } else { None };
                let sight = look.sight?;
                Some((sight, seen.origins.get(sight.origin)?, whole))
            });
            match look {
                Some((sight, origin, whole)) => reader.take_and_compare(record, sight, origin, whole),
                None => reader.take(record),
            }
        }
    })
}

/// Decodes the records that matter and were not read whole, and those that were not understood, and counts the others.
///
/// The decoder follows the sizes of records; they are set such that it steps from one needed record to the
/// next. The first record stays the entry.
fn needed(
    reader: &mut Reader<'_>,
    data: &mut Vec<u8>,
    plan: &Plan,
    spans: &[Span],
    seen: Seen,
) -> Result<(), ChunkError> {
    if !seen.looks.iter().any(|look| look.needs_decoder()) {
        take_in_order(reader, spans, seen, &mut std::iter::empty());
        return Ok(());
    }
    let end = set_steps(data, spans, &seen.looks);
    with_chunk(data, plan, end, |records| take_in_order(reader, spans, seen, records))
}

/// Takes records in their order: those that were seen not to matter, or were read whole, as seen, the others as decoded.
fn take_in_order(
    reader: &mut Reader<'_>,
    spans: &[Span],
    seen: Seen,
    records: &mut dyn Iterator<Item = Decoded<'_>>,
) {
    let mut steps = Steps::default();
    // Once the decoder is anywhere else than where it should be, nothing more is taken from it.
    let mut is_on_its_way = true;
    let mut wholes = seen.wholes.into_iter();
    for (span, look) in spans.iter().zip(seen.looks) {
        let origin = look.sight.and_then(|sight| seen.origins.get(sight.origin));
        let is_walked = steps.walks(look) && is_on_its_way;
        // Most records.
        if let (Some(sight), Some(origin), false) = (look.sight, origin, is_walked)
            && !sight.is_wanted
        {
            reader.skip(sight, origin);
            continue;
        }
        let mut record = if is_walked { records.next() } else { None };
        if record.as_ref().is_some_and(|record| id_of(record) != Some(span.id)) {
            is_on_its_way = false;
            record = None;
        }
        let whole = if look.is_whole { wholes.next() } else { None };
        match (look.sight.zip(origin), whole, record) {
            (Some((sight, origin)), ..) if !sight.is_wanted => reader.skip(sight, origin),
            (Some((sight, origin)), Some(whole), _) => reader.take_whole(whole, sight, origin),
            (Some((sight, origin)), None, Some(record)) => reader.take_seen(record, sight, origin),
            (None, _, Some(record)) => reader.take(record),
            // It is missing from the sum, and so told.
            (_, _, None) => reader.miss(),
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

/// Which records the decoder walks over, asked from the first to the last.
#[derive(Default)]
struct Steps {
    is_entered: bool,
    /// The last one is needed, and its own size must stay: the next one is walked over too, so that
    /// there is a size to set.
    keeps_size: bool,
}

impl Steps {
    fn walks(&mut self, look: Look) -> bool {
        let is_needed = look.needs_decoder();
        let is_walked = is_needed || !self.is_entered || self.keeps_size;
        self.is_entered = true;
        // Behind a record that ends plainly, the decoder looks at nothing.
        self.keeps_size = is_needed && !look.sight.is_some_and(|sight| sight.ends_plainly);
        is_walked
    }
}

/// Sets the sizes such that the decoder steps over the records that are not needed. Gives the end of the
/// last one that is.
fn set_steps(data: &mut [u8], spans: &[Span], looks: &[Look]) -> usize {
    let mut steps = Steps::default();
    let mut last: Option<Span> = None;
    let mut end = 0;
    for (span, look) in spans.iter().zip(looks) {
        if look.needs_decoder() {
            end = span.end;
        }
        if !steps.walks(*look) {
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

#[cfg(test)]
mod tests {
    use super::super::layout::HEADER_BLOCK;
    use super::super::{CHUNK_SIZE, ChunkState, plan};
    use super::*;
    use crate::issue::Issue;

    /// The first chunk of a log of the fixtures, decoded after `plant` changed what was seen of it.
    fn compared(plant: impl Fn(&mut Whole)) -> Vec<Issue> {
        let file = std::fs::read("fixtures/cases/V601-fires/logs/System.evtx").unwrap();
        let mut data = file[HEADER_BLOCK..HEADER_BLOCK + CHUNK_SIZE].to_vec();
        let mut out = ChunkYield::new(0, ChunkState::Blank);
        let plan = plan::plan(&mut out, &data, &Header::read(&data).unwrap(), CHUNK_SIZE);
        let mut seen = Seen::of(&data, plan.vouched.as_deref().unwrap());
        assert!(!seen.wholes.is_empty());
        seen.wholes.iter_mut().for_each(plant);
        let mut reader = Reader::new(&mut out, plan.trust, false);
        everything(&mut reader, &mut data, &plan, Some(&seen)).unwrap();
        out.harvest.issues
    }

    #[test]
    fn a_payload_that_was_read_wrongly_is_told_when_everything_is_decoded() {
        assert_eq!(compared(|_| {}).len(), 0);
        assert!(!compared(|whole| whole.level = whole.level.map(|level| level ^ 1)).is_empty());
        assert!(!compared(|whole| whole.payload.data.clear()).is_empty());
        assert!(
            !compared(|whole| whole.payload.data.iter_mut().for_each(|datum| datum.value.push('x')))
                .is_empty()
        );
        assert!(!compared(|whole| whole.payload.binary = None).is_empty());
    }

    /// The decoder is for what is damaged or strange: what Windows writes is read where it lies.
    #[test]
    fn what_matters_in_whole_logs_is_read_without_the_decoder() {
        let (mut wanted, mut whole) = (0, 0);
        for log in ["System", "Microsoft-Windows-Backup", "Microsoft-Windows-Partition%4Diagnostic"] {
            let path = format!("fixtures/cases/modern-host/logs/{log}.evtx");
            let file = std::fs::read(&path).unwrap();
            for data in file[HEADER_BLOCK..].chunks_exact(CHUNK_SIZE) {
                let mut out = ChunkYield::new(0, ChunkState::Blank);
                let plan = plan::plan(&mut out, data, &Header::read(data).unwrap(), CHUNK_SIZE);
                let seen = Seen::of(data, plan.vouched.as_deref().unwrap());
                let is_wanted = |look: &&Look| look.sight.is_none_or(|sight| sight.is_wanted);
                wanted += seen.looks.iter().filter(is_wanted).count();
                whole += seen.wholes.len();
            }
        }
        assert!(wanted > 10, "{wanted}");
        assert_eq!(whole, wanted);
    }
}
