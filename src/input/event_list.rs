//! Texts that list events and are no evidence: Event Viewer's CSV and tab-separated text, `wevtutil qe /f:text`, CSV,
//! lists, JSON and CLIXML out of PowerShell.
//!
//! They are told by their structure, in any language, and counted; no verdict comes from them. What tells a harmless
//! volsnap 27 from a real one, the status, lies in its binary data up to Server 2012 R2, which these texts lack.

use std::io::{self, Read};

use super::export::in_utf8;
use crate::event::pattern::{Pattern, pattern};

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
    /// Any tool's JSON.
    Json,
    /// `Export-Clixml`.
    Clixml,
}

impl Form {
    /// What the text is, in words.
    fn phrase(self) -> &'static str {
        match self {
            Self::Viewer(b'\t') => "events as tab-separated text, as Event Viewer saves them",
            Self::Viewer(_) => "events as CSV, as Event Viewer saves them",
            Self::PowerShellCsv(_) => "events as CSV, as PowerShell exports them",
            Self::Wevtutil => "events as text, as \"wevtutil qe /f:text\" prints them",
            Self::List => "events as a list, as PowerShell prints them",
            Self::Json => "events as JSON",
            Self::Clixml => "events as CLIXML, as PowerShell exports them",
        }
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
pub(super) fn sentence(form: Form, held: &Held) -> String {
    let times = match (&held.first, &held.last) {
        (Some(first), Some(last)) if first == last => format!(" ({first})"),
        (Some(first), Some(last)) => format!(", from {first} to {last} (as written)"),
        _ => String::new(),
    };
    let seems = match held.errors {
        0 => "it seems to hold no volsnap 27".to_owned(),
        1 => format!("it seems to hold 1 volsnap 27{times}"),
        many => format!("it seems to hold {many} volsnap 27{times}"),
    };
    format!(
        "{}: {seems}. No verdict comes from it: such a text lacks the status, the record ids or the exact times of events. Ask for the log itself: wevtutil epl System C:\\System.evtx",
        form.phrase()
    )
}

static WEVTUTIL: Pattern = Pattern::new(|| pattern(r"(?m)^Event\[\d+\]:?\s*$"));
static LISTED: Pattern = Pattern::new(|| {
    pattern(
        r"(?m)^\s*(?P<key>Event ID|EventID|Id|InstanceId|Source|ProviderName|Provider Name|Date|TimeCreated|TimeGenerated)\s*:\s*(?P<value>[^\r\n]*)",
    )
});
static JSON: Pattern = Pattern::new(|| {
    pattern(
        r#""(?P<key>Id|EventID|EventId|InstanceId|ProviderName|Source|SourceName|Name|TimeCreated|TimeGenerated|SystemTime)"\s*:\s*(?:"(?P<value>[^"]{0,200})"|(?P<number>-?\d{1,12})|\{)"#,
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
    let names_all = |pattern: &Pattern| has(pattern, What::Id) && has(pattern, What::Provider);
    if begin.contains("<Objs ") && names_all(&CLIXML) {
        return Some(Form::Clixml);
    }
    if begin.starts_with(['[', '{']) {
        return (names_all(&JSON) && has(&JSON, What::Time)).then_some(Form::Json);
    }
    if WEVTUTIL.is_match(head) && has(&LISTED, What::Id) {
        return Some(Form::Wevtutil);
    }
    if names_all(&LISTED) && has(&LISTED, What::Time) {
        return Some(Form::List);
    }
    rows_form(head)
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
        if names(What::Id) && names(What::Provider) && names(What::Time) {
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
        text.len() <= 60 && text.contains(':') && text.chars().filter(char::is_ascii_digit).count() >= 8
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
    Other,
}

impl What {
    fn of(name: &str) -> Self {
        match name {
            "Id" | "EventID" | "EventId" | "Event ID" => Self::Id,
            "ProviderName" | "Provider Name" | "Source" | "SourceName" | "Name" => Self::Provider,
            "TimeCreated" | "TimeGenerated" | "SystemTime" | "Date" => Self::Time,
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
                    tally.event(field(provider), field(id), field(time));
                } else {
                    let place = |of: What| row.iter().position(|name| What::of(name) == of);
                    let found = [What::Provider, What::Id, What::Time].map(place);
                    columns = found.iter().all(Option::is_some).then_some(found);
                }
            })?;
        }
        Form::Wevtutil | Form::List => pairs(&mut stream, &LISTED, &mut tally)?,
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
        if provider.trim().eq_ignore_ascii_case("volsnap") && id.trim() == "27" {
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
            What::Other => return,
        };
        if is_known {
            self.flush();
        }
        let slot = match what {
            What::Id => &mut self.id,
            What::Provider => &mut self.provider,
            What::Time | What::Other => &mut self.time,
        };
        *slot = Some(value.to_owned());
    }

    fn flush(&mut self) {
        let (id, provider, time) = (self.id.take(), self.provider.take(), self.time.take());
        let text = |value: Option<String>| value.unwrap_or_default();
        self.event(&text(provider), &text(id), &text(time));
    }
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
            // In JSON, a name may also be that of a field; only that of the provider in question counts.
            if key.as_str() != "Name" || value.eq_ignore_ascii_case("volsnap") {
                tally.pair(What::of(key.as_str()), value);
            }
        }
        text.drain(..taken);
        if is_last {
            return Ok(());
        }
    }
}

fn rows(stream: &mut dyn Read, delimiter: u8, mut each: impl FnMut(Vec<String>)) -> io::Result<()> {
    let mut rows = Rows::new(delimiter);
    let mut buffer = vec![0; HEAD];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(filled) => rows.take(buffer.get(..filled).unwrap_or_default(), &mut each),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    rows.finish(&mut each);
    Ok(())
}

/// Rows of fields that may be quoted, and then go over several lines. Long fields are shortened, so that no text takes
/// more memory than a row.
struct Rows {
    delimiter: u8,
    row: Vec<String>,
    field: Vec<u8>,
    is_quoted: bool,
    was_quote: bool,
}

impl Rows {
    fn new(delimiter: u8) -> Self {
        Self { delimiter, row: Vec::new(), field: Vec::new(), is_quoted: false, was_quote: false }
    }

    fn take(&mut self, bytes: &[u8], each: &mut dyn FnMut(Vec<String>)) {
        for byte in bytes {
            match *byte {
                b'"' if self.is_quoted => (self.is_quoted, self.was_quote) = (false, true),
                // Two quotes in a row are one of the text.
                b'"' if self.was_quote => {
                    (self.is_quoted, self.was_quote) = (true, false);
                    self.push(b'"');
                }
                b'"' if self.field.is_empty() => self.is_quoted = true,
                byte if byte == self.delimiter && !self.is_quoted => self.end_field(),
                b'\n' if !self.is_quoted => self.end_row(each),
                b'\r' if !self.is_quoted => {}
                byte => self.push(byte),
            }
            if *byte != b'"' {
                self.was_quote = false;
            }
        }
    }

    fn push(&mut self, byte: u8) {
        const LONGEST: usize = 256;
        if self.field.len() < LONGEST {
            self.field.push(byte);
        }
    }

    fn end_field(&mut self) {
        const MOST: usize = 64;
        let field = std::mem::take(&mut self.field);
        if self.row.len() < MOST {
            self.row.push(String::from_utf8_lossy(&field).trim_matches(['\u{feff}', ' ']).to_owned());
        }
    }

    fn end_row(&mut self, each: &mut dyn FnMut(Vec<String>)) {
        self.end_field();
        let row = std::mem::take(&mut self.row);
        if row.len() > 1 || row.first().is_some_and(|field| !field.is_empty()) {
            each(row);
        }
    }

    fn finish(&mut self, each: &mut dyn FnMut(Vec<String>)) {
        if !self.field.is_empty() || !self.row.is_empty() {
            self.end_row(each);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of a text, and what it holds.
    fn look(text: &str) -> Option<(Form, u64, Option<String>)> {
        let form = form_of(text)?;
        let held = count(form, &mut text.as_bytes()).unwrap();
        Some((form, held.errors, held.last))
    }

    #[test]
    fn event_viewers_rows_are_known_in_any_language() {
        let english = "Level,Date and Time,Source,Event ID,Task Category\r\nError,1/18/2012 4:33:02 PM,volsnap,27,None,\"The shadow copies, of\r\nvolume X: were aborted.\"\r\n";
        assert_eq!(look(english), Some((Form::Viewer(b','), 1, Some("1/18/2012 4:33:02 PM".into()))));
        let japanese = "レベル\t日付と時刻\tソース\tイベント ID\tタスクのカテゴリ\r\nエラー\t2012/01/18 16:33:02\tvolsnap\t27\tなし\t中止しました\r\n情報\t2012/01/18 16:40:02\tService Control Manager\t7036\tなし\t開始\r\n";
        assert_eq!(look(japanese), Some((Form::Viewer(b'\t'), 1, Some("2012/01/18 16:33:02".into()))));
        let german = "Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\nFehler;18.01.2012 16:33:02;disk;7;Keine;\"x\"\n";
        assert_eq!(look(german), Some((Form::Viewer(b';'), 0, None)));
    }

    #[test]
    fn what_powershell_writes_is_known() {
        let csv = "#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\n\"Message\",\"Id\",\"Version\",\"ProviderName\",\"TimeCreated\"\n\"a\nb\",\"27\",\"0\",\"volsnap\",\"1/18/2012 4:33:02 PM\"\n";
        assert_eq!(look(csv).map(|(form, errors, _)| (form, errors)), Some((Form::PowerShellCsv(b','), 1)));
        let list = "TimeCreated  : 1/18/2012 4:33:02 PM\nProviderName : volsnap\nId           : 27\nMessage      : x\n\nTimeCreated  : 1/18/2012 5:00:00 PM\nProviderName : disk\nId           : 27\n";
        assert_eq!(look(list), Some((Form::List, 1, Some("1/18/2012 4:33:02 PM".into()))));
        let json = r#"[ {"Message": "x", "Id": 27, "ProviderName": "volsnap", "TimeCreated": "\/Date(1)\/"}, {"Id": 27, "ProviderName": "e1iexpress", "TimeCreated": "2"} ]"#;
        assert_eq!(look(json).map(|(form, errors, _)| (form, errors)), Some((Form::Json, 1)));
        let clixml = "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj><Props><I32 N=\"Id\">27</I32><S N=\"ProviderName\">volsnap</S><DT N=\"TimeCreated\">2012-01-18T16:33:02</DT></Props></Obj></Objs>";
        assert_eq!(look(clixml), Some((Form::Clixml, 1, Some("2012-01-18T16:33:02".into()))));
    }

    #[test]
    fn wevtutils_text_is_known() {
        let text = "Event[0]:\n  Log Name: System\n  Source: volsnap\n  Date: 2012-01-18T16:33:02.000\n  Event ID: 27\n  Description: \nx\n\nEvent[1]:\n  Source: disk\n  Date: 2012-01-18T16:34:02.000\n  Event ID: 7\n";
        assert_eq!(look(text), Some((Form::Wevtutil, 1, Some("2012-01-18T16:33:02.000".into()))));
    }

    #[test]
    fn other_texts_are_no_lists_of_events() {
        for text in [
            "Possible values for VolumeName:\n\n    \\\\?\\Volume{3f322a36-9af4-45f8-b388-2fa39ba8b4d3}\\\n        C:\\\n",
            "name,size\nSystem.evtx,69632\n",
            "\"(PDH-CSV 4.0)\",\"\\\\HV01\\Processor(_Total)\\% Processor Time\"\n\"01/18/2012 16:33:02.123\",\"12.5\"\n",
            "{\"schema_version\": 1, \"computers\": [{\"event_id\": 27, \"provider\": \"volsnap\"}]}",
            "Host Name: HV01\nOS Name: Windows\nSystem Boot Time: 1/18/2012, 4:33:02 PM\n",
            "",
        ] {
            assert_eq!(form_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_list_is_counted_across_its_pieces() {
        let event = "{\"Id\":27,\"ProviderName\":\"volsnap\",\"TimeCreated\":\"t\",\"Message\":\"重要な制御ファイル\"},";
        let text = format!("[{}]", event.repeat(3000));
        assert_eq!(count(Form::Json, &mut text.as_bytes()).unwrap().errors, 3000);
    }
}
