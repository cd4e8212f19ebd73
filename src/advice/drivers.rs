//! Which logs of the host's own drivers to ask for: those that can exist there, and what each would show.

use super::ask::{because, presumed};
use super::{Advice, Situation, id};
use crate::event::providers::{ntfs, partition, snapshot_driver, storage_spaces, storport, vhdmp};
use crate::say::{Path, Sentence, sentences};
use crate::verdict::{Ask, Judged, Verdict};

sentences! {
    drivers(files: Vec<Sentence>) = "ask.driver-logs": "Ask for logs that the host writes by itself: { $files }.";
    drivers_again() = "ask.driver-logs-again":
        "Ask for the drivers' own logs again, whole: records around these 27s are missing or can't be relied on.";
    drivers_if_there(files: Vec<Sentence>) = "ask.driver-logs-if-there":
        "Ask for logs that the host writes by itself, if its Windows has them: { $files }.";
    disks(file: Path) = "ask.log-of-disks": "{ $file } (on which disk each volume lay)";
    volumes(file: Path) = "ask.log-of-volumes": "{ $file } (the host's volumes)";
    images(file: Path) = "ask.log-of-images": "{ $file } (when images came and left, if any did)";
    departures(file: Path) = "ask.log-of-departures": "{ $file } (what kind of disk left)";
    models(file: Path) = "ask.log-of-models": "{ $file } (which disk had which number)";
    copies(file: Path) = "ask.log-of-copies": "{ $file } (which shadow copies there were)";
}

/// A log of a driver.
struct DriverLog {
    channel: &'static str,
    /// The first build of Windows that writes what helps here, as `(major, minor, build)`.
    since: (u32, u32, u32),
    /// The first build in which another log tells the same and more.
    until: (u32, u32, u32),
    what: fn(Path) -> Sentence,
}

/// Never.
const NEVER: (u32, u32, u32) = (u32::MAX, 0, 0);

/// In the order of what they decide. Sources: the providers' manifests and message resources by build, and full sets of
/// logs of Server 2012 R2, Windows 10 and 11 and Server 2022: Partition 1006 is there from 10.0.15063 on, so not in
/// Server 2016; Ntfs/Operational from 6.3; StorPort 551 from 10.0.19041; the snapshot driver's log and Storage Spaces'
/// 207 from 10.0; VHDMP from 6.1, after its first use.
const LOGS: &[DriverLog] = &[
    DriverLog { channel: partition::PROVIDER.channel, since: (10, 0, 15063), until: NEVER, what: disks },
    DriverLog { channel: ntfs::OWN_LOG, since: (6, 3, 0), until: NEVER, what: volumes },
    DriverLog { channel: vhdmp::PROVIDER.channel, since: (6, 1, 0), until: NEVER, what: images },
    DriverLog { channel: storport::PROVIDER.channel, since: (10, 0, 19041), until: NEVER, what: departures },
    DriverLog {
        channel: storage_spaces::PROVIDER.channel,
        since: (10, 0, 0),
        until: (10, 0, 15063),
        what: models,
    },
    DriverLog { channel: snapshot_driver::PROVIDER.channel, since: (10, 0, 0), until: NEVER, what: copies },
];

impl DriverLog {
    /// Whether a version of Windows writes it and no better one.
    fn is_of(&self, version: (u32, u32, u32)) -> bool {
        (self.since..self.until).contains(&version)
    }

    /// Whether nothing can be asked for: it was given, exported and found empty, or the host does not have it.
    fn is_settled(&self, situation: &Situation<'_>) -> bool {
        let computer = situation.computer;
        self.is_given(situation) || computer.is_exported(self.channel) || computer.has_no_log_of(self.channel)
    }

    fn is_given(&self, situation: &Situation<'_>) -> bool {
        // VHDMP's channel is written with a hyphen on later builds.
        let names = [self.channel.to_owned(), self.channel.replace('/', "-")];
        names.iter().any(|channel| situation.computer.coverage_like(channel).next().is_some())
    }

    /// The name of its file.
    fn file(&self) -> Path {
        Path(format!("{}.evtx", self.channel.replace('/', "%4")))
    }

    fn command(&self) -> String {
        let channel = self.channel;
        let name = channel.trim_start_matches("Microsoft-Windows-").split('/').next().unwrap_or(channel);
        format!(r"wevtutil epl {channel} C:\{name}.evtx")
    }
}

/// The drivers' own logs, which would tie a 27 to an image or to a disk of the host's own, or which were given with a
/// flaw.
pub(super) fn driver_logs(situation: &Situation<'_>) -> Option<Advice> {
    let again = because(situation, Ask::DriverLog);
    if !again.is_empty() {
        let given: Vec<&DriverLog> = LOGS.iter().filter(|log| log.is_given(situation)).collect();
        // Of a log of which no record can be read nobody knows which it is.
        let asked = if given.is_empty() { of_this_windows(situation).collect() } else { given };
        let commands = asked.into_iter().map(DriverLog::command).collect();
        let text = drivers_again();
        return Some(Advice { id: id::ASK_DRIVER_LOGS, text, commands, because: again, period: None });
    }
    let undetermined = situation
        .judged
        .iter()
        .find(|judged| judged.verdict == Verdict::Undetermined && lacks_a_tie(judged))
        .map(|judged| judged.subject.index);
    let for_whose_sake = undetermined.or_else(|| presumed(situation))?;
    let version = situation.computer.windows.as_deref().and_then(version);
    let missing: Vec<&DriverLog> =
        of_this_windows(situation).filter(|log| !log.is_settled(situation)).collect();
    if missing.is_empty() {
        return None;
    }
    let files = missing.iter().map(|log| (log.what)(log.file())).collect();
    Some(Advice {
        id: id::ASK_DRIVER_LOGS,
        text: if version.is_some() { drivers(files) } else { drivers_if_there(files) },
        commands: missing.iter().map(|log| log.command()).collect(),
        because: vec![for_whose_sake],
        period: None,
    })
}

/// The logs that can exist on the host, by its version where that is known.
fn of_this_windows(situation: &Situation<'_>) -> impl Iterator<Item = &'static DriverLog> {
    let version = situation.computer.windows.as_deref().and_then(version);
    LOGS.iter().filter(move |log| version.is_none_or(|version| log.is_of(version)))
}

/// Whether the question is what the 27 belongs to, or on what its volume lies: those logs answer both.
fn lacks_a_tie(judged: &Judged) -> bool {
    let asks = [Ask::BackupLog, Ask::OtherProduct, Ask::Mountvol];
    judged.subject.link.session.is_none()
        || judged.opinions.iter().any(|opinion| opinion.ask.is_some_and(|ask| asks.contains(&ask)))
}

/// The version at the end of what EventLog 6013 tells: `Windows Server 2022 Standard 10.0.20348`.
fn version(windows: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = windows.rsplit(' ').next()?.split('.').map(|number| number.parse::<u32>().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_for(windows: &str) -> Vec<&'static str> {
        let version = version(windows).unwrap();
        let short = |log: &DriverLog| {
            log.channel.trim_start_matches("Microsoft-Windows-").split('/').next().unwrap_or_default()
        };
        LOGS.iter().filter(|log| log.is_of(version)).map(short).collect()
    }

    #[test]
    fn only_what_the_version_of_windows_can_write_is_asked_for() {
        assert_eq!(asked_for("Windows Server 2008 R2 Standard 6.1.7601"), ["VHDMP"]);
        assert_eq!(asked_for("Windows Server 2012 R2 Standard 6.3.9600"), ["Ntfs", "VHDMP"]);
        assert_eq!(
            asked_for("Windows Server 2016 Standard 10.0.14393"),
            ["Ntfs", "VHDMP", "StorageSpaces-Driver", "VolumeSnapshot-Driver"]
        );
        assert_eq!(
            asked_for("Windows Server 2022 Standard 10.0.20348"),
            ["Partition", "Ntfs", "VHDMP", "Storage-Storport", "VolumeSnapshot-Driver"]
        );
    }

    #[test]
    fn a_text_without_a_version_tells_none() {
        assert_eq!(version("Windows Server"), None);
        assert_eq!(version(""), None);
    }
}
