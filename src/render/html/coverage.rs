//! What the logs cover: a bar a log on one axis of time, with what is missing or doubtful.

use maud::{Markup, html};

use super::pen::Pen;
use super::shapes::percent;
use super::trend::{axis, share};
use crate::render::text::defuse;
use crate::report::Hole;
use crate::say::{Number, Sentence, Word};
use crate::story::{Extent, labels};
use crate::timeline::{Coverage, Span};

/// So many gaps of a log are listed where not everything is told.
const GAPS: usize = 20;

/// The table of logs.
pub(super) fn draw(period: Span, pen: Pen<'_>) -> Markup {
    let Some(report) = pen.report.filter(|report| !report.computer.coverage.is_empty()) else {
        return html! {};
    };
    let (id, label) = (pen.id("coverage"), pen.labelled("coverage"));
    html! {
        section aria-labelledby=(label) {
            h3 id=(id) { (pen.said(&labels::coverage())) }
            table class="coverage" {
                thead { tr {
                    th scope="col" { (pen.said(&labels::channel())) }
                    th scope="col" class="plot" { span class="hidden" { (pen.said(&labels::covered())) } (axis(period, pen)) }
                    th scope="col" { (pen.said(&labels::from_to())) }
                    th scope="col" class="count" { (pen.said(&labels::records_count())) }
                } }
                tbody {
                    @for log in &report.computer.coverage { (row(log, &report.holes(log), period, pen)) }
                }
            }
        }
    }
}

fn row(log: &Coverage, holes: &[Hole], period: Span, pen: Pen<'_>) -> Markup {
    html! {
        tr data-channel=(defuse(&log.channel)) {
            th scope="row" { (breakable(&log.channel)) }
            td class="plot" {
                svg class="covered" role="group" aria-label=(pen.text(&labels::covered())) {
                    line class="base" x1="0" x2="100%" y1="11" y2="11" {}
                    @let (from, to) = (share(log.first, period), share(log.last, period));
                    rect class="log" x=(percent(from)) width=(percent((to - from).max(0.002))) y="5" height="12" rx="1.5" {}
                    @for hole in holes {
                        @let (from, to) = (share(hole.from, period), share(hole.to, period));
                        line class="hole" x1=(percent(from)) x2=(percent(to.max(from + 0.004))) y1="11" y2="11" {
                            title { (pen.text(&said(hole))) }
                        }
                    }
                }
            }
            td data-title=(pen.text(&labels::from_to())) { (pen.times(log.first)) br; (pen.times(log.last)) }
            td class="count" data-title=(pen.text(&labels::records_count())) { (pen.said(&labels::count(log.records))) }
        }
        @if let Some(flaws) = flaws(log, holes, pen) { tr class="flaws" { td colspan="4" { (flaws) } } }
    }
}

fn said(hole: &Hole) -> Sentence {
    let gap = labels::gap_is(Word(hole.cause), hole.from, hole.to);
    match hole.between {
        Some((after, before)) => labels::gap_ids(gap, Number(after), Number(before)),
        None => gap,
    }
}

fn flaws(log: &Coverage, holes: &[Hole], pen: Pen<'_>) -> Option<Markup> {
    let mut words: Vec<Sentence> = Vec::new();
    words.extend((!holes.is_empty()).then(|| labels::gaps(holes.len())));
    words.extend(log.begins_in_damage.then(labels::damaged_begin));
    words.extend(log.ends_in_damage.then(labels::damaged_end));
    if words.is_empty() {
        return None;
    }
    let shown = if pen.style.extent == Extent::All { holes.len() } else { GAPS };
    let left = holes.len().saturating_sub(shown);
    Some(html! {
        @if holes.is_empty() {
            p class="open" { (list(&words, pen)) }
        } @else {
            details {
                summary { (breakable(&log.channel)) ": " (list(&words, pen)) }
                ul {
                    @for hole in holes.iter().take(shown) { li { (pen.said(&said(hole))) } }
                    @if left > 0 { li { (pen.said(&labels::gaps_more(left))) } }
                }
            }
        }
    })
}

fn list(words: &[Sentence], pen: Pen<'_>) -> Markup {
    html! {
        @for (place, word) in words.iter().enumerate() { @if place > 0 { ", " } (pen.said(word)) }
    }
}

/// A name that may be broken behind its hyphens and slashes.
pub(super) fn breakable(name: &str) -> Markup {
    let name = defuse(name).into_owned();
    let parts: Vec<&str> = name.split_inclusive(['-', '/', '\\', '!']).collect();
    html! { @for part in parts { (part) wbr; } }
}
