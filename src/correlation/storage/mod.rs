//! Storage: which disks came and left, what they were, and which volume lay on which.
//!
//! Disk numbers are reused, so what is shown of a disk holds from its arrival to its departure, in one boot. A disk
//! is *virtual* only where a record shows it: VHDMP attached or detached that number, Partition 1006 or Ntfs tells
//! the bus, StorPort 551 the miniport. disk 157 is written for every disk, and shows nothing. Which volume lies on it
//! is told by the partition table in 1006 and by a mount that names a number.

mod departure;
mod disks;
mod marks;
mod placement;
mod ports;

pub use departure::{Departure, Shown};
pub(super) use disks::{Disks, is_intact};
pub(super) use marks::{file_name, may_be_same_file};
pub(super) use placement::lies_on;
pub use placement::{LiesOn, Placement};

use jiff::SignedDuration;

/// Requests under way when a disk leaves fail within this.
pub const AFTER_LEAVING: SignedDuration = SignedDuration::from_secs(120);
/// What a disk brings is mounted within this: seconds, as a rule; a longer check of a dirty volume costs the proof, not the verdict.
pub(super) const MOUNTED_WITHIN: SignedDuration = SignedDuration::from_secs(60);
