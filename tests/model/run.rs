//! Trying a property on many hosts: in `cargo test` on hundreds, always the same ones; in a long run on as many as asked for.

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::host::Host;
use super::logs::{self, Form};
use super::machine;
use super::world::World;

/// What was seen over all hosts of a property.
#[derive(Debug, Default)]
pub struct Tally {
    pub hosts: usize,
    pub records: usize,
    pub counts: BTreeMap<&'static str, usize>,
    pub rules: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        self.hosts += other.hosts;
        self.records += other.records;
        other.counts.iter().for_each(|(what, count)| *self.counts.entry(what).or_default() += count);
        other.rules.iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
    }
}

/// A property of a host: what it says is wrong, if anything.
pub type Check = fn(&Host, u64, &mut Tally) -> Result<(), String>;

/// How many hosts a long run tries, of all properties together.
pub fn asked_for() -> Option<usize> {
    std::env::var("VOLSIFT_MODEL_HOSTS").ok().map(|hosts| hosts.parse().unwrap())
}

fn runner(cases: usize, seed: u64) -> TestRunner {
    let cases = u32::try_from(cases).unwrap();
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 3000, ..Config::default() };
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// Tries a property on so many hosts, from a seed. What fails is made small, and shown as a scenario.
pub fn hold(hosts: usize, seed: u64, strategy: impl Strategy<Value = Host>, check: Check) -> Tally {
    let mut runner = runner(hosts, seed);
    let tally = Mutex::new(Tally::default());
    let result = runner.run(&(strategy, any::<u64>()), |(host, dice)| {
        check(&host, dice, &mut tally.lock().unwrap()).map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, (host, dice))) => {
            let (records, errors) = World::of(&host).records();
            let text =
                logs::scenario(host.era, "HV01", &logs::given(&host, &records), &Form::of(&host.given));
            panic!("{reason}\ndice {dice}\n{host:#?}\n{errors:#?}\n{text}");
        }
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
    tally.into_inner().unwrap()
}

/// Tries sequences of steps of an engine; gives how many runs they were.
pub fn hold_runs(sequences: usize, seed: u64) -> usize {
    let runs = Mutex::new(0);
    let result = runner(sequences, seed).run(&machine::sequences(), |steps| {
        *runs.lock().unwrap() += machine::same_runs(&steps).map_err(TestCaseError::fail)?;
        Ok(())
    });
    if let Err(TestError::Fail(reason, steps)) = result {
        panic!("{reason}\n{steps:?}");
    }
    runs.into_inner().unwrap()
}

/// Small numbers from one, for choices that a property makes.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
