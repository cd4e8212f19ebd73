//! Tables: rows of cells in columns, times whole.

use std::io::{self, Write};

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, TableStyle};

use super::Pen;
use super::paint::mood_paint;
use crate::render::text;
use crate::story::{self, Line};

/// From this width on, a time in both zones stays on one line.
const ROOM_FOR_BOTH: usize = 100;

pub(super) fn draw(table: &story::Table, pen: Pen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut drawn = comfy_table::Table::new();
    let rule = if pen.style.ascii { '-' } else { '─' };
    let titles: Vec<String> = table.columns.iter().map(|title| pen.said(title)).collect();
    drawn
        .load_style(TableStyle::new().header_separator(LineStyle::none().fill(rule).junction(rule)))
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(pen.style.width).unwrap_or(u16::MAX))
        .set_header(titles);
    if pen.style.color {
        drawn.enforce_styling();
    } else {
        drawn.force_no_tty();
    }
    for row in &table.rows {
        drawn.add_row(row.iter().map(|cell| draw_cell(cell, pen)).collect::<Vec<_>>());
    }
    let is_wide = pen.style.width >= ROOM_FOR_BOTH;
    let last = table.columns.len().saturating_sub(1);
    for (position, column) in drawn.column_iter_mut().enumerate() {
        // A junction stands between two columns too.
        column.set_padding((0, u16::from(position != last)));
        // Names and times are never broken while words have room.
        if position < last.saturating_sub(usize::from(!is_wide)) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    // The library pads its lines; trailing blanks help nobody.
    for line in drawn.to_string().lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn draw_cell(cell: &story::Cell, pen: Pen<'_>) -> Cell {
    match cell {
        story::Cell::Words(lines) => {
            let text: Vec<String> = lines.iter().map(|line| pen.said(&line.text)).collect();
            let mood = lines.iter().map(|line: &Line| line.mood).max();
            let drawn = Cell::new(text.join("\n"));
            match mood.and_then(|mood| mood_paint(mood).color()) {
                Some(color) => drawn.fg(color),
                None => drawn,
            }
        }
        story::Cell::Exactly(line, exactly) => {
            let between = if pen.style.width >= ROOM_FOR_BOTH { ": " } else { "\n" };
            let drawn = Cell::new(format!("{}{between}{}", pen.said(&line.text), pen.said(exactly)));
            match mood_paint(line.mood).color() {
                Some(color) => drawn.fg(color),
                None => drawn,
            }
        }
        story::Cell::Times(from, to) => {
            let is_wide = pen.style.width >= ROOM_FOR_BOTH;
            let told = |time| match pen.zone() {
                Some(zone) if is_wide => text::both(time, zone),
                Some(zone) => text::stacked(time, zone),
                None => text::utc(time),
            };
            let times: Vec<String> = std::iter::once(*from).chain(*to).map(told).collect();
            Cell::new(times.join("\n"))
        }
    }
}
