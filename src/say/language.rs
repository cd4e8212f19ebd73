//! Languages, and how a sentence is printed in one.

use std::collections::BTreeMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use jiff::SignedDuration;
use unic_langid::LanguageIdentifier;

use super::tables::status_without_name;
use super::time::{self, Zone};
use super::{Arg, Sentence, between_clauses, between_items};
use crate::event::EventRef;
use crate::event::volume::VolumeName;

/// The patterns of every sentence in one language.
pub struct Language {
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Language {:?}", self.bundle.locales)
    }
}

/// A part of a printed sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words of this program.
    Words(String),
    /// Text from a log, a path or a name, as it was written: hostile until it is defused.
    Log(&'a str),
    /// A record, which a page can link to.
    Record(&'a EventRef),
}

/// Where the arguments stand in what Fluent formats: the n-th as the n-th character of a private plane, which no
/// pattern holds, so that text of an argument is never taken for words.
const MARKS: u32 = 0xF_0000;

fn mark(position: usize) -> String {
    let offset = u32::try_from(position).unwrap_or(0);
    char::from_u32(MARKS.saturating_add(offset)).map(String::from).unwrap_or_default()
}

fn marked(character: char) -> Option<usize> {
    usize::try_from(u32::from(character).checked_sub(MARKS)?).ok()
}

impl Language {
    /// A language from its patterns: ids, and patterns in the syntax of Fluent. Gives what is wrong with them beside it.
    pub fn of_patterns<'a>(
        tag: LanguageIdentifier,
        patterns: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> (Self, Vec<String>) {
        // `V201.same-volume` is the attribute `same-volume` of the message `V201`.
        let mut messages: BTreeMap<&str, String> = BTreeMap::new();
        for (id, pattern) in patterns {
            let (message, attribute) = id.split_once('.').unwrap_or((id, "text"));
            let text = messages.entry(message).or_default();
            text.push_str(&format!("    .{attribute} = {pattern}\n"));
        }
        let mut text = String::new();
        for (message, attributes) in messages {
            text.push_str(&format!("{message} =\n{attributes}"));
        }
        Self::of_texts(tag, &[&text])
    }

    /// A language from texts in the syntax of Fluent. Gives what is wrong with them beside it.
    pub fn of_texts(tag: LanguageIdentifier, texts: &[&str]) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(grouped(number.value)),
            _ => None,
        }));
        for text in texts {
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                    wrong.extend(errors.iter().map(ToString::to_string));
                    resource
                });
            if let Err(errors) = bundle.add_resource(resource) {
                wrong.extend(errors.iter().map(ToString::to_string));
            }
        }
        (Self { bundle }, wrong)
    }

    /// A sentence with marks in the places of its arguments, and what is wrong with it; none where it has no words.
    fn format(&self, sentence: &Sentence) -> Option<(String, Vec<FluentError>)> {
        let (message, attribute) = sentence.id.split_once('.')?;
        let message = self.bundle.get_message(message)?;
        let pattern = message.get_attribute(attribute)?.value();
        let mut args = FluentArgs::with_capacity(sentence.args.len());
        for (position, (name, arg)) in sentence.args.iter().enumerate() {
            let value = match arg {
                Arg::Count(count) => FluentValue::from(*count),
                Arg::Word(word) => FluentValue::from(&**word),
                _ => FluentValue::from(mark(position)),
            };
            args.set(*name, value);
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        Some((text, errors))
    }

    /// What is wrong with the words of a sentence: none at all, or an argument that it does not have.
    pub fn faults(&self, sentence: &Sentence) -> Vec<String> {
        match self.format(sentence) {
            None => vec!["no words".to_owned()],
            Some((_, errors)) => errors.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A count in groups of three digits, as it is read out: `4,210`.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    digits.parse().map_or(digits, |number| time::grouped(number, ','))
}

/// How sentences are printed: in which language, and in which zone.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The words.
    pub language: &'a Language,
    /// The zone that times are shown in beside UTC.
    pub zone: Option<&'a Zone>,
}

impl Voice<'_> {
    /// The sentence in pieces.
    pub fn pieces<'s>(&self, sentence: &'s Sentence) -> Vec<Piece<'s>> {
        let mut out = Printed(Vec::new());
        self.say(sentence, &mut out);
        out.0
    }

    /// The sentence as text, with text from logs as it was written. Whoever prints it to a person defuses it first.
    pub fn text(&self, sentence: &Sentence) -> String {
        self.print(sentence, |log, out| out.push_str(log))
    }

    /// The sentence as text, with text from logs as `defuse` makes it.
    pub fn print(&self, sentence: &Sentence, defuse: impl Fn(&str, &mut String)) -> String {
        let mut out = String::new();
        for piece in self.pieces(sentence) {
            match piece {
                Piece::Words(words) => out.push_str(&words),
                Piece::Log(log) => defuse(log, &mut out),
                Piece::Record(at) => {
                    defuse(&at.channel, &mut out);
                    out.push_str(&format!("#{}", at.event_record_id));
                }
            }
        }
        out
    }

    /// A length of time in the two largest units that matter: `62 ms`, `2 min 5 s`, `1 h 4 min`.
    pub fn length(&self, duration: SignedDuration) -> String {
        let units: Vec<String> = time::units(duration).iter().map(|unit| self.text(unit)).collect();
        units.join(" ")
    }

    /// A word that stands by itself: most are names, and the others have words of their own.
    fn word(&self, word: &str) -> String {
        let own = self.language.format(&Sentence::of_table("word", word));
        own.map_or_else(|| word.to_owned(), |(text, _)| text)
    }

    fn say<'s>(&self, sentence: &'s Sentence, out: &mut Printed<'s>) {
        let Some((formatted, _)) = self.language.format(sentence) else { return out.words(&sentence.id) };
        let mut rest = formatted.as_str();
        while let Some((at, mark)) = rest.char_indices().find(|(_, character)| marked(*character).is_some()) {
            let (before, behind) = rest.split_at(at);
            out.words(before);
            if let Some((_, arg)) = marked(mark).and_then(|position| sentence.args.get(position)) {
                self.arg(arg, out);
            }
            rest = behind.get(mark.len_utf8()..).unwrap_or_default();
        }
        out.words(rest);
    }

    fn arg<'s>(&self, arg: &'s Arg, out: &mut Printed<'s>) {
        match arg {
            Arg::Count(number) | Arg::Number(number) => out.words(&number.to_string()),
            Arg::Duration(duration) => out.words(&self.length(*duration)),
            Arg::Lag(lag) => out.words(&self.text(&lag.said())),
            Arg::Milliseconds(value) => out.words(&time::milliseconds(*value)),
            Arg::Instant(instant) => {
                out.words(&self.zone.map_or_else(|| time::utc(*instant), |zone| time::both(*instant, zone)));
            }
            Arg::Day(instant) => out.words(
                &self
                    .zone
                    .map_or_else(|| instant.strftime("%Y-%m-%d").to_string(), |zone| zone.day(*instant)),
            ),
            Arg::Clock(instant) => {
                out.words(
                    &self.zone.map_or_else(|| time::clock_utc(*instant), |zone| time::clock(*instant, zone)),
                );
            }
            Arg::Cited(at) => {
                out.log(&at.provider);
                out.words(&format!(" {}", at.event_id));
            }
            Arg::Record(at) => out.0.push(Piece::Record(at)),
            Arg::Status(status) => {
                out.words(&format!("{status} "));
                match status.name() {
                    Some(name) => out.words(name),
                    None => out.words(&self.text(&status_without_name(*status))),
                }
            }
            Arg::Code(code) => out.words(&code.to_string()),
            Arg::Volume(VolumeName::Other(text)) | Arg::Path(text) | Arg::Log(text) => out.log(text),
            Arg::Volume(volume) => out.words(&volume.to_string()),
            Arg::Word(word) => out.words(&self.word(word)),
            Arg::Sentence(sentence) => self.say(sentence, out),
            Arg::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        out.words(&self.text(&between_items()));
                    }
                    self.arg(item, out);
                }
            }
            Arg::Clauses(clauses) => {
                for (position, clause) in clauses.iter().enumerate() {
                    if position > 0 {
                        out.words(&self.text(&between_clauses()));
                    }
                    self.say(clause, out);
                }
            }
        }
    }
}

/// What was printed so far.
struct Printed<'s>(Vec<Piece<'s>>);

impl<'s> Printed<'s> {
    fn words(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Piece::Words(words)) => words.push_str(text),
            _ => self.0.push(Piece::Words(text.to_owned())),
        }
    }

    fn log(&mut self, text: &'s str) {
        self.0.push(Piece::Log(text));
    }
}
