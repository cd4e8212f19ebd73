//! Nights as squares: months of them, or the latest of a computer in a row of its table.

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

use super::mood_class;
use super::pen::Pen;
use crate::say::{Day, Word};
use crate::story::nights::Night;
use crate::story::{Mood, labels};

/// Whether a night has nothing but records of its own accord.
fn kind(night: &Night) -> &'static str {
    if night.mood == Mood::Plain && night.runs.is_empty() { "none" } else { mood_class(night.mood) }
}

/// The column of a day in its month, from 1.
fn column(day: Date) -> i8 {
    day.day()
}

/// A row a month.
pub(super) fn months(nights: &[Night], pen: Pen<'_>) -> Markup {
    let mut months: BTreeMap<(i16, i8), Vec<&Night>> = BTreeMap::new();
    for night in nights {
        months.entry((night.day.year(), night.day.month())).or_default().push(night);
    }
    html! {
        ul class="keys" aria-hidden="true" {
            @for kind in ["good", "open", "bad", "none"] {
                li class="squares key" { span class=(kind) { span {} } (pen.said(&labels::legend_square(Word(kind)))) }
            }
        }
        ol class="months" {
            @for ((year, month), nights) in &months {
                li {
                    b { (format!("{year}-{month:02}")) }
                    ol class="squares" {
                        @for night in nights {
                            li class=(kind(night)) style={ "grid-column:" (column(night.day)) } data-square=(night.day) {
                                (square(night, pen))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The latest nights of a computer, in one row.
pub(super) fn latest(nights: &[Night], pen: Pen<'_>) -> Markup {
    /// As many as fit into a cell.
    const LATEST: usize = 31;
    let skipped = nights.len().saturating_sub(LATEST);
    html! {
        ol class="squares row" {
            @for night in nights.iter().skip(skipped) { li class=(kind(night)) { (square(night, pen)) } }
        }
    }
}

fn square(night: &Night, pen: Pen<'_>) -> Markup {
    let title = pen.text(&labels::square(Day(night.from), Word(kind(night))));
    html! { span title=(title) { span class="hidden" { (title) } } }
}
