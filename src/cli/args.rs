//! The arguments, as people see them in `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

use super::diff::DiffArgs;
use super::extract::ExtractArgs;
use super::input_args::InputArgs;
pub(super) use super::list_args::{InspectArgs, TimelineArgs};
use super::redact::RedactArgs;
use super::values;
use crate::catalogue::Tongue;
use crate::pipeline::{TimeBound, ZoneChoice};

/// Tells which volsnap 27 errors are harmless noise of a backup and which ones need a person.
///
/// Reads exported Windows event logs offline, as .evtx, as XML or in archives, rebuilds the runs of Windows Server Backup,
/// and judges every volsnap 27 with the records that prove the verdict.
#[derive(Debug, Parser)]
#[command(name = "volsift", version, arg_required_else_help = true, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use colours; NO_COLOR is obeyed
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub(super) color: Color,

    /// Language of what people read (table, markdown, html); by default what LC_ALL, LC_MESSAGES or LANG says, else English
    #[arg(long, value_enum, global = true, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
}

const EXAMPLES: &str = "\
Examples:
  volsift analyze logs/                      everything below a folder
  volsift analyze bundle.zip                 an archive, read in place
  volsift analyze System.evtx Backup.evtx --tz +9h
  volsift analyze logs/ --mountvol mountvol.txt --format json -o report.json
  volsift inspect bundle.zip                 what was sent, before any analysis
  volsift timeline logs/ --around System#4714
  volsift diff yesterday.json tonight.json
  volsift timeout --vms-ok 6 --vms-total 12 --reg spp.reg
  volsift explain 2155348129
  volsift explain volsnap 27";

// A command is described where its arguments are: a description here would hide all of it but the first line.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Analyze(Box<AnalyzeArgs>),
    Timeline(Box<TimelineArgs>),
    Inspect(Box<InspectArgs>),
    Extract(Box<ExtractArgs>),
    Diff(DiffArgs),
    Timeout(TimeoutArgs),
    Explain(ExplainArgs),
    Schema(SchemaArgs),
    CollectScript(CollectArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English
    En,
    /// Japanese
    Ja,
}

impl Lang {
    pub(super) fn tongue(self) -> Tongue {
        match self {
            Self::En => Tongue::English,
            Self::Ja => Tongue::Japanese,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Require {
    /// A good run, and nothing that speaks against it
    Presumed,
    /// A virtual disk that left right before, or a list of the host's volumes
    Supported,
    /// A record that shows the volume on a virtual disk of the run
    Proven,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// An actionable 27, a side effect, or a run that did not succeed
    Actionable,
    /// These, and an undetermined 27
    Undetermined,
    /// Nothing
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GroupBy {
    /// A row a host
    Computer,
    /// A group a cause, with its hosts
    Cause,
    /// A row a night
    Day,
}

impl GroupBy {
    pub(super) fn of_fleet(self) -> crate::fleet::GroupBy {
        match self {
            Self::Computer => crate::fleet::GroupBy::Computer,
            Self::Cause => crate::fleet::GroupBy::Cause,
            Self::Day => crate::fleet::GroupBy::Day,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Rows {
    /// A row a volsnap 27 (default)
    Volsnap27,
    /// A row a backup run, those of other products too
    Runs,
    /// A row a record that the report cites
    Records,
    /// A row a log, and one each time that it does not cover
    Coverage,
}

/// Judge every volsnap 27 in event logs.
///
/// Give folders, .evtx files, XML exports or archives (.zip, .7z, .cab, .gz, .zst, .tar.gz). What is needed: the logs System and
/// Microsoft-Windows-Backup of the host; Application, VHDMP and VolumeSnapshot-Driver make verdicts surer. Damaged and
/// truncated files are read as far as they go, and the report says what is missing.
#[derive(Debug, Args)]
#[command(after_help = ANALYZE_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(super) struct AnalyzeArgs {
    /// Event logs, XML exports, archives, extracts, folders that are searched for them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// How to print the report; by default what the extension of -o FILE says (.txt, .md, .html, .json, .ndjson, .csv, .xml), else table
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(crate::render::FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).help(format.help))))]
    pub(super) format: Option<String>,

    /// Write the report to a file, never to one that is read; - is standard output; may be repeated, for several formats
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,

    /// Tell of many hosts as one fleet, summary first, by host, cause or night (table, markdown, html, json)
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) group_by: Option<GroupBy>,

    /// What the rows of --format csv are
    #[arg(long, value_enum, value_name = "ROWS")]
    pub(super) csv: Option<Rows>,

    /// Begin --format csv with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Print everything: nothing is folded, and quiet computers have chapters too
    #[arg(long, conflicts_with = "summary")]
    pub(super) all: bool,

    /// Print the first lines only
    #[arg(short = 'q', long)]
    pub(super) summary: bool,

    /// Draw lines with ASCII characters, also where the locale is one of UTF-8
    #[arg(long)]
    pub(super) ascii: bool,

    /// Zone of the times shown beside UTC: host, utc, local, Asia/Tokyo, +9h, -0330, JST
    #[arg(long, default_value = "host", value_name = "ZONE", value_parser = values::zone, allow_hyphen_values = true)]
    pub(super) tz: ZoneChoice,

    /// A list of the host's volumes (mountvol, vssadmin list volumes, fsutil volume list,
    /// Get-Volume | fl), taken outside a backup; may be repeated
    #[arg(long, value_name = "[HOST=]FILE", value_parser = values::inventories())]
    pub(super) mountvol: Vec<(Option<String>, PathBuf)>,

    /// How long after a run a 27 can still belong to it
    #[arg(long, default_value = "10m", value_name = "DURATION", value_parser = values::duration)]
    pub(super) grace: SignedDuration,

    /// The host's CreateTimeout; else what a registry export beside the logs says, else 10m
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    pub(super) create_timeout: Option<SignedDuration>,

    /// How many virtual machines are backed up within 10 minutes, for the advice
    #[arg(long, value_name = "N", requires = "vms_total", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) vms_ok: Option<u32>,

    /// How many virtual machines run on the host
    #[arg(long, value_name = "N", requires = "vms_ok", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) vms_total: Option<u32>,

    /// Report on nothing before (earlier evidence is still used)
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    pub(super) since: Option<TimeBound>,

    /// Report on nothing after (later evidence is still used)
    #[arg(long, value_name = "TIME", value_parser = values::until)]
    pub(super) until: Option<TimeBound>,

    /// Report on this computer only; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) computer: Vec<String>,

    /// What makes the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Actionable, value_name = "WHAT")]
    pub(super) fail_on: FailOn,

    /// What a benign 27 has to rest on at least; one with less is undetermined
    #[arg(long, value_enum, default_value_t = Require::Presumed, value_name = "BASIS")]
    pub(super) require: Require,

    /// How many threads to use; by default, one a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) redact: RedactArgs,
}

const ANALYZE_HELP: &str = "\
Exit status, the same for every format:
  0  nothing needs a person, and everything was read
  1  something does: an actionable 27, a side effect, a run that did not succeed,
     or trouble beside the 27s (a failing disk, ...)
  2  wrong usage, or the work could not be done; also a path or list that can't be read
  3  no event at all in what was given
  4  nothing bad seen, but not everything could be read or decided

Examples:
  volsift analyze logs/ --tz +9h
  volsift analyze logs/ --mountvol HV01=hv01.txt --mountvol HV02=hv02.txt
  volsift analyze logs/ --since 2012-01-18 --until \"2012-01-19 06:00\"
  volsift analyze logs/ --vms-ok 6 --vms-total 12
  volsift analyze all-hosts/ --group-by computer -o fleet.html
  volsift analyze logs/ --format json | jq '.computers[].volsnap27[] | select(.verdict != \"benign\")'

What to send to the customer, to run as administrator while no backup runs:
  volsift collect-script -o collect.cmd";

/// Calculate the CreateTimeout that a host needs.
///
/// The formula: base x ceil(total / ok) + margin. A host that backs up 6 running virtual machines
/// within the default of 10 minutes, and has 12, needs 10 x 2 + 10 = 30 minutes.
#[derive(Debug, Args)]
pub(super) struct TimeoutArgs {
    /// How many running virtual machines are backed up within the base time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) vms_ok: u32,

    /// How many virtual machines run on the host
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) vms_total: u32,

    /// The time within which so many are backed up
    #[arg(long, default_value = "10m", value_name = "DURATION", value_parser = values::duration)]
    pub(super) base: SignedDuration,

    /// What is added on top
    #[arg(long, default_value = "10m", value_name = "DURATION", value_parser = values::duration)]
    pub(super) margin: SignedDuration,

    /// Also write a .reg file that sets the value
    #[arg(long, value_name = "FILE")]
    pub(super) reg: Option<PathBuf>,
}

/// Explain a code, an event, a rule, a verdict or a word of the reports.
///
/// Codes in any notation or by name (2155348129, 0x807800A1, -2139619167, C000000E, VSS_E_PROVIDER_VETO), events (volsnap 27,
/// Backup 521; 7 for every event with that id), citations (System#4714), rules (V301), verdicts, outcomes, causes, and words
/// such as confidence, strong, CreateTimeout or SPP. Several at once are explained one after the other.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// What to explain
    #[arg(required = true, value_name = "WHAT", allow_hyphen_values = true)]
    pub(super) what: Vec<String>,
}

/// Print the JSON Schema of the report.
///
/// A program can check by it what it gets: every key with its type, its meaning and its unit, and the words that it may
/// hold. Keys may be added; none is renamed or removed without a new schema_version. docs/json.md says the same to people.
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Of which format
    #[arg(long, value_enum, default_value_t = SchemaOf::Json, value_name = "FORMAT")]
    pub(super) format: SchemaOf,

    /// Write the schema to a file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// The whole report as one object
    Json,
    /// A line of the report in lines
    Ndjson,
    /// The report of a fleet (analyze --group-by) as one object
    Fleet,
}

/// Print the script that gathers everything on a customer's host.
///
/// The customer runs it as administrator, answers one question, and sends the one file that it makes: the event logs, the
/// lists of volumes and shadow copies and the settings that the analysis can use, with a manifest of what was not there. It
/// runs everywhere from Windows Server 2008 R2 on, changes nothing, and needs no network. docs/collect.md says what it runs.
#[derive(Debug, Args)]
#[command(after_help = "\
On Windows, write it with -o: the > of PowerShell makes a file that cmd can't read.

  volsift collect-script -o collect.cmd
  volsift analyze HV01_2024-05-14.zip")]
pub(super) struct CollectArgs {
    /// The script for PowerShell 2.0 and newer, collect.ps1, in the place of the batch file collect.cmd
    #[arg(long)]
    pub(super) powershell: bool,

    /// Write the script to a file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Print the script that completes commands in a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Where shells look for it:
  bash        volsift completions bash > ~/.local/share/bash-completion/completions/volsift
  zsh         volsift completions zsh > \"${fpath[1]}/_volsift\"
  fish        volsift completions fish > ~/.config/fish/completions/volsift.fish
  powershell  volsift completions powershell >> $PROFILE
  elvish      volsift completions elvish >> ~/.config/elvish/rc.elv")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// Write the manual pages into a folder.
///
/// One for the program and one for each command, for example into ~/.local/share/man/man1; then `man volsift-analyze`
/// shows one. Those of an older version are replaced.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The folder; it is made where it is missing
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}
