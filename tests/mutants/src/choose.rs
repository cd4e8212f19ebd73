//! Which mutants are run.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::process::Command;

use crate::Fallible;
use crate::list::Mutant;
use crate::tree::root;

/// How many commits back a file counts as changed.
const COMMITS: &str = "10";

/// The files that the last commits touched, or that are not committed yet.
pub fn changed() -> Fallible<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    // Where history is shallower than that, what there is of it.
    for words in [vec!["log", "-n", COMMITS, "--name-only", "--format="], vec!["diff", "--name-only", "HEAD"]]
    {
        files.extend(git(&words)?.lines().map(str::to_owned));
    }
    Ok(files)
}

/// The commit that is looked at, by which samples are drawn.
pub fn commit() -> Fallible<String> {
    Ok(git(&["rev-parse", "HEAD"])?.trim().to_owned())
}

fn git(words: &[&str]) -> Fallible<String> {
    let output = Command::new("git").args(words).current_dir(root()).output()?;
    if !output.status.success() {
        return Err(format!("git {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// So many of the mutants, the same for the same seed, and when one is added to the list the others stay.
pub fn sample(mutants: Vec<Mutant>, count: usize, seed: &str) -> Vec<Mutant> {
    let mut drawn: BTreeMap<(u64, usize), Mutant> = BTreeMap::new();
    for mutant in mutants {
        let mut hasher = DefaultHasher::new();
        (seed, &mutant.file, mutant.id).hash(&mut hasher);
        drawn.insert((hasher.finish(), mutant.id), mutant);
    }
    let mut taken: Vec<Mutant> = drawn.into_values().take(count).collect();
    taken.sort_by_key(|mutant| mutant.id);
    taken
}
