//! The picture of a fleet: a row a host, a column a night. What is known of a night is told by the height and the shape of its
//! mark, not by its colour alone.
//!
//! A row is a path a state, in which nights that are alike are one stroke, cut into nights by its dashes: thousands of hosts
//! stay a page that a browser draws at once.

use jiff::civil::Date;
use maud::{Markup, html};

use super::fleet_page::Ink;
use super::shapes::percent;
use crate::fleet::{Host, State};
use crate::fleet::{NightState, labels, night_is};
use crate::render::text::defuse;

/// How wide a night is drawn.
const NIGHT: usize = 10;
/// How high a row is.
const HEIGHT: usize = 16;

/// Where the strokes of a state lie, and by which class they are drawn.
fn strokes(state: NightState) -> (&'static str, &'static [usize]) {
    match state {
        NightState::NeedsPerson => ("p", &[4, 12]),
        NightState::Failed => ("f", &[8]),
        NightState::CantBeTold => ("c", &[12]),
        NightState::GoodWithNoise => ("n", &[8]),
        NightState::Good => ("g", &[8]),
        NightState::NoRun => ("r", &[8]),
        NightState::NotCovered => ("u", &[8]),
    }
}

/// The marks of a row.
fn marks(states: &[NightState]) -> Markup {
    html! {
        @for state in NightState::ALL {
            @let path = path(states, *state);
            @if !path.is_empty() { path class=(strokes(*state).0) d=(path) {} }
        }
    }
}

fn path(states: &[NightState], state: NightState) -> String {
    let mut path = String::new();
    let mut from = 0_usize;
    for alike in states.chunk_by(PartialEq::eq) {
        if alike.first() == Some(&state) {
            let (x, length) = (from.saturating_mul(NIGHT), alike.len().saturating_mul(NIGHT));
            for y in strokes(state).1 {
                path.push_str(&format!("M{x} {y}h{length}"));
            }
        }
        from = from.saturating_add(alike.len());
    }
    path
}

/// What each mark means.
pub(super) fn legend(ink: Ink) -> Markup {
    html! {
        ul class="keys" {
            @for state in NightState::ALL.iter().rev() {
                li {
                    svg class="heat key" viewBox={ "0 0 " (NIGHT * 2) " " (HEIGHT) } aria-hidden="true" { (marks(&[*state, *state])) }
                    (ink.said(&night_is(*state)))
                }
            }
        }
    }
}

/// The days above the rows.
pub(super) fn axis(days: &[Date]) -> Markup {
    /// A week has seven nights.
    const EVERY: usize = 7;
    let count = f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX)).max(1.0);
    let share = |place: usize| percent(f64::from(u32::try_from(place).unwrap_or(0)) / count);
    html! {
        li class="axis" aria-hidden="true" {
            b {}
            svg class="days" {
                @for (number, (place, day)) in days.iter().enumerate().step_by(EVERY).enumerate() {
                    @let class = if number % 2 == 1 { "odd" } else { "even" };
                    text class=(class) x=(share(place)) y="12" { (day.strftime("%m-%d").to_string()) }
                }
            }
        }
    }
}

/// A host with its nights. Of one that is fine nothing more is told than what it ran.
pub(super) fn row(host: &Host, place: usize, days: &[Date], ink: Ink) -> Markup {
    let states: Vec<NightState> = days.iter().map(|day| host.night(*day)).collect();
    let why = match host.state {
        State::NeedsPerson => crate::fleet::needs_because(host),
        State::CantBeTold => crate::fleet::cant_because(host),
        State::Fine => Vec::new(),
    };
    html! {
        li id={ "h" (place) } {
            b { (defuse(&host.name)) }
            svg viewBox={ "0 0 " (days.len().saturating_mul(NIGHT)) " " (HEIGHT) } preserveAspectRatio="none" aria-hidden="true" {
                (marks(&states))
            }
            small {
                @if !why.is_empty() { strong { (ink.said(&labels::all_of(why))) } " " }
                @let nights = labels::bad_nights(host);
                @if !nights.is_empty() { (ink.said(&labels::all_of(nights))) ". " }
                (ink.said(&labels::row_of(host)))
            }
        }
    }
}
