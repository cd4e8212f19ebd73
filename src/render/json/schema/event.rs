//! Records as the report cites them, and times.

use jiff::Timestamp;
use serde::Serialize;

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
#[derive(Serialize)]
pub(super) struct JsonEvent<'a> {
    channel: &'a str,
    provider: &'a str,
    event_id: u16,
    event_record_id: u64,
    time: String,
    time_local: String,
    source: &'a str,
    other_sources: Vec<&'a str>,
    checksum_failed: bool,
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

#[derive(Serialize)]
pub(super) struct JsonCited<'a> {
    #[serde(rename = "ref")]
    reference: String,
    #[serde(flatten)]
    event: JsonEvent<'a>,
}

impl<'a> JsonCited<'a> {
    pub(super) fn of(index: EventIndex, report: &'a ComputerReport, sources: &'a [Source]) -> Option<Self> {
        Some(Self { reference: report.cite(index), event: JsonEvent::of(index, report, sources)? })
    }
}
