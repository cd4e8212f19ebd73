//! What happens on a host, and what its Windows writes of it, in the order in which it is written.

use super::host::{
    DAY, End, Era, HOUR, Host, Image, Job, Log, MINUTE, Millis, Moment, Night, Renaming, SECOND,
};
use super::troubles;
use super::truth::{Cause, Error, Tell};

/// A record before it has a number.
#[derive(Debug, Clone)]
struct Line {
    at: Millis,
    log: Log,
    text: String,
    /// Written, and lost since: its number is missing.
    is_lost: bool,
    /// The 27 that it is.
    error: Option<Cause>,
}

/// A record of the host.
#[derive(Debug, Clone)]
pub struct Record {
    /// What the host's clock shows.
    pub clock: Millis,
    pub log: Log,
    pub number: u64,
    pub text: String,
    /// The name of the host at that time, where it is not the usual one.
    pub name: Option<&'static str>,
}

/// What a host writes.
#[derive(Debug)]
pub struct World {
    pub host: Host,
    lines: Vec<Line>,
    /// From when on the clock goes wrong by how much.
    clock: Vec<(Millis, Millis)>,
    /// When the machine came up.
    starts: Vec<Millis>,
}

pub const FULL_NAME: &str = "HV01.example.local";
pub const OLD_NAME: &str = "WIN-7Q2K9";

/// The volumes of the host, and what else trouble strikes.
pub const SYSTEM_VOLUME: &str = r"\\?\Volume{bf1ac6a4-60fe-4869-a13d-acf98b32b001}";
pub const DATA_VOLUME: &str = r"\\?\Volume{6d1c40de-91f2-4a3b-8f40-2a3c1f1f9b02}";
/// On a disk that was added while the host ran: not told from an image's volume by its name.
pub const OWN_VOLUME: &str = r"\\?\Volume{4152f97e-b029-11e0-96ce-00155d0a1e01}";
/// In an image of somebody else.
pub const STRANGE_VOLUME: &str = r"\\?\Volume{4152fa11-b029-11e0-96ce-00155d0a1e01}";
/// The disk of [`OWN_VOLUME`].
pub const OWN_DISK: u32 = 2;

impl World {
    pub fn of(host: &Host) -> Self {
        let mut world = Self { host: host.clone(), lines: Vec::new(), clock: Vec::new(), starts: Vec::new() };
        world.write(12 * HOUR, Log::System, "EventLog 6013".into());
        if host.begins_with_start {
            world.start(3 * HOUR);
        }
        if let Some((night, Renaming::Renamed)) = host.renamed {
            let at = name_changes(night);
            world.write(at - MINUTE, Log::System, "Kernel-General 13".into());
            world.write(at - MINUTE + SECOND, Log::System, "EventLog 6006".into());
            world.start(at);
            world.write(at + SECOND + 500, Log::System, format!("EventLog 6011 {OLD_NAME} HV01"));
        }
        let days = host.nights.len() as i64 + 1;
        for hour in (4..days * 24 + 13).step_by(5) {
            world.write(hour * HOUR, Log::System, "Service 7036".into());
        }
        for day in 0..days {
            let name = if host.has_letter { "E:" } else { OWN_VOLUME };
            let Some(at) = host.is_told_at.map(|at| day * DAY + at) else { continue };
            match host.era {
                Era::Seven => {}
                Era::Eight => world.write(at, Log::System, format!("Ntfs 98 volume={name}")),
                Era::Ten => {
                    world.write(at, Log::Ntfs, format!("Ntfs 142 volume={OWN_VOLUME} name={name} shape=new"))
                }
            }
        }
        for (number, night) in host.nights.iter().enumerate() {
            world.night(number, night);
        }
        world.lines.sort_by_key(|line| line.at);
        world
    }

    pub fn write(&mut self, at: Millis, log: Log, text: String) {
        self.lines.push(Line { at, log, text, is_lost: false, error: None });
    }

    /// A record that is missing later.
    pub fn lose(&mut self, at: Millis, log: Log, text: String) {
        self.lines.push(Line { at, log, text, is_lost: true, error: None });
    }

    pub fn error(&mut self, at: Millis, volume: &str, status: u32, cause: Cause) {
        let by_letter = volume == OWN_VOLUME && self.host.names_letter && self.host.has_letter;
        let volume = if by_letter { "E:" } else { volume };
        let text = format!("volsnap 27 volume={volume} status={status:08X}");
        self.lines.push(Line { at, log: Log::System, text, is_lost: false, error: Some(cause) });
    }

    /// The clock is set by so much, or starts wrong by it.
    pub fn set_clock(&mut self, at: Millis, by: Millis, is_told: bool) {
        self.clock.push((at, by));
        if is_told {
            self.write(at, Log::System, format!("Kernel-General 1 by={}ms", by));
        }
    }

    /// The machine comes up, and mounts what it has.
    pub fn start(&mut self, at: Millis) {
        let era = self.host.era;
        self.starts.push(at);
        self.write(at, Log::System, "Kernel-General 12".into());
        self.write(at + SECOND, Log::System, "EventLog 6009".into());
        self.write(at + SECOND, Log::System, "EventLog 6005".into());
        let disks =
            [(0, SYSTEM_VOLUME, "C:", 17), (1, DATA_VOLUME, "D:", 11), (OWN_DISK, OWN_VOLUME, "E:", 7)];
        for (number, (disk, volume, letter, bus)) in (0..).zip(disks) {
            let at = at + 600 + 50 * number;
            let has_letter = disk != OWN_DISK || self.host.has_letter;
            let name = if has_letter { letter } else { volume };
            if era == Era::Ten {
                self.write(
                    at,
                    Log::Partition,
                    format!("Partition 1006 disk={disk} bus={bus} volumes={volume}"),
                );
                let text = format!("Ntfs 4 volume={volume} name={name} bus={bus} disk={disk}");
                self.write(at + 2 * SECOND, Log::Ntfs, text);
            }
            if era > Era::Seven {
                self.write(at + 2 * SECOND, Log::System, format!("Ntfs 98 volume={name}"));
            }
        }
        if self.host.has_copies && era == Era::Ten {
            let text = format!("VolumeSnapshot-Driver 106 volume={OWN_VOLUME}");
            self.write(at + 3 * SECOND, Log::Driver, text);
        }
    }

    /// What shows [`OWN_VOLUME`] to be the host's own, whatever strikes it.
    pub fn own_volume_tells(&self) -> Vec<Tell> {
        let host = &self.host;
        let mut tells = vec![Tell::List];
        // What an image of a backup brings has no letter.
        if host.has_letter && host.names_letter {
            tells.push(Tell::Always);
        }
        if host.is_target && host.nights.iter().any(|night| !matches!(night.end, End::Crashed | End::Silent))
        {
            tells.push(Tell::In(Log::Backup));
        }
        // What is told of it at noon, on two days and outside every run.
        if host.is_told_at.is_some_and(|at| at < 14 * HOUR) {
            match host.era {
                Era::Eight if !host.has_letter => tells.push(Tell::Always),
                Era::Ten => tells.push(Tell::In(Log::Ntfs)),
                _ => {}
            }
        }
        if host.has_copies && host.begins_with_start && host.era == Era::Ten {
            tells.push(Tell::In(Log::Driver));
        }
        if self.host.begins_with_start {
            if self.host.era == Era::Ten {
                tells.extend([Tell::In(Log::Partition), Tell::In(Log::Ntfs)]);
            }
            if self.host.era > Era::Seven && !self.host.has_letter {
                tells.push(Tell::Always);
            }
        }
        tells
    }

    fn night(&mut self, number: usize, night: &Night) {
        let day = number as i64 * DAY;
        let (start, end) = span(number, night);
        if night.restarts {
            self.write(day + 9 * HOUR, Log::System, "Kernel-General 13".into());
            self.write(day + 9 * HOUR + SECOND, Log::System, "EventLog 6006".into());
            self.start(day + 9 * HOUR + 4 * MINUTE);
        }
        // What a machine dies of minutes behind a run may be what the run's errors tell of.
        let dies_behind = night.again.is_some_and(|(_, end, _)| end == End::Crashed);
        self.run(number, number + 1, night, night.trouble.is_none() && !dies_behind);
        self.write(start + SECOND, Log::System, "VDS 3".into());
        self.write(end + 4 * MINUTE, Log::Application, "VSS 8224".into());
        if night.is_corrected {
            self.write(start + (end - start) / 2, Log::System, "Kernel-General 1 by=1s".into());
        }
        if let Some((trouble, moment)) = night.trouble {
            troubles::strike(self, number, trouble, moment);
        }
        if let Some((behind, how, image)) = night.again {
            let again = Night {
                begins: night.begins + night.lasts + behind,
                end: how,
                images: vec![Image { is_target: false, ..image }],
                restarts: false,
                trouble: None,
                job: None,
                again: None,
                ..night.clone()
            };
            self.run(number, number + 11, &again, night.trouble.is_none());
        }
        if let Some(job) = night.job {
            self.job(night, job, end + 4 * HOUR);
        }
    }

    /// A run of Windows Server Backup.
    fn run(&mut self, number: usize, run: usize, night: &Night, is_calm: bool) {
        let (start, end) = span(number, night);
        self.write(start, Log::Backup, format!("Backup 1 run={run}"));
        for (position, image) in night.images.iter().enumerate() {
            self.image(number, night, position, *image, is_calm);
        }
        self.end(run, night, end);
    }

    /// A job of another product.
    fn job(&mut self, night: &Night, job: Job, start: Millis) {
        let volume = r"\\?\Volume{93d2f0c4-6b7d-4f52-8a55-c3a9d7d2c901}";
        let (comes, end) = (start + job.image.comes, start + HOUR / 2);
        let leaves = comes + job.image.stays;
        self.write(start, Log::Product, "CloudBackup 1".into());
        self.attach(comes, 8, volume);
        self.detach(leaves, 8);
        // Nothing else goes on, and nothing went wrong that night.
        let is_good = night.end.is_good() && night.again.is_none_or(|(_, end, _)| end.is_good());
        let is_calm = night.trouble.is_none() && is_good && !job.loses_volume;
        let cause = Cause::OfJob { is_good: job.is_good, is_calm, comes_in_log: self.knows_disks(comes) };
        self.error(leaves + job.image.error, volume, 0xC000_000E, cause);
        if job.loses_volume {
            let cause = Cause::Trouble { name: "lost in a job", tells: vec![Tell::Always] };
            self.error(end - 3 * MINUTE, OWN_VOLUME, 0xC000_000E, cause);
        }
        self.write(end, Log::Product, if job.is_good { "CloudBackup 3" } else { "CloudBackup 11" }.into());
    }

    fn image(&mut self, number: usize, night: &Night, position: usize, image: Image, is_calm: bool) {
        let (start, end) = span(number, night);
        let disk = 4 + position as u32;
        let volume = image_volume(self.host.era, number, position);
        let comes = start + image.comes;
        let leaves = match image.is_target {
            true => end + SECOND + image.stays % (80 * SECOND),
            false => (comes + image.stays).min(end - 2 * MINUTE),
        };
        self.attach(comes, disk, &volume);
        let is_crash = night.end == End::Crashed && leaves >= end;
        if is_crash {
            return;
        }
        self.detach(leaves, disk);
        // Nothing tells what left behind a run, so an error of it is one that somebody has to look at.
        if image.has_noise && !image.is_target {
            self.write(leaves + 40, Log::System, format!("disk 51 disk={disk} status=C000000E"));
            self.write(leaves + 60, Log::System, format!("partmgr 58 disk={disk}"));
        }
        let is_good = night.end.is_good();
        let comes_in_log = self.knows_disks(comes);
        let cause = Cause::Noise { is_good, is_calm, comes_in_log };
        self.error(leaves + image.error, &volume, 0xC000_000E, cause);
    }

    /// Whether the log of partition tables knows every disk since the machine came up.
    fn knows_disks(&self, at: Millis) -> bool {
        let Some(up) = self.starts.iter().copied().filter(|up| *up < at).max() else { return false };
        let is_first = self.host.begins_with_start && self.starts.first() == Some(&up);
        let knows = |line: &Line| line.log == Log::Partition && line.at < up;
        self.host.era == Era::Ten && (is_first || self.lines.iter().any(knows))
    }

    /// An image comes, with the records of each log.
    pub fn attach(&mut self, at: Millis, disk: u32, volume: &str) {
        let file = format!(r"D:\VMs\VM{disk}.vhdx");
        self.write(at, Log::Vhdmp, format!("VHDMP 1 disk={disk} vhd={file}"));
        if self.host.era == Era::Ten {
            let style = if volume.contains("-0000-0000-") { " style=mbr" } else { "" };
            let text = format!("Partition 1006 disk={disk} bus=15 file={file} volumes={volume}{style}");
            self.write(at + 20, Log::Partition, text);
            if !volume.is_empty() {
                self.write(at + 900, Log::Ntfs, format!("Ntfs 4 volume={volume} bus=15 disk={disk}"));
            }
        }
        if self.host.era > Era::Seven && !volume.is_empty() {
            self.write(at + 950, Log::System, format!("Ntfs 98 volume={volume}"));
        }
    }

    /// An image leaves.
    pub fn detach(&mut self, at: Millis, disk: u32) {
        self.write(at - 20, Log::Vhdmp, format!(r"VHDMP 2 disk={disk} vhd=D:\VMs\VM{disk}.vhdx"));
        if self.host.era > Era::Seven {
            self.write(at, Log::System, format!("disk 157 disk={disk}"));
        }
        if self.host.era == Era::Ten {
            self.write(at + 10, Log::Partition, format!("Partition 1006 disk={disk} bus=15 capacity=0"));
            self.write(at + 5, Log::Port, "StorPort 551 miniport=vhdmp".into());
        }
    }

    fn end(&mut self, run: usize, night: &Night, end: Millis) {
        let target = if self.host.is_target { format!(" target={OWN_VOLUME}") } else { String::new() };
        let mut tell = |id: u16, more: &str| {
            let log = if id >= 512 { Log::Application } else { Log::Backup };
            self.write(end, log, format!("Backup {id} run={run} {more}{target}"));
        };
        match night.end {
            End::Good => [4, 14].iter().for_each(|id| tell(*id, "")),
            End::Skipped => {
                tell(23, "flags=136");
                tell(14, "flags=136");
            }
            End::LastRecordOnly => tell(14, "volumes=2"),
            End::Failed => [5, 517, 14].iter().for_each(|id| tell(*id, "code=80780049 state=15")),
            End::TimedOut => [9, 521, 14].iter().for_each(|id| tell(*id, "code=80780021 state=15")),
            End::Cancelled => [8, 14].iter().for_each(|id| tell(*id, "code=8078001D state=15")),
            End::Partial => {
                [7, 519, 14].iter().for_each(|id| tell(*id, "volumes=2 volume-code=80780049 state=15"));
            }
            End::Silent => {}
            End::Crashed => {
                self.start(end + 3 * MINUTE);
                self.write(end + 3 * MINUTE + 2 * SECOND, Log::System, "EventLog 6008".into());
                self.write(end + 3 * MINUTE + 2 * SECOND, Log::System, "Kernel-Power 41".into());
            }
        }
    }

    /// All records, and the 27s among them.
    pub fn records(&self) -> (Vec<Record>, Vec<Error>) {
        let mut next = std::collections::BTreeMap::new();
        let (mut records, mut errors) = (Vec::new(), Vec::new());
        for line in &self.lines {
            // The first start is the first of all, and with it these logs begin.
            let is_new = self.host.begins_with_start && line.log != Log::System;
            let number: &mut u64 = next.entry(line.log).or_insert(if is_new { 0 } else { 100 });
            *number += 1;
            if line.is_lost {
                continue;
            }
            // A clock that was set is wrong from its own record on.
            let wrong: Millis =
                { self.clock.iter() }.filter(|(at, _)| *at <= line.at).map(|(_, by)| by).sum();
            if let Some(cause) = &line.error {
                errors.push(Error { record: *number, cause: cause.clone() });
            }
            let name = match self.host.renamed {
                Some((night, Renaming::Joined)) if name_changes(night) <= line.at => Some(FULL_NAME),
                Some((night, Renaming::Renamed)) if line.at < name_changes(night) => Some(OLD_NAME),
                _ => None,
            };
            let clock = line.at + wrong + self.host.shift;
            records.push(Record { clock, log: line.log, number: *number, text: line.text.clone(), name });
        }
        (records, errors)
    }
}

/// When the host has its new name.
fn name_changes(night: usize) -> Millis {
    night as i64 * DAY + 15 * HOUR
}

/// From when to when the run of a night lasts.
pub fn span(number: usize, night: &Night) -> (Millis, Millis) {
    let start = number as i64 * DAY + 18 * HOUR + night.begins;
    (start, start + night.lasts)
}

/// When something strikes.
pub fn moment(number: usize, night: &Night, moment: Moment) -> Millis {
    let (start, end) = span(number, night);
    match moment {
        Moment::Run(part) => start + 10 * SECOND + (night.lasts - 20 * SECOND) * part / 1000,
        Moment::Behind(by) => end + by,
    }
}

/// Volumes of images are met anew at each attach up to 2012 R2; a partition's GUID travels with the image later.
pub fn image_volume(era: Era, night: usize, position: usize) -> String {
    match (era, position) {
        (Era::Ten, 0) => r"\\?\Volume{7b3e55aa-0000-0000-0000-100000000000}".into(),
        (Era::Ten, _) => format!(r"\\?\Volume{{93d2f0c4-6b7d-4f52-8a55-c3a9d7d2b8{position:02x}}}"),
        _ => format!(r"\\?\Volume{{5b6c1b{:02x}-4170-11e1-9d2a-00155d0a1e01}}", night * 16 + position),
    }
}
