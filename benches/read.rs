//! Reading: files to events and coverage. Decides how records are looked at, searched and decoded.

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
use volsift::input::{Decoding, How, NoProgress, gather};

/// A System log of a day, an hour a line.
fn log(hour: impl Fn(u32) -> String) -> tempfile::TempDir {
    let hours: String = (0..20).map(hour).collect();
    common::logs(&format!("day 2024-01-01\n{hours}"))
}

fn bench(criterion: &mut Criterion, name: &str, decoding: Decoding, folder: &tempfile::TempDir) {
    let bytes = std::fs::metadata(folder.path().join("System.evtx")).unwrap().len();
    let paths = [folder.path().to_owned()];
    let how = How { decoding, ..How::default() };
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function(name, |bencher| {
        bencher.iter(|| gather(paths.iter().cloned().map(Into::into).collect(), &how, &NoProgress))
    });
    group.finish();
}

fn read(criterion: &mut Criterion) {
    // Looked at: provider and id tell that nothing matters.
    let noise = log(|hour| format!("{hour:02}:00:00 Tcpip 4201 one two repeat=6000 step=100ms\n"));
    bench(criterion, "peek", Decoding::Needed, &noise);
    // The same, every record decoded.
    bench(criterion, "decode", Decoding::Everything, &noise);
    // Looked at, and searched for the names of services.
    let services = log(|hour| format!("{hour:02}:00:00 Service 7036 name=Spooler repeat=6000 step=100ms\n"));
    bench(criterion, "search", Decoding::Needed, &services);
    for one_in in [2, 10, 100] {
        let mixed = log(|hour| {
            let others = 60 * (one_in - 1);
            format!(
                "{hour:02}:00:00 Tcpip 4201 one two repeat={others} step=100ms\n\
                 {hour:02}:30:00 volsnap 27 volume=E: status=C000000E repeat=60 step=1s\n"
            )
        });
        bench(criterion, &format!("one_in_{one_in}_matters"), Decoding::Needed, &mixed);
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
