//! Every sentence of every room, and the languages they can be said in.

use std::sync::LazyLock;

use crate::advice;
use crate::context;
use crate::correlation::inventory;
use crate::input;
use crate::limit;
use crate::say::{self, Language, Pattern, Voice, Zone};
use crate::session;
use crate::source;
use crate::story;
use crate::timeline;
use crate::trouble;
use crate::verdict::rules;

/// The patterns of every sentence, by room.
fn rooms() -> Vec<Pattern> {
    let rooms: &[&[&[Pattern]]] = &[
        say::ROOM,
        session::SENTENCES,
        trouble::ROOM,
        &[source::SENTENCES],
        timeline::ROOM,
        &[context::SENTENCES],
        &[inventory::SENTENCES],
        &[limit::SENTENCES],
        rules::SENTENCES,
        advice::SENTENCES,
        story::ROOM,
    ];
    let said = rooms.iter().chain(story::LISTS).copied().flatten().copied().flatten().cloned();
    said.chain(say::phrases())
        .chain(source::contents::phrases())
        .chain(input::phrases())
        .chain(session::phrases())
        .chain(trouble::phrases())
        .collect()
}

/// Every sentence with its English words.
pub fn patterns() -> &'static [Pattern] {
    static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(rooms);
    &PATTERNS
}

/// English.
pub fn english() -> &'static Language {
    static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
        let words = patterns().iter().map(|pattern| (&*pattern.id, pattern.english));
        Language::new("en".parse().unwrap_or_default(), words).0
    });
    &ENGLISH
}

/// English, with times in UTC and in a zone.
pub fn voice(zone: Option<&Zone>) -> Voice<'_> {
    Voice { language: english(), zone }
}
