//! Several computers: a row each, the worst first, with its latest nights.

use maud::{Markup, html};

use super::pen::Pen;
use super::shapes::icon;
use super::{mood_class, squares};
use crate::say::Word;
use crate::story::labels;
use crate::story::page::Chapter;

/// The table of computers.
pub(super) fn draw(chapters: &[Chapter<'_>], pen: Pen<'_>) -> Markup {
    html! {
        section aria-labelledby="computers" {
            h2 id="computers" { (pen.said(&labels::computers())) }
            table class="fleet" {
                thead { tr {
                    th scope="col" { (pen.said(&labels::computer())) }
                    th scope="col" { (pen.said(&labels::state())) }
                    th scope="col" { (pen.said(&labels::what())) }
                    th scope="col" { (pen.said(&labels::nights_column())) }
                } }
                tbody {
                    @for (place, chapter) in chapters.iter().enumerate() {
                        @let pen = pen.of(Some(chapter.report)).at(place);
                        @let class = mood_class(chapter.mood);
                        tr class=(class) {
                            th scope="row" { a href={ "#" (pen.id("")) } { (pen.computer()) } }
                            td class="state" { (icon(chapter.mood)) (pen.said(&labels::mood(Word(class)))) }
                            td { (pen.said(&chapter.line.text)) }
                            td { (squares::latest(&chapter.nights.all, pen)) }
                        }
                    }
                }
            }
        }
    }
}
