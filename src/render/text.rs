//! Text on its way out: defused, wrapped, and times in two zones.
//!
//! Event logs are written by whoever attacked the machine. Nothing of them reaches a terminal
//! without going through [`defuse`].

use std::borrow::Cow;

use jiff::Timestamp;
use textwrap::{WordSeparator, WordSplitter};

use crate::say::Zone;
pub use crate::say::time::{both, both_shorter, local, utc};

/// Shows control characters, direction marks and invisible characters as `\u{…}`, so that log text
/// can neither command a terminal nor pretend to be other text. Nothing is dropped.
pub fn defuse(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if is_dangerous(character) {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// Defused text at the end of another.
pub fn defuse_into(text: &str, out: &mut String) {
    out.push_str(&defuse(text));
}

/// Controls, line and paragraph separators, bidirectional and zero-width formatting, tags.
pub fn is_dangerous(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Both, one below the other, for a table's cell.
pub fn stacked(time: Timestamp, zone: &Zone) -> String {
    match local(time, zone) {
        Some(local) => format!("{local}\n{}", utc(time)),
        None => utc(time),
    }
}

/// How many columns of a terminal a text takes.
pub fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// Defused text, wrapped to a width, with an indent for its first and its other lines. No line is
/// broken at a no-break space, which comes out as a plain one.
pub fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    /// Below this, wrapping makes no text any more legible.
    const NARROWEST: usize = 20;
    let options = textwrap::Options::new(width.max(NARROWEST))
        .initial_indent(first)
        .subsequent_indent(rest)
        // At blanks only: neither a date nor a channel's name is torn at its hyphens. Text without
        // blanks, as Japanese is, is broken where the line ends.
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(true);
    textwrap::fill(&defuse(text), options).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attacks_on_a_terminal_become_visible() {
        for (attack, shown) in [
            ("\u{1b}[2J", "\\u{1b}[2J"),
            ("a\rb", "a\\u{d}b"),
            ("a\nb", "a\\u{a}b"),
            ("\u{202e}gpj.exe", "\\u{202e}gpj.exe"),
            ("\u{200b}", "\\u{200b}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(defuse(attack), shown);
        }
    }

    #[test]
    fn honest_text_is_left_alone() {
        for text in ["重要な制御ファイル", r"\\?\Volume{4152f97e}", "Größe"] {
            assert!(matches!(defuse(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn japanese_text_is_wrapped_by_width() {
        let text = "重要な制御ファイルが開かなかったために検出中に中止しました";
        for line in wrapped(text, 20, "", "  ").lines() {
            assert!(textwrap::core::display_width(line) <= 20, "{line}");
        }
    }
}
