//! One file as a stream, wherever it lies: what it is, and what it gives.

use std::io::{self, Read};
use std::sync::Arc;

use super::archive::{self, Bytes};
use super::extracted::Extracted;
use super::limits::{self, Account, Refused};
use super::sniff::{self, Archive, HEAD, Kind, WRECK};
use super::stream::{self, fill};
use super::{How, Modified, Seen, SourceYield, Text, event_list, export, extracted, magic, text};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    nested(depth: usize) = "archive.nested":
        "an archive in { $depth ->
            [one] { $depth } archive
           *[other] { $depth } archives
        }, which was not opened; unpack it, or raise --max-nesting";
}

/// No list of volumes is larger; longer texts are not looked at.
const MAX_TEXT: u64 = 1 << 20;

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
                Some(read) => source(&place, read),
                None => other(Kind::Text, &place),
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
    /// When it was last written to.
    pub(super) modified: Option<Modified>,
    /// What the outermost archive around it has unpacked so far.
    pub(super) account: Arc<Account>,
}

impl Site {
    /// A file on disk, of so many bytes, or standard input.
    pub(super) fn outside(path: String, is_named: bool, size: u64) -> Self {
        Self { path, is_named, depth: 0, modified: None, account: Account::new(size) }
    }

    /// A file in the archive that lies here.
    pub(super) fn inside(&self, name: &str, modified: Option<Modified>) -> Self {
        Self {
            path: archive::join(&self.path, name),
            is_named: false,
            depth: self.depth.saturating_add(1),
            modified,
            account: Arc::clone(&self.account),
        }
    }

    /// Whether a text here may tell of the host.
    pub(super) fn may_be_context(&self) -> bool {
        !sniff::has_extension(&self.path, "evtx")
    }

    /// Whether it is complained about if it is no log.
    pub(super) fn claims_to_be_a_log(&self) -> bool {
        self.is_named || sniff::has_extension(&self.path, "evtx")
    }

    pub(super) fn issue(&self, issue: Issue) -> Item {
        Item::Issue(issue.at_path(&self.path))
    }
}

/// Judges a stream by its first bytes, which are given back.
pub(super) fn begin(stream: &mut dyn Read, place: &Site) -> io::Result<(Kind, Vec<u8>)> {
    let mut head = read_head(stream, HEAD)?;
    let mut kind = sniff::kind_of(&head);
    let is_wreck = matches!(kind, Kind::Other | Kind::Text);
    let may_be_wreck = place.claims_to_be_a_log() || sniff::has_extension(&place.path, "xml");
    if is_wreck && may_be_wreck && head.len() == HEAD {
        head.extend(read_head(stream, WRECK.saturating_sub(HEAD))?);
        kind = sniff::kind_of(&head);
    }
    if kind == Kind::Other && sniff::has_extension(&place.path, "xml") && sniff::is_damaged_export(&head) {
        kind = Kind::Xml;
    }
    Ok((kind, head))
}

fn read_head(stream: &mut dyn Read, length: usize) -> io::Result<Vec<u8>> {
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
        Ok((kind, head)) => {
            see(magic::what(kind, &head), place, how, out);
            take(kind, &mut head.chain(stream), place, how, out);
        }
        Err(error) => out.push(place.issue(limits::issue_of(&error))),
    }
}

/// Notes what a file is, where that was asked for.
fn see(what: &'static str, place: &Site, how: &How, out: &mut Vec<Item>) {
    if how.names_files {
        out.push(Item::Seen(Seen { path: place.path.clone(), size: None, what }));
    }
}

/// Reads a stream that was judged.
pub(super) fn take(kind: Kind, stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    match kind {
        Kind::Evtx => out.push(reading(place, Reading::Log(stream::read_log(stream, &place.path, how)))),
        Kind::Xml => out.push(reading(place, Reading::Export(Box::new(export::read(stream, how))))),
        Kind::Text => take_text(stream, place, how, out),
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
        Kind::Empty | Kind::Evt | Kind::Etl | Kind::OtherArchive(_) | Kind::Other => {
            out.push(other(kind, place));
        }
    }
}

fn reading(place: &Site, reading: Reading) -> Item {
    Item::Reading(Box::new((place.clone(), reading)))
}

fn source(place: &Site, read: SourceYield) -> Item {
    Item::Source(place.path.clone(), Box::new(read))
}

fn other(kind: Kind, place: &Site) -> Item {
    sniff::complaint(kind, &place.path, place.is_named)
        .map_or_else(|| Item::Other(place.path.clone()), Item::Issue)
}

/// A text may list events, which is told, or tell of the host.
fn take_text(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    let head = match read_head(stream, event_list::HEAD) {
        Ok(head) => head,
        Err(error) => return out.push(place.issue(limits::issue_of(&error))),
    };
    let form = event_list::form_of(&text::decode(&head));
    let mut stream = head.chain(stream);
    if let Some(form) = form {
        see("event-list", place, how, out);
        let issue = match event_list::count(form, &mut stream) {
            Ok(held) => {
                let issue = Issue::note(IssueKind::EventListText, event_list::sentence(form, &held));
                // What calls itself a log can't be read as one.
                Issue { is_loss: sniff::has_extension(&place.path, "evtx"), ..issue }
            }
            Err(error) => limits::issue_of(&error),
        };
        return out.push(place.issue(issue));
    }
    let may_tell = place.may_be_context() && (how.takes_context || place.is_named);
    let content = if may_tell { read_text(&mut stream) } else { Ok(None) };
    out.push(match content {
        Err(error) => place.issue(limits::issue_of(&error)),
        Ok(Some((content, size))) => Item::Text(Text {
            path: place.path.clone(),
            content,
            size,
            modified: place.modified,
            is_named: place.is_named,
            complaint: place.is_named.then(|| sniff::complaint(Kind::Text, &place.path, true)).flatten(),
        }),
        Ok(None) => other(Kind::Text, place),
    });
}

/// Whether a text lists events.
pub(super) fn lists_events(text: &str) -> bool {
    event_list::form_of(text).is_some()
}

/// A text and its size, if it is as short as those are that tell of a host, and says something that can matter.
fn read_text(stream: &mut dyn Read) -> io::Result<Option<(String, u64)>> {
    let mut bytes = Vec::new();
    stream.take(MAX_TEXT.saturating_add(1)).read_to_end(&mut bytes)?;
    let size = bytes.len() as u64;
    if size > MAX_TEXT {
        return Ok(None);
    }
    let text = text::decode(&bytes);
    let says =
        |word: &str| text.as_bytes().windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    let may_tell = says("volsift collection manifest ")
        || says("Volume{")
        || says("CurrentVersion\\SPP")
        || says("CurrentVersion¥SPP");
    Ok(may_tell.then_some((text, size)))
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
