//! Sentences as values: what is said, apart from the words it is said in.
//!
//! A [`Sentence`] is an id and typed arguments. Its words are a pattern in the syntax of Fluent, which knows plural
//! forms; the English one stands where the sentence is made, in a `sentences!` block, so that a rule stays one file.
//! A [`Language`] holds the patterns of every sentence, and a [`Voice`] prints one: with times in the zones of the
//! reader, and with everything that came from a log defused.

mod argument;
mod hidden;
mod language;
mod tables;
pub mod time;

use std::borrow::Cow;

pub use argument::{
    Arg, Argument, Cited, Clauses, Clock, Day, Kind, Lag, Log, Milliseconds, Number, Path, Record, Word,
};
pub use hidden::is_dangerous;
pub use language::{Language, Piece, Voice};
pub(crate) use tables::phrases;
pub use tables::{code_meaning, code_next_step, meaning, status_meaning};
pub use time::{Zone, ZoneOrigin};

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] = &[SENTENCES, tables::SENTENCES, time::SENTENCES];

/// The words of a sentence in one language, and what goes into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// `V201.same-volume`: who says it, and what. Promised like a key of the JSON.
    pub id: Cow<'static, str>,
    /// The English words, in the syntax of a Fluent pattern.
    pub english: &'static str,
    /// What goes into them: names and kinds.
    pub parameters: &'static [(&'static str, Kind)],
}

impl Pattern {
    /// The pattern of a phrase that stands in a table, and takes no arguments.
    pub fn of_table(table: &str, key: &str, english: &'static str) -> Self {
        Self { id: Cow::Owned(format!("{table}.{key}")), english, parameters: &[] }
    }
}

/// One sentence, or a part that another holds: what is said, in no language yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Which pattern says it.
    pub id: Cow<'static, str>,
    /// What goes into it, in the order of its pattern's parameters.
    pub args: Vec<(&'static str, Arg)>,
}

impl Sentence {
    /// The phrase of a table, by its key.
    pub fn of_table(table: &str, key: &str) -> Self {
        Self { id: Cow::Owned(format!("{table}.{key}")), args: Vec::new() }
    }
}

/// Makes sentences: for each a function whose parameters are its arguments, and the list `SENTENCES` of their patterns,
/// which `catalogue` collects. A function that nobody calls and a list that nobody collects are warnings of the compiler.
///
/// ```ignore
/// sentences! {
///     same_volume(event: Cited, when: Lag) = "V201.same-volume":
///         "{ $event } { $when } names the same volume";
/// }
/// ```
macro_rules! sentences {
    ($(
        $(#[$doc:meta])*
        $visibility:vis $name:ident($($parameter:ident: $type:ty),* $(,)?) = $id:literal: $english:expr;
    )+) => {
        /// The patterns of the sentences that are made here.
        pub(crate) const SENTENCES: &[$crate::say::Pattern] = &[$(
            $crate::say::Pattern {
                id: ::std::borrow::Cow::Borrowed($id),
                english: $english,
                parameters: &[$((
                    stringify!($parameter),
                    <$type as $crate::say::Argument>::KIND,
                )),*],
            },
        )+];
        $(
            $(#[$doc])*
            $visibility fn $name($($parameter: $type),*) -> $crate::say::Sentence {
                $crate::say::Sentence {
                    id: ::std::borrow::Cow::Borrowed($id),
                    args: vec![$((stringify!($parameter), $crate::say::Argument::into_arg($parameter))),*],
                }
            }
        )+
    };
}
pub(crate) use sentences;

/// Gives an enum its words: one list, from which come `ALL` of its values and the `id` of each. A value without a word
/// does not compile, so the list is complete wherever it is told, as in the schema of the JSON.
macro_rules! words {
    ($visibility:vis $type:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// All of them.
            $visibility const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The word in the JSON.
            $visibility fn id(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }
        }
    };
}
pub(crate) use words;

sentences! {
    before(duration: jiff::SignedDuration) = "say.before": "{ $duration } before";
    after(duration: jiff::SignedDuration) = "say.after": "{ $duration } after";
    same_moment() = "say.same-moment": "at the same moment";
    between_items() = "say.between-items": ",{\" \"}";
    between_clauses() = "say.between-clauses": ";{\" \"}";
}

impl Lag {
    /// How it is said: `62 ms before`, `2 min 5 s after`.
    pub fn said(self) -> Sentence {
        if self.0.is_zero() {
            same_moment()
        } else if self.0.is_negative() {
            before(self.0.abs())
        } else {
            after(self.0)
        }
    }
}
