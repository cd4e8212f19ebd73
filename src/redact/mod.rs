//! Pseudonyms in the place of names: what is read is renamed before anything is judged.
//!
//! So nothing behind this room ever sees a name, whatever is told, in whichever format; and what is judged is judged the
//! same, since a name that stands twice has the same pseudonym twice. What is not known to be harmless (`words`) gets a
//! pseudonym. Structs of events are taken apart field by field, so that a new field does not compile until somebody has
//! said what it holds.

mod events;
mod names;
mod path;
mod pieces;
mod products;
mod sentences;
mod texts;
mod words;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use names::Names;

use crate::event::{EventKind, EventRef};
use crate::input::Gathered;
use crate::issue::{Issue, IssueKind};
use crate::say::{Pattern, sentences};

/// The sentences of this room.
pub(crate) const ROOM: &[&[Pattern]] = &[SENTENCES];

sentences! {
    less(records: u64) = "redact.says-less":
        "{ $records ->
            [one] a record says
           *[other] { $records } records say
        } less with pseudonyms in it than without, so nothing beside it is called benign; make the extract without --redact";
}

/// Renames everything that was read.
///
/// Names are met in an order that depends on what the logs hold and not on the names of files, so that numbered
/// pseudonyms do not either.
pub fn gathered(gathered: &mut Gathered, names: &mut Names) {
    let runs = gathered.runs.iter().map(|run| &run.computer);
    let computers: BTreeSet<Arc<str>> =
        runs.chain(gathered.events.iter().map(|event| &event.computer)).cloned().collect();
    names.know(computers.iter().map(|name| &**name));
    for event in &gathered.events {
        if let EventKind::Renamed { old, new } = &event.kind {
            names.know_too([&**old, &**new].into_iter());
        }
    }
    for text in &gathered.texts {
        names.know_too(texts::computers(&text.content));
    }
    let renamed: BTreeMap<Arc<str>, Arc<str>> =
        computers.iter().map(|name| (Arc::clone(name), names.computer(name).into())).collect();
    let of = |name: &Arc<str>| renamed.get(name).map_or_else(|| "".into(), Arc::clone);
    for run in &mut gathered.runs {
        run.computer = of(&run.computer);
    }
    let channels: BTreeSet<Arc<str>> = gathered.runs.iter().map(|run| &run.channel).cloned().collect();
    let channels: BTreeMap<Arc<str>, Arc<str>> =
        channels.into_iter().map(|name| (Arc::clone(&name), names.channel(&name).into())).collect();
    let log = |name: &Arc<str>, names: &mut Names| match channels.get(name) {
        Some(renamed) => Arc::clone(renamed),
        None => names.channel(name).into(),
    };
    for run in &mut gathered.runs {
        run.channel = log(&run.channel, names);
    }
    let mut says_less = 0_u64;
    let mut order: Vec<usize> = (0..gathered.events.len()).collect();
    let key = |position: &usize| {
        let event = gathered.events.get(*position)?;
        let EventRef { time_created, channel, event_record_id, .. } = &event.at;
        Some((*time_created, Arc::clone(channel), *event_record_id, Arc::clone(&event.computer), event.trust))
    };
    order.sort_by_cached_key(key);
    for position in order {
        if let Some(event) = gathered.events.get_mut(position) {
            event.computer = of(&event.computer);
            event.at.channel = log(&event.at.channel, names);
            match gathered.records.get_mut(position) {
                Some(record) => {
                    let before = event.kind.clone();
                    events::kind(&mut event.kind, names);
                    let says_all = written::payload(record, &before, &event.kind, names);
                    says_less = says_less.saturating_add(u64::from(!says_all));
                    record.system.computer = Arc::clone(&event.computer);
                    record.system.channel = Arc::clone(&event.at.channel);
                }
                None => events::kind(&mut event.kind, names),
            }
        }
    }
    if says_less > 0 {
        let text = less(says_less);
        gathered.issues.push(Issue::loss(IssueKind::ExtractDamaged, text));
    }
    let requesters = std::mem::take(&mut gathered.requesters);
    gathered.requesters = requesters
        .into_iter()
        .map(|(computer, provider)| (of(&computer), names.provider(&provider)))
        .collect();
    // What texts say, before any name of a file.
    gathered.texts.sort_by(|a, b| (&a.content, &a.path).cmp(&(&b.content, &b.path)));
    for text in &mut gathered.texts {
        text.content = texts::text(&text.content, names);
    }
    for source in &mut gathered.sources {
        source.path = names.file(&source.path);
        for (computer, channel) in &mut source.holds {
            (*computer, *channel) = (of(computer), log(channel, names));
        }
        source.issues.iter_mut().for_each(|issue| sentences::issue(issue, names));
    }
    for text in &mut gathered.texts {
        text.path = names.file(&text.path);
        text.complaint.iter_mut().for_each(|issue| sentences::issue(issue, names));
    }
    gathered.issues.iter_mut().for_each(|issue| sentences::issue(issue, names));
    gathered.folders = std::mem::take(&mut gathered.folders).renamed(|path| names.file(path));
    for file in &mut gathered.files {
        file.path = names.file(&file.path);
    }
    gathered.seen.iter_mut().for_each(|seen| seen.path = names.file(&seen.path));
}

/// Renames what a list of volumes says, which the user named.
pub fn list(text: &str, names: &mut Names) -> String {
    texts::text(text, names)
}
