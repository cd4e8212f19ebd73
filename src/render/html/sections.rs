//! A chapter: the sections of the story, the pictures between them, and the records at its end.

use maud::{Markup, html};

use super::pen::{Links, Pen};
use super::shapes::icon;
use super::{coverage, mood_class, nights, records, trend};
use crate::render::Style;
use crate::render::text::defuse;
use crate::report::Report;
use crate::say::{Sentence, Word};
use crate::story::page::Chapter;
use crate::story::{Block, Cell, Detail, Finding, Line, Mood, Section, Table, labels};

/// What is told of one computer.
pub(super) fn chapter(chapter: &Chapter<'_>, place: usize, whole: &Report, style: Style) -> Markup {
    let links = Links::of(chapter.report);
    let pen = Pen::whole(whole, style).chapter(chapter.report, place, &links);
    let is_one = whole.computers.len() == 1;
    let title = pen.id("title");
    html! {
        article id=(pen.id("")) class=(mood_class(chapter.mood)) aria-labelledby=(title) {
            div class="name" {
                h2 id=(title) { (pen.computer()) }
                p class={ "pill " (mood_class(chapter.mood)) } {
                    (icon(chapter.mood)) (pen.said(&labels::mood(Word(mood_class(chapter.mood)))))
                }
            }
            @if !is_one { p class="line" { (pen.said(&chapter.line.text)) } }
            @for section in chapter.sections.iter().filter(|section| is_before_pictures(section)) {
                (self::section(section, pen, 3))
            }
            (nights::draw(&chapter.nights, pen))
            @if let (Some(snapshots), Some(period)) = (&chapter.snapshots, chapter.period) {
                (trend::draw(snapshots, period, pen))
            }
            @for section in chapter.sections.iter().filter(|section| !is_before_pictures(section)) {
                (self::section(section, pen, 3))
            }
            (records::by_run(chapter, pen))
            @if let Some(period) = chapter.period { (coverage::draw(period, pen)) }
            (records::draw(&links, pen))
        }
    }
}

/// Whether a section is what is found and what to do: findings, no tables.
fn is_before_pictures(section: &Section) -> bool {
    !section.blocks.iter().any(|block| matches!(block, Block::Table(_)))
}

/// A section, under a heading of a level.
pub(super) fn section(section: &Section, pen: Pen<'_>, level: u8) -> Markup {
    let id = section.title.as_ref().map(|title| heading_id(title, pen));
    html! {
        @if let (Some(title), Some(id)) = (&section.title, &id) {
            section class=[kind(section)] aria-labelledby=(pen.label(id)) {
                @if level == 2 { h2 id=(id) { (pen.said(title)) } } @else { h3 id=(id) { (pen.said(title)) } }
                (blocks(&section.blocks, pen))
            }
        } @else {
            (blocks(&section.blocks, pen))
        }
    }
}

fn heading_id(title: &Sentence, pen: Pen<'_>) -> String {
    let (_, name) = title.id.split_once('.').unwrap_or(("", &title.id));
    if pen.report.is_some() { pen.id(name) } else { name.to_owned() }
}

fn kind(section: &Section) -> Option<&'static str> {
    let is_next = section.title.as_ref().is_some_and(|title| title.id == "story.what-to-do-next");
    is_next.then_some("next")
}

/// Blocks; lines and findings that follow each other are one list.
fn blocks(blocks: &[Block], pen: Pen<'_>) -> Markup {
    html! {
        @for alike in blocks.chunk_by(|one, other| is_table(one) == is_table(other)) {
            @if alike.iter().any(is_table) {
                @for block in alike { @if let Block::Table(table) = block { (draw_table(table, pen)) } }
            } @else {
                ul class="found" {
                    @for block in alike {
                        @match block {
                            Block::Line(line) => li class=(mood_class(line.mood)) { (self::line(line, pen)) },
                            Block::Finding(finding) => (self::finding(finding, pen)),
                            Block::Table(_) => {},
                        }
                    }
                }
            }
        }
    }
}

fn is_table(block: &Block) -> bool {
    matches!(block, Block::Table(_))
}

fn line(line: &Line, pen: Pen<'_>) -> Markup {
    html! {
        @if line.mood >= Mood::Open { (icon(line.mood)) }
        span { (pen.said(&line.text)) }
    }
}

/// Something that was found, with what bears it out and what to do.
pub(super) fn finding(finding: &Finding, pen: Pen<'_>) -> Markup {
    let mood = finding.head.mood;
    html! {
        li class={ "finding " (mood_class(mood)) } {
            @if mood != Mood::Plain { (icon(mood)) }
            div {
                p class="head" { (pen.said(&finding.head.text)) (pen.cites(&finding.cites)) }
                @for detail in &finding.details {
                    @match detail {
                        Detail::Fact(text) => p class="fact" { (pen.said(text)) },
                        Detail::Reason(text, cites) => p class="reason" { (pen.said(text)) (pen.cites(cites)) },
                        Detail::Next(text) => p class="step" { (pen.said(text)) },
                        Detail::Command(command) => pre tabindex="0" { code { (defuse(command)) } },
                    }
                }
            }
        }
    }
}

fn draw_table(table: &Table, pen: Pen<'_>) -> Markup {
    html! {
        table class="rows" {
            thead { tr { @for title in &table.columns { th scope="col" { (pen.said(title)) } } } }
            tbody {
                @for row in &table.rows {
                    tr {
                        @for (cell, title) in row.iter().zip(&table.columns) {
                            td data-title=(pen.text(title)) class=[cell_class(cell)] { (draw_cell(cell, pen)) }
                        }
                    }
                }
            }
        }
    }
}

fn cell_class(cell: &Cell) -> Option<&'static str> {
    let mood = match cell {
        Cell::Words(lines) => lines.iter().map(|line| line.mood).max()?,
        Cell::Exactly(line, _) => line.mood,
        Cell::Times(..) => return Some("times"),
    };
    (mood != Mood::Plain).then(|| mood_class(mood))
}

fn draw_cell(cell: &Cell, pen: Pen<'_>) -> Markup {
    html! {
        @match cell {
            Cell::Words(lines) => @for (place, line) in lines.iter().enumerate() {
                @if place > 0 { br; }
                @if line.mood != Mood::Plain { (icon(line.mood)) }
                (pen.said(&line.text))
            },
            Cell::Exactly(line, exactly) => {
                @if line.mood != Mood::Plain { (icon(line.mood)) }
                (pen.said(&line.text)) br; small { (pen.said(exactly)) }
            },
            Cell::Times(from, to) => {
                (pen.times(*from))
                @if let Some(to) = to { br; (pen.times(*to)) }
            },
        }
    }
}
