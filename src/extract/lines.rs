//! Extracts as lines of JSON, plain or packed.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use super::row::Row;
use super::{Builder, Fault};

/// No row is longer: a record is 64 KiB, a text 1 MiB, and JSON may write a character in six.
pub(super) const LONGEST: u64 = 64 << 20;

/// How hard it is packed.
const LEVEL: i32 = 3;

pub(super) fn write(rows: &mut dyn Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

pub(super) fn write_packed(rows: &mut dyn Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let mut packer = zstd::Encoder::new(out, LEVEL)?;
    write(rows, &mut packer)?;
    packer.finish()?;
    Ok(())
}

impl Builder<'_> {
    /// Reads lines of JSON, plain ones. Each row that can't be used is told, with its number from 1.
    ///
    /// # Errors
    ///
    /// Those of the stream; what was read before stays.
    pub fn read_lines(&mut self, stream: &mut dyn Read, tell: &mut dyn FnMut(u64, Fault)) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        let mut number = 0_u64;
        loop {
            line.clear();
            number = number.saturating_add(1);
            let length = (&mut stream).take(LONGEST).read_until(b'\n', &mut line)?;
            if length == 0 {
                return Ok(());
            }
            let text =
                std::str::from_utf8(&line).ok().map(str::trim).filter(|_| line.len() as u64 != LONGEST);
            let read = match text {
                Some("") => Ok(()),
                Some(text) => self.line(text),
                None => {
                    self.count();
                    Err(Fault::Row)
                }
            };
            if let Err(fault) = read {
                tell(number, fault);
                if fault.is_final() {
                    return Ok(());
                }
            }
        }
    }
}
