//! NDJSON: the same objects as in the JSON, one a line, for programs that read lines.
//!
//! Each line has a `type`, and the name of its computer where it belongs to one. No line holds a list that has lines of
//! its own, so that neither writer nor reader needs more memory than for one record.

use std::io::{self, Write};

use serde_json::ser::CompactFormatter;

use super::super::Format;
use super::schema::Line;
use crate::report::Report;
use crate::story::Extent;

/// The format.
pub const FORMAT: Format = Format {
    name: "ndjson",
    help: "the objects of the JSON, one a line",
    extension: "ndjson",
    extent: Extent::Folded,
    tells_fingerprints: false,
    render: |report, _, out| render(report, out),
};

/// Writes the report as NDJSON.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    Line::all(report).try_for_each(|line| super::write(&line, CompactFormatter, out))
}
