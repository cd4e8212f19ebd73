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
use crate::report::{ComputerReport, Report};
use crate::session::Outcome;
use crate::timeline::EventIndex;
use crate::verdict::Verdict;
use paint::{Paint, verdict_paint};

/// The format.
pub const FORMAT: Format = Format { name: "table", help: "text and tables for people", render };

fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for computer in &report.computers {
        write!(out, "{}", headline(computer, report.is_bounded, style))?;
    }
    if report.computers.is_empty() {
        let nothing = report.records_read() == 0;
        let text =
            if nothing { "no event could be read" } else { "no event of a computer that is asked for" };
        writeln!(out, "{text}")?;
    } else if report
        .computers
        .iter()
        .all(|computer| computer.volsnap27.is_empty() && computer.shown_sessions.is_empty())
    {
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

/// The one line to act on: `HV01: 12 volsnap 27 errors: 11 benign, 1 needs you`.
fn headline(computer: &ComputerReport, is_bounded: bool, style: Style) -> String {
    let name = text::defuse(&computer.computer.name);
    let total = computer.volsnap27.len();
    let mut parts: Vec<(String, Verdict)> = Vec::new();
    for (verdict, one, many) in [
        (Verdict::Benign, "benign", "benign"),
        (
            Verdict::SideEffect,
            "side effect of a run that did not succeed",
            "side effects of runs that did not succeed",
        ),
        (Verdict::Actionable, "needs you", "need you"),
        (Verdict::Undetermined, "undetermined", "undetermined"),
    ] {
        let number = computer.count(verdict);
        if number > 0 {
            parts.push((text::count(number, one, many), verdict));
        }
    }
    let subject = if total == 0 {
        "no volsnap 27 error".to_owned()
    } else {
        format!("{}: ", text::count(total, "volsnap 27 error", "volsnap 27 errors"))
    };
    let failed: usize =
        [Outcome::Failed, Outcome::Partial, Outcome::Cancelled, Outcome::Interrupted, Outcome::NotStarted]
            .into_iter()
            .map(|outcome| computer.count_outcome(outcome))
            .fold(0, usize::saturating_add);
    let runs = computer.shown_sessions.len();
    let tail = match (runs, failed) {
        (0, _) if is_bounded => "no backup run in the time that is reported on".to_owned(),
        (0, _) => "no backup run in these logs".to_owned(),
        (runs, 0) => format!("{}, none failed", text::count(runs, "backup run", "backup runs")),
        (runs, failed) => {
            format!("{failed} of {} did not succeed", text::count(runs, "backup run", "backup runs"))
        }
    };
    let plain: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
    let line =
        text::wrapped(&format!("{name}: {subject}{}; {tail}", plain.join(", ")), style.width, "", "  ");
    let paint = parts.iter().map(|(_, verdict)| *verdict).max().map_or(Paint::Plain, verdict_paint);
    format!("{}\n", Paint::Bold.and(paint).on(&line, style))
}

/// Everything about one computer.
fn one_computer(
    report: &ComputerReport,
    style: Style,
    whole: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    let has_nothing = report.volsnap27.is_empty() && report.sessions.is_empty();
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
