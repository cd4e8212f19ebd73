//! Analysis of what was read: sessions, links, rules. Decides whether the cost grows with the number of
//! events or faster; ten times the nights should take ten times as long.

#![allow(
    missing_docs,
    unreachable_pub,
    unused_imports,
    clippy::pedantic,
    clippy::restriction,
    clippy::allow_attributes,
    reason = "a bench"
)]

#[allow(dead_code, clippy::pedantic, clippy::restriction, reason = "each bench uses its part")]
mod common;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{SignedDuration, civil::date};
use volsift::input::{Gathered, How, NoProgress, gather};
use volsift::pipeline::{Given, assemble};

/// Nights with a run and ten 27s each.
fn nights(count: i32) -> String {
    let mut scenario = String::new();
    for night in 0..count {
        let day = date(2000, 1, 1).checked_add(SignedDuration::from_hours(24 * i64::from(night))).unwrap();
        scenario.push_str(&format!(
            "day {day}\n00:30:00 Service 7036\n01:00:00 Backup 1 run={night}\n\
             01:05:00 volsnap 27 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-{{n}}}} status=C000000E repeat=10\n\
             01:30:00 Backup 4 run={night}\n01:30:01 Backup 14 run={night}\n"
        ));
    }
    scenario
}

fn gathered(count: i32) -> Gathered {
    let folder = common::logs(&nights(count));
    gather(vec![folder.path().into()], &How::default(), &NoProgress)
}

fn analyze(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyze");
    for count in [100, 1000] {
        let gathered = gathered(count);
        let options = volsift::Options::default();
        group.throughput(Throughput::Elements(gathered.events.len() as u64));
        group.bench_function(format!("{count}_nights"), |bencher| {
            bencher.iter_batched(
                || gathered.clone(),
                |gathered| assemble(gathered, Given::default(), &options),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, analyze);
criterion_main!(benches);
