//! The report for people, in the terminal.
//!
//! In the order in which it is needed on the phone: one line to act on, what needs a person, the
//! runs, the benign ones, what it all rests on, and what to do next.

mod account;
mod overview;
mod paint;
mod records;
mod runs;

use std::io::{self, Write};

use super::{Format, Style, text};
use crate::catalogue;
use crate::report::{ComputerReport, Report};
use crate::say::Sentence;
use crate::story::headline;
use crate::timeline::EventIndex;
use paint::{Paint, mood_paint};

/// The format.
pub const FORMAT: Format = Format { name: "table", help: "text and tables for people", render };

fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for line in headline::lines(report) {
        let paint = Paint::Bold.and(mood_paint(line.mood));
        writeln!(out, "{}", paint.on(&text::wrapped(&line.text, style.width, "", "  "), style))?;
    }
    if report.computers.is_empty() {
        let nothing = report.records_read() == 0;
        let text =
            if nothing { "no event could be read" } else { "no event of a computer that is asked for" };
        writeln!(out, "{text}")?;
    } else if report.computers.iter().all(|computer| {
        computer.volsnap27.is_empty() && computer.shown_sessions.is_empty() && computer.limits.is_empty()
    }) {
        let place = if report.is_bounded { "in the time that is reported on" } else { "in these logs" };
        let text = format!(
            "Neither a volsnap 27 nor a backup run is {place}. They are looked for in System and in Microsoft-Windows-Backup."
        );
        writeln!(out, "{}", text::wrapped(&text, style.width, "", ""))?;
    }
    for computer in &report.computers {
        one_computer(computer, style, report, out)?;
    }
    account::input(report, style, out)
}

/// Everything about one computer.
fn one_computer(
    report: &ComputerReport,
    style: Style,
    whole: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    let has_nothing = report.volsnap27.is_empty()
        && report.sessions.is_empty()
        && report.trouble.is_empty()
        && report.limits.is_empty();
    if has_nothing && whole.computers.len() > 1 {
        return Ok(());
    }
    writeln!(out)?;
    writeln!(out, "{}", text::wrapped(&overview::about(report), style.width, "", "  "))?;
    overview::needs_a_person(report, style, out)?;
    runs::table(report, style, out)?;
    records::side_effects_and_benign(report, style, out)?;
    account::coverage(report, style, out)?;
    account::advice(report, style, out)
}

/// How many citations, volumes or members stand in one list; JSON has them all.
const CITED: usize = 6;

/// A sentence, with times in UTC and in the computer's zone, and text from logs defused.
fn said(report: &ComputerReport, sentence: &Sentence) -> String {
    catalogue::voice(Some(&report.zone)).print(sentence, text::defuse_into)
}

fn heading(title: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", Paint::Bold.on(title, style))
}

fn citations(report: &ComputerReport, indices: &[EventIndex]) -> String {
    let mut shown: Vec<String> = indices.iter().take(CITED).map(|index| report.cite(*index)).collect();
    let left = indices.len().saturating_sub(CITED);
    if left > 0 {
        shown.push(format!("{left} more"));
    }
    shown.join(", ")
}
