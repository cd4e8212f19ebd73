//! NDJSON: the same objects as in the JSON, one a line, for programs that read lines.
//!
//! Each line has a `type`, and the name of its computer where it belongs to one. No line holds a list that has lines of
//! its own, so that no reader needs more memory than for one record.

use std::io::{self, Write};

use super::super::Format;
use super::schema::write_lines;
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
    fleet: None,
};

/// Writes the report as NDJSON.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_lines(report, out)
}
