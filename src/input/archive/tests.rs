use std::io::{Cursor, Write as _};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;

use super::*;
use crate::input::{NoProgress, Progress};

/// A log that is there: an empty one will do.
fn log() -> Vec<u8> {
    let mut log = vec![0; 4096 + 0x1_0000];
    log[..8].copy_from_slice(b"ElfFile\0");
    log[4096..4104].copy_from_slice(b"ElfChnk\0");
    log
}

fn zip() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["System.evtx", "Backup.evtx", "notes.txt"] {
        let stored = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default());
        zip.start_file(name, stored).unwrap();
        zip.write_all(&if name == "notes.txt" { b"hello".to_vec() } else { log() }).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn seven_z() -> Vec<u8> {
    let mut writer = sevenz_rust2::ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    for name in ["System.evtx", "Backup.evtx"] {
        let entry = sevenz_rust2::ArchiveEntry::new_file(name);
        writer.push_archive_entry(entry, Some(Cursor::new(log()))).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn cabinet() -> Vec<u8> {
    let mut builder = cab::CabinetBuilder::new();
    let folder = builder.add_folder(cab::CompressionType::None);
    for name in ["System.evtx", "Backup.evtx"] {
        folder.add_file(name).set_datetime(time::macros::datetime!(2012-01-19 01:30:00));
    }
    let mut writer = builder.build(Cursor::new(Vec::new())).unwrap();
    while let Some(mut file) = writer.next_file().unwrap() {
        file.write_all(&log()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tape() -> Vec<u8> {
    let mut tape = ::tar::Builder::new(Vec::new());
    for name in ["System.evtx", "Backup.evtx"] {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(log().len() as u64);
        header.set_cksum();
        tape.append_data(&mut header, name, &log()[..]).unwrap();
    }
    tape.into_inner().unwrap()
}

fn gzip() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(&tape()).unwrap();
    packed.finish().unwrap()
}

fn all() -> [(Archive, Vec<u8>); 5] {
    [
        (Archive::Zip, zip()),
        (Archive::SevenZ, seven_z()),
        (Archive::Cab, cabinet()),
        (Archive::Tar, tape()),
        (Archive::Gzip, gzip()),
    ]
}

fn read_all(archive: Archive, bytes: &Bytes<'_>) -> Vec<Item> {
    let mut out = Vec::new();
    read(archive, bytes, &Site::outside("bundle".into(), true, 1 << 30), &How::default(), &mut out);
    out
}

fn logs(items: &[Item]) -> usize {
    items.iter().filter(|item| matches!(item, Item::Source(..))).count()
}

/// A reader that panics at its first, second, third … read or seek loses nothing in silence.
#[test]
fn a_reader_that_fails_anywhere_is_told_as_a_loss() {
    for (archive, packed) in all() {
        assert_eq!(logs(&read_all(archive, &Bytes::of_memory(packed.clone()))), 2, "{archive:?}");
        for step in 0.. {
            let mut bytes = Bytes::of_memory(packed.clone());
            let fuse = Arc::new(AtomicU64::new(step));
            bytes.fuse = Some(Arc::clone(&fuse));
            let items = read_all(archive, &bytes);
            if fuse.load(std::sync::atomic::Ordering::Relaxed) > 0 {
                assert!(step > 3, "{archive:?} is read in {step} steps");
                break;
            }
            let is_told = items.iter().any(|item| matches!(item, Item::Issue(issue) if issue.is_loss));
            assert!(is_told || logs(&items) == 2, "{archive:?} at step {step}: {items:?}");
        }
    }
}

/// Whoever watches sees a big archive being read, and in the end all of it.
#[test]
fn the_reading_of_an_archive_is_seen() {
    #[derive(Default)]
    struct Seen(Mutex<Vec<u64>>);
    impl Progress for Seen {
        fn expect(&self, _: u64) {}
        fn advance(&self, bytes: u64) {
            self.0.lock().unwrap().push(bytes);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for (archive, packed) in all() {
        let path = folder.path().join("bundle");
        std::fs::write(&path, &packed).unwrap();
        let seen = Seen::default();
        let meter = Meter::new(&seen, packed.len() as u64);
        read_all(archive, &Bytes::of_file(path, &meter));
        assert!(seen.0.lock().unwrap().len() > 1, "{archive:?}");
        meter.finish();
        assert_eq!(seen.0.lock().unwrap().iter().sum::<u64>(), packed.len() as u64, "{archive:?}");
    }
    NoProgress.advance(0);
}
