//! Rendering: one file a format, one signature; no decisions are made here.

pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod reg;
pub mod sheets;
pub mod table;
pub mod text;

use std::io::{self, Write};
use std::path::Path;

use crate::catalogue::Tongue;
use crate::fleet::View;
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
    pub sheet: sheets::Sheet,
    /// The language of formats for people; what programs read has one language only.
    pub tongue: Tongue,
}

/// A format of the report.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// The extension of a file that chooses it.
    pub extension: &'static str,
    /// How much it tells where nobody asks for more or less.
    pub extent: Extent,
    /// Whether it tells by what each file can be known again.
    pub tells_fingerprints: bool,
    /// Writes the report.
    pub render: fn(&Report, Style, &mut dyn Write) -> io::Result<()>,
    /// Writes the report of a fleet; none where there is no such report in this format.
    pub fleet: Option<RenderFleet>,
}

/// Writes the report of a fleet.
pub type RenderFleet = fn(&View<'_>, Style, &mut dyn Write) -> io::Result<()>;

/// Every format.
pub const FORMATS: &[Format] = &[
    table::FORMAT,
    markdown::FORMAT,
    html::FORMAT,
    json::FORMAT,
    json::ndjson::FORMAT,
    sheets::FORMAT,
    junit::FORMAT,
];

/// The format that a file's name chooses by its extension.
pub fn format_of(file: &Path) -> Option<&'static Format> {
    let extension = file.extension()?;
    FORMATS.iter().find(|format| extension.eq_ignore_ascii_case(format.extension))
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
