//! Runs mutants, each against the tests that come to it, until one fails.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Fallible;
use crate::compile::Build;
use crate::list::Mutant;
use crate::say;
use crate::tests::{End, Survey, each};
use crate::weave::Left;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    Killed,
    TimedOut,
    /// It does not compile.
    Unviable,
    /// It can't be built beside others.
    Alone,
    /// All tests pass.
    Survived,
    /// All tests pass, and none comes to it.
    Unreached,
    /// There was no time for it.
    NotRun,
}

impl Outcome {
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Survived | Self::Unreached)
    }
}

/// A mutant, what became of it, and by which test.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Result {
    pub mutant: Mutant,
    pub outcome: Outcome,
    pub by: Option<String>,
}

/// How much longer than usual a test may take until it counts as hanging.
const PATIENCE: u32 = 10;
const AT_LEAST: Duration = Duration::from_secs(20);

/// By its key the test that ended a mutant the last time, which is tried first: that saves time and decides nothing.
pub struct Killers(BTreeMap<String, String>);

impl Killers {
    pub fn of(last: &[Result]) -> Self {
        Self(last.iter().filter_map(|found| Some((found.mutant.key(), found.by.clone()?))).collect())
    }
}

/// Runs all that were built; until `deadline`, if there is one.
pub fn run(
    mutants: &[Mutant],
    build: &Build,
    survey: &Survey,
    killers: &Killers,
    deadline: Option<Instant>,
) -> Fallible<Vec<Result>> {
    let results = each(mutants.len(), |index| {
        let mutant = &mutants[index];
        let result = match build.left.get(&mutant.id) {
            Some(Left::Unviable) => Ok((Outcome::Unviable, None)),
            Some(Left::Alone) => Ok((Outcome::Alone, None)),
            None if deadline.is_some_and(|deadline| Instant::now() > deadline) => Ok((Outcome::NotRun, None)),
            None => judge(mutant, survey, killers).map_err(|error| error.to_string()),
        };
        if let Ok((Outcome::Survived | Outcome::Unreached, _)) = result {
            say(&format!("survives: {} {}", mutant.place(), mutant.key()));
        }
        result
    });
    let mut told = BTreeMap::new();
    for (mutant, result) in mutants.iter().zip(results) {
        let (outcome, by) = result?;
        told.insert(mutant.id, Result { mutant: mutant.clone(), outcome, by });
    }
    Ok(told.into_values().collect())
}

fn judge(mutant: &Mutant, survey: &Survey, killers: &Killers) -> Fallible<(Outcome, Option<String>)> {
    let Some(tests) = survey.reach.get(&mutant.id) else { return Ok((Outcome::Unreached, None)) };
    let worth: Vec<f64> = {
        let records = survey.records.lock().unwrap_or_else(PoisonError::into_inner);
        records.iter().zip(&survey.tests).map(|(record, test)| record.worth(test.takes)).collect()
    };
    let mut order = tests.clone();
    let killer = killers.0.get(&mutant.key());
    let spared = |index: usize| Some(&survey.tests[index].name) != killer;
    order.sort_by(|a, b| spared(*a).cmp(&spared(*b)).then(worth[*b].total_cmp(&worth[*a])));
    for index in order {
        let test = &survey.tests[index];
        let end = test.run(mutant.id, AT_LEAST.max(test.takes * PATIENCE), None)?;
        let mut records = survey.records.lock().unwrap_or_else(PoisonError::into_inner);
        records[index].runs += 1.0;
        if end != End::Passed {
            records[index].kills += 1.0;
            let outcome = if end == End::Failed { Outcome::Killed } else { Outcome::TimedOut };
            return Ok((outcome, Some(test.name.clone())));
        }
    }
    Ok((Outcome::Survived, None))
}
