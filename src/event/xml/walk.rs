//! The walk over the tokens of a record's XML: which element, which attribute, which text.

use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

use super::glance::event_id;
use super::{XmlError, attribute, lacks_zone, push_reference, time};
use crate::event::bytes::hex;
use crate::event::{Datum, Payload, System};

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
    Level,
    EventRecordId,
    Channel,
    Computer,
}

/// How far the walk is with `System`, of which a record has one.
#[derive(Default, PartialEq, Eq)]
enum Progress {
    #[default]
    Before,
    Inside,
    /// Its end was just met.
    AtItsEnd,
    Behind,
}

/// Where the reader stands inside `<Event>`.
#[derive(Default)]
pub(super) struct Walk {
    /// How many bytes of the XML lie before those that are walked over.
    before: u64,
    /// How many elements are open.
    depth: usize,
    section: Section,
    /// The element of `System` that is open.
    field: Field,
    /// Whether the innermost open element has had child elements.
    branched: bool,
    text: String,
    /// `Name` of the `<Data>` that is open, or the name of another element.
    name: Option<Arc<str>>,
    is_binary: bool,
    pub(super) system: System,
    /// Whether its id is a number.
    pub(super) has_event_id: bool,
    progress: Progress,
    pub(super) payload: Payload,
}

impl Walk {
    /// A walk that begins behind `</System>`, so many bytes into the XML.
    pub(super) fn behind_system(bytes: usize) -> Self {
        Self { depth: 1, progress: Progress::Behind, before: bytes as u64, ..Self::default() }
    }

    /// Whether the end of `System` was just met.
    pub(super) fn has_just_left_system(&mut self) -> bool {
        let is_there = self.progress == Progress::AtItsEnd;
        if is_there {
            self.progress = Progress::Behind;
        }
        is_there
    }

    /// Takes the next token; false at the end.
    pub(super) fn step(&mut self, reader: &mut Reader<&[u8]>) -> Result<bool, XmlError> {
        let at = self.before.saturating_add(reader.buffer_position());
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
                    // What calls itself so behind the first is something else.
                    "System" if self.progress == Progress::Before => {
                        self.progress = Progress::Inside;
                        Section::System
                    }
                    "EventData" => Section::EventData,
                    "UserData" => Section::UserData,
                    _ => Section::Other,
                }
            }
            (2, Section::System) => self.open_system_field(element, start),
            (2.., Section::EventData | Section::UserData) => {
                // UserData has elements of its own where EventData has named Data.
                let own_name = (element != "Data").then_some(element);
                self.name = attribute(start, "Name").map(Arc::from).or_else(|| own_name.map(Arc::from));
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
            "Level" => self.field = Field::Level,
            "TimeCreated" => {
                let text = attribute(start, "SystemTime");
                self.system.time_created = text.as_deref().and_then(time);
                self.system.time_without_zone = text.filter(|text| lacks_zone(text));
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
            (1, Section::System) => self.progress = Progress::AtItsEnd,
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
            Field::EventId => {
                let id = event_id(text);
                self.has_event_id = id.is_some();
                self.system.event_id = id.unwrap_or_default();
            }
            Field::Level => self.system.level = text.parse().ok(),
            Field::EventRecordId => self.system.event_record_id = text.parse().ok(),
            Field::Channel => self.system.channel = text.into(),
            Field::Computer => self.system.computer = text.into(),
            Field::Other => {}
        }
    }
}
