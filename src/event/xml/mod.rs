//! The XML of one record, read into [`System`] and [`Payload`].
//!
//! The only reader of record XML. It gathers text until the end tag, because the tokenizer splits
//! text at every reference, and it looks at structure only: which element, which attribute.

mod cut;
mod export;
mod glance;
mod inner;
mod walk;

use std::borrow::Cow;

use jiff::Timestamp;
use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::{Reader, XmlVersion, escape};

pub use cut::{Cut, Cutter};
pub use export::{Between, Found, Stretch};
pub use glance::Glance;
pub use inner::inner_items;

use super::{Payload, System};
use walk::Walk;

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
    /// It does not say what wrote it, or what it is: nobody knows whether it matters.
    #[error("no readable Provider or EventID")]
    NoOrigin,
    /// `TimeCreated` is missing or is no time.
    #[error("no readable TimeCreated")]
    NoTime,
    /// `TimeCreated` is a time of day without a zone, so that nobody knows which instant it is.
    #[error(
        "TimeCreated \"{0}\" has no zone, so it may be any of many instants; export the log with wevtutil or Event Viewer, which write UTC"
    )]
    NoZone(String),
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
    // The decoder's own XML is well-formed.
    reader.config_mut().check_end_names = false;
    read_from(reader, wanted)
}

/// Reads one `<Event>` of an export, which may be damaged: to its end.
fn read_strictly(xml: &str) -> Result<Record, XmlError> {
    let mut reader = Reader::from_str(xml);
    let mut walk = Walk::default();
    while walk.step(&mut reader)? {}
    check(&walk.system)?;
    if !walk.has_event_id || !names_provider(&walk.system) {
        return Err(XmlError::NoOrigin);
    }
    Ok(Record { system: walk.system, payload: Some(walk.payload) })
}

/// Whether a record says what wrote it; a reference to what nobody knows stands as it was written.
fn names_provider(system: &System) -> bool {
    let is_reference = |part: &str| {
        part.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
        })
    };
    let is_named = |name: &str| !name.trim().is_empty() && !name.split('&').skip(1).any(is_reference);
    is_named(&system.provider) || system.event_source_name.as_deref().is_some_and(is_named)
}

/// Reads the payload of an event that a look vouches for.
fn read_behind(xml: &str, glance: &Glance<'_>) -> Result<Record, XmlError> {
    let (system, behind) = glance.system();
    let payload = read_payload(xml.get(behind..).unwrap_or_default(), behind)?;
    Ok(Record { system, payload: Some(payload) })
}

fn read_from(mut reader: Reader<&[u8]>, wanted: impl Fn(&System) -> bool) -> Result<Record, XmlError> {
    let mut walk = Walk::default();
    while walk.step(&mut reader)? {
        if walk.has_just_left_system() {
            check(&walk.system)?;
            if !wanted(&walk.system) {
                return Ok(Record { system: walk.system, payload: None });
            }
        }
    }
    check(&walk.system)?;
    Ok(Record { system: walk.system, payload: Some(walk.payload) })
}

/// Reads the rest of a record whose `System` section is known already, but for its `Level`.
pub fn read_rest(xml: &str, system: System) -> Result<Record, XmlError> {
    /// No text of a record can hold it: a `<` in a text is written as a reference.
    const END_OF_SYSTEM: &str = "</System>";
    let end = memchr::memmem::find(xml.as_bytes(), END_OF_SYSTEM.as_bytes());
    let end = end.and_then(|end| end.checked_add(END_OF_SYSTEM.len()));
    let Some((before, rest)) = end.and_then(|end| xml.split_at_checked(end)) else {
        return read(xml, |_| true).map(|record| Record { system, ..record });
    };
    let payload = read_payload(rest, before.len())?;
    Ok(Record { system: System { level: level(before), ..system }, payload: Some(payload) })
}

/// Reads what stands behind the `System` section of a record, so many bytes into it.
fn read_payload(rest: &str, before: usize) -> Result<Payload, XmlError> {
    let mut reader = Reader::from_str(rest);
    reader.config_mut().check_end_names = false;
    // The start of `<Event>` lies before.
    reader.config_mut().allow_unmatched_ends = true;
    let mut walk = Walk::behind_system(before);
    while walk.step(&mut reader)? {}
    Ok(walk.payload)
}

/// `Level` of a `System` section in the decoder's own XML, where no text can hold a tag.
fn level(section: &str) -> Option<u8> {
    let (_, behind) = section.split_once("<Level>")?;
    behind.split_once("</Level>")?.0.trim().parse().ok()
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

/// A time of day without a zone, as some tools write it.
pub fn lacks_zone(text: &str) -> bool {
    time(text).is_none() && text.trim().parse::<jiff::civil::DateTime>().is_ok()
}

/// The time of a text; none where it is none of a record.
pub fn time_or_none(text: &str) -> Option<Timestamp> {
    time(text).filter(|time| !is_nothing(*time))
}

/// A FILETIME of zero, which Windows writes where there is no time, reads as 1601: before 1602-01-01T00:00:00Z, in Unix seconds.
fn is_nothing(time: Timestamp) -> bool {
    time.as_second() < -11_612_937_600
}

fn check(system: &System) -> Result<(), XmlError> {
    if system.event_record_id.is_none() {
        return Err(XmlError::NoIdentity);
    }
    let Some(time) = system.time_created else {
        return Err(match &system.time_without_zone {
            Some(text) => XmlError::NoZone(text.clone()),
            None => XmlError::NoTime,
        });
    };
    // A record that was overwritten with zeros decodes to a template whose values are all nothing.
    if system.channel.is_empty() && is_nothing(time) {
        return Err(XmlError::NoIdentity);
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

/// A text as it stands in XML, in an attribute too.
pub fn escaped(text: &str) -> Cow<'_, str> {
    escape::escape(text)
}

/// What a text in XML says; the text itself where a reference in it is none.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    escape::unescape(text).unwrap_or(Cow::Borrowed(text))
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
                .map_or_else(|_| attribute.value.to_string(), Cow::into_owned)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Volsnap' EventSourceName=\"volsnap\"/><EventID Qualifiers='49158'>27</EventID>\
        <Version>0</Version><Level>3</Level><TimeCreated SystemTime='2012-01-18T07:26:31.3100000Z'/>\
        <EventRecordID>4711</EventRecordID><Channel>System</Channel><Computer>HV01</Computer></System>";

    fn payload(rest: &str) -> Payload {
        read(&format!("{HEAD}{rest}</Event>"), |_| true).unwrap().payload.unwrap()
    }

    #[test]
    fn the_system_section_is_read() {
        let record = read(&format!("{HEAD}</Event>"), |_| false).unwrap();
        assert_eq!(record.payload, None);
        assert_eq!((record.system.event_id, record.system.level), (27, Some(3)));
        assert_eq!(record.system.event_source_name.as_deref(), Some("volsnap"));
        assert_eq!(record.system.event_record_id, Some(4711));
        assert_eq!(record.system.time_created.unwrap().to_string(), "2012-01-18T07:26:31.31Z");
    }

    #[test]
    fn a_zeroed_record_is_no_event_and_a_time_without_zone_no_instant() {
        let zeroed = HEAD.replace(">System</Channel>", "></Channel>").replace("2012-", "1601-");
        assert_eq!(read(&format!("{zeroed}</Event>"), |_| false), Err(XmlError::NoIdentity));
        let no_zone = HEAD.replace("3100000Z", "3100000");
        assert!(matches!(read(&format!("{no_zone}</Event>"), |_| false), Err(XmlError::NoZone(_))));
    }

    #[test]
    fn a_payload_alone_is_read_as_with_the_system_section() {
        for rest in [
            "",
            "<EventData><Data Name='A'>a &lt;/System&gt;</Data><Binary>1B</Binary></EventData>",
            "<UserData><X><Channel>System</Channel><E/></X></UserData><RenderingInfo><A>b</A></RenderingInfo>",
        ] {
            let xml = format!("{HEAD}{rest}</Event>");
            let whole = read(&xml, |_| true).unwrap();
            let seen = System { level: None, ..whole.system.clone() };
            assert_eq!(read_rest(&xml, seen).unwrap(), whole);
        }
        assert!(read_rest("<Event><System>", System::default()).is_err());
        let broken = format!("{HEAD}<EventData><Data></Event");
        let error = read_rest(&broken, System::default()).unwrap_err();
        assert_eq!(error, read(&broken, |_| true).unwrap_err());
    }

    #[test]
    fn only_the_first_system_section_counts() {
        let second = "<System><EventID>1</EventID><Channel>X</Channel></System><EventData/>";
        let record = read(&format!("{HEAD}{second}</Event>"), |_| true).unwrap();
        assert_eq!((record.system.event_id, &*record.system.channel), (27, "System"));
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
    fn binary_stands_right_below_event_data() {
        for rest in
            ["<UserData><Binary>1B</Binary></UserData>", "<EventData><X><Binary>1B</Binary></X></EventData>"]
        {
            let payload = payload(rest);
            assert_eq!((payload.field("Binary"), payload.binary.as_ref()), (Some("1B"), None), "{rest}");
        }
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

    #[test]
    fn a_time_that_has_a_zone_lacks_none() {
        assert!(lacks_zone("2012-01-18T07:26:31.31"));
        assert!(!lacks_zone("2012-01-18T07:26:31.31Z"));
        assert!(!lacks_zone("2012-01-18T07:26:31.31+09:00"));
        assert!(!lacks_zone("yesterday"));
    }

    #[test]
    fn a_text_survives_its_way_through_xml() {
        let text = "a & b < \"c\"";
        assert!(!escaped(text).contains(['<', '"']));
        assert_eq!(unescaped(&escaped(text)), text);
        assert_eq!(unescaped("50 & more"), "50 & more", "no reference");
    }

    #[test]
    fn what_is_known_of_a_record_stays_where_its_system_section_ends_otherwise() {
        let xml = format!("{HEAD}</Event>").replace("</System>", "</System >");
        let known = System { event_record_id: Some(9), ..System::default() };
        assert_eq!(read_rest(&xml, known).unwrap().system.event_record_id, Some(9));
    }

    #[test]
    fn a_record_of_1602_has_a_time() {
        let early = HEAD
            .replace(">System</Channel>", "></Channel>")
            .replace("2012-01-18T07:26:31.3100000Z", "1602-01-01T00:00:00Z");
        assert!(read(&format!("{early}</Event>"), |_| false).is_ok());
        let earlier = early.replace("1602-01-01T00:00:00Z", "1601-12-31T23:59:59Z");
        assert_eq!(read(&format!("{earlier}</Event>"), |_| false), Err(XmlError::NoIdentity));
    }
}
