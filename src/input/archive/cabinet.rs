//! .cab: Windows' own cabinets, as support tools write them.

use std::collections::BTreeSet;
use std::io;

use cab::Cabinet;

use super::{Bytes, broken, contained, length, lists_none, note_climbing, refuse};
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{self, Guard, Packed};
use crate::input::{How, Modified};
use crate::issue::{Issue, IssueKind};
use crate::say::{Path, sentences};

sentences! {
    hidden(name: Path) = "archive.hidden-file":
        "another file named { $name } lies before it in the cabinet, and hides it; unpack the cabinet with another program \
         and give the folder";
}

pub(super) fn read(mut bytes: Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) {
    let opened = length(&mut bytes).and_then(|size| Ok((Cabinet::new(bytes)?, size)));
    let (mut cabinet, size) = match opened {
        Ok(opened) => opened,
        Err(error) => return broken(&error.to_string(), place, out),
    };
    let listed: Vec<(String, u64, Option<Modified>)> = cabinet
        .folder_entries()
        .flat_map(|folder| folder.file_entries())
        .map(|file| (file.name().to_owned(), u64::from(file.uncompressed_size()), modified(file)))
        .collect();
    out.push(Item::Archive(place.path.clone(), listed.len() as u64));
    if listed.is_empty() {
        lists_none(place, out);
    }
    let mut met: BTreeSet<String> = BTreeSet::new();
    for (name, unpacked, modified) in listed {
        let inside = place.inside(&name, modified);
        // Files are found by their names.
        if !met.insert(name.clone()) {
            let text = hidden(Path(name));
            out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, text)));
            out.push(Item::Unread(place.path.clone(), 1));
            continue;
        }
        if let Err(refused) = place.account.ask(unpacked, size, how.limits) {
            refuse(refused, &inside, out);
            continue;
        }
        note_climbing(&name, &inside, out);
        // A damaged file of it can make the reader fail; the others may be whole.
        contained(&inside, out, |out| match cabinet.read_file(&name) {
            Ok(stream) => {
                let mut stream = Guard::new(stream, how.limits, Packed::Known(size));
                entry::read(&mut stream, &inside, how, out);
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                broken(&error.to_string(), &inside, out);
            }
            Err(error) => out.push(inside.issue(limits::issue_of(&error))),
        });
    }
}

/// Cabinets keep the local time of whoever made them.
fn modified(file: &cab::FileEntry) -> Option<Modified> {
    let local = file.datetime()?;
    crate::input::of_parts(
        (local.year(), local.month().into(), local.day()),
        (local.hour(), local.minute(), local.second()),
    )
}
