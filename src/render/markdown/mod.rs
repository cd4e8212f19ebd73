//! The report for tickets, in Markdown as GitHub reads it: it draws a story and decides nothing.
//!
//! A line of the story is a line here, since whoever shows it wraps it. Text from logs is escaped by its type, in
//! `escape`.

mod escape;

use std::io::{self, Write};

use super::{Format, Style, text};
use crate::catalogue::Tongue;
use crate::fleet::{self, View};
use crate::report::{ComputerReport, Report};
use crate::say::{Sentence, Zone};
use crate::story::{self, Block, CITED, Cell, Detail, Extent, Finding, First, Line, Mood, Section, Table};
use crate::timeline::EventIndex;
use escape::Place;

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    help: "Markdown for tickets, in short",
    extension: "md",
    extent: Extent::Ticket,
    tells_fingerprints: false,
    render,
    fleet: Some(fleet),
};

fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let story = story::tell(report, style.extent);
    let is_one = story.first.len() == 1;
    for first in &story.first {
        first_line(first, is_one, style.tongue, out)?;
    }
    for chapter in &story.chapters {
        Pen { report: Some(chapter.report), tongue: style.tongue }.sections(&chapter.sections, out)?;
    }
    Pen { report: None, tongue: style.tongue }.sections(&story.account, out)
}

/// Writes the report of a fleet. Its days are days in the zone of each host already.
fn fleet(view: &View<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen { report: None, tongue: style.tongue };
    let first = fleet::first_lines(view.fleet);
    for line in &first {
        let item = if first.len() == 1 { "" } else { "- " };
        writeln!(out, "{item}**{}**", pen.said(&line.text, Place::Line))?;
    }
    pen.sections(&fleet::tell(view.fleet, view.by, style.extent), out)
}

/// Writes sections that cite no record, with times in UTC.
pub fn sections(told: &[Section], style: Style, out: &mut dyn Write) -> io::Result<()> {
    Pen { report: None, tongue: style.tongue }.sections(told, out)
}

fn first_line(first: &First<'_>, is_one: bool, tongue: Tongue, out: &mut dyn Write) -> io::Result<()> {
    let said = Pen { report: first.of, tongue }.said(&first.line.text, Place::Line);
    writeln!(out, "{}**{said}**", if is_one { "" } else { "- " })
}

/// What draws: a chapter's records and zone, and the language.
#[derive(Clone, Copy)]
struct Pen<'a> {
    report: Option<&'a ComputerReport>,
    tongue: Tongue,
}

impl<'a> Pen<'a> {
    fn zone(self) -> Option<&'a Zone> {
        self.report.map(|report| &report.zone)
    }

    /// A sentence, with times in the computer's zone.
    fn said(self, sentence: &Sentence, place: Place) -> String {
        escape::sentence(self.tongue.voice(self.zone()), sentence, place)
    }

    fn sections(self, sections: &[Section], out: &mut dyn Write) -> io::Result<()> {
        for section in sections {
            if let Some(title) = &section.title {
                writeln!(out, "\n### {}", self.said(title, Place::Line))?;
            }
            // A line alone is a paragraph, others are a list.
            let is_list = section.title.is_some() || section.blocks.len() > 1;
            let mut is_in_list = false;
            for block in &section.blocks {
                let is_item = !matches!(block, Block::Table(_));
                if !(is_item && is_in_list) {
                    writeln!(out)?;
                }
                match block {
                    Block::Line(line) => self.line(line, is_list, out)?,
                    Block::Finding(finding) => self.finding(finding, out)?,
                    Block::Table(table) => self.table(table, out)?,
                }
                is_in_list = is_item;
            }
        }
        Ok(())
    }

    fn line(self, line: &Line, is_item: bool, out: &mut dyn Write) -> io::Result<()> {
        let item = if is_item { "- " } else { "" };
        let mark = match line.mood {
            Mood::Open | Mood::Bad => "**!** ",
            Mood::Plain | Mood::Good => "",
        };
        writeln!(out, "{item}{mark}{}", self.said(&line.text, Place::Line))
    }

    fn finding(self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let said = self.said(&finding.head.text, Place::Line);
        let bold = if finding.head.mood == Mood::Plain { "" } else { "**" };
        writeln!(out, "- {bold}{said}{bold}{}", self.citations(&finding.cites))?;
        let mut commands: Vec<String> = Vec::new();
        for detail in &finding.details {
            let (text, cites): (&Sentence, &[EventIndex]) = match detail {
                Detail::Fact(text) | Detail::Next(text) => (text, &[]),
                Detail::Reason(text, cites) => (text, cites),
                Detail::Command(command) => {
                    commands.push(text::defuse(command).into_owned());
                    continue;
                }
            };
            block_of_code(&mut commands, out)?;
            writeln!(out, "  - {}{}", self.said(text, Place::Line), self.citations(cites))?;
        }
        block_of_code(&mut commands, out)
    }

    fn table(self, table: &Table, out: &mut dyn Write) -> io::Result<()> {
        let titles: Vec<String> = table.columns.iter().map(|title| self.said(title, Place::Cell)).collect();
        writeln!(out, "| {} |", titles.join(" | "))?;
        writeln!(out, "|{}", " --- |".repeat(titles.len()))?;
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| self.cell(cell)).collect();
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    fn cell(self, cell: &Cell) -> String {
        match cell {
            Cell::Words(lines) => {
                let lines: Vec<String> =
                    lines.iter().map(|line| self.said(&line.text, Place::Cell)).collect();
                lines.join(BREAK)
            }
            Cell::Exactly(line, exactly) => {
                format!("{}: {}", self.said(&line.text, Place::Cell), self.said(exactly, Place::Cell))
            }
            Cell::Times(from, to) => {
                let told = |time| self.zone().map_or_else(|| text::utc(time), |zone| text::both(time, zone));
                std::iter::once(*from).chain(*to).map(told).collect::<Vec<_>>().join(BREAK)
            }
        }
    }

    /// `` (`System#4711`, `System#4712`, 3 more)``
    fn citations(self, records: &[EventIndex]) -> String {
        let Some(report) = self.report.filter(|_| !records.is_empty()) else { return String::new() };
        let cited = records.iter().take(CITED).filter_map(|index| story::record(report, *index));
        let mut shown: Vec<String> = cited.map(|record| self.said(&record, Place::Line)).collect();
        let left = records.len().saturating_sub(CITED);
        if left > 0 {
            shown.push(self.said(&story::more_records(left), Place::Line));
        }
        format!(" ({})", shown.join(", "))
    }
}

/// A cell has one line of source; this is how Markdown breaks it.
const BREAK: &str = "<br>";

/// Commands to copy, within the item above.
fn block_of_code(commands: &mut Vec<String>, out: &mut dyn Write) -> io::Result<()> {
    if commands.is_empty() {
        return Ok(());
    }
    let lines: Vec<&str> = commands.iter().map(String::as_str).collect();
    let fence = escape::fence(&lines);
    writeln!(out, "  {fence}")?;
    for line in lines {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "  {fence}")?;
    commands.clear();
    Ok(())
}
