//! What is told of a fleet: the summary first, the hosts that need a person at its top, then the groups that were asked for.

use std::collections::BTreeMap;

use super::host::{Ending, Host, State};
use super::said::{ask_is, cause_is, day, why_is};
use super::sums::{Cause, CauseSum, Totals};
use super::{Fleet, GroupBy, groups};
use crate::say::{Clauses, Day, Log, Number, Sentence, sentences};
use crate::story::{Block, Detail, Extent, Finding, Line, Mood, Section};
use crate::trouble::TroubleKind;
use crate::verdict::Verdict;

sentences! {
    first(hosts: usize, needs: usize, cant: usize, fine: usize, runs: Sentence) = "fleet.first":
        "{ $needs ->
            [0] No host of { $hosts } needs a person
            [one] { $needs } of { $hosts ->
                [one] { $hosts } host
               *[other] { $hosts } hosts
            } needs a person
           *[other] { $needs } of { $hosts } hosts need a person
        }, { $cant } can't be told, { $fine ->
            [one] { $fine } is fine
           *[other] { $fine } are fine
        }; { $runs }";
    no_host() = "fleet.no-host": "No host: no event that can matter was read.";
    no_runs() = "fleet.no-runs": "no backup run";
    rate(whole: Number, tenth: Number, runs: u64) = "fleet.rate":
        "{ $whole }.{ $tenth } % of { $runs ->
            [one] { $runs } run
           *[other] { $runs } runs
        } succeeded";
    with_unknown(rate: Sentence, count: u64) = "fleet.with-unknown":
        "{ $rate }, { $count ->
            [one] the end of { $count } more is not told
           *[other] the ends of { $count } more are not told
        }";
    only_unknown(count: u64) = "fleet.only-unknown":
        "{ $count ->
            [one] the end of { $count } run is not told
           *[other] the ends of { $count } runs are not told
        }";
    unread(count: usize, paths: Vec<Sentence>) = "fleet.unread":
        "{ $count ->
            [one] { $count } file gave nothing, and nobody knows of which host it is
           *[other] { $count } files gave nothing, and nobody knows of which hosts they are
        }: { $paths }";
    lists(count: usize) = "fleet.lists":
        "{ $count ->
            [one] A text that lists events was given
           *[other] { $count } texts that list events were given
        }; no verdict comes from it: ask for the logs themselves.";
    in_parts(count: usize, names: Vec<Sentence>) = "fleet.hosts-in-parts":
        "{ $count ->
            [one] { $count } host
           *[other] { $count } hosts
        } came in parts that were judged alone, and counts may hold a record twice: { $names }";
    pub(crate) needs_title() = "fleet.needs-title": "Needs a person";
    pub(crate) cant_title() = "fleet.cant-title": "Can't be told, and what to ask for";
    pub(crate) causes_title() = "fleet.causes-title": "Top causes";
    pub(crate) near_title() = "fleet.near-title": "Near their CreateTimeout limit";
    pub(crate) runs_title() = "fleet.runs-title": "Backup runs";
    runs_own(rate: Sentence) = "fleet.runs-own": "Windows Server Backup: { $rate }";
    runs_others(rate: Sentence) = "fleet.runs-others": "other products: { $rate }";
    host(computer: Log, why: Clauses) = "fleet.host": "{ $computer }: { $why }";
    name(computer: Log) = "fleet.name": "{ $computer }";
    path(path: Log) = "fleet.path": "{ $path }";
    pub(crate) more_hosts(count: usize) = "fleet.more-hosts": "{ $count } more";
    pub(crate) and_more(count: usize) = "fleet.and-more":
        "and { $count } more: --all lists them, --format json holds them, --computer NAME tells of one";
    actionable(count: u32) = "fleet.actionable": "{ $count } actionable volsnap 27";
    side_effects(count: u32) = "fleet.side-effects":
        "{ $count ->
            [one] { $count } volsnap 27 beside a run that did not succeed
           *[other] { $count } volsnap 27 beside runs that did not succeed
        }";
    failed(failed: u64, runs: u64) = "fleet.failed":
        "{ $failed } of { $runs ->
            [one] { $runs } backup run
           *[other] { $runs } backup runs
        } did not succeed";
    failed_because(failed: Sentence, causes: Vec<Sentence>) = "fleet.failed-because": "{ $failed } ({ $causes })";
    last_good(day: Day) = "fleet.last-good": "the last good run is of { $day }";
    none_good() = "fleet.none-good": "no good run is seen";
    cant(names: Vec<Sentence>, why: Clauses) = "fleet.cant": "{ $names }: { $why }";
    ask_for(what: Clauses) = "fleet.ask-for": "ask for: { $what }";
    look(names: Sentence) = "fleet.look": "volsift analyze --computer { $names } tells what is missing";
    of_runs(cause: Sentence, count: u64, hosts: usize) = "fleet.cause-of-runs":
        "{ $cause }: { $count ->
            [one] { $count } run
           *[other] { $count } runs
        } on { $hosts ->
            [one] { $hosts } host
           *[other] { $hosts } hosts
        }";
    of_trouble(cause: Sentence, hosts: usize) = "fleet.cause-of-trouble":
        "{ $cause }: { $hosts ->
            [one] { $hosts } host
           *[other] { $hosts } hosts
        }";
    next(step: Sentence) = "fleet.next": "next: { $step }";
    took(longest: jiff::SignedDuration) = "fleet.took": "the longest of its latest snapshots took { $longest }";
    took_of(longest: jiff::SignedDuration, limit: jiff::SignedDuration) = "fleet.took-of":
        "the longest of its latest snapshots took { $longest } of { $limit }";
    meets(day: Day) = "fleet.meets": "they meet the limit on { $day }, if they go on growing";
}

/// So many hosts, groups and causes are told in a summary.
const LISTED: usize = 20;
const CAUSES: usize = 5;
/// More names do not fit into a line.
const NAMED: usize = 5;

/// How many items of a list are told.
pub(super) fn most(extent: Extent, usual: usize) -> usize {
    if extent == Extent::All { usize::MAX } else { usual }
}

/// Everything that is told of a fleet behind its first lines, in order, for formats that draw lines and tables.
pub fn tell(fleet: &Fleet, by: GroupBy, extent: Extent) -> Vec<Section> {
    let mut sections = Vec::new();
    if extent == Extent::Summary {
        return sections;
    }
    let needs = fleet.in_state(State::NeedsPerson);
    let needs = needs.iter().map(|host| Block::Line(Line { text: of_host(host), mood: Mood::Bad }));
    let cant = cant_be_told(fleet).into_iter().map(|alike| Block::Finding(alike.finding(extent)));
    let causes = fleet.causes();
    let causes = causes.iter().map(|sum| Block::Finding(of_cause(sum, Vec::new())));
    let near = fleet.near_limit();
    let near = near.iter().map(|host| Block::Line(Line { text: near_limit(host), mood: Mood::Open }));
    let runs = of_products(&fleet.totals()).into_iter().map(plain);
    sections.extend(listed(needs_title(), needs, most(extent, LISTED)));
    sections.extend(listed(cant_title(), cant, most(extent, LISTED)));
    sections.extend(listed(runs_title(), runs, usize::MAX));
    sections.extend(listed(causes_title(), causes, most(extent, CAUSES)));
    sections.extend(listed(near_title(), near, most(extent, LISTED)));
    sections.extend(groups::tell(fleet, by, extent));
    sections
}

pub(super) fn plain(text: Sentence) -> Block {
    Block::Line(Line { text, mood: Mood::Plain })
}

/// A section of the first of some blocks, and how many more there are; none where there is nothing.
pub(super) fn listed(
    title: Sentence,
    blocks: impl Iterator<Item = Block>,
    at_most: usize,
) -> Option<Section> {
    let mut blocks: Vec<Block> = blocks.collect();
    let left = blocks.len().saturating_sub(at_most);
    blocks.truncate(at_most);
    blocks.extend((left > 0).then(|| plain(and_more(left))));
    (!blocks.is_empty()).then_some(Section { title: Some(title), blocks, is_brief: false })
}

/// The first lines: how many hosts need a person, and what makes the whole answer doubtful.
pub fn first_lines(fleet: &Fleet) -> Vec<Line> {
    let totals = fleet.totals();
    let unread_count = fleet.unread().len();
    let doubtful = unread_count > 0 || fleet.lists() > 0;
    let mood = match &totals {
        Totals { needs_a_person: 1.., .. } => Mood::Bad,
        Totals { cant_be_told: 1.., .. } => Mood::Open,
        _ if doubtful || totals.hosts == 0 => Mood::Open,
        _ => Mood::Good,
    };
    let text = if totals.hosts == 0 {
        no_host()
    } else {
        let runs = runs_told(totals.succeeded, totals.failed, totals.unknown);
        first(totals.hosts, totals.needs_a_person, totals.cant_be_told, totals.fine, runs)
    };
    let mut lines = vec![Line { text, mood }];
    let mut add = |text: Sentence| lines.push(Line { text, mood: Mood::Open });
    if unread_count > 0 {
        let paths = fleet.unread().map(|file| path(Log::of(file)));
        add(unread(unread_count, capped(paths, NAMED)));
    }
    if fleet.lists() > 0 {
        add(lists(fleet.lists()));
    }
    let parts: Vec<&Host> = fleet.hosts().filter(|host| host.parts > 1).collect();
    if !parts.is_empty() {
        add(in_parts(parts.len(), names(&parts, NAMED)));
    }
    lines
}

/// `98.7 % of 8,310 runs succeeded, the ends of 12 more are not told`. The share is never rounded up: not all is not 100 %.
pub(super) fn runs_told(succeeded: u64, failed: u64, unknown: u64) -> Sentence {
    let known = succeeded.saturating_add(failed);
    let Some(permille) = succeeded.saturating_mul(1000).checked_div(known) else {
        return if unknown == 0 { no_runs() } else { only_unknown(unknown) };
    };
    let said = rate(Number(permille / 10), Number(permille % 10), known);
    if unknown == 0 { said } else { with_unknown(said, unknown) }
}

/// Of each kind of product by itself, where there are both.
pub fn of_products(totals: &Totals) -> Vec<Sentence> {
    if totals.own.is_empty() || totals.others.is_empty() {
        return Vec::new();
    }
    let own = |ending: Ending| {
        let counts = totals.own.iter().filter(|(outcome, _)| Ending::of(**outcome) == ending);
        counts.map(|(_, count)| *count).fold(0, u64::saturating_add)
    };
    let others = |ending: Ending| {
        let counts = totals.others.iter().filter(|(outcome, _)| Ending::of_product(**outcome) == ending);
        counts.map(|(_, count)| *count).fold(0, u64::saturating_add)
    };
    let told = |of: &dyn Fn(Ending) -> u64| {
        runs_told(of(Ending::Succeeded), of(Ending::Failed), of(Ending::Unknown))
    };
    vec![runs_own(told(&own)), runs_others(told(&others))]
}

/// The first of some sentences, and how many more there are.
fn capped(items: impl ExactSizeIterator<Item = Sentence>, at_most: usize) -> Vec<Sentence> {
    let left = items.len().saturating_sub(at_most);
    items.take(at_most).chain((left > 0).then(|| more_hosts(left))).collect()
}

/// The names of hosts, and how many more there are.
pub(super) fn names(hosts: &[&Host], at_most: usize) -> Vec<Sentence> {
    capped(hosts.iter().map(|host| name(Log::of(&host.name))), at_most)
}

/// A host that needs a person, with why.
fn of_host(of: &Host) -> Sentence {
    host(Log::of(&of.name), Clauses(needs_because(of)))
}

/// Why a host needs a person, in clauses.
pub fn needs_because(host: &Host) -> Vec<Sentence> {
    let mut clauses = Vec::new();
    let count = host.verdict(Verdict::Actionable);
    clauses.extend((count > 0).then(|| actionable(count)));
    clauses.extend(host.urgent().map(|kind: TroubleKind| cause_is(Cause::Trouble(kind))));
    let failures = host.runs.count(Ending::Failed);
    if failures > 0 {
        let told = failed(failures, host.runs.total());
        let mut causes: Vec<Sentence> =
            host.causes.keys().map(|kind| cause_is(Cause::Run(*kind))).take(NAMED).collect();
        causes.extend((causes.is_empty() && host.without_cause > 0).then(|| cause_is(Cause::Untold)));
        clauses.push(if causes.is_empty() { told } else { failed_because(told, causes) });
        clauses.push(host.last_good.map_or_else(none_good, |good| last_good(day(good.day))));
    } else {
        let count = host.verdict(Verdict::SideEffect);
        clauses.extend((count > 0).then(|| side_effects(count)));
    }
    clauses
}

/// Why a host can't be told for sure, in clauses.
pub fn cant_because(host: &Host) -> Vec<Sentence> {
    host.reasons.iter().map(|why| why_is(*why)).collect()
}

/// Hosts that can't be told for the same reasons.
#[derive(Debug)]
pub struct Alike<'a> {
    /// The hosts.
    pub hosts: Vec<&'a Host>,
    /// Why not.
    pub why: Vec<Sentence>,
    /// What to do about it.
    pub next: Sentence,
}

impl Alike<'_> {
    fn finding(&self, extent: Extent) -> Finding {
        let head = cant(names(&self.hosts, most(extent, NAMED)), Clauses(self.why.clone()));
        Finding {
            head: Line { text: head, mood: Mood::Open },
            cites: Vec::new(),
            details: vec![Detail::Next(self.next.clone())],
        }
    }
}

/// The hosts that can't be told for sure, those together of which the same is said, most hosts first.
pub fn cant_be_told(fleet: &Fleet) -> Vec<Alike<'_>> {
    let mut alike: BTreeMap<_, Vec<&Host>> = BTreeMap::new();
    for host in fleet.in_state(State::CantBeTold) {
        alike.entry((&host.reasons, &host.asks)).or_default().push(host);
    }
    let mut all: Vec<Alike<'_>> = alike
        .into_iter()
        .filter_map(|((_, asks), hosts)| {
            let first = *hosts.first()?;
            let next = if asks.is_empty() {
                look(name(Log::of(&first.name)))
            } else {
                ask_for(Clauses(asks.iter().map(|ask| ask_is(*ask)).collect()))
            };
            Some(Alike { why: cant_because(first), next, hosts })
        })
        .collect();
    all.sort_by_key(|alike| std::cmp::Reverse(alike.hosts.len()));
    all
}

/// A cause with what to do about it, and more details before that.
pub(super) fn of_cause(sum: &CauseSum<'_>, mut details: Vec<Detail>) -> Finding {
    details.extend(sum.cause.next_step().map(|step| Detail::Next(next(step))));
    Finding { head: Line { text: cause_line(sum), mood: Mood::Plain }, cites: Vec::new(), details }
}

/// A cause, and how often it is met.
pub fn cause_line(sum: &CauseSum<'_>) -> Sentence {
    let cause = cause_is(sum.cause);
    match sum.cause {
        Cause::Trouble(_) => of_trouble(cause, sum.hosts.len()),
        Cause::Run(_) | Cause::Untold => of_runs(cause, sum.count, sum.hosts.len()),
    }
}

/// A host near its limit, and how near.
fn near_limit(of: &Host) -> Sentence {
    host(Log::of(&of.name), Clauses(near_because(of)))
}

/// How near the snapshots of a host come to their limit, in clauses.
pub fn near_because(host: &Host) -> Vec<Sentence> {
    let Some(snapshots) = host.snapshots else { return Vec::new() };
    let told =
        snapshots.limit.map_or_else(|| took(snapshots.longest), |limit| took_of(snapshots.longest, limit));
    std::iter::once(told).chain(snapshots.meets.map(|meets_on| meets(day(meets_on)))).collect()
}
