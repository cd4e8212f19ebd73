//! The nights of a computer: a row each, with what happened at its place in the night.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::pen::Pen;
use super::shapes::{mark as sign_of, percent, trouble};
use super::{mood_class, squares};
use crate::say::{Day, Log, Number, Record, Sentence, Word};
use crate::story::clock::{Axis, Stretch};
use crate::story::labels;
use crate::story::nights::{Bar, Moment, Night, Nights, TroubleOf};
use crate::timeline::EventIndex;
use crate::verdict::Verdict;

/// So many places of a row can be told apart; what falls into one is one mark with a count.
const PLACES: f64 = 120.0;

/// The nights; nothing where nothing happened.
pub(super) fn draw(nights: &Nights, pen: Pen<'_>) -> Markup {
    let Some(report) = pen.report.filter(|_| !nights.all.is_empty()) else { return html! {} };
    let told = nights.told(pen.style.extent);
    let zone = Log::of(&report.zone.name);
    let about = if told.has_squares { labels::nights_are_squares(zone) } else { labels::nights_are(zone) };
    html! {
        section aria-labelledby=(pen.labelled("nights")) {
            h3 id=(pen.id("nights")) { (pen.said(&labels::nights())) }
            p class="about" { (pen.said(&about)) }
            @if told.has_squares { (squares::months(&nights.all, pen)) }
            @if told.left > 0 { p class="about" { (pen.said(&labels::earlier_trouble(told.left))) } }
            @if !told.rows.is_empty() {
                table class="nights" {
                    thead { tr {
                        th scope="col" { (pen.said(&labels::night())) }
                        th scope="col" class="plot" {
                            span class="hidden" { (pen.said(&labels::hours())) }
                            (hours(nights.axis, pen))
                        }
                        th scope="col" { (pen.said(&labels::in_words())) }
                    } }
                    tbody {
                        @for (night, empty) in &told.rows {
                            @if *empty > 0 {
                                tr class="nothing" {
                                    td colspan="3" { (pen.said(&labels::nothing_between(*empty))) }
                                }
                            }
                            (row(night, nights.axis, pen))
                        }
                    }
                }
                (legend(pen))
            }
        }
    }
}

/// The hours above the rows, and the lines below them that every row uses.
fn hours(axis: Axis, pen: Pen<'_>) -> Markup {
    let hours = || axis.hours().map(|hour| (hour, share_of_hour(axis, hour)));
    html! {
        svg class="hours" aria-hidden="true" {
            defs {
                g id=(pen.id("grid")) {
                    @for (_, share) in hours() {
                        @let x = percent(share);
                        line class="grid" x1=(x) x2=(x) y1="0" y2="32" {}
                    }
                    line class="base" x1="0" x2="100%" y1="17" y2="17" {}
                }
            }
            @for (hour, share) in hours() {
                @let class = if share <= 0.0 { Some("first") } else if share >= 1.0 { Some("last") } else { None };
                text class=[class] x=(percent(share)) y="12" { (clock(hour)) }
            }
        }
    }
}

fn share_of_hour(axis: Axis, hour: u32) -> f64 {
    axis.share(hour.saturating_mul(3_600))
}

/// The time of day at an hour behind noon.
fn clock(hour: u32) -> String {
    format!("{:02}:00", hour.saturating_add(12) % 24)
}

fn row(night: &Night, axis: Axis, pen: Pen<'_>) -> Markup {
    let day = Day(night.from);
    html! {
        tr id=(pen.id(&format!("n{}", night.day))) class=(mood_class(night.mood)) data-night=(night.day) {
            th scope="row" { (night.day) }
            td class="plot" {
                svg class="night" role="group" aria-label=(pen.text(&labels::night_is(day))) {
                    use href={ "#" (pen.id("grid")) } {}
                    @for stretch in &night.lanes.system { (not_covered(*stretch, axis, "system", pen)) }
                    @for stretch in &night.lanes.backup { (not_covered(*stretch, axis, "backup", pen)) }
                    @for bar in &night.runs { (self::bar(bar, axis, pen)) }
                    @for (share, count, first) in departures(&night.departures, axis) {
                        @let x = percent(share);
                        line class="tick" x1=(x) x2=(x) y1="12" y2="17" data-departures=(count) {
                            title { (pen.text(&labels::departure_mark(count, first.time))) }
                        }
                    }
                    @for (share, what, count, first) in marks(night, axis) {
                        (mark(share, what, count, first, pen))
                    }
                }
            }
            td class="words" { (in_words(night, pen)) }
        }
    }
}

fn not_covered(stretch: Stretch, axis: Axis, log: &'static str, pen: Pen<'_>) -> Markup {
    let (from, to) = (axis.share(stretch.from), axis.share(stretch.to));
    let y = if log == "system" { "9" } else { "25" };
    html! {
        @if to > from {
            line class="hatch" x1=(percent(from)) x2=(percent(to)) y1=(y) y2=(y) data-not-covered=(log) {
                title { (pen.text(&labels::not_covered(Word(log)))) }
            }
        }
    }
}

fn of(bar: &Bar) -> Word {
    Word(if bar.is_of_product { "product" } else { "server" })
}

fn number(number: usize) -> Number {
    Number(u64::try_from(number).unwrap_or(u64::MAX))
}

/// A run, its snapshot phase inside, and a cross at the end of one that failed.
fn bar(bar: &Bar, axis: Axis, pen: Pen<'_>) -> Markup {
    let (from, to) = (axis.share(bar.stretch.from), axis.share(bar.stretch.to));
    let (x, width) = (percent(from), percent((to - from).max(0.0)));
    let class = match bar.outcome {
        "failed" | "not-started" => "run failed",
        "partial" | "cancelled" | "interrupted" => "run partial",
        "end-not-seen" | "unknown" => "run unseen",
        _ => "run succeeded",
    };
    let (top, height, low, half) =
        if bar.is_of_product { ("22", "6", "25", "3") } else { ("20", "10", "25", "5") };
    let title = labels::bar(number(bar.number), of(bar), labels::outcome_is(Word(bar.outcome)), bar.began);
    let whole = if bar.goes_on { None } else { Some(bar.outcome) };
    html! {
        g class=(class) data-run=[whole] {
            title { (pen.text(&title)) }
            rect x=(x) y=(top) width=(width) height=(height) rx="1.5" {}
            @if class == "run partial" { rect class="half" x=(x) y=(low) width=(width) height=(half) {} }
            @if let Some((phase, made)) = bar.snapshot {
                @let (begin, end) = (axis.share(phase.from), axis.share(phase.to));
                @let made = if made { "yes" } else { "no" };
                line class={ "phase " (made) } x1=(percent(begin)) x2=(percent(end)) y1="25" y2="25" {
                    title { (pen.text(&labels::snapshot_phase(Word(made)))) }
                }
            }
            @if class == "run failed" {
                svg class="at" x=(percent(to)) y="25" { use href="#x-failed" {} }
            }
        }
    }
}

/// What lies at one place of a row, told by its first: places, counts and firsts.
fn gathered<K: Ord + Copy>(
    items: impl Iterator<Item = (f64, K, Moment)>,
) -> impl Iterator<Item = (f64, K, usize, Moment)> {
    let mut places: BTreeMap<(u32, K), (f64, usize, Moment)> = BTreeMap::new();
    for (share, kind, item) in items {
        let (_, count, _) = places.entry((place(share), kind)).or_insert((share, 0, item));
        *count = count.saturating_add(1);
    }
    places.into_iter().map(|((_, kind), (share, count, item))| (share, kind, count, item))
}

/// The place of a share among all that can be told apart.
fn place(share: f64) -> u32 {
    let ends = std::iter::successors(Some(1.0_f64), |end| Some(end + 1.0));
    let before = ends.take_while(|end| *end <= share * PLACES).count();
    u32::try_from(before).unwrap_or(u32::MAX)
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Error(Verdict),
    Trouble(TroubleOf),
}

/// The marks of a night. Those that would lie on each other stand beside each other.
fn marks(night: &Night, axis: Axis) -> Vec<(f64, What, usize, Moment)> {
    /// The room of a sign, and of the number behind it.
    const ROOM: f64 = 0.024;
    const NUMBER: f64 = 0.022;
    let errors = night.errors.iter().map(|error| (What::Error(error.verdict), error.at));
    let trouble = night.trouble.iter().map(|sign| (What::Trouble(sign.of), sign.at));
    let all = errors.chain(trouble).map(|(what, at)| (axis.share(at.place), what, at));
    let mut free = 0.0_f64;
    gathered(all)
        .map(|(share, what, count, first)| {
            let share = share.max(free);
            free = share + ROOM + if count > 1 { NUMBER } else { 0.0 };
            (share, what, count, first)
        })
        .collect()
}

fn departures(all: &[Moment], axis: Axis) -> impl Iterator<Item = (f64, usize, Moment)> {
    let places = all.iter().map(move |moment| (axis.share(moment.place), (), *moment));
    gathered(places).map(|(share, (), count, first)| (share, count, first))
}

fn record(index: EventIndex, pen: Pen<'_>) -> Option<Record> {
    Some(Record(pen.report?.event(index)?.at.clone()))
}

/// A sign that leads to its first record, with how many there are.
fn mark(share: f64, what: What, count: usize, first: Moment, pen: Pen<'_>) -> Markup {
    let Some(record) = record(first.index, pen) else { return html! {} };
    let (title, class, shape) = match what {
        What::Error(verdict) => {
            let (class, shape) = sign_of(verdict);
            (
                labels::error_mark(count, labels::verdict_is(Word(verdict.id())), record, first.time),
                class,
                shape,
            )
        }
        What::Trouble(of) => {
            (labels::trouble_mark(count, Word(of.id()), record, first.time), "t", trouble(of))
        }
    };
    let title = pen.text(&title);
    let (verdict, of) = match what {
        What::Error(verdict) => (Some(verdict.id()), None),
        What::Trouble(of) => (None, Some(of.id())),
    };
    html! {
        a class=(class) href=[pen.link(first.index)] aria-label=(title)
            data-verdict=[verdict] data-trouble=[of] data-count=(count) {
            title { (title) }
            svg class="at" x=(percent(share)) y="9" {
                use href=(shape) {}
                @if count > 1 { text x="8" y="3.5" { (count) } }
            }
        }
    }
}

/// The same in words, for whoever can't see the picture or wants to copy it.
fn in_words(night: &Night, pen: Pen<'_>) -> Markup {
    /// More runs are counted.
    const NAMED: usize = 3;
    let mut words: Vec<(Sentence, &str)> = Vec::new();
    if night.runs.len() <= NAMED {
        let said = |bar: &Bar| {
            labels::run_in_words(number(bar.number), of(bar), labels::outcome_is(Word(bar.outcome)))
        };
        words.extend(night.runs.iter().map(|bar| (said(bar), mood_class(bar.mood))));
    } else {
        let mut outcomes: BTreeMap<&'static str, (usize, &str)> = BTreeMap::new();
        for bar in &night.runs {
            let (count, _) = outcomes.entry(bar.outcome).or_insert((0, mood_class(bar.mood)));
            *count = count.saturating_add(1);
        }
        let said = |(outcome, (count, class))| {
            (labels::runs_in_words(count, labels::outcome_is(Word(outcome))), class)
        };
        words.extend(outcomes.into_iter().map(said));
    }
    for verdict in Verdict::ALL {
        let count = night.errors.iter().filter(|error| error.verdict == verdict).count();
        let class = match verdict {
            Verdict::Benign => "plain",
            Verdict::SideEffect | Verdict::Undetermined => "open",
            Verdict::Actionable => "bad",
        };
        words.extend((count > 0).then(|| (labels::errors_in_words(count, Word(verdict.id())), class)));
    }
    for of in TroubleOf::ALL {
        let is_there = night.trouble.iter().any(|sign| sign.of == of);
        words.extend(is_there.then(|| (labels::trouble_in_words(Word(of.id())), "bad")));
    }
    html! {
        ul { @for (text, class) in &words { li class=(class) { (pen.said(text)) } } }
    }
}

/// What the signs mean.
fn legend(pen: Pen<'_>) -> Markup {
    let runs = [
        ("succeeded", "run succeeded"),
        ("partial", "run partial"),
        ("failed", "run failed"),
        ("end-not-seen", "run unseen"),
    ];
    html! {
        details class="legend" open {
            summary { (pen.said(&labels::legend())) }
            ul {
                @for (outcome, class) in runs {
                    li {
                        svg class="key" aria-hidden="true" {
                            g class=(class) {
                                rect x="1" y="3" width="24" height="12" rx="1.5" {}
                                @if outcome == "partial" { rect class="half" x="1" y="9" width="24" height="6" {} }
                                @if outcome == "failed" { svg class="at" x="25" y="9" { use href="#x-failed" {} } }
                            }
                        }
                        (pen.said(&labels::legend_run(Word(outcome))))
                    }
                }
                li {
                    svg class="key" aria-hidden="true" {
                        g class="run succeeded" {
                            rect x="1" y="3" width="28" height="12" rx="1.5" {}
                            line class="phase yes" x1="1" x2="16" y1="9" y2="9" {}
                        }
                    }
                    (pen.said(&labels::legend_snapshot()))
                }
                @for verdict in Verdict::ALL {
                    @let (class, shape) = sign_of(verdict);
                    li {
                        svg class="key" aria-hidden="true" { g class=(class) { svg class="at" x="15" y="9" { use href=(shape) {} } } }
                        (pen.said(&labels::legend_error(labels::verdict_is(Word(verdict.id())))))
                    }
                }
                @for of in TroubleOf::ALL {
                    li {
                        svg class="key" aria-hidden="true" { g class="t" { svg class="at" x="15" y="9" { use href=(trouble(of)) {} } } }
                        (pen.said(&labels::legend_trouble(Word(of.id()))))
                    }
                }
                li {
                    svg class="key" aria-hidden="true" { line class="tick" x1="15" x2="15" y1="4" y2="14" {} }
                    (pen.said(&labels::legend_departure()))
                }
                li {
                    svg class="key" aria-hidden="true" { line class="hatch" x1="1" x2="29" y1="9" y2="9" {} }
                    (pen.said(&labels::legend_not_covered()))
                }
            }
        }
    }
}
