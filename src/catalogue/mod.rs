//! Every sentence of every room, and the languages they can be said in.

use std::sync::LazyLock;

use unic_langid::LanguageIdentifier;

use crate::advice;
use crate::context;
use crate::correlation::inventory;
use crate::fleet;
use crate::input;
use crate::limit;
use crate::redact;
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
        redact::ROOM,
        context::ROOM,
        inventory::ROOM,
        &[limit::SENTENCES],
        rules::SENTENCES,
        advice::SENTENCES,
        story::ROOM,
        fleet::ROOM,
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

/// A language that reports are told in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tongue {
    /// The words stand where the sentences are made. What programs read is always told in it.
    #[default]
    English,
    /// The words stand in `ja/`.
    Japanese,
}

impl Tongue {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// Whether it is written with capitals, by which a title can stand out.
    pub fn has_capitals(self) -> bool {
        self == Self::English
    }

    /// Its words.
    pub fn language(self) -> &'static Language {
        static ENGLISH: LazyLock<Language> = LazyLock::new(|| {
            let words = patterns().iter().map(|pattern| (&*pattern.id, pattern.english));
            Language::of_patterns(tag(Tongue::English), words).0
        });
        static JAPANESE: LazyLock<Language> =
            LazyLock::new(|| Language::of_texts(tag(Tongue::Japanese), JAPANESE_TEXTS).0);
        match self {
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// What says sentences in it, with times in UTC and in a zone.
    pub fn voice(self, zone: Option<&Zone>) -> Voice<'_> {
        Voice { language: self.language(), zone }
    }
}

fn tag(tongue: Tongue) -> LanguageIdentifier {
    tongue.tag().parse().unwrap_or_default()
}

/// The Japanese words, a text for some rooms each.
pub const JAPANESE_TEXTS: &[&str] = &[
    include_str!("ja/advice.ftl"),
    include_str!("ja/code.ftl"),
    include_str!("ja/event.ftl"),
    include_str!("ja/fleet.ftl"),
    include_str!("ja/input.ftl"),
    include_str!("ja/story.ftl"),
    include_str!("ja/lists.ftl"),
    include_str!("ja/page.ftl"),
    include_str!("ja/trouble.ftl"),
    include_str!("ja/verdict.ftl"),
];
