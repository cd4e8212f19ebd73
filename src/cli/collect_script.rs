//! `volsift collect-script`.

use std::io::Write;

use super::args::CollectArgs;
use super::output::Target;
use super::{Exit, Fatal};

/// The batch file that gathers what is needed on a customer's host.
const BATCH: &str = include_str!("../../collect/collect.cmd");
/// The same for PowerShell.
const POWERSHELL: &str = include_str!("../../collect/collect.ps1");

pub(super) fn run(args: &CollectArgs, out: &mut dyn Write) -> Result<Exit, Fatal> {
    let target = Target::of(args.output.as_deref(), &[], &[])?;
    let script = if args.powershell { POWERSHELL } else { BATCH };
    target.write(out, |out| out.write_all(for_windows(script).as_bytes()))?;
    Ok(Exit::Fine)
}

/// Windows' own line ends: cmd misses labels in a batch file without them.
fn for_windows(script: &str) -> String {
    script.lines().flat_map(|line| [line, "\r\n"]).collect()
}
