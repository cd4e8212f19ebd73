//! The Japanese catalogue says what the English one says, and reports in Japanese tell what English ones tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use volsift::catalogue::{JAPANESE_TEXTS, Tongue, patterns};
use volsift::say::Language;

use super::harness::{cases, name, options, volsift};
use super::sentences::samples;

/// What a pattern is made of.
#[derive(Debug, Default)]
struct Made {
    /// Its own words, in every variant.
    words: Vec<String>,
    /// The arguments that it names.
    arguments: BTreeSet<String>,
    /// The keys of its variants.
    keys: BTreeSet<String>,
}

impl Made {
    fn take(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.words.push((*value).to_owned()),
                PatternElement::Placeable { expression: Expression::Inline(inline) } => self.inline(inline),
                PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                    self.inline(selector);
                    for variant in variants {
                        let (VariantKey::Identifier { name: key } | VariantKey::NumberLiteral { value: key }) =
                            &variant.key;
                        self.keys.insert((*key).to_owned());
                        self.take(&variant.value);
                    }
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::StringLiteral { value } => self.words.push((*value).to_owned()),
            other => panic!("no pattern needs {other:?}"),
        }
    }

    fn text(&self) -> String {
        self.words.concat()
    }
}

/// The patterns of texts in the syntax of Fluent, by id.
fn made(texts: &[&str]) -> BTreeMap<String, Made> {
    let mut all = BTreeMap::new();
    for text in texts {
        for entry in parser::parse(*text).unwrap().body {
            let Entry::Message(message) = entry else { continue };
            assert!(message.value.is_none(), "{} has a value beside its attributes", message.id.name);
            for attribute in &message.attributes {
                let mut made = Made::default();
                made.take(&attribute.value);
                let id = format!("{}.{}", message.id.name, attribute.id.name);
                assert!(all.insert(id.clone(), made).is_none(), "{id} is there twice");
            }
        }
    }
    all
}

fn japanese() -> BTreeMap<String, Made> {
    made(JAPANESE_TEXTS)
}

fn english() -> BTreeMap<String, Made> {
    let text: String = patterns()
        .iter()
        .map(|pattern| {
            let (message, attribute) = pattern.id.split_once('.').unwrap();
            // One message each: a message that is there twice is no mistake of syntax.
            format!("{message} =\n    .{attribute} = {}\n", pattern.english)
        })
        .collect();
    made(&[&text])
}

fn is_japanese(character: char) -> bool {
    matches!(character, 'ぁ'..='ん' | 'ァ'..='ー' | '一'..='龠' | '々')
}

/// The Latin words in a text, with what they are joined by.
fn latin(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_/\\.:%".contains(c);
    let parts = text.split(|c: char| !is_part(c));
    let trimmed = parts.map(|part| part.trim_matches(['-', '.', ':', '/', '%']));
    trimmed.filter(|part| part.chars().any(|c| c.is_ascii_alphabetic())).collect()
}

#[test]
fn both_languages_have_the_same_sentences() {
    let japanese = japanese();
    let mut lacking: BTreeMap<&str, String> = BTreeMap::new();
    for pattern in patterns() {
        if !japanese.contains_key(&*pattern.id) {
            let (message, attribute) = pattern.id.split_once('.').unwrap();
            writeln!(lacking.entry(message).or_default(), "    .{attribute} = {}", pattern.english).unwrap();
        }
    }
    let mut text = String::new();
    for (message, attributes) in &lacking {
        write!(text, "{message} =\n{attributes}\n").unwrap();
    }
    assert!(lacking.is_empty(), "put these into src/catalogue/ja/, in Japanese:\n\n{text}");
    let known: BTreeSet<&str> = patterns().iter().map(|pattern| &*pattern.id).collect();
    let left: Vec<&String> = japanese.keys().filter(|id| !known.contains(id.as_str())).collect();
    assert!(left.is_empty(), "nobody says these any more, so take them out of src/catalogue/ja/: {left:?}");
}

#[test]
fn the_words_are_well_formed() {
    let (_, wrong) = Language::of_texts("ja".parse().unwrap(), JAPANESE_TEXTS);
    assert_eq!(wrong, Vec::<String>::new());
    for (sentence, _) in samples() {
        assert_eq!(Tongue::Japanese.language().faults(&sentence), Vec::<String>::new(), "{}", sentence.id);
    }
}

#[test]
fn every_sentence_says_all_of_its_arguments() {
    let japanese = japanese();
    for pattern in patterns() {
        let Some(made) = japanese.get(&*pattern.id) else { continue };
        let wanted: BTreeSet<String> =
            pattern.parameters.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(made.arguments, wanted, "{}", pattern.id);
    }
}

/// A word of the program that a pattern selects by is one in both languages; Japanese has no plural.
#[test]
fn variants_are_the_same_and_there_is_no_plural() {
    let english = english();
    for (id, made) in japanese() {
        assert!(
            !made.keys.contains("one"),
            "{id}: the plural form `one` is never met in Japanese; write `1`"
        );
        let of = |made: &Made| -> BTreeSet<String> {
            let is_count = |key: &str| ["one", "other"].contains(&key) || key.parse::<u32>().is_ok();
            made.keys.iter().filter(|key| !is_count(key)).cloned().collect()
        };
        let Some(english) = english.get(&id) else { continue };
        let (said, wanted) = (of(&made), of(english));
        // A word that is printed as it is in English may need words in Japanese.
        assert!(wanted.is_subset(&said), "{id}: {wanted:?} in English, {said:?} in Japanese");
    }
}

/// Names, which are the same in every language: products, logs, providers, codes, options, commands, units of data.
const NAMES: &[&str] = &[];

#[test]
fn nothing_is_left_in_english_but_names() {
    let english = english();
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    for (id, made) in japanese() {
        let text = made.text();
        for word in latin(&text) {
            if !NAMES.contains(&word) {
                unknown.insert(word.to_owned(), id.clone());
            }
        }
        // A sentence of names and arguments only is the English one.
        let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let Some(english) = english.get(&id) else { continue };
        assert!(
            text.chars().any(is_japanese) || letters(&text) == letters(&english.text()),
            "{id} has no word of Japanese: {text}"
        );
    }
    assert!(unknown.is_empty(), "words that are no names yet, with a sentence of each: {unknown:#?}");
}

/// The rules of docs/ja-glossary.md.
#[test]
fn the_words_are_written_as_the_glossary_has_them() {
    let glossary = std::fs::read_to_string("docs/ja-glossary.md").unwrap();
    assert!(glossary.lines().count() <= 60);
    let rows = glossary.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(2));
    let wrong: Vec<String> = rows
        .flat_map(|cell| cell.trim_end_matches('|').split('、'))
        .map(|word| word.trim().to_owned())
        .filter(|word| word.chars().any(is_japanese))
        .collect();
    assert!(wrong.len() > 15, "{wrong:?}");
    for (id, made) in japanese() {
        for part in &made.words {
            for word in &wrong {
                assert!(!part.contains(word), "{id} says {word}: {part}");
            }
            let letters: Vec<char> = part.chars().collect();
            for pair in letters.windows(2) {
                let (one, other) = (pair[0], pair[1]);
                let is_glued = (is_japanese(one) && other.is_ascii_alphanumeric())
                    || (one.is_ascii_alphanumeric() && is_japanese(other));
                assert!(!is_glued, "{id}: no blank between {one} and {other}: {part}");
                let is_loose = is_japanese(one) && [',', '.', ';'].contains(&other);
                assert!(!is_loose, "{id}: {one}{other}: {part}");
            }
            let is_full_width = |c: char| matches!(c, '！'..='｝' | '\u{3000}');
            assert!(!part.chars().any(is_full_width), "{id} has letters or signs of full width: {part}");
        }
    }
}

#[test]
fn no_sentence_has_a_hole() {
    let voice = Tongue::Japanese.voice(None);
    for (sentence, _) in samples() {
        let text = voice.text(&sentence);
        assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{}: {text:?}", sentence.id);
        assert!(
            !text.contains(" 、") && !text.contains(" 。") && !text.contains("。。"),
            "{}: {text}",
            sentence.id
        );
    }
}

/// A case as it is analysed, in a format and a language.
fn said(case: &std::path::Path, words: &[&str]) -> super::harness::Output {
    let mut arguments = vec!["analyze".to_owned()];
    arguments.extend(words.iter().map(|word| (*word).to_owned()));
    arguments.extend(options(case));
    arguments.push(case.join("logs").to_string_lossy().into_owned());
    volsift(&arguments)
}

/// Words of a text that a report cites: records, days and codes, sorted.
fn cited(text: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-#/%:".contains(c);
    let is_cited = |word: &str| {
        word.contains('#')
            || word.starts_with("0x")
            || word.starts_with("20") && word.matches('-').count() == 2
    };
    let mut cited: Vec<&str> = text.split(|c: char| !is_part(c)).filter(|word| is_cited(word)).collect();
    cited.sort_unstable();
    cited
}

#[test]
fn a_report_tells_the_same_in_both_languages() {
    let ids: Vec<&str> = patterns().iter().map(|pattern| &*pattern.id).collect();
    for case in cases() {
        for extent in [&["--format", "markdown"][..], &["--format", "markdown", "--all"]] {
            let english = said(&case, &[extent, &["--lang", "en"]].concat());
            let japanese = said(&case, &[extent, &["--lang", "ja"]].concat());
            let case = name(&case);
            assert_eq!(english.code, japanese.code, "{case}");
            assert!(english.out.is_ascii() || !english.out.contains("の"), "{case}: {}", english.out);
            // Nothing is wrapped here, so a line is a line.
            let shape = |text: &str| -> Vec<String> {
                let kind = |line: &str| line.chars().take_while(|c| " *-|#`!".contains(*c)).collect();
                text.lines().map(kind).collect()
            };
            assert_eq!(shape(&english.out), shape(&japanese.out), "{case}:\n{}", japanese.out);
            assert_eq!(cited(&english.out), cited(&japanese.out), "{case}:\n{}", japanese.out);
            assert!(!japanese.out.contains('\u{fffd}'), "{case}:\n{}", japanese.out);
            for id in &ids {
                assert!(!japanese.out.contains(id), "{case}: {id} has no words:\n{}", japanese.out);
            }
        }
    }
}

#[test]
fn a_terminal_shows_whole_lines_of_japanese() {
    for case in cases() {
        let output = said(&case, &["--lang", "ja"]);
        let english = said(&case, &[]);
        assert_eq!(output.code, english.code);
        assert_eq!(output.err.lines().count(), english.err.lines().count(), "{}", output.err);
        let headings = |text: &str, is: fn(&str) -> bool| text.lines().filter(|line| is(line)).count();
        let is_capitals = |line: &str| {
            line.chars().any(|c| c.is_ascii_uppercase())
                && !line.chars().any(|c| c.is_ascii_lowercase() || "[:-".contains(c))
                && !line.starts_with(' ')
        };
        assert_eq!(headings(&output.out, |line| line.starts_with("■ ")), headings(&english.out, is_capitals));
        for line in output.out.lines() {
            let begin = line.trim_start_matches([' ', '-', '>', '*', '!']).chars().next();
            let is_stray = begin.is_some_and(|c| "。、)ーッャュョ".contains(c));
            assert!(!is_stray, "{}: {line}\n{}", name(&case), output.out);
        }
    }
}

#[test]
fn what_programs_read_has_one_language() {
    for case in ["article", "trouble", "two-computers"] {
        let case = std::path::Path::new("fixtures/cases").join(case);
        for format in ["json", "csv"] {
            let english = said(&case, &["--format", format]);
            let japanese = said(&case, &["--format", format, "--lang", "ja"]);
            assert_eq!(english, japanese, "{}", case.display());
        }
    }
}

fn shown(case: &str, words: &[&str]) -> String {
    said(&std::path::Path::new("fixtures/cases").join(case), &[&["--lang", "ja"], words].concat()).out
}

#[test]
fn the_article() {
    insta::assert_snapshot!(shown("article", &[]));
}

#[test]
fn the_article_for_a_ticket() {
    insta::assert_snapshot!(shown("article", &["--format", "markdown"]));
}

#[test]
fn a_host_in_trouble() {
    insta::assert_snapshot!(shown("trouble", &["--all"]));
}

#[test]
fn a_quiet_host() {
    insta::assert_snapshot!(shown("V403-silent", &[]));
}

#[test]
fn a_quiet_host_for_a_ticket() {
    insta::assert_snapshot!(shown("V403-silent", &["--format", "markdown"]));
}
