//! .gz: one packed file, which may be a tape archive.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

use crate::input::How;
use crate::input::entry::{self, Item, Site};
use crate::input::limits::{Counted, Guard, Packed};

/// Reads what is packed, under the path of the archive: it is all that lies in it.
pub(super) fn read(stream: &mut dyn Read, place: &Site, how: &How, out: &mut Vec<Item>) {
    let taken = Rc::new(Cell::new(0));
    let packed = Counted { inner: stream, count: Rc::clone(&taken) };
    let mut stream = Guard::new(MultiGzDecoder::new(packed), how.limits, Packed::Counted(taken));
    entry::read(&mut stream, &place.unpacked(), how, out);
}
