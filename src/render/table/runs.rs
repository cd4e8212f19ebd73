//! The table of backup runs, and how tables look.

use std::collections::BTreeMap;
use std::io::{self, Write};

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, presets};

use super::heading;
use super::paint::{Paint, outcome_paint};
use crate::render::{Style, text};
use crate::report::ComputerReport;
use crate::session::Outcome;
use crate::verdict::Verdict;

/// From this width on, a local time with its offset stays on one line.
const ROOM_FOR_TIMES: usize = 78;

pub(super) fn new(header: &[&str], style: Style) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(style.width).unwrap_or(u16::MAX))
        .set_header(header.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>());
    if style.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// Keeps the second column, which holds times, as wide as its content, where there is room.
pub(super) fn keep_times_whole(table: &mut Table, style: Style) {
    if let (Some(times), true) = (table.column_mut(1), style.width >= ROOM_FOR_TIMES) {
        times.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// comfy-table pads its lines; trailing blanks help nobody.
pub(super) fn print(table: &Table, out: &mut dyn Write) -> io::Result<()> {
    for line in table.to_string().lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

pub(super) fn painted(text: &str, paint: Paint) -> Cell {
    let cell = Cell::new(text);
    match paint.color() {
        Some(color) => cell.fg(color),
        None => cell,
    }
}

pub(super) fn table(report: &ComputerReport, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if report.shown_sessions.is_empty() {
        return Ok(());
    }
    heading("BACKUP RUNS", style, out)?;
    let mut table = new(&["run", "start and end", "outcome", "volsnap 27"], style);
    keep_times_whole(&mut table, style);
    let tallies = tallies(report);
    for (number, session) in report.shown() {
        let end = session
            .ended
            .map_or_else(|| "end not in these logs".to_owned(), |ended| text::stacked(ended, &report.zone));
        let times = match session.outcome {
            Outcome::NotStarted => text::stacked(session.started, &report.zone),
            _ => format!("{}\n{end}", text::stacked(session.started, &report.zone)),
        };
        let mut outcome = session.outcome.id().to_owned();
        if let Some(cause) = &session.cause {
            outcome.push_str(&format!("\n{}", cause.kind.id()));
        }
        if let Some(coded) = session.hresult.filter(|coded| coded.code.0 != 0) {
            outcome.push_str(&format!("\n{}", coded.code));
        }
        if let Some(wait) = session.snapshot.filter(|wait| wait.succeeded) {
            outcome.push_str(&format!("\nsnapshot {}", crate::say::time::length(wait.duration)));
        }
        table.add_row(vec![
            Cell::new(format!("S{number}")),
            Cell::new(times),
            painted(&outcome, outcome_paint(session.outcome)),
            Cell::new(tally(report, &tallies, number)),
        ]);
    }
    print(&table, out)
}

/// How many 27s of each verdict belong to each run, by its place.
type Tallies = BTreeMap<(usize, Verdict), usize>;

fn tallies(report: &ComputerReport) -> Tallies {
    let mut tallies = Tallies::new();
    for judged in &report.volsnap27 {
        if let Some(session) = judged.subject.link.session {
            let count = tallies.entry((session, judged.verdict)).or_default();
            *count = count.saturating_add(1);
        }
    }
    tallies
}

/// What belongs to a run: its 27s by verdict, and other noise of departing disks.
fn tally(report: &ComputerReport, tallies: &Tallies, number: usize) -> String {
    let position = number.saturating_sub(1);
    let mut lines: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| Some((verdict, tallies.get(&(position, verdict))?)))
        .map(|(verdict, count)| format!("{count} {}", verdict.id()))
        .collect();
    let noise = report.noise.get(position).cloned().unwrap_or_default();
    if !noise.of_departures.is_empty() {
        lines.push(format!("+ {} other records of departing disks", noise.of_departures.len()));
    }
    if !noise.inside_images.is_empty() {
        lines.push(format!("+ {} of damage inside images: check the guests", noise.inside_images.len()));
    }
    if lines.is_empty() { "none".to_owned() } else { lines.join("\n") }
}
