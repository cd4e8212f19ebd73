//! Archives, read in place: nothing is unpacked to disk, and names in them lead nowhere.
//!
//! Each format has one file that lists what lies in it and hands on a stream for every file. What a stream
//! is, and what it gives, is not its business.

mod bytes;
mod cabinet;
mod gzip;
mod names;
mod sevenz;
mod sheet;
mod tape;
mod zipped;
mod zstandard;

pub(super) use bytes::{Bytes, Meter};
pub(super) use names::join;

use std::io::{Read, Seek as _, SeekFrom};

use super::How;
use super::contain::contain;
use super::entry::{Item, Site};
use super::limits::Refused;
use super::sniff::Archive;
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Pattern, sentences};

/// The sentences of all archives.
pub(super) const ROOM: &[&[Pattern]] =
    &[SENTENCES, cabinet::SENTENCES, sevenz::SENTENCES, sheet::SENTENCES, zipped::SENTENCES];

sentences! {
    no_log_in_it(others: usize) = "archive.no-log-in-it":
        "{ $others ->
            [0] nothing is in this archive
            [one] no event log is in this archive, only another file
           *[other] no event log is in this archive, only { $others } other files
        }";
    reader_gave_up() = "archive.reader-fails":
        "it is damaged so that its reader fails; ask for it again, or unpack it and give the folder";
    climbs_out() = "archive.climbing-name":
        "the name leads out of the archive; nothing is unpacked to disk here, but be careful where else you open it";
    lists_nothing() = "archive.lists-nothing": "its list of files is empty, as a whole one never is; ask for it again";
    unreadable(reason: Log) = "archive.unreadable":
        "the archive can't be read: { $reason }; ask for it again, or unpack it and give the folder";
    other_password() = "archive.other-password": "it is encrypted, and the password is another one";
    needs_password() = "archive.needs-password": "it is encrypted; give its password with --password";
}

/// The list of an archive, which its reader keeps whole, takes about so many times its bytes in memory.
const DIRECTORY: u64 = 16;

/// Reads an archive that needs more than a stream.
pub(super) fn read(archive: Archive, bytes: &Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) {
    let found = out.len();
    match archive {
        Archive::Zip => contained(place, out, |out| zipped::read(bytes, place, how, out)),
        Archive::SevenZ => contained(place, out, |out| sevenz::read(bytes.clone(), place, how, out)),
        Archive::Cab => contained(place, out, |out| cabinet::read(bytes.clone(), place, how, out)),
        Archive::Gzip => read_gzip(&mut bytes.clone(), place, how, out),
        Archive::Zstd => read_zstd(&mut bytes.clone(), place, how, out),
        Archive::Tar => read_tar(&mut bytes.clone(), place, how, out),
    }
    settle(place, out, found);
    let inside = out.get(found..).unwrap_or_default();
    let is_nothing = |item: &Item| matches!(item, Item::Other(_) | Item::Archive(..) | Item::Seen(_));
    let is_empty = inside.iter().all(|item| matches!(item, Item::Archive(_, 0) | Item::Seen(_)));
    if (place.is_named || is_empty) && inside.iter().all(is_nothing) {
        let others = inside.iter().filter(|item| matches!(item, Item::Other(_))).count();
        let text = no_log_in_it(others);
        out.push(place.issue(Issue::note(IssueKind::OtherFiles, text)));
    }
}

/// Waits for what others read of the archive.
fn settle(place: &Site, out: &mut Vec<Item>, found: usize) {
    for item in out.split_off(found.min(out.len())) {
        contained(place, out, |out| out.push(item.settle()));
    }
}

/// Reads a packed file.
pub(super) fn read_gzip(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    contained(place, out, |out| gzip::read(stream, place, how, out));
}

/// Reads a file that is packed with zstd.
pub(super) fn read_zstd(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    contained(place, out, |out| zstandard::read(stream, place, how, out));
}

/// Reads a tape archive.
pub(super) fn read_tar(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    contained(place, out, |out| tape::read(stream, place, how, out));
}

/// Runs a job of a library on an archive that somebody else made. What it found before it failed stays.
fn contained(place: &Site, out: &mut Vec<Item>, job: impl FnOnce(&mut Vec<Item>)) {
    if contain(|| job(out)).is_none() {
        out.push(reader_failed(place));
    }
}

/// What to say where a library panicked, and with it went what the archive holds from there on.
fn reader_failed(place: &Site) -> Item {
    let text = reader_gave_up();
    place.issue(Issue::loss(IssueKind::Unreadable, text))
}

/// The size of an archive.
fn length(bytes: &mut Bytes<'_>) -> std::io::Result<u64> {
    let length = bytes.seek(SeekFrom::End(0))?;
    bytes.seek(SeekFrom::Start(0))?;
    Ok(length)
}

/// Tells of a name that leads out of its archive. Here it leads nowhere.
fn note_climbing(name: &str, place: &Site, out: &mut Vec<Item>) {
    if names::climbs(name) {
        let text = climbs_out();
        out.push(place.issue(Issue::note(IssueKind::ArchiveName, text)));
    }
}

/// Tells that files were not read because of a bound.
fn refuse(refused: Refused, place: &Site, out: &mut Vec<Item>) {
    out.push(place.issue(refused.issue()));
}

/// Tells that an archive can't be opened, or read to its end.
fn broken(reason: &str, place: &Site, out: &mut Vec<Item>) {
    let text = unreadable(Log::of(reason));
    out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, text)));
}

/// Tells that an archive of a kind that always has files in it has none.
fn lists_none(place: &Site, out: &mut Vec<Item>) {
    out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, lists_nothing())));
}

/// Tells that a password is needed, or that it is another one.
fn locked(how: &How, place: &Site, out: &mut Vec<Item>) {
    let text = if how.password.is_some() { other_password() } else { needs_password() };
    out.push(place.issue(Issue::loss(IssueKind::ArchiveLocked, text)));
}

#[cfg(test)]
mod tests;
