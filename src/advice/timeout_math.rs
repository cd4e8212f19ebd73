//! The arithmetic of `CreateTimeout`.
//!
//! Key and value: the article on the Shared Protection Point timer, 2012, and Microsoft's posts of
//! 2011. The default of 10 minutes is 600 000 ms; the article prints 6 000 000, and Microsoft's posts
//! print 12 000 000 for 20 minutes: both are slips of a factor of ten.

use jiff::SignedDuration;

use crate::issue::{Issue, IssueKind};
use crate::say::{Log, Milliseconds, sentences};

sentences! {
    given_slip(value: SignedDuration, meant: SignedDuration, milliseconds: Milliseconds) = "advice.slip-of-ten":
        "--create-timeout is { $value }; published values are wrong by a factor of ten (6 000 000 ms for 10 min, 12 000 000 ms for 20 min). If \
         { $meant } is meant, that is { $milliseconds }";
    found_slip(computer: Log, value: SignedDuration, meant: SignedDuration, milliseconds: Milliseconds) = "advice.slip-of-ten-found":
        "CreateTimeout of { $computer } is { $value }; published values are wrong by a factor of ten (6 000 000 ms for 10 min, 12 000 000 ms for 20 min). If \
         { $meant } is meant, that is { $milliseconds }";
}

/// Where the value lives.
pub const REGISTRY_KEY: &str = r"HKEY_LOCAL_MACHINE\Software\Microsoft\Windows NT\CurrentVersion\SPP";
/// Its name; a REG_DWORD of milliseconds. Any other type is ignored (observed).
pub const REGISTRY_VALUE: &str = "CreateTimeout";
pub use crate::session::DEFAULT_CREATE_TIMEOUT;
/// What the article adds on top of what is needed.
pub const DEFAULT_MARGIN: SignedDuration = SignedDuration::from_mins(10);

/// How many virtual machines a host has, and how many of them it can back up in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VmLoad {
    /// So many were backed up within the base time.
    pub ok: u32,
    /// So many have to be.
    pub total: u32,
}

/// A value for `CreateTimeout`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// In milliseconds, as the registry holds it.
    pub milliseconds: u32,
}

/// Why no value can be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeoutError {
    /// Division by nothing.
    #[error(
        "no virtual machine was backed up in time, so there is nothing to scale from; shut all but one down and try again"
    )]
    NoneInTime,
    /// A duration below zero, or no base at all.
    #[error("the base time must be positive and the margin not negative")]
    NotPositive,
    /// REG_DWORD holds 32 bits: 49.7 days.
    #[error("the result does not fit into a REG_DWORD of milliseconds (49.7 days)")]
    TooLarge,
}

impl Proposal {
    /// In minutes, rounded up.
    pub fn minutes(self) -> u32 {
        self.milliseconds.div_ceil(60_000)
    }

    /// As a length of time.
    pub fn duration(self) -> SignedDuration {
        SignedDuration::from_millis(i64::from(self.milliseconds))
    }

    /// The proposal for a duration, rounded up to whole minutes.
    pub fn of(duration: SignedDuration) -> Result<Self, TimeoutError> {
        let seconds = u64::try_from(duration.as_secs()).ok().ok_or(TimeoutError::NotPositive)?;
        let partial = u64::from(duration.subsec_nanos() > 0);
        let minutes = seconds.saturating_add(partial).div_ceil(60);
        let milliseconds = minutes.checked_mul(60_000).ok_or(TimeoutError::TooLarge)?;
        let milliseconds = u32::try_from(milliseconds).ok().ok_or(TimeoutError::TooLarge)?;
        Ok(Self { milliseconds })
    }
}

/// The article's formula: base x ceil(total / ok) + margin. 6 of 12 with 10 and 10 minutes: 30.
pub fn propose(load: VmLoad, base: SignedDuration, margin: SignedDuration) -> Result<Proposal, TimeoutError> {
    if load.ok == 0 {
        return Err(TimeoutError::NoneInTime);
    }
    if !base.is_positive() || margin.is_negative() {
        return Err(TimeoutError::NotPositive);
    }
    let rounds = i32::try_from(load.total.div_ceil(load.ok)).ok().ok_or(TimeoutError::TooLarge)?.max(1);
    let needed = base.checked_mul(rounds).and_then(|time| time.checked_add(margin));
    Proposal::of(needed.ok_or(TimeoutError::TooLarge)?)
}

/// The key as `reg` takes it.
fn key() -> String {
    REGISTRY_KEY.replacen("HKEY_LOCAL_MACHINE", "HKLM", 1)
}

/// The command that tells the value.
pub(super) fn reg_query() -> String {
    format!("reg query \"{}\" /v {REGISTRY_VALUE}", key())
}

/// The command that puts the key into a file, which is read beside the logs.
pub(super) fn reg_export() -> String {
    format!("reg export \"{}\" C:\\spp.reg", key())
}

/// The command that sets the value.
pub fn reg_add(proposal: Proposal) -> String {
    let key = key();
    format!("reg add \"{key}\" /v {REGISTRY_VALUE} /t REG_DWORD /d {} /f", proposal.milliseconds)
}

/// Whether a time-out is one of the two published slips: 6 000 000 ms for 10 minutes, 12 000 000 ms
/// for 20. Gives what was probably meant.
pub fn looks_like_slip_of_ten(given: SignedDuration) -> Option<SignedDuration> {
    let minutes = given.as_secs() / 60;
    let is_whole = given == SignedDuration::from_mins(minutes);
    match minutes {
        100 if is_whole => Some(SignedDuration::from_mins(10)),
        200 if is_whole => Some(SignedDuration::from_mins(20)),
        _ => None,
    }
}

/// Tells of a value that looks like a published slip. `is_given`: the user named it; else it was found for a computer.
pub fn note_slip(value: SignedDuration, is_given: bool, computer: &str) -> Option<Issue> {
    let meant = looks_like_slip_of_ten(value)?;
    let milliseconds = Proposal::of(meant).ok()?.milliseconds;
    let text = if is_given {
        given_slip(value, meant, Milliseconds(milliseconds))
    } else {
        found_slip(Log::of(computer), value, meant, Milliseconds(milliseconds))
    };
    Some(Issue::note(IssueKind::SuspiciousValue, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: SignedDuration = SignedDuration::from_mins(10);

    fn minutes(ok: u32, total: u32) -> Result<u32, TimeoutError> {
        propose(VmLoad { ok, total }, TEN, TEN).map(Proposal::minutes)
    }

    #[test]
    fn the_article_gets_thirty_minutes() {
        let proposal = propose(VmLoad { ok: 6, total: 12 }, TEN, TEN).unwrap();
        assert_eq!((proposal.minutes(), proposal.milliseconds), (30, 1_800_000));
        assert!(reg_add(proposal).ends_with("/t REG_DWORD /d 1800000 /f"));
    }

    #[test]
    fn a_started_round_counts_whole() {
        assert_eq!(minutes(6, 13), Ok(40));
        assert_eq!(minutes(6, 1), Ok(20));
        assert_eq!(minutes(6, 0), Ok(20));
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert_eq!(minutes(0, 12), Err(TimeoutError::NoneInTime));
        assert_eq!(minutes(1, u32::MAX), Err(TimeoutError::TooLarge));
        assert_eq!(
            propose(VmLoad { ok: 1, total: 1 }, SignedDuration::ZERO, TEN),
            Err(TimeoutError::NotPositive)
        );
        assert_eq!(minutes(1, 10_000), Err(TimeoutError::TooLarge));
    }

    #[test]
    fn the_two_published_slips_are_noticed() {
        assert_eq!(looks_like_slip_of_ten(SignedDuration::from_millis(6_000_000)), Some(TEN));
        assert_eq!(
            looks_like_slip_of_ten(SignedDuration::from_millis(12_000_000)),
            Some(SignedDuration::from_mins(20))
        );
        assert_eq!(looks_like_slip_of_ten(SignedDuration::from_mins(30)), None);
    }
}
