//! Colour, where it is wanted.

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::Color;

use crate::render::Style;
use crate::story::Mood;

/// What a text is, not which colour it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Bold,
    Good,
    Odd,
    Bad,
    BoldGood,
    BoldOdd,
    BoldBad,
}

impl Paint {
    /// Bold in that colour.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Bold, Self::Good) => Self::BoldGood,
            (Self::Bold, Self::Odd) => Self::BoldOdd,
            (Self::Bold, Self::Bad) => Self::BoldBad,
            _ => self,
        }
    }

    /// A text, painted when colour is allowed.
    pub(super) fn on(self, text: &str, style: Style) -> String {
        let ansi = Ansi::new();
        let ansi = match self {
            Self::Plain => return text.to_owned(),
            Self::Bold => ansi.bold(),
            Self::Good => ansi.fg_color(Some(AnsiColor::Green.into())),
            Self::Odd => ansi.fg_color(Some(AnsiColor::Yellow.into())),
            Self::Bad => ansi.fg_color(Some(AnsiColor::Red.into())),
            Self::BoldGood => ansi.bold().fg_color(Some(AnsiColor::Green.into())),
            Self::BoldOdd => ansi.bold().fg_color(Some(AnsiColor::Yellow.into())),
            Self::BoldBad => ansi.bold().fg_color(Some(AnsiColor::Red.into())),
        };
        if style.color { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }

    /// The colour of a table's cell.
    pub(super) fn color(self) -> Option<Color> {
        match self {
            Self::Good | Self::BoldGood => Some(Color::Green),
            Self::Odd | Self::BoldOdd => Some(Color::Yellow),
            Self::Bad | Self::BoldBad => Some(Color::Red),
            Self::Plain | Self::Bold => None,
        }
    }
}

pub(super) fn mood_paint(mood: Mood) -> Paint {
    match mood {
        Mood::Plain => Paint::Plain,
        Mood::Good => Paint::Good,
        Mood::Open => Paint::Odd,
        Mood::Bad => Paint::Bad,
    }
}
