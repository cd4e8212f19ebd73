//! JSON, `schema_version` 1.
//!
//! The structures here are frozen: keys may be added, nothing is renamed or removed without a new
//! version, and no inner type is serialised. The report is written as it is walked, a computer
//! and a window of its records at a time, so its size costs no memory.

pub mod contract;
mod lists;
mod manual;
pub mod ndjson;
mod pen;
mod schema;

use std::io::{self, Write};

use serde::Serialize;

pub use manual::{manual, manual_of_fleet};
use pen::Layout;

use super::Format;
use crate::difference::Difference;
use crate::fleet::View;
use crate::inspect::Inspection;
use crate::report::Report;
use crate::story::Extent;
use crate::story::chronicle::Chronicle;

/// The version of the schema.
pub const SCHEMA_VERSION: u32 = 1;

/// The format.
pub const FORMAT: Format = Format {
    name: "json",
    help: "JSON, schema_version 1, for programs",
    extension: "json",
    extent: Extent::Folded,
    tells_fingerprints: false,
    render: |report, _, out| render(report, out),
    fleet: Some(|view, _, out| render_fleet(view, out)),
};

/// Writes the report as JSON.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_document(&schema::Document::of(report), out)
}

/// Writes a chronicle as JSON.
pub fn render_chronicle(chronicle: &Chronicle<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_document(&schema::chronicle::Document::of(chronicle), out)
}

/// Writes what was sent as JSON.
pub fn render_inspection(inspection: &Inspection, out: &mut dyn Write) -> io::Result<()> {
    write_document(&schema::inspection::Document::of(inspection), out)
}

/// Writes what differs between two reports as JSON.
pub fn render_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    write_document(&schema::difference::Document::of(difference), out)
}

/// Writes the report of a fleet as JSON; it holds the hosts by name, the causes and the nights, however they are grouped for people.
pub fn render_fleet(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_document(&schema::fleet::Document::of(view.fleet), out)
}

/// Writes a document with indentation.
fn write_document(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    pen::write(document, Layout::Indented(0), out)
}
