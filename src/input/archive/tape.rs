//! .tar, and what is left of a .tar.gz when it is unpacked: one file behind the other.

use std::io::Read;

use jiff::Timestamp;
use tar::{Archive, Entry, EntryType};

use super::{broken, names, note_climbing, refuse};
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{Guard, Packed};
use crate::input::{How, Modified};

pub(super) fn read(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    let mut archive = Archive::new(stream);
    // Archives are joined end to end, and headers are lost to zeros: only the end of the stream is the end. That is
    // also where a packed one has its checksum.
    archive.set_ignore_zeros(true);
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return broken(&error.to_string(), place, out),
    };
    out.push(Item::Archive(place.path.clone(), 0));
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return broken(&error.to_string(), place, out),
        };
        if !matches!(
            entry.header().entry_type(),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse
        ) {
            continue;
        }
        let name = name(&entry);
        let inside = place.inside(&name, modified(&entry));
        out.push(Item::Found(place.path.clone()));
        if let Err(refused) = place.account.ask(entry.size(), u64::MAX, how.limits) {
            refuse(refused, &inside, out);
            continue;
        }
        note_climbing(&name, &inside, out);
        entry::read(&mut Guard::new(&mut entry, how.limits, Packed::Known(u64::MAX)), &inside, how, out);
    }
}

fn name(entry: &Entry<'_, impl Read>) -> String {
    let raw = entry.path_bytes();
    names::decode(&raw, &String::from_utf8_lossy(&raw))
}

fn modified(entry: &Entry<'_, impl Read>) -> Option<Modified> {
    let seconds = i64::try_from(entry.header().mtime().ok()?).ok()?;
    Timestamp::from_second(seconds).ok().map(Modified::At)
}
