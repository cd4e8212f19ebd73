//! `volsift analyze`.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{AnalyzeArgs, Color, Require};
use super::progress::Bar;
use super::reports::Drawn;
use super::team::team;
use super::{Exit, Fatal, Surroundings, fleet, provenance, redact, reports};
use crate::advice::VmLoad;
use crate::catalogue::Tongue;
use crate::fleet::{Fleet, View};
use crate::input::Input;
use crate::issue::{Issue, IssueKind};
use crate::pipeline::{self, Options, TimeBound};
use crate::redact::Names;
use crate::render;
use crate::status::{self, FailOn};
use crate::verdict::Basis;

pub(super) fn run(
    args: &AnalyzeArgs,
    color: Color,
    arguments: &[OsString],
    surroundings: Surroundings,
    out: &mut (dyn Write + Send),
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    check(args.since, args.until, &args.computer)?;
    let outputs = reports::asked(args)?;
    note_missing(&args.paths, &args.mountvol, err);
    let options = options(args);
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings);
    let mut names = args.redact.names(outputs.iter().map(|output| &output.target))?;
    let threads = team(args.threads);
    let parts = args.group_by.map(|_| fleet::parts(&args.paths)).unwrap_or_default();
    // A list or a computer that was named is looked for in all of them together.
    if let (Some(by), true) = (args.group_by, parts.len() > 1 && is_about_all(args)) {
        let fleet = threads.run(|| fleet::of_parts(&parts, &options, names.as_mut(), &bar));
        bar.finish();
        let fleet = fleet?;
        let command = told_command(arguments, names.as_mut());
        let view = View { fleet: &fleet, by: by.of_fleet(), command: Some(&command) };
        let mut say = |text: &str| {
            writeln!(err, "volsift: {}", render::text::defuse(text)).unwrap_or_default();
        };
        let style = |is_file| surroundings.style(color, is_file);
        let drawn = Drawn::Fleet(view);
        reports::write_all(&outputs, &drawn, args, style, &threads, out, |fatal| say(&fatal.to_string()))?;
        if fleet.exit() == Exit::NoEvents {
            say(NO_EVENT);
        }
        return Ok(fleet.exit());
    }
    let report = threads.run(|| {
        let mut report = match &mut names {
            Some(names) => pipeline::analyze_redacted(inputs, &options, names, &bar),
            None => pipeline::analyze(inputs, &options, &bar),
        };
        if args.group_by.is_none() && outputs.iter().any(reports::Output::tells_fingerprints) {
            report.provenance.files = provenance::of_report(&mut report, &args.mountvol, names.as_mut());
        } else {
            report.provenance.files.clear();
        }
        report.provenance.command = Some(told_command(arguments, names.as_mut()));
        report
    });
    bar.finish();
    let fleet = args.group_by.map(|by| (by, Fleet::of_one(&report)));
    let drawn = match &fleet {
        Some((by, fleet)) => {
            Drawn::Fleet(View { fleet, by: by.of_fleet(), command: report.provenance.command.as_deref() })
        }
        None => Drawn::Report(&report),
    };
    let code = fleet.as_ref().map_or_else(|| status::of(&report), |(_, fleet)| fleet.exit());
    let mut say = |text: &str| {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {}", render::text::defuse(text)).unwrap_or_default();
    };
    let style = |is_file| surroundings.style(color, is_file);
    reports::write_all(&outputs, &drawn, args, style, &threads, out, |fatal| say(&fatal.to_string()))?;
    tell_mistakes(&report.issues, surroundings.tongue, &mut say);
    if code == Exit::NoEvents {
        say(NO_EVENT);
    }
    Ok(code)
}

/// Whether no computer and no list of one is named.
fn is_about_all(args: &AnalyzeArgs) -> bool {
    args.computer.is_empty() && args.mountvol.is_empty()
}

/// The command line as it is told, with pseudonyms where `names` are given.
fn told_command(arguments: &[OsString], names: Option<&mut Names>) -> String {
    match names {
        Some(names) => provenance::command(&redact::command(arguments, names)),
        None => provenance::command(arguments),
    }
}

/// What is said where nothing could be read.
pub(super) const NO_EVENT: &str = "no event could be read from what was given";

/// Tells of names that were asked for and that no log has.
pub(super) fn tell_mistakes(issues: &[Issue], tongue: Tongue, say: &mut dyn FnMut(&str)) {
    let is_mistake =
        |issue: &&Issue| matches!(issue.kind, IssueKind::NoSuchComputer | IssueKind::UnknownHost);
    for issue in issues.iter().filter(is_mistake) {
        say(&tongue.voice(None).text(&issue.text));
    }
}

/// Tells at once of what can't be opened: the rest may take its time.
pub(super) fn note_missing(paths: &[PathBuf], lists: &[(Option<String>, PathBuf)], err: &mut dyn Write) {
    let mut tell = |path: &Path, error: &str| {
        let text = format!("volsift: can't read {}: {error}; what else there is, is read", path.display());
        writeln!(err, "{}", render::text::defuse(&text)).unwrap_or_default();
    };
    for path in paths {
        if let Some(error) = crate::input::cant_open(path) {
            tell(path, &error.to_string());
        }
    }
    for (_, list) in lists {
        if list.is_dir() {
            tell(list, "it is a folder, no list of volumes");
        } else if let Some(error) = crate::input::cant_open(list) {
            tell(list, &error.to_string());
        }
    }
}

/// Mistakes that are better told before any work is done.
pub(super) fn check(
    since: Option<TimeBound>,
    until: Option<TimeBound>,
    computers: &[String],
) -> Result<(), Fatal> {
    let is_reversed = match (since, until) {
        (Some(TimeBound::Instant(since)), Some(TimeBound::Instant(until))) => since > until,
        (Some(TimeBound::Civil(since)), Some(TimeBound::Civil(until))) => since > until,
        _ => false,
    };
    if is_reversed {
        return Err(Fatal::Usage("--since lies behind --until, so nothing would be reported on".to_owned()));
    }
    if computers.iter().any(|name| name.trim().is_empty()) {
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
