//! Extracts as lines of JSON, plain or packed.

use std::borrow::Cow;
use std::io::{self, BufRead as _, BufReader, Read, Write};

use super::row::Row;
use super::{Builder, Fault};
use crate::say::is_dangerous;

/// No row is longer: a record is 64 KiB, a text 1 MiB, and JSON may write a character in six.
pub(super) const LONGEST: u64 = 64 << 20;

/// How hard it is packed.
const LEVEL: i32 = 3;

pub(super) fn write(rows: &mut dyn Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        let line = serde_json::to_string(&row)?;
        out.write_all(spelled(&line).as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The same line, in which no character of a text can command a terminal or hide: what JSON itself does not escape of these
/// stands in its texts only.
fn spelled(line: &str) -> Cow<'_, str> {
    if line.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !line.chars().any(is_dangerous) {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if is_dangerous(character) {
            let mut units = [0; 2];
            out.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_commands_a_terminal_and_none_is_lost() {
        let text = "\u{1b}[2J\u{9b}2J\u{7f}\u{202e}\u{200b}\u{e0041}\u{feff}重要 \u{e9}\"\\";
        let plain = serde_json::to_string(text).unwrap();
        let line = spelled(&plain);
        assert!(!line.chars().any(is_dangerous), "{line}");
        assert!(line.contains("重要") && line.contains("\\u202e") && line.contains("\\udb40\\udc41"));
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        assert!(matches!(spelled("{\"a\":1}"), Cow::Borrowed(_)));
    }
}
