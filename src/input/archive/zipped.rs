//! .zip: the list of files stands at the end, and each file can be read by itself, so all cores read.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};
use zip::ZipArchive;
use zip::ZipReadOptions;
use zip::extra_fields::ExtraField;
use zip::read::read_zipfile_from_stream_with_options;
use zip::result::{ZipError, ZipResult};

use super::{
    Bytes, DIRECTORY, broken, contained, length, locked, names, note_climbing, reader_failed, refuse, sheet,
};
use crate::input::carrier::{self, End};
use crate::input::contain::contain;
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{self, Guard, Packed};
use crate::input::sniff::Kind;
use crate::input::{How, Modified};
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, sentences};

sentences! {
    same_names() = "archive.same-names":
        "some files in the archive have the same name; only the last of each is read";
    other_method(method: Log) = "archive.other-method":
        "packed with method { $method }, which is not read here; unpack it and give the folder";
    another_before() = "archive.another-before":
        "another archive lies before this one in the same file, and hides from its list; unpack it and give the folder, or ask for \
         each by itself";
    list_gone() = "archive.list-gone":
        "the archive is cut off or damaged, so its list of files is gone; they are read from the front, as far as they go. \
         Ask for the archive again";
}

/// A file of the list.
pub(super) struct Listed {
    pub(super) index: usize,
    place: Site,
    pub(super) name: String,
    size: u64,
    packed: u64,
}

/// What was found out about a listed file before it is read.
enum Looked {
    At(Kind, Option<Modified>),
    /// It can't be opened, and this is to be said.
    Failed(Vec<Item>),
}

pub(super) fn read(bytes: &Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) {
    // What is not there can't be read, and what is there says nothing by itself.
    if tail(bytes.clone()).is_ok_and(|tail| carrier::of_tail(&tail) == Some(End::Split)) {
        return out.push(entry::other(Kind::OtherArchive("split-zip"), place));
    }
    let opened = contain(|| open(bytes.clone(), how));
    let archive = match opened {
        Some(Ok(opened)) => opened,
        Some(Err(ZipError::Io(error))) if !is_end(&error) && has_list(bytes.clone()) => {
            out.push(place.issue(limits::issue_of(&error)));
            return;
        }
        Some(Err(_)) | None => {
            contained(place, out, |out| salvage(bytes.clone(), place, how, out));
            return;
        }
    };
    if archive.has_duplicate_names() {
        let text = same_names();
        out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, text)));
    }
    if has_another_before(bytes.clone(), archive.offset()) {
        out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, another_before())));
    }
    let listed = list(&archive, place);
    sheet::note(&archive, &listed, place, out);
    out.push(Item::Archive(place.path.clone(), listed.len() as u64));
    let looked: Vec<Looked> =
        listed.par_iter().map_init(|| archive.clone(), |archive, file| look(archive, file, how)).collect();
    let mut jobs: Vec<(&Listed, Looked)> = Vec::new();
    for (file, looked) in listed.iter().zip(looked) {
        let is_read = matches!(&looked, Looked::At(kind, _) if is_read_through(*kind, &file.name));
        match if is_read { place.account.ask(file.size, file.packed, how.limits) } else { Ok(()) } {
            Ok(()) => jobs.push((file, looked)),
            Err(refused) => refuse(refused, &file.place, out),
        }
    }
    // Archives in the archive are kept in memory while they are read: one after another.
    let is_archive = |job: &(&Listed, Looked)| matches!(job.1, Looked::At(Kind::Archive(_), _));
    let (archives, files): (Vec<_>, Vec<_>) = jobs.into_iter().partition(is_archive);
    let read: Vec<Vec<Item>> = files
        .into_par_iter()
        .map_init(
            || archive.clone(),
            |archive, (file, looked)| match looked {
                Looked::At(_, modified) => read_file(archive, file, modified, how),
                Looked::Failed(items) => items,
            },
        )
        .collect();
    out.extend(read.into_iter().flatten());
    let mut archive = archive;
    for (file, _) in archives {
        let items = read_file(&mut archive, file, None, how);
        out.extend(items);
    }
}

/// Whether more is read of a file than its beginning.
fn is_read_through(kind: Kind, name: &str) -> bool {
    matches!(kind, Kind::Evtx | Kind::Chunks | Kind::Xml | Kind::Text | Kind::Extract(_) | Kind::Archive(_))
        || carrier::may_end_in_archive(kind, name)
}

fn open<'p>(mut bytes: Bytes<'p>, how: &How) -> ZipResult<ZipArchive<Bytes<'p>>> {
    bytes.allow(how.limits.held / DIRECTORY);
    let allowance = bytes.allowance();
    let archive = ZipArchive::new(bytes)?;
    allowance.store(u64::MAX, Ordering::Relaxed);
    Ok(archive)
}

/// Whether the end of a list of files is where it should be; where it is not, a reader looks for it all over the
/// archive.
fn has_list(bytes: Bytes<'_>) -> bool {
    tail(bytes).is_ok_and(|tail| memchr::memmem::rfind(&tail, b"PK\x05\x06").is_some())
}

/// The end of an archive, with the longest comment.
fn tail(mut bytes: Bytes<'_>) -> io::Result<Vec<u8>> {
    let length = length(&mut bytes)?;
    before(bytes, length)
}

/// As many bytes as an end can have, before a place.
fn before(mut bytes: Bytes<'_>, place: u64) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    let start = place.saturating_sub(carrier::TAIL as u64);
    bytes.seek(SeekFrom::Start(start))?;
    bytes.take(place.saturating_sub(start)).read_to_end(&mut read)?;
    Ok(read)
}

/// Whether what lies before an archive in the same file is one too: those of a reader are the files of the last list.
fn has_another_before(bytes: Bytes<'_>, offset: u64) -> bool {
    offset > 0 && before(bytes, offset).is_ok_and(|before| carrier::of_tail(&before).is_some())
}

/// Whether an error says that there are no more bytes.
fn is_end(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput)
}

fn list(archive: &ZipArchive<Bytes<'_>>, place: &Site) -> Vec<Listed> {
    let files = (0..archive.len()).filter_map(|index| Some((index, archive.by_index_data(index).ok()?)));
    files
        .filter(|(_, file)| !file.is_dir())
        .map(|(index, file)| {
            let name = name(file.name_raw(), file.name().ok().as_deref());
            let place = place.inside(&name, None);
            Listed { index, place, name, size: file.size(), packed: file.compressed_size() }
        })
        .collect()
}

fn name(raw: &[u8], decoded: Option<&str>) -> String {
    let fallback = decoded.map_or_else(|| String::from_utf8_lossy(raw).into_owned(), str::to_owned);
    names::decode(raw, &fallback)
}

/// When a file was written to: in UTC where a field says so, else in the time of whoever made the archive.
fn modified<'a>(
    fields: impl Iterator<Item = &'a ExtraField>,
    local: Option<zip::DateTime>,
) -> Option<Modified> {
    for field in fields {
        let modified = match field {
            ExtraField::ExtendedTimestamp(times) => times
                .mod_time()
                .and_then(|seconds| Timestamp::from_second(i64::from(seconds)).ok())
                .map(Modified::At),
            ExtraField::Ntfs(times) => crate::input::of_filetime(times.mtime()),
            _ => None,
        };
        if modified.is_some() {
            return modified;
        }
    }
    let local = local?;
    crate::input::of_parts(
        (local.year().into(), local.month(), local.day()),
        (local.hour(), local.minute(), local.second()),
    )
}

fn options(how: &How) -> ZipReadOptions<'_> {
    ZipReadOptions::new().password(how.password.as_deref().map(str::as_bytes))
}

/// Looks at the beginning of a file.
fn look(archive: &mut ZipArchive<Bytes<'_>>, file: &Listed, how: &How) -> Looked {
    let looked = contain(|| match archive.by_index_with_options(file.index, options(how)) {
        Ok(mut stream) => match entry::begin(&mut stream, &file.place) {
            Ok((kind, _)) => Looked::At(kind, modified(stream.extra_data_fields(), stream.last_modified())),
            Err(error) if stream.encrypted() => failed(&ZipError::Io(error), true, file, how),
            Err(error) => failed(&ZipError::Io(error), false, file, how),
        },
        Err(error) => failed(&error, false, file, how),
    });
    looked.unwrap_or_else(|| Looked::Failed(vec![reader_failed(&file.place)]))
}

fn failed(error: &ZipError, is_encrypted: bool, file: &Listed, how: &How) -> Looked {
    let mut out = Vec::new();
    tell(error, is_encrypted, &file.place, how, &mut out);
    Looked::Failed(out)
}

/// Tells why a file of an archive can't be opened.
fn tell(error: &ZipError, is_encrypted: bool, place: &Site, how: &How, out: &mut Vec<Item>) {
    match error {
        ZipError::InvalidPassword => locked(how, place, out),
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
            locked(how, place, out);
        }
        // A wrong password of the old cipher is noticed one time in 256 only by what comes out.
        _ if is_encrypted => locked(how, place, out),
        ZipError::Io(error) => out.push(place.issue(limits::issue_of(error))),
        ZipError::CompressionMethodNotSupported(method) => {
            let text = other_method(Log::of(method.to_string()));
            out.push(place.issue(Issue::loss(IssueKind::UnsupportedFormat, text)));
        }
        error => broken(&error.to_string(), place, out),
    }
}

fn read_file(
    archive: &mut ZipArchive<Bytes<'_>>,
    file: &Listed,
    modified: Option<Modified>,
    how: &How,
) -> Vec<Item> {
    let mut out = Vec::new();
    let place = Site { modified, ..file.place.clone() };
    note_climbing(&file.name, &place, &mut out);
    contained(&place, &mut out, |out| match archive.by_index_with_options(file.index, options(how)) {
        Ok(stream) => {
            let mut stream = Guard::new(stream, how.limits, Packed::Known(file.packed));
            entry::read(&mut stream, &place, how, out);
        }
        Err(error) => tell(&error, false, &place, how, out),
    });
    out
}

/// Reads an archive without its list, which stands at the end: file by file from the front, as far as they
/// go.
fn salvage(mut bytes: Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) {
    let text = list_gone();
    out.push(place.issue(Issue::loss(IssueKind::ArchiveDamaged, text)));
    out.push(Item::Archive(place.path.clone(), 0));
    if let Err(error) = salvage_files(&mut bytes, place, how, out) {
        tell(&error, false, place, how, out);
    }
}

fn salvage_files(bytes: &mut Bytes<'_>, place: &Site, how: &How, out: &mut Vec<Item>) -> ZipResult<()> {
    let size = length(bytes)?;
    let mut start = 0;
    while let Some(at) = next_file(bytes, start)? {
        bytes.seek(SeekFrom::Start(at))?;
        let known = salvage_file(bytes, options(how), place, how, out);
        match known {
            Ok(true) => start = bytes.stream_position()?,
            Ok(false) => return Ok(()),
            // Its length stands behind it: what unpacks says where it ends, and the next is searched for.
            Err(ZipError::UnsupportedArchive(reason)) if reason != ZipError::PASSWORD_REQUIRED => {
                bytes.seek(SeekFrom::Start(at))?;
                let rest = options(how).override_compressed_size(size.saturating_sub(at));
                salvage_file(bytes, rest, place, how, out)?;
                start = at.saturating_add(SIGNATURE.len() as u64);
            }
            // The file ends inside this header, of which nothing was promised yet.
            Err(ZipError::Io(error)) if is_end(&error) => return Ok(()),
            Err(error) => {
                tell(&error, false, place, how, out);
                start = at.saturating_add(SIGNATURE.len() as u64);
            }
        }
    }
    Ok(())
}

/// What a file in an archive begins with.
const SIGNATURE: &[u8] = b"PK\x03\x04";

/// Where the next file begins.
fn next_file(bytes: &mut Bytes<'_>, start: u64) -> io::Result<Option<u64>> {
    bytes.seek(SeekFrom::Start(start))?;
    let (mut at, mut window) = (start, Vec::new());
    loop {
        let kept = window.len();
        bytes.by_ref().take(WINDOW).read_to_end(&mut window)?;
        if let Some(found) = memchr::memmem::find(&window, SIGNATURE) {
            return Ok(Some(at.saturating_add(found as u64)));
        }
        if window.len() == kept {
            return Ok(None);
        }
        // A signature may lie across the edge.
        let gone = window.len().saturating_sub(SIGNATURE.len());
        window.drain(..gone);
        at = at.saturating_add(gone as u64);
    }
}

/// How much is searched at a time.
const WINDOW: u64 = 1 << 16;

/// Reads one file; false where the list of files begins.
fn salvage_file(
    bytes: &mut Bytes<'_>,
    options: ZipReadOptions<'_>,
    place: &Site,
    how: &How,
    out: &mut Vec<Item>,
) -> ZipResult<bool> {
    let Some(file) = read_zipfile_from_stream_with_options(bytes, options)? else { return Ok(false) };
    if file.is_dir() {
        return Ok(true);
    }
    let name = name(file.name_raw(), file.name().ok().as_deref());
    let inside = place.inside(&name, modified(file.extra_data_fields(), file.last_modified()));
    out.push(Item::Found(place.path.clone()));
    let packed = file.compressed_size();
    if let Err(refused) = place.account.ask(file.size(), packed, how.limits) {
        refuse(refused, &inside, out);
        return Ok(true);
    }
    note_climbing(&name, &inside, out);
    entry::read(&mut Guard::new(file, how.limits, Packed::Known(packed)), &inside, how, out);
    Ok(true)
}
