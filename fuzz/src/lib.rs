//! What is fuzzed: functions that take arbitrary bytes and panic where something does not hold. `fuzz_targets/` hands them to
//! libFuzzer; `tests/replay` of the program includes this file and replays seeds and findings on stable.

pub mod checks;
mod seal;

use std::collections::BTreeMap;

use checks::{examine, examine_text};
use volsift::correlation::inventory;
use volsift::event::codes::{Hresult, NtStatus};
use volsift::event::guid::Guid;
use volsift::event::providers;
use volsift::event::volume::{VolumeName, letter};
use volsift::event::xml;
use volsift::input::Decoding;

/// What a target is called, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("whole_file", whole_file),
    ("chunk", chunk),
    ("peek_and_decoder", peek_and_decoder),
    ("record_xml", record_xml),
    ("export", export),
    ("volumes_info", volumes_info),
    ("inventory", inventory),
    ("registry", registry),
    ("zip", zip),
    ("sevenz", sevenz),
    ("cab", cab),
    ("gzip", gzip),
    ("zstd", zstd),
    ("tar", tar),
    ("extract_lines", extract_lines),
    ("extract_table", extract_table),
    ("codes", codes),
];

/// A file of any kind; one that begins like a log is filled up to whole chunks if its length is even.
pub fn whole_file(data: &[u8]) {
    let mut file = data.to_vec();
    if file.starts_with(b"ElfFile") && file.len().is_multiple_of(2) {
        seal::fill_up(&mut file);
    }
    examine("System.evtx", file, Decoding::Needed);
}

/// A chunk behind a right file header, with whatever checksums it has.
pub fn chunk(data: &[u8]) {
    examine("System.evtx", seal::log_of_chunk(data), Decoding::Needed);
}

/// A chunk whose checksums were made right: what is looked at must be what is decoded.
pub fn peek_and_decoder(data: &[u8]) {
    let mut file = seal::log_of_chunk(data);
    seal::seal_chunk(&mut file);
    let looked = examine("System.evtx", file.clone(), Decoding::Needed);
    let decoded = examine("System.evtx", file, Decoding::Everything);
    assert!(!decoded.json.contains("looks different"), "{}", decoded.json);
    // A record that can't matter and can't be decoded is skipped by the one, and failed by the other.
    if decoded.is_complete {
        assert_eq!(looked.json, decoded.json);
    }
}

/// The XML of one record.
pub fn record_xml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(record) = xml::read(text, |_| true) else { return };
    assert_eq!(Some(&record), xml::read(text, |_| true).as_ref().ok());
    let payload = record.payload.as_ref().expect("a payload that was wanted is read");
    let kind = providers::read(&record.system, payload);
    assert!(kind.is_none() || providers::is_wanted(&record.system), "what can matter is wanted");
    if let Ok(rest) = xml::read_rest(text, record.system.clone()) {
        assert_eq!(rest.system.provider, record.system.provider);
    }
}

/// An export of events, of which most are only looked at.
pub fn export(data: &[u8]) {
    let looked = examine("System.xml", data.to_vec(), Decoding::Needed);
    let read = examine("System.xml", data.to_vec(), Decoding::Everything);
    assert!(!read.json.contains("looks different"), "{}", read.json);
    assert_eq!(looked.json, read.json);
}

/// A list that Windows Server Backup nests in a field.
pub fn volumes_info(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for (root, element) in
        [("VolumeInfo", "VolumeInfoItem"), ("ComponentInfo", "ComponentInfoItem"), ("", "ComponentInfoItem")]
    {
        let (items, complaint) = xml::inner_items(text, root, element);
        assert_eq!((&items, &complaint), (&xml::inner_items(text, root, element).0, &complaint));
        assert!(items.len() <= text.matches(element).count(), "an item is made of nothing");
        let attributes = items.iter().map(BTreeMap::len).sum::<usize>();
        assert!(attributes <= text.matches('=').count(), "an attribute is made of nothing");
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let fields = format!("<Data Name='VolumesInfo'>{escaped}</Data>");
    examine("Backup.xml", checks::backup_14(&fields).into_bytes(), Decoding::Needed);
}

/// A text that may be a list of volumes.
pub fn inventory(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (list, issues) = inventory::parse(None, "volumes.txt", &text);
    assert_eq!((&list, &issues), (&inventory::parse(None, "volumes.txt", &text).0, &issues));
    if let Some(list) = list {
        assert!(!list.volumes.is_empty(), "a list without a volume");
        // A console may have broken a line inside a name.
        let unbroken: String = text.to_lowercase().split_whitespace().collect();
        let names = list.volumes.iter().filter_map(|volume| volume.guid);
        for guid in names {
            let digits = guid.to_string().replace(['-', '{', '}'], "").to_lowercase();
            let first: String = digits.chars().take(8).collect();
            assert!(unbroken.contains(&first), "{guid} does not stand in the text");
        }
    }
    examine_text("volumes.txt", data);
}

/// A text that may be an export of the registry.
pub fn registry(data: &[u8]) {
    examine_text("spp.reg", data);
}

/// A .zip, by its first bytes.
pub fn zip(data: &[u8]) {
    archive("bundle.zip", data, 0, b"PK\x03\x04");
}

/// A .7z, with the checksums over its headers made right.
pub fn sevenz(data: &[u8]) {
    let mut file = data.to_vec();
    seal::seal_sevenz(&mut file);
    archive("bundle.7z", &file, 0, b"7z\xbc\xaf\x27\x1c");
}

/// A cabinet.
pub fn cab(data: &[u8]) {
    archive("bundle.cab", data, 0, b"MSCF");
}

/// A packed file.
pub fn gzip(data: &[u8]) {
    archive("System.evtx.gz", data, 0, b"\x1f\x8b\x08");
}

/// The other packed file.
pub fn zstd(data: &[u8]) {
    archive("System.evtx.zst", data, 0, b"\x28\xb5\x2f\xfd");
}

/// An extract as lines of JSON, by its first bytes.
pub fn extract_lines(data: &[u8]) {
    archive("HV01.ndjson", data, 0, b"{\"row\":\"extract\"");
}

/// An extract as Parquet, by its first bytes.
pub fn extract_table(data: &[u8]) {
    archive("HV01.parquet", data, 0, b"PAR1");
}

/// A tape archive, with the checksums over its headers made right.
pub fn tar(data: &[u8]) {
    let mut file = data.to_vec();
    seal::seal_tar(&mut file);
    archive("bundle.tar", &file, 257, b"ustar");
}

fn archive(name: &str, data: &[u8], at: usize, magic: &[u8]) {
    let mut file = data.to_vec();
    if file.len() < at + magic.len() {
        return;
    }
    file[at..at + magic.len()].copy_from_slice(magic);
    examine(name, file, Decoding::Needed);
}

/// Codes, names of volumes, and the zone of a host, as they stand in texts and questions.
pub fn codes(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some(code) = Hresult::parse(&text) {
        assert_eq!(Hresult::parse(&format!("0x{:08X}", code.0)), Some(code));
        assert!(!code.meaning().is_empty());
    }
    if let Some(code) = NtStatus::parse(&text) {
        assert_eq!(NtStatus::parse(&format!("0x{:08X}", code.0)), Some(code));
    }
    if let Some(guid) = Guid::parse(&text) {
        assert_eq!(Guid::parse(&guid.to_string()), Some(guid));
    }
    let name = VolumeName::parse(&text);
    assert!(name.is_empty() || name.is_same(&name) || name.letter().is_none(), "{text} is not itself");
    if let Some(letter) = letter(&text) {
        assert!(letter.is_ascii_uppercase(), "{letter}");
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let (pages, unknown) = volsift::explain::explain_all(&words);
    assert!(pages.len() + unknown.len() <= 64 * (words.len() + 1), "{}", pages.len());
    for word in unknown.iter().take(4).filter(|word| word.len() < 64) {
        assert!(volsift::explain::suggestions(word).len() < 64);
    }
    let zone: String = text.chars().filter(|c| !"<>&'\"\0".contains(*c)).collect();
    examine("System.xml", checks::event_6013(&zone).into_bytes(), Decoding::Needed);
}
