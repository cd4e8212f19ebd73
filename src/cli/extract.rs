//! `volsift extract`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::analyze::{NO_EVENT, note_missing};
use super::input_args::InputArgs;
use super::output::Target;
use super::progress::Bar;
use super::redact::RedactArgs;
use super::team::team;
use super::{Exit, Fatal, Surroundings, provenance};
use crate::extract::{self, Extract, Form};
use crate::input::Input;
use crate::pipeline;
use crate::render::text;
use crate::status;

/// Keep of logs what analyze needs, in a file of a hundredth of the size.
///
/// analyze reads it like any log, beside others, and gives the same report as of the logs. Where a provider has many hosts,
/// each machine makes extracts of what lies near it, and only these travel. docs/extract.md has the rows and columns.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct ExtractArgs {
    /// Logs, exports, archives, folders, other extracts; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Where to, never over something that is read; its ending says the form (.parquet, .ndjson, .ndjson.zst); - is
    /// standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The form, whatever the ending; on standard output, ndjson
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<ExtractFormat>,

    /// How many threads to use; by default, one a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    redact: RedactArgs,
}

/// The form of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    /// Apache Parquet, packed with zstd
    Parquet,
    /// A line of JSON for each row
    Ndjson,
    /// The same, packed with zstd
    #[value(name = "ndjson.zst")]
    NdjsonZst,
}

impl ExtractFormat {
    fn form(self) -> Form {
        match self {
            Self::Parquet => Form::Parquet,
            Self::Ndjson => Form::Ndjson,
            Self::NdjsonZst => Form::NdjsonZst,
        }
    }
}

const HELP: &str = "\
Exit status:
  0  everything was read
  2  wrong usage, a path that was named can't be read, or the extract can't be written
  3  no event at all in what was given
  4  something could not be read; the extract tells of it, and so does every report on it

Examples:
  volsift extract /logs/HV01 -o HV01.parquet
  volsift analyze HV01.parquet
  volsift analyze yesterday.parquet /logs/tonight";

pub(super) fn run(
    args: &ExtractArgs,
    surroundings: Surroundings,
    out: &mut (dyn Write + Send),
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let form = form(args)?;
    let target = Target::of_extract(args.output.as_deref(), &args.paths)?;
    note_missing(&args.paths, &[], err);
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings);
    let mut names = args.redact.names([&target])?;
    let team = team(args.threads);
    let extract = team.run(|| {
        let mut extract = pipeline::extract(inputs, &args.input.how(), names.as_mut(), &bar);
        let sources = extract.sources.iter().filter(|source| !source.is_extracted);
        let paths: BTreeSet<&str> = sources
            .map(|source| source.path.as_str())
            .chain(extract.texts.iter().map(|text| text.path.as_str()))
            .collect();
        let known = std::mem::take(&mut extract.files);
        let files = provenance::files(paths.into_iter(), known, &[], names.as_mut());
        Extract { files, ..extract }
    });
    bar.finish();
    team.run(|| target.write(out, |out| extract::write(&extract, form, out)))?;
    let code = status::of_extract(&extract);
    if code == Exit::NoEvents {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {NO_EVENT}").unwrap_or_default();
    }
    Ok(code)
}

/// What the option says, else the ending of the file.
fn form(args: &ExtractArgs) -> Result<Form, Fatal> {
    if let Some(format) = args.format {
        return Ok(format.form());
    }
    let Some(file) = args.output.as_deref().filter(|file| *file != Path::new("-")) else {
        return Ok(Form::Ndjson);
    };
    Form::of_name(&file.to_string_lossy()).ok_or_else(|| {
        let shown = text::defuse(&file.to_string_lossy()).into_owned();
        Fatal::Usage(format!(
            "{shown} ends like no form of an extract (.parquet, .ndjson, .ndjson.zst); name it so, or say --format"
        ))
    })
}
