//! Text on its way out: defused, wrapped, and times in two zones.
//!
//! Event logs are written by whoever attacked the machine. Nothing of them reaches a terminal
//! without going through [`defuse`].

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::Timestamp;
use textwrap::core::Word;
use textwrap::{WordSeparator, WordSplitter};

use crate::say::Zone;
pub use crate::say::is_dangerous;
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
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(true);
    textwrap::fill(&defuse(text), options).replace('\u{a0}', " ")
}

/// What a line is broken into. English at blanks only: neither a date nor a channel's name is torn at its hyphens.
/// Japanese, which has no blanks between words, where a phrase begins.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    if !line.chars().any(is_wide) {
        return WordSeparator::AsciiSpace.find_words(line);
    }
    let mut rest = line;
    let mut begin = 0_usize;
    let mut words = Vec::new();
    for at in breaks(line) {
        if let Some((word, behind)) = rest.split_at_checked(at.saturating_sub(begin)) {
            (rest, begin) = (behind, at);
            words.push(Word::from(word));
        }
    }
    words.extend((!rest.is_empty()).then(|| Word::from(rest)));
    Box::new(words.into_iter())
}

/// Where a line of Japanese may be broken: where Unicode allows it, so that none begins with `、` or ends with `(`, and a
/// phrase may begin; and behind every `。` and `、`.
fn breaks(line: &str) -> BTreeSet<usize> {
    let allowed = unicode_linebreak::linebreaks(line).map(|(at, _)| at).filter(|at| may_break(line, *at));
    let ends_clause = |(at, sign): &(usize, &str)| {
        let behind = line.get(at.saturating_add(sign.len())..).unwrap_or_default();
        !behind.starts_with(['。', '、', ')', ' '])
    };
    let clauses = line.match_indices(['。', '、']).filter(ends_clause);
    allowed.chain(clauses.map(|(at, sign)| at.saturating_add(sign.len()))).collect()
}

/// Whether a phrase of Japanese may begin at a place where Unicode allows a break: behind a blank, but for those of
/// `volsnap 27 件`, and beside a wide character, but neither within a word of one script nor before hiragana, which
/// goes on with what stands before it.
fn may_break(line: &str, at: usize) -> bool {
    let Some((before, behind)) = line.split_at_checked(at) else { return false };
    let is_blank = before.ends_with(' ');
    let (before, next) = (before.trim_end_matches(' ').chars().next_back(), behind.chars().next());
    let is = |side: Option<char>, kind: fn(char) -> bool| side.is_some_and(kind);
    if is_blank {
        let is_count = is(before, |c| c.is_ascii_digit()) && is(next, is_wide);
        let is_event = is(before, |c| c.is_ascii_alphabetic()) && is(next, |c| c.is_ascii_digit());
        return !is_count && !is_event;
    }
    let is_in_word = [is_katakana, is_kanji].iter().any(|script| is(before, *script) && is(next, *script));
    let goes_on = is(next, is_hiragana);
    !is_in_word && !goes_on && (is(before, is_wide) || next.is_none_or(is_wide))
}

fn is_wide(character: char) -> bool {
    textwrap::core::display_width(character.encode_utf8(&mut [0; 4])) > 1
}

fn is_katakana(character: char) -> bool {
    matches!(character, 'ァ'..='ヺ' | 'ー')
}

fn is_hiragana(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ')
}

fn is_kanji(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '々')
}

/// How many columns a text needs at least: for the longest part that is not broken, and for a few characters, since
/// Japanese may be broken nearly everywhere, and nobody reads it from top to bottom.
pub fn least_width(text: &str) -> usize {
    const LEGIBLE: usize = 16;
    let of_line = |line: &str| {
        let word = words(line).map(|word| width(&word)).max().unwrap_or(0);
        if line.chars().any(is_wide) { word.max(width(line).min(LEGIBLE)) } else { word }
    };
    text.lines().map(of_line).max().unwrap_or(0)
}

/// Text without indents, wrapped to a width wherever it may be broken.
pub fn folded(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, options)
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

    #[test]
    fn no_line_of_japanese_begins_with_what_ends_a_clause_or_breaks_a_name() {
        let text = "一時ボリュームが切断され、シャドウ コピーの検出が中止されました (volsnap 27 が 15 件、\
                    Microsoft-Windows-Backup)。2012-01-18 16:26:31 のスナップショットのタイムアウトです。";
        let whole =
            ["ボリューム", "検出が", "volsnap 27 が", "15 件", "Microsoft-Windows-Backup", "タイムアウト"];
        for width in 28..60 {
            let wrapped = wrapped(text, width, "", "");
            for line in wrapped.lines() {
                assert!(!line.starts_with(['。', '、', ')', 'ッ', 'ー', 'の', 'ま']), "{width}: {wrapped}");
                assert!(!line.ends_with('('), "{width}: {wrapped}");
                assert!(super::width(line) <= width, "{width}: {wrapped}");
            }
            for word in whole {
                assert!(wrapped.contains(word), "{width}: {word} is torn:\n{wrapped}");
            }
        }
    }

    #[test]
    fn a_clause_ends_where_its_sign_stands_even_before_a_path() {
        let text = "ディスク 0 の障害。\\Device\\RaidPort0 に接続されたディスクの障害";
        assert_eq!(
            wrapped(text, 24, "", ""),
            "ディスク 0 の障害。\n\\Device\\RaidPort0 に\n接続されたディスクの障害"
        );
    }

    #[test]
    fn a_cell_of_japanese_is_not_squeezed() {
        assert_eq!(least_width("副次的 3 件"), 11);
        assert_eq!(least_width("スナップショットのタイムアウト"), 18);
        assert_eq!(least_width("side effects"), 7);
        assert_eq!(folded("スナップショットのタイムアウト", 18), "スナップショットの\nタイムアウト");
    }
}
