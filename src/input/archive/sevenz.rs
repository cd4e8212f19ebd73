//! .7z: files lie one behind the other in packed blocks, so they are read in the order in which they lie.

use sevenz_rust2::{ArchiveEntry, ArchiveReader, EntryDecision, Error, Password};

use super::{Bytes, broken, length, lists_none, locked, note_climbing, refuse};
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{self, Guard, Packed, Refused};
use crate::input::{How, Modified};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    files_unread(unread: usize, files: usize) = "archive.files-unread":
        "{ $unread } of { $files ->
            [one] { $files } file
           *[other] { $files } files
        } in the archive { $unread ->
            [one] was
           *[other] were
        } not read";
}

/// The first header of an archive, which is all that an empty one has.
const EMPTY: u64 = 32;

pub(super) fn read(mut bytes: Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) {
    let size = match length(&mut bytes) {
        Ok(size) => size,
        Err(error) => return out.push(place.issue(limits::issue_of(&error))),
    };
    let password = how.password.as_deref().map_or_else(Password::empty, Password::from);
    let memory = usize::try_from(how.limits.held >> 10).unwrap_or(usize::MAX);
    let mut archive = match ArchiveReader::new_with_memory_limit(bytes, password, memory) {
        Ok(archive) => archive,
        Err(error) => return tell(&error, place, how, out),
    };
    // Several threads would each hold a dictionary.
    archive.set_thread_count(1);
    let files = archive.archive().files.iter().filter(|file| !file.is_directory()).count();
    out.push(Item::Archive(place.path.clone(), files as u64));
    if files == 0 && size > EMPTY {
        lists_none(place, out);
    }
    let mut read: usize = 0;
    let done = archive.for_each_entries_with_decision(|file, stream| {
        if file.is_directory() {
            return Ok(EntryDecision::Continue);
        }
        let inside = place.inside(file.name(), modified(file));
        // A file that is not wanted is unpacked too: the next one lies behind it.
        if let Err(refused) = place.account.ask(file.size(), size, how.limits) {
            refuse(refused, &inside, out);
            return Ok(EntryDecision::Stop);
        }
        read = read.saturating_add(1);
        note_climbing(file.name(), &inside, out);
        entry::read(&mut Guard::new(stream, how.limits, Packed::Known(size)), &inside, how, out);
        Ok(EntryDecision::Continue)
    });
    if let Err(error) = done {
        tell(&error, place, how, out);
    }
    if read < files {
        // The one at which it stopped is told by itself, where a bound was met.
        let is_told =
            |item: &Item| matches!(item, Item::Issue(issue) if issue.kind == IssueKind::ArchiveLimit);
        let stopped_at = usize::from(out.last().is_some_and(is_told));
        out.push(Item::Unread(
            place.path.clone(),
            files.saturating_sub(read).saturating_sub(stopped_at) as u64,
        ));
        let text = files_unread(files.saturating_sub(read), files);
        out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, text)));
    }
}

fn tell(error: &Error, place: &Site, how: &How, out: &mut Vec<Item>) {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => locked(how, place, out),
        Error::MaxMemLimited { .. } => refuse(Refused::Held(how.limits.held), place, out),
        Error::Io(error, _) => broken(&error.to_string(), place, out),
        Error::ChecksumVerificationFailed if how.password.is_some() => locked(how, place, out),
        error => broken(&error.to_string(), place, out),
    }
}

fn modified(file: &ArchiveEntry) -> Option<Modified> {
    let written = file.has_last_modified_date.then(|| file.last_modified_date())?;
    crate::input::of_filetime(written.into())
}
