//! Reports in Japanese tell what English ones tell, in whole lines; what programs read stays as it is.

use std::path::Path;

use textwrap::core::display_width;
use volsift::catalogue::{Tongue, patterns};
use volsift::cli::Surroundings;

use super::harness::{Output, cases, name, options, surroundings, volsift, volsift_in};
use super::japanese::{english_words, is_japanese, latin, misspaced};

/// A case as it is analysed, in a format and a language.
fn said(case: &Path, words: &[&str]) -> Output {
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
    let words = text.split(|c: char| !is_part(c)).map(|word| word.trim_matches(':'));
    let mut cited: Vec<&str> = words.filter(|word| is_cited(word)).collect();
    cited.sort_unstable();
    cited
}

#[test]
fn a_report_tells_the_same_in_both_languages() {
    let words = english_words();
    assert!(words.len() > 500 && words.contains("recovered"), "{words:?}");
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
                let kind = |line: &str| line.chars().take_while(|c| " *-|#!".contains(*c)).collect();
                text.lines().map(kind).collect()
            };
            assert_eq!(shape(&english.out), shape(&japanese.out), "{case}:\n{}", japanese.out);
            assert_eq!(cited(&english.out), cited(&japanese.out), "{case}:\n{}", japanese.out);
            // What is not in code is of this program: `(recovered)` behind a record would be found.
            let own: String = japanese.out.split('`').step_by(2).collect();
            let left: Vec<&str> = latin(&own).into_iter().filter(|word| words.contains(*word)).collect();
            assert_eq!(left, Vec::<&str>::new(), "{case}:\n{}", japanese.out);
            assert_eq!(misspaced(&japanese.out), Vec::<String>::new(), "{case}");
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
            // Commands and names are whole, and so are cells of a table; Japanese is broken in time.
            let is_of_words = line.chars().any(is_japanese) && !line.contains("  ");
            assert!(!is_of_words || display_width(line) <= 80, "{}: {line}", name(&case));
        }
    }
}

#[test]
fn what_programs_read_has_one_language() {
    for case in ["article", "trouble", "two-computers"] {
        let case = Path::new("fixtures/cases").join(case);
        for format in ["json", "csv"] {
            let english = said(&case, &["--format", format]);
            let japanese = said(&case, &["--format", format, "--lang", "ja"]);
            assert_eq!(english, japanese, "{}", case.display());
        }
    }
}

#[test]
fn the_columns_of_a_table_begin_below_their_titles() {
    let text = shown("sixty-nights", &[]);
    let column_of = |line: &str, word: &str| line.find(word).map(|at| display_width(line.split_at(at).0));
    let mut lines = text.lines().skip_while(|line| !line.starts_with("実行  "));
    let titles = lines.next().unwrap();
    let [start, outcome, errors] = ["開始", "結果", "volsnap 27"].map(|title| column_of(titles, title));
    let rows: Vec<&str> = lines.skip(1).take_while(|line| !line.is_empty()).collect();
    assert!(rows.len() > 5, "{text}");
    for row in rows.iter().filter(|row| row.starts_with('S')) {
        assert_eq!(column_of(row, "2012-"), start, "{text}");
        let found = ["成功", "失敗"].iter().find_map(|word| column_of(row, word));
        assert_eq!(found, outcome, "{text}");
        let found = ["無害", "副次的", "要対応"].iter().find_map(|word| column_of(row, word));
        assert_eq!(found, errors, "{text}");
    }
}

#[test]
fn the_locale_chooses_the_language_and_the_option_overrides_it() {
    let japanese = Surroundings { tongue: Tongue::Japanese, ..surroundings() };
    let article = ["analyze", "fixtures/cases/article/logs"];
    let by_locale = volsift_in(japanese, &article);
    assert!(by_locale.out.contains("対応が必要なもの"), "{}", by_locale.out);
    assert_eq!(by_locale, volsift(&[&article[..], &["--lang", "ja"]].concat()));
    assert_eq!(volsift_in(japanese, &[&article[..], &["--lang", "en"]].concat()), volsift(&article));
    // What programs read, and help, have one language.
    for words in [&["analyze", "fixtures/cases/article/logs", "--format", "json"][..], &["analyze", "--help"]]
    {
        assert_eq!(volsift_in(japanese, words), volsift(words));
    }
}

#[test]
fn a_terminal_without_other_characters_gets_lines_of_ascii() {
    let text = shown("article", &["--ascii"]);
    assert!(text.contains("\n# 次に行うこと\n") && !text.contains('─') && !text.contains('■'), "{text}");
}

fn shown(case: &str, words: &[&str]) -> String {
    said(&Path::new("fixtures/cases").join(case), &[&["--lang", "ja"], words].concat()).out
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
fn several_hosts_with_damage_and_every_verdict() {
    let hosts = ["truncated-system", "modern-host", "cluster-node", "product-veeam-agent"];
    let mut arguments = vec!["analyze".to_owned(), "--lang".to_owned(), "ja".to_owned()];
    arguments.extend(hosts.map(|case| format!("fixtures/cases/{case}/logs")));
    insta::assert_snapshot!(volsift(&arguments).out);
}

#[test]
fn a_trend() {
    insta::assert_snapshot!(shown("snapshots-grow", &[]));
}

#[test]
fn a_quiet_host() {
    insta::assert_snapshot!(shown("V403-silent", &[]));
}

#[test]
fn a_quiet_host_for_a_ticket() {
    insta::assert_snapshot!(shown("V403-silent", &["--format", "markdown"]));
}
