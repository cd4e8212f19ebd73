//! Advice: what to do next, each piece only when it applies, each with the records it rests on.

mod ask;
mod collection;
mod create_timeout;
mod disk;
mod drivers;
mod headroom;
mod image;
mod logs;
mod next_step;
mod timeout_math;

use crate::limit::Limit;
use crate::say::{Pattern, Sentence};
use crate::session::{Session, Settings, SnapshotTrend};
use crate::timeline::{Computer, EventIndex, Span};
use crate::trouble::Trouble;
use crate::verdict::Judged;

pub use next_step::next_steps;
pub use timeout_math::{
    DEFAULT_CREATE_TIMEOUT, DEFAULT_MARGIN, Proposal, REGISTRY_KEY, REGISTRY_VALUE, TimeoutError, VmLoad,
    looks_like_slip_of_ten, note_slip, propose, reg_add,
};

/// One piece of advice.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// Its name in the JSON.
    pub id: &'static str,
    /// What to do, and why; sentences. May hold text from logs.
    pub text: Sentence,
    /// Commands to paste.
    pub commands: Vec<String>,
    /// The records because of which it applies.
    pub because: Vec<EventIndex>,
    /// The time that it speaks of.
    pub period: Option<Span>,
}

impl Advice {
    /// Whether it asks for more evidence.
    pub fn is_request(&self) -> bool {
        self.id.starts_with("ask-")
    }

    /// Whether the script of `volsift collect-script` takes what it asks for.
    pub fn is_collected(&self) -> bool {
        const TAKEN: [&str; 5] = [
            id::ASK_BACKUP_LOG,
            id::ASK_BACKUP_PRODUCT,
            id::ASK_SYSTEM_LOG,
            id::ASK_MOUNTVOL,
            id::ASK_DRIVER_LOGS,
        ];
        TAKEN.contains(&self.id) && !self.commands.is_empty()
    }

    /// Whether it asks for the one file that the script makes.
    pub fn is_collection(&self) -> bool {
        self.id == id::ASK_COLLECTION
    }

    /// Whether it is nothing to do, but something that the answer rests on.
    pub fn is_account(&self) -> bool {
        self.id == id::NO_DISK_7
    }

    /// Whether it only tells something, and nothing has to be done.
    pub fn is_remark(&self) -> bool {
        matches!(self.id, id::NO_DISK_7 | id::PAST_CREATE_TIMEOUT)
    }
}

/// The names of advice.
macro_rules! ids {
    ($($name:ident = $id:literal),+ $(,)?) => {
        /// The names of all advice.
        pub const IDS: &[&str] = &[$($id),+];

        /// The names of advice, each by itself.
        mod id {
            $(pub(super) const $name: &str = $id;)+
        }
    };
}

ids! {
    REPLACE_DISK = "replace-disk",
    NO_DISK_7 = "no-disk-7",
    CREATE_TIMEOUT_RAISED = "create-timeout-raised",
    RAISE_CREATE_TIMEOUT = "raise-create-timeout",
    PROVE_LOAD_THEORY = "prove-load-theory",
    CONTACT_SUPPORT = "contact-support",
    PAST_CREATE_TIMEOUT = "past-create-timeout",
    SNAPSHOT_HEADROOM = "snapshot-headroom",
    CHECK_IMAGE = "check-image",
    ASK_COLLECTION = "ask-collection",
    ASK_BACKUP_LOG = "ask-backup-log",
    ASK_BACKUP_PRODUCT = "ask-backup-product",
    ASK_SYSTEM_LOG = "ask-system-log",
    ASK_MOUNTVOL = "ask-mountvol",
    ASK_DRIVER_LOGS = "ask-driver-logs",
    ASK_OTHER_PRODUCT = "ask-other-product",
}

/// What advice can look at.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The computer.
    pub computer: &'a Computer,
    /// All its runs.
    pub sessions: &'a [Session],
    /// Those that are reported on.
    pub shown: &'a [&'a Session],
    /// Its volsnap 27s that are reported on.
    pub judged: &'a [Judged],
    /// What the user said of the host.
    pub settings: Settings,
    /// How many virtual machines there are, as the user said.
    pub load: Option<VmLoad>,
    /// What needs a person beside the 27s.
    pub trouble: &'a [Trouble],
    /// What limits the answer.
    pub limits: &'a [Limit],
    /// Whether a list of volumes would make presumed verdicts surer.
    pub asks_for_mountvol: bool,
    /// How long its snapshots take.
    pub snapshot_trend: Option<&'a SnapshotTrend>,
}

/// The sentences of all advice.
pub(crate) const SENTENCES: &[&[Pattern]] = &[
    ask::SENTENCES,
    collection::SENTENCES,
    create_timeout::SENTENCES,
    disk::SENTENCES,
    drivers::SENTENCES,
    headroom::SENTENCES,
    image::SENTENCES,
    logs::SENTENCES,
    next_step::SENTENCES,
    timeout_math::SENTENCES,
];

/// Every piece of advice, in the order in which it is given.
pub const ADVICE: &[fn(&Situation<'_>) -> Option<Advice>] = &[
    disk::replace_disk,
    logs::backup_log_first,
    create_timeout::raise,
    create_timeout::prove_load_theory,
    create_timeout::contact_support,
    create_timeout::past,
    headroom::raise_before_it_fails,
    logs::backup_log,
    logs::system_log,
    ask::mountvol,
    drivers::driver_logs,
    ask::other_product,
    image::check_image,
    disk::no_disk_7,
];

/// The advice that applies; before the first that asks for what the script takes, what asks for its one file.
pub fn advise(situation: &Situation<'_>) -> Vec<Advice> {
    let mut advice: Vec<Advice> = ADVICE.iter().filter_map(|piece| piece(situation)).collect();
    if let Some((place, piece)) = collection::of(situation, &advice) {
        advice.insert(place, piece);
    }
    advice
}
