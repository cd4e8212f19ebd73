//! What is said of files while they are read: in sentences, names are arguments with a type.

use super::names::{Class, Names};
use crate::event::pattern::{Pattern, pattern};
use crate::issue::{Issue, Place};
use crate::say::{Arg, Sentence};

/// How the system ends its reasons, in whichever language: a number tells as much.
static SYSTEM: Pattern = Pattern::new(|| pattern(r"\(os error (-?[0-9]+)\)$"));

/// Renames what an issue tells of.
pub(super) fn issue(issue: &mut Issue, names: &mut Names) {
    let Issue { kind: _, place, text, is_loss: _ } = issue;
    let Place { source: _, path, computer, chunk: _, offset: _, record: _ } = place;
    if let Some(path) = path {
        *path = names.file(path);
    }
    if let Some(computer) = computer {
        *computer = names.computer(computer);
    }
    sentence(text, names);
}

fn sentence(sentence: &mut Sentence, names: &mut Names) {
    sentence.args.iter_mut().for_each(|(_, arg)| argument(arg, names));
}

fn argument(argument: &mut Arg, names: &mut Names) {
    match argument {
        Arg::Count(_)
        | Arg::Number(_)
        | Arg::Duration(_)
        | Arg::Lag(_)
        | Arg::Milliseconds(_)
        | Arg::Instant(_)
        | Arg::Day(_)
        | Arg::Clock(_)
        | Arg::Status(_)
        | Arg::Code(_)
        | Arg::Word(_) => {}
        Arg::Cited(at) | Arg::Record(at) => at.channel = names.channel(&at.channel).into(),
        Arg::Volume(volume) => *volume = names.volume(volume),
        Arg::Path(path) => *path = names.given(path),
        Arg::Log(text) => {
            let system = SYSTEM.captures(text).and_then(|found| Some(found.get(1)?.as_str().to_owned()));
            *text = match system {
                Some(number) => format!("os error {number}"),
                None => names.value(Class::Text, text),
            };
        }
        Arg::Sentence(inner) => sentence(inner, names),
        Arg::List(list) => list.iter_mut().for_each(|inner| self::argument(inner, names)),
        Arg::Clauses(clauses) => clauses.iter_mut().for_each(|inner| sentence(inner, names)),
    }
}
