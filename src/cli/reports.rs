//! Which reports are asked for: each a format and a place, chosen by options and by the endings of files.

use std::io::Write;
use std::path::Path;

use super::Fatal;
use super::args::{AnalyzeArgs, Rows};
use super::output::Target;
use crate::cores::Team;
use crate::fleet::View;
use crate::render::{self, Format, Style, sheets, table};
use crate::report::Report;
use crate::story::Extent;

/// One report: what it is drawn as, and where it goes.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) target: Target,
    format: &'static Format,
}

/// Every report that is asked for.
///
/// # Errors
///
/// [`Fatal::Usage`] where options contradict each other, or a place must not be written to.
pub(super) fn asked(args: &AnalyzeArgs) -> Result<Vec<Output>, Fatal> {
    let named = args.format.as_deref().map(named).transpose()?;
    let wants_sheet = args.csv.is_some() || args.bom;
    let otherwise = named.unwrap_or(if wants_sheet { &sheets::FORMAT } else { &table::FORMAT });
    let lists: Vec<&Path> = args.mountvol.iter().map(|(_, list)| list.as_path()).collect();
    let outputs: Vec<Output> = match args.output.as_slice() {
        [] => vec![Output { target: Target::of(None, &args.paths, &lists)?, format: otherwise }],
        [one] => {
            let format = named.or_else(|| render::format_of(one)).unwrap_or(otherwise);
            vec![Output { target: Target::of(Some(one), &args.paths, &lists)?, format }]
        }
        several => {
            let endings: Vec<Option<&Format>> = several.iter().map(|file| render::format_of(file)).collect();
            if let (Some(format), true) = (named, endings.iter().all(Option::is_some)) {
                let name = format.name;
                return Err(Fatal::Usage(format!(
                    "the files' endings choose their formats, so --format {name} has none to choose; leave it out"
                )));
            }
            let outputs = several.iter().zip(endings).map(|(file, ending)| {
                let target = Target::of(Some(file), &args.paths, &lists)?;
                Ok(Output { target, format: ending.unwrap_or(otherwise) })
            });
            outputs.collect::<Result<_, Fatal>>()?
        }
    };
    if wants_sheet && !outputs.iter().any(|output| output.format.name == sheets::FORMAT.name) {
        let formats: Vec<&str> = outputs.iter().map(|output| output.format.name).collect();
        let formats = formats.join(" and ");
        return Err(Fatal::Usage(format!(
            "--csv and --bom belong to --format csv, and the format is {formats}"
        )));
    }
    if let Some(output) =
        outputs.iter().find(|output| args.group_by.is_some() && output.format.fleet.is_none())
    {
        let with = render::FORMATS.iter().filter(|format| format.fleet.is_some());
        let names: Vec<&str> = with.map(|format| format.name).collect();
        return Err(Fatal::Usage(format!(
            "there is no report of a fleet as {}; with --group-by, use --format {}",
            output.format.name,
            names.join(", ")
        )));
    }
    for (position, output) in outputs.iter().enumerate() {
        if outputs.iter().take(position).any(|other| other.target.is_same(&output.target)) {
            let place = output.target.name();
            return Err(Fatal::Usage(format!(
                "-o names {place} twice, and one report would overwrite the other"
            )));
        }
    }
    Ok(outputs)
}

fn named(name: &str) -> Result<&'static Format, Fatal> {
    render::format(name).ok_or_else(|| Fatal::Usage(format!("no format is called {name}")))
}

impl Output {
    /// Whether the report tells the fingerprints of files.
    pub(super) fn tells_fingerprints(&self) -> bool {
        self.format.tells_fingerprints
    }

    /// Draws the report and writes it.
    ///
    /// # Errors
    ///
    /// [`Fatal::Write`] where not all of it could be written.
    pub(super) fn write(
        &self,
        drawn: &Drawn<'_>,
        args: &AnalyzeArgs,
        style: impl FnOnce(bool) -> Style,
        team: &Team,
        out: &mut (dyn Write + Send),
    ) -> Result<(), Fatal> {
        let style = style(!matches!(self.target, Target::Stream));
        let extent = match (args.all, args.summary) {
            (true, _) => Extent::All,
            (false, true) => Extent::Summary,
            (false, false) => self.format.extent,
        };
        let style = Style { extent, ascii: style.ascii || args.ascii, sheet: sheet(args), ..style };
        team.run(|| {
            self.target.write(out, |out| match (drawn, self.format.fleet) {
                (Drawn::Report(report), _) => (self.format.render)(report, style, out),
                (Drawn::Fleet(view), Some(fleet)) => fleet(view, style, out),
                // Such a format was refused before anything was read.
                (Drawn::Fleet(_), None) => Ok(()),
            })
        })
    }
}

/// What is drawn.
#[derive(Debug)]
pub(super) enum Drawn<'a> {
    /// A report.
    Report(&'a Report),
    /// A fleet.
    Fleet(View<'a>),
}

fn sheet(args: &AnalyzeArgs) -> sheets::Sheet {
    let rows = match args.csv {
        None | Some(Rows::Volsnap27) => sheets::Rows::Volsnap27,
        Some(Rows::Runs) => sheets::Rows::Runs,
        Some(Rows::Records) => sheets::Rows::Records,
        Some(Rows::Coverage) => sheets::Rows::Coverage,
    };
    sheets::Sheet { rows, bom: args.bom }
}

/// Writes them all. Where one can't be written the others still are; the first error is given back, the rest are told.
///
/// # Errors
///
/// [`Fatal::Write`] where not all of one could be written.
pub(super) fn write_all(
    outputs: &[Output],
    drawn: &Drawn<'_>,
    args: &AnalyzeArgs,
    style: impl Fn(bool) -> Style,
    team: &Team,
    out: &mut (dyn Write + Send),
    mut tell: impl FnMut(&Fatal),
) -> Result<(), Fatal> {
    let mut first = Ok(());
    for output in outputs {
        match (output.write(drawn, args, &style, team, out), &first) {
            (Err(fatal), Ok(())) => first = Err(fatal),
            (Err(fatal), Err(_)) => tell(&fatal),
            (Ok(()), _) => {}
        }
    }
    first
}
