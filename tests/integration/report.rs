//! A report that one screen holds: promises about lines are counted.

use super::harness::{Output, volsift_in};
use volsift::cli::Surroundings;

fn told(case: &str, columns: usize, options: &[&str]) -> Output {
    let surroundings = Surroundings {
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        columns: Some(columns),
        no_color: true,
        is_unicode: true,
    };
    let logs = format!("fixtures/cases/{case}/logs");
    let mut words = vec!["analyze", logs.as_str()];
    words.extend(options);
    volsift_in(surroundings, &words)
}

fn lines(output: &Output) -> usize {
    output.out.lines().count()
}

/// The blanks of wrapped lines do not count.
fn flat(output: &Output) -> String {
    output.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_quiet_host_takes_ten_lines() {
    let quiet = ["V601-fires", "V201-silent", "many-27s", "bundle", "V102-silent"];
    let mut seen = 0;
    for case in quiet {
        let output = told(case, 80, &[]);
        if output.code == 0 {
            seen += 1;
            assert!(lines(&output) <= 10, "{case}\n{}", output.out);
        }
    }
    assert!(seen >= 2);
}

#[test]
fn sixty_nights_with_two_bad_ones_fit_on_a_screen() {
    let output = told("sixty-nights", 100, &[]);
    assert!(lines(&output) <= 50, "{}\n{}", lines(&output), output.out);
    // The bad ones stand there in full.
    for part in ["backup run S24 failed", "of run S41: actionable", "S1-S23", "23 succeeded", "115 benign"] {
        assert!(output.out.contains(part), "{part}\n{}", output.out);
    }
    let all = told("sixty-nights", 100, &["--all"]);
    let rows = all.out.lines().filter(|line| line.starts_with('S')).count();
    assert!(rows >= 60, "{rows}");
    assert_eq!(lines(&told("sixty-nights", 100, &["-q"])), 2);
}

#[test]
fn thirty_hosts_with_two_bad_ones_fit_on_a_long_screen() {
    let output = told("thirty-hosts", 100, &[]);
    assert!(lines(&output) <= 80, "{}\n{}", lines(&output), output.out);
    assert!(output.out.starts_with("30 hosts: 2 need a person (HV07, HV19), 28 quiet;"), "{}", output.out);
    let all = told("thirty-hosts", 100, &["--all"]);
    assert!(all.out.matches("Asia/Tokyo").count() == 30, "each has its chapter");
}

#[test]
fn from_a_hundred_columns_on_a_run_is_one_line() {
    let output = told("comes-and-goes", 100, &["--all"]);
    let rows: Vec<&str> = output.out.lines().skip_while(|line| !line.starts_with("run ")).skip(2).collect();
    let rows = rows.iter().take_while(|line| !line.is_empty());
    assert!(rows.filter(|line| line.starts_with('S')).count() == 12, "{}", output.out);
}

#[test]
fn lines_are_drawn_as_the_locale_can_show_them() {
    assert!(told("sixty-nights", 100, &[]).out.contains('─'));
    assert!(told("sixty-nights", 100, &["--ascii"]).out.is_ascii());
}

/// Words that can be read out on the phone.
#[test]
fn no_internal_name_stands_in_the_prose() {
    for case in super::harness::cases() {
        let case = case.file_name().unwrap().to_string_lossy().into_owned();
        let output = told(&case, 100, &["--all"]);
        for word in ["record-id-jump", "two-logs", "E::", " 1 bytes", " 0 ms before", "Some(", "None"] {
            assert!(!flat(&output).contains(word), "{case}: {word}\n{}", output.out);
        }
    }
}
