//! The program `volsift`; everything is in the library.

use std::io;
use std::process::ExitCode;

use volsift::cli;

fn main() -> ExitCode {
    let surroundings = cli::Surroundings::of_process();
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    ExitCode::from(cli::run(std::env::args_os(), surroundings, &mut out, &mut err).code())
}
