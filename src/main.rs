//! The program `volsift`; everything is in the library.

use std::io;
use std::process::ExitCode;

use volsift::cli;

/// musl's own allocator keeps all threads waiting for one lock; docs/performance.md has the figures.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let surroundings = cli::Surroundings::of_process();
    // Not locked: while logs are read, the progress bar writes to standard error from a thread of its own.
    let (mut out, mut err) = (io::stdout(), io::stderr());
    ExitCode::from(cli::run(std::env::args_os(), surroundings, &mut out, &mut err).code())
}
