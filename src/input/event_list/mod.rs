//! Texts that list events and are no evidence: Event Viewer's CSV and tab-separated text, `wevtutil qe /f:text`, CSV,
//! lists, JSON and CLIXML out of PowerShell.
//!
//! They are told by their structure, in any language, and counted; no verdict comes from them. What tells a harmless
//! volsnap 27 from a real one, the status, lies in its binary data up to Server 2012 R2, which these texts lack.

use std::io::{self, Read};

mod rows;

use super::export::in_utf8;
use crate::event::pattern::{Pattern, pattern};
use crate::say::{Log, Sentence, Word, sentences};
use rows::{Rows, rows};

sentences! {
    is_list(form: Word, seems: Sentence) = "event-list.is-list":
        "events { $form ->
            [viewer-tabs] as tab-separated text, as Event Viewer saves them
            [viewer-csv] as CSV, as Event Viewer saves them
            [powershell-csv] as CSV, as PowerShell exports them
            [wevtutil] as text, as \"wevtutil qe /f:text\" prints them
            [list] as a list, as PowerShell prints them
            [table] as a table, as PowerShell prints them
            [json] as JSON
           *[clixml] as CLIXML, as PowerShell exports them
        }: { $seems }. No verdict comes from it: such a text lacks the status, the record ids or the exact times of events. \
         Ask for the log itself: wevtutil epl System C:\\System.evtx";
    holds(errors: u64) = "event-list.holds":
        "{ $errors ->
            [0] it seems to hold no volsnap 27
           *[other] it seems to hold { $errors } volsnap 27
        }";
    holds_at(errors: u64, time: Log) = "event-list.holds-at": "it seems to hold { $errors } volsnap 27 ({ $time })";
    holds_between(errors: u64, first: Log, last: Log) = "event-list.holds-between":
        "it seems to hold { $errors } volsnap 27, from { $first } to { $last } (as written)";
}

/// The source that is looked for.
const VOLSNAP: &str = "volsnap";
/// How much of a text tells what it is.
pub(super) const HEAD: usize = 1 << 16;

/// What kind of list a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Event Viewer's "Save as CSV" or "Save as Text": level, time, source, id.
    Viewer(u8),
    /// `Get-WinEvent` or `Get-EventLog`, to `Export-Csv`.
    PowerShellCsv(u8),
    /// `wevtutil qe /f:text`.
    Wevtutil,
    /// `Get-WinEvent` or `Get-EventLog`, to `Format-List`.
    List,
    /// The same as they show it by themselves.
    Table,
    /// Any tool's JSON.
    Json,
    /// `Export-Clixml`.
    Clixml,
}

impl Form {
    /// What the text is, in words.
    /// The word that its sentence selects by.
    fn word(self) -> Word {
        Word(match self {
            Self::Viewer(b'\t') => "viewer-tabs",
            Self::Viewer(_) => "viewer-csv",
            Self::PowerShellCsv(_) => "powershell-csv",
            Self::Wevtutil => "wevtutil",
            Self::List => "list",
            Self::Table => "table",
            Self::Json => "json",
            Self::Clixml => "clixml",
        })
    }
}

/// What a list seems to hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// How many volsnap 27s.
    pub(super) errors: u64,
    /// The time of the first of them, as written.
    pub(super) first: Option<String>,
    /// The time of the last one.
    pub(super) last: Option<String>,
}

/// What to say of such a text.
pub(super) fn sentence(form: Form, held: &Held) -> Sentence {
    let seems = match (&held.first, &held.last) {
        _ if held.errors == 0 => holds(0),
        (Some(first), Some(last)) if first == last => holds_at(held.errors, Log::of(first)),
        (Some(first), Some(last)) => holds_between(held.errors, Log::of(first), Log::of(last)),
        _ => holds(held.errors),
    };
    is_list(form.word(), seems)
}

/// `Event[0]:` in any language.
static WEVTUTIL: Pattern = Pattern::new(|| pattern(r"(?m)^[^\s\[\]:=]{1,24}\[\d+\]:?\s*$"));
/// `Name: value` in any language.
static PAIR: Pattern = Pattern::new(|| pattern(r"^[^:]{1,40}:(?:\s+(?P<value>.*))?$"));
/// The header of a table of events and the dashes under it.
static TABLE: Pattern = Pattern::new(|| {
    pattern(
        r"(?m)^[^\r\n]*\b(?:TimeCreated|Time)\b[^\r\n]*\b(?:Id|EventID|InstanceID|InstanceId)\b[^\r\n]*\r?\n\s*-[- ]{8,}",
    )
});
/// A row of it: `… volsnap 3221618715 …`, or `… 27 Error …` under `ProviderName: volsnap`.
static TABLE_SOURCE: Pattern = Pattern::new(|| pattern(r"(?i)\bvolsnap\s+(?P<id>\d{1,10})\b"));
static LISTED: Pattern = Pattern::new(|| {
    pattern(
        r"(?m)^\s*(?P<key>Event ID|EventID|Id|InstanceId|Source|ProviderName|Provider Name|Date|TimeCreated|TimeGenerated|イベント ID|ソース|日付|Ereignis-ID|Quelle|Datum)\s*:\s*(?P<value>[^\r\n]*)",
    )
});
static JSON: Pattern = Pattern::new(|| {
    pattern(
        r#""(?P<key>Id|EventID|EventId|event_id|InstanceId|ProviderName|provider_name|Provider|Source|SourceName|source_name|Name|TimeCreated|TimeGenerated|SystemTime|EventTime|@timestamp|#text)"\s*:\s*(?:"(?P<value>[^"]{0,200})"|(?P<number>-?\d{1,12})|\{)"#,
    )
});
static CLIXML: Pattern = Pattern::new(|| {
    pattern(
        r#"<[A-Z][A-Za-z0-9]*\s+N="(?P<key>Id|EventID|InstanceId|ProviderName|Source|TimeCreated|TimeGenerated)">(?P<value>[^<]{0,200})<"#,
    )
});

/// What kind of list a text is, by its beginning; `None` if it is none.
pub(super) fn form_of(head: &str) -> Option<Form> {
    let begin = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let has = |pattern: &Pattern, of: What| {
        pattern
            .captures_iter(head)
            .any(|found| What::of(found.name("key").map_or("", |key| key.as_str())) == of)
    };
    let names_all = |pattern: &Pattern| {
        (has(pattern, What::Id) || has(pattern, What::Instance)) && has(pattern, What::Provider)
    };
    if begin.contains("<Objs ") && names_all(&CLIXML) {
        return Some(Form::Clixml);
    }
    if begin.starts_with(['[', '{']) || is_behind_record(begin) {
        return (names_all(&JSON) && has(&JSON, What::Time)).then_some(Form::Json);
    }
    let is_first = || WEVTUTIL.find(begin).is_some_and(|found| found.start() == 0);
    if WEVTUTIL.is_match(head) && has(&LISTED, What::Id) || is_first() && names_fields(begin) {
        return Some(Form::Wevtutil);
    }
    if names_all(&LISTED) && has(&LISTED, What::Time) {
        return Some(Form::List);
    }
    if TABLE.is_match(head) {
        return Some(Form::Table);
    }
    rows_form(head)
}

/// Whether a first line counts a record, as evtx_dump does, and JSON follows.
fn is_behind_record(text: &str) -> bool {
    let first = text.strip_prefix("Record ").and_then(|rest| rest.split_once('\n'));
    first.is_some_and(|(number, rest)| {
        number.trim().parse::<u64>().is_ok() && rest.trim_start().starts_with('{')
    })
}

/// Whether the lines behind the first are names and values: log, source, time and id of an event.
fn names_fields(text: &str) -> bool {
    text.lines().skip(1).take(4).filter(|line| PAIR.is_match(line.trim())).count() == 4
}

/// Rows of one delimiter, that begin with a header of PowerShell's, or are level, time, source and id.
fn rows_form(head: &str) -> Option<Form> {
    let text = head.trim_start_matches('\u{feff}');
    [b',', b'\t', b';'].into_iter().find_map(|delimiter| {
        let mut rows = Rows::new(delimiter);
        let mut whole: Vec<Vec<String>> = Vec::new();
        rows.take(text.as_bytes(), &mut |row| whole.push(row));
        // The last row may be cut; of a short text it is the only one.
        rows.finish(&mut |row| whole.push(row));
        whole.retain(|row| row.len() > 1 && !row.first().is_some_and(|field| field.starts_with("#TYPE")));
        let header = whole.first()?;
        let names = |of: What| header.iter().any(|name| What::of(name) == of);
        // Without a column of the provider, as people choose columns, only the message tells what it is.
        let says = header.iter().any(|name| matches!(&**name, "Message" | "LevelDisplayName" | "ProviderId"));
        if names(What::Id) && names(What::Time) && (names(What::Provider) || says) {
            return Some(Form::PowerShellCsv(delimiter));
        }
        let data = whole.get(1..).unwrap_or_default();
        let fitting = data.iter().filter(|row| is_viewers(row)).count();
        // A row whose text holds the delimiter unquoted, or that is cut, fits nothing.
        let most = data.len().saturating_sub(data.len() / 4).max(1);
        (is_header(header) && fitting >= most).then_some(Form::Viewer(delimiter))
    })
}

/// A header holds words in any language, no numbers and no times.
fn is_header(row: &[String]) -> bool {
    (4..=7).contains(&row.len())
        && row.iter().all(|name| !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit()))
}

/// Level, time, source, id, category, and perhaps the message.
fn is_viewers(row: &[String]) -> bool {
    let is_time = |text: &String| {
        let separators = text.chars().filter(|c| matches!(c, ':' | '.')).count();
        text.len() <= 60 && separators >= 2 && text.chars().filter(char::is_ascii_digit).count() >= 8
    };
    let is_word = |text: &String| !text.is_empty() && text.parse::<f64>().is_err();
    row.len() >= 4
        && row.first().is_some_and(is_word)
        && row.get(1).is_some_and(is_time)
        && row.get(2).is_some_and(is_word)
        && row.get(3).is_some_and(|id| id.parse::<u16>().is_ok())
}

/// What a name in a list stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Id,
    Provider,
    Time,
    /// The id with its severity and facility above it, beside the id or in its place.
    Instance,
    Other,
}

impl What {
    fn of(name: &str) -> Self {
        match name {
            "Id" | "EventID" | "EventId" | "Event ID" | "event_id" | "イベント ID" | "Ereignis-ID" => {
                Self::Id
            }
            // What evtx_dump writes an id as that has qualifiers, which all of drivers have.
            "InstanceId" | "InstanceID" | "#text" => Self::Instance,
            "ProviderName" | "Provider Name" | "Provider" | "Source" | "SourceName" | "Name"
            | "provider_name" | "source_name" | "ソース" | "Quelle" => Self::Provider,
            "TimeCreated" | "TimeGenerated" | "SystemTime" | "Date" | "EventTime" | "@timestamp" | "日付"
            | "Datum" => Self::Time,
            _ => Self::Other,
        }
    }
}

/// Counts what a list holds.
pub(super) fn count(form: Form, stream: &mut dyn Read) -> io::Result<Held> {
    let mut stream = in_utf8(stream);
    let mut tally = Tally::default();
    match form {
        Form::Viewer(delimiter) => rows(&mut stream, delimiter, |row| {
            let field = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
            tally.event(field(2), field(3), field(1));
        })?,
        Form::PowerShellCsv(delimiter) => {
            let mut columns: Option<[Option<usize>; 3]> = None;
            rows(&mut stream, delimiter, |row| {
                if let Some([provider, id, time]) = columns {
                    let field = |at: Option<usize>| {
                        at.and_then(|at| row.get(at)).map(String::as_str).unwrap_or_default()
                    };
                    // Where the provider is no column, the id has to do.
                    let provider = if provider.is_some() { field(provider) } else { VOLSNAP };
                    tally.event(provider, field(id), field(time));
                } else {
                    let place = |of: What| row.iter().position(|name| What::of(name) == of);
                    let found = [What::Provider, What::Id, What::Time].map(place);
                    columns = matches!(found, [_, Some(_), Some(_)]).then_some(found);
                }
            })?;
        }
        Form::Wevtutil => blocks(&mut stream, &mut tally)?,
        Form::Table => table(&mut stream, &mut tally)?,
        Form::List => pairs(&mut stream, &LISTED, &mut tally)?,
        Form::Json => pairs(&mut stream, &JSON, &mut tally)?,
        Form::Clixml => pairs(&mut stream, &CLIXML, &mut tally)?,
    }
    tally.flush();
    Ok(tally.held)
}

/// Counts events, from fields or from names and values in any order.
#[derive(Default)]
struct Tally {
    held: Held,
    id: Option<String>,
    provider: Option<String>,
    time: Option<String>,
}

impl Tally {
    fn event(&mut self, provider: &str, id: &str, time: &str) {
        // The low half of an instance is the id.
        let is_27 = id.trim().parse::<u32>().is_ok_and(|id| id & 0xFFFF == 27);
        if provider.trim().eq_ignore_ascii_case(VOLSNAP) && is_27 {
            self.held.errors = self.held.errors.saturating_add(1);
            let time = time.trim().to_owned();
            if !time.is_empty() {
                self.held.first.get_or_insert_with(|| time.clone());
                self.held.last = Some(time);
            }
        }
    }

    /// A name that comes again begins the next event.
    fn pair(&mut self, what: What, value: &str) {
        let is_known = match what {
            What::Id => self.id.is_some(),
            What::Provider => self.provider.is_some(),
            What::Time => self.time.is_some(),
            What::Instance => {
                if value.trim().parse::<u64>().is_err() {
                    return;
                }
                self.id.get_or_insert_with(|| value.to_owned());
                return;
            }
            What::Other => return,
        };
        if is_known {
            self.flush();
        }
        let slot = match what {
            What::Id => &mut self.id,
            What::Provider => &mut self.provider,
            What::Time | What::Instance | What::Other => &mut self.time,
        };
        *slot = Some(value.to_owned());
    }

    fn flush(&mut self) {
        let (id, provider, time) = (self.id.take(), self.provider.take(), self.time.take());
        let text = |value: Option<String>| value.unwrap_or_default();
        self.event(&text(provider), &text(id), &text(time));
    }
}

/// Gives each line of a text, as far as a line of a list goes.
fn lines(stream: &mut dyn Read, mut each: impl FnMut(&str)) -> io::Result<()> {
    // No delimiter of the text's: a row is a line.
    rows(stream, 0, |row| each(row.first().map_or("", String::as_str)))
}

/// What wevtutil prints of each event: log, source, time and id stand in that order in every language.
fn blocks(stream: &mut dyn Read, tally: &mut Tally) -> io::Result<()> {
    let mut fields: Option<Vec<String>> = None;
    lines(stream, |line| {
        if WEVTUTIL.is_match(line) {
            fields = Some(Vec::new());
        } else if let Some(known) = &mut fields
            && let Some(found) = PAIR.captures(line)
        {
            known.push(found.name("value").map_or("", |value| value.as_str()).to_owned());
            if let [_, source, time, id] = known.as_slice() {
                tally.event(source, id, time);
                fields = None;
            }
        }
    })
}

/// The rows of a table, whose columns are as wide as the console lets them be.
fn table(stream: &mut dyn Read, tally: &mut Tally) -> io::Result<()> {
    let mut is_of_volsnap = false;
    lines(stream, |line| {
        if let Some((_, provider)) = line.split_once("ProviderName:") {
            is_of_volsnap = provider.trim().eq_ignore_ascii_case(VOLSNAP);
        } else if let Some(found) = TABLE_SOURCE.captures(line) {
            tally.event(VOLSNAP, found.name("id").map_or("", |id| id.as_str()), "");
        } else if is_of_volsnap && line.split_whitespace().any(|word| word == "27") {
            tally.event(VOLSNAP, "27", "");
        }
    })
}

/// Names and values all over a text, whatever its lines.
fn pairs(stream: &mut dyn Read, wanted: &Pattern, tally: &mut Tally) -> io::Result<()> {
    /// No match is longer.
    const LONGEST: usize = 1024;
    let mut text = String::new();
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let filled = (&mut *stream).take(HEAD as u64).read_to_end(&mut rest)?;
        let valid = match std::str::from_utf8(&rest) {
            Ok(_) => rest.len(),
            Err(error) => error.valid_up_to(),
        };
        let more = rest.split_off(valid);
        text.push_str(&String::from_utf8_lossy(&rest));
        rest = more;
        let is_last = filled == 0;
        // A match at the end may go on behind it.
        let mut safe = if is_last { text.len() } else { text.len().saturating_sub(LONGEST) };
        while !text.is_char_boundary(safe) {
            safe = safe.saturating_sub(1);
        }
        let mut taken = safe;
        for found in wanted.captures_iter(&text) {
            let (Some(whole), Some(key)) = (found.get(0), found.name("key")) else { continue };
            if whole.start() >= safe {
                break;
            }
            taken = taken.max(whole.end());
            let value = found.name("value").or_else(|| found.name("number"));
            let value = value.map_or("", |value| value.as_str());
            // In JSON, a name may also be that of a field; only that of the provider in question counts. A provider or an id that
            // is an object has what it is inside.
            let is_of_field = key.as_str() == "Name" && !value.eq_ignore_ascii_case(VOLSNAP);
            let is_object = matches!(What::of(key.as_str()), What::Provider | What::Id) && value.is_empty();
            if !is_of_field && !is_object {
                tally.pair(What::of(key.as_str()), value);
            }
        }
        text.drain(..taken);
        if is_last {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests;
