//! The long run: so many hosts of all properties, on two cores, and what came out as Markdown.

use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::PROPERTIES;
use super::run::{Tally, hold_runs};

/// Hosts from one seed.
const BATCH: usize = 250;
/// What a batch counts in which a promise was broken; the hosts of one that was are not counted.
const VIOLATIONS: &str = "violations";
/// Seeds of `cargo test` lie below.
const FIRST_SEED: u64 = 1000;

/// Tries so many hosts, and gives the table, and in how many batches a promise was broken. What is wrong is printed: the first
/// host of a batch, which ends it.
pub fn run(hosts: usize) -> (String, usize) {
    let work: Vec<(usize, u64)> = PROPERTIES
        .iter()
        .enumerate()
        .flat_map(|(number, property)| {
            let batches = (hosts * property.share).div_ceil(100 * BATCH) as u64;
            (0..batches).map(move |batch| (number, FIRST_SEED + 100_000 * number as u64 + batch))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let tallies: Vec<Mutex<Tally>> = PROPERTIES.iter().map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((number, seed)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match catch_unwind(|| PROPERTIES[*number].hold(BATCH, *seed)) {
                        Ok(tally) => tallies[*number].lock().unwrap().merge(&tally),
                        Err(_) => tallies[*number].lock().unwrap().count(VIOLATIONS),
                    }
                    eprintln!("{} of {}", next.load(Ordering::Relaxed).min(work.len()), work.len());
                }
            });
        }
    });
    let tallies: Vec<Tally> = tallies.into_iter().map(|tally| tally.into_inner().unwrap()).collect();
    let wrong = tallies.iter().filter_map(|tally| tally.counts.get(VIOLATIONS)).sum();
    let runs = hold_runs(hosts / 10, FIRST_SEED);
    (told(&tallies, hosts / 10, runs), wrong)
}

fn told(tallies: &[Tally], sequences: usize, runs: usize) -> String {
    const VERDICTS: [&str; 6] =
        ["proven", "supported", "presumed", "side-effect", "undetermined", "actionable"];
    let mut out = String::from("| property | hosts | records | 27s |");
    VERDICTS.iter().for_each(|verdict| out += &format!(" {verdict} |"));
    out += " violations |\n|---|";
    out += &"--:|".repeat(VERDICTS.len() + 4);
    let row = |name: &str, tally: &Tally| {
        let counts = VERDICTS.map(|verdict| tally.counts.get(verdict).copied().unwrap_or_default());
        let judged: usize = counts.iter().sum();
        let wrong = tally.counts.get(VIOLATIONS).copied().unwrap_or_default();
        let counts: String = counts.iter().map(|count| format!(" {count} |")).collect();
        format!("\n| {name} | {} | {} | {judged} |{counts} {wrong} |", tally.hosts, tally.records)
    };
    let mut all = Tally::default();
    for (property, tally) in PROPERTIES.iter().zip(tallies) {
        out += &row(property.name, tally);
        all.merge(tally);
    }
    out += &row("all", &all);
    let count = |what: &str| all.counts.get(what).copied().unwrap_or_default();
    out += &format!(
        "\n\nA violation is a batch of {BATCH} hosts with one for which the promise is broken. proven, supported and presumed are the benign ones by their basis. Of the 27s of the first two rows, {} were of real trouble, \
         and {} of these could be told from noise by nothing that was given; {} of them were called benign, {} on proof: \
         of an image of the run whose storage failed, proven is that it was the run's image, and what it left for its own log alone would tell. The rebuild of runs and a second, simpler state machine agreed on {runs} runs of {sequences} sequences.\n\n",
        count("trouble"),
        count("trouble that nothing shows"),
        count("trouble that nothing shows, called benign"),
        count("trouble that nothing shows, proven"),
    );
    out += "How many 27s each rule spoke of:\n\n| rule | 27s |\n|---|--:|\n";
    let rules: BTreeMap<&str, usize> = volsift::verdict::RULES.iter().map(|rule| (rule.id, 0)).collect();
    for (rule, _) in rules {
        out += &format!("| {rule} | {} |\n", all.rules.get(rule).copied().unwrap_or_default());
    }
    out
}
