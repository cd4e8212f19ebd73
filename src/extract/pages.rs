//! How much memory the pages of a table take, counted before any is made: their headers say it, and may say anything.
//!
//! The crate that reads tables asks for what a header declares, up to 2 GiB a page, and a program that asks for more than
//! there is ends. Headers are in Thrift's compact protocol (thrift-compact-protocol.md, parquet.thrift of the format's
//! specification); of them only the sizes are looked at.

use std::io::{self, Read};

use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::ChunkReader;

/// Checks that what is held of a group of rows at once is no more than `bound` bytes: of each column a page, packed and unpacked,
/// and its dictionary.
pub(super) fn check(
    file: &impl ChunkReader,
    group: &RowGroupMetaData,
    bound: u64,
) -> Result<(), ParquetError> {
    let mut held: u64 = 0;
    for column in group.columns() {
        held = held.saturating_add(of_column(file, column)?);
        if held > bound {
            let bound = bound >> 20;
            return Err(general(format!(
                "its pages declare more than the bound of {bound} MiB (--max-held)"
            )));
        }
    }
    Ok(())
}

fn general(text: String) -> ParquetError {
    ParquetError::General(text)
}

/// What the pages of a column take: the largest, and the dictionary.
fn of_column(file: &impl ChunkReader, column: &ColumnChunkMetaData) -> Result<u64, ParquetError> {
    let (start, length) = column.byte_range();
    let end = start.saturating_add(length);
    if end > file.len() {
        return Err(general("a column ends behind the file".to_owned()));
    }
    let (mut page, mut dictionary) = (0, 0);
    let (mut at, mut stream) = (start, file.get_read(start)?);
    while at < end {
        let mut header = Compact { stream: &mut stream, left: end.saturating_sub(at) };
        let found = Header::read(&mut header)?;
        let left = header.left;
        if found.packed > left {
            return Err(general("a page ends behind its column".to_owned()));
        }
        // Numbers as differences: how many there are says the page itself, which is looked at by nobody before.
        if found.encodings.iter().any(|encoding| (5..=7).contains(encoding)) {
            return Err(general("its pages are encoded as differences, which is not read here".to_owned()));
        }
        let bytes = found.packed.saturating_add(found.unpacked);
        match found.dictionary {
            Some(values) => {
                let of_values = values.saturating_mul(size_of::<ByteArray>() as u64);
                dictionary = bytes.saturating_add(of_values).max(dictionary);
            }
            None => page = bytes.max(page),
        }
        at = end.saturating_sub(left).saturating_add(found.packed);
        if found.packed > NEAR {
            stream = file.get_read(at)?;
        } else {
            io::copy(&mut (&mut stream).take(found.packed), &mut io::sink())?;
        }
    }
    Ok(dictionary.saturating_add(page))
}

/// So far ahead, reading is no slower than looking for the place anew.
const NEAR: u64 = 1 << 16;

/// What the header of a page says of its sizes. Unit: bytes, and values.
#[derive(Debug, Default, PartialEq, Eq)]
struct Header {
    packed: u64,
    unpacked: u64,
    /// How many values it has, where it is a dictionary.
    dictionary: Option<u64>,
    encodings: Vec<u64>,
}

impl Header {
    fn read(from: &mut Compact<impl Read>) -> io::Result<Self> {
        let mut header = Self::default();
        from.fields(|from, field, kind| match (field, kind) {
            // The largest counts where one comes twice.
            (2, I32) => from.size().map(|size| header.unpacked = header.unpacked.max(size)),
            (3, I32) => from.size().map(|size| header.packed = header.packed.max(size)),
            (5 | 8, STRUCT) => from.fields(|from, inner, kind| match (field, inner, kind) {
                (5, 2, I32) | (8, 4, I32) => from.size().map(|encoding| header.encodings.push(encoding)),
                _ => from.skip(kind, DEEPEST),
            }),
            (7, STRUCT) => from.fields(|from, inner, kind| match (inner, kind) {
                (1, I32) => from.size().map(|values| header.dictionary = header.dictionary.max(Some(values))),
                _ => from.skip(kind, DEEPEST),
            }),
            _ => from.skip(kind, DEEPEST),
        })?;
        Ok(header)
    }
}

/// Types of the protocol.
const I32: u8 = 5;
const STRUCT: u8 = 12;
/// No header holds structs deeper.
const DEEPEST: u32 = 8;

/// Reads the compact protocol, no further than a column goes.
struct Compact<R> {
    stream: R,
    left: u64,
}

impl<R: Read> Compact<R> {
    fn byte(&mut self) -> io::Result<u8> {
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn pass(&mut self, count: u64) -> io::Result<()> {
        self.left = self.left.checked_sub(count).ok_or(io::ErrorKind::UnexpectedEof)?;
        let passed = io::copy(&mut (&mut self.stream).take(count), &mut io::sink())?;
        if passed == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    /// A signed number that is none below zero, and fits into 31 bits.
    fn size(&mut self) -> io::Result<u64> {
        let number = self.number()?;
        let is_size = number & 1 == 0 && number >> 32 == 0;
        if is_size { Ok(number >> 1) } else { Err(io::ErrorKind::InvalidData.into()) }
    }

    /// Gives each field of a struct with its type; whoever takes it reads its value.
    fn fields(&mut self, mut each: impl FnMut(&mut Self, u64, u8) -> io::Result<()>) -> io::Result<()> {
        let mut field = 0_u64;
        loop {
            let begin = self.byte()?;
            if begin == 0 {
                return Ok(());
            }
            field = match begin >> 4 {
                0 => self.number()? >> 1,
                more => field.saturating_add(more.into()),
            };
            each(self, field, begin & 0xf)?;
        }
    }

    fn skip(&mut self, kind: u8, deepest: u32) -> io::Result<()> {
        let deepest = deepest.checked_sub(1).ok_or(io::ErrorKind::InvalidData)?;
        match kind {
            // True and false are types.
            1 | 2 => Ok(()),
            3 => self.pass(1),
            4..=6 => self.number().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.number()?;
                self.pass(length)
            }
            9 | 10 => {
                let begin = self.byte()?;
                let count = if begin >> 4 == 0xf { self.number()? } else { u64::from(begin >> 4) };
                (0..count).try_for_each(|_| self.skip_item(begin & 0xf, deepest))
            }
            11 => {
                let count = self.number()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                (0..count).try_for_each(|_| {
                    self.skip_item(kinds >> 4, deepest)?;
                    self.skip_item(kinds & 0xf, deepest)
                })
            }
            STRUCT => self.fields(|from, _, kind| from.skip(kind, deepest)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// In a list, true and false take a byte.
    fn skip_item(&mut self, kind: u8, deepest: u32) -> io::Result<()> {
        if matches!(kind, 1 | 2) { self.pass(1) } else { self.skip(kind, deepest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> io::Result<(Header, u64)> {
        let mut from = Compact { stream: bytes, left: bytes.len() as u64 };
        let header = Header::read(&mut from)?;
        Ok((header, from.left))
    }

    #[test]
    fn the_header_of_a_page_says_its_sizes() {
        // A data page: its type, 300 bytes unpacked, 100 packed, a header of its own with ten values in encoding 8 and
        // statistics with two texts; one byte is of the next page.
        let data = [
            0x15, 0, 0x15, 0xd8, 0x04, 0x15, 0xc8, 0x01, 0x2c, 0x15, 0x14, 0x15, 0x10, 0x15, 0x06, 0x15,
            0x06, 0x1c, 0x18, 2, b'a', b'b', 0x18, 1, b'c', 0, 0, 0, 0x77,
        ];
        let header = Header { packed: 100, unpacked: 300, dictionary: None, encodings: vec![8] };
        assert_eq!(read(&data).unwrap(), (header, 1));
        // A dictionary of five values, with a field in the long form.
        let dictionary = [0x15, 4, 0x15, 20, 0x05, 6, 24, 0x4c, 0x15, 10, 0x15, 0, 0, 0];
        let header = Header { packed: 12, unpacked: 10, dictionary: Some(5), encodings: Vec::new() };
        assert_eq!(read(&dictionary).unwrap(), (header, 0));
    }

    #[test]
    fn a_header_that_is_none_is_an_error() {
        let deep = [0x1c; 64];
        for bytes in [
            &[0x15][..],
            &[0x25, 1, 0],
            &[0x18, 0xff, 0xff, 0xff, 0xff, 0x0f],
            &[0x1e],
            &[0x19, 0xf5, 0xff, 0xff, 0x7f],
            &deep,
        ] {
            assert!(read(bytes).is_err(), "{bytes:?}");
        }
    }
}
