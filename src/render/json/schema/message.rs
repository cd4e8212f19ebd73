//! Sentences as programs read them: an id that is promised like a key, and arguments.

use std::borrow::Cow;

use jiff::SignedDuration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use super::event::utc;
use super::words::{Reference, Utc};
use crate::event::EventRef;
use crate::say::{Arg, Sentence};

/// A sentence.
pub(super) struct JsonMessage<'a>(Cow<'a, Sentence>);

impl<'a> From<&'a Sentence> for JsonMessage<'a> {
    fn from(sentence: &'a Sentence) -> Self {
        Self(Cow::Borrowed(sentence))
    }
}

impl From<Sentence> for JsonMessage<'_> {
    fn from(sentence: Sentence) -> Self {
        Self(Cow::Owned(sentence))
    }
}

impl Serialize for JsonMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("id", &*self.0.id)?;
        map.serialize_entry("args", &JsonArgs(&self.0.args))?;
        map.end()
    }
}

impl JsonSchema for JsonMessage<'_> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Message")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let argument = generator.subschema_for::<JsonArg<'_>>();
        json_schema!({
            "description": "A sentence, as an id and arguments.",
            "type": "object",
            "properties": {
                "id": {
                    "description": "Which sentence: docs/messages.md lists the ids, which are promised like keys.",
                    "type": "string",
                },
                "args": {
                    "description": "What goes into it, by name; docs/messages.md names the arguments of each id.",
                    "type": "object",
                    "additionalProperties": argument,
                },
            },
            "required": ["id", "args"],
        })
    }
}

struct JsonArgs<'a>(&'a [(&'static str, Arg)]);

impl Serialize for JsonArgs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, arg)| (*name, JsonArg(arg))))
    }
}

struct JsonArg<'a>(&'a Arg);

/// What goes into a sentence.
impl JsonSchema for JsonArg<'_> {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Argument")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let record = generator.subschema_for::<JsonRecord<'_>>();
        let sentence = generator.subschema_for::<JsonMessage<'_>>();
        let inner = generator.subschema_for::<Self>();
        json_schema!({
            "description": "What goes into a sentence. A Count or a Number is a number; Milliseconds are milliseconds; a \
                Duration, and a Lag (negative for what came before), are seconds; an Instant, a Day or a Clock is a time in \
                UTC; a Cited or a Record is a record; a Sentence is a sentence; a List is a list of one kind, and Clauses are \
                a list of sentences; all others are text.",
            "anyOf": [
                { "type": "number" },
                { "type": "string" },
                { "type": "array", "items": inner },
                record,
                sentence,
            ],
        })
    }
}

/// A record that a sentence speaks of.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Record")]
struct JsonRecord<'a> {
    /// How it is cited.
    #[serde(rename = "ref")]
    #[schemars(with = "Reference")]
    reference: String,
    /// Its log.
    channel: &'a str,
    /// Who wrote it.
    provider: &'a str,
    /// The id of the event.
    event_id: u16,
    /// The number of the record in its log.
    event_record_id: u64,
    /// When it was written. Unit: UTC.
    #[schemars(with = "Utc")]
    time: String,
}

impl<'a> JsonRecord<'a> {
    fn of(at: &'a EventRef) -> Self {
        Self {
            reference: crate::report::citation(at),
            channel: &at.channel,
            provider: &at.provider,
            event_id: at.event_id,
            event_record_id: at.event_record_id,
            time: utc(at.time_created),
        }
    }
}

impl Serialize for JsonArg<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Arg::Count(number) | Arg::Number(number) => serializer.serialize_u64(*number),
            Arg::Milliseconds(value) => serializer.serialize_u32(*value),
            Arg::Duration(duration) => serializer.serialize_f64(seconds(*duration)),
            Arg::Lag(lag) => serializer.serialize_f64(seconds(lag.0)),
            Arg::Instant(time) | Arg::Day(time) | Arg::Clock(time) => serializer.collect_str(time),
            Arg::Cited(at) | Arg::Record(at) => JsonRecord::of(at).serialize(serializer),
            Arg::Status(status) => serializer.collect_str(status),
            Arg::Code(code) => serializer.collect_str(code),
            Arg::Volume(volume) => serializer.collect_str(volume),
            Arg::Path(text) | Arg::Log(text) => serializer.serialize_str(text),
            Arg::Word(word) => serializer.serialize_str(word),
            Arg::Sentence(sentence) => JsonMessage::from(&**sentence).serialize(serializer),
            Arg::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&JsonArg(item)))?;
                list.end()
            }
            Arg::Clauses(clauses) => serializer.collect_seq(clauses.iter().map(JsonMessage::from)),
        }
    }
}

/// Seconds with fractions, negative for what came before.
fn seconds(duration: SignedDuration) -> f64 {
    duration.as_secs_f64()
}
