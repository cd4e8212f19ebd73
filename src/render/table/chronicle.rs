//! The chronicle for people: a line an entry, under the days that it is of, written as it is walked.

use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::paint::{Paint, mood_paint};
use super::{Pen, Style};
use crate::render::text;
use crate::say::time::{clock, clock_utc};
use crate::story::Mood;
use crate::story::chronicle::{Chronicle, Entry, EntryKind, legend};

/// A longer name of a computer is not aligned.
const WIDEST_NAME: usize = 16;
/// Lines that go on begin here at most, so that long names leave room for words.
const DEEPEST: usize = 30;

/// Writes it.
pub fn render(chronicle: &Chronicle<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let names = Names::of(chronicle);
    let mut day: Option<Day> = None;
    for entry in chronicle.entries() {
        let pen = Pen::of(Some(entry.report), style);
        if day.is_none() {
            pen.line(&pen.said(&legend()), "", "  ", Paint::Plain, out)?;
        }
        let of_entry = Day::of(&entry);
        if day != Some(of_entry) {
            writeln!(out, "\n{}", Paint::Bold.on(&of_entry.title(), style))?;
            day = Some(of_entry);
        }
        draw(&entry, &names, pen, out)?;
    }
    Ok(())
}

fn draw(entry: &Entry<'_>, names: &Names<'_>, pen: Pen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let zone = &entry.report.zone;
    let times = if zone.is_utc() {
        clock_utc(entry.time)
    } else {
        format!("{} = {}", clock(entry.time, zone), clock_utc(entry.time))
    };
    let name = names.column(&entry.report.computer.name);
    let looked_at = if entry.mood >= Mood::Open { '!' } else { ' ' };
    let first = format!("{looked_at}{} {times}  {name}", sign(entry.kind));
    let rest = " ".repeat(text::width(&first).min(DEEPEST));
    let cited = entry.record.map_or_else(String::new, |index| format!(" [{}]", entry.report.cite(index)));
    let paint = match entry.kind {
        EntryKind::RunStart | EntryKind::RunEnd | EntryKind::Volsnap27 => {
            Paint::Bold.and(mood_paint(entry.mood))
        }
        _ => mood_paint(entry.mood),
    };
    let said = format!("{}{cited}", pen.said(&entry.text));
    pen.line(&said, &first, &rest, paint, out)
}

/// How the computers are called where there are several.
struct Names<'a> {
    /// Whether the name without its domain tells one from another.
    is_short: bool,
    width: usize,
    all: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(chronicle: &Chronicle<'a>) -> Self {
        let all: Vec<&str> = chronicle.computers().map(|report| &*report.computer.name).collect();
        let shorts: BTreeSet<String> = all.iter().map(|name| short(name).to_lowercase()).collect();
        let mut names = Self { is_short: shorts.len() == all.len(), width: 0, all };
        let widths = names.all.iter().map(|name| text::width(&text::defuse(names.called(name))));
        names.width = widths.max().unwrap_or(0).min(WIDEST_NAME);
        names
    }

    fn called<'n>(&self, name: &'n str) -> &'n str {
        if self.is_short { short(name) } else { name }
    }

    /// The name and what parts it from the words; nothing where there is one computer.
    fn column(&self, name: &str) -> String {
        if self.all.len() < 2 {
            return String::new();
        }
        let name = text::defuse(self.called(name));
        let blanks = self.width.saturating_sub(text::width(&name)).saturating_add(2);
        format!("{name}{}", " ".repeat(blanks))
    }
}

fn short(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// What an entry is, at a glance and without colour; the legend says it in words.
fn sign(kind: EntryKind) -> char {
    match kind {
        EntryKind::Record => ' ',
        EntryKind::Volsnap27 => '*',
        EntryKind::Departure => '-',
        EntryKind::Arrival => '+',
        EntryKind::Machine => '^',
        EntryKind::RunStart => '>',
        EntryKind::RunEnd => '<',
        EntryKind::Gap => '~',
        EntryKind::LogBegins => '[',
        EntryKind::LogEnds => ']',
    }
}

/// The days that times are of, in the zone and in UTC.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Day {
    local: Date,
    offset: Offset,
    utc: Date,
}

impl Day {
    fn of(entry: &Entry<'_>) -> Self {
        let local = entry.report.zone.local(entry.time);
        let utc = entry.time.to_zoned(TimeZone::UTC);
        Self { local: local.date(), offset: local.offset(), utc: utc.date() }
    }

    /// `2012-01-19 +09:00 = 2012-01-18 UTC`
    fn title(self) -> String {
        if self.offset.is_zero() {
            return format!("{} UTC", self.utc);
        }
        let zoned = self.local.at(0, 0, 0, 0).to_zoned(TimeZone::fixed(self.offset));
        let offset =
            zoned.map_or_else(|_| self.offset.to_string(), |zoned| zoned.strftime("%:z").to_string());
        format!("{} {offset} = {} UTC", self.local, self.utc)
    }
}
