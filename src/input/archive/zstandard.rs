//! .zst: one packed file, like .gz.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use crate::input::How;
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{Counted, Guard, Packed, issue_of};

/// A stream that looks back further than 2^27 bytes needs more memory than one that is unpacked should.
const FURTHEST: u32 = 27;

/// Reads what is packed, under the path of the archive: it is all that lies in it.
pub(super) fn read(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    let taken = Rc::new(Cell::new(0));
    let packed = Counted { inner: stream, count: Rc::clone(&taken) };
    let unpacked = zstd::Decoder::new(packed).and_then(|mut unpacked| {
        unpacked.window_log_max(FURTHEST)?;
        Ok(unpacked)
    });
    match unpacked {
        Ok(unpacked) => {
            let mut stream = Guard::new(unpacked, how.limits, Packed::Counted(taken));
            entry::read(&mut stream, &place.unpacked(), how, out);
        }
        Err(error) => out.push(place.issue(issue_of(&error))),
    }
}
