//! Pages for result codes.

use super::Page;
use crate::event::codes::hresult::{CodeGroup, HRESULTS, facility_name};
use crate::event::codes::ntstatus::{self, StatusClass};
use crate::event::codes::{Hresult, NtStatus, parse_typed};

/// A code can be an HRESULT or an NTSTATUS; what is known of either is told.
pub(super) fn pages(question: &str) -> Vec<Page> {
    let Some(code) = parse_typed(question) else { return Vec::new() };
    let mut pages = Vec::new();
    let status = ntstatus::lookup(NtStatus(code)).filter(|known| known.code != 0 || question.len() >= 8);
    pages.extend(status.map(status_page));
    if Hresult(code).known().is_some() {
        pages.push(hresult_page(Hresult(code)));
    }
    if pages.is_empty() {
        pages.push(unknown_page(code));
    }
    pages
}

/// The pages of the codes of that name, in any case.
pub(super) fn named(name: &str) -> Vec<Page> {
    if !name.contains('_') {
        return Vec::new();
    }
    let is_it = |known: &str| known.eq_ignore_ascii_case(name);
    // Some have their name in what they mean.
    let in_words = |meaning: &str| {
        let words = meaning.rsplit_once('(').and_then(|(_, name)| name.strip_suffix(')'));
        words.is_some_and(is_it)
    };
    let statuses = ntstatus::STATUSES.iter().filter(|known| is_it(known.name)).map(status_page);
    let codes = HRESULTS.iter().filter(|known| known.name.is_some_and(is_it) || in_words(known.meaning));
    statuses.chain(codes.map(|known| hresult_page(Hresult(known.code)))).collect()
}

fn status_page(known: &ntstatus::KnownStatus) -> Page {
    let (proves, does_not_prove, action) = match known.class {
        StatusClass::Vanished if known.code == 0xC000_000E => (
            "on a volsnap 27: the device was gone when shadow copies were looked for, as after a backup has detached a virtual disk",
            "that the 27 is harmless: lost shadow copies (volsnap 15) carry it too; the backup must have succeeded, and nothing worse may stand near",
            "nothing, if volsift says benign",
        ),
        StatusClass::Vanished => (
            "on a volsnap 27: the device was gone or going",
            "that a backup's detached disk was the reason; only C000000E was explained so",
            "look what happened to the volume at that time",
        ),
        StatusClass::Corruption => (
            "on a volsnap 27: a disk that is there and fails, or damaged structures on it",
            "which disk; look for disk 7, 11, 51, 153 and Ntfs 55 near it",
            "check the hardware, then the file system",
        ),
        StatusClass::Shortage => (
            "the machine was short of memory at that time",
            "what used it up",
            "look for pool exhaustion (Srv 2019, 2020) and for the process behind it",
        ),
        StatusClass::MissingName => (
            "on a volsnap 27: control files that should exist do not; a published case went with shadow copies that were really lost",
            "that a backup failed",
            "vssadmin list shadows, and look for volsnap 15 near it",
        ),
        StatusClass::Access => (
            "access was refused, or the medium is write-protected",
            "that anything is damaged",
            "look who holds the volume, and whether it was attached read-only",
        ),
        StatusClass::Other => {
            ("no more than its name says", "that a 27 with it is harmless", "look at the events near it")
        }
    };
    Page::new(format!("NTSTATUS {} {}", NtStatus(known.code), known.name))
        .with("means", known.meaning)
        .with("proves", proves)
        .with("does not prove", does_not_prove)
        .with("what to do", action)
        .with("source", ntstatus::SOURCE)
}

fn hresult_page(code: Hresult) -> Page {
    let Some(known) = code.known() else { return unknown_page(code.0) };
    let (proves, does_not_prove, action) = match known.group {
        CodeGroup::Success => ("nothing failed at this level", "that every volume succeeded", "nothing"),
        CodeGroup::SnapshotTimeout => (
            "the snapshot of the source volumes was not made within SPP's CreateTimeout (10 minutes by default)",
            "why it took so long: many running virtual machines, slow disks and many old shadow copies all do it",
            "raise CreateTimeout: volsift timeout --vms-ok N --vms-total M",
        ),
        CodeGroup::VssTimeout => (
            "one of VSS' own time limits was exceeded",
            "that CreateTimeout matters: it does not move these limits",
            "lighten the load on the disks at backup time; vssadmin list writers",
        ),
        CodeGroup::VssWriter => (
            "a VSS writer failed",
            "which one: VSS 8229 and vssadmin list writers tell",
            "vssadmin list writers; restart the writer's service",
        ),
        CodeGroup::VssProvider => {
            ("a VSS provider failed", "which one: VSS 12292 and 12293 tell", "vssadmin list providers")
        }
        CodeGroup::ShadowStorage => (
            "there was no room for the shadow copy",
            "on which volume: often a small system partition",
            "vssadmin list shadowstorage; make room",
        ),
        CodeGroup::Vss if code.0 == 0x8078_00A1 => (
            "some VSS operation failed",
            "which: on a 2008 R2 Hyper-V host with many running VMs it was the snapshot's time-out, elsewhere a failed writer. The detail code of Backup 14, and how long the run waited, decide",
            "look at DetailedHRESULT of Backup 14 and at VSS and SPP events of that time",
        ),
        CodeGroup::Vss => {
            ("a VSS operation failed", "which part of it", "look at VSS and SPP events of that time")
        }
        CodeGroup::SnapshotLost => (
            "the source's shadow copy was deleted while the backup was reading it",
            "why: volsnap events of that time tell",
            "enlarge the source's shadow storage, or look at its disk",
        ),
        CodeGroup::TargetStorage => (
            "the backup target could not be used",
            "that the source has any problem",
            "check space, access and connection of the target",
        ),
        CodeGroup::Network => (
            "the remote share could not be reached",
            "that the source has any problem",
            "check path, credentials and the network at that time",
        ),
        CodeGroup::Source => (
            "a source volume could not be backed up",
            "that the others could not",
            "check the volume that the run names",
        ),
        CodeGroup::SystemWriter => (
            "the System Writer was not there",
            "that other writers are fine",
            "vssadmin list writers; Microsoft's article on the missing System Writer",
        ),
        CodeGroup::Policy => (
            "a rule, a lock or another run prevented the backup",
            "any fault of disk or snapshot",
            "check schedule, policies and other backup programs",
        ),
        CodeGroup::Cancelled => (
            "the run was cancelled",
            "who did it; a failing run also marks its parts so",
            "find out who or what cancelled it",
        ),
        CodeGroup::Other => {
            ("no more than its text says", "a cause of its own", "look at the code above or below it")
        }
    };
    let (proves, does_not_prove) = match code.0 {
        // The report reads it twice too.
        0x8078_00C5 => (
            "a shadow copy or the target's storage gave out while the backup was written",
            "which: the target may be full or gone, or a small source volume has no room for its shadow copy",
        ),
        _ => (proves, does_not_prove),
    };
    let action = code.next_step().unwrap_or(action);
    let name = known.name.map_or_else(String::new, |name| format!(" {name}"));
    Page::new(format!("HRESULT {code} = {} = {}{name}", code.0, code.0.cast_signed()))
        .with("means", known.meaning)
        .with("given by", facility_name(code.facility()))
        .with("proves", proves)
        .with("does not prove", does_not_prove)
        .with("what to do", action)
        .with("source", known.source)
}

fn unknown_page(code: u32) -> Page {
    let hresult = Hresult(code);
    Page::new(format!("code 0x{code:08X} = {code} = {}", code.cast_signed()))
        .with("means", "this program does not know the code")
        .with(
            "as an HRESULT",
            format!("number {} of {}", hresult.number(), facility_name(hresult.facility())),
        )
        .with(
            "as an NTSTATUS",
            format!("severity {}, facility {}, number {}", code >> 30, (code >> 16) & 0xfff, code & 0xffff),
        )
        .with(
            "what to do",
            "look it up in winerror.h, vsserror.h or MS-ERREF; on Windows: certutil -error CODE",
        )
        .with("source", "layout of HRESULT and NTSTATUS: MS-ERREF 2.1 and 2.3")
}
