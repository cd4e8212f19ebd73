//! Why a host can't be told for sure, and what to ask its owner for.

use crate::limit::LimitKind;
use crate::report::{ComputerReport, Report};
use crate::say::words;
use crate::session::Outcome;
use crate::story::{self, headline};
use crate::verdict::Verdict;

/// One reason why a host can't be told for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// What limits the answer.
    Limit(LimitKind),
    /// Undetermined 27s, by the rule that decides.
    Rule(&'static str),
    /// Undetermined 27s of which no rule says anything.
    NoRule,
    /// The logs do not show how a run ended.
    EndNotSeen,
    /// A log could not be read whole.
    Unread,
    /// Wrong checksums lie in logs that decide.
    Checksums,
    /// Two machines seem to have its name.
    NameShared,
    /// Its logs came in more than one part, each judged without the others.
    InParts,
}

impl Why {
    /// The word in the JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Limit(kind) => kind.id(),
            Self::Rule(rule) => rule,
            Self::NoRule => "no-rule",
            Self::EndNotSeen => "end-not-seen",
            Self::Unread => "unread",
            Self::Checksums => "checksums",
            Self::NameShared => "name-shared",
            Self::InParts => "in-parts",
        }
    }

    /// Those that are no limit and no rule.
    pub const OTHERS: [Self; 6] =
        [Self::NoRule, Self::EndNotSeen, Self::Unread, Self::Checksums, Self::NameShared, Self::InParts];

    /// Every reason of a computer.
    pub(super) fn of(report: &Report, computer: &ComputerReport) -> impl Iterator<Item = Self> {
        let undetermined = computer.volsnap27.iter().filter(|judged| judged.verdict == Verdict::Undetermined);
        let of_27s = undetermined.flat_map(|judged| {
            let mut rules: Vec<Self> = judged.deciding().map(|opinion| Self::Rule(opinion.rule)).collect();
            if rules.is_empty() {
                rules.push(Self::NoRule);
            }
            rules
        });
        let limits = computer.limits.iter().filter(|limit| limit.is_undecided);
        let ends = computer.count_outcome(Outcome::EndNotSeen) > 0;
        let doubts = headline::doubts(report, computer).into_iter().map(|doubt| match doubt {
            headline::Doubt::Unread => Self::Unread,
            headline::Doubt::Checksums => Self::Checksums,
            headline::Doubt::NameShared => Self::NameShared,
        });
        limits
            .map(|limit| Self::Limit(limit.kind))
            .chain(of_27s)
            .chain(ends.then_some(Self::EndNotSeen))
            .chain(doubts)
    }
}

/// Something to ask the owner of a host for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// The System log.
    SystemLog,
    /// The log of Windows Server Backup.
    BackupLog,
    /// What backs the host up, and its log.
    BackupProduct,
    /// The logs of the drivers.
    DriverLogs,
    /// A list of the host's volumes.
    Mountvol,
    /// The log of another product.
    OtherProduct,
    /// The damaged logs, exported anew.
    WholeLogs,
    /// The logs of each machine by themselves.
    EachMachine,
    /// All logs of the host at once.
    OneFolder,
}

words! {
    pub Ask {
        SystemLog = "system-log",
        BackupLog = "backup-log",
        BackupProduct = "backup-product",
        DriverLogs = "driver-logs",
        Mountvol = "mountvol",
        OtherProduct = "other-product",
        WholeLogs = "whole-logs",
        EachMachine = "each-machine",
        OneFolder = "one-folder",
    }
}

impl Ask {
    /// What the advice of a computer asks for, but for what would only make a benign 27 surer.
    pub(super) fn of(computer: &ComputerReport) -> impl Iterator<Item = Self> {
        let wanted = computer.advice.iter().filter(|advice| !story::makes_surer(computer, advice));
        wanted.filter_map(|advice| {
            let word = advice.id.strip_prefix("ask-")?;
            Self::ALL.iter().find(|ask| ask.id() == word).copied()
        })
    }

    /// What a reason asks for by itself.
    pub(super) fn because(why: Why) -> Option<Self> {
        match why {
            Why::Unread | Why::Checksums => Some(Self::WholeLogs),
            Why::NameShared => Some(Self::EachMachine),
            Why::InParts => Some(Self::OneFolder),
            Why::Limit(_) | Why::Rule(_) | Why::NoRule | Why::EndNotSeen => None,
        }
    }
}
