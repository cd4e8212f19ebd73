//! The groups behind the summary: a row a host, a cause with its hosts, or a row a night.

use jiff::civil::Date;

use super::host::{Ending, Host, State};
use super::said::{day, state_is};
use super::sums::DaySum;
use super::tell::{and_more, listed, most, names, of_cause, plain};
use super::{Fleet, GroupBy, NightState};
use crate::say::{Day, Log, Sentence, sentences};
use crate::story::{Block, Cell, Detail, Extent, Line, Mood, Section, Table};
use crate::verdict::Verdict;

sentences! {
    by_computer() = "fleet.by-computer": "Hosts, the worst first";
    pub(crate) by_cause() = "fleet.by-cause": "Causes and their hosts";
    pub(crate) by_day() = "fleet.by-day": "Nights";
    pub(crate) nights_are() = "fleet.nights-are":
        "A night goes from noon to noon in the zone of each host, and is called by the day on which it begins.";
    title_computer() = "fleet.title-computer": "host";
    title_state() = "fleet.title-state": "state";
    title_runs() = "fleet.title-runs": "runs";
    title_succeeded() = "fleet.title-succeeded": "good runs";
    title_failed() = "fleet.title-failed": "not good";
    title_unknown() = "fleet.title-unknown": "end not told";
    title_errors() = "fleet.title-errors": "volsnap 27";
    title_last_good() = "fleet.title-last-good": "last good run";
    title_night() = "fleet.title-night": "night";
    title_needs() = "fleet.title-needs": "need a person";
    title_cant() = "fleet.title-cant": "can't be told";
    title_no_run() = "fleet.title-no-run": "no run seen";
    title_not_covered() = "fleet.title-not-covered": "not covered";
    computer(computer: Log) = "fleet.cell-computer": "{ $computer }";
    count(count: u64) = "fleet.count": "{ $count }";
    the_day(day: Day) = "fleet.day": "{ $day }";
    errors_of(count: u64, open: u64) = "fleet.errors":
        "{ $open ->
            [0] { $count }
           *[other] { $count }, { $open } not benign
        }";
    on_hosts(names: Vec<Sentence>) = "fleet.on-hosts": "on { $names }";
    earlier(count: usize) = "fleet.earlier-nights":
        "{ $count ->
            [one] { $count } earlier night is
           *[other] { $count } earlier nights are
        } left out: --all lists them, --format json holds them";
}

/// So many rows are told where not everything is.
const ROWS: usize = 50;
const NIGHTS: usize = 31;
/// So many hosts of a cause.
const HOSTS: usize = 20;

/// The groups that were asked for.
pub(super) fn tell(fleet: &Fleet, by: GroupBy, extent: Extent) -> Option<Section> {
    match by {
        GroupBy::Computer => computers(fleet, extent),
        GroupBy::Cause => causes(fleet, extent),
        GroupBy::Day => days(fleet, extent),
    }
}

fn cell(text: Sentence, mood: Mood) -> Cell {
    Cell::Words(vec![Line { text, mood }])
}

fn number(of: u64) -> Cell {
    cell(count(of), Mood::Plain)
}

fn hosts_in(of: usize, mood: Mood) -> Cell {
    cell(count(u64::try_from(of).unwrap_or(u64::MAX)), if of == 0 { Mood::Plain } else { mood })
}

/// How a state of a host is meant.
pub(crate) fn mood(state: State) -> Mood {
    match state {
        State::NeedsPerson => Mood::Bad,
        State::CantBeTold => Mood::Open,
        State::Fine => Mood::Good,
    }
}

fn computers(fleet: &Fleet, extent: Extent) -> Option<Section> {
    let hosts: Vec<&Host> = State::ALL.iter().flat_map(|state| fleet.in_state(*state)).collect();
    let shown = most(extent, ROWS);
    let row = |host: &&Host| {
        let failed = host.runs.count(Ending::Failed);
        vec![
            cell(computer(Log::of(&host.name)), Mood::Plain),
            cell(state_is(host.state), mood(host.state)),
            number(host.runs.total()),
            cell(count(failed), if failed > 0 { Mood::Bad } else { Mood::Plain }),
            cell(errors(host), Mood::Plain),
            host.last_good.map_or(Cell::Words(Vec::new()), |good| cell(the_day(day(good.day)), Mood::Plain)),
        ]
    };
    let table = Table {
        columns: vec![
            title_computer(),
            title_state(),
            title_runs(),
            title_failed(),
            title_errors(),
            title_last_good(),
        ],
        rows: hosts.iter().take(shown).map(row).collect(),
    };
    let left = hosts.len().saturating_sub(shown);
    let more = (left > 0).then(|| plain(and_more(left)));
    let blocks = std::iter::once(Block::Table(table)).chain(more);
    listed(by_computer(), blocks, usize::MAX)
}

/// How many 27s there are, and how many of them are not benign.
fn errors(host: &Host) -> Sentence {
    let all = host.verdicts.values().map(|count| u64::from(*count)).fold(0, u64::saturating_add);
    errors_of(all, all.saturating_sub(u64::from(host.verdict(Verdict::Benign))))
}

fn causes(fleet: &Fleet, extent: Extent) -> Option<Section> {
    let causes = fleet.causes();
    let causes = causes.iter().map(|sum| {
        let hosts = on_hosts(names(&sum.hosts, most(extent, HOSTS)));
        Block::Finding(of_cause(sum, vec![Detail::Fact(hosts)]))
    });
    listed(by_cause(), causes, usize::MAX)
}

fn days(fleet: &Fleet, extent: Extent) -> Option<Section> {
    let days = fleet.days();
    let skipped = days.len().saturating_sub(most(extent, NIGHTS));
    if days.is_empty() {
        return None;
    }
    let table = Table { columns: day_columns(), rows: days.iter().skip(skipped).map(day_row).collect() };
    let mut blocks = vec![plain(nights_are())];
    blocks.extend((skipped > 0).then(|| plain(earlier(skipped))));
    blocks.push(Block::Table(table));
    listed(by_day(), blocks.into_iter(), usize::MAX)
}

/// The titles of the columns of nights.
pub(crate) fn day_columns() -> Vec<Sentence> {
    vec![
        title_night(),
        title_succeeded(),
        title_failed(),
        title_unknown(),
        title_needs(),
        title_cant(),
        title_no_run(),
        title_not_covered(),
    ]
}

/// The cells of a night.
pub(crate) fn day_row((of, sum): (&Date, &DaySum)) -> Vec<Cell> {
    let failed_mood = if sum.failed > 0 { Mood::Bad } else { Mood::Plain };
    vec![
        cell(the_day(day(*of)), Mood::Plain),
        number(sum.succeeded),
        cell(count(sum.failed), failed_mood),
        number(sum.unknown),
        hosts_in(sum.needs_a_person, Mood::Bad),
        hosts_in(sum.hosts(NightState::CantBeTold), Mood::Open),
        hosts_in(sum.hosts(NightState::NoRun), Mood::Plain),
        hosts_in(sum.hosts(NightState::NotCovered), Mood::Plain),
    ]
}
