//! Reading: files to events and coverage. Decides how records are looked at and decoded.

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

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use volsift::input::{Decoding, NoProgress, gather};

/// A System log of which one record in so many can matter.
fn log(one_in: usize) -> tempfile::TempDir {
    let mut scenario = String::from("day 2024-01-01\n");
    for hour in 0..20 {
        let others = 60 * (one_in - 1);
        scenario.push_str(&format!("{hour:02}:00:00 Service 7036 repeat={others} step=100ms\n"));
        scenario
            .push_str(&format!("{hour:02}:30:00 volsnap 27 volume=E: status=C000000E repeat=60 step=1s\n"));
    }
    common::logs(&scenario)
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for one_in in [2, 10, 100] {
        let folder = log(one_in);
        let bytes = std::fs::metadata(folder.path().join("System.evtx")).unwrap().len();
        let paths = vec![folder.path().to_owned()];
        group.throughput(Throughput::Bytes(bytes));
        group.bench_function(format!("one_in_{one_in}_matters"), |bencher| {
            bencher.iter(|| gather(&paths, Decoding::Needed, &NoProgress))
        });
    }
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
