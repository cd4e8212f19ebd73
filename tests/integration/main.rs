//! One binary for all tests that go through files and the command line.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::missing_panics_doc,
    clippy::too_many_lines,
    clippy::use_debug,
    reason = "tests read files and fail by panicking, and the builder's sizes are its own"
)]

mod architecture;
mod cases;
mod cli;
mod damage;
mod determinism;
mod evtx_builder;
mod fixtures;
mod formats;
mod harness;
mod manual;
