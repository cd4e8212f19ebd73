//! Pieces: what one thread reads at a time, whether of one big log or of ten thousand small ones.
//!
//! A piece is a stretch of chunks of one file. Each is read through a handle and a buffer of its own,
//! so that no more files are open, and no more bytes held, than there are threads.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::chunk::{self, CHUNK_SIZE, ChunkYield, HEADER_BLOCK};
use super::evtx_file::add_up;
use super::stream;
use super::{Format, How, Progress, SourceYield};
use crate::issue::{Issue, IssueKind};

/// How many chunks a piece has: 1 MiB.
const PIECE: u64 = 16;
/// Up to so many pieces, threads cost more than they save.
const FEW: usize = 2;
/// How many pieces are read before what they gave is put together: what is held for them, besides the
/// events that matter, stays small however many there are.
const BATCH: usize = 1024;

thread_local! {
    /// What a thread reads into: one chunk, which stays in the core's cache while it is looked at.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A file that is, or claims to be, an event log.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) path: PathBuf,
    /// Its size when it was found. What is appended later is not read.
    pub(super) size: u64,
}

/// A stretch of chunks of one file.
#[derive(Debug)]
struct Piece<'a> {
    /// Which log it is of.
    number: usize,
    log: &'a Log,
    first_slot: u64,
    slots: u64,
}

/// What a log gave, or why it could not be read.
type Read = Result<SourceYield, Box<Issue>>;

/// What a piece gave.
enum PieceYield {
    /// It was the whole log.
    Log(Box<Read>),
    /// A part of that log.
    Part(usize, Part),
}

/// What was read of a log so far.
#[derive(Default)]
struct Part {
    /// The block of the file header, from the first piece.
    head: Option<io::Result<Vec<u8>>>,
    chunks: Vec<ChunkYield>,
}

/// Reads logs; hands over, in their order, what each of them gave, or why it could not be read.
pub(super) fn read(logs: &[Log], how: &How, progress: &dyn Progress, keep: &mut dyn FnMut(Read)) {
    let read_piece = |piece: Piece<'_>| {
        let part = BUFFER.with_borrow_mut(|buffer| Part::read(&piece, buffer, how));
        progress.advance(piece.slots.saturating_mul(CHUNK_SIZE as u64).min(piece.log.size));
        if piece.is_whole() {
            PieceYield::Log(Box::new(part.finish(piece.number, piece.log, how)))
        } else {
            PieceYield::Part(piece.number, part)
        }
    };
    let mut pieces = logs.iter().enumerate().flat_map(|(number, log)| pieces(number, log));
    let mut open: Option<(usize, Part)> = None;
    loop {
        let batch: Vec<Piece<'_>> = pieces.by_ref().take(BATCH).collect();
        let is_last = batch.len() < BATCH;
        let read: Vec<PieceYield> = if batch.len() <= FEW {
            batch.into_iter().map(read_piece).collect()
        } else {
            batch.into_par_iter().map(read_piece).collect()
        };
        let close = |open: &mut Option<(usize, Part)>| {
            let (number, part) = open.take()?;
            Some(part.finish(number, logs.get(number)?, how))
        };
        for piece in read {
            match piece {
                PieceYield::Log(log) => {
                    close(&mut open).into_iter().for_each(&mut *keep);
                    keep(*log);
                }
                PieceYield::Part(number, part) => match &mut open {
                    Some((known, whole)) if *known == number => whole.join(part),
                    _ => {
                        close(&mut open).into_iter().for_each(&mut *keep);
                        open = Some((number, part));
                    }
                },
            }
        }
        if is_last {
            close(&mut open).into_iter().for_each(&mut *keep);
            return;
        }
    }
}

/// The pieces of a log; one at least, for its header.
fn pieces(number: usize, log: &Log) -> impl Iterator<Item = Piece<'_>> {
    let slots = log.slots();
    (0..slots.div_ceil(PIECE).max(1)).map(move |piece| {
        let first_slot = piece.saturating_mul(PIECE);
        Piece { number, log, first_slot, slots: slots.saturating_sub(first_slot).min(PIECE) }
    })
}

impl Log {
    fn slots(&self) -> u64 {
        self.size.saturating_sub(HEADER_BLOCK as u64).div_ceil(CHUNK_SIZE as u64)
    }
}

impl Piece<'_> {
    fn is_whole(&self) -> bool {
        self.slots == self.log.slots()
    }
}

impl Part {
    fn read(piece: &Piece<'_>, buffer: &mut Vec<u8>, how: &How) -> Self {
        let mut out = Self::default();
        let mut file = File::open(&piece.log.path);
        if piece.first_slot == 0 {
            let head = match &mut file {
                Ok(file) => read_head(file),
                Err(error) => Err(again(error)),
            };
            let is_readable = head.is_ok();
            out.head = Some(head);
            if !is_readable {
                return out;
            }
        }
        for slot in piece.first_slot..piece.first_slot.saturating_add(piece.slots) {
            // A chunk gives its buffer to the decoder and gets it back, but for a chunk that can't be decoded.
            buffer.resize(CHUNK_SIZE, 0);
            let filled = match &mut file {
                Ok(file) => fill(file, chunk::offset_of(slot), buffer),
                Err(error) => Err(again(error)),
            };
            match filled {
                // It had a chunk here when it was found.
                Ok(0) | Err(_) => out.chunks.push(ChunkYield::unreadable(slot)),
                Ok(filled) => {
                    buffer.get_mut(filled..).unwrap_or_default().fill(0);
                    push(&mut out.chunks, chunk::read(slot, buffer, filled, how));
                }
            }
        }
        out
    }

    /// Takes in what the next piece of the same log gave.
    fn join(&mut self, next: Self) {
        next.chunks.into_iter().for_each(|chunk| push(&mut self.chunks, chunk));
    }

    /// The log adds up.
    fn finish(self, number: usize, log: &Log, how: &How) -> Read {
        let head = self.head.unwrap_or_else(|| Ok(Vec::new())).map_err(|error| {
            let issue = Issue::loss(IssueKind::Unreadable, super::limits::cant_be_read(&error));
            Box::new(issue.at_path(log.path.display().to_string()))
        })?;
        let mut source = SourceYield::new(Format::Evtx, log.size);
        source.log = number;
        add_up(&mut source, &head, self.chunks, &log.path.to_string_lossy(), how.recovers);
        source.harvest.shrink();
        Ok(source)
    }
}

/// The same error, for the next to ask.
fn again(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

/// Adds a chunk to those before it.
pub(super) fn push(chunks: &mut Vec<ChunkYield>, chunk: ChunkYield) {
    let rest = match chunks.last_mut() {
        Some(last) => last.join(chunk),
        None => Some(chunk),
    };
    chunks.extend(rest);
}

fn read_head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEADER_BLOCK);
    file.take(HEADER_BLOCK as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Fills a buffer from an offset on; gives how many bytes there are.
fn fill(file: &mut File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(offset))?;
    match stream::fill(file, buffer) {
        (filled, None) => Ok(filled),
        (_, Some(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::NoProgress;

    #[test]
    fn a_log_that_became_shorter_since_it_was_found_is_not_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("System.evtx");
        let mut bytes = std::fs::read("fixtures/cases/article/logs/System.evtx").unwrap();
        // In use, so that its header may lag: nothing but the size tells how many chunks there are.
        let size = bytes.len() as u64 + CHUNK_SIZE as u64;
        for shorter in [bytes.len(), 5000, 0] {
            bytes.truncate(shorter);
            std::fs::write(&path, &bytes).unwrap();
            let logs = [Log { path: path.clone(), size }];
            let mut losses = 0;
            read(&logs, &How::default(), &NoProgress, &mut |read| {
                losses +=
                    read.map_or(1, |read| read.harvest.issues.iter().filter(|issue| issue.is_loss).count());
            });
            assert!(losses > 0, "{shorter} bytes are left");
        }
    }
}
