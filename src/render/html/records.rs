//! The 27s run by run, and the records that the page cites, each with both times and the file that holds it.

use maud::{Markup, html};

use super::coverage::breakable;
use super::pen::{Links, Pen};
use super::sections::finding;
use super::shapes::{icon, mark};
use crate::event::Trust;
use crate::render::text::defuse;
use crate::say::time::utc;
use crate::say::{Cited, Path, Word, meaning};
use crate::story::page::Chapter;
use crate::story::{Extent, Mood, labels};
use crate::timeline::EventIndex;
use crate::verdict::{Basis, Judged};

/// Every 27, in a fold for each run.
pub(super) fn by_run(chapter: &Chapter<'_>, pen: Pen<'_>) -> Markup {
    let (id, label) = (pen.id("by-run"), pen.labelled("by-run"));
    html! {
        @if !chapter.by_run.is_empty() {
            section aria-labelledby=(label) {
                h3 id=(id) { (pen.said(&labels::by_run())) }
                @if let Some(left_out) = &chapter.left_out { p class="about" { (pen.said(left_out)) } }
                @for of_runs in &chapter.by_run {
                    details class="by-run" {
                        summary { (pen.said(&of_runs.head)) }
                        ul class="found" { @for one in &of_runs.findings { (finding(one, pen)) } }
                        (each(&of_runs.each, pen))
                        @if let Some(more) = &of_runs.more { p class="about" { (pen.said(more)) } }
                    }
                }
            }
        }
    }
}

fn each(all: &[&Judged], pen: Pen<'_>) -> Markup {
    html! {
        table class="rows" {
            thead { tr {
                @for title in titles() { th scope="col" { (pen.said(&title)) } }
            } }
            tbody {
                @for judged in all {
                    @let verdict = Word(judged.verdict.id());
                    tr {
                        td data-title=(pen.text(&labels::record())) { (pen.cite(judged.subject.index)) }
                        td data-title=(pen.text(&labels::local_time())) { (pen.times(judged.subject.time)) }
                        td data-title=(pen.text(&labels::verdict())) {
                            @let (class, shape) = mark(judged.verdict);
                            svg class="key small" aria-hidden="true" { g class=(class) { svg class="at" x="8" y="9" { use href=(shape) {} } } }
                            (pen.said(&labels::verdict_is(verdict)))
                        }
                        td data-title=(pen.text(&labels::confidence())) { (pen.said(&labels::confidence_is(Word(judged.confidence.id())))) }
                        td data-title=(pen.text(&labels::basis())) {
                            @if let Some(basis) = judged.basis { (pen.said(&labels::basis_is(Word(Basis::id(basis))))) }
                        }
                        td data-title=(pen.text(&labels::rules())) {
                            @for (place, opinion) in judged.deciding().enumerate() { @if place > 0 { " " } (opinion.rule) }
                        }
                        td data-title=(pen.text(&labels::volume())) class="volume" {
                            @if let Some(volume) = &judged.subject.volume { (breakable(&volume.to_string())) }
                        }
                    }
                }
            }
        }
    }
}

fn titles() -> [crate::say::Sentence; 7] {
    [
        labels::record(),
        labels::local_time(),
        labels::verdict(),
        labels::confidence(),
        labels::basis(),
        labels::rules(),
        labels::volume(),
    ]
}

/// The records that the page cites; with everything told, all that the report cites.
pub(super) fn draw(links: &Links, pen: Pen<'_>) -> Markup {
    let mut all = links.linked();
    if let Some(report) = pen.report.filter(|_| pen.style.extent == Extent::All) {
        all.extend(report.cited());
    }
    let (id, label) = (pen.id("records"), pen.labelled("records"));
    html! {
        @if !all.is_empty() {
            section aria-labelledby=(label) {
                h3 id=(id) { (pen.said(&labels::evidence())) }
                details class="records" {
                    summary { (pen.said(&labels::evidence_is(all.len()))) }
                    table class="rows records" {
                        thead { tr {
                            th scope="col" { (pen.said(&labels::record())) }
                            th scope="col" { (pen.said(&labels::event())) }
                            th scope="col" { (pen.said(&labels::local_time())) }
                            th scope="col" { (pen.said(&labels::utc())) }
                            th scope="col" { (pen.said(&labels::file())) }
                        } }
                        tbody { @for index in all { (row(index, pen)) } }
                    }
                }
            }
        }
    }
}

fn row(index: EventIndex, pen: Pen<'_>) -> Markup {
    let Some(event) = pen.report.and_then(|report| report.event(index)) else { return html! {} };
    let also: Vec<Path> = event.copies.iter().map(|id| Path(pen.path(*id).to_owned())).collect();
    html! {
        tr id=(pen.record_id(index)) {
            th scope="row" data-title=(pen.text(&labels::record())) { (breakable(&pen.name(index))) }
            td data-title=(pen.text(&labels::event())) {
                (pen.said(&labels::event_is(Cited::from(event)))) br; small { (pen.said(&meaning(event))) }
                @match event.trust {
                    Trust::Intact => {},
                    Trust::ChecksumFailed => { br; (icon(Mood::Open)) (pen.said(&labels::checksum_failed())) },
                    Trust::Carved => { br; (icon(Mood::Open)) (pen.said(&labels::recovered())) },
                }
            }
            td data-title=(pen.text(&labels::local_time())) class="time" { (pen.local(event.time())) }
            td data-title=(pen.text(&labels::utc())) class="time" { (utc(event.time())) }
            td data-title=(pen.text(&labels::file())) class="path" {
                (breakable(&defuse(pen.path(event.at.source))))
                @if !also.is_empty() { br; small { (pen.said(&labels::also_in(also))) } }
            }
        }
    }
}
