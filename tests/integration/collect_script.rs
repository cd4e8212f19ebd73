//! The scripts that gather evidence: what they call is described, they ask for what is read, and they are what is printed.

use std::collections::BTreeSet;

use volsift::event::providers::PROVIDERS;

use super::harness::volsift;

fn batch() -> String {
    std::fs::read_to_string("collect/collect.cmd").unwrap()
}

fn powershell() -> String {
    std::fs::read_to_string("collect/collect.ps1").unwrap()
}

/// Program and arguments of every row of the list that is of a program, `cmd` or `PowerShell`.
fn described() -> BTreeSet<(String, String)> {
    let list = std::fs::read_to_string("collect/commands.tsv").unwrap();
    let rows = list.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [program, arguments, since, why, source] = fields[..] else { panic!("{line}") };
        assert!(!since.is_empty() && source.starts_with("https://"), "{line}");
        assert!(!why.is_empty() || program == "cmd", "{line}");
        (program.to_owned(), arguments.to_owned())
    })
    .collect()
}

/// Lines of a batch file that do something, without what stands before a command.
fn statements(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in script.lines().map(str::trim) {
        let quoted_ampersand =
            line.starts_with("rem ") || line.starts_with("echo ") || line.contains("-Command");
        let parts: Vec<&str> = if quoted_ampersand { vec![line] } else { line.split(" & ").collect() };
        for part in parts {
            let mut rest = part.trim().trim_start_matches('@');
            // Conditions and loops stand before what they do.
            loop {
                let cut = if rest.starts_with(">>") || rest.starts_with('>') {
                    rest.split_once(' ').map(|(_, rest)| rest)
                } else if rest.starts_with("for ") {
                    found.push(if rest.starts_with("for /f") {
                        "for /f".to_owned()
                    } else {
                        "for".to_owned()
                    });
                    found.extend(
                        rest.split_once("in ('")
                            .map(|(_, inner)| inner.split('\'').next().unwrap().to_owned()),
                    );
                    rest.split_once(" do ").map(|(_, rest)| rest)
                } else if rest.starts_with("if ") {
                    found.push(if rest.starts_with("if /i") { "if /i".to_owned() } else { "if".to_owned() });
                    behind_condition(rest)
                } else {
                    break;
                };
                rest = cut.unwrap_or("").trim();
            }
            if !rest.is_empty() && !rest.starts_with([':', '(', ')']) {
                found.push(rest.to_owned());
            }
        }
    }
    found
}

/// What an `if` does.
fn behind_condition(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches("if ").trim_start_matches("/i ");
    let rest = rest.strip_prefix("not ").unwrap_or(rest);
    for word in ["exist ", "defined ", "errorlevel "] {
        if let Some(rest) = rest.strip_prefix(word) {
            let rest =
                rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map_or(rest, |(_, rest)| rest);
            return rest.trim_start().split_once(' ').map(|(first, all)| {
                if rest.starts_with(' ') {
                    rest.trim_start()
                } else {
                    let _ = first;
                    all
                }
            });
        }
    }
    // `"a"=="b" does`, or `A gtr B does`
    if let Some((_, behind)) = rest.split_once("==") {
        let behind = behind.strip_prefix('"')?;
        return behind.split_once("\" ").map(|(_, rest)| rest);
    }
    rest.splitn(4, ' ').nth(3)
}

/// How programs are called, as the list names it.
fn programs_of_batch() -> BTreeSet<(String, String)> {
    let script = batch()
        .replace("%VS_WMIC%", r"%VS_SYS%\wbem\wmic.exe")
        .replace("%VS_POWERSHELL%", r"%VS_SYS%\WindowsPowerShell\v1.0\powershell.exe");
    let mut found = BTreeSet::new();
    for line in script.lines().filter(|line| line.starts_with("\"%VS_SYS%\\")) {
        let (path, rest) = line[1..].split_once('"').unwrap();
        let program = path.rsplit('\\').next().unwrap();
        let rest = if program == "powershell.exe" { rest.split(" \"").next().unwrap() } else { rest };
        let end = [" >", " 2>", " <"].iter().filter_map(|sign| rest.find(sign)).min().unwrap_or(rest.len());
        let arguments = generic(&rest[..end].replace('"', ""));
        found.insert((program.to_owned(), arguments));
    }
    found
}

/// Arguments with what changes named by a word.
fn generic(arguments: &str) -> String {
    let mut text = arguments.trim().to_owned();
    for (from, to) in [
        ("%VS_CHANNEL%", "CHANNEL"),
        ("$Channel", "CHANNEL"),
        ("%VS_FILE%", "FILE"),
        ("$file", "FILE"),
        ("spp.reg", "FILE"),
        (r"..\packed.zip", "FILE"),
        (r"..\pack.ddf", "FILE"),
    ] {
        text = text.replace(from, to);
    }
    if let Some(at) = text.find("HKLM\\") {
        let end =
            [" /s", " FILE"].iter().filter_map(|end| text.find(end)).filter(|end| *end > at).min().unwrap();
        text.replace_range(at..end, "KEY");
    }
    text
}

fn programs_of_powershell() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for line in powershell().lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("Save-Text '") {
            let parts: Vec<&str> = rest.split('\'').collect();
            let program = parts[2].rsplit('\\').next().unwrap();
            let list = rest.split_once("@(").unwrap().1.trim_end_matches(')');
            let words: Vec<&str> = list.split("', '").map(|word| word.trim_matches('\'')).collect();
            found.insert((program.to_owned(), generic(&words.join(" "))));
        } else if let Some((_, rest)) = line.split_once("& $wevtutil ") {
            found.insert(("wevtutil.exe".to_owned(), generic(rest.split(" 2>").next().unwrap())));
        } else if let Some((_, rest)) = line.split_once("& (Join-Path $system '") {
            let (program, rest) = rest.split_once("') ").unwrap();
            found.insert((program.to_owned(), generic(rest.split(" 2>").next().unwrap())));
        }
    }
    found
}

#[test]
fn every_program_and_its_options_are_described() {
    let (described, batch, powershell) = (described(), programs_of_batch(), programs_of_powershell());
    assert!(batch.len() >= 20 && powershell.len() >= 14, "{batch:?} {powershell:?}");
    for call in batch.union(&powershell) {
        assert!(described.contains(call), "not in collect/commands.tsv: {call:?}");
    }
    let programs = described.iter().filter(|(program, _)| program.ends_with(".exe"));
    for row in programs {
        assert!(batch.contains(row) || powershell.contains(row), "no script calls {row:?}");
    }
}

#[test]
fn everything_that_cmd_does_itself_is_described() {
    let described = described();
    let known: Vec<&str> =
        described.iter().filter(|(program, _)| program == "cmd").map(|(_, form)| form.as_str()).collect();
    let mut used = BTreeSet::new();
    for statement in statements(&batch()).iter().filter(|statement| !statement.starts_with('"')) {
        let words: Vec<&str> = statement.split(' ').collect();
        let is_free = ["echo", "rem", "if", "for"].contains(&words[0]) || words[0] == "echo.";
        let options: Vec<&str> = if words[0] == "setlocal" {
            words[1..].to_vec()
        } else if is_free && !["for", "if"].contains(&words[0]) {
            Vec::new()
        } else {
            words[1..].iter().filter(|word| word.starts_with('/')).copied().collect()
        };
        let form =
            std::iter::once(words[0].trim_end_matches('.')).chain(options).collect::<Vec<_>>().join(" ");
        let found = known.iter().find(|row| **row == form);
        assert!(found.is_some(), "{form}: {statement}");
        used.extend(found.map(|row| (*row).to_owned()));
    }
    for row in known {
        assert!(used.contains(row), "collect.cmd has no {row}");
    }
}

#[test]
fn every_command_of_powershell_and_its_parameters_are_described() {
    let described = described();
    let script = powershell();
    let own: BTreeSet<&str> =
        script.lines().filter_map(|line| line.strip_prefix("function ")?.split(['(', ' ']).next()).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let code: String = code_of_powershell(&script);
    for line in code.lines() {
        let mut rows: Vec<&str> = Vec::new();
        for word in line.split(|c: char| !c.is_alphanumeric() && c != '-') {
            let is_command = word.split_once('-').is_some_and(|(verb, noun)| {
                verb.starts_with(char::is_uppercase) && noun.starts_with(char::is_uppercase)
            });
            if is_command && !own.contains(word) {
                let row = described
                    .iter()
                    .find(|(program, form)| program == "PowerShell" && form.split(' ').next() == Some(word));
                rows.push(&row.unwrap_or_else(|| panic!("{word} is not described: {line}")).1);
            } else if word.starts_with('-') && word[1..].starts_with(char::is_uppercase) && !rows.is_empty() {
                let is_known = rows.iter().any(|row| row.split(' ').any(|parameter| parameter == word));
                assert!(is_known, "{word} is a parameter of none of {rows:?}: {line}");
            }
        }
        used.extend(rows.iter().map(|row| row.split(' ').next().unwrap()));
    }
    for (_, form) in described.iter().filter(|(program, _)| program == "PowerShell") {
        let name = form.split(' ').next().unwrap();
        assert!(used.contains(name), "collect.ps1 has no {name}");
    }
}

#[test]
fn the_directives_of_both_scripts_are_described() {
    let described = described();
    for script in [batch(), powershell()] {
        let names = script.split(".Set ").skip(1).map(|rest| rest.split('=').next().unwrap());
        let named: BTreeSet<String> = names.map(|name| format!(".Set {name}")).collect();
        let known: BTreeSet<String> = described
            .iter()
            .filter(|(program, _)| program == "makecab")
            .map(|(_, form)| form.clone())
            .collect();
        assert_eq!(named, known);
    }
}

/// Code without comments and without what stands in quotation marks; and that all of both ends.
fn code_of_powershell(script: &str) -> String {
    let (mut code, mut open) = (String::new(), Vec::new());
    let mut rest = script;
    while let Some(next) = rest.chars().next() {
        let until = |end: &str| {
            let found = rest.get(1..).and_then(|behind| behind.find(end)).map(|at| at + 1 + end.len());
            found.unwrap_or_else(|| panic!("what begins here does not end: {}", rest.lines().next().unwrap()))
        };
        let skip = match next {
            '<' if rest.starts_with("<#") => until("#>"),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '@' if rest.starts_with("@\"") => until("\n\"@"),
            // In single quotes a quote is doubled, which reads as two texts.
            '\'' => until("'"),
            '"' => {
                let mut end = 1;
                loop {
                    let at = rest[end..].find(['"', '`']).unwrap_or_else(|| panic!("{rest}")) + end;
                    if rest[at..].starts_with('`') {
                        end = at + 2;
                        continue;
                    }
                    break at + 1;
                }
            }
            '(' | '[' | '{' => {
                open.push(next);
                0
            }
            ')' | ']' | '}' => {
                let begin = open.pop();
                let fits = [Some(('(', ')')), Some(('[', ']')), Some(('{', '}'))];
                assert!(fits.contains(&begin.map(|begin| (begin, next))), "{}", rest.lines().next().unwrap());
                0
            }
            _ => 0,
        };
        if skip > 0 {
            code.push_str("''");
            // Lines stay lines.
            rest = &rest[skip..];
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    code
}

/// No PowerShell runs here, so what 2.0 does not know is looked for.
#[test]
fn the_powershell_script_is_one_of_2_0() {
    let code = code_of_powershell(&powershell());
    for newer in [
        "[ordered]",
        "[PSCustomObject]",
        "::new(",
        " -in ",
        " -notin ",
        "$PSScriptRoot",
        "$PSItem",
        "-shl",
        "??",
        "&&",
        "||",
        "?.",
        "class ",
        "enum ",
        "using ",
    ] {
        assert!(!code.contains(newer), "{newer} is newer than PowerShell 2.0");
    }
    assert!(!code.contains("Get-CimInstance") && !code.contains("-Raw") && !code.contains(".Where("));
}

#[test]
fn both_scripts_take_the_same() {
    let logs = |script: &str, begin: &str| -> Vec<(String, String)> {
        let lines = script.lines().filter_map(|line| line.strip_prefix(begin));
        let pairs = lines.map(|line| line.replace(['\'', '"'], "\u{1}"));
        pairs
            .map(|line| {
                let parts: Vec<&str> =
                    line.split('\u{1}').map(str::trim).filter(|part| !part.is_empty()).collect();
                (parts[0].to_owned(), parts[1].to_owned())
            })
            .collect()
    };
    let of_batch = logs(&batch(), "call :log ");
    assert_eq!(of_batch, logs(&powershell(), "Save-Log "));
    // A log that the analysis reads and nobody collects would be asked for by hand.
    let channels: BTreeSet<&str> = of_batch.iter().map(|(channel, _)| channel.as_str()).collect();
    for provider in PROVIDERS {
        // Who logged on where is the customer's own business, and only tells who asked for a shadow copy.
        let is_taken = channels.contains(provider.channel) || provider.channel == "Security";
        assert!(is_taken, "{} is not collected", provider.channel);
    }
    let texts = |script: &str, begin: &str, end: char| -> BTreeSet<String> {
        let lines = script.lines().map(str::trim).filter_map(|line| line.strip_prefix(begin));
        lines.map(|line| line.split(end).next().unwrap().to_owned()).collect()
    };
    let saved = texts(&powershell(), "Save-Text '", '\'');
    let all = saved.union(&texts(&powershell(), "Close-Text '", '\'')).cloned().collect::<BTreeSet<_>>();
    assert_eq!(texts(&batch(), "call :text ", ' '), all);
}

#[test]
fn the_scripts_are_ascii_and_are_printed_with_the_line_ends_of_windows() {
    for (option, script, begin) in [(None, batch(), "@echo off"), (Some("--powershell"), powershell(), "<#")]
    {
        assert!(script.is_ascii(), "a code page would change it");
        let words: Vec<&str> = std::iter::once("collect-script").chain(option).collect();
        let printed = volsift(&words);
        assert_eq!((printed.code, printed.err.as_str()), (0, ""));
        assert!(printed.out.starts_with(begin));
        assert_eq!(printed.out, script.replace('\n', "\r\n"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("script").to_string_lossy().into_owned();
        let words: Vec<&str> = words.into_iter().chain(["-o", path.as_str()]).collect();
        assert_eq!(volsift(&words).out, "");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), printed.out);
    }
    // No line jumps to where nothing is.
    let script = batch();
    let labels: BTreeSet<&str> = script.lines().filter_map(|line| line.strip_prefix(':')).collect();
    for part in script.split("goto ").skip(1).chain(script.split("call :").skip(1)) {
        let label = part.split([' ', '\n']).next().unwrap();
        assert!(labels.contains(label), "no label {label}");
    }
}
