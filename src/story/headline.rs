//! The first line of a computer: what a person can act on, and what limits it.

use jiff::SignedDuration;

use super::{Line, Mood, findings};
use crate::issue::IssueKind;
use crate::limit::{self, LimitKind, Seen};
use crate::report::{ComputerReport, Report};
use crate::say::{Clauses, Day, Log, Sentence, Word, ZoneOrigin, sentences};
use crate::session::Outcome;
use crate::source::Source;
use crate::trouble::{Trouble, Weight};
use crate::verdict::{Basis, Verdict};

sentences! {
    of_host(computer: Log, clauses: Clauses) = "headline.of-computer": "{ $computer }: { $clauses }";
    pub(super) verdicts_of(count: usize, verdicts: Vec<Sentence>) = "headline.errors":
        "{ $count ->
            [one] { $count } volsnap 27 error
           *[other] { $count } volsnap 27 errors
        }: { $verdicts }";
    of_hosts(computers: Vec<Sentence>, clauses: Clauses) = "headline.of-computers": "{ $computers }: { $clauses }";
    cant_be_told() = "headline.cant-be-told": "volsnap 27 can't be told: no System log";
    cant_be_told_but(count: usize) = "headline.cant-be-told-but":
        "volsnap 27 can't be told: no System log ({ $count } that could not be logged there)";
    nothing_known() = "headline.nothing-known": "nothing is known of the time that was asked for";
    cant_be_told_of_runs(runs: usize) = "headline.cant-be-told-of-runs":
        "volsnap 27 can't be told for { $runs ->
            [one] the backup run
           *[other] any of the { $runs } backup runs
        }";
    none_on(length: SignedDuration, day: Day) = "headline.none-on":
        "no volsnap 27 error in the { $length } of { $day } that System covers";
    none_within(length: SignedDuration, first: Day, last: Day) = "headline.none-within":
        "no volsnap 27 error in the { $length } from { $first } to { $last } that System covers";
    none_between(first: Day, last: Day) = "headline.none-between":
        "no volsnap 27 error from { $first } to { $last } (System)";
    benign_plain(count: usize) = "headline.benign": "{ $count } benign";
    benign_bases(count: usize, bases: Vec<Sentence>) = "headline.benign-bases": "{ $count } benign ({ $bases })";
    benign_helped(count: usize, bases: Vec<Sentence>, presumed: usize) = "headline.benign-helped":
        "{ $count } benign ({ $bases }; mountvol.txt would support { $presumed ->
            [one] it
           *[other] these
        })";
    side_effects(count: usize) = "headline.side-effects":
        "{ $count ->
            [one] { $count } side effect of a run that did not succeed
           *[other] { $count } side effects of runs that did not succeed
        }";
    needs_you(count: usize) = "headline.needs-you": "{ $count } actionable";
    undetermined(count: usize) = "headline.undetermined": "{ $count } undetermined";
    all_of_basis(basis: Word) = "headline.all-of-basis":
        "{ $basis ->
            [proven] proven
            [supported] supported
           *[presumed] presumed
        }";
    of_basis(count: usize, basis: Word) = "headline.of-basis":
        "{ $count } { $basis ->
            [proven] proven
            [supported] supported
           *[presumed] presumed
        }";
    no_runs() = "headline.no-runs": "no backup run in these logs";
    others_fine(runs: usize) = "headline.other-runs-fine":
        "no run of Windows Server Backup; { $runs ->
            [one] { $runs } run of another product, not known to have failed
           *[other] { $runs } runs of other products, none known to have failed
        }";
    others_failed(failed: usize, runs: usize) = "headline.other-runs-failed":
        "no run of Windows Server Backup; { $failed } of { $runs ->
            [one] { $runs } run of another product
           *[other] { $runs } runs of other products
        } did not succeed";
    no_runs_in_range() = "headline.no-runs-in-range": "no backup run in the time that is reported on";
    runs_fine(runs: usize) = "headline.runs-fine":
        "{ $runs ->
            [one] { $runs } backup run, none failed
           *[other] { $runs } backup runs, none failed
        }";
    runs_failed(failed: usize, runs: usize) = "headline.runs-failed":
        "{ $failed } of { $runs ->
            [one] { $runs } backup run
           *[other] { $runs } backup runs
        } did not succeed";
    ends_unseen(runs: Sentence, unseen: usize) = "headline.ends-unseen":
        "{ $runs }, { $unseen ->
            [one] the end of { $unseen } is not seen
           *[other] the ends of { $unseen } are not seen
        }";
    files_skipped(count: usize) = "headline.files-skipped":
        "{ $count ->
            [one] files were skipped in { $count } run
           *[other] files were skipped in { $count } runs
        }";
    images_damaged(count: usize) = "headline.images-damaged":
        "{ $count ->
            [one] file system damage inside an image in { $count } run: check that guest
           *[other] file system damage inside images in { $count } runs: check those guests
        }";
    more_told(count: usize) = "headline.more-told": "{ $count } more worth knowing";
    more_trouble(count: usize) = "headline.more-trouble":
        "{ $count ->
            [one] { $count } more trouble
           *[other] { $count } more troubles
        }";
    damaged(count: u64, log: Word, how: Word) = "headline.damaged":
        "{ $count ->
            [one] { $count } record
           *[other] { $count } records
        } of { $log ->
            [backup] the Backup log
           *[system] System
        } read; the log is { $how ->
            [cut] cut
           *[damaged] damaged
        }";
    others_damaged(count: usize) = "headline.others-damaged":
        "{ $count ->
            [one] another log could not be read whole
           *[other] { $count } other logs could not be read whole
        }";
    checksums_wrong(count: usize) = "headline.checksums-wrong":
        "{ $count ->
            [one] a log has wrong checksums
           *[other] { $count } logs have wrong checksums
        }: what lies under them proves nothing benign";
    name_shared() = "headline.name-shared": "two machines seem to have its name";
    about_host(names: Sentence, windows: Sentence, times: Sentence) = "about.computer": "{ $names }: { $windows }; { $times }";
    name_of(computer: Log) = "about.name": "{ $computer }";
    names_of(computer: Log, aliases: Vec<Log>) = "about.names": "{ $computer } (also { $aliases })";
    windows_is(windows: Log) = "about.windows": "{ $windows }";
    windows_unknown() = "about.windows-unknown": "Windows version unknown (no EventLog 6013)";
    zone_unknown() = "about.zone-unknown":
        "times in UTC: the host's zone is unknown (no EventLog 6013); name it with --tz";
    zone_of_host(zone: Log) = "about.zone-of-host": "times in { $zone } (event 6013) and UTC";
    zone_given(zone: Log) = "about.zone-given": "times in { $zone } and UTC";
    zone_utc() = "about.zone-utc": "times in UTC";
}

/// What makes all that is told of a computer doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// A log of it could not be read whole.
    Unread,
    /// Wrong checksums lie in logs that decide.
    Checksums,
    /// Two machines seem to have its name.
    NameShared,
}

/// Each doubt about a computer, once, in order.
pub fn doubts(whole: &Report, computer: &ComputerReport) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = damage(whole, computer).into_iter().map(|(doubt, _)| doubt).collect();
    doubts.dedup();
    doubts
}

/// How the line of a computer is meant.
pub fn mood(whole: &Report, computer: &ComputerReport) -> Mood {
    let is_open = computer.count(Verdict::Undetermined) > 0
        || computer.count_outcome(Outcome::EndNotSeen) > 0
        || computer.limits.iter().any(|limit| limit.is_undecided)
        || !damage(whole, computer).is_empty();
    if computer.needs_a_person() {
        Mood::Bad
    } else if is_open {
        Mood::Open
    } else {
        Mood::Good
    }
}

/// The line of one computer: `HV01: 12 volsnap 27 errors: 11 benign (6 proven, 5 presumed), 1 needs you; …`
pub fn of_computer(whole: &Report, computer: &ComputerReport) -> Line {
    let text = of_host(Log::of(&computer.computer.name), Clauses(clauses(whole, computer)));
    Line { text, mood: mood(whole, computer) }
}

/// The line of several computers of which the same is said.
pub(super) fn of_computers(whole: &Report, alike: &[&ComputerReport], names: Vec<Sentence>) -> Option<Line> {
    let first = alike.first()?;
    Some(Line { text: of_hosts(names, Clauses(clauses(whole, first))), mood: mood(whole, first) })
}

/// Its clauses: 27s, runs, trouble, and what limits the answer.
pub(super) fn clauses(whole: &Report, computer: &ComputerReport) -> Vec<Sentence> {
    let mut clauses = vec![errors(computer), runs(whole, computer)];
    clauses.extend(of_good_runs(computer));
    clauses.extend(trouble(computer));
    // "Can't be told" stands in the place of the count already.
    let limits = computer.limits.iter().filter(|limit| limit.kind != LimitKind::NoSystemLog);
    clauses.extend(limits.map(|limit| limit.text.clone()));
    clauses.extend(damage(whole, computer).into_iter().map(|(_, said)| said));
    clauses
}

/// The verdicts that occur, in words; `benign` says how it does so.
pub(super) fn verdicts(of: impl Fn(Verdict) -> usize, benign: impl Fn(usize) -> Sentence) -> Vec<Sentence> {
    let words: [(Verdict, &dyn Fn(usize) -> Sentence); 4] = [
        (Verdict::Benign, &benign),
        (Verdict::SideEffect, &side_effects),
        (Verdict::Actionable, &needs_you),
        (Verdict::Undetermined, &undetermined),
    ];
    words
        .into_iter()
        .map(|(verdict, say)| (of(verdict), say))
        .filter(|(count, _)| *count > 0)
        .map(|(count, say)| say(count))
        .collect()
}

/// Of less, days would say too much.
const DAYS: SignedDuration = SignedDuration::from_hours(48);

/// How many volsnap 27s there are and what they are, or from when to when there are none.
fn errors(computer: &ComputerReport) -> Sentence {
    let total = computer.volsnap27.len();
    let Some(system) = computer.computer.coverage_of("System") else {
        return if total == 0 { cant_be_told() } else { cant_be_told_but(total) };
    };
    if total > 0 {
        let helps = computer.asks_for_mountvol;
        let verdicts = verdicts(
            |verdict| computer.count(verdict),
            |count| benign(count, |basis| computer.count_basis(basis), helps),
        );
        return verdicts_of(total, verdicts);
    }
    let from = system.first.max(computer.range.from);
    let to = system.last.min(computer.range.to);
    let runs = computer.shown().map(|(_, run)| run).filter(|run| run.outcome != Outcome::NotStarted);
    let seen: Vec<Seen> = runs.map(|run| limit::seen(&computer.computer, run)).collect();
    let length = to.duration_since(from);
    if from > to {
        nothing_known()
    } else if !seen.is_empty() && seen.iter().all(|seen| *seen == Seen::Nothing) {
        cant_be_told_of_runs(seen.len())
    } else if computer.zone.day(from) == computer.zone.day(to) {
        none_on(length, Day(from))
    } else if length < DAYS {
        none_within(length, Day(from), Day(to))
    } else {
        none_between(Day(from), Day(to))
    }
}

/// `12 benign (6 proven, 2 supported, 4 presumed; mountvol.txt would support these)`
pub(super) fn benign(count: usize, of: impl Fn(Basis) -> usize, helps: bool) -> Sentence {
    let bases: Vec<Sentence> = Basis::ALL
        .into_iter()
        .map(|basis| (of(basis), basis))
        .filter(|(number, _)| *number > 0)
        .map(|(number, basis)| {
            let word = Word(basis.id());
            if number == count { all_of_basis(word) } else { of_basis(number, word) }
        })
        .collect();
    match of(Basis::Presumed) {
        _ if bases.is_empty() => benign_plain(count),
        presumed if presumed > 0 && helps => benign_helped(count, bases, presumed),
        _ => benign_bases(count, bases),
    }
}

fn runs(whole: &Report, computer: &ComputerReport) -> Sentence {
    let failed = computer.shown().filter(|(_, session)| session.outcome.is_trouble()).count();
    let runs = computer.shown_sessions.len();
    let backups = || computer.shown_others().filter(|(_, run)| run.product.makes_backups);
    if runs == 0 && backups().count() > 0 {
        let failed = backups().filter(|(_, run)| run.outcome.is_trouble()).count();
        let all = backups().count();
        return if failed == 0 { others_fine(all) } else { others_failed(failed, all) };
    }
    let said = match (runs, failed) {
        (0, _) if whole.is_bounded => no_runs_in_range(),
        (0, _) => no_runs(),
        (runs, 0) => runs_fine(runs),
        (runs, failed) => runs_failed(failed, runs),
    };
    match computer.count_outcome(Outcome::EndNotSeen) {
        0 => said,
        unseen => ends_unseen(said, unseen),
    }
}

/// What is no failure of a run and must be known all the same: it stands in no other clause.
fn of_good_runs(computer: &ComputerReport) -> Vec<Sentence> {
    let skipped = computer.count_outcome(Outcome::SucceededWithSkippedFiles);
    let damaged = computer.with_damaged_images().len();
    let mut clauses = Vec::new();
    clauses.extend((skipped > 0).then(|| files_skipped(skipped)));
    clauses.extend((damaged > 0).then(|| images_damaged(damaged)));
    clauses
}

/// Trouble, what needs a person first; the first few, the rest counted.
fn trouble(computer: &ComputerReport) -> Vec<Sentence> {
    /// More do not fit into a line.
    const NAMED: usize = 3;
    let urgent = |trouble: &&Trouble| trouble.weight == Weight::NeedsPerson;
    let needs_person: Vec<&Trouble> = computer.trouble.iter().filter(urgent).collect();
    let left = needs_person.len().saturating_sub(NAMED);
    let mut shown: Vec<Sentence> =
        needs_person.into_iter().take(NAMED).map(|trouble| findings::phrase(trouble, true)).collect();
    shown.extend((left > 0).then(|| more_trouble(left)));
    let told = findings::kinds(computer.trouble.iter().filter(|trouble| !urgent(trouble)));
    let left = told.iter().skip(NAMED).flatten().count();
    shown.extend(told.iter().take(NAMED).filter_map(|kind| findings::of_kind(kind)));
    shown.extend((left > 0).then(|| more_told(left)));
    shown
}

/// Logs of a computer that could not be read whole, or not be relied on: those that decide by name (`125 records of
/// System read; the log is cut`), the others counted.
fn damage(whole: &Report, computer: &ComputerReport) -> Vec<(Doubt, Sentence)> {
    const DECIDING: [(&str, &str); 2] = [("system", "system"), ("backup", "microsoft-windows-backup")];
    let is_of = |channel: &str, wanted: &str| match wanted {
        "system" => channel == wanted,
        _ => channel.starts_with(wanted),
    };
    let is_hurt =
        |source: &&Source| source.tally.failed > 0 || source.issues.iter().any(|issue| issue.is_loss);
    let held = whole.hurt.with(computer.computer.names());
    let of_computer: Vec<(&Source, &[&str])> = held
        .iter()
        .filter_map(|(place, channels)| Some((whole.sources.get(*place)?, channels.as_slice())))
        .collect();
    let mut said: Vec<(Doubt, Sentence)> = Vec::new();
    for (log, wanted) in DECIDING {
        let holds = |channels: &[&str]| channels.iter().any(|channel| is_of(channel, wanted));
        let of_log = || of_computer.iter().filter(|(_, channels)| holds(channels)).map(|(source, _)| *source);
        let read = of_log().filter(is_hurt).map(|source| source.tally.seen()).fold(0, u64::saturating_add);
        let is_cut =
            of_log().any(|source| source.issues.iter().any(|issue| issue.kind == IssueKind::Truncated));
        if of_log().any(|source| is_hurt(&source)) {
            let how = Word(if is_cut { "cut" } else { "damaged" });
            said.push((Doubt::Unread, damaged(read, Word(log), how)));
        }
    }
    let is_deciding = |channel: &&str| DECIDING.iter().any(|(_, wanted)| is_of(channel, wanted));
    let others = of_computer
        .iter()
        .filter(|(source, channels)| is_hurt(source) && !channels.iter().any(is_deciding))
        .count();
    said.extend((others > 0).then(|| (Doubt::Unread, others_damaged(others))));
    let doubtful = of_computer.iter().filter(|(source, _)| source.is_doubtful()).count();
    said.extend((doubtful > 0).then(|| (Doubt::Checksums, checksums_wrong(doubtful))));
    let is_shared =
        whole.issues.iter().filter(|issue| issue.is_loss && issue.kind == IssueKind::ComputerName);
    let mut named = is_shared.filter_map(|issue| issue.place.computer.as_deref());
    let is_named = named.any(|name| computer.computer.is_called(name));
    said.extend(is_named.then(|| (Doubt::NameShared, name_shared())));
    said
}

/// Who a computer is, and in which zones its times are told; as a whole also how its zone is known.
pub(super) fn about(report: &ComputerReport, is_whole: bool) -> Sentence {
    let computer = &report.computer;
    let zone = &report.zone;
    let times = match zone.origin {
        ZoneOrigin::Unknown => zone_unknown(),
        ZoneOrigin::Given | ZoneOrigin::Event6013 if zone.is_utc() => zone_utc(),
        ZoneOrigin::Event6013 if is_whole => zone_of_host(Log::of(&zone.name)),
        ZoneOrigin::Event6013 | ZoneOrigin::Given => zone_given(Log::of(&zone.name)),
    };
    let name = Log::of(&computer.name);
    let names = match computer.aliases.as_slice() {
        [] => name_of(name),
        aliases => names_of(name, aliases.iter().map(Log::of).collect()),
    };
    let windows =
        computer.windows.as_ref().map_or_else(windows_unknown, |windows| windows_is(Log::of(windows)));
    about_host(names, windows, times)
}
