//! What the benches share: logs made from scenarios.

use tempfile::TempDir;

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
