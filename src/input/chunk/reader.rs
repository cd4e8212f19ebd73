//! Turns the records of a chunk, decoded or only looked at, into events, runs and an account.

use std::sync::Arc;

use evtx::EvtxRecord;
use evtx::err::EvtxError;

use super::layout::Header;
use super::peek::{Origin, Sight, Whole};
use super::plan::Plan;
use super::{CHUNK_SIZE, ChunkState, ChunkYield};
use crate::event::sequence::{Sequence, falls_back};
use crate::event::{System, Trust, providers, xml};
use crate::input::keeper::Keeper;
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Number, sentences};

sentences! {
    string_table(reason: Log) = "chunk.string-table":
        "the chunk's string table is broken and was left aside ({ $reason })";
    looks_different(record: Number) = "chunk.looks-different":
        "record { $record } looks different from what it decodes to; please report this as a bug of volsift";
    not_decoded(reason: Log) = "chunk.not-decoded": "the chunk can't be decoded: { $reason }";
    unreadable(missing: Number, declared: u64) = "chunk.records-unreadable":
        "{ $missing } of { $declared ->
            [one] { $declared } record
           *[other] { $declared } records
        } could not be read";
    unreadable_first(missing: Number, declared: u64, first: Log) = "chunk.records-unreadable-first":
        "{ $missing } of { $declared ->
            [one] { $declared } record
           *[other] { $declared } records
        } could not be read; the first: { $first }";
}

/// Turns records into events and runs.
pub(super) struct Reader<'a> {
    out: &'a mut ChunkYield,
    keeper: Keeper,
    /// The run of the records that were skipped last, with their log; not kept yet.
    open: Option<(usize, Sequence)>,
    errors: u64,
    first_error: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(out: &'a mut ChunkYield, trust: Trust, keeps_records: bool) -> Self {
        Self { out, keeper: Keeper::new(trust, keeps_records), open: None, errors: 0, first_error: None }
    }

    /// The chunk's table of names is broken: it is not needed, but nothing else may be relied on either.
    pub(super) fn distrust(&mut self, reason: &str) {
        self.out.note(IssueKind::ChunkHeader, string_table(Log::of(reason)));
        self.keeper.trust = Trust::ChecksumFailed;
    }

    /// A decoded record.
    pub(super) fn take(&mut self, record: Decoded<'_>) {
        let read = xml_of(record).and_then(|xml| read(&xml));
        if let Ok(record) = &read {
            self.keeper.note_requester(&record.system.provider, &record.system.computer);
        }
        self.keep(read);
    }

    /// A decoded record that was looked at before.
    pub(super) fn take_seen(&mut self, record: Decoded<'_>, sight: Sight, origin: &Origin) {
        let read = xml_of(record)
            .and_then(|xml| xml::read_rest(&xml, origin.system(sight)).map_err(|error| chain(&error)));
        self.keep(read);
    }

    /// A record that was read whole without being decoded.
    pub(super) fn take_whole(&mut self, whole: Whole, sight: Sight, origin: &Origin) {
        let system = System { level: whole.level, ..origin.system(sight) };
        self.keep(Ok(xml::Record { system, payload: Some(whole.payload) }));
    }

    /// A decoded record that was looked at before, which has to agree.
    pub(super) fn take_and_compare(
        &mut self,
        record: Decoded<'_>,
        sight: Sight,
        origin: &Origin,
        whole: Option<&Whole>,
    ) {
        let read = xml_of(record).and_then(|xml| read(&xml));
        let agrees = match (&read, whole) {
            // One that can't matter does not.
            (Ok(xml::Record { system, payload: Some(payload) }), _)
                if !sight.is_wanted && providers::read(system, payload).is_some() =>
            {
                false
            }
            // Where it was not read whole, the level was not looked at.
            (Ok(record), None) => {
                record.system == System { level: record.system.level, ..origin.system(sight) }
            }
            (Ok(record), Some(whole)) => {
                record.system == System { level: whole.level, ..origin.system(sight) }
                    && record.payload.as_ref() == Some(&whole.payload)
            }
            (Err(_), whole) => whole.is_none(),
        };
        if !agrees {
            let text = looks_different(Number(sight.event_record_id));
            self.out.harvest.issues.push(Issue::note(IssueKind::RecordsUnreadable, text));
        }
        self.keep(read);
    }

    /// A record that is there, and of which the decoder says nothing.
    pub(super) fn miss(&mut self) {
        self.close_run();
        self.keeper.harvest.runs.damage();
    }

    fn keep(&mut self, record: Result<xml::Record, String>) {
        self.close_run();
        match record {
            Ok(record) => self.keeper.keep(record),
            Err(error) => {
                self.errors = self.errors.saturating_add(1);
                self.first_error.get_or_insert(error);
                self.keeper.harvest.runs.damage();
            }
        }
    }

    /// A record that can't matter: it is counted, and it covers its time.
    pub(super) fn skip(&mut self, sight: Sight, origin: &Origin) {
        self.keeper.harvest.tally.skipped = self.keeper.harvest.tally.skipped.saturating_add(1);
        let (id, time) = (sight.event_record_id, sight.time_created);
        if let Some((log, run)) = &mut self.open
            && *log == origin.log
            && run.last_id.checked_add(1) == Some(id)
            && !falls_back(run.time_of_last, time)
        {
            run.last_id = id;
            run.time_of_last = time;
            run.first_time = run.first_time.min(time);
            run.last_time = run.last_time.max(time);
            return;
        }
        self.close_run();
        self.open = Some((origin.log, self.keeper.run(id, time, &origin.channel, &origin.computer)));
    }

    pub(super) fn note_requesters(&mut self, origins: &[Origin]) {
        for origin in origins.iter().filter(|origin| origin.is_other_requester) {
            self.keeper
                .harvest
                .requesters
                .insert((Arc::clone(&origin.computer), Arc::clone(&origin.provider)));
        }
    }

    fn close_run(&mut self) {
        if let Some((_, run)) = self.open.take() {
            self.keeper.harvest.runs.append(run);
        }
    }

    /// The whole chunk can't be decoded: all that it declares is lost.
    pub(super) fn lost(self, plan: &Plan, reason: &str) {
        self.out.harvest.tally.failed = plan.declared;
        (self.out.lost_before, self.out.lost_behind) = (true, true);
        let (first_id, last_id) = plan.ids;
        self.out.state =
            ChunkState::Read { first_id, last_id, first_number: first_id, records_end: CHUNK_SIZE };
        self.out.lose(IssueKind::ChunkLost, not_decoded(Log::of(reason)));
    }

    pub(super) fn finish(mut self, plan: &Plan, header: Option<Header>) {
        self.close_run();
        let (out, mut read) = (self.out, self.keeper.harvest);
        // The decoder may stumble and find its way again; what counts is how many records came out.
        let short = plan.declared.saturating_sub(read.tally.seen());
        let missing = if plan.declares_surely { short } else { short.max(self.errors) };
        read.tally.failed = missing;
        if missing > self.errors {
            read.runs.damage();
        }
        let was_told = out.harvest.issues.iter().any(|issue| issue.is_loss);
        if missing > 0 && !was_told {
            let declared = read.tally.declared();
            let text = match self.first_error {
                Some(error) => unreadable_first(Number(missing), declared, Log(error)),
                None => unreadable(Number(missing), declared),
            };
            out.lose(IssueKind::RecordsUnreadable, text);
        }
        out.lost_behind = read.runs.ends_in_damage();
        // Without a run of its own, what is lost here lies between its neighbours.
        out.lost_before = plan.is_beheaded || (read.runs.is_empty() && missing > 0);
        if read.tally.declared() > 0 {
            let (first_id, last_id) = plan.ids;
            let first_number = header.map_or(0, |header| header.first_number);
            out.state = ChunkState::Read { first_id, last_id, first_number, records_end: plan.end };
        }
        read.runs.settle();
        out.harvest.absorb(read);
    }
}

/// What the decoder gives for a record.
pub(super) type Decoded<'a> = Result<EvtxRecord<'a>, EvtxError>;

fn xml_of(record: Decoded<'_>) -> Result<String, String> {
    record.and_then(EvtxRecord::into_xml).map(|record| record.data).map_err(|error| chain(&error))
}

fn read(xml: &str) -> Result<xml::Record, String> {
    xml::read(xml, providers::is_wanted).map_err(|error| chain(&error))
}

/// An error with all its causes: the decoder keeps the reason one or two causes down.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
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
