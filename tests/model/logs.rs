//! From a host's records to the files that somebody gives.

use jiff::{SignedDuration, Timestamp};

use super::evtx_builder::scenario;
use super::host::{Era, Given, Host, Log};
use super::world::{DATA_VOLUME, FULL_NAME, OLD_NAME, OWN_VOLUME, Record, SYSTEM_VOLUME};

/// A file: its name and content.
pub type File = (String, Vec<u8>);

/// How the logs of a host are written, beside what they hold.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Put before the name of each file.
    pub prefix: String,
    pub is_xml: bool,
    pub chunk: Option<u8>,
}

impl Form {
    pub fn of(given: &Given) -> Self {
        Self { is_xml: given.is_xml, chunk: given.chunk, ..Self::default() }
    }
}

/// The first day of the model.
fn first_day() -> Timestamp {
    "2024-03-04T00:00:00Z".parse().unwrap()
}

/// The time that a clock shows.
pub fn time(clock: i64) -> Timestamp {
    first_day().checked_add(SignedDuration::from_millis(clock)).unwrap()
}

/// What is given of all that a host wrote.
pub fn given(host: &Host, records: &[Record]) -> Vec<Record> {
    records.iter().filter(|record| host.gives(record.log)).cloned().collect()
}

/// Records as a scenario, which a person can read and a fixture can hold.
pub fn scenario(era: Era, computer: &str, records: &[Record], form: &Form) -> String {
    let windows = match era {
        Era::Seven => "6.1",
        Era::Eight => "6.3",
        Era::Ten => "10.0",
    };
    let mut text = format!("computer {computer}\nwindows {windows}\n");
    for log in Log::ALL.into_iter().filter(|log| records.iter().any(|record| record.log == *log)) {
        let more = form.chunk.map_or_else(String::new, |chunk| format!(" chunk-records={chunk}"));
        text += &format!("log {}{more}\n", log.channel());
    }
    let mut day = String::new();
    for record in records {
        let at = time(record.clock).strftime("%Y-%m-%d %H:%M:%S.%3f").to_string();
        let (date, clock) = at.split_once(' ').unwrap();
        if day != date {
            day = date.to_owned();
            text += &format!("day {day}\n");
        }
        let name = record.name.map_or_else(String::new, |name| format!(" as={name}"));
        text += &format!("{clock} {} record={}{name}\n", record.text, record.number);
    }
    if form.is_xml {
        for log in Log::ALL {
            let file = log.channel().replace('/', "%4");
            text += &format!("export {file}.xml form=wevtutil of={}\n", log.channel());
        }
    }
    text
}

/// The logs of a computer.
pub fn files(era: Era, computer: &str, records: &[Record], form: &Form) -> Vec<File> {
    let built = scenario::build(&scenario(era, computer, records, form));
    let held = built.into_iter().filter(|(_, bytes)| !bytes.is_empty());
    held.map(|(name, bytes)| (format!("{}{name}", form.prefix), bytes)).collect()
}

/// The list that mountvol prints.
pub fn list(host: &Host) -> Option<File> {
    let letter = if host.has_letter { r"E:\" } else { "*** NO MOUNT POINTS ***" };
    let volumes = [(SYSTEM_VOLUME, r"C:\"), (DATA_VOLUME, r"D:\"), (OWN_VOLUME, letter)];
    let text = volumes.map(|(volume, mount)| format!("    {volume}\\\r\n        {mount}\r\n\r\n")).concat();
    host.given.has_list.then(|| ("mountvol.txt".to_owned(), text.into_bytes()))
}

/// Everything that is given of a host.
pub fn all(host: &Host, records: &[Record]) -> Vec<File> {
    all_as(host, records, &Form::of(&host.given))
}

/// The same in another form.
pub fn all_as(host: &Host, records: &[Record], form: &Form) -> Vec<File> {
    let mut files = files(host.era, "HV01", records, form);
    files.extend(list(host));
    files
}

/// Whether two names are the host's.
pub fn is_host(name: &str) -> bool {
    [FULL_NAME, OLD_NAME, "HV01"].contains(&name)
}
