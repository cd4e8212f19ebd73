//! What goes into a sentence: values with types, not finished text.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::Sentence;
use crate::event::codes::{Hresult, NtStatus};
use crate::event::volume::VolumeName;
use crate::event::{Event, EventRef};

/// The kinds of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// How many; it decides the plural form.
    Count,
    /// A number that names something: a disk, a chunk, an offset.
    Number,
    /// A length of time.
    Duration,
    /// How long before or behind something.
    Lag,
    /// A value of `CreateTimeout`: milliseconds, decimal and as the registry's editor shows them.
    Milliseconds,
    /// An instant; printed in UTC and in the zone.
    Instant,
    /// An instant of which the day matters, in the zone.
    Day,
    /// An instant near one whose day is known: the time of day in the zone.
    Clock,
    /// A record, named by what it is: `disk 7`.
    Cited,
    /// A record, named by where it stands: `System#4711`.
    Record,
    /// An NTSTATUS with its name.
    Status,
    /// An HRESULT.
    Code,
    /// A volume as a record names it.
    Volume,
    /// A path or a name of a file.
    Path,
    /// Text from a log.
    Log,
    /// One of a few words that this program chose; a pattern can select by it.
    Word,
    /// A sentence within the sentence.
    Sentence,
    /// Several of one kind, with commas.
    List,
    /// Several clauses, with semicolons.
    Clauses,
}

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// See [`Kind::Count`].
    Count(u64),
    /// See [`Kind::Number`].
    Number(u64),
    /// See [`Kind::Duration`].
    Duration(SignedDuration),
    /// See [`Kind::Lag`].
    Lag(Lag),
    /// See [`Kind::Milliseconds`].
    Milliseconds(u32),
    /// See [`Kind::Instant`].
    Instant(Timestamp),
    /// See [`Kind::Day`].
    Day(Timestamp),
    /// See [`Kind::Clock`].
    Clock(Timestamp),
    /// See [`Kind::Cited`].
    Cited(EventRef),
    /// See [`Kind::Record`].
    Record(EventRef),
    /// See [`Kind::Status`].
    Status(NtStatus),
    /// See [`Kind::Code`].
    Code(Hresult),
    /// See [`Kind::Volume`].
    Volume(VolumeName),
    /// See [`Kind::Path`].
    Path(String),
    /// See [`Kind::Log`].
    Log(String),
    /// See [`Kind::Word`].
    Word(Cow<'static, str>),
    /// See [`Kind::Sentence`].
    Sentence(Box<Sentence>),
    /// See [`Kind::List`].
    List(Vec<Arg>),
    /// See [`Kind::Clauses`].
    Clauses(Vec<Sentence>),
}

/// What can be an argument.
pub trait Argument {
    /// Of which kind it is.
    const KIND: Kind;
    /// The argument.
    fn into_arg(self) -> Arg;
}

/// A number that names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number(pub u64);

/// How long behind something; negative: before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag(pub SignedDuration);

impl Lag {
    /// When a record came, seen from another.
    pub fn between(record: Timestamp, subject: Timestamp) -> Self {
        Self(record.duration_since(subject))
    }
}

/// A value of `CreateTimeout`, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Milliseconds(pub u32);

/// An instant of which the day matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Timestamp);

/// An instant of which the time of day is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub Timestamp);

/// A record, named by what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited(pub EventRef);

impl From<&Event> for Cited {
    fn from(event: &Event) -> Self {
        Self(event.at.clone())
    }
}

/// A record, named by where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record(pub EventRef);

/// A path or a name of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(pub String);

/// Text from a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log(pub String);

impl Log {
    /// A copy of text from a log.
    pub fn of(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// One of a few words that this program chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word(pub &'static str);

/// Sentences with semicolons between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clauses(pub Vec<Sentence>);

macro_rules! argument {
    ($($type:ty: $kind:ident, |$value:ident| $arg:expr;)+) => {
        $(impl Argument for $type {
            const KIND: Kind = Kind::$kind;
            fn into_arg(self) -> Arg {
                let $value = self;
                Arg::$kind($arg)
            }
        })+
    };
}

argument! {
    usize: Count, |value| u64::try_from(value).unwrap_or(u64::MAX);
    u64: Count, |value| value;
    u32: Count, |value| u64::from(value);
    Number: Number, |value| value.0;
    SignedDuration: Duration, |value| value;
    Lag: Lag, |value| value;
    Milliseconds: Milliseconds, |value| value.0;
    Timestamp: Instant, |value| value;
    Day: Day, |value| value.0;
    Clock: Clock, |value| value.0;
    Cited: Cited, |value| value.0;
    Record: Record, |value| value.0;
    NtStatus: Status, |value| value;
    Hresult: Code, |value| value;
    VolumeName: Volume, |value| value;
    Path: Path, |value| value.0;
    Log: Log, |value| value.0;
    Word: Word, |value| Cow::Borrowed(value.0);
    Sentence: Sentence, |value| Box::new(value);
    Clauses: Clauses, |value| value.0;
}

impl<T: Argument> Argument for Vec<T> {
    const KIND: Kind = Kind::List;
    fn into_arg(self) -> Arg {
        Arg::List(self.into_iter().map(Argument::into_arg).collect())
    }
}
