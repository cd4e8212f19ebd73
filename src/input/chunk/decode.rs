//! Decodes the records of a chunk and accounts for them.

use std::sync::Arc;

use evtx::{EvtxChunkData, ParserSettings};

use super::layout::Header;
use super::plan::Plan;
use super::{ChunkState, ChunkYield};
use crate::event::run::{Run, RunBuilder};
use crate::event::{Event, EventRef, SourceId, Trust, providers, xml};
use crate::issue::{Issue, IssueKind};

/// Decodes the records of a chunk and accounts for them.
pub(super) fn decode(out: &mut ChunkYield, data: Vec<u8>, plan: &Plan, trust: Trust, file_offset: u64) {
    let header = Header::read(&data);
    let mut trust = trust;
    let mut reader = Reader { out, runs: RunBuilder::default(), trust, errors: 0, first_error: None };
    let settings = Arc::new(ParserSettings::new().indent(false));
    let mut chunk_data = match EvtxChunkData::new(data, false) {
        Ok(chunk_data) => chunk_data,
        Err(error) => return reader.lost(plan, file_offset, &chain(&error)),
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
            Err(error) => return reader.lost(plan, file_offset, &chain(&error)),
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
        Err(error) => return reader.lost(plan, file_offset, &chain(&error)),
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
            time_of_first: time_created,
            time_of_last: time_created,
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

    /// The whole chunk can't be decoded: all that it declares is lost.
    fn lost(self, plan: &Plan, file_offset: u64, reason: &str) {
        self.out.tally.failed = plan.declared;
        (self.out.lost_before, self.out.lost_behind) = (true, true);
        let (first_id, last_id) = plan.ids;
        self.out.state = ChunkState::Read { first_id, last_id, first_number: first_id };
        let issue = Issue::loss(IssueKind::ChunkLost, format!("the chunk can't be decoded: {reason}"));
        self.out.issues.push(issue.at_chunk(self.out.slot, file_offset));
    }

    fn finish(self, plan: &Plan, header: Option<Header>, file_offset: u64) {
        let out = self.out;
        // The decoder may stumble and find its way again; what counts is how many records came out.
        let short = plan.declared.saturating_sub(out.tally.read);
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
fn is_wanted(system: &crate::event::System) -> bool {
    providers::is_wanted(system)
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
