//! `volsift analyze`.

use std::io::Write;
use std::path::Path;

use super::args::{AnalyzeArgs, Color, Require};
use super::progress::Bar;
use super::{Exit, Fatal, Surroundings, provenance, reports};
use crate::advice::VmLoad;
use crate::input::Input;
use crate::issue::IssueKind;
use crate::pipeline::{self, Options, TimeBound};
use crate::render;
use crate::status::{self, FailOn};
use crate::verdict::Basis;

pub(super) fn run(
    args: &AnalyzeArgs,
    color: Color,
    command: String,
    surroundings: Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    check(args)?;
    let outputs = reports::asked(args)?;
    note_missing(args, err);
    let options = options(args);
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings.stderr_is_terminal);
    let report = crate::input::with_threads(args.threads.map(usize::from), || {
        let mut report = pipeline::analyze(inputs, &options, &bar);
        if outputs.iter().any(reports::Output::tells_fingerprints) {
            report.provenance.files = provenance::files(&report, &args.mountvol);
        }
        report.provenance.command = Some(command);
        report
    });
    bar.finish();
    let code = status::of(&report);
    let mut say = |text: &str| {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {}", render::text::defuse(text)).unwrap_or_default();
    };
    let style = |is_file| surroundings.style(color, is_file);
    reports::write_all(&outputs, &report, args, style, out, |fatal| say(&fatal.to_string()))?;
    for issue in report
        .issues
        .iter()
        .filter(|issue| matches!(issue.kind, IssueKind::NoSuchComputer | IssueKind::UnknownHost))
    {
        say(&crate::catalogue::voice(None).text(&issue.text));
    }
    if code == Exit::NoEvents {
        say("no event could be read from what was given");
    }
    Ok(code)
}

/// Tells at once of what can't be opened: the rest may take its time.
fn note_missing(args: &AnalyzeArgs, err: &mut dyn Write) {
    let mut tell = |path: &Path, error: &str| {
        let text = format!("volsift: can't read {}: {error}; what else there is, is read", path.display());
        writeln!(err, "{}", render::text::defuse(&text)).unwrap_or_default();
    };
    for path in &args.paths {
        if let Some(error) = crate::input::cant_open(path) {
            tell(path, &error.to_string());
        }
    }
    for (_, list) in &args.mountvol {
        if list.is_dir() {
            tell(list, "it is a folder, no list of volumes");
        } else if let Some(error) = crate::input::cant_open(list) {
            tell(list, &error.to_string());
        }
    }
}

/// Mistakes that are better told before any work is done.
fn check(args: &AnalyzeArgs) -> Result<(), Fatal> {
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
    Ok(())
}

fn options(args: &AnalyzeArgs) -> Options {
    Options {
        inventories: args.mountvol.clone(),
        grace: args.grace,
        create_timeout: args.create_timeout,
        zone: args.tz.clone(),
        since: args.since,
        until: args.until,
        computers: args.computer.clone(),
        require: match args.require {
            Require::Presumed => Basis::Presumed,
            Require::Supported => Basis::Supported,
            Require::Proven => Basis::Proven,
        },
        fail_on: match args.fail_on {
            super::args::FailOn::Actionable => FailOn::Actionable,
            super::args::FailOn::Undetermined => FailOn::Undetermined,
            super::args::FailOn::Never => FailOn::Never,
        },
        load: args.vms_ok.zip(args.vms_total).map(|(ok, total)| VmLoad { ok, total }),
        how: args.input.how(),
    }
}
