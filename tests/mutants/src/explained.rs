//! Survivors that are no gap: `explained.txt` says why, for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Fallible;
use crate::list::Mutant;
use crate::run::{Outcome, Result};
use crate::table;
use crate::tree::root;

/// Keys of mutants, with the reason that stands above them.
pub struct Explained {
    reasons: BTreeMap<String, String>,
    /// Those that docs/reliability.md lists.
    listed: BTreeSet<String>,
    is_whole: bool,
    /// The commit of which docs/reliability.md tells.
    commit: Option<String>,
}

impl Explained {
    pub fn read() -> Fallible<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("explained.txt");
        let page = fs::read_to_string(root().join("docs/reliability.md"))?;
        let reasons = Self::parse(&fs::read_to_string(path)?)?;
        let is_whole = page.contains(table::HEAD)
            && ![table::SAMPLE, table::PARTIAL].iter().any(|part| page.contains(part));
        Ok(Self { reasons, listed: listed(&page), is_whole, commit: commit(&page) })
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

    /// Whether docs/reliability.md holds what a run of all mutants found, and not of a sample.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether the source is the one of which docs/reliability.md tells; what changed since, the next full run settles.
    pub fn is_of_this_source(&self) -> bool {
        let Some(commit) = &self.commit else { return false };
        let mut git = Command::new("git");
        let git = git.args(["diff", "--quiet", commit, "HEAD", "--", "src"]).current_dir(root());
        git.status().is_ok_and(|status| status.success())
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

/// The commit that stands above the table of the page.
fn commit(page: &str) -> Option<String> {
    let block = page.split_once("<!-- mutants:")?.1.split_once("<!-- end of mutants -->")?.0;
    let (commit, _) = block.split_once("at commit ")?.1.split_once('.')?;
    commit.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| commit.to_owned())
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
    fn the_page_names_the_commit_of_its_table() {
        let page = |commit: &str| {
            format!(
                "at commit 1.\n<!-- mutants: x -->\n\nWritten, at commit {commit}.\n<!-- end of mutants -->"
            )
        };
        assert_eq!(commit(&page("f7fc45a4")).as_deref(), Some("f7fc45a4"));
        assert_eq!(commit(&page("f7fc45a4 with changes")), None);
        assert_eq!(commit("at commit f7fc45a4."), None);
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
