//! JSON as it is spelled here: indented or in a line, with nothing in it that could command a terminal.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::render::text::is_dangerous;

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In one line.
    Line,
    /// Indented by two blanks a level, so many levels deep at its beginning.
    Indented(usize),
}

/// Writes a value, and ends its line.
pub(super) fn write(value: &impl Serialize, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut spool = Spool { bytes: Vec::with_capacity(FULL), out };
    spell(value, layout, &mut spool)?;
    spool.write_all(b"\n")?;
    spool.empty()
}

/// Spells a value at the end of a text.
pub(super) fn append(value: &impl Serialize, layout: Layout, text: &mut Vec<u8>) -> io::Result<()> {
    spell(value, layout, text)
}

/// Items of a list that are spelled already: they go into the list as they are.
pub(super) struct Spelled<'a>(pub(super) &'a [u8]);

/// No value of a report is a list of bytes, so that they mean this to [`Spelling`].
impl Serialize for Spelled<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// What stands between two items of a list.
pub(super) fn between_items(layout: Layout, text: &mut Vec<u8>) -> io::Result<()> {
    text.push(b',');
    match layout {
        Layout::Line => Ok(()),
        Layout::Indented(depth) => begin_line(text, depth),
    }
}

fn spell<W: Write>(value: &impl Serialize, layout: Layout, out: W) -> io::Result<()> {
    let (is_indented, depth) = match layout {
        Layout::Line => (false, 0),
        Layout::Indented(depth) => (true, depth),
    };
    let mut serializer = Serializer::with_formatter(out, Spelling { is_indented, depth, is_empty: false });
    // This conversion keeps the kind of an error that writing gave, a reader that went away among them.
    value.serialize(&mut serializer).map_err(io::Error::from)
}

/// So many bytes are given on at once.
const FULL: usize = 1 << 16;

/// Gathers what is written piece by piece: a piece costs no call through `dyn`.
struct Spool<'a> {
    bytes: Vec<u8>,
    out: &'a mut dyn Write,
}

impl Spool<'_> {
    #[cold]
    fn empty(&mut self) -> io::Result<()> {
        self.out.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

impl Write for Spool<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.write_all(piece)?;
        Ok(piece.len())
    }

    fn write_all(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.bytes.len().saturating_add(piece.len()) > FULL {
            self.empty()?;
            if piece.len() > FULL {
                return self.out.write_all(piece);
            }
        }
        self.bytes.extend_from_slice(piece);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.empty()
    }
}

/// The layout, and characters that could command a terminal escaped. The value is the same; only its spelling is safe.
struct Spelling {
    is_indented: bool,
    depth: usize,
    /// Whether the list or object that was begun last has nothing in it.
    is_empty: bool,
}

impl Spelling {
    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_add(1);
        self.is_empty = true;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.is_indented && !self.is_empty {
            begin_line(writer, self.depth)?;
        }
        self.is_empty = false;
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.is_empty = false;
        if !is_first {
            writer.write_all(b",")?;
        }
        if self.is_indented {
            begin_line(writer, self.depth)?;
        }
        Ok(())
    }
}

fn begin_line<W: ?Sized + Write>(writer: &mut W, depth: usize) -> io::Result<()> {
    const LINE: &[u8] = b"\n                                                                ";
    if let Some(line) = LINE.get(..=depth.saturating_mul(2)) {
        return writer.write_all(line);
    }
    writer.write_all(b"\n")?;
    (0..depth).try_for_each(|_| writer.write_all(b"  "))
}

impl Formatter for Spelling {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if is_printable_ascii(fragment) || !fragment.chars().any(is_dangerous) {
            return writer.write_all(fragment.as_bytes());
        }
        for character in fragment.chars() {
            if is_dangerous(character) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{character}")?;
            }
        }
        Ok(())
    }

    fn write_byte_array<W: ?Sized + Write>(&mut self, writer: &mut W, spelled: &[u8]) -> io::Result<()> {
        writer.write_all(spelled)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.is_indented { b": " } else { b":" })
    }
}

/// Whether nothing but printable ASCII stands there, controls below the blank apart: those are escaped before. Bytes are
/// looked at many at once.
fn is_printable_ascii(text: &str) -> bool {
    // DEL and all above it reach the highest bit.
    text.bytes().fold(0, |bits, byte| bits | byte.wrapping_add(1)) < 0x80
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn spelled(value: &impl Serialize, layout: Layout) -> String {
        let mut out = Vec::new();
        append(value, layout, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_layout_is_the_usual_one() {
        let value =
            json!({ "a": [], "b": {}, "c": [1, [2, { "d": null }], "\u{e9}\n\"\\"], "e": { "f": true } });
        assert_eq!(spelled(&value, Layout::Indented(0)), serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(spelled(&value, Layout::Line), serde_json::to_string(&value).unwrap());
        let mut deep = json!(1);
        for _ in 0..50 {
            deep = json!([deep]);
        }
        assert_eq!(spelled(&deep, Layout::Indented(0)), serde_json::to_string_pretty(&deep).unwrap());
    }

    #[test]
    fn nothing_that_commands_a_terminal_is_spelled_as_it_is_and_all_is_read_back() {
        for character in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let text = format!("a{character}b");
            let out = spelled(&text, Layout::Line);
            assert!(!out.chars().any(is_dangerous), "{out}");
            assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), text);
        }
    }

    /// A reader that went away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_written_comes_whole_and_an_error_of_writing_keeps_its_kind() {
        let value: Vec<String> =
            (0..5000).map(|n| "x".repeat(n % 100)).chain(["y".repeat(3 * FULL)]).collect();
        let mut out = Vec::new();
        write(&value, Layout::Line, &mut out).unwrap();
        assert_eq!(out, [serde_json::to_vec(&value).unwrap(), b"\n".to_vec()].concat());
        assert_eq!(write(&value, Layout::Line, &mut Gone).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
