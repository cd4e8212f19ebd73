//! One file as a stream, wherever it lies: what it is, and what it gives.

use std::io::{self, Read};
use std::sync::Arc;

use super::archive::{self, Bytes};
use super::extracted::Extracted;
use super::limits::{self, Account, Refused};
use super::promise::{self, Name, has_extension};
use super::sniff::{self, Archive, HEAD, Kind, WRECK};
use super::stream::{self, fill};
use super::{How, Modified, Seen, SourceYield, Text, carrier, export, extracted, magic, text, texts};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    nested(depth: usize) = "archive.nested":
        "an archive in { $depth ->
            [one] { $depth } archive
           *[other] { $depth } archives
        }, which was not opened; unpack it, or raise --max-nesting";
}

/// What a file gave.
#[derive(Debug)]
pub(super) enum Item {
    /// A log.
    Source(String, Box<SourceYield>),
    /// Something to say of it.
    Issue(Issue),
    /// A text that may tell of the host.
    Text(Text),
    /// Nothing: it is another file.
    Other(String),
    /// An archive, whose files come as items of their own; with how many there are.
    Archive(String, u64),
    /// One more file of an archive that does not say how many it has.
    Found(String),
    /// So many files of an archive were not read, which an issue tells.
    Unread(String, u64),
    /// What a file is; what became of it is another item.
    Seen(Seen),
    /// What an extract holds.
    Extract(String, Box<Extracted>),
    /// A file that came to its end, of which others still read.
    Reading(Box<(Site, Reading)>),
}

/// A file of which others still read.
#[derive(Debug)]
pub(super) enum Reading {
    Log(stream::Reading),
    Export(Box<export::Reading>),
}

impl Item {
    /// The same, once everything is read.
    pub(super) fn settle(self) -> Self {
        let Self::Reading(reading) = self else { return self };
        let (place, reading) = *reading;
        match reading {
            Reading::Log(log) => source(&place, log.finish()),
            Reading::Export(export) => match export.finish() {
                Ok(read) => source(&place, read),
                Err(Some(issue)) => place.issue(*issue),
                Err(None) => other(Kind::Text, &place),
            },
        }
    }
}

/// Where a file lies.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// Its path, with those of the archives around it.
    pub(super) path: String,
    /// Whether the user named it.
    pub(super) is_named: bool,
    /// In how many archives it lies.
    pub(super) depth: u32,
    /// How many times it was packed by itself, in a file of that path.
    pub(super) packed: u32,
    /// When it was last written to.
    pub(super) modified: Option<Modified>,
    /// What the outermost archive around it has unpacked so far.
    pub(super) account: Arc<Account>,
}

impl Site {
    /// A file on disk, of so many bytes, or standard input.
    pub(super) fn outside(path: String, is_named: bool, size: u64) -> Self {
        Self { path, is_named, depth: 0, packed: 0, modified: None, account: Account::new(size) }
    }

    /// A file in the archive that lies here.
    pub(super) fn inside(&self, name: &str, modified: Option<Modified>) -> Self {
        Self {
            path: archive::join(&self.path, name),
            is_named: false,
            depth: self.depth.saturating_add(1),
            packed: 0,
            modified,
            account: Arc::clone(&self.account),
        }
    }

    /// What is packed in the file that lies here.
    pub(super) fn unpacked(&self) -> Self {
        Self { depth: self.depth.saturating_add(1), packed: self.packed.saturating_add(1), ..self.clone() }
    }

    /// What it is called: for what was packed, what it would be called by itself.
    pub(super) fn called(&self) -> String {
        (0..self.packed).fold(self.path.clone(), |name, _| promise::unpacked(&name))
    }

    /// What to say of it where it is of a kind that is not read.
    pub(super) fn complaint(&self, kind: Kind) -> Option<Issue> {
        let (path, called) = (&self.path, &self.called());
        promise::complaint(kind, Name { path, called, is_named: self.is_named, is_packed: self.packed > 0 })
    }

    /// Whether a text here may tell of the host.
    pub(super) fn may_be_context(&self) -> bool {
        !has_extension(&self.called(), "evtx")
    }

    /// Whether it is complained about if it is no log.
    pub(super) fn claims_to_be_a_log(&self) -> bool {
        self.is_named || has_extension(&self.called(), "evtx")
    }

    pub(super) fn issue(&self, issue: Issue) -> Item {
        Item::Issue(issue.at_path(&self.path))
    }
}

/// Judges a stream by its first bytes, which are given back.
pub(super) fn begin(stream: &mut dyn Read, place: &Site) -> io::Result<(Kind, Vec<u8>)> {
    let mut head = read_head(stream, HEAD)?;
    let mut kind = sniff::kind_of(&head);
    let is_export = has_extension(&place.called(), "xml");
    let is_wreck = matches!(kind, Kind::Other | Kind::Zeros | Kind::Text);
    if is_wreck && (is_export || place.claims_to_be_a_log()) && head.len() == HEAD {
        head.extend(read_head(stream, WRECK.saturating_sub(HEAD))?);
        kind = sniff::kind_of(&head);
    }
    if kind == Kind::Other && is_export && sniff::is_damaged_export(&head) {
        kind = Kind::Xml;
    }
    if matches!(kind, Kind::Xml | Kind::Text) && head.len() < HEAD {
        kind = sniff::without_events(&text::decode(&head)).unwrap_or(kind);
    }
    // What lies under the root may be told, if it can't be read.
    if kind == Kind::Xml && sniff::has_only_odd_events(&text::decode(&head)) {
        kind = Kind::Text;
    }
    // An export without any text: what a redirection leaves.
    if kind == Kind::Text && is_export && head.trim_ascii().is_empty() {
        kind = Kind::CutExport;
    }
    Ok((kind, head))
}

pub(super) fn read_head(stream: &mut dyn Read, length: usize) -> io::Result<Vec<u8>> {
    let mut head = vec![0; length];
    let (filled, error) = fill(stream, &mut head);
    head.truncate(filled);
    match error {
        // What is there tells what it is; the rest will fail again.
        Some(error) if filled == 0 => Err(error),
        _ => Ok(head),
    }
}

/// Reads a stream.
pub(super) fn read(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    match begin(stream, place) {
        Ok((kind, head)) if carrier::may_end_in_archive(kind, &place.called()) => {
            match carrier::of_stream(kind, &mut head.chain(stream)) {
                Ok(found) => {
                    see(magic::what(found, &head), place, how, out);
                    out.push(other(found, place));
                }
                Err(error) => out.push(place.issue(limits::issue_of(&error))),
            }
        }
        Ok((kind, head)) => {
            see(magic::what(kind, &head), place, how, out);
            take(kind, &mut head.chain(stream), place, how, out);
        }
        Err(error) => out.push(place.issue(limits::issue_of(&error))),
    }
}

/// Notes what a file is, where that was asked for.
pub(super) fn see(what: &'static str, place: &Site, how: &How, out: &mut Vec<Item>) {
    if how.names_files {
        out.push(Item::Seen(Seen { path: place.path.clone(), size: None, what }));
    }
}

/// Reads a stream that was judged.
pub(super) fn take(kind: Kind, stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    match kind {
        Kind::Evtx => out.push(reading(place, Reading::Log(stream::read_log(stream, &place.path, how)))),
        Kind::Chunks => out.push(reading(place, Reading::Log(stream::read_chunks(stream, &place.path, how)))),
        Kind::Xml => out.push(reading(place, Reading::Export(Box::new(export::read(stream, how))))),
        Kind::Text => texts::take(stream, place, how, out),
        Kind::Extract(form) => extracted::read(form, stream, place, how, out),
        Kind::Archive(_) if place.depth >= how.limits.nesting => {
            let text = nested(usize::try_from(place.depth).unwrap_or(usize::MAX));
            out.push(place.issue(Issue::loss(IssueKind::ArchiveLimit, text)));
        }
        Kind::Archive(Archive::Gzip) => archive::read_gzip(stream, place, how, out),
        Kind::Archive(Archive::Zstd) => archive::read_zstd(stream, place, how, out),
        Kind::Archive(Archive::Tar) => archive::read_tar(stream, place, how, out),
        Kind::Archive(archive) => match hold(stream, how.limits.held) {
            Ok(bytes) => archive::read(archive, &Bytes::of_memory(bytes), place, how, out),
            Err(error) => out.push(place.issue(limits::issue_of(&error))),
        },
        Kind::Empty
        | Kind::Zeros
        | Kind::Evt
        | Kind::Etl
        | Kind::OtherArchive(_)
        | Kind::Program
        | Kind::EmptyExport
        | Kind::CutExport
        | Kind::Other => out.push(other(kind, place)),
    }
}

pub(super) fn reading(place: &Site, reading: Reading) -> Item {
    Item::Reading(Box::new((place.clone(), reading)))
}

fn source(place: &Site, read: SourceYield) -> Item {
    Item::Source(place.path.clone(), Box::new(read))
}

/// What is not read: told, or just another file.
pub(super) fn other(kind: Kind, place: &Site) -> Item {
    place.complaint(kind).map_or_else(|| Item::Other(place.path.clone()), Item::Issue)
}

/// Keeps an archive in memory that can't be read as a stream.
pub(super) fn hold(stream: &mut dyn Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(Refused::Held(limit).into());
    }
    Ok(bytes)
}
