//! Logs that come as a stream: from an archive, from standard input.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::chunk::{self, CHUNK_SIZE, ChunkYield, HEADER_BLOCK};
use super::evtx_file::add_up;
use super::later::{InOrder, later};
use super::pieces::push;
use super::{Format, How, SourceYield, limits};
use crate::issue::{Issue, IssueKind};
use crate::say::sentences;

sentences! {
    no_header() = "stream.no-header":
        "chunks of a log without the header of its file, as they are carved out of a disk; they are read as far as they go, and \
         places in it are told as if the header's 4096 bytes stood before them";
}

/// How many chunks are handed out at a time: 256 KiB.
const PIECE: usize = 4;

/// A chunk as it came: its slot, its bytes, and how many of them there are.
type Chunk = (u64, Vec<u8>, usize);

/// So many buffers are kept for the next chunks.
const SPARE: usize = 16;

/// Buffers of chunks that were read. What a piece gave does not hold them: it may wait for the end of an archive.
static BUFFERS: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn buffers() -> MutexGuard<'static, Vec<Vec<u8>>> {
    BUFFERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a piece; its buffers are there for the next.
fn read_piece(piece: Vec<Chunk>, how: &How) -> Vec<ChunkYield> {
    let mut chunks = Vec::with_capacity(piece.len());
    for (slot, mut bytes, filled) in piece {
        chunks.push(chunk::read(slot, &mut bytes, filled, how));
        let mut spare = buffers();
        if spare.len() < SPARE {
            spare.push(bytes);
        }
    }
    chunks
}

/// What was read of a log so far.
#[derive(Debug)]
pub(super) struct Reading {
    head: Vec<u8>,
    chunks: Vec<ChunkYield>,
    /// Behind these.
    pieces: InOrder<Vec<ChunkYield>>,
    size: u64,
    failure: Option<io::Error>,
    name: String,
    recovers: bool,
    has_no_header: bool,
}

/// Reads an .evtx file chunk by chunk; what others do of it may not be done yet. A stream that fails is a log that is
/// cut off there.
pub(super) fn read_log(stream: &mut dyn Read, name: &str, how: &How) -> Reading {
    let mut failure: Option<io::Error> = None;
    let mut next = |buffer: &mut [u8]| {
        let filled = match (&failure, fill(stream, buffer)) {
            (Some(_), _) => 0,
            (None, (filled, error)) => {
                failure = error;
                filled
            }
        };
        buffer.get_mut(filled..).unwrap_or_default().fill(0);
        filled
    };
    let mut head = vec![0; HEADER_BLOCK];
    let filled = next(&mut head);
    head.truncate(filled);
    let mut out = Reading {
        head,
        chunks: Vec::new(),
        pieces: InOrder::default(),
        size: filled as u64,
        failure: None,
        name: name.to_owned(),
        recovers: how.recovers,
        has_no_header: false,
    };
    let how = Arc::new(how.clone());
    let mut piece: Vec<Chunk> = Vec::new();
    for slot in 0.. {
        let mut chunk = buffers().pop().unwrap_or_default();
        chunk.resize(CHUNK_SIZE, 0);
        let filled = if out.head.len() == HEADER_BLOCK { next(&mut chunk) } else { 0 };
        if filled == 0 {
            break;
        }
        out.size = out.size.saturating_add(filled as u64);
        piece.push((slot, chunk, filled));
        if piece.len() == PIECE {
            out.read(std::mem::take(&mut piece), &how);
        }
    }
    out.read(piece, &how);
    out.failure = failure;
    out
}

/// Reads chunks that lie there without the header of their file, as if it stood before them.
pub(super) fn read_chunks(stream: &mut dyn Read, name: &str, how: &How) -> Reading {
    let header = io::repeat(0).take(HEADER_BLOCK as u64);
    let mut out = read_log(&mut header.chain(stream), name, how);
    out.size = out.size.saturating_sub(HEADER_BLOCK as u64);
    out.has_no_header = true;
    out
}

impl Reading {
    fn read(&mut self, piece: Vec<Chunk>, how: &Arc<How>) {
        let how = Arc::clone(how);
        self.pieces.push(later(move || read_piece(piece, &how)));
        while let Some(chunks) = self.pieces.next_done() {
            self.join(chunks);
        }
    }

    fn join(&mut self, chunks: Vec<ChunkYield>) {
        for chunk in chunks {
            push(&mut self.chunks, chunk);
        }
    }

    /// The log adds up.
    pub(super) fn finish(mut self) -> SourceYield {
        while let Some(chunks) = self.pieces.next() {
            self.join(chunks);
        }
        let mut source = SourceYield::new(Format::Evtx, self.size);
        add_up(&mut source, &self.head, self.chunks, &self.name, self.recovers);
        if self.has_no_header {
            source.harvest.issues.push(Issue::loss(IssueKind::Truncated, no_header()));
            source.harvest.runs.damage_around();
        }
        if let Some(error) = self.failure {
            source.harvest.issues.push(limits::issue_of(&error));
            source.harvest.runs.damage_behind();
        }
        source.harvest.shrink();
        source
    }
}

/// Fills a buffer as far as the stream goes; gives how many bytes there are, and why there are no more.
pub(super) fn fill(stream: &mut dyn Read, buffer: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest) {
            Ok(0) => break,
            Ok(count) => filled = filled.saturating_add(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Some(error)),
        }
    }
    (filled, None)
}
