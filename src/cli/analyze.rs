//! `volsift analyze`.

use std::io::Write;
use std::path::Path;

use super::args::{AnalyzeArgs, Color, Require, Rows};
use super::output::Target;
use super::progress::Bar;
use super::{Exit, Fatal, Surroundings};
use crate::advice::VmLoad;
use crate::input::Input;
use crate::issue::IssueKind;
use crate::pipeline::{self, Options, TimeBound};
use crate::render::{self, Format, csv};
use crate::status::{self, FailOn};
use crate::story::Extent;
use crate::verdict::Basis;

pub(super) fn run(
    args: &AnalyzeArgs,
    color: Color,
    surroundings: Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let format = format(args)?;
    let target = check(args)?;
    note_missing(args, err);
    let options = options(args);
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings.stderr_is_terminal);
    let report = crate::input::with_threads(args.threads.map(usize::from), || {
        pipeline::analyze(inputs, &options, &bar)
    });
    bar.finish();
    let code = status::of(&report);
    let style = surroundings.style(color, !matches!(target, Target::Stream));
    let extent = match (args.all, args.summary) {
        (true, _) => Extent::All,
        (false, true) => Extent::Summary,
        (false, false) => Extent::Folded,
    };
    let style = render::Style { extent, ascii: style.ascii || args.ascii, sheet: sheet(args), ..style };
    target.write(out, |out| (format.render)(&report, style, out))?;
    let mut say = |text: &str| {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {}", render::text::defuse(text)).unwrap_or_default();
    };
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

/// The formats that options and nothing ask for.
const SHEET: &str = csv::FORMAT.name;
const DEFAULT: &str = render::table::FORMAT.name;

/// The format that is named, else that of the output's ending, else what the other options ask for.
fn format(args: &AnalyzeArgs) -> Result<&'static Format, Fatal> {
    let wants_sheet = args.csv.is_some() || args.bom;
    let of_file = || args.output.as_deref().and_then(render::format_of_file);
    let name = args.format.as_deref().or_else(of_file).unwrap_or(if wants_sheet { SHEET } else { DEFAULT });
    if wants_sheet && name != SHEET {
        return Err(Fatal::Usage(format!(
            "--csv and --bom belong to --format csv, and the format is {name}"
        )));
    }
    render::format(name).ok_or_else(|| Fatal::Usage(format!("no format is called {name}")))
}

fn sheet(args: &AnalyzeArgs) -> csv::Sheet {
    let rows = match args.csv {
        None | Some(Rows::Volsnap27) => csv::Rows::Volsnap27,
        Some(Rows::Runs) => csv::Rows::Runs,
        Some(Rows::Records) => csv::Rows::Records,
        Some(Rows::Coverage) => csv::Rows::Coverage,
    };
    csv::Sheet { rows, bom: args.bom }
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
fn check(args: &AnalyzeArgs) -> Result<Target, Fatal> {
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
    let lists: Vec<&Path> = args.mountvol.iter().map(|(_, list)| list.as_path()).collect();
    Target::of(args.output.as_deref(), &args.paths, &lists)
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
