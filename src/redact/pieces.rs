//! Texts and XML taken apart and put together again, with something else in the place of some pieces.

use super::words;
use crate::event::pattern::{Pattern, pattern};
use crate::event::xml;

/// The values of attributes, and texts, within XML in a field.
static INSIDE: Pattern = Pattern::new(|| pattern(r#""([^"<>]*)"|'([^'<>]*)'|>([^<>]+)<"#));

/// A text in which each word is replaced, and what stands between words stays.
pub(super) fn word_by_word(text: &str, mut job: impl FnMut(&str) -> String) -> String {
    let is_between = |c: char| c.is_whitespace() || "\"'(),;".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| !is_between(c)) {
        let (between, word) = rest.split_at(start);
        let (word, behind) = word.split_at(word.find(is_between).unwrap_or(word.len()));
        out.push_str(between);
        out.push_str(&job(word));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// How many values and texts there are in XML.
pub(super) fn parts(xml: &str) -> usize {
    INSIDE.find_iter(xml).count()
}

/// XML in which each value and text is replaced: `job` is given what makes the whole of a part, and the part.
pub(super) fn inside(original: &str, mut job: impl FnMut(&dyn Fn(&str) -> String, &str) -> String) -> String {
    let mut out = String::with_capacity(original.len());
    let mut rest = original;
    while let Some(found) = INSIDE.captures(rest) {
        let group = (1..=3).find_map(|group| found.get(group));
        let Some(part) = group else { break };
        let (before, behind) =
            (rest.get(..part.start()).unwrap_or_default(), rest.get(part.end()..).unwrap_or_default());
        let whole = |value: &str| format!("{out}{before}{}{behind}", xml::escaped(value));
        let value = job(&whole, &xml::unescaped(part.as_str()));
        out.push_str(&markup(before));
        out.push_str(&xml::escaped(&value));
        rest = behind;
        // The quote or bracket behind it.
        let next = rest.chars().next().map_or(0, char::len_utf8);
        // A bracket that ends one text may begin the next.
        let next = if rest.starts_with('<') { 0 } else { next };
        out.push_str(rest.get(..next).unwrap_or_default());
        rest = rest.get(next..).unwrap_or_default();
    }
    out.push_str(&markup(rest));
    out
}

/// What stands between values: names of elements and attributes stay. What else does, where quotes are lost, may be anything.
fn markup(text: &str) -> String {
    masked(text, "x", |between, word, behind| {
        let is_name = between.ends_with(['<', '/', '?']) || behind.trim_start().starts_with('=');
        is_name && word.is_ascii() || words::is_plain(word)
    })
}

/// A text in which a stand-in takes the place of each word, of letters and digits, that does not stay: `stays` is given what stands
/// between it and the word before, the word, and what stands behind it.
pub(super) fn masked(text: &str, stand_in: &str, stays: impl Fn(&str, &str, &str) -> bool) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let (between, behind) = rest.split_at(start);
        let (word, behind) =
            behind.split_at(behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len()));
        out.push_str(between);
        out.push_str(if stays(between, word, behind) { word } else { stand_in });
        rest = behind;
    }
    out.push_str(rest);
    out
}
