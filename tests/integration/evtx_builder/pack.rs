//! Archives, as customers' machines make them.
//!
//! .zip and .gz are written here, byte by byte, so that the reader is tested against something else than
//! itself and the files are the same on every machine.

use std::collections::BTreeMap;
use std::io::Cursor;

use jiff::civil::{DateTime, date};

use super::xml::encode;

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How a .zip is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Zip {
    /// Names in code page 932, as Windows' own zip folders write them in Japan; else UTF-8, with its flag.
    pub japanese: bool,
    /// Nothing is packed.
    pub stored: bool,
    /// Sizes stand in ZIP64 fields.
    pub zip64: bool,
    /// The time of day, in the zone of whoever packs, at which the files were written; else 2012-01-20 12:00,
    /// which is behind everything that scenarios tell of that month.
    pub written: Option<DateTime>,
}

/// Packs files; what the archive is follows from its name.
pub fn pack(name: &str, files: &Files, zip: Zip) -> Vec<u8> {
    match name {
        _ if name.ends_with(".zip") => write_zip(files, zip),
        _ if name.ends_with(".7z") => seven_z(files, zip.stored),
        _ if name.ends_with(".cab") => cabinet(files),
        _ if name.ends_with(".tar.gz") => gzip(&tape(files)),
        _ if name.ends_with(".tar") => tape(files),
        _ if name.ends_with(".gz") => gzip(files.values().next().unwrap()),
        _ => panic!("{name} is no archive"),
    }
}

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// A time of day in steps of two seconds, as MS-DOS counts them.
fn dos_time(time: DateTime) -> u32 {
    let field = |n: i8| u32::try_from(n).unwrap();
    let year = u32::try_from(time.year() - 1980).unwrap();
    let date = (year << 9) | (field(time.month()) << 5) | field(time.day());
    (date << 16) | (field(time.hour()) << 11) | (field(time.minute()) << 5) | (field(time.second()) / 2)
}

pub fn write_zip(files: &Files, zip: Zip) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let name = encode(name, zip.japanese.then_some("cp932"));
        let flags: u16 = if zip.japanese || name.is_ascii() { 0 } else { 0x800 };
        let method: u16 = if zip.stored { 0 } else { 8 };
        let packed = if zip.stored { bytes.clone() } else { miniz_oxide::deflate::compress_to_vec(bytes, 6) };
        let (mut sizes, mut extra) = ([packed.len() as u32, bytes.len() as u32], Vec::new());
        if zip.zip64 {
            sizes = [u32::MAX; 2];
            extra.extend([1_u16, 16].into_iter().flat_map(u16::to_le_bytes));
            extra.extend((bytes.len() as u64).to_le_bytes());
            extra.extend((packed.len() as u64).to_le_bytes());
        }
        let version: u16 = if zip.zip64 { 45 } else { 20 };
        let mut common = Vec::new();
        common.extend([version, flags, method].into_iter().flat_map(u16::to_le_bytes));
        common.extend(dos_time(zip.written.unwrap_or(date(2012, 1, 20).at(12, 0, 0, 0))).to_le_bytes());
        common.extend(crc32fast::hash(bytes).to_le_bytes());
        common.extend(sizes.into_iter().flat_map(u32::to_le_bytes));
        common.extend([name.len() as u16, extra.len() as u16].into_iter().flat_map(u16::to_le_bytes));
        directory.extend(CENTRAL.to_le_bytes());
        directory.extend(version.to_le_bytes());
        directory.extend(&common);
        // No comment, disk 0, no attributes; then the place.
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        out.extend(LOCAL.to_le_bytes());
        out.extend(&common);
        for part in [&name, &extra] {
            directory.extend(part);
            out.extend(part);
        }
        out.extend(packed);
    }
    let start = out.len() as u32;
    let count = files.len() as u16;
    out.extend(&directory);
    out.extend(END.to_le_bytes());
    out.extend([0, 0, count, count].into_iter().flat_map(u16::to_le_bytes));
    out.extend([directory.len() as u32, start].into_iter().flat_map(u32::to_le_bytes));
    out.extend([0; 2]);
    out
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 11];
    out.extend(miniz_oxide::deflate::compress_to_vec(bytes, 6));
    out.extend(crc32fast::hash(bytes).to_le_bytes());
    out.extend((bytes.len() as u32).to_le_bytes());
    out
}

fn tape(files: &Files) -> Vec<u8> {
    let mut tape = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        tape.append_data(&mut header, name, bytes.as_slice()).unwrap();
    }
    tape.into_inner().unwrap()
}

fn seven_z(files: &Files, is_stored: bool) -> Vec<u8> {
    let mut archive = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    if is_stored {
        archive.set_content_methods(vec![sevenz_rust2::EncoderMethod::COPY.into()]);
    }
    for (name, bytes) in files {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name);
        archive.push_archive_entry(entry, Some(bytes.as_slice())).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn cabinet(files: &Files) -> Vec<u8> {
    let mut builder = cab::CabinetBuilder::new();
    let folder = builder.add_folder(cab::CompressionType::None);
    for name in files.keys() {
        let file = folder.add_file(name.replace('/', "\\"));
        file.set_datetime(time::macros::datetime!(2012-01-20 12:00));
    }
    let mut writer = builder.build(Cursor::new(Vec::new())).unwrap();
    while let Some(mut file) = writer.next_file().unwrap() {
        let name = file.file_name().replace('\\', "/");
        let bytes = files.get(&name).unwrap_or_else(|| panic!("{name:?} is not what it was"));
        std::io::Write::write_all(&mut file, bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
