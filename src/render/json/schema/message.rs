//! Sentences as programs read them: an id that is promised like a key, and arguments.

use std::borrow::Cow;

use jiff::SignedDuration;
use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use super::event::utc;
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

struct JsonArgs<'a>(&'a [(&'static str, Arg)]);

impl Serialize for JsonArgs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, arg)| (*name, JsonArg(arg))))
    }
}

struct JsonArg<'a>(&'a Arg);

#[derive(Serialize)]
struct JsonRecord<'a> {
    #[serde(rename = "ref")]
    reference: String,
    channel: &'a str,
    provider: &'a str,
    event_id: u16,
    event_record_id: u64,
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
