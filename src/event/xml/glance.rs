//! A look at one event of an export: what its `System` section says, without reading its payload.
//!
//! Only the form in which Windows' tools write is looked at; anything else is left to the reader, and so is whatever
//! is wrong. What a look vouches for is well-formed to its last byte, and the reader gives the same `System` for it.

use jiff::Timestamp;

use super::time;
use crate::event::System;

/// What the `System` section of an event says, where it stands in the text.
#[derive(Debug, Clone, Copy)]
pub struct Glance<'t> {
    /// `Provider/@Name`.
    pub provider: &'t str,
    /// `Provider/@EventSourceName`, where it is not empty.
    pub event_source_name: Option<&'t str>,
    /// `EventID` without qualifiers.
    pub event_id: u16,
    /// `TimeCreated/@SystemTime`.
    pub time_created: Timestamp,
    /// `EventRecordID`.
    pub event_record_id: u64,
    /// `Channel`, which is not empty.
    pub channel: &'t str,
    /// `Computer`.
    pub computer: &'t str,
    level: Option<u8>,
    /// Where `System` ends.
    behind: usize,
}

impl<'t> Glance<'t> {
    /// Looks at an event; `None` where only the reader can tell.
    pub(super) fn at(event: &'t str) -> Option<Self> {
        let mut scan = Scan { text: event, at: 0 };
        let root = scan.tag()?;
        if root.is_empty {
            return None;
        }
        scan.text()?;
        let section = scan.tag()?;
        if section.is_empty || section.name != "System" {
            return None;
        }
        let mut fields = Fields::default();
        while !scan.ends(section.name)? {
            fields.add(&mut scan)?;
        }
        let behind = scan.at;
        scan.rest(root.name)?;
        Some(Self {
            provider: fields.provider.filter(|name| !name.is_empty())?,
            event_source_name: fields.event_source_name.filter(|name| !name.is_empty()),
            event_id: fields.event_id.and_then(event_id)?,
            time_created: fields.time_created?,
            event_record_id: fields.event_record_id?.parse().ok()?,
            channel: fields.channel.filter(|channel| !channel.is_empty())?,
            computer: fields.computer.unwrap_or_default(),
            level: fields.level.and_then(|level| level.parse().ok()),
            behind,
        })
    }

    /// The same as the reader gives it, and how many bytes of the event it takes.
    pub(super) fn system(&self) -> (System, usize) {
        let system = System {
            provider: self.provider.into(),
            event_source_name: self.event_source_name.map(Into::into),
            event_id: self.event_id,
            level: self.level,
            time_created: Some(self.time_created),
            time_without_zone: None,
            event_record_id: Some(self.event_record_id),
            channel: self.channel.into(),
            computer: self.computer.into(),
        };
        (system, self.behind)
    }
}

/// A full 32-bit id, as some forwarders write it, carries the id in its low half.
pub(super) fn event_id(text: &str) -> Option<u16> {
    let id = text.parse::<u32>().ok()?;
    u16::try_from(id & 0xffff).ok()
}

/// Elements of `System` that are read, each once.
#[derive(Default)]
struct Fields<'t> {
    has_provider: bool,
    provider: Option<&'t str>,
    event_source_name: Option<&'t str>,
    event_id: Option<&'t str>,
    level: Option<&'t str>,
    time_created: Option<Timestamp>,
    event_record_id: Option<&'t str>,
    channel: Option<&'t str>,
    computer: Option<&'t str>,
}

impl<'t> Fields<'t> {
    /// Takes the element that begins here.
    fn add(&mut self, scan: &mut Scan<'t>) -> Option<()> {
        let tag = scan.tag()?;
        let text = if tag.is_empty { Text::default() } else { scan.text()? };
        if !tag.is_empty && !scan.ends_here(tag.name) {
            return None;
        }
        let field = match tag.name.as_bytes() {
            b"Provider" if !self.has_provider => {
                self.has_provider = true;
                [self.provider, self.event_source_name] =
                    attributes(tag.attributes, ["Name", "EventSourceName"])?;
                return Some(());
            }
            b"TimeCreated" if self.time_created.is_none() => {
                let [text] = attributes(tag.attributes, ["SystemTime"])?;
                self.time_created = Some(time(text?)?);
                return Some(());
            }
            b"EventID" => &mut self.event_id,
            b"Level" => &mut self.level,
            b"EventRecordID" => &mut self.event_record_id,
            b"Channel" => &mut self.channel,
            b"Computer" => &mut self.computer,
            b"Provider" | b"TimeCreated" => return None,
            // One of those above may stand in another namespace.
            other => return (!other.contains(&b':')).then_some(()),
        };
        if field.is_some() || !text.is_plain() {
            return None;
        }
        *field = Some(text.raw.trim());
        Some(())
    }
}

/// The values of attributes, where they are there; `None` where they are not written as Windows does.
fn attributes<'t, const N: usize>(text: &'t str, wanted: [&str; N]) -> Option<[Option<&'t str>; N]> {
    let mut found = [None; N];
    let mut rest = text;
    loop {
        let trimmed = rest.trim_ascii_start();
        if trimmed.is_empty() {
            return Some(found);
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let key_end = trimmed.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
        let (key, value) = trimmed.split_at_checked(key_end)?;
        let quote = match value.as_bytes() {
            [b'=', quote @ (b'\'' | b'"'), ..] => *quote,
            _ => return None,
        };
        let value = value.get(2..)?;
        let end = value.bytes().position(|byte| byte == quote)?;
        let (value, behind) = value.split_at_checked(end)?;
        if value.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\r' | b'\n')) {
            return None;
        }
        let places = wanted.iter().zip(&mut found);
        for (_, found) in places.filter(|(name, found)| **name == key && found.is_none()) {
            *found = Some(value);
        }
        rest = behind.get(1..)?;
    }
}

/// The tag of an element that begins.
struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    is_empty: bool,
}

/// Text up to a tag.
#[derive(Default)]
struct Text<'t> {
    raw: &'t str,
    has_references: bool,
}

impl Text<'_> {
    /// Whether it says what is written.
    fn is_plain(&self) -> bool {
        !self.has_references && !self.raw.bytes().any(|byte| byte == b'\r')
    }
}

/// How deep elements of a payload lie in each other, at most.
const DEPTH: usize = 16;

/// Goes over an event from front to back.
struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Text up to the next tag, which is there. References in it end.
    fn text(&mut self) -> Option<Text<'t>> {
        let (start, mut has_references) = (self.at, false);
        loop {
            let rest = self.bytes();
            let at = rest.iter().take(8).position(|byte| matches!(byte, b'<' | b'&'));
            let at = match at {
                Some(at) => at,
                None => memchr::memchr2(b'<', b'&', rest)?,
            };
            self.at = self.at.checked_add(at)?;
            if self.bytes().first() == Some(&b'<') {
                return Some(Text { raw: self.text.get(start..self.at)?, has_references });
            }
            has_references = true;
            let reference = self.bytes().get(1..)?;
            let end = memchr::memchr3(b';', b'&', b'<', reference)?;
            if reference.get(end) != Some(&b';') {
                return None;
            }
            self.at = self.at.checked_add(end)?.checked_add(2)?;
        }
    }

    /// Steps over text, and over the end of an element of that name if it is there; an element may begin there too.
    fn ends(&mut self, name: &str) -> Option<bool> {
        self.text()?;
        if self.bytes().get(1) != Some(&b'/') {
            return Some(false);
        }
        self.ends_here(name).then_some(true)
    }

    /// Steps over the end of an element of that name, if it is here.
    fn ends_here(&mut self, name: &str) -> bool {
        let rest = self.bytes().strip_prefix(b"</").and_then(|rest| rest.strip_prefix(name.as_bytes()));
        let ends = rest.is_some_and(|rest| rest.first() == Some(&b'>'));
        if ends {
            self.at = self.at.saturating_add(name.len()).saturating_add(3);
        }
        ends
    }

    /// Steps over the tag of an element that begins here.
    fn tag(&mut self) -> Option<Tag<'t>> {
        let tag = self.bytes().strip_prefix(b"<")?;
        let length = tag.iter().position(|byte| {
            matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n' | b'\'' | b'"' | b'<' | b'!' | b'?')
        })?;
        let start = self.at.checked_add(1)?;
        let name_end = start.checked_add(length)?;
        let name = self.text.get(start..name_end).filter(|name| !name.is_empty())?;
        let (attributes, is_empty, end) = match tag.get(length)? {
            b'>' => ("", false, length.checked_add(1)?),
            b'/' => (tag.get(length.checked_add(1)?) == Some(&b'>')).then_some((
                "",
                true,
                length.checked_add(2)?,
            ))?,
            b' ' | b'\t' | b'\r' | b'\n' => {
                let close = closing(tag, length)?;
                let is_empty = tag.get(close.checked_sub(1)?) == Some(&b'/');
                let attributes_end = start.checked_add(close)?.checked_sub(usize::from(is_empty))?;
                (self.text.get(name_end..attributes_end)?, is_empty, close.checked_add(1)?)
            }
            _ => return None,
        };
        self.at = start.checked_add(end)?;
        Some(Tag { name, attributes, is_empty })
    }

    /// Steps over everything up to the end of the root, with which the text ends.
    fn rest(&mut self, root: &'t str) -> Option<()> {
        let mut open = [""; DEPTH];
        let mut depth = 1_usize;
        *open.get_mut(0)? = root;
        while let Some(innermost) = depth.checked_sub(1) {
            if self.ends(open.get(innermost)?)? {
                depth = innermost;
                continue;
            }
            let tag = self.tag()?;
            if !tag.is_empty {
                *open.get_mut(depth)? = tag.name;
                depth = depth.checked_add(1)?;
            }
        }
        self.bytes().is_empty().then_some(())
    }
}

/// Where a tag is closed: not in quotes.
fn closing(tag: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = at.checked_add(memchr::memchr3(b'>', b'\'', b'"', tag.get(at..)?)?)?;
        let quote = *tag.get(at)?;
        if quote == b'>' {
            return Some(at);
        }
        at = at.checked_add(1)?;
        at = at.checked_add(memchr::memchr(quote, tag.get(at..)?)?)?.checked_add(1)?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_strictly;
    use super::*;

    const EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
        <Provider Name='Volsnap' Guid='{1}' EventSourceName=\"volsnap\"/><EventID Qualifiers='49158'>27</EventID>\
        <Version>0</Version><Level>3</Level><TimeCreated SystemTime='2012-01-18T07:26:31.3100000Z'/>\
        <EventRecordID>4711</EventRecordID><Correlation/><Channel>System</Channel><Computer>HV01</Computer>\
        <Security UserID=''/></System><EventData><Data Name='A'>a &lt;Event&gt; b</Data><Data>x</Data><Binary/></EventData>\
        <RenderingInfo Culture='de-DE'><Message>Ger\u{e4}t</Message></RenderingInfo></Event>";

    /// What a look vouches for, the reader reads to the same.
    fn assert_true(event: &str) -> bool {
        let Some(glance) = Glance::at(event) else { return false };
        let record = read_strictly(event).unwrap_or_else(|error| panic!("{error}: {event}"));
        assert_eq!(glance.system().0, record.system, "{event}");
        assert_eq!(super::super::read_behind(event, &glance).unwrap(), record, "{event}");
        true
    }

    #[test]
    fn what_windows_writes_is_looked_at() {
        assert!(assert_true(EVENT));
        for (from, to) in [
            ("'", "\""),
            ("<System>", "\r\n  <System>\r\n  "),
            ("<Correlation/>", "<Correlation ActivityID='{a>b}'></Correlation>"),
            ("<Computer>HV01</Computer>", "<Computer/>"),
            (">27<", ">3221232499<"),
        ] {
            let event = EVENT.replace('"', "'").replace(from, to);
            assert!(assert_true(&event), "{event}");
        }
    }

    #[test]
    fn anything_else_is_left_to_the_reader() {
        for (from, to) in [
            ("<Channel>System</Channel>", ""),
            ("<Channel>System</Channel>", "<Channel>Sys&#116;em</Channel>"),
            ("<Channel>System</Channel>", "<Channel>System</Channel><Channel>Other</Channel>"),
            ("<Channel>System</Channel>", "<Channel>System<x/></Channel>"),
            ("<Channel>", "<Provider Name='Other'/><Channel>"),
            ("<Channel>", "<TimeCreated SystemTime='2013-01-18T07:26:31Z'/><Channel>"),
            ("<Channel>", "<!-- --><Channel>"),
            ("<EventID Qual", "<x:EventID>1</x:EventID><EventID Qual"),
            ("Name='Volsnap'", "x:Name='Other' Name='Volsnap'"),
            ("Name='Volsnap'", "Name='Vol&#115;nap'"),
            ("3100000Z", "3100000"),
            (">4711<", "><"),
            ("&lt;", "&lt"),
            ("<Binary/>", "<Binary>"),
            ("</Data>", "</data>"),
            ("</Event>", "</Event> "),
            ("<System>", "<EventData></EventData><System>"),
            ("x</Data>", "<![CDATA[x]]></Data>"),
        ] {
            let event = EVENT.replacen(from, to, 1);
            assert_ne!(event, EVENT, "{from}");
            assert!(!assert_true(&event), "{event}");
        }
    }

    #[test]
    fn whatever_is_changed_the_reader_agrees() {
        const BYTES: &[u8] = b"<>/'\"&;=! ?:aN0\r\n-[]";
        let mut looked_at = 0;
        for at in 0..EVENT.len() {
            for length in 0..2 {
                for byte in BYTES {
                    let mut event = EVENT.as_bytes().to_vec();
                    event.splice(at..at + length, [*byte]);
                    looked_at += usize::from(std::str::from_utf8(&event).is_ok_and(assert_true));
                }
            }
        }
        assert!(looked_at > 1000, "{looked_at}");
    }
}
