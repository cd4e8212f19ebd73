//! Tables: rows of cells in columns, times whole.

use std::io::{self, Write};

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::Pen;
use super::paint::mood_paint;
use crate::render::text;
use crate::story::{self, Line};

/// From this width on, a time in both zones stays on one line.
const ROOM_FOR_BOTH: usize = 100;

/// How a time in two zones is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Times {
    /// On one line.
    Beside,
    /// On one line, what both have in common said once.
    Shorter,
    /// One below the other.
    Below,
}

pub(super) fn draw(table: &story::Table, pen: Pen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let titles: Vec<String> = table.columns.iter().map(|title| pen.said(title)).collect();
    let (times, widths) = layout(table, &titles, pen);
    let mut drawn = comfy_table::Table::new();
    let rule = if pen.style.ascii { '-' } else { '─' };
    drawn
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill(rule).junction(rule)))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::MAX)
        .set_header(titles);
    if pen.style.color {
        drawn.enforce_styling();
    } else {
        drawn.force_no_tty();
    }
    for row in &table.rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| draw_cell(cell, times, *width, pen));
        drawn.add_row(cells.collect::<Vec<_>>());
    }
    let last = table.columns.len().saturating_sub(1);
    for (position, (column, width)) in drawn.column_iter_mut().zip(&widths).enumerate() {
        // A junction stands between two columns too.
        let padding = u16::from(position != last);
        column.set_padding((0, padding));
        let width = u16::try_from(*width).unwrap_or(u16::MAX).saturating_add(padding);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    // The library pads its lines; trailing blanks help nobody. No-break blanks have done their work.
    for line in drawn.to_string().lines() {
        writeln!(out, "{}", line.trim_end().replace('\u{a0}', " "))?;
    }
    Ok(())
}

/// How times are drawn, and how wide each column is: whole where there is room, else broken between words, and never
/// within one, even where the line then is longer than the screen.
fn layout(table: &story::Table, titles: &[String], pen: Pen<'_>) -> (Times, Vec<usize>) {
    let is_wide = pen.style.width >= ROOM_FOR_BOTH;
    let on_one_line = if is_wide { [Times::Beside, Times::Shorter].as_slice() } else { &[Times::Shorter] };
    let columns = |times: Times| -> Vec<Needs> {
        let of_column = |(position, title): (usize, &String)| {
            let cells = table.rows.iter().filter_map(|row| row.get(position));
            let texts = cells.map(|cell| text_of(cell, times, pen));
            std::iter::once(title.clone())
                .chain(texts)
                .map(|text| Needs::of(&text))
                .fold(Needs::default(), Needs::max)
        };
        titles.iter().enumerate().map(of_column).collect()
    };
    let is_whole = |needs: &[Needs]| sum(needs.iter().map(|needs| needs.whole)) <= pen.style.width;
    // Names and times are broken last, and only where the words beside them have no room.
    let shrunk = |needs: &[Needs]| -> Vec<usize> {
        let mut widths: Vec<usize> = needs.iter().map(|needs| needs.whole).collect();
        for position in (2..needs.len()).rev().chain([1, 0]) {
            let over = sum(widths.iter().copied()).saturating_sub(pen.style.width);
            if let (Some(width), Some(needs)) = (widths.get_mut(position), needs.get(position)) {
                *width = width.saturating_sub(over).max(needs.word);
            }
        }
        widths
    };
    for times in on_one_line {
        let needs = columns(*times);
        if is_whole(&needs) {
            return (*times, shrunk(&needs));
        }
    }
    if let Some(times) = on_one_line.last().filter(|_| is_wide) {
        let widths = shrunk(&columns(*times));
        if sum(widths.iter().copied()) <= pen.style.width {
            return (*times, widths);
        }
    }
    (Times::Below, shrunk(&columns(Times::Below)))
}

/// The columns, with a blank and a junction between two.
fn sum(widths: impl Iterator<Item = usize>) -> usize {
    let (all, count) = widths
        .fold((0_usize, 0_usize), |(all, count), width| (all.saturating_add(width), count.saturating_add(1)));
    all.saturating_add(count.saturating_sub(1).saturating_mul(BETWEEN))
}

/// A blank and a junction.
const BETWEEN: usize = 2;

/// How much room a column needs.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    /// For its longest line.
    whole: usize,
    /// For its longest word.
    word: usize,
}

impl Needs {
    fn of(cell: &str) -> Self {
        Self { whole: cell.lines().map(text::width).max().unwrap_or(0), word: text::least_width(cell) }
    }

    fn max(self, other: Self) -> Self {
        Self { whole: self.whole.max(other.whole), word: self.word.max(other.word) }
    }
}

fn draw_cell(cell: &story::Cell, times: Times, width: usize, pen: Pen<'_>) -> Cell {
    let mood = match cell {
        story::Cell::Words(lines) => lines.iter().map(|line: &Line| line.mood).max(),
        story::Cell::Exactly(line, _) => Some(line.mood),
        story::Cell::Times(..) => None,
    };
    // The library breaks lines at blanks only, or anywhere.
    let drawn = Cell::new(text::folded(&text_of(cell, times, pen), width));
    match mood.and_then(|mood| mood_paint(mood).color()) {
        Some(color) => drawn.fg(color),
        None => drawn,
    }
}

fn text_of(cell: &story::Cell, times: Times, pen: Pen<'_>) -> String {
    match cell {
        story::Cell::Words(lines) => {
            let text: Vec<String> = lines.iter().map(|line| pen.said(&line.text)).collect();
            text.join("\n")
        }
        story::Cell::Exactly(line, exactly) => {
            let between = if pen.style.width < ROOM_FOR_BOTH { "\n" } else { ": " };
            format!("{}{between}{}", pen.said(&line.text), pen.said(exactly))
        }
        story::Cell::Times(from, to) => {
            let told = |time| match (pen.zone, times) {
                (Some(zone), Times::Beside) => text::both(time, zone),
                (Some(zone), Times::Shorter) => text::both_shorter(time, zone),
                (Some(zone), Times::Below) => text::stacked(time, zone),
                (None, _) => text::utc(time),
            };
            std::iter::once(*from).chain(*to).map(told).collect::<Vec<_>>().join("\n")
        }
    }
}
