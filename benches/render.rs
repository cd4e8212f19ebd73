//! Rendering: the report to bytes. Decides whether lists are frozen whole or item by item.

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

use criterion::{Criterion, criterion_group, criterion_main};
use volsift::input::NoProgress;
use volsift::pipeline::analyze;
use volsift::render::sheets::Sheet;
use volsift::render::{FORMATS, Style};
use volsift::report::Report;

/// One run with so many 27s.
fn report(count: u32) -> Report {
    let scenario = format!(
        "day 2024-01-01\n00:30:00 Service 7036\n01:00:00 Backup 1\n\
         01:05:00 volsnap 27 volume=\\\\?\\Volume{{5b6c1b2e-4170-11e1-9d2a-{{n}}}} status=C000000E repeat={count} step=10ms\n\
         01:30:00 Backup 4\n01:30:01 Backup 14\n02:30:00 Service 7036\n"
    );
    let folder = common::logs(&scenario);
    analyze(vec![folder.path().into()], &volsift::Options::default(), &NoProgress)
}

fn render(criterion: &mut Criterion) {
    let report = report(10_000);
    let style = Style {
        width: 80,
        color: false,
        ascii: false,
        extent: volsift::story::Extent::Folded,
        sheet: Sheet::default(),
        tongue: volsift::catalogue::Tongue::English,
    };
    for format in FORMATS {
        criterion.bench_function(&format!("render/{}_of_10000", format.name), |bencher| {
            bencher.iter(|| {
                let mut out = Vec::new();
                (format.render)(&report, style, &mut out).unwrap();
                out.len()
            });
        });
    }
}

criterion_group!(benches, render);
criterion_main!(benches);
