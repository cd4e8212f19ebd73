//! A .reg file that Windows' registry editor takes: UTF-16LE with a byte order mark, CRLF.

use std::io::{self, Write};

use crate::advice::{Proposal, REGISTRY_KEY, REGISTRY_VALUE};
use crate::context::PROPOSAL;

/// Writes a .reg file that sets `CreateTimeout`.
pub fn write(proposal: Proposal, out: &mut dyn Write) -> io::Result<()> {
    let text = format!(
        "\u{feff}Windows Registry Editor Version 5.00\r\n\r\n{PROPOSAL}\r\n[{REGISTRY_KEY}]\r\n\"{REGISTRY_VALUE}\"=dword:{:08x}\r\n\r\n",
        proposal.milliseconds
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_utf_16_with_mark_and_crlf() {
        let mut bytes = Vec::new();
        write(Proposal { milliseconds: 1_800_000 }, &mut bytes).unwrap();
        assert_eq!(bytes[..2], [0xff, 0xfe]);
        let units: Vec<u16> =
            bytes[2..].chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        assert_eq!(
            String::from_utf16(&units).unwrap(),
            "Windows Registry Editor Version 5.00\r\n\r\n; proposed by volsift timeout\r\n\
             [HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\SPP]\r\n\
             \"CreateTimeout\"=dword:001b7740\r\n\r\n"
        );
    }
}
