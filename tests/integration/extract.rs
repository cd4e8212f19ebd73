//! Extracts: what they keep of logs is what a report needs, to the byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::data_type::ByteArrayType;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::harness::{cases, is_updating, json, lay, logs, name, options, options_of, volsift};

const FORMS: [&str; 3] = ["parquet", "ndjson", "ndjson.zst"];

/// An extract of paths, in a folder of its own.
fn extract(paths: &[String], form: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("extract.{form}")).to_string_lossy().into_owned();
    let output = volsift(&[&["extract".to_owned(), "-o".to_owned(), file.clone()], paths].concat());
    assert!(output.out.is_empty() && output.code != 2, "{}", output.err);
    (folder, file)
}

/// A report in a format, but for the command that it was asked for by.
fn report(format: &str, words: &[String]) -> (String, u8) {
    let all = [&["analyze", "--format", format].map(str::to_owned), words].concat();
    let output = volsift(&all);
    // The command alone differs.
    let command = format!("volsift {}", all.join(" "));
    let text = output.out.replace(&command, "volsift");
    (text, output.code)
}

/// Holds two reports against each other, and shows the first line that differs.
fn check_same(one: &(String, u8), other: &(String, u8), what: &str) {
    let differing = one.0.lines().zip(other.0.lines()).find(|(one, other)| one != other);
    assert!(one == other, "{what}: {differing:?}, {} {}", one.1, other.1);
}

fn logs_of(case: &Path) -> Vec<String> {
    vec![case.join("logs").to_string_lossy().into_owned()]
}

#[test]
fn an_extract_gives_the_report_of_its_logs() {
    for (number, case) in cases().iter().enumerate() {
        let options = options(case);
        let logs = logs_of(case);
        let (_folder, file) = extract(&[reading(&options), logs.clone()].concat(), FORMS[number % 3]);
        for format in ["json", "table", "html", "csv"] {
            let of_logs = report(format, &[options.clone(), logs.clone()].concat());
            let of_extract = report(format, &[options.clone(), vec![file.clone()]].concat());
            check_same(&of_extract, &of_logs, &format!("{} in {format}", case.display()));
        }
    }
}

/// The options that are about reading.
fn reading(options: &[String]) -> Vec<String> {
    options.iter().filter(|word| *word == "--recover").cloned().collect()
}

#[test]
fn what_must_never_be_benign_is_not_benign_in_an_extract_either() {
    for kind in ["never-benign", "never-quiet"] {
        for entry in fs::read_dir(Path::new("fixtures").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let folder = tempfile::tempdir().unwrap();
            lay(&text, &folder.path().join("logs"));
            let options = options_of(&text, folder.path());
            let logs = logs_of(folder.path());
            let (_kept, file) = extract(&[reading(&options), logs.clone()].concat(), "ndjson");
            let of_logs = report("json", &[options.clone(), logs].concat());
            check_same(
                &report("json", &[options, vec![file]].concat()),
                &of_logs,
                &path.display().to_string(),
            );
        }
    }
}

#[test]
fn a_damaged_log_is_as_damaged_in_its_extract() {
    let source = Path::new("fixtures/cases/article/logs/System.evtx");
    let bytes = fs::read(source).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("logs")).unwrap();
    let backup = "Microsoft-Windows-Backup.evtx";
    fs::copy(source.with_file_name(backup), folder.path().join("logs").join(backup)).unwrap();
    for place in (0..bytes.len().min(8192)).step_by(509) {
        for damage in ["cut", "flip"] {
            let mut damaged = bytes.clone();
            if damage == "cut" {
                damaged.truncate(place)
            } else {
                damaged[place] ^= 0xff
            }
            fs::write(folder.path().join("logs/System.evtx"), damaged).unwrap();
            let logs = logs_of(folder.path());
            let (_kept, file) = extract(&logs, "ndjson");
            check_same(&report("json", &[file]), &report("json", &logs), &format!("{damage} at {place}"));
        }
    }
}

#[test]
fn extracts_of_parts_give_the_report_of_the_whole_in_any_order() {
    for case in cases() {
        let all: Vec<String> =
            logs(&case.join("logs")).iter().map(|log| log.to_string_lossy().into_owned()).collect();
        if all.len() < 2 {
            continue;
        }
        let (one, two) = all.split_at(all.len() / 2);
        let whole = report("json", &all);
        let (_first, one) = extract(one, "parquet");
        let (_second, two) = extract(two, "ndjson.zst");
        let what = case.display().to_string();
        check_same(&report("json", &[one.clone(), two.clone()]), &whole, &what);
        check_same(&report("json", &[two.clone(), one.clone()]), &whole, &what);
        // An extract of extracts is one.
        let (_both, both) = extract(&[two, one], "ndjson");
        check_same(&report("json", &[both]), &whole, &what);
    }
}

#[test]
fn an_extract_goes_beside_logs() {
    for case in cases() {
        let all: Vec<String> =
            logs(&case.join("logs")).iter().map(|log| log.to_string_lossy().into_owned()).collect();
        let Some((first, rest)) = all.split_first() else { continue };
        let (_folder, file) = extract(std::slice::from_ref(first), "parquet");
        let beside = report("json", &[vec![file], rest.to_vec()].concat());
        check_same(&beside, &report("json", &all), &case.display().to_string());
    }
}

/// What a report says of each computer, but for names.
fn judged(report: &serde_json::Value) -> Vec<String> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let of_27 = |one: &serde_json::Value| {
        let rules: Vec<String> =
            list(&one["opinions"]).iter().map(|opinion| opinion["rule"].to_string()).collect();
        format!("{} {} {} {}", one["event"]["time_created"], one["verdict"], one["basis"], rules.join(" "))
    };
    let of_run =
        |one: &serde_json::Value| format!("{} {} {}", one["started"], one["outcome"], one["cause"]["id"]);
    let of_trouble = |one: &serde_json::Value| format!("{} {}", one["kind"], one["weight"]);
    let mut said: Vec<String> = list(&report["computers"])
        .iter()
        .flat_map(|computer| {
            let all = [
                list(&computer["volsnap27"]).iter().map(of_27).collect::<Vec<_>>(),
                list(&computer["sessions"]).iter().map(of_run).collect(),
                list(&computer["trouble"]).iter().map(of_trouble).collect(),
            ];
            all.concat()
        })
        .collect();
    said.sort();
    said.push(report["summary"]["volsnap27"].to_string());
    said
}

/// An extract with pseudonyms gives the report with pseudonyms.
#[test]
fn pseudonyms_in_an_extract_change_no_verdict() {
    let keys = tempfile::tempdir().unwrap();
    let key = keys.path().join("key").to_string_lossy().into_owned();
    let redact = ["--redact".to_owned(), "--redact-key".to_owned(), key];
    let (mut found, mut renamed) = (Vec::new(), 0);
    for case in cases() {
        // What is asked for by name has another one in such an extract.
        let options = options(&case);
        if options.iter().any(|word| word == "--computer" || word == "--mountvol") {
            continue;
        }
        let logs = logs_of(&case);
        let (_folder, file) = extract(&[&reading(&options), logs.as_slice(), &redact].concat(), "ndjson");
        let rows = fs::read_to_string(&file).unwrap();
        assert!(!rows.contains("redact.says-less"), "{}", case.display());
        let of_logs = report("json", &[&options, logs.as_slice(), &redact].concat());
        let of_extract = report("json", &[options.clone(), vec![file]].concat());
        let judged = |report: &str| judged(&serde_json::from_str(report).unwrap_or_default());
        if judged(&of_logs.0) != judged(&of_extract.0) || of_logs.1 != of_extract.1 {
            found.push(format!("{}: {:#?} {:#?}", case.display(), judged(&of_logs.0), judged(&of_extract.0)));
        }
        renamed += usize::from(of_logs.0.len() == of_extract.0.len());
    }
    // Nearly everywhere, the pseudonyms are the same too.
    assert!(renamed > 90, "{renamed}");
    assert!(found.is_empty(), "{} {found:#?}", found.len());
}

/// Yesterday's extract and tonight's log share records: each counts once.
#[test]
fn a_record_in_an_extract_and_in_a_log_counts_once() {
    for case in ["article", "modern-host", "V601-fires", "two-computers"] {
        let logs = logs_of(&Path::new("fixtures/cases").join(case));
        let (_folder, file) = extract(&logs, "parquet");
        let (once, code) = json(&logs);
        let (twice, same) = json(&[logs, vec![file]].concat());
        for part in ["volsnap27", "sessions"] {
            assert_eq!(once["summary"][part], twice["summary"][part], "{case}");
        }
        assert_eq!(code, same);
    }
}

#[test]
fn an_extract_is_the_same_bytes_whatever_the_threads() {
    let logs = logs_of(Path::new("fixtures/cases/modern-host"));
    for form in FORMS {
        let with = |threads: &str| {
            let words = [logs.clone(), vec!["--threads".to_owned(), threads.to_owned()]].concat();
            let (_folder, file) = extract(&words, form);
            fs::read(file).unwrap()
        };
        assert_eq!(with("1"), with("8"), "{form}");
    }
}

/// A case whose 27s are benign, as the lines of an extract.
fn benign() -> Vec<String> {
    let logs = logs_of(Path::new("fixtures/cases/V601-fires"));
    let output = volsift(&[&["extract".to_owned()], logs.as_slice()].concat());
    assert!(json(&logs).0["summary"]["volsnap27"]["benign"].as_u64() > Some(0));
    output.out.lines().map(str::to_owned).collect()
}

/// Nothing of an extract that lost something is benign, and the loss is told.
fn is_distrusted(bytes: &[u8], what: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("extract.x").to_string_lossy().into_owned();
    fs::write(&file, bytes).unwrap();
    let output = volsift(&["analyze", "--format", "json", &file]);
    let report: serde_json::Value = serde_json::from_str(&output.out).unwrap_or_default();
    let benign = report["summary"]["volsnap27"]["benign"].as_u64().unwrap_or(0);
    assert_eq!(benign, 0, "{what}");
    assert!(output.code != 0, "{what}");
}

#[test]
fn an_extract_that_lost_a_row_is_told_and_nothing_of_it_is_benign() {
    let lines = benign();
    let bytes = |lines: &[String]| {
        lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect::<Vec<u8>>()
    };
    for place in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(place);
        is_distrusted(&bytes(&without), &format!("without row {place}"));
        is_distrusted(&bytes(&lines[..place]), &format!("cut before row {place}"));
        let mut broken = lines.clone();
        let half = broken[place].len() / 2;
        broken[place].truncate(half);
        is_distrusted(&bytes(&broken), &format!("with half of row {place}"));
    }
    let packed = zstd::encode_all(&*bytes(&lines), 3).unwrap();
    for length in (8..packed.len()).step_by(97) {
        is_distrusted(&packed[..length], &format!("packed and cut at {length}"));
    }
}

/// A row of a log whose last record comes before its first one is no row; it kept the search for the log's end going for ever.
#[test]
fn numbers_of_records_that_run_backwards_are_damage() {
    let lines = benign();
    let runs = lines.iter().enumerate().filter(|(_, line)| line.contains(r#""row":"run""#));
    let mut met = 0;
    for (place, line) in runs {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let first = row["first_id"].as_u64().unwrap();
        for last in [first - 1, 0] {
            row["last_id"] = last.into();
            let mut backwards = lines.clone();
            backwards[place] = row.to_string();
            is_distrusted(backwards.join("\n").as_bytes(), &format!("row {place}: {first} to {last}"));
            met += 1;
        }
    }
    assert!(met > 0);
}

#[test]
fn a_damaged_table_is_told_or_says_the_same() {
    let logs = logs_of(Path::new("fixtures/cases/V601-fires"));
    let (folder, file) = extract(&logs, "parquet");
    let bytes = fs::read(&file).unwrap();
    let whole = report("json", std::slice::from_ref(&file));
    let damaged = folder.path().join("damaged.parquet");
    for place in (4..bytes.len()).step_by(251) {
        is_distrusted(&bytes[..place], &format!("cut at {place}"));
        let mut flipped = bytes.clone();
        flipped[place] ^= 0x55;
        fs::write(&damaged, &flipped).unwrap();
        let (text, code) = report("json", &[damaged.to_string_lossy().into_owned()]);
        // Where the mark of an extract is hit, it is taken for none.
        let is_told = text.contains("extract-damaged") || text.contains("extract.none");
        assert!(text == whole.0 || is_told, "flipped at {place}: {code} {text}");
    }
}

/// What an older version of the program wrote is read for ever: these files are never made anew.
#[test]
fn extracts_of_version_1_stay_readable() {
    let logs = logs_of(Path::new("fixtures/cases/article"));
    let whole = report("json", &logs);
    for form in FORMS {
        let file = PathBuf::from(format!("fixtures/extracts/version-1.{form}"));
        if is_updating() && !file.exists() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::copy(extract(&logs, form).1, &file).unwrap();
        }
        let read = report("json", &[file.to_string_lossy().into_owned()]);
        // A version that keeps records for more says so, and calls nothing of it benign.
        if read.0.contains("extract.older") {
            is_distrusted(&fs::read(&file).unwrap(), form);
        } else {
            check_same(&read, &whole, form);
        }
    }
}

/// A Parquet file that holds something else.
fn other_table() -> Vec<u8> {
    let schema = parse_message_type("message other { required binary colour (string); }").unwrap();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::default()).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&["red".into()], None, None).unwrap();
    column.close().unwrap();
    rows.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn a_table_of_somebody_else_is_told_where_it_was_named_and_left_aside_where_it_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("other.parquet");
    fs::write(&table, other_table()).unwrap();
    assert_eq!(volsift(&["analyze", &table.to_string_lossy()]).code, 3);
    fs::copy("fixtures/cases/article/logs/System.evtx", folder.path().join("System.evtx")).unwrap();
    assert_eq!(json(&[folder.path().to_string_lossy()]).0["files"][0]["other"], 1);
}

/// An extract whose beginning is damaged is not taken for another text that lies beside the logs.
#[test]
fn an_extract_beside_logs_is_not_left_aside_for_its_first_row() {
    let folder = tempfile::tempdir().unwrap();
    let logs = Path::new("fixtures/cases/V601-fires/logs");
    for log in super::harness::logs(logs) {
        fs::copy(&log, folder.path().join(log.file_name().unwrap())).unwrap();
    }
    let here = folder.path().to_string_lossy().into_owned();
    let benign = |report: &serde_json::Value| report["summary"]["volsnap27"]["benign"].as_u64().unwrap();
    assert!(benign(&json(&[&here]).0) > 0);
    let whole = fs::read_to_string("fixtures/extracts/version-1.ndjson").unwrap();
    let newer = whole.replace("\"extract_version\":1", "\"extract_version\":2");
    let headless = whole.split_once('\n').unwrap().1.to_owned();
    for text in [newer, headless, whole.replacen("{\"row\"", "[\"row\"", 1), whole.replacen(":1,", ":x,", 1)]
    {
        fs::write(folder.path().join("extract.ndjson"), text).unwrap();
        let (report, code) = json(&[&here]);
        assert_eq!((benign(&report), code), (0, 4));
        assert!(report["issues"].to_string().contains("extract-damaged"));
    }
}

#[test]
fn the_ending_says_the_form_and_what_is_read_is_not_overwritten() {
    let logs = &logs_of(Path::new("fixtures/cases/article"))[0];
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("extract.txt").to_string_lossy().into_owned();
    let output = volsift(&["extract", logs, "-o", &odd]);
    assert!(output.code == 2 && output.err.contains(".ndjson.zst"), "{}", output.err);
    assert_eq!(volsift(&["extract", logs, "-o", &odd, "--format", "parquet"]).code, 0);
    assert!(fs::read(&odd).unwrap().starts_with(b"PAR1"));
    // An older extract is overwritten, but not by what is made of it.
    assert_eq!(volsift(&["extract", logs, "-o", &odd, "--format", "parquet"]).code, 0);
    assert_eq!(volsift(&["extract", &odd, "-o", &odd, "--format", "parquet"]).code, 2);
    // It travels alone, so no report takes its place.
    let output = volsift(&["analyze", logs, "-o", &odd]);
    assert!(output.code == 2 && output.err.contains("an extract"), "{}", output.err);
    assert_eq!(volsift(&["extract", "nowhere"]).code, 2);
}

#[test]
fn every_column_and_row_is_in_the_manual() {
    let manual = volsift::extract::columns::manual();
    let path = Path::new("docs/extract.md");
    let page = fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("<!-- columns -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- end of columns -->").unwrap();
    let expected = format!("{before}<!-- columns -->\n\n{manual}\n<!-- end of columns -->{after}");
    super::harness::check_file(path, expected.as_bytes());
    let lines = benign();
    for line in lines {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&line).unwrap();
        for key in row.keys() {
            assert!(volsift::extract::columns::COLUMNS.iter().any(|column| column.name == key), "{key}");
        }
        let kind = row["row"].as_str().unwrap().to_owned();
        assert!(
            volsift::extract::columns::ROWS.iter().any(|(known, _)| *known == kind),
            "{}",
            name(Path::new(&kind))
        );
    }
}
