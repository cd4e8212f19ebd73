//! One binary for all tests that go through files and the command line.

#![allow(
    unreachable_pub,
    clippy::pedantic,
    clippy::restriction,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    reason = "tests read files and fail by panicking, and the builder's sizes are its own"
)]

mod advice;
mod architecture;
mod boundaries;
mod carriers;
mod cases;
mod cli;
mod collect_script;
mod collected;
mod contract;
mod copies;
mod create_timeout;
mod damage;
mod dependencies;
mod determinism;
mod diff;
mod evtx_builder;
mod extract;
mod fixtures;
mod fleet;
mod fleet_page;
mod fleet_parts;
mod formats;
mod forms;
mod given;
mod guards;
mod harness;
mod html;
mod inspect;
mod japanese;
mod japanese_reports;
mod junit;
mod manual;
mod markdown;
mod outputs;
#[cfg(unix)]
mod pipelines;
mod planted;
mod products;
mod redact;
mod report;
mod rich;
mod sentences;
mod sheets;
mod shell;
mod skipping;
mod surroundings;
mod systems;
mod timeline;
mod truth;
mod values;
