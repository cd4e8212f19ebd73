use jiff::{SignedDuration, Timestamp};
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::read::{Builder, Fault};
use super::row::{Digest, EndRow, Row};
use super::sentences::{Known, of_another_version, to_text};
use super::{Extract, Form, write};
use crate::event::codes::{Hresult, NtStatus};
use crate::event::providers;
use crate::say::{Clock, Day, Lag, Log, Milliseconds, Number, Path, Sentence, Word, sentences};

sentences! {
    numbers(count: u64, number: Number, duration: SignedDuration, lag: Lag, milliseconds: Milliseconds) = "test.numbers":
        "{ $count } { $number } { $duration } { $lag } { $milliseconds }";
    times(instant: Timestamp, day: Day, clock: Clock, status: NtStatus, code: Hresult) = "test.times":
        "{ $instant } { $day } { $clock } { $status } { $code }";
    texts(path: Path, log: Log, word: Word, sentence: Sentence, list: Vec<Sentence>) = "test.texts":
        "{ $path } { $log } { $word } { $sentence } { $list }";
    inner(path: Path) = "test.inner": "{ $path }";
}

fn known() -> Known {
    Known::new(SENTENCES.iter().cloned())
}

fn all_kinds() -> Sentence {
    let time: Timestamp = "2024-03-01T12:00:00.1234567Z".parse().unwrap();
    let numbers = numbers(
        u64::MAX,
        Number(7),
        SignedDuration::new(-3, -5),
        Lag(SignedDuration::new(i64::MAX, 999_999_999)),
        Milliseconds(600_000),
    );
    let times = times(time, Day(time), Clock(time), NtStatus(0xC000_000E), Hresult(0x8078_0021));
    let log = Log::of("\u{1b}[31m\"<");
    texts(Path("a\\b".to_owned()), log, Word("RAR archive"), inner(Path(String::new())), vec![numbers, times])
}

/// More than any of these tables needs.
const HELD: u64 = 128 << 20;

#[test]
fn a_sentence_comes_back_as_it_was() {
    assert_eq!(known().sentence(&to_text(&all_kinds())), all_kinds());
}

#[test]
fn what_is_no_sentence_of_this_version_is_told_as_text_from_a_log() {
    let text = to_text(&inner(Path("x".to_owned())));
    for changed in [
        text.replace("test.inner", "test.of-tomorrow"),
        text.replace("path", "log"),
        text.replace("[{", "[{\"count\":1},{"),
        text.replace("args", "arguments"),
        to_text(&all_kinds()).replace("RAR archive", "\\u001b[31m"),
        "no JSON".to_owned(),
    ] {
        assert_eq!(known().sentence(&changed), of_another_version(Log::of(&changed)), "{changed}");
    }
    let deep = (0..20)
        .fold(String::from("{}"), |inner, _| format!("{{\"id\":\"x\",\"args\":[{{\"sentence\":{inner}}}]}}"));
    assert_eq!(known().sentence(&deep).id, "extract.of-another-version");
}

/// What is wrong with lines, and how many sources came out.
fn read(lines: &[&str]) -> (Vec<(u64, Fault)>, usize, bool) {
    let known = known();
    let (mut builder, mut faults) = (Builder::new(&known), Vec::new());
    let text = lines.join("\n");
    builder.read_lines(&mut text.as_bytes(), &mut |row, fault| faults.push((row, fault))).unwrap();
    let (extract, whole) = builder.finish();
    (faults, extract.sources.len(), whole.is_ok())
}

fn interests() -> Vec<String> {
    providers::interests().into_iter().collect()
}

const HEAD: &str = r#"{"row":"extract","extract_version":1,"program":"volsift 0.1.0"}"#;
const SOURCE: &str = r#"{"row":"source","source":0,"path":"a","format":"evtx","size":1,"fingerprint":2,"read":0,"failed":0,"skipped":0,"recovered":0}"#;

/// The last row behind these, of which it counts so many.
fn end(rows: u64, lines: &[&str]) -> String {
    let mut digest = Digest::default();
    for line in lines {
        digest.add(&serde_json::from_str(line).unwrap());
    }
    serde_json::to_string(&Row::End(EndRow { rows, digest: digest.digits(), interests: interests() }))
        .unwrap()
}

#[test]
fn extracts_may_follow_each_other() {
    let (one, none) = (end(1, &[SOURCE]), end(0, &[]));
    assert_eq!(read(&[HEAD, SOURCE, &one, "", HEAD, SOURCE, &one, HEAD, &none]), (vec![], 2, true));
}

#[test]
fn what_is_missing_is_told() {
    let (one, two) = (end(1, &[SOURCE]), end(2, &[SOURCE]));
    assert_eq!(read(&[HEAD, SOURCE]), (vec![], 1, false));
    assert_eq!(read(&[HEAD, SOURCE, &two]), (vec![(3, Fault::Cut)], 1, true));
    assert_eq!(read(&[HEAD, SOURCE, HEAD, SOURCE, &one]), (vec![(3, Fault::Cut)], 2, true));
    assert_eq!(read(&[HEAD, SOURCE, &one, SOURCE]), (vec![(4, Fault::Cut)], 1, true));
    let nothing = end(1, &[]);
    assert_eq!(read(&[HEAD, "{\"row\":\"source\"}", &nothing]), (vec![(2, Fault::Row)], 0, true));
    let twice = end(2, &[SOURCE, SOURCE]);
    assert_eq!(
        read(&[HEAD, SOURCE, SOURCE, &twice]),
        (vec![(3, Fault::Row)], 1, true),
        "numbers count from 0"
    );
    let of_none = r#"{"row":"issue","source":7,"kind":"checksum","is_loss":true,"sentence":"{}"}"#;
    let changed = SOURCE.replace("\"a\"", "\"b\"");
    assert_eq!(read(&[HEAD, &changed, &one]), (vec![(3, Fault::Changed)], 1, true));
    let two = end(2, &[SOURCE, of_none]);
    assert_eq!(read(&[HEAD, SOURCE, of_none, &two]), (vec![(3, Fault::Row)], 1, true));
}

#[test]
fn a_later_version_may_add_rows_and_columns_but_not_be_another_one() {
    let added = SOURCE.replace("\"size\"", "\"colour\":\"red\",\"size\"");
    let two = end(2, &[SOURCE]);
    assert_eq!(read(&[HEAD, &added, "{\"row\":\"weather\",\"sun\":true}", &two]), (vec![], 1, true));
    let newer = HEAD.replace(":1,", ":2,");
    assert_eq!(read(&[&newer, SOURCE, &two]), (vec![(1, Fault::Newer(2))], 0, true));
    assert_eq!(read(&["{\"a\":1}", HEAD]), (vec![(1, Fault::NoExtract)], 0, true));
    assert_eq!(read(&["text"]), (vec![(1, Fault::NoExtract)], 0, true));
}

/// What an older version did not keep is no silence of the logs.
#[test]
fn an_extract_that_was_made_for_less_is_told() {
    let digest = Digest::default().digits();
    let end = |interests: Vec<String>| {
        serde_json::to_string(&Row::End(EndRow { rows: 0, digest: digest.clone(), interests })).unwrap()
    };
    let more = end([interests(), vec!["Provider of tomorrow 1".to_owned()]].concat());
    assert_eq!(read(&[HEAD, &more]), (vec![], 0, true));
    for place in [0, interests().len() / 2, interests().len() - 1] {
        let mut less = interests();
        less.remove(place);
        assert_eq!(read(&[HEAD, &end(less)]), (vec![(2, Fault::Older)], 0, true));
    }
}

#[test]
fn names_of_files_say_the_form() {
    for (name, form) in [
        ("a.parquet", Some(Form::Parquet)),
        ("A.PARQUET", Some(Form::Parquet)),
        ("x/a.ndjson", Some(Form::Ndjson)),
        ("a.ndjson.zst", Some(Form::NdjsonZst)),
        ("a.zst", None),
        ("ndjson", None),
        (".ndjson", None),
    ] {
        assert_eq!(Form::of_name(name), form, "{name}");
    }
}

#[test]
fn an_extract_of_nothing_is_one() {
    for form in Form::ALL {
        let mut bytes = Vec::new();
        write(&Extract::default(), *form, &mut bytes).unwrap();
        let known = known();
        let mut builder = Builder::new(&known);
        match form {
            Form::Parquet => {
                builder.read_parquet_in(bytes, HELD, &mut |_, fault| panic!("{fault:?}")).unwrap();
            }
            Form::Ndjson => builder.read_lines(&mut &*bytes, &mut |_, fault| panic!("{fault:?}")).unwrap(),
            Form::NdjsonZst => {
                let mut unpacked = zstd::Decoder::new(&*bytes).unwrap();
                builder.read_lines(&mut unpacked, &mut |_, fault| panic!("{fault:?}")).unwrap();
            }
        }
        assert!(builder.finish().1.is_ok());
    }
}

/// A table is written and read in groups of rows: many rows are several, and so are a few long ones.
#[test]
fn a_table_of_several_groups_is_one_extract() {
    let short = (0..17_000).map(|number| format!("HV{number:05}"));
    let long = ('a'..'s').map(|letter| letter.to_string().repeat(1 << 20));
    let requesters = short.chain(long).map(|name| (name.into(), "Backup".into()));
    let extract = Extract { requesters: requesters.collect(), ..Extract::default() };
    let mut bytes = Vec::new();
    write(&extract, Form::Parquet, &mut bytes).unwrap();
    let table = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
    assert_eq!(table.metadata().num_row_groups(), 3);
    let known = known();
    let mut builder = Builder::new(&known);
    builder.read_parquet_in(bytes, HELD, &mut |row, fault| panic!("{row}: {fault:?}")).unwrap();
    let (read, whole) = builder.finish();
    assert!(whole.is_ok() && read.requesters == extract.requesters);
}
