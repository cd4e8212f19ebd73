//! Survivors that are no gap: `explained.txt` says why, for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::Fallible;
use crate::list::Mutant;
use crate::run::{Outcome, Result};
use crate::tree::root;

/// Keys of mutants, with the reason that stands above them.
pub struct Explained {
    reasons: BTreeMap<String, String>,
    /// Those that docs/reliability.md lists.
    listed: BTreeSet<String>,
}

impl Explained {
    pub fn read() -> Fallible<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("explained.txt");
        let page = fs::read_to_string(root().join("docs/reliability.md"))?;
        let reasons = Self::parse(&fs::read_to_string(path)?)?;
        Ok(Self { reasons, listed: listed(&page) })
    }

    /// Lines of a reason start with `# `; the keys under it have it, up to the next blank line.
    fn parse(text: &str) -> Fallible<BTreeMap<String, String>> {
        let mut keys = BTreeMap::new();
        for paragraph in text.split("\n\n") {
            let (reason, of): (Vec<&str>, Vec<&str>) = paragraph
                .lines()
                .filter(|line| !line.trim().is_empty())
                .partition(|line| line.starts_with('#'));
            let reason =
                reason.iter().map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ");
            for key in of {
                if reason.is_empty() {
                    return Err(format!("explained.txt gives no reason for {key}").into());
                }
                if keys.insert(key.trim().to_owned(), reason.clone()).is_some() {
                    return Err(format!("explained.txt names twice: {key}").into());
                }
            }
        }
        Ok(keys)
    }

    pub fn reason(&self, mutant: &Mutant) -> Option<&str> {
        self.reasons.get(&mutant.key()).map(String::as_str)
    }

    /// Whether the last full run found a mutant alive: docs/reliability.md lists those for which no reason is known yet.
    pub fn is_known(&self, mutant: &Mutant) -> bool {
        self.listed.contains(&mutant.key())
    }

    /// What is explained though it is not there, or is killed all the same.
    pub fn stale(&self, results: &[Result]) -> Vec<String> {
        let mut alive: BTreeSet<String> = BTreeSet::new();
        for result in results {
            if !matches!(result.outcome, Outcome::Killed | Outcome::TimedOut | Outcome::Unviable) {
                alive.insert(result.mutant.key());
            }
        }
        self.reasons.keys().filter(|key| !alive.contains(*key)).cloned().collect()
    }
}

/// The keys in lines such as "- `KEY` at FILE:LINE".
fn listed(page: &str) -> BTreeSet<String> {
    let keys = page
        .lines()
        .filter_map(|line| Some(line.strip_prefix("- `")?.rsplit_once("` at src/")?.0.to_owned()));
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_lists_what_is_known_to_survive() {
        let page = "- `src/a.rs: replace b in c: `d`` at src/a.rs:12, which no test comes to\n- other\n  - `src/x.rs: y`\n";
        assert_eq!(listed(page), BTreeSet::from(["src/a.rs: replace b in c: `d`".to_owned()]));
    }

    #[test]
    fn a_reason_holds_for_the_keys_under_it() {
        let explained = Explained::parse("# one\n# reason\na\nb\n\n# other\nc\n").unwrap();
        assert_eq!(explained["b"], "one reason");
        assert_eq!(explained["c"], "other");
        assert!(Explained::parse("# one\na\n\nb\n").is_err());
        assert!(Explained::parse("# one\na\na\n").is_err());
    }
}
