//! What was read, and how the page was made, so that it can be made again.

use maud::{Markup, html};

use super::coverage::breakable;
use super::fleet_page::Ink;
use super::pen::{Pen, number};
use crate::render::json::SCHEMA_VERSION;
use crate::render::text::defuse;
use crate::say::{Number, Word};
use crate::story::labels;

/// The files that were read, with the account of their records.
pub(super) fn files(pen: Pen<'_>) -> Markup {
    let count = |number: u64| pen.said(&labels::count(number));
    html! {
        @if !pen.whole.sources.is_empty() {
            details class="files" {
                summary { (pen.said(&labels::files())) }
                table class="rows" {
                    thead { tr {
                        th scope="col" { (pen.said(&labels::file())) }
                        @for title in [labels::size(), labels::read(), labels::skipped(), labels::failed(), labels::issues()] {
                            th scope="col" class="count" { (pen.said(&title)) }
                        }
                    } }
                    tbody {
                        @for source in &pen.whole.sources {
                            tr {
                                th scope="row" class="path" data-title=(pen.text(&labels::file())) { (breakable(&source.path)) }
                                td class="count" data-title=(pen.text(&labels::size())) { (count(source.size)) }
                                td class="count" data-title=(pen.text(&labels::read())) { (count(source.tally.read)) }
                                td class="count" data-title=(pen.text(&labels::skipped())) { (count(source.tally.skipped)) }
                                td class="count" data-title=(pen.text(&labels::failed())) { (count(source.tally.failed)) }
                                td class="count" data-title=(pen.text(&labels::issues())) { (number(source.issues.len())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How the page of a fleet was made.
pub(super) fn of_fleet(command: Option<&str>, ink: Ink) -> Markup {
    html! {
        footer {
            h2 { (ink.said(&labels::made_by())) }
            dl {
                dt { (ink.said(&labels::program())) }
                dd { (ink.said(&labels::version(Word(env!("CARGO_PKG_VERSION"))))) }
                dt { (ink.said(&labels::command())) }
                dd {
                    @match command {
                        Some(command) => code { (defuse(command)) },
                        None => (ink.said(&labels::no_command())),
                    }
                }
                dt { (ink.said(&labels::schema())) }
                dd { (ink.said(&labels::schema_version(Number(u64::from(SCHEMA_VERSION))))) }
            }
        }
    }
}

/// Program, command line, schema and fingerprints.
pub(super) fn draw(pen: Pen<'_>) -> Markup {
    let made = &pen.whole.provenance;
    html! {
        footer {
            h2 { (pen.said(&labels::made_by())) }
            dl {
                dt { (pen.said(&labels::program())) }
                dd { (pen.said(&labels::version(Word(env!("CARGO_PKG_VERSION"))))) }
                dt { (pen.said(&labels::command())) }
                dd {
                    @match &made.command {
                        Some(command) => code { (defuse(command)) },
                        None => (pen.said(&labels::no_command())),
                    }
                }
                dt { (pen.said(&labels::schema())) }
                dd { (pen.said(&labels::schema_version(Number(u64::from(SCHEMA_VERSION))))) }
                dt { (pen.said(&labels::fingerprints())) }
                dd {
                    @if made.files.is_empty() { (pen.said(&labels::no_fingerprints())) }
                    @else {
                        details {
                            summary { (pen.said(&labels::files())) }
                            ul class="prints" {
                                @for file in &made.files {
                                    li {
                                        span class="path" { (breakable(&file.path)) } " "
                                        @match &file.sha256 {
                                            Some(digits) => code { (digits) },
                                            None => (pen.said(&labels::no_fingerprint())),
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
