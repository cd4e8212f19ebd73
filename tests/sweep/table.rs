//! The table that goes to docs/reliability.md.

use std::fmt;
use std::time::Duration;

use super::compare::{RESTS_ON_ABSENCE, Shown, Wrong};
use super::damages::Kind;

/// What one kind of damage showed in one set of logs.
pub struct Row {
    pub kind: Kind,
    pub logs: usize,
    runs: u64,
    /// In the order of [`Wrong::ALL`]: in how many runs that was so.
    wrong: [u64; Wrong::ALL.len()],
    undetermined: u64,
    renamed: u64,
    renamed_benign: u64,
    ends_lost: u64,
}

impl Row {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            logs: 0,
            runs: 0,
            wrong: [0; Wrong::ALL.len()],
            undetermined: 0,
            renamed: 0,
            renamed_benign: 0,
            ends_lost: 0,
        }
    }

    pub fn add(&mut self, shown: &Shown) {
        self.runs += 1;
        self.undetermined += shown.undetermined;
        self.renamed += shown.renamed;
        self.renamed_benign += shown.renamed_benign;
        self.ends_lost += shown.ends_lost;
        for (count, wrong) in self.wrong.iter_mut().zip(Wrong::ALL) {
            *count += u64::from(shown.wrong.iter().any(|(kind, _)| *kind == wrong));
        }
    }
}

pub struct Table {
    percent: usize,
    lines: Vec<String>,
    is_right: bool,
    undetermined: u64,
    renamed: u64,
    renamed_benign: u64,
    ends_lost: u64,
}

impl Table {
    pub fn new(percent: usize) -> Self {
        Self {
            percent,
            lines: Vec::new(),
            is_right: true,
            undetermined: 0,
            renamed: 0,
            renamed_benign: 0,
            ends_lost: 0,
        }
    }

    pub fn add(&mut self, set: &str, rows: &[Row], time: Duration) {
        for (number, row) in rows.iter().enumerate() {
            let numbers: Vec<String> =
                [row.logs as u64, row.runs].iter().chain(&row.wrong).map(|number| grouped(*number)).collect();
            // One time for all kinds, which are swept log by log.
            let time =
                if number == 0 { format!("{} min", time.as_secs().div_ceil(60)) } else { String::new() };
            self.lines.push(format!("| {set} | {} | {} | {time} |", row.kind.words(), numbers.join(" | ")));
            self.is_right &= row.wrong.iter().all(|count| *count == 0);
            self.undetermined += row.undetermined;
            self.renamed += row.renamed;
            self.renamed_benign += row.renamed_benign;
            self.ends_lost += row.ends_lost;
        }
    }

    /// Whether nothing was wrong.
    pub fn is_right(&self) -> bool {
        self.is_right
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wrong: Vec<&str> = Wrong::ALL.iter().map(|wrong| wrong.words()).collect();
        writeln!(f, "| logs of | damage | logs | runs | {} | time |", wrong.join(" | "))?;
        writeln!(f, "|---|---|--:|--:|{}--:|", "--:|".repeat(wrong.len()))?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))?;
        writeln!(f)?;
        if self.percent < 100 {
            writeln!(f, "A sample: {} in a hundred of the runs.", self.percent)?;
        }
        writeln!(
            f,
            "{} verdicts of real trouble became \"undetermined\" where the damage touched each opinion's records of the trouble, or put in \
             doubt what tells of runs; {} rest on what no record says as well, and are not asked for. None of these is counted above.",
            grouped(self.undetermined),
            RESTS_ON_ABSENCE.join(" and "),
        )?;
        if self.renamed > 0 {
            writeln!(
                f,
                "{} verdicts came nearer to benign, {} of them to \"benign\", since the damage changed the very name of the computer in \
                 whose log spoke what was against it: see what is not promised.",
                grouped(self.renamed),
                grouped(self.renamed_benign)
            )?;
        }
        if self.ends_lost > 0 {
            writeln!(
                f,
                "{} times the end of a log in use was lost, of which nothing in it tells: see what is not promised.",
                grouped(self.ends_lost)
            )?;
        }
        Ok(())
    }
}

/// `408,100`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let parts: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(",")
}
