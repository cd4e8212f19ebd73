//! Scenarios: a day of a server as text, one event a line.
//!
//! ```text
//! computer HV01
//! windows 6.1
//! let vm1 = \\?\Volume{4152f97e-b029-41c9-96ce-efa1b6232e54}
//! log System first-record=4700
//! day 2012-01-18
//! 07:20:00.000 EventLog 6013 zone="-540 Tokyo Standard Time"
//! 07:26:31.310 Backup 1 run=1
//! 07:31:00.000 volsnap 27 volume=$vm1 status=C000000E repeat=3 step=1s
//! ```
//!
//! `computer`, `windows` and `day` hold for the lines behind them. A `log` line says how the log of a
//! channel is written; channels without one get a file of their own. `gap CHANNEL N` leaves out
//! record ids. An `options` line says with which options the case is analysed.
//!
//! `for night in 1..60`, lines with `{night}` in them, `end` stands for sixty times these lines; `day +1` is the next day.
//!
//! `{quote}` in a value is a quotation mark.
//!
//! `include CASE` begins with the lines of another case. Behind the events, in their order: `export FILE
//! form=viewer|wevtutil|rendered|get-winevent encoding=utf-16 of=CHANNEL` takes logs as XML instead of .evtx;
//! `beside FILE encoding=utf-16` is a text whose lines follow, each behind a `|`; `bytes FILE HEX` is another file;
//! `pack ARCHIVE of=PREFIX names=cp932 stored zip64 dot written=2012-01-19T01:30:00 cut=N` puts files into an archive; with
//! `dot` their names begin as tar writes them.
//!
//! A line that ends in ` <- guard` has no place in the scenario's twin, a line behind `+ ` only there (`twin`).
//!
//! In a text, `{size FILE}` is the size of another file, and `{records FILE}` how many records that log holds.

mod backup;
mod copies;
mod events;
mod hyper_v;
mod paths;
mod products;
mod repeat;
mod storage;
pub mod twin;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::damage::Damage;
use super::file::{Layout, write};
use super::pack::{self, Files, Zip};
use super::record::Record;
use super::xml::{self, Form};

/// The settings of one log.
#[derive(Debug, Clone, Default)]
struct Log {
    file: Option<String>,
    layout: Layout,
    damages: Vec<Damage>,
    records: Vec<Record>,
    next_id: u64,
    /// Records from the one with this id on go into a second file, the live log beside an archive.
    split_at: Option<(u64, String)>,
    /// A second export of the same log: its file, and its first record id.
    copy: Option<(String, u64)>,
}

/// Seconds between 1601 and 1970.
const EPOCH: i64 = 11_644_473_600;

/// A time in 100-ns steps since 1601.
pub fn filetime(time: Timestamp) -> u64 {
    let steps =
        i128::from(time.as_second() + EPOCH) * 10_000_000 + i128::from(time.subsec_nanosecond() / 100);
    u64::try_from(steps).unwrap()
}

/// The files of a scenario: name and content, by name.
pub fn build(text: &str) -> BTreeMap<String, Vec<u8>> {
    build_changed(text, |_| {})
}

/// The same, with every record changed before it is written: for what no scenario can say.
pub fn build_changed(text: &str, change: impl Fn(&mut Record) + 'static) -> BTreeMap<String, Vec<u8>> {
    let mut reader = Reader { change: Box::new(change), ..Reader::default() };
    for (number, line) in repeat::expand(&twin::plain(text)) {
        reader.number = number;
        reader.line(&line);
    }
    reader.finish()
}

/// What surrounds an event.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) computer: String,
    /// `6.1`, `6.3`, `10.0`: decides shapes and templates.
    pub(super) windows: String,
    pub(super) time: Timestamp,
}

/// `key=value` words of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    plain: Vec<String>,
    keyed: BTreeMap<String, String>,
}

impl Words {
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.keyed.get(key).map(String::as_str)
    }

    pub(super) fn text(&self, key: &str, default: &str) -> String {
        self.get(key).unwrap_or(default).to_owned()
    }
}

struct Reader {
    number: usize,
    context: Context,
    date: Date,
    values: BTreeMap<String, String>,
    logs: BTreeMap<(String, String), Log>,
    /// Files of computers lie in folders of their own when there are several.
    folders: bool,
    /// What is done with the logs behind the events.
    steps: Vec<Step>,
    change: Box<dyn Fn(&mut Record)>,
}

/// What is done with the logs.
#[derive(Debug)]
enum Step {
    Export {
        file: String,
        form: Form,
        encoding: Option<String>,
        channel: Option<String>,
        damages: Vec<Damage>,
    },
    Beside {
        file: String,
        encoding: Option<String>,
        text: String,
    },
    Bytes {
        file: String,
        hex: String,
    },
    Pack {
        file: String,
        prefix: String,
        dot: bool,
        zip: Zip,
        damages: Vec<Damage>,
    },
}

/// A text with the sizes of files, and the numbers of records in logs, in their places.
fn measured(text: &str, files: &Files) -> String {
    let mut parts = text.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let asked = part.split_once('}').and_then(|(asked, rest)| {
            let (what, file) = asked.split_once(' ')?;
            let bytes = files.get(file)?;
            match what {
                "size" => Some((bytes.len(), rest)),
                "records" => Some((bytes.windows(4).filter(|at| *at == b"**\0\0").count(), rest)),
                _ => None,
            }
        });
        match asked {
            Some((number, rest)) => out.push_str(&format!("{number}{rest}")),
            None => out.push_str(&format!("{{{part}")),
        }
    }
    out
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            number: 0,
            context: Context { computer: "HV01".into(), windows: "6.1".into(), time: Timestamp::UNIX_EPOCH },
            date: Date::constant(2012, 1, 18),
            values: BTreeMap::new(),
            logs: BTreeMap::new(),
            folders: false,
            steps: Vec::new(),
            change: Box::new(|_| {}),
        }
    }
}

impl Reader {
    fn line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if let Some(definition) = line.strip_prefix("let ") {
            let (name, value) = definition.split_once('=').unwrap_or_else(|| self.wrong("let NAME = VALUE"));
            self.values.insert(name.trim().into(), value.trim().into());
            return;
        }
        if let Some(text) = line.strip_prefix('|') {
            let Some(Step::Beside { text: whole, .. }) = self.steps.last_mut() else {
                return self.wrong("a line of a text that lies beside the logs");
            };
            whole.push_str(text.strip_prefix(' ').unwrap_or(text));
            whole.push_str("\r\n");
            return;
        }
        let words = self.words(line);
        let first = words.plain.first().cloned().unwrap_or_default();
        let second = words.plain.get(1).cloned().unwrap_or_default();
        match first.as_str() {
            "computer" => self.context.computer = second,
            "folders" => self.folders = true,
            // For the test of the cases, not for the builder.
            "options" => {}
            "windows" => self.context.windows = second,
            "day" if second == "+1" => self.date = self.date.tomorrow().unwrap(),
            "day" => self.date = second.parse().unwrap_or_else(|_| self.wrong("day YYYY-MM-DD")),
            "log" => self.log(&second, &words),
            "include" => {
                let path = format!("fixtures/cases/{second}/scenario.txt");
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
                text.lines().for_each(|line| self.line(line.trim()));
            }
            "export" | "beside" | "bytes" | "pack" => self.step(&first, second, &words),
            "gap" => {
                let count: u64 = words.plain[2].parse().unwrap();
                self.log_of(&second).next_id += count;
            }
            _ => self.event(&words),
        }
    }

    fn wrong<T>(&self, expected: &str) -> T {
        panic!("line {}: expected {expected}", self.number)
    }

    /// Splits at blanks outside quotes; `$name` stands for a value.
    fn words(&self, line: &str) -> Words {
        let mut words = Words::default();
        let mut word = String::new();
        let mut quoted = false;
        for character in line.chars().chain([' ']) {
            match character {
                '"' => quoted = !quoted,
                ' ' if !quoted => {
                    let whole = std::mem::take(&mut word);
                    if whole == "#" {
                        break;
                    }
                    self.word(&whole, &mut words);
                }
                other => word.push(other),
            }
        }
        words
    }

    fn word(&self, word: &str, words: &mut Words) {
        if word.is_empty() {
            return;
        }
        let named = |value: &str| match value.strip_prefix('$') {
            Some(name) => {
                self.values.get(name).cloned().unwrap_or_else(|| self.wrong(&format!("a value for ${name}")))
            }
            None => value.to_owned(),
        };
        // `$one,$two` are two values.
        let resolve = |value: &str| {
            if !value.starts_with('$') {
                return value.to_owned();
            }
            value.split(',').map(named).collect::<Vec<_>>().join(",")
        };
        match word.split_once('=') {
            Some((key, value)) if key.chars().all(|c| c.is_ascii_lowercase() || c == '-') => {
                words.keyed.insert(key.into(), resolve(value));
            }
            _ => words.plain.push(resolve(word)),
        }
    }

    fn log_of(&mut self, channel: &str) -> &mut Log {
        let key = (self.context.computer.clone(), channel.to_owned());
        // A renamed computer goes on in the log it has.
        self.logs.entry(key).or_insert_with(|| Log { next_id: 1, ..Log::default() })
    }

    fn log(&mut self, channel: &str, words: &Words) {
        let damages: Vec<Damage> =
            words.keyed.iter().filter_map(|(key, value)| Damage::parse(key, value)).collect();
        let number = |key: &str| words.get(key).map(|value| value.parse::<usize>().unwrap());
        let log = self.log_of(channel);
        log.file = words.get("file").map(str::to_owned).or(log.file.take());
        log.damages.extend(damages);
        if let Some(first) = number("first-record") {
            log.next_id = first as u64;
        }
        log.layout = Layout {
            exported: words.plain.iter().any(|word| word == "exported"),
            chunk_records: number("chunk-records").map(|records| records as u64),
            oldest_slot: number("oldest-slot").unwrap_or(0),
            dirty_at: number("dirty-at"),
            preallocated: number("preallocated").unwrap_or(0),
        };
        if let Some((file, id)) = words.get("archive").and_then(|value| value.split_once('@')) {
            log.split_at = Some((id.parse().unwrap(), file.into()));
        }
        if let Some((file, id)) = words.get("copy").and_then(|value| value.split_once('@')) {
            log.copy = Some((file.into(), id.parse().unwrap()));
        }
    }

    fn event(&mut self, words: &Words) {
        let time: Time = words.plain[0].parse().unwrap_or_else(|_| self.wrong("a time and an event"));
        let start = self.date.to_datetime(time).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let times: u32 = words.get("repeat").map_or(1, |value| value.parse().unwrap());
        let step: SignedDuration = words.get("step").unwrap_or("1s").parse().unwrap();
        for position in 0..times {
            let mut words = words.clone();
            for value in words.keyed.values_mut() {
                *value = value.replace("{n}", &format!("{:012x}", position + 1)).replace("{quote}", "\"");
            }
            let offset = step.checked_mul(i32::try_from(position).unwrap()).unwrap();
            self.context.time = start.checked_add(offset).unwrap();
            let renamed = words.get("as").map(str::to_owned);
            let mut record = events::record(&self.context, &words.plain[1..], &words)
                .unwrap_or_else(|| self.wrong("a known event"));
            if let Some(name) = renamed {
                record.computer = name;
            }
            (self.change)(&mut record);
            let channel = words.get("into").unwrap_or(&record.channel).to_owned();
            let log = self.log_of(&channel);
            record.event_record_id = words.get("record").map_or(log.next_id, |id| id.parse().unwrap());
            log.next_id = record.event_record_id + 1;
            log.records.push(record);
        }
    }

    fn step(&mut self, what: &str, file: String, words: &Words) {
        let text = |key: &str| words.get(key).map(str::to_owned);
        let has = |word: &str| words.plain.iter().any(|plain| plain == word);
        let damages: Vec<Damage> =
            words.keyed.iter().filter_map(|(key, value)| Damage::parse(key, value)).collect();
        self.steps.push(match what {
            "export" => {
                let form = words.get("form").and_then(Form::parse);
                let form = form.unwrap_or_else(|| self.wrong("a form of export"));
                Step::Export { file, form, encoding: text("encoding"), channel: text("of"), damages }
            }
            "bytes" => Step::Bytes { file, hex: words.plain[2].clone() },
            "beside" => Step::Beside { file, encoding: text("encoding"), text: String::new() },
            _ => Step::Pack {
                file,
                prefix: words.text("of", ""),
                dot: has("dot"),
                zip: Zip {
                    japanese: words.get("names") == Some("cp932"),
                    stored: has("stored"),
                    zip64: has("zip64"),
                    written: words.get("written").map(|time| time.parse().unwrap()),
                },
                damages,
            },
        });
    }

    fn finish(mut self) -> BTreeMap<String, Vec<u8>> {
        let steps = std::mem::take(&mut self.steps);
        let mut exported = Files::new();
        for step in &steps {
            if let Step::Export { file, form, encoding, channel, damages } = step {
                let is_meant = |name: &str| channel.as_ref().is_none_or(|channel| channel == name);
                let keys: Vec<_> = self.logs.keys().filter(|(_, name)| is_meant(name)).cloned().collect();
                let records: Vec<Record> =
                    keys.iter().flat_map(|key| self.logs.remove(key).unwrap().records).collect();
                let text = xml::export(&records, *form);
                let mut bytes = xml::encode(&text, encoding.as_deref());
                damages.iter().for_each(|damage| damage.apply(&mut bytes));
                exported.insert(file.clone(), bytes);
            }
        }
        let mut files = self.write_logs();
        files.append(&mut exported);
        for step in steps {
            match step {
                Step::Export { .. } => {}
                Step::Beside { file, encoding, text } => {
                    let text = measured(&text, &files);
                    files.insert(file, xml::encode(&text, encoding.as_deref()));
                }
                Step::Bytes { file, hex } => {
                    let bytes = hex
                        .as_bytes()
                        .chunks(2)
                        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
                    files.insert(file, bytes.collect());
                }
                Step::Pack { file, prefix, dot, zip, damages } => {
                    let packed = files.extract_if(.., |name, _| name.starts_with(&prefix));
                    let begin = if dot { "./" } else { "" };
                    let packed: Files =
                        packed.map(|(name, bytes)| (format!("{begin}{name}"), bytes)).collect();
                    let mut bytes = pack::pack(&file, &packed, zip);
                    damages.iter().for_each(|damage| damage.apply(&mut bytes));
                    files.insert(file, bytes);
                }
            }
        }
        files
    }

    fn write_logs(self) -> Files {
        let mut files = BTreeMap::new();
        for ((computer, channel), log) in self.logs {
            let folder = if self.folders { format!("{computer}/") } else { String::new() };
            let name = log.file.clone().unwrap_or_else(|| format!("{}.evtx", channel.replace('/', "%4")));
            let (archived, live): (Vec<Record>, Vec<Record>) = match &log.split_at {
                Some((id, _)) => log.records.iter().cloned().partition(|record| record.event_record_id < *id),
                None => (Vec::new(), log.records.clone()),
            };
            let mut bytes = write(&live, &log.layout);
            for damage in &log.damages {
                damage.apply(&mut bytes);
            }
            files.insert(format!("{folder}{name}"), bytes);
            if let Some((_, archive)) = &log.split_at {
                files.insert(format!("{folder}{archive}"), write(&archived, &log.layout));
            }
            if let Some((copy, id)) = &log.copy {
                let records: Vec<Record> =
                    log.records.iter().filter(|record| record.event_record_id >= *id).cloned().collect();
                files.insert(
                    format!("{folder}{copy}"),
                    write(&records, &Layout { exported: true, ..Layout::default() }),
                );
            }
        }
        files
    }
}
