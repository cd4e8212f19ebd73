//! A host: its disks, its nights of backups, and what goes wrong. Nothing here knows how the program judges.

/// Milliseconds since the beginning of the model's first day.
pub type Millis = i64;

pub const SECOND: Millis = 1000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Which Windows writes the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// Server 2008 R2.
    Seven,
    /// Server 2012 R2.
    Eight,
    /// Server 2022.
    Ten,
}

/// The logs that a host writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Log {
    System,
    Backup,
    Application,
    /// Virtual disks.
    Vhdmp,
    /// Partition tables.
    Partition,
    /// Mounts.
    Ntfs,
    /// The snapshot driver.
    Driver,
    /// Ports of disks.
    Port,
    /// Another backup product.
    Product,
}

impl Log {
    pub const ALL: [Self; 9] = [
        Self::System,
        Self::Backup,
        Self::Application,
        Self::Vhdmp,
        Self::Partition,
        Self::Ntfs,
        Self::Driver,
        Self::Port,
        Self::Product,
    ];

    pub fn channel(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Backup => "Microsoft-Windows-Backup",
            Self::Application => "Application",
            Self::Vhdmp => "Microsoft-Windows-VHDMP/Operational",
            Self::Partition => "Microsoft-Windows-Partition/Diagnostic",
            Self::Ntfs => "Microsoft-Windows-Ntfs/Operational",
            Self::Driver => "Microsoft-Windows-VolumeSnapshot-Driver/Operational",
            Self::Port => "Microsoft-Windows-Storage-Storport/Operational",
            Self::Product => "CloudBackup",
        }
    }
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Good,
    /// Some files were skipped.
    Skipped,
    /// Only the last record of the end is written.
    LastRecordOnly,
    Failed,
    /// The snapshot was not made in time.
    TimedOut,
    Cancelled,
    Partial,
    /// The machine crashes.
    Crashed,
    /// The engine dies without a word.
    Silent,
}

impl End {
    pub fn is_good(self) -> bool {
        matches!(self, Self::Good | Self::Skipped | Self::LastRecordOnly)
    }
}

/// An image that the backup attaches and takes away.
#[derive(Debug, Clone, Copy)]
pub struct Image {
    /// How long behind the start of the run it comes.
    pub comes: Millis,
    /// How long it stays; it leaves before the end of the run, but for `is_target`.
    pub stays: Millis,
    /// How long behind its departure the 27 is written.
    pub error: Millis,
    /// It is what the backup is written to: it leaves behind the end of the run.
    pub is_target: bool,
    /// The disk gives an error of its own as it leaves.
    pub has_noise: bool,
}

/// When something strikes.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// In the run, in thousandths of it.
    Run(i64),
    /// So long behind its end.
    Behind(Millis),
}

/// What goes wrong, and how it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Bad blocks on the disk of a source: `disk` of that id.
    BadBlocks(u16),
    /// A path of a permanent disk hangs: 51, 153 of `disk`, or 129 of its port.
    Hangs(u16),
    /// A USB disk is pulled.
    UsbPulled,
    /// A LUN is lost, and comes back after minutes, if at all.
    LunLost { comes_back: bool },
    /// The last path to a disk is lost.
    PathsLost(u16),
    /// A disk of the cluster is lost.
    ClusterLost,
    /// Shadow copies of the volume are lost: `volsnap` of that id.
    CopiesLost(u16),
    /// The room for shadow copies of the volume is full.
    CopiesAtRisk,
    /// The snapshot driver tells of the loss.
    DriverLoss(u16),
    /// A file system of the host is damaged.
    Damaged,
    /// The 27 has the status of a real fault.
    Status(u32),
    /// What an image lies on fails: VHDMP of that id.
    ImageFails(u16),
    /// An image that somebody else had attached before the run leaves in it.
    OlderImage,
    /// The image is still attached.
    ImageStays,
    /// A USB disk gets the number of an image that has left, and is pulled.
    NumberReused,
    /// The volume is not found again at a start of the machine.
    AtStart,
    /// No backup goes on.
    NoRun { with_image: bool },
    /// It strikes behind the run, but the clock was set back before.
    ClockBack,
    /// The same, by a start with a clock in the past.
    StartInThePast,
    /// The records that tell of it are missing from System.
    Hidden,
    /// Nothing tells of it.
    Silent,
}

/// A job of another product, hours behind the run: an image comes and goes.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    pub is_good: bool,
    pub image: Image,
    /// A volume of the host is lost in it, and nothing tells of that.
    pub loses_volume: bool,
}

/// A night of backup.
#[derive(Debug, Clone)]
pub struct Night {
    /// Behind 18:00.
    pub begins: Millis,
    pub lasts: Millis,
    pub end: End,
    pub images: Vec<Image>,
    /// An orderly start of the machine in the morning.
    pub restarts: bool,
    /// The clock is corrected by a second in the run, as it is every hour.
    pub is_corrected: bool,
    pub trouble: Option<(Trouble, Moment)>,
    pub job: Option<Job>,
    /// A second run begins so long behind the end of the first one, with an image.
    pub again: Option<(Millis, End, Image)>,
    /// How long before the 27 what tells of the trouble is written.
    pub told_before: Millis,
}

/// How a host comes to another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renaming {
    /// It had the short name, and has the full one; nothing tells of that.
    Joined,
    /// It had another name altogether; it is started anew, and says so.
    Renamed,
}

/// What of the host's records is given.
#[derive(Debug, Clone)]
pub struct Given {
    pub logs: Vec<Log>,
    /// mountvol's output.
    pub has_list: bool,
    /// The logs as text, as wevtutil prints them.
    pub is_xml: bool,
    /// Records in a chunk of a log at most.
    pub chunk: Option<u8>,
}

/// A host.
#[derive(Debug, Clone)]
pub struct Host {
    pub era: Era,
    pub nights: Vec<Night>,
    /// The first records are those of a start of the machine.
    pub begins_with_start: bool,
    /// The volume that trouble strikes has a letter.
    pub has_letter: bool,
    /// 27s name that volume by its letter, where it has one.
    pub names_letter: bool,
    /// It is what the backup is written to.
    pub is_target: bool,
    /// Its state is told every day at this time.
    pub is_told_at: Option<Millis>,
    /// It has shadow copies, which the snapshot driver lists at a start.
    pub has_copies: bool,
    /// From the afternoon of this night on the host has another name.
    pub renamed: Option<(usize, Renaming)>,
    /// So much later does everything happen.
    pub shift: Millis,
    pub given: Given,
}

impl Host {
    pub fn gives(&self, log: Log) -> bool {
        self.given.logs.contains(&log)
    }
}
