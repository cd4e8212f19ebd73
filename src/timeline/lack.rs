//! What would have to be asked for where a log does not tell of a time.

use super::coverage::{Coverage, Flaw, GapCause};
use super::span::Span;

/// What is wanting of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// All of it: none was given.
    All,
    /// Older records.
    Before,
    /// Newer records.
    Behind,
    /// What a damaged file held.
    Damaged,
    /// Records between those that are there.
    Within,
    /// The records of this machine alone: those of another one are among them.
    Mixed,
}

impl Flaw {
    /// What would mend it.
    pub fn lack(&self) -> Lack {
        match self {
            Self::Suspect(_) => Lack::Damaged,
            Self::Gap(gap) => match gap.cause {
                GapCause::Unreadable => Lack::Damaged,
                GapCause::TwoLogs => Lack::Mixed,
                GapCause::RecordIdJump | GapCause::Cleared | GapCause::Recreated => Lack::Within,
            },
        }
    }
}

impl Coverage {
    /// What is wanting before the first record: an older log does not help where the file is damaged.
    pub fn lack_before(&self) -> Lack {
        if self.begins_in_damage { Lack::Damaged } else { Lack::Before }
    }

    /// What is wanting behind the last record.
    pub fn lack_behind(&self) -> Lack {
        if self.ends_in_damage { Lack::Damaged } else { Lack::Behind }
    }

    /// What is wanting to tell of a span of time; nothing where it is covered without a flaw.
    pub fn lacks(&self, span: Span) -> Vec<Lack> {
        let mut lacks = Vec::new();
        lacks.extend((span.from < self.first).then(|| self.lack_before()));
        lacks.extend((span.to > self.last).then(|| self.lack_behind()));
        lacks.extend(self.flaw_within(span).map(|flaw| flaw.lack()));
        lacks
    }
}
