//! What draws: sentences in the language and the zone of their reader, text from logs defused, and links to records.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use maud::{Markup, html};

use crate::catalogue::Tongue;
use crate::event::{EventRef, SourceId};
use crate::render::Style;
use crate::render::text::{defuse, defuse_into};
use crate::report::{ComputerReport, Report};
use crate::say::time::{grouped, local, utc};
use crate::say::{Piece, Sentence, Voice};
use crate::source::Source;
use crate::story::labels;
use crate::story::{self, CITED};
use crate::timeline::EventIndex;

/// The language of a page, by its tag.
pub(super) fn language(style: Style) -> &'static str {
    match style.tongue {
        Tongue::English => "en",
        Tongue::Japanese => "ja",
    }
}

/// What a chapter links to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The records that sentences can name, by where they stand.
    known: BTreeMap<(String, u64, SourceId), EventIndex>,
    /// Those that were linked to.
    linked: RefCell<BTreeSet<EventIndex>>,
}

impl Links {
    /// Those of a computer.
    pub(super) fn of(report: &ComputerReport) -> Self {
        let subjects = report.volsnap27.iter().map(|judged| judged.subject.index);
        let known = report.cited().into_iter().chain(subjects);
        let key = |index| report.event(index).map(|event| (key(&event.at), index));
        Self { known: known.filter_map(key).collect(), linked: RefCell::default() }
    }

    /// The records that were linked to, in order.
    pub(super) fn linked(&self) -> BTreeSet<EventIndex> {
        self.linked.borrow().clone()
    }
}

fn key(at: &EventRef) -> (String, u64, SourceId) {
    (at.channel.to_lowercase(), at.event_record_id, at.source)
}

/// What draws a part of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen<'a> {
    /// The whole report.
    pub(super) whole: &'a Report,
    /// How to draw.
    pub(super) style: Style,
    /// The computer of the chapter.
    pub(super) report: Option<&'a ComputerReport>,
    /// Its place among the chapters, from 0.
    pub(super) place: usize,
    links: Option<&'a Links>,
}

impl<'a> Pen<'a> {
    /// For what is of no single computer.
    pub(super) fn whole(whole: &'a Report, style: Style) -> Self {
        Self { whole, style, report: None, place: 0, links: None }
    }

    /// The same, with times in the zone of a computer.
    pub(super) fn of(self, report: Option<&'a ComputerReport>) -> Self {
        Self { report, ..self }
    }

    /// The same, for what is told of the chapter with a place.
    pub(super) fn at(self, place: usize) -> Self {
        Self { place, ..self }
    }

    /// For a chapter.
    pub(super) fn chapter(self, report: &'a ComputerReport, place: usize, links: &'a Links) -> Self {
        Self { report: Some(report), place, links: Some(links), ..self }
    }

    fn voice(&self) -> Voice<'a> {
        self.style.tongue.voice(self.report.map(|report| &report.zone))
    }

    /// A sentence as text, for an attribute or a title.
    pub(super) fn text(&self, sentence: &Sentence) -> String {
        self.voice().print(sentence, defuse_into)
    }

    /// A sentence, in which records are links.
    pub(super) fn said(&self, sentence: &Sentence) -> Markup {
        html! {
            @for piece in self.voice().pieces(sentence) {
                @match piece {
                    Piece::Words(words) => (whole_dates(&words)),
                    Piece::Log(log) => (defuse(log)),
                    Piece::Record(at) => @match self.find(at) {
                        Some(index) => (self.cite(index)),
                        None => (defuse(&crate::report::citation(at))),
                    },
                }
            }
        }
    }

    fn find(&self, at: &EventRef) -> Option<EventIndex> {
        self.links?.known.get(&key(at)).copied()
    }

    /// The id of the chapter, or of something in it.
    pub(super) fn id(&self, what: &str) -> String {
        let number = self.place.saturating_add(1);
        if what.is_empty() { format!("c{number}") } else { format!("c{number}-{what}") }
    }

    /// What names a part of a chapter: the computer, and its own heading.
    pub(super) fn labelled(&self, what: &str) -> String {
        self.label(&self.id(what))
    }

    /// The same, of a heading with an id.
    pub(super) fn label(&self, heading: &str) -> String {
        if self.report.is_some() { format!("{} {heading}", self.id("title")) } else { heading.to_owned() }
    }

    /// Where a record stands on the page; it will stand there because this was asked.
    pub(super) fn link(&self, index: EventIndex) -> Option<String> {
        self.links?.linked.borrow_mut().insert(index);
        Some(format!("#{}", self.record_id(index)))
    }

    /// The id of a record's row.
    pub(super) fn record_id(&self, index: EventIndex) -> String {
        self.id(&format!("r{}", index.place()))
    }

    /// How a record is called.
    pub(super) fn name(&self, index: EventIndex) -> String {
        let record = self.report.and_then(|report| story::record(report, index));
        record.map_or_else(String::new, |record| self.text(&record))
    }

    /// A link to a record.
    pub(super) fn cite(&self, index: EventIndex) -> Markup {
        html! {
            @match self.link(index) {
                Some(link) => a class="cite" href=(link) { (self.name(index)) },
                None => (self.name(index)),
            }
        }
    }

    /// Links to records, behind what they prove.
    pub(super) fn cites(&self, records: &[EventIndex]) -> Markup {
        let left = records.len().saturating_sub(CITED);
        html! {
            @if !records.is_empty() && self.report.is_some() {
                " " span class="cites" {
                    @for (place, index) in records.iter().take(CITED).enumerate() {
                        @if place > 0 { " " }
                        (self.cite(*index))
                    }
                    @if left > 0 { " " (self.said(&labels::more_cites(left))) }
                }
            }
        }
    }

    /// The name of the computer.
    pub(super) fn computer(&self) -> String {
        let name = self.report.map_or("", |report| &report.computer.name);
        defuse(name).into_owned()
    }

    /// A time in the zone, or in UTC where that is the zone.
    pub(super) fn local(&self, time: Timestamp) -> String {
        self.report.and_then(|report| local(time, &report.zone)).unwrap_or_else(|| utc(time))
    }

    /// A time in both zones, one below the other.
    pub(super) fn times(&self, time: Timestamp) -> Markup {
        let there = self.report.and_then(|report| local(time, &report.zone));
        html! {
            @if let Some(there) = there { span class="time" { (there) } br; small class="time" { (utc(time)) } }
            @else { span class="time" { (utc(time)) } }
        }
    }

    /// The path of a source.
    pub(super) fn path(&self, id: SourceId) -> &'a str {
        let source = usize::try_from(id.0).ok().and_then(|place| self.whole.sources.get(place));
        source.map_or("", |source: &Source| &source.path)
    }
}

/// Words, in which no date is broken at its hyphens.
pub(super) fn whole_dates(words: &str) -> Markup {
    let is_date = |word: &str| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('-');
    html! {
        @for word in words.split_inclusive(' ') {
            @let bare = word.trim_end();
            @if is_date(bare) { span class="date" { (defuse(bare)) } @if bare.len() < word.len() { " " } }
            @else { (defuse(word)) }
        }
    }
}

/// A number in groups of three digits.
pub(super) fn number(number: usize) -> String {
    grouped(u64::try_from(number).unwrap_or(u64::MAX), ',')
}
