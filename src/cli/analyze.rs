//! `volsift analyze`.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::args::{AnalyzeArgs, Color};
use super::progress::Bar;
use super::{Exit, Fatal, Surroundings, exit};
use crate::advice::VmLoad;
use crate::pipeline::{self, Request, TimeBound};
use crate::render;

pub(super) fn run(
    args: &AnalyzeArgs,
    color: Color,
    surroundings: Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let format = render::format(&args.format)
        .ok_or_else(|| Fatal::Usage(format!("no format is called {}", args.format)))?;
    check(args)?;
    let request = request(args);
    let bar = Bar::new(surroundings.stderr_is_terminal);
    let report =
        crate::input::with_threads(args.threads.map(usize::from), || pipeline::analyze(&request, &bar));
    bar.finish();
    let code = exit::of(&report, args.fail_on);
    match &args.output {
        None => {
            let mut buffered = BufWriter::new(out);
            let style = surroundings.style(color, false);
            (format.render)(&report, style, &mut buffered)
                .and_then(|()| buffered.flush())
                .map_err(Fatal::writing("standard output"))?;
        }
        Some(path) => {
            let name = path.display().to_string();
            let file = File::create(path).map_err(Fatal::writing(&name))?;
            let mut buffered = BufWriter::new(file);
            (format.render)(&report, surroundings.style(color, true), &mut buffered)
                .and_then(|()| buffered.flush())
                .map_err(Fatal::writing(&name))?;
        }
    }
    if code == Exit::NoEvents {
        let text = if report.records_read() == 0 {
            "volsift: no event could be read from what was given".to_owned()
        } else {
            let seen = pipeline::names(&report.sources);
            format!(
                "volsift: no log is of {}; these are: {}",
                args.computer.join(", "),
                render::text::defuse(&seen.join(", "))
            )
        };
        writeln!(err, "{text}").map_err(Fatal::writing("standard error"))?;
    }
    Ok(code)
}

/// Mistakes that are better told before any work is done.
fn check(args: &AnalyzeArgs) -> Result<(), Fatal> {
    // Verdicts depend on these lists, so a wrong name is a mistake to mend first.
    for (_, path) in &args.mountvol {
        let problem = match path.metadata() {
            Ok(metadata) if metadata.is_file() => continue,
            Ok(_) => "not a file".to_owned(),
            Err(error) => error.to_string(),
        };
        return Err(Fatal::Usage(format!("can't read the volume list {}: {problem}", path.display())));
    }
    let is_reversed = match (args.since, args.until) {
        (Some(TimeBound::Instant(since)), Some(TimeBound::Instant(until))) => since > until,
        (Some(TimeBound::Civil(since)), Some(TimeBound::Civil(until))) => since > until,
        _ => false,
    };
    if is_reversed {
        return Err(Fatal::Usage("--since lies behind --until, so nothing would be reported on".to_owned()));
    }
    if args.computer.iter().any(|name| name.trim().is_empty()) {
        return Err(Fatal::Usage("--computer needs a name".to_owned()));
    }
    match &args.output {
        Some(path) => super::check_output(path, args.mountvol.iter().map(|(_, list)| list.as_path())),
        None => Ok(()),
    }
}

fn request(args: &AnalyzeArgs) -> Request {
    Request {
        paths: args.paths.clone(),
        inventories: args.mountvol.clone(),
        grace: args.grace,
        create_timeout: args.create_timeout,
        zone: args.tz.clone(),
        since: args.since,
        until: args.until,
        computers: args.computer.clone(),
        load: args.vms_ok.zip(args.vms_total).map(|(ok, total)| VmLoad { ok, total }),
        how: args.input.how(),
    }
}
