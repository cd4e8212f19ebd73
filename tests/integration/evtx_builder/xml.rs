//! Events as XML text, in the forms in which Windows' tools export them.

use super::binxml::{Element, Item, Part};
use super::chunk::Field;
use super::record::Record;
use super::value::Value;

/// Which tool exports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// Event Viewer's "Save as XML": a root, UTF-8 with a declaration, display texts in `RenderingInfo`.
    Viewer,
    /// `wevtutil qe LOG /f:xml`: single quotes, no root, an event a line.
    Wevtutil,
    /// `wevtutil qe LOG /f:RenderedXml`.
    Rendered,
    /// `Get-WinEvent | % ToXml()`, the newest first.
    GetWinEvent,
}

impl Form {
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "viewer" => Self::Viewer,
            "wevtutil" => Self::Wevtutil,
            "rendered" => Self::Rendered,
            "get-winevent" => Self::GetWinEvent,
            _ => return None,
        })
    }
}

/// The text of an export.
pub fn export(records: &[Record], form: Form) -> String {
    let quote = if form == Form::Viewer { '"' } else { '\'' };
    let is_rendered = matches!(form, Form::Viewer | Form::Rendered);
    let mut events: Vec<String> = records
        .iter()
        .map(|record| {
            let event = element(&record.definition(), &record.values(), quote);
            if !is_rendered {
                return event;
            }
            let info = format!(
                "<RenderingInfo Culture={quote}ja-JP{quote}><Message>{} の説明 &lt;Event&gt;</Message><Level>エラー</Level>\
                 <Provider/><Keywords><Keyword>クラシック</Keyword></Keywords></RenderingInfo></Event>",
                record.event_id
            );
            event.replace("</Event>", &info)
        })
        .collect();
    if form == Form::GetWinEvent {
        events.reverse();
    }
    match form {
        Form::Viewer => format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Events>{}</Events>",
            events.concat()
        ),
        Form::Wevtutil | Form::Rendered | Form::GetWinEvent => {
            events.iter().map(|event| format!("{event}\r\n")).collect()
        }
    }
}

/// A text in the encoding of a file.
pub fn encode(text: &str, encoding: Option<&str>) -> Vec<u8> {
    match encoding {
        Some("utf-16") => {
            let units = std::iter::once(0xfeff).chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }
        Some("cp932") => encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
        Some(other) => panic!("no encoding {other}"),
        None => text.as_bytes().to_vec(),
    }
}

fn element(element: &Element, fields: &[Field], quote: char) -> String {
    let value = |index: u16| match &fields[usize::from(index)] {
        Field::Value(value) => Some(value),
        Field::Nested { .. } => None,
    };
    if let Some(index) = element.content.iter().find_map(|item| match item {
        Item::Part(Part::Optional(index, _)) => Some(*index),
        _ => None,
    }) && value(index) == Some(&Value::Null)
    {
        return String::new();
    }
    // Every string of a list has an element of its own.
    if let [Item::Part(Part::Optional(index, _))] = element.content.as_slice()
        && let Some(Value::Strings(strings)) = value(*index)
    {
        return strings.iter().map(|text| format!("<{0}>{1}</{0}>", element.name, escape(text))).collect();
    }
    let mut out = format!("<{}", element.name);
    for (name, part) in &element.attributes {
        let text = match part {
            Part::Text(text) => Some(escape(text)),
            Part::Optional(index, _) | Part::Normal(index, _) => value(*index).and_then(text),
        };
        if let Some(text) = text {
            out.push_str(&format!(" {name}={quote}{text}{quote}"));
        }
    }
    if element.closes_itself {
        return out + "/>";
    }
    out.push('>');
    for item in &element.content {
        match item {
            Item::Element(child) => out.push_str(&self::element(child, fields, quote)),
            Item::Part(Part::Text(text)) => out.push_str(&escape(text)),
            Item::Part(Part::Optional(index, _) | Part::Normal(index, _)) => {
                match &fields[usize::from(*index)] {
                    Field::Value(value) => out.push_str(&text(value).unwrap_or_default()),
                    Field::Nested { definition, values, .. } => {
                        out.push_str(&self::element(definition, values, quote));
                    }
                }
            }
        }
    }
    out + &format!("</{}>", element.name)
}

/// A value as Windows prints it; none for null.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) => escape(text),
        Value::Wide(units) => escape(&String::from_utf16_lossy(units)),
        Value::U8(number) => number.to_string(),
        Value::U16(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Binary(bytes) => bytes.iter().map(|byte| format!("{byte:02X}")).collect(),
        Value::Guid(bytes) => guid(bytes),
        Value::FileTime(steps) => time(*steps),
        Value::Hex32(number) => format!("0x{number:x}"),
        Value::Hex64(number) => format!("0x{number:x}"),
        Value::Sid(_) => "S-1-5-18".into(),
        Value::Strings(strings) => escape(&strings.join("")),
    })
}

fn guid(bytes: &[u8; 16]) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let reversed = |bytes: &[u8]| hex(&bytes.iter().rev().copied().collect::<Vec<_>>());
    format!(
        "{{{}-{}-{}-{}-{}}}",
        reversed(&bytes[..4]),
        reversed(&bytes[4..6]),
        reversed(&bytes[6..8]),
        hex(&bytes[8..10]),
        hex(&bytes[10..])
    )
}

/// With nine decimals, of which the last two are always zero.
fn time(steps: u64) -> String {
    let seconds = i64::try_from(steps / 10_000_000).unwrap() - 11_644_473_600;
    let second = jiff::Timestamp::from_second(seconds).unwrap().to_string();
    format!("{}.{:07}00Z", second.trim_end_matches('Z'), steps % 10_000_000)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
