//! Records as the report cites them, and times.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::words::{Local, Reference, Utc};
use crate::catalogue::Tongue;
use crate::event::{SourceId, Trust};
use crate::report::ComputerReport;
use crate::say::{Sentence, Zone};
use crate::source::Source;
use crate::timeline::EventIndex;

pub(super) fn cites(indices: &[EventIndex], report: &ComputerReport) -> Vec<String> {
    indices.iter().map(|index| report.cite(*index)).collect()
}

/// A sentence, with times in UTC and in the computer's zone.
pub(super) fn said(sentence: &Sentence, report: &ComputerReport) -> String {
    Tongue::English.voice(Some(&report.zone)).text(sentence)
}

pub(super) fn utc(time: Timestamp) -> String {
    time.to_string()
}

pub(super) fn local(time: Timestamp, zone: &Zone) -> String {
    zone.local(time).strftime("%Y-%m-%dT%H:%M:%S%.f%:z").to_string()
}

/// One record of a log.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub(super) struct JsonEvent<'a> {
    /// Its log, as the record names it.
    channel: &'a str,
    /// Who wrote it, as the record names it.
    provider: &'a str,
    /// The id of the event, which says what it is together with the provider.
    event_id: u16,
    /// The number of the record in its log.
    event_record_id: u64,
    /// When it was written. Unit: UTC.
    #[schemars(with = "Utc")]
    time: String,
    /// The same in the zone of the computer. Unit: local time with offset.
    #[schemars(with = "Local")]
    time_local: String,
    /// The file that it was read from: `path` of a source.
    source: &'a str,
    /// The files that hold copies of it.
    other_sources: Vec<&'a str>,
    /// Whether it lies in a chunk with a wrong checksum, so that its bytes may be wrong.
    checksum_failed: bool,
    /// Whether it is a stale record, carved from free space.
    recovered: bool,
}

impl<'a> JsonEvent<'a> {
    pub(super) fn of(index: EventIndex, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        let event = report.event(index)?;
        let path = |id: SourceId| {
            let source = sources.get(usize::try_from(id.0).ok()?)?;
            Some(source.path.as_str())
        };
        Some(Self {
            channel: &event.at.channel,
            provider: &event.at.provider,
            event_id: event.at.event_id,
            event_record_id: event.at.event_record_id,
            time: utc(event.time()),
            time_local: local(event.time(), &report.zone),
            source: path(event.at.source).unwrap_or_default(),
            other_sources: event.copies.iter().filter_map(|id| path(*id)).collect(),
            checksum_failed: event.trust == Trust::ChecksumFailed,
            recovered: event.trust == Trust::Carved,
        })
    }
}

/// A record that the report cites.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CitedEvent")]
pub(super) struct JsonCited<'a> {
    /// How it is cited everywhere in the report.
    #[serde(rename = "ref")]
    #[schemars(with = "Reference")]
    reference: String,
    #[serde(flatten)]
    event: JsonEvent<'a>,
}

impl<'a> JsonCited<'a> {
    pub(super) fn of(index: EventIndex, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        Some(Self { reference: report.cite(index), event: JsonEvent::of(index, report, sources)? })
    }
}
