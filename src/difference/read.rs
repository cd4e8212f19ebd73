//! A report in JSON, as far as it is compared.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Item, What};
use crate::session::Outcome;
use crate::status::{self, Exit, FailOn};
use crate::trouble::Weight;
use crate::verdict::Verdict;

/// The version of the schema that is read.
const VERSION: u32 = 1;

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum NoReport {
    /// It is no JSON, or JSON of something else.
    #[error(
        "no report of volsift in JSON ({0}); make one with: volsift analyze LOGS --format json -o REPORT.json"
    )]
    Other(String),
    /// A later version of this program wrote it.
    #[error("schema_version {0}, and this program reads {VERSION}; use the newer one")]
    Version(u32),
}

/// What a report tells.
#[derive(Debug, Deserialize)]
pub struct Told {
    schema_version: u32,
    /// Its computers.
    pub(super) computers: Vec<Computer>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Computer {
    pub(super) name: String,
    #[serde(default)]
    aliases: Vec<String>,
    headline: String,
    sessions: Vec<Session>,
    volsnap27: Vec<Error>,
    #[serde(default)]
    trouble: Vec<Trouble>,
    #[serde(default)]
    limits: Vec<Limit>,
}

#[derive(Debug, Deserialize)]
struct Session {
    #[serde(default)]
    product: String,
    started: Timestamp,
    ended: Option<Timestamp>,
    outcome: String,
}

#[derive(Debug, Deserialize)]
struct Error {
    #[serde(rename = "ref")]
    citation: String,
    event: Event,
    verdict: String,
    #[serde(default)]
    opinions: Vec<Opinion>,
}

#[derive(Debug, Deserialize)]
struct Event {
    time: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Opinion {
    verdict: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Trouble {
    kind: String,
    weight: String,
    text: String,
    disk: Option<u32>,
    volume: Option<String>,
    subject: Option<String>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct Limit {
    kind: String,
    text: String,
}

/// Reads a report.
///
/// # Errors
///
/// [`NoReport`] where the text is none, or one of a later version.
pub fn read(text: &str) -> Result<Told, NoReport> {
    #[derive(Deserialize)]
    struct Version {
        schema_version: u32,
    }
    let text = text.trim_start_matches('\u{feff}');
    let other = |error: serde_json::Error| NoReport::Other(error.to_string());
    let version: Version = serde_json::from_str(text).map_err(other)?;
    if version.schema_version != VERSION {
        return Err(NoReport::Version(version.schema_version));
    }
    let told: Told = serde_json::from_str(text).map_err(other)?;
    debug_assert_eq!(told.schema_version, VERSION);
    Ok(told)
}

/// Whether a state asks for a person. A word that this version does not know is taken for the worst.
fn needs_a_person(exit: Option<Exit>) -> bool {
    exit.is_none_or(|exit| exit == Exit::NeedsPerson)
}

impl Computer {
    /// Its names in lower case, the present one first.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        std::iter::once(&self.name).chain(&self.aliases).map(|name| name.to_lowercase())
    }

    /// The computer as a whole.
    pub(super) fn whole(&self) -> Item {
        Item {
            what: What::Computer,
            key: self.name.to_lowercase(),
            name: self.name.clone(),
            time: None,
            end: None,
            state: String::new(),
            needs_a_person: false,
            text: self.headline.clone(),
        }
    }

    pub(super) fn items(&self) -> Vec<Item> {
        let errors = self.volsnap27.iter().map(Error::item);
        let runs = self.sessions.iter().map(Session::item);
        let trouble = self.trouble.iter().map(Trouble::item);
        errors.chain(runs).chain(trouble).chain(self.limits.iter().map(Limit::item)).collect()
    }
}

impl Error {
    fn item(&self) -> Item {
        let verdict = Verdict::ALL.iter().find(|verdict| verdict.id() == self.verdict);
        let exit = verdict.map(|verdict| status::of_verdict(*verdict, FailOn::Actionable));
        let deciding = self.opinions.iter().find(|opinion| opinion.verdict == self.verdict);
        Item {
            what: What::Volsnap27,
            key: format!("{}{}", self.citation.to_lowercase(), self.event.time),
            name: self.citation.clone(),
            time: Some(self.event.time),
            end: None,
            state: self.verdict.clone(),
            needs_a_person: needs_a_person(exit),
            text: deciding.map_or_else(String::new, |opinion| opinion.text.clone()),
        }
    }
}

impl Session {
    fn item(&self) -> Item {
        const OWN: &str = "windows-server-backup";
        let outcome = Outcome::ALL.iter().find(|outcome| outcome.id() == self.outcome);
        let exit = outcome.map(|outcome| status::of_outcome(*outcome, FailOn::Actionable));
        Item {
            what: What::Run,
            key: format!("{}{}", self.product, self.started),
            name: self.product.clone(),
            time: Some(self.started),
            end: self.ended,
            state: self.outcome.clone(),
            // Those of other products ask for a person as trouble.
            needs_a_person: self.product == OWN && needs_a_person(exit),
            text: String::new(),
        }
    }
}

impl Trouble {
    fn item(&self) -> Item {
        let weight = Weight::ALL.iter().find(|weight| weight.id() == self.weight);
        let exit = weight.map(|weight| status::of_weight(*weight, FailOn::Actionable));
        Item {
            what: What::Trouble,
            key: format!("{} {:?} {:?} {:?}", self.kind, self.disk, self.volume, self.subject),
            name: self.kind.clone(),
            time: self.first,
            end: self.last,
            state: self.weight.clone(),
            needs_a_person: needs_a_person(exit),
            text: self.text.clone(),
        }
    }
}

impl Limit {
    fn item(&self) -> Item {
        Item {
            what: What::Limit,
            key: self.kind.clone(),
            name: self.kind.clone(),
            time: None,
            end: None,
            state: String::new(),
            needs_a_person: false,
            text: self.text.clone(),
        }
    }
}
