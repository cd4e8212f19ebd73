//! The report for people, in the terminal: it draws a story and decides nothing.

pub mod chronicle;
mod paint;
mod rows;

use std::io::{self, Write};

use super::{Format, Style, text};
use crate::fleet::{self, View};
use crate::report::{ComputerReport, Report};
use crate::say::{Sentence, Zone};
use crate::story::{self, Block, CITED, Detail, Extent, Finding, Line, Mood, Section};
use crate::timeline::EventIndex;
use paint::{Paint, mood_paint};

/// The format.
pub const FORMAT: Format = Format {
    name: "table",
    help: "text and tables for people",
    extension: "txt",
    extent: Extent::Folded,
    tells_fingerprints: false,
    render,
    fleet: Some(fleet),
};

fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let story = story::tell(report, style.extent);
    let whole = Pen { report: None, zone: None, style };
    for first in &story.first {
        let pen = Pen::of(first.of, style);
        let paint = Paint::Bold.and(mood_paint(first.line.mood));
        pen.line(&pen.said(&first.line.text), "", "  ", paint, out)?;
    }
    for chapter in &story.chapters {
        Pen::of(Some(chapter.report), style).sections(&chapter.sections, out)?;
    }
    whole.sections(&story.account, out)
}

/// Writes the report of a fleet. Its days are days in the zone of each host already.
fn fleet(view: &View<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let pen = Pen { report: None, zone: None, style };
    for first in fleet::first_lines(view.fleet) {
        pen.line(&pen.said(&first.text), "", "  ", Paint::Bold.and(mood_paint(first.mood)), out)?;
    }
    pen.sections(&fleet::tell(view.fleet, view.by, style.extent), out)
}

/// What draws: a chapter's records and zone, and how to draw.
#[derive(Clone, Copy)]
struct Pen<'a> {
    report: Option<&'a ComputerReport>,
    zone: Option<&'a Zone>,
    style: Style,
}

/// Writes sections that cite no record, each with times in its zone.
pub fn sections(told: &[(Option<&Zone>, Section)], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (zone, section) in told {
        Pen { report: None, zone: *zone, style }.sections(std::slice::from_ref(section), out)?;
    }
    Ok(())
}

impl<'a> Pen<'a> {
    /// What draws the records of a computer.
    fn of(report: Option<&'a ComputerReport>, style: Style) -> Self {
        Self { report, zone: report.map(|report| &report.zone), style }
    }

    /// A sentence, with times in the computer's zone, and text from logs defused.
    fn said(&self, sentence: &Sentence) -> String {
        self.style.tongue.voice(self.zone).print(sentence, text::defuse_into)
    }

    /// A title that stands out without colours too: in capitals, where the language has them.
    fn heading(&self, title: &Sentence) -> String {
        let said = self.said(title);
        match (self.style.tongue.has_capitals(), self.style.ascii) {
            (true, _) => said.to_uppercase(),
            (false, true) => format!("# {said}"),
            (false, false) => format!("■ {said}"),
        }
    }

    fn line(&self, text: &str, first: &str, rest: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", paint.on(&text::wrapped(text, self.style.width, first, rest), self.style))
    }

    fn sections(&self, sections: &[Section], out: &mut dyn Write) -> io::Result<()> {
        for section in sections {
            match &section.title {
                Some(title) => {
                    writeln!(out, "\n{}", Paint::Bold.on(&self.heading(title), self.style))?;
                }
                // A chapter begins; a short one needs no space of its own.
                None if !section.is_brief => writeln!(out)?,
                None => {}
            }
            for block in &section.blocks {
                match block {
                    Block::Line(line) => self.plain(line, section.title.is_some(), out)?,
                    Block::Finding(finding) => self.finding(finding, out)?,
                    Block::Table(table) => rows::draw(table, *self, out)?,
                }
            }
        }
        Ok(())
    }

    fn plain(&self, line: &Line, is_item: bool, out: &mut dyn Write) -> io::Result<()> {
        let first = match line.mood {
            Mood::Open | Mood::Bad => "! ",
            Mood::Plain | Mood::Good if is_item => "- ",
            Mood::Plain | Mood::Good => "",
        };
        self.line(&self.said(&line.text), first, "  ", mood_paint(line.mood), out)
    }

    fn finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let head = format!("{}{}", self.said(&finding.head.text), self.citations(&finding.cites));
        let (first, paint) = match finding.head.mood {
            Mood::Plain => ("* ", Paint::Plain),
            mood => ("", Paint::Bold.and(mood_paint(mood))),
        };
        self.line(&head, first, "  ", paint, out)?;
        for detail in &finding.details {
            let (text, mark) = match detail {
                Detail::Fact(text) => (self.said(text), "  "),
                Detail::Reason(text, cites) => {
                    (format!("{}{}", self.said(text), self.citations(cites)), "  - ")
                }
                Detail::Next(text) => (self.said(text), "  > "),
                Detail::Command(command) => {
                    // Never wrapped: it is there to be copied.
                    writeln!(out, "    {}", text::defuse(command))?;
                    continue;
                }
            };
            self.line(&text, mark, "    ", Paint::Plain, out)?;
        }
        Ok(())
    }

    /// ` [System#4711, System#4712, 3 more]`
    fn citations(&self, records: &[EventIndex]) -> String {
        let Some(report) = self.report.filter(|_| !records.is_empty()) else { return String::new() };
        let cited = records.iter().take(CITED).filter_map(|index| story::record(report, *index));
        let mut shown: Vec<String> = cited.map(|record| self.said(&record)).collect();
        let left = records.len().saturating_sub(CITED);
        if left > 0 {
            shown.push(self.said(&story::more_records(left)));
        }
        format!(" [{}]", shown.join(", "))
    }
}
