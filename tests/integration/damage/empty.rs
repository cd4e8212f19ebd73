//! Logs that hold nothing, or whose headers say so.

use super::*;

#[test]
fn an_empty_log_is_whole_and_empty() {
    let mut bytes = super::super::evtx_builder::file::header(0, 0, 1, 1, 0);
    let mut chunk = vec![0; CHUNK];
    chunk[..8].copy_from_slice(b"ElfChnk\0");
    chunk[8] = 1;
    chunk[16..40].fill(0xff);
    chunk[40..44].copy_from_slice(&128_u32.to_le_bytes());
    chunk[48..52].copy_from_slice(&512_u32.to_le_bytes());
    chunk[120] = 1;
    super::super::evtx_builder::chunk::seal(&mut chunk);
    bytes.extend(chunk);
    assert_eq!(account(&bytes), (0, 0, 0, vec![]));
}

/// The header of a chunk says that it holds no records, as that of an empty or cleared log does; `next` is the next
/// record id of the file header.
fn declaring_nothing(mut bytes: Vec<u8>, next: u64, dirty: bool, wipes: bool) -> Vec<u8> {
    bytes.truncate(FIRST + CHUNK);
    let chunk = &mut bytes[FIRST..];
    chunk[8..16].copy_from_slice(&1_u64.to_le_bytes());
    chunk[16..40].fill(0xff);
    chunk[44..48].fill(0);
    chunk[48..52].copy_from_slice(&512_u32.to_le_bytes());
    chunk[52..56].fill(0);
    chunk[128..512].fill(0);
    if wipes {
        chunk[512..].fill(0);
    }
    super::super::evtx_builder::chunk::seal(chunk);
    bytes[8..24].fill(0);
    bytes[24..32].copy_from_slice(&next.to_le_bytes());
    bytes[42..44].copy_from_slice(&1_u16.to_le_bytes());
    bytes[120] = u8::from(dirty);
    let crc = crc32fast::hash(&bytes[..120]);
    bytes[124..128].copy_from_slice(&crc.to_le_bytes());
    bytes
}

#[test]
fn an_empty_log_and_a_cleared_one_are_whole() {
    for next in [1, 500] {
        for dirty in [false, true] {
            let bytes = declaring_nothing(whole(), next, dirty, true);
            let issues = if dirty { kinds(&["dirty"]) } else { vec![] };
            assert_eq!(account(&bytes), (0, 0, 0, issues), "next {next}, dirty {dirty}");
        }
    }
}

#[test]
fn stale_records_behind_an_empty_header_are_no_records() {
    for (next, dirty) in [(1, false), (500, false), (500, true)] {
        let bytes = declaring_nothing(whole(), next, dirty, false);
        let (declared, read, failed, _) = account(&bytes);
        assert_eq!((declared, read, failed), (0, 0, 0), "next {next}, dirty {dirty}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("System.evtx"), bytes).unwrap();
        let (report, _) = json(&[folder.path().to_str().unwrap(), "--recover"]);
        assert_eq!(report["sources"][0]["records"]["recovered"], 4);
    }
}

#[test]
fn records_behind_an_empty_header_are_current_where_the_file_says_so() {
    let bytes = declaring_nothing(whole(), 5, false, false);
    assert_eq!(account(&bytes), (4, 4, 0, kinds(&["stale-chunk-header"])));
}

#[test]
fn where_a_dirty_header_leaves_it_open_the_name_of_the_log_decides() {
    let folder = tempfile::tempdir().unwrap();
    // A header that lags knows of no record, or of none so late.
    for (next, name, read) in [
        (1, "System.evtx", 4),
        (3, "System.evtx", 4),
        (1, "ForwardedEvents.evtx", 0),
        (3, "ForwardedEvents.evtx", 0),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, declaring_nothing(whole(), next, true, false)).unwrap();
        let (report, _) = json(&[path.to_str().unwrap()]);
        let records = &report["sources"][0]["records"];
        let sum = records["read"].as_u64().unwrap() + records["skipped"].as_u64().unwrap();
        assert_eq!(sum, read, "{next} {name}");
        // What may be current is not left aside in silence.
        let issues = report["sources"][0]["issues"].to_string();
        assert!(issues.contains("stale-chunk-header"), "{next} {name}: {issues}");
    }
}
