//! Pieces: what one thread reads at a time, whether of one big log or of ten thousand small ones.
//!
//! A piece is a stretch of chunks of one file. Each is read through a handle and a buffer of its own,
//! so that no more files are open, and no more bytes held, than there are threads.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::chunk::{self, CHUNK_SIZE, ChunkYield};
use super::evtx_file::{HEADER_BLOCK, add_up, offset_of};
use super::{Decoding, Progress, SourceYield};
use crate::issue::{Issue, IssueKind};

/// How many chunks a piece has: 1 MiB.
const PIECE: u64 = 16;
/// How many chunks are read at once: 256 KiB, which a core's cache can hold.
const BLOCK: usize = 4;
/// Up to so many pieces, threads cost more than they save.
const FEW: usize = 2;

thread_local! {
    /// What a thread reads into.
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; BLOCK.saturating_mul(CHUNK_SIZE)]);
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
struct Piece {
    log: usize,
    first_slot: u64,
    slots: u64,
}

/// What a piece gave.
struct PieceYield {
    log: usize,
    /// The block of the file header, in the first piece of a file.
    head: Option<io::Result<Vec<u8>>>,
    chunks: Vec<ChunkYield>,
}

/// Reads logs; in the order of the logs, what each of them gave, or why it could not be read.
pub(super) fn read(
    logs: Vec<Log>,
    decoding: Decoding,
    progress: &dyn Progress,
) -> Vec<Result<SourceYield, Box<Issue>>> {
    let pieces: Vec<Piece> = logs.iter().enumerate().flat_map(|(number, log)| pieces(number, log)).collect();
    let read_piece = |piece: &Piece| {
        let mut out = PieceYield { log: piece.log, head: None, chunks: Vec::new() };
        if let Some(log) = logs.get(piece.log) {
            BUFFER.with_borrow_mut(|buffer| out.read(log, piece, buffer, decoding));
            let bytes = piece.slots.saturating_mul(CHUNK_SIZE as u64).min(log.size);
            progress.advance(bytes);
        }
        out
    };
    let read: Vec<PieceYield> = if pieces.len() <= FEW {
        pieces.iter().map(read_piece).collect()
    } else {
        pieces.par_iter().map(read_piece).collect()
    };
    let mut read = read.into_iter().peekable();
    let of_log = |(number, log): (usize, Log)| {
        let mut head = None;
        let mut chunks = Vec::new();
        while let Some(piece) = read.next_if(|piece| piece.log == number) {
            head = head.or(piece.head);
            for chunk in piece.chunks {
                push(&mut chunks, chunk);
            }
        }
        let path = log.path.display().to_string();
        match head {
            Some(Err(error)) => {
                let issue = Issue::loss(IssueKind::Unreadable, format!("can't be read: {error}"));
                Err(Box::new(issue.at_path(path)))
            }
            head => {
                let mut source = SourceYield::new(path, log.size);
                add_up(&mut source, &head.and_then(Result::ok).unwrap_or_default(), chunks);
                Ok(source)
            }
        }
    };
    logs.into_iter().enumerate().map(of_log).collect()
}

/// The pieces of a log; one at least, for its header.
fn pieces(number: usize, log: &Log) -> impl Iterator<Item = Piece> + use<> {
    let slots = log.size.saturating_sub(HEADER_BLOCK as u64).div_ceil(CHUNK_SIZE as u64);
    (0..slots.div_ceil(PIECE).max(1)).map(move |piece| {
        let first_slot = piece.saturating_mul(PIECE);
        Piece { log: number, first_slot, slots: slots.saturating_sub(first_slot).min(PIECE) }
    })
}

impl PieceYield {
    fn read(&mut self, log: &Log, piece: &Piece, buffer: &mut [u8], decoding: Decoding) {
        let mut file = File::open(&log.path);
        if piece.first_slot == 0 {
            let head = match &mut file {
                Ok(file) => read_head(file),
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            let is_readable = head.is_ok();
            self.head = Some(head);
            if !is_readable {
                return;
            }
        }
        let end = piece.first_slot.saturating_add(piece.slots);
        let mut slot = piece.first_slot;
        while slot < end {
            let slots = end.saturating_sub(slot).min(BLOCK as u64);
            let length = usize::try_from(slots).unwrap_or(BLOCK).saturating_mul(CHUNK_SIZE);
            let block = buffer.get_mut(..length).unwrap_or_default();
            let filled = match &mut file {
                Ok(file) => fill(file, offset_of(slot), block),
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            match filled {
                Ok(filled) => self.read_block(slot, block, filled, decoding),
                Err(_) => (slot..slot.saturating_add(slots))
                    .for_each(|slot| self.chunks.push(ChunkYield::unreadable(slot))),
            }
            slot = slot.saturating_add(slots);
        }
    }

    /// Reads the chunks of a block, of which the file has `filled` bytes.
    fn read_block(&mut self, first: u64, block: &mut [u8], filled: usize, decoding: Decoding) {
        if let Some(rest) = block.get_mut(filled..) {
            rest.fill(0);
        }
        let mut left = filled;
        for (slot, data) in (first..).zip(block.chunks_mut(CHUNK_SIZE)) {
            let available = left.min(CHUNK_SIZE);
            left = left.saturating_sub(available);
            if available > 0 {
                push(&mut self.chunks, chunk::read(slot, offset_of(slot), data, available, decoding));
            }
        }
    }
}

fn push(chunks: &mut Vec<ChunkYield>, chunk: ChunkYield) {
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
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
