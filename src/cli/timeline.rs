//! `volsift timeline`.

use std::io::Write;
use std::path::Path;

use super::analyze::{NO_EVENT, check, note_missing, tell_mistakes};
use super::args::{Color, TimelineArgs};
use super::list_args::ListFormat;
use super::output::Target;
use super::progress::Bar;
use super::team::team;
use super::{Exit, Fatal, Surroundings};
use crate::catalogue::Tongue;
use crate::input::Input;
use crate::pipeline::{self, Options};
use crate::render::sheets::{self, Sheet};
use crate::render::{self, Style, json, table, text};
use crate::report::{ComputerReport, Report};
use crate::say::Sentence;
use crate::status;
use crate::story::chronicle::{self, Chronicle};

pub(super) fn run(
    args: &TimelineArgs,
    color: Color,
    surroundings: Surroundings,
    out: &mut (dyn Write + Send),
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    check(args.since, args.until, &args.computer)?;
    let format = format(args)?;
    if args.bom && format != ListFormat::Csv {
        return Err(Fatal::Usage("--bom belongs to --format csv".to_owned()));
    }
    let tongue = surroundings.tongue;
    let lists: Vec<&Path> = args.mountvol.iter().map(|(_, list)| list.as_path()).collect();
    let target = Target::of(args.output.as_deref(), &args.paths, &lists)?;
    note_missing(&args.paths, &args.mountvol, err);
    let options = Options {
        inventories: args.mountvol.clone(),
        grace: args.grace,
        zone: args.tz.clone(),
        computers: args.computer.clone(),
        how: args.input.how(),
        ..Options::default()
    };
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings);
    let mut names = args.redact.names([&target])?;
    let threads = team(args.threads);
    let report = threads.run(|| match &mut names {
        Some(names) => pipeline::analyze_redacted(inputs, &options, names, &bar),
        None => pipeline::analyze(inputs, &options, &bar),
    });
    bar.finish();
    let mut say = |text: &str| {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {}", text::defuse(text)).unwrap_or_default();
    };
    let chronicle = match listed(args, &report, tongue) {
        Ok((chronicle, note)) => {
            if let Some(note) = note {
                say(&note);
            }
            chronicle
        }
        Err(unknown) => {
            tell_mistakes(&report.issues, tongue, &mut say);
            say(&unknown);
            return Ok(Exit::Fatal);
        }
    };
    let is_listed = chronicle.entries().next().is_some();
    let to_file = !matches!(target, Target::Stream);
    let style =
        Style { sheet: Sheet { bom: args.bom, ..Sheet::default() }, ..surroundings.style(color, to_file) };
    threads.run(|| {
        target.write(out, |out| match format {
            ListFormat::Table => table::chronicle::render(&chronicle, style, out),
            ListFormat::Json => json::render_chronicle(&chronicle, out),
            ListFormat::Csv => sheets::chronicle::render(&chronicle, style, out),
        })
    })?;
    tell_mistakes(&report.issues, tongue, &mut say);
    let code = status::of_list(&report, is_listed);
    match code {
        Exit::NoEvents if report.records_read() == 0 => say(NO_EVENT),
        Exit::NoEvents => say(&said(&chronicle::nothing(), tongue)),
        Exit::Undecided => say(&said(&chronicle::incomplete(), tongue)),
        Exit::Fine | Exit::NeedsPerson | Exit::Fatal => {}
    }
    Ok(code)
}

/// What the option says, else the extension of the file.
fn format(args: &TimelineArgs) -> Result<ListFormat, Fatal> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    match args.output.as_deref().and_then(render::format_of).map(|format| format.name) {
        Some("json") => Ok(ListFormat::Json),
        Some("csv") => Ok(ListFormat::Csv),
        None | Some("table") => Ok(if args.bom { ListFormat::Csv } else { ListFormat::Table }),
        Some(name) => Err(no_format(name)),
    }
}

/// A list is no report, and not all formats of a report are there for it.
pub(super) fn no_format(name: &str) -> Fatal {
    Fatal::Usage(format!("there is no list as {name}; name a file with another ending, or say --format"))
}

/// What is asked for, and what to say of it; or that there is no such record.
fn listed<'a>(
    args: &TimelineArgs,
    report: &'a Report,
    tongue: Tongue,
) -> Result<(Chronicle<'a>, Option<String>), String> {
    let Some(citation) = &args.around else {
        let spans =
            |computer: &ComputerReport| vec![pipeline::span_of(args.since, args.until, &computer.zone.rules)];
        return Ok((Chronicle::of(report, spans), None));
    };
    let found = chronicle::found(report, citation, args.by).map_err(|unknown| said(&unknown.0, tongue))?;
    let note = chronicle::to_tell_apart(citation, &found).map(|note| said(&note, tongue));
    let spans = |computer: &ComputerReport| {
        let of_it = found.iter().find(|(found, _)| std::ptr::eq(*found, computer));
        of_it.map(|(_, spans)| spans.clone()).unwrap_or_default()
    };
    Ok((Chronicle::of(report, spans), note))
}

fn said(sentence: &Sentence, tongue: Tongue) -> String {
    tongue.voice(None).print(sentence, text::defuse_into)
}
