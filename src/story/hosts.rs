//! The first lines: one of all computers where there are several, then one a computer, the worst first, quiet ones
//! together.

use std::collections::BTreeSet;

use super::headline::{benign, clauses, mood, of_computer, of_computers, verdicts, verdicts_of};
use super::{Extent, First, Line, Mood, Say, findings};
use crate::issue::IssueKind;
use crate::limit::LimitKind;
use crate::report::{ComputerReport, Report};
use crate::say::{Clauses, Log, Sentence, sentences};
use crate::session::Outcome;
use crate::verdict::Verdict;

sentences! {
    of_all(hosts: usize, clauses: Clauses) = "hosts.of-all":
        "{ $hosts ->
            [one] { $hosts } host
           *[other] { $hosts } hosts
        }: { $clauses }";
    groups(groups: Vec<Sentence>) = "hosts.groups": "{ $groups }";
    need_a_person(count: usize, names: Vec<Sentence>) = "hosts.need-a-person":
        "{ $count ->
            [one] { $count } needs
           *[other] { $count } need
        } a person ({ $names })";
    cant_be_told(count: usize, names: Vec<Sentence>) = "hosts.cant-be-told":
        "{ $count } can't be told for sure ({ $names })";
    are_quiet(count: usize) = "hosts.quiet": "{ $count } quiet";
    name(computer: Log) = "hosts.name": "{ $computer }";
    more(count: usize) = "hosts.more": "{ $count } more";
    with(line: Sentence, clause: Sentence) = "hosts.line-and-files": "{ $line }; { $clause }";
    quiet_hosts(count: usize, runs: usize, others: usize, errors: usize, names: Vec<Sentence>) = "hosts.quiet-together":
        "{ $count } hosts are quiet: { $runs ->
            [0] no backup run
            [one] { $runs } backup run, none failed
           *[other] { $runs } backup runs, none failed
        }{ $others ->
            [0] {\"\"}
            [one] {\", \"}{ $others } of another product
           *[other] {\", \"}{ $others } of other products
        }, { $errors ->
            [0] no volsnap 27
            [one] { $errors } volsnap 27, benign
           *[other] { $errors } volsnap 27, all benign
        }: { $names }";
    limited_hosts(limit: Sentence, names: Vec<Sentence>) = "hosts.limited": "{ $limit }: { $names }";
    system_short(count: usize) = "hosts.system-short":
        "{ $count ->
            [one] on one of them, System does not reach over all runs
           *[other] on { $count } of them, System does not reach over all runs
        }";
    system_holes(count: usize) = "hosts.system-holes":
        "{ $count ->
            [one] on one of them, records of System are missing
           *[other] on { $count } of them, records of System are missing
        }";
    backup_short(count: usize) = "hosts.backup-short":
        "{ $count ->
            [one] on one of them, the log of Windows Server Backup is missing, has gaps or ends early
           *[other] on { $count } of them, the log of Windows Server Backup is missing, has gaps or ends early
        }";
    files_skipped(count: usize) = "hosts.files-skipped":
        "{ $count ->
            [one] on one of them, backup runs skipped files
           *[other] on { $count } of them, backup runs skipped files
        }";
    images_damaged(count: usize) = "hosts.images-damaged":
        "{ $count ->
            [one] on one of them, file systems inside images were damaged: check those guests
           *[other] on { $count } of them, file systems inside images were damaged: check those guests
        }";
    worth_knowing(count: usize, phrase: Sentence) = "hosts.worth-knowing":
        "{ $count ->
            [one] on one of them
           *[other] on { $count } of them
        }, { $phrase }";
    files_unread(count: usize) = "hosts.files-unread":
        "{ $count ->
            [one] { $count } file could not be read whole (see below)
           *[other] { $count } files could not be read whole (see below)
        }";
    lists_given(count: usize) = "hosts.lists-given":
        "{ $count ->
            [one] A text that lists events was given; no verdict comes from it: ask for the log itself (see below)
           *[other] { $count } texts that list events were given; no verdict comes from them: ask for the logs themselves (see below)
        }";
    no_event() = "hosts.no-event": "no event could be read";
    no_event_asked() = "hosts.no-event-asked-for": "no event of a computer that is asked for";
    nothing_here() = "hosts.nothing-here":
        "Neither a volsnap 27 nor a backup run is in these logs. They are looked for in System and in \
         Microsoft-Windows-Backup.";
    nothing_in_range() = "hosts.nothing-in-range":
        "Neither a volsnap 27 nor a backup run is in the time that is reported on. They are looked for in System and in \
         Microsoft-Windows-Backup.";
}

/// The first lines of a report.
pub fn first_lines(report: &Report, extent: Extent) -> Vec<First<'_>> {
    let mut each: Vec<(Mood, &ComputerReport)> =
        report.computers.iter().map(|computer| (mood(report, computer), computer)).collect();
    each.sort_by_key(|(mood, _)| std::cmp::Reverse(*mood));
    let of_nobody = |line: Line| First { line, of: None };
    let mut lines: Vec<First<'_>> = Vec::new();
    lines.extend(of_several(report, &each).map(of_nobody));
    let together = |mood: Mood| mood == Mood::Good && each.len() > 1 && extent != Extent::All;
    let quiet: Vec<&ComputerReport> =
        each.iter().filter(|(mood, _)| together(*mood)).map(|(_, computer)| *computer).collect();
    // One quiet computer has a line as good as that of several.
    let each_alone = each.iter().filter(|(mood, _)| !together(*mood) || quiet.len() == 1).copied();
    for alike in alike(report, each_alone, extent) {
        let line = match alike.as_slice() {
            [one] => Some(of_computer(report, one)),
            several => of_computers(report, several, names(several, NAMED_QUIET)),
        };
        lines.extend(line.map(|line| First { line, of: alike.first().copied() }));
    }
    if quiet.len() > 1 {
        lines.extend(of_quiet(&quiet).into_iter().map(of_nobody));
    }
    if let ([First { line, .. }], 1, Some(clause)) = (lines.as_mut_slice(), each.len(), unread(report)) {
        line.text = with(line.text.clone(), clause);
        line.mood = line.mood.max(Mood::Open);
    }
    lines.extend(of_nothing(report).map(of_nobody));
    lines.extend(of_lists(report).map(of_nobody));
    lines
}

/// The zone of a computer and the clauses of its line.
type Said = (String, Vec<Sentence>);

/// Computers together of which the same is said, in the same zone. Whoever needs a person stands alone.
fn alike<'a>(
    report: &Report,
    computers: impl Iterator<Item = (Mood, &'a ComputerReport)>,
    extent: Extent,
) -> Vec<Vec<&'a ComputerReport>> {
    let mut groups: Vec<(Option<Said>, Vec<&ComputerReport>)> = Vec::new();
    for (mood, computer) in computers {
        let folds = mood == Mood::Open && extent != Extent::All;
        let key = folds.then(|| (computer.zone.name.clone(), clauses(report, computer)));
        match groups.iter_mut().find(|(other, _)| key.is_some() && *other == key) {
            Some((_, alike)) => alike.push(computer),
            None => groups.push((key, vec![computer])),
        }
    }
    groups.into_iter().map(|(_, alike)| alike).collect()
}

/// `30 hosts: 2 need a person (HV07, HV19), 1 can't be told for sure, 27 quiet; 4,210 volsnap 27 errors: …`
fn of_several(report: &Report, each: &[(Mood, &ComputerReport)]) -> Option<Line> {
    if each.len() < 2 {
        return None;
    }
    let of = |mood: Mood| -> Vec<&ComputerReport> {
        each.iter().filter(|(other, _)| *other == mood).map(|(_, computer)| *computer).collect()
    };
    let (bad, open, good) = (of(Mood::Bad), of(Mood::Open), of(Mood::Good));
    let mut parts = Vec::new();
    if !bad.is_empty() {
        parts.push(need_a_person(bad.len(), names(&bad, NAMED)));
    }
    if !open.is_empty() {
        parts.push(cant_be_told(open.len(), names(&open, NAMED)));
    }
    if !good.is_empty() {
        parts.push(are_quiet(good.len()));
    }
    let mut clauses = vec![groups(parts)];
    let total = each.iter().map(|(_, computer)| computer.volsnap27.len()).fold(0, usize::saturating_add);
    if total > 0 {
        let bases = |count| benign(count, |basis| report.count_basis(basis), false);
        clauses.push(verdicts_of(total, verdicts(|verdict| report.count(verdict), bases)));
    }
    let unread = unread(report);
    let worst = each.first().map_or(Mood::Good, |(mood, _)| *mood);
    let mood = if unread.is_some() { worst.max(Mood::Open) } else { worst };
    clauses.extend(unread);
    Some(Line { text: of_all(each.len(), Clauses(clauses)), mood })
}

/// More names do not fit into a line.
const NAMED: usize = 4;
/// Of those that nobody has to look at, many may be named.
const NAMED_QUIET: usize = 100;

fn names(computers: &[&ComputerReport], at_most: usize) -> Vec<Sentence> {
    let named = computers.iter().take(at_most).map(|computer| name(Log::of(&computer.computer.name)));
    let left = computers.len().saturating_sub(at_most);
    named.chain((left > 0).then(|| more(left))).collect()
}

/// One line of all quiet computers, and one for each thing that limits what is known of some of them.
fn of_quiet(quiet: &[&ComputerReport]) -> Vec<Line> {
    let sum = |count: &dyn Fn(&ComputerReport) -> usize| {
        quiet.iter().map(|computer| count(computer)).fold(0, usize::saturating_add)
    };
    let (runs, others) = (
        sum(&|computer| computer.shown_sessions.len()),
        sum(&|computer| computer.shown_others().filter(|(_, run)| run.product.makes_backups).count()),
    );
    let errors = quiet.iter().map(|computer| computer.count(Verdict::Benign)).fold(0, usize::saturating_add);
    let mut lines = vec![Line {
        text: quiet_hosts(quiet.len(), runs, others, errors, names(quiet, NAMED_QUIET)),
        mood: Mood::Good,
    }];
    let limits: [(Say<usize>, &[LimitKind]); 3] = [
        (system_short, &[LimitKind::RunsNotCovered, LimitKind::TimeNotCovered, LimitKind::NoSystemLog]),
        (system_holes, &[LimitKind::SystemGaps]),
        (
            backup_short,
            &[
                LimitKind::NoBackupLog,
                LimitKind::ApplicationOnly,
                LimitKind::BackupLogGaps,
                LimitKind::BackupLogEnds,
            ],
        ),
    ];
    let mut add = |say: &dyn Fn(usize) -> Sentence, is_hit: &dyn Fn(&ComputerReport) -> bool| {
        let hit: Vec<&ComputerReport> = quiet.iter().filter(|computer| is_hit(computer)).copied().collect();
        if !hit.is_empty() {
            lines.push(Line { text: limited_hosts(say(hit.len()), names(&hit, NAMED)), mood: Mood::Good });
        }
    };
    // What must be known of a host stands here: it has no chapter.
    add(&files_skipped, &|computer| computer.count_outcome(Outcome::SucceededWithSkippedFiles) > 0);
    add(&images_damaged, &|computer| !computer.with_damaged_images().is_empty());
    let mut phrases: Vec<Sentence> = Vec::new();
    let told = quiet.iter().flat_map(|computer| &computer.trouble);
    for phrase in told.map(|trouble| findings::phrase(trouble, true)) {
        if !phrases.contains(&phrase) {
            phrases.push(phrase);
        }
    }
    for phrase in phrases {
        add(&|count| worth_knowing(count, phrase.clone()), &|computer| {
            computer.trouble.iter().any(|trouble| findings::phrase(trouble, true) == phrase)
        });
    }
    for (say, kinds) in limits {
        add(&say, &|computer| computer.limits.iter().any(|limit| kinds.contains(&limit.kind)));
    }
    lines
}

/// Files, archives and folders that gave nothing, so that nobody knows whose they are: `2 files could not be read`.
fn unread(report: &Report) -> Option<Sentence> {
    let paths = unread_files(report);
    (!paths.is_empty()).then(|| files_unread(paths.len()))
}

/// The paths of files, archives and folders that gave nothing, so that nobody knows whose they are.
pub fn unread_files(report: &Report) -> BTreeSet<&str> {
    let is_loss = |source: &crate::source::Source| source.issues.iter().any(|issue| issue.is_loss);
    let empty = report.sources.iter().filter(|source| source.holds.is_empty() && is_loss(source));
    let empty = empty.map(|source| source.path.as_str());
    let is_told = |path: &str| report.sources.iter().any(|source| source.path == path);
    let others = report.issues.iter().filter(|issue| issue.is_loss && issue.kind != IssueKind::EventListText);
    let others = others.filter_map(|issue| issue.place.path.as_deref()).filter(|path| !is_told(path));
    empty.chain(others).collect()
}

/// That there is no computer, or nothing of what is looked for.
fn of_nothing(report: &Report) -> Option<Line> {
    let has_nothing = |computer: &ComputerReport| {
        computer.volsnap27.is_empty()
            && computer.shown_sessions.is_empty()
            && computer.shown_other_runs.is_empty()
            && computer.limits.is_empty()
    };
    let text = match report.computers.as_slice() {
        [] if report.records_read() == 0 => no_event(),
        [] => no_event_asked(),
        all if all.iter().all(has_nothing) && report.is_bounded => nothing_in_range(),
        all if all.iter().all(has_nothing) => nothing_here(),
        _ => return None,
    };
    Some(Line::plain(text))
}

/// Texts that are lists of events: nothing rests on them.
fn of_lists(report: &Report) -> Option<Line> {
    let lists = report.issues.iter().filter(|issue| issue.kind == IssueKind::EventListText).count();
    (lists > 0).then(|| Line { text: lists_given(lists), mood: Mood::Open })
}
