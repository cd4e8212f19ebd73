//! Rendering: one file a format, one signature; no decisions are made here.

pub mod csv;
pub mod json;
pub mod reg;
pub mod table;
pub mod text;

use std::io::{self, Write};
use std::path::Path;

use crate::report::Report;
use crate::story::Extent;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns that may be used.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
    /// Whether lines are drawn with ASCII characters only.
    pub ascii: bool,
    /// How much is told.
    pub extent: Extent,
    /// What a table for spreadsheets holds.
    pub sheet: csv::Sheet,
}

/// A format of the report.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Writes the report.
    pub render: fn(&Report, Style, &mut dyn Write) -> io::Result<()>,
}

/// Every format.
pub const FORMATS: &[Format] = &[table::FORMAT, json::FORMAT, csv::FORMAT];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Endings of file names, and the formats that files of these names are of.
const ENDINGS: &[(&str, &str)] = &[("json", "json"), ("csv", "csv")];

/// The name of the format that a file's name asks for.
pub fn format_of_file(file: &Path) -> Option<&'static str> {
    let ending = file.extension()?.to_str()?;
    ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending)).map(|(_, name)| *name)
}
