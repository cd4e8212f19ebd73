//! Logs that come as a stream: from an archive, from standard input.

use std::io::{self, Read};

use super::chunk::{self, CHUNK_SIZE, ChunkYield, HEADER_BLOCK};
use super::evtx_file::add_up;
use super::pieces::push;
use super::{Format, How, SourceYield, limits};

/// Reads an .evtx file chunk by chunk. A stream that fails is a log that is cut off there.
pub(super) fn read_log(stream: &mut dyn Read, name: &str, how: &How) -> SourceYield {
    let mut head = vec![0; HEADER_BLOCK];
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
    let filled = next(&mut head);
    head.truncate(filled);
    let mut size = filled as u64;
    let mut chunks: Vec<ChunkYield> = Vec::new();
    let mut buffer = Vec::new();
    if filled == HEADER_BLOCK {
        for slot in 0.. {
            buffer.resize(CHUNK_SIZE, 0);
            let filled = next(&mut buffer);
            if filled == 0 {
                break;
            }
            size = size.saturating_add(filled as u64);
            push(&mut chunks, chunk::read(slot, &mut buffer, filled, how));
        }
    }
    let mut source = SourceYield::new(Format::Evtx, size);
    add_up(&mut source, &head, chunks, name, how.recovers);
    if let Some(error) = failure {
        source.harvest.issues.push(limits::issue_of(&error));
        source.harvest.runs.damage_behind();
    }
    source.harvest.shrink();
    source
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
