//! The words of the page that stand beside its picture.

use super::night::NightState;
use super::said::{day, night_is};
use super::{Ending, Host};
use crate::say::{Clauses, Log, Sentence, Word, sentences};

sentences! {
    pub(crate) page_title(hosts: usize) = "fleet.page-title":
        "volsift: { $hosts ->
            [one] { $hosts } host
           *[other] { $hosts } hosts
        }";
    pub(crate) counts_of(what: Word) = "fleet.box":
        "{ $what ->
            [needs-person] hosts that need a person
            [cant-be-told] hosts that can't be told
            [fine] hosts that are fine
            [failed] runs that did not succeed
           *[near-limit] hosts near their CreateTimeout limit
        }";
    pub(crate) heat() = "fleet.heat": "Hosts and nights";
    pub(crate) heat_is() = "fleet.heat-is":
        "A row is a host, a column is a night from noon to noon in the zone of that host, called by the day on which it begins.";
    pub(crate) heat_left(count: usize) = "fleet.heat-left":
        "{ $count ->
            [one] { $count } other night in which something happened does not stand in the picture; the JSON has it.
           *[other] { $count } other nights in which something happened do not stand in the picture; the JSON has them.
        }";
    pub(crate) group(state: Word, count: usize) = "fleet.heat-group":
        "{ $state ->
            [needs-person] { $count ->
                [one] { $count } host needs a person
               *[other] { $count } hosts need a person
            }
            [cant-be-told] { $count ->
                [one] { $count } host can't be told for sure
               *[other] { $count } hosts can't be told for sure
            }
           *[fine] { $count ->
                [one] { $count } host is fine
               *[other] { $count } hosts are fine
            }
        }";
    pub(crate) range(first: Log, last: Log, count: usize) = "fleet.range": "{ $first } to { $last }: { $count }";
    row(runs: u64, failed: u64, errors: u64) = "fleet.row":
        "{ $runs ->
            [0] no run
            [one] { $runs } run
           *[other] { $runs } runs
        }{ $failed ->
            [0] {\"\"}
           *[other] , { $failed } not good
        }{ $errors ->
            [0] {\"\"}
           *[other] , { $errors } volsnap 27
        }";
    clauses(clauses: Clauses) = "fleet.clauses": "{ $clauses }";
    nights_in(state: Sentence, days: Vec<Sentence>) = "fleet.nights-in": "{ $state }: { $days }";
    a_day(day: crate::say::Day) = "fleet.a-day": "{ $day }";
    more_days(count: usize) = "fleet.more-days": "{ $count } more";
}

/// What a host ran, in short.
pub(crate) fn row_of(host: &Host) -> Sentence {
    let errors = host.verdicts.values().map(|count| u64::from(*count)).fold(0, u64::saturating_add);
    row(host.runs.total(), host.runs.count(Ending::Failed), errors)
}

/// Several clauses as one sentence.
pub(crate) fn all_of(of: Vec<Sentence>) -> Sentence {
    clauses(Clauses(of))
}

/// The nights of a host that are not good, in words: what a picture tells only to those who see it.
pub(crate) fn bad_nights(host: &Host) -> Vec<Sentence> {
    /// More days do not fit into a line.
    const DAYS: usize = 6;
    let bad = [NightState::NeedsPerson, NightState::Failed, NightState::CantBeTold];
    bad.into_iter()
        .filter_map(|state| {
            let days: Vec<_> = host.nights.iter().filter(|night| night.state == state).collect();
            let left = days.len().saturating_sub(DAYS);
            // The latest are those that matter.
            let told = days.iter().skip(left).map(|night| a_day(day(night.day)));
            let told: Vec<Sentence> = told.chain((left > 0).then(|| more_days(left))).collect();
            (!told.is_empty()).then(|| nights_in(night_is(state), told))
        })
        .collect()
}
