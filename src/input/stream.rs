//! Logs that come as a stream: from an archive, from standard input.

use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::Arc;

use super::chunk::{self, CHUNK_SIZE, ChunkYield, HEADER_BLOCK};
use super::evtx_file::add_up;
use super::later::{InOrder, later};
use super::pieces::push;
use super::{Format, How, SourceYield, limits};

/// How many chunks are handed out at a time: 256 KiB.
const PIECE: usize = 4;

/// A chunk as it came: its slot, its bytes, and how many of them there are.
type Chunk = (u64, Vec<u8>, usize);

/// So many buffers are kept for the next chunks.
const SPARE: usize = 16;

thread_local! {
    /// Buffers of chunks that were read.
    static BUFFERS: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// What a piece gave, and its buffers.
#[derive(Debug)]
struct Piece {
    chunks: Vec<ChunkYield>,
    buffers: Vec<Vec<u8>>,
}

/// What was read of a log so far.
#[derive(Debug)]
pub(super) struct Reading {
    head: Vec<u8>,
    chunks: Vec<ChunkYield>,
    /// Behind these.
    pieces: InOrder<Piece>,
    size: u64,
    failure: Option<io::Error>,
    name: String,
    recovers: bool,
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
    };
    let how = Arc::new(how.clone());
    let mut piece: Vec<Chunk> = Vec::new();
    for slot in 0.. {
        let mut chunk = BUFFERS.with_borrow_mut(Vec::pop).unwrap_or_default();
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

impl Reading {
    fn read(&mut self, piece: Vec<Chunk>, how: &Arc<How>) {
        let how = Arc::clone(how);
        self.pieces.push(later(move || {
            let (mut chunks, mut buffers) = (Vec::new(), Vec::new());
            for (slot, mut bytes, filled) in piece {
                chunks.push(chunk::read(slot, &mut bytes, filled, &how));
                buffers.push(bytes);
            }
            Piece { chunks, buffers }
        }));
        while let Some(piece) = self.pieces.next_done() {
            self.join(piece);
        }
    }

    fn join(&mut self, piece: Piece) {
        piece.chunks.into_iter().for_each(|chunk| push(&mut self.chunks, chunk));
        BUFFERS.with_borrow_mut(|buffers| {
            let room = SPARE.saturating_sub(buffers.len());
            buffers.extend(piece.buffers.into_iter().take(room));
        });
    }

    /// The log adds up.
    pub(super) fn finish(mut self) -> SourceYield {
        while let Some(piece) = self.pieces.next() {
            self.join(piece);
        }
        let mut source = SourceYield::new(Format::Evtx, self.size);
        add_up(&mut source, &self.head, self.chunks, &self.name, self.recovers);
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
