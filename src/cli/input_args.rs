//! Arguments about what is read, beyond the paths.

use clap::Args;

use super::values;
use crate::input::{Decoding, How, Limits};

/// How to read what is given, and how far to trust archives.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct InputArgs {
    /// Leave aside lists of volumes and disks, registry exports and manifests that lie beside the logs
    #[arg(long)]
    pub(super) no_auto_context: bool,

    /// Also carve stale records from space that the logs no longer use; they never make anything benign
    #[arg(long)]
    pub(super) recover: bool,

    /// The password of encrypted archives
    #[arg(long, value_name = "PASSWORD")]
    pub(super) password: Option<String>,

    /// How much one archive may unpack to
    #[arg(long, default_value = "64G", value_name = "SIZE", value_parser = values::size, hide_short_help = true)]
    pub(super) max_unpacked: u64,

    /// How much one file in an archive may unpack to
    #[arg(long, default_value = "16G", value_name = "SIZE", value_parser = values::size, hide_short_help = true)]
    pub(super) max_entry: u64,

    /// How many times its packed size it may unpack to, beyond the first 64 MiB
    #[arg(long, default_value_t = Limits::default().ratio, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true)]
    pub(super) max_ratio: u64,

    /// How many archives may lie in each other
    #[arg(long, default_value_t = Limits::default().nesting, value_name = "N", hide_short_help = true)]
    pub(super) max_nesting: u32,

    /// Memory for an archive inside another one or from standard input, and for a 7z dictionary
    #[arg(long, default_value = "128M", value_name = "SIZE", value_parser = values::size, hide_short_help = true)]
    pub(super) max_held: u64,

    /// Decode also the records that can't matter, and compare them with what was seen of them: slow, and
    /// the report is the same
    #[arg(long, hide_short_help = true)]
    pub(super) decode_everything: bool,
}

impl InputArgs {
    pub(super) fn how(&self) -> How {
        How {
            decoding: if self.decode_everything { Decoding::Everything } else { Decoding::Needed },
            recovers: self.recover,
            takes_context: !self.no_auto_context,
            limits: Limits {
                total: self.max_unpacked,
                entry: self.max_entry,
                ratio: self.max_ratio,
                nesting: self.max_nesting,
                held: self.max_held,
            },
            password: self.password.clone(),
            names_files: false,
            keeps_records: false,
        }
    }
}
