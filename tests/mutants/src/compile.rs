//! Builds the woven copy, and leaves out what does not compile until the rest does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::list::Mutant;
use crate::tree::{self, root, tree, workplace};
use crate::weave::{Blame, Left, blamed, weave};
use crate::{Fallible, say};

/// The build of all mutants.
pub struct Build {
    pub left: BTreeMap<usize, Left>,
    /// The programs that hold tests, those of the library first.
    pub programs: Vec<PathBuf>,
}

/// What is known of a source from the last time, so that it compiles at once.
#[derive(Default, Serialize, Deserialize)]
struct Known {
    source: u64,
    twins: BTreeSet<usize>,
    dropped: BTreeMap<usize, Left>,
}

impl Known {
    fn read(source: u64) -> Self {
        let text = fs::read_to_string(Self::path()).unwrap_or_default();
        let known: Self = serde_json::from_str(&text).unwrap_or_default();
        if known.source == source { known } else { Self::default() }
    }

    fn keep(&self) -> Fallible<()> {
        Ok(fs::write(Self::path(), serde_json::to_string(self)?)?)
    }

    fn path() -> PathBuf {
        workplace().join("known.json")
    }
}

/// How often code may change until it compiles. Each round drops what the compiler complains of; it looks at types first,
/// then at borrows, then at constants.
const ROUNDS: usize = 25;

/// Weaves mutants in and builds them; notes in each what it changes.
pub fn build(mutants: &mut [Mutant]) -> Fallible<Build> {
    tree::prepare()?;
    let source = tree::fingerprint()?;
    let Known { mut twins, mut dropped, .. } = Known::read(source);
    for round in 1..=ROUNDS {
        let (woven, by_nature) = weave_all(mutants, &twins, &dropped)?;
        tree::fill(&woven, mutants.iter().map(|mutant| mutant.id).max().unwrap_or(0))?;
        match cargo()? {
            Ok(programs) => {
                Known { source, twins, dropped: dropped.clone() }.keep()?;
                let left = by_nature.into_iter().chain(dropped).collect();
                return Ok(Build { left, programs });
            }
            Err(complaints) => {
                let before = (twins.len(), dropped.len());
                for complaint in &complaints {
                    complaint.heed(&woven, &mut twins, &mut dropped)?;
                }
                let after = (twins.len(), dropped.len());
                say(&format!("round {round}: {} complaints; {} do not compile", complaints.len(), after.1));
                if before == after {
                    return Err(format!("nothing is left to drop:\n{}", complaints[0].rendered).into());
                }
            }
        }
    }
    Err(format!("it does not compile after {ROUNDS} rounds").into())
}

/// Notes in each mutant what it changes, by which it is known again, without a build.
pub fn name(mutants: &mut [Mutant]) -> Fallible<()> {
    weave_all(mutants, &BTreeSet::new(), &BTreeMap::new()).map(drop)
}

type Texts = BTreeMap<String, String>;

fn weave_all(
    mutants: &mut [Mutant],
    twins: &BTreeSet<usize>,
    dropped: &BTreeMap<usize, Left>,
) -> Fallible<(Texts, BTreeMap<usize, Left>)> {
    let dropped: BTreeSet<usize> = dropped.keys().copied().collect();
    let files: BTreeSet<String> = mutants.iter().map(|mutant| mutant.file.clone()).collect();
    let (mut texts, mut left, mut originals) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for file in files {
        let text = fs::read_to_string(root().join(&file))?;
        let of_file: Vec<&Mutant> = mutants.iter().filter(|mutant| mutant.file == file).collect();
        let woven = weave(&text, &of_file, twins, &dropped).map_err(|error| format!("{file}: {error}"))?;
        left.extend(woven.left);
        originals.extend(woven.originals);
        texts.insert(file, woven.text);
    }
    for mutant in mutants {
        mutant.original = originals.remove(&mutant.id).unwrap_or_default();
    }
    Ok((texts, left))
}

/// What the compiler says, and where.
struct Complaint {
    file: String,
    place: Range<usize>,
    code: String,
    rendered: String,
}

impl Complaint {
    /// Changes how the mutants are woven that it is about, or drops them.
    fn heed(
        &self,
        woven: &Texts,
        twins: &mut BTreeSet<usize>,
        dropped: &mut BTreeMap<usize, Left>,
    ) -> Fallible<()> {
        let text = woven.get(&self.file).map(String::as_str).unwrap_or_default();
        // What may not be called in a constant is `is`.
        let is_constant = self.code == "E0015";
        match blamed(text, &self.place) {
            None => return Err(format!("no mutant is to blame:\n{}", self.rendered).into()),
            Some(Blame::Mutant(id)) => {
                dropped.insert(id, if is_constant { Left::Alone } else { Left::Unviable });
            }
            Some(Blame::Site(ids)) => {
                for id in ids {
                    if is_constant || !twins.insert(id) {
                        dropped.insert(id, Left::Alone);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Builds the tests of the copy. What depends on nothing here is shared with other builds of the repository.
fn cargo() -> Fallible<Result<Vec<PathBuf>, Vec<Complaint>>> {
    let mut command = Command::new("cargo");
    command
        .args([
            "test",
            "--no-run",
            "--locked",
            "--lib",
            "--test",
            "integration",
            "--message-format",
            "json",
            "--quiet",
        ])
        .current_dir(tree())
        .env("CARGO_BUILD_BUILD_DIR", root().join("target"))
        .env("CARGO_TARGET_DIR", workplace().join("build"))
        .stderr(Stdio::piped());
    let output = command.output()?;
    let (mut complaints, mut programs) = (Vec::new(), Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if let Some(program) = message["executable"].as_str()
            && message["profile"]["test"] == true
        {
            programs.push((message["target"]["kind"][0] != "lib", PathBuf::from(program)));
        }
        complaints.extend(complaint(&message["message"]));
    }
    match (output.status.success(), complaints.is_empty()) {
        (true, _) => {
            programs.sort();
            Ok(Ok(programs.into_iter().map(|(_, program)| program).collect()))
        }
        (false, false) => Ok(Err(complaints)),
        (false, true) => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
    }
}

fn complaint(message: &Value) -> Option<Complaint> {
    if message["level"] != "error" {
        return None;
    }
    let spans = message["spans"].as_array()?;
    let mut span = spans.iter().find(|span| span["is_primary"] == true)?;
    // Where it lies in a macro of somebody else, the call counts.
    while !span["file_name"].as_str()?.starts_with("src/") {
        span = span["expansion"].get("span")?;
    }
    let byte = |key: &str| span[key].as_u64().and_then(|byte| usize::try_from(byte).ok());
    Some(Complaint {
        file: span["file_name"].as_str()?.to_owned(),
        place: byte("byte_start")?..byte("byte_end")?,
        code: message["code"]["code"].as_str().unwrap_or_default().to_owned(),
        rendered: message["rendered"].as_str().unwrap_or_default().to_owned(),
    })
}
