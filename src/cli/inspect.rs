//! `volsift inspect`.

use std::io::Write;

use super::analyze::{NO_EVENT, note_missing};
use super::args::{Color, InspectArgs};
use super::list_args::InspectFormat;
use super::output::Target;
use super::progress::Bar;
use super::team::team;
use super::timeline::no_format;
use super::{Exit, Fatal, Surroundings};
use crate::input::Input;
use crate::pipeline;
use crate::render::{self, json, table};
use crate::status;
use crate::story::inspection;

pub(super) fn run(
    args: &InspectArgs,
    color: Color,
    surroundings: Surroundings,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Exit, Fatal> {
    let by_name = args.output.as_deref().and_then(render::format_of).map(|format| format.name);
    let format = match (args.format, by_name) {
        (Some(format), _) => format,
        (None, Some("json")) => InspectFormat::Json,
        (None, None | Some("table")) => InspectFormat::Table,
        (None, Some(name)) => return Err(no_format(name)),
    };
    let target = Target::of(args.output.as_deref(), &args.paths, &[])?;
    note_missing(&args.paths, &[], err);
    let inputs: Vec<Input> = args.paths.iter().cloned().map(Input::Path).collect();
    let bar = Bar::new(surroundings);
    let mut names = args.redact.names([&target])?;
    let inspection = team(args.threads)
        .run(|| pipeline::inspect(inputs, &args.input.how(), &args.tz, names.as_mut(), &bar));
    bar.finish();
    let style = surroundings.style(color, !matches!(target, Target::Stream));
    target.write(out, |out| match format {
        InspectFormat::Table => table::sections(&inspection::tell(&inspection), style, out),
        InspectFormat::Json => json::render_inspection(&inspection, out),
    })?;
    let code = status::of_inspection(&inspection);
    if code == Exit::NoEvents {
        // If standard error is gone too, the exit status has to do.
        writeln!(err, "volsift: {NO_EVENT}").unwrap_or_default();
    }
    Ok(code)
}
