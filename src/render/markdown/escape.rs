//! Text in Markdown: words with their signs escaped, text from logs as code where it is more than a name.
//!
//! In a code span nothing is markup: no link, no mention, no number of a ticket, no formula. Only its end has to be kept
//! from the text, by more backticks than the text has in a row.

use crate::render::text::{defuse, is_dangerous};
use crate::say::{Piece, Sentence, Voice};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On a line of its own, or in an item of a list.
    Line,
    /// In a cell of a table, which a `|` would end.
    Cell,
}

/// A sentence on one line.
pub(super) fn sentence(voice: Voice<'_>, sentence: &Sentence, place: Place) -> String {
    let mut out = String::new();
    // Two code spans side by side would be one with a hole.
    let mut open = Open::default();
    for piece in voice.pieces(sentence) {
        match piece {
            Piece::Words(said) => {
                open.close(place, &mut out);
                words(&said, &mut out);
            }
            Piece::Log(log) => open.text.push_str(log),
            Piece::Record(at) => {
                open.text.push_str(&format!("{}#{}", at.channel, at.event_record_id));
            }
        }
    }
    open.close(place, &mut out);
    out
}

/// Text from logs that was not printed yet.
#[derive(Default)]
struct Open {
    text: String,
}

impl Open {
    fn close(&mut self, place: Place, out: &mut String) {
        let text = std::mem::take(&mut self.text);
        if is_name(&text) {
            out.push_str(&text);
        } else {
            out.push_str(&code(&text, place));
        }
    }
}

/// Whether a text is a word that no Markdown takes for anything else: letters, digits and single hyphens between them.
fn is_name(text: &str) -> bool {
    let is_word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() && !is_dangerous(c));
    text.chars().next().is_some_and(char::is_alphabetic) && text.split('-').all(is_word)
}

/// A code span that holds a text, whatever is in it; nothing where it is empty.
pub(super) fn code(text: &str, place: Place) -> String {
    let text = defuse(text).replace('\u{a0}', " ");
    let text = match place {
        Place::Line => text,
        // Readers of Markdown do not agree on what `\|` and `\\|` are in a cell.
        Place::Cell => text.replace('|', "\\u{7c}"),
    };
    if text.is_empty() {
        return text;
    }
    let fence = "`".repeat(longest_run(&text).saturating_add(1));
    // One blank on both sides is taken away again.
    let is_edge = |c: char| c == '`' || c == ' ';
    let pad = if text.starts_with(is_edge) || text.ends_with(is_edge) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The line that begins and ends a block of code: longer than any run of backticks in it.
pub(super) fn fence(lines: &[&str]) -> String {
    /// Fewer are no block.
    const LEAST: usize = 3;
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
    "`".repeat(longest.saturating_add(1).max(LEAST))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Words of this program, with what could be markup escaped.
fn words(text: &str, out: &mut String) {
    let text = defuse(text);
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match character {
            '\u{a0}' => out.push(' '),
            // A backslash before them does not keep a code span behind them, or a cell, apart everywhere.
            '`' => out.push_str("&#96;"),
            '|' => out.push_str("&#124;"),
            // STATUS_NO_SUCH_DEVICE is legible in the source, too.
            '_' if is_inside(before) && is_inside(rest.peek().copied()) => out.push('_'),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '&' | '$' => {
                out.push('\\');
                out.push(character);
            }
            // At the begin of a line it would begin an item of a list, or a heading's rule.
            '-' | '+' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            '.' | ')' if !out.is_empty() && out.chars().all(|c| c.is_ascii_digit()) => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
        before = Some(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_markup() {
        let said = |text: &str| {
            let mut out = String::new();
            words(text, &mut out);
            out
        };
        for (text, shown) in [
            (r"\\?\Volume{1}", r"\\\\?\\Volume{1}"),
            ("STATUS_NO_SUCH_DEVICE", "STATUS_NO_SUCH_DEVICE"),
            ("_a_ *b* [c](d)", r"\_a\_ \*b\* \[c\](d)"),
            ("- a", r"\- a"),
            ("12. a", r"12\. a"),
            ("3 hosts. 4.", "3 hosts. 4."),
            ("a`b|c", "a&#96;b&#124;c"),
        ] {
            assert_eq!(said(text), shown);
        }
    }

    #[test]
    fn a_code_span_holds_whatever_it_is_given() {
        for (text, shown) in [
            ("D:\\a", "`D:\\a`"),
            ("a`b", "``a`b``"),
            ("`", "`` ` ``"),
            (" a ", "`  a  `"),
            ("", ""),
            ("a\n# b", "`a\\u{a}# b`"),
        ] {
            assert_eq!(code(text, Place::Line), shown);
        }
        assert_eq!(code("a|b", Place::Cell), "`a\\u{7c}b`");
    }

    #[test]
    fn only_words_are_names() {
        for name in ["HV01", "Microsoft-Windows-Backup", "volsnap", "仮想"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["", "-a", "a--b", "1", "hv01.example.com", "a b", "@all", "a_b", "\u{115f}a", "---"] {
            assert!(!is_name(other), "{other}");
        }
    }
}
