//! JSON, `schema_version` 1.
//!
//! The structures here are frozen: keys may be added, nothing is renamed or removed without a new
//! version, and no inner type is serialised. The report is written as it is walked, a computer and a
//! 27 at a time, so its size costs no memory.

pub mod contract;
mod manual;
pub mod ndjson;
mod schema;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};

pub use manual::manual;

use super::Format;
use super::text::is_dangerous;
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

/// Writes a document with indentation.
fn write_document(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(document, PrettyFormatter::new(), out)
}

/// Writes a value, and ends its line.
fn write(value: &impl Serialize, formatter: impl Formatter, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Defusing(formatter));
    // This conversion keeps the kind of an error that writing gave, a reader that went away among them.
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// JSON in which characters that could command a terminal are escaped. The value is the same; only its spelling is
/// safe.
struct Defusing<F>(F);

impl<F: Formatter> Formatter for Defusing<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if !fragment.chars().any(is_dangerous) {
            return writer.write_all(fragment.as_bytes());
        }
        for character in fragment.chars() {
            if is_dangerous(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{character}")?;
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
