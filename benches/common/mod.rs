//! What the benches share: logs made from scenarios, and a request without options.

use std::path::PathBuf;

use jiff::SignedDuration;
use tempfile::TempDir;
use volsift::input::How;
use volsift::pipeline::{Request, ZoneChoice};

#[path = "../../tests/integration/evtx_builder/mod.rs"]
mod evtx_builder;

/// The logs of a scenario, in a folder that lives as long as the value.
pub fn logs(scenario: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in evtx_builder::scenario::build(scenario) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// The request that `volsift analyze PATH…` makes.
pub fn request(paths: Vec<PathBuf>) -> Request {
    Request {
        paths,
        inventories: Vec::new(),
        grace: SignedDuration::from_mins(10),
        create_timeout: None,
        zone: ZoneChoice::Host,
        since: None,
        until: None,
        computers: Vec::new(),
        require: volsift::verdict::Basis::Presumed,
        fail_on: volsift::status::FailOn::Actionable,
        load: None,
        how: How::default(),
    }
}
