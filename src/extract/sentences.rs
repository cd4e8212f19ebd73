//! What was said of a log, as text: the id of the sentence and its arguments, so that a reader says it in any language.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::event::codes::{Hresult, NtStatus};
use crate::say::{Arg, Kind, Lag, Log, Pattern, Sentence, sentences};

sentences! {
    pub(super) of_another_version(sentence: Log) = "extract.of-another-version":
        "told by another version of this program, in words that this one does not have: { $sentence }";
}

/// No sentence holds others deeper.
const DEEPEST: u32 = 8;

/// The sentences that an extract can hold, by their ids.
#[derive(Debug)]
pub struct Known(BTreeMap<String, Pattern>);

impl Known {
    /// Of all these.
    pub fn new(patterns: impl Iterator<Item = Pattern>) -> Self {
        Self(patterns.map(|pattern| (pattern.id.clone().into_owned(), pattern)).collect())
    }

    /// The sentence that a text keeps; one of another version is told as it stands there.
    pub(super) fn sentence(&self, text: &str) -> Sentence {
        let parsed = serde_json::from_str(text).ok();
        let known = parsed.and_then(|value| self.read(&value, DEEPEST));
        known.unwrap_or_else(|| of_another_version(Log::of(text)))
    }

    fn read(&self, value: &Value, deepest: u32) -> Option<Sentence> {
        let deepest = deepest.checked_sub(1)?;
        let pattern = self.0.get(value.get("id")?.as_str()?)?;
        let args = value.get("args")?.as_array()?;
        if args.len() != pattern.parameters.len() {
            return None;
        }
        let args = pattern.parameters.iter().zip(args).map(|((name, kind), value)| {
            let arg = self.arg(value, deepest)?;
            (kind_of(&arg) == *kind).then_some((*name, arg))
        });
        Some(Sentence { id: pattern.id.clone(), args: args.collect::<Option<_>>()? })
    }

    fn arg(&self, value: &Value, deepest: u32) -> Option<Arg> {
        let (kind, value) = value.as_object()?.iter().next()?;
        let number = || value.as_u64();
        let text = || value.as_str().map(str::to_owned);
        let time = || value.as_str()?.parse::<Timestamp>().ok();
        let code = || u32::try_from(value.as_u64()?).ok();
        Some(match kind.as_str() {
            "count" => Arg::Count(number()?),
            "number" => Arg::Number(number()?),
            "duration" => Arg::Duration(duration(value)?),
            "lag" => Arg::Lag(Lag(duration(value)?)),
            "milliseconds" => Arg::Milliseconds(code()?),
            "instant" => Arg::Instant(time()?),
            "day" => Arg::Day(time()?),
            "clock" => Arg::Clock(time()?),
            "status" => Arg::Status(NtStatus(code()?)),
            "code" => Arg::Code(Hresult(code()?)),
            "path" => Arg::Path(text()?),
            "log" => Arg::Log(text()?),
            "word" => Arg::Word(Cow::Owned(text().filter(|text| is_word(text))?)),
            "sentence" => Arg::Sentence(Box::new(self.read(value, deepest)?)),
            "list" => {
                let deepest = deepest.checked_sub(1)?;
                let items = value.as_array()?.iter().map(|value| self.arg(value, deepest));
                Arg::List(items.collect::<Option<_>>()?)
            }
            "clauses" => {
                let items = value.as_array()?.iter().map(|value| self.read(value, deepest));
                Arg::Clauses(items.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

/// A word that this program may have chosen. It is printed as it stands, so it must not be anything else.
fn is_word(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .-_/()".contains(&byte))
}

fn duration(value: &Value) -> Option<SignedDuration> {
    let parts = value.as_array()?;
    let nanoseconds =
        i32::try_from(parts.get(1)?.as_i64()?).ok().filter(|part| part.abs() < 1_000_000_000)?;
    let seconds = SignedDuration::from_secs(parts.first()?.as_i64()?);
    seconds.checked_add(SignedDuration::from_nanos(i64::from(nanoseconds)))
}

/// A sentence as text.
pub(super) fn to_text(sentence: &Sentence) -> String {
    of_sentence(sentence).to_string()
}

fn of_sentence(sentence: &Sentence) -> Value {
    let args: Vec<Value> = sentence.args.iter().map(|(_, arg)| of_arg(arg)).collect();
    json!({ "id": sentence.id, "args": args })
}

fn of_arg(arg: &Arg) -> Value {
    let parts = |duration: &SignedDuration| json!([duration.as_secs(), duration.subsec_nanos()]);
    match arg {
        Arg::Count(number) => json!({ "count": number }),
        Arg::Number(number) => json!({ "number": number }),
        Arg::Duration(duration) => json!({ "duration": parts(duration) }),
        Arg::Lag(lag) => json!({ "lag": parts(&lag.0) }),
        Arg::Milliseconds(number) => json!({ "milliseconds": number }),
        Arg::Instant(time) => json!({ "instant": time.to_string() }),
        Arg::Day(time) => json!({ "day": time.to_string() }),
        Arg::Clock(time) => json!({ "clock": time.to_string() }),
        Arg::Status(status) => json!({ "status": status.0 }),
        Arg::Code(code) => json!({ "code": code.0 }),
        Arg::Path(text) => json!({ "path": text }),
        Arg::Log(text) => json!({ "log": text }),
        Arg::Word(word) => json!({ "word": word }),
        Arg::Sentence(sentence) => json!({ "sentence": of_sentence(sentence) }),
        Arg::List(items) => json!({ "list": items.iter().map(of_arg).collect::<Vec<_>>() }),
        Arg::Clauses(items) => json!({ "clauses": items.iter().map(of_sentence).collect::<Vec<_>>() }),
        // Nothing that is said of a log names a record or a volume; a reader would tell it as it stands here.
        Arg::Cited(event) | Arg::Record(event) => json!({ "record": event.event_record_id }),
        Arg::Volume(volume) => json!({ "volume": volume.to_string() }),
    }
}

fn kind_of(arg: &Arg) -> Kind {
    match arg {
        Arg::Count(_) => Kind::Count,
        Arg::Number(_) => Kind::Number,
        Arg::Duration(_) => Kind::Duration,
        Arg::Lag(_) => Kind::Lag,
        Arg::Milliseconds(_) => Kind::Milliseconds,
        Arg::Instant(_) => Kind::Instant,
        Arg::Day(_) => Kind::Day,
        Arg::Clock(_) => Kind::Clock,
        Arg::Cited(_) => Kind::Cited,
        Arg::Record(_) => Kind::Record,
        Arg::Status(_) => Kind::Status,
        Arg::Code(_) => Kind::Code,
        Arg::Volume(_) => Kind::Volume,
        Arg::Path(_) => Kind::Path,
        Arg::Log(_) => Kind::Log,
        Arg::Word(_) => Kind::Word,
        Arg::Sentence(_) => Kind::Sentence,
        Arg::List(_) => Kind::List,
        Arg::Clauses(_) => Kind::Clauses,
    }
}
