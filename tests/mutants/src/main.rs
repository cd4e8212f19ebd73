//! Runs the mutants of the judging rooms against the tests: all that are asked for in one build, where the environment says which.
//!
//! `mutants` runs all, `mutants again` those that survived the last time, took too long or were not run, `mutants sample COUNT` some of all, `mutants table` prints what was found last, `mutants only TEXT…` those whose key holds a text,
//! `mutants changed MINUTES` a sample out of files that changed and out of all, as long as there is time. What was found goes to
//! standard output as Markdown. It fails where a mutant survives without a reason in explained.txt; `changed`
//! passes over those that docs/reliability.md lists already.

#![allow(clippy::disallowed_methods, reason = "a tool beside the program reads files as it likes")]

mod choose;
mod compile;
mod explained;
mod list;
mod run;
mod table;
mod tests;
mod tree;
mod weave;

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use explained::Explained;
use list::Mutant;
use run::{Outcome, Result as Found};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Says how far it is; what is measured goes to standard output.
fn say(text: &str) {
    eprintln!("{text}");
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        [] => all(),
        ["again"] => again(),
        ["table"] => table(),
        ["sample", count] => sample(count),
        ["only", ref texts @ ..] => only(texts),
        ["changed", minutes] => changed(minutes),
        _ => Err("mutants [again | table | sample COUNT | only TEXT… | changed MINUTES]".into()),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            say(&error.to_string());
            ExitCode::from(2)
        }
    }
}

/// Builds the mutants that are chosen and runs them, for so long at most; what is found is kept every now and then, since all of
/// it takes long.
fn try_out(
    choose: impl FnOnce(Vec<Mutant>) -> Vec<Mutant>,
    longest: Option<Duration>,
) -> Fallible<Vec<Found>> {
    const KEPT_EVERY: usize = 100;
    let start = Instant::now();
    let mut mutants = list::all()?;
    compile::name(&mut mutants)?;
    let mut chosen = choose(mutants);
    let build = compile::build(&mut chosen)?;
    let woven = chosen.iter().filter(|mutant| !build.left.contains_key(&mutant.id)).count();
    say(&format!("{woven} mutants in one build, {} s", start.elapsed().as_secs()));
    let survey = tests::survey(&build.programs)?;
    let killers = run::Killers::of(&last()?);
    let (start, mut all) = (Instant::now(), Vec::new());
    let deadline = longest.map(|longest| start + longest);
    for some in chosen.chunks(KEPT_EVERY) {
        let found = run::run(some, &build, &survey, &killers, deadline)?;
        keep(&found)?;
        all.extend(found);
        say(&format!("{} of {} in {} s", all.len(), chosen.len(), start.elapsed().as_secs()));
    }
    Ok(all)
}

fn all() -> Fallible<ExitCode> {
    let explained = Explained::read()?;
    let start = Instant::now();
    let found = try_out(|all| all, None)?;
    println!("{}", table::markdown(&found, &explained)?);
    say(&format!("{} minutes", start.elapsed().as_secs() / 60));
    let stale = explained.stale(&found);
    stale.iter().for_each(|key| say(&format!("explained.txt: no such survivor: {key}")));
    Ok(code(&found, &explained, !stale.is_empty()))
}

/// The table of what was found last, without a run.
fn table() -> Fallible<ExitCode> {
    let (explained, mut found) = (Explained::read()?, last()?);
    // Those of a source that has changed since are no more.
    let mutants = list::all()?;
    let names: BTreeSet<&str> = mutants.iter().map(Mutant::name).collect();
    found.retain(|found| names.contains(found.mutant.name()));
    let known: BTreeSet<String> = found.iter().map(|found| found.mutant.name().to_owned()).collect();
    let new = mutants.iter().filter(|mutant| !known.contains(mutant.name())).cloned();
    found.extend(new.map(|mutant| Found { mutant, outcome: Outcome::NotRun, by: None }));
    println!("{}", table::markdown(&found, &explained)?);
    Ok(code(&found, &explained, false))
}

fn again() -> Fallible<ExitCode> {
    let is_open = |found: &Found| {
        found.outcome.is_alive() || matches!(found.outcome, Outcome::NotRun | Outcome::TimedOut)
    };
    let last = last()?;
    let open: BTreeSet<String> =
        last.iter().filter(|found| is_open(found)).map(|found| found.mutant.key()).collect();
    let known: BTreeSet<&str> = last.iter().map(|found| found.mutant.name()).collect();
    some(|explained, all| {
        // Those of a source that has changed since are new.
        let is_new = |mutant: &Mutant| !known.contains(mutant.name());
        let (mut open, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|mutant| open.contains(&mutant.key()));
        // One that is explained is run anew where its line has moved.
        open.retain(|mutant| explained.reason(mutant).is_none() || is_new(mutant));
        open.extend(others.into_iter().filter(is_new));
        open
    })
}

/// So many of all, the same for the same commit.
fn sample(count: &str) -> Fallible<ExitCode> {
    let (count, commit) = (count.parse()?, choose::commit()?);
    println!("{}\n", table::SAMPLE);
    some(|_, all| choose::sample(all, count, &commit))
}

/// Those whose key holds the first of the texts, then those that hold the second, and so on.
fn only(texts: &[&str]) -> Fallible<ExitCode> {
    some(|_, mut all| {
        all.retain(|mutant| texts.iter().any(|text| mutant.key().contains(text)));
        all.sort_by_key(|mutant| texts.iter().position(|text| mutant.key().contains(text)));
        all
    })
}

/// Runs some, and notes what became of them beside what is known of the others.
fn some(choose: impl FnOnce(&Explained, Vec<Mutant>) -> Vec<Mutant>) -> Fallible<ExitCode> {
    let explained = Explained::read()?;
    let found = try_out(|all| choose(&explained, all), None)?;
    println!("{}", table::markdown(&found, &explained)?);
    Ok(code(&found, &explained, false))
}

/// How many mutants are drawn from changed files, and how many from all.
const OF_CHANGED: usize = 120;
const OF_ALL: usize = 60;

fn changed(minutes: &str) -> Fallible<ExitCode> {
    let longest = Duration::from_secs(60 * minutes.parse::<u64>()?);
    let explained = Explained::read()?;
    let (files, commit) = (choose::changed()?, choose::commit()?);
    let draw = |mut mutants: Vec<Mutant>| {
        mutants.retain(|mutant| explained.reason(mutant).is_none() && !explained.is_known(mutant));
        let (of_changed, others) =
            mutants.into_iter().partition(|mutant: &Mutant| files.contains(&mutant.file));
        let in_changed = Vec::len(&of_changed);
        let mut drawn = choose::sample(of_changed, OF_CHANGED, &commit);
        say(&format!("{} of {in_changed} mutants in changed files, {OF_ALL} of all others", drawn.len()));
        drawn.extend(choose::sample(others, OF_ALL, &commit));
        drawn
    };
    let found = try_out(draw, Some(longest))?;
    let not_run = found.iter().filter(|found| found.outcome == Outcome::NotRun).count();
    if not_run > 0 {
        say(&format!("{minutes} minutes are over; {not_run} were not run"));
    }
    for found in found.iter().filter(|found| found.outcome.is_alive()) {
        println!("{}", table::line(found, found.outcome));
    }
    Ok(code(&found, &explained, false))
}

fn code(found: &[Found], explained: &Explained, is_stale: bool) -> ExitCode {
    let is_open = |found: &Found| found.outcome.is_alive() && explained.reason(&found.mutant).is_none();
    ExitCode::from(u8::from(is_stale || found.iter().any(is_open)))
}

/// What the last run found, from which `again` goes on.
fn outcomes() -> std::path::PathBuf {
    tree::workplace().join("outcomes.json")
}

fn last() -> Fallible<Vec<Found>> {
    let path = outcomes();
    if path.exists() { Ok(serde_json::from_str(&fs::read_to_string(path)?)?) } else { Ok(Vec::new()) }
}

/// Keeps what was found, beside what is known of others.
fn keep(found: &[Found]) -> Fallible<()> {
    let names: BTreeSet<&str> = found.iter().map(|found| found.mutant.name()).collect();
    let mut all = last()?;
    all.retain(|found| !names.contains(found.mutant.name()));
    all.extend(found.iter().cloned());
    Ok(fs::write(outcomes(), serde_json::to_string(&all)?)?)
}
