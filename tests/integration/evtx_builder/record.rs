//! Records as Windows writes them: four shapes of the System section, three of the payload.

use super::binxml::{Element, Part};
use super::chunk::Field;
use super::value::{Value, guid, system_sid};

const NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";
/// The GUID of the classic payload's definition on Windows 10 (measured).
const CLASSIC_PAYLOAD: &str = "4329d877-d8d5-512d-ec99-201a0fd92fc7";

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    pub shape: Shape,
    pub provider: String,
    pub event_id: u16,
    pub qualifiers: u16,
    pub version: u8,
    pub level: u8,
    pub opcode: u8,
    pub keywords: u64,
    /// `TimeCreated`, in 100-ns steps since 1601.
    pub created: u64,
    /// The time in the record header.
    pub written: u64,
    pub event_record_id: u64,
    pub channel: String,
    pub computer: String,
    pub process_id: u32,
    pub payload: Payload,
}

/// How the System section is stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A source without a manifest: the name is literal, some elements are missing.
    Classic,
    /// A classic source that has a manifest too: literal name, GUID and EventSourceName.
    Mapped { guid: String, event_source_name: String },
    /// An ETW provider: name, GUID and channel are values.
    Etw { guid: String },
    /// The event log service's own events: literal name and GUID.
    Fixed { guid: String },
}

/// What the record says.
#[derive(Debug, Clone)]
pub enum Payload {
    /// Positional strings and bytes.
    Classic { strings: Vec<String>, binary: Option<Vec<u8>> },
    /// Named fields; a mapped classic event may have bytes too.
    Manifest { fields: Vec<(String, Value)>, binary: Option<Vec<u8>> },
    /// `UserData` with an element of the manifest.
    UserData { element: String, namespace: String, fields: Vec<(String, Value)> },
}

impl Record {
    fn payload_index(&self) -> u16 {
        if matches!(self.shape, Shape::Etw { .. }) { 17 } else { 19 }
    }

    /// The definition of the System section and what surrounds it.
    pub fn definition(&self) -> Element {
        let optional = |index, kind| Part::Optional(index, kind);
        let literal = |text: &str| Part::Text(text.into());
        let mut system = Element::new("System");
        let provider = Element::empty("Provider");
        system = system.child(match &self.shape {
            Shape::Classic => provider.attribute("Name", literal(&self.provider)),
            Shape::Mapped { guid, event_source_name } => provider
                .attribute("Name", literal(&self.provider))
                .attribute("Guid", literal(guid))
                .attribute("EventSourceName", literal(event_source_name)),
            Shape::Etw { .. } => {
                provider.attribute("Name", optional(14, 0x01)).attribute("Guid", optional(15, 0x0f))
            }
            Shape::Fixed { guid } => {
                provider.attribute("Name", literal(&self.provider)).attribute("Guid", literal(guid))
            }
        });
        let is_classic = self.shape == Shape::Classic;
        system = system.child(
            Element::new("EventID").attribute("Qualifiers", optional(4, 0x06)).part(optional(3, 0x06)),
        );
        if !is_classic {
            system = system.child(Element::new("Version").part(optional(11, 0x04)));
        }
        system = system
            .child(Element::new("Level").part(optional(0, 0x04)))
            .child(Element::new("Task").part(optional(2, 0x06)));
        if !is_classic {
            system = system.child(Element::new("Opcode").part(optional(1, 0x04)));
        }
        system = system
            .child(Element::new("Keywords").part(optional(5, 0x15)))
            .child(Element::empty("TimeCreated").attribute("SystemTime", optional(6, 0x11)))
            .child(Element::new("EventRecordID").part(optional(10, 0x0a)));
        let related = if matches!(self.shape, Shape::Etw { .. }) { 13 } else { 18 };
        if !is_classic {
            system = system
                .child(
                    Element::empty("Correlation")
                        .attribute("ActivityID", optional(7, 0x0f))
                        .attribute("RelatedActivityID", optional(related, 0x0f)),
                )
                .child(
                    Element::empty("Execution")
                        .attribute("ProcessID", optional(8, 0x08))
                        .attribute("ThreadID", optional(9, 0x08)),
                );
        }
        let channel = Element::new("Channel");
        system = system
            .child(match self.shape {
                Shape::Etw { .. } => channel.part(optional(16, 0x01)),
                _ => channel.text(&self.channel),
            })
            .child(Element::new("Computer").text(&self.computer))
            .child(Element::empty("Security").attribute("UserID", optional(12, 0x13)));
        let event = Element::new("Event").attribute("xmlns", literal(NAMESPACE)).child(system);
        let payload = Part::Optional(self.payload_index(), 0x21);
        match self.payload {
            Payload::UserData { .. } => event.child(Element::new("UserData").part(payload)),
            _ => event.part(payload),
        }
    }

    pub fn definition_guid(&self) -> [u8; 16] {
        guid_of(&format!("{:?}", self.definition()))
    }

    /// The values of the System section, the payload last.
    pub fn values(&self) -> Vec<Field> {
        let qualifiers = match self.shape {
            Shape::Classic | Shape::Mapped { .. } => Value::U16(self.qualifiers),
            Shape::Etw { .. } | Shape::Fixed { .. } => Value::Null,
        };
        let user = match self.shape {
            Shape::Etw { .. } => Value::Sid(system_sid()),
            _ => Value::Null,
        };
        let mut values = vec![
            Value::U8(self.level),
            Value::U8(self.opcode),
            Value::U16(0),
            Value::U16(self.event_id),
            qualifiers,
            Value::Hex64(self.keywords),
            Value::FileTime(self.created),
            Value::Null,
            Value::U32(self.process_id),
            Value::U32(self.process_id + 8),
            Value::U64(self.event_record_id),
            Value::U8(self.version),
            user,
        ];
        match &self.shape {
            Shape::Etw { guid: provider_guid } => values.extend([
                Value::Null,
                Value::Text(self.provider.clone()),
                Value::Guid(guid(provider_guid)),
                Value::Text(self.channel.clone()),
            ]),
            _ => values.extend([const { Value::Null }; 6]),
        }
        let mut fields: Vec<Field> = values.into_iter().map(Field::Value).collect();
        fields.push(self.payload_field());
        fields
    }

    fn payload_field(&self) -> Field {
        let has_fragment_header = !matches!(self.shape, Shape::Etw { .. });
        let (definition, guid, values) = self.payload.parts();
        let values = values.into_iter().map(Field::Value).collect();
        Field::Nested { definition, guid, values, has_fragment_header }
    }
}

impl Payload {
    fn parts(&self) -> (Element, [u8; 16], Vec<Value>) {
        match self {
            Payload::Classic { strings, binary } => {
                let definition = Element::new("EventData")
                    .child(Element::new("Data").part(Part::Optional(0, 0x81)))
                    .child(Element::new("Binary").part(Part::Optional(2, 0x0e)));
                let strings = if strings.is_empty() { Value::Null } else { Value::Strings(strings.clone()) };
                let length = binary.as_ref().map_or(0, Vec::len) as u32;
                let bytes = binary.clone().map_or(Value::Null, Value::Binary);
                (definition, guid(CLASSIC_PAYLOAD), vec![strings, Value::U32(length), bytes])
            }
            Payload::Manifest { fields, binary } => {
                let mut definition = Element::new("EventData");
                let mut values = Vec::new();
                for (name, value) in fields {
                    let index = values.len() as u16;
                    definition = definition.child(
                        Element::new("Data")
                            .attribute("Name", Part::Text(name.clone()))
                            .part(Part::Normal(index, value.kind())),
                    );
                    values.push(value.clone());
                }
                if let Some(bytes) = binary {
                    // The length stands in front, and no token shows it.
                    values.push(Value::U32(bytes.len() as u32));
                    let index = values.len() as u16;
                    definition = definition.child(Element::new("Binary").part(Part::Normal(index, 0x0e)));
                    values.push(Value::Binary(bytes.clone()));
                }
                let guid = guid_of(&format!("{definition:?}"));
                (definition, guid, values)
            }
            Payload::UserData { element, namespace, fields } => {
                let mut root = Element::new(element).attribute("xmlns", Part::Text(namespace.clone()));
                let mut values = Vec::new();
                for (name, value) in fields {
                    let index = values.len() as u16;
                    root = root.child(Element::new(name).part(Part::Normal(index, value.kind())));
                    values.push(value.clone());
                }
                let guid = guid_of(&format!("{root:?}"));
                (root, guid, values)
            }
        }
    }
}

/// A GUID that follows from the content, as Windows' own do: two FNV-1a hashes.
fn guid_of(content: &str) -> [u8; 16] {
    let hash = |seed: u64| {
        content.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&hash(0xcbf2_9ce4_8422_2325).to_le_bytes());
    bytes[8..].copy_from_slice(&hash(0x8422_2325_cbf2_9ce4).to_le_bytes());
    bytes
}
