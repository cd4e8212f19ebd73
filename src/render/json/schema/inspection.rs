//! What was sent, in JSON.

use serde::Serialize;

use super::event::{local, utc};
use super::input::{JsonFolder, JsonIssue, Records};
use super::{SCHEMA_VERSION, TOOL, Tool};
use crate::catalogue::Tongue;
use crate::inspect::{Count, File, Inspection, Log, Machine, Part};
use crate::render::json::lists::Stream;
use crate::say::Zone;
use crate::source::{LogHeader, contents};
use crate::timeline::{Coverage, Told};

#[derive(Serialize)]
pub(in crate::render::json) struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    complete: bool,
    records_read: u64,
    computers: Vec<JsonMachine<'a>>,
    files: Stream<'a, JsonFile<'a>>,
    folders: Vec<JsonFolder<'a>>,
    issues: Vec<JsonIssue<'a>>,
}

impl<'a> Document<'a> {
    pub(in crate::render::json) fn of(inspection: &'a Inspection) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            tool: TOOL,
            complete: inspection.is_complete(),
            records_read: inspection.records_read(),
            computers: inspection.computers.iter().map(JsonMachine::of).collect(),
            files: Stream::of(inspection.files.iter().map(JsonFile::of)),
            folders: inspection.folders.each().map(JsonFolder::of).collect(),
            issues: inspection.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonMachine<'a> {
    name: &'a str,
    aliases: &'a [String],
    windows: Option<&'a str>,
    zone: &'a str,
    zone_from: &'static str,
    volsnap27: usize,
    logs: Vec<JsonChannel<'a>>,
    missing: &'a [&'static str],
    collected: Vec<JsonCollected<'a>>,
}

/// What the manifest of a collection tells of a log.
#[derive(Serialize)]
struct JsonCollected<'a> {
    channel: &'a str,
    state: &'static str,
    code: Option<i64>,
    empty: Option<bool>,
}

impl<'a> JsonCollected<'a> {
    fn of((channel, told): &'a (String, Told)) -> Self {
        let (state, code, empty) = match *told {
            Told::Absent { .. } => ("absent", None, None),
            Told::Failed(code) => ("failed", Some(code), None),
            Told::Exported { is_empty, .. } => ("exported", None, Some(is_empty)),
        };
        Self { channel, state, code, empty }
    }
}

impl<'a> JsonMachine<'a> {
    fn of(machine: &'a Machine) -> Self {
        Self {
            name: &machine.name,
            aliases: &machine.aliases,
            windows: machine.windows.as_deref(),
            zone: &machine.zone.name,
            zone_from: machine.zone.origin.id(),
            volsnap27: machine.volsnap27,
            logs: machine.logs.iter().map(|log| JsonChannel::of(log, &machine.zone)).collect(),
            missing: &machine.missing,
            collected: machine.collected.iter().map(JsonCollected::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonChannel<'a> {
    channel: &'a str,
    records: u64,
    first: String,
    first_local: String,
    last: String,
    last_local: String,
    gaps: usize,
    missing_records: u64,
}

impl<'a> JsonChannel<'a> {
    fn of(log: &'a Coverage, zone: &Zone) -> Self {
        Self {
            channel: &log.channel,
            records: log.records,
            first: utc(log.first),
            first_local: local(log.first, zone),
            last: utc(log.last),
            last_local: local(log.last, zone),
            gaps: log.gaps.len(),
            missing_records: log.missing(),
        }
    }
}

#[derive(Serialize)]
struct JsonFile<'a> {
    path: &'a str,
    what: &'static str,
    text: String,
    bytes: Option<u64>,
    members: Option<u64>,
    header: Option<JsonHeader>,
    records: Option<Records>,
    logs: Vec<JsonPart<'a>>,
    providers: Vec<JsonProvider<'a>>,
    issues: Vec<JsonIssue<'a>>,
}

impl<'a> JsonFile<'a> {
    fn of(file: &'a File) -> Self {
        let log = file.log.as_ref();
        let parts = |log: &'a Log| {
            let zone = log.zone.as_ref();
            log.parts.iter().map(move |part| JsonPart::of(part, zone)).collect()
        };
        Self {
            path: &file.path,
            what: file.what,
            text: Tongue::English.voice(None).text(&contents::words(file.what)),
            bytes: file.size,
            members: file.members,
            header: log.and_then(|log| log.header).map(JsonHeader::of),
            records: log.map(|log| Records::of(log.tally)),
            logs: log.map(parts).unwrap_or_default(),
            providers: log.map(|log| JsonProvider::of(&log.events)).unwrap_or_default(),
            issues: file.issues.iter().map(JsonIssue::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonHeader {
    version: String,
    chunks_declared: u64,
    chunks_found: u64,
    next_record_id: u64,
    dirty: bool,
    full: bool,
    checksum_failed: bool,
}

impl JsonHeader {
    fn of(header: LogHeader) -> Self {
        let (major, minor) = header.version;
        Self {
            version: format!("{major}.{minor}"),
            chunks_declared: header.chunks_declared,
            chunks_found: header.chunks_found,
            next_record_id: header.next_record_id,
            dirty: header.is_dirty,
            full: header.is_full,
            checksum_failed: !header.is_intact,
        }
    }
}

#[derive(Serialize)]
struct JsonPart<'a> {
    computer: &'a str,
    channel: &'a str,
    records: u64,
    first_event_record_id: u64,
    last_event_record_id: u64,
    first: String,
    first_local: Option<String>,
    last: String,
    last_local: Option<String>,
}

impl<'a> JsonPart<'a> {
    fn of(part: &'a Part, zone: Option<&Zone>) -> Self {
        let (first, last) = part.times;
        Self {
            computer: &part.computer,
            channel: &part.channel,
            records: part.records,
            first_event_record_id: part.ids.0,
            last_event_record_id: part.ids.1,
            first: utc(first),
            first_local: zone.map(|zone| local(first, zone)),
            last: utc(last),
            last_local: zone.map(|zone| local(last, zone)),
        }
    }
}

#[derive(Serialize)]
struct JsonProvider<'a> {
    provider: &'a str,
    events: Vec<JsonCount>,
}

#[derive(Serialize)]
struct JsonCount {
    event_id: u16,
    records: u64,
}

impl<'a> JsonProvider<'a> {
    fn of(counts: &'a [Count]) -> Vec<Self> {
        let groups = counts.chunk_by(|one, next| one.provider == next.provider);
        groups
            .filter_map(|group| {
                let events = group.iter().map(|of| JsonCount { event_id: of.event_id, records: of.count });
                Some(Self { provider: &group.first()?.provider, events: events.collect() })
            })
            .collect()
    }
}
