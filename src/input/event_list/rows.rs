//! Rows of fields between delimiters.

use std::io::{self, Read};

/// So much is read at once.
const PIECE: usize = 1 << 16;

/// Gives each row of a text.
pub(super) fn rows(
    stream: &mut dyn Read,
    delimiter: u8,
    mut each: impl FnMut(Vec<String>),
) -> io::Result<()> {
    let mut rows = Rows::new(delimiter);
    let mut buffer = vec![0; PIECE];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(filled) => rows.take(buffer.get(..filled).unwrap_or_default(), &mut each),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    rows.finish(&mut each);
    Ok(())
}

/// Rows of fields that may be quoted, and then go over several lines. Long fields are shortened, so that no text takes
/// more memory than a row.
pub(super) struct Rows {
    delimiter: u8,
    row: Vec<String>,
    field: Vec<u8>,
    is_quoted: bool,
    was_quote: bool,
}

impl Rows {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, row: Vec::new(), field: Vec::new(), is_quoted: false, was_quote: false }
    }

    pub(super) fn take(&mut self, bytes: &[u8], each: &mut dyn FnMut(Vec<String>)) {
        for byte in bytes {
            match *byte {
                b'"' if self.is_quoted => (self.is_quoted, self.was_quote) = (false, true),
                // Two quotes in a row are one of the text.
                b'"' if self.was_quote => {
                    (self.is_quoted, self.was_quote) = (true, false);
                    self.push(b'"');
                }
                b'"' if self.field.is_empty() => self.is_quoted = true,
                byte if byte == self.delimiter && !self.is_quoted => self.end_field(),
                b'\n' if !self.is_quoted => self.end_row(each),
                b'\r' if !self.is_quoted => {}
                byte => self.push(byte),
            }
            if *byte != b'"' {
                self.was_quote = false;
            }
        }
    }

    fn push(&mut self, byte: u8) {
        const LONGEST: usize = 256;
        if self.field.len() < LONGEST {
            self.field.push(byte);
        }
    }

    fn end_field(&mut self) {
        const MOST: usize = 64;
        let field = std::mem::take(&mut self.field);
        if self.row.len() < MOST {
            self.row.push(String::from_utf8_lossy(&field).trim_matches(['\u{feff}', ' ']).to_owned());
        }
    }

    fn end_row(&mut self, each: &mut dyn FnMut(Vec<String>)) {
        self.end_field();
        let row = std::mem::take(&mut self.row);
        if row.len() > 1 || row.first().is_some_and(|field| !field.is_empty()) {
            each(row);
        }
    }

    pub(super) fn finish(&mut self, each: &mut dyn FnMut(Vec<String>)) {
        if !self.field.is_empty() || !self.row.is_empty() {
            self.end_row(each);
        }
    }
}
