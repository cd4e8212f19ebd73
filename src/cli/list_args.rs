//! Arguments of the commands that list and judge nothing.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::SignedDuration;

use super::input_args::InputArgs;
use super::redact::RedactArgs;
use super::values;
use crate::pipeline::{TimeBound, ZoneChoice};
use crate::story::chronicle::Citation;

/// How a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A line an entry, for people
    Table,
    /// JSON, schema_version 1, for programs
    Json,
    /// CSV for spreadsheets, a row an entry
    Csv,
}

/// How what was sent is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormat {
    /// Text and tables for people
    Table,
    /// JSON, schema_version 1, for programs
    Json,
}

/// List every record that can matter, of all logs in one order.
///
/// A line a record with both times and what it says; runs that begin and end, disks that come and leave, and times that a
/// log does not cover are lines of their own. A volsnap 27 has its verdict, as analyze gives it.
#[derive(Debug, Args)]
#[command(after_help = TIMELINE_HELP)]
pub(super) struct TimelineArgs {
    /// Event logs, XML exports, archives, extracts, folders that are searched for them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// List what lies around a record, cited as the reports print it
    #[arg(long, value_name = "CHANNEL#RECORD", value_parser = citation, conflicts_with_all = ["since", "until"])]
    pub(super) around: Option<Citation>,

    /// How far around it
    #[arg(long, default_value = "10m", value_name = "DURATION", value_parser = values::duration, requires = "around")]
    pub(super) by: SignedDuration,

    /// List nothing before
    #[arg(long, value_name = "TIME", value_parser = values::time)]
    pub(super) since: Option<TimeBound>,

    /// List nothing after
    #[arg(long, value_name = "TIME", value_parser = values::until)]
    pub(super) until: Option<TimeBound>,

    /// List this computer only; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) computer: Vec<String>,

    /// How to print it; by default what the extension of -o FILE says (.txt, .json, .csv), else table
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<ListFormat>,

    /// Write to a file, never to one that is read; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Begin --format csv with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Zone of the times shown beside UTC: host, utc, local, Asia/Tokyo, +9h, -0330, JST
    #[arg(long, default_value = "host", value_name = "ZONE", value_parser = values::zone, allow_hyphen_values = true)]
    pub(super) tz: ZoneChoice,

    /// A list of the host's volumes, as analyze takes it; may be repeated
    #[arg(long, value_name = "[HOST=]FILE", value_parser = values::inventories())]
    pub(super) mountvol: Vec<(Option<String>, PathBuf)>,

    /// How long after a run a 27 can still belong to it
    #[arg(long, default_value = "10m", value_name = "DURATION", value_parser = values::duration)]
    pub(super) grace: SignedDuration,

    /// How many threads to use; by default, one a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) redact: RedactArgs,
}

const TIMELINE_HELP: &str = "\
Exit status, the same for every format:
  0  something is listed, and everything was read
  2  wrong usage, or the work could not be done; also a path or list that can't be read
  3  nothing to list
  4  something is listed, but not everything could be read

Examples:
  volsift timeline logs/ --tz +9h
  volsift timeline logs/ --around System#4714 --by 2m
  volsift timeline logs/ --since 2012-01-18 --until \"2012-01-19 06:00\" -o night.csv";

/// Say what was sent: files, logs, computers, times, damage.
///
/// Nothing is judged. Every file is named with what it is; a log with its header, its chunks, what is damaged, the
/// computers and channels in it, record ids and times from-to, and the events in it that can matter.
#[derive(Debug, Args)]
#[command(after_help = INSPECT_HELP)]
pub(super) struct InspectArgs {
    /// Event logs, XML exports, archives, other files, folders that are searched, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// How to print it; by default what the extension of -o FILE says (.txt, .json), else table
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<InspectFormat>,

    /// Write to a file, never to one that is read; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Zone of the times shown beside UTC: host, utc, local, Asia/Tokyo, +9h, -0330, JST
    #[arg(long, default_value = "host", value_name = "ZONE", value_parser = values::zone, allow_hyphen_values = true)]
    pub(super) tz: ZoneChoice,

    /// How many threads to use; by default, one a core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,

    #[command(flatten)]
    pub(super) input: InputArgs,

    #[command(flatten)]
    pub(super) redact: RedactArgs,
}

const INSPECT_HELP: &str = "\
Exit status, the same for every format:
  0  logs are there, and everything in them was read
  2  wrong usage, or the work could not be done; also a path that can't be read
  3  no event at all in what was given
  4  not everything could be read, or what was sent is no evidence

Examples:
  volsift inspect bundle.zip
  volsift inspect logs/ --format json";

/// `System#4714`
fn citation(text: &str) -> Result<Citation, String> {
    Citation::parse(text).ok_or_else(|| {
        "a record is cited by its channel and its record id, as the reports print it: System#4714".to_owned()
    })
}
