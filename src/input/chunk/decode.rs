//! Decodes the records of a chunk and accounts for them.

use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::layout::{Header, Span};
use super::peek::{Origin, Peek, Sight};
use super::plan::Plan;
use super::{ChunkState, ChunkYield, Decoding};
use crate::event::run::{Run, RunBuilder};
use crate::event::{Event, EventRef, SourceId, System, Trust, providers, xml};
use crate::issue::{Issue, IssueKind};

/// Where a chunk's header keeps its table of names. It is a shortcut to names that records hold
/// themselves, costs more than it saves, and may be broken; so the decoder is given none.
const STRING_TABLE: std::ops::Range<usize> = 128..384;

/// Reads the records of a chunk and accounts for them. Where checksums vouch for the chunk, records that
/// can't matter are looked at and not decoded.
pub(super) fn decode(out: &mut ChunkYield, data: &[u8], plan: &Plan, file_offset: u64, decoding: Decoding) {
    let header = Header::read(data);
    let runs = RunBuilder::default();
    let mut reader = Reader { out, runs, open: None, trust: plan.trust, errors: 0, first_error: None };
    let done = match &plan.vouched {
        Some(spans) => {
            let mut peek = Peek::new(data);
            let sights: Vec<Option<Sight>> = spans.iter().map(|span| peek.look(*span)).collect();
            reader.note_requesters(peek.origins());
            match decoding {
                Decoding::Needed => needed(&mut reader, data, plan, spans, &sights, peek.origins()),
                Decoding::Everything => everything(&mut reader, data, plan, Some((&sights, peek.origins()))),
            }
        }
        None => everything(&mut reader, data, plan, None),
    };
    match done {
        Ok(()) => reader.finish(plan, header, file_offset),
        Err(error) => reader.lost(plan, file_offset, &chain(&error)),
    }
}

/// Decodes every record. What was seen of them before has to agree.
fn everything(
    reader: &mut Reader<'_>,
    data: &[u8],
    plan: &Plan,
    seen: Option<(&[Option<Sight>], &[Origin])>,
) -> Result<(), evtx::err::ChunkError> {
    let mut chunk_data = chunk_data(data.to_vec(), plan)?;
    let mut chunk = chunk_data.parse(settings())?;
    for (position, record) in chunk.iter().enumerate() {
        let sight = seen.and_then(|(sights, origins)| {
            let sight = sights.get(position).copied().flatten()?;
            Some((sight, origins.get(sight.origin)?))
        });
        reader.take(record, sight);
    }
    Ok(())
}

/// Decodes the records that can matter and those that were not understood, and counts the others.
///
/// The decoder follows the sizes of records; in a copy of the chunk they are set such that it steps
/// from one needed record to the next. The first record stays the entry.
fn needed(
    reader: &mut Reader<'_>,
    data: &[u8],
    plan: &Plan,
    spans: &[Span],
    sights: &[Option<Sight>],
    origins: &[Origin],
) -> Result<(), evtx::err::ChunkError> {
    let mut copy = None;
    if sights.iter().copied().any(is_needed) {
        let mut data = data.to_vec();
        let end = set_steps(&mut data, spans, sights);
        copy = Some(chunk_data(data, &Plan { end, ..plan.clone() })?);
    }
    let mut chunk = match &mut copy {
        Some(copy) => Some(copy.parse(settings())?),
        None => None,
    };
    let mut records = chunk.as_mut().map(evtx::EvtxChunk::iter);
    let mut steps = Steps::default();
    for sight in sights.iter().copied() {
        let is_walked = steps.walks(sight);
        let record = records.as_mut().filter(|_| is_walked).and_then(Iterator::next);
        match (sight, record) {
            (Some(sight), _) if !sight.is_wanted => reader.skip(sight, origins),
            (_, Some(record)) => reader.take(record, None),
            // Nothing comes out where something should: that record is missing from the sum.
            (_, None) => reader.runs.damage(),
        }
    }
    Ok(())
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

fn chunk_data(mut data: Vec<u8>, plan: &Plan) -> Result<EvtxChunkData, evtx::err::ChunkError> {
    if let Some(table) = data.get_mut(STRING_TABLE) {
        table.fill(0);
    }
    let mut chunk_data = EvtxChunkData::new(data, false)?;
    plan.apply(&mut chunk_data);
    Ok(chunk_data)
}

fn settings() -> Arc<ParserSettings> {
    Arc::new(ParserSettings::new().indent(false))
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

/// Turns records into events and runs.
struct Reader<'a> {
    out: &'a mut ChunkYield,
    runs: RunBuilder,
    /// The run of the records that were skipped last, with their log; not in `runs` yet.
    open: Option<(usize, Run)>,
    trust: Trust,
    errors: u64,
    first_error: Option<String>,
}

impl Reader<'_> {
    fn take(
        &mut self,
        record: Result<evtx::EvtxRecord<'_>, evtx::err::EvtxError>,
        seen: Option<(Sight, &Origin)>,
    ) {
        let read = record
            .and_then(evtx::EvtxRecord::into_xml)
            .map_err(|error| chain(&error))
            .and_then(|record| xml::read(&record.data, providers::is_wanted).map_err(|error| chain(&error)));
        self.close_run();
        match read {
            Ok(record) => {
                if let Some((sight, origin)) = seen
                    && !agrees(sight, origin, &record.system)
                {
                    self.contradict(&record.system);
                }
                self.keep(record);
            }
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
        let computer: Arc<str> = self.intern(&system.computer, |run| &run.computer);
        let channel: Arc<str> = self.intern(&system.channel, |run| &run.channel);
        self.runs.record(self.run(event_record_id, time_created, &channel, &computer));
        if providers::is_other_requester(&system.provider) {
            self.out.requesters.insert((Arc::clone(&computer), system.provider.as_str().into()));
        }
        let kind = record.payload.and_then(|payload| providers::read(&system, &payload));
        let Some(kind) = kind else {
            self.out.tally.skipped = self.out.tally.skipped.saturating_add(1);
            return;
        };
        self.out.tally.read = self.out.tally.read.saturating_add(1);
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

    /// A record that can't matter: it is counted, and it covers its time.
    fn skip(&mut self, sight: Sight, origins: &[Origin]) {
        let Some(origin) = origins.get(sight.origin) else { return };
        self.out.tally.skipped = self.out.tally.skipped.saturating_add(1);
        let (id, time) = (sight.event_record_id, sight.time_created);
        if let Some((log, run)) = &mut self.open
            && *log == origin.log
            && run.last_id.checked_add(1) == Some(id)
        {
            run.last_id = id;
            run.time_of_last = time;
            run.first_time = run.first_time.min(time);
            run.last_time = run.last_time.max(time);
            return;
        }
        self.close_run();
        self.open = Some((origin.log, self.run(id, time, &origin.channel, &origin.computer)));
    }

    fn note_requesters(&mut self, origins: &[Origin]) {
        let others = origins.iter().filter(|origin| origin.is_other_requester);
        self.out
            .requesters
            .extend(others.map(|origin| (Arc::clone(&origin.computer), Arc::clone(&origin.provider))));
    }

    fn close_run(&mut self) {
        if let Some((_, run)) = self.open.take() {
            self.runs.record(run);
        }
    }

    fn run(&self, id: u64, time: jiff::Timestamp, channel: &Arc<str>, computer: &Arc<str>) -> Run {
        Run {
            source: SourceId(0),
            computer: Arc::clone(computer),
            channel: Arc::clone(channel),
            first_id: id,
            last_id: id,
            time_of_first: time,
            time_of_last: time,
            first_time: time,
            last_time: time,
            trust: self.trust,
            damage_before: false,
            damage_after: false,
        }
    }

    /// Names repeat from record to record; the last run has them most of the time.
    fn intern(&self, name: &str, of: impl Fn(&Run) -> &Arc<str>) -> Arc<str> {
        match self.runs.last().map(of) {
            Some(known) if **known == *name => Arc::clone(known),
            _ => name.into(),
        }
    }

    /// What was seen of a record and what the decoder says differ: the mistake is in this program.
    fn contradict(&mut self, system: &System) {
        let text = format!(
            "record {} looks different from what it decodes to; please report this as a bug of volsift",
            system.event_record_id.unwrap_or_default()
        );
        self.out.issues.push(Issue::note(IssueKind::RecordsUnreadable, text));
    }

    /// The whole chunk can't be decoded: all that it declares is lost.
    fn lost(self, plan: &Plan, file_offset: u64, reason: &str) {
        self.out.tally.failed = plan.declared;
        (self.out.lost_before, self.out.lost_behind) = (true, true);
        let (first_id, last_id) = plan.ids;
        self.out.state = ChunkState::Read { first_id, last_id, first_number: first_id };
        let issue = Issue::loss(IssueKind::ChunkLost, format!("the chunk can't be decoded: {reason}"));
        self.out.issues.push(issue.at_chunk(self.out.slot, file_offset));
    }

    fn finish(mut self, plan: &Plan, header: Option<Header>, file_offset: u64) {
        self.close_run();
        let out = self.out;
        // The decoder may stumble and find its way again; what counts is how many records came out.
        let short = plan.declared.saturating_sub(out.tally.declared());
        let missing = if plan.declares_surely { short } else { short.max(self.errors) };
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
        (out.runs, out.lost_behind) = runs.finish();
        // Without a run of its own, what is lost here lies between its neighbours.
        out.lost_before = plan.is_beheaded || (out.runs.is_empty() && missing > 0);
        if out.tally.declared() > 0 {
            let (first_id, last_id) = plan.ids;
            let first_number = header.map_or(0, |header| header.first_number);
            out.state = ChunkState::Read { first_id, last_id, first_number };
        }
    }
}

/// Whether what was seen of a record is what it decodes to.
fn agrees(sight: Sight, origin: &Origin, system: &System) -> bool {
    sight.event_id == system.event_id
        && Some(sight.event_record_id) == system.event_record_id
        && Some(sight.time_created) == system.time_created
        && *origin.provider == *system.provider
        && origin.event_source_name.as_deref() == system.event_source_name.as_deref()
        && *origin.channel == *system.channel
        && *origin.computer == *system.computer
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
