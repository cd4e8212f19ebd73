//! The words that reports use, and those of the things behind them.

use super::Page;

/// One word, or several for one thing.
pub(super) struct Term {
    /// How it may be asked for, in lower case; the first is its title.
    pub(super) names: &'static [&'static str],
    means: &'static str,
    /// What else to know: a label and a text.
    more: &'static [(&'static str, &'static str)],
    source: &'static str,
}

const MANUAL: &str = "docs/manual.md";
const HOW: &str = "docs/manual.md, how a verdict is reached";
const ARTICLE: &str =
    "the article on the Shared Protection Point timer, 2012; Microsoft's posts of 2011 (docs/manual.md)";
const LEARN: &str = "Microsoft Learn, Volume Shadow Copy Service";

const fn term(
    names: &'static [&'static str],
    means: &'static str,
    more: &'static [(&'static str, &'static str)],
    source: &'static str,
) -> Term {
    Term { names, means, more, source }
}

/// Every word that has a page of its own. Verdicts, outcomes, causes, bases, kinds of trouble and rules have theirs by
/// their own tables.
#[rustfmt::skip]
pub(super) const TERMS: &[Term] = &[
    term(&["verdict", "verdicts"], "what a volsnap 27 is, the worst first: actionable, undetermined, side-effect, benign",
        &[("see", "volsift explain benign, side-effect, undetermined, actionable")], HOW),
    term(&["confidence"], "how sure a verdict is: high, medium or low; it never changes the verdict",
        &[("high", "a record of the same volume or disk proves it; of a benign 27, its basis is proven or supported"),
          ("medium", "circumstances speak for it"),
          ("low", "the 27's own chunk has a wrong checksum, or it is a stale record")], HOW),
    term(&["high", "high confidence"], "confidence: a record of the same volume or disk proves the verdict; of a benign 27, its basis is proven or supported",
        &[("see", "volsift explain confidence")], HOW),
    term(&["medium", "medium confidence"], "confidence: circumstances speak for the verdict, and no record of the same volume or disk",
        &[("see", "volsift explain confidence")], HOW),
    term(&["low", "low confidence"], "confidence: the record itself may be damaged, because its chunk has a wrong checksum or it is a stale one",
        &[("see", "volsift explain confidence")], HOW),
    term(&["basis"], "what a benign rests on: proven, supported or presumed; --require asks for more",
        &[("see", "volsift explain proven, supported, presumed")], HOW),
    term(&["tie", "link", "strength"], "how a 27 relates to a backup run: strong, in-run, after-run, weak or none",
        &[("see", "volsift explain strong, in-run, after-run, weak")], HOW),
    term(&["strong", "strong tie"], "a tie: the 27 lies in the window of a run, and a disk that is shown to be virtual, and that was not there before the run, left at most 120 seconds before it",
        &[("shown by", "VHDMP 2 or 26, StorPort 551 of vhdmp, or disk 157 where another record shows that the disk was virtual")], HOW),
    term(&["in-run"], "a tie: the 27 lies between the start (less 5 seconds) and the end of a run, and no virtual disk is seen to leave right before it",
        &[], HOW),
    term(&["after-run"], "a tie: the 27 lies in the time of grace behind a run (--grace, 10 minutes), and no virtual disk is seen to leave right before it",
        &[], HOW),
    term(&["weak", "weak tie"], "a tie: outside every run, but near traces of snapshot work, which prove nothing",
        &[], HOW),
    term(&["window", "grace"], "the time in which a 27 can belong to a run: from 5 seconds before its start to 10 minutes (--grace) behind its end",
        &[], HOW),
    term(&["noise"], "what a run leaves in the log beside 27s: records of departing disks, and damage that the run met inside the images of virtual machines",
        &[("what to do", "nothing about the departures; check the guests where damage inside images is told")], HOW),
    term(&["run", "backup run", "session"], "one backup: S1, S2, ... of Windows Server Backup, P1, P2, ... of other products, by start",
        &[("rebuilt from", "Microsoft-Windows-Backup 1 to 14, their copies in Application, and what the machine did meanwhile")], HOW),
    term(&["departure", "detach"], "a disk left the host: VHDMP 2, 26, 35 and StorPort 551 of vhdmp for a virtual one, disk 157 for any, by surprise",
        &[("what it explains", "a volsnap 27 within two minutes behind it, if the disk is shown to be virtual and of the run")], HOW),
    term(&["arrival", "attach"], "a virtual disk came to the host: VHDMP 1 or 25",
        &[("does not prove", "that a backup attached it")], HOW),
    term(&["citation", "record id", "eventrecordid", "ref"], "how reports name a record: the channel and the EventRecordID, as in System#4714",
        &[("is not", "the event's id: many records share that, and explain takes it as volsnap 27"),
          ("how to look it up", "volsift timeline PATH --around System#4714; in Event Viewer, the record's details as XML show EventRecordID")], MANUAL),
    term(&["recovered", "stale", "stale record", "carved"], "a record carved from space that its log does not use any more (--recover); it covers no time and makes nothing benign",
        &[], MANUAL),
    term(&["coverage", "covered"], "from when to when the records of a channel are there; what is not covered was not seen, which is neither zero nor failed",
        &[], MANUAL),
    term(&["gap"], "records of a channel are missing between two that are there, as their record ids tell",
        &[("causes", "record-id-jump, unreadable, cleared, recreated, two-logs; beside them checksum and clock-set make a time doubtful")], MANUAL),
    term(&["record-id-jump"], "a gap: no given log holds the record ids between; they were overwritten before the export, or filtered out of it",
        &[("what to do", "ask for the whole log, or for an older export")], MANUAL),
    term(&["unreadable"], "a gap: a given log declares the records, but they can't be read",
        &[("what to do", "export the log again with wevtutil epl; volsift inspect says what is damaged")], MANUAL),
    term(&["cleared"], "a gap: somebody cleared the log (Eventlog 104 or 1102)",
        &[("what to do", "ask for an archive or an older export")], MANUAL),
    term(&["recreated"], "a gap: record ids begin anew, so the log was set up again",
        &[], MANUAL),
    term(&["two-logs"], "a gap: two logs hold different records under the same ids, so two machines have one name",
        &[("what to do", "give the logs of each machine by themselves")], MANUAL),
    term(&["checksum", "checksum-failed"], "records lie in a chunk whose checksum is wrong: they count against a benign verdict and never for it",
        &[("what to do", "export the log again with wevtutil epl")], MANUAL),
    term(&["clock-set"], "the clock was set by more than a correction, so the order of records around that time is doubtful",
        &[], MANUAL),
    term(&["dirty"], "a log was in use when its file was copied, so its header may lag behind its records",
        &[("what to do", "nothing if all records are there; better: wevtutil epl instead of a copy of the file")], MANUAL),
    term(&["chunk"], "a stretch of 64 KiB of a log, with checksums of its own; damage is told by chunk",
        &[], "libyal/libevtx, the format of .evtx"),
    term(&["createtimeout", "create timeout"], "how long SPP waits for the snapshot of all source volumes: a REG_DWORD of milliseconds below HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\SPP; 10 minutes (600 000) when absent",
        &[("when it matters", "the run fails with 2155348001, or with 2155348129 after a wait of that length"),
          ("what to do", "volsift timeout --vms-ok N --vms-total M calculates it and prints the reg add line")], ARTICLE),
    term(&["spp", "shared protection point"], "Shared Protection Point: what makes the snapshot of all source volumes for Windows Server Backup and System Restore; it gives up after CreateTimeout",
        &[("see", "volsift explain CreateTimeout, snapshot-timeout")], ARTICLE),
    term(&["vss", "volume shadow copy service"], "Volume Shadow Copy Service: coordinates writers, providers and the program that asks for a snapshot",
        &[("look at", "vssadmin list writers, list providers, list shadows, list shadowstorage")], LEARN),
    term(&["writer", "vss writer"], "what brings a program's data into order before a snapshot; a failed one fails the backup of that program's data",
        &[("look at", "vssadmin list writers; restart the service of a failed one")], LEARN),
    term(&["provider", "vss provider"], "what makes a shadow copy: Windows' own (volsnap), or one of a storage vendor",
        &[("look at", "vssadmin list providers")], LEARN),
    term(&["shadow copy", "shadow copies", "snapshot"], "the state of a volume at one time, kept by volsnap as differences in the shadow storage",
        &[("look at", "vssadmin list shadows, vssadmin list shadowstorage")], LEARN),
    term(&["shadow storage", "shadowstorage", "diff area"], "the files in which volsnap keeps the differences of shadow copies; where they run out of room, copies are lost",
        &[("look at", "vssadmin list shadowstorage; vssadmin resize shadowstorage")], LEARN),
    term(&["volsnap"], "the driver volsnap.sys that makes and keeps shadow copies; its errors stand in System",
        &[("see", "volsift explain volsnap 27")], LEARN),
    term(&["hidden 27", "hidden"], "a volsnap 27 that could not be written to System; VolumeSnapshot-Driver 121 with OriginalErrorLogCode C006001B tells of it, and it is judged like a 27",
        &[], HOW),
    term(&["image", "virtual disk", "vhd", "vhdx"], "a file that holds a disk; a backup of a virtual machine attaches it or a copy of it to the host and detaches it again",
        &[("told by", "VHDMP, Partition 1006, and the bus of the disk")], HOW),
    term(&["mountvol", "volume list"], "the list of a host's volumes, made by mountvol while no backup runs: a volume that is not in it was a temporary one",
        &[("how to get it", "mountvol > C:\\mountvol.txt"), ("see", "docs/manual.md, beside the logs")], MANUAL),
    term(&["trend", "headroom"], "how long the snapshots of a host take, night by night, and when they meet CreateTimeout if it goes on so",
        &[], MANUAL),
    term(&["trouble"], "what needs a person although no volsnap 27 says so: a failing disk, a damaged file system, a lost path, ...",
        &[("see", "volsift explain failing-disk, shadow-copies-lost, storage-path-lost, ...")], MANUAL),
    term(&["exit status", "exit code", "status"], "0 nothing needs a person; 1 something does; 2 wrong usage, or a path can't be read; 3 no event in what was given; 4 not everything could be read or decided",
        &[], MANUAL),
];

/// The page of a word.
pub(super) fn page(question: &str) -> Option<Page> {
    let asked = question.to_lowercase();
    let plain = |text: &str| text.replace(['-', '_'], " ");
    let term = TERMS.iter().find(|term| term.names.iter().any(|name| plain(name) == plain(&asked)))?;
    let title = term.names.first().copied().unwrap_or_default();
    let page = Page::new(title).with("means", term.means);
    let page = term.more.iter().fold(page, |page, (label, text)| page.with(label, *text));
    Some(page.with("source", term.source))
}
