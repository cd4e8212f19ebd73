//! The first line: what a person can act on, and what limits it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::catalogue;
use crate::input::Source;
use crate::issue::{IssueKind, count};
use crate::report::{ComputerReport, Report};
use crate::session::Outcome;
use crate::trouble::Weight;
use crate::verdict::{Basis, Verdict};

/// How a line is meant, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// Nothing to do, and everything could be told.
    Good,
    /// Not everything could be told.
    Open,
    /// A person must look.
    Bad,
}

/// A first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line; may hold text from logs.
    pub text: String,
    /// How it is meant.
    pub mood: Mood,
}

/// The first lines: one of all computers where there are several, then one a computer, the worst first, quiet ones
/// together.
pub fn lines(report: &Report) -> Vec<Line> {
    let mut each: Vec<(&ComputerReport, Line)> =
        report.computers.iter().map(|computer| (computer, of_computer(report, computer))).collect();
    if let ([(_, line)], Some(clause)) = (each.as_mut_slice(), unread(report)) {
        line.text = format!("{}; {clause}", line.text);
        line.mood = line.mood.max(Mood::Open);
    }
    each.sort_by_key(|(_, line)| std::cmp::Reverse(line.mood));
    let mut lines = Vec::new();
    lines.extend(of_all(report, &each));
    let is_quiet = |computer: &ComputerReport, line: &Line| {
        line.mood == Mood::Good
            && computer.volsnap27.is_empty()
            && computer.shown_sessions.is_empty()
            && computer.limits.is_empty()
    };
    let (quiet, told): (Vec<_>, Vec<_>) =
        each.into_iter().partition(|(computer, line)| is_quiet(computer, line));
    lines.extend(told.into_iter().map(|(_, line)| line));
    match quiet.len() {
        0 => {}
        1 => lines.extend(quiet.into_iter().map(|(_, line)| line)),
        many => {
            let names: Vec<&str> =
                quiet.iter().map(|(computer, _)| computer.computer.name.as_str()).collect();
            let text = format!("{many} computers without a volsnap 27 or a backup run: {}", names.join(", "));
            lines.push(Line { text, mood: Mood::Good });
        }
    }
    lines.extend(of_lists(report));
    lines
}

/// `30 computers: 2 need a person (HV07, HV19), 1 can't be told, 27 quiet; 4210 volsnap 27 errors: …`
fn of_all(report: &Report, each: &[(&ComputerReport, Line)]) -> Option<Line> {
    /// More names do not fit into a line.
    const NAMED: usize = 4;
    if each.len() < 2 {
        return None;
    }
    let of = |mood: Mood| -> Vec<&str> {
        let alike = each.iter().filter(|(_, line)| line.mood == mood);
        alike.map(|(computer, _)| computer.computer.name.as_str()).collect()
    };
    let named = |names: &[&str]| {
        let mut shown: Vec<String> = names.iter().take(NAMED).map(|name| (*name).to_owned()).collect();
        if names.len() > NAMED {
            shown.push(format!("{} more", names.len().saturating_sub(NAMED)));
        }
        shown.join(", ")
    };
    let mut parts = Vec::new();
    let (bad, open, good) = (of(Mood::Bad), of(Mood::Open), of(Mood::Good));
    if !bad.is_empty() {
        parts.push(format!("{} a person ({})", count(bad.len(), "needs", "need"), named(&bad)));
    }
    if !open.is_empty() {
        parts.push(format!("{} can't be told for sure ({})", open.len(), named(&open)));
    }
    if !good.is_empty() {
        parts.push(format!("{} quiet", good.len()));
    }
    let total: usize =
        each.iter().map(|(computer, _)| computer.volsnap27.len()).fold(0, usize::saturating_add);
    let errors = match total {
        0 => String::new(),
        total => {
            let verdicts: Vec<String> = verdicts(|verdict| report.count(verdict));
            format!("; {}: {}", count(total, "volsnap 27 error", "volsnap 27 errors"), verdicts.join(", "))
        }
    };
    let mut mood = each.first().map_or(Mood::Good, |(_, line)| line.mood);
    let mut text = format!("{} computers: {}{errors}", each.len(), parts.join(", "));
    if let Some(clause) = unread(report) {
        text = format!("{text}; {clause}");
        mood = mood.max(Mood::Open);
    }
    Some(Line { text, mood })
}

/// The line of one computer: `HV01: 12 volsnap 27 errors: 11 benign (6 proven, 5 presumed), 1 needs you; …`
pub fn of_computer(report: &Report, computer: &ComputerReport) -> Line {
    let mut clauses = vec![errors(report, computer)];
    clauses.push(runs(report, computer));
    clauses.extend(trouble(computer));
    // "Can't be told" stands in the place of the count already.
    let limits = computer.limits.iter().filter(|limit| limit.kind != crate::limit::LimitKind::NoSystemLog);
    clauses.extend(limits.map(|limit| catalogue::voice(Some(&computer.zone)).text(&limit.text)));
    clauses.extend(damage(report, computer));
    let is_open = computer.count(Verdict::Undetermined) > 0
        || computer.count_outcome(Outcome::EndNotSeen) > 0
        || computer.limits.iter().any(|limit| limit.is_undecided)
        || damage(report, computer).is_some();
    let mood = if computer.needs_a_person() {
        Mood::Bad
    } else if is_open {
        Mood::Open
    } else {
        Mood::Good
    };
    Line { text: format!("{}: {}", computer.computer.name, clauses.join("; ")), mood }
}

/// The verdicts that occur, in words.
fn verdicts(of: impl Fn(Verdict) -> usize) -> Vec<String> {
    let words = [
        (Verdict::Benign, "benign", "benign"),
        (
            Verdict::SideEffect,
            "side effect of a run that did not succeed",
            "side effects of runs that did not succeed",
        ),
        (Verdict::Actionable, "needs you", "need you"),
        (Verdict::Undetermined, "undetermined", "undetermined"),
    ];
    words
        .into_iter()
        .map(|(verdict, one, many)| (of(verdict), one, many))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect()
}

/// How many volsnap 27s there are and what they are, or from when to when there are none.
fn errors(report: &Report, computer: &ComputerReport) -> String {
    let total = computer.volsnap27.len();
    let Some(system) = computer.computer.coverage_of("System") else {
        let also =
            if total == 0 { String::new() } else { format!(" ({total} that could not be logged there)") };
        return format!("volsnap 27 can't be told: no System log of {}{also}", computer.computer.name);
    };
    if total == 0 {
        let day = |time: Timestamp| computer.zone.local(time).date().to_string();
        let from = system.first.max(report.range.from);
        let to = system.last.min(report.range.to);
        return match (day(from), day(to)) {
            _ if from > to => "nothing is known of the time that was asked for".to_owned(),
            (from, to) if from == to => format!("no volsnap 27 error on {from} (System)"),
            (from, to) => format!("no volsnap 27 error from {from} to {to} (System)"),
        };
    }
    let mut parts = verdicts(|verdict| computer.count(verdict));
    let bases = bases(computer);
    if let (Some(benign), Some(bases)) = (parts.first_mut(), bases) {
        benign.push_str(&bases);
    }
    format!("{}: {}", count(total, "volsnap 27 error", "volsnap 27 errors"), parts.join(", "))
}

/// ` (6 proven, 2 supported, 3 presumed; mountvol.txt would support these)`
fn bases(computer: &ComputerReport) -> Option<String> {
    let benign = computer.count(Verdict::Benign);
    let of = |basis: Basis| computer.count_basis(basis);
    let parts: Vec<String> = Basis::ALL
        .into_iter()
        .map(|basis| (of(basis), basis))
        .filter(|(number, _)| *number > 0)
        .map(
            |(number, basis)| {
                if number == benign { basis.id().to_owned() } else { format!("{number} {}", basis.id()) }
            },
        )
        .collect();
    let helps = match of(Basis::Presumed) {
        0 => "",
        1 if computer.asks_for_mountvol => "; mountvol.txt would support it",
        _ if computer.asks_for_mountvol => "; mountvol.txt would support these",
        _ => "",
    };
    (benign > 0).then(|| format!(" ({}{helps})", parts.join(", ")))
}

fn runs(report: &Report, computer: &ComputerReport) -> String {
    let failed: usize =
        [Outcome::Failed, Outcome::Partial, Outcome::Cancelled, Outcome::Interrupted, Outcome::NotStarted]
            .into_iter()
            .map(|outcome| computer.count_outcome(outcome))
            .fold(0, usize::saturating_add);
    let unseen = computer.count_outcome(Outcome::EndNotSeen);
    let runs = computer.shown_sessions.len();
    let told = |what: String| match unseen {
        0 => what,
        1 => format!("{what}, the end of 1 is not seen"),
        many => format!("{what}, the ends of {many} are not seen"),
    };
    match (runs, failed) {
        (0, _) if report.is_bounded => "no backup run in the time that is reported on".to_owned(),
        (0, _) => "no backup run in these logs".to_owned(),
        (runs, 0) => told(format!("{}, none failed", count(runs, "backup run", "backup runs"))),
        (runs, failed) => {
            told(format!("{failed} of {} did not succeed", count(runs, "backup run", "backup runs")))
        }
    }
}

/// Trouble that needs a person; the first few, the rest counted.
fn trouble(computer: &ComputerReport) -> Vec<String> {
    /// More do not fit into a line.
    const NAMED: usize = 3;
    let all: Vec<String> = computer
        .trouble
        .iter()
        .filter(|trouble| trouble.weight == Weight::NeedsPerson)
        .map(|trouble| catalogue::voice(Some(&computer.zone)).text(&trouble.phrase))
        .collect();
    let mut shown: Vec<String> = all.iter().take(NAMED).cloned().collect();
    match all.len().saturating_sub(NAMED) {
        0 => {}
        more => shown.push(count(more, "more trouble", "more troubles")),
    }
    shown
}

/// Logs that decide and that could not be read whole: `125 records of System read; the log is cut`.
fn damage(report: &Report, computer: &ComputerReport) -> Option<String> {
    const DECIDING: [&str; 2] = ["system", "microsoft-windows-backup"];
    let is_of = |source: &Source, channel: &str| {
        source.holds.iter().any(|(name, held)| {
            let held = held.to_ascii_lowercase();
            let fits = if channel == "system" { held == channel } else { held.starts_with(channel) };
            fits && computer.computer.is_called(name)
        })
    };
    let parts: Vec<String> = DECIDING
        .into_iter()
        .filter_map(|channel| {
            let hurt: Vec<&Source> = report
                .sources
                .iter()
                .filter(|source| is_of(source, channel))
                .filter(|source| source.tally.failed > 0 || source.issues.iter().any(|issue| issue.is_loss))
                .collect();
            let name = if channel == "system" { "System" } else { "the Backup log" };
            let read = hurt.iter().map(|source| source.tally.seen()).fold(0, u64::saturating_add);
            let is_cut = hurt
                .iter()
                .any(|source| source.issues.iter().any(|issue| issue.kind == IssueKind::Truncated));
            let how = if is_cut { "cut" } else { "damaged" };
            (!hurt.is_empty()).then(|| {
                let records = if read == 1 { "record" } else { "records" };
                format!("{read} {records} of {name} read; the log is {how}")
            })
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Files, archives and folders that gave nothing, so that nobody knows whose they are: `2 files could not be read`.
fn unread(report: &Report) -> Option<String> {
    let is_empty =
        |source: &&Source| source.holds.is_empty() && source.issues.iter().any(|issue| issue.is_loss);
    let sources = report.sources.iter().filter(is_empty).map(|source| source.path.as_str());
    let is_told = |path: &str| report.sources.iter().any(|source| source.path == path);
    let others = report.issues.iter().filter(|issue| issue.is_loss && issue.kind != IssueKind::EventListText);
    let others = others.filter_map(|issue| issue.place.path.as_deref()).filter(|path| !is_told(path));
    let paths: BTreeSet<&str> = sources.chain(others).collect();
    (!paths.is_empty()).then(|| {
        let files = count(paths.len(), "file could not be read whole", "files could not be read whole");
        format!("{files} (see below)")
    })
}

/// Texts that are lists of events: nothing rests on them.
fn of_lists(report: &Report) -> Option<Line> {
    let lists = report.issues.iter().filter(|issue| issue.kind == IssueKind::EventListText).count();
    let text = match lists {
        0 => return None,
        1 => {
            "A text that lists events was given; no verdict comes from it: ask for the log itself (see below)"
                .to_owned()
        }
        many => format!(
            "{many} texts that list events were given; no verdict comes from them: ask for the logs themselves (see below)"
        ),
    };
    Some(Line { text, mood: Mood::Open })
}
