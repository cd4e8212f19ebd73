//! The Japanese catalogue says what the English one says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use volsift::catalogue::{JAPANESE_TEXTS, Tongue, patterns};
use volsift::say::Language;

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
        self.words.join(" ")
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

/// Words that English sentences are made of, but for names, and too short ones, which a path may hold too.
pub fn english_words() -> BTreeSet<String> {
    let text: String = english().values().map(|made| made.text() + " ").collect();
    let is_word =
        |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_lowercase()) && !is_name(word);
    latin(&text).into_iter().filter(is_word).map(str::to_owned).collect()
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

pub fn is_japanese(character: char) -> bool {
    matches!(character, 'ぁ'..='ん' | 'ァ'..='ー' | '一'..='龠' | '々')
}

/// The Latin words in a text, with what they are joined by.
pub fn latin(text: &str) -> Vec<&str> {
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

/// Counts that decide a plural form in English, and of which nothing else is said.
const PLURALS: &[&str] = &["advice.hardware-first-disks"];

#[test]
fn every_sentence_says_all_of_its_arguments() {
    let japanese = japanese();
    let mut differ = String::new();
    for pattern in patterns() {
        let Some(made) = japanese.get(&*pattern.id) else { continue };
        let is_said = |name: &str| name != "count" || !PLURALS.contains(&&*pattern.id);
        let names = pattern.parameters.iter().map(|(name, _)| (*name).to_owned());
        let wanted: BTreeSet<String> = names.filter(|name| is_said(name)).collect();
        if made.arguments != wanted {
            writeln!(differ, "{} says {:?}, not {wanted:?}", pattern.id, made.arguments).unwrap();
        }
    }
    assert!(differ.is_empty(), "{differ}");
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

/// Names, which are the same in every language: products, logs, providers, units.
const NAMES: &str = "806e6f6e6963 Agent collect.cmd Altaro Application Azure Backup BitLocker C000000E C:\\System.evtx CLIXML \
    CreateTimeout CSV Disk disk EFI ElfFile etl EventLog EVENTS.evtx evt EVTX evtx Get-VMSnapshot GUID \
    Hyper-V I/O ID iSCSI JSON KB Kernel-Power LUN MB Microsoft Microsoft-Windows-Backup mountvol \
    mountvol.txt MPIO ms NAME NEW.evtx NOP NTFS Ntfs NTSTATUS OLD.evt PowerShell R2 ReFS Server Service \
    ShadowProtect SMART SPP System TRACE.etl UTC Veeam vhdmp Virtual volsift volsnap VSS wbengine Win32 \
    Windows Writer XP \
    7z ARJ bzip2 compress Excel lha lz LZ4 lz4 LZH lzh lzip LZMA lzma PARTS.zip WHOLE.zip Z zip CurrentVersion\\SPP ESE gz inspect lnk msinfo32 nfo OLE Office PDF RAR reg query SQLite systeminfo tar redact vhd \
    vhdx Web wim XML xz ZIP zst --computer computer SHA-256 schema_version";

/// Words of commands.
const COMMANDS: &str = "add analyze chkdsk epl f:text format fsinfo fsutil get json lf:true list ntfsinfo o of providers qe r scan \
    shadows shadowstorage timeout tracerpt versions vssadmin wbadmin wevtutil writers";

/// Options.
const OPTIONS: &str = "all create-timeout max-entry max-held max-nesting max-ratio max-unpacked out password recover s tz vms-ok \
    vms-total";

/// The letters of runs, and what a formula is made of.
const SIGNS: &str = "P S ceil";

pub fn is_name(word: &str) -> bool {
    // ERROR_CRC, FACILITY_BLB
    let is_constant =
        word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || "_0123456789".contains(c));
    is_constant
        || [NAMES, COMMANDS, OPTIONS, SIGNS]
            .iter()
            .any(|names| names.split_whitespace().any(|name| name == word))
}

/// Sentences of which an argument is left, since the words around it stand elsewhere in Japanese.
const ARGUMENTS_ONLY: &[&str] = &["V601.in-file", "account.of"];

#[test]
fn nothing_is_left_in_english_but_names() {
    let english = english();
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut foreign = String::new();
    for (id, made) in japanese() {
        let text = made.text();
        for word in latin(&text) {
            if !is_name(word) {
                unknown.insert(word.to_owned(), id.clone());
            }
        }
        if ARGUMENTS_ONLY.contains(&id.as_str()) {
            continue;
        }
        // A sentence of names and arguments only is the English one.
        let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let Some(english) = english.get(&id) else { continue };
        let is_said = text.chars().any(|c| is_japanese(c) || "～、。".contains(c));
        if !is_said && letters(&text) != letters(&english.text()) {
            writeln!(foreign, "{id}: {text}").unwrap();
        }
    }
    assert!(foreign.is_empty(), "sentences without a word of Japanese:\n{foreign}");
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

/// Where a sentence and what was put into it do not fit: Japanese and Latin letters without a blank between them, or
/// Japanese with one that does not stand between words in katakana. What comes from logs stands in code spans.
pub fn misspaced(text: &str) -> Vec<String> {
    let is_katakana = |c: char| matches!(c, 'ァ'..='ー');
    let mut found = Vec::new();
    for span in text.split('`').step_by(2) {
        let letters: Vec<char> = span.chars().chain(['\n']).collect();
        for (at, around) in letters.windows(3).enumerate() {
            let [one, two, three] = [around[0], around[1], around[2]];
            let is_glued = is_japanese(one) && two.is_ascii_alphanumeric()
                || one.is_ascii_alphanumeric() && is_japanese(two);
            let is_loose = two == ' '
                && is_japanese(one)
                && is_japanese(three)
                && !(is_katakana(one) && is_katakana(three));
            if is_glued || is_loose {
                found.push(letters[at.saturating_sub(12)..(at + 12).min(letters.len())].iter().collect());
            }
        }
    }
    found
}

/// What stands for an argument, of which a pattern does not know how it begins and ends.
const ARGUMENT: &str = "`x`";

/// A pattern with each choice of its variants.
fn every_choice(pattern: &Pattern<&str>) -> Vec<String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        let parts: Vec<String> = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter().flat_map(|variant| every_choice(&variant.value)).collect()
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::StringLiteral { value }),
            } => vec![(*value).to_owned()],
            PatternElement::Placeable { .. } => vec![ARGUMENT.to_owned()],
        };
        all = all.iter().flat_map(|text| parts.iter().map(move |part| format!("{text}{part}"))).collect();
    }
    all
}

#[test]
fn every_choice_of_words_fits_what_stands_around_it() {
    let mut choices = 0;
    for text in JAPANESE_TEXTS {
        for entry in parser::parse(*text).unwrap().body {
            let Entry::Message(message) = entry else { continue };
            for attribute in &message.attributes {
                for said in every_choice(&attribute.value) {
                    choices += 1;
                    let id = format!("{}.{}", message.id.name, attribute.id.name);
                    assert_eq!(misspaced(&said), Vec::<String>::new(), "{id}: {said}");
                    assert!(
                        !said.contains("  ") && said.trim() == said && !said.is_empty(),
                        "{id}: {said:?}"
                    );
                }
            }
        }
    }
    assert!(choices > 1_300);
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
