//! `volsift diff`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::Color;
use super::output::Target;
use super::timeline::no_format;
use super::{Exit, Fatal, Surroundings};
use crate::difference::{self, Told};
use crate::input;
use crate::render::{self, json, markdown, table};
use crate::status;
use crate::story::difference::tell;

/// Compare two reports: what is new, gone or changed since the last bundle or night.
///
/// Both are reports of analyze in JSON. What needs a person in the newer one and did not in the older one makes the exit
/// status 1.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct DiffArgs {
    /// The older report, in JSON
    #[arg(value_name = "OLD.json")]
    old: PathBuf,

    /// The newer one
    #[arg(value_name = "NEW.json")]
    new: PathBuf,

    /// How to print it; by default what the extension of -o FILE says (.txt, .md, .json), else table
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<DiffFormat>,

    /// Write to a file, never to one that is read; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Text for people
    Table,
    /// Markdown for tickets
    Markdown,
    /// JSON, schema_version 1, for programs
    Json,
}

const HELP: &str = "\
Exit status, the same for every format:
  0  nothing that needs a person is new
  1  something is: a 27, a run, trouble
  2  wrong usage, or a file is no report

Example:
  volsift analyze tonight/ --format json -o tonight.json
  volsift diff yesterday.json tonight.json";

pub(super) fn run(
    args: &DiffArgs,
    color: Color,
    surroundings: Surroundings,
    out: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let by_name = args.output.as_deref().and_then(render::format_of).map(|format| format.name);
    let format = match (args.format, by_name) {
        (Some(format), _) => format,
        (None, Some("json")) => DiffFormat::Json,
        (None, Some("markdown")) => DiffFormat::Markdown,
        (None, None | Some("table")) => DiffFormat::Table,
        (None, Some(name)) => return Err(no_format(name)),
    };
    let target = Target::of(args.output.as_deref(), &[args.old.clone(), args.new.clone()], &[])?;
    let difference = difference::between(&read(&args.old)?, &read(&args.new)?);
    let style = surroundings.style(color, !matches!(target, Target::Stream));
    target.write(out, |out| match format {
        DiffFormat::Table => {
            let sections: Vec<_> = tell(&difference).into_iter().map(|section| (None, section)).collect();
            table::sections(&sections, style, out)
        }
        DiffFormat::Markdown => markdown::sections(&tell(&difference), style, out),
        DiffFormat::Json => json::render_difference(&difference, out),
    })?;
    Ok(status::of_difference(&difference))
}

fn read(path: &Path) -> Result<Told, Fatal> {
    let text = input::text::report(path)
        .map_err(|error| Fatal::Usage(format!("can't read {}: {error}", path.display())))?;
    difference::read(&text).map_err(|error| Fatal::Usage(format!("{}: {error}", path.display())))
}
