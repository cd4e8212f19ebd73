//! Whole hosts of a model, whose truth is known, against the program.
//!
//! `host` is what a host is and what goes wrong on it, `world` and `troubles` what happens and what Windows writes of it,
//! `truth` what is true of each 27 and what the given records show of it, `logs` the files. None of these knows a rule of
//! the program. `draw` draws hosts; `properties` hold the program against them. `cargo test` tries hundreds;
//! `VOLSIFT_MODEL_HOSTS=100000` (`just model`) as many, and prints what came out as a table for docs/reliability.md.

#![allow(
    unreachable_pub,
    dead_code,
    unused_imports,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "tests fail by panicking; of the builder that they share with others, they use a part"
)]

mod draw;
#[path = "../integration/evtx_builder/mod.rs"]
mod evtx_builder;
mod host;
mod logs;
mod long;
mod machine;
mod properties;
mod run;
mod seen;
mod troubles;
mod truth;
mod world;

use draw::{calm_host, host};
use properties as promised;
use run::hold;

/// What a property is called, how many hosts `cargo test` tries, and its share of a long run in hundredths.
struct Property {
    name: &'static str,
    hosts: usize,
    share: usize,
    check: run::Check,
    is_calm: bool,
}

const PROPERTIES: &[Property] = &[
    of("never benign against the truth, proven where it is proven", 600, 40, promised::true_to_the_world),
    Property { is_calm: true, ..of("benign where nothing is wrong", 250, 10, promised::true_to_the_world) },
    of("order of files, threads", 150, 8, promised::order_and_threads),
    of("names of files, split and doubled logs", 100, 5, promised::ways_to_give),
    of("all clocks shifted", 150, 8, promised::shifted_clock),
    of("a record lost", 150, 7, promised::a_lost_record),
    of("a record never written", 150, 4, promised::a_record_that_never_was),
    of("unrelated records", 150, 5, promised::unrelated_records),
    of("damaged logs", 150, 6, promised::damaged_logs),
    of("a part of the logs", 150, 5, promised::a_part_of_the_logs),
    of("a stronger basis asked for", 100, 2, promised::a_stronger_demand),
];

const fn of(name: &'static str, hosts: usize, share: usize, check: run::Check) -> Property {
    Property { name, hosts, share, check, is_calm: false }
}

impl Property {
    fn hold(&self, hosts: usize, seed: u64) -> run::Tally {
        if self.is_calm {
            hold(hosts, seed, calm_host(), self.check)
        } else {
            hold(hosts, seed, host(), self.check)
        }
    }

    fn test(number: usize) -> run::Tally {
        let property = &PROPERTIES[number];
        property.hold(property.hosts, number as u64 + 1)
    }
}

#[test]
fn no_verdict_is_benign_against_the_truth() {
    let tally = Property::test(0);
    assert!(tally.counts["proven"] > 20 && tally.counts["trouble"] > 100, "{tally:?}");
}

#[test]
fn what_is_calm_is_benign() {
    let tally = Property::test(1);
    assert!(tally.counts["proven"] > 20 && tally.counts["presumed"] > 20, "{tally:?}");
}

#[test]
fn order_and_threads_change_nothing() {
    Property::test(2);
}

#[test]
fn the_way_in_which_logs_are_given_changes_nothing() {
    Property::test(3);
}

#[test]
fn shifting_all_clocks_changes_nothing() {
    Property::test(4);
}

#[test]
fn a_lost_record_never_helps() {
    Property::test(5);
}

#[test]
fn a_record_that_was_never_written_never_helps() {
    Property::test(6);
}

#[test]
fn unrelated_records_change_nothing() {
    Property::test(7);
}

#[test]
fn damage_never_helps() {
    Property::test(8);
}

#[test]
fn a_part_of_the_logs_never_helps() {
    Property::test(9);
}

#[test]
fn a_stronger_demand_changes_only_what_rests_on_less() {
    Property::test(10);
}

/// The runs that the rebuild finds are those of a second, simpler machine.
#[test]
fn the_rebuild_agrees_with_a_simple_machine() {
    run::hold_runs(300, 10);
}

/// `just model`: as many hosts as VOLSIFT_MODEL_HOSTS says, and the table of docs/reliability.md.
#[test]
#[ignore = "a long run: just model"]
fn a_long_run_finds_nothing() {
    let hosts = run::asked_for().expect("VOLSIFT_MODEL_HOSTS says how many");
    let (table, wrong) = long::run(hosts);
    println!("\n# begin\n{table}# end");
    assert_eq!(wrong, 0, "batches with a host for which a promise is broken");
}
