//! The chronicle as a table for spreadsheets: a row an entry.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};

use super::{Pen, Style, local, mark, trust, utc};
use crate::story::chronicle::{Chronicle, Entry};
use crate::verdict::Basis;

/// The names of the columns, promised like those of the other tables.
#[rustfmt::skip]
pub const HEADER: &[&str] = &[
    "time_utc", "time_local", "computer", "kind", "text", "run", "verdict", "basis", "ref", "channel", "provider",
    "event_id", "event_record_id", "until_utc", "until_local", "source", "checksum_failed", "recovered",
];

/// Writes it.
pub fn render(chronicle: &Chronicle<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    mark(style, out)?;
    let mut sheet = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    sheet.write_record(HEADER).map_err(super::of_output)?;
    for entry in chronicle.entries() {
        let pen = Pen { sheet: &mut sheet, report: entry.report, sources: &chronicle.report.sources };
        row(pen, &entry)?;
    }
    sheet.flush()
}

fn row<W: Write>(mut pen: Pen<'_, W>, entry: &Entry<'_>) -> io::Result<()> {
    let report = entry.report;
    let event = entry.record.and_then(|index| report.event(index));
    let of_event = event.map(|event| (event.at.event_id.to_string(), event.at.event_record_id.to_string()));
    let (event_id, record_id) = of_event.unwrap_or_default();
    let (until_utc, until_local) =
        entry.until.map(|until| (utc(until), local(until, &report.zone))).unwrap_or_default();
    let (checksum_failed, recovered) = event.map(trust).unwrap_or_default();
    let channel = entry.channel.or(event.map(|event| &*event.at.channel)).unwrap_or_default();
    pen.row(&[
        &utc(entry.time),
        &local(entry.time, &report.zone),
        &report.computer.name,
        entry.kind.id(),
        &pen.said(&entry.text),
        &entry.run.map_or_else(String::new, |run| run.to_string()),
        entry.judged.map_or("", |judged| judged.verdict.id()),
        entry.judged.and_then(|judged| judged.basis).map_or("", Basis::id),
        &entry.record.map_or_else(String::new, |index| report.cite(index)),
        channel,
        event.map_or("", |event| &event.at.provider),
        &event_id,
        &record_id,
        &until_utc,
        &until_local,
        event.map_or("", |event| pen.path(event.at.source)),
        checksum_failed,
        recovered,
    ])
}
