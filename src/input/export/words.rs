//! The text of an export whose bytes are not marked: UTF-8, or an encoding of before it, as consoles write.

use encoding_rs::{Encoding, SHIFT_JIS, WINDOWS_1252};

/// The older encoding of a text, once bytes were met that are no UTF-8.
#[derive(Debug, Default)]
pub(super) struct Words(Option<&'static Encoding>);

impl Words {
    /// A cut lies between characters, so what is no UTF-8 is of an older encoding, unless it is damaged. Names must stay as different as
    /// they were written: a character that stands for all that can't be read would make one of two.
    pub(super) fn read(&mut self, bytes: Vec<u8>) -> String {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(error) => error.into_bytes(),
        };
        let (broken, wide) = bytes.utf8_chunks().fold((0_usize, 0_usize), |(broken, wide), chunk| {
            let others = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            (broken.saturating_add(usize::from(!chunk.invalid().is_empty())), wide.saturating_add(others))
        });
        if self.0.is_none() && 0 < wide && broken <= wide {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
        let is_japanese = || SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes).is_some();
        let first = || if is_japanese() { SHIFT_JIS } else { WINDOWS_1252 };
        let older = *self.0.get_or_insert_with(first);
        let text = older.decode_without_bom_handling_and_without_replacement(&bytes);
        // The bytes of this one are all characters.
        text.unwrap_or_else(|| WINDOWS_1252.decode_without_bom_handling(&bytes).0).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::xml::{Cut, Cutter};

    /// Names stay as different as they were written, whatever wrote them.
    #[test]
    fn bytes_of_older_encodings_are_the_characters_that_they_were() {
        let stretches = |bytes: &[u8], length: usize| {
            let (mut cutter, mut words) = (Cutter::new(bytes, length), Words::default());
            let cuts = std::iter::from_fn(|| cutter.next_cut());
            cuts.map(|cut| match cut {
                Cut::Stretch(text, _) => words.read(text),
                Cut::TooLong => String::new(),
            })
            .collect::<String>()
        };
        let japanese = b"<Event>HV\x93\x8c</Event><Event>HV\x93\xec</Event>";
        assert_eq!(stretches(japanese, 1 << 18), "<Event>HV\u{6771}</Event><Event>HV\u{5357}</Event>");
        assert_eq!(stretches(japanese, 8), stretches(japanese, 1 << 18));
        let german = b"<Event>B\xfcro</Event>";
        assert_eq!(stretches(german, 64), "<Event>B\u{fc}ro</Event>");
        // One that is damaged is UTF-8 all the same, and keeps what is whole.
        let mut damaged = "<Event>\u{6771}\u{5357}\u{6771}</Event>".as_bytes().to_vec();
        damaged[8] = b'x';
        assert!(stretches(&damaged, 64).ends_with("\u{5357}\u{6771}</Event>"));
    }
}
