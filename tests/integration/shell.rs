//! Completion in shells, and manual pages.

use super::harness::volsift;

#[test]
fn every_shell_has_a_script_that_names_the_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = volsift(&["completions", shell]);
        assert_eq!((output.code, output.err.as_str()), (0, ""), "{shell}");
        for word in ["analyze", "mountvol", "fail-on"] {
            assert!(output.out.contains(word), "{shell} does not know {word}");
        }
    }
    assert_eq!(volsift(&["completions", "cmd"]).code, 2);
}

/// What bash offers where a command line ends.
#[cfg(target_os = "linux")]
fn offered(words: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("volsift.bash");
    std::fs::write(&script, volsift(&["completions", "bash"]).out).unwrap();
    let last = words.len() - 1;
    let ask = format!(
        "source {} && COMP_WORDS=({}) && COMP_CWORD={last} && _volsift volsift '{}' '{}' && printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        script.display(),
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        words[last],
        words[last - 1],
    );
    let bash = |arguments: &[&str]| {
        let output =
            std::process::Command::new("bash").args(["--norc", "--noprofile"]).args(arguments).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    bash(&["-n", script.to_str().unwrap()]);
    bash(&["-c", &ask]).lines().map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn bash_completes_options_and_their_values() {
    assert_eq!(offered(&["volsift", "ana"]), ["analyze"]);
    assert_eq!(offered(&["volsift", "analyze", "--for"]), ["--format"]);
    let formats: Vec<&str> = volsift::render::FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(offered(&["volsift", "analyze", "--format", ""]), formats);
    assert_eq!(
        offered(&["volsift", "analyze", "logs", "--fail-on", ""]),
        ["actionable", "undetermined", "never"]
    );
}

#[test]
fn a_page_for_the_program_and_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share/man1");
    let told = volsift(&["man", pages.to_str().unwrap()]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    let mut names: Vec<String> =
        told.out.lines().map(|line| line.rsplit(['/', '\\']).next().unwrap().to_owned()).collect();
    let mut found = Vec::new();
    for page in super::harness::files(&pages) {
        let text = std::fs::read_to_string(&page).unwrap();
        let name = super::harness::name(&page);
        assert!(text.contains(&format!(".TH {} 1", name.trim_end_matches(".1"))), "{text}");
        // A line that begins with a dot is a command; these are all that the writers of pages use.
        for command in text.lines().filter_map(|line| line.strip_prefix('.')) {
            let word = command.split_whitespace().next().unwrap();
            let known = ["SH", "TP", "TH", "br", "nf", "fi", "RS", "RE", "IP", "PP", "ie", "el"];
            assert!(known.contains(&word), "{name}: .{command}");
        }
        found.push(name);
    }
    names.sort();
    assert_eq!(names, found);
    let help = volsift(&["--help"]).out;
    let commands = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in commands.lines().filter_map(|line| line.split_whitespace().next()) {
        let has_page = command == "help" || names.contains(&format!("volsift-{command}.1"));
        assert!(has_page, "no page for {command}");
    }
    let analyze = std::fs::read_to_string(pages.join("volsift-analyze.1")).unwrap();
    for format in volsift::render::FORMATS {
        assert!(analyze.contains(&format!("\n{}: ", format.name)), "{}", format.name);
    }
    assert!(analyze.contains("\n  4  nothing bad seen"), "the exit status is told, line by line");
    // Once more, over the old ones.
    assert_eq!(volsift(&["man", pages.to_str().unwrap()]), told);
}

#[test]
fn what_is_no_folder_takes_no_pages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "text").unwrap();
    let output = volsift(&["man", file.to_str().unwrap()]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("no folder"), "{}", output.err);
}
