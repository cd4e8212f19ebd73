//! The report of a fleet as one page: the summary, what was asked for, and the picture of hosts and nights. It keeps the
//! promises of the page of a report: no script, nothing from a network, every text from a log escaped and defused.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::pen::{number, whole_dates};
use super::shapes::icon;
use super::{footer, heat, mood_class, open};
use crate::fleet::{
    self, CauseSum, Fleet, GroupBy, Host, State, View, cant_be_told, cause_line, first_lines, labels, titles,
};
use crate::render::Style;
use crate::render::text::{defuse, defuse_into};
use crate::report::citation;
use crate::say::{Log, Piece, Sentence, Word};
use crate::story::{Cell, Extent, Line, Mood};

/// So many hosts, or kinds of them, stand in a list of the summary; the picture has them all.
const LISTED: usize = 20;
const CAUSES: usize = 5;
/// So many nights stand in the picture.
const NIGHTS: u16 = 62;
/// So many rows are folded together.
const FOLD: usize = 100;

/// What says sentences of no single computer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink(pub(super) Style);

impl Ink {
    /// A sentence as text, for an attribute or a title.
    fn text(self, sentence: &Sentence) -> String {
        self.0.tongue.voice(None).print(sentence, defuse_into)
    }

    /// A sentence.
    pub(super) fn said(self, sentence: &Sentence) -> Markup {
        html! {
            @for piece in self.0.tongue.voice(None).pieces(sentence) {
                @match piece {
                    Piece::Words(words) => (whole_dates(&words)),
                    Piece::Log(log) => (defuse(log)),
                    Piece::Record(at) => (defuse(&citation(at))),
                }
            }
        }
    }
}

/// What is drawn, with the place of each host among all of them.
struct Page<'a> {
    fleet: &'a Fleet,
    places: BTreeMap<&'a str, usize>,
    days: Vec<Date>,
    ink: Ink,
}

/// Writes the page, some hosts at a time.
pub(super) fn render(view: &View<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let fleet = view.fleet;
    let places = fleet.hosts().enumerate().map(|(place, host)| (host.name.as_str(), place.saturating_add(1)));
    let page = Page { fleet, places: places.collect(), days: fleet.pictured(NIGHTS), ink: Ink(style) };
    let mut put = |part: Markup| out.write_all(part.into_string().as_bytes());
    let title = page.ink.text(&labels::page_title(fleet.hosts().len()));
    put(open(&title, &page.ink.said(&crate::story::labels::skip()), style))?;
    put(page.head())?;
    if style.extent != Extent::Summary && fleet.hosts().len() > 0 {
        put(page.summary())?;
        match view.by {
            GroupBy::Computer => {}
            GroupBy::Cause => put(page.causes())?,
            GroupBy::Day => put(page.nights())?,
        }
        put(page.before_heat())?;
        for state in State::ALL {
            page.heat(*state, &mut put)?;
        }
        put(PreEscaped("</section>".to_owned()))?;
    }
    put(html! {
        (PreEscaped("</main>"))
        (footer::of_fleet(view.command, page.ink))
        (PreEscaped("</body></html>\n"))
    })
}

impl Page<'_> {
    fn head(&self) -> Markup {
        let lines = first_lines(self.fleet);
        let mood = lines.first().map_or(Mood::Plain, |line| line.mood);
        html! {
            header class=(mood_class(mood)) {
                p class="brand" { (icon(mood)) span { "volsift" } }
                @if let Some(line) = lines.first() { h1 { (self.ink.said(&line.text)) } }
                @if lines.len() > 1 {
                    ul class="lines" {
                        @for line in lines.iter().skip(1) {
                            li class=(mood_class(line.mood)) { (icon(line.mood)) span { (self.ink.said(&line.text)) } }
                        }
                    }
                }
            }
            (PreEscaped("<main id=\"report\">"))
        }
    }

    /// The counts, and the lists that a person begins with.
    fn summary(&self) -> Markup {
        let totals = self.fleet.totals();
        let near = self.fleet.near_limit();
        let failed = usize::try_from(totals.failed).unwrap_or(usize::MAX);
        let counts = [
            ("needs-person", totals.needs_a_person, Mood::Bad),
            ("cant-be-told", totals.cant_be_told, Mood::Open),
            ("fine", totals.fine, Mood::Good),
            ("failed", failed, Mood::Bad),
            ("near-limit", near.len(), Mood::Open),
        ];
        let needs = self.fleet.in_state(State::NeedsPerson);
        let needs = needs
            .iter()
            .map(|host| self.item(Some(host), Mood::Bad, &labels::all_of(fleet::needs_because(host))));
        let near = near
            .iter()
            .map(|host| self.item(Some(host), Mood::Open, &labels::all_of(fleet::near_because(host))));
        let cant = cant_be_told(self.fleet);
        let cant = cant.iter().map(|alike| html! {
            li class="finding open" {
                (icon(Mood::Open))
                div {
                    p class="head" { (self.names(&alike.hosts, LISTED)) ": " (self.ink.said(&labels::all_of(alike.why.clone()))) }
                    p class="step" { (self.ink.said(&alike.next)) }
                }
            }
        });
        let causes = self.fleet.causes();
        let causes = causes.iter().map(|sum| self.cause(sum, None));
        let products = fleet::of_products(&totals);
        let products = products.iter().map(|text| self.item(None, Mood::Plain, text));
        html! {
            section aria-label=(self.ink.text(&crate::story::labels::counts())) {
                ul class="boxes" {
                    @for (what, count, mood) in counts {
                        @let mood = if count == 0 && mood != Mood::Good { Mood::Plain } else { mood };
                        li class=(mood_class(mood)) data-box=(what) data-count=(count) {
                            b { (number(count)) } span { (self.ink.said(&labels::counts_of(Word(what)))) }
                        }
                    }
                }
            }
            (self.list("needs", &titles::needs(), needs, LISTED))
            (self.list("cant", &titles::cant(), cant, LISTED))
            (self.list("runs", &titles::runs(), products, LISTED))
            (self.list("top", &titles::causes(), causes, CAUSES))
            (self.list("near", &titles::near(), near, LISTED))
        }
    }

    /// A list of the summary: the first items, and how many more there are.
    fn list(
        &self,
        id: &str,
        title: &Sentence,
        items: impl ExactSizeIterator<Item = Markup>,
        most: usize,
    ) -> Markup {
        let left = items.len().saturating_sub(most);
        let is_empty = items.len() == 0;
        html! {
            @if !is_empty {
                section aria-labelledby=(id) {
                    h2 id=(id) { (self.ink.said(title)) }
                    ul class="found" {
                        @for item in items.take(most) { (item) }
                        @if left > 0 { li { span { (self.ink.said(&titles::more(left))) } } }
                    }
                }
            }
        }
    }

    fn item(&self, host: Option<&Host>, mood: Mood, text: &Sentence) -> Markup {
        html! {
            li class=(mood_class(mood)) {
                (icon(mood))
                span { @if let Some(host) = host { (self.link(host)) ": " } (self.ink.said(text)) }
            }
        }
    }

    fn link(&self, host: &Host) -> Markup {
        let place = self.places.get(host.name.as_str()).copied().unwrap_or(0);
        html! { a href={ "#h" (place) } { (defuse(&host.name)) } }
    }

    fn names(&self, hosts: &[&Host], most: usize) -> Markup {
        let left = hosts.len().saturating_sub(most);
        html! {
            @for (place, host) in hosts.iter().take(most).enumerate() {
                @if place > 0 { ", " }
                (self.link(host))
            }
            @if left > 0 { ", " (self.ink.said(&titles::more_hosts(left))) }
        }
    }

    fn cause(&self, sum: &CauseSum<'_>, hosts: Option<Markup>) -> Markup {
        html! {
            li class="finding plain" {
                (icon(Mood::Plain))
                div {
                    p class="head" { (self.ink.said(&cause_line(sum))) }
                    @if let Some(hosts) = hosts { (hosts) }
                    @if let Some(step) = sum.cause.next_step() { p class="step" { (self.ink.said(&step)) } }
                }
            }
        }
    }

    /// Each cause with all of its hosts.
    fn causes(&self) -> Markup {
        let each = self.fleet.causes();
        html! {
            @if !each.is_empty() {
                section aria-labelledby="causes" {
                    h2 id="causes" { (self.ink.said(&titles::by_cause())) }
                    ul class="found" {
                        @for sum in &each {
                            @let (few, many) = sum.hosts.split_at(sum.hosts.len().min(LISTED));
                            (self.cause(sum, Some(html! {
                                p class="fact" { (self.names(few, LISTED)) }
                                @if !many.is_empty() {
                                    details class="fold" {
                                        summary { (self.ink.said(&titles::more_hosts(many.len()))) }
                                        p class="fact" { (self.names(many, usize::MAX)) }
                                    }
                                }
                            })))
                        }
                    }
                }
            }
        }
    }

    /// A row a night.
    fn nights(&self) -> Markup {
        let days = self.fleet.days();
        let columns = titles::day_columns();
        html! {
            section aria-labelledby="nights" {
                h2 id="nights" { (self.ink.said(&titles::by_day())) }
                p class="about" { (self.ink.said(&titles::nights_are())) }
                table class="rows days-of-fleet" {
                    thead { tr {
                        @for (place, title) in columns.iter().enumerate() {
                            th scope="col" class=[(place > 0).then_some("count")] { (self.ink.said(title)) }
                        }
                    } }
                    tbody {
                        @for day in &days {
                            tr data-night=(day.0) {
                                @for (place, (cell, title)) in titles::day_row(day).iter().zip(&columns).enumerate() {
                                    @if place == 0 { th scope="row" { (self.cell(cell)) } }
                                    @else { td class={ "count " (cell_class(cell)) } data-title=(self.ink.text(title)) { (self.cell(cell)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, cell: &Cell) -> Markup {
        html! { @if let Cell::Words(lines) = cell { @for line in lines { (self.ink.said(&line.text)) } } }
    }

    /// What stands above the picture. Its section stays open until its rows are written.
    fn before_heat(&self) -> Markup {
        let all = self.fleet.days();
        let shown = all.keys().filter(|day| self.days.binary_search(day).is_ok()).count();
        let left = all.len().saturating_sub(shown);
        html! {
            (PreEscaped(format!("<section aria-labelledby=\"hosts\" style=\"--n:{}\">", self.days.len().max(1))))
            h2 id="hosts" { (self.ink.said(&labels::heat())) }
            p class="about" { (self.ink.said(&labels::heat_is())) }
            @if left > 0 { p class="about" { (self.ink.said(&labels::heat_left(left))) } }
            (heat::legend(self.ink))
        }
    }

    /// The rows of the hosts in a state: those that need a person stand open, those that are fine are folded, some together.
    fn heat(&self, state: State, put: &mut impl FnMut(Markup) -> io::Result<()>) -> io::Result<()> {
        let mut hosts = self.fleet.in_state(state);
        if hosts.is_empty() {
            return Ok(());
        }
        let is_open = state == State::NeedsPerson || self.ink.0.extent == Extent::All;
        if state == State::Fine {
            hosts.sort_by_key(|host| self.places.get(host.name.as_str()).copied());
        }
        let mood = fleet::mood(state);
        put(html! {
            h3 id=(state.id()) class=(mood_class(mood)) {
                (icon(mood)) (self.ink.said(&labels::group(Word(state.id()), hosts.len())))
            }
        })?;
        for some in hosts.chunks(FOLD) {
            let (Some(first), Some(last)) = (some.first(), some.last()) else { continue };
            if is_open {
                put(self.rows(some))?;
                continue;
            }
            put(html! {
                details class={ "hosts " (if state == State::Fine { "fold" } else { "" }) } open[state != State::Fine && hosts.len() <= FOLD] {
                    summary { (self.ink.said(&labels::range(Log::of(&first.name), Log::of(&last.name), some.len()))) }
                    (self.rows(some))
                }
            })?;
        }
        Ok(())
    }

    fn rows(&self, hosts: &[&Host]) -> Markup {
        html! {
            ul class="heat" {
                (heat::axis(&self.days))
                @for host in hosts {
                    (heat::row(host, self.places.get(host.name.as_str()).copied().unwrap_or(0), &self.days, self.ink))
                }
            }
        }
    }
}

fn cell_class(cell: &Cell) -> &'static str {
    let mood = match cell {
        Cell::Words(lines) => lines.iter().map(|line: &Line| line.mood).max(),
        Cell::Exactly(..) | Cell::Times(..) => None,
    };
    mood_class(mood.unwrap_or(Mood::Plain))
}
