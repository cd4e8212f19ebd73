//! What is true of each 27, and what of it the given records show.
//!
//! Trouble is *shown* if at least one of its [`Tell`]s is among what is given: a record or a list by which a person who
//! knows Windows, and not this program, would tell that no image of the backup had left. Trouble that nothing given shows
//! reads like the noise of a good run, and may be called benign, but never on proof.

use super::host::{Era, Host, Log};

/// An image of the run that left because its storage failed.
pub const IMAGE_FAILED: &str = "an image failed";

/// One volsnap 27 and what is behind it.
#[derive(Debug, Clone)]
pub struct Error {
    /// Which record of System it is.
    pub record: u64,
    pub cause: Cause,
}

#[derive(Debug, Clone)]
pub enum Cause {
    /// The volume of an image of the run that has just left.
    Noise {
        /// The run is good.
        is_good: bool,
        /// Nothing else happened that night.
        is_calm: bool,
        /// The log of partition tables began before the image came, so that it shows the coming.
        comes_in_log: bool,
    },
    /// The volume of an image of a job of another product that has just left.
    OfJob { is_good: bool, is_calm: bool, comes_in_log: bool },
    /// Anything else.
    Trouble { name: &'static str, tells: Vec<Tell> },
}

/// What would show trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// The System log, in which the 27 itself lies, or the absence of a good run.
    Always,
    /// A record of this log.
    In(Log),
    /// A list of the host's volumes.
    List,
}

/// What a 27 may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// Not benign.
    NeverBenign,
    /// Trouble that nothing given shows: not benign on proof.
    NotProven,
    /// An image of the run that left for a reason that nothing given shows: nothing is promised.
    Hidden,
    /// Noise beside trouble: a false alarm would be no harm.
    Anything,
    /// Benign.
    Benign,
    /// Benign by a disk that is shown to be virtual.
    Supported,
    /// Benign, and proven.
    Proven,
}

impl Error {
    pub fn expected(&self, host: &Host) -> Expected {
        match &self.cause {
            Cause::Noise { is_good: false, .. } => Expected::NeverBenign,
            Cause::OfJob { is_good, is_calm, comes_in_log } => match *is_good && host.gives(Log::Product) {
                false => Expected::NeverBenign,
                true if *is_calm && *comes_in_log && host.gives(Log::Partition) => Expected::Proven,
                true => Expected::Anything,
            },
            _ if !host.gives(Log::Backup) => Expected::NeverBenign,
            Cause::Noise { is_calm: false, .. } => Expected::Anything,
            Cause::Noise { comes_in_log: true, .. } if host.gives(Log::Partition) => Expected::Proven,
            Cause::Noise { .. } if host.gives(Log::Partition) && host.era == Era::Ten => Expected::Supported,
            Cause::Noise { .. } if host.gives(Log::Vhdmp) => Expected::Supported,
            Cause::Noise { .. } => Expected::Benign,
            Cause::Trouble { name, tells } => {
                let is_shown = tells.iter().any(|tell| match tell {
                    Tell::Always => true,
                    Tell::In(log) => host.gives(*log),
                    Tell::List => host.given.has_list,
                });
                // That an image of the run left is proven all the same; why it left, only its own log tells.
                let is_of_run = *name == IMAGE_FAILED;
                match is_shown {
                    true => Expected::NeverBenign,
                    false if is_of_run => Expected::Hidden,
                    false => Expected::NotProven,
                }
            }
        }
    }
}
