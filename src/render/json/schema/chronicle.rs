//! The chronicle in JSON: entry by entry, in order.

use serde::Serialize;

use super::event::{JsonCited, local, said, utc};
use super::message::JsonMessage;
use super::{SCHEMA_VERSION, TOOL, Tool};
use crate::render::json::lists::Long;
use crate::report::ComputerReport;
use crate::source::Source;
use crate::story::Mood;
use crate::story::chronicle::{Chronicle, Entry};
use crate::verdict::Basis;

/// The document, and its list of entries.
const DEPTH_OF_ENTRIES: usize = 2;

#[derive(Serialize)]
pub(in crate::render::json) struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    complete: bool,
    computers: Vec<JsonListed<'a>>,
    entries: Long<'a, JsonEntry<'a>>,
}

impl<'a> Document<'a> {
    pub(in crate::render::json) fn of(chronicle: &'a Chronicle<'a>) -> Self {
        let sources = &chronicle.report.sources;
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            complete: chronicle.report.is_complete(),
            computers: chronicle.computers().map(JsonListed::of).collect(),
            entries: Long::of(DEPTH_OF_ENTRIES, chronicle.entries(), |entry, items| {
                items.push(Some(JsonEntry::of(entry, sources)))
            }),
        }
    }
}

#[derive(Serialize)]
struct JsonListed<'a> {
    name: &'a str,
    zone: &'a str,
    zone_from: &'static str,
}

impl<'a> JsonListed<'a> {
    fn of(report: &'a ComputerReport) -> Self {
        Self { name: &report.computer.name, zone: &report.zone.name, zone_from: report.zone.origin.id() }
    }
}

#[derive(Serialize)]
struct JsonEntry<'a> {
    computer: &'a str,
    kind: &'static str,
    time: String,
    time_local: String,
    until: Option<String>,
    until_local: Option<String>,
    text: String,
    message: JsonMessage<'a>,
    mood: &'static str,
    run: Option<String>,
    verdict: Option<&'static str>,
    basis: Option<&'static str>,
    confidence: Option<&'static str>,
    channel: Option<&'a str>,
    record: Option<JsonCited<'a>>,
}

impl<'a> JsonEntry<'a> {
    fn of(entry: &'a Entry<'a>, sources: &'a [Source]) -> Self {
        let report = entry.report;
        let record = entry.record.and_then(|index| report.event(index));
        Self {
            computer: &report.computer.name,
            kind: entry.kind.id(),
            time: utc(entry.time),
            time_local: local(entry.time, &report.zone),
            until: entry.until.map(utc),
            until_local: entry.until.map(|until| local(until, &report.zone)),
            text: said(&entry.text, report),
            mood: mood(entry.mood),
            run: entry.run.map(|run| run.to_string()),
            verdict: entry.judged.map(|judged| judged.verdict.id()),
            basis: entry.judged.and_then(|judged| judged.basis).map(Basis::id),
            confidence: entry.judged.map(|judged| judged.confidence.id()),
            channel: entry.channel.or(record.map(|event| &*event.at.channel)),
            record: entry.record.and_then(|index| JsonCited::of(index, report, sources)),
            message: JsonMessage::from(&entry.text),
        }
    }
}

fn mood(mood: Mood) -> &'static str {
    match mood {
        Mood::Plain => "plain",
        Mood::Good => "good",
        Mood::Open => "open",
        Mood::Bad => "bad",
    }
}
