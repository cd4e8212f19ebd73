//! The fuzz targets on stable: what fuzzing found worth keeping (`fuzz/corpus/`), seeds made from the fixtures, and copies of
//! these with arbitrary changes, the same each time.
//!
//! `VOLSIFT_SEEDS=FOLDER cargo test --test replay -- --ignored` writes the seeds for libFuzzer.

#![allow(
    unreachable_pub,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "tests read files and fail by panicking"
)]

#[allow(dead_code, unused_imports, reason = "a part of it is used")]
#[path = "../integration/evtx_builder/mod.rs"]
mod evtx_builder;
mod mutation;
mod seeds;
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

use mutation::Chance;

/// How many changed copies of the seeds a target gets.
const CHANGED: usize = 200;

/// Hands bytes to a target; where that panics, says which bytes they were.
fn hand(name: &str, what: &str, bytes: &[u8]) {
    let target = targets::TARGETS.iter().find(|(known, _)| *known == name).unwrap().1;
    let result = std::panic::catch_unwind(|| target(bytes));
    if result.is_err() {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{what}"));
        std::fs::write(&place, bytes).unwrap();
        panic!("{name} with {}", place.display());
    }
}

fn replay(name: &str) {
    let folder = Path::new("fuzz/corpus").join(name);
    let mut kept: Vec<_> = std::fs::read_dir(&folder)
        .map(|entries| entries.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    kept.sort();
    for path in &kept {
        hand(name, "kept", &std::fs::read(path).unwrap());
    }
    let seeds = seeds::of(name);
    assert!(!seeds.is_empty(), "{name} has no seed");
    for (number, seed) in seeds.iter().enumerate() {
        hand(name, &format!("seed-{number}"), seed);
    }
    let mut chance = Chance::of(name);
    for turn in 0..CHANGED {
        let seed = &seeds[turn % seeds.len()];
        hand(name, &format!("changed-{turn}"), &chance.changed(seed, &seeds));
    }
}

macro_rules! replayed {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { replay(stringify!($name)); })*

        /// Every target is replayed, has its program, and a seed.
        #[test]
        fn every_target_is_here() {
            let here = [$(stringify!($name)),*];
            let known: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(known, here);
            for name in known {
                assert!(Path::new("fuzz/fuzz_targets").join(name).with_extension("rs").is_file(), "{name}");
            }
        }
    };
}

replayed! {
    whole_file,
    chunk,
    peek_and_decoder,
    record_xml,
    export,
    volumes_info,
    inventory,
    registry,
    zip,
    sevenz,
    cab,
    gzip,
    zstd,
    tar,
    extract_lines,
    extract_table,
    codes,
}

/// The host beside which texts lie has a 27 that is benign, and each kind of list is read as what it is.
#[test]
fn texts_lie_beside_a_host_of_which_they_can_tell() {
    let verdicts = |text: &str| {
        let json = targets::checks::examine_text("list.txt", text.as_bytes()).json;
        let report: serde_json::Value = serde_json::from_str(&json).unwrap();
        (report["computers"][0]["volsnap27"][0]["verdict"].to_string(), report["context"].to_string())
    };
    assert_eq!(verdicts("").0, "\"benign\"");
    let told: Vec<_> =
        seeds::of("inventory").iter().map(|seed| verdicts(&String::from_utf8_lossy(seed))).collect();
    assert!(
        told.iter().all(|(_, read)| read.contains("\"volumes\"") || read.contains("\"disks\"")),
        "{told:?}"
    );
    assert!(told.iter().any(|(verdict, _)| verdict == "\"actionable\""), "{told:?}");
}

#[test]
#[ignore = "writes the seeds for libFuzzer into the folder that VOLSIFT_SEEDS names"]
fn seeds_are_written() {
    let Some(folder) = std::env::var_os("VOLSIFT_SEEDS") else { return };
    for (name, _) in targets::TARGETS {
        let folder = Path::new(&folder).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds::of(name).iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:03}")), seed).unwrap();
        }
    }
}
