//! What the schema says of values that serde sees as plain text: which words a key may hold, and which texts are times.
//! The words come from the lists that the code itself uses.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::advice;
use crate::correlation::{Basis, Strength};
use crate::fleet;
use crate::issue::IssueKind;
use crate::limit::LimitKind;
use crate::report::Hole;
use crate::say::{ZoneOrigin, words};
use crate::session::products::PRODUCTS;
use crate::session::{CAUSES, Certainty, Outcome, ProductOutcome};
use crate::source::Format;
use crate::trouble::{TroubleKind, Weight};
use crate::verdict::{Confidence, RULES, Verdict};

/// Types that only describe: the schema of one is that of a text.
macro_rules! texts {
    ($($name:ident = $schema:expr;)+) => {$(
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )+};
}

texts! {
    Utc = json_schema!({ "type": "string", "format": "date-time", "pattern": "Z$" });
    Local = json_schema!({ "type": "string", "format": "date-time", "pattern": "[+-][0-9]{2}:[0-9]{2}$" });
    Civil = json_schema!({ "type": "string", "format": "date" });
    Offset = json_schema!({ "type": "string", "pattern": "^[+-][0-9]{2}:[0-9]{2}" });
    Reference = json_schema!({ "type": "string", "pattern": "#[0-9]+( \\(recovered\\))?$" });
    RunId = json_schema!({ "type": "string", "pattern": "^[SP][1-9][0-9]*$" });
    Hex = json_schema!({ "type": "string", "pattern": "^0x[0-9A-F]{8}$" });
    Version = json_schema!({ "type": "integer", "const": super::SCHEMA_VERSION });
    VerdictWord = one_of(Verdict::ALL.into_iter().map(Verdict::id));
    ConfidenceWord = one_of(Confidence::ALL.iter().map(|word| word.id()));
    BasisWord = one_of(Basis::ALL.into_iter().map(Basis::id));
    LinkWord = one_of(Strength::ALL.iter().map(|word| word.id()));
    OutcomeWord = one_of(outcomes());
    CauseWord = one_of(CAUSES.iter().map(|row| row.id));
    CertaintyWord = one_of(Certainty::ALL.iter().map(|word| word.id()));
    ProductWord = one_of(PRODUCTS.iter().map(|product| product.id));
    TroubleWord = one_of(TroubleKind::all().map(TroubleKind::id));
    WeightWord = one_of(Weight::ALL.iter().map(|word| word.id()));
    LimitWord = one_of(LimitKind::ALL.iter().map(|word| word.id()));
    IssueWord = one_of(IssueKind::ALL.iter().map(|word| word.id()));
    GapWord = one_of(Hole::causes());
    ZoneWord = one_of(ZoneOrigin::ALL.iter().map(|word| word.id()));
    FormatWord = one_of(Format::ALL.iter().map(|word| word.id()));
    AdviceWord = one_of(advice::IDS.iter().copied());
    RuleWord = one_of(RULES.iter().map(|rule| rule.id));
    RuleName = one_of(RULES.iter().map(|rule| rule.name));
    ProblemWord = one_of(StatusProblem::ALL.iter().map(|word| word.id()));
    FleetStateWord = one_of(fleet::State::ALL.iter().map(|word| word.id()));
    NightWord = one_of(fleet::NightState::ALL.iter().map(|word| word.id()));
    FleetAskWord = one_of(fleet::Ask::ALL.iter().map(|word| word.id()));
    FleetWhyWord = one_of(whys());
    FleetCauseWord = one_of(fleet_causes());
    TakenWord = one_of(TakenKind::ALL.iter().map(|word| word.id()));
}

fn one_of(words: impl Iterator<Item = &'static str>) -> Schema {
    json_schema!({ "type": "string", "enum": words.collect::<Vec<_>>() })
}

/// Why a host of a fleet can't be told.
fn whys() -> impl Iterator<Item = &'static str> {
    let limits = LimitKind::ALL.iter().map(|kind| kind.id());
    limits.chain(RULES.iter().map(|rule| rule.id)).chain(fleet::Why::OTHERS.iter().map(|why| why.id()))
}

/// Causes of runs, and kinds of trouble.
fn fleet_causes() -> impl Iterator<Item = &'static str> {
    let causes = CAUSES.iter().map(|row| row.id).chain([fleet::Cause::Untold.id()]);
    causes.chain(TroubleKind::all().map(TroubleKind::id))
}

/// Outcomes of runs, and those that only runs of other products have.
fn outcomes() -> impl Iterator<Item = &'static str> {
    let of_server_backup = || Outcome::ALL.iter().map(|word| word.id());
    let of_others = ProductOutcome::ALL.into_iter().map(ProductOutcome::id);
    of_server_backup().chain(of_others.filter(move |word| !of_server_backup().any(|known| known == *word)))
}

/// Why a 27 has no status.
#[derive(Clone, Copy)]
pub(super) enum StatusProblem {
    Missing,
    Unreadable,
    Contradicting,
}

words! {
    pub(super) StatusProblem {
        Missing = "missing",
        Unreadable = "unreadable",
        Contradicting = "contradicting",
    }
}

/// What was taken from a file that is no log.
#[derive(Clone, Copy)]
pub(super) enum TakenKind {
    Volumes,
    Disks,
    CreateTimeout,
    Collection,
}

words! {
    pub(super) TakenKind {
        Volumes = "volumes",
        Disks = "disks",
        CreateTimeout = "create-timeout",
        Collection = "collection",
    }
}
