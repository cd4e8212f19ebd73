//! The XML of one record, read into [`System`] and [`Payload`].
//!
//! The only reader of record XML. It gathers text until the end tag, because the tokenizer splits
//! text at every reference, and it looks at structure only: which element, which attribute.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event as Token};

use super::{Datum, Payload, System};

/// Why the XML of a record could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// It is no well-formed XML.
    #[error("not well-formed XML at byte {at}: {reason}")]
    Malformed {
        /// Offset into the XML text.
        at: u64,
        /// What the tokenizer says.
        reason: String,
    },
    /// It has no `System` element with a record id, as an overwritten record decodes to.
    #[error("no EventRecordID: the record is empty or overwritten")]
    NoIdentity,
    /// `TimeCreated` is missing or is no time.
    #[error("no readable TimeCreated")]
    NoTime,
}

/// What one record's XML holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The `System` section.
    pub system: System,
    /// The payload; `None` when it was not wanted.
    pub payload: Option<Payload>,
}

/// Reads one `<Event>`. The payload is read only when `wanted` says so of the `System` section,
/// which always comes first.
pub fn read(xml: &str, wanted: impl Fn(&System) -> bool) -> Result<Record, XmlError> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut walk = Walk::default();
    while walk.step(&mut reader)? {
        if std::mem::take(&mut walk.system_ended) {
            check(&walk.system)?;
            if !wanted(&walk.system) {
                return Ok(Record { system: walk.system, payload: None });
            }
        }
    }
    check(&walk.system)?;
    Ok(Record { system: walk.system, payload: Some(walk.payload) })
}

/// Reads the payload of a record whose `System` section is known already.
pub fn read_payload(xml: &str) -> Result<Payload, XmlError> {
    /// No text of a record can hold it: a `<` in a text is written as a reference.
    const END_OF_SYSTEM: &str = "</System>";
    let Some((_, rest)) = xml.split_once(END_OF_SYSTEM) else {
        return read(xml, |_| true).map(|record| record.payload.unwrap_or_default());
    };
    let mut reader = Reader::from_str(rest);
    reader.config_mut().check_end_names = false;
    // The start of `<Event>` lies before.
    reader.config_mut().allow_unmatched_ends = true;
    let mut walk = Walk { depth: 1, ..Walk::default() };
    while walk.step(&mut reader)? {}
    Ok(walk.payload)
}

/// A time as records and tools write it: RFC 3339 with up to nine decimals, perhaps with the
/// invisible direction marks that Windows puts into rendered text.
pub fn time(text: &str) -> Option<Timestamp> {
    if text.is_ascii() {
        return text.trim().parse().ok();
    }
    let clean: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    clean.trim().parse().ok()
}

/// A FILETIME of zero, which Windows writes where there is no time, reads as 1601.
pub fn time_or_none(text: &str) -> Option<Timestamp> {
    /// 1602-01-01T00:00:00Z in Unix seconds.
    const YEAR_1602: i64 = -11_612_678_400;
    time(text).filter(|time| time.as_second() >= YEAR_1602)
}

fn check(system: &System) -> Result<(), XmlError> {
    if system.event_record_id.is_none() {
        return Err(XmlError::NoIdentity);
    }
    if system.time_created.is_none() {
        return Err(XmlError::NoTime);
    }
    Ok(())
}

/// The five references that XML defines, and numeric ones; anything else stays as written.
pub fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        text.push(character);
        return;
    }
    let name = reference.borrow().into_inner();
    match &*name {
        "lt" => text.push('<'),
        "gt" => text.push('>'),
        "amp" => text.push('&'),
        "quot" => text.push('"'),
        "apos" => text.push('\''),
        other => {
            text.push('&');
            text.push_str(other);
            text.push(';');
        }
    }
}

/// The value of an attribute; `None` when absent.
pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    attributes
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned)
        })
}

/// Reads the items of a list nested as XML text: the attributes of each `element` directly below
/// `root` (or at the top, for an empty `root`), and why the text is not sound, when it is not.
///
/// Strict about structure, so that nothing pasted into a name can pass for an item; lenient about
/// bare ampersands, which volume labels contain.
pub fn inner_items(text: &str, root: &str, element: &str) -> (Vec<BTreeMap<String, String>>, Option<String>) {
    let mut reader = Reader::from_str(text);
    let mut items = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut roots = 0_u32;
    loop {
        let token = match reader.read_event() {
            Ok(token) => token,
            Err(error) => return (items, Some(error.to_string())),
        };
        match token {
            Token::Start(start) | Token::Empty(start) if open.len() == usize::from(!root.is_empty()) => {
                let name = start.local_name().as_ref().to_owned();
                if name != element {
                    return (items, Some(format!("unexpected element \"{name}\"")));
                }
                match attributes(&start) {
                    Ok(attributes) => items.push(attributes),
                    Err(reason) => return (items, Some(reason)),
                }
            }
            Token::Start(start) if open.is_empty() && start.local_name().as_ref() == root && roots == 0 => {
                roots = 1;
                open.push(root.to_owned());
            }
            Token::Empty(start) if open.is_empty() && start.local_name().as_ref() == root && roots == 0 => {
                roots = 1;
            }
            Token::End(end) => {
                // An item written with a separate end tag was not pushed; only the root was.
                if end.local_name().as_ref() == root {
                    open.pop();
                }
            }
            Token::Text(text) if text.xml10_content().trim().is_empty() => {}
            Token::Decl(_) => {}
            Token::Eof => break,
            Token::Start(_)
            | Token::Empty(_)
            | Token::Text(_)
            | Token::CData(_)
            | Token::Comment(_)
            | Token::PI(_)
            | Token::DocType(_)
            | Token::GeneralRef(_) => {
                return (items, Some("something stands where an item should".to_owned()));
            }
        }
    }
    let unclosed = (!open.is_empty()).then(|| "the list is cut off".to_owned());
    let rootless = (roots == 0 && !root.is_empty()).then(|| format!("no element \"{root}\""));
    (items, unclosed.or(rootless))
}

/// All attributes of an element; an error when they are malformed or one comes twice.
fn attributes(start: &BytesStart<'_>) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let name = attribute.key.local_name().as_ref().to_owned();
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        if value.contains('<') {
            return Err(format!("attribute \"{name}\" holds a tag"));
        }
        if found.insert(name.clone(), value).is_some() {
            return Err(format!("attribute \"{name}\" comes twice"));
        }
    }
    Ok(found)
}

/// What an element below `<Event>` is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Other,
    System,
    EventData,
    UserData,
}

/// An element of `System` whose text is read.
#[derive(Clone, Copy, Default)]
enum Field {
    #[default]
    Other,
    EventId,
    EventRecordId,
    Channel,
    Computer,
}

/// Where the reader stands inside `<Event>`.
#[derive(Default)]
struct Walk {
    /// How many elements are open.
    depth: usize,
    section: Section,
    /// The element of `System` that is open.
    field: Field,
    /// Whether the innermost open element has had child elements.
    branched: bool,
    text: String,
    /// `Name` of the `<Data>` that is open, or the name of another element.
    name: Option<String>,
    is_binary: bool,
    system: System,
    system_ended: bool,
    payload: Payload,
}

impl Walk {
    /// Takes the next token; false at the end.
    fn step(&mut self, reader: &mut Reader<&[u8]>) -> Result<bool, XmlError> {
        let at = reader.buffer_position();
        let token =
            reader.read_event().map_err(|error| XmlError::Malformed { at, reason: error.to_string() })?;
        match token {
            Token::Start(start) => self.open(&start),
            Token::Empty(start) => {
                self.open(&start);
                self.close();
            }
            Token::End(_) => self.close(),
            Token::Text(text) => self.text.push_str(&text.xml10_content()),
            Token::CData(text) => self.text.push_str(&text.xml10_content()),
            Token::GeneralRef(reference) => push_reference(&mut self.text, &reference),
            Token::Eof => return Ok(false),
            Token::Comment(_) | Token::Decl(_) | Token::PI(_) | Token::DocType(_) => {}
        }
        Ok(true)
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        let element = start.local_name();
        let element = element.as_ref();
        match (self.depth, self.section) {
            (1, _) => {
                self.section = match element {
                    "System" => Section::System,
                    "EventData" => Section::EventData,
                    "UserData" => Section::UserData,
                    _ => Section::Other,
                }
            }
            (2, Section::System) => self.open_system_field(element, start),
            (2.., Section::EventData | Section::UserData) => {
                // UserData has elements of its own where EventData has named Data.
                let own_name = (element != "Data").then_some(element);
                self.name = attribute(start, "Name").or_else(|| own_name.map(str::to_owned));
                self.is_binary = self.depth == 2 && self.section == Section::EventData && element == "Binary";
            }
            _ => {}
        }
        self.depth = self.depth.saturating_add(1);
        self.branched = false;
        self.text.clear();
    }

    fn open_system_field(&mut self, element: &str, start: &BytesStart<'_>) {
        self.field = Field::Other;
        match element {
            "Provider" => {
                self.system.provider = attribute(start, "Name").unwrap_or_default().into();
                self.system.event_source_name =
                    attribute(start, "EventSourceName").filter(|name| !name.is_empty()).map(Arc::from);
            }
            "EventID" => self.field = Field::EventId,
            "TimeCreated" => {
                self.system.time_created = attribute(start, "SystemTime").and_then(|text| time(&text));
            }
            "EventRecordID" => self.field = Field::EventRecordId,
            "Channel" => self.field = Field::Channel,
            "Computer" => self.field = Field::Computer,
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(depth) = self.depth.checked_sub(1) else { return };
        self.depth = depth;
        match (depth, self.section) {
            (1, Section::System) => self.system_ended = true,
            (2, Section::System) => self.close_system_field(),
            (2, Section::EventData) if self.is_binary => self.payload.binary = Some(hex(&self.text)),
            (2.., Section::EventData | Section::UserData) if !self.branched => {
                let value = std::mem::take(&mut self.text);
                self.payload.data.push(Datum { name: self.name.take(), value });
            }
            _ => {}
        }
        if depth <= 1 {
            self.section = Section::Other;
        }
        self.branched = true;
        self.text.clear();
    }

    fn close_system_field(&mut self) {
        let text = self.text.trim();
        match std::mem::take(&mut self.field) {
            // A full 32-bit id, as some forwarders write it, carries the id in its low half.
            Field::EventId => {
                let id = text.parse::<u32>().unwrap_or_default();
                self.system.event_id = u16::try_from(id & 0xffff).unwrap_or_default();
            }
            Field::EventRecordId => self.system.event_record_id = text.parse().ok(),
            Field::Channel => self.system.channel = text.into(),
            Field::Computer => self.system.computer = text.into(),
            Field::Other => {}
        }
    }
}

/// Hex digits to bytes; blanks between them are allowed, anything else gives the text back.
fn hex(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16))
        .collect::<Option<_>>()
        .ok_or_else(|| text.to_owned())?;
    let (pairs, []) = digits.as_chunks::<2>() else {
        return Err(text.to_owned());
    };
    Ok(pairs.iter().map(|[high, low]| u8::try_from((high << 4) | low).unwrap_or_default()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Volsnap' EventSourceName=\"volsnap\"/><EventID Qualifiers='49158'>27</EventID>\
        <Version>0</Version><TimeCreated SystemTime='2012-01-18T07:26:31.3100000Z'/>\
        <EventRecordID>4711</EventRecordID><Channel>System</Channel><Computer>HV01</Computer></System>";

    fn payload(rest: &str) -> Payload {
        read(&format!("{HEAD}{rest}</Event>"), |_| true).unwrap().payload.unwrap()
    }

    #[test]
    fn the_system_section_is_read() {
        let record = read(&format!("{HEAD}</Event>"), |_| false).unwrap();
        assert_eq!(record.payload, None);
        assert_eq!(record.system.event_id, 27);
        assert_eq!(record.system.event_source_name.as_deref(), Some("volsnap"));
        assert_eq!(record.system.event_record_id, Some(4711));
        assert_eq!(record.system.time_created.unwrap().to_string(), "2012-01-18T07:26:31.31Z");
    }

    #[test]
    fn a_payload_alone_is_read_as_with_the_system_section() {
        for rest in [
            "",
            "<EventData><Data Name='A'>a &lt;/System&gt;</Data><Binary>1B</Binary></EventData>",
            "<UserData><X><Channel>System</Channel><E/></X></UserData><RenderingInfo><A>b</A></RenderingInfo>",
        ] {
            let xml = format!("{HEAD}{rest}</Event>");
            assert_eq!(read_payload(&xml).unwrap(), payload(rest));
        }
        assert!(read_payload("<Event><System>").is_err());
    }

    #[test]
    fn references_do_not_split_a_value() {
        let payload = payload("<EventData><Data Name='A'>a &amp; b&lt;&#x41;</Data><Data/></EventData>");
        assert_eq!(payload.field("A"), Some("a & b<A"));
        assert_eq!(payload.string(1), Some(""));
    }

    #[test]
    fn user_data_gives_its_leaves() {
        let payload =
            payload("<UserData><LogFileCleared><Channel>System</Channel></LogFileCleared></UserData>");
        assert_eq!(payload.field("Channel"), Some("System"));
        assert_eq!(payload.data.len(), 1);
    }

    #[test]
    fn binary_is_hex_or_kept_as_text() {
        assert_eq!(
            payload("<EventData><Binary>1B0006c0</Binary></EventData>").binary,
            Some(Ok(vec![0x1b, 0, 6, 0xc0]))
        );
        assert_eq!(payload("<EventData><Binary>1B0</Binary></EventData>").binary, Some(Err("1B0".into())));
    }

    #[test]
    fn an_overwritten_record_has_no_identity() {
        assert_eq!(read("<Event/>", |_| true), Err(XmlError::NoIdentity));
        assert!(matches!(read("<Event><System", |_| true), Err(XmlError::Malformed { .. })));
    }

    #[test]
    fn rendered_times_lose_their_marks() {
        let marked = "\u{200e}2012\u{200e}-\u{200e}03\u{200e}-\u{200e}31T07:00:05.748719600Z";
        assert_eq!(time(marked).unwrap().to_string(), "2012-03-31T07:00:05.7487196Z");
        assert_eq!(time_or_none("1601-01-01T00:00:00.0000000Z"), None);
    }
}
