//! What was found, as Markdown for docs/reliability.md.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Fallible;
use crate::explained::Explained;
use crate::run::{Outcome, Result};

#[derive(Default)]
struct Row {
    all: usize,
    killed: usize,
    timed_out: usize,
    unviable: usize,
    explained: usize,
    survived: usize,
    not_run: usize,
}

/// The table of rooms, then what survives, then the reasons of what may.
pub fn markdown(results: &[Result], explained: &Explained) -> Fallible<String> {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let (mut open, mut reasons) = (Vec::new(), BTreeMap::<&str, Vec<String>>::new());
    for result in results {
        let room = result.mutant.room();
        let reason = explained.reason(&result.mutant);
        for row in [room, SUM] {
            let row = rows.entry(row).or_default();
            row.all += 1;
            *match result.outcome {
                Outcome::Killed => &mut row.killed,
                Outcome::TimedOut => &mut row.timed_out,
                Outcome::Unviable => &mut row.unviable,
                Outcome::Alone | Outcome::NotRun => &mut row.not_run,
                _ if reason.is_some() => &mut row.explained,
                _ => &mut row.survived,
            } += 1;
        }
        match (result.outcome, reason) {
            (Outcome::Killed | Outcome::TimedOut | Outcome::Unviable | Outcome::NotRun, _) => {}
            (_, Some(reason)) => reasons.entry(reason).or_default().push(result.mutant.key()),
            (outcome, None) => open.push(line(result, outcome)),
        }
    }
    let is_partial = results.iter().any(|result| result.outcome == Outcome::NotRun);
    let partial = if is_partial { format!("{PARTIAL}\n\n") } else { String::new() };
    let mut out = format!("{INTRODUCTION}\n{partial}{HEAD}");
    let sum = rows.remove(SUM);
    for (room, row) in rows.into_iter().chain(sum.map(|row| (SUM, row))) {
        let Row { all, killed, timed_out, unviable, explained, survived, not_run } = row;
        writeln!(
            out,
            "| {room} | {all} | {killed} | {timed_out} | {unviable} | {explained} | {survived} | {not_run} |"
        )?;
    }
    if !open.is_empty() {
        writeln!(out, "\nThese survive, and no reason is known yet:\n")?;
        open.iter().try_for_each(|line| writeln!(out, "- {line}"))?;
    }
    if !reasons.is_empty() {
        writeln!(out, "\nThese survive, and why they may:\n")?;
        for (reason, keys) in reasons {
            writeln!(out, "- {reason}")?;
            keys.iter().try_for_each(|key| writeln!(out, "  - `{key}`"))?;
        }
    }
    Ok(out)
}

const SUM: &str = "all";

const INTRODUCTION: &str = "\
Each mutant is one small change of the rooms that judge, as `cargo mutants` lists them; all are in one build, and each meets the tests \
that come to it until one fails. Tests that take long and hold what others hold are left out, which can only make more survive.
";

/// How a table begins.
const HEAD: &str = "\
| room | mutants | killed by a test | by its time limit | do not compile | survive, explained | survive | not run |
|---|--:|--:|--:|--:|--:|--:|--:|
";

/// Stands above a table that is not of all mutants.
pub const SAMPLE: &str = "A sample of all mutants, drawn by the commit:";

/// Stands above a table of which some were not run.
const PARTIAL: &str =
    "Not all of them were run yet (the last column); `just mutants-of again` goes on with those.";

pub fn line(result: &Result, outcome: Outcome) -> String {
    let why = match outcome {
        Outcome::Unreached => ", which no test comes to",
        Outcome::Alone => ", which can't be built beside the others and was not run",
        Outcome::NotRun => ", for which there was no time",
        _ => "",
    };
    format!("`{}` at {}{why}", result.mutant.key(), result.mutant.place())
}
