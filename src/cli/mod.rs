//! The command line: arguments, streams, exit status. The only room that knows the environment.

mod analyze;
mod args;
mod collect_script;
mod diff;
mod explain;
mod extract;
mod fleet;
mod input_args;
mod inspect;
mod interrupt;
mod list_args;
mod locale;
mod output;
mod progress;
mod provenance;
mod redact;
mod reports;
mod schema;
mod shell;
mod team;
mod timeline;
mod timeout;
mod values;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::Path;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::catalogue::Tongue;
use crate::render::text;
pub use crate::status::Exit;

use args::{Cli, Color, Command};

/// What the process knows of its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the process")]
pub struct Surroundings {
    /// Whether the output goes to a terminal.
    pub stdout_is_terminal: bool,
    /// Whether messages go to a terminal.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal, or what `COLUMNS` says.
    pub columns: Option<usize>,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// Whether the locale's characters are Unicode.
    pub is_unicode: bool,
    /// The language of what people read.
    pub tongue: Tongue,
}

/// Columns where there is no terminal.
const DEFAULT_COLUMNS: usize = 80;
/// Wider lines are hard to read.
const MOST_COLUMNS: usize = 140;
/// Tables need some room.
const LEAST_COLUMNS: usize = 40;

impl Surroundings {
    /// Those of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        let stdout_is_terminal = io::stdout().is_terminal();
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
        Self {
            stdout_is_terminal,
            stderr_is_terminal: io::stderr().is_terminal(),
            columns: told.or_else(|| if stdout_is_terminal { terminal() } else { None }),
            no_color: std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            is_unicode: cfg!(windows) || locale::is_unicode(|name| std::env::var(name).ok()),
            tongue: locale::tongue(|name| std::env::var(name).ok()),
        }
    }

    fn style(self, color: Color, to_file: bool) -> crate::render::Style {
        let allowed = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => self.stdout_is_terminal && !to_file && !self.no_color,
        };
        crate::render::Style {
            width: self.columns.unwrap_or(DEFAULT_COLUMNS).clamp(LEAST_COLUMNS, MOST_COLUMNS),
            color: allowed,
            ascii: !self.is_unicode,
            extent: crate::story::Extent::Folded,
            sheet: crate::render::sheets::Sheet::default(),
            tongue: self.tongue,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fatal {
    /// Arguments that clap can't judge.
    #[error("{0}")]
    Usage(String),
    /// The output could not be written.
    #[error("can't write to {place}: {source}")]
    Write {
        /// Where to.
        place: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
}

impl Fatal {
    fn writing(place: &str) -> impl FnOnce(io::Error) -> Self {
        let place = place.to_owned();
        move |source| Self::Write { place, source }
    }

    /// Whether the reader just went away.
    fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Write { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The whole program: arguments in, bytes and an exit status out.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    surroundings: Surroundings,
    out: &mut (dyn Write + Send),
    err: &mut dyn Write,
) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let error =
                defused(&arguments).and_then(|words| Cli::try_parse_from(words).err()).unwrap_or(error);
            let exit = refuse(&error, surroundings, out, err);
            suggest_analyze(&error, err);
            return exit;
        }
    };
    let tongue = cli.lang.map_or(surroundings.tongue, args::Lang::tongue);
    let surroundings = Surroundings { tongue, ..surroundings };
    let done = match cli.command {
        Command::Analyze(args) => analyze::run(&args, cli.color, &arguments, surroundings, out, err),
        Command::Timeline(args) => timeline::run(&args, cli.color, surroundings, out, err),
        Command::Inspect(args) => inspect::run(&args, cli.color, surroundings, out, err),
        Command::Extract(args) => extract::run(&args, surroundings, out, err),
        Command::Diff(args) => diff::run(&args, cli.color, surroundings, out),
        Command::Timeout(args) => timeout::run(&args, out),
        Command::Explain(args) => explain::run(&args, surroundings.style(cli.color, false), out, err),
        Command::Schema(args) => schema::run(&args, out),
        Command::CollectScript(args) => collect_script::run(&args, out),
        Command::Completions(args) => shell::completions(&args, out),
        Command::Man(args) => shell::man(&args, out),
    };
    let done = done.and_then(|exit| out.flush().map(|()| exit).map_err(Fatal::writing("standard output")));
    match done {
        Ok(exit) => exit,
        Err(fatal) if fatal.is_broken_pipe() => Exit::Fine,
        Err(fatal) => {
            // If standard error is gone too, the exit status has to do.
            writeln!(err, "volsift: {}", text::defuse(&fatal.to_string()))
                .map_or(Exit::Fatal, |()| Exit::Fatal)
        }
    }
}

/// Arguments whose characters no terminal obeys, where some are not: what clap says of them repeats them as they are.
fn defused(arguments: &[OsString]) -> Option<Vec<String>> {
    let words: Vec<String> = arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let is_hostile = words.iter().any(|word| word.chars().any(text::is_dangerous));
    is_hostile.then(|| words.iter().map(|word| text::defuse(word).into_owned()).collect())
}

/// Who gives a path and no command most likely wants it analysed.
fn suggest_analyze(error: &clap::Error, err: &mut dyn Write) {
    let lacks_command = || error.render().to_string().contains("<COMMAND>");
    if error.kind() == ErrorKind::UnknownArgument && lacks_command() {
        writeln!(err, "\nOptions stand behind the command: volsift analyze [OPTIONS] PATH...")
            .unwrap_or_default();
        return;
    }
    if error.kind() != ErrorKind::InvalidSubcommand {
        return;
    }
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && (Path::new(word).exists() || word.contains(['/', '\\', '.']))
    {
        let hint = format!("To analyse logs: volsift analyze {word}");
        writeln!(err, "\n{}", text::defuse(&hint)).unwrap_or_default();
    }
}

/// Help and version are answers; anything else is a mistake in the arguments.
fn refuse(error: &clap::Error, surroundings: Surroundings, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let is_answer = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let is_terminal =
        if is_answer { surroundings.stdout_is_terminal } else { surroundings.stderr_is_terminal };
    let rendered = error.render();
    let text = if is_terminal && !surroundings.no_color {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    let say = |stream: &mut dyn Write| stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    if !is_answer {
        return say(err).map_or(Exit::Fatal, |()| Exit::Fatal);
    }
    match say(out).map_err(Fatal::writing("standard output")) {
        Err(fatal) if !fatal.is_broken_pipe() => {
            writeln!(err, "volsift: {fatal}").map_or(Exit::Fatal, |()| Exit::Fatal)
        }
        // A reader that has seen enough goes away.
        _ => Exit::Fine,
    }
}
