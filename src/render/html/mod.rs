//! The report as one page: no script, nothing from a network, every text from a log escaped and defused.
//!
//! It draws a page of the story and decides nothing. The template crate escapes; what comes from logs goes through
//! `Pen`, which defuses it too.

mod coverage;
mod fleet;
mod fleet_page;
mod footer;
mod heat;
mod nights;
mod pen;
mod records;
mod sections;
mod shapes;
mod squares;
mod trend;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Format, Style};
use crate::report::Report;
use crate::story::page::{self, Page};
use crate::story::{Extent, Mood, labels};
use pen::{Pen, language, number};
use shapes::icon;

/// The format.
pub const FORMAT: Format = Format {
    name: "html",
    help: "a page with pictures of the nights, for people",
    extension: "html",
    extent: Extent::Folded,
    tells_fingerprints: true,
    render,
    fleet: Some(fleet_page::render),
};

/// The page's own style; nothing is loaded.
const CSS: &str = include_str!("style.css");
/// Nothing may be loaded or run, whatever a log holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the page, a computer at a time.
fn render(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let page = page::tell(report, style.extent);
    let whole = Pen::whole(report, style);
    let mut put = |part: Markup| out.write_all(part.into_string().as_bytes());
    put(head(&page, whole))?;
    put(top(&page, whole))?;
    for (place, chapter) in page.chapters.iter().enumerate() {
        put(sections::chapter(chapter, place, report, style))?;
    }
    put(bottom(&page, whole))
}

/// The head of the document and the signs that pictures use. The document and its body stay open until their end is written.
fn open(title: &str, skip: &Markup, style: Style) -> Markup {
    html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", language(style))))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="generator" content={ "volsift " (env!("CARGO_PKG_VERSION")) };
            title { (title) }
            style { (PreEscaped(CSS)) }
        }
        (PreEscaped("<body>"))
        (shapes::signs())
        a class="skip" href="#report" { (skip) }
    }
}

/// The head of the document, and the first lines.
fn head(page: &Page<'_>, pen: Pen<'_>) -> Markup {
    let title = pen.text(&page.title);
    let first = page.first.first();
    html! {
        (open(&title, &pen.said(&labels::skip()), pen.style))
        header class=(mood_class(first.map_or(Mood::Plain, |first| first.line.mood))) {
            p class="brand" { (icon(first.map_or(Mood::Plain, |first| first.line.mood))) span { "volsift" } }
            @if let Some(first) = first {
                h1 { (pen.of(first.of).said(&first.line.text)) }
            }
            @if page.first.len() > 1 {
                ul class="lines" {
                    @for line in page.first.iter().skip(1) {
                        li class=(mood_class(line.line.mood)) {
                            (icon(line.line.mood)) span { (pen.of(line.of).said(&line.line.text)) }
                        }
                    }
                }
            }
        }
        (PreEscaped("<main id=\"report\">"))
    }
}

/// Counts, what is incomplete, and the computers.
fn top(page: &Page<'_>, pen: Pen<'_>) -> Markup {
    html! {
        @if !page.boxes.is_empty() {
            section aria-label=(pen.text(&labels::counts())) {
                ul class="boxes" {
                    @for count in &page.boxes {
                        li class=(mood_class(count.mood)) data-box=(count.id) data-count=(count.number) {
                            b { (number(count.number)) } span { (pen.said(&count.of)) }
                        }
                    }
                }
            }
        }
        @if !page.banner.is_empty() {
            section class="banner" aria-label=(pen.text(&labels::incomplete())) {
                h2 { (icon(Mood::Open)) (pen.said(&labels::incomplete())) }
                ul { @for line in &page.banner { li { (pen.said(&line.text)) } } }
            }
        }
        @if page.chapters.len() > 1 { (fleet::draw(&page.chapters, pen)) }
    }
}

/// The account of the input, and the end of the document.
fn bottom(page: &Page<'_>, pen: Pen<'_>) -> Markup {
    html! {
        @if !page.account.is_empty() {
            section class="account" {
                @for section in &page.account { (sections::section(section, pen, 2)) }
                (footer::files(pen))
            }
        }
        (PreEscaped("</main>"))
        (footer::draw(pen))
        (PreEscaped("</body></html>\n"))
    }
}

/// The class of a mood.
fn mood_class(mood: Mood) -> &'static str {
    match mood {
        Mood::Plain => "plain",
        Mood::Good => "good",
        Mood::Open => "open",
        Mood::Bad => "bad",
    }
}
